"""A record's card: what can be done from it with the record and with what hangs on it (LEAD-10, CUST-14)."""

from __future__ import annotations

from model.core.language import _
from tui.actions import Action
from tui.rooms import WORK, screen_class
from tui.widgets.card_actions import OFFERED_ON
from tui.widgets.card_screen import CardScreen
from tui.widgets.record_deeds import delete_record, tick, turn_active


class RecordCard(CardScreen):
    """The card of one record; rooms say which record, which headings, which tabs, and what more there is to read."""

    # Doing

    def actions_here(self) -> list[Action]:
        """Leave out what has no key and is nothing for this kind of record: no person's data hang on an order."""
        kind = self.kind
        return [one for one in super().actions_here() if one.keys or kind in OFFERED_ON.get(one.id, (kind,))]

    def why_not(self, action: str) -> str:
        """Say that nothing can be done before the record is there."""
        if self.shown is None and action in ("edit", "delete_one", "deactivate", "add_note", "add_task", "related"):
            return _("It is still being read.")
        if action == "related" and self.shown is not None and not self.shown.related:
            return _("It belongs to nothing else.")
        return super().why_not(action)

    async def do_open(self) -> None:
        """Open what the row points at; where nothing is pointed at, the form."""
        row = self.row
        if row is not None and row.record:
            await self.app.open_record(row.record, row.record_id, **(row.data if isinstance(row.data, dict) else {}))
        elif row is not None and row.told is not None:
            from tui.widgets.dialogs import Told

            await self.app.ask(Told(*row.told))
        elif row is not None and row.work:
            await screen_class(WORK, row.work)(self.app)
        elif self.tab == "details" and not self.why_not("edit"):
            await self.do_edit()

    async def do_edit(self) -> None:
        """Open the form."""
        if await self.app.open_form(self.kind, self.record_id) is not None:
            await self.app.changed(self.kind)

    async def do_related(self) -> None:
        """Go to what the record belongs to, or what it became; ask which where there are several."""
        from tui.widgets.dialogs import Choice, Menu

        assert self.shown is not None
        found = self.shown.related
        place = found[0][1:] if len(found) == 1 else None
        if len(found) > 1:
            choices = [
                Choice(str(number) if number < 10 else "", label, (record, record_id))
                for number, (label, record, record_id) in enumerate(found, start=1)
            ]
            place = await self.app.ask(Menu(_("Go to"), choices))
        if place is not None:
            await self.app.open_record(*place)

    async def do_delete_one(self) -> None:
        """Delete the record, after showing what goes with it; y answers."""
        assert self.shown is not None
        title = self.shown.title
        if await delete_record(self, self.record, self.record_id, title):
            self.shown = None
            self.app.go_back()
            await self.app.changed(self.kind)
            self.app.say(_("Deleted: {name}. u brings it back.").format(name=title), "good")

    async def do_deactivate(self) -> None:
        """Take the record out of use, or into use again."""
        assert self.shown is not None
        await turn_active(self, self.record, self.record_id, self.shown)

    # Activities

    async def do_add_note(self) -> None:
        """Write a note on the record."""
        await self._add("note")

    async def do_add_task(self) -> None:
        """Make a task on the record."""
        await self._add("task")

    async def do_new_any(self) -> None:
        """Ask what to make on the record."""
        from tui.widgets.dialogs import Choice, Menu

        method = await self.app.ask(Menu(_("New"), [Choice(key, label, name) for key, label, name in self.additions()]))
        if method == "add_note":
            await self.do_add_note()
        elif method == "add_task":
            await self.do_add_task()
        elif method in ("appointment", "call", "email"):
            await self._add(method)
        elif method and (work := self.work_of(method)) is not None:
            made = work()
            if made is not None:
                await made

    def additions(self) -> list[tuple[str, str, str]]:
        """Return what can be made on the record: key, label, and the action or kind of activity."""
        return [
            ("n", _("Note"), "add_note"),
            ("t", _("Task"), "add_task"),
            ("a", _("Appointment"), "appointment"),
            ("c", _("Call"), "call"),
            ("e", _("E-mail"), "email"),
        ]

    async def do_new_here(self) -> None:
        """Make an activity of the kind on the tab in front, or in the part pointed at."""
        await self._add(self.kind_here)

    async def _add(self, kind: str) -> None:
        assert self.shown is not None
        made = await self.app.open_form(kind, None, place=(self.kind, self.record_id), about=self.shown.title)
        if made is not None:
            await self.app.changed(kind)

    async def do_tick(self) -> None:
        """Tick the task pointed at as done, or as still to do."""
        row = self.row
        if row is not None and row.record in ("task", "appointment"):
            await tick(self, row.record, row.record_id)
