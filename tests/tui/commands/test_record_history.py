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
