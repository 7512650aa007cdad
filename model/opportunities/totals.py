"""What many opportunities come to: amounts and weighted values, exactly, over any list (OPP-04; P01, P02, P05, P07)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.language import _, ngettext
from model.core.lists.criteria import Filter, condition
from model.core.numbers import format_decimal, format_whole, from_hundredths
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK
from model.opportunities.records import Opportunity

PART = 10**6
"""Hundredths are added up in two parts, as the largest amounts there can be would soon be more than 64 bits hold."""


@dataclass(frozen=True)
class Sum:
    """What is in one currency ('' where none is named)."""

    currency: str
    count: int
    amount: Decimal
    weighted: Decimal


@dataclass(frozen=True)
class Totals:
    """What a list comes to, by currency, the one with most rows first; ``not_estimated`` have no weighted value."""

    count: int
    sums: tuple[Sum, ...]
    not_estimated: int

    def amount_text(self, ascii: bool = False) -> str:
        """Return the amounts as people read them."""
        return _told([(one.amount, one.currency) for one in self.sums], ascii)

    def weighted_text(self, ascii: bool = False) -> str:
        """Return the weighted values as people read them."""
        return _told([(one.weighted, one.currency) for one in self.sums], ascii)

    def sentence(self) -> str:
        """Return all of it on one line."""
        parts = [f"{_('Sum')} {self.amount_text()}", f"{_('Weighted')} {self.weighted_text()}"]
        return "  ".join([*parts, *([self.not_estimated_text()] if self.not_estimated else [])])

    def not_estimated_text(self) -> str:
        """Return how many opportunities have no weighted value (P05)."""
        return ngettext("{count} not estimated", "{count} not estimated", self.not_estimated).format(
            count=format_whole(self.not_estimated)
        )


def _told(sums: list[tuple[Decimal, str]], ascii: bool) -> str:
    told = [f"{format_decimal(value, ascii=ascii)} {currency}".strip() for value, currency in sums if value]
    return " + ".join(told) or format_decimal(Decimal(0), ascii=ascii)


def totals(session: Session, wanted: Filter) -> Totals:
    """Return what the opportunities come to that ``wanted`` leaves and the person may see.

    The weighted sum is that of the rounded lines (P02); what is lost weighs nothing, as its probability is 0 (P07).
    """
    sale = Opportunity
    query = (
        sale.select(
            currency_of(sale), peewee.fn.count(peewee.SQL("*")), *halves(sale.amount), *halves(sale.weighted_value),
            peewee.fn.count(sale.weighted_value),
        )
        .where(condition(session, sale, wanted))
        .group_by(peewee.SQL("1"))
        .order_by(peewee.SQL("2 DESC"), peewee.SQL("1"))
    )  # fmt: skip
    rows = session.rows(query)
    sums: dict[str, Sum] = {}
    for currency, count, *parts in rows:
        sums[currency] = Sum(currency, count, whole(*parts[0:2]), whole(*parts[2:4]))
    return Totals(sum(row[1] for row in rows), tuple(sums.values()), sum(row[1] - row[6] for row in rows))


def currency_of(sale: Any) -> Any:
    """Return the column of an opportunity's currency, '' for none."""
    return peewee.fn.coalesce(sale.currency, BLANK)


def halves(amount: Any) -> list[Any]:
    """Return two columns that :func:`whole` makes the exact sum of ``amount``, a column of hundredths."""
    part, nothing = peewee.SQL(str(PART)), peewee.SQL("0")
    high = peewee.NodeList((amount, peewee.SQL("/"), part))
    low = peewee.Expression(amount, "%", part)
    return [peewee.fn.coalesce(peewee.fn.sum(half), nothing) for half in (high, low)]


def whole(high: int, low: int) -> Decimal:
    """Return the amount of the two sums."""
    return from_hundredths(together(high, low))


def together(high: int, low: int) -> int:
    """Return the hundredths of the two sums."""
    return high * PART + low
