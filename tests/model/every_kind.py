"""A row of any kind of record, called as a test wants it to be called."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.records.record import Record
from tests.model import filing
from tests.plain_sql import plain_sql

CALLED = {
    "employee": "name", "contact": "last_name", "customer": "name", "lead": "name", "project": "name",
    "recipient": "company",
}  # fmt: skip
"""The field that a record's name is typed into, where that is not its title or a subject."""


def called(record: type[Record]) -> str:
    """Return the field that is searched for what the record is called."""
    return "name" if record.name_in_code == "employee" else record.title_field


def file_called(session: Session, record: type[Record], name: str, **values: Any) -> int:
    """Put a record of that name on file, the person's own and planned for tomorrow, and return its ID."""
    kind = record.name_in_code
    fields = record.fields()
    values = {CALLED.get(kind, record.title_field): name, **values}
    if kind in ("opportunity", "project", "order", "ledger_entry") and "customer" not in values:
        found = session.store.value(plain_sql("SELECT id FROM customer WHERE name = 'Kunde'"))
        values["customer"] = found or filing.customer(session, "Kunde")
    if kind == "ledger_entry":
        values.setdefault("amount", Decimal(100))
    if kind == "recipient" and "campaign" not in values:
        values["campaign"] = filing.file(session, Campaign, subject="Kampanje")
    if kind == "employee":
        count = session.store.value(plain_sql("SELECT count(*) FROM employee"))
        values["initials"] = f"X{count}"
    if "owner" in fields and kind != "employee":
        values.setdefault("owner", session.person.id)
    if "at" in fields:
        values.setdefault("at", session.clock() + timedelta(days=1))
    return filing.file(session, record, **values)
