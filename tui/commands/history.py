"""``salg history`` and ``salg undo``."""

from __future__ import annotations

from itertools import islice
from typing import Any

from model.calling.logged_notes import logged_notes
from model.core import dates
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import UserError
from model.core.history import partial_undo, past_changes, undo
from model.core.history.partial_undo import rest_lines
from model.core.history.past_changes import PastChange
from model.core.history.record_history import of_record
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from tui.commands import merged
from tui.commands.arguments import Arguments, UsageError, number, parsed
from tui.commands.console import Console
from tui.commands.records import record_of
from tui.commands.values import named


def run(console: Console, name: str, given: list[str]) -> int:
    """Show the history, or undo a change."""
    return _history(console, given) if name == "history" else _undo(console, given)


def _history(console: Console, given: list[str]) -> int:
    arguments = Arguments("salg history", _("The latest changes, newest first; with a record, what was done to it."))
    arguments.add_argument("record", metavar="RECORD", nargs="?", help=_("lead, customer, …"))
    arguments.add_argument("id", metavar="ID", nargs="?", help=_("the ID of the record"))
    arguments.add_argument("--limit", metavar="N", type=number, default=50, help=_("at most so many"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    if options.record and not options.id:
        raise UsageError(_("write the record's ID too"), "salg history")
    record = record_of(options.record) if options.record else None
    session = console.session()
    if record is None:
        changes = past_changes.latest(session, options.limit)
        if options.json:
            console.json([_plain(change) for change in changes])
        for change in () if options.json else changes:
            console.line(_line(console, change))
        return 0
    (now,) = merged.followed(console, session, record, [named(session, record, options.id)])
    fields = list(islice(of_record(session, record, now), options.limit))
    if not fields:
        # What was deleted has a history, for those who could see it; what never was, and what is hidden, has none.
        read(session, record, now)
    if options.json:
        console.json(
            [
                {
                    **_plain(past.change),
                    "action": past.action,
                    "field": past.field or None,
                    "before": past.before,
                    "after": past.after,
                }
                for past in fields
            ]
        )
        return 0
    shown = None
    for past in fields:
        if past.change.id != shown:
            console.line(_line(console, past.change))
            shown = past.change.id
        if past.field:
            console.line(f"      {past.label}: {past.before or '–'} → {past.after or '–'}")
    return 0


def _line(console: Console, change: PastChange) -> str:
    when = dates.format_moment(change.at, console.zone)
    taken_back = "  " + _("(undone by {change})").format(change=change.undone_by) if change.undone_by else ""
    return f"{change.id:>5}  {when}  {change.author:<4}  {change.name}{taken_back}"


def _plain(change: PastChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "name": change.name,
        "kind": change.kind,
        "author": change.author,
        "at": dates.utc_text(change.at),
        "rows": change.rows,
        "undoes": change.undoes,
        "undone_by": change.undone_by,
        **({"hidden": change.hid} if change.hid else {}),
    }


def _undo(console: Console, given: list[str]) -> int:
    arguments = Arguments(
        "salg undo", _("Take back a change, wholly or not at all; without a number one's own latest that still stands.")
    )
    arguments.add_argument("change", metavar="CHANGE", nargs="?", type=number, help=_("its number in salg history"))
    arguments.add_argument("--dry-run", action="store_true", help=_("show what would be undone, undo nothing"))
    arguments.add_argument(
        "--except-changed", action="store_true", help=_("take back all but what was changed since, which is listed")
    )
    options = parsed(arguments, given)
    session = console.session()
    change_id = options.change
    if change_id is None:
        latest = past_changes.latest_own(session)
        if latest is None:
            raise UserError(_("There is no change of yours to undo."), "change")
        change_id = latest.id
    if options.except_changed:
        return _undo_rest(console, session, change_id, rehearse=options.dry_run)
    if options.dry_run:
        session.may_write()
        plan = undo.plan_undo(session, change_id)
        console.line(_line(console, plan.change))
        for sentence, counts in (
            (_("removed: {count} × {kind}"), plan.removed),
            (_("as before: {count} × {kind}"), plan.restored),
            (_("brought back: {count} × {kind}"), plan.recreated),
        ):
            for kind, count in counts.items():
                console.line("      " + sentence.format(count=format_whole(count), kind=_kind(kind)))
        if plan.refusals:
            raise UserError(" ".join([*plan.refusals, *_offer(session, change_id)]), "change")
        return 0
    notes = logged_notes(session, change_id)
    try:
        done = undo.undo(session, change_id)
    except UserError as error:
        if offer := _offer(session, change_id):
            raise UserError(" ".join([error.message, *offer]), "change") from error
        raise
    console.line(f"{done.name} ({done.id})")
    for note in notes:
        # Somebody has typed it, and may want to say it again.
        console.remark(_("The note of the call with {name} was: {text}").format(name=note.name, text=note.text))
    return 0


def _offer(session: Session, change_id: int) -> list[str]:
    """Return how all the others can be taken back, nothing where that is not to be had."""
    rest = partial_undo.plan_rest(session, change_id)
    if rest is None:
        return []
    sentence = ngettext(
        "{count} other can be taken back with --except-changed.",
        "The {count} others can be taken back with --except-changed.",
        rest.taken_back,
    )
    return [sentence.format(count=format_whole(rest.taken_back))]


def _undo_rest(console: Console, session: Session, change_id: int, *, rehearse: bool) -> int:
    """Take back all of a change but what was changed since, and name what stays."""
    if rehearse:
        session.may_write()
        found = partial_undo.plan_rest(session, change_id)
        if found is None:
            raise UserError(_("There is nothing to take back besides what was changed since."), "change")
        console.line(_line(console, found.change))
    else:
        done, found = partial_undo.undo_rest(session, change_id)
        console.line(f"{done.name} ({done.id})")
    for sentence in rest_lines(found):
        console.line("      " + sentence)
    return 0


def _kind(name: str) -> str:
    from tui.commands.editing import kind_label

    return kind_label(name)
