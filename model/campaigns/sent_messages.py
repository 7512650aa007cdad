"""The campaigns that somebody has been sent, as their card lists them among the e-mails (CAMP-19).

They are read from the recipients that stand for the record, and are no activities: what was sent is the campaign's
template as it was then, and ten thousand copies of it would say no more.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from model.campaigns.followed_fields import REFERENCES
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.dates import from_utc_text
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.core.storage.statements import slot, statement

KINDS = tuple(REFERENCES)
"""The kinds of record that recipients stand for, by their names in code."""


class SentMessage(NamedTuple):
    """A campaign's e-mail to somebody: ``campaign`` is its subject, ``response`` one of the recipient's responses."""

    recipient: int
    campaign: str
    address: str
    at: datetime
    response: str


def sent_messages(session: Session, type_name: str, record_id: int, limit: int) -> list[SentMessage]:
    """Return the e-mails of campaigns that a customer, contact or lead has been sent, the newest first."""
    rows = session.rows(_sent(REFERENCES[type_name]), id=record_id, limit=limit)
    response = Recipient.field("response")
    return [
        SentMessage(recipient, campaign, address or "", from_utc_text(at), str(response.from_stored(answer)))
        for recipient, campaign, address, at, answer in rows
    ]


def count_sent_messages(session: Session, type_name: str, record_id: int, most: int) -> int:
    """Return how many those are, at most ``most``."""
    return int(session.value(_number(REFERENCES[type_name]), id=record_id, limit=most))


def _of_record(reference: str, *columns: peewee.ColumnBase) -> Any:
    return (
        Recipient.select(*columns)
        .join(Campaign, on=Campaign.id == Recipient.campaign)
        .where(
            column_of(Recipient, reference) == slot("id"),
            Recipient.sent.yes,
            column_of(Recipient, "sent_at").is_null(False),
            Campaign.type == "email",
            seen(Recipient),
        )
        .limit(slot("limit"))
    )


@statement
def _sent(reference: str) -> Any:
    at = column_of(Recipient, "sent_at")
    columns = (Recipient.id, Campaign.subject, Recipient.email, at, column_of(Recipient, "response"))
    return _of_record(reference, *columns).order_by(at.desc(), Recipient.id.desc())


@statement
def _number(reference: str) -> peewee.Query:
    some = _of_record(reference, Recipient.id).alias("some")
    return peewee.Select((some,), (peewee.fn.count(some.c.id),))
