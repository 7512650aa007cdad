"""The address of a company's page in its public register, for people to look at (LEAD-01)."""

from __future__ import annotations

from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import not_found
from model.core.org_number import parse_org_number
from model.core.records.record import Record
from model.core.storage.statements import slot, statement

PAGES = {
    "NO": "https://virksomhet.brreg.no/nb/oppslag/enheter/{number}",
    "DK": "https://datacvr.virk.dk/enhed/virksomhed/{number}",
}
"""Address by country, with the organisation number's digits in it."""


def page_address(org_number: str | None, country: str | None = None) -> str:
    """Return the address of a company's page, '' where the number is none that a register can have.

    ``country`` ("NO" or "DK") goes before what the number's length tells.
    """
    number = parse_org_number(org_number or "", country)
    return PAGES[number.country].format(number=number.digits) if number is not None and number.valid else ""


def page_of(session: Session, record: type[Record], record_id: int) -> str:
    """Return the address of the page of a lead or customer, '' where it has no valid organisation number.

    Raises :class:`NotFoundError` for a record that is gone or hidden.
    """
    row = session.row(_org_number(record), id=record_id)
    if row is None:
        raise not_found(record, record_id)
    return page_address((row[0] or "")[2:], (row[0] or "")[:2] or None)


@statement
def _org_number(record: Any) -> Any:
    return record.select(record.org_number.folded).where(record.id == slot("id"), seen(record))
