"""Distribution lists, and who stands on them."""

# ruff: noqa: E501

from __future__ import annotations

import sqlite3

STATEMENTS: tuple[str, ...] = (
    """
CREATE TABLE distribution_list (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL DEFAULT '',
  kind SMALLINT,
  view BIGINT,
  owner BIGINT,
  owner_key TEXT NOT NULL DEFAULT '',
  owner_only SMALLINT,
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
CREATE INDEX distribution_list_view ON distribution_list (view) WHERE view IS NOT NULL
""",
    """
CREATE INDEX distribution_list_name_key ON distribution_list (name_key)
""",
    """
CREATE INDEX distribution_list_kind_name_key ON distribution_list (kind, name_key)
""",
    """
CREATE INDEX distribution_list_owner_key_name_key ON distribution_list (owner_key, name_key)
""",
    """
CREATE INDEX distribution_list_changed_at ON distribution_list (changed_at)
""",
    """
CREATE TRIGGER distribution_list_never_empty_added BEFORE INSERT ON distribution_list WHEN new.kind IS NULL OR new.owner_only IS NULL OR new.active IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: distribution_list.kind') WHERE new.kind IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: distribution_list.owner_only') WHERE new.owner_only IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: distribution_list.active') WHERE new.active IS NULL; END
""",
    """
CREATE TRIGGER distribution_list_never_empty_changed BEFORE UPDATE OF kind, owner_only, active ON distribution_list WHEN new.kind IS NULL OR new.owner_only IS NULL OR new.active IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: distribution_list.kind') WHERE new.kind IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: distribution_list.owner_only') WHERE new.owner_only IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: distribution_list.active') WHERE new.active IS NULL; END
""",
    """
CREATE TABLE distribution_list_member (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  distribution_list BIGINT NOT NULL,
  customer BIGINT,
  contact BIGINT,
  lead BIGINT
)
""",
    """
CREATE UNIQUE INDEX distribution_list_member_distribution_list_customer ON distribution_list_member (distribution_list, customer)
""",
    """
CREATE UNIQUE INDEX distribution_list_member_distribution_list_contact ON distribution_list_member (distribution_list, contact)
""",
    """
CREATE UNIQUE INDEX distribution_list_member_distribution_list_lead ON distribution_list_member (distribution_list, lead)
""",
    """
CREATE INDEX distribution_list_member_distribution_list ON distribution_list_member (distribution_list)
""",
    """
CREATE INDEX distribution_list_member_customer ON distribution_list_member (customer) WHERE customer IS NOT NULL
""",
    """
CREATE INDEX distribution_list_member_contact ON distribution_list_member (contact) WHERE contact IS NOT NULL
""",
    """
CREATE INDEX distribution_list_member_lead ON distribution_list_member (lead) WHERE lead IS NOT NULL
""",
)


def up(connection: sqlite3.Connection) -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        connection.execute(statement)
