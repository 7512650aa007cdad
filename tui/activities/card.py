"""An activity shown whole: what it says, and all the records that it belongs to (LEAD-10, COM-11)."""

from __future__ import annotations

from typing import Any

from model.activities.links import places_of
from model.activities.records import Appointment, Call, Message, Task, WrittenNote
from model.core.access import Session
from model.core.language import N_, _
from model.core.records import Record
from model.core.text import visible
from tui.widgets.activity_rows import duration_text
from tui.widgets.card_details import Block
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import DETAILS, HISTORY, Shown
from tui.widgets.record_card import RecordCard
from tui.widgets.record_deeds import tick

TEXT = (N_("Text"), ("text",))


class ActivityCard(RecordCard):
    """One activity."""

    tabs = (DETAILS, HISTORY)

    def contexts(self) -> tuple[str, ...]:
        """Notes and tasks are made on records, not on activities."""
        ticks = ("ticks",) if "done" in self.record.fields() else ()
        return (*ticks, *(name for name in super().contexts() if name not in ("activities", "details_tab")))

    def read_more(self, session: Session, shown: Shown) -> None:
        """Add the records that it is linked to, each opened by Enter."""
        places = places_of(session, self.record_id)
        rows = []
        for record, record_id, title in places:
            kind = session.records[record]
            assert issubclass(kind, Record)
            rows.append(Row((Cell(_(kind.label), 12, "dim"), Cell(title)), record, record_id))
            shown.related.append((f"{_(kind.label)}: {visible(title)}", record, record_id))
        shown.blocks.append(Block(_("Belongs to"), rows=tuple(rows)))
        texts = shown.texts
        if shown.values.get("done"):
            shown.tell(("x " if self.looks.ascii else "✓ ") + _("Done"), "good")
        elif "done" in shown.values and shown.values["at"] is not None and shown.values["at"] < shown.reading.now:
            shown.tell(_("late") if self.record is Task else "", "error")
        shown.tell(texts["at"], "strong")
        shown.tell(texts["owner"], before=_("owner"))
        self.tell_more(shown)

    def tell_more(self, shown: Shown) -> None:
        """Add what a kind of activity has to tell."""

    async def do_tick(self) -> None:
        """Tick it as done, or as still to do."""
        await tick(self, self.kind, self.record_id)


class TaskCard(ActivityCard):
    """A task."""

    record = Task
    headings = ((N_("Task"), ("priority",)), TEXT)


class AppointmentCard(ActivityCard):
    """A meeting."""

    record = Appointment
    headings = ((N_("Appointment"), ("at", "end")), TEXT)


class NoteCard(ActivityCard):
    """A note."""

    record = WrittenNote
    headings = (TEXT,)


class CallCard(ActivityCard):
    """A call."""

    record = Call
    headings = ((N_("Call"), ("direction", "number", "outcome")), TEXT)

    def tell_more(self, shown: Shown) -> None:
        """Add how long it was."""
        shown.tell(duration_text(shown.values["duration"]), before=_("length"))


class MessageCard(ActivityCard):
    """An e-mail."""

    record = Message
    headings = ((N_("E-mail"), ("direction", "sender", "recipients", "priority")), TEXT)

    def tell_more(self, shown: Shown) -> None:
        """Add whether files came with it."""
        number: Any = shown.values["attachments"]
        if number:
            shown.tell(str(number), before=_("attachments"))

    def why_not(self, action: str) -> str:
        """Messages stay as they were sent."""
        if action == "edit":
            return _("A message stays as it was written.")
        return super().why_not(action)
