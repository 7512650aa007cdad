"""Kinds of number: whole, money, percentage, all exact; and yes/no."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from model.core import numbers
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.language import N_, _
from model.core.storage.drivers import peewee

_COMPARISONS = ("=", "!=", ">", ">=", "<", "<=")


class Whole(Field):
    """A whole number between ``lowest`` and ``highest``."""

    sql_type = "BIGINT"
    align_right = True
    operators: tuple[str, ...] = _COMPARISONS

    def __init__(
        self, label: str, *, lowest: int = 0, highest: int = 10**12, grouped: bool = True, **options: Any
    ) -> None:
        super().__init__(label, **options)
        self.grouped = grouped
        """Whether thousands are set apart: amounts are, numbers that only name something are not."""
        self.lowest = lowest
        self.highest = highest

    def read(self, text: str, reading: Reading) -> int:
        """Return the number; refuse one outside the limits."""
        value = numbers.parse_whole(text)
        self._check_limits(value)
        return value

    def _check_limits(self, value: int) -> None:
        if not self.lowest <= value <= self.highest:
            raise UserError(
                _("{field} must be between {lowest} and {highest}.").format(
                    field=self.title,
                    lowest=numbers.format_whole(self.lowest),
                    highest=numbers.format_whole(self.highest),
                ),
                self.name,
            )

    def check(self, value: Any) -> None:
        """Refuse what is outside the limits."""
        super().check(value)
        if value is not None:
            self._check_limits(value)

    def format(self, value: Any, reading: Reading) -> str:
        """Return the number with the language's thousands."""
        if value is None or not self.grouped:
            return "" if value is None else str(value)
        return numbers.format_whole(value, ascii=reading.ascii)


class CountOf(Whole):
    """How many of those whose number stands in the field ``of``: typed as a count, or as per cent of that number."""

    def __init__(self, label: str, *, of: str, **options: Any) -> None:
        super().__init__(label, **options)
        self.of = of

    def read(self, text: str, reading: Reading) -> int:
        """Return the count, of ``5 %`` that of the number in the same row, rounded half up."""
        share = text.rstrip()
        if not share.endswith("%"):
            return super().read(text, reading)
        percent = numbers.parse_decimal(share[:-1].rstrip())
        whole = reading.row.get(self.of)
        if isinstance(whole, str):
            whole = numbers.parse_whole(whole) if whole.strip() else None
        if whole is None:
            raise UserError(_("{text} of what? The number is not known yet.").format(text=share), self.name)
        value = int(numbers.round_half_up(percent * whole / 100, 0))
        self._check_limits(value)
        return value


class Exact(Field):
    """An exact decimal with ``places`` decimals, stored as a whole number of the smallest unit (decision 13)."""

    sql_type = "BIGINT"
    align_right = True
    operators = _COMPARISONS
    places: int
    least_shown = 2
    """Decimals that are shown even where they are noughts."""
    lowest: Decimal | None = None
    highest: Decimal | None = None

    def read(self, text: str, reading: Reading) -> Decimal:
        """Return the number; refuse more decimals than are kept, and what is outside the limits."""
        value = numbers.parse_decimal(text)
        numbers.to_units(value, self.places)
        self._check_limits(value)
        return value

    def _check_limits(self, value: Decimal) -> None:
        if self.highest is None and self.lowest == 0 and value < 0:
            raise UserError(_("{field} cannot be less than 0.").format(field=self.title), self.name)
        if (self.lowest is not None and value < self.lowest) or (self.highest is not None and value > self.highest):
            raise UserError(
                _("{field} must be between {lowest} and {highest}.").format(
                    field=self.title, lowest=self.lowest, highest=self.highest
                ),
                self.name,
            )

    def check(self, value: Any) -> None:
        """Refuse what is outside the limits or has more decimals than are kept."""
        super().check(value)
        if value is not None:
            try:
                numbers.to_units(value, self.places)
            except UserError as error:
                raise UserError(error.message, self.name) from error
            self._check_limits(value)

    def format(self, value: Any, reading: Reading) -> str:
        """Return the number with the language's separators, noughts at the end left out down to two decimals."""
        if value is None:
            return ""
        return numbers.format_decimal(value, self._shown_places(value), ascii=reading.ascii)

    def plain(self, value: Any) -> str | None:
        """Return the number as text with a point, with the decimals that are shown."""
        return None if value is None else f"{value:.{self._shown_places(value)}f}"

    def _shown_places(self, value: Decimal) -> int:
        exponent = value.normalize().as_tuple().exponent
        assert isinstance(exponent, int)
        return min(self.places, max(self.least_shown, -exponent))

    def adapt_in(self, value: Any) -> int:
        """Return the whole number of units."""
        return numbers.to_units(value, self.places)

    def adapt_out(self, stored: Any) -> Decimal:
        """Return the decimal."""
        return numbers.from_units(stored, self.places)


class Hundredths(Exact):
    """An exact decimal with two places."""

    places = 2


class Money(Hundredths):
    """An amount of money, of at least ``lowest`` where that is given.

    The currency stands in a field of its own where there can be several.
    """

    def __init__(self, label: str, *, lowest: int | None = None, **options: Any) -> None:
        super().__init__(label, **options)
        if lowest is not None:
            self.lowest = Decimal(lowest)


class UnitPrice(Exact):
    """An amount of money for one of something, with up to four decimals; never negative."""

    places = 4
    lowest = Decimal(0)


class Percent(Hundredths):
    """A percentage from 0 to 100 with two decimals."""

    lowest = Decimal(0)
    highest = Decimal(100)

    def read(self, text: str, reading: Reading) -> Decimal:
        """Return the percentage, with or without its sign."""
        return super().read(text.removesuffix("%").rstrip(), reading)


YES = ("yes", "y", "true", "1", "x", "ja", "j", "sann", "sand", "✓")
NO = ("no", "n", "false", "0", "nei", "nej", "usann", "falsk")


class YesNo(Field):
    """Yes or no."""

    sql_type = "SMALLINT"
    never_empty = True

    def __init__(self, label: str, *, default: bool = False, **options: Any) -> None:
        super().__init__(label, default=default, **options)

    @property
    def yes(self) -> peewee.Expression:
        """The test for yes in a query."""
        return self == True  # noqa: E712

    @property
    def no(self) -> peewee.Expression:
        """The test for no in a query."""
        return self == False  # noqa: E712

    def read(self, text: str, reading: Reading) -> bool:
        """Return True or False for the words of any of the three languages, and for TRUE and FALSE of spreadsheets."""
        word = text.casefold()
        if word in YES:
            return True
        if word in NO:
            return False
        raise UserError(_("{field} is yes or no.").format(field=self.title))

    def parse(self, text: str, reading: Reading) -> Any:
        """Blank is no: there is no third state here."""
        value = super().parse(text, reading)
        return False if value is None else value

    def format(self, value: Any, reading: Reading) -> str:
        """Return the word."""
        return "" if value is None else (_("yes") if value else _("no"))

    def to_stored(self, value: Any) -> Any:
        """Return 1 or 0, also for None: there is no third state here."""
        return self.adapt_in(value)

    def adapt_in(self, value: Any) -> int:
        """Return 1 or 0."""
        return 1 if value else 0

    def adapt_out(self, stored: Any) -> bool:
        """Return True or False."""
        return bool(stored)


UNKNOWN = N_("unknown")


class OptOut(YesNo):
    """A wish not to be contacted: what is done to many never takes it back (:mod:`model.core.changes.opt_outs`)."""


class YesNoUnknown(YesNo):
    """Yes, no, or not known (null)."""

    never_empty = False

    def __init__(self, label: str, **options: Any) -> None:
        Field.__init__(self, label, **options)

    def to_stored(self, value: Any) -> Any:
        """Return 1, 0, or null for what is not known."""
        return Field.to_stored(self, value)

    def parse(self, text: str, reading: Reading) -> Any:
        """Blank, "unknown" and a question mark are not known."""
        if text.strip().casefold() in ("?", "unknown", "ukjent", "ukendt"):
            return None
        return Field.parse(self, text, reading)
