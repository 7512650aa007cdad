"""The list of records that could be meant, under the field in which somebody types."""

from __future__ import annotations

from collections.abc import Sequence

from model.core.lists.lookup import Found
from tui.widgets.editors import cells, fit
from tui.widgets.inputs import Piece

MOST = 8
"""Records offered at once; who wants fewer types on."""


class Picker:
    """Hits with one pointed at; closed while there are none."""

    def __init__(self, *, ascii: bool = False) -> None:
        self.ascii = ascii
        self.hits: tuple[Found, ...] = ()
        self.at = 0
        self.asked = ""
        """What stood in the field when these were found; another text by now means others."""

    @property
    def open(self) -> bool:
        """Whether there is anything to choose from."""
        return bool(self.hits)

    def show(self, hits: Sequence[Found], asked: str) -> None:
        """Offer what was found for ``asked``, the first pointed at."""
        self.asked = asked
        self.hits = tuple(hits[:MOST])
        self.at = 0

    def close(self) -> None:
        """Offer nothing."""
        self.hits = ()

    def move(self, key: str) -> bool:
        """Point at another hit; return False for keys that do not move."""
        last = len(self.hits) - 1
        match key:
            case "down":
                self.at = min(self.at + 1, last)
            case "up":
                self.at = max(self.at - 1, 0)
            case "pagedown":
                self.at = last
            case "pageup":
                self.at = 0
            case _:
                return False
        return True

    @property
    def hit(self) -> Found:
        """The hit pointed at."""
        return self.hits[self.at]

    def width(self, least: int, most: int) -> int:
        """Return the cells that the widest hit asks for, within limits."""
        widest = max((cells(hit.title) + (cells(hit.detail) + 2 if hit.detail else 0) for hit in self.hits), default=0)
        return max(least, min(widest + 3, most))

    def row(self, number: int, width: int) -> list[Piece]:
        """Return one hit as pieces that fill ``width`` cells."""
        hit = self.hits[number]
        here = number == self.at
        pointer = (">" if self.ascii else "›") if here else " "
        room = width - 2
        title = fit(hit.title, room, ascii=self.ascii)
        rest = room - cells(title) - 2
        detail = fit(hit.detail, rest, ascii=self.ascii) if hit.detail and rest > 3 else ""
        blank = width - 2 - cells(title) - (cells(detail) + 2 if detail else 0)
        style = "picked" if here else "pick"
        return [
            (f"{pointer} {title}", style),
            (f"  {detail}" if detail else "", style if here else "pickdim"),
            (" " * blank, style),
        ]
