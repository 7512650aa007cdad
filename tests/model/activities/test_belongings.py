"""CUST-14, COM-11: what was done on opportunities and projects stands on the timelines of customer and contact."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from model.activities import timeline
from model.activities.adding import add
from model.activities.calls import calls_of, count_calls
from model.activities.link_record import ActivityLink
from model.activities.links import move
from model.activities.records import Task
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.deletion import delete
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.customers.records import Customer
from model.merging.merge import merge, plan_merge
from model.opportunities.records import Opportunity
from model.projects.listed import put_in
from model.projects.records import Project
from tests.model.filing import contact, customer, file
from tests.plain_sql import plain_sql

WHEN = datetime(2026, 11, 1, 9, tzinfo=UTC)


def kept(session: Session) -> list[tuple[object, ...]]:
    """Return the kept order."""
    return session.store.rows(plain_sql("SELECT * FROM activity_place ORDER BY 1, 2, 3, 4, 5, 6"))


def worked_out(session: Session) -> list[tuple[object, ...]]:
    """Return the order as it is worked out from activities, links, opportunities and projects."""
    belonging = " UNION ".join(
        f"SELECT link.activity, 'customer', {kind}.customer FROM activity_link link JOIN {kind}"
        f" ON {kind}.id = link.record_id AND link.record = '{kind}'"
        for kind in ("opportunity", "project")
    )
    return session.store.rows(
        plain_sql(
            "SELECT reach.record, reach.record_id, kind, CASE WHEN active = 0 THEN 3 WHEN done = 1"
            " THEN 2 WHEN at IS NULL"
            " THEN 1 ELSE 0 END, coalesce(at, created_at), activity.id FROM (SELECT activity, record, record_id"
            f" FROM activity_link UNION {belonging}) reach JOIN activity ON activity.id = reach.activity"
            " ORDER BY 1, 2, 3, 4, 5, 6"
        )
    )


class Sales:
    """Two customers, each with sales and a project, on all of which something was done."""

    def __init__(self, session: Session) -> None:
        self.customers = [customer(session, name) for name in ("Fjord AS", "Berg AS")]
        self.sales = [
            file(session, Opportunity, title=f"Sale {number}", customer=self.customers[number % 2])
            for number in range(4)
        ]
        self.projects = [file(session, Project, name=f"Project {each}", customer=each) for each in self.customers]
        places = [("opportunity", each) for each in self.sales] + [("project", each) for each in self.projects]
        self.tasks = [
            add(session, "task", {"subject": f"Task {n}", "at": WHEN + timedelta(days=n)}, [place])
            for n, place in enumerate(places)
        ]
        # One that is linked in several ways to the same customer stands there once.
        self.both = add(
            session, "note", {"text": "Both"},
            [("customer", self.customers[0]), ("opportunity", self.sales[0]), ("project", self.projects[0])],
        )  # fmt: skip


def test_the_kept_order_follows_whatever_is_done(session: Session) -> None:
    """Links made, moved and deleted, a sale given to another customer, records deleted, and undo of each."""
    made = Sales(session)

    def given_to(number: int) -> None:
        with change(session, "Give", "edit") as tx:
            tx.update(Opportunity, made.sales[1], {"customer": made.customers[number]})
            tx.update(Project, made.projects[1], {"customer": made.customers[number]})

    def linked() -> None:
        with change(session, "Link", "link") as tx:
            tx.insert(ActivityLink, {"activity": made.tasks[0], "record": "customer", "record_id": made.customers[0]})

    def unlinked() -> None:
        with change(session, "Unlink", "unlink") as tx:
            sql = "SELECT id FROM activity_link WHERE activity = ? AND record = 'opportunity'"
            tx.delete(ActivityLink, session.store.value(plain_sql(sql, made.both)))

    def ticked() -> None:
        with change(session, "Tick", "edit") as tx:
            tx.update_many(Task, made.tasks[2:4], {"done": True})
            tx.update(Task, made.tasks[4], {"active": False})

    def moved() -> None:
        with change(session, "Move", "move") as tx:
            move(tx, ("opportunity", made.sales[0]), ("opportunity", made.sales[1]))

    steps = [
        lambda: given_to(0), linked, unlinked, ticked, moved,
        lambda: delete(session, Opportunity, [made.sales[3]]),
        lambda: delete(session, Project, [made.projects[0]]),
        lambda: delete(session, Task, [made.tasks[1]]),
        lambda: given_to(1),
        lambda: merge(session, plan_merge(session, "customer", made.customers[1], made.customers[0])),
    ]  # fmt: skip
    assert kept(session) == worked_out(session)
    before = []
    for step in steps:
        before.append(kept(session))
        step()
        assert kept(session) == worked_out(session), step
    for state in reversed(before):
        last = latest_own(session)
        assert last is not None
        undo(session, last.id)
        assert kept(session) == state == worked_out(session)


def subjects(session: Session, record: str, record_id: int) -> list[tuple[str, str]]:
    return [(entry.subject, entry.of) for entry in timeline.of_record(session, record, record_id)]


@pytest.mark.parametrize("record", ["customer", "contact"])
def test_the_timeline_says_whose_it_is(session: Session, record: str) -> None:
    """In one order with the record's own; counted as it is listed; what is linked to both is the record's own."""
    of, kari = customer(session, "Fjord AS"), contact(session, "Kari", "Nes")
    sale = file(session, Opportunity, title="Roof", customer=of, contact=kari)
    hall = file(session, Project, name="Hall", customer=of)
    with change(session, "Take part", "link") as made:
        put_in(made, hall, kari)
    own = (record, of if record == "customer" else kari)
    for number, places in enumerate(
        ([own], [("opportunity", sale)], [("project", hall)], [own, ("opportunity", sale)], [("lead", 1)])
    ):
        if places != [("lead", 1)]:
            add(session, "appointment", {"subject": f"{number}", "at": WHEN + timedelta(days=number)}, places)
    add(session, "call", {"subject": "Call", "at": WHEN, "number": "90 01 12 22"}, [("opportunity", sale)])
    add(session, "task", {"subject": "Task", "at": WHEN, "done": False}, [("project", hall)])
    wanted = [("3", ""), ("2", "Hall"), ("1", "Roof"), ("Task", "Hall"), ("Call", "Roof"), ("0", "")]
    assert sorted(subjects(session, *own)) == sorted(wanted)
    assert [each for each in subjects(session, *own) if each[0].isdigit()] == [w for w in wanted if w[0].isdigit()]
    counts = timeline.counts(session, *own)
    assert (counts["appointment"], counts["call"], counts["task"]) == (4, 1, 1)
    assert [entry.of for entry in calls_of(session, *own, 9)] == ["Roof"]
    assert count_calls(session, *own, 9) == 1
    assert [(entry.subject, entry.of) for entry in timeline.tasks_of(session, *own, 9)] == [("Task", "Hall")]
    upcoming = timeline.next_of(session, *own, "2026-11-02", 9)
    assert [(entry.subject, entry.of) for entry in upcoming] == [
        ("Task", "Hall"),
        ("1", "Roof"),
        ("2", "Hall"),
        ("3", ""),
    ]
    pages = timeline.of_record(session, *own, limit=2)
    while page := timeline.of_record(session, *own, limit=2, before=pages[-1].place):
        pages += page
    assert len(pages) == len({entry.id for entry in pages}) == 6


def test_of_a_hidden_customers_sale_a_contact_tells_nothing(session: Session, per: Session) -> None:
    """W20: neither listed nor counted, and not named."""
    kari = contact(session, "Kari", "Nes")
    hidden = customer(per, "Secret AS", owner_only=True)
    sale = file(per, Opportunity, title="Secret sale", customer=hidden, contact=kari)
    add(per, "note", {"text": "Hush"}, [("opportunity", sale)])
    call = add(per, "call", {"subject": "Also hers", "at": WHEN}, [("opportunity", sale), ("contact", kari)])
    assert [(e.id, e.of) for e in timeline.of_record(session, "contact", kari)] == [(call, "")]
    assert timeline.counts(session, "contact", kari)["note"] == 0
    assert timeline.counts(per, "contact", kari)["note"] == 1
    assert [entry.of for entry in timeline.of_record(per, "contact", kari, kinds=("note",))] == ["Secret sale"]


def test_a_sale_that_is_given_away_takes_what_was_done_on_it_along(session: Session) -> None:
    made = Sales(session)
    with change(session, "Give", "edit") as tx:
        tx.update(Opportunity, made.sales[0], {"customer": made.customers[1]})
    titles = {entry.of for entry in timeline.of_record(session, "customer", made.customers[1])}
    assert "Sale 0" in titles
    assert "Sale 0" not in {entry.of for entry in timeline.of_record(session, "customer", made.customers[0])}
    with change(session, "Hide", "edit") as tx:
        tx.update(Customer, made.customers[1], {"note": "x"})
    assert kept(session) == worked_out(session)
