"""What a lead says and nothing that it becomes takes: kept in a note where the lead itself is deleted (decision 24)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from model.core.fields.base import Reading
from model.core.fields.leftovers import Leftover, address_text, note_with
from model.core.text import visible
from model.leads import carrying
from model.leads.conversion import Outcome
from model.leads.on_file import StoredRow
from model.leads.records import Lead

_TOLD = (
    "subject", "industry", "website", "org_number", "phone", "fax", "employees", "revenue", "creditworthy",
    "payment_remarks", "first_contact", "email", "direct_phone", "mobile",
)  # fmt: skip
"""Fields of a lead that say something of the company; the person and the address are told in one line each."""
_PAIRS = {
    "customer": carrying.COMPANY + carrying.COMPANY_WITHOUT_CONTACT,
    "contact": carrying.PERSON + carrying.PERSON_ALONE,
}


def with_leftovers(
    lead: StoredRow, customer: Outcome | None, contact: Outcome | None, reading: Reading
) -> tuple[Outcome | None, Outcome | None]:
    """Return the outcomes, the new one with a line in its note for each thing of the lead that none of them takes.

    Records on file keep their notes: what is left there as it is, the preview names.
    """
    for outcome in (customer, contact):
        if outcome is not None and outcome.id is None and outcome.shared is None:
            left = list(_left(lead, customer, contact, reading))
            if not left:
                return customer, contact
            stored = {**outcome.stored, "note": note_with(outcome.stored.get("note"), left)}
            told = replace(outcome, stored=stored)
            return (told, contact) if outcome is customer else (customer, told)
    return customer, contact


def _left(lead: StoredRow, customer: Outcome | None, contact: Outcome | None, reading: Reading) -> Iterator[Leftover]:
    taken = {
        source
        for outcome in (customer, contact)
        if outcome is not None
        for source, target in _PAIRS[outcome.record]
        if lead[source] is not None and _value(outcome, target) == lead[source]
    }
    fields = Lead.fields()
    for name in _TOLD:
        if name not in taken and not carrying.blank(lead[name]):
            field = fields[name]
            yield Leftover(field.title, visible(field.format(field.from_stored(lead[name]), reading)))
    if contact is None:
        person = " ".join(part for part in carrying.person_name(lead) if part)
        text = ", ".join(part for part in (person, (lead["title"] or "").strip()) if part)
        if text:
            yield Leftover(fields["person"].title, visible(text))
    if customer is None and contact is None:
        return
    parts = {part: str(lead[part] or "") for part in carrying.ADDRESS}
    placed = any(
        outcome is not None and _value(outcome, f"{carrying.ADDRESS_KIND}_street") == lead["street"]
        for outcome in (customer, contact)
    )
    if not placed and address_text(parts):
        yield Leftover(fields["street"].title, visible(address_text(parts)))


def _value(outcome: Outcome, name: str) -> Any:
    return {**(outcome.present or {}), **outcome.stored}.get(name)
