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
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.files.exporting import export, fields_for
from model.files.rows import Rows
from model.leads.records import Lead
from tests.plain_sql import plain_sql

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
    assert (fair.decoded("dtstart"), fair.decoded("dtend")) == (date(2026, 12, 2), date(2026, 12, 5))
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
        made.session.store.run(plain_sql("UPDATE activity SET subject = ?", evil))
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


def _onsets(written: bytes, year: int) -> list[tuple[datetime, timedelta]]:
    """Return when the parts of a zone begin in a year by their rules, on the clock before, and to which offset."""
    from dateutil.rrule import rrulestr

    (zone,) = Calendar.from_ical(written).walk("VTIMEZONE")
    found = []
    for part in zone.subcomponents:
        if "rrule" not in part:
            continue
        rule = rrulestr(part["rrule"].to_ical().decode(), dtstart=part.decoded("dtstart"))
        (onset,) = rule.between(datetime(year, 1, 1), datetime(year, 12, 31), inc=True)  # noqa: DTZ001
        found.append((onset, part.decoded("tzoffsetto")))
    return sorted(found)


ZONES = ("Europe/Oslo", "Europe/Copenhagen", "Europe/London", "America/New_York", "America/Nuuk", "Asia/Jerusalem", "Australia/Lord_Howe")  # fmt: skip  # noqa: E501


@pytest.mark.parametrize("key", ZONES)
def test_the_zone_is_told_by_its_usual_rule(me: Session, tmp_path: Path, key: str) -> None:
    """COM-12: other readers have summer time on the days, and at the hours, of the zone itself, in any year."""
    zone = ZoneInfo(key)
    there = replace(me, clock=lambda: me.clock().astimezone(zone))
    begins = datetime(2026, 6, 1, 9, 0, tzinfo=zone)
    add(there, "appointment", {"subject": "Weekly", "at": begins, "recurrence": "FREQ=WEEKLY"}, [])
    _events, written = exported(there, Appointment, tmp_path)
    assert b"RDATE" not in written
    for year in (2026, 2031, 2040):
        for onset, offset in _onsets(written, year):
            moment = onset.replace(tzinfo=zone)
            assert (moment + timedelta(hours=3)).utcoffset() == offset, (key, year)
            before = (onset - timedelta(hours=1)).replace(tzinfo=zone).utcoffset()
            assert before is not None
            assert before != offset
            # The moment of the change itself, counted on the clock that went before.
            exact = (onset - before).replace(tzinfo=UTC)
            assert exact.astimezone(zone).utcoffset() == offset
            assert (exact - timedelta(seconds=1)).astimezone(zone).utcoffset() == before


def test_a_zone_without_summer_time_has_one_offset(me: Session, tmp_path: Path) -> None:
    zone = ZoneInfo("Asia/Kolkata")
    there = replace(me, clock=lambda: me.clock().astimezone(zone))
    begins = datetime(2026, 6, 1, 9, 0, tzinfo=zone)
    add(there, "appointment", {"subject": "Weekly", "at": begins, "recurrence": "FREQ=WEEKLY"}, [])
    _events, written = exported(there, Appointment, tmp_path)
    (described,) = Calendar.from_ical(written).walk("VTIMEZONE")
    (only,) = described.subcomponents
    assert (only.name, only.decoded("tzoffsetto"), "rrule" in only) == ("STANDARD", timedelta(hours=5.5), False)


@pytest.mark.parametrize(
    ("first", "wanted", "named"),
    [
        ("2026-12-31T09:00", {"FREQ": ["MONTHLY"], "BYMONTHDAY": [-1]}, []),
        ("2026-12-30T09:00", {"FREQ": ["MONTHLY"], "BYMONTHDAY": [30]}, [date(2027, 2, 28), date(2028, 2, 29)]),
        ("2026-12-29T09:00", {"FREQ": ["MONTHLY"], "BYMONTHDAY": [29]}, [date(2027, 2, 28), date(2029, 2, 28)]),
        ("2026-12-28T09:00", {"FREQ": ["MONTHLY"]}, []),
    ],
)
def test_the_last_days_of_a_month_in_a_form_that_others_read(
    me: Session, tmp_path: Path, first: str, wanted: dict[str, Any], named: list[date]
) -> None:
    """Thunderbird shows all days of BYMONTHDAY whatever BYSETPOS says; the days are those that Salg counts out."""
    from model.activities.recurrence import MONTH, Rule

    rule = Rule(MONTH).anchored(at(first), OSLO)
    add(me, "appointment", {"subject": "Rent", "at": at(first), "recurrence": rule.stored()}, [])
    ((event,), _written) = exported(me, Appointment, tmp_path)
    assert {name: list(value) for name, value in event["rrule"].items()} == wanted
    dates = [each.dt.date() for each in event["rdate"].dts] if "rdate" in event else []
    assert dates[: len(named)] == named
    from dateutil.rrule import rruleset, rrulestr

    read = rruleset()
    start = at(first).replace(tzinfo=None)
    read.rrule(rrulestr(event["rrule"].to_ical().decode(), dtstart=start))
    for day in dates:
        read.rdate(datetime.combine(day, start.time()))
    until = datetime(2040, 1, 1)  # noqa: DTZ001
    counted = [start.date(), *rule.days_between(start.date(), start.date(), until.date())]
    assert [each.date() for each in read.between(start, until, inc=True)] == counted


def test_29_february_every_year(me: Session, tmp_path: Path) -> None:
    from model.activities.recurrence import YEAR, Rule

    rule = Rule(YEAR).anchored(at("2028-02-29T09:00"), OSLO)
    add(me, "appointment", {"subject": "Birthday", "at": at("2028-02-29T09:00"), "recurrence": rule.stored()}, [])
    ((event,), _written) = exported(me, Appointment, tmp_path)
    assert dict(event["rrule"]) == {"FREQ": ["YEARLY"], "BYMONTH": [2], "BYMONTHDAY": [-1]}


def test_a_span_of_days_lasts_until_its_last_day_is_over(me: Session, tmp_path: Path) -> None:
    """Also on the calendar of Salg itself; what ends at midnight after a time of day has no day more."""
    from model.activities.agenda import window
    from model.activities.calendar_days import by_day
    from model.core.dates import utc_text

    add(me, "appointment", {"subject": "Fair", "at": at("2026-12-02T00:00"), "end": at("2026-12-04T00:00")}, [])
    add(me, "appointment", {"subject": "Party", "at": at("2026-12-02T20:00"), "end": at("2026-12-04T00:00")}, [])
    fair, party = exported(me, Appointment, tmp_path)[0]
    assert fair.decoded("dtend") == date(2026, 12, 5)
    assert party.decoded("dtend") == at("2026-12-04T00:00")
    for first in (2, 3, 4, 5):
        day = date(2026, 12, first)
        begin, end = utc_text(at(f"{day}T00:00")), utc_text(at(f"{day + timedelta(days=1)}T00:00"))
        items = window(me, begin, end)
        shown = [item.subject for item in by_day(items, day, day)[day]]
        assert shown == [item.subject for item in items]
        assert shown == {2: ["Fair", "Party"], 3: ["Fair", "Party"], 4: ["Fair"], 5: []}[first]
