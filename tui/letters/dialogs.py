"""Letters and labels by keyboard: a template, who gets one and who does not, and where the PDF goes (CUST-22)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.settings import CompanySettings
from model.core.text import visible
from model.files.user_command import run_user_command
from model.letters.label_pdf import SHEETS
from model.letters.merge import (
    LetterPlan,
    LettersChanged,
    plan_letters,
    write_planned_labels,
    write_planned_letters,
)
from model.templates.choices import TemplateChoice
from model.templates.merge import MergeReader, MergeTemplate
from model.templates.merge_plan import MergePlan
from model.templates.preview import preview_lines
from tui.widgets.choices import Question
from tui.widgets.desktop import opener, passing_folder, start
from tui.widgets.dialogs import Choice, Menu
from tui.widgets.merge_dialog import MergeDialog, choose_template
from tui.widgets.merge_targets import MergeTargets, merge_targets
from tui.widgets.question_dialog import Preview
from tui.widgets.target_file import ask_target

if TYPE_CHECKING:
    from tui.base_app import BaseApp

SAVE, OPEN, PRINT = "save", "open", "print"


@dataclass(frozen=True)
class Chosen:
    """The answers: the template, whether blanks are written too, what becomes of the file, and the place of labels."""

    template: int
    blank: bool
    how: str
    sheet: str = ""
    start: str = "1"


class LetterDialog(MergeDialog[Chosen]):
    """Which template; below it who gets a letter (``kind`` "label": a label), and who does not and why."""

    plan_name = "letters"
    enter_label = N_("Write")

    def __init__(
        self, kind: str, targets: MergeTargets, templates: Sequence[TemplateChoice], company: CompanySettings,
        why_not_printed: str, first: int,
    ) -> None:  # fmt: skip
        self.kind = kind
        self.targets = targets
        self._company = company
        ways = [(SAVE, _("saved as a PDF …"))]
        if opener(os.environ):
            ways.append((OPEN, _("opened")))
        if not why_not_printed:
            ways.append((PRINT, _("printed")))
        questions = [
            Question("template", _("Template"), [(one.id, one.name) for one in templates], first),
            Question("blank", _("With blanks"), ((False, _("left out")), (True, _("written too"))), False),
        ]
        if kind == "label":
            questions += [
                Question("sheet", _("Sheet"), [(name, name) for name in SHEETS], "3x7"),
                Question("start", _("First label")),
            ]
        questions.append(Question("how", _("They are"), ways, SAVE))
        title = _("Letter: {whom}") if kind == "letter" else _("Address labels: {whom}")
        super().__init__(title.format(whom=targets.described), questions)
        if kind == "label":
            next(question for question in self.questions if question.name == "start").editor.set("1")

    def choices(self) -> Chosen:
        """Return all answers."""
        return Chosen(
            self.value("template"), bool(self.value("blank")), self.value("how"),
            *((self.value("sheet"), self.value("start") or "1") if self.kind == "label" else ()),
        )  # fmt: skip

    def plan_for(self, session: Session, choices: Chosen) -> Preview:
        """Return who would get one."""
        targets = self.targets.read(session)
        plan = plan_letters(
            session, choices.template, targets, self._company, kind=self.kind, blank=choices.blank
        )  # fmt: skip
        refusal = plan.refusal or self._wrong_start(choices)
        return Preview(plan.sentences(session), (refusal,) if refusal else (), plan)

    def _wrong_start(self, choices: Chosen) -> str:
        if self.kind != "label":
            return ""
        places = SHEETS[choices.sheet].places
        if choices.start.isdecimal() and 1 <= int(choices.start) <= places:
            return ""
        return _("The first label must be one of 1 to {most}.").format(most=format_whole(places))

    def first_lines(self, session: Session, plan: MergePlan) -> list[str]:
        """Return the first letter, the address above the text."""
        first = plan.outcomes[plan.gets][0]
        merge = MergeTemplate(session, plan.template)
        reader = MergeReader(
            session, first.record, merge.fields, language=plan.template.language, company=self._company
        )
        for _record_id, values in reader.values([first.id]):
            address = [visible(line) for line in values["address_lines"]] if self.kind == "letter" else []
            return [*address, "", *preview_lines(session, merge.fill(values), "", self.kind)]
        return []


async def merge_letters(app: BaseApp) -> None:
    """Write a letter to each of those that the screen in front is about."""
    await _merge(app, "letter", await merge_targets(app))


async def merge_labels(app: BaseApp) -> None:
    """Write an address label for each of those that the screen in front is about."""
    await _merge(app, "label", await merge_targets(app))


async def _merge(app: BaseApp, kind: str, targets: MergeTargets | None) -> None:
    if targets is None:
        return
    none = (
        _("There is no template of a letter yet: Z in the campaigns, then n, makes one.")
        if kind == "letter"
        else _("There is no template of a label yet: Z in the campaigns, then n, makes one.")
    )
    screen = app.screen
    chosen = await choose_template(app, kind, none)
    if chosen is None:
        return
    templates, first = chosen
    if await _ask_and_write(app, kind, targets, templates, first) and hasattr(screen, "done_with"):
        screen.done_with(True)


async def _ask_and_write(
    app: BaseApp, kind: str, targets: MergeTargets, templates: Sequence[TemplateChoice], first: int
) -> bool:
    no_printer = "" if app.settings.print_command.strip() else _("print_command is not set in the settings")
    answer = await app.ask(LetterDialog(kind, targets, templates, app.settings.company, no_printer, first))
    if answer is None:
        return False
    chosen: Chosen = answer[0]
    plan: LetterPlan = answer[1]
    name = _file_name(plan)
    if chosen.how == SAVE:
        target = await ask_target(app, name, (".pdf",))
        if target is None:
            return False
        path, force = target.path, target.force
    else:
        path, force = passing_folder() / name, False
    try:
        done = await _write(app, kind, plan, chosen, path, force=force)
    except LettersChanged as error:
        # Somebody changed something between the last look and Enter: show what it would be now, and ask again.
        app.say(error.message, "error")
        return await _ask_and_write(app, kind, targets, templates, chosen.template)
    except UserError as error:
        app.say(error.message, "error")
        return False
    await _hand_over(app, chosen.how, path, done)
    return True


def _file_name(plan: LetterPlan) -> str:
    name = "".join(sign if sign.isalnum() or sign in " -_" else "-" for sign in visible(plan.template.name)).strip()
    return f"{name[:60] or 'letters'}.pdf"


async def _write(
    app: BaseApp, kind: str, plan: LetterPlan, chosen: Chosen, path: Path, *, force: bool
) -> str:  # fmt: skip
    """Write the PDF and return what was done, as a sentence."""
    company, letters = app.settings.company, app.settings.letters
    count = plan.count
    if kind == "letter":
        await app.engine.write(
            lambda session: write_planned_letters(session, plan, path, company, letters, force=force)
        )
        await app.changed("note")
        told = ngettext(
            "{count} letter, noted; u takes the note back.", "{count} letters, noted; u takes the notes back.", count
        )
    else:
        cut = await app.engine.read(
            lambda session: write_planned_labels(
                session, plan, path, company, sheet=chosen.sheet, start=int(chosen.start), force=force
            )
        )
        told = ngettext("{count} label.", "{count} labels.", count)
        if cut:
            names = ", ".join(one.name for one in cut[:3])
            more = ", …" if len(cut) > 3 else ""
            told += " " + _("Cut, as not all has room: {names}.").format(names=names + more)
    return told.format(count=format_whole(count, ascii=app.looks.ascii))


async def _hand_over(app: BaseApp, how: str, path: Path, done: str) -> None:
    if how == SAVE:
        app.say(f"{done} " + _("Saved as {path}.").format(path=visible(str(path))), "good")
        return
    os.chmod(path, 0o400)
    if how == OPEN:
        start(opener(os.environ), str(path), path.parent)
        app.say(f"{done} " + _("Opened: {name}.").format(name=path.name), "good")
        return
    app.say(f"{done} " + _("Printing {name} …").format(name=path.name), "good")
    app.in_background(_print(app, path), keys_wait=False)


async def _print(app: BaseApp, path: Path) -> None:
    command, failed = app.settings.print_command, _("Printing failed: {reason}")
    await asyncio.to_thread(run_user_command, "print_command", command, str(path), failed=failed)
    app.say(_("Sent to the printer: {name}.").format(name=path.name))


async def campaign_letters(app: BaseApp) -> None:
    """Write the letters or labels of a campaign to those of its recipients that still get one."""
    from model.letters.merge import recipients_of

    screen: Any = app.screen
    campaign, title = screen.record_id, str(screen.shown.title)
    targets = MergeTargets(title, lambda session: (("recipient", tuple(recipients_of(session, [campaign]))),))
    kind = await app.ask(
        Menu(_("To the recipients"), [Choice("l", _("Letters"), "letter"), Choice("a", _("Address labels"), "label")])
    )
    if kind is not None:
        await _merge(app, kind, targets)
        await app.changed("recipient")
