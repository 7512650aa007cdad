"""Carrying a report out: sums into lines with labels, sections by currency, totals, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from model.core.access.session import Session
from model.core.dates import from_utc_text
from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole, from_hundredths
from model.files.stopping import Stop, go_on
from model.reports import call_counts, campaign_figures, lead_counts, ledger_ages, order_counts
from model.reports.answers import Answer, Asked, Line, Section
from model.reports.columns import OPEN, Counted, Sums
from model.reports.declared import Part, Report
from model.reports.labels import Labels, month_lines
from model.reports.sharing import BEYOND, UNASSIGNED, Sale, sales, shared_among
from model.reports.sums import Grouped, chosen, grouped, number_of, summed


def run(session: Session, report: Report, asked: Asked, stop: Stop | None = None) -> Answer:
    """Carry out ``report`` for ``asked``, as one moment of the database; nothing is in it that the person may not see.

    Raises :class:`UserError` for a part that the report has not got, and :class:`~model.files.stopping.Stopped`.
    """
    parts = [report.part(name) for name in asked.parts] or list(report.parts)
    if asked.currency and not report.in_currencies:
        raise UserError(_("{report} has no currencies.").format(report=_(report.title)), "currency")
    if report.record != "opportunity":
        return _counted(session, report, parts, asked, stop)
    with session.store.one_moment():
        labels = Labels(session)
        sections: list[Section] = []
        for part in parts:
            go_on(None, stop, 0, 1)
            if part.by == "sale":
                found = _sales(session, report, part, asked, labels)
            else:
                found = _summed(session, report, part, asked, labels, stop)
            sections += found
        told = _left_out(session, report, asked)
    kept = _of_currency(sections, asked, told)
    return Answer(report, asked, tuple(kept), tuple(_remarks(report, kept, told)), told)


def _of_currency(sections: Sequence[Section], asked: Asked, told: dict[str, Any]) -> list[Section]:
    """Return the sections of the currency that is asked for, and write into ``told`` which others there are."""
    kept = [section for section in sections if not asked.currency or section.currency == asked.currency.upper()]
    if len(kept) < len(sections):
        told["other_currencies"] = sorted({section.currency or "" for section in sections} - {asked.currency.upper()})
    return kept


_COUNTING: Mapping[str, Any] = {
    "lead": lead_counts, "call": call_counts, "campaign": campaign_figures, "order": order_counts,
    "ledger_entry": ledger_ages,
}  # fmt: skip
"""Kind of record → the module that counts it: its ``sections`` and what it says of those that are ``left_out``."""


def _counted(session: Session, report: Report, parts: Sequence[Part], asked: Asked, stop: Stop | None) -> Answer:
    """Carry out a report that counts something else than opportunities."""
    counting = _COUNTING[report.record]
    sections: list[Section] = []
    with session.store.one_moment():
        labels = Labels(session)
        for part in parts:
            go_on(None, stop, 0, 1)
            sections += counting.sections(session, report, part, asked, labels)
        remarks, told = counting.left_out(session, report, asked)
    kept = _of_currency(sections, asked, told) if report.in_currencies else sections
    return Answer(report, asked, tuple(kept), (*_currency_remarks(kept, told), *remarks), told)


# Sums


def _summed(
    session: Session, report: Report, part: Part, asked: Asked, labels: Labels, stop: Stop | None
) -> list[Section]:
    if part.by == "seller":
        wanted = chosen(session, report, asked)
        by_key, in_all = shared_among(session, wanted, summed(report))
    else:
        by_key = grouped(session, report, asked, part.by)
        in_all = {}
        for (_key, currency), sums in by_key.items():
            _add(in_all.setdefault((None, currency), {}), sums)
    go_on(None, stop, 0, 1)
    main = _main(in_all)
    by_key, in_all = _placed(by_key, main), _placed(in_all, main)
    found = []
    for currency in _ordered(in_all):
        go_on(None, stop, 0, 1)
        rows = {key: sums for (key, of), sums in by_key.items() if of == currency}
        total = in_all[None, currency]
        lines = _lines(part, rows, labels)
        if lines:
            without = sum(counted.number - counted.with_amount for counted in total.values())
            values = tuple(column.of(total) for column in part.columns)
            found.append(Section(part, currency, tuple(lines), values, without))
    return found


def _add(there: Sums, sums: Sums) -> None:
    for state, counted in sums.items():
        there.setdefault(state, Counted()).add(counted)


def _main(in_all: Grouped) -> str | None:
    """Return the currency of most opportunities."""
    numbers = {currency: sum(c.number for c in sums.values()) for (_key, currency), sums in in_all.items() if currency}
    return min(numbers, key=lambda currency: (-numbers[currency], currency), default=None)


def _placed(by_key: Grouped, main: str | None) -> Grouped:
    """Return the sums with opportunities that have neither amount nor currency among those of the main currency.

    They add no amount; only their number counts, and it belongs where most of the others are.
    """
    if main is None:
        return by_key
    found: Grouped = {}
    for (key, currency), sums in by_key.items():
        for state, counted in sums.items():
            bare = counted.number - counted.with_amount if currency is None else 0
            if bare:
                found.setdefault((key, main), {}).setdefault(state, Counted()).add(Counted(bare))
                if not counted.with_amount:
                    continue
                rest = Counted(counted.with_amount, counted.with_amount, counted.amount)
                rest.with_weight, rest.weighted = counted.with_weight, counted.weighted
                counted = rest
            found.setdefault((key, currency), {}).setdefault(state, Counted()).add(counted)
    return found


def _ordered(in_all: Grouped) -> list[str | None]:
    """Return the currencies, the one of most opportunities first, amounts without one last."""
    numbers = {currency: sum(c.number for c in sums.values()) for (_key, currency), sums in in_all.items()}
    return sorted(numbers, key=lambda currency: (currency is None, -numbers[currency], currency or ""))


# Lines


def _lines(part: Part, rows: dict[Any, Sums], labels: Labels) -> list[Line]:
    def line(key: str | None, label: str, sums: Sums, record_id: int | None = None, special: str = "") -> Line:
        return Line(key, label, tuple(column.of(sums) for column in part.columns), record_id, special)

    if part.by in ("month", "due"):
        return month_lines(rows, line)
    chart = next(place for place, column in enumerate(part.columns) if column.field.name == part.chart)
    if part.by == "loss_reason":
        rows = {key: sums for key, sums in rows.items() if part.columns[0].of(sums)}
    ids = [key for key in rows if isinstance(key, int)]
    known = labels.of(part, ids)
    found = [line(known[key].key, known[key].label, rows[key], key) for key in ids]
    order = {key: label.order for key, label in known.items()}
    if part.by == "stage":
        found.sort(key=lambda each: (labels.position(each.id), order[each.id or 0]))
    else:
        found.sort(key=lambda each: (-each.values[chart], order[each.id or 0], each.id))
    for special, label in labels.specials(part):
        sums = rows.get(None if special == "none" else special)
        if sums is not None:
            found.append(line(None, label, sums, special=special))
    return found


# Sale by sale


def _sales(session: Session, report: Report, part: Part, asked: Asked, labels: Labels) -> list[Section]:
    zone = session.reading().zone
    read = list(sales(session, chosen(session, report, asked)))
    numbers: dict[str, int] = {}
    for sale in read:
        if sale.currency:
            numbers[sale.currency] = numbers.get(sale.currency, 0) + 1
    main = min(numbers, key=lambda currency: (-numbers[currency], currency), default=None)
    by_currency: dict[str | None, list[Sale]] = {}
    for sale in read:
        by_currency.setdefault(main if sale.amount is None and sale.currency is None else sale.currency, []).append(
            sale
        )
    people = labels.employees()
    leftover = {UNASSIGNED: _("unassigned"), BEYOND: _("beyond 100 %")}
    found = []
    order = sorted(by_currency, key=lambda each: (each is None, -len(by_currency[each]), each or ""))
    for currency in order:
        lines, total = [], 0
        for sale in by_currency[currency]:
            closed = None if sale.closed_at is None else from_utc_text(sale.closed_at).astimezone(zone).date()
            amount = None if sale.amount is None else from_hundredths(sale.amount)
            for who, share, got in sale.parts:
                name = leftover[who] if isinstance(who, str) else people[who].key
                percent = None if share is None else from_hundredths(share)
                total += got
                values = (closed, name, percent, amount, from_hundredths(got))
                lines.append(Line(sale.title, sale.title, values, sale.id, who if isinstance(who, str) else ""))
        without = sum(sale.amount is None for sale in by_currency[currency])
        found.append(Section(part, currency, tuple(lines), (None, None, None, None, from_hundredths(total)), without))
    return found


# What is left out


def _left_out(session: Session, report: Report, asked: Asked) -> dict[str, Any]:
    told: dict[str, Any] = {"deactivated": number_of(session, chosen(session, report, asked, active=False))}
    if report.day == "expected_close" and (asked.period.first or asked.period.last):
        whole = number_of(session, chosen(session, report, Asked(type(asked.period)())))
        told["outside"] = whole - number_of(session, chosen(session, report, asked))
    return told


def _currency_remarks(sections: Sequence[Section], told: Mapping[str, Any]) -> Iterator[str]:
    currencies = {section.currency for section in sections}
    if len(currencies) > 1 or told.get("other_currencies"):
        yield _("Amounts of different currencies are never added: each currency has a section of its own.")
    if told.get("other_currencies"):
        names = ", ".join(name or _("Without currency") for name in told["other_currencies"])
        yield _("Left out: {currencies}.").format(currencies=names)


def _remarks(report: Report, sections: Sequence[Section], told: dict[str, Any]) -> Iterable[str]:
    yield from _currency_remarks(sections, told)
    first = [section for section in sections if section.part is sections[0].part]
    if without := sum(section.without_amount for section in first):
        told["without_amount"] = without
        yield ngettext(
            "{count} without an amount is counted, with nothing.",
            "{count} without an amount are counted, with nothing.",
            without,
        ).format(count=format_whole(without))
    if told.get("deactivated"):
        number = told["deactivated"]
        yield ngettext("{count} deactivated is left out.", "{count} deactivated are left out.", number).format(
            count=format_whole(number)
        )
    if told.get("outside"):
        number = told["outside"]
        yield ngettext(
            "{count} outside the interval, or without a day, is left out.",
            "{count} outside the interval, or without a day, are left out.",
            number,
        ).format(count=format_whole(number))
    if sections and report.states == (OPEN,):
        yield _("Weighted values are rounded opportunity by opportunity; totals are sums of these.")
    if any(section.part.by == "seller" for section in sections):
        yield _("What has several sellers counts once for each, and once in the total; amounts go by their shares.")
