"""An e-mail on its way out as a row of the outbox, and the states that it goes through (COM-13).

``waiting`` until ``next_attempt``; ``sending`` while one program holds it; then ``sent``, ``failed`` or ``cancelled``,
or ``unsure`` where the server got all of it and nobody heard whether it took it: a person answers that, no program.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.core.language import N_
from model.core.storage.drivers import peewee

STATES = {
    "waiting": N_("Waiting"),
    "sending": N_("Being sent"),
    "unsure": N_("Sent or not?"),
    "sent": N_("Sent"),
    "failed": N_("Failed"),
    "cancelled": N_("Cancelled"),
}
"""What each state is called, in the order in which the outbox shows them to who has something to do about them."""


class OutgoingTable(peewee.Model):
    """The outbox. It has no history: what has left the house cannot be taken back.

    ``email`` is the activity, ``employee`` who sends it by their account, ``recipient`` and ``campaign`` are those of
    a campaign. ``recipients`` are the addresses that have not got it yet, ``delivered`` those that have (JSON arrays),
    ``refused`` the server's sentences by address (JSON object). ``underway`` are the addresses of a transmission whose
    end was about to be sent; null before that, when the server cannot have taken anything. ``message`` is the message
    in ASCII, null once nothing needs it any more. Times are UTC text. ``to_copy``: 1 until it lies in the sent folder.
    """

    id = peewee.AutoField()
    email = peewee.BigIntegerField(null=True)
    campaign = peewee.BigIntegerField(null=True)
    recipient = peewee.BigIntegerField(null=True)
    employee = peewee.BigIntegerField()
    state = peewee.TextField()
    sender = peewee.TextField()
    recipients = peewee.TextField()
    delivered = peewee.TextField(null=True)
    refused = peewee.TextField(null=True)
    underway = peewee.TextField(null=True)
    message = peewee.TextField(null=True)
    message_id = peewee.TextField()
    attempts = peewee.BigIntegerField()
    next_attempt = peewee.TextField(null=True)
    holder = peewee.TextField(null=True)
    lease_until = peewee.TextField(null=True)
    error = peewee.TextField(null=True)
    created_at = peewee.TextField()
    sent_at = peewee.TextField(null=True)
    to_copy = peewee.SmallIntegerField(null=True)

    class Meta:
        table_name = "outgoing_email"


@dataclass(frozen=True)
class OutgoingEmail:
    """A row of the outbox, read."""

    id: int
    email: int | None
    state: str
    sender: str
    recipients: tuple[str, ...]
    delivered: tuple[str, ...]
    refused: Mapping[str, str]
    underway: tuple[str, ...]
    attempts: int
    created_at: str
    next_attempt: str | None = None
    sent_at: str | None = None
    error: str = ""
    campaign: int | None = None
    recipient: int | None = None
    message_id: str = ""
    message: str | None = field(default=None, repr=False)
    subject: str = ""

    @property
    def everybody(self) -> tuple[str, ...]:
        """All to whom it goes or has gone, each once."""
        return tuple(dict.fromkeys((*self.delivered, *self.recipients, *self.refused)))


COLUMNS = (
    "id", "email", "state", "sender", "recipients", "delivered", "refused", "underway", "attempts", "created_at",
    "next_attempt", "sent_at", "error", "campaign", "recipient", "message_id",
)  # fmt: skip
"""The columns of :func:`outgoing_from`, in their order."""


def columns() -> list[Any]:
    """Return the columns to select for :func:`outgoing_from`."""
    return [getattr(OutgoingTable, name) for name in COLUMNS]


def outgoing_from(row: Sequence[Any], **more: Any) -> OutgoingEmail:
    """Return a row of :func:`columns` as what it says."""
    values = dict(zip(COLUMNS, row, strict=True))
    for name in ("recipients", "delivered", "underway"):
        values[name] = tuple(json.loads(values[name] or "[]"))
    values["refused"] = json.loads(values["refused"] or "{}")
    values["error"] = values["error"] or ""
    return OutgoingEmail(**values, **more)
