"""Saving the lines of an order, and settling with whoever has saved others meanwhile (COM-09)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from model.core.changes.change import Conflict
from model.core.dates import format_moment_short
from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.records.relations import Item
from model.orders.line_edits import save_lines
from tui.orders.line_sheet import LineSheet
from tui.orders.sheet_contents import items_of
from tui.orders.sheet_draft import SheetDraft
from tui.orders.sheet_merge import disagreements, rebase
from tui.widgets.conflict import ConflictDialog

if TYPE_CHECKING:
    from tui.base_app import BaseApp


class LinesSaving:
    """Saves what a sheet holds, which stands on the lines of ``base`` and the order at ``version``.

    ``message`` is what is to be said of it, ``changed`` whether there was anything to save. ``stand_on`` is called with
    the version and the lines that somebody else has saved, and returns a draft that stands on them.
    """

    def __init__(
        self,
        app: BaseApp,
        order: int,
        sheet: LineSheet,
        base: Sequence[Item],
        version: int,
        stand_on: Callable[[int, Sequence[Item]], SheetDraft],
    ) -> None:
        self.app = app
        self.order = order
        self.sheet = sheet
        self.message = ""
        self.changed = False
        self._version = version
        self._base = tuple(base)
        self._stand_on = stand_on

    async def save(self) -> bool:
        """Save all lines as one change; return False where the person goes back to the sheet."""
        state = self.sheet.state
        self.sheet.do(lambda: None)
        self.message = ""
        while True:
            wrong = state.reader.first_error(state.lines)
            if wrong is not None:
                self.sheet.complain_of(*wrong)
                return False
            if not state.dirty:
                self.message = _("Nothing was different.")
                return True
            items = items_of(state)
            try:
                await self.app.engine.write(
                    partial(save_lines, order=self.order, lines=items, base=self._base, version=self._version)
                )
            except Conflict as conflict:
                if not await self._settle(conflict):
                    return False
            except UserError as error:
                self.message = error.message
                return False
            else:
                self.changed = True
                self.message = ngettext(
                    "Saved, {number} line. u undoes it.", "Saved, {number} lines. u undoes it.", len(items)
                ).format(number=format_whole(len(items)))
                return True

    async def _settle(self, conflict: Conflict) -> bool:
        """Stand on what somebody else has saved meanwhile; False where the person goes back to the sheet first."""
        sheet = self.sheet
        theirs = next((one.theirs for one in conflict.fields if one.field == "lines"), self._base) or ()
        found = disagreements(sheet.state, theirs)
        choices: dict[str, str] | None = {}
        if found:
            when = format_moment_short(conflict.when, self.app.session.clock())
            dialog = ConflictDialog(conflict.who, when, found, ascii=self.app.looks.ascii)
            choices = await self.app.ask(dialog)
        if choices is None:
            return False
        rebase(sheet.state, theirs, choices)
        self._base, self._version = tuple(theirs), conflict.version
        sheet.draft = self._stand_on(conflict.version, theirs)
        sheet.after_step()
        return True
