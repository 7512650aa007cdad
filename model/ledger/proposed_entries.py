"""What the entries of a proposal say, for whoever is to accept it (CUST-20)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.dates import format_day
from model.core.numbers import from_hundredths
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.ledger.records import LedgerEntry


class ProposedEntry(NamedTuple):
    """An entry as it stands in a proposal."""

    number: str
    day: str
    """The date as people write it."""
    text: str
    amount: Decimal


def proposed_entries(session: Session, ids: Sequence[int]) -> dict[int, ProposedEntry]:
    """Return what these entries say, by ID; those that are gone or hidden are absent."""
    return {
        entry_id: ProposedEntry(
            number or "", format_day(date.fromisoformat(day)), text or reference or "", from_hundredths(amount)
        )
        for entry_id, number, day, text, reference, amount in session.rows(_entries(), ids=[*ids])
    }


@statement
def _entries() -> Any:
    entry = LedgerEntry
    columns = (entry.id, entry.number, entry.date, entry.text, entry.reference, entry.amount)
    return entry.select(*columns).where(among(entry.id, slot("ids")), seen(entry))
