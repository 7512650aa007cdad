"""What a caller has in front of them, read in one go and laid out for 80 × 24 (LEAD-33)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from model.activities.records import OUTCOMES
from model.activities.timeline import Entry, of_record
from model.calling.kinds import kind_of, subject_of
from model.calling.lists import ListRow, find
from model.calling.progress import Progress
from model.calling.queue import Turn
from model.calling.rules import Objection, is_private, objections
from model.calling.telephone_numbers import Number, numbers_of
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.dates import format_moment_short
from model.core.fields.base import Reading
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.text import visible
from model.leads.convert import Conversion
from model.telephony.dialling import telephone_link
from tui.calling.heads import head_of
from tui.looks import Looks
from tui.widgets.card_shown import value_text
from tui.widgets.lines import Piece
from tui.widgets.links import linked

LAST = 4
"""Activities that are shown."""
_KINDS = {
    "task": N_("Task"), "appointment": N_("Appointment"), "note": N_("Note"), "call": N_("Call"), "email": N_("E-mail"),
}  # fmt: skip


@dataclass
class Picture:
    """A record as a caller sees it; ``links`` are the tel: addresses of its numbers."""

    row: ListRow
    turn: Turn
    title: str = ""
    head: list[list[Piece]] = field(default_factory=list)
    last: list[tuple[list[Piece], list[Piece]]] = field(default_factory=list)
    """The latest activities: when, who and what kind, and what was said."""
    numbers: list[Number] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    chosen: int = 0
    """Which number is dialled first."""
    objections: list[Objection] = field(default_factory=list)
    private: bool = False
    note: str = ""


def read_picture(session: Session, list_id: int, turn: Turn, looks: Looks) -> Picture:
    """Read what the screen shows of a turn; raise :class:`NotFoundError` for a record or a list that is gone."""
    picture = Picture(find(session, list_id), turn)
    ref = turn.record
    if ref is None:
        return picture
    kind = kind_of(session, ref.type_name).record
    record: Any = read(session, kind, ref.record_id)
    reading = session.reading(ascii=looks.ascii)
    texts = {
        name: visible(value_text(field, getattr(record, name), reading, looks))
        for name, field in kind.fields().items()
        if name != "custom"
    }
    picture.title = texts[kind.title_field]
    picture.head = head_of(session, ref, record, texts, looks)
    picture.numbers = numbers_of(session, ref)
    picture.links = [telephone_link(number.text, number.key) for number in picture.numbers]
    picture.chosen = _first_chosen(picture.numbers, turn.number)
    picture.objections = objections(session, ref)
    picture.private = is_private(session, ref)
    picture.note = texts["note"]
    entries = of_record(session, *subject_of(session, ref), limit=LAST)
    picture.last = [_activity(entry, reading, looks) for entry in entries]
    return picture


def _first_chosen(numbers: list[Number], promised: str | None) -> int:
    """Return which number is dialled unless the caller chooses: the one on which a call-back was promised."""
    return next((place for place, each in enumerate(numbers) if promised and each.key == promised), 0)


def _activity(entry: Entry, reading: Reading, looks: Looks) -> tuple[list[Piece], list[Piece]]:
    when = looks.fit(format_moment_short(entry.at, reading.now), 10)
    outcome = next((choice for choice in OUTCOMES if choice.name == entry.outcome), None)
    words = " ".join((entry.text or "").split())
    if outcome is not None:
        told = f"{_(outcome.label)}{': ' if words else ''}{words}"
    else:
        same = words.startswith(entry.subject.rstrip("…"))
        told = words if same else f"{entry.subject}{': ' if words else ''}{words}"
    head: list[Piece] = [
        (f" {when} ", "dim"),
        (looks.fit(entry.owner, 4) + " ", ""),
        (looks.fit(_(_KINDS[entry.kind]), 11) + " ", "dim"),
    ]
    return head, [(visible(told), "dim" if entry.done else "")]


def why_here(picture: Picture, now: datetime) -> str:
    """Return why this one comes now: a call-back and when it was due, the number of the try; '' for a new one."""
    turn = picture.turn
    if turn.kind == "call_back" and turn.due is not None:
        return _("Call back, promised for {when}").format(when=format_moment_short(turn.due, now))
    if turn.tries:
        told = ngettext("Called {count} time without an answer", "Called {count} times without an answer", turn.tries)
        return told.format(count=format_whole(turn.tries))
    return ""


def progress_text(found: Progress | None, looks: Looks) -> str:
    """Return how far the list has come, on one line (LEAD-37)."""
    if found is None:
        return ""
    day = found.day
    parts = [_("called {called}, left {left}").format(called=format_whole(found.called), left=format_whole(found.left))]
    if day.target:
        parts.append(_("today {calls} of {target}").format(calls=day.calls, target=day.target))
    else:
        parts.append(_("today {calls}").format(calls=day.calls))
    if day.an_hour is not None:
        parts.append(_("{number} an hour").format(number=format_whole(round(day.an_hour))))
    return f" {looks.dot} ".join(parts)


def standing_text(found: Progress | None, looks: Looks) -> str:
    """Return who is parked or skipped on the list, '' where nobody is."""
    if found is None:
        return ""
    parts = []
    if found.parked:
        parts.append(_("parked {count}").format(count=format_whole(found.parked)))
    if found.skipped:
        parts.append(_("skipped {count}").format(count=format_whole(found.skipped)))
    return f" {looks.dot} ".join(parts)


def skip_text(turn: Turn) -> str:
    """Return who was passed over before this one, and why; '' where nobody was."""
    if not turn.skips:
        return ""
    first = turn.skips[0]
    more = f" (+{len(turn.skips) - 1})" if len(turn.skips) > 1 else ""
    return _("Skipped: {name}, {reason}").format(name=first.name, reason=first.reason) + more


def places_of(done: Conversion) -> list[tuple[str, int]]:
    """Return the records that a lead became, as places of activities."""
    found = (("customer", done.customer), ("contact", done.contact), ("opportunity", done.opportunity))
    return [(record, record_id) for record, record_id in found if record_id is not None]


def number_pieces(picture: Picture, chosen: int, looks: Looks) -> list[list[Piece]]:
    """Return the pieces of each number, which is a link (LEAD-38); the one that is dialled is marked."""
    found: list[list[Piece]] = []
    for place, (number, link) in enumerate(zip(picture.numbers, picture.links, strict=True)):
        on = place == chosen
        pointer = (">" if looks.ascii else "›") if on else " "
        found.append(
            [
                (f"{pointer} ", "accent"),
                (visible(number.text), linked("strong" if on else "", link)),
                (f" {number.described}   ", "dim"),
            ]
        )
    return found
