"""The categories that customers and contacts stand in (CUST-12)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes import link_rows
from model.core.changes.change import Change
from model.core.records.options import Option
from model.core.records.record import Record, Row
from model.core.storage.expressions import column_of, first
from model.core.storage.statements import slot, statement
from model.customers.records import Contact, ContactCategory, Customer, CustomerCategory

CATEGORIZED: dict[str, tuple[type[Record], type[Row]]] = {
    "customer": (Customer, CustomerCategory),
    "contact": (Contact, ContactCategory),
}
"""The records that stand in categories, with the rows that put them there, by their words in code."""


def categories_of(session: Session, record: str, record_id: int) -> list[tuple[int, str]]:
    """Return the categories that a "customer" or "contact" stands in, as (option ID, name), in the company's order.

    A record that is gone or hidden stands in none.
    """
    kind, link = CATEGORIZED[record]
    rows = session.rows(_categories(kind, link), id=record_id)
    return [(row[0], row[1]) for row in rows]


def set_categories(change: Change, record: str, record_id: int, categories: Collection[int]) -> bool:
    """Put a record into exactly these categories (option IDs); return whether that was different before.

    Raises :class:`NotFoundError` for a record that is gone or hidden.
    """
    kind, link = CATEGORIZED[record]
    change.read(kind, record_id)
    return link_rows.set_ends(change, link, {record: record_id}, "category", {option: {} for option in categories})


def change_categories(
    change: Change, record: str, record_id: int, added: Collection[int], taken: Collection[int]
) -> bool:
    """Put a record into some categories and take it out of others; what a colleague does meanwhile stays (COM-09)."""
    present = {option for option, _name in categories_of(change.session, record, record_id)}
    return set_categories(change, record, record_id, (present | {*added}) - {*taken})


@statement
def _categories(record: type[Record], link: type[Row]) -> Any:
    own = column_of(link, record.name_in_code)
    return (
        link.select(Option.id, Option.name)
        .join(Option, on=Option.id == column_of(link, "category"))
        .join(record, on=record.id == own)
        .where(own == slot("id"), seen(record))
        .order_by(first(Option.position), Option.name.folded)
    )
