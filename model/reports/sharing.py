"""What falls to each seller: amounts by shares to the øre, and what falls to nobody (OPP-13, decision 13; S17 … S24).

The shares are the truth, as they are now (S23); the owner has no part in this (S22), and who has left still has (S24).
An opportunity with one seller at 100 % is summed up by the database; only those that are divided come here one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from model.core.access.session import Session
from model.core.storage.drivers import peewee
from model.core.storage.expressions import first, then
from model.opportunities.money import WHOLE, divide
from model.opportunities.records import Opportunity
from model.opportunities.seller_record import Seller
from model.opportunities.shares import WHOLE as WHOLE_SHARE
from model.reports.columns import Counted, Sums
from model.reports.sums import Grouped, currency_of, pivoted

UNASSIGNED, BEYOND = "unassigned", "beyond"
"""What the shares leave to nobody, and what they give away beyond 100 %."""


def _alone(sole: Any) -> Any:
    """Return the condition that a seller has the whole of an opportunity."""
    other = Seller.alias("other")
    others = other.select(peewee.SQL("1")).where(other.opportunity == Opportunity.id, other.employee != sole.employee)
    return (sole.share == WHOLE_SHARE) & ~peewee.fn.EXISTS(others)


@dataclass(frozen=True)
class Sale:
    """One opportunity with what each of its sellers gets: (employee or what is left over, share, part)."""

    id: int
    title: str
    closed_at: str | None
    currency: str | None
    amount: int | None
    parts: tuple[tuple[int | str, int | None, int], ...]


def shared_among(session: Session, wanted: Any, summed: Sequence[Any]) -> tuple[Grouped, Grouped]:
    """Return the sums by seller and currency, and those of all together under the key None.

    An opportunity counts once for each of its sellers, and once in all together.
    """
    sale, sole = Opportunity, Seller.alias("sole")
    source = then(sale, sole, (sole.opportunity == sale.id) & _alone(sole))
    query = (
        peewee.Select((source,), (sole.employee, sale.currency, sale.status, *summed))
        .where(wanted)
        .group_by(peewee.SQL("1"), peewee.SQL("2"), peewee.SQL("3"))
    )
    by_seller = pivoted(session.each(query))
    in_all: Grouped = {}
    for (_employee, currency), sums in by_seller.items():
        for state, counted in sums.items():
            in_all.setdefault((None, currency), {}).setdefault(state, Counted()).add(counted)
    for state, currency, amount, weighted, sellers in _divided(session, wanted):
        _add(in_all.setdefault((None, currency), {}), state, amount, weighted, amount or 0, weighted or 0)
        amounts, amount_left = parts_of(amount or 0, [share for _employee, share in sellers])
        weights, weight_left = parts_of(weighted or 0, [share for _employee, share in sellers])
        for (employee, _share), part, weight in zip(sellers, amounts, weights, strict=True):
            _add(by_seller.setdefault((employee, currency), {}), state, amount, weighted, part, weight)
        if amount_left or weight_left:
            left = left_over([share for _employee, share in sellers])
            _add(by_seller.setdefault((left, currency), {}), state, amount, weighted, amount_left, weight_left)
    return by_seller, in_all


def _add(sums: Sums, state: int, amount: int | None, weighted: int | None, part: int, weight: int) -> None:
    counted = sums.setdefault(state, Counted())
    counted.number += 1
    counted.with_amount += amount is not None
    counted.amount += part
    counted.with_weight += weighted is not None
    counted.weighted += weight


def parts_of(amount: int, shares: Sequence[int]) -> tuple[list[int], int]:
    """Return what each of ``shares`` gets of ``amount`` (hundredths both) and what is left, a credit like its size."""
    parts = divide(abs(amount), shares)
    if amount < 0:
        parts = [-part for part in parts]
    return parts, amount - sum(parts)


def left_over(shares: Sequence[int]) -> str:
    """Return what the rest is called: given to nobody, or given away beyond what there is."""
    return BEYOND if sum(shares) > WHOLE else UNASSIGNED


def _divided(
    session: Session, wanted: Any
) -> Iterator[tuple[int, str | None, int | None, int | None, list[tuple[int, int]]]]:
    sale, seller, sole = Opportunity, Seller.alias("seller"), Seller.alias("sole")
    has_one = sole.select(peewee.SQL("1")).where(sole.opportunity == sale.id, _alone(sole))
    query = (
        sale.select(
            sale.id, sale.status, sale.currency, sale.amount, sale.weighted_value, seller.employee, seller.share
        )
        .join(seller, peewee.JOIN.LEFT_OUTER, on=seller.opportunity == sale.id)
        .where(wanted, ~peewee.fn.EXISTS(has_one))
        .order_by(sale.id, first(seller.id))
    )
    for _id, rows in groupby(session.each(query), key=lambda row: row[0]):
        lines = list(rows)
        _same, state, currency, amount, weighted, _employee, _share = lines[0]
        yield (
            state,
            currency_of(currency),
            amount,
            weighted,
            [(line[5], line[6]) for line in lines if line[5] is not None],
        )


def sales(session: Session, wanted: Any) -> Iterator[Sale]:
    """Yield every opportunity with the parts of its sellers, in the order in which they were closed."""
    sale, seller = Opportunity, Seller.alias("seller")
    query = (
        sale.select(sale.id, sale.title, sale.closed_at, sale.currency, sale.amount, seller.employee, seller.share)
        .join(seller, peewee.JOIN.LEFT_OUTER, on=seller.opportunity == sale.id)
        .where(wanted)
        .order_by(first(sale.closed_at), sale.id, first(seller.id))
    )
    for record_id, rows in groupby(session.each(query), key=lambda row: row[0]):
        lines = list(rows)
        _same, title, closed_at, currency, amount, _employee, _share = lines[0]
        sellers = [(line[5], line[6]) for line in lines if line[5] is not None]
        shares = [share for _who, share in sellers]
        amounts, left = parts_of(amount or 0, shares)
        parts: list[tuple[int | str, Any, int]] = [
            (who, share, part) for (who, share), part in zip(sellers, amounts, strict=True)
        ]
        if left:
            parts.append((left_over(shares), None, left))
        elif not parts:
            parts.append((UNASSIGNED, None, 0))
        yield Sale(record_id, title, closed_at, currency_of(currency), amount, tuple(parts))
