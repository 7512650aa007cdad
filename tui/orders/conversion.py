"""A won opportunity becomes an order: shown, done after y, and its card opened (OPP-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.language import _
from model.orders.conversion import OrderPlan, make_order, plan_order
from model.orders.records import Order
from tui.widgets.dialogs import Confirm

if TYPE_CHECKING:
    from tui.base_app import BaseApp


async def order_of_sale(app: BaseApp, opportunity: int) -> None:
    """Open the order that an opportunity became; of one that is won and has none, show what it would be, and make it.

    Raises :class:`~model.core.errors.UserError` for one that is not won.
    """

    def look(session: Session) -> tuple[OrderPlan, list[str], int | None]:
        plan = plan_order(session, opportunity)
        number = None if plan.existing is None else read(session, Order, plan.existing).number
        return plan, plan.sentences(session.reading(ascii=app.looks.ascii)), number

    plan, lines, number = await app.engine.read(look)
    if plan.existing is not None:
        await app.open_record("order", plan.existing)
        # Whoever meant to make one is to know that this is none that has just been made.
        app.say(_("It has an order already: number {number}.").format(number=number))
        return
    made = await _made(app, opportunity, plan, lines)
    if made is not None:
        await app.open_record("order", made)


async def _made(app: BaseApp, opportunity: int, plan: OrderPlan, lines: list[str]) -> int | None:
    """Return the order that was made after y; None where it was not made."""
    if not await app.ask(
        Confirm(_("Make an order of {name}?").format(name=plan.title), lines, yes=_("Make the order"))
    ):
        return None
    made = await app.engine.write(lambda session: make_order(session, opportunity))
    await app.changed("order")
    app.say(_("The order is made. u takes it back."), "good")
    return made


async def new_order(app: BaseApp) -> None:
    """Make an order of the customer of the card; of an opportunity, the one that it becomes."""
    screen: Any = app.screen
    if screen.kind == "opportunity":
        await order_of_sale(app, screen.record_id)
        return
    made = await app.open_form("order", None, **{screen.kind: screen.record_id})
    if made is not None:
        await app.changed("order")
        await app.open_record("order", made)
