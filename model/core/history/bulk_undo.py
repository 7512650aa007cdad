"""Taking back very many rows at once: by sets where each row was touched once, as imports and bulk edits do.

What is left of the database, and of the history, is what taking them back one by one would leave.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from model.core.changes.bulk_load import FEWEST, indexes_aside
from model.core.changes.bulk_rows import set_rows
from model.core.changes.bulk_sql import delete_where
from model.core.changes.change import Change
from model.core.errors import UserError
from model.core.fields.references import Reference
from model.core.records.history_tables import ChangeRow
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.core.storage.statements import slot, statement

_BATCH = 1_000
_HIGHEST = 2**62
"""Higher than the ID of any row of the history."""

_Line = tuple[int, int, str | None]
"""A row of the history: its own ID, the record's, and what the record was before."""


def _rows_of_change() -> peewee.ModelSelect[ChangeRow]:
    return ChangeRow.select().where(ChangeRow.change == slot("change"))


@statement
def _number_of_lines() -> peewee.Query:
    return _rows_of_change().select(peewee.fn.count(ChangeRow.id))


@statement
def _number_of_rows() -> peewee.Query:
    rows = _rows_of_change().select(ChangeRow.record, ChangeRow.record_id).distinct().alias("touched")
    return peewee.Select((rows,), (peewee.fn.count(rows.c.record_id),))


@statement
def _kinds() -> peewee.Query:
    return _rows_of_change().select(ChangeRow.record, ChangeRow.action).distinct()


def _lines_of_kind() -> peewee.ModelSelect[ChangeRow]:
    return _rows_of_change().where(ChangeRow.record == slot("record"), ChangeRow.action == slot("action"))


@statement
def _number_of_kind() -> peewee.Query:
    return _lines_of_kind().select(peewee.fn.count(ChangeRow.id))


@statement
def _batch() -> peewee.Query:
    lines = _lines_of_kind().select(ChangeRow.id, ChangeRow.record_id, ChangeRow.before)
    return lines.where(ChangeRow.id < slot("before")).order_by(ChangeRow.id.desc()).limit(_BATCH)


@statement
def _number_up_to(record: type[Row]) -> peewee.Query:
    """How many rows the table has, at most ``limit``."""
    some = record.select(record.id).limit(slot("limit")).alias("some")
    return peewee.Select((some,), (peewee.fn.count(some.c.id),))


@statement
def _made(record: type[Row]) -> Any:
    return column_of(record, "id").in_(_lines_of_kind().select(ChangeRow.record_id))


@statement
def _forgetting_titles(table: str, reference: str) -> peewee.Query:
    """Take the sort key of a reference from rows that refer to what a change made and that is gone now."""
    referring: Any = peewee.Table(table, ("id", reference, f"{reference}_key"))
    made = _lines_of_kind().select(ChangeRow.record_id)
    key = peewee.Column(referring, f"{reference}_key")
    return peewee.Update(referring, {key: ""}).where(peewee.Column(referring, reference).in_(made), key != "")


def revert_in_sets(made: Change, change_id: int) -> bool:
    """Take back a change by sets and return True; False, with nothing done, where it must be done row by row.

    That is where it touched few rows, one row more than once, or rows whose titles others are sorted by.
    """
    store = made.session.store
    rows = store.value(_number_of_lines(), change=change_id)
    different = store.value(_number_of_rows(), change=change_id)
    if rows != different or rows < _BATCH:
        return False
    kinds = store.rows(_kinds(), change=change_id)
    if any(action != "insert" and _leads_the_order(made, made.session.records[kind]) for kind, action in kinds):
        return False
    try:
        with made.part():
            # Rows that were made go first, so that what must be unique is free for those that come back.
            for kind, action in sorted(kinds, key=lambda each: ("insert", "update", "delete").index(each[1])):
                record = made.session.records[kind]
                if action == "insert":
                    _remove(made, record, change_id)
                elif action == "update":
                    _restore(made, record, change_id)
                else:
                    _bring_back(made, record, change_id)
    except UserError:
        return False
    return True


def _leads_the_order(made: Change, record: type[Row]) -> bool:
    """Whether other rows are sorted by the titles of this record."""
    return record.name_in_code in ("employee", "option") or any(
        isinstance(field, Reference) and field.record == record.name_in_code
        for other in made.session.records.values()
        for field in other.keyed().values()
    )


def _remove(made: Change, record: type[Row], change_id: int) -> None:
    """Delete what the change made."""
    inserted = {"change": change_id, "record": record.name_in_code, "action": "insert"}
    count = made.session.store.value(_number_of_kind(), **inserted)
    if issubclass(record, Record) and count >= FEWEST and count > _others(made, record, count):
        with indexes_aside(made, record):
            delete_where(made, record, _made(record), **inserted)
    else:
        delete_where(made, record, _made(record), **inserted)
    for table, name in made.referring(record):
        made.session.store.run(_forgetting_titles(table, name), **inserted)


def _others(made: Change, record: type[Row], count: int) -> int:
    """Return how many rows the table has besides ``count``, as far as it matters."""
    return int(made.session.store.value(_number_up_to(record), limit=2 * count + 1)) - count


def _lines(made: Change, record: type[Row], change_id: int, action: str) -> Iterator[list[_Line]]:
    last = _HIGHEST
    asked = {"change": change_id, "record": record.name_in_code, "action": action}
    while lines := made.session.store.rows(_batch(), **asked, before=last):
        yield lines
        last = lines[-1][0]


def _restore(made: Change, record: type[Row], change_id: int) -> None:
    """Set the fields that the change set to what they were."""
    for lines in _lines(made, record, change_id, "update"):
        was = ((record_id, json.loads(before or "{}")) for _line, record_id, before in lines)
        set_rows(made, record, ((row_id, made.with_present_keys(record, stored)) for row_id, stored in was))


def _bring_back(made: Change, record: type[Row], change_id: int) -> None:
    """Insert what the change deleted, as it was."""
    deleted = {"change": change_id, "record": record.name_in_code, "action": "delete"}
    expected = made.session.store.value(_number_of_kind(), **deleted)
    if issubclass(record, Record) and expected >= FEWEST and expected > _others(made, record, 0):
        with indexes_aside(made, record):
            _insert(made, record, change_id)
    else:
        _insert(made, record, change_id)


def _insert(made: Change, record: type[Row], change_id: int) -> None:
    for lines in _lines(made, record, change_id, "delete"):
        alike: dict[tuple[str, ...], list[Sequence[Any]]] = defaultdict(list)
        for _line, record_id, before in lines:
            stored = made.with_present_keys(record, json.loads(before or "{}"))
            alike[tuple(stored)].append([*stored.values()])
            made.note(record, record_id, "insert", None, None)
        for columns, rows in alike.items():
            made.session.store.insert_many(record.table(), columns, rows)
