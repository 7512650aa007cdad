"""The boxes of the start page as lines: a heading, one line a row, and what Enter opens (CUST-01)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len

from model.core.dates import format_day_short, format_moment_short, format_time
from model.core.history.past_changes import PastChange
from model.core.language import N_, _, ngettext
from model.core.lists.criteria import Criterion, Filter
from model.core.numbers import format_whole, round_half_up
from model.core.text import visible
from model.dashboard.boxes import (
    MOST,
    Boxes,
    Due,
    Pipeline,
    RunningCampaign,
    Sale,
    Top,
    Warned,
    month_of,
    quarter_of,
    year_of,
)
from model.registry.warning_rules import told_of
from tui.looks import Looks
from tui.widgets.bars import Bar, bar_lines
from tui.widgets.lines import Piece

Lines = list[list[Piece]]

ROOMY = 50
"""Cells of a column from which there is room for bars beside titles."""

TITLES = {
    "warned": N_("Warnings from the register"),
    "call_backs": N_("Call-backs due"),
    "tasks": N_("My tasks due"),
    "meetings": N_("My meetings today"),
    "campaigns": N_("My running campaigns"),
    "customers": N_("Latest customers"),
    "sales": N_("Sales this month"),
    "sellers": N_("Top sellers this year"),
    "month": N_("My pipeline this month"),
    "quarter": N_("My pipeline this quarter"),
    "changes": N_("Done last"),
}


class Card(NamedTuple):
    """What a row opens: the card of a record."""

    record: str
    id: int


class CallBack(NamedTuple):
    """What a row opens: the call list of a call-back at its lead, or the card of what it is about."""

    task: int
    card: Card


class Passing(NamedTuple):
    """What a row opens: a list of certain records."""

    record: str
    filter: Filter
    title: str


class Screen(NamedTuple):
    """What a row opens: a screen of its own."""

    name: str


Opens = Card | CallBack | Passing | Screen


class Box(NamedTuple):
    """A box as it is drawn."""

    name: str
    told: tuple[str, ...]
    """What stands at the right end of the heading, the longest form first: that is taken which there is room for."""
    opens: tuple[Opens, ...]
    """For each row what Enter opens; as many as there are rows."""
    lines: Callable[[int], Lines]
    """Width → the rows."""
    ticks: tuple[Card, ...] = ()
    """For each row the task or appointment that can be ticked as done; none where there is nothing to tick."""

    @property
    def title(self) -> str:
        """What the box is called."""
        return _(TITLES[self.name])


class Sum(NamedTuple):
    """What sales of one currency come to; ``weighted`` where they are still open."""

    amount: Decimal
    currency: str
    sales: int
    weighted: Decimal | None = None


def _units(found: Sequence[Top]) -> list[str]:
    return list(dict.fromkeys(line.currency for line in found))


class Drawn:
    """Makes the boxes of what is on file."""

    def __init__(self, looks: Looks, now: datetime) -> None:
        self._looks = looks
        self._now = now

    def boxes(self, found: Boxes, changes: Sequence[PastChange]) -> dict[str, Box]:
        """Return all boxes by name; those of campaigns and of warnings are there where there are any."""
        campaigns = {"campaigns": self._campaigns(found.campaigns)} if found.campaigns else {}
        warned = {"warned": self._warnings(found.warned)} if found.warned else {}
        one_currency = len({line.currency for line in found.sold} - {""}) < 2
        return {
            "call_backs": self._due("call_backs", found.call_backs, self._call_back),
            "tasks": self._due("tasks", found.tasks, self._task),
            "meetings": self._due("meetings", found.meetings, self._meeting),
            **warned,
            **campaigns,
            "customers": Box(
                "customers",
                ("",),
                tuple(Card("customer", line.id) for line in found.customers),
                lambda width: [
                    self._row(width, "", self._short(line.at), line.name, line.town, line.owner)
                    for line in found.customers
                ],
            ),
            "sales": self._with_sums(
                Box(
                    "sales",
                    (),
                    tuple(Card("opportunity", line.id) for line in found.sales),
                    lambda width: [self._sale(width, line, one_currency) for line in found.sales],
                ),
                [Sum(line.amount, line.currency, line.sales) for line in found.sold],
                ("won",),
                _("won this month"),
                ("closed_at", *month_of(found.day)),
            ),
            "sellers": self._sellers(found.sellers, found.day),
            "month": self._pipeline("month", found.month, found.day),
            "quarter": self._pipeline("quarter", found.quarter, found.day),
            "changes": Box(
                "changes",
                (f"H {_('all changes')}", "H"),
                tuple(Screen("changes") for _past in changes),
                lambda width: [
                    self._row(width, "", self._short(past.at), past.name, "", past.author) for past in changes
                ],
            ),
        }

    # What the register warns of

    def _warnings(self, found: Sequence[Warned]) -> Box:
        opens = tuple(self._warned_list(line) for line in found)
        return Box("warned", ("",), opens, lambda width: [self._warned(width, line) for line in found])

    def _warned(self, width: int, line: Warned) -> list[Piece]:
        told = (
            ngettext("{count} customer of mine: {warning}", "{count} customers of mine: {warning}", line.number)
            if line.record == "customer"
            else ngettext("{count} lead of mine: {warning}", "{count} leads of mine: {warning}", line.number)
        ).format(count=format_whole(line.number, ascii=self._looks.ascii), warning=_(told_of(line.warning)))
        return [("! ", "error"), (self._looks.fit(told, max(1, width - 2)), "")]

    def _warned_list(self, line: Warned) -> Passing:
        criteria = (Criterion("register_warning", "=", line.warning),)
        return Passing(line.record, Filter(("mine",), criteria), _(told_of(line.warning)))

    # What is due

    def _due(self, name: str, found: Sequence[Due], line: Callable[[int, Due], list[Piece]]) -> Box:
        rows = found[:MOST]
        count = f"{MOST}+" if len(found) > MOST else str(len(found))
        ticks = tuple(Card(due.item.kind, due.item.id) for due in rows)
        opens: tuple[Opens, ...] = ticks
        if name == "call_backs":
            # Where it stands on no list any more, the company itself.
            abouts = (Card(due.record, due.record_id) if due.record else None for due in rows)
            opens = tuple(CallBack(card.id, about or card) for card, about in zip(ticks, abouts, strict=True))
        told = (count if found else _("none"),)
        return Box(name, told, opens, lambda width: [line(width, due) for due in rows], ticks)

    def _overdue(self, due: Due) -> bool:
        at = due.item.at
        if at is None:
            return False
        return at + timedelta(days=1) <= self._now if due.item.whole_day else at < self._now

    def _call_back(self, width: int, due: Due) -> list[Piece]:
        return self._row(width, "!" if self._overdue(due) else "", self._when(due), due.about or due.item.subject)

    def _task(self, width: int, due: Due) -> list[Piece]:
        sign = "!" if self._overdue(due) else ""
        return self._row(width, sign, self._when(due), due.item.subject, due.about)

    def _meeting(self, width: int, due: Due) -> list[Piece]:
        item = due.item
        when = _("all day") if item.whole_day else self._when(due)
        if item.end and item.at and not item.whole_day and width >= ROOMY:
            when += f"–{format_time(item.end.time())}"
        done = ("v" if self._looks.ascii else "✓") if item.done else ""
        return self._row(width, done, when, item.subject, due.about or item.place, dim=item.done)

    def _campaigns(self, found: Sequence[RunningCampaign]) -> Box:
        """Return the campaigns with the day on which each ends; one that was to have ended has its mark."""

        def row(width: int, one: RunningCampaign) -> list[Piece]:
            late = one.end is not None and one.end < self._now.date()
            ends = "" if one.end is None else format_day_short(one.end, self._now.date())
            return self._row(width, "!" if late else "", ends, one.subject, one.type)

        count = f"{MOST}+" if len(found) == MOST else str(len(found))
        opens = tuple(Card("campaign", one.id) for one in found)
        return Box("campaigns", (count,), opens, lambda width: [row(width, one) for one in found])

    def _when(self, due: Due) -> str:
        if due.item.at is None:
            return ""
        if due.item.whole_day or due.item.at.date() != self._now.date():
            return format_day_short(due.item.at.date(), self._now.date())
        return format_time(due.item.at.time())

    # Money

    def _with_sums(
        self, box: Box, sums: Sequence[Sum], views: tuple[str, ...], title: str, days: tuple[str, date, date]
    ) -> Box:
        """Return a box with what its sales come to: in its heading, or in a row for each currency where it has several.

        The rows open the list of those sales: of the ``views``, with the day of a field in a span.
        """
        if not sums:
            return box._replace(told=(_("none"),))
        # What has no amount counts, but there is no sum of it to tell.
        number = format_whole(sum(line.sales for line in sums), ascii=self._looks.ascii)
        told = [line for line in sums if line.amount or line.currency] or list(sums)
        if len(told) == 1:
            amount = self._amount(told[0].amount, told[0].currency)
            weighted = told[0].weighted
            dot = self._looks.dot
            longest = f"{amount} {dot} {number}"
            if weighted is not None:
                longest += f" {dot} " + _("weighted {amount}").format(amount=self._whole(weighted))
            return box._replace(told=(longest, f"{amount} {dot} {number}", amount))
        field, first, after = days
        span = (Criterion(field, ">=", first.isoformat()), Criterion(field, "<", after.isoformat()))
        opens = tuple(
            Passing("opportunity", Filter(views, (*span, Criterion("currency", "=", line.currency))), title)
            for line in told
        )
        rows = box.lines
        return box._replace(
            told=(number,),
            opens=(*opens, *box.opens),
            lines=lambda width: [*(self._sum(width, line) for line in told), *rows(width)],
        )

    def _sum(self, width: int, line: Sum) -> list[Piece]:
        """Return the row of one currency: how many, weighted where there is room, the amount whole."""
        amount = self._amount(line.amount, line.currency)
        number = ngettext("{count} sale", "{count} sales", line.sales).format(
            count=format_whole(line.sales, ascii=self._looks.ascii)
        )
        weighted = "" if line.weighted is None else _("weighted {amount}").format(amount=self._whole(line.weighted))
        left = f"  {number}"
        if weighted and cell_len(left) + cell_len(weighted) + cell_len(amount) + 5 <= width:
            left += f" {self._looks.dot} {weighted}"
        return [(self._looks.fit(left, max(1, width - cell_len(amount) - 1)), "dim"), (f" {amount}", "strong")]

    def _sale(self, width: int, sale: Sale, one: bool) -> list[Piece]:
        amount = self._amount(sale.amount, "" if one else sale.currency)
        return self._row(width, "", self._day(sale), sale.title, sale.customer, amount)

    def _pipeline(self, name: str, found: Pipeline, day: date) -> Box:
        one = len({line.currency for line in found.sums} - {""}) < 2

        def lines(width: int) -> Lines:
            if width < ROOMY:
                return [self._expected(width, sale, one) for sale in found.rows]
            # A bar as long as another must be worth as much: each currency is a picture of its own.
            drawn: dict[int, list[Piece]] = {}
            for currency in {sale.currency for sale in found.rows}:
                places = [place for place, sale in enumerate(found.rows) if sale.currency == currency]
                made = bar_lines([self._bar(found.rows[place], one) for place in places], width, self._looks)
                drawn |= dict(zip(places, made, strict=True))
            return [drawn[place] for place in range(len(found.rows))]

        box = Box(name, (), tuple(Card("opportunity", line.id) for line in found.rows), lines)
        sums = [Sum(line.amount, line.currency, line.sales, line.weighted) for line in found.sums]
        span = month_of(day) if name == "month" else quarter_of(day)
        return self._with_sums(box, sums, ("mine", "open"), _("to close"), ("expected_close", *span))

    def _expected(self, width: int, sale: Sale, one: bool) -> list[Piece]:
        amount = self._amount(sale.amount, "" if one else sale.currency)
        return self._row(width, self._late(sale), self._day(sale), sale.title, sale.customer, amount)

    def _bar(self, sale: Sale, one: bool) -> Bar:
        late = self._late(sale)
        day = self._day(sale)
        label = f"{late or ' '} {self._looks.fit(day, 6 if len(day) <= 6 else 9)} {visible(sale.title)}"
        amount = self._amount(sale.amount, "" if one else sale.currency)
        return Bar(label, sale.amount or 0, (amount,), "error" if late else "accent")

    def _late(self, sale: Sale) -> str:
        return "!" if sale.day < self._now.date() else ""

    def _day(self, sale: Sale) -> str:
        return format_day_short(sale.day, self._now.date())

    def _sellers(self, found: Sequence[Top], day: date) -> Box:
        first, after = year_of(day)
        currencies = {currency: [line for line in found if line.currency == currency] for currency in _units(found)}
        # The best of each currency first, then the second of each: however few rows there are, each is seen.
        found = [line for rank in zip_longest(*currencies.values()) for line in rank if line is not None]

        def lines(width: int) -> Lines:
            # Bars are in proportion within a currency only, which is named beside each.
            made: dict[Top, list[Piece]] = {}
            for currency, best in currencies.items():
                bars = [Bar(one.initials, one.amount, (self._amount(one.amount, currency),), "good") for one in best]
                made |= dict(zip(best, bar_lines(bars, width, self._looks), strict=True))
            return [made[line] for line in found]

        def opens(line: Top) -> Passing:
            criteria = (
                Criterion("seller", "=", line.initials),
                Criterion("closed_at", ">=", first.isoformat()),
                Criterion("closed_at", "<", after.isoformat()),
            )
            title = _("won by {initials}").format(initials=line.initials)
            return Passing("opportunity", Filter(("won",), criteria), title)

        return Box("sellers", ("" if found else _("none"),), tuple(opens(line) for line in found), lines)

    def _amount(self, amount: Decimal | None, currency: str) -> str:
        return "" if amount is None else f"{self._whole(amount)} {currency}".rstrip()

    def _whole(self, amount: Decimal) -> str:
        return format_whole(int(round_half_up(amount, 0)), ascii=self._looks.ascii)

    # Rows

    def _short(self, at: datetime) -> str:
        return format_moment_short(at, self._now)

    def _row(
        self, width: int, sign: str, when: str, what: str, about: str = "", right: str = "", *, dim: bool = False
    ) -> list[Piece]:
        """Return a row: sign, time, what it is, what it is about, and something at its right end."""
        looks = self._looks
        head = 6 if cell_len(looks.plain(when)) <= 6 else 11
        room = max(1, width - head - 3 - (cell_len(right) + 1 if right else 0))
        what, about = visible(what), visible(about)
        if about and about != what and room - cell_len(what) > 8:
            shown = looks.fit(what, cell_len(looks.plain(what)))
            rest = looks.fit(f" {looks.dot} {about}", room - cell_len(shown))
        else:
            shown, rest = looks.fit(what, room), ""
        pieces = [(f"{sign or ' '} ", "error" if sign == "!" else ""), (looks.fit(when, head) + " ", "dim")]
        pieces += [(shown, "dim" if dim else ""), (rest, "dim")]
        return [*pieces, (f" {right}", "")] if right else pieces
