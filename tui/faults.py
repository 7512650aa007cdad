"""What is said when an action ends in a fault: what became of it, and where the log is."""

from __future__ import annotations

from pathlib import Path

from rich.cells import cell_len

from model.core.language import _


def fault_message(log: Path, *, written: bool, width: int, ellipsis: str) -> str:
    """Return one line of at most ``width`` cells.

    ``written`` says whether something was saved before the fault: then it stands, and nothing else may be claimed.
    """
    if written:
        sentence = _("Something went wrong after saving: look at what is there. Log: {path}")
    else:
        sentence = _("Something went wrong; nothing was changed. Log: {path}")
    room = width - cell_len(sentence.replace("{path}", ""))
    return sentence.format(path=shortened_path(log, room, ellipsis))


def shortened_path(path: Path, width: int, ellipsis: str) -> str:
    """Return a path in at most ``width`` cells: the folders in its middle go first, its name never goes.

    Below the home folder it begins with ``~``.
    """
    text = str(path)
    home = str(Path.home())
    if text.startswith(home + "/"):
        text = "~" + text[len(home) :]
    if cell_len(text) <= width:
        return text
    first, *middle, name = text.split("/")
    while middle:
        middle.pop(0)
        short = "/".join([first, ellipsis, *middle, name])
        if cell_len(short) <= width:
            return short
    return f"{ellipsis}/{name}"
