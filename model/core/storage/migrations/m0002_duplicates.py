"""Pairs that are not the same though they look it, and where a record that was merged has gone."""

from __future__ import annotations

import sqlite3

STATEMENTS: tuple[str, ...] = (
    """
CREATE TABLE not_duplicate (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  record TEXT NOT NULL,
  record_id BIGINT NOT NULL,
  other_record TEXT NOT NULL,
  other_record_id BIGINT NOT NULL
)
""",
    """
CREATE UNIQUE INDEX not_duplicate_record_record_id_other_record_other_record_id
 ON not_duplicate (record, record_id, other_record, other_record_id)
""",
    """
CREATE INDEX not_duplicate_other_record_other_record_id ON not_duplicate (other_record, other_record_id)
""",
    """
CREATE TABLE redirect (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  record TEXT NOT NULL,
  old_id BIGINT NOT NULL,
  record_id BIGINT NOT NULL
)
""",
    """
CREATE UNIQUE INDEX redirect_record_old_id ON redirect (record, old_id)
""",
    """
CREATE INDEX redirect_record_record_id ON redirect (record, record_id)
""",
)


def up(connection: sqlite3.Connection) -> None:
    """Make the two tables."""
    for statement in STATEMENTS:
        connection.execute(statement)
