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

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.lists.criteria import Criterion, Filter, condition
from model.core.numbers import from_hundredths
from model.core.storage.drivers import peewee
from model.core.storage.expressions import first
from model.core.text import visible
from model.customers.records import Customer
from model.opportunities.overdue import overdue
from model.opportunities.records import Opportunity
from model.opportunities.stages import all_stages
from model.opportunities.totals import currency_of, halves, whole

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
    found: dict[Any, list[tuple[Any, ...]]] = {}
    sale = Opportunity
    query = (
        sale.select(
            sale.stage, currency_of(sale), peewee.fn.count(peewee.SQL("*")), *halves(sale.amount),
            *halves(sale.weighted_value),
        )
        .where(condition(session, sale, whose.filter))
        .group_by(peewee.SQL("1"), peewee.SQL("2"))
    )  # fmt: skip
    for row in session.rows(query):
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
    of_stage = Opportunity.stage.is_null() if stage is None else Opportunity.stage == stage
    for bound in _ranges(beyond, up):
        if len(found) < limit:
            wanted = (Opportunity.status == "open", of_stage, bound, _whose(session, whose.filter))
            found += _cards(session, wanted, limit - len(found), up=up)
    return found[::-1] if up else found


def card(session: Session, record_id: int) -> Card | None:
    """Return one opportunity as a card, None where it is gone, hidden or closed."""
    wanted = (Opportunity.id == record_id, _whose(session, Filter(("open",))))
    return next(iter(_cards(session, wanted, 1)), None)


def _whose(session: Session, wanted: Filter) -> Any:
    return condition(session, Opportunity, wanted, row_by_row=True)


def _ranges(beyond: Place | None, up: bool) -> list[Any]:
    """Return the ranges, in order, that lie beyond a place: those with a day stand before those without."""
    day, number = Opportunity.expected_close, Opportunity.id
    dated, undated = day.is_null(False), day.is_null()
    if beyond is None:
        return [undated, dated] if up else [dated, undated]
    at, record_id = beyond
    if at is None:
        return [undated & (number < record_id), dated] if up else [undated & (number > record_id)]
    same_day, place = day == _stored(at), _stored(at)
    if up:
        return [same_day & (number < record_id), day < place]
    return [same_day & (number > record_id), day > place, undated]


def _stored(day: str) -> peewee.Value:
    return peewee.Value(day, converter=False)


def _cards(session: Session, wanted: Sequence[Any], limit: int, *, up: bool = False) -> list[Card]:
    """Return the first ``limit`` of what is ``wanted`` along the column, or with ``up`` the last, the last first."""
    fields, sale = Opportunity.fields(), Opportunity
    today = session.reading().today

    def day(stored: str | None) -> date | None:
        found: date | None = fields["expected_close"].from_stored(stored)
        return found

    query = (
        sale.select(
            sale.id, sale.title, Customer.name, sale.amount, sale.currency, sale.weighted_value, sale.follow_up,
            sale.expected_close, sale.stage,
        )
        .join(Customer, peewee.JOIN.LEFT_OUTER, on=(Customer.id == sale.customer) & seen(Customer))
        .where(*wanted)
        .order_by(first(sale.expected_close, descending=up), first(sale.id, descending=up))
        .limit(limit)
    )  # fmt: skip
    found = []
    for row in session.rows(query):
        days = {"status": "open", "follow_up": day(row[6]), "expected_close": day(row[7])}
        amount, weighted = (None if value is None else from_hundredths(value) for value in (row[3], row[5]))
        found.append(
            Card(
                row[0], visible(row[1] or ""), visible(row[2] or ""), amount, visible(row[4] or ""), weighted,
                bool(overdue(days, today)), (row[7], row[0]), row[8],
            )
        )  # fmt: skip
    return found
