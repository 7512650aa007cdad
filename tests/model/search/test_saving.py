"""From the search field to a record at once (CUST-03, CUST-04, LEAD-12)."""

from __future__ import annotations

import pytest

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import NotAllowedError, UserError
from model.core.history.past_changes import latest, latest_own
from model.core.history.undo import undo
from model.customers.records import Contact, Customer
from model.customers.rules import OnFile
from model.leads.records import Lead
from model.registry.unit import Address, Unit
from model.search.everything import search
from model.search.saving import fields_from, new_named, save_from_registry, split_name
from tests.model.core.conftest import colleague
from tests.model.filing import FJORD, contents, customer
from tests.plain_sql import plain_sql

UNIT = Unit(
    "NO", FJORD, "FJORD AS", "AS", "Aksjeselskap", "62.010", "Programmeringstjenester", "www.fjord.no", "post@fjord.no",
    "22 33 44 55", "911 22 333", 25, True,
    Address("Storgata 1", "0155", "OSLO", "OSLO", "NO"), Address("Postboks 9", "0101", "OSLO", "OSLO", "NO"),
)  # fmt: skip
DANISH = Unit(
    "DK", "13585628", "Aarhus ApS", "ApS", phone="20304050", mobile="+45 30405060", no_marketing=True,
    postal=Address("Boks 2", "8000", "Aarhus C"),
)  # fmt: skip


def test_a_company_becomes_a_customer_with_all_that_is_known(session: Session) -> None:
    record = save_from_registry(session, UNIT)
    made = read(session, Customer, record)
    assert {name: getattr(made, name) for name in (
        "name", "org_number", "company_form", "industry", "website", "email", "phone", "mobile", "employees", "kind",
        "owner", "visiting_street", "visiting_postcode", "visiting_town", "visiting_country", "postal_street",
        "invoice_street", "invoice_town", "delivery_street",
    )} == {
        "name": "FJORD AS", "org_number": FJORD, "company_form": "AS", "industry": "Programmeringstjenester",
        "website": "www.fjord.no", "email": "post@fjord.no", "phone": "22 33 44 55", "mobile": "911 22 333",
        "employees": 25, "kind": "customer", "owner": 1, "visiting_street": "Storgata 1", "visiting_postcode": "0155",
        "visiting_town": "OSLO", "visiting_country": "NO", "postal_street": "Postboks 9",
        "invoice_street": "Postboks 9", "invoice_town": "OSLO", "delivery_street": None,
    }  # fmt: skip
    assert latest(session)[0].name == "New customer FJORD AS from the registry"


def test_a_company_becomes_a_lead(session: Session) -> None:
    made = read(session, Lead, save_from_registry(session, UNIT, "lead"))
    assert (made.name, made.org_number, made.employees, made.owner) == ("FJORD AS", FJORD, 25, 1)
    assert (made.street, made.postcode, made.town, made.country) == ("Storgata 1", "0155", "OSLO", "NO")
    assert made.status == "not_contacted"


@pytest.mark.parametrize("kind", ["customer", "lead"])
def test_danish_numbers_are_not_taken_for_norwegian(session: Session, kind: str) -> None:
    """D07; one who does not want marketing is not to be called."""
    record = save_from_registry(session, DANISH, kind)
    made = read(session, Customer if kind == "customer" else Lead, record)
    assert (made.phone, made.mobile, made.do_not_call) == ("+45 20304050", "+45 30405060", True)
    key = session.store.value(plain_sql(f"SELECT phone_key FROM {kind} WHERE id = ?", record))
    assert key == "+4520304050"
    hits = search(session, None, "2030", [f"{kind}s"])[0].hits
    assert [hit.id for hit in hits] == [record]


def test_an_address_that_the_register_lacks_is_the_other_one() -> None:
    fields = fields_from(DANISH, "customer")
    for place in ("visiting", "postal", "invoice"):
        assert (fields[f"{place}_town"], fields[f"{place}_country"]) == ("Aarhus C", "DK")
    assert fields_from(DANISH, "lead")["country"] == "DK"


def test_only_what_is_known_is_named() -> None:
    """LEAD-12: a form fills its blanks from it."""
    assert fields_from(Unit("NO", FJORD, "FJORD AS"), "customer") == {"name": "FJORD AS", "org_number": FJORD}
    assert fields_from(Unit("NO", FJORD, "FJORD AS"), "lead") == {
        "name": "FJORD AS",
        "org_number": FJORD,
        "country": "NO",
    }


def test_it_is_one_change_that_can_be_undone(session: Session) -> None:
    before = contents(session.store)
    save_from_registry(session, UNIT)
    own = latest_own(session)
    assert own is not None
    undo(session, own.id)
    assert contents(session.store) == before


def test_never_a_silent_duplicate(session: Session, kari: Session) -> None:
    """CUST-08, CUST-09: who may not see the customer on file is told only that there is one."""
    customer(session, "Fjord", org_number=FJORD, owner_only=True)
    with pytest.raises(OnFile) as mine:
        save_from_registry(session, UNIT)
    assert mine.value.record_id == 1
    with pytest.raises(OnFile) as hers:
        save_from_registry(kari, UNIT)
    assert hers.value.record_id is None
    assert "Fjord" not in hers.value.message


def test_readers_save_nothing(session: Session) -> None:
    reader = colleague(session, "LES", "Lise Es", "reader")
    with pytest.raises(NotAllowedError):
        save_from_registry(reader, UNIT)
    with pytest.raises(NotAllowedError):
        new_named(reader, "customer", "x")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Kari Nes", "Kari", "Nes"), ("Kari Anne Nes", "Kari Anne", "Nes"), ("Nes, Kari", "Kari", "Nes"),
        ("Nes", "", "Nes"), ("Nes,", "", "Nes"), ("Lars von Trier", "Lars", "von Trier"),
        ("Ludwig van der Berg", "Ludwig", "van der Berg"), ("von Trier", "von", "Trier"),
    ],
)  # fmt: skip
def test_names_of_people(text: str, first: str, last: str) -> None:
    assert split_name(text) == (first, last)


def test_what_is_typed_becomes_a_name(session: Session, per: Session) -> None:
    """CUST-04."""
    person = read(session, Contact, new_named(per, "contact", "  Kari   Nes "))
    assert (person.first_name, person.last_name, person.name, person.owner) == (
        "Kari",
        "Nes",
        "Kari Nes",
        per.person.id,
    )
    assert read(session, Customer, new_named(session, "customer", "Fjord% AS")).name == "Fjord AS"
    assert read(session, Customer, new_named(session, "customer", "50\\% rabatt%")).name == "50% rabatt"
    assert read(session, Lead, new_named(session, "lead", "[/] \x1b[31m")).name == "[/] \x1b[31m"
    for kind in ("customer", "contact", "lead"):
        for text in ("", "  ", "%"):
            with pytest.raises(UserError):
                new_named(session, kind, text)
