"""Where the company or person of a lead is on file already: records with its number, address or name (LEAD-12).

Only what is the same is found here, by keys that spelling does not change; what is merely alike is another matter.
"""

from __future__ import annotations

from collections.abc import Iterator

from model.core.access import Session, visible
from model.core.changes import read
from model.core.records import Record
from model.core.text import fold
from model.core.text import visible as shown
from model.customers.records import Contact, Customer
from model.leads.on_file import Offer
from model.leads.records import Lead

MOST = 20
"""Records named at most."""

_PHONES = ("phone", "direct_phone", "mobile")


def same_as(session: Session, lead_id: int) -> list[Offer]:
    """Return the other leads, customers and contacts that share a number, an address or a name with a lead.

    Each stands once, under its strongest reason: organisation number, e-mail, name, telephone number. Raises
    :class:`NotFoundError` for a lead that is gone or hidden; other records that the person may not see are absent.
    """
    lead = read(session, Lead, lead_id)
    reading = session.reading()
    fields = Lead.fields()
    keys = {name: fields[name].key(getattr(lead, name), reading) for name in ("org_number", "email", *_PHONES)}
    phones = sorted({key for name in _PHONES if (key := keys[name])})
    asked: list[tuple[str, tuple[str, ...], list[str | None]]] = [
        ("org_number", ("org_number",), [keys["org_number"]]),
        ("email", ("email",), [keys["email"]]),
        ("name", ("name",), [fold(lead.name or ""), fold(lead.person or "")]),
        ("phone", _PHONES, [*phones]),
    ]
    found: dict[tuple[str, int], Offer] = {}
    for reason, columns, values in asked:
        for record in (Customer, Contact, Lead):
            for offer in _with(session, record, reason, columns, [value for value in values if value]):
                if (offer.record, offer.id) != ("lead", lead_id):
                    found.setdefault((offer.record, offer.id), offer)
    return list(found.values())[:MOST]


def _with(
    session: Session, record: type[Record], reason: str, columns: tuple[str, ...], values: list[str]
) -> Iterator[Offer]:
    where, parameters = visible(record, session.person.id)
    fields = record.fields()
    for column in columns:
        if column not in fields:
            continue
        for value in values:
            for record_id, title in session.store.rows(
                f"SELECT id, name FROM {record.table()} WHERE {column}_key = ? AND {where}"
                " ORDER BY active DESC, id LIMIT ?",
                (value, *parameters, MOST),
            ):
                yield Offer(record.name_in_code, record_id, shown(str(title or "")), reason)
