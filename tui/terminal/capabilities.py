"""What the terminal at the other end can do, as far as the environment and terminfo say."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from tui.terminal.colours import Depth

_TERMINFO = ("/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", "/usr/local/share/terminfo")
_BCE = 28
"""The place of ``bce`` among the flags of an entry."""
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
    bce = asked == "1" if asked else _terminfo_says_bce(terminal, environ)
    simple = terminal.startswith(_SIMPLE_TERMINALS)
    return Capabilities(erases_with_background=bce, depth=depth, links=not simple, queries=not simple)


def _terminfo_says_bce(terminal: str, environ: Mapping[str, str]) -> bool:
    """Whether terminfo's compiled entry (term(5)) has ``bce``; read here because curses reads but one a process."""
    # Multiplexers erase in their own way whatever stands behind them; screen even where it bears another's name.
    if not terminal or "/" in terminal or terminal.startswith(("screen", "tmux")) or environ.get("STY"):
        return False
    folders = [environ.get("TERMINFO", ""), f"{environ['HOME']}/.terminfo" if "HOME" in environ else ""]
    for folder in filter(None, [*folders, *_TERMINFO]):
        for shelf in (terminal[0], f"{ord(terminal[0]):x}"):
            try:
                with open(f"{folder}/{shelf}/{terminal}", "rb") as file:
                    entry = file.read(4096)
                magic, names, flags = struct.unpack_from("<3H", entry)
            except (OSError, struct.error):
                continue
            at = 12 + names + _BCE
            return magic in (0o432, 0o1036) and flags > _BCE and entry[at : at + 1] == b"\x01"
    return False
