"""What a call led to: logged, and what follows from it, as one change (LEAD-34, K03, K04, K07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from model.activities.adding import insert
from model.activities.links import Place
from model.activities.records import OUTCOMES, Task
from model.calling import hours
from model.calling.lists import SEEN, WAITING, ListRow, find
from model.calling.records import CALL_BACK, CallListCall, CallListEntry
from model.calling.rules import HOUR, closed_text, numbers_of
from model.core.access import Session, visible
from model.core.changes import Change, change
from model.core.dates import format_moment, from_utc_text, parse_moment
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.text import visible as shown
from model.leads.records import Lead

CALL_BACK_HOUR = time(9)
"""When a day alone is meant ("tomorrow")."""
SKIP = timedelta(hours=1)
"""After how long a lead that was put aside comes again."""
MEETING = timedelta(hours=1)
"""How long a meeting is that was booked in a call, until somebody says otherwise."""
APPOINTMENT, DO_NOT_CALL = N_("Meeting booked"), N_("Do not call again")
"""What a call is called that ended in a meeting, or in the wish not to be called."""
_LABELS = {choice.name: choice.label for choice in OUTCOMES}


@dataclass(frozen=True)
class Logged:
    """What was done: the call's ID, and what becomes of the lead on the list."""

    call: int
    state: str
    """done, retry, call_back or parked."""
    due: datetime | None
    """When it is called next."""


def call_back_time(text: str, now: datetime, *, private: bool = False) -> datetime:
    """Return the moment that somebody types for a call-back: "tomorrow 9", "fri 14:30", "in 2h".

    Raises :class:`UserError` for what cannot be read, for a time that has passed, and for one at which a private
    person may not be called (K01). A time within the hour is the customer's own wish, and is taken: that nobody is
    called twice within the hour (K05) binds what the program hands out by itself. :func:`is_soon` tells of it.
    """
    if not text.strip():
        raise UserError(_("Write when: tomorrow 9, fri 14:30, in 2h."), "call_back_at")
    found = parse_moment(text, now, at=CALL_BACK_HOUR)
    if found <= now:
        raise UserError(_("{when} has passed.").format(when=format_moment(found, _zone(now))), "call_back_at")
    if private and hours.closed(found):
        raise UserError(_("Not then: {reason}.").format(reason=closed_text(found)), "call_back_at")
    return found


def is_soon(call_back_at: datetime, now: datetime) -> bool:
    """Whether a call-back falls within the hour of this call, which the caller is told of (K05)."""
    return call_back_at < now.replace(second=0, microsecond=0) + HOUR


def appointment_time(text: str, now: datetime) -> datetime:
    """Return the moment that somebody types for a meeting; raise :class:`UserError` for one that has passed."""
    if not text.strip():
        raise UserError(_("Write when: tomorrow 9, fri 14:30, in 2h."), "appointment_at")
    found = parse_moment(text, now, at=CALL_BACK_HOUR)
    if found <= now:
        raise UserError(_("{when} has passed.").format(when=format_moment(found, _zone(now))), "appointment_at")
    return found


def _zone(moment: datetime) -> Any:
    return moment.tzinfo


def log_outcome(
    session: Session,
    list_id: int | None,
    lead_id: int,
    outcome: str,
    started: datetime | None,
    ended: datetime,
    *,
    number: str = "",
    note: str = "",
    call_back_at: datetime | None = None,
    appointment_at: datetime | None = None,
    do_not_call: bool = False,
    holder: str = "",
    became: Sequence[Place] = (),
) -> Logged:
    """Log a call with all that follows from it, as one change that undo takes back.

    ``list_id`` is the call list it was made from; None for a call from elsewhere, which counts for the list that the
    lead is waiting on, if any (:func:`waiting_list`). ``outcome`` is a name of
    :data:`model.activities.records.OUTCOMES`. ``started`` is when the number was dialled, None where nobody knows: the
    call is then logged without a duration. ``number`` is the one dialled, the lead's first one where none is said.

    What follows: the lead's status (reached: contacted, with the time of first contact set once, K07; not interested:
    lost and cold; wrong number, where there is no other: lost); a task of the caller's for a call-back; an appointment
    of an hour at ``appointment_at``; with ``do_not_call`` nobody calls the lead again (K08). Who does not answer is
    tried again by :func:`model.calling.hours.next_try`, and parked after as many tries as the list says (K04). The
    lease of ``holder`` ends. The call is linked to what the lead ``became`` in it as well, and to that alone where the
    lead was deleted in converting it.

    Raises :class:`UserError` for a call that is logged already, a call-back without a time to come, and a call that
    ends before it begins; :class:`NotFoundError` for a lead that is gone, hidden or not on the list.
    """
    found = waiting_list(session, lead_id) if list_id is None else find(session, list_id)
    if outcome not in _LABELS:
        raise UserError(_("{text} is none of {choices}.").format(text=repr(outcome), choices=", ".join(_LABELS)))
    if started is not None and ended < started:
        raise UserError(_("It ends before it begins."), "ended")
    if outcome == "call_back" and (call_back_at is None or call_back_at <= ended):
        raise UserError(_("Write when: tomorrow 9, fri 14:30, in 2h."), "call_back_at")
    numbers = numbers_of(session, lead_id)
    number = number or (numbers[0].text if numbers else "")
    others = [each for each in numbers if not each.wrong and number not in (each.text, each.key)]
    label = DO_NOT_CALL if do_not_call else APPOINTMENT if appointment_at is not None else _LABELS[outcome]
    call = _Call(outcome, label, started, ended, number, note.strip())
    with change(session, N_("Call {name}: {outcome}"), "call", name="", outcome=label) as made:
        if became and _is_gone(made, lead_id):
            return Logged(_log_call(made, found, call, became), "done", None)
        lead = made.read(Lead, lead_id)
        name = shown(str(lead["name"]))
        made.tell(name=name)
        entry = None if found is None else _entry(made, found.id, lead_id)
        if found is not None:
            _refuse_twice(made, found.id, lead_id, started or ended)
        activity = _log_call(made, found, call, [("lead", lead_id), *became])
        if values := {
            **_status(lead, outcome, started or ended, bool(others)),
            **({"do_not_call": True} if do_not_call else {}),
        }:
            made.update(Lead, lead_id, values)
        if appointment_at is not None:
            meeting = {"subject": _("Meeting with {name}").format(name=name), "at": appointment_at,
                       "end": appointment_at + MEETING, "text": call.note or None}  # fmt: skip
            insert(made, "appointment", meeting, [("lead", lead_id), *became])
        task = None
        if outcome == "call_back":
            promise = {"subject": _("Call {name}").format(name=name), "at": call_back_at, "text": call.note or None}
            task = insert(made, "task", promise, [("lead", lead_id)])
        if found is None or entry is None:
            return Logged(activity, "call_back" if task is not None else "done", call_back_at)
        _tick(made, entry)
        after = _after(outcome, entry["tries"] + 1, found.highest_tries, ended, call_back_at, bool(others))
        if task is not None:
            after |= {"caller": session.person.id, "task": task}
        made.update(CallListEntry, entry["id"], after)
        # The lease is nobody's change; but it ends with this one, so that nobody gets the lead in between.
        made.connection.execute("DELETE FROM call_lease WHERE lead = ? AND holder = ?", (lead_id, holder))
    return Logged(activity, after["state"], after["due"])


def waiting_list(session: Session, lead_id: int) -> ListRow | None:
    """Return the call list that a call from elsewhere counts for; None where the lead waits on no list.

    Of several the one on which a call-back was promised, and else the newest: what was said to the customer must not
    be forgotten by the list that hands the lead out.
    """
    marks = ", ".join(str(state) for state in WAITING)
    row = session.store.row(
        "SELECT call_list.id FROM call_list_entry entry JOIN call_list ON call_list.id = entry.list"
        f" WHERE entry.lead = ? AND entry.state IN ({marks}) AND {SEEN}"
        f" ORDER BY entry.state = {CALL_BACK} DESC, call_list.id DESC LIMIT 1",
        (lead_id, session.person.id),
    )
    return None if row is None else find(session, row[0])


@dataclass(frozen=True)
class LoggedNote:
    """The note of a logged call, and the lead it was with."""

    lead: int
    name: str
    text: str


def logged_notes(session: Session, change_id: int) -> list[LoggedNote]:
    """Return the notes of the calls that a change has logged: words that somebody typed, which undoing it takes away.

    Only calls with leads that the person may see, and that have a note.
    """
    where, parameters = visible(Lead, session.person.id, "lead")
    rows = session.store.rows(
        "SELECT lead.id, lead.name, activity.text FROM change_row own"
        " JOIN activity ON activity.id = own.record_id AND activity.kind = 'call'"
        " JOIN activity_link link ON link.activity = activity.id AND link.record = 'lead'"
        " JOIN lead ON lead.id = link.record_id"
        " WHERE own.change = ? AND own.record = 'call' AND own.action = 'insert'"
        f" AND coalesce(activity.text, '') <> '' AND {where} ORDER BY activity.id",
        (change_id, *parameters),
    )
    return [LoggedNote(*row) for row in rows]


@dataclass(frozen=True)
class _Call:
    """A call to be logged: ``label`` is what it is called, a message to be translated."""

    outcome: str
    label: str
    started: datetime | None
    ended: datetime
    number: str
    note: str


def _log_call(made: Change, found: ListRow | None, call: _Call, places: Sequence[Place]) -> int:
    """Log the call itself and count it for the list; return its ID."""
    at = call.started or call.ended
    duration = None if call.started is None else max(0, round((call.ended - call.started).total_seconds()))
    values = {
        "subject": _(call.label), "text": call.note or None, "at": at, "direction": "out",
        "number": call.number or None, "outcome": call.outcome, "duration": duration,
    }  # fmt: skip
    activity = insert(made, "call", values, places)
    if found is not None:
        counted = {"list": found.id, "activity": activity, "caller": made.session.person.id, "at": at}
        made.insert(CallListCall, {**counted, "outcome": call.outcome})
    return activity


def _is_gone(made: Change, lead_id: int) -> bool:
    return made.connection.execute("SELECT 1 FROM lead WHERE id = ?", (lead_id,)).fetchone() is None


def put_aside(session: Session, list_id: int, lead_id: int, holder: str) -> None:
    """Skip a lead for now, as a change: it comes again after an hour, and no try is counted."""
    find(session, list_id)
    with change(session, N_("Skip {name}"), "call", name="") as made:
        lead = made.read(Lead, lead_id)
        made.tell(name=shown(str(lead["name"])))
        entry = _entry(made, list_id, lead_id)
        state = "call_back" if entry["state"] == CALL_BACK else "retry"
        made.update(CallListEntry, entry["id"], {"state": state, "due": session.clock() + SKIP})
        made.connection.execute("DELETE FROM call_lease WHERE lead = ? AND holder = ?", (lead_id, holder))


def _entry(made: Change, list_id: int, lead_id: int) -> dict[str, Any]:
    row = made.connection.execute(
        "SELECT id FROM call_list_entry WHERE list = ? AND lead = ?", (list_id, lead_id)
    ).fetchone()
    if row is None:
        raise UserError(_("The lead is not on the call list."), "lead")
    return made.read(CallListEntry, row[0])


def _refuse_twice(made: Change, list_id: int, lead_id: int, started: datetime) -> None:
    """Refuse a call that began before the latest one on the list had been logged: it is that one."""
    row = made.connection.execute(
        "SELECT activity.at, activity.duration FROM call_list_call own"
        " JOIN activity_link link ON link.activity = own.activity AND link.record = 'lead' AND link.record_id = ?"
        " JOIN activity ON activity.id = own.activity"
        " WHERE own.list = ? AND own.caller = ? ORDER BY own.at DESC LIMIT 1",
        (lead_id, list_id, made.session.person.id),
    ).fetchone()
    if row is not None and started <= from_utc_text(row[0]) + timedelta(seconds=row[1] or 0):
        raise UserError(_("This call is logged already; u takes it back."))


def _status(lead: dict[str, Any], outcome: str, started: datetime, others: bool) -> dict[str, Any]:
    """Return the lead's fields that follow from an outcome; ``others`` says whether it has another number."""
    if outcome == "reached":
        first = {} if lead["first_contact"] else {"first_contact": started}
        return {"status": "contacted", **first}
    if outcome == "not_interested":
        return {"status": "unreachable", "classification": "cold"}
    if outcome == "wrong_number" and not others:
        return {"status": "unreachable"}
    return {}


def _after(
    outcome: str, tries: int, highest: int, ended: datetime, call_back_at: datetime | None, others: bool
) -> dict[str, Any]:
    """Return what becomes of the lead on the list."""
    ended = ended.replace(microsecond=0)
    nothing = {"due": None, "caller": None, "task": None, "reason": None}
    if outcome == "call_back":
        return {**nothing, "state": "call_back", "due": call_back_at, "tries": 0}
    if outcome in ("no_answer", "busy"):
        if tries >= highest:
            return {**nothing, "state": "parked", "tries": tries}
        due = ended + hours.BUSY if outcome == "busy" else hours.next_try(ended, tries)
        return {**nothing, "state": "retry", "due": due, "tries": tries}
    if outcome == "wrong_number" and others:
        # Another number is tried when the hour has passed.
        return {**nothing, "state": "retry", "due": hours.working(ended + HOUR), "tries": tries}
    return {**nothing, "state": "done", "tries": tries}


def _tick(made: Change, entry: dict[str, Any]) -> None:
    """Tick the task of the call-back that this call was."""
    if entry["task"] is None:
        return
    row = made.connection.execute(
        "SELECT 1 FROM activity WHERE id = ? AND kind = 'task' AND active = 1 AND done = 0", (entry["task"],)
    ).fetchone()
    if row is not None:
        made.update(Task, entry["task"], {"done": True})
