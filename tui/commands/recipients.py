"""``salg campaign add-recipients``: recipients of a campaign from the address book (CAMP-12)."""

from __future__ import annotations

from typing import Any

from model.campaigns import additions
from model.campaigns.additions import ADDED, AdditionPlan, Selection, left_out, of_list, plan_addition
from model.core.access.session import Session
from model.core.company.view_content import Arrangement
from model.core.language import _
from model.core.lists.criteria import Filter
from model.core.lists.listing import Listing
from model.core.records.record import Record
from model.core.text import quotation
from tui.commands import selection, values
from tui.commands.arguments import Arguments, Namespace, UsageError, parsed
from tui.commands.console import Console

SOURCES = ("customer", "supplier", "contact", "lead", "distribution-list")
"""What recipients can be added from; suppliers are customers of that kind, and of lists it is who stands on them."""


def add_recipients(console: Console, record: type[Record], given: list[str]) -> int:
    """Add recipients to a campaign, or say what would be added."""
    program = "salg campaign add-recipients"
    arguments = Arguments(
        program,
        _("Add recipients from the address book; each record and each e-mail address is added once."),
        _("Nobody is added who has opted out of this type of campaign, or stands on an exclusion list."),
    )
    add = arguments.add_argument
    add("id", metavar="ID", help=_("the ID of the campaign"))
    add("--from", metavar="RECORD", dest="source", required=True, help=", ".join(SOURCES))
    add("--where", metavar="EXPR", action="append", default=[], help=_("a criterion; may be given several times"))
    add("--view", metavar="NAME", action="append", default=[], help=_("a ready-made filter, or a view that is kept"))
    add("--reachable", action="store_true", help=_("leave out whom the campaign cannot reach: no address of its type"))
    add("--dry-run", action="store_true", help=_("show what would be done, do nothing"))
    add("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    if options.source not in SOURCES:
        raise UsageError(
            _("{text} is none of {choices}.").format(text=quotation(options.source), choices=", ".join(SOURCES)),
            program,
        )
    session = console.session()
    if not options.dry_run:
        session.may_write()
    campaign = values.named(session, record, options.id)
    selections = _selections(console, session, options)
    plan = plan_addition(session, campaign, selections, reachable_only=options.reachable)
    rows = [*_left(session, plan)] if options.json else []
    change = None if options.dry_run else additions.add_recipients(session, plan)
    if options.json:
        console.json(_document(plan, rows, change, dry_run=options.dry_run))
    else:
        for line in plan.sentences():
            console.line(line)
    return 0


def _selections(console: Console, session: Session, options: Namespace) -> list[Selection]:
    options.sort = None
    source = _record(session, options.source)
    wanted: Arrangement = selection.selected(console, session, source, options)
    if options.source == "supplier":
        wanted = Arrangement(wanted.narrowed(Filter(("suppliers",))))
    if options.source != "distribution-list":
        return [Selection(source, wanted.filter)]
    lists = Listing(session, source, (), wanted.filter).ids()
    return [each for list_id in lists for each in of_list(session, list_id)]


def _record(session: Session, source: str) -> type[Record]:
    found = session.records["customer" if source == "supplier" else source.replace("-", "_")]
    assert issubclass(found, Record)
    return found


def _left(session: Session, plan: AdditionPlan) -> list[dict[str, Any]]:
    return [
        {"record": kind, "id": record_id, "name": title, "reason": reason}
        for reason in plan.counts
        if reason != ADDED
        for kind, record_id, title in left_out(session, plan, reason)
    ]


def _document(plan: AdditionPlan, rows: list[dict[str, Any]], change: int | None, *, dry_run: bool) -> dict[str, Any]:
    return {
        "campaign": plan.campaign,
        "dry_run": dry_run,
        "counts": dict(plan.counts),
        "without_address": plan.without,
        "left_out": rows,
        "change": change,
    }
