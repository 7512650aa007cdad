"""What customers owe, and what is owed to suppliers, by how long it should have been paid (CUST-20)."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.dates import format_day
from model.core.language import _
from model.ledger.balances import Balance, all_balances
from model.reports.answers import Asked, Line, Section
from model.reports.declared import Part, Report
from model.reports.labels import Labels


def sections(session: Session, report: Report, part: Part, asked: Asked, labels: Labels) -> list[Section]:
    """Return a section for each currency, the one of most customers first; of customers, who owes most first."""
    by_currency: dict[str, list[Balance]] = defaultdict(list)
    for balance in all_balances(session, part.name):
        by_currency[balance.currency].append(balance)
    found = []
    for currency in sorted(by_currency, key=lambda each: (-len(by_currency[each]), each)):
        balances = by_currency[currency]
        known = labels.of(part, [each.customer for each in balances])
        balances.sort(key=lambda each: (-each.amount, known[each.customer].order, each.customer))
        lines = tuple(
            Line(known[each.customer].key, known[each.customer].label, _values(each), each.customer)
            for each in balances
        )
        totals = zip(*(line.values for line in lines), strict=True)
        found.append(Section(part, currency or None, lines, tuple(sum(column, Decimal(0)) for column in totals)))
    return found


def _values(balance: Balance) -> tuple[Decimal, ...]:
    return (balance.amount, *balance.ages)


def left_out(session: Session, report: Report, asked: Asked) -> tuple[list[str], dict[str, Any]]:
    """Return on which day it is so, and how the figures are to be read."""
    return [
        _("As it stands on {day}; closed entries add nothing.").format(day=format_day(session.reading().today)),
        _("Shown without decimals, in files with them. Payments that are in no link stand under their own age."),
    ], {}
