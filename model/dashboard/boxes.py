"""What the boxes of the start page hold (CUST-01), each read by an index and no further than is shown.

"My" pipeline is what I own, as "mine" is in the list of opportunities; the sellers' parts of what is won are in
:mod:`model.dashboard.won`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from model.activities.agenda import Item, call_backs_due, meetings_of_day, tasks_due
from model.activities.link_record import ActivityLink
from model.core.access.seen import ME, seen
from model.core.access.session import Session
from model.core.dates import from_utc_text, utc_text
from model.core.numbers import from_hundredths
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK, along, among, aside, first
from model.core.storage.statements import slot, statement, stored
from model.customers.records import Customer
from model.customers.rules import called
from model.dashboard.won import Won, won
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.opportunities.totals import currency_of, halves, whole
from model.registry.warning_rules import WARNING_RULES

MOST = 50
"""Rows that a box holds; of more it says that there are more."""


class Due(NamedTuple):
    """A task, call-back or meeting, and what it is about."""

    item: Item
    about: str
    """Title of the record it is linked to, '' where it is linked to none that the person may see."""
    record: str
    record_id: int


class NewCustomer(NamedTuple):
    """A customer that was registered lately."""

    id: int
    name: str
    town: str
    owner: str
    at: datetime


class Sale(NamedTuple):
    """An opportunity: one that is to close on ``day``, or one that was won on it."""

    id: int
    title: str
    customer: str
    day: date
    amount: Decimal | None
    weighted: Decimal | None
    currency: str


class Top(NamedTuple):
    """A seller with what they won, in one currency: their parts of the opportunities, not what they own (S22)."""

    initials: str
    amount: Decimal
    currency: str


class Expected(NamedTuple):
    """What opportunities of one currency come to."""

    currency: str
    sales: int
    amount: Decimal
    weighted: Decimal
    """Of those whose probability is known (P05)."""


class RunningCampaign(NamedTuple):
    """A campaign that is active: its type in words, and the day on which it ends, None where that is open."""

    id: int
    subject: str
    type: str
    end: date | None


class Pipeline(NamedTuple):
    """Open opportunities that are expected to close in a span of days."""

    sums: tuple[Expected, ...]
    """By currency, the one of most opportunities first, amounts without one last."""
    rows: tuple[Sale, ...]
    """The first of them by expected close."""


class Warned(NamedTuple):
    """How many of my "customer" or "lead" records the register warns of by one of its rules (CUST-26)."""

    record: str
    warning: str
    """The rule by its name."""
    number: int


class Boxes(NamedTuple):
    """All of them, as one person sees them on one day."""

    day: date
    warned: tuple[Warned, ...] = ()
    call_backs: tuple[Due, ...] = ()
    tasks: tuple[Due, ...] = ()
    meetings: tuple[Due, ...] = ()
    customers: tuple[NewCustomer, ...] = ()
    month: Pipeline = Pipeline((), ())
    quarter: Pipeline = Pipeline((), ())
    sold: tuple[Won, ...] = ()
    """Won this month, of all sellers together, by currency."""
    sales: tuple[Sale, ...] = ()
    """The latest of them."""
    sellers: tuple[Top, ...] = ()
    """The best ten of each currency this year."""
    campaigns: tuple[RunningCampaign, ...] = ()
    """Those that the person owns and that are active, the one that ends first before the others."""


TOP = 10


def read_boxes(session: Session) -> Boxes:
    """Return the content of all boxes at this moment."""
    today = session.clock().date()
    month, quarter, year = month_of(today), quarter_of(today), year_of(today)
    return Boxes(
        today,
        warned=tuple(warned_of_mine(session)),
        call_backs=tuple(with_records(session, call_backs_due(session, MOST + 1))),
        tasks=tuple(with_records(session, tasks_due(session, MOST + 1))),
        meetings=tuple(with_records(session, meetings_of_day(session, today, MOST + 1))),
        customers=tuple(latest_customers(session)),
        month=pipeline(session, *month),
        quarter=pipeline(session, *quarter),
        sold=tuple(line for line in won_between(session, *month) if not line.employee),
        sales=tuple(latest_sales(session, *month)),
        sellers=tuple(top_sellers(session, *year)),
        campaigns=tuple(running_campaigns(session)),
    )


def month_of(day: date) -> tuple[date, date]:
    """Return the first day of the month of ``day`` and the first after it."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def quarter_of(day: date) -> tuple[date, date]:
    """Return the first day of the quarter of ``day`` and the first after it."""
    first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return first, (first + timedelta(days=95)).replace(day=1)


def year_of(day: date) -> tuple[date, date]:
    """Return the first day of the year of ``day`` and the first after it."""
    return date(day.year, 1, 1), date(day.year + 1, 1, 1)


def warned_of_mine(session: Session) -> list[Warned]:
    """Return what the register warns of among what I own and what is in use: by kind of record, the worst first."""
    warned = session.register_warnings()
    if not warned:
        return []
    found = []
    for record in (Customer, Lead):
        keys = session.rows(_my_keys(record), keys=[*warned])
        counts = Counter(warned[key] for (key,) in keys)
        found += [Warned(record.name_in_code, rule.name, counts[rule.number]) for rule in WARNING_RULES]
    return [line for line in found if line.number]


def with_records(session: Session, items: Sequence[Item]) -> list[Due]:
    """Return the items with the first record that each is linked to, of those that the person may see."""
    links: dict[int, list[tuple[str, int]]] = {item.id: [] for item in items}
    for activity, record, record_id in session.store.rows(_links(), ids=[*links]):
        links[activity].append((record, record_id))
    found = []
    for item in items:
        named = ((session.names.title_of(*place), *place) for place in links[item.id])
        found.append(Due(item, *next((line for line in named if line[0]), ("", "", 0))))
    return found


def latest_customers(session: Session) -> list[NewCustomer]:
    """Return the company's latest registered customers, the newest first."""
    rows = session.rows(_latest_customers())
    zone = session.clock().tzinfo
    return [
        NewCustomer(
            record_id,
            called(name, first_name, private),
            town,
            session.names.title_of("employee", owner) if owner is not None else "",
            from_utc_text(created_at).astimezone(zone),
        )
        for record_id, name, first_name, private, town, owner, created_at in rows
    ]


def running_campaigns(session: Session) -> list[RunningCampaign]:
    """Return the person's own active campaigns: what they own they see."""
    rows = session.rows(_running_campaigns())
    if not rows:
        return []
    # Who has none does not wait for the declaration of campaigns.
    from model.campaigns.records import Campaign

    kind, day = Campaign.field("type"), Campaign.field("end")
    return [
        RunningCampaign(
            number, subject, kind.format(kind.from_stored(of_type), session.reading()), day.from_stored(end)
        )
        for number, subject, of_type, end in rows
    ]


def pipeline(session: Session, first: date, after: date) -> Pipeline:
    """Return the person's own open opportunities that are expected to close from ``first`` until before ``after``."""
    span = {"first": first.isoformat(), "after": after.isoformat()}
    sums, rows = session.rows(_pipeline_sums(), **span), session.rows(_pipeline_rows(), **span)
    return Pipeline(
        tuple(Expected(currency, count, whole(*parts[:2]), whole(*parts[2:])) for currency, count, *parts in sums),
        tuple(_sale(session, row, date.fromisoformat(row[6])) for row in rows),
    )


def latest_sales(session: Session, first: date, after: date) -> list[Sale]:
    """Return what was won from ``first`` until before ``after``, the latest first."""
    start, end = (utc_text(moment) for moment in _midnights(session, first, after))
    rows = session.rows(_latest_sales(), start=start, end=end)
    zone = session.clock().tzinfo
    return [_sale(session, row, from_utc_text(row[6]).astimezone(zone).date()) for row in rows]


def won_between(session: Session, first: date, after: date) -> list[Won]:
    """Return what was won from ``first`` until before ``after``, days of the person's own zone."""
    return won(session, *_midnights(session, first, after))


def top_sellers(session: Session, first: date, after: date) -> list[Top]:
    """Return the sellers who won most in these days, at most ten of each currency, the best first."""
    found: list[Top] = []
    taken: dict[str, int] = {}
    for line in won_between(session, first, after):
        if line.employee and line.amount and taken.setdefault(line.currency, 0) < TOP:
            taken[line.currency] += 1
            found.append(Top(session.names.title_of("employee", line.employee), line.amount, line.currency))
    return found


_SOME = peewee.fn.count(peewee.SQL("*"))


@statement
def _my_keys(record: type[Customer] | type[Lead]) -> Any:
    key = record.org_number.folded
    mine = aside(record.owner) == ME
    return record.select(key).where(among(key, slot("keys")), mine, record.active.yes)


@statement
def _links() -> Any:
    link = ActivityLink
    query = link.select(link.activity, link.record, link.record_id).where(among(link.activity, slot("ids")))
    return query.order_by(link.id)


@statement
def _latest_customers() -> Any:
    customer = along(Customer, "customer_created_at")
    town = peewee.fn.coalesce(customer.visiting_town, customer.postal_town, BLANK)
    return (
        customer.select(
            customer.id, customer.name, customer.first_name, customer.private, town, customer.owner,
            customer.created_at,
        )
        .where(customer.created_at >= BLANK, customer.active.yes, seen(Customer, customer))
        .order_by(first(customer.created_at, descending=True), customer.id.desc())
        .limit(TOP)
    )  # fmt: skip


@statement
def _running_campaigns() -> Any:
    campaign: Any = peewee.Table(
        "campaign", ("id", "subject", "subject_key", "type", "end", "status", "active", "owner")
    )
    return (
        peewee.Select((campaign,), (campaign.id, campaign.subject, campaign.type, campaign.end))
        .where(campaign.status == 2, campaign.active == 1, campaign.owner == ME)
        .order_by(campaign.end.asc(nulls="LAST"), campaign.subject_key, campaign.id)
        .limit(MOST)
    )


def _my_pipeline() -> tuple[Any, Any]:
    """Return the opportunities along an index, and the condition for one's own that are expected in a span."""
    sale = along(Opportunity, "opportunity_owner_status_expected_close")
    in_span = (sale.expected_close >= stored("first")) & (sale.expected_close < stored("after"))
    mine = (sale.owner == ME) & (sale.status == "open") & in_span & sale.active.yes & seen(Opportunity, sale)
    return sale, mine


@statement
def _pipeline_sums() -> Any:
    sale, mine = _my_pipeline()
    unit = currency_of(sale)
    without_unit_last = peewee.Case(None, [(unit == BLANK, peewee.SQL("1"))], peewee.SQL("0"))
    return (
        sale.select(unit, _SOME, *halves(sale.amount), *halves(sale.weighted_value))
        .where(mine)
        .group_by(peewee.SQL("1"))
        .order_by(without_unit_last, peewee.SQL("2 DESC"), peewee.SQL("1"))
    )


@statement
def _pipeline_rows() -> Any:
    sale, mine = _my_pipeline()
    query = sale.select(*_sale_columns(sale), sale.expected_close).where(mine)
    return query.order_by(first(sale.expected_close), sale.id).limit(MOST)


@statement
def _latest_sales() -> Any:
    sale = along(Opportunity, "opportunity_status_closed_at")
    return (
        sale.select(*_sale_columns(sale), sale.closed_at)
        .where(
            sale.status == "won", sale.closed_at >= stored("start"), sale.closed_at < stored("end"), sale.active.yes,
            seen(Opportunity, sale),
        )
        .order_by(first(sale.closed_at, descending=True), sale.id.desc())
        .limit(TOP)
    )  # fmt: skip


def _sale_columns(sale: Any) -> list[Any]:
    return [sale.id, sale.title, sale.customer, sale.amount, sale.weighted_value, currency_of(sale)]


def _sale(session: Session, row: Sequence[Any], day: date) -> Sale:
    record_id, title, customer, amount, weighted, currency = row[:6]
    return Sale(
        record_id,
        title,
        session.names.title_of("customer", customer),
        day,
        None if amount is None else from_hundredths(amount),
        None if weighted is None else from_hundredths(weighted),
        currency,
    )


def _midnights(session: Session, *days: date) -> list[datetime]:
    zone = session.clock().tzinfo
    return [datetime.combine(day, time(0), zone) for day in days]
