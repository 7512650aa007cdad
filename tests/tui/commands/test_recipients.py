"""``salg recipient …`` and ``salg campaign add-recipients``: the list of a campaign from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tui.commands.conftest import Shell


def test_recipients_come_from_the_address_book(shell: Shell) -> None:
    """CAMP-12: by record, criteria and view; what is left out is counted, and named in JSON."""
    shell.add("lead", "name=Ask AS", "email=post@ask.no", "town=Moss")
    shell.add("lead", "name=Bjørk AS", "town=Moss")
    shell.add("lead", "name=Eik AS", "town=Bodø")
    shell.add("customer", "name=Furu AS", "email=POST@ask.no", "kind=both")
    campaign = shell.add("campaign", "subject=Spring")
    add = ("campaign", "add-recipients", str(campaign), "--from")
    said = shell.done(*add, "lead", "--where", "town=Moss", "--dry-run").out
    assert said.splitlines() == ["2 are added.", "1 of them has no e-mail address."]
    assert shell.done("recipient", "list", "--json").json == []
    shell.done(*add, "lead", "--where", "town=Moss")
    found = shell.done(*add, "supplier", "--json").json
    assert found["counts"] == {"double": 1}
    assert found["left_out"] == [{"record": "customer", "id": 1, "name": "Furu AS", "reason": "double"}]
    assert found["change"] is None
    assert shell.done(*add, "lead", "--view", "active", "--reachable").out.splitlines() == [
        "0 are added.", "2 are there already.", "1 without an address is left out."
    ]  # fmt: skip
    rows = shell.done("recipient", "list", "--json").json
    assert [(row["company"], row["source"], row["campaign"]) for row in rows] == [
        ("Ask AS", "lead", "Spring"), ("Bjørk AS", "lead", "Spring")
    ]  # fmt: skip
    shell.done("undo")
    assert shell.done("recipient", "list", "--json").json == []


def test_what_cannot_be_added_from_is_refused(shell: Shell) -> None:
    campaign = str(shell.add("campaign", "subject=Spring"))
    assert shell.run("campaign", "add-recipients", campaign, "--from", "task").code == 2
    assert shell.run("campaign", "add-recipients", campaign).code == 2
    assert "There is no campaign" in shell.refused("campaign", "add-recipients", "99", "--from", "lead")
    assert "employes" in shell.refused(
        "campaign", "add-recipients", campaign, "--from", "lead", "--where", "employes>1"
    )


def test_a_recipient_is_added_changed_and_deleted(shell: Shell) -> None:
    """As every record; the address stands once in a campaign."""
    campaign = shell.add("campaign", "subject=Spring")
    one = shell.add("recipient", f"campaign={campaign}", "company=Ask AS", "email=post@ask.no")
    shown = shell.done("recipient", "show", str(one), "--json").json
    assert (shown["name"], shown["status"], shown["source"]) == ("Ask AS", "unconfirmed", "manual")
    shell.done("recipient", "set", str(one), "status=confirmed", "sent=yes", "response=positive")
    assert shell.done("recipient", "show", str(one), "--json").json["sent_at"] is not None
    again = shell.refused("recipient", "add", f"campaign={campaign}", "email=POST@ask.no")
    assert again.startswith("email: Ask AS has this e-mail address")
    assert shell.refused("recipient", "add", "company=Ask AS").startswith("campaign: ")
    shell.done("recipient", "delete", str(one))
    assert shell.done("recipient", "list", "--json").json == []


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_file_of_recipients_goes_round(shell: Shell, tmp_path: Path, ending: str) -> None:
    """LEAD-29: exported and imported again, nothing is different; new rows name their campaign."""
    campaign = shell.add("campaign", "subject=Spring")
    for company in ("Ask AS", "Ås Bygg"):
        shell.add("recipient", f"campaign={campaign}", f"company={company}", "status=confirmed", "response=negative")
    before = shell.done("recipient", "list", "--json").json
    path = tmp_path / f"recipients.{ending}"
    shell.done("recipient", "list", "--out", str(path))
    shell.done("recipient", "import", str(path), "--update")
    assert shell.done("recipient", "list", "--json").json == before
    new = tmp_path / "new.csv"
    new.write_text("Campaign;Company;E-mail\nSpring;Eik AS;post@eik.no\n", encoding="utf-8")
    shell.done("recipient", "import", str(new))
    assert json.dumps(shell.done("recipient", "list", "--json").json).count("Eik AS") == 2


def test_recipients_come_from_distribution_lists(shell: Shell) -> None:
    """R06: who stands on two lists is added once."""
    for name in ("Ask AS", "Bjørk AS", "Eik AS"):
        shell.add("lead", f"name={name}")
    for name, ids in (("Friends", ("1", "2")), ("Family", ("2",)), ("Others", ("3",))):
        number = shell.add("distribution-list", f"name={name}")
        shell.done("distribution-list", "put-on", str(number), "--from", "lead", *ids)
    campaign = str(shell.add("campaign", "subject=Spring"))
    shell.done("campaign", "add-recipients", campaign, "--from", "distribution-list", "--where", "name~F")
    rows = shell.done("recipient", "list", "--json").json
    assert [row["company"] for row in rows] == ["Ask AS", "Bjørk AS"]


def test_recipients_go_out_as_cards_and_come_in_from_them(shell: Shell, tmp_path: Path) -> None:
    """LEAD-30, LEAD-31: company, person, numbers and address."""
    campaign = shell.add("campaign", "subject=Spring")
    values = ("company=Ask AS", "contact=Kari Anne Ås", "email=kari@ask.no", "mobile=91 23 45 67", "town=Moss")
    shell.add("recipient", f"campaign={campaign}", *values)
    path = tmp_path / "cards.vcf"
    shell.done("recipient", "list", "--out", str(path))
    written = path.read_text(encoding="utf-8")
    for line in ("FN:Kari Anne Ås", "N:Ås;Kari Anne;;;", "ORG:Ask AS", "TEL;TYPE=CELL:+4791234567"):
        assert line in written, written
    said = shell.run("recipient", "import", str(path), "--dry-run")
    assert "Campaign must be filled in" in said.out
