"""The recipients whose messages can be looked at, one after the other."""

from __future__ import annotations

from model.campaigns.recipients import Recipient
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement


def recipients_of(session: Session, campaign: int) -> list[int]:
    """Return the recipients of a campaign that the person may see, in the order in which they are sent to."""
    return [row[0] for row in session.rows(_recipients(), campaign=campaign)]


@statement
def _recipients() -> peewee.Query:
    recipient = Recipient
    query = recipient.select(recipient.id).where(recipient.campaign == slot("campaign"), seen(recipient))
    return query.order_by(recipient.id)
