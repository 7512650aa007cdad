"""The forms of activities: short ones, with days and times typed as people say them (LEAD-10, COM-11, COM-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.activities.adding import completed_values, insert
from model.activities.records import Appointment, Call, Task, WrittenNote
from model.core.access import Session
from model.core.changes import Change
from model.core.drafts import FoundDraft
from model.core.language import N_, _
from model.core.text import visible
from tui.widgets.form_layout import Description
from tui.widgets.form_state import Saving
from tui.widgets.lines import Piece
from tui.widgets.record_form import RecordForm


class ActivityForm(RecordForm):
    """An activity being written, on the record ``place`` (its word and ID), which is called ``about``."""

    def __init__(
        self,
        record_id: int | None = None,
        *,
        place: tuple[str, int] | None = None,
        about: str = "",
        draft: FoundDraft | None = None,
        **prefill: Any,
    ) -> None:
        super().__init__(record_id, draft=draft, **prefill)
        self.place = place_of(draft) if draft is not None else place
        self.about = about

    def draft_name(self) -> str:
        """Keep with the draft which record it is about."""
        return f"{super().draft_name()}@{self.place[0]}:{self.place[1]}" if self.place else super().draft_name()

    def draft_title(self) -> str:
        """Name the record that it is about."""
        return f"{super().draft_title()} ({visible(self.about)})" if self.about else super().draft_title()

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the record that it is about."""
        left, right = super().title_pieces()
        room = max(10, (self.size.width or self.app.size.width) - 40)
        about = self.app.looks.fit(self.about, room).rstrip()
        return ([*left, ("  ", ""), (about, "strong")] if about else left), right

    def first_values(self, session: Session) -> dict[str, Any]:
        """Begin with the name of the record that it is about, too."""
        if self.place is not None and not self.about:
            self.about = session.names.title_of(*self.place)
        return super().first_values(session)

    def name_of(self, values: Mapping[str, Any]) -> str:
        """Return the subject, or the beginning of the text."""
        return str(values.get("subject") or (values.get("text") or "").strip().split("\n")[0])[:80]

    def insert(self, made: Change, values: dict[str, Any]) -> int:
        """Put it on file, linked to the record."""
        return insert(made, self.record.name_in_code, values, [self.place] if self.place else [])

    def update(self, made: Change, saving: Saving, values: dict[str, Any]) -> None:
        """Write what differs, after the rules of activities have seen the whole."""
        completed_values(made.session, self.record.name_in_code, {**saving.base, **values})
        super().update(made, saving, values)


class NoteForm(ActivityForm):
    """A note; without a subject it is called by its first line."""

    record = WrittenNote
    new_name = N_("New note {name}")
    change_name = N_("Change note {name}")

    def description(self) -> Description:
        """A new note is text alone."""
        if self.record_id is None:
            return ((_("Note"), ("text",)),)
        return ((_("Note"), ("subject", "text", "at", "owner")),)


class TaskForm(ActivityForm):
    """A task; it is the maker's own unless another is named."""

    record = Task
    new_name = N_("New task {name}")
    change_name = N_("Change task {name}")

    def description(self) -> Description:
        """Whether it is done stands there once it is on file."""
        names = ("subject", "at", "owner", "priority", "text")
        return ((_("Task"), names if self.record_id is None else (*names[:4], "done", "text")),)


class AppointmentForm(ActivityForm):
    """A meeting."""

    record = Appointment
    new_name = N_("New appointment {name}")
    change_name = N_("Change appointment {name}")
    headings = ((N_("Appointment"), ("subject", "at", "end", "owner", "done", "text")),)


class CallForm(ActivityForm):
    """A call written down by hand."""

    record = Call
    new_name = N_("New call {name}")
    change_name = N_("Change call {name}")
    headings = ((N_("Call"), ("subject", "direction", "number", "outcome", "at", "duration", "owner", "text")),)


def place_of(draft: FoundDraft) -> tuple[str, int] | None:
    """Return the record that an activity's draft is about, None where it is about none."""
    _word, _at, place = draft.record.partition("@")
    record, _colon, number = place.partition(":")
    return (record, int(number)) if number.isdecimal() else None
