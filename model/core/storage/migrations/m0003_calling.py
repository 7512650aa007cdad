"""Call lists with the leads on them and the calls made from them, who is calling whom, and what registers say."""

from __future__ import annotations

import sqlite3

STATEMENTS: tuple[str, ...] = (
    """
CREATE TABLE call_list (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  owner BIGINT NOT NULL,
  shared SMALLINT,
  script TEXT,
  filter TEXT,
  daily_target BIGINT,
  highest_tries BIGINT,
  made_at TEXT
)
""",
    """
CREATE INDEX call_list_owner ON call_list (owner)
""",
    """
CREATE TABLE call_list_entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  list BIGINT,
  lead BIGINT NOT NULL,
  private SMALLINT,
  state SMALLINT,
  due TEXT,
  caller BIGINT,
  task BIGINT,
  tries BIGINT,
  reason TEXT
)
""",
    """
CREATE UNIQUE INDEX call_list_entry_list_lead ON call_list_entry (list, lead)
""",
    """
CREATE INDEX call_list_entry_lead ON call_list_entry (lead)
""",
    """
CREATE INDEX call_list_entry_task ON call_list_entry (task) WHERE task IS NOT NULL
""",
    """
CREATE INDEX call_list_entry_list_state_private_due ON call_list_entry (list, state, private, due)
""",
    """
CREATE TABLE call_list_call (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  list BIGINT,
  activity BIGINT NOT NULL,
  caller BIGINT NOT NULL,
  at TEXT,
  outcome SMALLINT
)
""",
    """
CREATE INDEX call_list_call_activity ON call_list_call (activity)
""",
    """
CREATE INDEX call_list_call_list_at ON call_list_call (list, at)
""",
    """
CREATE TRIGGER call_list_removed AFTER DELETE ON call_list BEGIN
  DELETE FROM call_list_entry WHERE list = old.id;
END
""",
    """
CREATE TABLE call_lease (
  lead INTEGER PRIMARY KEY,
  list BIGINT NOT NULL,
  holder TEXT NOT NULL,
  employee BIGINT NOT NULL,
  until TEXT NOT NULL
)
""",
    """
CREATE INDEX call_lease_holder ON call_lease (holder)
""",
    """
CREATE TABLE reservation (
  number TEXT PRIMARY KEY,
  reserved SMALLINT NOT NULL,
  checked_at TEXT NOT NULL,
  register TEXT NOT NULL
) WITHOUT ROWID
""",
)


def up(connection: sqlite3.Connection) -> None:
    """Make the tables; of a list that is deleted nothing stays behind."""
    for statement in STATEMENTS:
        connection.execute(statement)
