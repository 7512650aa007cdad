"""What the registry says of the company in front, beside what stands on file; what is chosen is written (CUST-26)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.search.registry_update import FieldUpdate, RegistryUpdate, apply_updates, plan_update
from tui.widgets.dialogs import Dialog, Told
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece

if TYPE_CHECKING:
    from tui.base_app import BaseApp

_LABEL = 20
"""Cells of a field's label."""


class RegistryDialog(Dialog):
    """The fields that differ, a line each: chosen or not, what stands there, what the registry has.

    Space turns one on or off, ``a`` all of them, Enter writes what is chosen; answers the names of these fields.
    """

    def __init__(self, update: RegistryUpdate) -> None:
        super().__init__(_("{name} in the registry").format(name=update.title))
        self.update = update
        self.chosen = {field.name for field in update.fields if field.chosen}

    def body(self) -> ComposeResult:
        """Yield the warning, the fields, and the whole of the one under the cursor."""
        if self.update.warning:
            yield Line(id="registry-warning")
        yield LineList(self._pieces, id="registry-fields")
        yield Line(id="registry-before")
        yield Line(id="registry-after")

    def on_mount(self) -> None:
        """Show them."""
        super().on_mount()
        if self.update.warning:
            self.query_one("#registry-warning", Line).show([(f"  ! {self.update.warning}", "error")])
        self.list.styles.height = min(len(self.update.fields), max(3, self.app.size.height - 9))
        self.list.set_length(len(self.update.fields))
        self._show_whole()

    @property
    def list(self) -> LineList:
        """The fields."""
        return self.query_one(LineList)

    def _pieces(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        field, looks = self.update.fields[number], self.app.looks
        on = field.name in self.chosen
        room = max(8, (width - _LABEL - 8) // 2)
        return [
            ("[x] " if on else "[ ] ", "accent" if on else "dim"),
            (looks.fit(field.label, _LABEL) + " ", ""),
            (looks.fit(field.before or "–", room), "dim" if on else ""),
            (f" {looks.arrow} ", "dim"),
            (looks.fit(field.after or "–", room), "strong" if on else "dim"),
        ]

    def _show_whole(self) -> None:
        field: FieldUpdate = self.update.fields[self.list.at]
        width = self.app.size.width - 6
        fit = self.app.looks.fit
        self.query_one("#registry-before", Line).show([("  ", ""), (fit(field.before or "–", width).rstrip(), "dim")])
        arrow = self.app.looks.arrow
        after = fit(field.after or "–", width - 2).rstrip()
        self.query_one("#registry-after", Line).show([(f"  {arrow} ", "dim"), (after, "strong")])

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return (
            ("a", _("All, or none")),
            (_("Space"), _("On, or off")),
            (_("Enter"), _("Write")),
            (_("Esc"), _("Back")),
        )

    def take_key(self, key: str) -> None:
        """Choose, move, or answer."""
        steps = {"down": 1, "j": 1, "up": -1, "k": -1}
        name = self.update.fields[self.list.at].name
        if key in steps:
            self.list.move(steps[key])
        elif key in ("pagedown", "pageup"):
            self.list.page(1 if key == "pagedown" else -1)
        elif key in ("space", " "):
            self.chosen ^= {name}
        elif key == "a":
            every = {field.name for field in self.update.fields}
            self.chosen = set() if self.chosen == every else every
        elif key == "enter":
            self.dismiss(frozenset(self.chosen))
            return
        self.list.refresh()
        self._show_whole()


async def refresh_here(app: BaseApp) -> None:
    """Compare the company in front with the registry and write what is chosen, as one change."""
    screen: Any = app.screen
    kind = screen.record.name_in_code
    record_id = screen.list.record_id if hasattr(screen, "list") else screen.record_id
    if record_id is None:
        app.say(_("The list is empty."))
        return

    def plan(session: Session) -> RegistryUpdate:
        return plan_update(session, app.registry(), kind, record_id)

    update = await app.engine.read(plan)
    if not update.fields:
        told = _("Everything stands as the registry has it.")
        await app.ask(Told(update.title, [f"! {update.warning}", told])) if update.warning else app.say(told, "good")
        return
    names = await app.ask(RegistryDialog(update))
    if not names:
        return
    await app.engine.write(lambda session: apply_updates(session, [update], names))
    await app.changed(kind)
    told = ngettext("{count} field saved. u undoes it.", "{count} fields saved. u undoes it.", len(names))
    app.say(told.format(count=format_whole(len(names))), "good")
