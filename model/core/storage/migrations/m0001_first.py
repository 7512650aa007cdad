"""The first schema: records, links, the company's lists, history, preferences, and the search indexes."""

# ruff: noqa: E501

from __future__ import annotations

import sqlite3

STATEMENTS: tuple[str, ...] = (
    """
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT
)
""",
    """
CREATE TABLE change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  details TEXT,
  kind TEXT NOT NULL,
  author BIGINT NOT NULL,
  at TEXT NOT NULL,
  rows BIGINT NOT NULL DEFAULT 0,
  undoes BIGINT,
  undone_by BIGINT
)
""",
    """
CREATE INDEX change_author ON change (author, id)
""",
    """
CREATE TABLE change_row (
  id INTEGER PRIMARY KEY,
  change BIGINT NOT NULL,
  record TEXT NOT NULL,
  record_id BIGINT NOT NULL,
  action TEXT NOT NULL,
  before TEXT,
  after TEXT
)
""",
    """
CREATE INDEX change_row_change ON change_row (change)
""",
    """
CREATE INDEX change_row_record ON change_row (record, record_id, change)
""",
    """
CREATE TABLE preference (
  person BIGINT NOT NULL,
  name TEXT NOT NULL,
  value TEXT,
  PRIMARY KEY (person, name)
)
""",
    """
CREATE TABLE lead (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL DEFAULT '',
  subject TEXT,
  subject_key TEXT NOT NULL DEFAULT '',
  industry TEXT,
  industry_key TEXT NOT NULL DEFAULT '',
  website TEXT,
  org_number TEXT,
  org_number_key TEXT,
  phone TEXT,
  phone_key TEXT,
  fax TEXT,
  fax_key TEXT,
  employees BIGINT,
  revenue BIGINT,
  creditworthy SMALLINT,
  payment_remarks SMALLINT,
  owner BIGINT,
  owner_key TEXT NOT NULL DEFAULT '',
  owner_only SMALLINT,
  status SMALLINT,
  first_contact TEXT,
  classification SMALLINT,
  source BIGINT,
  last_name TEXT,
  first_name TEXT,
  person TEXT,
  person_key TEXT NOT NULL DEFAULT '',
  title TEXT,
  gender SMALLINT,
  email TEXT,
  email_key TEXT,
  direct_phone TEXT,
  direct_phone_key TEXT,
  mobile TEXT,
  mobile_key TEXT,
  street TEXT,
  postcode TEXT,
  town TEXT,
  town_key TEXT NOT NULL DEFAULT '',
  region TEXT,
  country TEXT,
  do_not_call SMALLINT,
  converted_at TEXT,
  converted_by BIGINT,
  converted_customer BIGINT,
  converted_contact BIGINT,
  converted_opportunity BIGINT,
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
CREATE INDEX lead_org_number_key ON lead (org_number_key) WHERE org_number_key IS NOT NULL
""",
    """
CREATE INDEX lead_phone_key ON lead (phone_key) WHERE phone_key IS NOT NULL
""",
    """
CREATE INDEX lead_fax_key ON lead (fax_key) WHERE fax_key IS NOT NULL
""",
    """
CREATE INDEX lead_email_key ON lead (email_key) WHERE email_key IS NOT NULL
""",
    """
CREATE INDEX lead_direct_phone_key ON lead (direct_phone_key) WHERE direct_phone_key IS NOT NULL
""",
    """
CREATE INDEX lead_mobile_key ON lead (mobile_key) WHERE mobile_key IS NOT NULL
""",
    """
CREATE INDEX lead_converted_customer ON lead (converted_customer) WHERE converted_customer IS NOT NULL
""",
    """
CREATE INDEX lead_converted_contact ON lead (converted_contact) WHERE converted_contact IS NOT NULL
""",
    """
CREATE INDEX lead_converted_opportunity ON lead (converted_opportunity) WHERE converted_opportunity IS NOT NULL
""",
    """
CREATE INDEX lead_owner_only_active_owner_status ON lead (owner_only, active, owner, status)
""",
    """
CREATE INDEX lead_converted_at ON lead (converted_at) WHERE converted_at IS NOT NULL
""",
    """
CREATE INDEX lead_name_key ON lead (name_key)
""",
    """
CREATE INDEX lead_subject_key ON lead (subject_key)
""",
    """
CREATE INDEX lead_industry_key ON lead (industry_key)
""",
    """
CREATE INDEX lead_person_key ON lead (person_key)
""",
    """
CREATE INDEX lead_town_key ON lead (town_key)
""",
    """
CREATE INDEX lead_changed_at ON lead (changed_at)
""",
    """
CREATE INDEX lead_created_at ON lead (created_at)
""",
    """
CREATE INDEX lead_owner_key_name_key ON lead (owner_key, name_key)
""",
    """
CREATE INDEX lead_changed_by_key_name_key ON lead (changed_by_key, name_key)
""",
    """
CREATE INDEX lead_status_name_key ON lead (status, name_key)
""",
    """
CREATE INDEX lead_classification_name_key ON lead (classification, name_key)
""",
    """
CREATE INDEX lead_employees ON lead (employees)
""",
    """
CREATE INDEX lead_revenue ON lead (revenue)
""",
    """
CREATE TABLE customer (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number BIGINT,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL DEFAULT '',
  first_name TEXT,
  first_name_key TEXT NOT NULL DEFAULT '',
  kind SMALLINT,
  private SMALLINT,
  org_number TEXT,
  org_number_key TEXT,
  company_form TEXT,
  industry TEXT,
  industry_key TEXT NOT NULL DEFAULT '',
  website TEXT,
  email TEXT,
  email_key TEXT,
  phone TEXT,
  phone_key TEXT,
  mobile TEXT,
  mobile_key TEXT,
  fax TEXT,
  fax_key TEXT,
  employees BIGINT,
  revenue BIGINT,
  owner BIGINT,
  owner_key TEXT NOT NULL DEFAULT '',
  owner_only SMALLINT,
  do_not_call SMALLINT,
  parent BIGINT,
  source BIGINT,
  invoice_street TEXT,
  invoice_postcode TEXT,
  invoice_town TEXT,
  invoice_region TEXT,
  invoice_country TEXT,
  postal_street TEXT,
  postal_postcode TEXT,
  postal_town TEXT,
  postal_region TEXT,
  postal_country TEXT,
  delivery_street TEXT,
  delivery_postcode TEXT,
  delivery_town TEXT,
  delivery_region TEXT,
  delivery_country TEXT,
  visiting_street TEXT,
  visiting_postcode TEXT,
  visiting_town TEXT,
  visiting_town_key TEXT NOT NULL DEFAULT '',
  visiting_region TEXT,
  visiting_country TEXT,
  attestation_street TEXT,
  attestation_postcode TEXT,
  attestation_town TEXT,
  attestation_region TEXT,
  attestation_country TEXT,
  payment_terms BIGINT,
  invoice_delivery SMALLINT,
  invoice_reference TEXT,
  discount BIGINT,
  price_list TEXT,
  currency TEXT,
  supplier_account TEXT,
  supplier_terms BIGINT,
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
CREATE UNIQUE INDEX customer_number ON customer (number)
""",
    """
CREATE INDEX customer_org_number_key ON customer (org_number_key) WHERE org_number_key IS NOT NULL
""",
    """
CREATE INDEX customer_email_key ON customer (email_key) WHERE email_key IS NOT NULL
""",
    """
CREATE INDEX customer_phone_key ON customer (phone_key) WHERE phone_key IS NOT NULL
""",
    """
CREATE INDEX customer_mobile_key ON customer (mobile_key) WHERE mobile_key IS NOT NULL
""",
    """
CREATE INDEX customer_fax_key ON customer (fax_key) WHERE fax_key IS NOT NULL
""",
    """
CREATE INDEX customer_parent ON customer (parent) WHERE parent IS NOT NULL
""",
    """
CREATE INDEX customer_owner_only_active_owner ON customer (owner_only, active, owner)
""",
    """
CREATE INDEX customer_name_key ON customer (name_key)
""",
    """
CREATE INDEX customer_industry_key ON customer (industry_key)
""",
    """
CREATE INDEX customer_visiting_town_key ON customer (visiting_town_key)
""",
    """
CREATE INDEX customer_changed_at ON customer (changed_at)
""",
    """
CREATE INDEX customer_created_at ON customer (created_at)
""",
    """
CREATE INDEX customer_owner_key_name_key ON customer (owner_key, name_key)
""",
    """
CREATE INDEX customer_changed_by_key_name_key ON customer (changed_by_key, name_key)
""",
    """
CREATE INDEX customer_kind_name_key ON customer (kind, name_key)
""",
    """
CREATE INDEX customer_employees ON customer (employees)
""",
    """
CREATE INDEX customer_revenue ON customer (revenue)
""",
    """
CREATE TABLE contact (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  first_name TEXT,
  last_name TEXT NOT NULL,
  last_name_key TEXT NOT NULL DEFAULT '',
  name TEXT,
  name_key TEXT NOT NULL DEFAULT '',
  title TEXT,
  gender SMALLINT,
  email TEXT,
  email_key TEXT,
  phone TEXT,
  phone_key TEXT,
  direct_phone TEXT,
  direct_phone_key TEXT,
  mobile TEXT,
  mobile_key TEXT,
  owner BIGINT,
  owner_key TEXT NOT NULL DEFAULT '',
  owner_only SMALLINT,
  do_not_call SMALLINT,
  source BIGINT,
  postal_street TEXT,
  postal_postcode TEXT,
  postal_town TEXT,
  postal_region TEXT,
  postal_country TEXT,
  visiting_street TEXT,
  visiting_postcode TEXT,
  visiting_town TEXT,
  visiting_region TEXT,
  visiting_country TEXT,
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
CREATE INDEX contact_email_key ON contact (email_key) WHERE email_key IS NOT NULL
""",
    """
CREATE INDEX contact_phone_key ON contact (phone_key) WHERE phone_key IS NOT NULL
""",
    """
CREATE INDEX contact_direct_phone_key ON contact (direct_phone_key) WHERE direct_phone_key IS NOT NULL
""",
    """
CREATE INDEX contact_mobile_key ON contact (mobile_key) WHERE mobile_key IS NOT NULL
""",
    """
CREATE INDEX contact_owner_only_active_owner ON contact (owner_only, active, owner)
""",
    """
CREATE INDEX contact_name_key ON contact (name_key)
""",
    """
CREATE INDEX contact_last_name_key ON contact (last_name_key)
""",
    """
CREATE INDEX contact_changed_at ON contact (changed_at)
""",
    """
CREATE INDEX contact_created_at ON contact (created_at)
""",
    """
CREATE INDEX contact_owner_key_name_key ON contact (owner_key, name_key)
""",
    """
CREATE INDEX contact_changed_by_key_name_key ON contact (changed_by_key, name_key)
""",
    """
CREATE TABLE opportunity (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  title_key TEXT NOT NULL DEFAULT '',
  customer BIGINT NOT NULL,
  customer_key TEXT NOT NULL DEFAULT '',
  contact BIGINT,
  owner BIGINT,
  owner_key TEXT NOT NULL DEFAULT '',
  type BIGINT,
  source BIGINT,
  stage BIGINT,
  status SMALLINT,
  amount BIGINT,
  currency TEXT,
  probability BIGINT,
  weighted_value BIGINT,
  follow_up TEXT,
  expected_close TEXT,
  closed_at TEXT,
  loss_reason BIGINT,
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
CREATE INDEX opportunity_customer ON opportunity (customer)
""",
    """
CREATE INDEX opportunity_contact ON opportunity (contact) WHERE contact IS NOT NULL
""",
    """
CREATE INDEX opportunity_title_key ON opportunity (title_key)
""",
    """
CREATE INDEX opportunity_customer_key_title_key ON opportunity (customer_key, title_key)
""",
    """
CREATE INDEX opportunity_owner_key_title_key ON opportunity (owner_key, title_key)
""",
    """
CREATE INDEX opportunity_stage_title_key ON opportunity (stage, title_key)
""",
    """
CREATE INDEX opportunity_status_title_key ON opportunity (status, title_key)
""",
    """
CREATE INDEX opportunity_amount ON opportunity (amount)
""",
    """
CREATE INDEX opportunity_weighted_value ON opportunity (weighted_value)
""",
    """
CREATE INDEX opportunity_expected_close ON opportunity (expected_close)
""",
    """
CREATE INDEX opportunity_follow_up ON opportunity (follow_up)
""",
    """
CREATE INDEX opportunity_changed_at ON opportunity (changed_at)
""",
    """
CREATE INDEX opportunity_created_at ON opportunity (created_at)
""",
    """
CREATE TABLE activity (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  done SMALLINT,
  priority SMALLINT,
  subject TEXT NOT NULL,
  subject_key TEXT NOT NULL DEFAULT '',
  text TEXT,
  owner BIGINT,
  at TEXT,
  active SMALLINT,
  created_at TEXT,
  created_by BIGINT,
  created_by_key TEXT NOT NULL DEFAULT '',
  changed_at TEXT,
  changed_by BIGINT,
  changed_by_key TEXT NOT NULL DEFAULT '',
  version BIGINT,
  note TEXT,
  end TEXT,
  direction SMALLINT,
  number TEXT,
  number_key TEXT,
  outcome SMALLINT,
  duration BIGINT,
  sender TEXT,
  recipients TEXT,
  attachments BIGINT
)
""",
    """
CREATE INDEX activity_kind_at ON activity (kind, at)
""",
    """
CREATE INDEX activity_kind_owner_done_at ON activity (kind, owner, done, at)
""",
    """
CREATE INDEX activity_subject_key ON activity (subject_key)
""",
    """
CREATE INDEX activity_number_key ON activity (number_key) WHERE number_key IS NOT NULL
""",
    """
CREATE TABLE employee (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  initials TEXT NOT NULL,
  initials_key TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL,
  name_key TEXT NOT NULL DEFAULT '',
  email TEXT,
  email_key TEXT,
  phone TEXT,
  phone_key TEXT,
  role SMALLINT,
  account TEXT,
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
CREATE UNIQUE INDEX employee_initials_key ON employee (initials_key)
""",
    """
CREATE UNIQUE INDEX employee_account ON employee (account)
""",
    """
CREATE INDEX employee_email_key ON employee (email_key) WHERE email_key IS NOT NULL
""",
    """
CREATE INDEX employee_phone_key ON employee (phone_key) WHERE phone_key IS NOT NULL
""",
    """
CREATE TABLE customer_contact (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer BIGINT NOT NULL,
  contact BIGINT NOT NULL,
  role TEXT
)
""",
    """
CREATE UNIQUE INDEX customer_contact_customer_contact ON customer_contact (customer, contact)
""",
    """
CREATE INDEX customer_contact_customer ON customer_contact (customer)
""",
    """
CREATE INDEX customer_contact_contact ON customer_contact (contact)
""",
    """
CREATE TABLE customer_category (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer BIGINT NOT NULL,
  category BIGINT NOT NULL
)
""",
    """
CREATE UNIQUE INDEX customer_category_customer_category ON customer_category (customer, category)
""",
    """
CREATE INDEX customer_category_customer ON customer_category (customer)
""",
    """
CREATE TABLE opportunity_seller (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  opportunity BIGINT NOT NULL,
  employee BIGINT NOT NULL,
  share BIGINT NOT NULL
)
""",
    """
CREATE UNIQUE INDEX opportunity_seller_opportunity_employee ON opportunity_seller (opportunity, employee)
""",
    """
CREATE INDEX opportunity_seller_opportunity ON opportunity_seller (opportunity)
""",
    """
CREATE TABLE activity_link (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  activity BIGINT NOT NULL,
  record TEXT NOT NULL,
  record_id BIGINT NOT NULL
)
""",
    """
CREATE UNIQUE INDEX activity_link_activity_record_record_id ON activity_link (activity, record, record_id)
""",
    """
CREATE INDEX activity_link_activity ON activity_link (activity)
""",
    """
CREATE INDEX activity_link_record_record_id ON activity_link (record, record_id)
""",
    """
CREATE TABLE option (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  list TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL DEFAULT '',
  position BIGINT,
  probability BIGINT,
  active SMALLINT
)
""",
    """
CREATE UNIQUE INDEX option_list_name_key ON option (list, name_key)
""",
    """
CREATE TABLE custom_field (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  record TEXT NOT NULL,
  key TEXT NOT NULL,
  label TEXT NOT NULL,
  kind TEXT NOT NULL,
  choices TEXT,
  position BIGINT,
  active SMALLINT
)
""",
    """
CREATE UNIQUE INDEX custom_field_record_key ON custom_field (record, key)
""",
    """
CREATE VIEW "lead_text_rows" AS SELECT "id", char(2) || "name_key" || char(3) AS "name_key", char(2) || "subject_key" || char(3) AS "subject_key", char(2) || "industry_key" || char(3) AS "industry_key", char(2) || "person_key" || char(3) AS "person_key" FROM "lead"
""",
    """
CREATE VIRTUAL TABLE "lead_text" USING fts5("name_key", "subject_key", "industry_key", "person_key", content="lead_text_rows", content_rowid="id", detail=column, columnsize=0, tokenize='trigram case_sensitive 1')
""",
    """
CREATE VIRTUAL TABLE "lead_text_terms" USING fts5vocab("lead_text", row)
""",
    """
CREATE TRIGGER "lead_text_added" AFTER INSERT ON "lead" BEGIN INSERT INTO "lead_text"(rowid, "name_key", "subject_key", "industry_key", "person_key") VALUES (new."id", char(2) || new."name_key" || char(3), char(2) || new."subject_key" || char(3), char(2) || new."industry_key" || char(3), char(2) || new."person_key" || char(3)); END
""",
    """
CREATE TRIGGER "lead_text_removed" AFTER DELETE ON "lead" BEGIN INSERT INTO "lead_text"("lead_text", rowid, "name_key", "subject_key", "industry_key", "person_key") VALUES ('delete', old."id", char(2) || old."name_key" || char(3), char(2) || old."subject_key" || char(3), char(2) || old."industry_key" || char(3), char(2) || old."person_key" || char(3)); END
""",
    """
CREATE TRIGGER "lead_text_updated" AFTER UPDATE OF "id", "name_key", "subject_key", "industry_key", "person_key" ON "lead" WHEN old."id" IS NOT new."id" OR old."name_key" IS NOT new."name_key" OR old."subject_key" IS NOT new."subject_key" OR old."industry_key" IS NOT new."industry_key" OR old."person_key" IS NOT new."person_key" BEGIN INSERT INTO "lead_text"("lead_text", rowid, "name_key", "subject_key", "industry_key", "person_key") VALUES ('delete', old."id", char(2) || old."name_key" || char(3), char(2) || old."subject_key" || char(3), char(2) || old."industry_key" || char(3), char(2) || old."person_key" || char(3)); INSERT INTO "lead_text"(rowid, "name_key", "subject_key", "industry_key", "person_key") VALUES (new."id", char(2) || new."name_key" || char(3), char(2) || new."subject_key" || char(3), char(2) || new."industry_key" || char(3), char(2) || new."person_key" || char(3)); END
""",
    """
CREATE VIEW "customer_text_rows" AS SELECT "id", char(2) || "name_key" || char(3) AS "name_key", char(2) || "first_name_key" || char(3) AS "first_name_key", char(2) || "industry_key" || char(3) AS "industry_key" FROM "customer"
""",
    """
CREATE VIRTUAL TABLE "customer_text" USING fts5("name_key", "first_name_key", "industry_key", content="customer_text_rows", content_rowid="id", detail=column, columnsize=0, tokenize='trigram case_sensitive 1')
""",
    """
CREATE VIRTUAL TABLE "customer_text_terms" USING fts5vocab("customer_text", row)
""",
    """
CREATE TRIGGER "customer_text_added" AFTER INSERT ON "customer" BEGIN INSERT INTO "customer_text"(rowid, "name_key", "first_name_key", "industry_key") VALUES (new."id", char(2) || new."name_key" || char(3), char(2) || new."first_name_key" || char(3), char(2) || new."industry_key" || char(3)); END
""",
    """
CREATE TRIGGER "customer_text_removed" AFTER DELETE ON "customer" BEGIN INSERT INTO "customer_text"("customer_text", rowid, "name_key", "first_name_key", "industry_key") VALUES ('delete', old."id", char(2) || old."name_key" || char(3), char(2) || old."first_name_key" || char(3), char(2) || old."industry_key" || char(3)); END
""",
    """
CREATE TRIGGER "customer_text_updated" AFTER UPDATE OF "id", "name_key", "first_name_key", "industry_key" ON "customer" WHEN old."id" IS NOT new."id" OR old."name_key" IS NOT new."name_key" OR old."first_name_key" IS NOT new."first_name_key" OR old."industry_key" IS NOT new."industry_key" BEGIN INSERT INTO "customer_text"("customer_text", rowid, "name_key", "first_name_key", "industry_key") VALUES ('delete', old."id", char(2) || old."name_key" || char(3), char(2) || old."first_name_key" || char(3), char(2) || old."industry_key" || char(3)); INSERT INTO "customer_text"(rowid, "name_key", "first_name_key", "industry_key") VALUES (new."id", char(2) || new."name_key" || char(3), char(2) || new."first_name_key" || char(3), char(2) || new."industry_key" || char(3)); END
""",
    """
CREATE VIEW "contact_text_rows" AS SELECT "id", char(2) || "name_key" || char(3) AS "name_key" FROM "contact"
""",
    """
CREATE VIRTUAL TABLE "contact_text" USING fts5("name_key", content="contact_text_rows", content_rowid="id", detail=none, columnsize=0, tokenize='trigram case_sensitive 1')
""",
    """
CREATE VIRTUAL TABLE "contact_text_terms" USING fts5vocab("contact_text", row)
""",
    """
CREATE TRIGGER "contact_text_added" AFTER INSERT ON "contact" BEGIN INSERT INTO "contact_text"(rowid, "name_key") VALUES (new."id", char(2) || new."name_key" || char(3)); END
""",
    """
CREATE TRIGGER "contact_text_removed" AFTER DELETE ON "contact" BEGIN INSERT INTO "contact_text"("contact_text", rowid, "name_key") VALUES ('delete', old."id", char(2) || old."name_key" || char(3)); END
""",
    """
CREATE TRIGGER "contact_text_updated" AFTER UPDATE OF "id", "name_key" ON "contact" WHEN old."id" IS NOT new."id" OR old."name_key" IS NOT new."name_key" BEGIN INSERT INTO "contact_text"("contact_text", rowid, "name_key") VALUES ('delete', old."id", char(2) || old."name_key" || char(3)); INSERT INTO "contact_text"(rowid, "name_key") VALUES (new."id", char(2) || new."name_key" || char(3)); END
""",
    """
CREATE VIEW "opportunity_text_rows" AS SELECT "id", char(2) || "title_key" || char(3) AS "title_key" FROM "opportunity"
""",
    """
CREATE VIRTUAL TABLE "opportunity_text" USING fts5("title_key", content="opportunity_text_rows", content_rowid="id", detail=none, columnsize=0, tokenize='trigram case_sensitive 1')
""",
    """
CREATE VIRTUAL TABLE "opportunity_text_terms" USING fts5vocab("opportunity_text", row)
""",
    """
CREATE TRIGGER "opportunity_text_added" AFTER INSERT ON "opportunity" BEGIN INSERT INTO "opportunity_text"(rowid, "title_key") VALUES (new."id", char(2) || new."title_key" || char(3)); END
""",
    """
CREATE TRIGGER "opportunity_text_removed" AFTER DELETE ON "opportunity" BEGIN INSERT INTO "opportunity_text"("opportunity_text", rowid, "title_key") VALUES ('delete', old."id", char(2) || old."title_key" || char(3)); END
""",
    """
CREATE TRIGGER "opportunity_text_updated" AFTER UPDATE OF "id", "title_key" ON "opportunity" WHEN old."id" IS NOT new."id" OR old."title_key" IS NOT new."title_key" BEGIN INSERT INTO "opportunity_text"("opportunity_text", rowid, "title_key") VALUES ('delete', old."id", char(2) || old."title_key" || char(3)); INSERT INTO "opportunity_text"(rowid, "title_key") VALUES (new."id", char(2) || new."title_key" || char(3)); END
""",
    """
CREATE VIEW "activity_text_rows" AS SELECT "id", char(2) || "subject_key" || char(3) AS "subject_key" FROM "activity"
""",
    """
CREATE VIRTUAL TABLE "activity_text" USING fts5("subject_key", content="activity_text_rows", content_rowid="id", detail=none, columnsize=0, tokenize='trigram case_sensitive 1')
""",
    """
CREATE VIRTUAL TABLE "activity_text_terms" USING fts5vocab("activity_text", row)
""",
    """
CREATE TRIGGER "activity_text_added" AFTER INSERT ON "activity" BEGIN INSERT INTO "activity_text"(rowid, "subject_key") VALUES (new."id", char(2) || new."subject_key" || char(3)); END
""",
    """
CREATE TRIGGER "activity_text_removed" AFTER DELETE ON "activity" BEGIN INSERT INTO "activity_text"("activity_text", rowid, "subject_key") VALUES ('delete', old."id", char(2) || old."subject_key" || char(3)); END
""",
    """
CREATE TRIGGER "activity_text_updated" AFTER UPDATE OF "id", "subject_key" ON "activity" WHEN old."id" IS NOT new."id" OR old."subject_key" IS NOT new."subject_key" BEGIN INSERT INTO "activity_text"("activity_text", rowid, "subject_key") VALUES ('delete', old."id", char(2) || old."subject_key" || char(3)); INSERT INTO "activity_text"(rowid, "subject_key") VALUES (new."id", char(2) || new."subject_key" || char(3)); END
""",
    """
CREATE VIEW "employee_text_rows" AS SELECT "id", char(2) || "name_key" || char(3) AS "name_key" FROM "employee"
""",
    """
CREATE VIRTUAL TABLE "employee_text" USING fts5("name_key", content="employee_text_rows", content_rowid="id", detail=none, columnsize=0, tokenize='trigram case_sensitive 1')
""",
    """
CREATE VIRTUAL TABLE "employee_text_terms" USING fts5vocab("employee_text", row)
""",
    """
CREATE TRIGGER "employee_text_added" AFTER INSERT ON "employee" BEGIN INSERT INTO "employee_text"(rowid, "name_key") VALUES (new."id", char(2) || new."name_key" || char(3)); END
""",
    """
CREATE TRIGGER "employee_text_removed" AFTER DELETE ON "employee" BEGIN INSERT INTO "employee_text"("employee_text", rowid, "name_key") VALUES ('delete', old."id", char(2) || old."name_key" || char(3)); END
""",
    """
CREATE TRIGGER "employee_text_updated" AFTER UPDATE OF "id", "name_key" ON "employee" WHEN old."id" IS NOT new."id" OR old."name_key" IS NOT new."name_key" BEGIN INSERT INTO "employee_text"("employee_text", rowid, "name_key") VALUES ('delete', old."id", char(2) || old."name_key" || char(3)); INSERT INTO "employee_text"(rowid, "name_key") VALUES (new."id", char(2) || new."name_key" || char(3)); END
""",
)


def up(connection: sqlite3.Connection) -> None:
    """Make every table of an empty database."""
    for statement in STATEMENTS:
        connection.execute(statement)
