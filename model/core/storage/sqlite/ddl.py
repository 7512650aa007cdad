"""The operations of a schema as SQLite's statements."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from model.core.storage.ddl import (
    AddColumn,
    Column,
    DeleteWhere,
    DropIndex,
    DropTable,
    DropTrigger,
    Execute,
    Index,
    InsertQuery,
    InsertRow,
    Kind,
    Operation,
    RefuseNull,
    RenameTable,
    Run,
    SearchIndex,
    Table,
    Trigger,
    View,
)
from model.core.storage.sqlite.fulltext import TrigramIndex

_TYPES = {Kind.ID: "INTEGER PRIMARY KEY AUTOINCREMENT", Kind.LINE: "INTEGER PRIMARY KEY"}
_WORDS = {"differs": "IS NOT", "derived": ""}


def carry_out(connection: sqlite3.Connection, operation: Operation) -> None:
    """Do what one piece of a step says; raise the engine's error where it cannot be done."""
    if isinstance(operation, Run):
        operation.work(connection)
    elif isinstance(operation, InsertRow):
        marks = ", ".join("?" * len(operation.columns))
        insert = f"INSERT INTO {operation.table} ({', '.join(operation.columns)}) VALUES ({marks})"
        connection.execute(insert, operation.values())
    else:
        for statement in statements(operation):
            connection.execute(statement)


def statements(operation: Operation) -> list[str]:
    """Return the statements of an operation that is one of SQL alone, neither :class:`InsertRow` nor :class:`Run`."""
    match operation:
        case Table():
            return [_table(operation)]
        case AddColumn(table, column):
            return [f"ALTER TABLE {table} ADD COLUMN {_column(column, inline_key=False)}"]
        case RenameTable(old, new):
            return [f"ALTER TABLE {old} RENAME TO {new}"]
        case DropTable(name):
            return [f"DROP TABLE {name}"]
        case Index():
            return [_index(operation)]
        case DropIndex(name):
            return [f"DROP INDEX {name}"]
        case SearchIndex(table, columns):
            return _search_index(table, columns)
        case View(name, query):
            return [f"CREATE VIEW {name} AS {query}"]
        case Trigger():
            return [_trigger(operation)]
        case DropTrigger(name, _table_name):
            return [f"DROP TRIGGER {name}"]
        case InsertQuery() | DeleteWhere() | RefuseNull():
            return [_action(operation)]
        case Execute(statement):
            return [statement.format_map(_WORDS)]
        case _:
            raise TypeError(operation)


def _table(table: Table) -> str:
    lines = [_column(column, inline_key=table.primary_key == (column.name,)) for column in table.columns]
    if len(table.primary_key) > 1:
        lines.append(f"PRIMARY KEY ({', '.join(table.primary_key)})")
    body = ",\n  ".join(lines)
    end = " WITHOUT ROWID" if table.clustered else ""
    return f"CREATE TABLE {table.name} (\n  {body}\n){end}"


def _column(column: Column, *, inline_key: bool) -> str:
    if column.kind in _TYPES:
        return f"{column.name} {_TYPES[column.kind]}"
    text = f"{column.name} {column.kind}"
    if inline_key:
        # A table without row numbers takes no null in its key, and of the others none is ever given one.
        text += " PRIMARY KEY"
    elif not column.null:
        text += " NOT NULL"
    if column.default is not None:
        text += f" DEFAULT {column.default!r}"
    return text


def _index(index: Index) -> str:
    unique = "UNIQUE " if index.unique else ""
    where = f" WHERE {index.where}" if index.where else ""
    return f"CREATE {unique}INDEX {index.full_name} ON {index.table} ({', '.join(index.columns)}){where}"


def _search_index(table: str, columns: Sequence[str]) -> list[str]:
    made: list[str] = []

    def execute(statement: str, parameters: Sequence[Any] = ()) -> Iterator[Any]:
        made.append(statement)
        return iter(parameters)

    index = TrigramIndex(table, columns)
    index.create(execute)
    index.create_triggers(execute)
    return made


def _trigger(trigger: Trigger) -> str:
    columns = f" OF {', '.join(trigger.columns)}" if trigger.columns else ""
    when = f" WHEN {trigger.test.format_map(_WORDS)}" if trigger.test else ""
    body = " ".join(f"{_action(action)};" for action in trigger.body)
    return (
        f"CREATE TRIGGER {trigger.name} {trigger.timing} {trigger.event}{columns} ON {trigger.table}{when}"
        f" BEGIN {body} END"
    )


def _action(action: InsertQuery | DeleteWhere | RefuseNull) -> str:
    match action:
        case InsertQuery(table, columns, query, skip_existing):
            insert = "INSERT OR REPLACE" if skip_existing else "INSERT"
            return f"{insert} INTO {table} ({', '.join(columns)}) {query}".format_map(_WORDS)
        case DeleteWhere(table, where):
            return f"DELETE FROM {table} WHERE {where}".format_map(_WORDS)
        case RefuseNull(table, column, test):
            return f"SELECT RAISE(ABORT, 'NOT NULL constraint failed: {table}.{column}') WHERE {test}"
