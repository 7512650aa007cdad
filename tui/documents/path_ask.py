"""Asking for a path, which Tab completes as a shell does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from textual import events

from model.core.language import _
from tui.widgets.dialogs import Ask

_MOST = 5_000
"""Entries of a folder that are looked through."""


def path_of(text: str) -> Path:
    """Return the path that was typed, or pasted with quotation marks or blanks written as terminals do."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    elif "\\ " in text and not Path(text).expanduser().exists():
        text = text.replace("\\ ", " ")
    return Path(text).expanduser().absolute()


def completed(text: str) -> str:
    """Return ``text`` with as much added as all files that begin so have in common; a folder gets its slash."""
    folder, name = os.path.split(os.path.expanduser(text))
    try:
        with os.scandir(folder or ".") as entries:
            found = [
                (entry.name, entry.is_dir())
                for _number, entry in zip(range(_MOST), entries, strict=False)
                if entry.name.startswith(name) and (name.startswith(".") or not entry.name.startswith("."))
            ]
    except OSError:
        return text
    common = os.path.commonprefix([entry for entry, _is_folder in found])  # noqa: RUF071 – letters, as a shell does
    if len(common) < len(name) or not found:
        return text
    whole = len(found) == 1 and found[0][1]
    return text[: len(text) - len(name)] + common + ("/" if whole else "")


class PathAsk(Ask):
    """A line of text that is a path; Tab completes it."""

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("Tab"), _("Complete")), *super().keys())

    def on_key(self, event: events.Key) -> None:
        """Complete, or do what a line does."""
        if event.key == "tab":
            event.stop()
            event.prevent_default()
            text = self.editor.text
            longer = completed(text)
            if longer != text:
                self.editor.key("end", None)
                self.editor.insert(longer[len(text) :] if longer.startswith(text) else "")
                self.draw()
            return
        super().on_key(event)
        event.prevent_default()
