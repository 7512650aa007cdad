"""The rules by which lines of orders are saved: amount, rates of VAT, and orders whose lines stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.numbers import to_units
from model.core.records.history_tables import ChangeRow
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import aside, json_value
from model.core.storage.statements import slot, statement
from model.core.text import excerpt
from model.orders.totals import Line, line_net, net_of
from model.orders.vat import refuse_unknown_rate, vat_rates

LOCKED = (4, 5)
"""The stored statuses, invoiced and cancelled, in which lines and money of an order cannot be changed."""

_EMPTY = {"quantity": Decimal(1), "unit_price": Decimal(0), "discount": Decimal(0)}


def complete(change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return ``values`` of a line with its amount.

    Raises :class:`UserError` for a rate of VAT that is none of :func:`~model.orders.vat.vat_rates`, for more decimals
    than are kept, and for a net that no amount can hold.
    """
    if before is None:
        for name, usual in _EMPTY.items():
            if values.get(name) is None:
                values[name] = usual
        if values.get("vat_rate") is None:
            values["vat_rate"] = vat_rates(change.session)[0]
    _refuse_rate(change.session, values.get("vat_rate"), None if before is None else before["vat_rate"])
    now = {**(before or {}), **values} if before is None else {name: values.get(name, before[name]) for name in _EMPTY}
    figures = [now[name] for name in _EMPTY]
    if all(isinstance(figure, Decimal) for figure in figures):
        values["amount"] = amount = net_of(*figures)
        try:
            to_units(amount, 2)
        except UserError as error:
            raise UserError(error.message, "quantity") from error
    return values


def refuse_line(session: Session, line: Line, before: Line | None) -> None:
    """Raise :class:`UserError` at ``lines``, with the line named, for what :func:`complete` refuses of it.

    ``before`` is the line as it stands, None for a new one.
    """
    try:
        _refuse_rate(session, line.vat_rate, None if before is None else before.vat_rate)
        to_units(line_net(line), 2)
    except UserError as error:
        raise UserError(f"{excerpt(line.text)}: {error.message}", "lines") from error


def _refuse_rate(session: Session, rate: Decimal | None, before: Decimal | None) -> None:
    # A rate that there was when the line was written stays on it.
    if rate is not None and rate != before:
        refuse_unknown_rate(session, rate)


def refuse_locked(change: WriteContext[Session]) -> None:
    """Raise :class:`UserError` where the change wrote lines of an order that was locked before it, and still is."""
    order, line = change.session.records["order"], change.session.records["order_line"]
    row = change.session.store.row(_locked_and_written(order, line), change=change.id)
    if row is not None:
        raise locked_error(row[0])


def locked_error(number: int | None) -> UserError:
    """Return what is said where lines or money of a locked order were to be changed."""
    return UserError(
        _("Order {number} is invoiced or cancelled: set another status before its lines or money are changed.").format(
            number=number
        ),
        "lines",
    )


def orders_of_lines(line: type[Any]) -> Any:
    """Return the query of the orders whose lines the ``change`` wrote, those from which a line was taken too."""
    present = line.select(line.of_order).where(line.id.in_(_written("order_line")))
    earlier = json_value(ChangeRow.before, "of_order", int)
    return present.union(_written("order_line", earlier).where(earlier.is_null(False)))


def _written(type_name: str, column: Any = ChangeRow.record_id) -> Any:
    # Aside: the index on records has the lines of all changes.
    return ChangeRow.select(column).where(ChangeRow.change == slot("change"), aside(ChangeRow.record) == type_name)


@statement
def _locked_and_written(order: type[Any], line: type[Any]) -> Any:
    was = json_value(ChangeRow.before, "status", int)
    # Made by the change, or given another status by it while it was not locked.
    opened = _written("order", peewee.SQL("1")).where(
        ChangeRow.record_id == order.id,
        (ChangeRow.action == "insert") | (was.is_null(False) & was.not_in([peewee.SQL(str(one)) for one in LOCKED])),
    )
    locked = order.status.in_(("invoiced", "cancelled"))
    return (
        order.select(order.number)
        .where(order.id.in_(orders_of_lines(line)), locked, ~peewee.fn.EXISTS(opened))
        .order_by(order.id)
        .limit(1)
    )
