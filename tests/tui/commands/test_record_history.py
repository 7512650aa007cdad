"""``salg history RECORD ID`` tells of what is linked (COM-07)."""

from __future__ import annotations

from tests.tui.commands.shell import Shell


def test_contacts_categories_and_roles(shell: Shell) -> None:
    shell.done("option", "add", "category", "Gold")
    customer = shell.done("customer", "add", "name=Fjord AS", "categories=Gold").out.strip()
    shell.done("contact", "add", "last_name=Nes", "customers=Fjord AS: Boss")
    shell.done("customer", "set", customer, "categories=")
    told = shell.done("history", "customer", customer).out
    assert "      Category: Gold → –\n" in told
    assert "      Contact: – → Nes (Boss)\n" in told
    assert "      Category: – → Gold\n" in told
    assert told.index("Gold → –") < told.index("Nes (Boss)") < told.index("– → Gold")
    lines = shell.done("history", "customer", customer, "--json").json
    assert [(line["action"], line["field"]) for line in lines][:2] == [("link", "category"), ("link", "contact")]
    assert "      Customer: – → Fjord AS (Boss)\n" in shell.done("history", "contact", "1").out


def test_what_was_deleted_has_a_history_for_those_who_saw_it(shell: Shell) -> None:
    """COM-07: with what it was linked to; of what was hidden, and of what never was, there is none."""
    shell.done("employee", "add", "initials=KNO", "name=Kari Nordmann", "role=seller", "account=kari")
    lead = shell.add("lead", "name=Fjord AS", "phone=22 33 44 55")
    hidden = shell.add("lead", "name=Secret AS", "owner_only=yes")
    shell.done("lead", "set", str(lead), "phone=99 88 77 66")
    for each in (lead, hidden):
        shell.done("lead", "delete", str(each))
    for account in (None, "kari"):
        told = shell.done("history", "lead", str(lead), account=account).out
        assert "Delete Fjord AS" in told
        assert "      Telephone: 22 33 44 55 → 99 88 77 66\n" in told
    assert "Delete Secret AS" in shell.done("history", "lead", str(hidden)).out
    assert shell.refused("history", "lead", str(hidden), account="kari") == f"id: There is no lead {hidden}."
    assert shell.refused("history", "lead", "99") == "id: There is no lead 99."
