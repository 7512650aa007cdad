"""Winning, losing and opening opportunities again, one or many, shown before it is done (OPP-02; P03, P04, P06)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.dates import format_day
from model.core.errors import NotAllowedError, UserError
from model.core.language import N_, _, ngettext
from model.core.numbers import format_decimal, format_whole, from_hundredths
from model.core.records.options import Option
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.core.text import fold
from model.core.text import visible as shown
from model.opportunities.records import Opportunity
from model.opportunities.rules import LOCKED, weighted_value

WON, LOST, OPEN = "won", "lost", "open"
_STORED = {"open": 1, "won": 2, "lost": 3}


@dataclass(frozen=True)
class Closing:
    """What becomes of one opportunity: its probability and weighted value before and after."""

    opportunity: int
    title: str
    version: int
    status: str
    """What it was."""
    amount: Decimal | None
    currency: str
    probability_before: Decimal | None
    probability: Decimal | None
    weighted_before: Decimal | None

    @property
    def weighted(self) -> Decimal | None:
        """The weighted value after."""
        return weighted_value(self.amount, self.probability)


@dataclass(frozen=True)
class ClosingPlan:
    """What winning, losing or opening again would do; nothing is written by making it."""

    outcome: str
    day: date | None
    at: datetime | None
    """When it was closed; None for opening again."""
    reason: int | None
    new_reason: str
    """A reason for loss that the change adds to the list, '' for none."""
    reason_name: str
    """What the reason is called, '' for none."""
    closings: tuple[Closing, ...]
    skipped: tuple[str, ...]
    """Which stay as they are, and why, a sentence each."""

    def sentences(self) -> list[str]:
        """Return what would happen, a line each, in the language in use."""
        if len(self.closings) == 1:
            told = self._of_one(self.closings[0])
        else:
            told = self._of_many()
        if self.day is not None and self.closings:
            told.append(_("Closed on {day}.").format(day=format_day(self.day)))
        if self.new_reason:
            told.append(_("New reason for loss: {name}.").format(name=self.reason_name))
        elif self.reason_name:
            told.append(_("Reason for loss: {name}.").format(name=self.reason_name))
        return [*told, *self.skipped]

    def _of_one(self, one: Closing) -> list[str]:
        percents = [_number(value, " %") for value in (one.probability_before, one.probability)]
        values = [_number(value, f" {one.currency}") for value in (one.weighted_before, one.weighted)]
        told = [_("Probability {before} → {after}.").format(before=percents[0], after=percents[1])]
        if values[0] != values[1]:
            told.append(_("Weighted value {before} → {after}.").format(before=values[0], after=values[1]))
        return told

    def _of_many(self) -> list[str]:
        count = len(self.closings)
        told = [ngettext("{count} opportunity.", "{count} opportunities.", count).format(count=format_whole(count))]
        sums: dict[str, Decimal] = {}
        for one in self.closings:
            if one.amount is not None:
                sums[one.currency] = sums.get(one.currency, Decimal(0)) + one.amount
        if sums:
            amounts = ", ".join(f"{format_decimal(amount)} {currency}".strip() for currency, amount in sums.items())
            told.append(_("Together {amounts}.").format(amounts=amounts))
        if self.outcome == OPEN and count:
            told.append(_("Each gets the probability of its stage."))
        return told


def _number(value: Decimal | None, unit: str) -> str:
    return "–" if value is None else f"{format_decimal(value)}{unit}".rstrip()


def plan_closing(
    session: Session,
    ids: Iterable[int],
    outcome: str,
    *,
    day: date | None = None,
    reason: int | None = None,
    new_reason: str = "",
) -> ClosingPlan:
    """Return what ``outcome`` ("won", "lost" or "open") would do to opportunities.

    ``day`` is when they were closed, today without it. A loss has a ``reason`` from the list, or a ``new_reason``,
    which only administrators may give. Raises :class:`UserError` naming the field for a loss without a reason (P06)
    and for a day that has not come; :class:`NotAllowedError` for a new reason of somebody else's.
    """
    today = session.reading().today
    new_reason = " ".join(new_reason.split())
    if outcome == LOST:
        reason, new_reason = _reason(session, reason, new_reason)
    else:
        reason, new_reason = None, ""
    if outcome == OPEN:
        day = None
    else:
        day = day or today
        if day > today:
            raise UserError(_("{day} has not come yet.").format(day=format_day(day)), "closed_at")
    at = None if day is None else _moment(session, day)
    closings, skipped = _found(session, list(dict.fromkeys(ids)), outcome, day)
    called = new_reason if reason is None else session.names.title_of("option", reason)
    return ClosingPlan(outcome, day, at, reason, new_reason, shown(called), closings, skipped)


def _reason(session: Session, reason: int | None, new_reason: str) -> tuple[int | None, str]:
    if new_reason:
        wanted = fold(new_reason)
        known = session.store.value(_reason_called(), name=wanted)
        if known is not None:
            return int(known), ""
        if not session.administers():
            raise NotAllowedError(_("Only an administrator can add a reason; choose one of the list."), "loss_reason")
        return None, new_reason
    if reason is None:
        raise UserError(_("Say why it was lost: choose a reason."), "loss_reason")
    return reason, ""


@statement
def _reason_called() -> Any:
    return Option.select(Option.id).where(Option.list == "loss_reason", Option.name.folded == slot("name"))


def _moment(session: Session, day: date) -> datetime:
    """Return now for today, noon in the person's zone for another day."""
    reading = session.reading()
    if day == reading.today:
        return session.clock().astimezone(UTC)
    return datetime.combine(day, time(12), reading.zone).astimezone(UTC)


@statement
def _asked() -> Any:
    sale, stage = Opportunity, Option.alias("stage")
    return (
        sale.select(
            sale.id, sale.title, sale.version, sale.status, sale.amount, sale.currency, sale.probability,
            sale.weighted_value, sale.created_at, stage.probability,
        )
        .join(stage, peewee.JOIN.LEFT_OUTER, on=stage.id == sale.stage)
        .where(among(sale.id, slot("ids")), seen(sale))
    )  # fmt: skip


def _found(
    session: Session, asked: list[int], outcome: str, day: date | None
) -> tuple[tuple[Closing, ...], tuple[str, ...]]:
    rows = session.rows(_asked(), ids=asked)
    by_id = {row[0]: row for row in rows}
    created = Opportunity.fields()["created_at"]
    zone = session.reading().zone
    closings: list[Closing] = []
    same = early = 0
    for record_id in asked:
        row = by_id.get(record_id)
        if row is None:
            continue
        if row[3] == _STORED[outcome]:
            same += 1
        elif day is not None and row[8] is not None and created.from_stored(row[8]).astimezone(zone).date() > day:
            early += 1
        else:
            amount, probability, weighted, usual = (
                None if value is None else from_hundredths(value) for value in (row[4], row[6], row[7], row[9])
            )
            status = next(name for name, stored in _STORED.items() if stored == (row[3] or 1))
            after = LOCKED.get(outcome, usual)
            closings.append(
                Closing(record_id, shown(row[1]), row[2], status, amount, row[5] or "", probability, after, weighted)
            )
    missing = len(asked) - len(by_id)
    already = {
        WON: ngettext("{count} is won already.", "{count} are won already.", same),
        LOST: ngettext("{count} is lost already.", "{count} are lost already.", same),
        OPEN: ngettext("{count} is open already.", "{count} are open already.", same),
    }[outcome]
    skipped = [
        sentence.format(count=format_whole(count))
        for count, sentence in (
            (same, already),
            (early, ngettext("{count} was put on file later.", "{count} were put on file later.", early)),
            (missing, ngettext("{count} is no longer there.", "{count} are no longer there.", missing)),
        )
        if count
    ]
    return tuple(closings), tuple(skipped)


NAMES = {WON: N_("Won: {name}"), LOST: N_("Lost: {name}"), OPEN: N_("Open again: {name}")}
NAMES_OF_MANY = {
    WON: N_("Won: {count} opportunities"),
    LOST: N_("Lost: {count} opportunities"),
    OPEN: N_("Open again: {count} opportunities"),
}


def close(session: Session, plan: ClosingPlan) -> int | None:
    """Do what the plan says as one change, and return its ID, None where nothing would be different.

    Raises :class:`Conflict` where somebody else has given one of them another status since.
    """
    if not plan.closings:
        return None
    if len(plan.closings) == 1:
        begun = change(session, NAMES[plan.outcome], "close", name=plan.closings[0].title)
    else:
        begun = change(session, NAMES_OF_MANY[plan.outcome], "close", count=len(plan.closings))
    with begun as made:
        values: dict[str, object] = {"status": plan.outcome}
        if plan.at is not None:
            values["closed_at"] = plan.at
        if plan.outcome == LOST:
            values["loss_reason"] = plan.reason or _add_reason(made, plan.new_reason)
        for one in plan.closings:
            made.update(Opportunity, one.opportunity, values, version=one.version, base={"status": one.status})
    return made.id


def _add_reason(made: Change, name: str) -> int:
    last = made.session.store.value(_last_reason())
    return made.insert(Option, {"list": "loss_reason", "name": name, "position": last + 1})


@statement
def _last_reason() -> Any:
    last = peewee.fn.coalesce(peewee.fn.max(Option.position), peewee.SQL("0"))
    return Option.select(last).where(Option.list == "loss_reason")
