"""Campaigns side by side: what each was to cost and bring, what it did, and what came of it (CAMP-09, CAMP-15)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from model.campaigns.economy import Economy, Figures, compare, economy
from model.campaigns.figures import BUDGET_FIELDS, RESULT_FIELDS, actual, planned
from model.campaigns.marks import NO_MARKS, Marks, marks_of_all
from model.campaigns.records import Campaign
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.language import _, ngettext
from model.core.numbers import format_whole, round_half_up
from model.core.storage.drivers import peewee
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.reports.answers import Asked, Line, Section
from model.reports.declared import Part, Report
from model.reports.labels import Labels
from model.reports.record_counts import number_where, rate

_FIELDS = tuple(dict.fromkeys((*BUDGET_FIELDS, *RESULT_FIELDS)))


class _Row:
    """A campaign with its figures; what they come to is worked out where a part needs it."""

    def __init__(self, row: Sequence[Any], marks: Mapping[int, Marks]) -> None:
        self.id, self.subject, self.key = row[:3]
        fields = Campaign.fields()
        self.marks = marks.get(self.id, NO_MARKS)
        self.values = {name: fields[name].from_stored(stored) for name, stored in zip(_FIELDS, row[3:], strict=True)}

    def plan(self) -> tuple[Figures, Economy]:
        """Return the plan, and what it comes to."""
        figures = planned(self.values)
        return figures, economy(figures)

    def fact(self) -> tuple[Figures, Economy]:
        """Return the actual figures, and what they come to."""
        figures = actual(self.values, self.marks)
        return figures, economy(figures)


def sections(session: Session, report: Report, part: Part, asked: Asked, labels: Labels) -> list[Section]:
    """Return a line for each campaign that begins in the interval, the highest bar first, and all of them together."""
    # What came of sales is counted from what names the campaign, all else from figures and recipients.
    rows = _read(session, asked, {} if part.name == "sales" else marks_of_all(session))
    if not rows:
        return []
    if part.name == "sales":
        found = _sales(session)
        values: _Values = [(row, found.get(row.id, (0, 0, 0, 0, 0))) for row in rows]
        total: Sequence[Any] = _summed((each for _row, each in values), 5)
    else:
        work = {"result": _results, "cost": _costs, "answers": _answers}[part.name]
        values, total = work(rows)
    chart = next(place for place, column in enumerate(part.columns) if column.field.name == part.chart)
    ordered = sorted(values, key=lambda each: (each[1][chart] is None, -(each[1][chart] or 0), each[0].key, each[0].id))
    lines = [Line(row.subject, row.subject, tuple(each), row.id) for row, each in ordered]
    return [Section(part, None, tuple(lines), tuple(total))]


def _wanted(session: Session, asked: Asked, active: bool = True) -> Any:
    found = seen(Campaign) & (Campaign.active.yes if active else Campaign.active.no)
    if asked.period.first is not None:
        found &= Campaign.start >= asked.period.first
    if asked.period.last is not None:
        found &= Campaign.start <= asked.period.last
    return found


def _read(session: Session, asked: Asked, marks: Mapping[int, Marks]) -> list[_Row]:
    fields = Campaign.fields()
    columns = (Campaign.id, Campaign.subject, Campaign.subject.folded, *(fields[name] for name in _FIELDS))
    return [_Row(row, marks) for row in session.rows(Campaign.select(*columns).where(_wanted(session, asked)))]


_Values = list[tuple[_Row, Sequence[Any]]]


def _results(rows: Iterable[_Row]) -> tuple[_Values, list[Any]]:
    values: _Values = []
    costs: list[list[Decimal]] = [[], []]
    results: list[list[Decimal]] = [[], []]
    for row in rows:
        both = (row.plan()[1], row.fact()[1])
        values.append((row, [each.result for each in both] + [each.percent for each in both]))
        for place, each in enumerate(both):
            if each.result is not None and each.total_cost is not None:
                results[place].append(each.result)
                costs[place].append(each.total_cost)
    sums = [sum(each, Decimal(0)) if each else None for each in results]
    percents = [
        round_half_up(100 * (result or Decimal(0)) / whole) if (whole := sum(cost, Decimal(0))) else None
        for result, cost in zip(sums, costs, strict=True)
    ]
    return values, [*_summed((each for _row, each in values), 2), *percents]


def _costs(rows: Iterable[_Row]) -> tuple[_Values, list[Any]]:
    values: _Values = []
    for row in rows:
        plan, fact = row.plan()[1], row.fact()[1]
        difference = compare(plan, fact)["total_cost"].difference
        values.append((row, [row.values["budget"], plan.total_cost, fact.total_cost, difference]))
    return values, _summed((each for _row, each in values), 4)


def _answers(rows: Iterable[_Row]) -> tuple[_Values, list[Any]]:
    values: _Values = []
    reached = [0, 0]
    for row in rows:
        (plan, planned_rates), (fact, rates) = row.plan(), row.fact()
        known = [fact.recipients, plan.responses, fact.responses]
        values.append((row, [*known, planned_rates.response_rate, rates.response_rate, fact.returns]))
        reached[0] += (plan.recipients or 0) if plan.responses is not None else 0
        reached[1] += (fact.recipients or 0) if fact.responses is not None else 0
    recipients, expected, responses, _plan, _fact, returns = _summed((each for _row, each in values), 6)
    rates_of_all = [rate(expected or 0, reached[0]), rate(responses or 0, reached[1])]
    return values, [recipients, expected, responses, *rates_of_all, returns]


def _summed(rows: Iterable[Sequence[Any]], columns: int) -> list[Any]:
    """Return the sums of the first ``columns``; of a column in which nothing is known, None."""
    sums: list[Any] = [None] * columns
    for row in rows:
        for place in range(columns):
            if row[place] is not None:
                sums[place] = row[place] if sums[place] is None else sums[place] + row[place]
    return sums


def _sales(session: Session) -> dict[int, tuple[int, int, int, int, int]]:
    """Return by campaign: leads, those converted, opportunities, won, lost; all that the person may see."""
    found: dict[int, list[int]] = {}
    closings = [number_where(Opportunity.status == status) for status in ("won", "lost")]
    for record, numbers_of, at in (
        (Lead, [number_where(Lead.converted_at.is_null(False))], 0),
        (Opportunity, closings, 2),
    ):
        campaign_of = record.fields()["campaign"]
        query = (
            record.select(campaign_of, peewee.fn.count(peewee.SQL("*")), *numbers_of)
            .where(campaign_of.is_null(False), seen(record))
            .group_by(peewee.SQL("1"))
        )
        for campaign, *numbers in session.each(query):
            found.setdefault(campaign, [0] * 5)[at : at + len(numbers)] = numbers
    return {campaign: (*numbers,) for campaign, numbers in found.items()}  # type: ignore[misc]


def left_out(session: Session, report: Report, asked: Asked) -> tuple[list[str], dict[str, Any]]:
    """Return how many campaigns are deactivated, and how the figures are to be read."""
    deactivated = _wanted(session, asked, active=False)
    count = session.value(Campaign.select(peewee.fn.count(peewee.SQL("*"))).where(deactivated))
    remarks = [_("A result in per cent is one of the costs; what is not known is blank.")]
    if count:
        said = ngettext("{count} deactivated is left out.", "{count} deactivated are left out.", count)
        remarks.append(said.format(count=format_whole(count)))
    return remarks, {"deactivated": count} if count else {}
