"""Ledger entries for the tests of the ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from model.core.access.session import Session
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.ledger.records import LedgerEntry
from tests.model.filing import file


class Standing(NamedTuple):
    """How an entry stands."""

    link_id: int | None
    closed: bool
    balance: Decimal


def entries(session: Session, customer: int, *amounts: object, **values: Any) -> list[int]:
    """Put entries of a customer on file, and return their IDs."""
    return [file(session, LedgerEntry, customer=customer, amount=Decimal(str(each)), **values) for each in amounts]


def standings(session: Session, *ids: int) -> list[Standing]:
    """Return how entries stand."""
    entry = LedgerEntry
    rows = session.store.rows(entry.select(entry.id, entry.link_id, entry.closed, entry.balance))
    found = {row[0]: Standing(row[1], bool(row[2]), entry.fields()["balance"].from_stored(row[3])) for row in rows}
    return [found[each] for each in ids]


def undo_latest(session: Session) -> None:
    """Take back the person's latest change that is not undone."""
    past = latest_own(session)
    assert past is not None
    undo(session, past.id)
