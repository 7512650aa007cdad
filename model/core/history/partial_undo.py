"""Taking back a change of many but for what stands in the way, as a change of its own (decision 19, I24).

What was changed since stays as it is, and with it what it refers to, and what was made to refer to it. All other rows
are what they were. The change itself goes on standing for what stays; undoing the second one brings the rest back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.core.fields.references import Reference
from model.core.history.past_changes import PastChange, in_force_after, one
from model.core.history.undo import (
    barred,
    called,
    last_first,
    made_by_change,
    original_name,
    revert,
    written_since_alone,
)
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.records.history_tables import ChangeEntry, ChangeRow
from model.core.records.record import Record, Row
from model.core.records.scope import in_scope
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of, json_value
from model.core.storage.statements import slot, statement, stored

_Place = tuple[str, int]
"""A row: its kind by name, and its ID."""

_LISTS = ("option", "employee", "custom_field")
"""Rows that very many others refer to without belonging to them."""
_NAMED = 200


@statement
def _lines() -> peewee.Query:
    lines = ChangeRow.select(ChangeRow.record, ChangeRow.record_id, ChangeRow.action)
    return lines.where(ChangeRow.change == slot("change")).order_by(ChangeRow.id)


@statement
def _rows_changed_since() -> peewee.Query:
    mine, later = ChangeRow.alias("mine"), ChangeRow.alias("later")
    return (
        mine.select(later.record, later.record_id)
        .distinct()
        .join(
            later,
            on=(later.record == mine.record) & (later.record_id == mine.record_id) & (later.change > mine.change),
        )
        .join(ChangeEntry, on=ChangeEntry.id == later.change)
        .where(mine.change == slot("change"), in_force_after(slot("change")))
    )


@statement
def _referred_to(record: type[Row], column: str, with_kind: bool) -> peewee.Query:
    """IDs of what the change made that rows outside of it refer to by ``column``; slots ``change`` and ``made``."""
    referring = column_of(record, column)
    conditions = [referring.in_(made_by_change()), in_scope(record), written_since_alone(record)]
    if with_kind:
        conditions.append(column_of(record, "record") == stored("made"))
    return record.select(referring).distinct().where(*conditions)


@statement
def _present(record: type[Row], columns: tuple[str, ...]) -> peewee.Query:
    return record.select(*(column_of(record, name) for name in columns)).where(record.id == slot("id"))


@statement
def _bound_lines(column: str, reference: str) -> peewee.Query:
    """Rows of a kind that the change did not make, whose ``reference`` in ``column`` of the history is one record."""
    return ChangeRow.select(ChangeRow.record_id).where(
        ChangeRow.change == slot("change"),
        ChangeRow.record == slot("record"),
        ChangeRow.action != "insert",
        json_value(column_of(ChangeRow, column), reference, int) == slot("record_id"),
    )


@dataclass(frozen=True)
class RestPlan:
    """What would stay, and how much would be taken back all the same."""

    change: PastChange
    stays: tuple[str, ...]
    """The records that stay, by what they are called; the first ones where they are very many."""
    staying: int
    taken_back: int


def plan_rest(session: Session, change_id: int) -> RestPlan | None:
    """Return what undoing all but what was changed since would do; None where there is no such thing to be done.

    That is where nothing stands in the way, nothing is left besides what does, or the person may not undo it at all.
    """
    past = one(session, change_id)
    if past.undone_by is not None or any(barred(session, past)):
        return None
    history = _History(session, past)
    stays = history.staying()
    records = [place for place in history.lines if _is_record(session, place[0])]
    kept = [place for place in records if place in stays]
    if not stays or len(stays) == len(history.lines):
        return None
    named = tuple(called(session, *place) for place in kept[:_NAMED])
    return RestPlan(past, named, len(kept), len(records) - len(kept))


def undo_rest(session: Session, change_id: int) -> tuple[PastChange, RestPlan]:
    """Take back all of a change but what was changed since; return the change that does it, and what stayed.

    Raises :class:`UserError` where there is nothing to be done, with nothing changed.
    """
    name = N_("Undo all but what was changed since: {name}")
    with change(session, name, "undo_rest", **original_name(session, change_id)) as made:
        # Asked inside the transaction: nobody can change a row any more.
        plan = plan_rest(session, change_id)
        if plan is None:
            raise UserError(_("There is nothing to take back besides what was changed since."), "change")
        history = _History(session, plan.change)
        stays = history.staying()
        for record, record_id, action, before in last_first(session, change_id):
            if (record, record_id) not in stays:
                revert(made, session.records[record], record_id, action, before)
    return one(session, made.id), plan


def rest_lines(plan: RestPlan) -> list[str]:
    """Return what would be taken back, and what stays, a line each, in the language in use."""
    taken = ngettext("{count} is taken back.", "{count} are taken back.", plan.taken_back)
    stay = ngettext("{count} stays as it is:", "{count} stay as they are:", plan.staying)
    more = plan.staying - len(plan.stays)
    lines = [
        taken.format(count=format_whole(plan.taken_back)),
        stay.format(count=format_whole(plan.staying)),
        *plan.stays,
    ]
    return [*lines, _("… and {count} more").format(count=format_whole(more))] if more > 0 else lines


def _is_record(session: Session, name: str) -> bool:
    return issubclass(session.records[name], Record)


class _History:
    """The rows of one change, and how they hang together."""

    def __init__(self, session: Session, past: PastChange) -> None:
        self.session = session
        self.past = past
        self.lines: dict[_Place, str] = {}
        """The rows that the change touched, with what it did to them first."""
        for record, record_id, action in session.store.each(_lines(), change=past.id):
            self.lines.setdefault((record, record_id), action)
        self._references: dict[str, list[tuple[str, frozenset[str]]]] = {}

    def staying(self) -> set[_Place]:
        """Return the rows that stay as they are."""
        stays = {*self._changed_since(), *self._referred_to(), *self._of_what_is_gone()} & self.lines.keys()
        left = [*stays]
        while left:
            place = left.pop()
            for other in {*self._needed_by(place), *self._brought_to(place)} - stays:
                stays.add(other)
                left.append(other)
        return stays | self._links_between(stays)

    # What stands in the way

    def _changed_since(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that a later change, which is in force, has touched."""
        yield from self.session.store.each(_rows_changed_since(), change=self.past.id)

    def _referred_to(self) -> Iterator[_Place]:
        """Yield the rows the change made that rows outside of it refer to by now."""
        made = {kind for (kind, _id), action in self.lines.items() if action == "insert"}
        for name, other in self.session.records.items():
            for column, kinds in self._columns(name):
                query = _referred_to(other, column, column == "record_id")
                for kind in kinds & made:
                    for (record_id,) in self.session.store.each(query, change=self.past.id, made=kind):
                        yield kind, record_id

    def _of_what_is_gone(self) -> Iterator[_Place]:
        """Yield the rows that would refer again to what was deleted in the meantime."""
        for record, record_id, action, before in last_first(self.session, self.past.id):
            if action != "insert":
                for kind, wanted in self._targets(record, before):
                    if (kind, wanted) not in self.lines and not self._exists(kind, wanted):
                        yield record, record_id

    # How rows hang together

    def _columns(self, record: str) -> list[tuple[str, frozenset[str]]]:
        """Return the columns by which rows of a kind refer to others, and the kinds these may be of."""
        if record not in self._references:
            found: list[tuple[str, frozenset[str]]] = []
            kinds = self.session.records
            for name, field in kinds[record].fields().items():
                if isinstance(field, Reference):
                    named = [field.record] if field.record in kinds else [
                        each for each, row in kinds.items() if row.table() == field.record
                    ]  # fmt: skip
                    found.append((name, frozenset(named)))
            if record == "activity_link":
                found.append(("record_id", frozenset(kinds)))
            self._references[record] = found
        return self._references[record]

    def _targets(self, record: str, row: dict[str, Any]) -> Iterator[_Place]:
        """Yield what the stored columns of a row refer to."""
        for column, kinds in self._columns(record):
            if (wanted := row.get(column)) is not None:
                for kind in kinds:
                    if column != "record_id" or kind == row.get("record"):
                        yield kind, wanted

    def _exists(self, kind: str, record_id: int) -> bool:
        return self._now(kind, record_id) is not None

    def _now(self, kind: str, record_id: int) -> dict[str, Any] | None:
        record: type[Row] = self.session.records[kind]
        columns = ["id", *(column for column, _kinds in self._columns(kind))]
        if kind == "activity_link":
            columns.append("record")
        row = self.session.store.row(_present(record, tuple(columns)), id=record_id)
        return None if row is None else dict(zip(columns, row, strict=True))

    def _needed_by(self, place: _Place) -> Iterator[_Place]:
        """Yield the rows the change made that a row which stays refers to."""
        now = self._now(*place)
        for other in self._targets(place[0], now or {}):
            if self.lines.get(other) == "insert":
                yield other

    def _brought_to(self, place: _Place) -> Iterator[_Place]:
        """Yield rows that the change made refer to one that stays, or that would refer to one that stays deleted."""
        action = self.lines[place]
        if place[0] in _LISTS or action == "update":
            return
        column = "after" if action == "insert" else "before"
        for kind in {kind for kind, _id in self.lines}:
            for name, kinds in self._columns(kind):
                if place[0] in kinds:
                    query = _bound_lines(column, name)
                    values = {"change": self.past.id, "record": kind, "record_id": place[1]}
                    for (record_id,) in self.session.store.rows(query, **values):
                        yield kind, record_id

    def _links_between(self, stays: set[_Place]) -> set[_Place]:
        """Return the rows of links that the change made of what stays, and of nothing that goes."""
        found = set()
        for place, action in self.lines.items():
            if action == "insert" and place not in stays and not _is_record(self.session, place[0]):
                targets = set(self._targets(place[0], self._now(*place) or {}))
                goes = any(self.lines.get(target) == "insert" and target not in stays for target in targets)
                if targets & stays and not goes:
                    found.add(place)
        return found
