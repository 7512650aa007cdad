"""Opening a file with the program that the desktop has for it, where there is a desktop; never waiting for it."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from model.core.errors import UserError
from model.core.language import _
from model.core.text import visible

PROGRAMS = frozenset(
    ".app .apk .appimage .bash .bat .cgi .cmd .com .command .cpl .csh .deb .desktop .dll .exe .fish .hta .jar .js .jse"
    " .ksh .lnk .msi .pif .pkg .pl .ps1 .py .rb .reg .rpm .run .scr .sh .tcsh .terminal .url .vbe .vbs .workflow .wsf"
    " .wsh .zsh".split()
)
"""Endings of files that a desktop may run instead of showing them."""

_PREFIX = "salg-document-"
_running: list[subprocess.Popen[bytes]] = []


def opener(environment: Mapping[str, str]) -> list[str]:
    """Return the command that opens a file, empty where there is no place to open it.

    ``SALG_OPENER`` names it; else a desktop has one. At the far end of an SSH line there is no desktop of one's own,
    unless a display comes along.
    """
    if own := environment.get("SALG_OPENER", "").strip():
        try:
            words = shlex.split(own)
        except ValueError:
            return []
        return words if words and shutil.which(words[0]) else []
    if sys.platform == "darwin":
        return ["open"] if not environment.get("SSH_CONNECTION") else []
    if environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"):
        return ["xdg-open"] if shutil.which("xdg-open") else []
    return []


def may_run(name: str) -> bool:
    """Whether opening a file of this name may run it."""
    return any(ending.lower().rstrip(". ") in PROGRAMS for ending in Path(name.strip(". ")).suffixes[-1:])


def _clear_away() -> None:
    """Remove the copies of yesterday and before: whoever looks at one still has it open."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if not folder.is_symlink() and time.time() - folder.stat().st_mtime > 24 * 3600:
                shutil.rmtree(folder, ignore_errors=True)


def open_copy(command: list[str], source: Path, name: str) -> Path:
    """Show a copy of a file under its name, which cannot be written and is nobody else's to read; return the copy.

    The program is started by itself: Salg neither waits for it nor hears of it. Raises :class:`UserError` where it
    cannot be started.
    """
    _clear_away()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    copy = folder / name
    shutil.copyfile(source, copy)
    os.chmod(copy, 0o400)
    _running[:] = [program for program in _running if program.poll() is None]
    try:
        _running.append(
            subprocess.Popen(
                [*command, str(copy)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                start_new_session=True,
            )
        )
    except OSError as error:
        raise UserError(
            _("{program} cannot be started: {error}").format(program=visible(command[0]), error=error.strerror or error)
        ) from error
    return copy
