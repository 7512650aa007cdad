"""What is left of a load of the registry that was killed.

Every start looks for it, so nothing is imported here that a load needs.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def unfinished(target: Path) -> Path:
    """Return where the copy that is to be put in force at ``target`` is written."""
    return target.with_name(target.name + ".new")


def sweep(target: Path) -> bool:
    """Remove what a killed load has left beside the copy at ``target``, unless a load is going on; return whether."""
    path = unfinished(target)
    try:
        held = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
    except OSError:
        return False
    finally:
        os.close(held)
    return True
