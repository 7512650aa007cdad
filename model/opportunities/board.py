"""The pipeline board: open opportunities by stage, a window of each column at a time (OPP-16).

A column is walked along one index, by expected close and then ID; what has no such day stands last. Nobody reads a
column whole: five thousand cards cost no more than those that are seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.lists.criteria import Criterion, Filter, predicate
from model.core.lists.index_selection import selected_sql
from model.core.numbers import from_hundredths
from model.core.text import visible
from model.opportunities.overdue import overdue
from model.opportunities.records import Opportunity
from model.opportunities.stages import all_stages
from model.opportunities.totals import sum_sql, whole

Place = tuple[str | None, int]
"""Where a card stands in its column: the expected close as it is stored, and the ID."""


@dataclass(frozen=True)
class Card:
    """One opportunity on the board."""

    id: int
    title: str
    customer: str
    amount: Decimal | None
    currency: str
    weighted: Decimal | None
    late: bool
    place: Place
    stage: int | None


@dataclass(frozen=True)
class Column:
    """One stage: how many are there, and what they come to by currency; ``stage`` is None for those at none."""

    stage: int | None
    name: str
    count: int
    amounts: dict[str, Decimal]
    weighted: dict[str, Decimal]

    def with_card(self, card: Card, sign: int) -> Column:
        """Return the column with a card more (1) or less (-1)."""
        amounts, weighted = dict(self.amounts), dict(self.weighted)
        if card.amount is not None:
            amounts[card.currency] = amounts.get(card.currency, Decimal(0)) + sign * card.amount
        if card.weighted is not None:
            weighted[card.currency] = weighted.get(card.currency, Decimal(0)) + sign * card.weighted
        return replace(self, count=self.count + sign, amounts=amounts, weighted=weighted)


@dataclass(frozen=True)
class Whose:
    """Whose opportunities the board shows: everybody's, those one owns, or those one sells (initials of the seller)."""

    mine: bool = False
    seller: str = ""

    @property
    def filter(self) -> Filter:
        """The filter of a list that shows the same."""
        views = ("open", "mine") if self.mine else ("open",)
        return Filter(views, (Criterion("seller", "=", self.seller),) if self.seller else ())


def columns(session: Session, whose: Whose) -> list[Column]:
    """Return the stages in their order with their sums; one no longer in use, or none, only if something is there."""
    where, parameters = predicate(session, Opportunity, whose.filter)
    found: dict[Any, list[tuple[Any, ...]]] = {}
    for row in session.store.rows(
        f"SELECT stage, coalesce(currency, ''), count(*), {sum_sql('amount')}, {sum_sql('weighted_value')}"
        f" FROM opportunity WHERE {where} GROUP BY 1, 2",
        parameters,
    ):
        found.setdefault(row[0], []).append(row)

    def column(stage: int | None, name: str) -> Column:
        rows = found.get(stage, [])
        amounts = {visible(row[1]): whole(row[3], row[4]) for row in rows}
        weighted = {visible(row[1]): whole(row[5], row[6]) for row in rows}
        return Column(stage, name, sum(row[2] for row in rows), amounts, weighted)

    made = [column(stage.id, stage.name) for stage in all_stages(session) if stage.active or stage.id in found]
    return [column(None, ""), *made] if None in found else made


def cards(
    session: Session, whose: Whose, stage: int | None, limit: int, *, beyond: Place | None = None, up: bool = False
) -> list[Card]:
    """Return the next cards of a column after ``beyond``, or from its top; with ``up`` those before it, in order."""
    found: list[Card] = []
    for bound, parameters, order in _ranges(beyond, up):
        if len(found) < limit:
            found += _read(session, whose, stage, bound, parameters, order, limit - len(found))
    return found[::-1] if up else found


def card(session: Session, record_id: int) -> Card | None:
    """Return one opportunity as a card, None where it is gone, hidden or closed."""
    where, parameters = predicate(session, Opportunity, Filter(("open",)), row_by_row=True)
    return next(iter(_cards(session, f"id = ? AND {where}", [record_id, *parameters], "id", 1)), None)


def _ranges(beyond: Place | None, up: bool) -> list[tuple[str, list[Any], str]]:
    """Return the ranges, in order, that lie beyond a place: those with a day stand before those without."""
    days, none = "expected_close IS NOT NULL", "expected_close IS NULL"
    forth, back = "expected_close, id", "expected_close DESC, id DESC"
    if beyond is None:
        return [(none, [], back), (days, [], back)] if up else [(days, [], forth), (none, [], forth)]
    day, number = beyond
    if up:
        if day is None:
            return [(f"{none} AND id < ?", [number], back), (days, [], back)]
        return [("expected_close = ? AND id < ?", [day, number], back), ("expected_close < ?", [day], back)]
    if day is None:
        return [(f"{none} AND id > ?", [number], forth)]
    return [
        ("expected_close = ? AND id > ?", [day, number], forth),
        ("expected_close > ?", [day], forth),
        (none, [], forth),
    ]


def _read(
    session: Session, whose: Whose, stage: int | None, bound: str, values: Sequence[Any], order: str, limit: int
) -> list[Card]:
    where, parameters = predicate(session, Opportunity, whose.filter, row_by_row=True)
    at = "stage IS NULL" if stage is None else "stage = ?"
    own = [] if stage is None else [stage]
    return _cards(session, f"status = 1 AND {at} AND {bound} AND {where}", [*own, *values, *parameters], order, limit)


def _cards(session: Session, where: str, parameters: Sequence[Any], order: str, limit: int) -> list[Card]:
    fields = Opportunity.fields()
    customer, customer_parameters = selected_sql(session, Opportunity, fields["customer"])
    today = session.reading().today

    def day(stored: str | None) -> date | None:
        found: date | None = fields["expected_close"].from_stored(stored)
        return found

    found = []
    for row in session.store.rows(
        f"SELECT id, title, {customer}, amount, currency, weighted_value, follow_up, expected_close, stage"
        f" FROM opportunity WHERE {where} ORDER BY {order} LIMIT ?",
        (*customer_parameters, *parameters, limit),
    ):
        days = {"status": "open", "follow_up": day(row[6]), "expected_close": day(row[7])}
        amount, weighted = (None if value is None else from_hundredths(value) for value in (row[3], row[5]))
        found.append(
            Card(
                row[0], visible(row[1] or ""), visible(row[2] or ""), amount, visible(row[4] or ""), weighted,
                bool(overdue(days, today)), (row[7], row[0]), row[8],
            )
        )  # fmt: skip
    return found
