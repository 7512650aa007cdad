"""What the start page and the calendar read: a day's appointments, what is due, by index (COM-12, CUST-01)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from model.activities.adding import add
from model.activities.agenda import call_backs_due, meetings_of_day, tasks_due, window
from model.activities.records import Appointment, Task
from model.calling.records import CallList, CallListEntry
from model.core.access.session import Session
from model.core.lists.criteria import Filter
from model.core.lists.index_selection import fixed_index
from model.core.lists.listing import Listing
from tests.model.filing import customer, file, lead

DAY = date(2026, 11, 21)


def moment(session: Session, text: str) -> datetime:
    """Return a time of the tests' day, or of the day named, in the person's zone."""
    found = datetime.fromisoformat(text if "T" in text else f"2026-11-21T{text}")
    return found.replace(tzinfo=session.clock().tzinfo)


def test_a_days_meetings_are_ones_own_in_the_order_of_their_times(kari: Session, per: Session) -> None:
    """CUST-01: today's meetings from my calendar, also one that began yesterday; a colleague's are not among them."""
    add(kari, "appointment", {"subject": "Late", "at": moment(kari, "14:00")}, [])
    add(kari, "appointment", {"subject": "Early", "at": moment(kari, "09:00")}, [])
    over = {"at": moment(kari, "2026-11-20T22:00"), "end": moment(kari, "2026-11-21T01:00")}
    add(kari, "appointment", {"subject": "Over midnight", **over}, [])
    done = {"at": moment(kari, "2026-11-20T22:00"), "end": moment(kari, "2026-11-21T00:00")}
    add(kari, "appointment", {"subject": "Until midnight", **done}, [])
    add(kari, "appointment", {"subject": "Tomorrow", "at": moment(kari, "2026-11-22T00:00")}, [])
    add(per, "appointment", {"subject": "Per's", "at": moment(per, "10:00")}, [])
    assert [item.subject for item in meetings_of_day(kari, DAY)] == ["Over midnight", "Early", "Late"]


def test_tasks_due_are_those_of_today_and_before_the_longest_overdue_first(kari: Session) -> None:
    """CUST-01: my tasks due; what is done, dated later, or not dated at all is not among them."""
    for subject, at in (("Today", "23:00"), ("Old", "2026-10-01T09:00"), ("Later", "2026-11-22T09:00")):
        add(kari, "task", {"subject": subject, "at": moment(kari, at)}, [])
    add(kari, "task", {"subject": "Whenever"}, [])
    add(kari, "task", {"subject": "Done", "at": moment(kari, "08:00"), "done": True}, [])
    assert [item.subject for item in tasks_due(kari)] == ["Old", "Today"]
    assert [item.subject for item in tasks_due(kari, 1)] == ["Old"]


def test_call_backs_are_tasks_that_a_call_list_waits_for(kari: Session) -> None:
    """CUST-01: a call-back that was promised stands among the call-backs and not among the tasks."""
    called = lead(kari, "Fjord AS")
    task = add(kari, "task", {"subject": "Call back", "at": moment(kari, "09:00")}, [("lead", called)])
    add(kari, "task", {"subject": "Write", "at": moment(kari, "10:00")}, [])
    calls = file(kari, CallList, name="Autumn", owner=kari.person.id)
    file(kari, CallListEntry, list=calls, record="lead", record_id=called, state="call_back", task=task)
    assert [item.id for item in call_backs_due(kari)] == [task]
    assert [item.subject for item in tasks_due(kari)] == ["Write"]


def test_a_window_of_everybody_holds_nothing_that_is_hidden(kari: Session, per: Session) -> None:
    """CUST-09: a colleague's appointment with a customer that only they may see is absent for others."""
    hidden = customer(per, "Secret AS", owner=per.person.id, owner_only=True)
    add(per, "appointment", {"subject": "Secret", "at": moment(per, "10:00")}, [("customer", hidden)])
    add(per, "appointment", {"subject": "Open", "at": moment(per, "11:00")}, [])
    bounds = ("2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z")
    assert [item.subject for item in window(kari, *bounds)] == ["Open"]
    assert [item.subject for item in window(per, *bounds)] == ["Secret", "Open"]
    assert [item.subject for item in window(per, *bounds, owner=kari.person.id)] == []


def test_what_takes_whole_days_has_no_time_of_day(kari: Session) -> None:
    """A task due at midnight has a day only; an appointment of two whole days begins and ends at midnight."""
    add(kari, "task", {"subject": "Task", "at": moment(kari, "00:00")}, [])
    fair = {"at": moment(kari, "00:00"), "end": moment(kari, "00:00") + timedelta(days=2)}
    add(kari, "appointment", {"subject": "Fair", **fair}, [])
    add(kari, "appointment", {"subject": "Night", "at": moment(kari, "00:00"), "end": moment(kari, "06:00")}, [])
    bounds = ("2026-11-20T22:00:00Z", "2026-11-22T00:00:00Z")
    assert {item.subject: item.whole_day for item in window(kari, *bounds)} == {
        "Fair": True, "Task": True, "Night": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("views", "index", "gives_order"),
    [
        (("mine", "open"), "activity_kind_owner_done_at", True),
        (("open",), "activity_kind_done_at", True),
        (("overdue",), "activity_kind_done_at", True),
        (("mine", "overdue"), "activity_kind_owner_done_at", True),
        (("mine",), "activity_kind_owner_done_at", False),
    ],
)
def test_views_of_tasks_go_along_an_index(kari: Session, views: tuple[str, ...], index: str, gives_order: bool) -> None:
    """COM-01: what is to do, and what is overdue, of one or of all, is a range of an index in its order."""
    found = fixed_index(kari, Task, Filter(views), "at")
    assert found is not None
    assert (found.name, found.gives_order) == (index, gives_order)


def test_the_views_of_tasks_stand_on_the_moment(kari: Session) -> None:
    """COM-12: overdue is told from this moment on; a task of today without a time of day is not overdue yet."""
    for subject, at in (("Earlier", "11:00"), ("Later", "23:00"), ("Day", "00:00"), ("Before", "2026-11-20T00:00")):
        add(kari, "task", {"subject": subject, "at": moment(kari, at)}, [])
    rows = Listing(kari, Task, ("subject",), Filter(("overdue",))).first(9)
    assert [row.values[0] for row in rows] == ["Before", "Earlier"]


def test_a_series_is_met_on_its_day_and_found_by_its_view(kari: Session) -> None:
    """COM-12, CUST-01: today's meeting of a series that began long ago is one of today's; its view finds the series."""
    first = moment(kari, "2026-10-03T09:00")
    values = {"at": first, "end": first + timedelta(hours=1), "recurrence": "FREQ=WEEKLY"}
    weekly = add(kari, "appointment", {"subject": "Weekly", **values}, [])
    add(kari, "appointment", {"subject": "Once", "at": moment(kari, "11:00")}, [])
    first_of_day = meetings_of_day(kari, DAY)[0]
    assert (first_of_day.subject, first_of_day.id, first_of_day.coming) == ("Weekly", weekly, True)
    rows = Listing(kari, Appointment, ("subject",), Filter(("series",))).first(9)
    assert [row.values[0] for row in rows] == ["Weekly"]
