"""An e-mail campaign by keyboard: read who gets it and who does not, try it, send it, stop it, go on (CAMP-19)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from model.campaign_mail import queue, trial
from model.campaign_mail.material import Material
from model.campaign_mail.plan import NAMED, SendingChanged, SendPlan, plan_sending
from model.campaign_mail.progress import Progress, progress
from model.campaign_mail.recipients import recipients_of
from model.campaign_mail.verdicts import REASONS
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import UserError
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.settings import CompanySettings
from model.core.storage.store import Store
from model.core.text import visible
from model.mail.settings import MailSettingsError
from tui.mail.campaign_watch import CampaignWatch
from tui.mail.delivery import account_of, in_thread
from tui.widgets.choices import Question
from tui.widgets.dialogs import Ask, Choice, Menu, Told
from tui.widgets.paragraphs import Paragraphs
from tui.widgets.planned_dialog import PlannedDialog
from tui.widgets.question_dialog import Preview, QuestionDialog

if TYPE_CHECKING:
    from tui.base_app import BaseApp


async def send_campaign(app: BaseApp, campaign: int) -> None:
    """Say how far a campaign has come, ask what is to be done with it, and do it."""

    def about(session: Session) -> tuple[str, Progress]:
        return visible(read(session, Campaign, campaign).subject), progress(session, campaign)

    name, found = await app.engine.read(about)
    running, doubts = found.state == "running", found.count("unsure")
    not_running = "" if running else _("It is not being sent.")
    choices = [
        Choice("s", _("Send: first who gets it, and who does not and why"), "send"),
        Choice("t", _("Try it: to one address, marking nobody …"), "test"),
        Choice("p", _("Look at the messages, one recipient after the other"), "preview"),
        Choice("x", _("Stop sending"), "stop", why_not=not_running),
    ]
    if doubts:
        choices += [
            Choice("y", _("What is in doubt was sent"), "sent"),
            Choice("n", _("What is in doubt was not sent: send it again"), "not_sent"),
        ]
    chosen = await app.ask(Menu(f"{name} – {found.sentence(ascii=app.looks.ascii)}", choices))
    try:
        if chosen == "send":
            await _send(app, campaign, name)
        elif chosen == "test":
            await _test(app, campaign)
        elif chosen == "preview":
            await _look(app, campaign)
        elif chosen == "stop":
            await app.engine.write(lambda session: queue.stop(session, campaign))
            await app.changed("recipient")
            app.say(_("Stopped; s goes on with it."))
        elif chosen is not None:
            await _answer(app, campaign, was_sent=chosen == "sent")
    except UserError as error:
        app.say(error.message, "error")


# Sending


class CampaignSendDialog(QuestionDialog[bool, Preview]):
    """Whether it goes to those with blanks; below it who gets it, and who does not and why."""

    plan_name = "campaign"
    enter_label = N_("Send")

    def __init__(self, title: str, campaign: int, company: CompanySettings, why_not: str) -> None:
        self._campaign, self._company, self._why_not = campaign, company, why_not
        blanks = ((False, _("left out")), (True, _("sent too")))
        super().__init__(title, [Question("blank", _("With blanks"), blanks, False)])

    def choices(self) -> bool:
        """Return whether those with blanks get it."""
        return bool(self.value("blank"))

    def plan_for(self, session: Session, choices: bool) -> Preview:
        """Return who would get it."""
        plan = plan_sending(session, self._campaign, blanks=choices, company=self._company)
        nobody = "" if plan.goes else _("There is nobody to send to.")
        refusals = tuple(filter(None, (self._why_not, nobody)))
        return Preview(plan.sentences()[0 if plan.goes else 1 :], refusals, plan)

    def refused(self, message: str) -> Preview:
        """Return the preview of what cannot be sent."""
        return Preview((), (message,))

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        first, *rest = super().keys()
        return (first, ("F3", _("Left out: who")), ("F6", _("Look at them")), *rest)

    def on_key(self, event: events.Key) -> None:
        """Name those left out, or show the messages, besides what all such dialogs do."""
        if event.key in ("f3", "ctrl+o", "f6", "ctrl+t"):
            event.stop()
            event.prevent_default()
            self.app.in_background(self._show(messages=event.key in ("f6", "ctrl+t")))
        else:
            super().on_key(event)

    async def _show(self, *, messages: bool) -> None:
        plan = self.plan.plan if await self._latest.present() and self.plan is not None else None
        if not isinstance(plan, SendPlan) or self.app.screen is not self:
            return
        if messages:
            await _look(self.app, self._campaign, plan.first)
        else:
            await self.app.ask(Told(_("Left out"), left_lines(plan) or [_("Nobody.")]))


def left_lines(plan: SendPlan) -> list[str]:
    """Return who does not get it and why, the first names of each reason."""
    lines: list[str] = []
    for reason, sentence in REASONS.items():
        count = plan.counts.get(reason, 0)
        if not count:
            continue
        lines.append(sentence(count).format(count=format_whole(count)))
        named = plan.named.get(reason, ())
        for one in named:
            more = f" – {one.detail}" if one.detail else ""
            lines.append("  " + visible(f"{one.name} {one.address}".strip() + more))
        if len(named) == NAMED and count > NAMED:
            lines.append("  " + _("… and {count} more").format(count=format_whole(count - NAMED)))
    return lines


async def _send(app: BaseApp, campaign: int, name: str) -> None:
    company = app.settings.company
    title = _("Send {name}").format(name=name)
    answer = await app.ask(CampaignSendDialog(title, campaign, company, _why_not(app)))
    if answer is None:
        return
    plan: SendPlan = answer[1]
    try:
        count = await app.engine.write(lambda session: queue.start(session, plan, company))
    except SendingChanged as error:
        # Somebody changed something between the last look and Enter: show what it would be now, and ask again.
        app.say(error.message, "error")
        await _send(app, campaign, name)
        return
    await app.changed("recipient")
    said = ngettext("{count} message is on its way …", "{count} messages are on their way …", count)
    app.say(said.format(count=format_whole(count, ascii=app.looks.ascii)), "good")
    watch_of(app).send_now()


def _why_not(app: BaseApp) -> str:
    """Return why nothing can be sent, '' where it can."""
    if app.demo:
        return _("From the demo nothing is sent.")
    try:
        account_of(app)
    except MailSettingsError as error:
        return error.message
    return ""


def watch_of(app: BaseApp) -> CampaignWatch:
    """Return what sends campaigns beside the work."""
    if app.campaigns is None:
        app.campaigns = CampaignWatch(app)
    return app.campaigns


async def _test(app: BaseApp, campaign: int) -> None:
    if why_not := _why_not(app):
        raise UserError(why_not)
    account, company = account_of(app), app.settings.company
    address = await app.ask(Ask(_("Try it: to which address?"), account.address))
    if not address:
        return
    app.say(_("Sending …"))
    session = app.session

    def work() -> list[str]:
        """Send with a connection to the database of its own: a server may take minutes to answer."""
        store = Store(session.store.location)
        store.shared_documents = session.store.shared_documents
        try:
            return trial.send_test(replace(session, store=store), account, campaign, address, company=company)
        finally:
            store.close()

    warnings = await in_thread(work)
    app.say(_("Test sent to {address}.").format(address=visible(address.strip())), "good")
    if warnings:
        await app.ask(Told(_("The test was sent. What is probably not meant:"), warnings))


async def _answer(app: BaseApp, campaign: int, *, was_sent: bool) -> None:
    count = await app.engine.write(lambda session: queue.answer(session, campaign, was_sent=was_sent))
    await app.changed("recipient")
    said = ngettext("{count} message answered for.", "{count} messages answered for.", count)
    app.say(said.format(count=format_whole(count, ascii=app.looks.ascii)), "good")
    # Whom it was not sent to gets it now, and whom it was sent to is marked.
    watch_of(app).send_now()


# Looking


class MessagesDialog(PlannedDialog[int, trial.Preview]):
    """The message to one recipient after the other."""

    plan_name = "campaign message"

    def __init__(self, campaign: int, ids: Sequence[int], at: int, company: CompanySettings, *, ascii: bool) -> None:
        self._campaign, self._ids, self._at, self._company, self._ascii = campaign, ids, at, company, ascii
        super().__init__(_("Messages"))

    def choices(self) -> int:
        """Return the recipient."""
        return self._ids[self._at]

    def planner(self, choices: int) -> Callable[[Session], trial.Preview]:
        """Return what fills the message."""
        return lambda session: trial.preview(Material(session, self._campaign, self._company), choices)

    def body(self) -> ComposeResult:
        """Yield the text."""
        yield Paragraphs(least=3, most=self.text_room, id="dialog-text")

    def on_mount(self) -> None:
        """Ask for the first message."""
        super().on_mount()
        self.replan()

    def show_plan(self) -> None:
        """Show the message."""
        if self.plan is None:
            return
        place = _("{number} of {count}").format(
            number=format_whole(self._at + 1, ascii=self._ascii), count=format_whole(len(self._ids), ascii=self._ascii)
        )
        self.heading = f"{place}: {self.plan.name or self.plan.address}"
        self.show_heading()
        bad = bool(self.plan.reason)
        lines = self.plan.lines()
        text = self.query_one("#dialog-text", Paragraphs)
        text.show([(line, "error" if bad and number == 0 else "") for number, line in enumerate(lines)])
        self.show_keys()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        moves = "Up/Down" if self.app.looks.ascii else "↑↓"
        return ((moves, _("Next recipient")), (_("Esc"), _("Back")))

    def take_key(self, key: str) -> None:
        """Go to another recipient, read on, or close."""
        steps = {"down": 1, "j": 1, "up": -1, "k": -1}
        last = len(self._ids) - 1
        if key in ("enter", "q"):
            self.dismiss(None)
        elif key in steps or key in ("home", "end"):
            self._at = {"home": 0, "end": last}.get(key, max(0, min(last, self._at + steps.get(key, 0))))
            self.replan()
        elif key == "space":
            self.query_one("#dialog-text", Paragraphs).turn(1)


async def _look(app: BaseApp, campaign: int, first: int | None = None) -> None:
    ids = await app.engine.read(lambda session: recipients_of(session, campaign))
    if not ids:
        raise UserError(_("The campaign has no recipient whose data could be filled in."), "recipients")
    at = ids.index(first) if first in ids else 0
    await app.ask(MessagesDialog(campaign, ids, at, app.settings.company, ascii=app.looks.ascii))
