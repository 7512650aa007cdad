"""``salg option``: the company's lists of choices (OPP-01, OPP-03, CUST-12)."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.company.option_lists import (
    ListedOption,
    add_option,
    change_option,
    delete_option,
    find_option,
    move_option,
    option,
    options_of,
    plan_delete_option,
)
from model.core.errors import UserError
from model.core.fields.numbers import Percent
from model.core.language import N_, _, ngettext
from model.core.numbers import format_decimal, format_whole
from model.core.records.option_rules import LISTS, list_of
from model.core.text import visible
from tui.commands.arguments import Arguments, UsageError, parsed, steps, verb_of
from tui.commands.console import Console

_VERBS = {
    "list": ("list [LIST]", N_("show one list, or all")),
    "add": ("add LIST NAME [--probability N]", N_("add a choice at the end of a list")),
    "rename": ("rename LIST NAME NEW", N_("give a choice another name; what has it follows")),
    "set": ("set LIST NAME [--probability N]", N_("set the probability of a stage")),
    "move": ("move LIST NAME up|down|N", N_("move a choice within its list")),
    "deactivate": ("deactivate LIST NAME", N_("offer a choice no more; what has it keeps it")),
    "activate": ("activate LIST NAME", N_("offer a choice again")),
    "delete": ("delete LIST NAME [--to OTHER] [--dry-run]", N_("delete a choice, with what has it moved to another")),
}
_PROBABILITY = Percent("Probability")


def run(console: Console, name: str, given: list[str]) -> int:
    """Carry out a verb on a list."""
    verb = verb_of(given, _VERBS, "option", _overview)
    options = parsed(_arguments(verb), given[1:])
    session = console.session(create=verb == "add")
    if verb == "list":
        return _list(console, session, options)
    list_name = list_of(options.list)
    if verb == "add":
        made = add_option(session, list_name, options.name, probability=_probability(session, options.probability))
        return _told(console, session, made, options.json)
    seen = find_option(session, list_name, options.name)
    if verb == "delete":
        return _delete(console, session, seen, options)
    if verb == "rename":
        change_option(session, seen, {"name": options.new})
    elif verb == "set":
        if options.probability is None:
            raise UsageError(_("write --probability N"), "salg option set")
        change_option(session, seen, {"probability": _probability(session, options.probability)})
    elif verb == "move":
        order = [each.id for each in options_of(session, seen.list)]
        move_option(session, seen.id, steps(options.where, order, seen.id))
    else:
        change_option(session, seen, {"active": verb == "activate"})
    return _told(console, session, seen.id, options.json)


def _overview() -> str:
    width = max(len(usage) for usage, _help in _VERBS.values())
    lines = [_("usage: ") + f"salg option {'|'.join(_VERBS)} …", "", _("Lists:")]
    lines += [f"  {name.ljust(18)}  {_(many)}" for name, (_one, many) in LISTS.items()]
    lines += ["", *(f"  {usage.ljust(width)}  {_(told)}" for usage, told in _VERBS.values()), ""]
    return "\n".join(lines)


def _arguments(verb: str) -> Arguments:
    arguments = Arguments(f"salg option {verb}", _(_VERBS[verb][1]))
    add = arguments.add_argument
    if verb == "list":
        add("list", metavar="LIST", nargs="?", help=", ".join(LISTS))
    else:
        add("list", metavar="LIST", help=", ".join(LISTS))
        add("name", metavar="NAME", help=_("the name of the choice, or # and its ID"))
    if verb == "rename":
        add("new", metavar="NEW", help=_("its new name"))
    if verb == "move":
        add("where", metavar="up|down|N", help=_("one place, or to place N"))
    if verb in ("add", "set"):
        add("--probability", metavar="N", help=_("of stages: per cent, 0 to 100"))
    if verb == "delete":
        add("--to", metavar="OTHER", help=_("the choice that takes its place"))
        add("--dry-run", action="store_true", help=_("show what would be done, do nothing"))
    add("--json", action="store_true", help=_("as one JSON document"))
    return arguments


def _probability(session: Session, text: str | None) -> Any:
    return None if text is None else _PROBABILITY.parse(text, session.reading())


def _plain(each: ListedOption, place: int) -> dict[str, Any]:
    return {
        "id": each.id, "list": each.list, "name": each.name, "position": place,
        "probability": _PROBABILITY.plain(each.probability), "active": each.active, "used": each.used,
    }  # fmt: skip


def _told(console: Console, session: Session, option_id: int, json: bool) -> int:
    found = option(session, option_id)
    every = options_of(session, found.list)
    place = [each.id for each in every].index(option_id)
    if json:
        console.json(_plain(every[place], place + 1))
    else:
        console.line(f"{option_id}  {visible(found.name)}")
    return 0


def _list(console: Console, session: Session, options: Any) -> int:
    names = [list_of(options.list)] if options.list else [*LISTS]
    found = [(name, options_of(session, name)) for name in names]
    if options.json:
        console.json([_plain(each, place) for _name, every in found for place, each in enumerate(every, start=1)])
        return 0
    for name, every in found:
        if len(found) > 1:
            console.line(f"{_(LISTS[name][1])} ({name})")
        for each in every:
            percent = "" if each.probability is None else f"  {format_decimal(each.probability)} %"
            state = "" if each.active else f"  ({_('deactivated')})"
            times = ngettext("used {count} time", "used {count} times", each.used).format(count=format_whole(each.used))
            used = f"  {times}" if each.used else ""
            console.line(f"{each.id:>5}  {visible(each.name)}{percent}{used}{state}")
    return 0


def _delete(console: Console, session: Session, seen: ListedOption, options: Any) -> int:
    to = None if options.to is None else find_option(session, seen.list, options.to).id
    if options.dry_run:
        plan = plan_delete_option(session, seen.id, to)
        if plan.refusals:
            raise UserError(plan.refusals[0], "name")
    else:
        plan = delete_option(session, seen.id, to)
    lines = plan.sentences(session)
    if options.json:
        console.json({"deleted": not options.dry_run, "id": seen.id, "name": seen.name, "used": plan.used})
        return 0
    for line in lines:
        console.line(line)
    done = _("{name} would be deleted.") if options.dry_run else _("{name} is deleted; salg undo brings it back.")
    console.line(done.format(name=visible(seen.name)))
    return 0
