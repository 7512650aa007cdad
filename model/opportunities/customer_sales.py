"""What there is to say of one customer's opportunities at a glance."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.fields.currency import priced
from model.core.storage.expressions import along, column_of, first
from model.core.storage.statements import slot, statement
from model.opportunities.records import Opportunity

_NAMES = ("title", "status", "amount", "currency", "follow_up", "expected_close", "active")
_PARTS = (("open", True), ("open", False), ("won", True), ("lost", True), ("won", False), ("lost", False))
"""Which opportunities come after which: by status, and whether it is said when they close."""


def next_opportunities(session: Session, customer: int, limit: int) -> list[dict[str, Any]]:
    """Return a customer's opportunities for its overview: open ones by when they are to close, then won, then lost.

    Each is read from the end of an index: two thousand cost no more than two. The caller may see the customer, and
    with it its opportunities. Values are by the names of the fields, and by "id".
    """
    fields = Opportunity.fields()
    found: list[dict[str, Any]] = []
    for status, dated in _PARTS:
        if len(found) == limit:
            break
        for row in session.rows(_of_customer(status, dated), customer=customer, limit=limit - len(found)):
            values = {name: fields[name].from_stored(stored) for name, stored in zip(_NAMES, row[1:], strict=True)}
            values["amount"] = priced(values["amount"], values["currency"], session)
            found.append({**values, "id": row[0]})
    return found


@statement
def _of_customer(status: str, dated: bool) -> Any:
    sale = along(Opportunity, "opportunity_customer_status_expected_close")
    order = sale.expected_close if dated else sale.id
    return (
        sale.select(sale.id, *(column_of(sale, name) for name in _NAMES))
        .where(
            sale.customer == slot("customer"),
            sale.status == status,
            sale.active.yes,
            sale.expected_close.is_null(not dated),
        )
        .order_by(first(order, descending=status != "open"))
        .limit(slot("limit"))
    )
