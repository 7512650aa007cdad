"""What a call led to: logged, and what follows from it, as one change (LEAD-34, K03, K04, K07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from model.activities.adding import insert
from model.activities.links import Place
from model.activities.records import OUTCOMES, Call, Task
from model.calling import hours
from model.calling.kinds import DO_NOT_CALL as NEVER
from model.calling.kinds import NO_NUMBER_LEFT, STARTED, CallableKind, RecordRef, kind_of, linked_records, subject_of
from model.calling.leases import end_lease
from model.calling.lists import WAITING, ListRow, find, may_work_through
from model.calling.recent_calls import HOUR
from model.calling.records import CALL_BACK, CallList, CallListCall, CallListEntry
from model.calling.rules import closed_text
from model.calling.telephone_numbers import Number, numbers_of
from model.core.access.seen import ME
from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.changes.kept_opt_outs import KeptOptOut, hashes_of
from model.core.changes.opt_outs import CHANNELS
from model.core.dates import format_moment, from_utc_text, parse_moment
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.records.record import Record
from model.core.records.scope import in_scope
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, first
from model.core.storage.statements import slot, statement
from model.core.text import quotation
from model.core.text import visible as shown
from model.leads.records import Lead

CALL_BACK_HOUR = time(9)
"""When a day alone is meant ("tomorrow")."""
SKIP = timedelta(hours=1)
"""After how long somebody who was put aside comes again."""
MEETING = timedelta(hours=1)
"""How long a meeting is that was booked in a call, until somebody says otherwise."""
APPOINTMENT, DO_NOT_CALL = N_("Meeting booked"), N_("Do not call again")
"""What a call is called that ended in a meeting, or in the wish not to be called."""
PASSED_ON = ("reached", NEVER)
"""Outcomes that count for the record, too, for which the called one stands: a recipient's lead was reached (K07)."""
_LABELS = {choice.name: choice.label for choice in OUTCOMES}


@dataclass(frozen=True)
class Logged:
    """What was done: the call's ID, and what becomes of the record on the list."""

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


@dataclass(frozen=True)
class _Call:
    """A call to be logged: ``label`` is what it is called, a message to be translated."""

    outcome: str
    label: str
    started: datetime | None
    ended: datetime
    number: Number | None
    """The record's number that was dialled; None for another one."""
    text: str
    """The number that was dialled, as it is written."""
    others: bool
    """Whether the record has another number that may be right."""
    note: str
    call_back_at: datetime | None
    appointment_at: datetime | None
    do_not_call: bool
    became: tuple[RecordRef, ...]

    @property
    def at(self) -> datetime:
        """When it began, as far as anybody knows."""
        return self.started or self.ended

    @property
    def effects(self) -> list[str]:
        """The keys of :attr:`CallableKind.outcomes` that apply."""
        found = [self.outcome]
        if self.outcome == "wrong_number" and not self.others:
            found.append(NO_NUMBER_LEFT)
        return [*found, NEVER] if self.do_not_call else found


def log_outcome(
    session: Session,
    list_id: int | None,
    ref: RecordRef,
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
    record is waiting on, if any (:func:`waiting_list`). ``outcome`` is a name of
    :data:`model.activities.records.OUTCOMES`. ``started`` is when the number was dialled, None where nobody knows: the
    call is then logged without a duration. ``number`` is the one dialled, the record's first one where none is said.

    What follows: the fields that the record's kind declares for the outcome (:attr:`CallableKind.outcomes`: of a lead
    its status, with the time of first contact set once, K07); a task of the caller's for a call-back; an appointment
    of an hour at ``appointment_at``; with ``do_not_call`` nobody calls the record again, on any list (K08). Who does
    not answer is tried again by :func:`model.calling.hours.next_try`, and parked after as many tries as the list says
    (K04). The lease of ``holder`` ends. The call is linked to what a lead ``became`` in it as well, and to that alone
    where the lead was deleted in converting it; and to the person whose number was dialled.

    Raises :class:`UserError` for a call that is logged already, a call-back without a time to come, and a call that
    ends before it begins; :class:`NotFoundError` for a record that is gone, hidden or not on the list.
    """
    found = waiting_list(session, ref) if list_id is None else find(session, list_id)
    _check(outcome, started, ended, call_back_at)
    numbers = numbers_of(session, ref)
    text = number or (numbers[0].text if numbers else "")
    call = _Call(
        outcome, DO_NOT_CALL if do_not_call else APPOINTMENT if appointment_at is not None else _LABELS[outcome],
        started, ended, next((each for each in numbers if text in (each.text, each.key)), None), text,
        any(not each.wrong and text not in (each.text, each.key) for each in numbers), note.strip(),
        call_back_at, appointment_at, do_not_call, tuple(RecordRef(*place) for place in became),
    )  # fmt: skip
    with change(session, N_("Call {name}: {outcome}"), "call", name="", outcome=call.label) as made:
        ref, there = _still_there(made, ref, call)
        if not there:
            return Logged(_log_call(made, found, ref, call, call.became), "done", None)
        kind = kind_of(session, ref.type_name)
        name = shown(str(made.read(kind.record, ref.record_id)[kind.record.title_field]))
        made.tell(name=name)
        entry = None if found is None else _entry(made, found.id, ref, call.became)
        if found is not None:
            _refuse_twice(made, found.id, ref, call.at)
        places = _places(session, ref, call)
        activity = _log_call(made, found, ref, call, places)
        _set_outcome(made, kind, ref, call)
        if appointment_at is not None:
            meeting = {"subject": _("Meeting with {name}").format(name=name), "at": appointment_at,
                       "end": appointment_at + MEETING, "text": call.note or None}  # fmt: skip
            insert(made, "appointment", meeting, places)
        task = None
        if outcome == "call_back":
            promise = {"subject": _("Call {name}").format(name=name), "at": call_back_at, "text": call.note or None}
            task = insert(made, "task", promise, places)
        if found is None or entry is None:
            return Logged(activity, "call_back" if task is not None else "done", call_back_at)
        state, due = _advance(made, found, entry, call, task)
        # The lease is nobody's change; but it ends with this one, so that nobody gets the record in between.
        end_lease(made.session, ref, holder)
    return Logged(activity, state, due)


def _check(outcome: str, started: datetime | None, ended: datetime, call_back_at: datetime | None) -> None:
    """Raise :class:`UserError` for what cannot have been."""
    if outcome not in _LABELS:
        raise UserError(_("{text} is none of {choices}.").format(text=quotation(outcome), choices=", ".join(_LABELS)))
    if started is not None and ended < started:
        raise UserError(_("It ends before it begins."), "ended")
    if outcome == "call_back" and (call_back_at is None or call_back_at <= ended):
        raise UserError(_("Write when: tomorrow 9, fri 14:30, in 2h."), "call_back_at")


def _still_there(made: Change, ref: RecordRef, call: _Call) -> tuple[RecordRef, bool]:
    """Return the record that was called, and whether it is on file: what a lead became where it was deleted for it."""
    record = kind_of(made.session, ref.type_name).record
    if not call.became or made.session.store.row(_is_there(record), id=ref.record_id) is not None:
        return ref, True
    successor = _successor(call.became)
    return (successor, True) if successor is not None else (ref, False)


@statement
def _is_there(record: type[Record]) -> peewee.Query:
    return record.select(record.id).where(record.id == slot("id"))


def _successor(became: Sequence[RecordRef]) -> RecordRef | None:
    """Return what goes on with a lead's place on its lists: the contact, and without one the customer."""
    return next((ref for name in ("contact", "customer") for ref in became if ref.type_name == name), None)


def _places(session: Session, ref: RecordRef, call: _Call) -> list[Place]:
    """Return the records that a call is linked to: who was called, whose number it was, what the lead became."""
    of_number = [call.number.owner] if call.number is not None and call.number.person else []
    return [*dict.fromkeys((*linked_records(session, ref), *of_number, *call.became))]


def _log_call(made: Change, found: ListRow | None, ref: RecordRef, call: _Call, places: Sequence[Place]) -> int:
    """Log the call itself and count it for the list; return its ID."""
    duration = None if call.started is None else max(0, round((call.ended - call.started).total_seconds()))
    values = {
        "subject": _(call.label), "text": call.note or None, "at": call.at, "direction": "out",
        "number": call.text or None, "outcome": call.outcome, "duration": duration,
    }  # fmt: skip
    activity = insert(made, "call", values, places)
    if found is not None:
        counted = {"list": found.id, "activity": activity, "caller": made.session.person.id, "at": call.at}
        called = {"record": ref.type_name, "record_id": ref.record_id}
        made.insert(CallListCall, {**counted, **called, "outcome": call.outcome})
    return activity


def _set_outcome(made: Change, kind: CallableKind, ref: RecordRef, call: _Call) -> None:
    """Set what the outcome sets on the record, and on the one that it stands for."""
    _set_fields(made, kind, ref, call.effects, call.at)
    subject = subject_of(made.session, ref)
    if call.do_not_call and subject == ref and "do_not_call" not in kind.record.fields():
        _remember_wish(made, kind, ref)
    if subject != ref:
        passed_on = [effect for effect in call.effects if effect in PASSED_ON]
        _set_fields(made, kind_of(made.session, subject.type_name), subject, passed_on, call.at)


def _remember_wish(made: Change, kind: CallableKind, ref: RecordRef) -> None:
    """Remember the wish under the numbers of a record that has no place for it: nobody calls them by any record."""
    stored = made.read_whoever_sees(kind.record, ref.record_id)
    for each in hashes_of(made, kind.record, CHANNELS["telephone"], stored):
        if made.session.store.row(_remembered(), hash=each, channel="telephone") is None:
            today = made.session.clock().date()
            made.insert(KeptOptOut, {"hash": each, "channel": "telephone", "since": today, "source": "call"})


@statement
def _remembered() -> peewee.Query:
    return KeptOptOut.select(KeptOptOut.id).where(
        KeptOptOut.hash == slot("hash"), KeptOptOut.channel == slot("channel")
    )


def _set_fields(made: Change, kind: CallableKind, ref: RecordRef, effects: Sequence[str], at: datetime) -> None:
    declared = {name: value for effect in effects for name, value in kind.outcomes.get(effect, {}).items()}
    if not declared:
        return
    now = made.read_whoever_sees(kind.record, ref.record_id)
    values = {
        name: at if value == STARTED else value
        for name, value in declared.items()
        if value != STARTED or not now[name]
    }  # fmt: skip
    if values:
        made.update_whoever_sees(kind.record, [ref.record_id], values)


def _advance(
    made: Change, found: ListRow, entry: dict[str, Any], call: _Call, task: int | None
) -> tuple[str, datetime | None]:
    """Move the record on in its list; return its state there and when it is called next."""
    _tick(made, entry)
    after = _after(call, (entry["tries"] or 0) + 1, found.highest_tries)
    due = after["due"]
    if task is not None:
        number = None if call.number is None else call.number.key
        after |= {"caller": made.session.person.id, "task": task, "number": number}
    if call.appointment_at is not None:
        # Other lists wait until the meeting has been.
        after |= {"due": call.appointment_at}
    made.update(CallListEntry, entry["id"], after)
    return after["state"], due


def _after(call: _Call, tries: int, highest: int) -> dict[str, Any]:
    """Return what becomes of the record on the list."""
    ended = call.ended.replace(microsecond=0)
    nothing = {"due": None, "caller": None, "task": None, "number": None, "reason": None}
    if call.outcome == "call_back":
        return {**nothing, "state": "call_back", "due": call.call_back_at, "tries": 0}
    if call.outcome in ("no_answer", "busy"):
        if tries >= highest:
            return {**nothing, "state": "parked", "tries": tries}
        due = ended + hours.BUSY if call.outcome == "busy" else hours.next_try(ended, tries)
        return {**nothing, "state": "retry", "due": due, "tries": tries}
    if call.outcome == "wrong_number" and call.others:
        # Another number is tried when the hour has passed.
        return {**nothing, "state": "retry", "due": hours.working(ended + HOUR), "tries": tries}
    return {**nothing, "state": "done", "tries": tries}


def _tick(made: Change, entry: dict[str, Any]) -> None:
    """Tick the task of the call-back that this call was."""
    if entry["task"] is None:
        return
    if made.session.store.row(_open_task(), id=entry["task"]) is not None:
        made.update(Task, entry["task"], {"done": True})


@statement
def _open_task() -> peewee.Query:
    return Task.select(Task.id).where(Task.id == slot("id"), in_scope(Task), Task.active.yes, Task.done.no)


def put_aside(session: Session, list_id: int, ref: RecordRef, holder: str) -> None:
    """Skip a record for now, as a change: it comes again after an hour, and no try is counted."""
    find(session, list_id)
    record = kind_of(session, ref.type_name).record
    with change(session, N_("Skip {name}"), "call", name="") as made:
        made.tell(name=shown(str(made.read(record, ref.record_id)[record.title_field])))
        entry = _entry(made, list_id, ref)
        state = "call_back" if entry["state"] == CALL_BACK else "retry"
        made.update(CallListEntry, entry["id"], {"state": state, "due": session.clock() + SKIP})
        end_lease(made.session, ref, holder)


def _entry(made: Change, list_id: int, ref: RecordRef, became: Sequence[RecordRef] = ()) -> dict[str, Any]:
    """Return the entry of a record, or of what it became, as it is stored."""
    for each in (ref, _successor(became) or _converted_to(made, ref)):
        if each is None:
            continue
        values = {"list": list_id, "type_name": each.type_name, "id": each.record_id}
        entry = made.session.store.value(_entry_id(), **values)
        if entry is not None:
            return made.read(CallListEntry, entry)
    raise UserError(_("It is not on the call list."), "record")


@statement
def _entry_id() -> peewee.Query:
    entry = CallListEntry
    return entry.select(entry.id).where(
        entry.list == slot("list"), entry.record == slot("type_name"), entry.record_id == slot("id")
    )


def _converted_to(made: Change, ref: RecordRef) -> RecordRef | None:
    """Return what a lead has become that a colleague converted meanwhile."""
    if ref.type_name != "lead":
        return None
    row = made.session.store.row(_conversion(), id=ref.record_id)
    pairs = zip(("contact", "customer"), row or (), strict=False)
    return _successor([RecordRef(name, record_id) for name, record_id in pairs if record_id])


@statement
def _conversion() -> peewee.Query:
    return Lead.select(Lead.converted_contact, Lead.converted_customer).where(Lead.id == slot("id"))


def _refuse_twice(made: Change, list_id: int, ref: RecordRef, started: datetime) -> None:
    """Refuse a call that began before the latest one on the list had been logged: it is that one."""
    row = made.session.row(_latest_call(), list=list_id, type_name=ref.type_name, id=ref.record_id)
    if row is not None and started <= from_utc_text(row[0]) + timedelta(seconds=row[1] or 0):
        raise UserError(_("This call is logged already; u takes it back."))


@statement
def _latest_call() -> peewee.Query:
    call = CallListCall
    return (
        call.select(Call.at, Call.duration)
        .join(Call, on=Call.id == call.activity)
        .where(
            call.list == slot("list"),
            call.caller == ME,
            call.record == slot("type_name"),
            call.record_id == slot("id"),
        )
        .order_by(first(call.at, descending=True))
        .limit(1)
    )


def waiting_list(session: Session, ref: RecordRef) -> ListRow | None:
    """Return the call list that a call from elsewhere counts for; None where the record waits on no list.

    Of several the one on which a call-back was promised, and else the newest: what was said to the customer must not
    be forgotten by the list that hands the record out.
    """
    list_id = session.value(_waiting_lists(), type_name=ref.type_name, id=ref.record_id)
    return None if list_id is None else find(session, list_id)


@statement
def _waiting_lists() -> peewee.Query:
    entry = CallListEntry
    promised_first = peewee.Case(None, [(entry.state == "call_back", peewee.SQL("0"))], peewee.SQL("1"))
    return (
        entry.select(CallList.id)
        .join(CallList, on=CallList.id == entry.list)
        .where(
            entry.record == slot("type_name"),
            entry.record_id == slot("id"),
            among(entry.state, WAITING),
            may_work_through(),
        )
        .order_by(promised_first, CallList.id.desc())
        .limit(1)
    )
