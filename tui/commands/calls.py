"""``salg calls``: call lists from the shell – which there are, how they stand, making and changing them (LEAD-33)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from model.calling import lists
from model.calling.checks_file import keep_checks, read_checks, told
from model.calling.entries import Entry, entries, take_up
from model.calling.export import export
from model.calling.lists import ListRow
from model.calling.progress import Standing, progress, standings
from model.calling.records import STATES
from model.calling.rules import reason_text
from model.core.access.session import Session
from model.core.dates import format_moment, utc_text
from model.core.errors import UserError
from model.core.filesystem.named_file import open_named
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.text import visible
from tui.commands import called_records, selection
from tui.commands.arguments import Arguments, Namespace, UsageError, number, parsed, verb_of
from tui.commands.call_list_names import PROGRAM, named_list
from tui.commands.called_records import called, record_help, written
from tui.commands.console import Console

VERBS = {
    "list": ("list", N_("the call lists, with what is left, due and done today")),
    "show": ("show LIST", N_("one list: progress, and who is on it by state")),
    "make": ("make NAME [ID…]", N_("make a list: of leads, or --from another kind; by ID, or by --where and --view")),
    "add": ("add LIST [ID…]", N_("put more on a list, also of another kind")),
    "export": ("export LIST FILE", N_("write who is on it to a workbook, CSV or PDF")),
    "set": ("set LIST", N_("change its name, script, target, tries, or who sees it")),
    "delete": ("delete LIST", N_("delete a list; who is on it and the calls stay")),
    "resume": ("resume LIST", N_("bring a list up to date: what matches its filter now, and may be called again")),
    "take-up": ("take-up LIST [RECORD…]", N_("have these called again, or all that are parked")),
    "next": ("next LIST", N_("get the next one to be called; it is kept for you for ten minutes")),
    "dial": ("dial RECORD", N_("dial by the dial_command of the settings")),
    "outcome": ("outcome RECORD OUTCOME", N_("log a call and all that follows from it")),
    "reservations": ("reservations FILE", N_("keep what a reservation register answered of numbers")),
}


def run(console: Console, name: str, given: list[str]) -> int:
    """Carry out a verb."""
    verb = verb_of(given, VERBS, name, _overview)
    if verb in ("next", "dial", "outcome"):
        from tui.commands import call_turns

        turns: dict[str, Callable[[Console, list[str]], int]] = {
            "next": call_turns.next_record_of, "dial": call_turns.dial_record, "outcome": call_turns.log,
        }  # fmt: skip
        return turns[verb](console, given[1:])
    return _VERBS[verb](console, given[1:])


def _overview() -> str:
    width = max(len(usage) for usage, _told in VERBS.values())
    lines = [_("usage: ") + f"{PROGRAM} {'|'.join(VERBS)} …", ""]
    lines += [f"  {usage.ljust(width)}  {_(help_)}" for usage, help_ in VERBS.values()]
    lines += ["", _("LIST is the number of a call list, or its name where only one is called that."), ""]
    return "\n".join(lines)


def _list(console: Console, given: list[str]) -> int:
    arguments = Arguments(f"{PROGRAM} list", _("The call lists that you may work through, newest first."))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    standing = standings(session)
    rows = [(row, standing.get(row.id, Standing())) for row in lists.lists(session)]
    if options.json:
        console.json([_plain(row, stands) for row, stands in rows])
        return 0
    for row, stands in rows:
        whose = _("everybody's") if row.shared else _("only mine")
        numbers = _("left {left}, due {due}, done {done}, parked {parked}, today {today}").format(
            left=format_whole(stands.left),
            due=stands.due,
            done=format_whole(stands.done),
            parked=stands.parked,
            today=stands.today,
        )
        console.line(f"{row.id:>4}  {row.name}  ({row.initials}, {whose})  {numbers}")
    return 0


def _plain(row: ListRow, stands: Standing) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "owner": row.initials,
        "owner_id": row.owner,
        "shared": row.shared,
        "script": row.script or None,
        "daily_target": row.daily_target,
        "tries": row.highest_tries,
        "left": stands.left,
        "due": stands.due,
        "done": stands.done,
        "parked": stands.parked,
        "today": stands.today,
    }


def _show(console: Console, given: list[str]) -> int:
    arguments = Arguments(f"{PROGRAM} show", _("How far a list has come, and who is on it."))
    add = arguments.add_argument
    add("list", metavar="LIST", help=_("the call list"))
    add("--state", choices=[choice.name for choice in STATES], help=_("only those in this state"))
    add("--limit", metavar="N", type=number, help=_("at most so many"))
    add("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    row = named_list(session, options.list)
    found = progress(session, row.id)
    rows = entries(session, row.id, options.state or "", options.limit)
    if options.json:
        plain = _plain(row, standings(session).get(row.id, Standing()))
        done = {"total": found.total, "called": found.called, "skipped": found.skipped, "outcomes": found.outcomes}
        console.json({**plain, **done, "records": [_plain_entry(entry) for entry in rows]})
        return 0
    console.line(
        f"{row.name}: "
        + _("called {called}, left {left}").format(called=format_whole(found.called), left=format_whole(found.left))
    )
    for entry in rows:
        console.line(f"{written(entry.record):>7}  {entry.name}  {_state(session, entry)}")
    return 0


def _state(session: Session, entry: Entry) -> str:
    due = format_moment(entry.due, session.reading().zone) if entry.due else ""
    return " ".join(part for part in (entry.state_label, entry.reason, due) if part)


def _plain_entry(entry: Entry) -> dict[str, Any]:
    return {
        "record": entry.record.type_name,
        "id": entry.record.record_id,
        "name": entry.name,
        "state": entry.state,
        "due": utc_text(entry.due) if entry.due else None,
        "tries": entry.tries,
        "reason": entry.reason or None,
    }


# Making and changing


def _selecting(program: str, told: str, console: Console, given: list[str], named: str) -> Arguments:
    arguments = Arguments(program, told)
    arguments.add_argument("list", metavar=named, help=_("the call list"))
    arguments.add_argument("ids", metavar="ID", nargs="*", help=_("the IDs of the records"))
    names = called_records.callable_names()
    arguments.add_argument(
        "--from",
        dest="source",
        metavar="RECORD",
        default="lead",
        help=_("of which kind they are: {names}").format(names=names),
    )
    selection.add_arguments(arguments, console, called_records.from_type(console, given), given)
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    return arguments


def _add_facts(arguments: Arguments) -> None:
    add = arguments.add_argument
    add("--shared", action="store_true", default=None, help=_("everybody may work through it"))
    add("--mine", dest="shared", action="store_false", help=_("only its owner may"))
    add("--script", metavar="TEXT", help=_("what the caller says"))
    add("--script-file", metavar="FILE", help=_("the script from a text file"))
    add("--target", metavar="N", type=number, help=_("calls a day to aim at"))
    add("--tries", metavar="N", type=number, help=_("after how many calls without an answer somebody is parked"))


def _facts(options: Namespace) -> dict[str, Any]:
    """Return what was said of a list, under the names that the model has for it."""
    script = options.script
    if options.script_file is not None:
        try:
            with open_named(Path(options.script_file).expanduser(), "--script-file") as file:
                script = file.read().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            message = _("{path} cannot be read: {error}").format(path=options.script_file, error=reason)
            raise UserError(message, "--script-file") from None
    found = {"shared": options.shared, "script": script, "daily_target": options.target, "highest_tries": options.tries}
    return {name: value for name, value in found.items() if value is not None}


def _make(console: Console, given: list[str]) -> int:
    program = f"{PROGRAM} make"
    arguments = _selecting(
        program, _("Make a call list; prints its number. Undo takes it back."), console, given, "NAME"
    )
    _add_facts(arguments)
    options = parsed(arguments, given)
    session = console.session()
    records, wanted, type_name = called_records.chosen(console, given, session, options, program)
    made = lists.create(session, options.list, records, wanted=wanted, wanted_type=type_name, **_facts(options))
    if options.json:
        console.json({"id": made.id, "records": made.count, "skipped": made.skipped})
        return 0
    console.line(str(made.id))
    sentence = ngettext("{count} on the list.", "{count} on the list.", made.count)
    if made.skipped:
        reasons = ", ".join(
            f"{format_whole(count)} {reason_text(code, session)}" for code, count in made.skipped.items()
        )
        sentence += " " + _("Skipped: {reasons}.").format(reasons=reasons)
    console.remark(sentence.format(count=format_whole(made.count)))
    return 0


def _add(console: Console, given: list[str]) -> int:
    program = f"{PROGRAM} add"
    arguments = _selecting(program, _("Put more on a list, behind the others."), console, given, "LIST")
    arguments.add_argument("--dry-run", action="store_true", help=_("say how many it would be, change nothing"))
    options = parsed(arguments, given)
    session = console.session()
    row = named_list(session, options.list)
    records, _wanted, _type_name = called_records.chosen(console, given, session, options, program)
    work = lists.count_new if options.dry_run else lists.add
    count = work(session, row.id, records)
    if options.json:
        console.json({"id": row.id, "added": count})
        return 0
    sentence = ngettext("{count} more on {name}.", "{count} more on {name}.", count)
    console.line(sentence.format(count=format_whole(count), name=row.name))
    return 0


def _export(console: Console, given: list[str]) -> int:
    arguments = Arguments(
        f"{PROGRAM} export",
        _("Write who is on a list to FILE, which ends in .xlsx, .csv or .pdf: number, state, outcome."),
    )
    arguments.add_argument("list", metavar="LIST", help=_("the call list"))
    arguments.add_argument("file", metavar="FILE", help=_("the file"))
    arguments.add_argument("--force", action="store_true", help=_("overwrite a file that exists"))
    options = parsed(arguments, given)
    session = console.session()
    path = Path(options.file).expanduser()
    count = export(session, named_list(session, options.list).id, path, force=options.force)
    sentence = ngettext("{count} row written to {path}", "{count} rows written to {path}", count)
    console.remark(sentence.format(count=format_whole(count), path=path))
    return 0


def _set(console: Console, given: list[str]) -> int:
    arguments = Arguments(f"{PROGRAM} set", _("Change a call list; its owner or an administrator."))
    arguments.add_argument("list", metavar="LIST", help=_("the call list"))
    arguments.add_argument("--name", metavar="TEXT", help=_("another name"))
    _add_facts(arguments)
    options = parsed(arguments, given)
    facts = _facts(options) | ({"name": options.name} if options.name is not None else {})
    if not facts:
        raise UsageError(_("say what to change: --name, --shared, --script, --target, --tries"), f"{PROGRAM} set")
    session = console.session()
    lists.change_list(session, named_list(session, options.list).id, **facts)
    return 0


def _delete(console: Console, given: list[str]) -> int:
    arguments = Arguments(f"{PROGRAM} delete", _("Delete a call list; who is on it and the calls logged stay."))
    arguments.add_argument("list", metavar="LIST", help=_("the call list"))
    options = parsed(arguments, given)
    session = console.session()
    lists.delete(session, named_list(session, options.list).id)
    return 0


def _resume(console: Console, given: list[str]) -> int:
    arguments = Arguments(f"{PROGRAM} resume", _("Bring a list up to date, as the screen does when it is opened."))
    arguments.add_argument("list", metavar="LIST", help=_("the call list"))
    options = parsed(arguments, given)
    session = console.session()
    session.may_write()
    count = lists.refresh(session, named_list(session, options.list).id)
    sentence = ngettext("{count} has come to the list.", "{count} have come to the list.", count)
    console.line(sentence.format(count=format_whole(count)))
    return 0


def _take_up(console: Console, given: list[str]) -> int:
    arguments = Arguments(
        f"{PROGRAM} take-up", _("Have parked ones called again; without records, all that are parked.")
    )
    arguments.add_argument("list", metavar="LIST", help=_("the call list"))
    arguments.add_argument("records", metavar="RECORD", nargs="*", help=record_help())
    options = parsed(arguments, given)
    session = console.session()
    records = [called(console, session, text) for text in options.records]
    count = take_up(session, named_list(session, options.list).id, records or None)
    sentence = ngettext("{count} is called again.", "{count} are called again.", count)
    console.line(sentence.format(count=format_whole(count)))
    return 0


def _reservations(console: Console, given: list[str]) -> int:
    arguments = Arguments(
        f"{PROGRAM} reservations",
        _("Keep what a reservation register answered: CSV or XLSX with the columns Number and Reserved (yes or no)."),
    )
    arguments.add_argument("file", metavar="FILE", help=_("the file"))
    arguments.add_argument("--dry-run", action="store_true", help=_("say what the file holds, keep nothing"))
    options = parsed(arguments, given)
    path = Path(options.file).expanduser()
    if not path.is_file():
        raise UserError(_("There is no file of that name."), "file")
    session = console.session()
    found = read_checks(session, path)
    for line in told(found):
        console.line(visible(line))
    if not options.dry_run:
        keep_checks(session, found)
    return 0


_VERBS: dict[str, Callable[[Console, list[str]], int]] = {
    "list": _list,
    "show": _show,
    "make": _make,
    "add": _add,
    "export": _export,
    "set": _set,
    "delete": _delete,
    "resume": _resume,
    "take-up": _take_up,
    "reservations": _reservations,
}
