"""``salg opportunity order``: what is won becomes an order, or which order it has become (OPP-17)."""

from __future__ import annotations

from model.core.access.fetch import read
from model.core.language import _
from model.core.records.record import Record
from model.orders.conversion import make_order, plan_order
from model.orders.records import Order
from tui.commands import merged, values
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console


def order(console: Console, record: type[Record], given: list[str]) -> int:
    """Make the order of an opportunity, or show what it would say; print its ID.

    An opportunity that has an order is refused with its number (P10), and only looked at with ``--dry-run``.
    """
    arguments = Arguments(
        "salg opportunity order",
        _("Make the order of an opportunity that is won; prints its ID. salg undo takes it back."),
    )
    arguments.add_argument("id", metavar="ID", help=_("the opportunity"))
    arguments.add_argument("--dry-run", action="store_true", help=_("show what would be made, make nothing"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    (opportunity,) = merged.followed(console, session, record, [values.named(session, record, options.id)])
    if options.dry_run:
        plan = plan_order(session, opportunity)
        lines = plan.sentences(session.reading())
        if plan.existing is not None:
            number = read(session, Order, plan.existing).number
            lines = [_("It has an order already: number {number}.").format(number=number)]
        if options.json:
            console.json({"opportunity": opportunity, "order": plan.existing, "would": lines})
        for line in () if options.json else lines:
            console.line(line)
        return 0
    made = make_order(session, opportunity)
    if options.json:
        console.json({"opportunity": opportunity, "order": made, "number": read(session, Order, made).number})
    else:
        console.line(str(made))
    return 0
