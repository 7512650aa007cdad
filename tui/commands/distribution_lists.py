"""``salg distribution-list members|put-on|take-off``: who stands on a list, and who comes and goes."""

from __future__ import annotations

from pathlib import Path

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.distribution_lists import members as membership
from model.distribution_lists.export import export_members
from model.distribution_lists.members import KINDS, add, plan_add
from tui.commands import selection, values
from tui.commands.arguments import Arguments, Namespace, UsageError, parsed
from tui.commands.console import Console

_FIELDS = ("record", "id", "name", "email", "phone")


def members(console: Console, record: type[Record], given: list[str]) -> int:
    """Print the members of a list that the person may see, or write them to a file."""
    program = "salg distribution-list members"
    arguments = Arguments(program, _("Who stands on a distribution list: kind, ID, name, e-mail and telephone."))
    arguments.add_argument("id", metavar="ID", help=_("the ID or the name of the list"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    arguments.add_argument("--out", metavar="FILE", help=_("write a file: .csv, .xlsx or .pdf"))
    arguments.add_argument("--force", action="store_true", help=_("overwrite a file that exists"))
    options = parsed(arguments, given)
    session = console.session()
    list_id = values.named(session, record, options.id)
    if options.out:
        export_members(session, list_id, Path(options.out), force=options.force)
        console.remark(options.out)
        return 0
    found = list(membership.members(session, list_id))
    rows = [(one.record, one.id, one.title, one.email, one.phone) for one in found]
    if options.json:
        console.json([dict(zip(_FIELDS, row, strict=True)) for row in rows])
    else:
        for row in rows:
            console.line("\t".join(str(cell) for cell in row))
    return 0


def put_on(console: Console, record: type[Record], given: list[str]) -> int:
    """Put records on a list, and say how many were new."""
    session, list_id, kind, ids, dry = _asked(console, record, given, "put-on")
    done = plan_add(session, list_id, kind, ids) if dry else add(session, list_id, kind, ids)
    console.line(done.sentence())
    return 0


def take_off(console: Console, record: type[Record], given: list[str]) -> int:
    """Take records off a list, and say how many stood on it."""
    session, list_id, kind, ids, dry = _asked(console, record, given, "take-off")
    count = plan_add(session, list_id, kind, ids).there if dry else membership.take_off(session, list_id, kind, ids)
    console.line(ngettext("{count} taken off.", "{count} taken off.", count).format(count=format_whole(count)))
    return 0


def _asked(
    console: Console, record: type[Record], given: list[str], verb: str
) -> tuple[Session, int, type[Record], list[int], bool]:
    program = f"salg distribution-list {verb}"
    kind = KINDS.get(_from(given), KINDS["customer"])
    arguments = Arguments(
        program, _("Customers, contacts or leads: by their IDs, or those that --where and --view select.")
    )
    arguments.add_argument("list", metavar="ID", help=_("the ID or the name of the list"))
    arguments.add_argument("ids", metavar="RECORD-ID", nargs="*", help=_("the IDs of the records"))
    arguments.add_argument("--from", dest="kind", metavar="RECORD", required=True, help=_("customer, contact or lead"))
    selection.add_arguments(arguments, console, kind, given)
    arguments.add_argument("--dry-run", action="store_true", help=_("say what would be done, and do nothing"))
    options: Namespace = parsed(arguments, given)
    if options.kind not in KINDS:
        raise UsageError(_("--from takes {names}").format(names=", ".join(KINDS)), program)
    session = console.session()
    if not options.dry_run:
        session.may_write()
    ids, _filter = selection.record_ids(console, session, kind, options, program)
    for record_id in ids if options.ids else ():
        # One that is mistyped must not pass for one that stood there already.
        read(session, kind, record_id)
    return session, values.named(session, record, options.list), kind, ids, options.dry_run


def _from(given: list[str]) -> str:
    """Return what follows --from, which decides what criteria and views there are."""
    for at, word in enumerate(given):
        if word == "--from" and at + 1 < len(given):
            return given[at + 1]
        if word.startswith("--from="):
            return word.partition("=")[2]
    return ""
