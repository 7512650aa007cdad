"""Every field of spec/fields.md of the records there are: told as JSON, and taken as ``field=value``."""

from __future__ import annotations

import pytest

from tests.tui.commands.shell import Shell

ADDRESS = ("street", "postcode", "town", "region", "country")
COMMON = ("id", "active", "created_at", "created_by", "changed_at", "changed_by", "note")
TOLD = {
    "lead": "name subject industry website org_number phone fax employees revenue creditworthy payment_remarks owner"
    " status first_contact classification source last_name first_name title gender email direct_phone mobile street"
    " postcode town region country do_not_call",
    "customer": "number name first_name kind private org_number company_form industry website email phone mobile fax"
    " employees revenue owner owner_only categories payment_terms invoice_delivery invoice_reference discount"
    " price_list currency supplier_account supplier_terms "
    + " ".join(
        f"{kind}_{part}" for kind in ("invoice", "postal", "delivery", "visiting", "attestation") for part in ADDRESS
    ),
    "contact": "first_name last_name title gender email phone direct_phone mobile owner owner_only customers "
    + " ".join(f"{kind}_{part}" for kind in ("postal", "visiting") for part in ADDRESS),
    "opportunity": "title customer contact owner type source stage status amount currency probability weighted_value"
    " follow_up expected_close closed_at loss_reason sellers",
    "task": "subject text owner due done priority links",
    "appointment": "subject text owner start end done links",
    "note": "subject text owner links",
    "call": "subject text owner start direction number outcome duration links",
    "email": "subject text owner sent direction priority from to links",
    "employee": "initials name email phone role account",
}
KEPT = {
    "customer": {"number"},
    "opportunity": {"weighted_value", "closed_at", "sellers"},
}
"""What Salg keeps itself."""

NEEDED = {
    "lead": ["name=Fjord"],
    "customer": ["name=Fjord"],
    "contact": ["last_name=Nes"],
    "opportunity": ["title=Kasse", "customer=#1"],
    "employee": ["initials=KOL", "name=Kari"],
}
VALUES = {
    "yes": "do_not_call private owner_only done creditworthy payment_remarks",
    "12": "employees revenue amount probability discount payment_terms supplier_terms duration",
    "me": "owner",
    "hot": "classification",
    "contacted": "status",
    "female": "gender",
    "high": "priority",
    "out": "direction",
    "reached": "outcome",
    "both": "kind",
    "letter": "invoice_delivery",
    "reader": "role",
    "923609016": "org_number",
    "22 33 44 55": "phone fax mobile direct_phone number",
    "kari@fjord.no": "email from to",
    "www.fjord.no": "website",
    "NOK": "currency",
    "1 Dec 2026": "follow_up expected_close",
    "tomorrow 9": "first_contact start due sent",
    "tomorrow 10": "end",
    "First meeting": "stage",
    "#1": "customer contact customers",
    "lead 1": "links",
}
"""What is typed for a field that does not take any text; sources, types and the like need the company's lists."""

LISTS = {"source", "type", "loss_reason", "categories"}


@pytest.fixture
def stocked(shell: Shell) -> Shell:
    """A shell with a record of each kind that others refer to."""
    for record in ("lead", "customer", "contact"):
        shell.add(record, *NEEDED[record])
    return shell


@pytest.mark.parametrize("record", TOLD)
def test_every_field_is_told(stocked: Shell, record: str) -> None:
    made = stocked.add(record, *NEEDED.get(record, ["subject=Ring"]))
    told = stocked.done(record, "show", str(made), "--json").json
    assert [name for name in (*COMMON, *TOLD[record].split()) if name not in told] == []
    (listed,) = (row for row in stocked.done(record, "list", "--json").json if row["id"] == made)
    assert [name for name in listed if listed[name] != told[name]] == []


@pytest.mark.parametrize("record", TOLD)
def test_every_field_that_people_fill_in_can_be_set_and_is_kept(stocked: Shell, record: str) -> None:
    made = stocked.add(record, *NEEDED.get(record, ["subject=Ring"]))
    typed = {name: text for text, names in VALUES.items() for name in names.split()}
    if record == "opportunity":
        typed["status"] = "open"
    kept = KEPT.get(record, set()) | LISTS
    names = [name for name in TOLD[record].split() if name not in kept]
    pairs = [f"{name}={typed.get(name, f'{name}!'[-8:])}" for name in names]
    assert stocked.done(record, "set", str(made), *pairs).out == "1 record changed.\n"
    told = stocked.done(record, "show", str(made), "--json").json
    blank = [name for name in names if told[name] in (None, "", [])]
    assert blank == []
    # Setting once more what is told changes nothing: what is shown is what is read.
    assert stocked.done(record, "set", str(made), *pairs).out == "0 records changed.\n"


@pytest.mark.parametrize("record", KEPT)
def test_what_salg_keeps_cannot_be_set(stocked: Shell, record: str) -> None:
    made = stocked.add(record, *NEEDED[record])
    for name in KEPT[record]:
        assert stocked.refused(record, "set", str(made), f"{name}=1").startswith(f"{name}: ")
