"""Orders of an interval by month, customer, seller and campaign: how many, and what they come to (OPP-18, CAMP-16).

Counted is what is in use and not cancelled, by the day of the order, drafts among them. An order is its owner's, whole:
how sellers share a sale stands in the reports on opportunities. Amounts of different currencies are never added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.language import _, ngettext
from model.core.numbers import format_whole, from_hundredths
from model.core.storage.drivers import peewee
from model.opportunities.totals import halves, together
from model.orders.records import Order
from model.reports.answers import Asked, Line, Section
from model.reports.declared import Part, Report
from model.reports.labels import Labels, month_lines
from model.reports.sums import currency_of

_Sums = tuple[int, int, int, int]
"""How many orders; their net, VAT and total in hundredths."""
_NOTHING: _Sums = (0, 0, 0, 0)


def sections(session: Session, report: Report, part: Part, asked: Asked, labels: Labels) -> list[Section]:
    """Return the orders by what ``part`` asks for, a section for each currency, that of most orders first."""
    by_currency: dict[str | None, dict[Any, _Sums]] = {}
    for key, currency, *sums in session.each(_grouped(asked, part.by)):
        rows = by_currency.setdefault(currency_of(currency), {})
        rows[key] = _added(rows.get(key, _NOTHING), _together(sums))
    found = []
    for currency, rows in by_currency.items():
        total = _added(*rows.values())
        found.append((total[0], Section(part, currency, tuple(_lines(part, rows, labels)), _values(total))))
    found.sort(key=lambda each: (each[1].currency is None, -each[0], each[1].currency or ""))
    return [section for _count, section in found]


def _grouped(asked: Asked, by: str) -> Any:
    key = peewee.fn.substr(Order.order_date, peewee.SQL("1"), peewee.SQL("7")) if by == "month" else Order.fields()[by]
    sums = [part for name in ("total_net", "total_vat", "total") for part in halves(Order.fields()[name])]
    return (
        Order.select(key, Order.currency, peewee.fn.count(peewee.SQL("*")), *sums)
        .where(_wanted(asked))
        .group_by(peewee.SQL("1"), peewee.SQL("2"))
    )


def _wanted(asked: Asked, *, cancelled: bool = False, active: bool = True) -> Any:
    found = seen(Order) & (Order.active.yes if active else Order.active.no)
    found &= Order.status == "cancelled" if cancelled else Order.status != "cancelled"
    if asked.period.first is not None:
        found &= Order.order_date >= asked.period.first
    if asked.period.last is not None:
        found &= Order.order_date <= asked.period.last
    return found


def _together(columns: Sequence[int]) -> _Sums:
    number, *amounts = columns
    net, vat, total = (together(*amounts[at : at + 2]) for at in (0, 2, 4))
    return number, net, vat, total


def _added(*sums: _Sums) -> _Sums:
    number, net, vat, total = (sum(column) for column in zip(*sums, strict=True))
    return number, net, vat, total


def _values(sums: _Sums) -> tuple[Any, ...]:
    return (sums[0], *(from_hundredths(amount) for amount in sums[1:]))


def _lines(part: Part, rows: Mapping[Any, _Sums], labels: Labels) -> list[Line]:
    if part.by == "month":

        def line(key: str | None, label: str, sums: Any, special: str = "") -> Line:
            return Line(key, label, _values(sums or _NOTHING), special=special)

        named: dict[Any, Any] = {"none" if key is None else key: sums for key, sums in rows.items()}
        return month_lines(named, line)
    known = labels.of(part, [key for key in rows if key is not None])
    found = [Line(known[key].key, known[key].label, _values(rows[key]), key) for key in rows if key is not None]
    found.sort(key=lambda each: (-each.values[1], known[each.id or 0].order, each.id))
    if None in rows:
        ((special, label),) = labels.specials(part)
        found.append(Line(None, label, _values(rows[None]), special=special))
    return found


def left_out(session: Session, report: Report, asked: Asked) -> tuple[list[str], dict[str, Any]]:
    """Return how the figures are to be read: whose an order is, how many are drafts, cancelled and deactivated."""

    def number(condition: Any) -> int:
        return int(session.value(Order.select(peewee.fn.count(peewee.SQL("*"))).where(condition)))

    drafts = number(_wanted(asked) & (Order.status == "draft"))
    cancelled = number(_wanted(asked, cancelled=True))
    deactivated = number(_wanted(asked, active=False))
    remarks = []
    if drafts:
        remarks.append(
            _number_text(ngettext("{count} of them is a draft.", "{count} of them are drafts.", drafts), drafts)
        )
    if cancelled:
        said = ngettext("{count} cancelled is left out.", "{count} cancelled are left out.", cancelled)
        remarks.append(_number_text(said, cancelled))
    if deactivated:
        said = ngettext("{count} deactivated is left out.", "{count} deactivated are left out.", deactivated)
        remarks.append(_number_text(said, deactivated))
    if not asked.parts or "seller" in asked.parts:
        remarks.append(_("An order is its owner's, whole; how a sale is shared stands in Commission."))
    told = {"drafts": drafts, "cancelled": cancelled, "deactivated": deactivated}
    return remarks, {name: count for name, count in told.items() if count}


def _number_text(said: str, number: int) -> str:
    return said.format(count=format_whole(number))
