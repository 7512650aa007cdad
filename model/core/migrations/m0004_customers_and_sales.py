"""Projects, documents, kept views of lists, and activities that come again, remind, and have a place."""

# ruff: noqa: E501

from __future__ import annotations

import sqlite3

STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE activity ADD COLUMN recurrence TEXT",
    "ALTER TABLE activity ADD COLUMN series BIGINT",
    "ALTER TABLE activity ADD COLUMN remind BIGINT",
    "ALTER TABLE activity ADD COLUMN place TEXT",
    "ALTER TABLE activity ADD COLUMN planned TEXT",
    "CREATE INDEX activity_series ON activity (series) WHERE series IS NOT NULL",
    "CREATE INDEX activity_recurrence ON activity (recurrence) WHERE recurrence IS NOT NULL",
    "CREATE INDEX activity_kind_done_at ON activity (kind, done, at)",
    """
CREATE TABLE project (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL DEFAULT '',
  number BIGINT,
  customer BIGINT NOT NULL,
  customer_key TEXT NOT NULL DEFAULT '',
  owner BIGINT,
  owner_key TEXT NOT NULL DEFAULT '',
  start TEXT,
  end TEXT,
  status SMALLINT,
  custom TEXT,
  active SMALLINT,
  created_at TEXT,
  created_by BIGINT,
  created_by_key TEXT NOT NULL DEFAULT '',
  changed_at TEXT,
  changed_by BIGINT,
  changed_by_key TEXT NOT NULL DEFAULT '',
  version BIGINT,
  note TEXT
)
""",
    """
CREATE UNIQUE INDEX project_number ON project (number)
""",
    """
CREATE INDEX project_customer ON project (customer)
""",
    """
CREATE INDEX project_name_key ON project (name_key)
""",
    """
CREATE INDEX project_customer_key_name_key ON project (customer_key, name_key)
""",
    """
CREATE INDEX project_owner_key_name_key ON project (owner_key, name_key)
""",
    """
CREATE INDEX project_status_name_key ON project (status, name_key)
""",
    """
CREATE INDEX project_end ON project (end)
""",
    """
CREATE TABLE document (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  record TEXT NOT NULL,
  record_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  content TEXT NOT NULL,
  size BIGINT,
  added_at TEXT,
  added_by BIGINT
)
""",
    """
CREATE INDEX document_record_record_id ON document (record, record_id)
""",
    """
CREATE INDEX document_content ON document (content)
""",
    """
CREATE TABLE saved_view (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  record TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL DEFAULT '',
  owner BIGINT NOT NULL,
  shared SMALLINT,
  content TEXT NOT NULL
)
""",
    """
CREATE UNIQUE INDEX saved_view_record_owner_name_key ON saved_view (record, owner, name_key)
""",
    """
CREATE VIEW "project_text_rows" AS SELECT "id", char(2) || "name_key" || char(3) AS "name_key" FROM "project"
""",
    """
CREATE VIRTUAL TABLE "project_text" USING fts5("name_key", content="project_text_rows", content_rowid="id", detail=none, columnsize=0, tokenize='trigram case_sensitive 1')
""",
    """
CREATE VIRTUAL TABLE "project_text_terms" USING fts5vocab("project_text", row)
""",
    """
CREATE TRIGGER "project_text_added" AFTER INSERT ON "project" BEGIN INSERT INTO "project_text"(rowid, "name_key") VALUES (new."id", char(2) || new."name_key" || char(3)); END
""",
    """
CREATE TRIGGER "project_text_removed" AFTER DELETE ON "project" BEGIN INSERT INTO "project_text"("project_text", rowid, "name_key") VALUES ('delete', old."id", char(2) || old."name_key" || char(3)); END
""",
    """
CREATE TRIGGER "project_text_updated" AFTER UPDATE OF "id", "name_key" ON "project" WHEN old."id" IS NOT new."id" OR old."name_key" IS NOT new."name_key" BEGIN INSERT INTO "project_text"("project_text", rowid, "name_key") VALUES ('delete', old."id", char(2) || old."name_key" || char(3)); INSERT INTO "project_text"(rowid, "name_key") VALUES (new."id", char(2) || new."name_key" || char(3)); END
""",
)


def up(connection: sqlite3.Connection) -> None:
    """Make the tables; the activities on file get the new columns empty."""
    for statement in STATEMENTS:
        connection.execute(statement)
