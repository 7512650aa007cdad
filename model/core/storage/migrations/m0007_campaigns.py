"""Campaigns (CAMP-01 … CAMP-18)."""

# ruff: noqa: E501

from __future__ import annotations

import sqlite3

STATEMENTS: tuple[str, ...] = (
    """
CREATE TABLE campaign (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  subject TEXT NOT NULL,
  subject_key TEXT NOT NULL DEFAULT '',
  slogan TEXT,
  slogan_key TEXT NOT NULL DEFAULT '',
  code TEXT,
  code_key TEXT NOT NULL DEFAULT '',
  status SMALLINT,
  type SMALLINT,
  start TEXT,
  end TEXT,
  send_date TEXT,
  owner BIGINT,
  owner_key TEXT NOT NULL DEFAULT '',
  owner_only SMALLINT,
  sales_region BIGINT,
  sort_index BIGINT,
  allow_duplicate_emails SMALLINT,
  discount BIGINT,
  objective TEXT,
  description TEXT,
  description_key TEXT NOT NULL DEFAULT '',
  budget BIGINT,
  recipients_planned BIGINT,
  responses_expected BIGINT,
  returns_expected BIGINT,
  cost_planning BIGINT,
  cost_audience BIGINT,
  cost_material BIGINT,
  cost_distribution BIGINT,
  cost_response BIGINT,
  cost_return BIGINT,
  cost_measurement BIGINT,
  cost_other BIGINT,
  revenue_per_response BIGINT,
  variable_cost BIGINT,
  actual_responses BIGINT,
  actual_returns BIGINT,
  actual_cost_planning BIGINT,
  actual_cost_audience BIGINT,
  actual_cost_material BIGINT,
  actual_cost_distribution BIGINT,
  actual_cost_response BIGINT,
  actual_cost_return BIGINT,
  actual_cost_measurement BIGINT,
  actual_cost_other BIGINT,
  actual_revenue_per_response BIGINT,
  actual_variable_cost BIGINT,
  conclusion TEXT,
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
CREATE INDEX campaign_subject_key ON campaign (subject_key)
""",
    """
CREATE INDEX campaign_code_key ON campaign (code_key)
""",
    """
CREATE INDEX campaign_sort_index_subject_key ON campaign (sort_index, subject_key)
""",
    """
CREATE INDEX campaign_status_subject_key ON campaign (status, subject_key)
""",
    """
CREATE INDEX campaign_type_subject_key ON campaign (type, subject_key)
""",
    """
CREATE INDEX campaign_owner_key_subject_key ON campaign (owner_key, subject_key)
""",
    """
CREATE INDEX campaign_start ON campaign (start)
""",
    """
CREATE INDEX campaign_end ON campaign (end)
""",
    """
CREATE INDEX campaign_budget ON campaign (budget)
""",
    """
CREATE INDEX campaign_recipients_planned ON campaign (recipients_planned)
""",
    """
CREATE INDEX campaign_changed_at ON campaign (changed_at)
""",
    """
CREATE INDEX campaign_created_at ON campaign (created_at)
""",
    """
CREATE TRIGGER campaign_never_empty_added BEFORE INSERT ON campaign WHEN new.status IS NULL OR new.type IS NULL OR new.owner_only IS NULL OR new.allow_duplicate_emails IS NULL OR new.active IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: campaign.status') WHERE new.status IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: campaign.type') WHERE new.type IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: campaign.owner_only') WHERE new.owner_only IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: campaign.allow_duplicate_emails') WHERE new.allow_duplicate_emails IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: campaign.active') WHERE new.active IS NULL; END
""",
    """
CREATE TRIGGER campaign_never_empty_changed BEFORE UPDATE OF status, type, owner_only, allow_duplicate_emails, active ON campaign WHEN new.status IS NULL OR new.type IS NULL OR new.owner_only IS NULL OR new.allow_duplicate_emails IS NULL OR new.active IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: campaign.status') WHERE new.status IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: campaign.type') WHERE new.type IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: campaign.owner_only') WHERE new.owner_only IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: campaign.allow_duplicate_emails') WHERE new.allow_duplicate_emails IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: campaign.active') WHERE new.active IS NULL; END
""",
    """
CREATE VIEW "campaign_text_rows" AS SELECT "id", char(2) || "subject_key" || char(3) AS "subject_key", char(2) || "slogan_key" || char(3) AS "slogan_key", char(2) || "code_key" || char(3) AS "code_key", char(2) || "description_key" || char(3) AS "description_key" FROM "campaign"
""",
    """
CREATE VIRTUAL TABLE "campaign_text" USING fts5("subject_key", "slogan_key", "code_key", "description_key", content="campaign_text_rows", content_rowid="id", detail=column, columnsize=0, tokenize='trigram case_sensitive 1')
""",
    """
CREATE VIRTUAL TABLE "campaign_text_terms" USING fts5vocab("campaign_text", row)
""",
    """
CREATE TRIGGER "campaign_text_added" AFTER INSERT ON "campaign" BEGIN INSERT INTO "campaign_text"(rowid, "subject_key", "slogan_key", "code_key", "description_key") VALUES (new."id", char(2) || new."subject_key" || char(3), char(2) || new."slogan_key" || char(3), char(2) || new."code_key" || char(3), char(2) || new."description_key" || char(3)); END
""",
    """
CREATE TRIGGER "campaign_text_removed" AFTER DELETE ON "campaign" BEGIN INSERT INTO "campaign_text"("campaign_text", rowid, "subject_key", "slogan_key", "code_key", "description_key") VALUES ('delete', old."id", char(2) || old."subject_key" || char(3), char(2) || old."slogan_key" || char(3), char(2) || old."code_key" || char(3), char(2) || old."description_key" || char(3)); END
""",
    """
CREATE TRIGGER "campaign_text_updated" AFTER UPDATE OF "id", "subject_key", "slogan_key", "code_key", "description_key" ON "campaign" WHEN old."id" IS NOT new."id" OR old."subject_key" IS NOT new."subject_key" OR old."slogan_key" IS NOT new."slogan_key" OR old."code_key" IS NOT new."code_key" OR old."description_key" IS NOT new."description_key" BEGIN INSERT INTO "campaign_text"("campaign_text", rowid, "subject_key", "slogan_key", "code_key", "description_key") VALUES ('delete', old."id", char(2) || old."subject_key" || char(3), char(2) || old."slogan_key" || char(3), char(2) || old."code_key" || char(3), char(2) || old."description_key" || char(3)); INSERT INTO "campaign_text"(rowid, "subject_key", "slogan_key", "code_key", "description_key") VALUES (new."id", char(2) || new."subject_key" || char(3), char(2) || new."slogan_key" || char(3), char(2) || new."code_key" || char(3), char(2) || new."description_key" || char(3)); END
""",
)


def up(connection: sqlite3.Connection) -> None:
    """Make the table."""
    for statement in STATEMENTS:
        connection.execute(statement)
