"""The five kinds of activity, which share one table, and their links to records (COM-11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from model.activities import series_rules
from model.activities.about import AboutField
from model.activities.links_field import LinkField, LinksField
from model.activities.recurrence_field import Recurrence
from model.activities.time_fields import Due, End, Start
from model.core.access.session import Session
from model.core.access.session_slots import ME, NOW, TODAY
from model.core.fields.base import Reading
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.numbers import Whole, YesNo
from model.core.fields.references import Reference
from model.core.fields.texts import Note, Phone, Text
from model.core.fields.times import Moment
from model.core.language import N_
from model.core.records.record import Record
from model.core.records.views import View, in_use
from model.core.records.write_context import WriteContext
from model.core.storage.expressions import column_of

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


_LINKED = {
    "lead": N_("Lead"),
    "customer": N_("Customer"),
    "contact": N_("Contact"),
    "opportunity": N_("Opportunity"),
    "project": N_("Project"),
    "campaign": N_("Campaign"),
}
"""What an activity can be linked to, and what that is called."""


def _comes_again(activity: Any) -> Any:
    """Return the condition for what has the rule of a series: few among many, so that these are found first."""
    again = Activity.alias("again")
    of_series = again.select(again.id).where(column_of(again, "recurrence").is_null(False))
    return activity.active.yes & activity.id.in_(of_series)


class Activity(Record):
    """What all five kinds have: a subject, a text, an owner, and the moment under which it is listed.

    ``at`` is the start, the due time, or the time of the call or message; a note's is when it was written.
    """

    title_field = "subject"
    free_texts: ClassVar[tuple[str, ...]] = ("subject", "text", "note")
    note_field = "text"
    natural_order = ("-at",)
    indexes = (
        ("kind", "at"),
        ("kind", "done", "at"),
        ("kind", "owner", "done", "at"),
        ("subject_key",),
        ("series?",),
        ("recurrence?",),
    )
    filtered_besides = ("links",)
    worked_out = {"about": AboutField(N_("Linked to"), width=24)}
    relations = {
        "links": LinksField("links", N_("Linked to"), _LINKED, width=24),
        **{kind: LinkField(kind, _LINKED) for kind in _LINKED},
    }

    happened: ClassVar[bool] = False
    """Whether it is of the past when it is written: without a time it is of this moment."""

    subject = Text(N_("Subject"), required=True, searched=True, width=0)
    text = Note(N_("Text"))
    owner = Reference(N_("Owner"), "employee", width=5)
    at = Moment(N_("Time"))

    class Meta:
        table_name = "activity"

    @classmethod
    def complete(
        cls, change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Give a new one its owner, the person at the keyboard unless an owner, or none, is named, and its time."""
        if before is None:
            values.setdefault("owner", change.session.person.id)
            if cls.happened and values.get("at") is None:
                values["at"] = change.session.clock()
        return values


class Planned(Activity):
    """What has a time that lies ahead, and may come again: a task or an appointment.

    Of a series the one that is to come has the rule (``recurrence``); ``series`` binds those that came before it, and
    those that were moved, to it. ``planned`` is the time that the rule gives one that was moved.
    """

    single_fields = ("at", "end", "recurrence", "done")

    @classmethod
    def complete(
        cls, change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Refuse what ends before it begins, and hand the rule of a series on when one of it is done."""
        return series_rules.completed(change, super().complete(change, values, before), before)

    @classmethod
    def has_rules_for(cls, values: Mapping[str, Any]) -> bool:
        """Times, rules and ticks are looked at one by one."""
        return not values.keys().isdisjoint(cls.single_fields)

    @classmethod
    def follow(
        cls, change: WriteContext[Session], record_id: int, values: Mapping[str, Any], before: Mapping[str, Any] | None
    ) -> None:
        """Make the next of a series of which one was done."""
        if before is not None and before["recurrence"]:
            series_rules.follow(change, cls, values, before)

    class Meta:
        table_name = "activity"


class Task(Planned):
    """Something to be done by somebody, ``at`` when it is due."""

    name_in_code = "task"
    label = N_("Task")
    label_plural = N_("Tasks")
    natural_order = ("at",)
    views = (
        View("mine", N_("Mine"), lambda activity: activity.owner == ME, "owner"),
        View("all", N_("All"), in_use),
        View("open", N_("To do"), lambda activity: activity.active.yes & activity.done.no),
        View(
            "overdue",
            N_("Overdue"),
            lambda activity: activity.active.yes & activity.done.no & (activity.at < NOW) & (activity.at != TODAY),
        ),
        View("done", N_("Done"), lambda activity: activity.active.yes & activity.done.yes),
        View("series", N_("Comes again"), _comes_again),
    )
    aliases = {"due": "at"}
    scope = {"kind": "task"}

    at = Due(N_("Due"), width=17)
    done = YesNo(N_("Done"))
    priority = ChoiceField(N_("Priority"), PRIORITIES, default="normal", width=8)
    recurrence = Recurrence(N_("Repeats"), longest=200, width=14)
    series = Whole(N_("Series"), system=True, highest=2**62)
    planned = Moment(N_("Planned"), system=True)
    remind = Whole(N_("Remind (min. before)"), highest=40_320, width=8)

    class Meta:
        table_name = "activity"


class Appointment(Planned):
    """A meeting from ``at`` to ``end``."""

    name_in_code = "appointment"
    free_texts = (*Activity.free_texts, "place")
    label = N_("Appointment")
    label_plural = N_("Appointments")
    natural_order = ("at",)
    views = (
        View("mine", N_("Mine"), lambda activity: activity.owner == ME, "owner"),
        View("all", N_("All"), in_use),
        View("coming", N_("Coming"), lambda activity: activity.active.yes & (activity.at >= NOW)),
        View("series", N_("Comes again"), _comes_again),
    )
    aliases = {"start": "at"}
    scope = {"kind": "appointment"}

    at = Start(N_("Time"), width=15)
    end = End(N_("End"), width=15)
    place = Text(N_("Place"), width=16)
    done = YesNo(N_("Done"))
    recurrence = Recurrence(N_("Repeats"), longest=200, width=14)
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
    views = (
        View("mine", N_("Mine"), lambda activity: activity.owner == ME, "owner"),
        View("all", N_("All"), in_use),
    )
    single_fields = ()
    happened = True
    scope = {"kind": "note"}

    class Meta:
        table_name = "activity"


class Call(Activity):
    """A telephone call, in or out; ``duration`` in seconds."""

    name_in_code = "call"
    label = N_("Call")
    label_plural = N_("Calls")
    views = (
        View("mine", N_("Mine"), lambda activity: activity.owner == ME, "owner"),
        View("all", N_("All"), in_use),
    )
    aliases = {"start": "at"}
    single_fields = ()
    happened = True
    scope = {"kind": "call"}

    direction = ChoiceField(N_("Direction"), DIRECTIONS[:2], default="out", width=4)
    number = Phone(N_("Number"), width=15)
    outcome = ChoiceField(N_("Outcome"), OUTCOMES, width=14)
    duration = Whole(N_("Duration (s)"), width=8)

    class Meta:
        table_name = "activity"


class FileCount(Whole):
    """How many files a message has. Most have none: their cell is blank, so that the others are seen."""

    def format(self, value: Any, reading: Reading) -> str:
        """Return the number, blank for none."""
        return super().format(value, reading) if value else ""


class Message(Activity):
    """An e-mail sent, received or still a draft."""

    name_in_code = "email"
    hidden_by_any = True
    free_texts = (*Activity.free_texts, "sender", "recipients")
    label = N_("E-mail")
    label_plural = N_("E-mails")
    views = (
        View("mine", N_("Mine"), lambda activity: activity.owner == ME, "owner"),
        View("all", N_("All"), in_use),
    )
    aliases = {"from": "sender", "to": "recipients", "sent": "at"}
    single_fields = ()
    happened = True
    scope = {"kind": "email"}

    direction = ChoiceField(N_("Direction"), DIRECTIONS, default="draft", width=4)
    priority = ChoiceField(N_("Priority"), PRIORITIES, default="normal", width=8)
    sender = Text(N_("From"), width=22)
    recipients = Text(N_("To"), width=22)
    attachments = FileCount(N_("Attachments"), heading=N_("Files"), default=0, width=5)

    class Meta:
        table_name = "activity"


ACTIVITIES: tuple[type[Activity], ...] = (Task, Appointment, WrittenNote, Call, Message)

_KINDS = {record.name_in_code: record for record in ACTIVITIES}


def activity_kind(name: str) -> type[Activity]:
    """Return the record class of a kind of activity ("task", "note", …); raise KeyError for no kind."""
    return _KINDS[name]
