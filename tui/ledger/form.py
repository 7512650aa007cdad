"""The form of a ledger entry (CUST-20)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.language import N_
from model.ledger.records import LedgerEntry
from tui.widgets.record_form import RecordForm

HEADINGS = (
    (N_("Ledger entry"), ("customer", "ledger", "number", "date", "due", "text", "reference")),
    (N_("Amount"), ("amount", "currency")),
)


class LedgerForm(RecordForm):
    """An entry being filled in; ``customer`` and ``ledger`` are those that a new one begins with."""

    record = LedgerEntry
    headings = HEADINGS
    new_name = N_("New ledger entry {name}")
    change_name = N_("Change ledger entry {name}")

    def name_of(self, values: Mapping[str, Any]) -> str:
        """Return the voucher number, else the text."""
        return str(values.get("number") or values.get("text") or "")

    def first_values(self, session: Session) -> dict[str, Any]:
        """Begin today; due date and currency follow from the customer."""
        return {"date": session.reading().today, **super().first_values(session)}
