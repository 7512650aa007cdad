"""What records have besides fields: a customer's categories, a contact's customers, an opportunity's sellers, links."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from model.activities.records import Activity, ActivityLink
from model.core.access import Session, visible
from model.core.changes import Change
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.numbers import format_decimal
from model.core.records import Record
from model.customers import links
from model.customers.records import Contact, Customer
from model.opportunities.records import Opportunity

_LINKED = ("lead", "customer", "contact", "opportunity", "project")


@dataclass(frozen=True)
class Relation:
    """One of them: its label, how it is told as JSON, how one item is shown, and, where it can be set, how."""

    label: str
    told: Callable[[Session, int], list[dict[str, Any]]]
    shown: Callable[[Mapping[str, Any]], str]
    read: Callable[[Session, str], Any] | None = None
    write: Callable[[Change, int, Any], bool] | None = None
    help: str = ""


def of(record: type[Record]) -> dict[str, Relation]:
    """Return the relations of a record by name."""
    if issubclass(record, Activity):
        return {"links": _LINKS}
    return _RELATIONS.get(record, {})


def read(session: Session, record: type[Record], name: str, text: str) -> Any:
    """Return what ``text`` says of a relation; raise :class:`UserError` where it cannot be."""
    relation = of(record)[name]
    if relation.read is None:
        raise UserError(_("{field} cannot be set here.").format(field=_(relation.label)), name)
    try:
        return relation.read(session, text)
    except UserError as error:
        error.field = name
        raise


class Further(list[tuple[str, int]]):
    """Links besides those that an activity has."""


def singles(record: type[Record]) -> tuple[str, ...]:
    """Return the kinds of record to which ``kind=record`` links one of this kind as well, () for all but activities."""
    return _LINKED if issubclass(record, Activity) else ()


def read_single(session: Session, kind: str, text: str) -> tuple[str, int]:
    """Return the record that ``customer=Fjord AS`` or ``customer=3`` names; raise :class:`UserError` for none."""
    title = text.strip()
    try:
        return kind, _one(session, kind, f"#{title}" if title.isdecimal() else title)
    except UserError as error:
        error.field = kind
        raise


def write(change: Change, record: type[Record], record_id: int, related: Mapping[str, Any]) -> bool:
    """Set relations of a record in the change; return whether anything was different."""
    different = False
    for name, value in related.items():
        setter = of(record)[name].write
        assert setter is not None
        different |= setter(change, record_id, value)
    return different


def remarks(session: Session, record: type[Record], ids: Sequence[int], set_: Mapping[str, Any]) -> list[str]:
    """Return what there is to say once fields were set: shares that are not 100 % with their new owner (S03)."""
    if record is not Opportunity or "owner" not in set_:
        return []
    from model.opportunities.sellers import plan_sellers

    return [f"#{record_id}: {told}" for record_id in ids for told in plan_sellers(session, record_id).messages()]


def _items(text: str, separators: str = ";,") -> list[str]:
    return [item.strip() for item in re.split(f"[{separators}\n]", text) if item.strip()]


# Categories of a customer


def _categories(session: Session, customer: int) -> list[dict[str, Any]]:
    return [{"id": option, "name": name} for option, name in links.categories_of(session, customer)]


def _read_categories(session: Session, text: str) -> set[int]:
    found = set()
    for name in _items(text):
        options = session.names.find_by_title("option:category", name)
        if not options:
            known = [row[0] for row in session.store.rows("SELECT name FROM option WHERE list = 'category'")]
            raise UserError(_("{text} is none of {choices}.").format(text=repr(name), choices=", ".join(known) or "–"))
        found.add(options[0][0])
    return found


# Customers of a contact


def _customers(session: Session, contact: int) -> list[dict[str, Any]]:
    return [{"id": other.id, "name": other.name, "role": other.role} for other in links.customers_of(session, contact)]


def _contacts(session: Session, customer: int) -> list[dict[str, Any]]:
    return [{"id": other.id, "name": other.name, "role": other.role} for other in links.contacts_of(session, customer)]


def _read_customers(session: Session, text: str) -> dict[int, str | None]:
    found: dict[int, str | None] = {}
    for item in _items(text, ";"):
        title, _colon, role = item.partition(":")
        found[_one(session, "customer", title.strip())] = role.strip() or None
    return found


def _write_customers(change: Change, contact: int, wanted: Mapping[int, str | None]) -> bool:
    different = False
    for (customer,) in change.connection.execute(
        "SELECT customer FROM customer_contact WHERE contact = ?", (contact,)
    ).fetchall():
        # A customer that the person may not see stays linked: what is absent cannot be taken away.
        if customer not in wanted and _is_seen(change, customer):
            links.unlink(change, customer, contact)
            different = True
    for customer, role in wanted.items():
        different |= links.link(change, customer, contact, role)
    return different


def _is_seen(change: Change, customer: int) -> bool:
    where, parameters = visible(Customer, change.session.person.id)
    row = change.connection.execute(f"SELECT 1 FROM customer WHERE id = ? AND {where}", (customer, *parameters))
    return row.fetchone() is not None


# Sellers of an opportunity


def _sellers(session: Session, opportunity: int) -> list[dict[str, Any]]:
    rows = session.store.rows(
        "SELECT employee.id, employee.initials, seller.share FROM opportunity_seller seller"
        " JOIN employee ON employee.id = seller.employee WHERE seller.opportunity = ? ORDER BY seller.id",
        (opportunity,),
    )
    return [{"id": row[0], "employee": row[1], "share": f"{row[2] // 100}.{row[2] % 100:02}"} for row in rows]


# Records that an activity is linked to


def _links(session: Session, activity: int) -> list[dict[str, Any]]:
    rows = session.store.rows("SELECT record, record_id FROM activity_link WHERE activity = ? ORDER BY id", (activity,))
    told = ({"record": kind, "id": of_id, "title": session.names.title_of(kind, of_id)} for kind, of_id in rows)
    return [link for link in told if link["title"]]


def _read_links(session: Session, text: str) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for item in _items(text):
        kind, _separator, title = item.replace(":", " ", 1).partition(" ")
        if kind not in _LINKED or not title.strip():
            raise UserError(
                _("{text} is no link: write a record and its ID, as {example}; records are {records}.").format(
                    text=repr(item), example='"lead 17"', records=", ".join(_LINKED)
                )
            )
        title = title.strip()
        found.append((kind, _one(session, kind, f"#{title}" if title.isdecimal() else title)))
    return list(dict.fromkeys(found))


def _write_links(change: Change, activity: int, wanted: list[tuple[str, int]]) -> bool:
    present = {
        (kind, of_id): link
        for link, kind, of_id in change.connection.execute(
            "SELECT id, record, record_id FROM activity_link WHERE activity = ?", (activity,)
        )
    }
    names = change.session.names
    kept = isinstance(wanted, Further)
    gone = [key for key in present if key not in wanted and names.title_of(*key) and not kept]
    new = [key for key in wanted if key not in present]
    for key in gone:
        change.delete(ActivityLink, present[key])
    for kind, of_id in new:
        change.insert(ActivityLink, {"activity": activity, "record": kind, "record_id": of_id})
    return bool(gone or new)


def _one(session: Session, kind: str, title: str) -> int:
    found = session.names.find_by_title(kind, title)
    if not found:
        raise UserError(_("There is no {record} {text}.").format(record=kind, text=repr(title)))
    if len(found) > 1:
        names = ", ".join(f"#{record_id} {name}" for record_id, name in found[:5])
        raise UserError(_("{text} may be any of {names}; write the number after a #.").format(text=title, names=names))
    return found[0][0]


def _named(item: Mapping[str, Any]) -> str:
    role = item.get("role")
    return f"#{item['id']} {item['name']}" + (f" ({role})" if role else "")


_LINKS = Relation(
    N_("Linked to"), _links, lambda item: f"{item['record']} #{item['id']} {item['title']}", _read_links, _write_links,
    N_('the records it belongs to: links="lead 17, customer 3"'),
)  # fmt: skip
_RELATIONS: dict[type[Record], dict[str, Relation]] = {
    Customer: {
        "categories": Relation(
            N_("Categories"), _categories, lambda item: str(item["name"]), _read_categories, links.set_categories,
            N_('names with a comma between them: categories="Partner, VIP"'),
        ),
        "contacts": Relation(N_("Contacts"), _contacts, _named),
    },
    Contact: {
        "customers": Relation(
            N_("Customers"), _customers, _named, _read_customers, _write_customers,
            N_('names or IDs, each with a role: customers="#3: Manager; Fjord AS: Board"'),
        )
    },
    Opportunity: {
        "sellers": Relation(
            N_("Sellers"), _sellers, lambda item: f"{item['employee']} {format_decimal(Decimal(item['share']))} %"
        ),
    },
}  # fmt: skip
