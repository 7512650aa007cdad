"""The lines of an order while they are edited, without a screen: what stands in each cell, and what it means.

A cell holds text, as somebody types it. It is read with the fields of an order line, so that a sheet takes and refuses
what a form does. A line never changes in place: each edit makes another tuple of lines, and undo goes back to the last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.language import _
from model.core.numbers import to_hundredths
from model.orders.totals import Line, Totals, line_net, totals_of_nets

TEXT, QUANTITY, UNIT, UNIT_PRICE, DISCOUNT, VAT_RATE = range(6)
"""The cells of a line that are typed, from left to right."""
COLUMNS = ("text", "quantity", "unit", "unit_price", "discount", "vat_rate")
"""The code names of their fields."""
NUMBER = -1
"""The cell of a line's number, left of the others: letters are keys there."""

_PERCENT = frozenset((DISCOUNT, VAT_RATE))


@dataclass(frozen=True)
class SheetLine:
    """One line: ``key`` tells it from the others as long as the sheet is open, ``texts`` are its cells.

    ``given`` is what it began with: what is on file, or what a new line is given. ``typed`` are the cells that the
    person has typed in: what is taken over from an earlier line leaves them alone.
    """

    key: int
    texts: tuple[str, ...]
    given: tuple[str, ...]
    line_id: int = 0
    """The ID of the line on file, 0 for a new one."""
    typed: frozenset[int] = frozenset()

    @property
    def on_file(self) -> bool:
        """Whether it stands on file already."""
        return bool(self.line_id)

    @property
    def changed(self) -> bool:
        """Whether saving it would write it."""
        return self.texts != self.given or not self.on_file

    @property
    def blank(self) -> bool:
        """Whether it is a new line in which nobody has typed: it is not saved."""
        return not self.on_file and self.texts == self.given

    def with_cell(self, column: int, text: str) -> SheetLine:
        """Return the line with what the person typed in one of its cells."""
        texts = (*self.texts[:column], text, *self.texts[column + 1 :])
        return replace(self, texts=texts, typed=self.typed | {column})

    def taking_over(self, texts: Mapping[int, str]) -> SheetLine:
        """Return the line with the cells of an earlier one, besides those that the person has typed in."""
        taken = tuple(
            texts[column] if column in texts and (column == TEXT or column not in self.typed) else text
            for column, text in enumerate(self.texts)
        )
        return replace(self, texts=taken)


@dataclass(frozen=True)
class ReadLine:
    """What the cells of a line mean: its values where all can be read, else what is wrong, by column."""

    values: Line | None
    net: Decimal | None
    errors: Mapping[int, str] = field(default_factory=dict)


class LineReader:
    """Reads lines with the fields of an order line; one that has not changed since is not read again."""

    def __init__(self, fields: Mapping[str, Field], reading: Reading, rates: Sequence[Decimal]) -> None:
        self._fields = tuple(fields[name] for name in COLUMNS)
        self._reading = reading
        self.rates = tuple(rates)
        """The rates of VAT that lines may have; a line on file keeps the one that it has."""
        self._read: dict[int, tuple[SheetLine, ReadLine]] = {}
        """What each line meant when it was read last, by its key."""

    def title(self, column: int) -> str:
        """Return what a cell is called."""
        return self._fields[column].title

    def read(self, line: SheetLine) -> ReadLine:
        """Return what the cells of a line mean."""
        last = self._read.get(line.key)
        if last is not None and last[0] is line:
            return last[1]
        found = self._values(line)
        self._read[line.key] = (line, found)
        return found

    def _values(self, line: SheetLine) -> ReadLine:
        values: list[object] = []
        errors: dict[int, str] = {}
        for column, text in enumerate(line.texts):
            try:
                values.append(self._value(line, column, text))
            except UserError as error:
                errors[column] = error.message
        if errors:
            return ReadLine(None, None, errors)
        read = Line(*values)  # type: ignore[arg-type]
        net = line_net(read)
        try:
            to_hundredths(net)
        except UserError as error:
            return ReadLine(None, None, {UNIT_PRICE: error.message})
        return ReadLine(read, net)

    def _value(self, line: SheetLine, column: int, text: str) -> object:
        kind = self._fields[column]
        value = kind.parse(text, self._reading)
        if value is None and column not in (TEXT, VAT_RATE):
            value = kind.default
        kind.check(value)
        if column == VAT_RATE and value not in self.rates and not (line.on_file and text == line.given[column]):
            raise UserError(self._unknown_rate(value))
        return value if value is not None else ""

    def _unknown_rate(self, rate: Decimal) -> str:
        rates = ", ".join(self.edit(VAT_RATE, each) + " %" for each in self.rates)
        return _("There is no VAT rate of {rate} %: there are {rates}.").format(
            rate=self.edit(VAT_RATE, rate), rates=rates
        )

    def normal(self, line: SheetLine, column: int) -> str:
        """Return the text of a cell as the program writes it, so that it is seen how it was understood.

        What cannot be read stays as it was typed.
        """
        text = line.texts[column]
        if column in (TEXT, UNIT):
            return " ".join(text.split())
        try:
            return self.edit(column, self._value(line, column, text))
        except UserError:
            return text

    def edit(self, column: int, value: object) -> str:
        """Return a value as its cell holds it: text that is read back as the same value."""
        kind = self._fields[column]
        if column == DISCOUNT and not value:
            return ""
        if column in _PERCENT and isinstance(value, Decimal) and value == value.to_integral_value():
            return str(int(value))
        return kind.edit(value, self._reading) if value is not None else ""

    def texts_of(self, line: Line) -> tuple[str, ...]:
        """Return the cells of a line of these values."""
        return tuple(self.edit(column, value) for column, value in enumerate(line))

    def totals(self, lines: Sequence[SheetLine]) -> Totals:
        """Return what the lines come to that can be read; blank ones count for nothing."""
        found = (self.read(line) for line in lines if not line.blank)
        return totals_of_nets(
            (each.values.vat_rate or Decimal(0), each.net)
            for each in found
            if each.values is not None and each.net is not None
        )

    def first_error(self, lines: Sequence[SheetLine]) -> tuple[int, int] | None:
        """Return row and column of the first cell that cannot be read, None where all can."""
        for row, line in enumerate(lines):
            if not line.blank and (errors := self.read(line).errors):
                return row, min(errors)
        return None
