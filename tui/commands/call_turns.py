"""``salg calls next``, ``dial`` and ``outcome``: calling from the shell what the calling screen calls (LEAD-34)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from model.activities.records import OUTCOMES
from model.calling.outcomes import (
    appointment_time,
    call_back_time,
    is_soon,
    log_outcome,
    put_aside,
    waiting_list,
)
from model.calling.queue import Turn, next_record
from model.calling.rules import Number, is_private, numbers_of, objections
from model.core.access import Session
from model.core.changes import read
from model.core.dates import format_moment, utc_text
from model.core.errors import UserError
from model.core.language import _
from model.core.text import visible
from model.leads.records import Lead
from model.telephony.dialling import dial, dialled
from tui.commands import merged, values
from tui.commands.arguments import Arguments, UsageError, number, parsed
from tui.commands.calls import PROGRAM, named_list
from tui.commands.console import Console

MEETING, DO_NOT_CALL, SKIP = "meeting", "do_not_call", "skip"
_ASKS_WHEN = ("call_back", MEETING)


def _holder(session: Session) -> str:
    """Return what leads are leased to that were got from a shell: all shells of one person share them."""
    return f"shell:{session.person.id}"


def next_lead(console: Console, given: list[str]) -> int:
    """Hand out the next lead of a list."""
    arguments = Arguments(f"{PROGRAM} next", _("Get the next lead to be called, and keep it for ten minutes."))
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
    if turn.lead is None:
        console.line(_("Nobody is to be called now."))
        if turn.due is not None:
            console.line(_("Next: {when}").format(when=format_moment(turn.due, zone)))
        return 0
    console.line(f"{turn.lead}  {session.names.title_of('lead', turn.lead)}")
    if turn.kind == "call_back" and turn.due is not None:
        console.line(_("Call back, promised for {when}").format(when=format_moment(turn.due, zone)))
    for each in numbers_of(session, turn.lead):
        console.line(f"  {each.text}  {_label(each)}")
    return 0


def _label(number: Number) -> str:
    return Lead.field(number.field).title.lower() + (f", {_('wrong')}" if number.wrong else "")


def _plain(session: Session, turn: Turn) -> dict[str, Any]:
    skips = [{"lead": skip.lead, "name": skip.name, "reason": skip.reason} for skip in turn.skips]
    due = utc_text(turn.due) if turn.due else None
    plain: dict[str, Any] = {"lead": turn.lead, "kind": turn.kind or None, "due": due, "tries": turn.tries}
    if turn.lead is not None:
        plain["name"] = session.names.title_of("lead", turn.lead)
        plain["numbers"] = [
            {"field": each.field, "number": each.text, "e164": each.key, "wrong": each.wrong}
            for each in numbers_of(session, turn.lead)
        ]
    return {**plain, "skipped": skips}


def dial_lead(console: Console, given: list[str]) -> int:
    """Dial a lead; refuse what the screen would ask about, unless an option says yes."""
    arguments = Arguments(f"{PROGRAM} dial", _("Dial a lead's first number, or another one, by the dial_command."))
    add = arguments.add_argument
    add("lead", metavar="LEAD", help=_("the ID of the lead"))
    add("--number", metavar="TEXT", help=_("which of its numbers"))
    add("--all-the-same", action="store_true", help=_("also where the lead should not be called now"))
    add("--codes", action="store_true", help=_("also a number with * or #, an order to the telephone exchange"))
    options = parsed(arguments, given)
    session = console.session()
    (lead,) = merged.followed(console, session, Lead, [values.named(session, Lead, options.lead)])
    read(session, Lead, lead)
    found = _number(session, lead, options.number)
    against = objections(session, lead)
    if against and not options.all_the_same:
        raise UserError(against[0].sentence + " " + _("--all-the-same dials it."), "lead")
    text = dialled(found.text, found.key, codes=options.codes)
    if not console.settings.dial_command:
        raise UserError(_("No dial_command is set."), "dial_command")
    dial(console.settings.dial_command, text, codes=options.codes)
    console.line(_("Dialling {number}.").format(number=text))
    return 0


def _number(session: Session, lead: int, wanted: str | None) -> Number:
    """Return the number that is meant; raise :class:`UserError` for none."""
    numbers = numbers_of(session, lead)
    if not numbers:
        raise UserError(_("There is no telephone number on the lead."), "lead")
    if wanted is None:
        return numbers[0]
    key = Lead.field("phone").key(wanted, session.reading())
    for each in numbers:
        if wanted in (each.text, each.key, each.field) or (key and key == each.key):
            return each
    texts = ", ".join(each.text for each in numbers)
    raise UserError(_("{text} is none of {choices}.").format(text=repr(wanted), choices=texts), "--number")


def log(console: Console, given: list[str]) -> int:
    """Log what a call led to."""
    program = f"{PROGRAM} outcome"
    names = [*(choice.name for choice in OUTCOMES), MEETING, DO_NOT_CALL, SKIP]
    arguments = Arguments(
        program, _("Log a call: the lead's status, the next try, call-back or meeting follow, and undo takes it back.")
    )
    add = arguments.add_argument
    add("lead", metavar="LEAD", help=_("the ID of the lead"))
    add("outcome", metavar="OUTCOME", choices=names, help=", ".join(names))
    add("--list", metavar="LIST", help=_("the call list; without it, the one that the lead is waiting on"))
    add("--at", metavar="WHEN", help=_("when to call back or to meet: tomorrow 9, fri 14:30, in 2h"))
    add("--number", metavar="TEXT", help=_("the number that was dialled"))
    add("--seconds", metavar="N", type=number, help=_("how many seconds the call took"))
    add("--note", metavar="TEXT", default="", help=_("what was said"))
    options = parsed(arguments, given)
    if (options.outcome in _ASKS_WHEN) is not (options.at is not None):
        message = _("{outcome} needs --at") if options.at is None else _("{outcome} takes no --at")
        raise UsageError(message.format(outcome=options.outcome), program)
    session = console.session()
    (lead,) = merged.followed(console, session, Lead, [values.named(session, Lead, options.lead)])
    row = named_list(session, options.list) if options.list else waiting_list(session, lead)
    if options.outcome == SKIP:
        if row is None:
            raise UserError(_("The lead is not on the call list."), "lead")
        put_aside(session, row.id, lead, _holder(session))
        return 0
    follow_up = _follow_up(console, session, lead, options.outcome, options.at)
    ended = session.clock()
    done = log_outcome(
        session, row.id if row else None, lead, {MEETING: "reached", DO_NOT_CALL: "not_interested"}.get(
            options.outcome, options.outcome
        ),
        None if options.seconds is None else ended - timedelta(seconds=options.seconds), ended,
        number="" if options.number is None else _number(session, lead, options.number).text,
        note=options.note, holder=_holder(session), **follow_up,
    )  # fmt: skip
    console.line(f"call {done.call}")
    if done.due is not None:
        console.line(_("Next: {when}").format(when=format_moment(done.due, session.reading().zone)))
    return 0


def _follow_up(console: Console, session: Session, lead: int, outcome: str, at: str | None) -> dict[str, Any]:
    """Return what of the outcome is more than its name; tell of a call-back within the hour (K05)."""
    now = session.clock()
    if outcome == DO_NOT_CALL:
        return {"do_not_call": True}
    if at is None:
        return {}
    try:
        if outcome == MEETING:
            return {"appointment_at": appointment_time(at, now)}
        found = call_back_time(at, now, private=is_private(session, lead))
    except UserError as error:
        error.field = "--at"
        raise
    if is_soon(found, now):
        told = _("That is within the hour of this call: {when}")
        console.remark(visible(told.format(when=format_moment(found, session.reading().zone))))
    return {"call_back_at": found}
