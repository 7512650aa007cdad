"""The one search field: what is typed is looked for everywhere at once (CUST-02 … CUST-06, LEAD-20)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.errors import Interrupted
from model.core.storage.expressions import among, under_own_name
from model.core.storage.statements import slot, statement, stored
from model.core.text import quotation
from model.customers.records import Contact, Customer, CustomerContact
from model.customers.rules import called
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.orders.records import Order
from model.registry import search as registry_search
from model.registry.search import Registry
from model.search.found import CAP, Group, Hit, OnFile
from model.search.records import Found, Kind, Question, find

GROUPS: dict[str, str] = {
    "customers": N_("Customers"),
    "contacts": N_("Contacts"),
    "registry": N_("Registry"),
    "leads": N_("Leads"),
    "opportunities": N_("Opportunities"),
    "orders": N_("Orders"),
}
"""The groups in the order in which Tab goes round them, with their labels."""

LIMIT = 50

_KINDS = {
    "customers": Kind(Customer, ("name_key", "first_name_key")),
    "contacts": Kind(Contact, ("name_key",)),
    "leads": Kind(Lead, ("name_key", "subject_key", "person_key"), called=("person_key",)),
    "opportunities": Kind(Opportunity, ("title_key",)),
    "orders": Kind(Order, ("title_key", "customer_key")),
}


def search(
    session: Session, registry: Registry | None, text: str, groups: Collection[str] = (), limit: int = LIMIT
) -> list[Group]:
    """Return the groups of hits for ``text``, all of :data:`GROUPS` or those named, at most ``limit`` hits in each.

    Words may stand anywhere and in any order; ``%`` is a wildcard (CAMP-06); a telephone, organisation, customer or
    order number or an e-mail address finds in any spelling, from its beginning. One letter finds beginnings of names
    alone. What the person may not see is neither found nor counted. ``registry`` None gives its group without hits.

    Raises :class:`UserError` for a group there is not, :class:`Interrupted` when it is stopped,
    and :class:`StorageError` for a registry that cannot be read.
    """
    for name in groups:
        if name not in GROUPS:
            raise UserError(
                _("There is no group {name}: one of {groups}.").format(name=quotation(name), groups=", ".join(GROUPS)),
                "group",
            )
    session.names.refresh()
    session.register_warnings()
    question = Question.of(text, session.country)
    found: list[Group] = []
    for name, label in GROUPS.items():
        if groups and name not in groups:
            continue
        if name == "registry":
            found.append(_registry(session, registry, text, limit))
            continue
        kind = _KINDS[name]
        result = find(session, kind, question, limit) if text.strip() else Found([], 0, False)
        found.append(Group(name, label, _shown(session, kind.record, result.ids), result.count, result.capped))
    return found


# The registry


def _registry(session: Session, registry: Registry | None, text: str, limit: int) -> Group:
    label = GROUPS["registry"]
    if registry is None or not text.strip():
        return Group("registry", label, (), 0)
    try:
        units = registry.search(text, limit)
        count, capped = registry.count(text, CAP) if len(units) == limit else (len(units), False)
    except registry_search.Interrupted:
        raise Interrupted from None
    known = on_file(session, [(unit.country, unit.org_number) for unit in units])
    hits = [
        Hit(
            "registry",
            None,
            unit.name,
            _joined(unit.org_number, unit.company_form, unit.town, unit.industry),
            unit.country,
            unit.org_number,
            known.get((unit.country, unit.org_number)),
            unit.warned,
        )
        for unit in units
    ]
    return Group("registry", label, tuple(hits), count, capped)


def on_file(session: Session, numbers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], OnFile]:
    """Return the record on file for each (country, organisation number) that has one the person may see.

    A customer goes before a lead, one in use before one that is not, an older one before a later one.
    """
    keys = {f"{country}{digits}": (country, digits) for country, digits in numbers}
    found: dict[tuple[str, str], OnFile] = {}
    for record in (Customer, Lead):
        for record_id, key, name in session.rows(_with_numbers(record), keys=[*keys]):
            found.setdefault(keys[key], OnFile(record.name_in_code, record_id, name))
    return found


@statement
def _with_numbers(record: type[Record]) -> peewee.Query:
    """Return the query for the records with certain organisation numbers, those in use first."""
    rows = under_own_name(record)
    key = rows.org_number.folded
    query = peewee.Select((rows,), (rows.id, key, rows.name))
    wanted = query.where(among(key, slot("keys")), key.is_null(False), seen(record, rows))
    return wanted.order_by(rows.active.desc(), rows.id)


# Hits as they are shown


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def _shown(session: Session, record: type[Record], ids: Sequence[int]) -> tuple[Hit, ...]:
    """Return the hits for these records, in this order."""
    if not ids:
        return ()
    columns, made = _SHOWN[record]
    rows = session.rows(_as_shown(record, columns), ids=[*ids])
    by_id = {row[0]: made(session, row) for row in rows}
    return tuple(by_id[record_id] for record_id in ids if record_id in by_id)


@statement
def _as_shown(record: type[Record], columns: tuple[str, ...]) -> peewee.Query:
    """Return the query for what is shown of some records: columns, or fields that are worked out."""
    shown = [record.field(name).expression(record) for name in columns]
    return record.select(record.id, *shown).where(among(record.id, slot("ids")))


@statement
def _customers_of() -> peewee.Query:
    """Return the query for the first names of a contact's customers."""
    linked = CustomerContact.select(CustomerContact.customer).where(CustomerContact.contact == stored("contact"))
    named = Customer.select(Customer.name).where(Customer.id.in_(linked), seen(Customer))
    return named.order_by(Customer.name.folded).limit(3)


def _lead(session: Session, row: tuple[Any, ...]) -> Hit:
    record_id, name, person, subject, town, number, active, warning = row
    told = _joined(person, subject, town)
    return Hit("lead", record_id, name, told, org_number=number or "", active=bool(active), warned=bool(warning))


def _customer(session: Session, row: tuple[Any, ...]) -> Hit:
    record_id, name, first_name, private, number, town, postal_town, org_number, active, warning = row
    title = called(name, first_name, private)
    told = _joined(number, town or postal_town, org_number)
    return Hit(
        "customer", record_id, title, told, org_number=org_number or "", active=bool(active), warned=bool(warning)
    )


def _contact(session: Session, row: tuple[Any, ...]) -> Hit:
    record_id, name, title, active = row
    customers = session.rows(_customers_of(), contact=record_id)
    told = _joined(title, ", ".join(customer[0] for customer in customers))
    return Hit("contact", record_id, name or "", told, active=bool(active))


def _opportunity(session: Session, row: tuple[Any, ...]) -> Hit:
    record_id, title, customer, stage, active = row
    names = session.names
    told = _joined(names.title_of("customer", customer), names.title_of("option", stage) if stage else "")
    return Hit("opportunity", record_id, title, told, active=bool(active), customer=customer)


def _order(session: Session, row: tuple[Any, ...]) -> Hit:
    record_id, number, title, customer, stored, active = row
    status = Order.fields()["status"]
    customer_title = session.names.title_of("customer", customer)
    told = _joined(number, customer_title, status.format(status.from_stored(stored), session.reading()))
    return Hit("order", record_id, title or "", told, active=bool(active))


_WARNING = "register_warning"
_SHOWN: dict[type[Record], tuple[tuple[str, ...], Callable[[Session, tuple[Any, ...]], Hit]]] = {
    Lead: (("name", "person", "subject", "town", "org_number", "active", _WARNING), _lead),
    Customer: (
        ("name", "first_name", "private", "number", "visiting_town", "postal_town", "org_number", "active", _WARNING),
        _customer,
    ),
    Contact: (("name", "title", "active"), _contact),
    Opportunity: (("title", "customer", "stage", "active"), _opportunity),
    Order: (("number", "title", "customer", "status", "active"), _order),
}
