"""The forms of activities: short ones, with days and times typed as people say them (LEAD-10, COM-11, COM-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from model.activities import series
from model.activities.adding import completed_values, insert
from model.activities.records import Appointment, Call, Planned, Task, WrittenNote
from model.activities.recurrence import shifted
from model.calling.kinds import RecordRef, linked_records
from model.core.access.session import Session
from model.core.changes.change import Change, read
from model.core.company.drafts import FoundDraft
from model.core.fields.base import Field
from model.core.fields.references import Reference
from model.core.language import N_, _
from model.core.records.record import Record
from model.core.text import visible
from tui.widgets.form_layout import Description
from tui.widgets.form_state import Saving
from tui.widgets.lines import Piece
from tui.widgets.record_form import RecordForm

CONCERNED = ("customer", "contact", "opportunity", "lead", "project")
"""What an activity is said to concern while it is written, each in a field of its own."""


def _label(session: Session, kind: str) -> str:
    record = session.records[kind]
    assert issubclass(record, Record)
    return record.label


class ActivityForm(RecordForm):
    """An activity being written, on the record ``place`` (its word and ID), which is called ``about``."""

    def __init__(
        self,
        record_id: int | None = None,
        *,
        place: tuple[str, int] | None = None,
        about: str = "",
        draft: FoundDraft | None = None,
        alone: bool = False,
        coming: tuple[int, datetime, bool] | None = None,
        **prefill: Any,
    ) -> None:
        """Open the form; ``alone`` for one of a series by itself, ``coming`` for one that is not on file yet.

        That is the activity that has the rule, the time it was planned for, and whether all that follow are meant too.
        """
        super().__init__(record_id, draft=draft, **prefill)
        self.alone = alone
        self.coming = coming
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
        if self.coming is not None:
            self.prefill = {**self._as_planned(session), **self.prefill}
        return super().first_values(session)

    def _as_planned(self, session: Session) -> dict[str, Any]:
        assert self.coming is not None
        activity, planned, following = self.coming
        found: Any = read(session, self.record, activity)
        values = {name: getattr(found, name) for name in self.record.typed() if name not in ("done", "active")}
        values["at"] = planned
        if "end" in values:
            values["end"] = shifted(found.end, found.planned or found.at, planned, session.reading().zone)
        if not following:
            values.pop("recurrence", None)
        return values

    def concerns(self) -> Description:
        """Return the heading under which a new activity says what it concerns; on file its card links it further."""
        new = self.record_id is None and self.coming is None
        return ((N_("Concerns"), CONCERNED),) if new else ()

    def passed_by(self) -> Sequence[str]:
        """Written from a card, it concerns that record: whoever has typed the rest saves, and ↑ leads to the others."""
        return CONCERNED if self.place is not None else ()

    def extras(self, session: Session) -> dict[str, tuple[Field, Any]]:
        """Add what it concerns, filled in from where one stands."""
        if not self.concerns():
            return {}
        place = dict([self.place]) if self.place is not None else {}
        return {kind: (Reference(_label(session, kind), kind), place.get(kind)) for kind in CONCERNED}

    def name_of(self, values: Mapping[str, Any]) -> str:
        """Return the subject, or the beginning of the text."""
        return str(values.get("subject") or (values.get("text") or "").strip().split("\n")[0])[:80]

    def insert(self, made: Change, values: dict[str, Any]) -> int:
        """Put it on file, linked to the record; one of a series in the place that was planned for it."""
        if self.coming is not None:
            activity, planned, following = self.coming
            values = completed_values(made.session, self.record.name_in_code, values)
            put = series.split if following else series.put_one
            return put(made, cast("type[Planned]", self.record), activity, planned, values)
        links = [(kind, values.pop(kind)) for kind in CONCERNED if values.get(kind) is not None]
        if self.place is not None and self.place[0] not in CONCERNED:
            # The note of a call with a recipient that was never logged: the call is on whom the recipient stands for.
            of_recipient = self.place[0] == "recipient"
            links[:0] = linked_records(made.session, RecordRef(*self.place)) if of_recipient else [self.place]
        return insert(made, self.record.name_in_code, values, links)

    def update(self, made: Change, saving: Saving, values: dict[str, Any]) -> None:
        """Write what differs, after the rules of activities have seen the whole."""
        completed_values(made.session, self.record.name_in_code, {**saving.base, **values})
        if not self.alone:
            super().update(made, saving, values)
            return
        assert saving.record_id is not None
        record = cast("type[Planned]", self.record)
        before = series.row_of(made, record, saving.record_id)
        super().update(made, saving, values)
        series.let_go(made, record, saving.record_id, before)

    def without_rule(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the names of the fields, without the rule where one of a series is filled in by itself."""
        alone = self.alone or (self.coming is not None and not self.coming[2])
        return tuple(name for name in names if not (alone and name == "recurrence"))


class NoteForm(ActivityForm):
    """A note; without a subject it is called by its first line."""

    record = WrittenNote
    new_name = N_("New note {name}")
    change_name = N_("Change note {name}")

    def description(self) -> Description:
        """A new note is text alone."""
        if self.record_id is None:
            return ((_("Note"), ("text",)), *self.concerns())
        return ((_("Note"), ("subject", "text", "at", "owner")),)


class TaskForm(ActivityForm):
    """A task; it is the maker's own unless another is named."""

    record = Task
    new_name = N_("New task {name}")
    change_name = N_("Change task {name}")

    def description(self) -> Description:
        """Whether it is done stands there once it is on file."""
        names = ["subject", "at", "recurrence", "remind", "owner", "priority", "done", "text"]
        if self.record_id is None:
            names.remove("done")
        return ((_("Task"), self.without_rule(names)), *self.concerns())


class AppointmentForm(ActivityForm):
    """A meeting."""

    record = Appointment
    new_name = N_("New appointment {name}")
    change_name = N_("Change appointment {name}")

    def description(self) -> Description:
        """One of a series by itself has no rule."""
        names = ["subject", "at", "end", "place", "recurrence", "remind", "owner", "done", "text"]
        return ((_("Appointment"), self.without_rule(names)), *self.concerns())


class CallForm(ActivityForm):
    """A call written down by hand."""

    record = Call
    new_name = N_("New call {name}")
    change_name = N_("Change call {name}")
    headings = ((N_("Call"), ("subject", "direction", "number", "outcome", "at", "duration", "owner", "text")),)

    def description(self) -> Description:
        """Say what it concerns."""
        return (*super().description(), *self.concerns())


def place_of(draft: FoundDraft) -> tuple[str, int] | None:
    """Return the record that an activity's draft is about, None where it is about none."""
    _word, _at, place = draft.record.partition("@")
    record, _colon, number = place.partition(":")
    return (record, int(number)) if number.isdecimal() else None
