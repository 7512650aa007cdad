"""What reports that count records have in common: their interval, their rates, their lines (OPP-24)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.numbers import round_half_up
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.reports.answers import Asked, Line, Section
from model.reports.declared import Part
from model.reports.labels import Labels


def rate(part: int, whole: int) -> Decimal | None:
    """Return ``part`` in per cent of ``whole``, None of nothing."""
    return round_half_up(Decimal(100 * part) / whole) if whole else None


def within(session: Session, record: type[Record], asked: Asked, day: str) -> Any:
    """Return the condition for records that the person may see and whose moment ``day`` lies in the interval.

    The last day is in it to its last second, in the person's zone (W14).
    """
    start, end = asked.period.bounds(session.reading().zone)
    column, found = getattr(record, day), seen(record)
    if start:
        found &= column >= peewee.Value(start, converter=False)
    if end:
        found &= column < peewee.Value(end, converter=False)
    return found


def number_where(condition: Any) -> Any:
    """Return the column of how many rows of a group meet a condition; what cannot be told of a row does not count."""
    return peewee.fn.coalesce(peewee.fn.sum(peewee.Case(None, [(condition, peewee.SQL("1"))], peewee.SQL("0"))), 0)


def section_by_record(
    part: Part, counted: Mapping[Any, Sequence[Any]], labels: Labels, total: Sequence[Any]
) -> list[Section]:
    """Return the lines of what was counted by record, the most first, and that of what belongs to none last."""
    if not counted:
        return []
    known = labels.of(part, [key for key in counted if key is not None])
    lines = [
        Line(known[key].key, known[key].label, tuple(values), key) for key, values in counted.items() if key is not None
    ]
    lines.sort(key=lambda line: (-line.values[0], known[line.id or 0].order, line.id))
    if None in counted:
        ((special, label),) = labels.specials(part)
        lines.append(Line(None, label, tuple(counted[None]), special=special))
    return [Section(part, None, tuple(lines), tuple(total))]
