"""What the rows of reports are called: months, customers, employees, choices of the company's lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.language import _
from model.core.records.employee_table import EmployeeTable
from model.core.records.options import Option
from model.core.records.record import Row
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.core.text import fold
from model.reports.answers import Line
from model.reports.columns import Sums
from model.reports.declared import Part
from model.reports.periods import format_month, next_month
from model.reports.sharing import BEYOND, UNASSIGNED

MOST_BLANK = 60
"""Months without anything between others are shown as long as there are no more rows than this."""


class Label(NamedTuple):
    """What a record is called outside the program, and on the screen, and what it is sorted by where sums are equal."""

    key: str
    label: str
    order: str


class Labels:
    """Names of records, read when the first row needs them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, part: Part, ids: Sequence[int]) -> dict[int, Label]:
        """Return the labels of the records that the rows of ``part`` stand for."""
        if part.record == "employee":
            return self.employees()
        record = self._session.records[part.record]
        # A campaign may be hidden though what came of it is not.
        rows = self._session.each(_titles(record), ids=ids)
        found = {record_id: Label(name, name, order) for record_id, name, order in rows}
        return {record_id: found.get(record_id) or Label(f"#{record_id}", f"#{record_id}", "") for record_id in ids}

    def employees(self) -> dict[int, Label]:
        """Return everybody who is or was employed: initials, and with them the name (S24)."""
        return self._employees

    @cached_property
    def _employees(self) -> dict[int, Label]:
        return {
            number: Label(
                initials, f"{initials}  {name}" + ("" if active else f" ({_('deactivated')})"), fold(initials)
            )
            for number, initials, name, active in self._session.store.rows(_everybody())
        }

    def position(self, option: int | None) -> int:
        """Return where a choice stands in its list."""
        return self._positions.get(option, 0)

    @cached_property
    def _positions(self) -> dict[int | None, int]:
        return dict(self._session.store.rows(_stages()))

    @staticmethod
    def specials(part: Part) -> Iterable[tuple[str, str]]:
        """Return names and labels of the rows for what the others leave over."""
        if part.by == "seller":
            return ((UNASSIGNED, _("Unassigned")), (BEYOND, _("Beyond 100 %")))
        missing = {
            "source": _("No source"), "loss_reason": _("No reason"), "stage": _("No stage"), "owner": _("No owner"),
            "campaign": _("No campaign"),
        }  # fmt: skip
        return (("none", missing.get(part.by, _("None"))),)


@statement
def _titles(record: type[Row]) -> Any:
    title = record.fields()[getattr(record, "title_field", "name")]
    return record.select(record.id, title, title.folded).where(among(record.id, slot("ids")), seen(record))


@statement
def _everybody() -> Any:
    person = EmployeeTable
    return person.select(person.id, person.initials, person.name, person.active)


@statement
def _stages() -> Any:
    return Option.select(Option.id, Option.position).where(Option.list == "stage")


def month_lines(rows: dict[Any, Sums], line: Callable[..., Line]) -> list[Line]:
    """Return a line for each month, those between that have nothing included; overdue first, without a day last."""
    months = sorted(key for key in rows if key not in ("overdue", "none"))
    found = []
    if "overdue" in rows:
        found.append(line(None, _("Overdue"), rows["overdue"], special="overdue"))
    if months:
        every = _between(months[0], months[-1])
        for name in every if len(every) <= MOST_BLANK else months:
            found.append(line(name, format_month(date.fromisoformat(f"{name}-01")), rows.get(name, {})))
    if "none" in rows:
        found.append(line(None, _("Without a day"), rows["none"], special="none"))
    return found


def _between(first: str, last: str) -> list[str]:
    month, found = date.fromisoformat(f"{first}-01"), []
    while month.isoformat()[:7] <= last:
        found.append(month.isoformat()[:7])
        month = next_month(month)
    return found
