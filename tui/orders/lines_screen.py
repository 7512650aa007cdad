"""The lines of an order as a screen: edited in place like a spreadsheet, saved as one change (OPP-18)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from model.core.access.session import Session
from model.core.company.drafts import Draft, FoundDraft
from model.core.errors import NotFoundError
from model.core.language import _
from model.core.records.relations import Item
from model.orders.earlier_lines import EarlierLine, earlier_lines
from model.orders.line_record import OrderLine
from tui.actions import Action
from tui.frame import SalgScreen
from tui.orders.line_sheet import LineSheet
from tui.orders.lines_saving import LinesSaving
from tui.orders.sheet_contents import SheetContents, read_contents
from tui.orders.sheet_draft import SheetDraft, base_of, restore
from tui.orders.sheet_lines import NUMBER, LineReader
from tui.orders.sheet_state import SheetState
from tui.widgets.dialogs import Choice, Menu
from tui.widgets.lines import Piece

if TYPE_CHECKING:
    from tui.base_app import BaseApp

DRAFT_NAME = "order-lines"
"""The name under which drafts find the screen again."""
CONTEXT = "line_sheet"


class OrderLines(SalgScreen):
    """The lines of one order; dismissed with its ID once saved, with None where it was left."""

    context: Sequence[str] = ()

    def __init__(self, record_id: int, *, draft: FoundDraft | None = None) -> None:
        super().__init__()
        self.order = record_id
        self.found = draft
        self.sheet: LineSheet | None = None
        self.opened: SheetContents | None = None
        self._saving: LinesSaving | None = None
        self._draft: Draft | None = None
        self._opening = True
        """Whether it is still being read: what is typed meanwhile is for the sheet."""
        self._finished = False
        self._laid_out = asyncio.Event()

    # The frame

    @property
    def typed_words(self) -> bool:
        """Whether something typed is not saved yet."""
        return self.sheet is not None and not self._finished and self.sheet.state.dirty

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the order and its customer."""
        if self.opened is None:
            return [(_("Lines"), "accent")], []
        opened = self.opened
        room = max(10, (self.size.width or self.app.size.width) - 36)
        called = self.app.looks.fit(f"{opened.title}  {opened.customer_name}", room).rstrip()
        return [(_("Lines"), "accent"), ("  ", ""), (called, "strong")], [(f"#{self.order}", "dim")]

    def body(self) -> ComposeResult:
        """Yield the place of the sheet, which is put there once it is read."""
        yield Vertical(id="form-place")

    def contexts(self) -> tuple[str, ...]:
        """Return where the person stands: letters are keys in the cell of a line's number only."""
        return (CONTEXT, "form", *super().contexts())

    @property
    def on_number(self) -> bool:
        """Whether the person is in the cell of a line's number."""
        state = None if self.sheet is None else self.sheet.state
        return state is not None and state.editor is None and state.column == NUMBER and not state.on_save

    def actions_here(self) -> list[Action]:
        """Return what works here: elsewhere than in the cell of a number, actions with a key that is no letter."""
        found = []
        for action in super().actions_here():
            own = action.where == CONTEXT
            keys = tuple(key for key in action.keys if len(key) > 1 and key not in ("space", "left", "right"))
            if self.on_number and own:
                keys = action.keys
            if keys or not action.keys:
                found.append(replace(action, keys=keys))
        return found

    def why_not(self, action: str) -> str:
        """Say why nothing can be changed, and what there is none of."""
        sheet = self.sheet
        if action in _CHANGING and sheet is not None:
            if sheet.why_locked:
                return sheet.why_locked
            if action in ("line_copy", "line_delete", "line_up", "line_down") and sheet.state.on_save:
                return _("There is no line here.")
            if action == "take_offer" and sheet.earlier.first() is None:
                return _("Nothing is offered here.")
        return super().why_not(action)

    def hint_label(self, action: Action) -> str:
        """Name the key that takes an earlier line only while there is one, and none that changes a locked order."""
        if action.id in _CHANGING and self.sheet is not None and self.sheet.why_locked:
            return ""
        return "" if action.id == "take_offer" and self.why_not(action.id) else super().hint_label(action)

    # Opening

    def on_mount(self) -> None:
        """Read the order."""
        super().on_mount()
        self.app.in_background(self._open())

    def on_unmount(self) -> None:
        """Leave the draft behind if the lines were neither saved nor given up."""
        self._laid_out.set()
        if not self._finished and self._draft is not None:
            self._draft.close()

    async def _open(self) -> None:
        try:
            await self._open_sheet()
        finally:
            self._opening = False

    async def _open_sheet(self) -> None:
        if self.found is None:
            from tui.widgets.draft_offer import ask_left_before

            self.found = await ask_left_before(self.app, DRAFT_NAME, self.order)
        ascii = self.app.looks.ascii
        try:
            opened = await self.app.engine.read(lambda session: read_contents(session, self.order, ascii=ascii))
        except NotFoundError as error:
            self.dismiss(None)
            self.app.say(error.message)
            return
        self.opened = opened
        why_locked = opened.why_locked
        if not why_locked and self.reads_only:
            why_locked = _("Readers may look, but not change anything.")
        reader = LineReader(OrderLine.fields(), opened.reading, opened.rates)
        base, version = opened.lines, opened.version
        if self.found is not None:
            base, version = base_of(self.found, base, version)
        state = SheetState(base, opened.new, reader, locked=bool(why_locked))
        draft = None
        if not why_locked:
            self._draft = self._begin_draft(version)
            draft = SheetDraft(self._draft, base, {} if self.found is None else self.found.values)
            if self.found is not None:
                restore(state, self.found.values)
        sheet = LineSheet(
            state, opened.reading, opened.currency, self.app.engine, self._find, self, draft,
            why_locked=why_locked, id="form",
        )  # fmt: skip
        self.sheet = sheet
        self._saving = LinesSaving(self.app, self.order, sheet, base, version, self._stand_on)
        await self.query_one("#form-place").mount(sheet)
        self.set_focus(sheet, scroll_visible=False)
        await self._until_laid_out(sheet)
        if not self.is_attached:
            return
        sheet.show(whole=True)
        self.show_title()
        self.show_hints()
        if not why_locked and self.found is not None:
            self.flash(_("This is how you left it; nothing of it is saved yet."))

    def _begin_draft(self, version: int) -> Draft:
        adopted = None if self.found is None else self.found.adopt()
        return self._new_draft(version) if adopted is None else adopted

    def _new_draft(self, version: int) -> Draft:
        app, title = self.app, f"{_('Lines')}: {'' if self.opened is None else self.opened.title}"
        return Draft.open(
            app.paths.drafts, app.database_id, app.session.person.id, DRAFT_NAME, self.order, version, title
        )

    async def _until_laid_out(self, sheet: LineSheet) -> None:
        """Return when the sheet has its place on the screen, or something else is in front."""
        self.screen_layout_refresh_signal.subscribe(sheet, lambda _screen: self._laid_out.set(), immediate=True)
        while self.is_current and not sheet.size:
            self._laid_out.clear()
            await self._laid_out.wait()
        self.screen_layout_refresh_signal.unsubscribe(sheet)

    def _find(self, session: Session, text: str, most: int) -> list[EarlierLine]:
        opened = self.opened
        assert opened is not None
        return earlier_lines(
            session, text, order=self.order, customer=opened.customer, currency=opened.currency, most=most
        )

    # What the sheet asks for

    def refuse(self, message: str) -> None:
        """Say why something cannot be done."""
        self.flash(message)

    def keys_wait(self, work: Awaitable[Any]) -> None:
        """Run ``work``; keys typed meanwhile wait for it."""
        self.app.in_background(work)

    def quiet(self) -> None:
        """Take away what was said before this key."""
        if self.said[0]:
            self.flash("")

    def moved(self) -> None:
        """Name the keys that work in the cell where the person is now."""
        sheet = self.sheet
        assert sheet is not None
        offers = sheet.earlier.first() is not None
        where = (self.on_number, sheet.state.on_save, offers)
        if where != self._hinted:
            self._hinted = where
            self.show_hints()

    _hinted: tuple[bool, bool, bool] = (False, False, False)

    def save(self) -> None:
        """Save all lines as one change."""
        if self.sheet is not None and not self._finished and not self.sheet.why_locked:
            self.app.in_background(self._save())

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Keep what is typed until the sheet is there."""
        if self._opening or self._finished:
            event.stop()
            event.prevent_default()
            self.app.hold(event, answered=True)

    def on_paste(self, event: events.Paste) -> None:
        """Keep what is pasted until the sheet is there."""
        if self._opening or self._finished:
            event.stop()
            self.app.hold(event, answered=True)

    def take_key(self, key: str, event: events.Key) -> bool:
        """Keep letters from being taken for commands, besides those of a line where its number is."""
        if not event.is_printable:
            return key in ("left", "right", "space")
        if self.on_number:
            action = self.app.keymap.find(key, self.contexts())
            return action is None or (action.where != CONTEXT and action.id != "help")
        return True

    def do_save(self) -> None:
        """Save."""
        self.save()

    def do_back(self) -> None:
        """Leave; asks where something typed would be lost."""
        if self.sheet is None or not self.typed_words:
            self._leave(kept=False)
        else:
            self.app.in_background(self._ask_to_leave())

    async def _ask_to_leave(self) -> None:
        choices = [
            Choice("s", _("Save"), "save"),
            Choice("k", _("Keep for later"), "keep"),
            Choice("x", _("Throw away"), "drop"),
        ]
        answer = await self.app.ask(Menu(_("These lines are not saved yet."), choices))
        if answer == "save":
            await self._save()
        elif answer is not None:
            self._leave(kept=answer == "keep")

    def _leave(self, *, kept: bool) -> None:
        self._finished = True
        if self._draft is not None:
            if kept:
                self._draft.close()
            else:
                self._draft.discard()
        self.dismiss(None)
        if kept:
            self.app.say(_("Kept; it is offered on the start page, and at the next start."))

    # Lines

    def _on_lines(self, work: Callable[[SheetState], Any], done: str = "") -> None:
        sheet = self.sheet
        if sheet is not None and sheet.do(lambda: work(sheet.state)) and done:
            self.flash(done)

    def do_line_new(self) -> None:
        """Add a line below this one."""
        self._on_lines(SheetState.add)

    def do_line_copy(self) -> None:
        """Copy the line."""
        self._on_lines(SheetState.copy)

    def do_line_delete(self) -> None:
        """Delete the line; undo brings it back."""
        self._on_lines(SheetState.delete, _("Deleted; u on a line's number brings it back."))

    def do_line_up(self) -> None:
        """Move the line up."""
        self._on_lines(lambda state: state.move(-1))

    def do_line_down(self) -> None:
        """Move the line down."""
        self._on_lines(lambda state: state.move(1))

    def do_line_undo(self) -> None:
        """Take the latest step back."""
        if self.sheet is not None and not self.sheet.undo():
            self.flash(_("There is nothing to undo in these lines."))

    def do_line_redo(self) -> None:
        """Do again what was taken back."""
        sheet = self.sheet
        if sheet is not None and not sheet.do(sheet.state.redo):
            self.flash(_("There is nothing to redo in these lines."))

    def do_take_offer(self) -> None:
        """Take over the first of the earlier lines that are shown."""
        sheet = self.sheet
        cells = None if sheet is None else sheet.earlier.first()
        if sheet is not None and cells is not None:
            sheet.take_over(cells)
            sheet.after_step()

    def still_coming(self, action: str) -> Awaitable[object] | None:
        """Have an earlier line be taken that belongs to what is typed: the key may be ahead of it."""
        if action == "take_offer" and self.sheet is not None and self.sheet.earlier.coming:
            return self.sheet.earlier.come()
        return None

    # Saving

    async def _save(self) -> None:
        saving = self._saving
        assert saving is not None
        if await saving.save():
            self._finished = True
            if self._draft is not None:
                self._draft.discard()
            self.dismiss(self.order if saving.changed else None)
            self.app.say(saving.message, "good" if saving.changed else "strong")
        elif saving.message:
            self.flash(saving.message, "error")

    def _stand_on(self, version: int, base: Sequence[Item]) -> SheetDraft:
        """Return a new draft in place of the one that stands on lines which are others now."""
        if self._draft is not None:
            self._draft.discard()
        self._draft = self._new_draft(version)
        return SheetDraft(self._draft, base)


async def edit_lines(app: BaseApp) -> None:
    """Open the lines of the order in front, or of the row of a list, and show afterwards what was saved."""
    screen: Any = app.screen
    order = screen.list.record_id if hasattr(screen, "list") else screen.record_id
    if order is None:
        app.say(_("The list is empty."))
    elif await app.open_form(DRAFT_NAME, order) is not None:
        await app.changed("order")


_CHANGING = frozenset("save line_new line_copy line_delete line_up line_down line_undo line_redo take_offer".split())
"""Actions that a locked order has no use of."""
