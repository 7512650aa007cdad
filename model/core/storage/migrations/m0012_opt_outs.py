"""Wishes not to get marketing, by e-mail and by letter, with their days and sources; lists of who is left out."""

# ruff: noqa: E501

from __future__ import annotations

import secrets
import sqlite3

ADDRESSED = ("lead", "customer", "contact")

COLUMNS = {
    "no_email": "SMALLINT",
    "no_email_since": "TEXT",
    "no_email_source": "SMALLINT",
    "no_letter": "SMALLINT",
    "no_letter_since": "TEXT",
    "no_letter_source": "SMALLINT",
    "do_not_call_since": "TEXT",
    "do_not_call_source": "SMALLINT",
}

TABLES: tuple[str, ...] = (
    """
CREATE TABLE exclusion_list (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL DEFAULT '',
  holds_for SMALLINT,
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
CREATE INDEX exclusion_list_name_key ON exclusion_list (name_key)
""",
    """
CREATE INDEX exclusion_list_holds_for ON exclusion_list (holds_for)
""",
    """
CREATE TRIGGER exclusion_list_never_empty_added BEFORE INSERT ON exclusion_list WHEN new.holds_for IS NULL OR new.active IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: exclusion_list.holds_for') WHERE new.holds_for IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: exclusion_list.active') WHERE new.active IS NULL; END
""",
    """
CREATE TRIGGER exclusion_list_never_empty_changed BEFORE UPDATE OF holds_for, active ON exclusion_list WHEN new.holds_for IS NULL OR new.active IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: exclusion_list.holds_for') WHERE new.holds_for IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: exclusion_list.active') WHERE new.active IS NULL; END
""",
    """
CREATE TABLE exclusion (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  exclusion_list BIGINT NOT NULL,
  value TEXT NOT NULL
)
""",
    """
CREATE UNIQUE INDEX exclusion_exclusion_list_value ON exclusion (exclusion_list, value)
""",
    """
CREATE INDEX exclusion_exclusion_list ON exclusion (exclusion_list)
""",
    """
CREATE INDEX exclusion_value ON exclusion (value)
""",
    """
CREATE TABLE campaign_exclusion (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campaign BIGINT NOT NULL,
  exclusion_list BIGINT NOT NULL
)
""",
    """
CREATE UNIQUE INDEX campaign_exclusion_campaign_exclusion_list ON campaign_exclusion (campaign, exclusion_list)
""",
    """
CREATE INDEX campaign_exclusion_campaign ON campaign_exclusion (campaign)
""",
    """
CREATE INDEX campaign_exclusion_exclusion_list ON campaign_exclusion (exclusion_list)
""",
    """
CREATE TABLE kept_opt_out (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  hash TEXT NOT NULL,
  channel SMALLINT NOT NULL,
  since TEXT,
  source SMALLINT
)
""",
    """
CREATE UNIQUE INDEX kept_opt_out_hash_channel ON kept_opt_out (hash, channel)
""",
)

RULES: tuple[str, ...] = (
    """
CREATE TRIGGER lead_never_empty_added BEFORE INSERT ON lead WHEN new.owner_only IS NULL OR new.status IS NULL OR new.classification IS NULL OR new.active IS NULL OR new.no_email IS NULL OR new.no_letter IS NULL OR new.do_not_call IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: lead.owner_only') WHERE new.owner_only IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: lead.status') WHERE new.status IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: lead.classification') WHERE new.classification IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: lead.active') WHERE new.active IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: lead.no_email') WHERE new.no_email IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: lead.no_letter') WHERE new.no_letter IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: lead.do_not_call') WHERE new.do_not_call IS NULL; END
""",
    """
CREATE TRIGGER lead_never_empty_changed BEFORE UPDATE OF owner_only, status, classification, active, no_email, no_letter, do_not_call ON lead WHEN new.owner_only IS NULL OR new.status IS NULL OR new.classification IS NULL OR new.active IS NULL OR new.no_email IS NULL OR new.no_letter IS NULL OR new.do_not_call IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: lead.owner_only') WHERE new.owner_only IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: lead.status') WHERE new.status IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: lead.classification') WHERE new.classification IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: lead.active') WHERE new.active IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: lead.no_email') WHERE new.no_email IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: lead.no_letter') WHERE new.no_letter IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: lead.do_not_call') WHERE new.do_not_call IS NULL; END
""",
    """
CREATE INDEX lead_no_email_since ON lead (no_email_since) WHERE no_email_since IS NOT NULL
""",
    """
CREATE INDEX lead_no_letter_since ON lead (no_letter_since) WHERE no_letter_since IS NOT NULL
""",
    """
CREATE INDEX lead_do_not_call_since ON lead (do_not_call_since) WHERE do_not_call_since IS NOT NULL
""",
    """
CREATE TRIGGER customer_never_empty_added BEFORE INSERT ON customer WHEN new.kind IS NULL OR new.private IS NULL OR new.owner_only IS NULL OR new.active IS NULL OR new.no_email IS NULL OR new.no_letter IS NULL OR new.do_not_call IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: customer.kind') WHERE new.kind IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: customer.private') WHERE new.private IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: customer.owner_only') WHERE new.owner_only IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: customer.active') WHERE new.active IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: customer.no_email') WHERE new.no_email IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: customer.no_letter') WHERE new.no_letter IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: customer.do_not_call') WHERE new.do_not_call IS NULL; END
""",
    """
CREATE TRIGGER customer_never_empty_changed BEFORE UPDATE OF kind, private, owner_only, active, no_email, no_letter, do_not_call ON customer WHEN new.kind IS NULL OR new.private IS NULL OR new.owner_only IS NULL OR new.active IS NULL OR new.no_email IS NULL OR new.no_letter IS NULL OR new.do_not_call IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: customer.kind') WHERE new.kind IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: customer.private') WHERE new.private IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: customer.owner_only') WHERE new.owner_only IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: customer.active') WHERE new.active IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: customer.no_email') WHERE new.no_email IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: customer.no_letter') WHERE new.no_letter IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: customer.do_not_call') WHERE new.do_not_call IS NULL; END
""",
    """
CREATE INDEX customer_no_email_since ON customer (no_email_since) WHERE no_email_since IS NOT NULL
""",
    """
CREATE INDEX customer_no_letter_since ON customer (no_letter_since) WHERE no_letter_since IS NOT NULL
""",
    """
CREATE INDEX customer_do_not_call_since ON customer (do_not_call_since) WHERE do_not_call_since IS NOT NULL
""",
    """
CREATE TRIGGER contact_never_empty_added BEFORE INSERT ON contact WHEN new.owner_only IS NULL OR new.active IS NULL OR new.no_email IS NULL OR new.no_letter IS NULL OR new.do_not_call IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: contact.owner_only') WHERE new.owner_only IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: contact.active') WHERE new.active IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: contact.no_email') WHERE new.no_email IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: contact.no_letter') WHERE new.no_letter IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: contact.do_not_call') WHERE new.do_not_call IS NULL; END
""",
    """
CREATE TRIGGER contact_never_empty_changed BEFORE UPDATE OF owner_only, active, no_email, no_letter, do_not_call ON contact WHEN new.owner_only IS NULL OR new.active IS NULL OR new.no_email IS NULL OR new.no_letter IS NULL OR new.do_not_call IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: contact.owner_only') WHERE new.owner_only IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: contact.active') WHERE new.active IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: contact.no_email') WHERE new.no_email IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: contact.no_letter') WHERE new.no_letter IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: contact.do_not_call') WHERE new.do_not_call IS NULL; END
""",
    """
CREATE INDEX contact_no_email_since ON contact (no_email_since) WHERE no_email_since IS NOT NULL
""",
    """
CREATE INDEX contact_no_letter_since ON contact (no_letter_since) WHERE no_letter_since IS NOT NULL
""",
    """
CREATE INDEX contact_do_not_call_since ON contact (do_not_call_since) WHERE do_not_call_since IS NOT NULL
""",
)

_SAID = """
SELECT change.at, change.kind FROM change_row JOIN change ON change.id = change_row.change
 WHERE change_row.record = '{table}' AND change_row.record_id = {table}.id
 AND json_extract(change_row.after, '$.do_not_call') = 1 ORDER BY change_row.id DESC LIMIT 1
"""
"""When a record was last given the wish, and by what; nothing where it was made with it."""


def up(connection: sqlite3.Connection) -> None:
    """Give everybody the new wishes, unsaid; give those that stand the day and source that the history has of them."""
    for table in ADDRESSED:
        for event in ("added", "changed"):
            connection.execute(f"DROP TRIGGER {table}_never_empty_{event}")
        for name, kind in COLUMNS.items():
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
        connection.execute(f"UPDATE {table} SET no_email = 0, no_letter = 0")
        said = _SAID.format(table=table)
        connection.execute(
            f"UPDATE {table} SET do_not_call_since = substr(coalesce((SELECT at FROM ({said})), created_at,"
            " '2026-01-01'), 1, 10), do_not_call_source = CASE (SELECT kind FROM"
            f" ({said})) WHEN 'import' THEN 3 WHEN 'call' THEN 5 ELSE 1 END WHERE do_not_call = 1"
        )
    for statement in (*RULES, *TABLES):
        connection.execute(statement)
    connection.execute("INSERT INTO meta (name, value) VALUES ('address_key', ?)", (secrets.token_hex(32),))
