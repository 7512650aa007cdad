"""``salg employee hand-over``: who leaves hands over what lies ahead, and is deactivated (COM-14)."""

from __future__ import annotations

from model.core.access.person import person_by_initials
from model.core.errors import UserError
from model.core.language import _
from model.core.records.record import Record
from model.people.handing_over import hand_over as carry_out
from model.people.handing_over import plan_handing_over
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console
from tui.commands.values import record_id


def hand_over(console: Console, record: type[Record], given: list[str]) -> int:
    """Deactivate an employee, with what is theirs given to another."""
    arguments = Arguments(
        "salg employee hand-over",
        _("Deactivate an employee; open leads, opportunities, tasks and customers go to another."),
    )
    arguments.add_argument("id", metavar="ID", help=_("the ID or the initials of the employee"))
    arguments.add_argument("--to", metavar="INITIALS", help=_("who takes over; without it everything stays"))
    arguments.add_argument("--stay", action="store_true", help=_("hand over, but stay in use"))
    arguments.add_argument("--dry-run", action="store_true", help=_("show what would be done, do nothing"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    session.may_administer()
    digits = options.id.removeprefix("#")
    employee = record_id(options.id) if digits.isdecimal() else person_by_initials(session.store, options.id).id
    to = None if options.to is None else person_by_initials(session.store, options.to).id
    if options.dry_run:
        plan = plan_handing_over(session, employee, to)
        if plan.refusals:
            raise UserError(plan.refusals[0], "--to")
    else:
        plan = carry_out(session, employee, to, deactivate=not options.stay)
    if options.json:
        console.json({"employee": plan.employee, "to": plan.to, "owned": dict(plan.owned), "done": not options.dry_run})
        return 0
    for line in plan.sentences(session)[: -1 if options.stay else None]:
        console.line(line)
    return 0
