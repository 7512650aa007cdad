"""The recipients of a campaign in every state: who answered, who sent it back, who is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from model.campaigns.additions import Selection, add_within
from model.campaigns.recipients import Recipient
from model.core import dates
from model.core.changes.change import Change
from model.core.lists.criteria import Filter
from model.core.records.record import Record
from model.demo.rows import LEAD_FIELDS, lead_rows

_FROM_BOOK = ("customer", "contact", "lead")
_ANSWERED = (2, 4, 3)
"""Responses as they are stored, in the order of the numbers given: positive, returned, negative."""


def fill_in(made: Change, campaign: int, count: int, answers: tuple[int, int], sent: date, seed: int) -> None:
    """Give a campaign so many recipients: all of the address book, and others as a bought list has them.

    ``answers`` are how many answered and how many came back; three times as many said no.
    """
    records = [made.session.records[kind] for kind in _FROM_BOOK]
    add_within(made, campaign, [Selection(each, Filter(("all",))) for each in records if issubclass(each, Record)])
    connection = made.connection
    there = connection.execute("SELECT count(*) FROM recipient WHERE campaign = ?", (campaign,)).fetchone()[0]
    known = {row[0] for row in connection.execute("SELECT email_key FROM recipient WHERE campaign = ?", (campaign,))}
    made.insert_many(Recipient, _bought(campaign, count - there, known, seed))
    connection.execute(
        "UPDATE recipient SET status = CASE WHEN id % 40 = 0 THEN 3 WHEN id % 40 < 3 THEN 1 ELSE 2 END"
        " WHERE campaign = ?",
        (campaign,),
    )
    at = dates.utc_text(datetime.combine(sent, time(8, 15)).astimezone())
    connection.execute("UPDATE recipient SET sent = 1, sent_at = ? WHERE campaign = ? AND status = 2", (at, campaign))
    # Spread over all of them, the same at each start.
    order = "SELECT id FROM recipient WHERE campaign = ? AND sent = 1 ORDER BY id * 7919 % 10007, id"
    left = [row[0] for row in connection.execute(order, (campaign,))]
    for response, number in zip(_ANSWERED, (*answers, 3 * answers[0]), strict=True):
        taken, left = left[:number], left[number:]
        connection.executemany("UPDATE recipient SET response = ? WHERE id = ?", [(response, each) for each in taken])


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
