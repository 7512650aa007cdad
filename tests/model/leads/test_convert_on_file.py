"""What is on file already: used, filled, offered, hidden (decision 14, CUST-08, CUST-09)."""

from __future__ import annotations

import pytest

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import NotAllowedError, NotFoundError
from model.customers.links import contacts_of
from model.customers.records import Contact, Customer
from model.leads.choices import ConversionChoices
from model.leads.convert import (
    ConversionRefused,
    convert,
    plan_conversion,
)
from tests.model.core.conftest import colleague
from tests.model.filing import (
    BERG,
    FJORD,
    contact,
    counted,
    customer,
    lead,
)
from tests.model.leads.converting import KARI, contact_of, converted, customer_of, told

# What is on file already


def test_company_with_the_same_number_is_used(session: Session) -> None:
    """C08: the one on file is chosen by itself, blanks are filled, and filled fields stay."""
    present = {"phone": "55 66 77 88", "employees": 0, "kind": "supplier"}
    company = customer(session, "FJORD A/S", org_number="923 609 016", **present)
    at = lead(session, org_number=FJORD, phone="22334455", industry="Bygg", employees=25, website="fjord.no", **KARI)
    plan = plan_conversion(session, at, ConversionChoices())
    assert plan.customer is not None
    assert (plan.customer.id, plan.customer.reason) == (company, "org_number")
    assert set(plan.customer.filled) == {"industry", "website", "kind"}
    assert set(plan.customer.kept) == {"phone", "employees"}
    text = told(session, plan)
    assert "Customer on file is used: FJORD A/S (same organisation number)." in text
    assert "Left there as they are: Telephone, Employees." in text
    done = convert(session, plan)
    assert (done.customer, counted(session.store)["customer"]) == (company, 1)
    now = read(session, Customer, company)
    assert (now.name, now.phone, now.employees) == ("FJORD A/S", "55 66 77 88", 0), "0 is a value"
    assert (now.industry, now.website) == ("Bygg", "fjord.no")
    assert now.kind == "both", "a supplier that becomes a customer is both"


@pytest.mark.parametrize("typed", ["923 609 016", "NO 923609016 MVA", "923609016"])
def test_number_in_any_spelling(session: Session, typed: str) -> None:
    """C08, D04: the spelling of a number does not hide a company."""
    company = customer(session, "Fjorden", org_number=typed)
    assert converted(session, lead(session, org_number=FJORD)).customer == company


def test_wrong_check_digit_identifies_nobody(session: Session) -> None:
    """D05: a number that cannot be is carried over, and never used as a key."""
    customer(session, "Fjorden", org_number="923609017")
    done = converted(session, lead(session, org_number="923609017"))
    assert customer_of(session, done).org_number == "923609017"
    assert counted(session.store)["customer"] == 2


def test_address_goes_as_one_block(session: Session) -> None:
    """C08, M06: a postcode alone on file keeps the whole of the lead's address away; no address takes all of it."""
    half = customer(session, org_number=FJORD, visiting_postcode="5003")
    none = customer(session, "Berg AS", org_number=BERG, visiting_country="NO")
    address = {"street": "Kaia 1", "postcode": "5004", "town": "Bergen"}
    converted(session, lead(session, org_number=FJORD, **address))
    converted(session, lead(session, org_number=BERG, **address))
    assert read(session, Customer, half).visiting_street is None
    full = read(session, Customer, none)
    assert (full.visiting_street, full.visiting_postcode, full.visiting_town) == ("Kaia 1", "5004", "Bergen")


def test_contact_with_the_same_address_is_linked(session: Session) -> None:
    """C09: the case of letters does not matter; the name and telephone on file stay, blanks are filled."""
    person = contact(session, "Karianne", "Næss", email="KARI@Fjord.NO", mobile="11111111")
    at = lead(session, mobile="90807060", title="Innkjøper", **KARI)
    plan = plan_conversion(session, at, ConversionChoices())
    assert "Contact on file is used: Karianne Næss (same e-mail)." in told(session, plan)
    done = convert(session, plan)
    assert (done.contact, counted(session.store)["contact"]) == (person, 1)
    now = read(session, Contact, person)
    assert (now.name, now.mobile, now.title) == ("Karianne Næss", "11111111", "Innkjøper")
    assert done.customer is not None
    assert [row.id for row in contacts_of(session, done.customer)] == [person]


def test_the_same_telephone_number_is_only_offered(session: Session) -> None:
    """C10: a new contact is made; the other person is offered."""
    other = contact(session, "Per", "Lie", mobile="+47 90 80 70 60")
    at = lead(session, mobile="90807060", **KARI)
    plan = plan_conversion(session, at, ConversionChoices())
    assert [(offer.record, offer.id, offer.reason) for offer in plan.offers] == [("contact", other, "phone")]
    assert plan.offer_sentences() == ["Also on file: contact Per Lie (same telephone number)."]
    assert convert(session, plan).contact not in (None, other)
    assert counted(session.store)["contact"] == 2


def test_a_name_alone_is_only_offered(session: Session) -> None:
    """C11, decision 14: neither the same name nor a part of one finds a record; the same one is offered."""
    same = customer(session, "Asa Depape")
    customer(session, "casa depapel")
    at = lead(session, "Asa Depape")
    plan = plan_conversion(session, at, ConversionChoices())
    assert [(offer.id, offer.reason) for offer in plan.offers] == [(same, "name")]
    assert convert(session, plan).customer not in (None, same)
    assert counted(session.store)["customer"] == 3


def test_offered_record_can_be_chosen(session: Session) -> None:
    """Decision 14: what is only offered is used when a person says so."""
    company = customer(session, "Fjord")
    person = contact(session, "Kari", "Nes")
    done = converted(session, lead(session, **KARI), use_customer=company, use_contact=person)
    assert (done.customer, done.contact) == (company, person)
    assert read(session, Contact, person).email == "kari@fjord.no"


def test_chosen_company_does_not_get_a_number_that_is_another_ones(session: Session) -> None:
    """CUST-08: no silent duplicate by way of filling blanks."""
    customer(session, "Fjord AS", org_number=FJORD)
    other = customer(session, "Fjord Eiendom")
    converted(session, lead(session, org_number=FJORD), use_customer=other)
    assert read(session, Customer, other).org_number is None


def test_new_one_in_spite_of_the_number_is_refused(session: Session) -> None:
    """CUST-08: a second company with one number is refused at this door too; with the same e-mail it can be."""
    customer(session, "Fjord AS", org_number=FJORD)
    customer(session, "Berg AS", email="post@berg.no")
    with pytest.raises(ConversionRefused, match="Fjord AS .customer 1. has this organisation number") as refused:
        converted(session, lead(session, org_number=FJORD), use_customer="new")
    assert refused.value.field == "use_customer"
    converted(session, lead(session, "Berg", email="post@berg.no"), use_customer="new")
    assert counted(session.store)["customer"] == 3


def test_company_is_known_by_its_address(session: Session) -> None:
    """Decision 14: an e-mail identifies; but not where the organisation numbers are two, nor a private customer."""
    company = customer(session, "Fjord", email="POST@fjord.no")
    customer(session, "Nes", first_name="Kari", private=True, email="kari@nes.no")
    assert converted(session, lead(session, email="post@fjord.no", org_number=FJORD)).customer == company
    assert read(session, Customer, company).org_number == FJORD
    assert converted(session, lead(session, email="post@fjord.no", org_number=BERG)).customer != company
    assert converted(session, lead(session, email="kari@nes.no")).customer not in (None, 2)


def test_deactivated_company_is_used_and_stays_so(session: Session) -> None:
    """CUST-08: a deactivated customer is on file."""
    company = customer(session, org_number=FJORD, active=False)
    plan = plan_conversion(session, lead(session, org_number=FJORD), ConversionChoices())
    assert "It is deactivated, and stays so." in told(session, plan)
    assert convert(session, plan).customer == company


def test_do_not_call_survives(session: Session) -> None:
    """Decision 16: the stricter side counts, for what is made and for what is on file."""
    company = customer(session, org_number=FJORD)
    done = converted(session, lead(session, org_number=FJORD, do_not_call=True, **KARI))
    assert read(session, Customer, company).do_not_call
    assert contact_of(session, done).do_not_call


# Who sees and may


def test_a_hidden_lead_is_not_found(session: Session) -> None:
    """C26: by anybody but its owner, whatever the ID."""
    per = colleague(session, "PHA", "Per Haug")
    at = lead(session, owner=session.person.id, owner_only=True)
    with pytest.raises(NotFoundError):
        plan_conversion(per, at, ConversionChoices())
    shown = plan_conversion(session, at, ConversionChoices())
    with pytest.raises(NotFoundError):
        convert(per, shown)
    assert counted(session.store)["customer"] == 0


def test_what_comes_of_a_hidden_lead_is_hidden(session: Session) -> None:
    """CUST-09: the customer and contact stay with the owner alone."""
    per = colleague(session, "PHA", "Per Haug")
    done = converted(session, lead(session, owner_only=True, **KARI))
    assert customer_of(session, done).owner_only
    for record, record_id in ((Customer, done.customer), (Contact, done.contact)):
        with pytest.raises(NotFoundError):
            read(per, record, record_id)  # type: ignore[type-var, arg-type]


def test_it_is_said_that_hidden_things_come_into_the_open(session: Session) -> None:
    """CUST-09: a hidden lead that goes to a customer whom all can see takes its activities there."""
    customer(session, org_number=FJORD)
    at = lead(session, owner_only=True, org_number=FJORD)
    assert "becomes visible to all who see Fjord AS" in told(session, plan_conversion(session, at, ConversionChoices()))


def test_a_hidden_company_is_neither_used_nor_named(session: Session) -> None:
    """CUST-09: a number that belongs to a colleague's own customer is refused, saying only that there is one."""
    per = colleague(session, "PHA", "Per Haug")
    customer(per, "Hemmelig AS", org_number=FJORD, owner_only=True)
    at = lead(session, org_number=FJORD)
    plan = plan_conversion(session, at, ConversionChoices())
    assert plan.refusals[0].code == "hidden"
    assert "Hemmelig" not in told(session, plan) + "".join(plan.offer_sentences())
    with pytest.raises(ConversionRefused, match="hidden customer"):
        convert(session, plan)


def test_a_hidden_contact_is_neither_used_nor_offered(session: Session) -> None:
    """CUST-09, W20: a colleague's own contact with the same address stays out of it."""
    per = colleague(session, "PHA", "Per Haug")
    hidden = contact(per, "Kari", "Nes", email="kari@fjord.no", mobile="90807060", owner_only=True)
    plan = plan_conversion(session, lead(session, mobile="90807060", **KARI), ConversionChoices())
    assert plan.offers == ()
    assert convert(session, plan).contact not in (None, hidden)


def test_a_reader_converts_nothing(session: Session) -> None:
    """COM-14."""
    reader = colleague(session, "LES", "Les Er", "reader")
    at = lead(session)
    plan = plan_conversion(reader, at, ConversionChoices())
    with pytest.raises(NotAllowedError):
        convert(reader, plan)
