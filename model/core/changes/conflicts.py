"""Two people changing one record: what is merged, and what is a conflict to show (COM-09, G03)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from model.core import dates
from model.core.access.custom_values import value_of
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.records.history_tables import ChangeEntry, ChangeRow
from model.core.records.record import Row
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement


@dataclass(frozen=True)
class ConflictField:
    """One field that somebody else changed since it was read: as it was read, as it is now, as it was typed."""

    field: str
    base: Any
    theirs: Any
    mine: Any

    @property
    def disagrees(self) -> bool:
        """Whether both changed it, to different values."""
        return bool(self.mine != self.base and self.mine != self.theirs)


class Conflict(UserError):
    """The record was changed by somebody else since it was read, in fields that this save changes too (COM-09).

    ``fields`` are all that the other changed, with those on which the two disagree among them; ``version`` is what a
    save that has looked at them stands on.
    """

    def __init__(
        self, record: str, record_id: int, who: str, when: datetime, fields: list[ConflictField], version: int
    ) -> None:
        super().__init__(_("{who} has changed this record in the meantime.").format(who=who))
        self.record = record
        self.record_id = record_id
        self.who = who
        self.when = when
        self.fields = fields
        self.version = version


def merged(
    session: Session,
    record: type[Row],
    record_id: int,
    values: Mapping[str, Any],
    base: Mapping[str, Any],
    version: int,
    now: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what of ``values`` is to be written over ``now``, stored columns that others wrote since ``version``.

    ``base`` holds values as they were read; what it does not name is taken from the history. Fields that the person
    left as they were read keep what the others wrote. Raises :class:`Conflict` where both changed one field to
    different values.
    """
    fields = session.fields(record)
    since = columns_since(session, record, record_id, version)
    found: dict[str, ConflictField] = {}
    for name in {**base, **values}:
        field = fields.get(name)
        if field is None or field.system:
            continue
        theirs = value_of(field, now)
        was = base[name] if name in base else value_of(field, {**now, **since})
        if theirs != was:
            found[name] = ConflictField(name, was, theirs, values.get(name, was))
    if any(field.disagrees for field in found.values()):
        who, when = last_writer(session, record, record_id, now)
        raise Conflict(record.name_in_code, record_id, who, when, list(found.values()), now["version"])
    return {name: value for name, value in values.items() if name not in found or value != found[name].base}


@statement
def _lines_since() -> peewee.Query:
    return (
        ChangeRow.select(ChangeRow.before)
        .where(
            ChangeRow.record == slot("record"),
            ChangeRow.record_id == slot("record_id"),
            ChangeRow.change > slot("version"),
            ChangeRow.before.is_null(False),
        )
        .order_by(ChangeRow.change.desc(), ChangeRow.id.desc())
    )


def columns_since(session: Session, record: type[Row], record_id: int, version: int) -> dict[str, Any]:
    """Return the stored columns that were written after ``version``, as they were at it."""
    earliest: dict[str, Any] = {}
    asked = {"record": record.name_in_code, "record_id": record_id, "version": version}
    for (before,) in session.store.rows(_lines_since(), **asked):
        earliest.update(json.loads(before))
    return earliest


@statement
def _last_entry() -> peewee.Query:
    return (
        ChangeRow.select(ChangeEntry.author, ChangeEntry.at)
        .join(ChangeEntry, on=ChangeEntry.id == ChangeRow.change)
        .where(ChangeRow.record == slot("record"), ChangeRow.record_id == slot("record_id"))
        .order_by(ChangeRow.change.desc())
        .limit(1)
    )


def last_writer(session: Session, record: type[Row], record_id: int, now: Mapping[str, Any]) -> tuple[str, datetime]:
    """Return the initials of who wrote a record last, and when; ``now`` are its stored columns."""
    # An undo leaves the record's own stamps as they were before, so that the history knows better.
    row = session.store.row(_last_entry(), record=record.name_in_code, record_id=record_id)
    author, at = row or (now["changed_by"], now["changed_at"])
    return session.names.title_of("employee", author), dates.from_utc_text(at)
