"""Deleting: the plan, what goes along, what forbids it, and undo."""

from __future__ import annotations

import pytest

from model.activities.link_record import ActivityLink
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.changes.deletion import delete, plan_delete
from model.core.errors import NotAllowedError, NotFoundError, UserError
from model.core.history.past_changes import latest, latest_own
from model.core.history.undo import undo
from model.customers.records import Contact, Customer, CustomerCategory, CustomerContact
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.people.records import Employee
from tests import on_file
from tests.model.core.conftest import colleague
from tests.model.filing import activities, contact, contents, counted, customer, file, lead, option


def test_the_plan_writes_nothing_and_is_what_happens(session: Session) -> None:
    firm = customer(session, "Fjord AS")
    person = contact(session, "Kari", "Nes")
    other = customer(session, "Nes AS", parent=firm)
    file(session, CustomerContact, customer=firm, contact=person)
    file(session, CustomerCategory, customer=firm, category=option(session, "category", "VIP"))
    activities(session, ["note", "call"], ("customer", firm))
    activities(session, ["task"], ("customer", firm), ("contact", person))
    before = contents(session.store)
    plan = plan_delete(session, Customer, [firm])
    assert contents(session.store) == before
    assert plan.titles == {firm: "Fjord AS"}
    assert plan.along == {"customer_contact": 1, "customer_category": 1, "note": 1, "call": 1}
    assert plan.emptied == {"customer": 1}
    assert plan.refusals == ()
    assert delete(session, Customer, [firm]) == plan
    assert read(session, Customer, other).parent is None
    assert counted(session.store)["activity"] == 1
    assert on_file.values(session.store, ActivityLink.record) == ["contact"]
    own = latest_own(session)
    assert own is not None
    assert own.name == "Delete Fjord AS"
    undo(session, own.id)
    assert contents(session.store) == before


def test_many_go_in_one_change(session: Session) -> None:
    ids = [lead(session, f"Lead {number}") for number in range(5)]
    activities(session, ["note"], *(("lead", each) for each in ids[:2]))
    before = contents(session.store)
    plan = delete(session, Lead, ids + ids)
    assert (len(plan.titles), plan.along) == (5, {"note": 1})
    assert counted(session.store)["lead"] == 0
    assert latest(session)[0].name == "Delete 5 records"
    undo(session, latest(session)[0].id)
    assert contents(session.store) == before


def test_one_that_is_needed_stops_all(session: Session) -> None:
    needed, free = customer(session, "Fjord AS"), customer(session, "Nes AS")
    file(session, Opportunity, title="Kasse", customer=needed)
    before = contents(session.store)
    assert "Fjord AS" in plan_delete(session, Customer, [free, needed]).refusals[0]
    with pytest.raises(UserError) as refused:
        delete(session, Customer, [free, needed])
    assert "1 opportunity;" in refused.value.message
    assert contents(session.store) == before


def test_what_is_gone_or_hidden_stops_all(session: Session, kari: Session) -> None:
    mine = lead(session, "Mine", owner_only=True)
    seen = lead(session, "Seen")
    for ids in ([seen, mine], [seen, 99]):
        for attempt in (plan_delete, delete):
            with pytest.raises(NotFoundError) as refused:
                attempt(kari, Lead, ids)
            assert "Mine" not in refused.value.message
    assert counted(session.store)["lead"] == 2


def test_readers_delete_nothing(session: Session) -> None:
    lead(session)
    with pytest.raises(NotAllowedError):
        delete(colleague(session, "LES", "Lise Es", "reader"), Lead, [1])


def test_a_contact_leaves_its_customers_and_opportunities(session: Session) -> None:
    firm, person = customer(session, "Fjord AS"), contact(session, "Kari", "Nes")
    file(session, CustomerContact, customer=firm, contact=person, role="Leder")
    sale = file(session, Opportunity, title="Kasse", customer=firm, contact=person)
    delete(session, Contact, [person])
    assert read(session, Opportunity, sale).contact is None
    assert counted(session.store)["customer_contact"] == 0
    assert counted(session.store)["customer"] == 1


def test_employees_with_traces_stay(session: Session, kari: Session) -> None:
    lead(kari, "Fjord")
    free = colleague(session, "XX", "Mistake")
    with pytest.raises(UserError) as refused:
        delete(session, Employee, [kari.person.id])
    assert "deactivate it instead" in refused.value.message
    with pytest.raises(NotAllowedError):
        delete(kari, Employee, [free.person.id])
    delete(session, Employee, [free.person.id])
    assert on_file.count(session.store, Employee) == 2
