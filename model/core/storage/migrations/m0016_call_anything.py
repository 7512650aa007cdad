"""Call lists hold records of any kind, not leads alone: what is on them, and the calls made, name kind and ID."""

from __future__ import annotations

import sqlite3

from model.core.storage.ddl import (
    ID,
    AddColumn,
    Column,
    DeleteWhere,
    DropTable,
    DropTrigger,
    Execute,
    Kind,
    Operation,
    RenameTable,
    Run,
    Table,
    Trigger,
    indexes,
    never_empty,
    numbers,
    required,
    small,
    texts,
    unique,
)


def _carry_over(connection: sqlite3.Connection) -> None:
    """Put the entries into the new table, and go on from their highest ID: none is used twice, also of rows gone."""
    connection.execute(
        "INSERT INTO call_list_entry_new"
        " (id, list, record, record_id, private, state, due, caller, task, tries, reason)"
        " SELECT id, list, 'lead', lead, private, state, due, caller, task, tries, reason FROM call_list_entry"
    )
    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'call_list_entry_new'")
    connection.execute(
        "INSERT INTO sqlite_sequence (name, seq)"
        " SELECT 'call_list_entry_new', coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'call_list_entry'"
    )


def _rewrite_history(connection: sqlite3.Connection) -> None:
    """Name kind and ID in the history too, so that what was done before can still be undone."""
    for column in ("before", "after"):
        connection.execute(
            f"UPDATE change_row SET {column} = json_remove(json_set({column}, '$.record', 'lead',"
            f" '$.record_id', json_extract({column}, '$.lead')), '$.lead')"
            f" WHERE record = 'call_list_entry' AND json_type({column}, '$.lead') IS NOT NULL"
        )


_LEASE = (
    *required("record"),
    *required("record_id", Kind.BIGINT),
    *texts("number"),
    *required("list", Kind.BIGINT),
    *required("holder"),
    *required("employee", Kind.BIGINT),
    *required("until"),
)

OPERATIONS: tuple[Operation, ...] = (
    DropTrigger("call_list_removed", "call_list"),
    Table(
        "call_list_entry_new",
        (
            ID,
            *numbers("list"),
            *required("record"),
            *required("record_id", Kind.BIGINT),
            *small("private state"),
            *texts("due"),
            *numbers("caller task"),
            *texts("number"),
            *numbers("tries"),
            *texts("reason"),
        ),
    ),
    Run(_carry_over),
    DropTable("call_list_entry"),
    RenameTable("call_list_entry_new", "call_list_entry"),
    unique("call_list_entry", "list record record_id"),
    *indexes("call_list_entry", "task?", "list state private record due", "record record_id", "number?"),
    Trigger("call_list_removed", "call_list", "AFTER", "DELETE", (DeleteWhere("call_list_entry", "list = old.id"),)),
    AddColumn("call_list_call", Column("record", Kind.TEXT)),
    AddColumn("call_list_call", Column("record_id", Kind.BIGINT)),
    # Of a call that went along in a conversion, with what the lead became.
    Execute(
        "UPDATE call_list_call SET (record, record_id) = (SELECT link.record, link.record_id FROM activity_link link"
        " WHERE link.activity = call_list_call.activity AND link.record IN ('lead', 'contact', 'customer')"
        " ORDER BY CASE link.record WHEN 'lead' THEN 1 WHEN 'contact' THEN 2 ELSE 3 END, link.id LIMIT 1)"
    ),
    *indexes("call_list_call", "record record_id"),
    # Who has a lead open at this moment is forgotten: nobody can, while the database is brought up to date.
    DropTable("call_lease"),
    Table("call_lease", _LEASE, primary_key=("record", "record_id"), clustered=True),
    *indexes("call_lease", "holder", "number?", ends="record record_id"),
    # The triggers that went with the former table.
    *never_empty("call_list_entry", "private state"),
    Run(_rewrite_history),
)
