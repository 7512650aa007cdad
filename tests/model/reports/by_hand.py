"""The figures of all reports worked out by hand: plain SQL, fractions, and nothing of the program's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from model.core.storage.store import Store
from tests.plain_sql import plain_sql

OSLO = ZoneInfo("Europe/Oslo")
SEPARATORS = {"en": (",", "."), "nb": ("\u00a0", ","), "da": (".", ",")}


@dataclass(frozen=True)
class Sale:
    """An opportunity as it is on file."""

    id: int
    customer: str
    source: str | None
    reason: str | None
    stage: str
    status: str
    amount: Fraction | None
    currency: str
    probability: Fraction | None
    expected: date | None
    closed: date | None
    sellers: tuple[tuple[str, Fraction], ...]

    @property
    def weighted(self) -> Fraction | None:
        """Amount times probability, a half øre up (P02)."""
        if self.amount is None or self.probability is None:
            return None
        return half_up(self.amount * self.probability / 100)

    def parts(self, amount: Fraction | None) -> dict[str | None, Fraction]:
        """What each seller gets of an amount, what nobody gets under None: the largest remainder (decision 13)."""
        ore = int((amount or 0) * 100)
        exact = [Fraction(abs(ore)) * share / 100 for _who, share in self.sellers]
        given = [part.numerator // part.denominator for part in exact]
        together = sum(exact, Fraction(0))
        while sum(given) < together.numerator // together.denominator:
            given[max(range(len(given)), key=lambda place: (exact[place] - given[place], -place))] += 1
        sign = -1 if ore < 0 else 1
        found: dict[str | None, Fraction] = {
            who: Fraction(sign * part, 100) for (who, _share), part in zip(self.sellers, given, strict=True)
        }
        found[None] = Fraction(ore - sign * sum(given), 100)
        return found


def half_up(value: Fraction) -> Fraction:
    """Round to the øre, a half away from nought."""
    ore = abs(value) * 100 + Fraction(1, 2)
    return Fraction((1 if value >= 0 else -1) * (ore.numerator // ore.denominator), 100)


def read(store: Store, person: int) -> list[Sale]:
    """Return what ``person`` may see, straight from the tables."""
    names = dict(store.rows(plain_sql("SELECT id, name FROM option")))
    initials = dict(store.rows(plain_sql("SELECT id, initials FROM employee")))
    customers = {row[0]: row[1:] for row in store.rows(plain_sql("SELECT id, name, owner_only, owner FROM customer"))}
    sellers: dict[int, list[tuple[str, Fraction]]] = defaultdict(list)
    shares = "SELECT opportunity, employee, share FROM opportunity_seller ORDER BY id"
    for at, who, share in store.rows(plain_sql(shares)):
        sellers[at].append((initials[who], Fraction(share, 100)))
    found = []
    sql = (
        "SELECT id, customer, source, loss_reason, stage, status, amount, currency, probability, expected_close,"
        " closed_at FROM opportunity WHERE active = 1"
    )
    for at, customer, source, reason, stage, status, amount, currency, percent, expected, closed in store.rows(
        plain_sql(sql)
    ):
        name, hidden, owner = customers[customer]
        if hidden and owner != person:
            continue
        moment = None if closed is None else datetime.fromisoformat(closed.replace("Z", "+00:00")).astimezone(OSLO)
        found.append(
            Sale(
                at,
                name,
                names.get(source),
                names.get(reason),
                names[stage],
                {1: "open", 2: "won", 3: "lost"}[status],
                None if amount is None else Fraction(amount, 100),
                currency,
                None if percent is None else Fraction(percent, 100),
                None if expected is None else date.fromisoformat(expected),
                None if moment is None else moment.date(),
                tuple(sellers[at]),
            )
        )
    return found


Figures = dict[tuple[str, Any], list[Any]]
"""(currency, row) → its figures; the row "=" is the total."""


def won_lost(sales: Iterable[Sale], first: date, last: date, by: Callable[[Sale], Any]) -> Figures:
    """Number and amount won, number and amount lost, hit rate; ``by`` says which row an opportunity belongs to."""
    found: Figures = defaultdict(lambda: [0, Fraction(0), 0, Fraction(0)])
    for sale in sales:
        if sale.status != "open" and sale.closed is not None and first <= sale.closed <= last:
            for key in (by(sale), "="):
                row = found[sale.currency, key]
                place = 0 if sale.status == "won" else 2
                row[place] += 1
                row[place + 1] += sale.amount or 0
    return {key: [*row, rate(row[0], row[2])] for key, row in found.items()}


def won_lost_by_seller(sales: Iterable[Sale], first: date, last: date) -> Figures:
    """The same by seller: amounts by the shares."""
    found: Figures = defaultdict(lambda: [0, Fraction(0), 0, Fraction(0)])
    for sale in sales:
        if sale.status != "open" and sale.closed is not None and first <= sale.closed <= last:
            place = 0 if sale.status == "won" else 2
            for who, part in [*sale.parts(sale.amount).items(), ("=", sale.amount or Fraction(0))]:
                if who is not None or part:
                    found[sale.currency, who][place] += 1
                    found[sale.currency, who][place + 1] += part
    return {key: [*row, rate(row[0], row[2])] for key, row in found.items()}


def rate(won: int, lost: int) -> Fraction | None:
    """Per cent, two decimals."""
    return half_up(Fraction(100 * won, won + lost)) if won + lost else None


def commission(sales: Iterable[Sale], first: date, last: date) -> Figures:
    """Number of sales and part of the amount, by seller."""
    won = [sale for sale in sales if sale.status == "won"]
    return {key: row[:2] for key, row in won_lost_by_seller(won, first, last).items()}


def pipeline(sales: Iterable[Sale], by: Callable[[Sale], Any]) -> Figures:
    """Number, amount, weighted value, and how many are not estimated."""
    found: Figures = defaultdict(lambda: [0, Fraction(0), Fraction(0), 0])
    for sale in sales:
        if sale.status == "open":
            for key in (by(sale), "="):
                row = found[sale.currency, key]
                row[0] += 1
                row[1] += sale.amount or 0
                row[2] += sale.weighted or 0
                row[3] += sale.weighted is None
    return dict(found)


def active(sales: Iterable[Sale]) -> Figures:
    """Number, amount and weighted value by seller."""
    found: Figures = defaultdict(lambda: [0, Fraction(0), Fraction(0)])
    for sale in sales:
        if sale.status == "open":
            amounts, weights = sale.parts(sale.amount), sale.parts(sale.weighted)
            for who in [*amounts, "="]:
                whole = (sale.amount or Fraction(0), sale.weighted or Fraction(0))
                part = whole if who == "=" else (amounts[who], weights[who])
                if who is not None or any(part):
                    row = found[sale.currency, who]
                    row[0] += 1
                    row[1] += part[0]
                    row[2] += part[1]
    return dict(found)


def due(today: date) -> Callable[[Sale], str]:
    """Return what tells the row of the expected: overdue, the month, or none."""

    def row(sale: Sale) -> str:
        if sale.expected is None:
            return "none"
        return "overdue" if sale.expected < today else sale.expected.isoformat()[:7]

    return row


def written(value: Any, language: str) -> str:
    """Return a figure as a person writes it in the language."""
    if value is None:
        return ""
    group, point = SEPARATORS[language]
    if isinstance(value, int):
        return f"{value:,}".replace(",", group)
    ore = int(value * 100)
    whole, rest = divmod(abs(ore), 100)
    return ("-" if ore < 0 else "") + f"{whole:,}".replace(",", group) + f"{point}{rest:02}"
