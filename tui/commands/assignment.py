"""``salg lead assign``: leads are dealt out among employees in turn (LEAD-05, C19)."""

from __future__ import annotations

from model.core.access.person import person_by_initials
from model.core.language import _
from model.core.records.record import Record
from model.leads.assign import assign as carry_out
from model.leads.assign import plan_assign
from tui.commands import selection
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console

_PROGRAM = "salg lead assign"


def assign(console: Console, record: type[Record], given: list[str]) -> int:
    """Give leads to one employee, or deal them out among several."""
    arguments = Arguments(_PROGRAM, _("Give leads an owner; among several, one to each in turn. Undo takes it back."))
    add = arguments.add_argument
    add("ids", metavar="ID", nargs="*", help=_("the IDs of the leads"))
    add("--to", metavar="A,B", required=True, help=_("the initials of who is to own them"))
    add("--all", action="store_true", help=_("also those that have an owner"))
    add("--dry-run", action="store_true", help=_("show what would be done, do nothing"))
    add("--json", action="store_true", help=_("as one JSON document"))
    selection.add_arguments(arguments, console, record, given)
    options = parsed(arguments, given)
    session = console.session()
    session.may_write()
    owners = [person_by_initials(session.store, text).id for text in options.to.replace(",", " ").split()]
    ids, _wanted = selection.record_ids(console, session, record, options, _PROGRAM)
    plan = (plan_assign if options.dry_run else carry_out)(session, ids, owners, force=options.all)
    if options.json:
        shares = {plan.initials[owner]: list(leads) for owner, leads in plan.shares.items()}
        console.json({"shares": shares, "kept": plan.kept, "missing": plan.missing, "done": not options.dry_run})
        return 0
    for sentence in plan.sentences():
        console.line(sentence)
    return 0
