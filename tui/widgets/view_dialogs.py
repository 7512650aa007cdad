"""The two questions about views: which one is to be shown, and under which name this one is to be kept (COM-03)."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult

from model.core.access.person import Person
from model.core.company.view_storage import KeptView, checked_name
from model.core.errors import UserError
from model.core.language import _
from model.core.records.record import Record
from tui.widgets.dialogs import Ask, Choice, Menu
from tui.widgets.lines import Line
from tui.widgets.paragraphs import Paragraphs

_LETTERS = string.digits[1:] + "".join(letter for letter in string.ascii_lowercase if letter not in "dejk")
"""Keys that take a choice; the letters left out do something else in the dialog."""


TOLD = 3
"""Lines that what a view shows, or can show no longer, takes at most; PgDn reads on."""


@dataclass(frozen=True)
class Offered:
    """A view to choose: ready-made by its ``name``, or ``kept`` and ``whose``.

    ``told`` says what it shows, ``left_out`` what of it cannot be shown any longer.
    """

    name: str
    label: str
    whose: str = ""
    told: str = ""
    left_out: str = ""
    on: bool = False
    kept: KeptView | None = None


@dataclass(frozen=True)
class Wanted:
    """What is to be done with a view: take, change or delete."""

    doing: str
    view: Offered


class ViewChooser(Menu):
    """All views of a list, the ready-made ones first; answers :class:`Wanted`, None where it was left."""

    def __init__(self, offered: Sequence[Offered], person: Person, why_no_change: str, at: int | None = None) -> None:
        letters = iter(_LETTERS)
        choices = [Choice(next(letters, ""), view.label, Wanted("take", view), view.on) for view in offered]
        super().__init__(_("View"), choices)
        self.person = person
        self.why_no_change = why_no_change
        if at is not None:
            self.at = min(at, len(choices) - 1)

    besides = 2 * TOLD

    def body(self) -> ComposeResult:
        """Yield the views, and what the view pointed at shows."""
        width = self.app.size.width
        for number, choice in enumerate(self.choices):
            view: Offered = choice.value.view
            if view.whose:
                # Whose it is must be seen: a long name gives way.
                whose = f"  ({view.whose})"
                label = self.app.looks.fit(view.label, max(8, width - 12 - cell_len(whose))).rstrip() + whose
                self.choices[number] = replace(choice, label=label)
        yield from super().body()
        yield Paragraphs(id="dialog-hint", least=1, most=lambda: TOLD)
        yield Paragraphs(id="left-out", least=1, most=lambda: TOLD)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys; those for kept views only where there are any."""
        kept = any(choice.value.view.kept for choice in self.choices)
        change = (("e", _("Rename, overwrite, share")), ("d", _("Delete"))) if kept else ()
        return (*change, *super().keys())

    def draw(self) -> None:
        """Write the views, and what the one pointed at shows."""
        super().draw()
        view: Offered = self.choices[self.at].value.view
        told = view.told or _("Ready-made; again takes it away.")
        self.query_one("#dialog-hint", Paragraphs).show([(told, "dim")])
        self.query_one("#left-out", Paragraphs).show([(view.left_out, "error")] if view.left_out else [])
        self.show_keys()

    def take_key(self, key: str) -> None:
        """Change or delete a kept view, or do what a menu does."""
        self.complain("")
        if key not in ("e", "d"):
            super().take_key(key)
            return
        view: Offered = self.choices[self.at].value.view
        if view.kept is None:
            self.complain(_("A ready-made view stays as it is; K keeps what the list shows under a name of your own."))
        elif self.why_no_change or not view.kept.may_be_changed_by(self.person):
            who = view.kept.initials
            told = _("It is the view of {who}: only {who} or an administrator changes it.").format(who=who)
            self.complain(self.why_no_change or told)
        else:
            self.dismiss(Wanted("change" if key == "e" else "delete", view))


class KeepView(Ask):
    """The name under which a view is kept, and whether others see it; answers both, None where it was left."""

    def __init__(self, record: type[Record], name: str, told: str, *, shared: bool) -> None:
        def check(text: str) -> str:
            try:
                checked_name(record, text)
            except UserError as error:
                return error.message
            return ""

        super().__init__(_("Keep this view under which name?"), name, hint=told, check=check)
        self.shared = shared

    def body(self) -> ComposeResult:
        """Yield the name, what is kept, and who sees it."""
        yield from super().body()
        yield Line(id="who-sees")

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("Tab"), _("Share, or for you alone")), *super().keys())

    def draw(self) -> None:
        """Write the name and who sees the view."""
        super().draw()
        told = _("shared: everybody sees it, you or an administrator change it") if self.shared else _("for you alone")
        self.query_one("#who-sees", Line).show(
            [(f"  {self.app.looks.mark} " if self.shared else "    ", "accent"), (told, "")]
        )

    def on_key(self, event: events.Key) -> None:
        """Share the view or not, or type its name."""
        event.stop()
        event.prevent_default()
        if event.key in ("tab", "shift+tab"):
            self.shared = not self.shared
            self.draw()
        elif event.key == "enter":
            refused = self.check(self.editor.text) if self.check else ""
            self.complain(refused)
            if not refused:
                self.dismiss((self.editor.text, self.shared))
        else:
            super().on_key(event)
