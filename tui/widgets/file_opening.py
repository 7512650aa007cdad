"""Opening a file with the program that the desktop has for it, where there is a desktop; never waiting for it."""

from __future__ import annotations

import os
from pathlib import Path

from model.documents.contents import reading
from tui.widgets.desktop import passing_folder, start

PROGRAMS = frozenset(
    ".app .apk .appimage .bash .bat .cgi .cmd .com .command .cpl .csh .deb .desktop .dll .exe .fish .hta .jar .js .jse"
    " .ksh .lnk .msi .pif .pkg .pl .ps1 .py .rb .reg .rpm .run .scr .sh .tcsh .terminal .url .vbe .vbs .workflow .wsf"
    " .wsh .zsh".split()
)
"""Endings of files that a desktop may run instead of showing them."""


def may_run(name: str) -> bool:
    """Whether opening a file of this name may run it."""
    return any(ending.lower().rstrip(". ") in PROGRAMS for ending in Path(name.strip(". ")).suffixes[-1:])


def open_copy(command: list[str], source: Path, name: str) -> Path:
    """Show a copy of a file under its name, which cannot be written and is nobody else's to read; return the copy.

    The program is started by itself: Salg neither waits for it nor hears of it. Raises :class:`UserError` where it
    cannot be started.
    """
    folder = passing_folder()
    copy = folder / name
    with reading(source) as chunks, copy.open("xb") as file:
        file.writelines(chunks)
    os.chmod(copy, 0o400)
    start(command, str(copy), folder)
    return copy
