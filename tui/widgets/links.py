"""Links in text (OSC 8), which the user's own terminal may follow: telephone numbers, pages of a register."""

from __future__ import annotations

import functools

from rich.style import Style

SCHEMES = ("tel:", "https://")
"""What an address begins with that is made a link; only addresses that the program has made itself are."""


def linked(style: str, address: str) -> str:
    """Return the style of a piece of text that is a link as well; without an address the style alone."""
    return f"{style} {address}".strip() if address else style


def split_style(name: str) -> tuple[str, Style]:
    """Return the style's own name and what its link adds, for a name that :func:`linked` may have made."""
    style, _blank, address = name.rpartition(" ")
    return (style, _link(address)) if address.startswith(SCHEMES) else (name, Style())


@functools.lru_cache(512)
def _link(address: str) -> Style:
    # Made once: Rich gives each a number of its own, and another number would be sent anew.
    return Style(link=address, underline=True)
