"""Programs of the desktop that open a file or an address, where there is a desktop; nobody waits for them."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from model.core.errors import UserError
from model.core.filesystem.child_process import reap_at_end
from model.core.language import _
from model.core.text import visible


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
