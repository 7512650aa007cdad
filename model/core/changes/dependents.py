"""Columns that are worked out from other rows, and are kept so at the end of every change.

A kind of row names in ``follows`` what its columns hang on. Which kinds follow which stands here by name as well, so
that a change of a lead imports no more than it needs; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping

from model.core.access.session import Session
from model.core.records.write_context import WriteContext

DEPENDENTS: Mapping[str, tuple[str, ...]] = {
    "customer": ("recipient",),
    "contact": ("recipient",),
    "lead": ("recipient",),
    "customer_contact": ("recipient",),
    "recipient": ("recipient",),
    "order_line": ("order",),
}
"""Kind of row, by name → the kinds whose columns hang on it."""


def update_dependents(change: WriteContext[Session]) -> None:
    """Bring the columns that hang on rows which the change wrote, by whatever way, up to date."""
    names = dict.fromkeys(dependent for row in change.touched for dependent in DEPENDENTS.get(row.name_in_code, ()))
    for name in names:
        record = change.session.records.get(name)
        if record is not None:
            record.follow_change(change)
