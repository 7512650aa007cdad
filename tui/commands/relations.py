"""What the shell tells of a record besides its fields: the contacts of a customer, what follows from a new owner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.activities.records import Activity
from model.core.access.session import Session
from model.core.language import N_, _
from model.core.records.record import Record
from model.customers import links
from model.customers.records import Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.registry.page import page_of


@dataclass(frozen=True)
class Told:
    """Something that is shown with a record and set elsewhere: its label, its items as JSON, and one item as text."""

    label: str
    items: Callable[[Session, int], list[dict[str, Any]]]
    shown: Callable[[Mapping[str, Any]], str]


def told_of(record: type[Record]) -> dict[str, Told]:
    """Return what is shown with a record of that kind, by name."""
    return _TOLD.get(record, {})


def help_lines(record: type[Record]) -> list[str]:
    """Return a line for each relation that can be set: its name, its label, and what it takes."""
    lines = [
        f"  {name.ljust(22)}  {relation.title}: {_(relation.example)}"
        for name, relation in record.relations.items()
        if relation.example and not relation.further
    ]
    if singles := [name for name, relation in record.relations.items() if relation.further]:
        sentence = (
            _('link it to one more: customer="Fjord AS", customer=3')
            if issubclass(record, Activity)
            else _('one more customer: customer="Fjord AS"')
        )
        lines.append(f"  {', '.join(singles)}: {sentence}")
    return lines


def remarks(session: Session, record: type[Record], ids: Sequence[int], set_: Mapping[str, Any]) -> list[str]:
    """Return what there is to say once fields were set: shares that are not 100 % with their new owner (S03)."""
    if record is not Opportunity or not set_.keys() & {"owner", "sellers"}:
        return []
    from model.opportunities.sellers import plan_sellers

    return [f"#{record_id}: {told}" for record_id in ids for told in plan_sellers(session, record_id).messages()]


def _contacts(session: Session, customer: int) -> list[dict[str, Any]]:
    return [{"id": other.id, "name": other.name, "role": other.role} for other in links.contacts_of(session, customer)]


def _named(item: Mapping[str, Any]) -> str:
    role = item.get("role")
    return f"#{item['id']} {item['name']}" + (f" ({role})" if role else "")


def _register(record: type[Record]) -> Told:
    """Return what tells the address of a company's page in its public register (LEAD-01)."""

    def items(session: Session, record_id: int) -> list[dict[str, Any]]:
        address = page_of(session, record, record_id)
        return [{"address": address}] if address else []

    return Told(N_("Register"), items, lambda item: str(item["address"]))


_TOLD: dict[type[Record], dict[str, Told]] = {
    Customer: {"contacts": Told(N_("Contacts"), _contacts, _named), "register": _register(Customer)},
    Lead: {"register": _register(Lead)},
}
