"""The dialog of all mail merges: which template, and below it who gets one, who does not and why (CUST-22)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from textual import events

from model.core.access.session import Session
from model.core.language import _
from model.templates.choices import TemplateChoice, templates_of
from model.templates.merge_plan import MergePlan
from tui.widgets.dialogs import Told
from tui.widgets.filter_menu import FilterMenu, Option
from tui.widgets.question_dialog import Preview, QuestionDialog

if TYPE_CHECKING:
    from tui.base_app import BaseApp

Chosen = TypeVar("Chosen")
_TURNED = 5
"""Templates that one turns through; of more one is found by typing first."""


class MergeDialog(QuestionDialog[Chosen, Preview], Generic[Chosen]):
    """The questions, and the plan: its preview has the plan itself as ``plan``."""

    def first_lines(self, session: Session, plan: MergePlan) -> list[str]:
        """Return what the first who gets one would get, to be read; in the reader's thread."""
        raise NotImplementedError

    def refused(self, message: str) -> Preview:
        """Return the preview of what cannot be read."""
        return Preview((), (message,))

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys, with those that look closer."""
        first, *rest = super().keys()
        return (first, ("F3", _("Left out: who")), ("F6", _("Look at one")), *rest)

    def on_key(self, event: events.Key) -> None:
        """Name those left out, or show one filled in, besides what all such dialogs do."""
        if event.key in ("f3", "ctrl+o", "f6", "ctrl+t"):
            event.stop()
            event.prevent_default()
            self.app.in_background(self._look(filled=event.key in ("f6", "ctrl+t")))
        else:
            super().on_key(event)

    async def _look(self, *, filled: bool) -> None:
        plan = self.plan.plan if await self._latest.present() and self.plan is not None else None
        if not isinstance(plan, MergePlan) or self.app.screen is not self:
            return
        if not filled:
            await self.app.ask(Told(_("Left out"), plan.left_lines() or [_("Nobody.")]))
        elif not plan.count:
            self.complain(plan.refusal)
        else:
            name = plan.outcomes[plan.gets][0].name
            lines = await self.app.engine.read(lambda session: self.first_lines(session, plan))
            await self.app.ask(Told(_("Preview: {name}").format(name=name), lines))


async def choose_template(app: BaseApp, kind: str, none: str) -> tuple[list[TemplateChoice], int] | None:
    """Return the templates of a kind and the one to begin with, found by typing among many.

    None where the question was left, or where there is none: then ``none`` is said.
    """
    templates = await app.engine.read(lambda session: templates_of(session, kind))
    if not templates:
        app.say(none)
        return None
    if len(templates) <= _TURNED:
        return templates, templates[0].id
    options = [Option(one.id, one.name, help=one.subject, words=one.subject) for one in templates]
    chosen = await app.ask(FilterMenu(_("Which template?"), options))
    return None if chosen is None else (templates, chosen)
