"""Which program holds messages, and whether it still runs, so that after a kill the next one need not wait."""

from __future__ import annotations

import os
import socket
import uuid
from pathlib import Path


def new_holder() -> str:
    """Return a name for this program's run of sending: the host, the process, when that began, and a number."""
    return f"{socket.gethostname()} {os.getpid()} {_began(os.getpid())} {uuid.uuid4().hex}"


def is_gone(holder: str) -> bool:
    """Whether the program of a holder certainly runs no more: of another host nobody knows."""
    parts = holder.split(" ")
    if len(parts) != 4 or parts[0] != socket.gethostname() or not parts[1].isdecimal():
        return False
    process = int(parts[1])
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    # The number may have been given to another program meanwhile.
    return _began(process) != parts[2]


def _began(process: int) -> str:
    """Return when a process began, '' where the system does not tell."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    # The name of the program, in brackets, may hold anything.
    fields = told.rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 else ""
