"""What stands behind a figure: a filter that the list of what the report counts can show."""

from __future__ import annotations

from datetime import date, timedelta

from model.core.lists.criteria import Criterion, Filter
from model.opportunities.records import STATUSES
from model.reports.answers import Answer, Line, Section
from model.reports.declared import Part
from model.reports.periods import Period, month_of
from model.reports.sharing import BEYOND, UNASSIGNED


def behind(answer: Answer, section: Section, line: Line | None, today: date) -> Filter | None:
    """Return the filter for what ``line`` counts, or for the total where it is None; None where no filter can tell it.

    Opportunities without amount and currency, which are counted with the main currency, are not in the list of several
    currencies.
    """
    part = section.part
    if answer.report.record == "ledger_entry":
        return _open_entries(answer, section, line)
    if answer.report.record != "opportunity":
        return _counted(answer, section, line)
    if line is not None and line.special in (UNASSIGNED, BEYOND):
        return None
    criteria = [*_states(answer, part)]
    if len(answer.of_part(part.name)) > 1 or answer.asked.currency:
        criteria.append(Criterion("currency", "=", section.currency or ""))
    period = answer.asked.period
    if line is not None and part.by in ("month", "due"):
        if line.special == "none":
            return Filter(criteria=(*criteria, Criterion("expected_close", "=", "")))
        if line.special == "overdue":
            period = period.within(Period(None, today - timedelta(days=1)))
        else:
            period = period.within(month_of(date.fromisoformat(f"{line.key}-01")))
            if part.by == "due":
                period = period.within(Period(today, None))
    elif line is not None:
        text = "" if line.id is None else (line.key or "") if part.by == "seller" else f"#{line.id} {line.label}"
        criteria.append(Criterion(part.by, "=", text))
    day = answer.report.day
    if day and period.first is not None:
        criteria.append(Criterion(day, ">=", period.first.isoformat()))
    if day and period.last is not None:
        criteria.append(Criterion(day, "<=", period.last.isoformat()))
    return Filter(criteria=tuple(criteria))


def _open_entries(answer: Answer, section: Section, line: Line | None) -> Filter:
    """Return the filter for the open entries of a ledger in a currency, of one customer or of all."""
    criteria = [Criterion("ledger", "=", section.part.name), Criterion("closed", "=", "no")]
    if len(answer.of_part(section.part.name)) > 1 or answer.asked.currency:
        criteria.append(Criterion("currency", "=", section.currency or ""))
    if line is not None:
        criteria.append(Criterion("customer", "=", f"#{line.id} {line.label}"))
    return Filter(criteria=tuple(criteria))


def _counted(answer: Answer, section: Section, line: Line | None) -> Filter:
    """Return the filter for leads, calls, campaigns or orders."""
    report, period, part = answer.report, answer.asked.period, section.part
    criteria = [*_OF_ALL.get(report.record, ())]
    if report.in_currencies and (len(answer.of_part(part.name)) > 1 or answer.asked.currency):
        criteria.append(Criterion("currency", "=", section.currency or ""))
    if line is not None and part.by == "month":
        if line.special == "none":
            return Filter(criteria=(*criteria, Criterion(report.day, "=", "")))
        period = period.within(month_of(date.fromisoformat(f"{line.key}-01")))
    elif line is not None and part.by == "day":
        day = date.fromisoformat(line.key or "")
        period = Period(day, day)
    elif line is not None and report.record != "campaign":
        text = line.key or ""
        if line.id is not None and part.by != "owner":
            text = f"#{line.id} {line.label}"
        criteria.append(Criterion(part.by, "=", text))
    if period.first is not None:
        criteria.append(Criterion(report.day, ">=", period.first.isoformat()))
    if period.last is not None:
        criteria.append(Criterion(report.day, "<=", period.last.isoformat()))
    return Filter(criteria=tuple(criteria))


_OF_ALL = {
    "lead": (Criterion("active", "!=", ""),),
    "call": (Criterion("direction", "=", "out"),),
    "order": (Criterion("status", "!=", "cancelled"),),
}
"""What a report counts of all there are: leads also when deactivated, calls made from here, orders not cancelled."""


def _states(answer: Answer, part: Part) -> list[Criterion]:
    names = {choice.number: choice.name for choice in STATUSES}
    states = [names[state] for state in answer.report.states]
    if part.by == "loss_reason":
        states = ["lost"]
    if len(states) == 1:
        return [Criterion("status", "=", states[0])]
    # Of what was closed there are two states; the third is left out.
    return [Criterion("status", "!=", name) for name in names.values() if name not in states]
