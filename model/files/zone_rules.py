"""The usual rule of a time zone as a VTIMEZONE of iCalendar (RFC 5545, 3.6.5; COM-12).

Every zone file ends in the rule by which the zone goes from now on, as POSIX writes it: ``CET-1CEST,M3.5.0,M10.5.0/3``.
As a rule of iCalendar other readers know summer time of any year by it, where a list of days ends.
"""

from __future__ import annotations

import contextlib
import re
import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

_FIRST_YEAR = 1970
_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
"""The days of the week as POSIX counts them, from Sunday."""
_NAME = r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)"
_OFFSET = r"[+-]?\d{1,3}(?::\d\d){0,2}"
_RULE = re.compile(
    rf"(?P<name>{_NAME})(?P<offset>{_OFFSET})"
    rf"(?:(?P<summer>{_NAME})(?P<summer_offset>{_OFFSET})?,(?P<begins>[^,]+),(?P<ends>[^,]+))?"
)
_CHANGE = re.compile(rf"M(?P<month>\d\d?)\.(?P<week>[1-5])\.(?P<day>[0-6])(?:/(?P<time>{_OFFSET}))?")


@dataclass(frozen=True)
class _Change:
    """When a part of the year begins: the day of the week in a week of a month (5 is the last), and the time there."""

    month: int
    week: int
    day: int
    time: timedelta

    def on(self, year: int) -> datetime:
        """Return the local moment, on the clock that went before."""
        if self.week == 5:
            last = date(year + self.month // 12, self.month % 12 + 1, 1) - timedelta(days=1)
            found = last - timedelta(days=(last.isoweekday() - self.day) % 7)
        else:
            first = date(year, self.month, 1)
            found = first + timedelta(days=(self.day - first.isoweekday()) % 7 + 7 * (self.week - 1))
        return datetime(found.year, found.month, found.day) + self.time  # noqa: DTZ001 (by the zone's own clock)

    def rule(self) -> str:
        """Return the RRULE; the time may lead to another day than the one counted from, as in Greenland."""
        days = self.time // timedelta(days=1)
        if not days:
            nth = -1 if self.week == 5 else self.week
            return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={nth}{_DAYS[self.day]}"
        begin = -7 if self.week == 5 else 7 * (self.week - 1) + 1
        month_days = ",".join(str(begin + n + days) for n in range(7))
        return f"FREQ=YEARLY;BYMONTH={self.month};BYMONTHDAY={month_days};BYDAY={_DAYS[(self.day + days) % 7]}"


def vtimezone(key: str) -> str:
    """Return the description of a zone of the database of zones, '' for one whose rule is not known or is of no kind
    that iCalendar has."""
    found = _RULE.fullmatch(_posix_rule(key))
    if found is None:
        return ""
    offset = -_seconds(found["offset"])
    standard = _shown(found["name"])
    if found["summer"] is None:
        parts = [_part("STANDARD", standard, offset, offset, datetime(_FIRST_YEAR, 1, 1), "")]  # noqa: DTZ001
    else:
        begins, ends = _change(found["begins"]), _change(found["ends"])
        if begins is None or ends is None:
            return ""
        summer = -_seconds(found["summer_offset"]) if found["summer_offset"] else offset + timedelta(hours=1)
        parts = [
            _part("DAYLIGHT", _shown(found["summer"]), offset, summer, begins.on(_FIRST_YEAR), begins.rule()),
            _part("STANDARD", standard, summer, offset, ends.on(_FIRST_YEAR), ends.rule()),
        ]
    return "\r\n".join(["BEGIN:VTIMEZONE", f"TZID:{key}", *parts, "END:VTIMEZONE", ""])


def _part(kind: str, name: str, before: timedelta, after: timedelta, onset: datetime, rule: str) -> str:
    lines = [
        f"BEGIN:{kind}",
        f"DTSTART:{onset:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_offset(before)}",
        f"TZOFFSETTO:{_offset(after)}",
        f"TZNAME:{name}",
        *([f"RRULE:{rule}"] if rule else []),
        f"END:{kind}",
    ]
    return "\r\n".join(lines)


def _posix_rule(key: str) -> str:
    """Return the last line of a zone's file, '' where there is none."""
    for folder in zoneinfo.TZPATH:
        with contextlib.suppress(OSError, ValueError):
            return _last_line(Path(folder, *key.split("/")).read_bytes())
    from importlib import resources

    with contextlib.suppress(OSError, ImportError):
        return _last_line(resources.files("tzdata").joinpath("zoneinfo", *key.split("/")).read_bytes())
    return ""


def _last_line(content: bytes) -> str:
    return content.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii", "replace") if content[:4] == b"TZif" else ""


def _change(text: str) -> _Change | None:
    found = _CHANGE.fullmatch(text)
    if found is None:
        return None
    return _Change(int(found["month"]), int(found["week"]), int(found["day"]), _seconds(found["time"] or "2"))


def _seconds(text: str) -> timedelta:
    sign = -1 if text.startswith("-") else 1
    hours, minutes, seconds = [*map(int, text.lstrip("+-").split(":")), 0, 0][:3]
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _offset(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    return f"{sign}{seconds // 3600:02}{seconds % 3600 // 60:02}" + (f"{seconds % 60:02}" if seconds % 60 else "")


def _shown(name: str) -> str:
    return name.strip("<>")
