"""Which conversation a message belongs to: by what it refers to, else by its subject and whom it is with (COM-13)."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta

from model.activities.tables import ActivityTable
from model.core import dates
from model.core.changes.change import Change
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.mail.message import ParsedMessage
from model.mail.records import EmailAddress, EmailMessage

_ANSWER = re.compile(r"^(?:(?:re|sv|vs|aw|fwd?|vb|wg|vl)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
DAYS = 30
"""How far apart two messages of a conversation may be that only their subjects bind together."""
_LOOKED_AT = 100


def base_subject(subject: str) -> str:
    """Return a subject without what answers and forwarded messages put before it, as it is compared."""
    return _ANSWER.sub("", subject.strip()).casefold()


def thread_of(change: Change, message: ParsedMessage, identity: str, keys: Collection[str]) -> str:
    """Return the conversation that a message belongs to; its own ``identity`` where it begins one.

    ``keys`` are the addresses it is with, the employees' own left out. Answers that were stored before what they
    answer join its conversation.
    """
    store = change.session.store
    earlier = [*dict.fromkeys((*message.references, *filter(None, (message.in_reply_to,))))][-50:]
    found = [row[0] for row in store.rows(_named(), ids=earlier)] if earlier else []
    thread = found[0] if found else _by_subject(change, message, keys) or identity
    later = [row[0] for row in store.rows(_answers(), id=message.message_id)] if message.message_id else []
    for other in dict.fromkeys((*found[1:], *later)):
        if other != thread:
            store.run(_joined(), thread=thread, other=other)
    return thread


def _by_subject(change: Change, message: ParsedMessage, keys: Collection[str]) -> str:
    """Return the conversation of an answer that names no message: one with the same people and subject."""
    if not _ANSWER.match(message.subject) or message.sent is None or not keys:
        return ""
    wanted = base_subject(message.subject)
    span = timedelta(days=DAYS)
    rows = change.session.store.rows(
        _with_people(), keys=[*keys], first=dates.utc_text(message.sent - span),
        last=dates.utc_text(message.sent + span), most=_LOOKED_AT,
    )  # fmt: skip
    return next((thread for thread, subject in rows if base_subject(subject or "") == wanted), "")


@statement
def _named() -> peewee.Query:
    message = EmailMessage
    return message.select(message.thread).where(among(message.message_id, slot("ids")), message.thread.is_null(False))


@statement
def _answers() -> peewee.Query:
    message = EmailMessage
    return message.select(message.thread).where(message.in_reply_to == slot("id"), message.thread.is_null(False))


@statement
def _joined() -> peewee.Query:
    # Which conversation a message is in follows from the messages there are: it is no change of its own.
    return EmailMessage.update({EmailMessage.thread: slot("thread")}).where(EmailMessage.thread == slot("other"))


@statement
def _with_people() -> peewee.Query:
    message, address, activity = EmailMessage, EmailAddress, ActivityTable
    rows = peewee.Join(address, message, on=message.email == address.email)
    rows = peewee.Join(rows, activity, on=activity.id == address.email)
    query = peewee.Select((rows,), (message.thread, activity.subject)).where(
        among(address.key, slot("keys")), activity.at >= slot("first"), activity.at <= slot("last"),
        message.thread.is_null(False),
    )  # fmt: skip
    return query.order_by(activity.at.desc()).limit(slot("most"))
