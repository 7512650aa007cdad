"""What is done with opportunities from list, card and board: won, lost, opened again, and on to the next stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from model.core.access.session import Session
from model.core.company.option_choices import active_options
from model.core.dates import format_day, parse_day
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.text import visible
from model.opportunities.closing import LOST, OPEN, WON, ClosingPlan, close, plan_closing
from model.opportunities.stages import StagePlan, plan_step, step
from model.orders.conversion import make_order, order_of, plan_order
from tui.widgets.dialogs import Ask, Choice, Confirm, Menu, Told
from tui.widgets.understood import as_day

if TYPE_CHECKING:
    from tui.base_app import BaseApp

Targets = Callable[[Session], Sequence[int]]
"""Gives the IDs to work on; called in a database thread."""

WON_WITH_ORDER = "won_with_order"
"""The answer that wins an opportunity and makes its order at once."""

TITLES = {WON: N_("Won: {what}?"), LOST: N_("Lost: {what}?"), OPEN: N_("Open again: {what}?")}
DONE = {WON: N_("Won: {what}. u takes it back."), LOST: N_("Lost: {what}. u takes it back."),
        OPEN: N_("Open again: {what}. u takes it back.")}  # fmt: skip
ANSWERS = {WON: N_("Won"), LOST: N_("Lost"), OPEN: N_("Open again")}


async def close_sales(app: BaseApp, targets: Targets, marked: str = "") -> bool:
    """Ask what has become of opportunities, show what that changes, and do it; return whether it was done (OPP-02).

    ``marked`` is what many are called ("12 marked"), '' for a single one.
    """

    def look(session: Session) -> tuple[tuple[int, ...], dict[str, ClosingPlan]]:
        ids = tuple(targets(session))
        # Which answers there are depends on what they are now; a loss needs a reason, and is as possible as a win.
        return ids, {outcome: plan_closing(session, ids, outcome) for outcome in (WON, OPEN)}

    ids, plans = await app.engine.read(look)
    answer = await _outcome(app, plans, len(ids), marked)
    if answer is None:
        return False
    outcome, day = answer
    with_order = outcome == WON_WITH_ORDER
    outcome = WON if with_order else outcome
    reason: int | None = None
    new_reason = ""
    if outcome == LOST:
        found = await _reason(app)
        if found is None:
            return False
        reason, new_reason = found

    def plan(session: Session) -> ClosingPlan:
        return plan_closing(session, ids, outcome, day=day, reason=reason, new_reason=new_reason)

    planned = await app.engine.read(plan)
    what = planned.closings[0].title if len(planned.closings) == 1 else marked
    title = _(TITLES[outcome]).format(what=what)
    lines = planned.sentences()
    if with_order:
        lines += await app.engine.read(lambda session: order_sentences(session, ids[0], app.looks.ascii))
    if not planned.closings:
        await app.ask(Told(_("Nothing to do"), lines))
        return False
    if not await app.ask(Confirm(title, lines, yes=_(ANSWERS[outcome]))):
        return False

    def work(session: Session) -> int | None:
        close(session, planned)
        # One that was won before and opened again may have its order still.
        return (order_of(session, ids[0]) or make_order(session, ids[0])) if with_order else None

    order = await app.engine.write(work)
    await app.changed("opportunity")
    app.say(_(DONE[outcome]).format(what=what), "good")
    if order is not None:
        await app.changed("order")
        await app.open_record("order", order)
    return True


def order_sentences(session: Session, opportunity: int, ascii: bool) -> list[str]:
    """Return what the order would say that is made as an opportunity is won (OPP-17)."""
    plan = plan_order(session, opportunity, winning=True)
    if plan.existing is not None:
        return [_("It has an order already, which stays as it is.")]
    return [_("An order is made of it."), *plan.sentences(session.reading(ascii=ascii))]


async def _outcome(
    app: BaseApp, plans: dict[str, ClosingPlan], number: int, marked: str
) -> tuple[str, date | None] | None:
    """Return what has become of them, and when if not today."""
    first = next((plan.closings[0] for plan in plans.values() if plan.closings), None)
    title = _("What has become of {what}?").format(what=marked or (first.title if first is not None else "–"))
    won = _("it is won already") if not plans[WON].closings else ""
    opened = _("it is open already") if not plans[OPEN].closings else ""
    closed = plans[OPEN].closings
    every = len(closed) == number and all(one.status == LOST for one in closed)
    lost = _("it is lost already") if every else ""
    day: date | None = None
    while True:
        when = f", {format_day(day)}" if day is not None else ""
        choices = [
            Choice("w", _("Won") + when, WON, why_not=won),
            *([Choice("c", _("Won, and an order of it") + when, WON_WITH_ORDER, why_not=won)] if number == 1 else []),
            Choice("l", _("Lost: a reason is asked for") + when, LOST, why_not=lost),
        ]
        if day is None:
            choices.append(Choice("o", _("Open again, with the probability of its stage"), OPEN, why_not=opened))
            choices.append(Choice("d", _("Won or lost on another day …"), "day"))
        answer = await app.ask(Menu(title, choices))
        if answer != "day":
            return None if answer is None else (answer, day)
        day = await _day(app)
        if day is None:
            return None


async def _day(app: BaseApp) -> date | None:
    today = app.session.reading().today

    def check(text: str) -> str:
        try:
            found = parse_day(text, today, past=True)
        except UserError as error:
            return error.message
        return _("{day} has not come yet.").format(day=format_day(found)) if found > today else ""

    hint = _("yesterday, mon, 21.11.2026 …")
    text = await app.ask(Ask(_("On which day?"), hint=hint, check=check, understood=as_day(today, past=True)))
    return None if text is None else parse_day(text, today, past=True)


async def _reason(app: BaseApp) -> tuple[int | None, str] | None:
    """Return a reason for loss of the list, or the name of a new one, which only administrators may give (P06)."""
    rows = await app.engine.read(lambda session: active_options(session, "loss_reason"))
    choices = [
        Choice(str(place) if place < 10 else "", visible(name), (option, ""))
        for place, (option, name) in enumerate(rows, start=1)
    ]
    if app.session.person.role == "administrator":
        choices.append(Choice("n", _("New reason …"), (None, "new")))
    if not choices:
        raise UserError(_("There are no reasons for loss yet; an administrator adds them."), "loss_reason")
    answer = await app.ask(Menu(_("Why was it lost?"), choices))
    if answer is None or answer[0] is not None:
        return None if answer is None else (answer[0], "")

    def check(text: str) -> str:
        return "" if text.strip() else _("Type a reason, or press Esc.")

    text = await app.ask(Ask(_("New reason for loss"), check=check))
    return None if text is None else (None, text)


async def step_stage(app: BaseApp, targets: Targets, direction: int, hidden: str = "") -> bool:
    """Move opportunities to the next stage, or the one before; several are shown first. Say what it did (OPP-03).

    ``hidden`` says how many of the marked are out of sight: then even one is asked about.
    """

    def look(session: Session) -> StagePlan:
        return plan_step(session, targets(session), direction)

    planned = await app.engine.read(look)
    if not planned.moves:
        app.say(" ".join(planned.skipped))
        return False
    asks = hidden or len(planned.moves) + len(planned.skipped) > 1
    title = ", ".join(part for part in (_("Move to another stage?"), hidden) if part)
    if asks and not await app.ask(Confirm(title, planned.sentences(), yes=_("Move"))):
        return False
    await app.engine.write(lambda session: step(session, planned))
    await app.changed("opportunity")
    told = planned.moves[0].sentence() if len(planned.moves) == 1 else _("Done; u takes it back.")
    app.say(told, "good")
    return True
