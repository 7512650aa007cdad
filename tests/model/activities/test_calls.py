"""The call log: calls linked to a record, and those with one of its numbers (CUST-18); the order that cards read by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from model.activities import timeline
from model.activities.adding import add
from model.activities.calls import calls_of, count_calls, numbers_of
from model.activities.links import move
from model.activities.records import Call, Task
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.deletion import delete
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.customers.links import link
from model.customers.records import Contact
from tests.model.filing import contact, customer
from tests.plain_sql import plain_sql


@pytest.fixture
def fjord(session: Session) -> tuple[int, int]:
    """A customer with a contact, each with numbers."""
    of = customer(session, phone="22 33 44 55", mobile="+45 22 33 44 55")
    person = contact(session, "Kari", "Nes", direct_phone="900 11 222")
    with change(session, "Link", "link") as made:
        link(made, of, person)
    return of, person


def subjects(session: Session, of: int) -> list[str]:
    """Return the log of a customer."""
    return [entry.subject for entry in calls_of(session, "customer", of, 50)]


def test_calls_by_number_in_any_spelling(session: Session, fjord: tuple[int, int]) -> None:
    of, person = fjord
    at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    for number, (text, subject) in enumerate(
        (("+4722334455", "own"), ("0045 22334455", "Danish"), ("90 01 12 22", "Kari"), ("22 99 99 99", "other"))
    ):
        add(session, "call", {"subject": subject, "number": text, "at": at + timedelta(hours=number)}, [])
    both = add(session, "call", {"subject": "both", "number": "22334455", "at": at}, [("customer", of)])
    add(session, "call", {"subject": "linked", "at": at - timedelta(days=1)}, [("customer", of)])
    assert subjects(session, of) == ["Kari", "Danish", "both", "own", "linked"]
    assert count_calls(session, "customer", of, 100) == 5, "what is linked and matches stands once"
    assert count_calls(session, "customer", of, 3) == 3
    assert [entry.subject for entry in calls_of(session, "contact", person, 50)] == ["Kari"]
    with change(session, "x", "edit") as made:
        made.update(Call, both, {"active": False})
    assert count_calls(session, "customer", of, 100) == 4


def test_numbers_and_calls_of_what_is_hidden_are_absent(
    session: Session, kari: Session, fjord: tuple[int, int]
) -> None:
    """W20, G05: neither a hidden contact's number nor a call that belongs to a hidden record alone."""
    of, person = fjord
    hidden = customer(session, "Secret AS", owner=session.person.id, owner_only=True)
    add(session, "call", {"subject": "open", "number": "90011222", "owner": None}, [])
    add(session, "call", {"subject": "secret", "number": "22334455"}, [("customer", hidden)])
    assert subjects(session, of) == ["secret", "open"]
    assert subjects(kari, of) == ["open"]
    with change(session, "x", "edit") as made:
        made.update(Contact, person, {"owner": session.person.id, "owner_only": True})
    assert numbers_of(kari, "customer", of) == ["+4722334455", "+4522334455"]
    assert subjects(kari, of) == []


def kept(session: Session) -> list[tuple[object, ...]]:
    """Return the kept order."""
    return session.store.rows(plain_sql("SELECT * FROM activity_place ORDER BY 1, 2, 3, 4, 5, 6"))


def worked_out(session: Session) -> list[tuple[object, ...]]:
    """Return the order as it is worked out from the activities and their links."""
    return session.store.rows(
        plain_sql(
            "SELECT link.record, link.record_id, kind, CASE WHEN active = 0 THEN 3 WHEN done = 1 THEN 2 WHEN at IS NULL"
            " THEN 1 ELSE 0 END, coalesce(at, created_at), activity.id FROM activity_link link"
            " JOIN activity ON activity.id = link.activity ORDER BY 1, 2, 3, 4, 5, 6"
        )
    )


def test_the_kept_order_follows_whatever_is_done(session: Session) -> None:
    """Adding, ticking, moving to another day, linking, moving links, deleting, and undoing each."""
    of, other = customer(session), customer(session, "Berg AS")
    when = datetime(2026, 11, 1, 9, tzinfo=UTC)
    tasks = [add(session, "task", {"subject": f"{n}", "at": when if n else None}, [("customer", of)]) for n in range(4)]
    add(session, "note", {"text": "x"}, [("customer", of), ("customer", other)])
    with change(session, "x", "edit") as made:
        made.update(Task, tasks[1], {"done": True, "at": when + timedelta(days=3)})
        made.update_many(Task, tasks[2:], {"active": False})
    assert kept(session) == worked_out(session)
    with change(session, "x", "move") as made:
        move(made, ("customer", of), ("customer", other))
    assert kept(session) == worked_out(session)
    before = kept(session)
    delete(session, Task, tasks[:2])
    assert kept(session) == worked_out(session)
    last = latest_own(session)
    assert last is not None
    undo(session, last.id)
    assert kept(session) == before == worked_out(session)


def test_what_is_next_and_tasks_in_their_order(session: Session) -> None:
    """To be done by when they are due, those without a time, then the done; counts stop at a thousand."""
    of = customer(session)
    now = session.clock()
    place = [("customer", of)]
    for subject, at, done in (
        ("later", now + timedelta(days=2), False), ("late", now - timedelta(days=2), False), ("some day", None, False),
        ("done", now - timedelta(days=1), True),
    ):  # fmt: skip
        add(session, "task", {"subject": subject, "at": at, "done": done}, place)
    add(session, "appointment", {"subject": "meeting", "at": now + timedelta(hours=3)}, place)
    add(session, "appointment", {"subject": "past", "at": now - timedelta(days=9)}, place)
    found = timeline.tasks_of(session, "customer", of, 10)
    assert [entry.subject for entry in found] == ["late", "later", "some day", "done"]
    upcoming = timeline.next_of(session, "customer", of, "2026-11-21", 10)
    assert [entry.subject for entry in upcoming] == ["late", "meeting", "later", "some day"]
    assert [entry.subject for entry in timeline.next_of(session, "customer", of, "2026-11-21", 2)] == [
        "late",
        "meeting",
    ]
    assert timeline.counts(session, "customer", of)["task"] == 4
