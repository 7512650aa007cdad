"""How the opportunities of a list are spread over statuses and stages: number and amount of each (OPP-15)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.language import _
from model.core.lists.criteria import Criterion, Filter, condition
from model.core.storage.drivers import peewee
from model.core.text import visible
from model.opportunities.records import STATUSES, Opportunity
from model.opportunities.stages import all_stages
from model.opportunities.totals import currency_of, halves, whole

_Groups = dict[Any, dict[str, tuple[int, Decimal]]]
"""Status or stage → currency → how many, and their amounts together."""


@dataclass(frozen=True)
class Group:
    """One bar: how many there are, their amounts by currency ('' for none), and the filter that leaves just these."""

    label: str
    count: int
    amounts: dict[str, Decimal]
    filter: Filter


@dataclass(frozen=True)
class Distribution:
    """The groups by status and by stage; ``currency`` is the one most opportunities are in."""

    by_status: tuple[Group, ...]
    by_stage: tuple[Group, ...]
    currency: str


def distribution(session: Session, wanted: Filter) -> Distribution:
    """Return how what ``wanted`` leaves, and the person may see, is spread; what is in use is there with 0 too."""
    statuses, stages = _grouped(session, wanted)
    by_status = tuple(
        Group(_(choice.label), *_of(statuses, choice.number), _with_status(wanted, choice.name)) for choice in STATUSES
    )
    by_stage = [
        Group(stage.name, *_of(stages, stage.id), _with_stage(wanted, stage.name))
        for stage in all_stages(session)
        if stage.active or stage.id in stages
    ]
    if None in stages:
        by_stage.append(Group(_("none"), *_of(stages, None), _with_stage(wanted, "")))
    counts: dict[str, int] = {}
    for group in statuses.values():
        for currency, (count, _amount) in group.items():
            counts[currency] = counts.get(currency, 0) + count
    return Distribution(by_status, tuple(by_stage), max(counts, key=lambda one: counts[one], default=""))


def _grouped(session: Session, wanted: Filter) -> tuple[_Groups, _Groups]:
    """Return number and amount by currency of each status and of each stage; the rows are gone through once."""
    statuses: _Groups = {}
    stages: _Groups = {}
    sale = Opportunity
    query = (
        sale.select(sale.status, sale.stage, currency_of(sale), peewee.fn.count(peewee.SQL("*")), *halves(sale.amount))
        .where(condition(session, sale, wanted))
        .group_by(peewee.SQL("1"), peewee.SQL("2"), peewee.SQL("3"))
    )
    for status, stage, currency, count, high, low in session.rows(query):
        for groups, key in ((statuses, status), (stages, stage)):
            group = groups.setdefault(key, {})
            before = group.get(visible(currency), (0, Decimal(0)))
            group[visible(currency)] = (before[0] + count, before[1] + whole(high, low))
    return statuses, stages


def _of(groups: _Groups, key: Any) -> tuple[int, dict[str, Decimal]]:
    group = groups.get(key, {})
    amounts = {currency: amount for currency, (_count, amount) in group.items() if amount}
    return sum(count for count, _amount in group.values()), amounts


def _with_status(wanted: Filter, status: str) -> Filter:
    """Return the filter with the view of a status in place of the view that is in force."""
    return wanted if status in wanted.views else wanted.with_view(Opportunity, status)


def _with_stage(wanted: Filter, stage: str) -> Filter:
    others = tuple(one for one in wanted.criteria if one.field != "stage")
    return replace(wanted, criteria=(*others, Criterion("stage", "=", stage)))
