"""The totals that stand on orders: worked out anew at the end of every change that wrote lines, undo included.

They are no change of the order's own: they have no history, as they are always what the lines come to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.numbers import from_units, to_units
from model.core.records.write_context import WriteContext
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.orders.line_rules import orders_of_lines
from model.orders.totals import totals_of_nets

COLUMNS = ("total_net", "total_vat", "total")


def refresh(change: WriteContext[Session]) -> None:
    """Bring the totals of the orders up to date whose lines the change wrote.

    Raises :class:`UserError` for lines that come to more than an amount can hold.
    """
    order, line = change.session.records["order"], change.session.records["order_line"]
    ids = [row[0] for row in change.session.store.rows(_written_orders(line), change=change.id)]
    if ids:
        nets = change.session.store.rows(_nets(line), ids=ids)
        change.session.store.update_rows(order.table(), COLUMNS, _rows_of(ids, nets))


def _rows_of(ids: Iterable[int], nets: Iterable[tuple[int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    """Yield net, VAT and total, as stored, and the ID of each order; one without lines comes to nothing."""
    of_order = {order: list(rows) for order, rows in groupby(nets, itemgetter(0))}
    for order in ids:
        totals = totals_of_nets((_hundredths(rate), _hundredths(net)) for _id, rate, net in of_order.get(order, ()))
        try:
            yield to_units(totals.net, 2), to_units(totals.vat, 2), to_units(totals.total, 2), order
        except UserError as error:
            raise UserError(error.message, "lines") from error


def _hundredths(units: int) -> Decimal:
    return from_units(units, 2)


@statement
def _written_orders(line: type[Any]) -> Any:
    return orders_of_lines(line)


@statement
def _nets(line: type[Any]) -> Any:
    query = line.select(line.of_order, line.vat_rate, line.amount).where(among(line.of_order, slot("ids")))
    return query.order_by(line.of_order)
