"""Categories of contacts, and contacts who take part in projects (CUST-12, CUST-13, CUST-27)."""

from __future__ import annotations

import sqlite3

STATEMENTS: tuple[str, ...] = (
    """
CREATE TABLE contact_category (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  contact BIGINT NOT NULL,
  category BIGINT NOT NULL
)
""",
    """
CREATE UNIQUE INDEX contact_category_contact_category ON contact_category (contact, category)
""",
    """
CREATE INDEX contact_category_contact ON contact_category (contact)
""",
    """
CREATE TABLE project_contact (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  project BIGINT NOT NULL,
  contact BIGINT NOT NULL
)
""",
    """
CREATE UNIQUE INDEX project_contact_project_contact ON project_contact (project, contact)
""",
    """
CREATE INDEX project_contact_project ON project_contact (project)
""",
    """
CREATE INDEX project_contact_contact ON project_contact (contact)
""",
    # What was linked is found in the history: the index of version 9, with the new links in it.
    "DROP INDEX change_row_links",
    """
CREATE INDEX change_row_links ON change_row (record) WHERE action <> 'insert' AND record IN
 ('customer_contact', 'customer_category', 'contact_category', 'project_contact', 'seller', 'activity_link',
 'document', 'project', 'opportunity')
""",
)


def up(connection: sqlite3.Connection) -> None:
    """Make the tables, and the index anew."""
    for statement in STATEMENTS:
        connection.execute(statement)
