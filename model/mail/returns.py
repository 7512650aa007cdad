"""What returned mail changes on file: the log, the recipient of a campaign, the address (CAMP-19, R11).

Anybody can write something that looks like returned mail. It counts only where it names a message that was really
sent from here: by the mark of a recipient, which is signed with a key of the database, or by the ID of an e-mail on
file. Everything else is left alone. The same return that lies in two mailboxes, or is fetched again, counts once.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from model.campaigns.recipients import Recipient
from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.changes.change_name import CountedName
from model.core.changes.kept_opt_outs import HASH_KEY
from model.core.language import N_
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.keyed_hash import keyed_hash
from model.core.storage.statements import slot, statement
from model.mail.addresses import key_of
from model.mail.bounces import Return, returns_in
from model.mail.invalid_addresses import trust_within
from model.mail.message import Address, ParsedMessage, identity, parse_headers
from model.mail.records import EmailMessage
from model.mail.return_record import EmailReturn

NOTING = CountedName(N_("Note {count} returned e-mail"), N_("Note {count} returned e-mails"))
_SIGNATURE = 20
"""Letters of the hash behind the number in a mark: 80 bits."""


# The mark of a recipient


def recipient_mark(session: Session, recipient: int) -> str:
    """Return the value of :data:`model.mail.bounces.CAMPAIGN_HEADER` for a message to a recipient of a campaign."""
    signature = keyed_hash(session.store.setting(HASH_KEY), f"recipient:{recipient}") or ""
    return f"{recipient}-{signature[:_SIGNATURE]}"


def recipient_of_mark(session: Session, mark: str) -> int | None:
    """Return the recipient of a mark, None for one that was not made here."""
    number = mark.partition("-")[0]
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    return int(number) if hmac.compare_digest(mark, recipient_mark(session, int(number))) else None


# Taking returns in


def note_returned_mail(session: Session, messages: Iterable[bytes]) -> int:
    """Note what is returned mail among messages as they came, as one change; return how many returns that was.

    A change is made only where there is anything to note. Raises :class:`NotAllowedError` for a reader.
    """
    found = [(parse_headers(content), returns) for content in messages if (returns := returns_in(content))]
    if not found or not any(_known(session, message, one) for message, returns in found for one in returns):
        return 0
    with change(session, NOTING, "mail", count=0) as made:
        count = sum(note_returns(made, message, returns) for message, returns in found)
        made.tell(count=count)
    return count


def note_returns(made: Change, message: ParsedMessage, returns: Sequence[Return]) -> int:
    """Note within a change what a message says came back, and return how many of that was new.

    Hard ones count as returns of the campaign, and mark the address where that is what is wrong; soft ones are logged.
    """
    count = 0
    for one in returns:
        known = _known(made.session, message, one)
        if known is not None:
            count += _note(made, message, one, known)
    return count


def trust_senders(made: Change, messages: Iterable[ParsedMessage]) -> None:
    """Hold the addresses that messages came from to be right again, where these are newer than what came back."""
    newest: dict[str, datetime] = {}
    for message in messages:
        if message.sent is not None and not message.automatic:
            for sender in message.senders:
                newest[sender.key] = max(message.sent, newest.get(sender.key, message.sent))
    trust_within(made, newest)


@dataclass(frozen=True)
class _Known:
    """What came back: the stored columns of a recipient, or the ID of an e-mail; and the address it went to."""

    address: str
    recipient: Mapping[str, Any] | None = None
    email: int | None = None


def _known(session: Session, message: ParsedMessage, one: Return) -> _Known | None:
    number = recipient_of_mark(session, one.campaign_recipient)
    if number is not None:
        row = session.store.row(_sent_recipient(), id=number)
        if row is not None:
            names = ("id", "email", "response")
            # What the server tells may be where the recipient's own server had sent it on to.
            address = key_of(row[1] or "") or key_of(one.address)
            return _Known(address, dict(zip(names, row, strict=True))) if address else None
    if not one.message_id or not key_of(one.address):
        return None
    identities = [
        identity(ParsedMessage(message_id=one.message_id, senders=(Address("", each.address),)))
        for each in (*message.to, *message.delivered_to)
    ]
    for email, addressed, cc, bcc in session.store.rows(_sent_emails(), identities=identities):
        if key_of(one.address) in " ".join(filter(None, (addressed, cc, bcc))).casefold():
            return _Known(key_of(one.address), email=email)
    return None


def _note(made: Change, message: ParsedMessage, one: Return, known: _Known) -> bool:
    identifier = _identity_of(message, one)
    if made.session.store.row(_noted(), identity=identifier, address=known.address) is not None:
        return False
    made.insert(
        EmailReturn,
        {
            "identity": identifier,
            "address": known.address,
            "kind": one.kind,
            "status": one.status or None,
            "reason": one.reason or None,
            "at": min(message.sent or made.session.clock(), made.session.clock()),
            "recipient": None if known.recipient is None else known.recipient["id"],
            "email": known.email,
            "invalid": one.condemns_address,
        },
    )
    recipient = known.recipient
    # Whoever answered has got it, whatever a server says.
    if one.kind == "hard" and recipient is not None and recipient["response"] == _response("none"):
        made.update_whoever_sees(Recipient, [recipient["id"]], {"response": "returned"})
    return True


def _identity_of(message: ParsedMessage, one: Return) -> str:
    """Return what the same return has wherever it lies; a server may send it without an ID of its own."""
    if message.message_id:
        return identity(message)
    parts = (one.campaign_recipient, one.message_id, one.address, one.status, str(message.sent))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _response(name: str) -> Any:
    return Recipient.field("response").to_stored(name)


# Queries


@statement
def _sent_recipient() -> peewee.Query:
    recipient = Recipient
    return recipient.select(recipient.id, recipient.email, recipient.response).where(
        recipient.id == slot("id"), recipient.sent.yes
    )


@statement
def _sent_emails() -> peewee.Query:
    message = EmailMessage
    return message.select(message.email, message.addressed, message.cc, message.bcc).where(
        among(message.identity, slot("identities"))
    )


@statement
def _noted() -> peewee.Query:
    return EmailReturn.select(EmailReturn.id).where(
        EmailReturn.identity == slot("identity"), EmailReturn.address == slot("address")
    )
