"""The five kinds of activity, which share one table, and their links to records (COM-11)."""

from __future__ import annotations

from model.core.criteria import View
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.numbers import Whole, YesNo
from model.core.fields.references import Reference
from model.core.fields.texts import Note, Phone, Text
from model.core.fields.times import Moment
from model.core.language import N_
from model.core.records import Record, Row

PRIORITIES = (
    Choice(1, "high", N_("High"), "!", "!", "bad"),
    Choice(2, "normal", N_("Normal")),
    Choice(3, "low", N_("Low"), "↓", "-", "cold"),
)
DIRECTIONS = (
    Choice(1, "out", N_("Out"), "→", ">"),
    Choice(2, "in", N_("In"), "←", "<"),
    Choice(3, "draft", N_("Draft"), "~", "~"),
)
OUTCOMES = (
    Choice(1, "reached", N_("Reached"), "✓", "v", "good"),
    Choice(2, "no_answer", N_("No answer")),
    Choice(3, "busy", N_("Busy")),
    Choice(4, "wrong_number", N_("Wrong number"), "✗", "x", "bad"),
    Choice(5, "not_interested", N_("Not interested"), "✗", "x", "bad"),
    Choice(6, "call_back", N_("Call back")),
)


class Activity(Record):
    """What all five kinds have: a subject, a text, an owner, and the moment under which it is listed.

    ``at`` is the start, the due time, or the time of the call or message; a note's is when it was written.
    """

    title_field = "subject"
    natural_order = ("-at",)
    indexes = (
        ("kind", "at"),
        ("kind", "done", "at"),
        ("kind", "owner", "done", "at"),
        ("subject_key",),
        ("series?",),
        ("recurrence?",),
    )

    subject = Text(N_("Subject"), required=True, searched=True, width=0)
    text = Note(N_("Text"))
    owner = Reference(N_("Owner"), "employee", width=5)
    at = Moment(N_("Time"))

    class Meta:
        table_name = "activity"


class Task(Activity):
    """Something to be done by somebody, ``at`` when it is due."""

    name_in_code = "task"
    label = N_("Task")
    label_plural = N_("Tasks")
    natural_order = ("at",)
    views = (
        View("mine", N_("Mine"), "owner = ?", "owner"),
        View("all", N_("All"), "active = 1"),
        View("open", N_("To do"), "active = 1 AND done = 0"),
        View("done", N_("Done"), "active = 1 AND done = 1"),
    )
    aliases = {"due": "at"}
    scope = {"kind": "task"}

    done = YesNo(N_("Done"))
    priority = ChoiceField(N_("Priority"), PRIORITIES, default="normal", width=8)
    recurrence = Text(N_("Repeats"), longest=200, width=14)
    series = Whole(N_("Series"), system=True, highest=2**62)
    planned = Moment(N_("Planned"), system=True)
    remind = Whole(N_("Remind (min. before)"), highest=40_320, width=8)

    class Meta:
        table_name = "activity"


class Appointment(Activity):
    """A meeting from ``at`` to ``end``."""

    name_in_code = "appointment"
    label = N_("Appointment")
    label_plural = N_("Appointments")
    natural_order = ("at",)
    aliases = {"start": "at"}
    scope = {"kind": "appointment"}

    end = Moment(N_("End"))
    place = Text(N_("Place"), width=16)
    done = YesNo(N_("Done"))
    recurrence = Text(N_("Repeats"), longest=200, width=14)
    series = Whole(N_("Series"), system=True, highest=2**62)
    planned = Moment(N_("Planned"), system=True)
    remind = Whole(N_("Remind (min. before)"), highest=40_320, width=8)

    class Meta:
        table_name = "activity"


class WrittenNote(Activity):
    """A note on a record, newest first on its wall."""

    name_in_code = "note"
    label = N_("Note")
    label_plural = N_("Notes")
    scope = {"kind": "note"}

    class Meta:
        table_name = "activity"


class Call(Activity):
    """A telephone call, in or out; ``duration`` in seconds."""

    name_in_code = "call"
    label = N_("Call")
    label_plural = N_("Calls")
    aliases = {"start": "at"}
    scope = {"kind": "call"}

    direction = ChoiceField(N_("Direction"), DIRECTIONS[:2], default="out", width=4)
    number = Phone(N_("Number"), width=14)
    outcome = ChoiceField(N_("Outcome"), OUTCOMES, width=14)
    duration = Whole(N_("Duration (s)"), width=8)

    class Meta:
        table_name = "activity"


class Message(Activity):
    """An e-mail sent, received or still a draft."""

    name_in_code = "email"
    label = N_("E-mail")
    label_plural = N_("E-mails")
    aliases = {"from": "sender", "to": "recipients", "sent": "at"}
    scope = {"kind": "email"}

    direction = ChoiceField(N_("Direction"), DIRECTIONS, default="draft", width=4)
    priority = ChoiceField(N_("Priority"), PRIORITIES, default="normal", width=8)
    sender = Text(N_("From"), width=22)
    recipients = Text(N_("To"), width=22)
    attachments = Whole(N_("Attachments"), default=0, width=3)

    class Meta:
        table_name = "activity"


ACTIVITIES: tuple[type[Activity], ...] = (Task, Appointment, WrittenNote, Call, Message)


class ActivityLink(Row):
    """An activity's link to a record; one activity may have several (COM-11)."""

    name_in_code = "activity_link"
    unique = (("activity", "record", "record_id"),)
    indexes = (("record", "record_id"),)

    activity = Reference(N_("Activity"), "activity", required=True)
    record = Text(N_("Record"), required=True)
    record_id = Whole(N_("Record ID"), required=True)

    class Meta:
        table_name = "activity_link"
