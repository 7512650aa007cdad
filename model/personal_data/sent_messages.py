"""What stands of a person in the outbox and among the messages of campaigns, which are no records (G01).

They have no history, and are not gone through with the free texts of records.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.campaign_mail.tables import CampaignMessageTable
from model.core.access.session import Session
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.mail.outgoing import OutgoingTable

_ENDED = ("sent", "cancelled")
"""States in which there is nothing to do any more."""


def forget_sent_messages(session: Session, emails: Sequence[str], recipients: Sequence[int]) -> None:
    """Blank what names the addresses in the outbox, and what servers said of these recipients; within a change.

    What waits to be sent to one of the addresses, or has failed, is cancelled for all to whom it goes.
    """
    wanted = [email.casefold() for email in emails if email]
    if wanted:
        named = [row for row in session.store.rows(_outbox()) if _names(row, wanted)]
        for number, state, *_texts in named:
            values = {"recipients": "[]", "delivered": "[]", "refused": "{}", "underway": None, "message": None}
            state = state if state in _ENDED else "cancelled"
            session.store.update_row(
                OutgoingTable._meta.table_name, number, {**values, "error": None, "state": state, "holder": None}
            )
    session.store.run(_forget_replies(), recipients=[*recipients])


def _names(row: Sequence[Any], wanted: Sequence[str]) -> bool:
    texts = " ".join(text for text in row[2:] if text).casefold()
    return any(email in texts for email in wanted)


@statement
def _outbox() -> peewee.Query:
    out = OutgoingTable
    return out.select(out.id, out.state, out.recipients, out.delivered, out.refused, out.underway, out.error)


@statement
def _forget_replies() -> peewee.Query:
    message = CampaignMessageTable
    return message.update({message.error: None}).where(among(message.recipient, slot("recipients")))
