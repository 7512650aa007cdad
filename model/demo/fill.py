"""Storing the made-up data in a fresh database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from model import catalogue
from model.activities.link_record import ActivityLink
from model.activities.records import ACTIVITIES, Activity, Message
from model.campaigns.records import Campaign
from model.core import dates
from model.core.access.person import Person
from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.language import N_
from model.core.numbers import round_half_up
from model.core.records.history_tables import ChangeRow
from model.core.records.options import Option
from model.core.records.record import Record as Kind
from model.core.records.record import Row
from model.core.storage import expressions
from model.core.storage.store import Store
from model.core.text import fold
from model.customers.records import Contact, ContactCategory, Customer, CustomerCategory, CustomerContact
from model.demo import history, ledger, own_fields, recipients
from model.demo.campaigns import campaign_at, campaigns, sent_with
from model.demo.customers import Record
from model.demo.emails import file_of, store_emails
from model.demo.lists import fill_lists, say_no
from model.demo.orders import orders
from model.demo.projects import projects
from model.demo.templates import NEWSLETTER, fill_templates
from model.demo.texts import CATEGORIES, LOSS_REASONS, OPPORTUNITY_TYPES, SOURCES, STAGES
from model.demo.world import FULL, SEED, Volumes, World, make
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.opportunities.seller_record import Seller
from model.orders import kept_totals
from model.orders.line_record import OrderLine
from model.orders.records import Order
from model.people.records import Employee
from model.projects.records import Project, ProjectContact
from model.registry.load import build

_STAMPS = ("created_at", "created_by", "changed_at", "changed_by")
_ACTIVITY_FIELDS: Mapping[str, Callable[[Record], Mapping[str, Any]]] = {
    "task": lambda made: {
        "at": made["due"],
        **{name: made[name] for name in ("done", "priority", "recurrence")},
    },
    "appointment": lambda made: {
        "at": made["start"],
        **{name: made[name] for name in ("end", "done", "recurrence", "place", "remind")},
    },
    "note": lambda made: {"at": made["created_at"]},
    "call": lambda made: {
        "at": made["start"],
        **{name: made[name] for name in ("direction", "number", "outcome", "duration")},
    },
    "email": lambda made: {
        "at": made["start"],
        "direction": made["direction"],
        "priority": made["priority"],
        "sender": made["from"],
        "recipients": made["to"],
        "attachments": int(file_of(made) is not None),
    },
}


def fill(
    store: Store,
    clock: Callable[[], datetime],
    seed: int = SEED,
    *,
    account: str | None = None,
    volumes: Volumes = FULL,
) -> World:
    """Store the demo's data in ``store``, which must be empty, and return it as it was made.

    ``clock`` gives the present moment, aware, in the zone of the person at the keyboard; everything is dated back
    from it. ``account``, an account of the operating system, becomes that of the demo's administrator. The data goes in
    as one change that leaves no trace, so that undo cannot take all of it away; after it come some real changes of
    the last weeks by different employees (:mod:`model.demo.history`).

    Raises ValueError for a store that has employees already, :class:`StorageError` for what the engine cannot do.
    """
    if store.row(Employee.select(Employee.id).limit(1)) is not None:
        raise ValueError("the made-up data goes into an empty database only")
    world = make(clock().date(), seed, volumes)
    first = world.employees[0]
    rows = {record.name_in_code: record for record in catalogue.ROWS}
    session = _FirstSession(
        store, rows, Person(1, first["initials"], first["name"], first["role"], account=account), clock
    )
    with change(session, N_("Fill with made-up data"), "demo") as made:
        filler = _Filler(made, world, account, seed)
        filler.store()
        made.flush()
        store.run(ChangeRow.delete().where(ChangeRow.change == made.id))
        made.rows = 0
    session.names.forget()
    history.write(session, world, filler.leads, seed)
    return world


def fill_registry(target: Path, world: World, now: datetime) -> None:
    """Make the local copy of the register at ``target`` from the made-up companies; ``now`` is when it was loaded.

    Raises :class:`StorageError` where it cannot be written.
    """
    build(target, world.units, now=now, source="salg demo", attribution=N_("Made-up companies; none of them exists"))


class _FirstSession(Session):
    """Work in a database that has no employees yet: the first is at the keyboard before being on file."""

    def present_person(self) -> Person:
        """Return the first employee."""
        return self.person


class _Filler:
    """Puts a world into the database kind by kind, in the order in which one refers to another."""

    def __init__(self, made: Change, world: World, account: str | None, seed: int) -> None:
        self.made = made
        self.rows = made.session.store
        self.world = world
        self.account = account
        self.seed = seed
        self.employees: dict[str, int] = {}
        self.options: dict[tuple[str, str], int] = {}
        self.leads: list[int] = []

    def store(self) -> None:
        """Insert everything."""
        world = self.world
        self._store_employees()
        self._store_options()
        planned = campaigns(world.employees, self.made.session.clock().date())
        newsletter = fill_templates(self.made, self.made.session.person.id)[NEWSLETTER]
        told = ({**self._plain(one), **sent_with(one, newsletter)} for one in planned)
        run = self._records(Campaign, planned, told)
        self.leads = self._records(Lead, world.leads, self._of_campaigns(world.leads, planned, run))
        customers = self._records(Customer, world.customers, map(self._customer, world.customers))
        contacts = self._records(Contact, world.contacts, map(self._contact, world.contacts))
        ledger.fill_in(self.made, world.customers, customers, self.made.session.clock().date(), self.seed)
        say_no(self.made, self.made.session.clock().date())
        fill_lists(self.made, customers, contacts, self.leads, self.made.session.person.id)
        own_fields.define(self.made)
        own_fields.fill_in(self.made, self.leads, customers, self.made.session.clock().date(), self.seed)
        opportunities = self._records(
            Opportunity,
            world.opportunities,
            (
                self._opportunity(record, customers, contacts) | {"campaign": plain["campaign"]}
                for record, plain in zip(
                    world.opportunities, self._of_campaigns(world.opportunities, planned, run), strict=True
                )
            ),
        )
        # How a sale ended is kept by its rules, which would say that it ended now.
        self.rows.update_rows(
            "opportunity",
            ("closed_at",),
            (
                (dates.utc_text(record["closed_at"]), at)
                for record, at in zip(world.opportunities, opportunities, strict=True)
                if record["closed_at"] is not None
            ),
        )
        followed = projects(world.opportunities, self.made.session.clock().date())
        followed_ids = self._records(Project, followed, (self._project(one, customers) for one in followed))
        self._insert(
            ProjectContact,
            (
                {"project": at, "contact": contacts[place]}
                for one, at in zip(followed, followed_ids, strict=True)
                for place in one["contacts"]
            ),
        )
        ordered = orders(self.seed, self.made.session.clock().date(), world.opportunities, world.customers)
        self._orders(ordered, self._of_campaigns(ordered, planned, run), customers, contacts, opportunities)
        self._links(customers, contacts, opportunities)
        # A contact stands at its company.
        self._recipients(planned, run)
        self._store_activities(
            {"lead": self.leads, "customer": customers, "contact": contacts, "opportunity": opportunities}
        )

    def _orders(
        self,
        ordered: Sequence[Record],
        rows: Iterable[Mapping[str, Any]],
        customers: Sequence[int],
        contacts: Sequence[int],
        opportunities: Sequence[int],
    ) -> None:
        """Insert orders with their lines, and work out what they come to."""
        places = {"customer": customers, "contact": contacts, "opportunity": opportunities}
        values = (
            {**row, **{name: None if row[name] is None else ids[row[name]] for name, ids in places.items()}}
            for row in rows
        )
        ids = self._records(Order, ordered, ({name: row[name] for name in row if name != "lines"} for row in values))
        self._insert(
            OrderLine,
            (
                {"of_order": at, "position": position, **line._asdict(), "unit": line.unit or None}
                for one, at in zip(ordered, ids, strict=True)
                for position, line in enumerate(one["lines"], 1)
            ),
        )
        # The history by which they are found at the end of a change is gone by then.
        self.made.flush()
        kept_totals.refresh(self.made)

    def _recipients(self, planned: Sequence[Record], run: Sequence[int]) -> None:
        """Give the first campaign, which is over, its recipients, and the newsletter that is to be sent its own."""
        first = planned[0]
        answers = (first["actual_responses"], first["actual_returns"])
        recipients.fill_in(self.made, run[0], first["recipients_planned"], answers, first["start"], self.seed)
        going = next(
            at for one, at in zip(planned, run, strict=True) if sent_with(one, 0) and one["status"] == "active"
        )
        recipients.add_contacts(self.made, going)

    # Records

    def _insert(self, record: type[Row], rows: Iterable[Mapping[str, Any]]) -> list[int]:
        """Insert rows and return their IDs, which run on from the highest one in use."""
        first = self.rows.last_id(record.table()) + 1
        return list(range(first, first + self.made.insert_many(record, rows)))

    def _records(self, record: type[Kind], records: Sequence[Record], rows: Iterable[Mapping[str, Any]]) -> list[int]:
        """Insert ``rows``, then write down who made and changed ``records`` and when."""
        ids = self._insert(record, rows)
        self.rows.update_rows(
            record.table(),
            ("created_at", "created_by", "created_by_key", "changed_at", "changed_by", "changed_by_key"),
            (
                (
                    dates.utc_text(made["created_at"]),
                    self.employees[made["created_by"]],
                    fold(made["created_by"]),
                    dates.utc_text(made["changed_at"]),
                    self.employees[made["changed_by"]],
                    fold(made["changed_by"]),
                    at,
                )
                for made, at in zip(records, ids, strict=True)
            ),
        )
        return ids

    def _plain(self, record: Record) -> dict[str, Any]:
        """Return the values of ``record`` without what the system keeps, with IDs for initials and for choices."""
        values = {name: value for name, value in record.items() if name not in _STAMPS}
        values["owner"] = self.employees.get(record["owner"])
        if "source" in values:
            values["source"] = self._option("source", record["source"])
        return values

    def _of_campaigns(
        self, records: Sequence[Record], planned: Sequence[Record], run: Sequence[int]
    ) -> Iterator[dict[str, Any]]:
        """Yield the values of ``records`` with the campaign that some of them came of."""
        for number, record in enumerate(records):
            at = campaign_at(planned, record["created_at"].date(), number)
            yield {**self._plain(record), "campaign": None if at is None else run[at]}

    def _customer(self, record: Record) -> dict[str, Any]:
        values = self._plain(record)
        values["number"] = int(record["number"])
        values.update(_in_columns(values.pop("addresses"), ("invoice", "postal", "delivery", "visiting")))
        del values["categories"]
        return values

    def _contact(self, record: Record) -> dict[str, Any]:
        values = self._plain(record)
        values.update(_in_columns(values.pop("addresses"), ("postal",)))
        del values["customers"], values["categories"]
        return values

    def _project(self, record: Record, customers: Sequence[int]) -> dict[str, Any]:
        values = self._plain(record)
        values["customer"] = customers[record["customer"]]
        del values["contacts"]
        return values

    def _opportunity(self, record: Record, customers: Sequence[int], contacts: Sequence[int]) -> dict[str, Any]:
        values = self._plain(record)
        values["customer"] = customers[record["customer"]]
        values["contact"] = None if record["contact"] is None else contacts[record["contact"]]
        for name, kind in (("type", "opportunity_type"), ("stage", "stage"), ("loss_reason", "loss_reason")):
            values[name] = self._option(kind, record[name])
        amount = record["amount"]
        values["weighted_value"] = None if amount is None else round_half_up(amount * record["probability"] / 100, 2)
        del values["sellers"], values["closed_at"]
        return values

    def _store_employees(self) -> None:
        rows = [dict(employee) for employee in self.world.employees]
        if self.account is not None:
            rows[0]["account"] = self.account
        ids = self._insert(Employee, rows)
        self.employees = {row["initials"]: at for row, at in zip(rows, ids, strict=True)}
        self.made.session.names.forget()
        key = fold(rows[0]["initials"])
        self.rows.update_rows("employee", ("created_by_key", "changed_by_key"), ((key, key, at) for at in ids))

    # The company's own lists

    def _store_options(self) -> None:
        """Add the choices that the data needs to those on file; stages on file stand for ours, in their order."""
        for at, kind, key in self.rows.rows(Option.select(Option.id, Option.list, Option.name.folded)):
            self.options[kind, key] = at
        wanted: list[tuple[str, str, Decimal | None]] = [("stage", name, Decimal(percent)) for name, percent in STAGES]
        stages = self.rows.rows(
            Option.select(Option.id)
            .where(Option.list == "stage", Option.active.yes)
            .order_by(expressions.first(Option.position), Option.id)
        )
        if len(stages) >= len(STAGES):
            self.options.update(
                {("stage", fold(name)): at for (name, _percent), (at,) in zip(STAGES, stages, strict=False)}
            )
        wanted += [("opportunity_type", name, None) for name in OPPORTUNITY_TYPES]
        wanted += [("loss_reason", name, None) for name in LOSS_REASONS]
        wanted += [("category", name, None) for name in CATEGORIES]
        names = dict.fromkeys(name for country in SOURCES.values() for name in country)
        wanted += [("source", name, None) for name in names]
        rows = [
            {"list": kind, "name": name, "position": position, "probability": percent, "active": True}
            for kind, group in groupby(wanted, key=lambda choice: choice[0])
            for position, (_kind, name, percent) in enumerate(group, 1)
            if (kind, fold(name)) not in self.options
        ]
        for row, at in zip(rows, self._insert(Option, rows), strict=True):
            self.options[str(row["list"]), fold(str(row["name"]))] = at

    def _option(self, kind: str, name: str | None) -> int | None:
        return None if name is None else self.options[kind, fold(name)]

    # What binds records together

    def _links(self, customers: Sequence[int], contacts: Sequence[int], opportunities: Sequence[int]) -> None:
        world = self.world
        for link, made, ids in (
            (CustomerCategory, world.customers, customers),
            (ContactCategory, world.contacts, contacts),
        ):
            own = link.name_in_code.removesuffix("_category")
            self._insert(
                link,
                (
                    {own: at, "category": self._option("category", name)}
                    for record, at in zip(made, ids, strict=True)
                    for name in record["categories"]
                ),
            )
        self._insert(
            CustomerContact,
            (
                {"customer": customers[place], "contact": at, "role": role}
                for record, at in zip(world.contacts, contacts, strict=True)
                for place, role in record["customers"]
            ),
        )
        self._insert(
            Seller,
            (
                {"opportunity": at, "employee": self.employees[initials], "share": share}
                for record, at in zip(world.opportunities, opportunities, strict=True)
                for initials, share in record["sellers"]
            ),
        )

    def _store_activities(self, ids: Mapping[str, Sequence[int]]) -> None:
        links: list[dict[str, Any]] = []
        for record in ACTIVITIES:
            made = [activity for activity in self.world.activities if activity["kind"] == record.name_in_code]
            numbers = self._records(record, made, self._activities(record, made))
            for activity, at in zip(made, numbers, strict=True):
                links += [
                    {"activity": at, "record": kind, "record_id": ids[kind][place]} for kind, place in activity["links"]
                ]
            if record is Message:
                store_emails(self.made, zip(numbers, made, strict=True))
        self._insert(ActivityLink, links)

    def _activities(self, record: type[Activity], made: Sequence[Record]) -> Iterable[Mapping[str, Any]]:
        more = _ACTIVITY_FIELDS[record.name_in_code]
        for activity in made:
            yield {
                "subject": activity["subject"],
                "text": activity["text"],
                "owner": self.employees[activity["owner"]],
                **more(activity),
            }


def _in_columns(addresses: Mapping[str, Mapping[str, str]], kinds: Sequence[str]) -> dict[str, str | None]:
    """Return addresses as the columns in which records keep them."""
    return {
        f"{kind}_{part}": addresses.get(kind, {}).get(part)
        for kind in kinds
        for part in ("street", "postcode", "town", "region", "country")
    }
