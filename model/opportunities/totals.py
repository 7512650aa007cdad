"""What many opportunities come to: amounts and weighted values, exactly, over any list (OPP-04; P01, P02, P05, P07)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from model.core.access.session import Session
from model.core.language import _, ngettext
from model.core.lists.criteria import Filter, predicate
from model.core.numbers import format_decimal, format_whole, from_hundredths
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
    where, parameters = predicate(session, Opportunity, wanted)
    rows = session.store.rows(
        f"SELECT coalesce(currency, ''), count(*), {sum_sql('amount')}, {sum_sql('weighted_value')},"
        f" sum(weighted_value IS NULL) FROM opportunity WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1",
        parameters,
    )
    sums: dict[str, Sum] = {}
    for currency, count, *parts in rows:
        sums[currency] = Sum(currency, count, whole(*parts[0:2]), whole(*parts[2:4]))
    return Totals(sum(row[1] for row in rows), tuple(sums.values()), sum(row[6] for row in rows))


def sum_sql(column: str) -> str:
    """Return the SQL of two columns that :func:`whole` makes the exact sum of ``column``."""
    return f"coalesce(sum({column} / {PART}), 0), coalesce(sum({column} % {PART}), 0)"


def whole(high: int, low: int) -> Decimal:
    """Return the amount of the two sums."""
    return from_hundredths(together(high, low))


def together(high: int, low: int) -> int:
    """Return the hundredths of the two sums."""
    return high * PART + low
