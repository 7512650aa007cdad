"""Adding recipients by keyboard: from a campaign, or from any list and card of customers, contacts and leads.

The dialog shows what adding would do as its choices change (CAMP-12, LEAD-05).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from textual import events

from model.campaigns.additions import (
    ADDED,
    OUTCOMES,
    AdditionChanged,
    AdditionPlan,
    Selection,
    add_recipients,
    left_out,
    needs_address,
    of_list,
    plan_addition,
)
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.company.view_storage import kept_views
from model.core.errors import UserError
from model.core.language import N_, _, ngettext
from model.core.lists.criteria import Filter, parse_criterion, views_of
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.text import visible
from model.distribution_lists.members import lists
from tui.widgets.choices import Question
from tui.widgets.dialogs import Told
from tui.widgets.finder import Finder, Picked
from tui.widgets.question_dialog import Preview, QuestionDialog

if TYPE_CHECKING:
    from tui.base_app import BaseApp

SOURCES = (
    ("customer", N_("customers")),
    ("supplier", N_("suppliers")),
    ("contact", N_("contacts")),
    ("lead", N_("leads")),
    ("list", N_("a distribution list")),
)
"""Where recipients come from, with the words for it; suppliers are customers of that kind, lists hold all kinds."""

_LISTED = 200
"""Names of those left out that are shown."""


@dataclass(frozen=True)
class Chosen:
    """The answers: from where, which view and words, and whether those without an address are added."""

    source: str = ""
    view: Any = None
    words: str = ""
    reachable_only: bool = False


def record_of(session: Session, source: str) -> type[Record]:
    """Return the kind of record that a source names."""
    found = session.records["customer" if source == "supplier" else source]
    assert issubclass(found, Record)
    return found


def filter_of(session: Session, chosen: Chosen) -> Filter:
    """Return the filter of the answers; words are criteria where they say so (town=Moss; name~AS%)."""
    record = record_of(session, chosen.source)
    wanted = Filter(("suppliers",) if chosen.source == "supplier" else ())
    if isinstance(chosen.view, str):
        wanted = wanted.with_view(record, chosen.view)
    elif chosen.view is not None:
        view = next((view for view in kept_views(session, record) if view.id == chosen.view), None)
        if view is None:
            raise UserError(_("The view has been deleted."), "view")
        kept = view.read_back(session).arrangement.filter
        wanted = replace(kept, views=tuple(dict.fromkeys((*kept.views, *wanted.views))))
    criteria, words = list(wanted.criteria), [wanted.text]
    for part in (part.strip() for part in chosen.words.split(";")):
        if any(sign in part for sign in "=<>~≠≤≥"):
            criteria.append(parse_criterion(part))
        elif part:
            words.append(part)
    return replace(wanted, criteria=tuple(criteria), text=" ".join(filter(None, words)))


class AdditionDialog(QuestionDialog[Chosen, Preview]):
    """From where, by which view and words; or, with ``selection``, of the records that were chosen on a list."""

    plan_name = "recipients"
    enter_label = N_("Add")

    def __init__(
        self,
        title: str,
        campaign: int,
        views: dict[str, Sequence[tuple[Any, str]]],
        *,
        selection: Selection | None = None,
        reaches: bool = True,
    ) -> None:
        self.campaign = campaign
        self.selection = selection
        self._views = views
        free = selection is None
        questions = [
            Question(
                "source",
                _("From"),
                tuple((name, _(label)) for name, label in SOURCES if views[name]),
                "lead",
                shown=lambda: free,
            ),
            Question("view", _("View"), views["lead"], None, shown=lambda: free),
            Question("words", _("Words"), shown=lambda: free and self.value("source") != "list"),
            Question(
                "reachable_only",
                _("Without an address"),
                ((False, _("added too")), (True, _("left out"))),
                False,
                shown=lambda: reaches,
            ),
        ]
        super().__init__(title, questions)

    def choices(self) -> Chosen:
        """Return all answers."""
        reachable_only = bool(self.value("reachable_only"))
        if self.selection is not None:
            return Chosen(reachable_only=reachable_only)
        return Chosen(self.value("source"), self.value("view"), self.value("words") or "", reachable_only)

    def plan_for(self, session: Session, choices: Chosen) -> Preview:
        """Return what would be added, and what left out."""
        if self.selection is not None:
            selections = [self.selection]
        elif choices.source == "list":
            selections = of_list(session, choices.view)
        else:
            selections = [Selection(record_of(session, choices.source), filter_of(session, choices))]
        plan = plan_addition(session, self.campaign, selections, reachable_only=choices.reachable_only)
        nobody = () if plan.counts.get(ADDED) else (_("There is nobody to add."),)
        return Preview(plan.sentences(), nobody, plan)

    def refused(self, message: str) -> Preview:
        """Return the preview of what cannot be read."""
        return Preview((), (message,))

    def changed(self, question: Question) -> None:
        """Offer the views of what they are taken from."""
        if question.name == "source":
            view = next(each for each in self.questions if each.name == "view")
            view.answers = self._views[question.value]
            view.value = view.answers[0][0]
            view.label = _("List") if question.value == "list" else _("View")

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        first, *rest = super().keys()
        return (first, ("F3", _("Left out: who")), *rest)

    def on_key(self, event: events.Key) -> None:
        """Name those left out, besides what all such dialogs do."""
        if event.key in ("f3", "ctrl+o"):
            event.stop()
            event.prevent_default()
            self.app.in_background(self._name_left())
        else:
            super().on_key(event)

    async def _name_left(self) -> None:
        plan = self.plan.plan if await self._latest.present() and self.plan is not None else None
        if not isinstance(plan, AdditionPlan) or self.app.screen is not self:
            return
        lines = await self.app.engine.read(lambda session: left_lines(session, plan))
        await self.app.ask(Told(_("Left out"), lines or [_("Nobody.")]))


def left_lines(session: Session, plan: AdditionPlan) -> list[str]:
    """Return who is left out and why, the first names of each reason."""
    lines: list[str] = []
    for outcome, count in plan.counts.items():
        if outcome == ADDED:
            continue
        lines.append(OUTCOMES[outcome](count).format(count=format_whole(count)))
        names = [
            title
            for (_kind, _id, title), _number in zip(left_out(session, plan, outcome), range(_LISTED), strict=False)
        ]
        lines += [f"  {name}" for name in names]
        if names and count > len(names):
            lines.append("  " + _("… and {count} more").format(count=format_whole(count - len(names))))
    return lines


def _views(session: Session) -> dict[str, Sequence[tuple[Any, str]]]:
    """Return the views that can be asked for, ready-made and kept, by source."""
    found: dict[str, Sequence[tuple[Any, str]]] = {}
    found["list"] = tuple((list_id, visible(name)) for list_id, name in lists(session))
    for source, _label in SOURCES[:-1]:
        record = record_of(session, source)
        ready = [
            (name, _(view.label)) for name, view in views_of(record).items() if name not in ("suppliers", "customers")
        ]
        kept = [(view.id, visible(view.name)) for view in kept_views(session, record)]
        found[source] = ((None, _("all in use")), *((name, label) for name, label in ready if name != "all"), *kept)
    return found


async def add_to(app: BaseApp, campaign: int, selection: Selection | None = None) -> bool:
    """Show what adding would do, and add; return whether anybody was added."""

    def about(session: Session) -> tuple[str, bool, dict[str, Sequence[tuple[Any, str]]]]:
        found = read(session, Campaign, campaign)
        return visible(found.subject), needs_address(found.type), _views(session)

    name, reaches, views = await app.engine.read(about)
    title = _("Recipients of {name}").format(name=name)
    answer = await app.ask(AdditionDialog(title, campaign, views, selection=selection, reaches=reaches))
    if answer is None:
        return False
    plan: AdditionPlan = answer[1]
    try:
        await app.engine.write(lambda session: add_recipients(session, plan))
    except AdditionChanged as error:
        # Somebody changed something between the last look and Enter: show what it would be now, and ask again.
        app.say(error.message, "error")
        return await add_to(app, campaign, selection)
    await app.changed("recipient")
    count = plan.counts[ADDED]
    said = ngettext("{count} recipient added; u takes it back.", "{count} recipients added; u takes it back.", count)
    app.say(said.format(count=format_whole(count, ascii=app.looks.ascii)), "good")
    return True


async def choose_campaign(app: BaseApp) -> int | None:
    """Ask for a campaign by its name."""
    picked: Picked | None = await app.ask(Finder(_("Which campaign?"), "campaign"))
    return None if picked is None else picked.id


async def add_to_campaign(app: BaseApp) -> None:
    """Make the marked, or the row, or the record of the card in front, recipients of a campaign."""
    screen: Any = app.screen
    if hasattr(screen, "targets"):
        marks, under = screen.list.marks, screen.list.record_id
        if marks:
            selection = Selection(screen.record, marks.within, tuple(marks.ids), tuple(marks.but))
        elif under is not None:
            selection = Selection(screen.record, ids=(under,))
        else:
            return
    else:
        selection = Selection(screen.record, ids=(screen.record_id,))
    campaign = await choose_campaign(app)
    if campaign is not None and await add_to(app, campaign, selection) and hasattr(screen, "done_with"):
        screen.done_with(True)
