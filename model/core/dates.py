"""Days and times: as people type them, as they are shown, as they are stored (COM-12, COM-22, case W14).

Stored is UTC to the second as text that sorts (:func:`utc_text`), and days as ISO dates. What is typed and shown is
in the zone of the person, which comes in with ``now`` or as ``zone``: one that knows summer time (:func:`find_zone`).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from model.core import language as languages
from model.core.errors import UserError
from model.core.language import _
from model.core.text import excerpt

# The grammar of typed dates, and expressions that take time to compile, are loaded by what reads the first one:
# most starts of the program show dates and read none.
_STORED = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_ISO_MOMENT = r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)? ?(?:[Zz]|[+-]\d\d:?\d\d)?"

_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY_SHOWN = {"nb": "{0.day:02}.{0.month:02}.{0.year:04}", "da": "{0.day:02}-{0.month:02}-{0.year:04}"}


# What is typed ------------------------------------------------------------------------------------------------------


def parse_day(text: str, today: date, language: str | None = None, *, past: bool = False) -> date:
    """Return the day that ``text`` names, seen from ``today``; in English, Norwegian or Danish words.

    Read are ``2026-11-21``, ``21.11.2026``, ``21/11/26``, ``21-11-2026``, ``21.11``, ``21 Nov 2026``, ``21. november``,
    ``today``, ``i morgen``, ``fri``, ``neste fredag``, ``in 3 days``, ``om to uker``, ``+2d``, ``-1w``,
    ``3 dage siden``, ``next week``, ``uke 48``, ``torsdag 3. desember`` (which must be a Thursday), ``den 3.``,
    ``fredag i neste uke``, ``om 3 virkedager`` (Monday to Friday), ``end of month``, ``ultimo november``,
    ``this week``. The day always stands before the month, unless the year comes first.

    A day without a year is the next such day, today included; a weekday the next after today, with ``next`` that of
    next week (Monday to Sunday), with ``last`` the latest before today. With ``past`` (for what has happened already)
    both are the latest such day, today included. "This week" and "next week" are their Monday, months their first.
    Two-digit years lie
    between 79 years ago and 20 years ahead.

    ``language`` (None: the one in force) is that of the example in the error. Raises UserError for what cannot be read,
    for days that do not exist (``31.02.2024``), and for years before 1900 or after 2199.
    """
    from model.core import date_words as words
    from model.core.typed_dates import day_of

    found = day_of(words.plain(text), today, past)
    if found is None:
        raise UserError(
            _("“{text}” is not a day: write {example}, or words such as tomorrow, fri, in 3 days").format(
                text=excerpt(text), example=format_day(today, language)
            )
        )
    return found


def parse_time(text: str) -> time:
    """Return the time of day that ``text`` says: ``9``, ``9:30``, ``09.30``, ``1430``, ``2pm``, ``kl. 9``.

    Also as it is spoken: ``kvart over 9``, ``halv ti``, ``fem på halv ti``, ``half past two`` (an hour that would lie
    before seven in the morning is one of the afternoon), ``noon``.

    Raises UserError for anything else.
    """
    from model.core import date_words as words
    from model.core.typed_dates import time_of

    found = time_of(words.plain(text))
    if found is None:
        raise UserError(_("“{text}” is not a time of day: write {example}").format(text=excerpt(text), example="14:30"))
    return found


def parse_moment(
    text: str, now: datetime, language: str | None = None, *, at: time = time(0), past: bool = False
) -> datetime:
    """Return the moment that ``text`` names, in the zone of ``now`` (which must have one, or ValueError).

    A day as in :func:`parse_day`, a time as in :func:`parse_time`, or both in either order: ``tomorrow 9``,
    ``fre 14.30``, ``21.11.2026 kl 9``; a span from now (``in 2h``, ``om 2 timer``, ``+1h30m``, ``20 min ago``);
    ``now``; or ISO 8601 with or without a zone. A day alone is meant at ``at``, a time alone today, or, once it has
    passed, tomorrow (with ``past`` the other way about). ``10.11`` alone is a day; ``10:11`` is a time.

    Spans and ``now`` are cut to the minute, which is what screens show. A time that summer time leaps over is moved on
    by the hour; one that it repeats is the first. Raises UserError like :func:`parse_day`.
    """
    from model.core import date_words as words
    from model.core.calendar_days import moved
    from model.core.typed_dates import day_and_time, span_of

    zone = now.tzinfo
    if zone is None:
        raise ValueError("now must have a zone")
    if re.fullmatch(_ISO_MOMENT, text.strip()):
        return _iso_moment(text, zone)
    body = words.plain(text)
    minute = now.replace(second=0, microsecond=0)
    if body in words.NOW:
        return minute
    span = span_of(body)
    if span is not None and span.minutes:
        there = datetime.combine(moved(now.date(), span), minute.timetz())
        return _settled(there.astimezone(UTC) + timedelta(minutes=span.minutes), zone)
    parts = day_and_time(body, now.date(), past)
    if parts is None:
        raise UserError(
            _("“{text}” is not a time: write {example}, or words such as tomorrow 9, fri 14:30, in 2 hours").format(
                text=excerpt(text), example=format_moment(now, zone, language)
            )
        )
    day, clock = parts
    if day is None:
        assert clock is not None
        day = now.date()
        if past and clock > now.time():
            day -= timedelta(days=1)
        elif not past and clock < minute.time():
            day += timedelta(days=1)
    return _settled(datetime.combine(day, clock or at, zone), zone)


def _iso_moment(text: str, zone: tzinfo) -> datetime:
    from model.core.calendar_days import NoSuchDay, existing

    try:
        moment = datetime.fromisoformat(text.strip().upper().replace(" +", "+").replace(" -", "-").replace(" Z", "Z"))
    except ValueError:
        raise NoSuchDay(_("{day} does not exist").format(day=excerpt(text))) from None
    existing(moment.year, moment.month, moment.day)
    return _settled(
        moment.replace(microsecond=0) if moment.tzinfo else moment.replace(microsecond=0, tzinfo=zone), zone
    )


def _settled(moment: datetime, zone: tzinfo) -> datetime:
    """Return ``moment`` as a clock of the zone shows it; times that summer time leaps over are moved on."""
    return moment.astimezone(UTC).astimezone(zone)


# What is shown ------------------------------------------------------------------------------------------------------


def format_day(value: date, language: str | None = None) -> str:
    """Return a day as the language writes it: ``21.11.2026`` (nb), ``21-11-2026`` (da), ``21 Nov 2026`` (en)."""
    code = language or languages.current()
    if code in _DAY_SHOWN:
        return _DAY_SHOWN[code].format(value)
    return f"{value.day} {_ENGLISH_MONTHS[value.month - 1]} {value.year:04}"


def format_time(value: time, language: str | None = None) -> str:
    """Return a time of day to the minute: ``09:30``, in Danish ``09.30``."""
    return f"{value.hour:02}{'.' if (language or languages.current()) == 'da' else ':'}{value.minute:02}"


def format_moment(moment: datetime, zone: tzinfo, language: str | None = None) -> str:
    """Return an aware moment as day and time to the minute in ``zone``: ``21.11.2026 19:40``."""
    local = moment.astimezone(zone)
    return f"{format_day(local.date(), language)} {format_time(local.time(), language)}"


def spell_day(value: date, language: str | None = None) -> str:
    """Return a day with its day of the week, as what was typed is shown back: ``Thu 3 Dec 2026``."""
    from model.core.day_names import weekday_short

    return f"{weekday_short(value.weekday(), language)} {format_day(value, language)}"


def spell_moment(moment: datetime, zone: tzinfo, language: str | None = None) -> str:
    """Return a moment in ``zone`` with its day of the week: ``Thu 3 Dec 2026 09:30``."""
    local = moment.astimezone(zone)
    return f"{spell_day(local.date(), language)} {format_time(local.time(), language)}"


def format_day_short(value: date, today: date, language: str | None = None) -> str:
    """Return a day for a narrow column: without the year in the year of ``today``, else with two digits of it."""
    code = language or languages.current()
    if code not in _DAY_SHOWN:
        month = _ENGLISH_MONTHS[value.month - 1]
        return f"{value.day} {month}" if value.year == today.year else f"{value.day} {month} {value.year % 100:02}"
    shown = format_day(value, code)
    return shown[:5] if value.year == today.year else shown[:6] + shown[8:]


def format_moment_short(moment: datetime, now: datetime, language: str | None = None) -> str:
    """Return a moment for a narrow column: the time if it is today, else the day; in the zone of ``now``."""
    local = moment.astimezone(now.tzinfo)
    if local.date() == now.date():
        return format_time(local.time(), language)
    return format_day_short(local.date(), now.date(), language)


# What is stored -----------------------------------------------------------------------------------------------------


def utc_text(moment: datetime) -> str:
    """Return the stored form of a moment: ``2026-11-21T18:40:00Z``. ValueError if it has no zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def from_utc_text(text: str) -> datetime:
    """Return the moment of a stored form, in UTC. ValueError for anything but :func:`utc_text`'s form."""
    if not re.fullmatch(_STORED, text):
        raise ValueError(f"not a stored time: {text!r}")
    return datetime.fromisoformat(text)


def day_bounds_utc(day: date, zone: tzinfo) -> tuple[str, str]:
    """Return the stored forms of the first moment of ``day`` in ``zone`` and of the first after it (case W14).

    A time belongs to the day when start <= time < end; the day may have 23 or 25 hours.
    """
    midnights = (datetime.combine(which, time(0), zone) for which in (day, day + timedelta(days=1)))
    start, end = (utc_text(midnight) for midnight in midnights)
    return start, end


def find_zone(name: str = "") -> tzinfo:
    """Return the time zone of that name (``Europe/Oslo``), or without one that of this computer.

    Unlike the fixed offset that ``datetime.astimezone()`` gives, it knows summer time. Raises UserError for an unknown
    name; where the computer's own zone cannot be found it is UTC.
    """
    import os
    from zoneinfo import ZoneInfo

    own = not name
    name = name or os.environ.get("TZ", "").lstrip(":")
    try:
        if name:
            return ZoneInfo(name)
        with open("/etc/localtime", "rb") as compiled:
            # Most often it leads to where the zones lie, by their names; calendars for others need the name.
            key = os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
            return ZoneInfo.from_file(compiled, key=key or None)
    except (KeyError, OSError, ValueError):
        if own:
            return UTC
        raise UserError(
            _("“{name}” is not a time zone: write a name such as Europe/Oslo").format(name=excerpt(name))
        ) from None
