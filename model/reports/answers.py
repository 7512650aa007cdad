"""What a report says, as plain data: sections of lines with values, totals, and what is left out (OPP-24)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from model.core.fields.base import Field
from model.core.language import _
from model.files.output_table import OutputTable
from model.reports.columns import CURRENCY
from model.reports.periods import Period

if TYPE_CHECKING:
    from model.reports.declared import Part, Report


@dataclass(frozen=True)
class Asked:
    """What a report is asked for: an interval, some of its parts (none: all), one currency ('': all)."""

    period: Period
    parts: tuple[str, ...] = ()
    currency: str = ""


@dataclass(frozen=True)
class Line:
    """One row: ``values`` go with the part's columns.

    ``key`` names it outside the program (a month as 2026-11, initials, a title; None for what has none), ``id`` is that
    of the record behind it, if it is one. ``special`` names a row that stands for what the others leave over (none,
    overdue, unassigned, beyond).
    """

    key: str | None
    label: str
    values: tuple[Any, ...]
    id: int | None = None
    special: str = ""


@dataclass(frozen=True)
class Section:
    """The lines of one currency (None: amounts without one, or of what has none) with their total."""

    part: Part
    currency: str | None
    lines: tuple[Line, ...]
    total: tuple[Any, ...]
    without_amount: int = 0
    """Opportunities among them whose amount is not known: counted, with nothing."""

    @property
    def title(self) -> str:
        """The currency as a heading."""
        return self.currency or _("Without currency")


@dataclass(frozen=True)
class Answer:
    """The whole of it, for ``asked``."""

    report: Report
    asked: Asked
    sections: tuple[Section, ...]
    remarks: tuple[str, ...] = ()
    """Sentences on what is left out, and how the figures are to be read."""
    told: Mapping[str, Any] = field(default_factory=dict)
    """What is left out, in figures, by code name."""

    def of_part(self, name: str) -> list[Section]:
        """Return the sections of one part."""
        return [section for section in self.sections if section.part.name == name]

    @property
    def parts(self) -> list[Part]:
        """The parts there are sections of, or would be if there were anything."""
        return [part for part in self.report.parts if not self.asked.parts or part.name in self.asked.parts]


def tables(answer: Answer, parts: Sequence[str] = ()) -> list[OutputTable]:
    """Return the parts as tables for a file: the currency is a column, each currency ends with its total."""
    found = []
    for part in answer.parts:
        if parts and part.name not in parts:
            continue
        rows: list[tuple[Any, ...]] = []
        totals: set[int] = set()
        for section in answer.of_part(part.name):
            currency = section.currency or ""
            of = (currency,) if answer.report.in_currencies else ()
            rows += [(line.label, *of, *line.values) for line in section.lines]
            totals.add(len(rows))
            rows.append((_("Total"), *of, *section.total))
        of_currency = [CURRENCY] if answer.report.in_currencies else []
        fields: list[Field] = [part.heading, *of_currency, *(column.field for column in part.columns)]
        found.append(OutputTable(_(part.title), fields, rows, frozenset(totals)))
    return found


def plain(answer: Answer) -> dict[str, Any]:
    """Return the answer as JSON holds it (cli.md): money as strings with two decimals, days ISO 8601."""
    period = answer.asked.period
    return {
        "report": answer.report.name,
        "from": None if period.first is None else period.first.isoformat(),
        "to": None if period.last is None else period.last.isoformat(),
        "parts": [
            {"part": part.name, "sections": [_plain_section(section) for section in answer.of_part(part.name)]}
            for part in answer.parts
        ],
        "left_out": dict(answer.told),
        "remarks": list(answer.remarks),
    }


def _plain_section(section: Section) -> dict[str, Any]:
    names = [(column.field.name, column.field) for column in section.part.columns]

    def values(of: Sequence[Any]) -> dict[str, Any]:
        return {name: kind.plain(value) for (name, kind), value in zip(names, of, strict=True)}

    rows = []
    for line in section.lines:
        row: dict[str, Any] = {section.part.heading.name: line.key}
        if section.part.record:
            row[f"{section.part.heading.name}_id"] = line.id
        if line.special:
            row["special"] = line.special
        rows.append(row | values(line.values))
    return {
        "currency": section.currency,
        "rows": rows,
        "total": values(section.total),
        "without_amount": section.without_amount,
    }
