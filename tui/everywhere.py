"""The actions that work everywhere: screens to go to, undo and redo, search, help, and leaving the program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from model.core.language import _
from tui import rooms
from tui.frame import SalgScreen

if TYPE_CHECKING:
    from model.core.history.past_changes import PastChange
    from tui.base_app import BaseApp


class Everywhere:
    """What actions do whose place is everywhere: ``do_<action>``, unless the screen in front has its own."""

    def __init__(self, app: BaseApp) -> None:
        self._app = app

    async def do_screen_start(self) -> None:
        """Go to the start page."""
        if self._app.unsaved():
            self._app.say(_("First save or leave what is being typed."))
            return
        while len(self._app.screen_stack) > 1:
            await self._app.pop_screen()

    async def do_screen_leads(self) -> None:
        """Go to the leads."""
        await self._app.show_list("lead")

    async def do_screen_customers(self) -> None:
        """Go to the customers."""
        await self._app.show_list("customer")

    async def do_screen_contacts(self) -> None:
        """Go to the contacts."""
        await self._app.show_list("contact")

    async def do_screen_opportunities(self) -> None:
        """Go to the opportunities."""
        await self._app.show_list("opportunity")

    async def do_screen_campaigns(self) -> None:
        """Go to the campaigns."""
        await self._app.show_list("campaign")

    async def do_screen_projects(self) -> None:
        """Go to the projects."""
        await self._app.show_list("project")

    async def do_screen_orders(self) -> None:
        """Go to the orders."""
        await self._app.show_list("order")

    async def do_screen_ledger(self) -> None:
        """Go to the ledger entries."""
        await self._app.show_list("ledger_entry")

    async def do_screen_distribution_lists(self) -> None:
        """Go to the distribution lists."""
        await self._app.show_list("distribution_list")

    async def do_screen_exclusion_lists(self) -> None:
        """Go to the exclusion lists."""
        await self._app.show_list("exclusion_list")

    async def do_screen_templates(self) -> None:
        """Go to the templates."""
        await self._app.show_list("template")

    async def do_screen_tasks(self) -> None:
        """Go to the tasks."""
        await self._app.show_list("task")

    async def do_screen_reports(self) -> None:
        """Go to the reports."""
        await rooms.screen_class(rooms.WORK, "go_to_reports")(self._app)

    async def do_reminders(self) -> None:
        """Show the reminders that are due."""
        await rooms.screen_class(rooms.WORK, "reminders_shown")(self._app)

    async def do_fetch_mail(self) -> None:
        """Read the mailbox now."""
        await rooms.screen_class(rooms.WORK, "mail_fetched")(self._app)

    async def do_screen_administration(self) -> None:
        """Go to the administration."""
        await rooms.screen_class(rooms.WORK, "go_to_administration")(self._app)

    async def do_changes(self) -> None:
        """Show the history of all changes."""
        await self._app.show(rooms.screen_class(rooms.SCREENS, "changes")())

    async def do_search(self) -> None:
        """Open the global search."""
        await self._app.show(rooms.screen_class(rooms.SCREENS, "search")())

    async def do_new_lead(self) -> None:
        """Make a lead; what is on the screen waits."""
        made = await self._app.open_form("lead")
        if made is not None:
            await self._app.changed("lead")
            await self._app.open_record("lead", made)

    async def do_undo(self) -> None:
        """Undo the person's latest change, after showing what that would do."""
        from model.core.history import past_changes

        past = await self._app.engine.read(past_changes.latest_own)
        if past is None:
            self._app.say(_("There is nothing of yours to undo."))
            return
        await self.undo_change(past)

    async def undo_change(self, past: PastChange) -> None:
        """Ask whether to undo a change, and do it."""
        from model.core.history import undo
        from tui.widgets.dialogs import Confirm
        from tui.widgets.undo_text import undo_lines

        plan = await self._app.engine.read(lambda session: undo.plan_undo(session, past.id))
        lines = undo_lines(self._app.session, plan)
        if plan.refusals:
            await self._undo_rest(past, lines)
            return
        if await self._app.ask(Confirm(_("Undo: {name}?").format(name=past.name), lines, yes=_("Undo it"))):
            keep = await rooms.screen_class(rooms.WORK, "before_undo")(self._app, past.id)
            await self._app.engine.write(lambda session: undo.undo(session, past.id))
            keep()
            await self._app.changed()
            self._app.say(_("Undone: {name}").format(name=past.name), "good")

    async def _undo_rest(self, past: PastChange, refusals: Sequence[str]) -> None:
        """Say why a change cannot be undone, and offer to take back all the others (decision 19)."""
        from model.core.history import partial_undo
        from tui.widgets.dialogs import Confirm, Told
        from tui.widgets.undo_refused import UndoRefused

        title = _("This cannot be undone: {name}").format(name=past.name)
        rest = await self._app.engine.read(lambda session: partial_undo.plan_rest(session, past.id))
        if rest is None:
            await self._app.ask(Told(title, refusals))
            return
        if await self._app.ask(UndoRefused(title, refusals)) is not True:
            return
        question = Confirm(_("Take back all the others?"), partial_undo.rest_lines(rest), yes=_("Take back"))
        if not await self._app.ask(question):
            return
        await self._app.engine.write(lambda session: partial_undo.undo_rest(session, past.id))
        await self._app.changed()
        self._app.say(_("Taken back, but for what was changed since. u brings it back."), "good")

    async def do_redo(self) -> None:
        """Redo what was undone last."""
        from model.core.history import past_changes, undo

        past = await self._app.engine.read(past_changes.latest_undone)
        if past is None:
            self._app.say(_("There is nothing to redo."))
            return
        done = await self._app.engine.write(lambda session: undo.undo(session, past.id))
        await rooms.screen_class(rooms.WORK, "after_redo")(self._app, done.id)
        await self._app.changed()
        self._app.say(_("Redone: {name}").format(name=past.name.partition(": ")[2] or past.name), "good")

    async def do_duplicates(self) -> None:
        """Look what else may be the record of the card or row in front."""
        await rooms.screen_class(rooms.WORK, "check_here")(self._app)

    async def do_check_typed(self) -> None:
        """Look what on file may be what is typed in the form in front."""
        await rooms.screen_class(rooms.WORK, "check_typed_here")(self._app)

    async def do_merge(self) -> None:
        """Merge the two that are marked, or the one in front with another one."""
        await rooms.screen_class(rooms.WORK, "merge_here")(self._app)

    async def do_sweep(self) -> None:
        """Look for likely duplicates among all records of the kind in front."""
        screen: Any = self._app.screen
        await self._app.show(rooms.screen_class(rooms.SCREENS, "sweep")(screen.record.name_in_code))

    async def do_help(self) -> None:
        """Show the keys that work here."""
        await self._choose(_("The keys that work here"), legend=True)

    async def do_palette(self) -> None:
        """Show every action that can be carried out here, found by its name."""
        await self._choose(_("What do you want to do?"))

    async def _choose(self, title: str, *, legend: bool = False) -> None:
        from tui.widgets.chooser import Chooser, sign_options

        screen = self._app.screen
        if not isinstance(screen, SalgScreen):
            return
        looks = self._app.looks
        signs = sign_options(screen.sign_fields(), looks) if legend else ()
        chosen = await self._app.ask(Chooser(title, screen.actions_here(), screen.why_not, looks, signs))
        if chosen:
            screen.perform(chosen)

    async def do_become(self) -> None:
        """Go on as another employee; the demo only."""
        from model.core.access.person import person_by_initials
        from model.people.directory import active_employees
        from tui.widgets.dialogs import Choice, Menu

        people = await self._app.engine.read(active_employees)
        now = self._app.session.person.initials
        choices = [
            Choice(str(number) if number < 10 else "", f"{initials}  {name}", initials, initials == now)
            for number, (_id, initials, name) in enumerate(people, start=1)
        ]
        initials = await self._app.ask(Menu(_("Who is at the keyboard?"), choices))
        if initials:
            person = await self._app.engine.read(lambda session: person_by_initials(session.store, initials))
            self._app.engine.become(person)
            await self._app.changed()
            for screen in self._app.screen_stack:
                if isinstance(screen, SalgScreen):
                    screen.show_title()

    def do_repaint(self) -> None:
        """Send the whole screen anew."""
        from tui.terminal.driver import repaint

        repaint(self._app)

    async def do_quit(self, *, sure: bool = True) -> None:
        """Leave the program; asked first where typed words are open, which are kept as a draft, or if not ``sure``."""
        from tui.widgets.dialogs import Confirm

        lines = [_("What is being typed is kept, and offered at the next start.")] if self._app.unsaved() else []
        if (sure and not lines) or await self._app.ask(Confirm(_("Quit Salg?"), lines, yes=_("Quit"))):
            self._app.exit()
