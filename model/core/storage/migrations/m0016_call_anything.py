"""Call lists hold records of any kind, not leads alone: what is on them, and the calls made, name kind and ID."""

from __future__ import annotations

import sqlite3

_ENTRIES = """
CREATE TABLE call_list_entry_new (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  list BIGINT,
  record TEXT NOT NULL,
  record_id BIGINT NOT NULL,
  private SMALLINT,
  state SMALLINT,
  due TEXT,
  caller BIGINT,
  task BIGINT,
  number TEXT,
  tries BIGINT,
  reason TEXT
)
"""

_AFTER: tuple[str, ...] = (
    "CREATE UNIQUE INDEX call_list_entry_list_record_record_id ON call_list_entry (list, record, record_id)",
    "CREATE INDEX call_list_entry_task ON call_list_entry (task) WHERE task IS NOT NULL",
    "CREATE INDEX call_list_entry_list_state_private_record_due ON call_list_entry (list, state, private, record, due)",
    "CREATE INDEX call_list_entry_record_record_id ON call_list_entry (record, record_id)",
    "CREATE INDEX call_list_entry_number ON call_list_entry (number) WHERE number IS NOT NULL",
    (
        "CREATE TRIGGER call_list_removed AFTER DELETE ON call_list BEGIN"
        " DELETE FROM call_list_entry WHERE list = old.id; END"
    ),
    "ALTER TABLE call_list_call ADD COLUMN record TEXT",
    "ALTER TABLE call_list_call ADD COLUMN record_id BIGINT",
    # Of a call that went along in a conversion, with what the lead became.
    (
        "UPDATE call_list_call SET (record, record_id) = (SELECT link.record, link.record_id FROM activity_link link"
        " WHERE link.activity = call_list_call.activity AND link.record IN ('lead', 'contact', 'customer')"
        " ORDER BY CASE link.record WHEN 'lead' THEN 1 WHEN 'contact' THEN 2 ELSE 3 END, link.id LIMIT 1)"
    ),
    "CREATE INDEX call_list_call_record_record_id ON call_list_call (record, record_id)",
    "DROP TABLE call_lease",
    (
        "CREATE TABLE call_lease (record TEXT NOT NULL, record_id BIGINT NOT NULL, number TEXT, list BIGINT NOT NULL,"
        " holder TEXT NOT NULL, employee BIGINT NOT NULL, until TEXT NOT NULL, PRIMARY KEY (record, record_id))"
        " WITHOUT ROWID"
    ),
    "CREATE INDEX call_lease_holder ON call_lease (holder)",
    "CREATE INDEX call_lease_number ON call_lease (number) WHERE number IS NOT NULL",
)
_NEVER_EMPTY = ("private", "state")


def up(connection: sqlite3.Connection) -> None:
    """Carry the lists over, with their history, so that what was done before can still be undone.

    Who has a lead open at this moment is forgotten: nobody can, while the database is brought up to date.
    """
    (newest,) = connection.execute(
        "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'call_list_entry'"
    ).fetchone()
    connection.execute("DROP TRIGGER call_list_removed")
    connection.execute(_ENTRIES)
    connection.execute(
        "INSERT INTO call_list_entry_new"
        " (id, list, record, record_id, private, state, due, caller, task, tries, reason)"
        " SELECT id, list, 'lead', lead, private, state, due, caller, task, tries, reason FROM call_list_entry"
    )
    connection.execute("DROP TABLE call_list_entry")
    connection.execute("ALTER TABLE call_list_entry_new RENAME TO call_list_entry")
    # No ID is ever used twice, also of rows that are gone.
    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'call_list_entry'")
    connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('call_list_entry', ?)", (newest,))
    for statement in _AFTER:
        connection.execute(statement)
    _refuse_empty(connection)
    for column in ("before", "after"):
        connection.execute(
            f"UPDATE change_row SET {column} = json_remove(json_set({column}, '$.record', 'lead',"
            f" '$.record_id', json_extract({column}, '$.lead')), '$.lead')"
            f" WHERE record = 'call_list_entry' AND json_type({column}, '$.lead') IS NOT NULL"
        )


def _refuse_empty(connection: sqlite3.Connection) -> None:
    """Make the triggers again that went with the former table."""
    tests = {name: f"new.{name} IS NULL" for name in _NEVER_EMPTY}
    body = " ".join(
        f"SELECT RAISE(ABORT, 'NOT NULL constraint failed: call_list_entry.{name}') WHERE {test};"
        for name, test in tests.items()
    )
    for suffix, event in (("added", "INSERT"), ("changed", f"UPDATE OF {', '.join(tests)}")):
        connection.execute(
            f"CREATE TRIGGER call_list_entry_never_empty_{suffix} BEFORE {event} ON call_list_entry"
            f" WHEN {' OR '.join(tests.values())} BEGIN {body} END"
        )
