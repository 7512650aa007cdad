"""A list on the whole screen of a terminal, over the database named on the command line; ``q`` ends it."""

from __future__ import annotations

import sys
from pathlib import Path

from textual import events

from tests.tui.widgets.screens import ListApp, session_over


class Program(ListApp):
    """The list with keys for the moves that are measured."""

    def on_key(self, event: events.Key) -> None:
        """Do what the key says."""
        moves = {
            "down": lambda: self.list.move(1),
            "up": lambda: self.list.move(-1),
            "pagedown": lambda: self.list.page(1),
            "home": self.list.home,
            "space": lambda: self.list.toggle_mark(advance=False),
            "r": self.list.refresh_rows,
            "q": self.exit,
        }
        if event.key in moves:
            moves[event.key]()


if __name__ == "__main__":
    program = Program(session_over(Path(sys.argv[1])))
    program.animation_level = "none"
    program.run(mouse=False)
