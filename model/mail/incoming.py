"""Putting messages of a mailbox on file: each an e-mail linked to the records it concerns (CUST-16, LEAD-10)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from model.activities.link_record import ActivityLink
from model.activities.links import Place
from model.activities.records import Message
from model.core.access.session import Session
from model.core.changes.change import Change
from model.core.errors import StorageError
from model.core.language import _
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.documents import contents
from model.mail.message import Attachment, ParsedMessage, address_list
from model.mail.records import LARGEST_KEPT, EmailAddress, EmailAttachment, EmailMessage
from model.mail.threads import thread_of

_AT_ONCE = 400


@dataclass(frozen=True)
class KeptFile:
    """A file of a message, how large it is, and under which digest its bytes are kept; None where they are not."""

    name: str
    content_type: str
    content_id: str
    inline: bool
    size: int
    digest: str | None


@dataclass(frozen=True)
class Incoming:
    """A message that is to be put on file.

    ``keys`` are its addresses, the employees' own left out; ``places`` the records that they belong to.
    """

    message: ParsedMessage
    identity: str
    keys: tuple[str, ...]
    places: tuple[Place, ...]
    is_own: bool
    """Whether an employee sent it."""
    received: datetime | None
    files: tuple[KeptFile, ...] = ()


def keep_files(session: Session, files: Iterable[Attachment]) -> tuple[KeptFile, ...]:
    """Keep the bytes of a message's files beside the database, and return what is to be known of each.

    Raises :class:`StorageError` for a disk that is full. Where nobody has said which folder documents go to, the
    names of the files are kept alone.
    """
    folder = _folder(session)
    kept = []
    for file in files:
        digest = None
        if folder is not None and file.size <= LARGEST_KEPT:
            digest = contents.keep_bytes(folder, file.content).digest
        kept.append(KeptFile(file.name, file.content_type, file.content_id, file.inline, file.size, digest))
    return tuple(kept)


def _folder(session: Session) -> Path | None:
    try:
        return contents.folder_of_store(session.store)
    except StorageError:
        return None


def on_file(session: Session, identities: Iterable[str]) -> dict[str, int]:
    """Return the e-mails that are on file by identity."""
    wanted, found = [*identities], {}
    for start in range(0, len(wanted), _AT_ONCE):
        found.update(dict(session.store.rows(_by_identity(), identities=wanted[start : start + _AT_ONCE])))
    return found


def insert(change: Change, incoming: Sequence[Incoming]) -> list[int]:
    """Put messages on file within a change and return the IDs of the e-mails, in the same order."""
    emails = [change.insert(Message, _values(change.session, one)) for one in incoming]
    pairs = [*zip(emails, incoming, strict=True)]
    _insert_rows(
        change, ActivityLink, ("activity", "record", "record_id"),
        [(email, *place) for email, one in pairs for place in one.places],
    )  # fmt: skip
    _insert_rows(change, EmailAddress, ("email", "key"), [(email, key) for email, one in pairs for key in one.keys])
    # What a message belongs to is found by the addresses of those before it.
    for email, one in pairs:
        _insert_headers(change, email, one)
    _insert_rows(
        change, EmailAttachment,
        ("email", "position", "name", "content_type", "size", "content", "content_id", "inline"),
        [
            (email, position, kept.name, kept.content_type, kept.size, kept.digest,
             kept.content_id or None, int(kept.inline))
            for email, one in pairs for position, kept in enumerate(one.files)
        ],
    )  # fmt: skip
    return emails


def add_links(change: Change, wanted: Mapping[int, Collection[Place]]) -> int:
    """Link e-mails to records as well, where they are not yet; return how many links that was."""
    present: dict[int, set[Place]] = {}
    emails = [*wanted]
    for start in range(0, len(emails), _AT_ONCE):
        rows = change.session.store.rows(_links(), emails=emails[start : start + _AT_ONCE])
        for email, record, record_id in rows:
            present.setdefault(email, set()).add((record, record_id))
    rows = [
        (email, *place) for email, places in wanted.items() for place in places if place not in present.get(email, ())
    ]
    _insert_rows(change, ActivityLink, ("activity", "record", "record_id"), rows)
    return len(rows)


def emails_with(session: Session, keys: Iterable[str]) -> dict[str, list[int]]:
    """Return the e-mails on file by each of the addresses that they are from or to."""
    wanted = [*keys]
    found: dict[str, list[int]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        for key, email in session.store.rows(_with_addresses(), keys=wanted[start : start + _AT_ONCE]):
            found.setdefault(key, []).append(email)
    return found


def every_address(session: Session) -> list[str]:
    """Return the addresses of all e-mails on file."""
    return [row[0] for row in session.store.rows(_every_address())]


def _insert_rows(change: Change, row: type[Any], columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    if rows:
        change.insert_ready(row, columns, rows, len(rows))


def _values(session: Session, one: Incoming) -> dict[str, Any]:
    message = one.message
    return {
        "subject": message.subject or _("(no subject)"),
        "text": message.text or None,
        "owner": session.person.id,
        "at": message.sent or one.received or session.clock(),
        "direction": "out" if one.is_own else "in",
        "priority": message.priority,
        "sender": address_list(message.senders, 500) or None,
        "recipients": address_list(message.to, 1_000) or None,
        "attachments": sum(not kept.inline for kept in one.files),
    }


def _insert_headers(change: Change, email: int, one: Incoming) -> None:
    message = one.message
    links: list[str] = []
    for link in message.links:
        links.append(link.stored())
        if sum(map(len, links)) > 80_000:
            break
    change.insert(
        EmailMessage,
        {
            "email": email,
            "identity": one.identity,
            "message_id": message.message_id or None,
            "in_reply_to": message.in_reply_to or None,
            "reference_ids": " ".join(_last(message.references, 19_000)) or None,
            "thread": thread_of(change, message, one.identity, one.keys),
            "addressed": address_list(message.to, 49_000) or None,
            "cc": address_list(message.cc, 49_000) or None,
            "bcc": address_list(message.bcc, 49_000) or None,
            "reply_to": address_list(message.reply_to, 4_900) or None,
            "links": "\n".join(links) or None,
            "size": message.size,
            "automatic": message.automatic,
        },
    )


def _last(ids: Sequence[str], longest: int) -> list[str]:
    """Return the newest of the message IDs that find room, the oldest first."""
    found: list[str] = []
    length = 0
    for each in reversed(ids):
        length += len(each) + 1
        if length > longest:
            break
        found.append(each)
    return found[::-1]


@statement
def _by_identity() -> peewee.Query:
    message = EmailMessage
    return message.select(message.identity, message.email).where(among(message.identity, slot("identities")))


@statement
def _links() -> peewee.Query:
    link = ActivityLink
    return link.select(link.activity, link.record, link.record_id).where(among(link.activity, slot("emails")))


@statement
def _with_addresses() -> peewee.Query:
    address = EmailAddress
    return address.select(address.key, address.email).where(among(address.key, slot("keys")))


@statement
def _every_address() -> peewee.Query:
    return EmailAddress.select(EmailAddress.key).distinct()
