"""The small app as a program of its own: ``python -m tests.tui.terminal.program [picture|broken]``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tui.terminal import first_picture

FIRST_LINES = ["Leads", "", "  loading …", "─" * 30]


def main() -> None:
    """Run the app with the layer, after a first picture if asked."""
    what = sys.argv[1:]
    if "picture" in what or "broken" in what:
        first_picture.paint(FIRST_LINES)
        gate = os.environ.get("GATE")
        while gate and not Path(gate).exists():
            pass
    if "broken" in what:
        raise SystemExit("broken")

    from tests.tui.terminal.apps import Lists
    from tui.terminal.driver import driver_class, repaint

    class Program(Lists):
        BINDINGS = [("ctrl+l", "repaint", ""), ("ctrl+q", "quit", ""), ("ctrl+g", "mark", "")]

        def action_repaint(self) -> None:
            """What Ctrl+L is for."""
            repaint(self)

        def action_mark(self) -> None:
            """Say, past the terminal, that everything typed so far has been worked off and drawn."""
            self.set_timer(0.03, Path(os.environ["MARK"]).touch)

    Program(driver=driver_class(os.environ)).run(mouse=False)


if __name__ == "__main__":
    main()
