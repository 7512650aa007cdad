"""Putting records on file, and looking at all that is on file, for the tests of the rooms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from model.activities import adding
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.records.options import CustomField, Option
from model.core.records.record import Row
from model.core.storage.store import Store
from model.customers.records import Contact, Customer
from model.leads.records import Lead
from tests.model import catalog
from tests.plain_sql import plain_sql

FJORD = "923609016"
"""A valid Norwegian organisation number."""
BERG = "974760673"
"""Another one."""

HISTORY = ("change", "change_row", "sqlite_sequence", "running_number", "won_sum", "won_stale")
"""Tables that tell of the past, or are worked out from the others: undo adds to them."""


def file(session: Session, row: type[Row], /, **values: Any) -> int:
    """Put a row on file and return its ID."""
    with change(session, "File", "add") as made:
        return made.insert(row, values)


def lead(session: Session, name: str = "Fjord AS", **values: Any) -> int:
    """Put a lead on file."""
    return file(session, Lead, name=name, **values)


def customer(session: Session, name: str = "Fjord AS", **values: Any) -> int:
    """Put a customer on file."""
    return file(session, Customer, name=name, **values)


def contact(session: Session, first_name: str, last_name: str, **values: Any) -> int:
    """Put a contact on file."""
    return file(session, Contact, first_name=first_name, last_name=last_name, **values)


def option(session: Session, kind: str, name: str, **values: Any) -> int:
    """Put a choice into one of the company's lists."""
    return file(session, Option, list=kind, name=name, **values)


def custom_field(
    session: Session, record: str, key: str, kind: str, label: str = "", choices: str = "gold; silver; x; y; z"
) -> int:
    """Define a custom field."""
    return file(session, CustomField, record=record, key=key, label=label or key.title(), kind=kind, choices=choices)


def activities(session: Session, kinds: Iterable[str], *places: tuple[str, int], **values: Any) -> list[int]:
    """Add an activity of each of ``kinds``, linked to the records, and return their IDs."""
    return [adding.add(session, kind, {"subject": f"{kind} {n}", **values}, places) for n, kind in enumerate(kinds)]


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables but those of the past, and hold that the search indexes agree with them."""
    catalog.hold_search_indexes(store)
    return {table: catalog.rows(store, table) for table in catalog.tables(store) if table not in HISTORY}


def counted(store: Store) -> dict[str, int]:
    """Return how many rows the tables of records and links have."""
    tables = ("lead", "customer", "contact", "opportunity", "activity", "customer_contact", "activity_link")
    return {table: store.value(plain_sql(f"SELECT count(*) FROM {table}")) for table in tables}
