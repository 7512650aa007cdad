"""Asking for a path: one prompt for every file and folder that a person names, which Tab completes as a shell does."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from model.core.language import _
from tui.widgets.dialogs import Ask
from tui.widgets.paragraphs import Paragraphs

if TYPE_CHECKING:
    from tui.base_app import BaseApp

_MOST = 5_000
"""Entries of a folder that are looked through."""
_NAMED = 200
"""Entries that are named where Tab can go on with several."""


def path_of(text: str) -> Path:
    """Return the path that was typed, or pasted with quotation marks or blanks written as terminals do."""
    text = begun_anew(text.strip())
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    elif "\\ " in text and not Path(text).expanduser().exists():
        text = text.replace("\\ ", " ")
    return Path(text).expanduser().absolute()


def begun_anew(text: str) -> str:
    """Return ``text`` from where an absolute path begins in it: what stood before ``//`` or ``/~/`` is given up."""
    _before, absolute, rest = text.rpartition("//")
    if absolute:
        text = "/" + rest
    _before, home, rest = text.rpartition("/~/")
    return "~/" + rest if home else text


def continuations(text: str) -> list[tuple[str, bool]]:
    """Return the entries whose names go on from what is typed, in order, and whether each is a folder."""
    folder, name = os.path.split(os.path.expanduser(text))
    try:
        with os.scandir(folder or ".") as entries:
            found = [
                (entry.name, entry.is_dir())
                for _number, entry in zip(range(_MOST), entries, strict=False)
                if entry.name.startswith(name) and (name.startswith(".") or not entry.name.startswith("."))
            ]
    except OSError:
        return []
    return sorted(found)


def completed(text: str) -> str:
    """Return ``text`` with as much added as all files that begin so have in common; a folder gets its slash."""
    _folder, name = os.path.split(text)
    found = continuations(text)
    common = os.path.commonprefix([entry for entry, _is_folder in found])  # noqa: RUF071 – letters, as a shell does
    if len(common) < len(name) or not found:
        return text
    whole = len(found) == 1 and found[0][1]
    return text[: len(text) - len(name)] + common + ("/" if whole else "")


class PathAsk(Ask):
    """A line of text that is a path; Tab completes it, and names what it may go on with.

    It begins with a folder or a name that is suggested. An absolute path that is typed or pasted takes its place.
    """

    def __init__(
        self, title: str, text: str = "", *, hint: str = "", check: Callable[[str], str] | None = None
    ) -> None:
        super().__init__(title, text or f"{Path.cwd()}/", hint=hint, check=check)
        self._suggested = self.editor.text

    def body(self) -> ComposeResult:
        """Yield the line, the hint, and what Tab may go on with."""
        yield from super().body()
        yield Paragraphs(id="continuations", most=lambda: self.text_room(4))

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("Tab"), _("Complete")), *super().keys())

    @property
    def _untouched(self) -> bool:
        return self.editor.text == self._suggested

    def on_paste(self, event: events.Paste) -> None:
        """Take a pasted path: in place of what was suggested where it is absolute."""
        event.stop()
        event.prevent_default()  # what a line does with it otherwise
        pasted = event.text.strip()
        if self._untouched and pasted.lstrip("'\"").startswith(("/", "~")):
            self.editor.set(pasted)
        else:
            self.editor.insert(pasted)
            self._put(begun_anew(self.editor.text))
        self._changed()

    def on_key(self, event: events.Key) -> None:
        """Complete, begin anew with an absolute path, or do what a line does."""
        if event.key == "tab":
            event.stop()
            event.prevent_default()
            self._complete()
            return
        if self._untouched and event.character in ("/", "~"):
            self.editor.set("")
        before = self.editor.text
        super().on_key(event)
        event.prevent_default()
        if self.is_attached and self.editor.text != before:
            self._put(begun_anew(self.editor.text))
            self._changed()

    def _put(self, text: str) -> None:
        if text != self.editor.text:
            self.editor.set(text)

    def _changed(self) -> None:
        self.query_one("#continuations", Paragraphs).show([])
        self.complain("")
        self.draw()
        self.show_keys()

    def _complete(self) -> None:
        text = self.editor.text
        longer = completed(text)
        if longer != text:
            self.editor.key("end", None)
            self.editor.insert(longer[len(text) :] if longer.startswith(text) else "")
            self._changed()
            return
        found = [name + ("/" if is_folder else "") for name, is_folder in continuations(text)[:_NAMED]]
        told = "  ".join(found) if found else _("Nothing there begins so.")
        self.query_one("#continuations", Paragraphs).show([(told, "dim")] if len(found) != 1 else [])
        self.show_keys()


async def ask_file(app: BaseApp, title: str, *, hint: str = "") -> Path | None:
    """Ask for a file that there is; None where the prompt was left."""

    def check(text: str) -> str:
        path = path_of(text)
        if not text.strip() or not path.exists():
            return _("There is no file {path}.").format(path=path)
        return "" if path.is_file() else _("That is no ordinary file.")

    text = await app.ask(PathAsk(title, hint=hint, check=check))
    return None if text is None else path_of(text)
