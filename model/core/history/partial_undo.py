"""Taking back a change of many but for what stands in the way, as a change of its own (decision 19, I24).

What was changed since stays as it is, and with it what it refers to, and what was made to refer to it. All other rows
are what they were. The change itself goes on standing for what stays; undoing the second one brings the rest back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.core.fields.references import Reference
from model.core.history.undo import STANDING, PastChange, barred, called, one, original_name, revert
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.records.record import Record, Row

_Place = tuple[str, int]
"""A row: its kind by name, and its ID."""

_LISTS = ("option", "employee", "custom_field")
"""Rows that very many others refer to without belonging to them."""
_NAMED = 200


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
    with change(session, name, "undo_rest", name=original_name(session, change_id)) as made:
        # Asked inside the transaction: nobody can change a row any more.
        plan = plan_rest(session, change_id)
        if plan is None:
            raise UserError(_("There is nothing to take back besides what was changed since."), "change")
        history = _History(session, plan.change)
        stays = history.staying()
        for record, record_id, action, before in history.last_first():
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
        for record, record_id, action in session.store.each(
            "SELECT record, record_id, action FROM change_row WHERE change = ? ORDER BY id", (past.id,)
        ):
            self.lines.setdefault((record, record_id), action)
        self._references: dict[str, list[tuple[str, frozenset[str]]]] = {}

    def last_first(self) -> Iterator[tuple[str, int, str, dict[str, Any]]]:
        """Yield what the change did, the last first."""
        last = 2**62
        while rows := self.session.store.rows(
            "SELECT id, record, record_id, action, before FROM change_row WHERE change = ? AND id < ?"
            " ORDER BY id DESC LIMIT 1000",
            (self.past.id, last),
        ):
            for line, record, record_id, action, before in rows:
                yield record, record_id, action, json.loads(before) if before else {}
                last = line

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

    def _changed_since(self) -> Iterator[_Place]:
        """Yield the rows that a later change, which is in force, has touched."""
        yield from self.session.store.each(
            "SELECT DISTINCT later.record, later.record_id FROM change_row mine JOIN change_row later"
            " ON later.record = mine.record AND later.record_id = mine.record_id AND later.change > mine.change"
            f" JOIN change ON change.id = later.change WHERE mine.change = ? AND {STANDING}",
            (self.past.id, self.past.id),
        )

    def _referred_to(self) -> Iterator[_Place]:
        """Yield the rows the change made that rows outside of it refer to by now."""
        made = {kind for (kind, _id), action in self.lines.items() if action == "insert"}
        written = (
            "SELECT 1 FROM change_row own JOIN change ON change.id = own.change"
            " WHERE own.record = ? AND own.record_id = {table}.id AND own.change"
        )
        for name, other in self.session.records.items():
            table = other.table()
            scope = "".join(f" AND {table}.{column} = ?" for column in other.scope)
            own = written.format(table=table)
            for column, kinds in self._columns(name):
                for kind in kinds & made:
                    only = " AND record = ?" if name == "activity_link" else ""
                    for (record_id,) in self.session.store.each(
                        f"SELECT DISTINCT {table}.{column} FROM {table} WHERE {table}.{column} IN (SELECT record_id"
                        f" FROM change_row WHERE change = ? AND record = ? AND action = 'insert'){scope}{only}"
                        f" AND NOT EXISTS ({own} = ?) AND EXISTS ({own} > ? AND {STANDING})",
                        (
                            self.past.id, kind, *other.scope.values(), *([kind] if only else []),
                            name, self.past.id, name, self.past.id, self.past.id,
                        ),
                    ):  # fmt: skip
                        yield kind, record_id

    def _of_what_is_gone(self) -> Iterator[_Place]:
        """Yield the rows that would refer again to what was deleted in the meantime."""
        for record, record_id, action, before in self.last_first():
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

    def _targets(self, record: str, stored: dict[str, Any]) -> Iterator[_Place]:
        """Yield what stored columns of a row refer to."""
        for column, kinds in self._columns(record):
            if (wanted := stored.get(column)) is not None:
                for kind in kinds:
                    if column != "record_id" or kind == stored.get("record"):
                        yield kind, wanted

    def _exists(self, kind: str, record_id: int) -> bool:
        return self._now(kind, record_id) is not None

    def _now(self, kind: str, record_id: int) -> dict[str, Any] | None:
        record: type[Row] = self.session.records[kind]
        columns = ["id", *(column for column, _kinds in self._columns(kind))]
        if kind == "activity_link":
            columns.append("record")
        row = self.session.store.row(f"SELECT {', '.join(columns)} FROM {record.table()} WHERE id = ?", (record_id,))
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
                    for (record_id,) in self.session.store.rows(
                        "SELECT record_id FROM change_row WHERE change = ? AND record = ? AND action <> 'insert'"
                        f" AND json_extract({column}, '$.{name}') = ?",
                        (self.past.id, kind, place[1]),
                    ):
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
