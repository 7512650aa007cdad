"""Confirming an order: what is written on its confirmation becomes so on file, when somebody asks for it (OPP-19).

Writing, opening or printing a confirmation changes nothing by itself: a draft that is only looked at stays a draft.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from model.core.access.fetch import read, title_of
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.core.language import N_, _
from model.orders.records import Order


@contextlib.contextmanager
def confirming(session: Session, order_id: int) -> Iterator[None]:
    """Set a draft confirmed for the length of the block and, if that ends well, for good: one change, to be undone.

    An order that is confirmed or further on stays as it is. Raises :class:`UserError` for a cancelled order,
    :class:`~model.core.errors.NotFoundError` and :class:`~model.core.errors.NotAllowedError`.
    """
    session.may_write()
    order = read(session, Order, order_id)
    if order.status == "cancelled":
        raise UserError(_("Order {number} is cancelled.").format(number=order.number), "status")
    if order.status != "draft":
        yield
        return
    with change(session, N_("Confirm order {name}"), "edit", name=title_of(Order, order)) as made:
        made.update(Order, order_id, {"status": "confirmed"}, base={"status": "draft"})
        yield
