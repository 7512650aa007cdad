"""``salg lead|customer|contact duplicates``: the check of one record, or the sweep over all (LEAD-21, LEAD-24)."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.text import quotation
from model.duplicates.check import Match, check
from model.duplicates.distinct import say_distinct
from model.duplicates.identity import KINDS
from model.duplicates.sweep import Group, sweep
from model.merging.redirects import present_id
from tui.commands.arguments import Arguments, UsageError, parsed
from tui.commands.console import Console
from tui.commands.values import named, record_id


def duplicates(console: Console, record: type[Record], given: list[str]) -> int:
    """List what may be the same as one record; without an ID, groups of likely duplicates among all."""
    name = record.name_in_code
    arguments = Arguments(
        f"salg {name} duplicates",
        _("With an ID, what on file may be the same, best first; without one, groups of likely duplicates among all."),
    )
    arguments.add_argument("id", metavar="ID", nargs="?", help=_("the ID of the record"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    if options.id is None:
        _sweep(console, session, name, as_json=options.json)
    else:
        wanted = present_id(session, name, named(session, record, options.id))
        _check(console, session, name, wanted, as_json=options.json)
    return 0


def not_same(console: Console, record: type[Record], given: list[str]) -> int:
    """Remember that records which look alike are not the same."""
    name = record.name_in_code
    arguments = Arguments(
        f"salg {name} not-same",
        _("Remember that these are not the same, so that no check shows them together again. Undo takes it back."),
    )
    arguments.add_argument(
        "ids",
        metavar="ID",
        nargs="+",
        help=_("the records; one of another kind as {example}").format(example="contact:5"),
    )
    options = parsed(arguments, given)
    session = console.session()
    places = list(dict.fromkeys(_place(session, name, text) for text in options.ids))
    if len(places) < 2:
        raise UsageError(_("write at least two records"), f"salg {name} not-same")
    say_distinct(session, places)
    return 0


def _place(session: Session, name: str, text: str) -> tuple[str, int]:
    """Return the record that is meant by an ID, or by its kind and ID."""
    kind, colon, of_id = text.rpartition(":")
    kind = kind if colon else name
    if kind not in KINDS:
        raise UserError(_("{text} is none of {choices}.").format(text=quotation(kind), choices=", ".join(KINDS)), "id")
    return kind, present_id(session, kind, record_id(of_id))


def _check(console: Console, session: Session, name: str, wanted: int, *, as_json: bool) -> None:
    report = check(session, name, wanted)
    if as_json:
        matches = [_plain_match(match) for match in report.matches]
        console.json({"record": name, "id": wanted, "matches": matches, "hidden": report.hidden})
        return
    for match in report.matches:
        state = "" if match.active else f" ({_('deactivated')})"
        where = f", {match.where}" if match.where else ""
        label = _(KINDS[match.record].label)
        console.line(f"{match.score:>3}  {label} {match.id}  {match.title}{where}{state}  ({match.why()})")
    if not report.matches:
        console.remark(_("Nothing on file is like it."))
    if report.hidden:
        told = ngettext(
            "{count} more is hidden from you: ask its owner.",
            "{count} more are hidden from you: ask their owners.",
            report.hidden,
        )
        console.remark(told.format(count=format_whole(report.hidden)))


def _plain_match(match: Match) -> dict[str, Any]:
    return {
        "record": match.record,
        "id": match.id,
        "title": match.title,
        "score": match.score,
        "reasons": list(match.reasons),
        "active": match.active,
    }


def _sweep(console: Console, session: Session, name: str, *, as_json: bool) -> None:
    told = _("Looking for duplicates")
    swept = sweep(session, name, lambda done, total: console.progress(told, done / total if total else 1))
    console.clear_progress()
    if as_json:
        groups = [_plain_group(group) for group in swept.groups]
        console.json({"record": name, "looked_at": swept.looked_at, "groups": groups})
        return
    for group in swept.groups:
        console.line(f"{group.score:>3}  {group.why()}")
        for member in group.members:
            facts = "  ".join(fact for fact in (member.where, member.phone, member.email, member.org_number) if fact)
            console.line(f"     {member.id:>7}  {member.title}  {facts}".rstrip())
    number = len(swept.groups)
    counted = ngettext("{count} group", "{count} groups", number).format(count=format_whole(number))
    among = ngettext("among {count} record", "among {count} records", swept.looked_at)
    console.remark(f"{counted} {among.format(count=format_whole(swept.looked_at))}")


def _plain_group(group: Group) -> dict[str, Any]:
    return {
        "ids": list(group.ids),
        "titles": [member.title for member in group.members],
        "score": group.score,
        "reasons": list(group.reasons),
    }
