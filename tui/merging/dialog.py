"""The dialog of merging: source and target side by side, and what will be, field by field (LEAD-22)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult

from model.core.access.session import Session
from model.core.language import _
from model.merging.combining import BOTH, SAME, SOURCE, TARGET, Line
from model.merging.merge import MergePlan, plan_merge
from tui.widgets.lines import Line as ScreenLine
from tui.widgets.lines import Piece
from tui.widgets.paragraphs import Paragraphs
from tui.widgets.planned_dialog import PlannedDialog

SAID = 5
"""Lines below the fields that say what else would happen; PgDn reads on."""
_LABEL = 16
_FRAME = 9
"""Lines that are no fields: title, heads, rule, error, keys, two of the screen below, two for what is long."""


class MergeChoices(NamedTuple):
    """What one chooses in the dialog: IDs, and the choices for which the source's value is taken."""

    source: int
    target: int
    take: frozenset[str]


class MergeDialog(PlannedDialog[MergeChoices, MergePlan]):
    """Read, swap, choose, and say yes with Enter; answers the plan of what is chosen."""

    plan_name = "merge"
    # Which value Space turns to is a matter of which record ends.
    keys_need_plan = True
    plan: MergePlan

    def __init__(self, plan: MergePlan) -> None:
        super().__init__("", plan)
        self.record = plan.record
        self.source, self.target = plan.source_id, plan.target_id
        self.take: set[str] = set(plan.take)
        self.at = 0
        self.top = 0
        self._keep_on = ""
        """The field that the cursor stays on when the plan has come."""

    # Choices and plan

    def choices(self) -> MergeChoices:
        """Return which record ends, which stays, and whose values are taken."""
        return MergeChoices(self.source, self.target, frozenset(self.take))

    def planner(self, choices: MergeChoices) -> Callable[[Session], MergePlan]:
        """Return what plans the merge."""
        return lambda session: plan_merge(session, self.record, choices.source, choices.target, choices.take)

    def show_plan(self) -> None:
        """Show what would be; the cursor stays on its field."""
        lines = self.lines
        self.at = next((number for number, line in enumerate(lines) if line.name == self._keep_on), self.at)
        self._keep_on = ""
        self.draw()

    def take_plan(self, plan: MergePlan) -> None:
        """Answer, or say why it cannot be."""
        if plan.refusals:
            self.complain(plan.refusals[0][1])
        else:
            self.dismiss(plan)

    # What is shown

    def body(self) -> ComposeResult:
        """Yield the heads, the fields, a rule, and what else would happen."""
        yield ScreenLine(id="heads")
        for number in range(self.room):
            yield ScreenLine(id=f"field-{number}")
        yield ScreenLine(id="rule")
        yield Paragraphs(indent=3, id="said", least=SAID, most=lambda: SAID)

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
        self.heading = heading
        self.show_heading()
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
        self._draw_said()

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

    def _draw_said(self) -> None:
        refused = [message for _code, message in self.plan.refusals]
        told = [(message, "error") for message in (*refused, *(() if refused else self.plan.warnings))]
        if not refused:
            told += [(message, "") for message in self.plan.sentences()[len(self.plan.warnings) :]]
        self.query_one("#said", Paragraphs).show(told)
        self.show_keys()

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
            self.answer()
        elif key == "s":
            self.source, self.target = self.target, self.source
            self.take.clear()
            self.replan()
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
        self._keep_on = line.name
        self.replan()
