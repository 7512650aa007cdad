"""Run the README's first command in a copy of the project, as somebody new would, and see that the app opens.

Called by .ci/run with the copy's folder and the command.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.terminal.session import NotSeen, Session

MINUTES = 5
"""How long the installation may take."""


def main(folder: str, command: str) -> int:
    """Run ``command`` in ``folder``; return 0 when a full screen stands and stays, 1 otherwise."""
    with tempfile.TemporaryDirectory() as home:
        environment: dict[str, str | None] = {
            "HOME": home,
            "PYTHONPATH": None,  # the copy must stand by itself
            "VIRTUAL_ENV": None,
            "XDG_CONFIG_HOME": None,
            "XDG_DATA_HOME": None,
            "XDG_STATE_HOME": None,
            "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")),  # pip's downloads
        }
        with Session(
            ["bash", "-c", command], columns=100, rows=30, environment=environment, folder=Path(folder)
        ) as session:
            try:
                session.wait(lambda it: 1049 in it.emulator.modes, patience=MINUTES * 60)
                session.settle(1.0)
                session.wait(lambda it: sum(bool(line.strip()) for line in it.lines) >= 5)
            except NotSeen as problem:
                print(problem)
                return 1
            print(session.picture())
            return 0 if session.process.poll() is None else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
