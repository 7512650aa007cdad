"""Outgoing calls by caller and by day: how many, what came of them, how long they lasted (LEAD-37)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from model.activities.records import Call
from model.core.access.session import Session
from model.core.dates import format_day, from_utc_text
from model.core.language import ngettext
from model.core.numbers import format_whole
from model.core.storage.drivers import peewee
from model.reports.answers import Asked, Line, Section
from model.reports.declared import Part, Report
from model.reports.labels import Labels
from model.reports.record_counts import number_where, rate, section_by_record, within

_OUTCOMES = (("reached",), ("no_answer", "busy"), ("call_back",), ("not_interested",))
"""What the columns count; a busy line is no answer, and a wrong number is in none of them."""


def sections(session: Session, report: Report, part: Part, asked: Asked, labels: Labels) -> list[Section]:
    """Return the calls by caller, or by day in the person's zone."""
    minute = peewee.fn.substr(Call.at, peewee.SQL("1"), peewee.SQL("16"))
    rows = session.rows(
        Call.select(
            Call.owner if part.by == "owner" else minute, peewee.fn.count(peewee.SQL("*")),
            *(number_where(Call.outcome.in_(outcomes)) for outcomes in _OUTCOMES), peewee.fn.sum(Call.duration),
        )
        .where(within(session, Call, asked, report.day), Call.active.yes, Call.direction == "out")
        .group_by(peewee.SQL("1"))
    )  # fmt: skip
    total = _values(_added(row[1:] for row in rows))
    if part.by == "owner":
        return section_by_record(part, {row[0]: _values(row[1:]) for row in rows}, labels, total)
    zone = session.reading().zone
    days: dict[date | None, list[Sequence[Any]]] = {}
    for minute, *numbers in rows:
        # Where a day begins depends on the zone: the engine knows minutes of the world's time.
        day = None if minute is None else from_utc_text(f"{minute}:00Z").astimezone(zone).date()
        days.setdefault(day, []).append(numbers)
    lines = [
        Line(day.isoformat(), format_day(day), tuple(_values(_added(days[day]))))
        for day in sorted(each for each in days if each is not None)
    ]
    return [Section(part, None, tuple(lines), tuple(total))] if lines else []


def _added(rows: Iterable[Sequence[Any]]) -> list[int]:
    """Return the sums of the columns; a sum of nothing is null."""
    sums = [0] * (2 + len(_OUTCOMES))
    for row in rows:
        sums = [one + (other or 0) for one, other in zip(sums, row, strict=True)]
    return sums


def _values(numbers: Sequence[Any]) -> list[Any]:
    calls, *outcomes, seconds = (number or 0 for number in numbers)
    return [calls, *outcomes, rate(outcomes[0], calls), (seconds + 30) // 60]


def left_out(session: Session, report: Report, asked: Asked) -> tuple[list[str], dict[str, Any]]:
    """Return how many incoming calls are not among them."""
    incoming = within(session, Call, asked, report.day) & Call.active.yes & (Call.direction == "in")
    count = session.value(Call.select(peewee.fn.count(peewee.SQL("*"))).where(incoming))
    if not count:
        return [], {}
    said = ngettext("{count} incoming call is left out.", "{count} incoming calls are left out.", count)
    return [said.format(count=format_whole(count))], {"incoming": count}
