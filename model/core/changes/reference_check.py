"""What a row refers to is there when it is written: somebody may have deleted it since it was chosen (COM-09)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from model.core.access.constraint_errors import not_found
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.references import Reference
from model.core.language import _
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement


@statement
def _row(table: str, of_list: bool) -> peewee.Query:
    rows: Any = peewee.Table(table)
    query: peewee.Query = peewee.Select((rows,), (peewee.SQL("1"),)).where(peewee.Column(rows, "id") == slot("id"))
    return query.where(peewee.Column(rows, "list") == slot("list")) if of_list else query


@functools.cache
def _references(record: type[Row]) -> tuple[tuple[str, str, str], ...]:
    """Return (field, kind, list) for the references of a record; the list is '' for all but choices of one."""
    return tuple(
        (name, field.record, field.scope) for name, field in record.fields().items() if isinstance(field, Reference)
    )


class StillThere:
    """Looks for what values refer to, within one change; what was found once is not looked for again."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found: set[tuple[str, str, int]] = set()

    def forget(self) -> None:
        """Look for everything anew: something was deleted, or was not made after all."""
        self._found.clear()

    def check(self, record: type[Row], values: Mapping[str, Any]) -> None:
        """Raise :class:`UserError`, naming the field, for what is gone, and for a choice that is of another list."""
        for name, kind, scope in _references(record):
            value = values.get(name)
            if value is not None and (kind, scope, value) not in self._found:
                self._look(name, kind, scope, value)
                self._found.add((kind, scope, value))

    def _look(self, name: str, kind: str, scope: str, record_id: int) -> None:
        target = self._session.records.get(kind)
        table = kind if target is None else target.table()
        if self._session.store.row(_row(table, bool(scope)), id=record_id, list=scope) is None:
            if target is None or not issubclass(target, Record):
                raise UserError(_("There is no such choice any more."), name)
            raise UserError(not_found(target, record_id).message, name)
