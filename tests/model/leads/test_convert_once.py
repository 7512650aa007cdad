"""Once, wholly or not at all, and back again (LEAD-17)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from model.core.access.session import Session
from model.core.changes.change import Change, change, read
from model.core.errors import NotFoundError, UserError
from model.core.history import undo
from model.core.lists.criteria import Filter
from model.core.lists.listing import Listing
from model.customers.records import Customer
from model.leads.choices import ConversionChoices
from model.leads.convert import (
    AlreadyConverted,
    ConversionRefused,
    PlanChanged,
    convert,
    plan_conversion,
)
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests.conftest import StandingClock
from tests.model import catalog
from tests.model.core.conftest import colleague
from tests.model.core.processes import Program, run_at_once
from tests.model.filing import (
    FJORD,
    activities,
    contact,
    contents,
    counted,
    custom_field,
    customer,
    lead,
    option,
)
from tests.model.leads.converting import KARI, converted, told
from tests.plain_sql import plain_sql

# Once, wholly, or not at all


def test_a_lead_is_converted_once(session: Session, clock: StandingClock) -> None:
    """C12: the second time is refused, shows what came of the first, and changes nothing."""
    at = lead(session, **KARI)
    done = converted(session, at)
    before = contents(session.store)
    clock.move(hours=1)
    plan = plan_conversion(session, at, ConversionChoices(customer="supplier"))
    assert plan.became == {"customer": done.customer, "contact": done.contact}
    expected = "already converted by ROO, 21 Nov 2026 12:00: Fjord AS, Kari Nes"
    with pytest.raises(AlreadyConverted, match=expected) as error:
        convert(session, plan)
    assert error.value.became == plan.became
    assert contents(session.store) == before


def test_two_processes_convert_one_lead(session: Session) -> None:
    """C13: one succeeds, the other is told who did it; there is one customer."""
    leads = [lead(session, f"Firma {number}") for number in range(1, 9)]
    code = """
from model.leads.choices import ConversionChoices
from model.leads.convert import AlreadyConverted, convert, plan_conversion
session = enter()
for lead in range(1, 9):
    plan = plan_conversion(session, lead, ConversionChoices(contact=False))
    try:
        convert(session, plan)
        say("converted")
    except AlreadyConverted as error:
        say(error.message.split(",")[0].split("is ")[1])
    except UserError as error:
        say(error.message)
"""
    said = run_at_once([Program(session.store.location, code) for _ in range(2)])
    for one, other in zip(*said, strict=True):
        assert sorted((one, other)) == ["already converted by ROO", "converted"]
    assert counted(session.store)["customer"] == len(leads)
    assert session.store.value(plain_sql("SELECT count(*) FROM lead WHERE converted_at IS NOT NULL")) == len(leads)


def test_overtaken_between_plan_and_doing(session: Session) -> None:
    """C13: who confirms a preview that a colleague has carried out meanwhile is told so."""
    per = colleague(session, "PHA", "Per Haug")
    at = lead(session)
    plan = plan_conversion(session, at, ConversionChoices())
    converted(per, at)
    with pytest.raises(AlreadyConverted, match="already converted by PHA"):
        convert(session, plan)
    assert counted(session.store)["customer"] == 1


def test_what_was_shown_is_what_happens_or_it_is_shown_anew(session: Session) -> None:
    """C20, design rule 3: a company that came on file after the preview is a new preview, not a surprise."""
    at = lead(session, org_number=FJORD)
    plan = plan_conversion(session, at, ConversionChoices())
    company = customer(session, "FJORD A/S", org_number=FJORD)
    with pytest.raises(PlanChanged) as changed:
        convert(session, plan)
    assert "FJORD A/S (same organisation number)" in told(session, changed.value.plan)
    assert convert(session, changed.value.plan).customer == company


@pytest.mark.parametrize("amount", ["12a", "1e5", "10.005", "9" * 20, Decimal("1.005")])
def test_invalid_amount_converts_nothing(session: Session, amount: Any) -> None:
    """C14: nothing is made at all, and the error names the field."""
    at = lead(session, **KARI)
    before = contents(session.store)
    plan = plan_conversion(session, at, ConversionChoices(opportunity=True, opportunity_amount=amount))
    assert plan.refusals[0].field == "amount"
    with pytest.raises(UserError) as error:
        convert(session, plan)
    assert error.value.field == "amount"
    assert contents(session.store) == before


def test_deleted_lead_leaves_its_activities(session: Session) -> None:
    """C15: the lead is gone, its moved activities live, and history keeps its values."""
    at = lead(session, subject="Kjøleskap", **KARI)
    live, off = activities(session, ["task", "note"], ("lead", at))
    session.store.run(plain_sql("UPDATE activity SET active = 0 WHERE id = ?", off))
    before = contents(session.store)
    done = converted(session, at, then="delete")
    with pytest.raises(NotFoundError):
        read(session, Lead, at)
    rows = session.store.rows(plain_sql("SELECT activity, record, record_id FROM activity_link"))
    assert rows == [(live, "customer", done.customer)]
    kept = session.store.value(plain_sql("SELECT before FROM change_row WHERE record = 'lead' AND action = 'delete'"))
    assert json.loads(kept)["subject"] == "Kjøleskap"
    undo.undo(session, done.change)
    assert contents(session.store) == before


def test_deactivated_lead_is_found_among_the_deactivated(session: Session) -> None:
    """C16: it stands in that filter alone."""
    at = lead(session)
    converted(session, at, then="deactivate")

    def seen(view: str) -> list[int]:
        return [row.id for row in Listing(session, Lead, ("name",), Filter(views=(view,))).first(10)]

    assert (seen("all"), seen("active"), seen("deactivated")) == ([], [], [at])


@pytest.mark.parametrize("broken", ["activity_link", "lead", "customer_contact", "opportunity_seller"])
def test_failure_half_way_changes_nothing(session: Session, broken: str) -> None:
    """LEAD-17: whichever table refuses, nothing of the conversion is left, its history included."""
    at = lead(session, **KARI)
    activities(session, ["task"], ("lead", at))
    event = "INSERT" if broken in ("customer_contact", "opportunity_seller") else "UPDATE"
    before = contents(session.store)
    changes = session.store.value(plain_sql("SELECT count(*) FROM change"))
    with catalog.refusing(session.store, event, broken, "broken"), pytest.raises(Exception, match="broken"):
        converted(session, at, opportunity=True, opportunity_amount="100")
    assert contents(session.store) == before
    assert session.store.value(plain_sql("SELECT count(*) FROM change")) == changes
    assert converted(session, at, opportunity=True).opportunity is not None


def test_a_fault_in_the_program_changes_nothing(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """LEAD-17: nor does an error of ours at the very end."""
    at = lead(session, **KARI)
    before = contents(session.store)

    def fail(_self: Change, *_rest: Any) -> None:
        raise RuntimeError("fault")

    monkeypatch.setattr(Change, "restore_stored", fail)
    with pytest.raises(RuntimeError):
        converted(session, at)
    assert contents(session.store) == before


def test_preview_follows_the_choices_and_agrees_with_the_result(session: Session) -> None:
    """C20: the text changes with the choices; what is made is what it said."""
    at = lead(session, **KARI)
    before = contents(session.store)
    with_company = plan_conversion(session, at, ConversionChoices(customer="supplier"))
    without = plan_conversion(session, at, ConversionChoices(customer="no"))
    assert told(session, with_company).splitlines() == [
        "New supplier: Fjord AS.",
        "New contact: Kari Nes, linked to the customer.",
        "Owner: ROO.",
        "The lead is kept, marked as converted.",
    ]
    assert told(session, without).splitlines() == [
        "New contact: Kari Nes.",
        "Owner: ROO.",
        "The lead is kept, marked as converted.",
    ]
    assert contents(session.store) == before, "looking writes nothing"
    convert(session, with_company)
    assert counted(session.store) == {
        "lead": 1, "customer": 1, "contact": 1, "opportunity": 0, "activity": 0, "customer_contact": 1,
        "activity_link": 0,
    }  # fmt: skip


def test_custom_fields_that_both_have(session: Session) -> None:
    """C21: the same key of the same kind is carried over; another kind, and no such field, are not, and reported."""
    for key, kind in (("fleet", "number"), ("region_code", "text"), ("shoe", "text"), ("tier", "choice")):
        custom_field(session, "lead", key, kind)
    custom_field(session, "customer", "fleet", "number")
    custom_field(session, "customer", "region_code", "number")
    custom_field(session, "customer", "tier", "choice")
    custom_field(session, "opportunity", "tier", "choice")
    company = customer(session, org_number=FJORD, custom={"tier": "gold", "own": "x"})
    at = lead(session, org_number=FJORD, custom={"fleet": 4, "region_code": "12", "shoe": "43", "tier": "silver"})
    plan = plan_conversion(session, at, ConversionChoices(opportunity=True))
    text = told(session, plan)
    assert "Custom fields carried over: Fleet, Tier." in text
    assert "Custom field Region_Code is not carried over: the field there is of another kind." in text
    assert "Custom field Shoe is not carried over: no such field there." in text
    done = convert(session, plan)
    assert read(session, Customer, company).custom == {"fleet": 4, "tier": "gold", "own": "x"}
    assert done.opportunity is not None
    assert read(session, Opportunity, done.opportunity).custom == {"tier": "silver"}


def test_deactivated_lead_is_refused(session: Session) -> None:
    """C23: until it is activated again."""
    at = lead(session, active=False)
    with pytest.raises(ConversionRefused, match="deactivated; activate it first") as refused:
        converted(session, at)
    assert refused.value.code == "deactivated"
    with change(session, "Activate", "edit") as made:
        made.update(Lead, at, {"active": True})
    assert converted(session, at).customer is not None


# Undo


def test_undo_brings_everything_back(session: Session) -> None:
    """C24: the lead, its activities, and what was on file are what they were; what was made is gone."""
    customer(session, "FJORD A/S", org_number=FJORD)
    contact(session, "Kari", "N.", email="kari@fjord.no")
    at = lead(session, org_number=FJORD, industry="Bygg", title="Sjef", do_not_call=True, **KARI)
    activities(session, ["task", "email", "note"], ("lead", at))
    option(session, "category", "Gull")
    before = contents(session.store)
    done = converted(session, at, opportunity=True, opportunity_amount="1 000,50", category="gull")
    after = contents(session.store)
    undone = undo.undo(session, done.change)
    assert contents(session.store) == before
    undo.undo(session, undone.id)
    again = contents(session.store)
    assert again == after, "and redo does it once more"


def test_undo_is_refused_once_the_company_was_edited(session: Session) -> None:
    """C25: it names the edit, and loses nothing."""
    per = colleague(session, "PHA", "Per Haug")
    done = converted(session, lead(session, **KARI))
    assert done.customer is not None
    with change(per, "Change customer {name}", "edit", name="Fjord AS") as made:
        made.update(Customer, done.customer, {"phone": "22334455"})
    assert "PHA" in undo.plan_undo(session, done.change).refusals[0]
    with pytest.raises(UserError, match="Customer Fjord AS has been changed since by PHA.*Change customer Fjord AS"):
        undo.undo(session, done.change)
    assert read(session, Customer, done.customer).phone == "22334455"


def test_a_number_given_is_never_given_again(session: Session) -> None:
    """After undo the next customer has another number, so that redo can bring the first one back."""
    done = converted(session, lead(session))
    undone = undo.undo(session, done.change)
    assert read(session, Customer, customer(session, "Berg AS")).number == 2
    undo.undo(session, undone.id)
    assert read(session, Customer, 1).number == 1


def test_what_nothing_takes_of_a_deleted_lead_is_in_the_note(session: Session) -> None:
    """Decision 24: a lead that stays has it all; of one that goes the note of what is made has it."""
    given = {
        "subject": "Roof",
        "phone": "22 00 00 11",
        "direct_phone": "22 00 00 12",
        "creditworthy": True,
        "note": "Hei",
    }
    person = {"first_name": "Ada", "last_name": "Li", "title": "Engineer"}
    for then, note in (
        ("keep", "Hei"),
        (
            "delete",
            "Hei\n\nSubject: Roof\nCreditworthy: yes\nDirect telephone: 22 00 00 12\nContact person: Ada Li, Engineer",
        ),
    ):
        at = lead(session, f"Kai {then} AS", **given, **person)
        done = converted(session, at, contact=False, then=then)
        assert session.store.value(plain_sql("SELECT note FROM customer WHERE id = ?", done.customer)) == note


def test_what_a_contact_takes_is_not_said_again(session: Session) -> None:
    at = lead(
        session, "Kai AS", first_name="Ada", last_name="Li", title="Engineer", mobile="90 00 00 10", phone="22000011"
    )
    done = converted(session, at, then="delete")
    assert session.store.value(plain_sql("SELECT note FROM customer WHERE id = ?", done.customer)) is None
