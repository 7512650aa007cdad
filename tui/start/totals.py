"""The totals of the start page as text: two lines under the boxes, or a page of their own while there are no boxes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from textwrap import wrap

from rich.cells import cell_len

from model.core.dates import format_moment_short
from model.core.history.past_changes import PastChange
from model.core.language import _
from model.core.numbers import format_whole
from model.dashboard.totals import COUNTED, Totals
from tui.looks import Looks
from tui.widgets.lines import Piece

FIRST_KEY = 2
"""The key of the list of the first kind counted; the others follow."""
LATEST = 6
"""Changes that stand on the page while there are no boxes."""


class TotalsText:
    """What is on file, written for a screen."""

    def __init__(self, looks: Looks, totals: Totals, now: datetime) -> None:
        self._looks = looks
        self._totals = totals
        self._now = now
        self._rows = [
            (str(FIRST_KEY + number), _(kind.label_plural), total)
            for number, (kind, total) in enumerate(zip(COUNTED, totals.rows, strict=True))
        ]

    def _count(self, number: int) -> str:
        cap, ascii = self._totals.cap, self._looks.ascii
        return format_whole(cap, ascii=ascii) + "+" if cap and number > cap else format_whole(number, ascii=ascii)

    def lines_on_file(self, width: int) -> list[list[Piece]]:
        """Return how much is on file and how my leads stand, on as many lines as that takes."""
        files: list[list[Piece]] = []
        for key, label, total in self._rows:
            own = f" ({_('mine')} {self._count(total.own)})" if total.own else ""
            files.append([(f"{key} ", "accent"), (f"{label} ", ""), (self._count(total.all), "strong"), (own, "dim")])
        lines = self._flowing(_("On file"), files, width)
        if self._totals.rows[0].own:
            states = [[(f"{_(label)} {self._count(number)}", "")] for label, number in self._totals.statuses]
            lines += self._flowing(_("My leads"), states or [[(self._looks.ellipsis, "dim")]], width)
        return lines

    def _flowing(self, title: str, parts: Sequence[list[Piece]], width: int) -> list[list[Piece]]:
        """Return the parts one after the other, on a further line where the first is full."""
        looks = self._looks
        indent = cell_len(title) + 2
        lines: list[list[Piece]] = [[(f"{title}  ", "strong")]]
        reached = indent
        for part in parts:
            size = sum(cell_len(looks.plain(text)) for text, _style in part)
            if reached > indent and reached + size > width:
                lines.append([(" " * indent, "")])
                reached = indent
            lines[-1] += [*((looks.plain(text), style) for text, style in part), ("   ", "")]
            reached += size + 3
        return lines

    def first_page(self, width: int, changes: Sequence[PastChange]) -> list[list[Piece]]:
        """Return what stands there while there is nothing to put into boxes: totals, first steps, what was done."""
        looks = self._looks
        size = max(len(self._count(total.all)) for _key, _label, total in self._rows)
        lines: list[list[Piece]] = [[("  ", ""), (_("On file"), "strong")]]
        for key, label, total in self._rows:
            lines.append(
                [
                    (f"  {key}  ", "accent"),
                    (looks.fit(label, 18), ""),
                    (f"{self._count(total.all):>{size}}", "strong"),
                    (f"   {_('mine')} {self._count(total.own)}" if total.own else "", "dim"),
                ]
            )
        if not any(total.all for total in self._totals.rows):
            steps = [line for text in first_steps() for line in wrap(text, width - 6)]
            lines += [[], *([(f"  {line}", "")] for line in steps)]
        elif self._totals.rows[0].own:
            states = f"  {looks.dot}  ".join(f"{_(label)} {number}" for label, number in self._totals.statuses)
            lines += [[], [("  ", ""), (_("My leads"), "strong")], [(f"  {states}", "")]]
        return lines + self._latest_changes(width, changes)

    def _latest_changes(self, width: int, changes: Sequence[PastChange]) -> list[list[Piece]]:
        looks = self._looks
        lines: list[list[Piece]] = [
            [],
            [("  ", ""), (_("Done last"), "strong"), ("   H ", "accent"), (_("all changes"), "dim")],
        ]
        for past in changes[:LATEST]:
            name = looks.fit(past.name, max(20, width - 24)).rstrip()
            when = looks.fit(format_moment_short(past.at, self._now), 12)
            lines.append(
                [(f"  {when} ", "dim"), (looks.fit(past.author, 5), ""), (name, "dim" if past.undone_by else "")]
            )
        return lines if changes else [*lines, [("  ", ""), (_("Nothing yet."), "dim")]]


def first_steps() -> list[str]:
    """Return what to press while nothing is on file."""
    return [
        _("Nothing is on file yet. Press L to type the first lead, or / to look a company up."),
        _("The public registry is loaded from the shell: salg registry load FILE"),
    ]
