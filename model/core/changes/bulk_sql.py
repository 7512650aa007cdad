"""Adding, changing and deleting rows in one statement, with their history, whoever may see them.

These are for what follows from a plan that was made with the person's eyes: no rule is asked and nothing is checked.

A condition is a node of a query on the record class, whose table it reads under its own name. One that is asked for
row after row is better the shape of a condition, made by a :func:`~model.core.storage.statements.statement`: the whole
is compiled once then. What stands in its slots is given by name; ``seen(…)`` is asked for who makes the change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.core.access.session import Session
from model.core.changes.history_json import as_json
from model.core.records.history_tables import ChangeRow
from model.core.records.record import Record, Row
from model.core.records.scope import in_scope
from model.core.records.stored_columns import table_columns
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import NULL, TRUE, column_of, differs, json_object, named_by_table
from model.core.storage.statements import Query, Shape, slot, statement, stored

_NEW = "new "
"""What slots for the new value of a column begin with: no name that a caller gives has a blank in it."""
_STAMP = ("changed_at", "changed_by", "changed_by_key", "version")
"""The columns of :meth:`Change.stamp`."""
_CHANGE, _TYPE_NAME, _AFTER, _LAST = "the change", "the record", "what is after", "the last line before"


def update_where(
    change: WriteContext[Session], record: type[Row], where: Any, columns: Mapping[str, Any], /, **values: Any
) -> int:
    """Set stored columns on all rows that match and are not so already; return how many that was.

    No rule is asked. A column's value may be a node that the engine computes for each row from what stands in it.
    """
    stamp = change.stamp() if issubclass(record, Record) else {}
    plain = {name: value for name, value in columns.items() if not isinstance(value, peewee.Node)} | stamp
    values |= {f"{_NEW}{name}": value for name, value in plain.items()}
    values[_AFTER] = as_json(plain) if plain else None
    change.flush()
    values[_LAST] = _last_line(change)
    noting: Any
    setting: Any
    if isinstance(where, Shape) and len(plain) == len(columns) + len(stamp):
        noting, setting = _noting_updates(record, where, *columns), _setting(record, *plain)
    else:
        noting, setting = _updates(record, where, columns), _assignments(record, {**plain, **columns})
    count = change.session.run(noting, **_line_of(change, record), **values)
    if count:
        change.session.run(setting, **values)
        change.rows += count
        change.changed_titles(record)
    return count


def delete_where(change: WriteContext[Session], record: type[Row], where: Any, /, **values: Any) -> int:
    """Delete all rows that match; return how many there were.

    Wishes not to get marketing are not remembered here: who deletes records calls
    :func:`model.core.changes.kept_opt_outs.keep` first, undo does not.
    """
    columns = table_columns(record, change.session.records)
    change.flush()
    last = _last_line(change)
    noting: Any = (
        _noting_deletions(record, where, columns) if isinstance(where, Shape) else _deletions(record, where, columns)
    )
    count = change.session.run(noting, **_line_of(change, record), **values)
    if count:
        change.session.store.run(_deleting(record), **{_LAST: last})
        change.rows += count
        change.changed_titles(record)
    return count


def insert_rows(
    change: WriteContext[Session], record: type[Row], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> int:
    """Put rows of stored ``columns`` on file, in their order; return how many that was."""
    change.flush()
    store = change.session.store
    newest = store.allocate(record.table(), len(rows)) if rows else 0
    numbered = [(record_id, *row) for record_id, row in enumerate(rows, newest)]
    store.insert_many(record.table(), ("id", *columns), numbered)
    lines = ((change.id, record.name_in_code, row[0], "insert") for row in numbered)
    store.insert_many(ChangeRow._meta.table_name, ("change", "record", "record_id", "action"), lines)
    change.rows += len(rows)
    if rows:
        change.changed_titles(record)
    return len(rows)


def insert_new(
    change: WriteContext[Session], record: type[Row], columns: Sequence[str], query: Query, /, **values: Any
) -> int:
    """Put the rows that ``query`` selects on file, but for those that a unique key has already; return how many.

    ``columns`` are filled in the order of the query.
    """
    change.flush()
    store, session = change.session.store, change.session
    newest = store.value(_newest_id(record))
    inserting: Any = (
        _inserting_new(record, tuple(columns), query)
        if isinstance(query, Shape)
        else _insertions(record, columns, query)
    )
    count = session.run(inserting, **values)
    if count:
        store.run(_noting_insertions(record), **_line_of(change, record), newest=newest)
        change.rows += count
        change.changed_titles(record)
    return count


def _line_of(change: WriteContext[Session], record: type[Row]) -> dict[str, Any]:
    return {_CHANGE: change.id, _TYPE_NAME: record.name_in_code}


def _last_line(change: WriteContext[Session]) -> int:
    return int(change.session.store.value(_newest_id(ChangeRow)))


@statement
def _newest_id(table: type[peewee.Model]) -> peewee.Query:
    return table.select(peewee.fn.COALESCE(peewee.fn.MAX(column_of(table, "id")), peewee.SQL("0")))


# Lines of the history, made by the engine of the rows that match


def _lines(record: type[Row], condition: Any, action: str, before: Any, after: Any) -> Any:
    """Return what puts a line into the history for each row of the record that matches."""
    columns = (
        stored(_CHANGE),
        stored(_TYPE_NAME),
        column_of(record, "id"),
        peewee.Value(action, converter=False),
        before,
        after,
    )
    rows = peewee.Select((record,), columns).where(condition)
    fields = [ChangeRow.change, ChangeRow.record, ChangeRow.record_id, ChangeRow.action]
    return named_by_table(record, ChangeRow.insert_from(rows, [*fields, ChangeRow.before, ChangeRow.after]))


@statement
def _noting_updates(record: type[Row], where: Shape, *names: str) -> Any:
    return _updates(record, where, dict.fromkeys(names))


def _updates(record: type[Row], where: Any, columns: Mapping[str, Any]) -> Any:
    """Return the lines for rows in which one of the columns has another value, or will have by what is computed."""
    different: Any = None
    for name, value in columns.items():
        test = differs(column_of(record, name), _new(name, value))
        different = test if different is None else different | test
    stamped = _STAMP if issubclass(record, Record) else ()
    computed = {name: value for name, value in columns.items() if isinstance(value, peewee.Node)}
    after: Any = stored(_AFTER)
    if computed:
        after = json_object(computed, after if stamped or len(computed) < len(columns) else None)
    before = json_object({name: column_of(record, name) for name in (*columns, *stamped)})
    return _lines(record, _built(where) & different, "update", before, after)


def _new(name: str, value: Any) -> Any:
    return value if isinstance(value, peewee.Node) else stored(f"{_NEW}{name}")


@statement
def _noting_deletions(record: type[Row], where: Shape, columns: tuple[str, ...]) -> Any:
    return _deletions(record, where, columns)


def _deletions(record: type[Row], where: Any, columns: tuple[str, ...]) -> Any:
    condition = _built(where) & in_scope(record) if record.scope else _built(where)
    before = json_object({name: column_of(record, name) for name in columns})
    return _lines(record, condition, "delete", before, NULL)


@statement
def _noting_insertions(record: type[Row]) -> Any:
    row_id = column_of(record, "id")
    action = peewee.Value("insert", converter=False)
    rows = peewee.Select((record,), (stored(_CHANGE), stored(_TYPE_NAME), row_id, action)).where(
        row_id > slot("newest")
    )
    return ChangeRow.insert_from(rows, [ChangeRow.change, ChangeRow.record, ChangeRow.record_id, ChangeRow.action])


def _built(where: Any) -> Any:
    """Return the condition itself where its shape is given."""
    return where.build(*where.arguments) if isinstance(where, Shape) else where


# What is done to the rows of which there is a line now


@statement
def _setting(record: type[Row], *names: str) -> Any:
    return _assignments(record, dict.fromkeys(names))


def _assignments(record: type[Row], columns: Mapping[str, Any]) -> Any:
    table = record._meta.table
    return record.update({peewee.Column(table, name): _new(name, value) for name, value in columns.items()}).where(
        _noted(record)
    )


@statement
def _deleting(record: type[Row]) -> Any:
    return record.delete().where(_noted(record))


def _noted(record: type[Row]) -> Any:
    lines = ChangeRow.select(ChangeRow.record_id).where(ChangeRow.id > slot(_LAST))
    return column_of(record, "id").in_(lines)


# Rows that a query makes


@statement
def _inserting_new(record: type[Row], columns: tuple[str, ...], query: Shape) -> Any:
    return _insertions(record, columns, query.build(*query.arguments))


def _insertions(record: type[Row], columns: Sequence[str], query: Any) -> Any:
    fields = [column_of(record, name) for name in columns]
    # Without a condition SQLite takes the ON CONFLICT that follows for that of a join.
    query = query.where(TRUE) if isinstance(query, peewee.Select) else query
    return record.insert_from(query, fields).on_conflict("nothing")
