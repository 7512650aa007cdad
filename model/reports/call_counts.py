"""Outgoing calls by caller and by day: how many, what came of them, how long they lasted (LEAD-37)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from model.activities.records import OUTCOMES, Call
from model.core.access.session import Session
from model.core.dates import format_day, from_utc_text
from model.core.language import ngettext
from model.core.numbers import format_whole
from model.reports.answers import Asked, Line, Section
from model.reports.declared import Part, Report
from model.reports.labels import Labels
from model.reports.record_counts import rate, section_by_record, within

_OUT, _IN = 1, 2
_NUMBERS = {choice.name: choice.number for choice in OUTCOMES}
_OUTCOMES = (
    (_NUMBERS["reached"],),
    (_NUMBERS["no_answer"], _NUMBERS["busy"]),
    (_NUMBERS["call_back"],),
    (_NUMBERS["not_interested"],),
)
"""What the columns count, as it is stored; a busy line is no answer, and a wrong number is in none of them."""

_COUNTED = ", ".join(
    f"sum(outcome IN ({', '.join(map(str, numbers))}))" for numbers in _OUTCOMES
)  # null where nobody has said what came of it


def sections(session: Session, report: Report, part: Part, asked: Asked, labels: Labels) -> list[Section]:
    """Return the calls by caller, or by day in the person's zone."""
    where, parameters = within(session, Call, asked, report.day)
    key = "activity.owner" if part.by == "owner" else "substr(activity.at, 1, 16)"
    rows = session.store.rows(
        f"SELECT {key}, count(*), {_COUNTED}, sum(duration) FROM activity"
        f" WHERE {where} AND activity.active = 1 AND activity.direction = {_OUT} GROUP BY 1",
        parameters,
    )
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
    where, parameters = within(session, Call, asked, report.day)
    count = session.store.value(
        f"SELECT count(*) FROM activity WHERE {where} AND activity.active = 1 AND activity.direction = {_IN}",
        parameters,
    )
    if not count:
        return [], {}
    said = ngettext("{count} incoming call is left out.", "{count} incoming calls are left out.", count)
    return [said.format(count=format_whole(count))], {"incoming": count}
