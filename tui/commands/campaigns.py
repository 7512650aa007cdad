"""``salg campaign economy|income|responses|copy``: what a campaign costs and brings, and the same campaign again."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from model.campaigns import economy as calculation
from model.campaigns.cautions import break_even_sentence, cautions, over_budget_sentence
from model.campaigns.copies import copy_campaign
from model.campaigns.economy import COST_LINES, Deviation, Economy, Figures
from model.campaigns.figures import BUDGET_FIELDS, RESULT_FIELDS, actual, planned
from model.campaigns.marks import marks_of, take_marks
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.language import N_, _
from model.core.numbers import format_decimal
from model.core.records.record import Record
from model.orders.campaign_income import income_of_orders, take_income
from tui.commands import values
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console

_LABELS = {
    "planning": N_("Planning"),
    "audience": N_("Audience and list"),
    "material": N_("Material"),
    "distribution": N_("Distribution"),
    "response": N_("Response handling"),
    "return": N_("Return handling"),
    "measurement": N_("Effect measurement"),
    "other": N_("Other costs"),
    "total_cost": N_("Total costs"),
    "income": N_("Revenue"),
    "variable_cost": N_("Variable costs"),
    "contribution": N_("Contribution"),
    "result": N_("Result"),
    "percent": N_("Result in per cent"),
}


def economy(console: Console, record: type[Record], given: list[str]) -> int:
    """Print plan, actual figures and deviations of a campaign."""
    arguments = Arguments(
        "salg campaign economy", _("What a campaign is planned to cost and bring, what it did, and the difference.")
    )
    arguments.add_argument("id", metavar="ID", help=_("the ID of the campaign"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    fields = _fields(session, record, values.named(session, record, options.id))
    marks = marks_of(session, fields["id"])
    plan, fact = planned(fields), actual(fields, marks)
    if options.json:
        console.json({**_document(fields, plan, fact), "recipients": asdict(marks)})
    else:
        _print(console, plan, fact)
        for text in cautions(session, fields["id"], {name: fields[name] for name in (*BUDGET_FIELDS, *RESULT_FIELDS)}):
            console.remark(text)
    return 0


def copy(console: Console, record: type[Record], given: list[str]) -> int:
    """Copy a campaign and print the ID of the copy."""
    arguments = Arguments(
        "salg campaign copy",
        _("Copy a campaign's details and budget; prints the ID of the copy."),
        _("Recipients, dates and actual figures are not copied: give the new dates as start=… end=…"),
    )
    arguments.add_argument("id", metavar="ID", help=_("the ID of the campaign"))
    arguments.add_argument("values", metavar="FIELD=VALUE", nargs="*", help=_("what is to be different in the copy"))
    options = parsed(arguments, given)
    session = console.session()
    session.may_write()
    _ids, pairs = values.split(options.values)
    changed = values.read(session, record, pairs)
    console.line(str(copy_campaign(session, values.named(session, record, options.id), changed)))
    return 0


def income(console: Console, record: type[Record], given: list[str]) -> int:
    """Take the actual revenue of a campaign from its orders, and say what is counted."""
    arguments = Arguments(
        "salg campaign income",
        _("Take the actual orders and revenue of a campaign from the orders that name it."),
        _("Each is counted once, with its net; cancelled ones and those in other currencies are not."),
    )
    arguments.add_argument("id", metavar="ID", help=_("the ID of the campaign"))
    arguments.add_argument("--dry-run", action="store_true", help=_("say what would be taken, and change nothing"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    campaign = values.named(session, record, options.id)
    if options.dry_run:
        found = income_of_orders(session, campaign)
    else:
        session.may_write()
        found = take_income(session, campaign)
    if options.json:
        console.json({**asdict(found), "income": f"{found.income:.2f}"})
    else:
        console.line(found.sentence(ascii=True))
    return 0


def responses(console: Console, record: type[Record], given: list[str]) -> int:
    """Take the responses and returns of a campaign from its recipients, and say what is marked."""
    arguments = Arguments(
        "salg campaign responses",
        _("Take the actual responses and returns of a campaign from its recipients, as they are marked."),
    )
    arguments.add_argument("id", metavar="ID", help=_("the ID of the campaign"))
    arguments.add_argument("--dry-run", action="store_true", help=_("say what would be taken, and change nothing"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    campaign = values.named(session, record, options.id)
    if options.dry_run:
        read(session, record, campaign)
        found = marks_of(session, campaign)
        found.refuse_none()
    else:
        session.may_write()
        found = take_marks(session, campaign)
    if options.json:
        console.json(asdict(found))
    else:
        console.line(found.sentence(ascii=True))
    return 0


def _fields(session: Session, record: type[Record], campaign_id: int) -> dict[str, Any]:
    campaign = read(session, record, campaign_id)
    return {name: getattr(campaign, name) for name in ("id", *record.fields())}


def _print(console: Console, plan: Figures, fact: Figures) -> None:
    ours, theirs = calculation.economy(plan), calculation.economy(fact)
    lines = calculation.compare(ours, theirs)
    width = max(len(_(label)) for label in _LABELS.values())
    heads = (_("Planned"), _("Actual"), _("Deviation"))
    console.line(" " * width + "".join(head.rjust(18) for head in heads))
    for name, label in _LABELS.items():
        line = lines[name]
        cells = (_amount(line.planned), _amount(line.actual), _amount(line.difference) + _mark(line))
        console.line((_(label).ljust(width) + "".join(cell.rjust(18) for cell in cells)).rstrip())
    for text in (break_even_sentence(plan, ascii=True), over_budget_sentence(ours, ascii=True)):
        if text:
            console.remark(text)


def _amount(value: Decimal | None) -> str:
    return "" if value is None else format_decimal(value, ascii=True)


def _mark(line: Deviation) -> str:
    return {True: " +", False: " !", None: ""}[line.favourable]


def _document(fields: dict[str, Any], plan: Figures, fact: Figures) -> dict[str, Any]:
    ours, theirs = calculation.economy(plan), calculation.economy(fact)
    lines = calculation.compare(ours, theirs)
    return {
        "campaign": fields["id"],
        "subject": fields["subject"],
        "planned": _economy(plan, ours),
        "actual": _economy(fact, theirs),
        "deviation": {
            name: {"difference": _plain(line.difference), "favourable": line.favourable} for name, line in lines.items()
        },
        "break_even": calculation.break_even(plan),
        "over_budget": _plain(ours.over_budget),
        "implausible": {"planned": list(calculation.implausible(plan)), "actual": list(calculation.implausible(fact))},
    }


def _economy(figures: Figures, found: Economy) -> dict[str, Any]:
    return {
        "recipients": figures.recipients,
        "responses": figures.responses,
        "returns": figures.returns,
        "response_rate": _plain(found.response_rate),
        "return_rate": _plain(found.return_rate),
        "costs": {line: _plain(found.costs[line]) for line in COST_LINES},
        "total_cost": _plain(found.total_cost),
        "income": _plain(found.income),
        "variable_cost": _plain(found.variable_cost),
        "contribution": _plain(found.contribution),
        "result": _plain(found.result),
        "percent": _plain(found.percent),
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
