"""The lists of tasks, appointments, calls, notes and e-mails (COM-12); Tab goes from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from model.activities.records import Appointment, Call, Message, Task, WrittenNote
from model.core.language import _
from tui import rooms
from tui.activities import deeds
from tui.widgets.columns import Column
from tui.widgets.list_screen import ListScreen
from tui.widgets.record_deeds import tick

ORDER = ("task", "appointment", "call", "note", "email")
"""The lists in the order in which Tab goes through them."""

ABOUT = Column("about", 24, weight=8)
"""Whom it is about: a task without that is half a task, so that it is not narrowed."""


class ActivityList(ListScreen):
    """A list of one kind of activity."""

    context: Sequence[str] = ("dated", "owned", "records", "list", "parts")
    default_views: ClassVar[tuple[str, ...]] = ("mine", "all")

    def empty_text(self) -> str:
        """Say what to press where there is nothing."""
        return _("Nothing here. n makes a new one, M shows everybody's, Tab goes to the next list.")

    async def do_next_part(self) -> None:
        """Go to the next list."""
        await self._turn(1)

    async def do_previous_part(self) -> None:
        """Go to the list before."""
        await self._turn(-1)

    async def _turn(self, step: int) -> None:
        await self.app.show_list(ORDER[(ORDER.index(self.record.name_in_code) + step) % len(ORDER)])

    async def do_screen_tasks(self) -> None:
        """Show the calendar: 7 goes from the list to it and back."""
        await self.do_calendar()

    async def do_calendar(self) -> None:
        """Show the calendar."""
        await self.app.show(rooms.screen_class(rooms.SCREENS, "calendar")())


class PlannedList(ActivityList):
    """A list of what can be done, and may come again."""

    context: Sequence[str] = ("ticks", "planned", *ActivityList.context)

    def why_not(self, action: str) -> str:
        """Ticking and skipping need a row."""
        if action in ("tick", "skip") and self.list.record_id is None:
            return _("The list is empty.")
        return super().why_not(action)

    async def do_tick(self) -> None:
        """Tick the row as done, or as still to do."""
        if self.list.record_id is not None:
            await tick(self, self.record.name_in_code, self.list.record_id)

    async def do_skip(self) -> None:
        """Go on to the next of the series."""
        if self.list.record_id is not None:
            await deeds.skip(self, self.record.name_in_code, self.list.record_id)

    async def do_edit_row(self) -> None:
        """Open the form; of a series, ask first for which of it."""
        if self.list.record_id is not None:
            await deeds.edit(self, self.record.name_in_code, self.list.record_id)

    async def do_delete(self) -> None:
        """Delete the marked, or the row; of a series, ask first which of it."""
        under = None if self.list.marks else self.list.record_id
        if under is None or not await deeds.delete_of_series(self, self.record.name_in_code, under):
            await super().do_delete()


class TaskList(PlannedList):
    """Screen 7: what is to be done."""

    record = Task
    default_views: ClassVar[tuple[str, ...]] = ("mine", "open")
    default_columns = (
        Column("at", weight=9),
        Column("priority", weight=6),
        Column("subject", weight=10),
        ABOUT,
        Column("recurrence", weight=4),
        Column("done", 6, weight=3),
        Column("owner", weight=7),
    )
    criteria_fields = (
        "subject", "text", "at", "done", "priority", "owner", "recurrence", "created_by", "created_at", "changed_at",
    )  # fmt: skip


class AppointmentList(PlannedList):
    """The appointments."""

    record = Appointment
    default_views: ClassVar[tuple[str, ...]] = ("mine", "coming")
    default_columns = (
        Column("at", weight=9),
        Column("end", weight=5),
        Column("subject", weight=10),
        ABOUT,
        Column("place", weight=6),
        Column("recurrence", weight=4),
        Column("owner", weight=7),
    )
    criteria_fields = (
        "subject", "text", "at", "end", "place", "owner", "done", "recurrence", "created_by", "changed_at",
    )  # fmt: skip


class CallList(ActivityList):
    """The calls."""

    record = Call
    default_columns = (
        Column("direction", weight=5),
        Column("at", weight=9),
        Column("subject", weight=10),
        ABOUT,
        Column("number", weight=6),
        Column("outcome", weight=8),
        Column("duration", weight=4),
        Column("owner", weight=7),
    )
    criteria_fields = (
        "subject", "text", "at", "direction", "number", "outcome", "duration", "owner", "created_at", "changed_at",
    )  # fmt: skip


class NoteList(ActivityList):
    """The notes."""

    record = WrittenNote
    default_columns = (Column("at", weight=9), Column("subject", weight=10), ABOUT, Column("owner", weight=7))
    criteria_fields = ("subject", "text", "at", "owner", "created_at", "changed_at")


class MessageList(ActivityList):
    """The e-mails."""

    record = Message
    default_columns = (
        Column("direction", weight=7),
        Column("priority", weight=3),
        Column("attachments", weight=3),
        Column("sender", weight=6),
        Column("recipients", weight=5),
        Column("subject", weight=10),
        Column("at", weight=9),
        Column("changed_at", weight=2),
        Column("changed_by", weight=2),
    )
    criteria_fields = (
        "subject", "text", "at", "direction", "sender", "recipients", "priority", "attachments", "owner", "changed_at",
        "changed_by",
    )  # fmt: skip

    def why_not(self, action: str) -> str:
        """Messages stay as they were sent."""
        if action in ("edit_row", "set_field"):
            return _("A message stays as it was written.")
        return super().why_not(action)
