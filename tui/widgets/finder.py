"""Choosing a record on file by typing the beginning of what it is called, or naming a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.language import _
from model.core.lists.lookup import Found, find_titles
from model.core.text import visible
from tui.latest_answer import LatestAnswer
from tui.widgets.dialogs import Dialog, typed_pieces
from tui.widgets.editors import LineEditor
from tui.widgets.lines import Line, Piece

MOST = 8
"""Records offered at once; who wants fewer types on."""


@dataclass(frozen=True)
class Picked:
    """What was chosen: a record on file, or, with ID 0, the name of a new one."""

    id: int
    title: str


class Finder(Dialog):
    """Type, point, Enter; answers :class:`Picked`. ``new`` is the line that makes a new record of what is typed.

    ``without`` are the IDs of records that are not offered.
    """

    def __init__(self, title: str, target: str, *, new: str = "", without: Sequence[int] = ()) -> None:
        super().__init__(title)
        self.target = target
        self.new = new
        self.without = frozenset(without)
        self.editor = LineEditor("")
        self.hits: list[Found] = []
        self.at = 0
        self._shown: list[Line] = []
        self._latest: LatestAnswer[str, list[Found]] = LatestAnswer(
            self, "finder", lambda: self.editor.text, self._find, self._came, lambda error: self.complain(error.message)
        )

    def body(self) -> ComposeResult:
        """Yield the line that is typed, and as many lines of hits as there can be."""
        yield Line(id="typed")
        self._shown = [Line() for _number in range(MOST + bool(self.new))]
        yield from self._shown

    def on_mount(self) -> None:
        """Offer what comes first."""
        super().on_mount()
        self.draw()
        self._latest.ask()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("letters"), _("find")), (_("Enter"), _("Take")), (_("Esc"), _("Back")))

    @property
    def _choices(self) -> int:
        return len(self.hits) + bool(self.new and self.editor.text.strip())

    def draw(self) -> None:
        """Write what is typed, and the hits."""
        looks = self.app.looks
        width = self.app.size.width - 6
        self.query_one("#typed", Line).show([("  > ", "accent"), *typed_pieces(self.editor, width)])
        # A new one is never pointed at unasked: what was found may be what was meant.
        self.at = max(0 if self.hits else -1, min(self.at, self._choices - 1))
        for number, line in enumerate(self._shown):
            if number >= self._choices:
                line.show([])
                continue
            here = number == self.at
            pieces: list[Piece] = [(f"  {('>' if looks.ascii else '›') if here else ' '} ", "accent")]
            if number < len(self.hits):
                hit = self.hits[number]
                room = width * 3 // 5
                pieces.append((looks.fit(hit.title, room), "strong" if here else ""))
                pieces.append((f" {looks.fit(hit.detail, width - room - 4).rstrip()}", "dim"))
            else:
                text = self.new.format(name=visible(self.editor.text.strip()))
                pieces.append((looks.fit(f"+ {text}", width).rstrip(), "strong" if here else "accent"))
            line.show(pieces)

    def _find(self, text: str) -> Callable[[Session], list[Found]]:
        return lambda session: find_titles(session, self.target, text, MOST + len(self.without))

    def _came(self, found: list[Found]) -> None:
        self.hits = [hit for hit in found if hit.id not in self.without][:MOST]
        self.at = 0 if self.hits else -1
        self.draw()

    def on_paste(self, event: events.Paste) -> None:
        """Take pasted text on one line."""
        event.stop()
        self.editor.insert(event.text)
        self._latest.ask()
        self.draw()

    def on_key(self, event: events.Key) -> None:
        """Type, point, answer, leave."""
        event.stop()
        event.prevent_default()  # what dialogs do with keys otherwise
        if event.key == "escape":
            self.leave()
        elif event.key == "enter":
            self.app.in_background(self._answer())
        elif event.key in ("down", "tab", "up", "shift+tab"):
            self.app.in_background(self._move(1 if event.key in ("down", "tab") else -1))
        elif self.editor.key(event.key, event.character if event.is_printable else None):
            self.complain("")
            self.draw()
            self._latest.ask()

    async def _move(self, step: int) -> None:
        if await self._latest.present():
            self.at += step
            self.draw()

    async def _answer(self) -> None:
        if not await self._latest.present() or self.app.screen is not self:
            return
        if 0 <= self.at < len(self.hits):
            hit = self.hits[self.at]
            self.dismiss(Picked(hit.id, hit.title))
        elif self.at >= 0 and self._choices:
            self.dismiss(Picked(0, self.editor.text.strip()))
        elif self._choices:
            down = "Down" if self.app.looks.ascii else "↓"
            self.complain(_("Nothing on file is called that; {down} and Enter: a new one.").format(down=down))
        else:
            self.complain(_("Nothing on file is called that."))
