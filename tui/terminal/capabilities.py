"""What the terminal at the other end can do, as far as the environment and terminfo say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tui.terminal.colours import Depth

_DEPTHS = {depth.value: depth for depth in Depth}
# Terminals that print what they do not understand, or have no use for it.
_SIMPLE_TERMINALS = ("linux", "vt", "ansi", "dumb", "cons", "wyse", "sun")


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What may be sent.

    Attributes:
        erases_with_background: the terminal fills what it erases with the background colour of the pen (``bce``).
        depth: how many colours are sent; ``AS_WRITTEN`` leaves to Textual what it has chosen for this terminal.
        links: links (OSC 8) are understood or at least ignored.
        queries: questions to the terminal and keyboard protocols are understood or at least ignored.
    """

    erases_with_background: bool = False
    depth: Depth = Depth.AS_WRITTEN
    links: bool = True
    queries: bool = True


def capabilities(environ: Mapping[str, str]) -> Capabilities:
    """What the terminal named in ``environ`` can do.

    ``SALG_COLORS`` (``truecolor``, ``256``, ``16``, ``none``) sets the colours, before ``NO_COLOR``
    (https://no-color.org: set to anything but nothing). ``SALG_BCE`` (``1`` or ``0``) goes before terminfo's
    ``bce``.
    """
    terminal = environ.get("TERM", "")
    depth = _DEPTHS.get(environ.get("SALG_COLORS", ""), Depth.AS_WRITTEN)
    if depth is Depth.AS_WRITTEN and environ.get("NO_COLOR"):
        depth = Depth.NONE
    asked = environ.get("SALG_BCE", "")
    bce = asked == "1" if asked else _terminfo_says_bce(terminal)
    simple = terminal.startswith(_SIMPLE_TERMINALS)
    return Capabilities(erases_with_background=bce, depth=depth, links=not simple, queries=not simple)


def _terminfo_says_bce(terminal: str) -> bool:
    # Multiplexers erase in their own way whatever stands behind them, and often carry the name of another terminal.
    if not terminal or terminal.startswith(("screen", "tmux")):
        return False
    try:
        import curses

        curses.setupterm(terminal, 1)
        return curses.tigetflag("bce") == 1
    except (ImportError, OSError, ValueError):
        return False
    except Exception:
        # curses.error is no subclass of anything useful, and is at hand only where curses is.
        return False
