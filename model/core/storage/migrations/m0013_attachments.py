"""Attachments: what a file of a campaign is called, is for, and whether it goes along; what is in a picture."""

# ruff: noqa: E501

from __future__ import annotations

import sqlite3

STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE document ADD COLUMN title TEXT",
    "ALTER TABLE document ADD COLUMN content_id TEXT",
    "ALTER TABLE document ADD COLUMN goes_along SMALLINT",
    "ALTER TABLE document ADD COLUMN from_archive SMALLINT",
    "ALTER TABLE document ADD COLUMN keywords TEXT",
    "ALTER TABLE document ADD COLUMN description TEXT",
    "ALTER TABLE document ADD COLUMN width BIGINT",
    "ALTER TABLE document ADD COLUMN height BIGINT",
    "ALTER TABLE document ADD COLUMN depth BIGINT",
    "ALTER TABLE document ADD COLUMN changed_at TEXT",
    "ALTER TABLE document ADD COLUMN changed_by BIGINT",
    "UPDATE document SET goes_along = 0, from_archive = 0",
    "CREATE INDEX document_content_id ON document (content_id) WHERE content_id IS NOT NULL",
    """
CREATE TRIGGER document_never_empty_added BEFORE INSERT ON document WHEN new.goes_along IS NULL OR new.from_archive IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: document.goes_along') WHERE new.goes_along IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: document.from_archive') WHERE new.from_archive IS NULL; END
""",
    """
CREATE TRIGGER document_never_empty_changed BEFORE UPDATE OF goes_along, from_archive ON document WHEN new.goes_along IS NULL OR new.from_archive IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: document.goes_along') WHERE new.goes_along IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: document.from_archive') WHERE new.from_archive IS NULL; END
""",
)


def up(connection: sqlite3.Connection) -> None:
    """Add the columns; files that are there already do not go along until somebody says so."""
    for statement in STATEMENTS:
        connection.execute(statement)
