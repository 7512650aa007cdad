"""The earlier lines that come up while the text of a line is typed, and taking one of them over.

A key that chooses among them waits for those that belong to the text as it stands. None is pointed at before the
arrow goes there, so that Enter and Tab take what is typed, whether an answer has come or not.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from textual.widget import Widget
from textual.worker import Worker, WorkerError

from model.core.access.session import Session
from model.core.language import _
from model.core.lists.lookup import Found
from model.core.text import visible
from model.orders.earlier_lines import EarlierLine
from tui.engine import Engine, Superseded
from tui.orders.sheet_lines import TEXT, UNIT, UNIT_PRICE, VAT_RATE, LineReader
from tui.widgets.picker import MOST, Picker

FindLines = Callable[[Session, str, int], list[EarlierLine]]
"""Returns earlier lines for a text, and how many at most."""


@dataclass(eq=False)
class Question:
    """One text that is looked for, and whether the answer has come."""

    text: str
    answered: bool = False


class EarlierLines:
    """Looks for earlier lines and shows them in ``picker``; ``shown`` is called when others are to be seen."""

    def __init__(
        self,
        widget: Widget,
        engine: Engine,
        find: FindLines,
        reader: LineReader,
        picker: Picker,
        shown: Callable[[], None],
    ) -> None:
        self._widget = widget
        self._engine = engine
        self._find = find
        self._reader = reader
        self.picker = picker
        self._shown = shown
        self._question: Question | None = None
        self._worker: Worker[None] | None = None
        self._lines: list[EarlierLine] = []

    def look_for(self, text: str) -> None:
        """Look for lines that begin like ``text``; an older question is given up."""
        self._question = question = Question(text)
        self._worker = self._widget.run_worker(
            partial(self._answer, question), group="earlier lines", exclusive=True, exit_on_error=False
        )

    def end(self) -> None:
        """Look for nothing any more, and show nothing."""
        self._question = None
        self.picker.close()

    @property
    def coming(self) -> bool:
        """Whether an answer has not come yet."""
        return self._question is not None and not self._question.answered

    async def come(self) -> None:
        """Return when the answer has come, or none will."""
        while (question := self._question) is not None and not question.answered:
            assert self._worker is not None
            with contextlib.suppress(WorkerError):
                await self._worker.wait()
            # Where it has failed, nothing was found.
            question.answered = True

    async def _answer(self, question: Question) -> None:
        try:
            found = await self._engine.latest(
                f"earlier lines {id(self)}", lambda session: self._find(session, question.text, MOST)
            )
        except Superseded:
            return
        question.answered = True
        if question is self._question:
            self._lines = found
            self.picker.show([self._hit(number, line) for number, line in enumerate(found)], question.text)
            self.picker.at = -1
            self._shown()

    def _hit(self, number: int, line: EarlierLine) -> Found:
        price = "" if line.unit_price is None else self._reader.edit(UNIT_PRICE, line.unit_price)
        of_unit = f"{price} / {line.unit}" if price and line.unit else price or line.unit
        whose = _("same customer") if line.same_customer else ""
        vat = f"{self._reader.edit(VAT_RATE, line.vat_rate)} %"
        return Found(number, visible(line.text), visible("  ".join(part for part in (of_unit, vat, whose) if part)))

    # Keys of the open list

    def move(self, key: str) -> bool:
        """Point at another line; up from the first points at none again. False where nothing can be pointed at."""
        if not self.picker.open:
            return False
        if key == "up":
            if self.picker.at < 0:
                return False
            self.picker.at -= 1
            return True
        return self.picker.move(key)

    def chosen(self) -> Mapping[int, str] | None:
        """Return the cells of the line pointed at, None where none is."""
        if not self.picker.open or self.picker.at < 0:
            return None
        return self._cells(self._lines[self.picker.at])

    def first(self) -> Mapping[int, str] | None:
        """Return the cells of the first line, None where there is none."""
        return self._cells(self._lines[0]) if self.picker.open else None

    def _cells(self, line: EarlierLine) -> Mapping[int, str]:
        cells = {TEXT: line.text, UNIT: line.unit}
        if line.unit_price is not None:
            cells[UNIT_PRICE] = self._reader.edit(UNIT_PRICE, line.unit_price)
        if line.vat_rate in self._reader.rates:
            cells[VAT_RATE] = self._reader.edit(VAT_RATE, line.vat_rate)
        return cells
