"""``salg calls next``, ``dial`` and ``outcome``: calling from the shell what the calling screen calls (LEAD-34)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from model.activities.records import OUTCOMES
from model.calling.kinds import RecordRef, kind_of
from model.calling.outcomes import (
    appointment_time,
    call_back_time,
    is_soon,
    log_outcome,
    put_aside,
    waiting_list,
)
from model.calling.queue import Turn, next_record
from model.calling.rules import is_private, objections
from model.calling.telephone_numbers import Number, numbers_of
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.dates import format_moment, utc_text
from model.core.errors import UserError
from model.core.language import _
from model.core.text import quotation, visible
from model.telephony.dialling import dial, dialled
from tui.commands.arguments import Arguments, UsageError, number, parsed
from tui.commands.call_list_names import PROGRAM, named_list
from tui.commands.called_records import called, record_help, written
from tui.commands.console import Console

MEETING, DO_NOT_CALL, SKIP = "meeting", "do_not_call", "skip"
_ASKS_WHEN = ("call_back", MEETING)


def _holder(session: Session) -> str:
    """Return what records are leased to that were got from a shell: all shells of one person share them."""
    return f"shell:{session.person.id}"


def next_record_of(console: Console, given: list[str]) -> int:
    """Hand out the next record of a list."""
    arguments = Arguments(f"{PROGRAM} next", _("Get the next one to be called, and keep it for ten minutes."))
    arguments.add_argument("list", metavar="LIST", help=_("the call list"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    row = named_list(session, options.list)
    turn = next_record(session, row.id, _holder(session))
    if options.json:
        console.json({**_plain(session, turn), "script": row.script or None})
        return 0
    for skip in turn.skips:
        console.remark(_("Skipped: {name}, {reason}").format(name=skip.name, reason=skip.reason))
    zone = session.reading().zone
    if turn.record is None:
        console.line(_("Nobody is to be called now."))
        if turn.due is not None:
            console.line(_("Next: {when}").format(when=format_moment(turn.due, zone)))
        return 0
    console.line(f"{written(turn.record)}  {visible(session.names.title_of(*turn.record))}")
    if turn.kind == "call_back" and turn.due is not None:
        console.line(_("Call back, promised for {when}").format(when=format_moment(turn.due, zone)))
    for each in numbers_of(session, turn.record):
        console.line(f"  {each.text}  {each.described}")
    return 0


def _plain(session: Session, turn: Turn) -> dict[str, Any]:
    skips = [{**_ref(skip.record), "name": skip.name, "reason": skip.reason} for skip in turn.skips]
    due = utc_text(turn.due) if turn.due else None
    plain: dict[str, Any] = {**_ref(turn.record), "kind": turn.kind or None, "due": due, "tries": turn.tries}
    if turn.record is not None:
        plain["name"] = session.names.title_of(*turn.record)
        plain["numbers"] = [
            {
                "field": each.field,
                "number": each.text,
                "e164": each.key,
                "wrong": each.wrong,
                "do_not_call": each.forbidden,
                "person": each.person or None,
            }
            for each in numbers_of(session, turn.record)
        ]
    return {**plain, "skipped": skips}


def _ref(ref: RecordRef | None) -> dict[str, Any]:
    return {"record": None if ref is None else ref.type_name, "id": None if ref is None else ref.record_id}


def dial_record(console: Console, given: list[str]) -> int:
    """Dial a record; refuse what the screen would ask about, unless an option says yes."""
    arguments = Arguments(
        f"{PROGRAM} dial", _("Dial the first number of a record, or another one, by the dial_command.")
    )
    add = arguments.add_argument
    add("record", metavar="RECORD", help=record_help())
    add("--number", metavar="TEXT", help=_("which of its numbers"))
    add("--all-the-same", action="store_true", help=_("also where nobody should be called now"))
    add("--codes", action="store_true", help=_("also a number with * or #, an order to the telephone exchange"))
    options = parsed(arguments, given)
    session = console.session()
    ref = called(console, session, options.record)
    read(session, kind_of(session, ref.type_name).record, ref.record_id)
    found = _number(session, ref, options.number)
    against = objections(session, ref, found)
    if against and not options.all_the_same:
        raise UserError(against[0].sentence + " " + _("--all-the-same dials it."), "record")
    text = dialled(found.text, found.key, codes=options.codes)
    if not console.settings.dial_command:
        raise UserError(_("No dial_command is set."), "dial_command")
    dial(console.settings.dial_command, text, codes=options.codes)
    console.line(_("Dialling {number}.").format(number=text))
    return 0


def _number(session: Session, ref: RecordRef, wanted: str | None) -> Number:
    """Return the number that is meant; raise :class:`UserError` for none."""
    numbers = numbers_of(session, ref)
    if not numbers:
        raise UserError(_("There is no telephone number on it."), "record")
    if wanted is None:
        return numbers[0]
    key = kind_of(session, ref.type_name).record.field(numbers[0].field).key(wanted, session.reading())
    for each in numbers:
        if wanted in (each.text, each.key, each.field) or (key and key == each.key):
            return each
    texts = ", ".join(each.text for each in numbers)
    raise UserError(_("{text} is none of {choices}.").format(text=quotation(wanted), choices=texts), "--number")


def log(console: Console, given: list[str]) -> int:
    """Log what a call led to."""
    program = f"{PROGRAM} outcome"
    names = [*(choice.name for choice in OUTCOMES), MEETING, DO_NOT_CALL, SKIP]
    arguments = Arguments(
        program,
        _("Log a call: what it sets, the next try, call-back or meeting follow, and undo takes it back.")
        + " "
        + _(
            "A lead becomes contacted or lost. A recipient becomes, by reached and meeting, confirmed and positive;"
            " by not_interested confirmed and negative; by wrong_number, where it is the only one, deactivated and"
            " returned; by do_not_call deactivated and negative."
        ),
    )
    add = arguments.add_argument
    add("record", metavar="RECORD", help=record_help())
    add("outcome", metavar="OUTCOME", choices=names, help=", ".join(names))
    add("--list", metavar="LIST", help=_("the call list; without it, the one that the record is waiting on"))
    add("--at", metavar="WHEN", help=_("when to call back or to meet: tomorrow 9, fri 14:30, in 2h"))
    add("--number", metavar="TEXT", help=_("the number that was dialled"))
    add("--seconds", metavar="N", type=number, help=_("how many seconds the call took"))
    add("--note", metavar="TEXT", default="", help=_("what was said"))
    options = parsed(arguments, given)
    if (options.outcome in _ASKS_WHEN) is not (options.at is not None):
        message = _("{outcome} needs --at") if options.at is None else _("{outcome} takes no --at")
        raise UsageError(message.format(outcome=options.outcome), program)
    session = console.session()
    ref = called(console, session, options.record)
    row = named_list(session, options.list) if options.list else waiting_list(session, ref)
    if options.outcome == SKIP:
        if row is None:
            raise UserError(_("It is not on the call list."), "record")
        put_aside(session, row.id, ref, _holder(session))
        return 0
    follow_up = _follow_up(console, session, ref, options.outcome, options.at)
    ended = session.clock()
    done = log_outcome(
        session, row.id if row else None, ref, {MEETING: "reached", DO_NOT_CALL: "not_interested"}.get(
            options.outcome, options.outcome
        ),
        None if options.seconds is None else ended - timedelta(seconds=options.seconds), ended,
        number="" if options.number is None else _number(session, ref, options.number).text,
        note=options.note, holder=_holder(session), **follow_up,
    )  # fmt: skip
    console.line(f"call {done.call}")
    if done.due is not None:
        console.line(_("Next: {when}").format(when=format_moment(done.due, session.reading().zone)))
    return 0


def _follow_up(console: Console, session: Session, ref: RecordRef, outcome: str, at: str | None) -> dict[str, Any]:
    """Return what of the outcome is more than its name; tell of a call-back within the hour (K05)."""
    now = session.clock()
    if outcome == DO_NOT_CALL:
        return {"do_not_call": True}
    if at is None:
        return {}
    try:
        if outcome == MEETING:
            return {"appointment_at": appointment_time(at, now)}
        found = call_back_time(at, now, private=is_private(session, ref))
    except UserError as error:
        error.field = "--at"
        raise
    if is_soon(found, now):
        told = _("That is within the hour of this call: {when}")
        console.remark(visible(told.format(when=format_moment(found, session.reading().zone))))
    return {"call_back_at": found}
