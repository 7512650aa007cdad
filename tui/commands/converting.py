"""``salg lead convert``: leads become customers, contacts and opportunities (LEAD-13 … LEAD-18)."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.records.record import Record
from model.leads.bulk_conversion import Tally, convert_bulk, plan_bulk
from model.leads.choices import CUSTOMER_CHOICES, THENS, ConversionChoices
from model.leads.convert import convert as convert_one
from model.leads.convert import plan_conversion, refuse
from tui.commands import merged, values
from tui.commands.arguments import Arguments, Namespace, parsed
from tui.commands.console import Console


def convert(console: Console, record: type[Record], given: list[str]) -> int:
    """Convert one lead, or many in one change, or show what would come of it."""
    options = parsed(_arguments(), given)
    choices = ConversionChoices(
        customer=options.customer,
        category=options.category,
        contact=options.contact,
        opportunity=options.opportunity,
        then=options.then,
        lost=options.lost,
    )
    session = console.session()
    session.may_write()
    ids = merged.followed(console, session, record, values.all_named(session, record, options.ids))
    if len(ids) == 1:
        return _one(console, session, ids[0], choices, options)
    return _many(console, session, ids, choices, options)


def _arguments() -> Arguments:
    arguments = Arguments(
        "salg lead convert", _("Make customers, contacts and opportunities of leads; salg undo takes it back.")
    )
    add = arguments.add_argument
    add("ids", metavar="ID", nargs="+", help=_("the IDs of the leads"))
    add("--customer", choices=CUSTOMER_CHOICES, default="customer", help=_("the kind of customer to make, or none"))
    add("--category", metavar="NAME", help=_("the category of the customer"))
    add("--contact", action="store_true", default=None, help=_("make a contact; without this, where a person is named"))
    add("--no-contact", dest="contact", action="store_false", help=_("make no contact"))
    add("--opportunity", action="store_true", help=_("make an opportunity"))
    add("--then", choices=THENS, default="keep", help=_("what becomes of the lead"))
    add("--lost", action="store_true", help=_("of many leads, convert also those that are marked lost"))
    add("--dry-run", action="store_true", help=_("show what would be made, make nothing"))
    add("--json", action="store_true", help=_("as one JSON document"))
    return arguments


def _one(console: Console, session: Session, lead: int, choices: ConversionChoices, options: Namespace) -> int:
    plan = plan_conversion(session, lead, choices)
    refuse(plan)
    sentences = plan.sentences(session.reading())
    if options.dry_run:
        sentences += plan.offer_sentences()
        if options.json:
            console.json({"lead": lead, "would": sentences})
        for sentence in () if options.json else sentences:
            console.line(sentence)
        return 0
    done = convert_one(session, plan)
    if options.json:
        console.json(
            {
                "change": done.change,
                "lead": done.lead,
                "customer": done.customer,
                "contact": done.contact,
                "opportunity": done.opportunity,
                "moved": done.moved,
            }
        )
        return 0
    for sentence in sentences:
        console.line(sentence)
    made = [f"{name} {of_id}" for name, of_id in _made(done.customer, done.contact, done.opportunity)]
    console.line(", ".join(made))
    return 0


def _made(customer: int | None, contact: int | None, opportunity: int | None) -> list[tuple[str, int]]:
    found = (("customer", customer), ("contact", contact), ("opportunity", opportunity))
    return [(name, of_id) for name, of_id in found if of_id is not None]


def _many(console: Console, session: Session, ids: list[int], choices: ConversionChoices, options: Namespace) -> int:
    def progress(done: int, total: int) -> None:
        console.progress(_("Converting …"), done / total)

    if options.dry_run:
        plan = plan_bulk(session, ids, choices, progress)
        _tell(console, plan, plan.sentences(), None, options)
        return 0
    summary = convert_bulk(session, ids, choices, progress)
    _tell(console, summary, summary.sentences(), summary.change, options)
    if not summary.converted:
        raise UserError(_("None of the leads could be converted."), "id")
    return 0


def _tell(console: Console, tally: Tally, sentences: list[str], change: int | None, options: Namespace) -> None:
    console.clear_progress()
    if options.json:
        console.json(_plain(tally, change))
        return
    for sentence in sentences:
        console.line(sentence)


def _plain(tally: Tally, change: int | None) -> dict[str, Any]:
    return {
        "change": change,
        "total": tally.total,
        "converted": tally.converted,
        "customers_new": tally.customers_new,
        "customers_used": tally.customers_used,
        "contacts_new": tally.contacts_new,
        "contacts_used": tally.contacts_used,
        "opportunities": tally.opportunities,
        "moved": sum(tally.moved.values()),
        "left_out": {
            code: {"count": reason.count, "leads": [lead for lead, _title in reason.examples]}
            for code, reason in tally.left_out.items()
        },
    }
