"""The recipients of campaigns (CAMP-10 … CAMP-13)."""

# ruff: noqa: E501

from __future__ import annotations

import sqlite3

STATEMENTS: tuple[str, ...] = (
    """
CREATE TABLE recipient (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campaign BIGINT NOT NULL,
  source SMALLINT,
  status SMALLINT,
  name TEXT,
  name_key TEXT NOT NULL DEFAULT '',
  company TEXT,
  company_key TEXT NOT NULL DEFAULT '',
  contact TEXT,
  contact_key TEXT NOT NULL DEFAULT '',
  org_number TEXT,
  org_number_key TEXT,
  company_form TEXT,
  industry TEXT,
  sales_region BIGINT,
  email TEXT,
  email_key TEXT,
  website TEXT,
  phone TEXT,
  phone_key TEXT,
  mobile TEXT,
  mobile_key TEXT,
  fax TEXT,
  fax_key TEXT,
  street TEXT,
  postcode TEXT,
  town TEXT,
  region TEXT,
  country TEXT,
  sent SMALLINT,
  sent_at TEXT,
  response SMALLINT,
  of_customer BIGINT,
  of_contact BIGINT,
  of_lead BIGINT,
  typed_over TEXT,
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
CREATE UNIQUE INDEX recipient_campaign_of_customer ON recipient (campaign, of_customer)
""",
    """
CREATE UNIQUE INDEX recipient_campaign_of_contact ON recipient (campaign, of_contact)
""",
    """
CREATE UNIQUE INDEX recipient_campaign_of_lead ON recipient (campaign, of_lead)
""",
    """
CREATE INDEX recipient_campaign ON recipient (campaign)
""",
    """
CREATE INDEX recipient_org_number_key ON recipient (org_number_key) WHERE org_number_key IS NOT NULL
""",
    """
CREATE INDEX recipient_email_key ON recipient (email_key) WHERE email_key IS NOT NULL
""",
    """
CREATE INDEX recipient_phone_key ON recipient (phone_key) WHERE phone_key IS NOT NULL
""",
    """
CREATE INDEX recipient_mobile_key ON recipient (mobile_key) WHERE mobile_key IS NOT NULL
""",
    """
CREATE INDEX recipient_fax_key ON recipient (fax_key) WHERE fax_key IS NOT NULL
""",
    """
CREATE INDEX recipient_of_customer ON recipient (of_customer) WHERE of_customer IS NOT NULL
""",
    """
CREATE INDEX recipient_of_contact ON recipient (of_contact) WHERE of_contact IS NOT NULL
""",
    """
CREATE INDEX recipient_of_lead ON recipient (of_lead) WHERE of_lead IS NOT NULL
""",
    """
CREATE INDEX recipient_name_key ON recipient (name_key)
""",
    """
CREATE INDEX recipient_campaign_name_key ON recipient (campaign, name_key)
""",
    """
CREATE INDEX recipient_campaign_company_key ON recipient (campaign, company_key)
""",
    """
CREATE INDEX recipient_campaign_contact_key ON recipient (campaign, contact_key)
""",
    """
CREATE INDEX recipient_campaign_email_key ON recipient (campaign, email_key)
""",
    """
CREATE INDEX recipient_campaign_phone_key ON recipient (campaign, phone_key)
""",
    """
CREATE INDEX recipient_campaign_mobile_key ON recipient (campaign, mobile_key)
""",
    """
CREATE INDEX recipient_campaign_source_name_key ON recipient (campaign, source, name_key)
""",
    """
CREATE INDEX recipient_campaign_status_name_key ON recipient (campaign, status, name_key)
""",
    """
CREATE INDEX recipient_campaign_response_name_key ON recipient (campaign, response, name_key)
""",
    """
CREATE INDEX recipient_campaign_sent_name_key ON recipient (campaign, sent, name_key)
""",
    """
CREATE INDEX recipient_campaign_changed_at ON recipient (campaign, changed_at)
""",
    """
CREATE TRIGGER recipient_never_empty_added BEFORE INSERT ON recipient WHEN new.source IS NULL OR new.status IS NULL OR new.sent IS NULL OR new.response IS NULL OR new.active IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: recipient.source') WHERE new.source IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: recipient.status') WHERE new.status IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: recipient.sent') WHERE new.sent IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: recipient.response') WHERE new.response IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: recipient.active') WHERE new.active IS NULL; END
""",
    """
CREATE TRIGGER recipient_never_empty_changed BEFORE UPDATE OF source, status, sent, response, active ON recipient WHEN new.source IS NULL OR new.status IS NULL OR new.sent IS NULL OR new.response IS NULL OR new.active IS NULL BEGIN SELECT RAISE(ABORT, 'NOT NULL constraint failed: recipient.source') WHERE new.source IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: recipient.status') WHERE new.status IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: recipient.sent') WHERE new.sent IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: recipient.response') WHERE new.response IS NULL; SELECT RAISE(ABORT, 'NOT NULL constraint failed: recipient.active') WHERE new.active IS NULL; END
""",
)


def up(connection: sqlite3.Connection) -> None:
    """Make the table."""
    for statement in STATEMENTS:
        connection.execute(statement)
