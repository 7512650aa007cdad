"""Activities on the tabs of a card: a line each, in columns that suit their kind (LEAD-10)."""

from __future__ import annotations

from datetime import datetime

from model.activities.belongings import Belongings
from model.activities.calls import calls_of
from model.activities.records import DIRECTIONS, OUTCOMES, PRIORITIES
from model.activities.time_fields import is_late
from model.activities.timeline import Entry, counts, of_record, tasks_of
from model.campaigns.sent_messages import KINDS, SentMessage, count_sent_messages, sent_messages
from model.core.access.session import Session
from model.core.dates import format_time
from model.core.fields.base import Reading
from model.core.fields.choices import Choice
from model.core.language import N_, _
from model.core.numbers import format_whole
from tui.looks import Looks
from tui.widgets.card_parts import COUNTED
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import Shown, Tab, short

APPOINTMENTS = Tab(
    "appointments",
    N_("Appointments"),
    ("ticks", "activity_tab"),
    "appointment",
    (Cell("", 1), Cell(N_("When"), 20), Cell(N_("By"), 4), Cell(N_("Subject"))),
    N_("No appointments. n makes one."),
)
CALLS = Tab(
    "calls",
    N_("Calls"),
    ("activity_tab",),
    "call",
    (
        Cell("", 1), Cell(N_("When"), 9), Cell(N_("By"), 4), Cell(N_("Number"), 15), Cell(N_("Outcome"), 16),
        Cell(N_("Length"), 7, right=True), Cell(N_("Subject")),
    ),
    N_("No calls. n writes one down."),
)  # fmt: skip
TASKS = Tab(
    "tasks",
    N_("Tasks"),
    ("ticks", "activity_tab"),
    "task",
    (Cell("", 3), Cell("", 1), Cell(N_("Due"), 14), Cell(N_("By"), 4), Cell(N_("Subject")), Cell("", 10)),
    N_("No tasks. T makes one, from any tab."),
)
NOTES = Tab(
    "notes",
    N_("Notes"),
    ("activity_tab",),
    "note",
    (Cell(N_("When"), 9), Cell(N_("By"), 4), Cell(N_("Note"))),
    N_("No notes. N writes one, from any tab."),
)
EMAIL = Tab(
    "email",
    N_("E-mail"),
    (),
    "email",
    (
        Cell("", 1), Cell("", 1), Cell("", 1), Cell(N_("From"), 16), Cell(N_("To"), 16), Cell(N_("Subject")),
        Cell(N_("Sent"), 9), Cell(N_("Changed"), 9, spare=96), Cell(N_("By"), 4),
    ),
    N_("No e-mail."),
)  # fmt: skip
ACTIVITY_TABS = (APPOINTMENTS, CALLS, TASKS, NOTES, EMAIL)
"""The tabs in the order of LEAD-10."""


def count_activities(session: Session, shown: Shown, record: str, record_id: int) -> None:
    """Put the numbers of activities beside the labels of their tabs."""
    shown.further = Belongings(session, record, record_id)
    found = counts(session, record, record_id, further=shown.further)
    shown.counts.update({tab.name: found[tab.activity] for tab in ACTIVITY_TABS})
    if record in KINDS and shown.counts[EMAIL.name] <= COUNTED:
        shown.counts[EMAIL.name] += count_sent_messages(session, record, record_id, COUNTED + 1)


def activity_rows(session: Session, kind: str, record: str, record_id: int, limit: int, looks: Looks) -> list[Row]:
    """Return a record's activities of one kind, newest first; open tasks stand before those that are done."""
    reading = session.reading(ascii=looks.ascii)
    if kind == "task":
        found = tasks_of(session, record, record_id, limit)
    elif kind == "call":
        found = calls_of(session, record, record_id, limit)
    else:
        found = of_record(session, record, record_id, kinds=(kind,), limit=limit)
    rows = [activity_row(entry, reading, looks) for entry in found]
    if kind != "email" or record not in KINDS:
        return rows
    sent = sent_messages(session, record, record_id, limit)
    both = [*zip((entry.at for entry in found), rows, strict=True)]
    both += [(one.at, _sent_row(one, reading, looks)) for one in sent]
    return [row for _at, row in sorted(both, key=lambda each: each[0], reverse=True)][:limit]


def _sent_row(one: SentMessage, reading: Reading, looks: Looks) -> Row:
    """Return a campaign's e-mail as a line among the others; Enter opens the recipient."""
    text = one.campaign
    if one.response == "returned":
        text = _("{subject} (came back)").format(subject=text)
    blank = Cell("", 1)
    cells = (
        Cell(_sign(DIRECTIONS, "out", looks), 1), blank, blank, Cell(_("Campaign"), 16, "dim"), Cell(one.address, 16),
        Cell(text), Cell(short(one.at, reading), 9, "dim"), Cell("", 9, spare=96), Cell("", 4),
    )  # fmt: skip
    return Row(cells, "recipient", one.recipient)


def activity_row(entry: Entry, reading: Reading, looks: Looks) -> Row:
    """Return an activity as the line of its own tab; Enter opens it."""
    cells = {"task": _task, "appointment": _appointment, "call": _call, "email": _email}.get(entry.kind, _note)
    return Row(cells(entry, reading, looks), entry.kind, entry.id)


def _task(entry: Entry, reading: Reading, looks: Looks) -> tuple[Cell, ...]:
    style = "dim" if entry.done else ""
    late = not entry.done and entry.dated and is_late(entry.at, reading)
    due = due_text(entry.at, reading) if entry.dated else ""
    return (
        Cell("[x]" if entry.done else "[ ]", 3, style),
        Cell(
            _sign(PRIORITIES, entry.priority, looks),
            1,
            "error" if entry.priority == "high" and not entry.done else style,
        ),
        Cell(due, 15, "error" if late else style),
        Cell(entry.owner, 4, style),
        Cell(about_text(entry), 0, style),
        # In words too: never colour alone.
        Cell(_("late") if late else "", 10, "error"),
    )


def due_text(at: datetime, reading: Reading) -> str:
    from model.core.dates import format_day_short

    local = at.astimezone(reading.zone)
    day = _("today") if local.date() == reading.today else format_day_short(local.date(), reading.today)
    midnight = (local.hour, local.minute) == (0, 0)
    return day if midnight else f"{day} {format_time(local.time())}"


def _appointment(entry: Entry, reading: Reading, looks: Looks) -> tuple[Cell, ...]:
    when = due_text(entry.at, reading)
    if entry.end is not None:
        end = entry.end.astimezone(reading.zone)
        same = end.date() == entry.at.astimezone(reading.zone).date()
        when += f"-{format_time(end.time()) if same else due_text(entry.end, reading)}"
    past = entry.at < reading.now
    style = "dim" if past or entry.done else ""
    done = ("x" if looks.ascii else "✓") if entry.done else ""
    return Cell(done, 1, style), Cell(when, 21, style), Cell(entry.owner, 4, style), Cell(about_text(entry), 0, style)


def _note(entry: Entry, reading: Reading, looks: Looks) -> tuple[Cell, ...]:
    return Cell(short(entry.at, reading), 9, "dim"), Cell(entry.owner, 4), Cell(note_text(entry))


def note_text(entry: Entry) -> str:
    """Return a note on one line, its subject before it where that is more than how the text begins."""
    text = " ".join((entry.text or "").split())
    subject = entry.subject.rstrip("…")
    told = text if not subject or text.startswith(subject) else f"{entry.subject}: {text}" if text else entry.subject
    return _with_owner(told, entry)


def about_text(entry: Entry) -> str:
    """Return the subject, and after it the opportunity or project that it was done on, where that is another card."""
    return _with_owner(entry.subject, entry)


def _with_owner(text: str, entry: Entry) -> str:
    return f"{text} · {entry.of}" if entry.of else text


def _call(entry: Entry, reading: Reading, looks: Looks) -> tuple[Cell, ...]:
    outcome = next((choice for choice in OUTCOMES if choice.name == entry.outcome), None)
    sign = looks.symbol(outcome) if outcome else ""
    told = f"{sign} {_(outcome.label)}".strip() if outcome else ""
    return (
        Cell(_sign(DIRECTIONS, entry.direction, looks), 1),
        Cell(short(entry.at, reading), 9, "dim"),
        Cell(entry.owner, 4),
        Cell(entry.number or "", 15),
        Cell(told, 16, {"good": "good", "bad": "error"}.get(outcome.tone if outcome else "", "")),
        Cell(duration_text(entry.duration), 7, "dim", right=True),
        Cell(about_text(entry)),
    )


def _email(entry: Entry, reading: Reading, looks: Looks) -> tuple[Cell, ...]:
    return (
        Cell(_sign(DIRECTIONS, entry.direction, looks), 1),
        Cell(_sign(PRIORITIES, entry.priority, looks), 1, "error" if entry.priority == "high" else ""),
        Cell("+" if entry.attachments else "", 1),
        Cell(entry.sender or "", 16),
        Cell(entry.recipients or "", 16),
        Cell(about_text(entry)),
        Cell(short(entry.at, reading) if entry.direction != "draft" else _("draft"), 9, "dim"),
        Cell(short(entry.changed_at, reading), 9, "dim", spare=96),
        Cell(entry.changed_by, 4),
    )


def _sign(choices: tuple[Choice, ...], name: str | None, looks: Looks) -> str:
    return next((looks.symbol(choice) for choice in choices if choice.name == name), "")


def duration_text(seconds: int | None) -> str:
    """Return a length of time as minutes and seconds: 3:07."""
    if seconds is None:
        return ""
    return f"{format_whole(seconds // 60)}:{seconds % 60:02}"
