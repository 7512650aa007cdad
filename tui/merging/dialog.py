"""The dialog of merging: source and target side by side, and what will be, field by field (LEAD-22)."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult

from model.core.errors import UserError
from model.core.language import _
from model.merging.combining import BOTH, SAME, SOURCE, TARGET, Line
from model.merging.merge import MergePlan, plan_merge
from tui.engine import Superseded
from tui.widgets.dialogs import Dialog
from tui.widgets.lines import Line as ScreenLine
from tui.widgets.lines import Piece

SAID = 3
"""Lines below the fields that say what else would happen."""
_LABEL = 16
_FRAME = 7
"""Lines of the dialog that are no fields: title, heads, rule, error, keys, and two of the screen below."""


class MergeDialog(Dialog):
    """Read, swap, choose, and say yes with Enter; answers the plan that was on the screen."""

    def __init__(self, plan: MergePlan) -> None:
        super().__init__("")
        self.plan = plan
        self.at = 0
        self.top = 0
        self.take: set[str] = set(plan.take)

    # What is shown

    def body(self) -> ComposeResult:
        """Yield the heads, the fields, a rule, and what else would happen."""
        yield ScreenLine(id="heads")
        for number in range(self.room):
            yield ScreenLine(id=f"field-{number}")
        yield ScreenLine(id="rule")
        for number in range(SAID):
            yield ScreenLine(id=f"said-{number}")

    @property
    def room(self) -> int:
        """Fields that are in sight at once."""
        return max(4, self.app.size.height - SAID - _FRAME)

    def on_mount(self) -> None:
        """Show the plan."""
        super().on_mount()
        self.query_one("#rule", ScreenLine).show([(self.app.looks.rule * 400, "dim")])
        self.draw()

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        moves = "Up/Down" if self.app.looks.ascii else "↑↓"
        return (
            (_("Enter"), _("Merge")),
            ("s", _("Swap")),
            (_("Space"), _("The other value")),
            (moves, _("Line")),
            (_("Esc"), _("Back")),
        )

    @property
    def lines(self) -> tuple[Line, ...]:
        """The fields, those that differ first."""
        return tuple(sorted(self.plan.lines, key=lambda line: line.origin == SAME))

    def draw(self) -> None:
        """Write all of it."""
        looks = self.app.looks
        width = self.app.size.width
        heading = _("Merge {source} into {target}").format(source=self.plan.source_title, target=self.plan.target_title)
        self.heading = looks.fit(heading, max(10, width - 6)).rstrip()
        rule = looks.rule
        self.query_one("#dialog-title", ScreenLine).show(
            [(f"{rule}{rule} ", "dim"), (self.heading, "strong"), (" ", ""), (rule * 200, "dim")]
        )
        column = max(8, (width - _LABEL - 8) // 3)
        heads: list[Piece] = [(" " * (_LABEL + 4), "")]
        for text, number in ((_("Ends"), self.plan.source_id), (_("Stays"), self.plan.target_id), (_("Result"), 0)):
            heads += [(looks.fit(f"{text} #{number}" if number else text, column), "strong"), (" ", "")]
        self.query_one("#heads", ScreenLine).show(heads)
        lines = self.lines
        self.at = max(0, min(self.at, len(lines) - 1))
        self.top = max(min(self.top, self.at, max(0, len(lines) - self.room)), self.at - self.room + 1)
        for number in range(self.room):
            place = self.top + number
            shown = self.query_one(f"#field-{number}", ScreenLine)
            shown.show(self._pieces(lines[place], place == self.at, column) if place < len(lines) else [])
        self._draw_said(width)

    def _pieces(self, line: Line, here: bool, column: int) -> list[Piece]:
        looks = self.app.looks
        pointer = (">" if looks.ascii else "›") if here else " "
        dim = "dim" if line.origin == SAME else ""
        pieces: list[Piece] = [
            (f" {pointer} ", "accent"),
            (looks.fit(line.title, _LABEL) + " ", "strong" if here else dim),
        ]
        for text, side in ((line.source, SOURCE), (line.target, TARGET)):
            kept = line.origin in (side, BOTH)
            pieces += [(looks.fit(text, column), dim or ("" if kept else "dim")), (" ", "")]
        # What comes from the source is what the eye has to find.
        style = dim or ("accent" if line.origin in (SOURCE, BOTH) else "strong")
        return [*pieces, (looks.fit(line.result, column), style)]

    def _draw_said(self, width: int) -> None:
        refused = [message for _code, message in self.plan.refusals]
        told = [(message, "error") for message in (*refused, *(() if refused else self.plan.warnings))]
        if not refused:
            told += [(message, "") for message in self.plan.sentences()[len(self.plan.warnings) :]]
        for number in range(SAID):
            shown = self.query_one(f"#said-{number}", ScreenLine)
            if number < len(told):
                text, style = told[number]
                shown.show([("   ", ""), (self.app.looks.fit(text, width - 4).rstrip(), style)])
            else:
                shown.show([])

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Move, swap, choose, merge or leave."""
        event.stop()
        event.prevent_default()  # what dialogs do with keys otherwise
        key = event.character if event.is_printable and event.character else event.key
        steps = {
            "down": 1, "j": 1, "tab": 1, "up": -1, "k": -1, "shift+tab": -1, "pagedown": self.room,
            "pageup": -self.room, "home": -10_000, "end": 10_000,
        }  # fmt: skip
        if event.key == "escape" or key == "q":
            self.dismiss(None)
        elif event.key == "enter":
            self._answer()
        elif key == "s":
            self._ask(swapped=True)
        elif event.key == "space":
            self._turn()
        elif event.key in steps or key in steps:
            self.at += steps.get(event.key, steps.get(key, 0))
            self.draw()

    def _turn(self) -> None:
        """Take the other side's value for the line pointed at, or go back to what is taken unasked."""
        lines = self.lines
        if not lines:
            return
        line = lines[self.at]
        if line.choice in self.take:
            self.take.discard(line.choice)
        elif line.origin == TARGET and line.source:
            self.take.add(line.choice)
        else:
            self.complain(_("There is nothing to choose here: nothing of it is lost."))
            return
        self.complain("")
        self._ask(at=line.name)

    def _ask(self, *, swapped: bool = False, at: str = "") -> None:
        source, target = self.plan.source_id, self.plan.target_id
        if swapped:
            source, target = target, source
            self.take.clear()
        self.app.in_background(self._plan(source, target, frozenset(self.take), at), keys_wait=True)

    async def _plan(self, source: int, target: int, take: frozenset[str], at: str) -> None:
        record = self.plan.record
        try:
            self.plan = await self.app.engine.latest(
                "merge", lambda session: plan_merge(session, record, source, target, take)
            )
        except Superseded:
            return
        except UserError as error:
            self.complain(error.message)
            return
        if at:
            self.at = next((number for number, line in enumerate(self.lines) if line.name == at), self.at)
        self.draw()

    def _answer(self) -> None:
        if self.plan.refusals:
            self.complain(self.plan.refusals[0][1])
        else:
            self.dismiss(self.plan)
