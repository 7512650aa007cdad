"""The lines of an order as a field of it: in forms, in the shell, in JSON and in files (OPP-18).

As text a line reads ``Consulting: 10 h @ 1250,00 -10 % 25 %``: what is sold, how many of which unit, the price of
one, the discount, the rate of VAT. All after the text may be left out from the right; lines have a semicolon or a line
break between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.base import Field, QueryContext, Reading
from model.core.language import N_, _
from model.core.records.relations import Item, RelationField, UnknownItem, split_items, unquoted
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import TRUE, all_of, answer, json_array, json_list, like, literal
from model.core.text import excerpt, fold, quotation
from model.core.wildcards import parse_pattern
from model.orders.line_record import OrderLine
from model.orders.line_rows import is_like, refuse_lines, set_lines
from model.orders.line_text import line_text, read_line
from model.orders.totals import Line, line_net

_FIGURES = ("quantity", "unit_price", "discount", "vat_rate")


class LinesField(RelationField):
    """The lines of an order in their order; the value is a tuple of :class:`Item` whose detail is a :class:`Line`.

    The ID of an item is that of the row, 0 for a line that is new. A rate of VAT that a text leaves out is None until
    it is written.
    """

    records = ("order_line",)
    example = N_(
        "text, quantity and unit, price, discount and VAT, a semicolon between lines; all lines are replaced: "
        'lines="Consulting: 10 h @ 1250 -10 % 25 %; Travel: 1 @ 400"'
    )

    def __init__(self, name: str = "lines", label: str = N_("Lines"), **options: Any) -> None:
        super().__init__(name, label, **options)

    # Text

    def read_known(self, text: str, reading: Reading) -> tuple[tuple[Item, ...], list[UnknownItem]]:
        """Return the lines that ``text`` names; two that are alike are two lines."""
        return tuple(self.read_item(part, reading) for part in self.parts(text)), []

    def read_item(self, text: str, reading: Reading) -> Item:
        """Return the line that a part of a text says; raise :class:`UserError` for what is no line."""
        name, *rest = split_items(text, ":", 2)
        what = OrderLine.fields()["text"].parse(unquoted(name), reading)
        if not what:
            raise self._refused(text)
        try:
            line = read_line(what, rest[0] if rest else "")
            for each in _FIGURES:
                if getattr(line, each) is not None:
                    _field(each).check(getattr(line, each))
        except UserError as error:
            raise UserError(f"{excerpt(what)}: {error.message}", self.name) from error
        except ValueError:
            raise self._refused(text) from None
        return Item("order_line", 0, what, line)

    def _refused(self, text: str) -> UserError:
        return UserError(
            _("{text} is no line: write it such as {example}.").format(
                text=quotation(excerpt(text)), example="Consulting: 10 h @ 1250 -10 % 25 %"
            ),
            self.name,
        )

    def item_text(self, item: Item) -> str:
        """Return one line as :meth:`read_item` takes it."""
        return line_text(item.detail)

    def item_plain(self, item: Item) -> dict[str, Any]:
        """Return one line with its net; figures as text with a point, as JSON holds money."""
        line = item.detail
        figures = {name: _field(name).plain(getattr(line, name)) for name in _FIGURES}
        return {
            "id": item.id or None, "text": line.text, "quantity": figures["quantity"], "unit": line.unit or None,
            "unit_price": figures["unit_price"], "discount": figures["discount"], "vat_rate": figures["vat_rate"],
            "amount": f"{line_net(line):.2f}",
        }  # fmt: skip

    def detail_of(self, stored: Any) -> Line:
        """Return the line of a list of texts, or of whole numbers as the database holds them."""
        text, quantity, unit, price, discount, rate = stored
        if isinstance(quantity, int):
            numbered = zip(_FIGURES, (quantity, price, discount, rate), strict=True)
            figures = [_field(name).from_stored(units) for name, units in numbered]
        else:
            figures = [None if value is None else Decimal(value) for value in (quantity, price, discount, rate)]
        return Line(text, figures[0], unit or "", figures[1], figures[2], figures[3])

    # Storing

    def listed(self, rows: Any, context: QueryContext) -> Any:
        """Return the lines in their order, as JSON."""
        line = OrderLine.alias("line")
        columns = (line.text, line.quantity, line.unit, line.unit_price, line.discount, line.vat_rate)
        item = json_array((literal("order_line"), line.id, line.text, json_array(columns), peewee.SQL("1")))
        lines = (
            peewee.Select((line,), (line.position.alias("position"), line.id.alias("line_id"), item.alias("item")))
            .where(line.of_order == rows.id)
            .order_by(line.position, line.id)
            .alias("lines")
        )
        return answer(peewee.Select((lines,), (json_list(lines.c.item, (lines.c.position, lines.c.line_id)),)))

    def condition(self, rows: Any, context: QueryContext, operator: str, text: str) -> Any:
        """Return the condition for orders with lines whose texts match; blank text asks for any line."""
        line = OrderLine.alias("line")
        of_orders = peewee.Select((line,), (line.of_order,))
        if operator == "~":
            pattern = parse_pattern(text)
            called = like(line.text.folded, pattern.like()) if pattern is not None else TRUE
            return rows.id.in_(of_orders.where(called))
        if not text.strip():
            return rows.id.not_in(of_orders) if operator == "=" else rows.id.in_(of_orders)
        parts = [of_orders.where(line.text.folded == fold(unquoted(part))) for part in self.parts(text)]
        return all_of(rows.id.not_in(those) if operator == "!=" else rows.id.in_(those) for those in parts)

    def unchanged(self, wanted: str | None, present: str | None) -> bool:
        """Whether writing ``wanted`` over ``present`` would leave every line as it is."""
        mine, theirs = self.from_stored(wanted) or (), self.from_stored(present) or ()
        return len(mine) == len(theirs) and all(
            is_like(one.detail, other.detail) for one, other in zip(mine, theirs, strict=True)
        )

    def refuse(
        self, change: WriteContext[Session], record_id: int | None, value: Any, beside: Mapping[str, Any]
    ) -> None:
        """Raise :class:`UserError` at ``lines`` for what a line cannot be, and for an order that stays locked."""
        refuse_lines(change, record_id, value or (), unlocked="status" in beside)

    def write(self, change: WriteContext[Session], record_id: int, value: Any) -> bool:
        """Give an order exactly these lines, in this order; return whether anything was different.

        A line keeps its row by its ID, else where one with the same values stood. Raises :class:`UserError` at
        ``lines`` for what a line cannot be, and for an order that is locked.
        """
        return set_lines(change, record_id, value or ())


def _field(name: str) -> Field:
    return OrderLine.fields()[name]
