"""Tasks and appointments as an iCalendar file, read back by the library (COM-12, RFC 5545)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from model.activities import series
from model.activities.adding import add
from model.activities.records import Appointment, Task
from model.core.access import Session
from model.core.changes import change
from model.core.errors import UserError
from model.files.exporting import export, fields_for
from model.files.rows import Rows
from model.leads.records import Lead

OSLO = ZoneInfo("Europe/Oslo")


def at(text: str) -> datetime:
    """Return a time on the clocks of Oslo."""
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


@pytest.fixture
def me(kari: Session) -> Session:
    """Kari, whose clock is in Oslo."""
    return replace(kari, clock=lambda: datetime(2026, 11, 21, 12, 0, tzinfo=UTC).astimezone(OSLO))


def exported(session: Session, record: Any, folder: Path) -> tuple[list[Any], bytes]:
    """Return what the file holds, as the library reads it, and its bytes."""
    target = folder / f"{record.name_in_code}.ics"
    rows = Rows(session, record, fields_for(session, record, "ics", ()))
    export(session, rows, target, force=True)
    written = target.read_bytes()
    return list(Calendar.from_ical(written).walk("VEVENT" if record is Appointment else "VTODO")), written


def test_an_appointment_is_an_event(me: Session, tmp_path: Path) -> None:
    """COM-12: subject, text, place, times, a reminder; the identity stays, that of another record is another."""
    values = {"at": at("2026-12-01T09:00"), "end": at("2026-12-01T10:30"), "place": "Oslo; room 3, left", "remind": 15}
    add(me, "appointment", {"subject": "Meeting", "text": "First\nsecond", **values}, [])
    add(me, "appointment", {"subject": "Fair", "at": at("2026-12-02T00:00"), "end": at("2026-12-04T00:00")}, [])
    events, written = exported(me, Appointment, tmp_path)
    meeting, fair = events
    assert meeting.decoded("dtstart") == values["at"]
    assert meeting.decoded("dtend") == values["end"]
    assert (meeting["summary"], meeting["description"], meeting["location"]) == (
        "Meeting", "First\nsecond", "Oslo; room 3, left",
    )  # fmt: skip
    (alarm,) = meeting.walk("VALARM")
    assert alarm.decoded("trigger") == -timedelta(minutes=15)
    assert (fair.decoded("dtstart"), fair.decoded("dtend")) == (date(2026, 12, 2), date(2026, 12, 4))
    assert meeting["uid"] != fair["uid"]
    again, _written = exported(me, Appointment, tmp_path)
    assert [event["uid"] for event in again] == [meeting["uid"], fair["uid"]]
    assert written.startswith(b"BEGIN:VCALENDAR\r\n")
    assert written.endswith(b"END:VCALENDAR\r\n")


def test_a_task_is_a_to_do(me: Session, tmp_path: Path) -> None:
    """COM-12: due at a time, on a day, or not at all; done with when it was done."""
    add(me, "task", {"subject": "Timed", "at": at("2026-12-01T09:00"), "priority": "high", "remind": 60}, [])
    add(me, "task", {"subject": "Day", "at": at("2026-12-02T00:00")}, [])
    add(me, "task", {"subject": "Whenever"}, [])
    add(me, "task", {"subject": "Done", "at": at("2026-12-03T09:00"), "done": True}, [])
    found = {str(todo["summary"]): todo for todo in exported(me, Task, tmp_path)[0]}
    assert found["Timed"].decoded("due") == at("2026-12-01T09:00")
    assert (found["Timed"]["status"], found["Timed"]["priority"]) == ("NEEDS-ACTION", 1)
    assert found["Timed"].walk("VALARM")[0]["trigger"].params["RELATED"] == "END"
    assert found["Day"].decoded("due") == date(2026, 12, 2)
    assert "due" not in found["Whenever"]
    assert found["Done"]["status"] == "COMPLETED"
    assert found["Done"].decoded("completed") == datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_what_comes_again_keeps_its_clock_and_leaves_out_what_was_moved(me: Session, tmp_path: Path) -> None:
    """COM-12: a rule with the zone of its times, which the file describes; the one moved stands by itself."""
    rule = {"at": at("2026-11-23T09:00"), "end": at("2026-11-23T10:00"), "recurrence": "FREQ=WEEKLY;UNTIL=20270401"}
    meeting = add(me, "appointment", {"subject": "Weekly", **rule}, [])
    with change(me, "Move", "edit") as made:
        moved = {"at": at("2026-12-01T13:00"), "end": None}
        series.put_one(made, Appointment, meeting, at("2026-11-30T09:00"), moved)
    events, written = exported(me, Appointment, tmp_path)
    weekly, alone = events
    assert weekly["dtstart"].params["TZID"] == "Europe/Oslo"
    assert b"BEGIN:VTIMEZONE" in written
    assert weekly["rrule"]["FREQ"] == ["WEEKLY"]
    assert weekly["rrule"]["UNTIL"] == [datetime(2027, 4, 1, 21, 59, 59, tzinfo=UTC)]
    assert weekly["exdate"].dts[0].dt == at("2026-11-30T09:00")
    assert "rrule" not in alone
    assert alone.decoded("dtstart") == at("2026-12-01T13:00")
    add(me, "task", {"subject": "Day", "at": at("2026-12-02T00:00"), "recurrence": "FREQ=DAILY"}, [])
    (todo,) = exported(me, Task, tmp_path)[0]
    assert (todo.decoded("dtstart"), todo.decoded("duration")) == (date(2026, 12, 2), timedelta(days=1))


def test_text_from_outside_injects_nothing(me: Session, tmp_path: Path) -> None:
    """COM-23: no property, no component and no line comes from what somebody has written; long lines are folded."""
    evil = (
        "Evil\r\nATTENDEE:mailto:x@y.no\rEND:VEVENT\nBEGIN:VALARM\x0bX:1\x85Y:2\u2028Z:3\x1b[31m \\n ; , : "
        + "æøå漢字" * 60
    )
    add(
        me, "appointment", {"subject": "Subject", "at": at("2026-12-01T09:00"), "text": evil, "place": "a\tb;c,d\\"}, []
    )
    with change(me, "Evil", "edit") as made:
        made.connection.execute("UPDATE activity SET subject = ?", (evil,))
    events, written = exported(me, Appointment, tmp_path)
    (event,) = events
    assert "ATTENDEE" not in event
    assert not event.subcomponents
    assert set(event) == {
        "UID", "DTSTAMP", "CREATED", "SUMMARY", "DESCRIPTION", "LOCATION", "DTSTART", "STATUS",
    }  # fmt: skip
    assert str(event["description"]).endswith("æøå漢字" * 60)
    assert "\nATTENDEE:mailto:x@y.no\nEND:VEVENT\nBEGIN:VALARM" in str(event["summary"])
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert not set(range(32)) - {9, 10, 13} & set(written)
    assert b"\r" not in written.replace(b"\r\n", b"")


def test_only_what_has_a_time_is_written_as_a_calendar(me: Session, tmp_path: Path) -> None:
    """COM-04: a list of leads is no calendar, and says so."""
    with pytest.raises(UserError, match="must end in"):
        export(me, Rows(me, Lead, ["name"]), tmp_path / "leads.ics")
