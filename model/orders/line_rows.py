"""Writing the lines of an order: exactly these, in this order, each row kept that can be (OPP-18)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.core.access.session import Session
from model.core.records.relations import Item
from model.core.records.write_context import WriteContext
from model.core.storage.statements import slot, statement
from model.orders.line_record import OrderLine
from model.orders.line_rules import LOCKED, locked_error, refuse_line
from model.orders.totals import Line

_VALUES = ("text", "quantity", "unit", "unit_price", "discount", "vat_rate")


def lines_on_file(session: Session, order: int) -> list[Item]:
    """Return the lines of an order in their order, whoever may see it; their details are a :class:`Line` each."""
    fields = OrderLine.fields()
    found = []
    for row in session.store.rows(_lines(), order=order):
        line = Line(*(fields[name].from_stored(value) for name, value in zip(_VALUES, row[1:], strict=True)))
        found.append(Item("order_line", row[0], line.text, line._replace(unit=line.unit or "")))
    return found


def set_lines(change: WriteContext[Session], order: int, wanted: Sequence[Item]) -> bool:
    """Give an order exactly these lines, in this order; return whether anything was different.

    An item with the ID of a line that the order has is that line; of the others each takes the row of a line with the
    same values that none names. Raises :class:`~model.core.errors.UserError` for what a line cannot be, and for an
    order that is locked; :class:`~model.core.errors.NotFoundError` for one that is gone or hidden.
    """
    kind = change.session.records["order"]
    before = change.read(kind, order)
    present = lines_on_file(change.session, order)
    rows = _matched(present, wanted)
    _refuse(change.session, present, rows, wanted)
    left = {item.id for item in present} - {row for row in rows if row}
    positions = dict(change.session.store.rows(_positions(), order=order))
    plan = [(number, row, item.detail) for number, (row, item) in enumerate(zip(rows, wanted, strict=True), 1)]
    by_id = {item.id: item.detail for item in present}
    unlike = [one for one in plan if not one[1] or positions[one[1]] != one[0] or not is_like(one[2], by_id[one[1]])]
    if not unlike and not left:
        return False
    if before["status"] in LOCKED and before["version"] != change.id:
        # Where the change gave it the status itself, the end of the change tells whether that is in order.
        raise locked_error(before["number"])
    for row in sorted(left):
        change.delete(OrderLine, row)
    for number, row, line in unlike:
        values = _stored_values(line, number)
        if row:
            change.update(OrderLine, row, values)
        else:
            change.insert(OrderLine, {"of_order": order, **values})
    if before["version"] != change.id:
        change.touch(kind, order)
    return True


def refuse_lines(
    change: WriteContext[Session], order: int | None, wanted: Sequence[Item], *, unlocked: bool = False
) -> None:
    """Raise what :func:`set_lines` would raise, and write nothing; ``order`` is None for one that is not made yet.

    ``unlocked`` says that it gets another status with the lines: whether it is locked is not asked then.
    """
    present = [] if order is None else lines_on_file(change.session, order)
    rows = _matched(present, wanted)
    _refuse(change.session, present, rows, wanted)
    by_id = {item.id: item.detail for item in present}
    same = [*by_id] == rows and all(is_like(item.detail, by_id[row]) for item, row in zip(wanted, rows, strict=True))
    if order is not None and not same and not unlocked:
        before = change.read(change.session.records["order"], order)
        if before["status"] in LOCKED:
            raise locked_error(before["number"])


def _refuse(session: Session, present: Sequence[Item], rows: Sequence[int], wanted: Sequence[Item]) -> None:
    by_id = {item.id: item.detail for item in present}
    for row, item in zip(rows, wanted, strict=True):
        if not row or not is_like(item.detail, by_id[row]):
            refuse_line(session, item.detail, by_id.get(row))


def is_like(wanted: Line, present: Line) -> bool:
    """Whether two lines have the same values; one without a rate of VAT takes the other's."""
    return wanted == present or (wanted.vat_rate is None and wanted._replace(vat_rate=present.vat_rate) == present)


def _stored_values(line: Line, position: int) -> dict[str, Any]:
    values = {**line._asdict(), "unit": line.unit or None, "position": position}
    if line.vat_rate is None:
        del values["vat_rate"]
    return values


def _matched(present: Sequence[Item], wanted: Sequence[Item]) -> list[int]:
    """Return the row of each of the wanted lines, 0 for one that is new; each row is taken once."""
    free = {item.id: item.detail for item in present}
    rows = [item.id if free.pop(item.id, None) is not None else 0 for item in wanted]
    for number, item in enumerate(wanted):
        if not rows[number]:
            rows[number] = next((row for row, line in free.items() if is_like(item.detail, line)), 0)
            free.pop(rows[number], None)
    return rows


@statement
def _lines() -> Any:
    line = OrderLine
    columns = (line.text, line.quantity, line.unit, line.unit_price, line.discount, line.vat_rate)
    query = line.select(line.id, *columns).where(line.of_order == slot("order"))
    return query.order_by(line.position, line.id)


@statement
def _positions() -> Any:
    return OrderLine.select(OrderLine.id, OrderLine.position).where(OrderLine.of_order == slot("order"))
