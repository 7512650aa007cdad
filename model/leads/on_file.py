"""Which customer and which contact on file a lead already is (decision 14; C08 … C11).

An organisation number or an e-mail address identifies; a like name or telephone number never does, and is offered for
a person to choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.language import N_
from model.core.records.record import Record
from model.core.records.stored_columns import column_names
from model.core.text import fold
from model.core.text import visible as shown
from model.customers.records import Contact, Customer

StoredRow = Mapping[str, Any]
"""Stored columns of a row by their names, ``id`` among them."""

REASONS: Mapping[str, str] = {
    "org_number": N_("same organisation number"),
    "email": N_("same e-mail"),
    "chosen": N_("chosen"),
    "name": N_("same name"),
    "phone": N_("same telephone number"),
}
"""Why a record on file is used or offered."""

MOST_OFFERS = 5


@dataclass(frozen=True)
class Offer:
    """A record on file that may be the same, for a person to choose."""

    record: str
    id: int
    title: str
    reason: str
    """A key of :data:`REASONS`."""


class OnFile:
    """Look-ups by the identifying keys, as one person may see the records."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._person = session.person.id
        self._columns: dict[type[Record], tuple[str, ...]] = {
            record: column_names(record) for record in (Customer, Contact)
        }

    def row(self, record: type[Record], record_id: int) -> dict[str, Any] | None:
        """Return a customer or contact by its ID, None where there is none to see."""
        where, parameters = visible(record, self._person)
        return self._row(record, f"id = ? AND {where}", (record_id, *parameters))

    def customer(self, lead: StoredRow, others: Sequence[int] = ()) -> tuple[dict[str, Any] | None, str, bool]:
        """Return the customer that the lead is, why, and whether its number belongs to a hidden customer.

        Of several the oldest in use counts. A private customer with the same e-mail is a person, not the company,
        and two different organisation numbers are two companies whatever their e-mail. ``others`` are customers that
        would have another number by then.
        """
        key = lead["org_number_key"]
        if key is not None:
            found = self._row(Customer, "org_number_key = ?", (key,))
            if found is not None:
                if found["owner_only"] and found["owner"] != self._person:
                    seen = self._seen(Customer, "org_number_key = ?", (key,))
                    return (seen, "org_number", seen is None)
                return found, "org_number", False
        if lead["email_key"] is not None:
            found = self._seen(
                Customer,
                "email_key = ? AND private = 0 AND (org_number_key IS NULL OR ? IS NULL)"
                + (f" AND id NOT IN ({', '.join('?' * len(others))})" if others else ""),
                (lead["email_key"], key, *others),
            )
            if found is not None:
                return found, "email", False
        return None, "", False

    def contact(self, lead: StoredRow) -> dict[str, Any] | None:
        """Return the contact with the lead's e-mail address, whatever its case of letters (C09)."""
        if lead["email_key"] is None:
            return None
        return self._seen(Contact, "email_key = ?", (lead["email_key"],))

    def has_twin(self, lead: StoredRow) -> bool:
        """Whether another lead has the same organisation number or e-mail, whoever may see it."""
        return any(
            lead[key] is not None
            and len(self._session.store.rows(f"SELECT id FROM lead WHERE {key} = ? LIMIT 2", (lead[key],))) > 1
            for key in ("org_number_key", "email_key")
        )

    def linked(self, customer: int, contact: int) -> bool:
        """Whether the contact is one of the customer's."""
        sql = "SELECT 1 FROM customer_contact WHERE customer = ? AND contact = ?"
        return self._session.store.row(sql, (customer, contact)) is not None

    def offers(self, lead: StoredRow, person: str) -> tuple[Offer, ...]:
        """Return the customers and contacts that share a name or telephone number with the lead."""
        phones = sorted({lead[f"{name}_key"] for name in ("phone", "direct_phone", "mobile")} - {None})
        found = self._like(Customer, "customer", lead["name_key"], ("phone", "mobile"), phones)
        found += self._like(Contact, "contact", fold(person), ("phone", "direct_phone", "mobile"), phones)
        return tuple(found)

    def _like(
        self, record: type[Record], name: str, name_key: str, columns: tuple[str, ...], phones: list[str]
    ) -> list[Offer]:
        where, parameters = visible(record, self._person)
        offers: dict[int, Offer] = {}
        asked: list[tuple[str, str, str]] = [("name_key = ?", name_key, "name")] if name_key else []
        asked += [(f"{column}_key = ?", phone, "phone") for phone in phones for column in columns]
        for condition, value, reason in asked:
            for record_id, title in self._session.store.rows(
                f"SELECT id, name FROM {record.table()} WHERE {condition} AND {where} ORDER BY active DESC, id LIMIT ?",
                (value, *parameters, MOST_OFFERS),
            ):
                offers.setdefault(record_id, Offer(name, record_id, shown(str(title or "")), reason))
        return list(offers.values())[:MOST_OFFERS]

    def _seen(self, record: type[Record], condition: str, parameters: tuple[Any, ...]) -> dict[str, Any] | None:
        where, more = visible(record, self._person)
        return self._row(record, f"{condition} AND {where}", (*parameters, *more))

    def _row(self, record: type[Record], condition: str, parameters: tuple[Any, ...]) -> dict[str, Any] | None:
        columns = self._columns[record]
        row = self._session.store.row(
            f"SELECT {', '.join(columns)} FROM {record.table()} WHERE {condition} ORDER BY active DESC, id LIMIT 1",
            parameters,
        )
        return None if row is None else dict(zip(columns, row, strict=True))
