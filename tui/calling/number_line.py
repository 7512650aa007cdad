"""The line of a lead's numbers, each a link that the user's own terminal can follow to its telephone (LEAD-38)."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style

from tui.widgets.lines import Line


class NumberLine(Line):
    """A line whose pieces may be links (OSC 8, ``tel:``)."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._links: dict[str, Style] = {}

    def show_numbers(self, pieces: Sequence[tuple[str, str, str]]) -> None:
        """Show (text, style, address) one after the other; without an address it is no link."""
        self.show([(" ", ""), *((text, f"{style} {link}".strip() if link else style) for text, style, link in pieces)])

    def _style(self, name: str) -> Style:
        style, _blank, link = name.rpartition(" ")
        if not link.startswith("tel:"):
            return super()._style(name)
        if name not in self._links:
            # Made once: a link has a number of its own, and another one would be sent anew.
            self._links[name] = Style(link=link, underline=True)
        return super()._style(style) + self._links[name]
