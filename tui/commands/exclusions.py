"""``salg exclusion-list entries|exclude|readmit|campaigns``: who is left out, of all campaigns or of chosen ones."""

from __future__ import annotations

from pathlib import Path

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.marketing import exclusions
from tui.commands import values
from tui.commands.arguments import Arguments, Namespace, UsageError, parsed
from tui.commands.console import Console


def entries(console: Console, record: type[Record], given: list[str]) -> int:
    """Print what stands on a list."""
    arguments = _arguments("entries", _("What stands on an exclusion list, one a line."))
    arguments.add_argument("--find", metavar="TEXT", default="", help=_("those that contain the text"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    found = exclusions.entries(session, _list_id(session, record, options.id), text=options.find)
    if options.json:
        console.json(found)
    else:
        for value in found:
            console.line(value)
    return 0


def exclude(console: Console, record: type[Record], given: list[str]) -> int:
    """Leave out what is typed, or what a file holds."""
    program = "salg exclusion-list exclude"
    arguments = _arguments("exclude", _("Leave out addresses, domains and telephone numbers from now on."))
    arguments.add_argument("texts", metavar="TEXT", nargs="*", help=_("an address, a domain or a number"))
    arguments.add_argument("--file", metavar="FILE", help=_("text, CSV or XLSX: of each row the first of them"))
    arguments.add_argument("--dry-run", action="store_true", help=_("say what would be done, and do nothing"))
    options = parsed(arguments, given)
    if bool(options.texts) is bool(options.file):
        raise UsageError(_("write TEXT, or --file"), program)
    session = console.session()
    list_id = _list_id(session, record, options.id)
    if options.file:
        plan = exclusions.plan_load(session, list_id, Path(options.file))
        for sentence in plan.sentences():
            console.line(sentence)
        if not options.dry_run and plan.new:
            exclusions.load(session, plan)
        return 0
    if options.dry_run:
        for text in options.texts:
            console.line(exclusions.value_of(text, session.reading()) or _("{text}: none").format(text=text))
        return 0
    _counted(console, exclusions.typed(session, list_id, options.texts))
    return 0


def readmit(console: Console, record: type[Record], given: list[str]) -> int:
    """Take what is typed off a list."""
    arguments = _arguments("readmit", _("Take addresses, domains and telephone numbers off the list."))
    arguments.add_argument("texts", metavar="TEXT", nargs="+", help=_("an address, a domain or a number"))
    options = parsed(arguments, given)
    session = console.session()
    count = exclusions.take_off(session, _list_id(session, record, options.id), options.texts)
    console.line(ngettext("{count} taken off.", "{count} taken off.", count).format(count=format_whole(count)))
    return 0


def campaigns(console: Console, record: type[Record], given: list[str]) -> int:
    """Print the campaigns that a list is chosen for, or choose it for one."""
    arguments = _arguments("campaigns", _("The campaigns that the list is chosen for; with a campaign it is chosen."))
    arguments.add_argument("campaign", metavar="CAMPAIGN", nargs="?", help=_("the ID or the subject of a campaign"))
    arguments.add_argument("--no", action="store_true", help=_("no longer for this campaign"))
    options: Namespace = parsed(arguments, given)
    session = console.session()
    list_id = _list_id(session, record, options.id)
    if options.campaign:
        campaign = session.records["campaign"]
        assert issubclass(campaign, Record)
        exclusions.choose(session, list_id, values.named(session, campaign, options.campaign), on=not options.no)
    for number, title in exclusions.campaigns_of(session, list_id):
        console.line(f"{number}\t{title}")
    return 0


def _list_id(session: Session, record: type[Record], text: str) -> int:
    """Return the ID of the list that ``text`` names; raise NotFoundError where there is none."""
    list_id = values.named(session, record, text)
    read(session, record, list_id)
    return list_id


def _counted(console: Console, count: int) -> None:
    told = ngettext("{count} is left out from now on.", "{count} are left out from now on.", count)
    console.line(told.format(count=format_whole(count)))


def _arguments(verb: str, told: str) -> Arguments:
    arguments = Arguments(f"salg exclusion-list {verb}", told)
    arguments.add_argument("id", metavar="ID", help=_("the ID or the name of the list"))
    return arguments
