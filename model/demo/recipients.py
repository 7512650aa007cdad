"""The recipients of a campaign in every state: who answered, who sent it back, who is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from model.campaigns.additions import Selection, add_within
from model.campaigns.recipients import CONFIRMED, DEACTIVATED, NEGATIVE, POSITIVE, RETURNED, UNCONFIRMED, Recipient
from model.core import dates
from model.core.changes.change import Change
from model.core.lists.criteria import Filter
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.demo.rows import LEAD_FIELDS, lead_rows

_FROM_BOOK = ("customer", "contact", "lead")
_ANSWERED = (POSITIVE, RETURNED, NEGATIVE)
"""Responses as they are stored, in the order of the numbers given."""


def fill_in(made: Change, campaign: int, count: int, answers: tuple[int, int], sent: date, seed: int) -> None:
    """Give a campaign so many recipients: all of the address book, and others as a bought list has them.

    ``answers`` are how many answered and how many came back; three times as many said no.
    """
    records = [made.session.records[kind] for kind in _FROM_BOOK]
    add_within(made, campaign, [Selection(each, Filter(("all",))) for each in records if issubclass(each, Record)])
    store = made.session.store
    mine = Recipient.campaign == campaign
    known = {row[0] for row in store.rows(Recipient.select(column_of(Recipient, "email_key")).where(mine))}
    there = store.value(Recipient.select(peewee.fn.count(Recipient.id)).where(mine))
    made.insert_many(Recipient, _bought(campaign, count - there, known, seed))
    statuses = {at: _status(at) for (at,) in store.rows(Recipient.select(Recipient.id).where(mine))}
    store.update_rows("recipient", ("status",), ((status, at) for at, status in statuses.items()))
    confirmed = [at for at, status in statuses.items() if status == CONFIRMED]
    moment = dates.utc_text(datetime.combine(sent, time(8, 15)).astimezone())
    store.update_rows("recipient", ("sent", "sent_at"), ((1, moment, at) for at in confirmed))
    # Spread over all of them, the same at each start.
    left = sorted(confirmed, key=lambda at: (at * 7919 % 10007, at))
    for response, number in zip(_ANSWERED, (*answers, 3 * answers[0]), strict=True):
        taken, left = left[:number], left[number:]
        store.update_rows("recipient", ("response",), ((response, at) for at in taken))


def add_contacts(made: Change, campaign: int) -> None:
    """Give a campaign that is still to be sent all contacts."""
    contact = made.session.records["contact"]
    assert issubclass(contact, Record)
    add_within(made, campaign, [Selection(contact, Filter(("all",)))])


def _status(recipient: int) -> int:
    """Return the status that a recipient has, as it is stored, by its ID."""
    if recipient % 40 == 0:
        return DEACTIVATED
    return UNCONFIRMED if recipient % 40 < 3 else CONFIRMED


def _bought(campaign: int, count: int, known: set[str | None], seed: int) -> Iterator[dict[str, Any]]:
    """Yield recipients of a bought list; an address that is known is left blank."""
    for row in lead_rows(max(0, count), seed + 1):
        values: dict[str, Any] = dict(zip(LEAD_FIELDS, row, strict=True))
        email = values["email"]
        key = email.strip().casefold() if email else None
        contact = " ".join(part for part in (values["first_name"], values["last_name"]) if part) or None
        yield {
            "campaign": campaign,
            "company": values["name"],
            "contact": contact,
            "email": None if key in known else email,
            **{name: values[name] for name in ("org_number", "industry", "website", "phone", "mobile")},
            **{name: values[name] for name in ("street", "postcode", "town", "region", "country")},
        }
        known.add(key)
