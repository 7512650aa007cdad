"""The columns of reports: a kind of field, from which formats, alignment and export follow, and what it is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from model.core.fields.base import Field, Reading
from model.core.fields.numbers import Hundredths, Money, Percent, Whole
from model.core.fields.texts import Text
from model.core.fields.times import Day
from model.core.language import N_
from model.core.numbers import format_decimal, from_hundredths, round_half_up

OPEN, WON, LOST = 1, 2, 3
"""How the states of an opportunity are stored (``model.opportunities.records.STATUSES``)."""

Kind = TypeVar("Kind", bound=Field)


class Counted:
    """Opportunities of one state summed up: how many, their amounts and weighted values in hundredths."""

    __slots__ = ("amount", "number", "weighted", "with_amount", "with_weight")

    def __init__(self, number: int = 0, with_amount: int = 0, amount: int = 0, with_weight: int = 0, weighted: int = 0):
        self.number = number
        self.with_amount = with_amount
        self.amount = amount
        self.with_weight = with_weight
        self.weighted = weighted

    def add(self, other: Counted) -> None:
        """Add another sum."""
        self.number += other.number
        self.with_amount += other.with_amount
        self.amount += other.amount
        self.with_weight += other.with_weight
        self.weighted += other.weighted


Sums = dict[int, Counted]
"""By state, as it is stored."""
NOTHING = Counted()


@dataclass(frozen=True)
class Column:
    """One column: its field, and its value for the sums of a row."""

    field: Field
    of: Callable[[Sums], Any]


def named(name: str, field: Kind) -> Kind:
    """Return a field that stands on no record, under its code name."""
    field.name = name
    return field


def _number(state: int) -> Callable[[Sums], int]:
    return lambda sums: sums.get(state, NOTHING).number


def _amount(state: int) -> Callable[[Sums], Decimal]:
    return lambda sums: from_hundredths(sums.get(state, NOTHING).amount)


def plain(*fields: Field) -> tuple[Column, ...]:
    """Return columns whose values are worked out elsewhere than from sums of opportunities."""
    return tuple(Column(field, lambda sums: None) for field in fields)


def hit_rate(sums: Sums) -> Decimal | None:
    """Return how many per cent of what was closed was won, by number; None where nothing was closed."""
    won, lost = sums.get(WON, NOTHING).number, sums.get(LOST, NOTHING).number
    return round_half_up(Decimal(100 * won) / (won + lost)) if won + lost else None


def _not_estimated(sums: Sums) -> int:
    counted = sums.get(OPEN, NOTHING)
    return counted.number - counted.with_weight


class WholeMoney(Money):
    """An amount that lists show without decimals, half up, where many of them stand side by side; files have all."""

    def format(self, value: Any, reading: Reading) -> str:
        """Return the amount as a whole number."""
        return "" if value is None else format_decimal(round_half_up(value, 0), 0, ascii=reading.ascii)

    def edit(self, value: Any, reading: Reading) -> str:
        """Return the amount with its decimals."""
        return super().format(value, reading)


CURRENCY = named("currency", Text(N_("Currency"), width=4))
WON_NUMBER = Column(named("won", Whole(N_("Won"), width=6)), _number(WON))
WON_AMOUNT = Column(named("won_amount", Money(N_("Amount won"), width=15)), _amount(WON))
LOST_NUMBER = Column(named("lost", Whole(N_("Lost"), width=6)), _number(LOST))
LOST_AMOUNT = Column(named("lost_amount", Money(N_("Amount lost"), width=15)), _amount(LOST))
HIT_RATE = Column(named("hit_rate", Percent(N_("Hit rate (%)"), width=8)), hit_rate)
OPEN_NUMBER = Column(named("opportunities", Whole(N_("How many"), width=6)), _number(OPEN))
OPEN_AMOUNT = Column(named("amount", Money(N_("Amount"), width=15)), _amount(OPEN))
WEIGHTED = Column(
    named("weighted_value", Money(N_("Weighted value"), width=15)),
    lambda sums: from_hundredths(sums.get(OPEN, NOTHING).weighted),
)
NOT_ESTIMATED = Column(named("not_estimated", Whole(N_("Not estimated"), width=6)), _not_estimated)
DEALS = Column(named("deals", Whole(N_("Sales"), width=6)), _number(WON))
COMMISSION = Column(named("part", Money(N_("Part of the amount won"), width=15)), _amount(WON))

MONTH = named("month", Text(N_("Month"), width=0))
CUSTOMER = named("customer", Text(N_("Customer"), width=0))
SELLER = named("seller", Text(N_("Seller"), width=0))
SOURCE = named("source", Text(N_("Source"), width=0))
REASON = named("loss_reason", Text(N_("Reason for loss"), width=0))
STAGE = named("stage", Text(N_("Stage"), width=0))
OPPORTUNITY = named("opportunity", Text(N_("Opportunity"), width=0))

CLOSED = named("closed", Day(N_("Closed"), width=11))
SOLD_BY = named("seller", Text(N_("Seller"), width=8))
SHARE = named("share", Percent(N_("Share (%)"), width=7))
WHOLE_AMOUNT = named("amount", Money(N_("Amount"), width=15))
PART = named("part", Money(N_("Part"), width=15))

CAMPAIGN = named("campaign", Text(N_("Campaign"), width=0))
OWNER = named("owner", Text(N_("Owner"), width=0))
STATUS = named("status", Text(N_("Status"), width=0))
CALLER = named("caller", Text(N_("Caller"), width=0))
DAY = named("day", Text(N_("Day"), width=0))

LEADS = plain(
    named("leads", Whole(N_("Leads"), width=7)),
    named("contacted", Whole(N_("Contacted"), width=7)),
    named("lost", Whole(N_("Lost"), width=6)),
    named("converted", Whole(N_("Converted"), width=7)),
    named("conversion_rate", Percent(N_("Conversion (%)"), width=8)),
)
ORDERS = plain(
    named("orders", Whole(N_("Orders"), width=6)),
    named("net", Money(N_("Net amount"), heading=N_("Net"), width=15)),
    named("vat", Money(N_("VAT"), width=14)),
    named("total", Money(N_("Total"), width=15)),
)
CALLS = plain(
    named("calls", Whole(N_("Calls"), width=6)),
    named("reached", Whole(N_("Reached"), width=6)),
    named("no_answer", Whole(N_("No answer"), width=6)),
    named("call_back", Whole(N_("Call back"), heading=N_("Later"), width=6)),
    named("not_interested", Whole(N_("Not interested"), heading=N_("Declined"), width=6)),
    named("reached_rate", Percent(N_("Reached (%)"), heading="%", width=7)),
    named("minutes", Whole(N_("Minutes"), heading=N_("Min."), width=6)),
)
LEDGER_AGES = plain(
    named("balance", WholeMoney(N_("Balance"), width=10)),
    named("not_due", WholeMoney(N_("Not due yet"), heading=N_("Not due"), width=10)),
    named("days_1_30", WholeMoney(N_("1–30 days overdue"), heading="1–30", width=10)),
    named("days_31_60", WholeMoney(N_("31–60 days overdue"), heading="31–60", width=10)),
    named("days_61_90", WholeMoney(N_("61–90 days overdue"), heading="61–90", width=10)),
    named("over_90_days", WholeMoney(N_("More than 90 days overdue"), heading="90+", width=10)),
)
CAMPAIGN_COSTS = plain(
    named("budget", Money(N_("Budget"), width=13)),
    named("planned_cost", Money(N_("Planned costs"), heading=N_("Planned"), width=13)),
    named("actual_cost", Money(N_("Actual costs"), heading=N_("Actual"), width=13)),
    named("cost_deviation", Money(N_("Deviation"), width=13)),
)
CAMPAIGN_RESULTS = plain(
    named("planned_result", Money(N_("Planned result"), heading=N_("Planned"), width=13)),
    named("actual_result", Money(N_("Actual result"), heading=N_("Actual"), width=13)),
    named("planned_roi", Hundredths(N_("Planned ROI (%)"), heading=N_("Planned %"), width=8)),
    named("actual_roi", Hundredths(N_("Actual ROI (%)"), heading=N_("Actual %"), width=8)),
)
CAMPAIGN_ANSWERS = plain(
    named("recipients", Whole(N_("Recipients"), width=8)),
    named("expected", Whole(N_("Expected responses"), heading=N_("Expected"), width=7)),
    named("responses", Whole(N_("Actual responses"), heading=N_("Actual"), width=7)),
    named("expected_rate", Hundredths(N_("Expected (%)"), heading=N_("Expected %"), width=7)),
    named("response_rate", Hundredths(N_("Actual (%)"), heading=N_("Actual %"), width=7)),
    named("returns", Whole(N_("Returns"), width=7)),
)
CAMPAIGN_SALES = plain(
    named("leads", Whole(N_("Leads"), width=7)),
    named("converted", Whole(N_("Converted"), width=7)),
    named("opportunities", Whole(N_("Opportunities"), width=7)),
    named("won", Whole(N_("Won"), width=7)),
    named("lost", Whole(N_("Lost"), width=7)),
)
