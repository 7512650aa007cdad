"""Projects, documents, kept views of lists, activities that come again, sums of what is won."""

# ruff: noqa: E501

from __future__ import annotations

import sqlite3

_STALE = "INSERT INTO won_stale (month) SELECT DISTINCT substr(closed_at, 1, 7)"
_FRESH = (
    "WHERE closed_at IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM won_stale fresh WHERE fresh.month = substr(closed_at, 1, 7))"
)


def _placed(activity: str) -> str:
    """Return the columns of ``activity_place`` for a row of activities: its order among those of its record."""
    state = f"CASE WHEN {activity}.active = 0 THEN 3 WHEN {activity}.done = 1 THEN 2 WHEN {activity}.at IS NULL THEN 1 ELSE 0 END"
    return f"{activity}.kind, {state}, coalesce({activity}.at, {activity}.created_at, ''), {activity}.id"


_PLACE = "(record, record_id, kind, state, moment, activity)"
_PUT_LINK = (
    f"INSERT OR REPLACE INTO activity_place {_PLACE} SELECT new.record, new.record_id, {_placed('activity')}"
    " FROM activity WHERE id = new.activity"
)
_TAKE_LINK = (
    f"DELETE FROM activity_place WHERE {_PLACE} = (SELECT old.record, old.record_id, {_placed('activity')}"
    " FROM activity WHERE id = old.activity)"
)
_PUT_ACTIVITY = (
    f"INSERT OR REPLACE INTO activity_place {_PLACE} SELECT link.record, link.record_id, {_placed('new')}"
    " FROM activity_link link WHERE link.activity = new.id"
)
_TAKE_ACTIVITY = (
    f"DELETE FROM activity_place WHERE {_PLACE} IN (SELECT link.record, link.record_id, {_placed('old')}"
    " FROM activity_link link WHERE link.activity = old.id)"
)


STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE activity ADD COLUMN recurrence TEXT",
    "ALTER TABLE activity ADD COLUMN series BIGINT",
    "ALTER TABLE activity ADD COLUMN remind BIGINT",
    "ALTER TABLE activity ADD COLUMN place TEXT",
    "ALTER TABLE activity ADD COLUMN planned TEXT",
    "CREATE INDEX activity_series ON activity (series) WHERE series IS NOT NULL",
    "CREATE INDEX opportunity_status_stage_expected_close ON opportunity (status, stage, expected_close)",
    "CREATE INDEX opportunity_seller_employee_opportunity ON opportunity_seller (employee, opportunity)",
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
    # Kept sums are by currency: one is one however it was typed.
    "UPDATE opportunity SET currency = nullif(upper(trim(currency)), '') WHERE currency IS NOT nullif(upper(trim(currency)), '')",
    "CREATE INDEX opportunity_status_closed_at ON opportunity (status, closed_at)",
    "CREATE INDEX opportunity_status_active_currency_closed_at_customer_amount ON opportunity (status, active, currency, closed_at, customer, amount)",
    "CREATE INDEX opportunity_owner_status_expected_close ON opportunity (owner, status, expected_close)",
    """
CREATE TABLE won_sum (
  month TEXT NOT NULL,
  hidden BIGINT NOT NULL,
  employee BIGINT NOT NULL,
  currency TEXT NOT NULL,
  amount BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (month, hidden, employee, currency)
) WITHOUT ROWID
""",
    """
CREATE TABLE won_stale (
  month TEXT PRIMARY KEY
) WITHOUT ROWID
""",
    # What is won marks the month in which it was closed; what is not costs the test of its status.
    f"""
CREATE TRIGGER won_added AFTER INSERT ON opportunity WHEN new.status = 2 BEGIN
  {_STALE} FROM (SELECT new.closed_at AS closed_at) {_FRESH};
END
""",
    f"""
CREATE TRIGGER won_removed AFTER DELETE ON opportunity WHEN old.status = 2 BEGIN
  {_STALE} FROM (SELECT old.closed_at AS closed_at) {_FRESH};
END
""",
    f"""
CREATE TRIGGER won_changed AFTER UPDATE OF status, closed_at, amount, currency, customer, active ON opportunity
WHEN (old.status = 2 OR new.status = 2) AND (
  old.status IS NOT new.status OR old.closed_at IS NOT new.closed_at OR old.amount IS NOT new.amount
  OR old.currency IS NOT new.currency OR old.customer IS NOT new.customer OR old.active IS NOT new.active
) BEGIN
  {_STALE} FROM (SELECT old.closed_at AS closed_at UNION SELECT new.closed_at) {_FRESH};
END
""",
    *(
        f"""
CREATE TRIGGER won_seller_{name} AFTER {event} ON opportunity_seller
WHEN (SELECT status FROM opportunity WHERE id = {row}.opportunity) = 2 BEGIN
  {_STALE} FROM opportunity {_FRESH} AND id = {row}.opportunity;
END
"""
        for name, event, row in (
            ("added", "INSERT", "new"),
            ("removed", "DELETE", "old"),
            ("left", "UPDATE OF opportunity", "old"),
            ("changed", "UPDATE OF opportunity, employee, share", "new"),
        )
    ),
    *(
        f"""
CREATE TRIGGER won_customer_{name} AFTER {event} ON customer WHEN {hides} BEGIN
  {_STALE} FROM opportunity {_FRESH} AND status = 2 AND customer = {row}.id;
END
"""
        for name, event, row, hides in (
            ("added", "INSERT", "new", "new.owner_only = 1"),
            ("removed", "DELETE", "old", "old.owner_only = 1"),
            (
                "changed",
                "UPDATE OF owner_only, owner",
                "new",
                "old.owner_only IS NOT new.owner_only OR (new.owner_only = 1 AND old.owner IS NOT new.owner)",
            ),
        )
    ),
    f"{_STALE} FROM opportunity {_FRESH} AND status = 2",
    # A record's activities in the order in which its card shows them, however many it has: kept by triggers.
    """
CREATE TABLE activity_place (
  record TEXT NOT NULL,
  record_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  state SMALLINT NOT NULL,
  moment TEXT NOT NULL,
  activity BIGINT NOT NULL,
  PRIMARY KEY (record, record_id, kind, state, moment, activity)
) WITHOUT ROWID
""",
    f"CREATE TRIGGER place_linked AFTER INSERT ON activity_link BEGIN {_PUT_LINK}; END",
    f"CREATE TRIGGER place_unlinked AFTER DELETE ON activity_link BEGIN {_TAKE_LINK}; END",
    f"CREATE TRIGGER place_moved AFTER UPDATE OF activity, record, record_id ON activity_link BEGIN {_TAKE_LINK}; {_PUT_LINK}; END",
    f"CREATE TRIGGER place_added AFTER INSERT ON activity BEGIN {_PUT_ACTIVITY}; END",
    f"CREATE TRIGGER place_removed AFTER DELETE ON activity BEGIN {_TAKE_ACTIVITY}; END",
    f"""
CREATE TRIGGER place_changed AFTER UPDATE OF kind, active, done, at, created_at ON activity
WHEN old.kind IS NOT new.kind OR old.active IS NOT new.active OR old.done IS NOT new.done OR old.at IS NOT new.at
  OR old.created_at IS NOT new.created_at
BEGIN {_TAKE_ACTIVITY}; {_PUT_ACTIVITY}; END
""",
    f"""
INSERT OR REPLACE INTO activity_place {_PLACE} SELECT link.record, link.record_id, {_placed("activity")}
  FROM activity_link link JOIN activity ON activity.id = link.activity
""",
    "CREATE INDEX opportunity_customer_status_expected_close ON opportunity (customer, status, expected_close)",
)


def up(connection: sqlite3.Connection) -> None:
    """Make the tables; the activities on file get the new columns empty."""
    for statement in STATEMENTS:
        connection.execute(statement)
