"""The sheet of lines on the screen: keys go to its cells, and only the rows that differ are painted anew (OPP-18).

Only keys of editing are known here. What is done with a whole line is an action of the table, and a method here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from textual import events
from textual.geometry import Offset, Region
from textual.strip import Strip

from model.core.fields.base import Reading
from model.core.language import _
from tui.engine import Engine
from tui.orders.earlier import EarlierLines, FindLines
from tui.orders.sheet_draft import SheetDraft
from tui.orders.sheet_lines import NUMBER, TEXT, VAT_RATE
from tui.orders.sheet_state import SheetState
from tui.orders.sheet_view import Row, SheetView
from tui.widgets.form_layout import strip_of
from tui.widgets.painted import Painted, styles_css
from tui.widgets.picker import Picker

_LEAVING = frozenset("tab shift+tab enter up down pageup pagedown ctrl+home ctrl+end".split())
"""Keys that leave a cell which is being typed in."""
_CHOOSING = frozenset("down up pageup pagedown enter tab".split())
"""Keys that mean something else while an earlier line is pointed at."""


class SheetHost(Protocol):
    """What the screen does for its sheet."""

    def save(self) -> None:
        """Save the lines."""

    def refuse(self, message: str) -> None:
        """Say why something cannot be done."""

    def keys_wait(self, work: Awaitable[Any]) -> None:
        """Run ``work``; keys typed meanwhile wait for it."""

    def quiet(self) -> None:
        """Take away what was said before this key."""

    def moved(self) -> None:
        """Name the keys that work in the cell where the person is now."""


class LineSheet(Painted):
    """The lines of an order; ``why_locked`` says why nothing can be changed, '' where it can."""

    DEFAULT_CSS = styles_css("LineSheet", "height: 1fr; width: 1fr;")

    def __init__(
        self,
        state: SheetState,
        reading: Reading,
        currency: str,
        engine: Engine,
        find: FindLines,
        host: SheetHost,
        draft: SheetDraft | None,
        *,
        why_locked: str = "",
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.state = state
        self.why_locked = why_locked
        self.host = host
        self.draft = draft
        picker = Picker(ascii=reading.ascii)
        self.view = SheetView(state, reading, currency, picker, why_locked=why_locked)
        self.earlier = EarlierLines(self, engine, find, state.reader, picker, self.show)
        self._rows: list[Row] = []
        self._painted_for: tuple[int, int] = (0, 0)

    # What is painted

    def on_resize(self) -> None:
        """Lay the columns out anew."""
        self.show(whole=True)

    def on_blur(self) -> None:
        """Give the terminal's cursor back."""
        self.app.cursor_position = Offset(0, 0)

    def show(self, *, whole: bool = False) -> None:
        """Paint the rows that differ from what is painted."""
        width, height = self.size
        if not width:
            return
        before, self._rows = self._rows, self.view.arrange(width, height)
        if whole or self._painted_for != (width, height) or len(before) != len(self._rows):
            self.refresh()
        else:
            changed = [y for y, row in enumerate(self._rows) if row != before[y]]
            if changed:
                self.refresh(*(Region(0, y, width, 1) for y in changed))
        self._painted_for = (width, height)
        place = self.view.cursor() if self.has_focus else None
        if place is not None:
            self.app.cursor_position = self.content_region.offset + place

    def render_line(self, y: int) -> Strip:
        """Return one row."""
        width, height = self.size
        if self._painted_for != (width, height):
            # Textual paints a widget of a new size before it tells the widget.
            self._rows = self.view.arrange(width, height)
            self._painted_for = (width, height)
        return strip_of(self._rows[y] if y < len(self._rows) else [], width, self.style_of)

    def tell(self, message: str) -> None:
        """Say something at the foot, until the next key."""
        self.view.message = message
        self.show()

    # Keys

    async def on_key(self, event: events.Key) -> None:
        """Take what is an editing key; everything else goes on to the table of actions."""
        character = event.character if event.is_printable and not event.key.startswith("alt+") else None
        if self.state.editor is not None and event.key in ("down", "pagedown") and self.earlier.coming:
            event.stop()
            event.prevent_default()
            self.host.keys_wait(self._take_when_come(event.key, character))
        elif self.take_key(event.key, character):
            event.stop()
            event.prevent_default()

    async def _take_when_come(self, key: str, character: str | None) -> None:
        await self.earlier.come()
        self.take_key(key, character)

    def take_key(self, key: str, character: str | None) -> bool:
        """Do what a key does here; return whether it does anything."""
        self.view.message = ""
        self.host.quiet()
        taken = self._edit(key, character) if self.state.editor is not None else self._walk(key, character)
        if taken:
            self.after_step()
        return taken

    def after_step(self) -> None:
        """Keep and paint what is different since a key was pressed."""
        if self.draft is not None and (trouble := self.draft.keep(self.state)) is not None:
            self.view.message = trouble.message
        self.show()
        self.host.moved()

    def _edit(self, key: str, character: str | None) -> bool:
        state, editor = self.state, self.state.editor
        assert editor is not None
        if key in _CHOOSING and self._choose(key):
            return True
        if key == "escape":
            state.take_back()
            self.earlier.end()
        elif key in _LEAVING:
            self.earlier.end()
            self._go(key)
        else:
            before = editor.text
            if not editor.key(key, character):
                return False
            if editor.text != before:
                self._look_for_earlier()
        return True

    def _choose(self, key: str) -> bool:
        """Move in the list of earlier lines, or take the one pointed at over."""
        if key not in ("enter", "tab"):
            return self.earlier.move(key)
        cells = self.earlier.chosen()
        if cells is None:
            return False
        self.take_over(cells)
        return True

    def take_over(self, cells: Mapping[int, str]) -> None:
        """Take over an earlier line, and go to the quantity."""
        self.state.take_over(cells)
        self.earlier.end()
        self.state.next_cell(passing=False)

    def _look_for_earlier(self) -> None:
        state = self.state
        if state.column != TEXT or state.editor is None or not state.editor.text.strip():
            self.earlier.end()
        else:
            self.earlier.look_for(state.editor.text)

    def _walk(self, key: str, character: str | None) -> bool:
        state = self.state
        if (key == "enter" and state.on_save) or (key == "space" and state.on_save):
            self.host.save()
        elif key in _LEAVING or key in ("left", "right", "home", "end"):
            self._go(key)
        elif state.column == NUMBER and not state.on_save:
            if key not in ("j", "k"):
                return False
            self._go("down" if key == "j" else "up")
        elif key == "delete":
            self._changes(state.clear)
        elif key in ("space", "backspace"):
            if self._changes(state.begin):
                assert state.editor is not None
                if key == "backspace":
                    state.editor.key("backspace", None)
                if state.column == TEXT and not state.cell:
                    self.earlier.look_for("")
        elif character is not None and character.isprintable():
            if not state.on_save and self._changes(lambda: state.begin("")):
                assert state.editor is not None
                state.editor.key(key, character)
                self._look_for_earlier()
        else:
            return False
        return True

    def _changes(self, work: Callable[[], bool]) -> bool:
        """Do what changes something, or say why nothing can be changed."""
        if self.why_locked:
            self.host.refuse(self.why_locked)
            return False
        return work()

    def _go(self, key: str) -> None:
        state = self.state
        match key:
            case "tab":
                state.next_cell(passing=False)
            case "enter":
                state.next_cell(passing=True)
            case "shift+tab":
                state.previous_cell()
            case "left" | "right":
                state.sideways(1 if key == "right" else -1)
            case "home":
                state.to_column(NUMBER)
            case "end":
                state.to_column(VAT_RATE)
            case "up" | "down":
                state.by_rows(1 if key == "down" else -1)
            case "pageup" | "pagedown":
                state.by_rows(self.view.page if key == "pagedown" else -self.view.page)
            case "ctrl+home":
                state.go(0, state.column)
            case "ctrl+end":
                state.go(max(0, len(state.lines) - 1), state.column)

    def on_paste(self, event: events.Paste) -> None:
        """Paste: a text into the cell, cells of a spreadsheet into as many cells."""
        event.stop()
        state = self.state
        self.host.quiet()
        if self.why_locked:
            self.host.refuse(self.why_locked)
            return
        text = event.text.rstrip("\r\n")
        if state.editor is None and ("\t" in text or "\n" in text or "\r" in text):
            state.fill([line.split("\t") for line in text.splitlines()])
        elif state.editor is not None or state.begin(""):
            assert state.editor is not None
            state.editor.insert(text)
            self._look_for_earlier()
        self.after_step()

    # Whole lines

    def do(self, work: Callable[[], Any]) -> Any:
        """Do something with whole lines, after what is typed stands in its cell; return what ``work`` returns."""
        self.view.message = ""
        self.earlier.end()
        self.state.leave()
        done = work()
        self.after_step()
        return done

    def undo(self) -> bool:
        """Take the latest step back; return False where there is none."""
        self.earlier.end()
        done = self.state.undo()
        self.after_step()
        return done

    def complain_of(self, row: int, column: int) -> None:
        """Go to the cell that cannot be read; what is wrong stands beside it."""
        self.state.go(row, column)
        self.after_step()
        self.tell(_("Something here needs another look; nothing is saved yet."))
