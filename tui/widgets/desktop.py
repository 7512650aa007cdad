"""Programs of the desktop that open a file or an address, where there is a desktop; nobody waits for them."""

from __future__ import annotations

import contextlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from model.core.errors import UserError
from model.core.filesystem.child_process import reap_at_end
from model.core.language import _
from model.core.text import visible

_PREFIX = "salg-document-"


def passing_folder() -> Path:
    """Make a folder for a file that a program is to show or print, which is nobody else's to read; return it.

    Those of yesterday and before are removed: whoever looks at what was in one still has it open.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if not folder.is_symlink() and time.time() - folder.stat().st_mtime > 24 * 3600:
                shutil.rmtree(folder, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_PREFIX))


def opener(environment: Mapping[str, str]) -> list[str]:
    """Return the command that opens a file or an address, empty where there is no place to open it.

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


def start(command: Sequence[str], what: str, folder: Path | None = None) -> None:
    """Start a program with ``what`` as its last argument; Salg neither waits for it nor hears of it.

    Raises :class:`UserError` where it cannot be started.
    """
    try:
        process = subprocess.Popen(
            [*command, what],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            start_new_session=True,
        )
    except OSError as error:
        raise UserError(
            _("{program} cannot be started: {error}").format(program=visible(command[0]), error=error.strerror or error)
        ) from error
    reap_at_end(process)
