"""What conversion of one lead makes (LEAD-13 … LEAD-16); bulk, refusals and undo have files of their own.

C22, recipients of campaigns, waits for the campaigns.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.history import undo
from model.customers.categories import categories_of
from model.customers.links import contacts_of
from model.customers.records import Contact, Customer
from model.leads.choices import ConversionChoices
from model.leads.convert import (
    ConversionRefused,
    convert,
    plan_conversion,
)
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests.model import catalog
from tests.model.core.conftest import colleague
from tests.model.filing import (
    BERG,
    FJORD,
    activities,
    contents,
    counted,
    customer,
    lead,
    option,
)
from tests.model.leads.converting import KARI, contact_of, converted, customer_of, told
from tests.plain_sql import plain_sql

# What is made


def test_defaults_make_a_customer_and_its_contact(session: Session) -> None:
    """C01: one company of kind customer, one contact linked to it, no opportunity; the lead kept, linked to both."""
    company = {"phone": "22 33 44 55", "org_number": FJORD, "street": "Kaia 1", "town": "Bergen"}
    at = lead(session, note="Ring før jul", **company, **KARI)
    done = converted(session, at)
    made, person = customer_of(session, done), contact_of(session, done)
    assert (made.name, made.kind, made.number, made.private) == ("Fjord AS", "customer", 1, False)
    assert (made.phone, made.org_number, made.note) == ("22 33 44 55", FJORD, "Ring før jul")
    assert (made.visiting_street, made.visiting_town) == ("Kaia 1", "Bergen")
    assert (person.name, person.email, person.phone) == ("Kari Nes", "kari@fjord.no", None)
    assert made.email is None, "the address is the person's"
    assert [row.id for row in contacts_of(session, made.id)] == [person.id]
    assert done.opportunity is None
    assert counted(session.store)["opportunity"] == 0
    kept = read(session, Lead, at)
    assert kept.active
    assert (kept.converted_customer, kept.converted_contact) == (made.id, person.id)
    assert kept.converted_by == session.person.id
    assert kept.converted_at == session.clock()


@pytest.mark.parametrize("kind", ["customer", "supplier", "both", "neither"])
def test_kinds_of_customer(session: Session, kind: str) -> None:
    """C02: the flags customer and supplier; neither is valid."""
    assert customer_of(session, converted(session, lead(session), customer=kind)).kind == kind


def test_rows_made_are_those_that_saving_would_make(session: Session) -> None:
    """The short way of writing leaves out no column, key or stamp that a form's save would set."""
    values = {"org_number": BERG, "phone": "22334455", "industry": "Bygg", "source": option(session, "source", "Messe")}
    at = lead(session, "Å Berg AS", **values, **{**KARI, "email": "b@berg.no"}, mobile="90807060", gender="female")
    made = converted(session, at)
    with change(session, "By hand", "add") as by_hand:
        by_hand.delete(Lead, at)
    by_converting = contents(session.store)
    undo.undo(session, made.change + 1)
    undo.undo(session, made.change)
    with change(session, "By hand", "add") as by_hand:
        company = by_hand.insert(Customer, {"name": "Å Berg AS", **values})
        person = by_hand.insert(
            Contact,
            {**KARI, "email": "b@berg.no", "mobile": "90807060", "gender": "female", "source": values["source"]},
        )
        from model.customers.links import link

        link(by_hand, company, person)
    for table in ("customer", "contact", "customer_contact"):
        columns = catalog.columns(session.store, table)
        (one,), (other,) = by_converting[table], contents(session.store)[table]
        apart = {"id", "version", "number", "customer", "contact"}
        assert [pair for pair in zip(columns, one, strict=True) if pair[0] not in apart] == [
            pair for pair in zip(columns, other, strict=True) if pair[0] not in apart
        ]


def test_contact_without_a_company(session: Session) -> None:
    """C03: the contact belongs to no company; the activities go to it, and none stay on the lead."""
    at = lead(session, phone="22334455", note="Vil ha tilbud", **KARI)
    activities(session, ("task", "note"), ("lead", at))
    plan = plan_conversion(session, at, ConversionChoices(customer="no"))
    assert "move to the contact" in told(session, plan)
    done = convert(session, plan)
    assert done.customer is None
    assert counted(session.store)["customer"] == counted(session.store)["customer_contact"] == 0
    person = contact_of(session, done)
    assert (person.phone, person.note) == ("22334455", "Vil ha tilbud"), "what no company takes is the person's"
    links = session.store.rows(plain_sql("SELECT record, record_id FROM activity_link"))
    assert links == [("contact", done.contact)] * 2


def test_nothing_ticked_is_refused(session: Session) -> None:
    """C04: with everything off it is refused, and the lead is what it was."""
    at = lead(session, **KARI)
    before = contents(session.store)
    plan = plan_conversion(session, at, ConversionChoices(customer="no", contact=False))
    assert [refusal.code for refusal in plan.refusals] == ["nothing"]
    with pytest.raises(ConversionRefused, match="Nothing would be made") as refused:
        convert(session, plan)
    assert refused.value.code == "nothing"
    assert contents(session.store) == before


def test_no_contact_without_a_name(session: Session) -> None:
    """C05: the tick is impossible, and says why; the company is made all the same, with the address as its own."""
    at = lead(session, email="post@fjord.no", mobile="90807060", direct_phone="22334455")
    plan = plan_conversion(session, at, ConversionChoices(contact=True))
    assert "names no person" in plan.impossible["contact"]
    assert "No contact: the lead names no person." in told(session, plan)
    done = convert(session, plan)
    made = customer_of(session, done)
    assert (done.contact, counted(session.store)["contact"]) == (None, 0)
    assert (made.email, made.mobile, made.phone) == ("post@fjord.no", "90807060", "22334455")


def test_nobody_and_no_company_is_refused_with_the_reason(session: Session) -> None:
    """C05 with C04: a contact alone of a lead without a person makes nothing."""
    plan = plan_conversion(session, lead(session), ConversionChoices(customer="no", contact=True))
    assert plan.refusals[0].code == "nothing"
    assert "names no person" in plan.refusals[0].message


def test_sole_name_is_enough(session: Session) -> None:
    """C05: "Kari" is a name."""
    assert contact_of(session, converted(session, lead(session, first_name="Kari"))).name == "Kari"


# Activities


def test_all_kinds_of_activity_move(session: Session) -> None:
    """C06: all ten on the company with the same IDs, none on the lead, and the counts told."""
    at = lead(session)
    kinds = ["appointment"] * 2 + ["call"] + ["task"] * 3 + ["note"]
    ids = activities(session, kinds, ("lead", at))
    for direction in ("in", "out", "draft"):
        ids += activities(session, ["email"], ("lead", at), direction=direction)
    plan = plan_conversion(session, at, ConversionChoices())
    assert plan.moved == {"appointment": 2, "call": 1, "task": 3, "note": 1, "email": 3}
    assert "2 appointments, 1 call, 3 tasks, 1 note, 3 e-mails move to the customer." in told(session, plan)
    done = convert(session, plan)
    assert done.moved == 10
    rows = session.store.rows(plain_sql("SELECT activity, record, record_id FROM activity_link ORDER BY activity"))
    assert rows == [(number, "customer", done.customer) for number in sorted(ids)]


def test_deactivated_activity_stays(session: Session) -> None:
    """C07: it stays deactivated, and where it was."""
    at = lead(session)
    gone, live = activities(session, ["task", "task"], ("lead", at))
    session.store.run(plain_sql("UPDATE activity SET active = 0 WHERE id = ?", gone))
    plan = plan_conversion(session, at, ConversionChoices())
    assert (plan.moved, plan.staying) == ({"task": 1}, 1)
    done = convert(session, plan)
    rows = session.store.rows(plain_sql("SELECT activity, record, record_id FROM activity_link ORDER BY activity"))
    assert rows == [(gone, "lead", at), (live, "customer", done.customer)]
    assert session.store.value(plain_sql("SELECT active FROM activity WHERE id = ?", gone)) == 0


def test_activity_of_both_is_linked_once(session: Session) -> None:
    """M08: an activity on the lead and on the company already has one link afterwards."""
    company = customer(session, org_number=FJORD)
    at = lead(session, org_number=FJORD)
    (both,) = activities(session, ["task"], ("lead", at), ("customer", company))
    before = contents(session.store)
    done = converted(session, at)
    assert session.store.rows(plain_sql("SELECT activity, record, record_id FROM activity_link")) == [
        (both, "customer", company)
    ]
    undo.undo(session, done.change)
    assert contents(session.store) == before


def test_activities_without_customer_and_contact_go_to_the_opportunity(session: Session) -> None:
    """Decision 6: of a company on file that is left alone, without a contact, an opportunity can be made."""
    company = customer(session, org_number=FJORD, phone="11")
    at = lead(session, org_number=FJORD, industry="Bygg", note="Haster", **KARI)
    activities(session, ["note"], ("lead", at))
    plan = plan_conversion(session, at, ConversionChoices(customer="no", contact=False, opportunity=True))
    assert "It is the opportunity of Fjord AS, which is on file." in told(session, plan)
    done = convert(session, plan)
    assert done.opportunity is not None
    made = read(session, Opportunity, done.opportunity)
    assert (made.customer, made.contact, made.note) == (company, None, "Haster")
    assert read(session, Customer, company).industry is None
    assert session.store.rows(plain_sql("SELECT record, record_id FROM activity_link")) == [
        ("opportunity", done.opportunity)
    ]


# The rest of the choices


def test_opportunity_has_the_source_the_owner_and_the_first_stage(session: Session) -> None:
    """LEAD-16, OPP-07: it names the lead's source; its owner is its one seller."""
    per = colleague(session, "PHA", "Per Haug")
    source = option(session, "source", "Messe")
    at = lead(session, subject="Nytt lager", source=source, owner=per.person.id, **KARI)
    done = converted(session, at, opportunity=True, opportunity_amount="12 345,67")
    assert done.opportunity is not None
    made = read(session, Opportunity, done.opportunity)
    assert (made.title, made.source, made.owner, made.status) == ("Nytt lager", source, per.person.id, "open")
    assert (made.customer, made.contact) == (done.customer, done.contact)
    assert (made.amount, made.probability, made.weighted_value) == (
        Decimal("12345.67"), Decimal("10.00"), Decimal("1234.57"),
    )  # fmt: skip
    sellers = session.store.rows(plain_sql("SELECT opportunity, employee, share FROM opportunity_seller"))
    assert sellers == [(made.id, per.person.id, 10_000)]
    assert customer_of(session, done).owner == per.person.id


def test_opportunity_needs_a_customer(session: Session) -> None:
    """OPP-01: without one the tick is impossible, and says why."""
    plan = plan_conversion(session, lead(session, **KARI), ConversionChoices(customer="no", opportunity=True))
    assert "an opportunity has a customer" in plan.impossible["opportunity"]
    assert plan.opportunity is None
    assert "No opportunity: an opportunity has a customer" in told(session, plan)


def test_category(session: Session) -> None:
    """LEAD-13: by name in any case of letters; twice is once; an unknown one names those there are."""
    gold = option(session, "category", "Gull")
    done = converted(session, lead(session, org_number=FJORD), category="gull")
    assert done.customer is not None
    assert categories_of(session, "customer", done.customer) == [(gold, "Gull")]
    converted(session, lead(session, org_number=FJORD), category="Gull")
    assert len(categories_of(session, "customer", done.customer)) == 1
    with pytest.raises(ConversionRefused, match="“Sølv” is none of Gull") as refused:
        converted(session, lead(session), category="Sølv")
    assert refused.value.field == "category"


def test_unowned_lead_becomes_the_converters(session: Session) -> None:
    """CUST-09: the signed-in employee is the owner by default."""
    per = colleague(session, "PHA", "Per Haug")
    done = converted(per, lead(session, owner=None, **KARI))
    assert (customer_of(per, done).owner, contact_of(per, done).owner) == (per.person.id, per.person.id)


def test_hostile_text_is_text(session: Session) -> None:
    """COM-23: whatever a name holds, the preview shows it harmlessly and the record keeps it."""
    name = "[/] \x1b[31m{name} %s '; DROP TABLE lead"
    at = lead(session, name, first_name="{reason}", last_name="[b]")
    plan = plan_conversion(session, at, ConversionChoices())
    assert "\x1b" not in told(session, plan)
    assert "{name} %s" in told(session, plan)
    assert customer_of(session, convert(session, plan)).name == name
