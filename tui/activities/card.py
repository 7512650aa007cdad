"""An activity shown whole: what it says, and all the records that it belongs to (LEAD-10, COM-11)."""

from __future__ import annotations

from model.activities.records import Appointment, Call, Task, WrittenNote
from model.activities.recurrence import read_stored
from model.activities.series import going_on
from model.activities.time_fields import day_and_time, is_late
from model.core.access.session import Session
from model.core.language import N_, _
from tui.activities import deeds
from tui.widgets.activity_places import links_missing, read_places
from tui.widgets.activity_rows import duration_text
from tui.widgets.card_shown import DETAILS, HISTORY, Shown
from tui.widgets.record_card import RecordCard
from tui.widgets.record_deeds import tick

TEXT = (N_("Text"), ("text",))


class ActivityCard(RecordCard):
    """One activity."""

    tabs = (DETAILS, HISTORY)

    def contexts(self) -> tuple[str, ...]:
        """Notes and tasks are made on records, not on activities."""
        planned = ("ticks", "planned") if "done" in self.record.fields() else ()
        return (
            "activity",
            *planned,
            *(name for name in super().contexts() if name not in ("activities", "details_tab")),
        )

    def read_more(self, session: Session, shown: Shown) -> None:
        """Add the records that it is linked to, each opened by Enter."""
        shown.blocks.append(read_places(session, self.record_id, shown))
        texts = shown.texts
        if shown.values.get("done"):
            shown.tell(("x " if self.looks.ascii else "✓ ") + _("Done"), "good")
        elif self.record is Task and shown.values["at"] is not None and is_late(shown.values["at"], shown.reading):
            shown.tell("! " + _("late"), "error")
        shown.tell(texts["at"], "strong")
        shown.tell(texts["owner"], before=_("owner"))
        shown.tell(shown.texts.get("recurrence", ""), before=_("repeats"))
        self.tell_of_series(session, shown)
        self.tell_more(shown)

    def tell_of_series(self, session: Session, shown: Shown) -> None:
        """Add when the next of its series is, or, of one that is done, go to it."""
        if shown.values.get("recurrence"):
            following = read_stored(shown.values["recurrence"]).next_after(
                shown.values["planned"] or shown.values["at"], shown.reading.zone
            )
            shown.tell(_("none") if following is None else day_and_time(following, shown.reading), before=_("next"))
        elif shown.values.get("series"):
            following_row = going_on(session, self.record_id, shown.values["series"])
            if following_row is not None:
                activity, at = following_row
                shown.tell(day_and_time(at, shown.reading), before=_("next"))
                told = _("The next of the series: {when}").format(when=day_and_time(at, shown.reading))
                shown.related.append((told, self.kind, activity))

    def tell_more(self, shown: Shown) -> None:
        """Add what a kind of activity has to tell."""

    async def do_tick(self) -> None:
        """Tick it as done, or as still to do."""
        await tick(self, self.kind, self.record_id)

    async def do_skip(self) -> None:
        """Go on to the next of the series."""
        await deeds.skip(self, self.kind, self.record_id)

    async def do_edit(self) -> None:
        """Open the form; of a series, ask first for which of it."""
        if "recurrence" in self.record.fields():
            await deeds.edit(self, self.kind, self.record_id)
        else:
            await super().do_edit()

    async def do_delete_one(self) -> None:
        """Delete it; of a series, ask first which of it."""
        if "recurrence" not in self.record.fields() or not await deeds.delete_of_series(
            self, self.kind, self.record_id
        ):
            await super().do_delete_one()

    def why_not(self, action: str) -> str:
        """Say that nothing can be taken away where it belongs to nothing."""
        if reason := super().why_not(action):
            return reason
        if action == "skip" and self.shown is None:
            return _("It is still being read.")
        return links_missing(action, self.shown)


class TaskCard(ActivityCard):
    """A task."""

    record = Task
    headings = ((N_("Task"), ("priority", "remind")), TEXT)


class AppointmentCard(ActivityCard):
    """A meeting."""

    record = Appointment
    headings = ((N_("Appointment"), ("at", "end", "place", "remind")), TEXT)


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
