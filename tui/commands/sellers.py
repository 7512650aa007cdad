"""``salg opportunity sellers``: who shares an opportunity, and what a change of one does to the others."""

from __future__ import annotations

from typing import Any

from model.core.language import _
from model.core.numbers import format_decimal
from model.core.records.record import Record
from model.opportunities.sellers import (
    ADD,
    REMOVE,
    SET,
    Edit,
    SellersPlan,
    employee_of,
    percent,
    plan_sellers,
    save_sellers,
)
from model.opportunities.shares import read_share
from tui.commands import values
from tui.commands.arguments import Arguments, UsageError, parsed
from tui.commands.console import Console

_PROGRAM = "salg opportunity sellers"
_SHOW = "show"


def sellers(console: Console, record: type[Record], given: list[str]) -> int:
    """Show the sellers, or change them, or show what a change would do."""
    options = parsed(_arguments(), given)
    if options.deed == _SHOW:
        if options.who:
            raise UsageError(_("{verb} takes something else").format(verb=_SHOW), _PROGRAM)
        options.deed = None
    if options.deed and not options.who:
        raise UsageError(_("{verb} needs the initials of an employee").format(verb=options.deed), _PROGRAM)
    if options.deed in (ADD, SET) and options.share is None:
        raise UsageError(_("{verb} needs a share in per cent").format(verb=options.deed), _PROGRAM)
    if options.deed == REMOVE and options.share is not None:
        raise UsageError(_("{verb} takes no share").format(verb=options.deed), _PROGRAM)
    session = console.session()
    opportunity = values.named(session, record, options.id)
    edits = []
    if options.deed:
        session.may_write()
        share = None if options.share is None else read_share(options.share)
        edits.append(Edit(options.deed, employee_of(session, options.who), share))
    plan = plan_sellers(session, opportunity, edits)
    change = None if options.dry_run else save_sellers(session, plan)
    if options.json:
        console.json({**_plain(plan), "change": change})
        return 0
    _table(console, plan)
    for sentence in plan.sentences() if options.dry_run else ():
        console.line(sentence)
    for message in plan.messages():
        console.remark(message)
    return 0


def _arguments() -> Arguments:
    arguments = Arguments(
        _PROGRAM,
        _("Show or change who shares an opportunity; salg undo takes a change back."),
        _(
            "Adding a seller sets the others to equal parts of what is left of 100 %; changing one changes nobody "
            "else; when all but one are removed, that one gets 100 %."
        ),
    )
    add = arguments.add_argument
    add("id", metavar="ID", help=_("the ID of the opportunity"))
    add(
        "deed",
        metavar="show|add|set|remove",
        nargs="?",
        choices=(_SHOW, ADD, SET, REMOVE),
        help=_("what to do; nothing: show"),
    )
    add("who", metavar="INITIALS", nargs="?", help=_("the employee"))
    add("share", metavar="SHARE", nargs="?", help=_("the share in per cent, with at most two decimals"))
    add("--dry-run", action="store_true", help=_("show what would be changed, change nothing"))
    add("--json", action="store_true", help=_("as one JSON document"))
    return arguments


def _plain(plan: SellersPlan) -> dict[str, Any]:
    return {
        "opportunity": plan.opportunity,
        "title": plan.title,
        "amount": None if plan.amount is None else f"{plan.amount:.2f}",
        "currency": plan.currency or None,
        "sellers": [
            {
                "employee": line.initials,
                "employee_id": line.employee,
                "name": line.name,
                "share_before": None if line.before is None else f"{line.before:.2f}",
                "share": None if line.after is None else f"{line.after:.2f}",
                "amount": f"{line.amount:.2f}",
            }
            for line in plan.lines
        ],
        "total": f"{plan.total:.2f}",
        "unassigned": f"{plan.unassigned:.2f}",
        "messages": plan.messages(),
    }


def _table(console: Console, plan: SellersPlan) -> None:
    lines = [line for line in plan.lines if line.after is not None]
    amounts = [format_decimal(line.amount) for line in lines]
    width = max((len(amount) for amount in amounts), default=0)
    for line, amount in zip(lines, amounts, strict=True):
        assert line.after is not None
        told = f"{amount.rjust(width)} {plan.currency}".rstrip() if plan.amount is not None else ""
        console.line(f"{line.initials:<6}{percent(line.after):>9}  {told:<{width + 4}}  {line.name}".rstrip())
