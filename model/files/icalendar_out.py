"""Writing iCalendar (RFC 5545): appointments as events, tasks as to-dos (COM-12).

Moments are in UTC, but for what comes again: nine o'clock stays nine o'clock there when summer time begins, so that
its times are told on the clock of the person's zone, which is described in the file. What has no time of day is told
as a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import IO, Any

from model.core.access.session import Session
from model.core.dates import from_utc_text
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.files.identity import identity_of
from model.files.rows import Rows
from model.files.stopping import Progress, Stop, go_on
from model.files.zone_rules import vtimezone

RECORDS = ("task", "appointment")
"""What can stand in a calendar."""
_WANTED = (
    "subject", "text", "at", "end", "place", "done", "priority", "recurrence", "series", "planned", "remind",
    "created_at", "changed_at",
)  # fmt: skip
_PRIORITIES = {"high": 1, "normal": 5, "low": 9}
_YEARS_NAMED = 20
"""For how many years days are named that no plain rule has."""
_PRODUCT = "-//Salg//Salg CRM//EN"
_BREAKS = str.maketrans(dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"))


def fields_for(record: type[Record]) -> list[str]:
    """Return the fields of a record that go into a calendar."""
    return [name for name in _WANTED if name in record.fields()]


def write(
    file: IO[str],
    session: Session,
    *lists: Rows,
    progress: Progress | None = None,
    stop: Stop | None = None,
    expected: int = 0,
) -> int:
    """Write ``lists`` (made with :func:`fields_for`) as one calendar and return how many records that was.

    Tasks without a time are to-dos without one; appointments without a time have no place in a calendar, and are left
    out.
    """
    from icalendar import Calendar

    zone = session.reading().zone
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    before, after = _text(calendar).split("END:VCALENDAR")
    file.write(before)
    described = False
    count = 0
    for kind, fields, row in ((rows.record.name_in_code, rows.fields, row) for rows in lists for row in rows):
        values = dict(zip((field.name for field in fields), row.values, strict=True))
        if values.get("at") is None and kind == "appointment":
            continue
        if values.get("recurrence") and not described and getattr(zone, "key", ""):
            file.write(vtimezone(getattr(zone, "key", "")) or _described(zone))
            described = True
        file.write(_text(component(session, kind, row.id, values, zone)))
        count += 1
        if count % 100 == 0:
            go_on(progress, stop, count, max(expected, count))
    file.write(f"END:VCALENDAR{after}")
    return count


def component(session: Session, kind: str, activity: int, values: Mapping[str, Any], zone: tzinfo) -> Any:
    """Return an activity as an event or a to-do of the library's."""
    from icalendar import Alarm, Event, Todo

    made = Event() if kind == "appointment" else Todo()
    made.add("uid", f"{identity_of(session, kind, activity)}@salg")
    made.add("dtstamp", values["changed_at"] or values["created_at"])
    if values["created_at"] is not None:
        made.add("created", values["created_at"])
    made.add("summary", _plain(values["subject"]))
    for name, field in (("description", "text"), ("location", "place")):
        if text := _plain(values.get(field) or ""):
            made.add(name, text)
    at: datetime | None = values["at"]
    if kind == "task":
        _add_todo(made, values, zone)
    elif at is not None:
        _add_event(made, values, zone)
    if at is not None and values["recurrence"]:
        _add_rule(session, made, values, zone)
    if at is not None and values["remind"] is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _plain(values["subject"]))
        # A to-do's reminder comes before it is due, not before it may be begun.
        related = {"related": "END"} if kind == "task" else {}
        alarm.add("trigger", -timedelta(minutes=values["remind"]), parameters=related)
        made.add_component(alarm)
    return made


def _add_event(made: Any, values: Mapping[str, Any], zone: tzinfo) -> None:
    at, end = values["at"], values["end"]
    whole = _whole_day(at, zone) and (end is None or _whole_day(end, zone))
    if whole:
        first = at.astimezone(zone).date()
        # A span of days lasts until its last day is over, and the end of an event is the first moment after it.
        last = first if end is None or end <= at else end.astimezone(zone).date()
        made.add("dtstart", first)
        made.add("dtend", last + timedelta(days=1))
        made.add("transp", "TRANSPARENT")
    else:
        made.add("dtstart", _moment(at, values, zone))
        if end is not None and end > at:
            made.add("dtend", _moment(end, values, zone))
    made.add("status", "CONFIRMED")


def _add_todo(made: Any, values: Mapping[str, Any], zone: tzinfo) -> None:
    at = values["at"]
    if at is not None:
        whole = _whole_day(at, zone)
        day = at.astimezone(zone).date()
        if values["recurrence"]:
            # A to-do that comes again needs a beginning, which must come before it is due: that of its day.
            made.add("dtstart", day if whole else _moment(datetime.combine(day, time(0), zone), values, zone))
        if whole and values["recurrence"]:
            made.add("duration", timedelta(days=1))
        else:
            made.add("due", day if whole else _moment(at, values, zone))
    made.add("priority", _PRIORITIES.get(values["priority"] or "", 0))
    if values["done"]:
        made.add("status", "COMPLETED")
        made.add("percent-complete", 100)
        made.add("completed", (values["changed_at"] or values["created_at"]).astimezone(UTC))
    else:
        made.add("status", "NEEDS-ACTION")


def _add_rule(session: Session, made: Any, values: Mapping[str, Any], zone: tzinfo) -> None:
    from icalendar import vRecur

    parts = dict(part.split("=", 1) for part in values["recurrence"].split(";"))
    until = parts.pop("UNTIL", "")
    last = date(int(until[:4]), int(until[4:6]), int(until[6:8])) if until else None
    first = values["at"].astimezone(zone)
    more = _as_others_read_it(parts, first.date(), last)
    rule = vRecur.from_ical(";".join(f"{name}={value}" for name, value in parts.items()))
    by_day = not isinstance(made.decoded("dtstart"), datetime)
    if last is not None:
        # Of a rule of moments the end is a moment too: the last one of that day.
        midnight = datetime.combine(last + timedelta(days=1), time(0), zone)
        rule["UNTIL"] = [last if by_day else midnight.astimezone(UTC) - timedelta(seconds=1)]
    made.add("rrule", rule)
    if more and by_day:
        made.add("rdate", more)
    elif more:
        made.add("rdate", [_moment(datetime.combine(day, first.time(), zone), values, zone) for day in more])
    for text in _elsewhere(session, values["series"]):
        there = from_utc_text(text)
        if there == values["planned"]:
            # One that was by itself and has a rule of its own now stands where it stands.
            continue
        made.add("exdate", there.astimezone(zone).date() if by_day else _moment(there, values, zone))


def _as_others_read_it(parts: dict[str, str], first: date, last: date | None) -> list[date]:
    """Change a rule to a form that every calendar reads, and return the days to be named besides it.

    "The 31st, or else the last day" is stored as the last of several days of the month; readers that do not know how
    to choose one of them would show all. The last day of every month has a form of its own; of the 29th and the 30th
    the end of February is named by itself, for twenty years.
    """
    if parts.get("BYSETPOS") != "-1" or "BYMONTHDAY" not in parts:
        return []
    del parts["BYSETPOS"]
    wanted = int(parts["BYMONTHDAY"].rpartition(",")[2])
    if wanted == 31 or parts["FREQ"] == "YEARLY":
        parts["BYMONTHDAY"] = "-1"
        return []
    parts["BYMONTHDAY"] = str(wanted)
    interval = int(parts.get("INTERVAL", "1"))
    found = []
    for year in range(first.year, first.year + _YEARS_NAMED + 1):
        day = date(year, 3, 1) - timedelta(days=1)
        falls = ((year - first.year) * 12 + 2 - first.month) % interval == 0
        if falls and day.day < wanted and day > first and (last is None or day <= last):
            found.append(day)
    return found


def _elsewhere(session: Session, series: int | None) -> list[str]:
    """Return the times of those of a series that were moved, and stand in the file themselves, or were left out."""
    if series is None:
        return []
    activity: Any = peewee.Table("activity", ("planned", "series"))
    query = peewee.Select((activity,), (activity.planned,)).where(activity.series == series)
    return [
        row[0] for row in session.store.rows(query.where(activity.planned.is_null(False)).order_by(activity.planned))
    ]


def _moment(moment: datetime, values: Mapping[str, Any], zone: tzinfo) -> datetime:
    on_the_clock = values["recurrence"] and getattr(zone, "key", "")
    return moment.astimezone(zone if on_the_clock else UTC)


def _whole_day(moment: datetime, zone: tzinfo) -> bool:
    local = moment.astimezone(zone)
    return (local.hour, local.minute) == (0, 0)


def _described(zone: tzinfo) -> str:
    from icalendar import Timezone

    return _text(Timezone.from_tzinfo(zone))


def _plain(text: str) -> str:
    """Return text without what would end a line of the file, or is no text; the library escapes the rest."""
    return "".join(
        letter for letter in text.replace("\r\n", "\n").translate(_BREAKS) if letter >= " " or letter in "\n\t"
    ).replace("\x7f", "")


def _text(part: Any) -> str:
    written: bytes = part.to_ical()
    return written.decode("utf-8")
