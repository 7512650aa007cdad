"""Mail merge by keyboard: choose a template, read who gets it and who does not, and put the e-mails on their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events

from model.core.access.session import Session
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.settings import CompanySettings
from model.mail.mail_merge import (
    EmailMergeChanged,
    EmailMergePlan,
    plan_email_merge,
    send_email_merge,
)
from model.mail.settings import MailAccount, MailSettingsError
from model.templates.choices import TemplateChoice
from model.templates.merge import MergeReader, MergeTemplate
from model.templates.merge_plan import MergePlan
from model.templates.preview import preview_lines
from tui.mail.delivery import account_of, deliver
from tui.paint_gate import PaintGate
from tui.rooms import WORK, screen_class
from tui.widgets.choices import Question
from tui.widgets.dialogs import Choice, Menu
from tui.widgets.merge_dialog import MergeDialog, choose_template
from tui.widgets.merge_targets import MergeTargets, merge_targets
from tui.widgets.question_dialog import Preview

if TYPE_CHECKING:
    from tui.base_app import BaseApp

MERGES = (
    ("e", N_("E-mail"), "merge_email"),
    ("l", N_("Letters"), "merge_letters"),
    ("a", N_("Address labels"), "merge_labels"),
)
"""What a mail merge can make: key, label, and the work of that name (:data:`tui.rooms.WORK`)."""


async def mail_merge(app: BaseApp) -> None:
    """Ask what is to be made of a template for whom the screen in front is about, and make it."""
    chosen = await app.ask(Menu(_("Mail merge"), [Choice(key, _(label), work) for key, label, work in MERGES]))
    if chosen:
        await screen_class(WORK, chosen)(app)


@dataclass(frozen=True)
class Chosen:
    """The answers: which template, whether it goes out with blanks, and whether it is sent or kept as drafts."""

    template: int
    send_blank: bool = False
    sends: bool = True


class EmailMergeDialog(MergeDialog[Chosen]):
    """Which template; below it who gets it, and who does not and why."""

    plan_name = "mail merge"
    enter_label = N_("Send")

    def __init__(
        self,
        targets: MergeTargets,
        templates: Sequence[TemplateChoice],
        company: CompanySettings,
        why_not_sent: str,
        first: int,
    ) -> None:
        self.targets = targets
        self._company = company
        self._sends = not why_not_sent
        self.plan_gate = PaintGate(self)
        """Open once the plan stands on the terminal: what has been sent cannot be taken back."""
        when_done = ((True, _("sent")), (False, _("kept as drafts")))
        super().__init__(
            _("E-mail from a template: {whom}").format(whom=targets.described),
            [
                Question("template", _("Template"), [(one.id, one.name) for one in templates], first),
                Question("blank", _("With blanks"), ((False, _("left out")), (True, _("sent too"))), False),
                Question("sends", _("They are"), when_done, self._sends, why_not=why_not_sent),
            ],
        )

    def choices(self) -> Chosen:
        """Return all answers."""
        return Chosen(self.value("template"), bool(self.value("blank")), bool(self.value("sends")))

    def plan_for(self, session: Session, choices: Chosen) -> Preview:
        """Return who would get it."""
        targets = self.targets.read(session)
        plan = plan_email_merge(session, choices.template, targets, self._company, send_blank=choices.send_blank)
        return Preview(plan.sentences(session), (plan.refusal,) if plan.refusal else (), plan)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys; Enter is called by what it does."""
        (enter, _label), *rest = super().keys()
        return ((enter, _("Send") if self.value("sends") else _("Keep")), *rest)

    def on_key(self, event: events.Key) -> None:
        """Send nothing that was not seen, besides what all such dialogs do."""
        if event.key == "enter" and self.value("sends") and not self._was_seen(event.time):
            event.stop()
            event.prevent_default()
            self.complain(_("First read who gets it; Enter then sends it."))
        else:
            super().on_key(event)

    def _was_seen(self, typed_at: float) -> bool:
        """Whether the plan of what is chosen stood there when a key was typed: nobody sends what they have not seen."""
        return self._latest.is_present and self.plan_gate.lets_through(typed_at)

    def show_plan(self) -> None:
        """Show the plan; Enter counts from when it stands there."""
        super().show_plan()
        self.plan_gate.close()

    def first_lines(self, session: Session, plan: MergePlan) -> list[str]:
        """Return the first e-mail."""
        first = plan.outcomes[plan.gets][0]
        merge = MergeTemplate(session, plan.template)
        reader = MergeReader(
            session, first.record, merge.fields, language=plan.template.language, company=self._company
        )
        for _record_id, values in reader.values([first.id]):
            return preview_lines(session, merge.fill(values), first.address, "email")
        return []


async def merge_email(app: BaseApp) -> None:
    """Ask for a template, show who gets it, and put the e-mails on their way."""
    targets = await merge_targets(app)
    if targets is None:
        return
    screen = app.screen
    none = _("There is no template of an e-mail yet: Z in the campaigns, then n, makes one.")
    chosen = await choose_template(app, "email", none)
    if chosen is None:
        return
    templates, first = chosen
    if await _merge(app, targets, templates, first) and hasattr(screen, "done_with"):
        screen.done_with(True)


async def _merge(app: BaseApp, targets: MergeTargets, templates: Sequence[TemplateChoice], first: int) -> bool:
    account, why_not = _account(app)
    company = app.settings.company
    answer = await app.ask(EmailMergeDialog(targets, templates, company, why_not, first))
    if answer is None:
        return False
    chosen: Chosen = answer[0]
    plan: EmailMergePlan = answer[1]
    by = account if chosen.sends else None
    try:
        count = await app.engine.write(lambda session: send_email_merge(session, plan, company, by))
    except EmailMergeChanged as error:
        # Somebody changed something between the last look and Enter: show what it would be now, and ask again.
        app.say(error.message, "error")
        return await _merge(app, targets, templates, chosen.template)
    await app.changed("email")
    if by is None:
        said = ngettext("{count} draft kept; u takes it back.", "{count} drafts kept; u takes them back.", count)
    else:
        said = ngettext("{count} e-mail is being sent …", "{count} e-mails are being sent …", count)
        deliver(app)
    app.say(said.format(count=format_whole(count, ascii=app.looks.ascii)), "good")
    return True


def _account(app: BaseApp) -> tuple[MailAccount | None, str]:
    """Return the account that sends, or None with the reason why nothing is sent."""
    try:
        return account_of(app), ""
    except MailSettingsError as error:
        return None, _("from the demo nothing is sent") if app.demo else error.message
