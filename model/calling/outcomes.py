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
from model.calling.lists import find
from model.calling.records import CALL_BACK, CallListCall, CallListEntry
from model.calling.rules import HOUR, closed_text, numbers_of
from model.core.access import Session
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

    Raises :class:`UserError` for what cannot be read, for a time that has passed, for one within the hour of this call
    (K05), and for one at which a private person may not be called (K01).
    """
    if not text.strip():
        raise UserError(_("Write when: tomorrow 9, fri 14:30, in 2h."), "call_back_at")
    found = parse_moment(text, now, at=CALL_BACK_HOUR)
    if found <= now:
        raise UserError(_("{when} has passed.").format(when=format_moment(found, _zone(now))), "call_back_at")
    if found < (earliest := now.replace(second=0, microsecond=0) + HOUR):
        raise UserError(
            _("Nobody is called twice within the hour: {when} at the earliest.").format(
                when=format_moment(earliest, _zone(now))
            ),
            "call_back_at",
        )
    if private and hours.closed(found):
        raise UserError(_("Not then: {reason}.").format(reason=closed_text(found)), "call_back_at")
    return found


def _zone(moment: datetime) -> Any:
    return moment.tzinfo


def log_outcome(
    session: Session,
    list_id: int,
    lead_id: int,
    outcome: str,
    started: datetime,
    ended: datetime,
    *,
    number: str = "",
    note: str = "",
    call_back_at: datetime | None = None,
    holder: str = "",
    became: Sequence[Place] = (),
) -> Logged:
    """Log a call from a list with all that follows from it, as one change that undo takes back.

    ``outcome`` is a name of :data:`model.activities.records.OUTCOMES`, ``number`` the lead's first one where none is
    said. The call is logged with its duration, number and note; the lead's status follows (reached: contacted, with
    the time of first contact set once, K07; not interested: lost and cold; wrong number, where there is no other:
    lost); a call-back becomes a task of the caller's; who does not answer is tried again by
    :func:`model.calling.hours.next_try`, and parked after as many tries as the list says (K04). The lease of
    ``holder`` ends. The call is linked to what the lead ``became`` in it as well, and to that alone where the lead was
    deleted in converting it.

    Raises :class:`UserError` for a call that is logged already, a call-back without a time or within the hour, and
    a call that ends before it begins; :class:`NotFoundError` for a lead that is gone, hidden or not on the list.
    """
    found = find(session, list_id)
    if outcome not in _LABELS:
        raise UserError(_("{text} is none of {choices}.").format(text=repr(outcome), choices=", ".join(_LABELS)))
    if ended < started:
        raise UserError(_("It ends before it begins."), "ended")
    earliest = ended.replace(second=0, microsecond=0) + HOUR
    if outcome == "call_back" and (call_back_at is None or call_back_at < earliest):
        raise UserError(_("Write when: tomorrow 9, fri 14:30, in 2h."), "call_back_at")
    numbers = numbers_of(session, lead_id)
    number = number or (numbers[0].text if numbers else "")
    others = [each for each in numbers if not each.wrong and number not in (each.text, each.key)]
    with change(session, N_("Call {name}: {outcome}"), "call", name="", outcome=_LABELS[outcome]) as made:
        if became and _is_gone(made, lead_id):
            return Logged(_log_call(made, list_id, outcome, started, ended, number, note, became), "done", None)
        lead = made.read(Lead, lead_id)
        made.tell(name=shown(str(lead["name"])))
        entry = _entry(made, list_id, lead_id)
        _refuse_twice(made, list_id, lead_id, started)
        places = [("lead", lead_id), *became]
        call = _log_call(made, list_id, outcome, started, ended, number, note, places)
        if status := _status(lead, outcome, started, bool(others)):
            made.update(Lead, lead_id, status)
        _tick(made, entry)
        after = _after(outcome, entry["tries"] + 1, found.highest_tries, ended, call_back_at, bool(others))
        if outcome == "call_back":
            subject = _("Call {name}").format(name=shown(str(lead["name"])))
            task = {"subject": subject, "at": call_back_at, "text": note.strip() or None}
            after |= {"caller": session.person.id, "task": insert(made, "task", task, [("lead", lead_id)])}
        made.update(CallListEntry, entry["id"], after)
        # The lease is nobody's change; but it ends with this one, so that nobody gets the lead in between.
        made.connection.execute("DELETE FROM call_lease WHERE lead = ? AND holder = ?", (lead_id, holder))
    return Logged(call, after["state"], after["due"])


def _log_call(
    made: Change, list_id: int, outcome: str, started: datetime, ended: datetime, number: str, note: str,
    places: Sequence[Place],
) -> int:  # fmt: skip
    """Log the call itself and count it for the list; return its ID."""
    values = {
        "subject": _(_LABELS[outcome]), "text": note.strip() or None, "at": started, "direction": "out",
        "number": number or None, "outcome": outcome, "duration": max(0, round((ended - started).total_seconds())),
    }  # fmt: skip
    call = insert(made, "call", values, places)
    caller = made.session.person.id
    made.insert(CallListCall, {"list": list_id, "activity": call, "caller": caller, "at": started, "outcome": outcome})
    return call


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
