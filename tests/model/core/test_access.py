"""Who may see and do what (COM-14, CUST-09, W20, G05); the predicate on activities among many."""

from __future__ import annotations

import random
from typing import Any

import pytest

from model.activities.link_record import ActivityLink
from model.activities.records import Task, WrittenNote
from model.catalogue import RECORDS
from model.core.access.person import person_by_initials, person_of
from model.core.access.seen import seen as is_seen
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import NotAllowedError, UserError
from model.core.lists.listing import Listing, Sort
from model.core.storage.expressions import along
from model.customers.records import Contact, Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.people.records import Employee
from tests.model.core.conftest import colleague


def seen(session: Session, record: Any) -> set[int]:
    """Return the IDs that the condition leaves."""
    return {row[0] for row in session.rows(record.select(record.id).where(is_seen(record)))}


def test_activities_are_hidden_where_all_they_are_linked_to_is(session: Session, kari: Session, per: Session) -> None:
    """W20, G05: against the rule spelled out for each of many activities."""
    chance = random.Random(5)
    owners = [session.person.id, kari.person.id, per.person.id]
    hidden: dict[tuple[str, int], int | None] = {}
    links: dict[int, list[tuple[str, int]]] = {}
    own: dict[int, int | None] = {}
    with change(session, "Much", "add") as made:
        for record in (Lead, Customer, Contact):
            for _number in range(12):
                owner, private = chance.choice(owners), chance.random() < 0.5
                title = "last_name" if record is Contact else "name"
                record_id = made.insert(record, {title: "X", "owner": owner, "owner_only": private})
                hidden[record.name_in_code, record_id] = owner if private else None
        customers = [record_id for kind, record_id in hidden if kind == "customer"]
        for customer in customers:
            sale = made.insert(Opportunity, {"title": "Y", "customer": customer})
            hidden["opportunity", sale] = hidden["customer", customer]
        for _number in range(300):
            owner = chance.choice([None, *owners])
            task = made.insert(Task, {"subject": "Z", "owner": owner})
            own[task] = owner
            links[task] = chance.sample(list(hidden), chance.randrange(4))
            for kind, record_id in links[task]:
                made.insert(ActivityLink, {"activity": task, "record": kind, "record_id": record_id})
    for somebody in (session, kari, per):
        me = somebody.person.id
        expected = {
            task
            for task, linked in links.items()
            if own[task] == me or not linked or any(hidden[link] in (None, me) for link in linked)
        }
        assert seen(somebody, Task) == expected
        assert Listing(somebody, Task, ()).count() == len(expected)
        assert {row.id for row in Listing(somebody, Task, (), sort=Sort("at")).first(999)} == expected
        assert seen(somebody, WrittenNote) == set()


def test_a_link_to_nothing_shows_nothing(session: Session, kari: Session) -> None:
    """What a hidden lead's note was is not told when the lead is gone and the link is left."""
    with change(kari, "Note", "add") as made:
        note = made.insert(WrittenNote, {"subject": "Secret", "owner": kari.person.id})
        made.insert(ActivityLink, {"activity": note, "record": "lead", "record_id": 99})
    assert seen(session, WrittenNote) == set()
    assert seen(kari, WrittenNote) == {note}


@pytest.mark.sqlite_only("SQLite's plan")
def test_links_are_looked_up_by_an_index(session: Session) -> None:
    """A list of 100 000 activities asks for the links of those it shows, and of no others."""
    task = along(Task, "activity_kind_at")
    query = task.select(task.id).where(is_seen(Task, task)).order_by(task.at).limit(50)
    compiled = session.store.compiled(query)
    plan = session.store.connection().execute(f"EXPLAIN QUERY PLAN {compiled.text}", compiled.parameters({"me": 1}))
    steps = [row[3] for row in plan]
    assert steps[0].startswith("SEARCH activity USING INDEX activity_kind_at (kind=?")
    assert all(step.startswith(("SEARCH", "CORRELATED", "LIST", "SCALAR")) for step in steps), steps
    assert not any("TEMP B-TREE" in step for step in steps)


def test_every_condition_stands_under_another_name_too(session: Session) -> None:
    for record in RECORDS:
        other = record.alias("other")
        session.rows(other.select(other.id).where(is_seen(record, other)))


def test_an_owner_of_nobody_is_hidden_from_all(session: Session, kari: Session) -> None:
    """Nothing leaks through a row that rules did not see."""
    with change(session, "Lead", "add") as made:
        lead = made.insert(Lead, {"name": "Fjord AS"})
        made.session.store.update_row("lead", lead, {"owner": None, "owner_only": 1})
    assert seen(session, Lead) == set() == seen(kari, Lead)


def test_people(session: Session, kari: Session) -> None:
    assert person_of(session.store, str(session.person.account)) == session.person
    assert person_of(session.store, "nobody") is None
    assert person_of(session.store, "") is None
    assert person_by_initials(session.store, "kol") == kari.person
    with pytest.raises(UserError, match="There is no employee “XYZ”"):
        person_by_initials(session.store, "XYZ")
    with change(session, "Away", "edit") as made:
        made.update(Employee, kari.person.id, {"active": False})
    with pytest.raises(UserError):
        person_by_initials(session.store, "KOL")


def test_rights(session: Session, kari: Session) -> None:
    """COM-14."""
    reader = colleague(session, "LES", "Lise Es", "reader")
    session.may_write()
    session.may_administer()
    kari.may_write()
    for refused in (kari.may_administer, reader.may_write, reader.may_administer):
        with pytest.raises(NotAllowedError):
            refused()


def test_somebody_else_at_the_keyboard_sees_what_that_person_sees(session: Session, kari: Session) -> None:
    with change(kari, "Lead", "add") as made:
        customer = made.insert(Customer, {"name": "Secret AS", "owner_only": True})
    assert session.names.title_of("customer", customer) == ""
    assert session.as_person(kari.person).names.title_of("customer", customer) == "Secret AS"
    assert kari.as_person(session.person).names.title_of("customer", customer) == ""
