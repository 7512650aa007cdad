"""Ledger entries as plans and results tell of them, by their IDs (CUST-20)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.core.text import visible as shown
from model.ledger.records import LedgerEntry


class ListedEntry(NamedTuple):
    """An entry in a line."""

    id: int
    number: str | None
    date: date | None
    text: str | None
    amount: Decimal
    balance: Decimal
    currency: str
    link_id: int | None

    @property
    def called(self) -> str:
        """The voucher number, or the ID where it has none."""
        return shown(self.number or "") or f"#{self.id}"


def entries_by_id(session: Session, ids: Iterable[int]) -> dict[int, ListedEntry]:
    """Return entries by their IDs; those that are gone or hidden are absent."""
    fields = LedgerEntry.fields()
    day, amount = fields["date"].from_stored, fields["amount"].from_stored
    return {
        row[0]: ListedEntry(row[0], row[1], day(row[2]), row[3], amount(row[4]), amount(row[5]), row[6] or "", row[7])
        for row in session.rows(_entries(), ids=[*ids])
    }


@statement
def _entries() -> Any:
    entry = LedgerEntry
    columns = (
        entry.id, entry.number, entry.date, entry.text, entry.amount, entry.balance, entry.currency, entry.link_id,
    )  # fmt: skip
    return entry.select(*columns).where(among(entry.id, slot("ids")), seen(entry))
