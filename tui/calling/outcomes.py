"""The outcomes of a call as a caller chooses them: their keys, and what some of them ask first (LEAD-34)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from model.activities.records import OUTCOMES
from model.calling.outcomes import APPOINTMENT, DO_NOT_CALL, appointment_time, call_back_time, is_soon
from model.core.dates import format_day, format_time
from model.core.day_names import weekday_name
from model.core.errors import UserError
from model.core.language import _
from tui.widgets.dialogs import Ask
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from tui.base_app import BaseApp

LABELS = {choice.name: choice.label for choice in OUTCOMES}
"""Outcomes by name, as they are called everywhere."""


@dataclass(frozen=True)
class Outcome:
    """What a key of a caller says of a call: ``name`` is the outcome that is logged, ``label`` what it is called."""

    action: str
    name: str
    label: str
    ask: Callable[[BaseApp, bool], Any] | None = None
    """What asks for the rest; it answers arguments of :func:`model.calling.outcomes.log_outcome`, None where left."""
    more: tuple[tuple[str, Any], ...] = ()
    """Further arguments that nobody has to be asked for."""

    @property
    def is_variant(self) -> bool:
        """Whether it is logged under a name that has a key of its own: a meeting is a call that reached somebody."""
        return self.label != LABELS[self.name]


class WhenAsk(Ask):
    """A time to come, as people type it; what is understood stands below it while one types."""

    def __init__(self, title: str, read: Callable[[str], datetime], *, tells_soon: bool = False) -> None:
        super().__init__(title, hint=_("tomorrow 9, fri 14:30, in 2h; a day alone means 9 o'clock"), check=self._check)
        self._read = read
        self._tells_soon = tells_soon

    def body(self) -> ComposeResult:
        """Yield the line that is typed, the hint, and what is understood."""
        yield from super().body()
        yield Line(id="understood")

    def _check(self, text: str) -> str:
        try:
            self._read(text)
        except UserError as error:
            return error.message
        return ""

    def draw(self) -> None:
        """Write what is typed, and what is understood of it."""
        super().draw()
        self.query_one("#understood", Line).show([(f"    {self._understood()}", "accent")])

    def _understood(self) -> str:
        try:
            when = self._read(self.editor.text)
        except UserError:
            return ""
        told = f"{weekday_name(when.weekday())} {format_day(when.date())} {format_time(when.time())}"
        if self._tells_soon and is_soon(when, self.app.session.clock()):
            told += f" {self.app.looks.dot} " + _("within the hour of this call")
        return told


async def _call_back(app: BaseApp, private: bool) -> dict[str, Any] | None:
    """Ask when to call back."""

    def read(text: str) -> datetime:
        return call_back_time(text, app.session.clock(), private=private)

    text = await app.ask(WhenAsk(_("Call back when?"), read, tells_soon=True))
    return None if text is None else {"call_back_at": read(text)}


async def _meeting(app: BaseApp, private: bool) -> dict[str, Any] | None:
    """Ask when the meeting is."""

    def read(text: str) -> datetime:
        return appointment_time(text, app.session.clock())

    text = await app.ask(WhenAsk(_("The meeting is when?"), read))
    return None if text is None else {"appointment_at": read(text)}


KEYS = (
    Outcome("call_reached", "reached", LABELS["reached"]),
    Outcome("call_no_answer", "no_answer", LABELS["no_answer"]),
    Outcome("call_busy", "busy", LABELS["busy"]),
    Outcome("call_wrong", "wrong_number", LABELS["wrong_number"]),
    Outcome("call_not_interested", "not_interested", LABELS["not_interested"]),
    Outcome("call_later", "call_back", LABELS["call_back"], _call_back),
    Outcome("call_meeting", "reached", APPOINTMENT, _meeting),
    Outcome("call_never", "not_interested", DO_NOT_CALL, more=(("do_not_call", True),)),
)
"""The outcomes in the order in which their keys stand on the screen."""
BY_ACTION = {outcome.action: outcome for outcome in KEYS}
