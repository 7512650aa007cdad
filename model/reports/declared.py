"""The reports there are, each declared once: screen, shell, files and JSON are read off that (OPP-21 … OPP-24)."""

from __future__ import annotations

from dataclasses import dataclass

from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.language import N_, _
from model.core.text import quotation
from model.reports import columns as c
from model.reports.columns import Column


@dataclass(frozen=True)
class Part:
    """One way of dividing the figures: what a row is, and its columns.

    ``by`` is what the rows are made of: a column of opportunities, ``month``, ``due``, ``seller`` or ``sale``.
    ``record`` is the kind of record that a row stands for. ``chart`` names the column that is drawn, and ``beside`` a
    second one that is written after the bar.
    """

    name: str
    title: str
    by: str
    heading: Field
    columns: tuple[Column, ...]
    chart: str
    record: str = ""


@dataclass(frozen=True)
class Report:
    """One report. ``record`` is what it counts; ``day`` is that record's column of its interval.

    ``states`` are the states of opportunities that it is about, where it is about these. Opportunities, orders and
    ledger entries have currencies; amounts of campaigns are in the company's own.
    """

    name: str
    title: str
    help: str
    states: tuple[int, ...]
    day: str
    period: str
    """The interval where nobody has chosen another, as it would be typed."""
    parts: tuple[Part, ...]
    record: str = "opportunity"

    @property
    def past(self) -> bool:
        """Whether it is about what has been: days without a year are then the latest ones."""
        return self.day != "expected_close"

    @property
    def in_currencies(self) -> bool:
        """Whether its lines stand in sections by currency."""
        return self.record in ("opportunity", "order", "ledger_entry")

    def part(self, name: str) -> Part:
        """Return the part of that name; raise :class:`UserError` naming those there are."""
        for part in self.parts:
            if part.name == name:
                return part
        names = ", ".join(part.name for part in self.parts)
        raise UserError(_("{text} is none of {choices}.").format(text=quotation(name), choices=names), "by")


_CLOSED = (c.WON_NUMBER, c.WON_AMOUNT, c.LOST_NUMBER, c.LOST_AMOUNT, c.HIT_RATE)
_OPEN = (c.OPEN_NUMBER, c.OPEN_AMOUNT, c.WEIGHTED)

REPORTS: tuple[Report, ...] = (
    Report(
        "won-lost",
        N_("Won and lost"),
        N_("Numbers, amounts and hit rate of what was closed in an interval; reasons for loss."),
        (c.WON, c.LOST),
        "closed_at",
        "this year",
        (
            Part("month", N_("Per month"), "month", c.MONTH, _CLOSED, "won_amount"),
            Part("customer", N_("Per customer"), "customer", c.CUSTOMER, _CLOSED, "won_amount", "customer"),
            Part("seller", N_("Per seller"), "seller", c.SELLER, _CLOSED, "won_amount", "employee"),
            Part("source", N_("Per source"), "source", c.SOURCE, _CLOSED, "won_amount", "option"),
            Part(
                "reason",
                N_("Reasons for loss"),
                "loss_reason",
                c.REASON,
                (c.LOST_NUMBER, c.LOST_AMOUNT),
                "lost",
                "option",
            ),
        ),
    ),
    Report(
        "pipeline",
        N_("Pipeline per stage"),
        N_("Open opportunities per stage: number, amount, weighted value."),
        (c.OPEN,),
        "",
        "",
        (Part("stage", N_("Per stage"), "stage", c.STAGE, (*_OPEN, c.NOT_ESTIMATED), "weighted_value", "option"),),
    ),
    Report(
        "active",
        N_("Active opportunities per seller"),
        N_("Open opportunities per seller; amounts by the sellers' shares."),
        (c.OPEN,),
        "",
        "",
        (Part("seller", N_("Per seller"), "seller", c.SELLER, _OPEN, "weighted_value", "employee"),),
    ),
    Report(
        "expected",
        N_("Expected per month"),
        N_("When open opportunities are expected to close, and their weighted value."),
        (c.OPEN,),
        "expected_close",
        "",
        (Part("month", N_("Per month"), "due", c.MONTH, (*_OPEN, c.NOT_ESTIMATED), "weighted_value"),),
    ),
    Report(
        "commission",
        N_("Commission"),
        N_("Each seller's part of what was won in an interval, by the sellers' shares."),
        (c.WON,),
        "closed_at",
        "this year",
        (
            Part("seller", N_("Per seller"), "seller", c.SELLER, (c.DEALS, c.COMMISSION), "part", "employee"),
            Part(
                "sale",
                N_("Sale by sale"),
                "sale",
                c.OPPORTUNITY,
                tuple(
                    Column(field, lambda sums: None) for field in (c.CLOSED, c.SOLD_BY, c.SHARE, c.WHOLE_AMOUNT, c.PART)
                ),
                "",
                "opportunity",
            ),
        ),
    ),
    Report(
        "orders",
        N_("Orders"),
        N_("Orders of an interval and what they come to, by month, customer, seller and campaign."),
        (),
        "order_date",
        "this year",
        (
            Part("month", N_("Per month"), "month", c.MONTH, c.ORDERS, "net"),
            Part("customer", N_("Per customer"), "customer", c.CUSTOMER, c.ORDERS, "net", "customer"),
            Part("seller", N_("Per seller"), "owner", c.SELLER, c.ORDERS, "net", "employee"),
            Part("campaign", N_("Per campaign"), "campaign", c.CAMPAIGN, c.ORDERS, "net", "campaign"),
        ),
        "order",
    ),
    Report(
        "leads",
        N_("Leads and conversion"),
        N_("Leads put on file in an interval, by source, owner, status and campaign, and how many were converted."),
        (),
        "created_at",
        "this year",
        (
            Part("source", N_("Per source"), "source", c.SOURCE, c.LEADS, "leads", "option"),
            Part("owner", N_("Per owner"), "owner", c.OWNER, c.LEADS, "leads", "employee"),
            Part("status", N_("Per status"), "status", c.STATUS, c.LEADS, "leads"),
            Part("campaign", N_("Per campaign"), "campaign", c.CAMPAIGN, c.LEADS, "leads", "campaign"),
        ),
        "lead",
    ),
    Report(
        "calls",
        N_("Calls"),
        N_("Outgoing calls in an interval by caller and by day: how many reached somebody, and how long they lasted."),
        (),
        "at",
        "this month",
        (
            Part("caller", N_("Per caller"), "owner", c.CALLER, c.CALLS, "calls", "employee"),
            Part("day", N_("Per day"), "day", c.DAY, c.CALLS, "calls"),
        ),
        "call",
    ),
    Report(
        "campaigns",
        N_("Campaigns side by side"),
        N_("What campaigns that begin in an interval were to cost and bring, what they did, and what came of them."),
        (),
        "start",
        "",
        (
            Part("result", N_("Result"), "campaign", c.CAMPAIGN, c.CAMPAIGN_RESULTS, "actual_result", "campaign"),
            Part("cost", N_("Costs"), "campaign", c.CAMPAIGN, c.CAMPAIGN_COSTS, "actual_cost", "campaign"),
            Part("answers", N_("Responses"), "campaign", c.CAMPAIGN, c.CAMPAIGN_ANSWERS, "responses", "campaign"),
            Part("sales", N_("Sales"), "campaign", c.CAMPAIGN, c.CAMPAIGN_SALES, "won", "campaign"),
        ),
        "campaign",
    ),
    Report(
        "campaign-sales",
        N_("Won and lost per campaign"),
        N_("What was closed in an interval of the opportunities that came of campaigns, and of the others."),
        (c.WON, c.LOST),
        "closed_at",
        "this year",
        (Part("campaign", N_("Per campaign"), "campaign", c.CAMPAIGN, _CLOSED, "won_amount", "campaign"),),
    ),
    Report(
        "ledger-age",
        N_("Overdue by age"),
        N_("What customers owe, and what is owed to suppliers, by how many days it is overdue."),
        (),
        "",
        "",
        (
            Part("customer", N_("Customer ledger"), "customer", c.CUSTOMER, c.LEDGER_AGES, "balance", "customer"),
            Part("supplier", N_("Supplier ledger"), "customer", c.CUSTOMER, c.LEDGER_AGES, "balance", "customer"),
        ),
        "ledger_entry",
    ),
)


def report_named(name: str) -> Report:
    """Return the report of that name in code; raise :class:`UserError` with the nearest name for another."""
    for report in REPORTS:
        if report.name == name:
            return report
    import difflib

    near = difflib.get_close_matches(name, [report.name for report in REPORTS], 1)
    hint = " " + _("Did you mean {name}?").format(name=near[0]) if near else ""
    names = ", ".join(report.name for report in REPORTS)
    raise UserError(
        _("there is no report {name}: one of {names}.").format(name=quotation(name), names=names) + hint, "report"
    )
