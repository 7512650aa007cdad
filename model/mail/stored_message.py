"""What is on file of one e-mail besides its activity: headers, links, files, and its conversation (LEAD-10, COM-13).

Whoever may see the activity may see these; of a hidden one there is nothing (W20).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from model.activities.links import places_of
from model.activities.records import Message
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import not_found
from model.core.errors import NotFoundError, StorageError, UserError
from model.core.language import _
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement
from model.core.text import excerpt
from model.documents import contents, keeping
from model.mail.html_text import Link, plain_links
from model.mail.records import EmailAttachment, EmailMessage

_HOST = re.compile(r"(?<![\w@.-])(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?![\w.-]*@)", re.IGNORECASE)
LONGEST_CONVERSATION = 500
"""Messages of a conversation that are listed; the newest."""


class StoredFile(NamedTuple):
    """A file of an e-mail; ``digest`` is '' where its bytes are not kept."""

    id: int
    email: int
    name: str
    content_type: str
    size: int
    digest: str
    inline: bool


@dataclass(frozen=True)
class StoredMessage:
    """What stands in an e-mail besides its activity, as text, '' for nothing.

    ``conversation`` holds the IDs of its e-mails that the person may see, oldest first, this one among them; it is
    empty where there is no other.
    """

    to: str = ""
    cc: str = ""
    bcc: str = ""
    reply_to: str = ""
    message_id: str = ""
    automatic: bool = False
    links: tuple[Link, ...] = ()
    files: tuple[StoredFile, ...] = ()
    conversation: tuple[int, ...] = ()


def stored_message(session: Session, email: int, text: str = "") -> StoredMessage:
    """Return what is on file of an e-mail; the caller may see it, and ``text`` is its own text.

    One that was written down by hand has no headers; links are then looked for in its text.
    """
    row = session.store.row(_headers(), email=email)
    files = tuple(map(_file, session.store.rows(_files(), email=email)))
    if row is None:
        return StoredMessage(links=tuple(plain_links(text)), files=files)
    to, cc, bcc, reply_to, message_id, automatic, links, thread = row
    return StoredMessage(
        to or "", cc or "", bcc or "", reply_to or "", message_id or "", bool(automatic),
        tuple(Link.from_stored(line) for line in (links or "").split("\n") if line),
        files, _conversation_of(session, thread),
    )  # fmt: skip


def _conversation_of(session: Session, thread: str | None) -> tuple[int, ...]:
    if not thread:
        return ()
    rows = session.rows(_conversation(), thread=thread, limit=LONGEST_CONVERSATION)
    return tuple(row[0] for row in reversed(rows)) if len(rows) > 1 else ()


def beside(message: StoredMessage, email: int, step: int) -> int | None:
    """Return the next e-mail of the conversation (``step`` 1) or the one before (-1), None where there is none."""
    if email not in message.conversation:
        return None
    number = message.conversation.index(email) + step
    return message.conversation[number] if 0 <= number < len(message.conversation) else None


def misleads(link: Link) -> bool:
    """Whether the words of a link name another host than the one it leads to, or nobody can say where it leads."""
    if not link.target.casefold().startswith(("http:", "https:", "ftp:")):
        return False
    try:
        host = (urlsplit(link.target).hostname or "").casefold().removeprefix("www.")
    except ValueError:
        return True
    named = [name.casefold().removeprefix("www.") for name in _HOST.findall(link.words)]
    return not host or any(not (host == name or host.endswith(f".{name}")) for name in named)


# Files


def file_on_file(session: Session, attachment: int) -> StoredFile:
    """Return a file of an e-mail by its ID; raise :class:`NotFoundError` where there is none to see."""
    row = session.store.row(_one_file(), id=attachment)
    if row is not None:
        found = _file(row)
        if session.row(_seen_email(), id=found.email) is not None:
            return found
    raise NotFoundError(_("There is no such attachment."), "id")


def path_of_file(session: Session, attachment: int) -> Path:
    """Return where the bytes of a file are, to be read only.

    Raises :class:`NotFoundError` as :func:`file_on_file` does, :class:`StorageError` where the bytes are not kept.
    """
    found = file_on_file(session, attachment)
    if not found.digest:
        raise StorageError(_("{name} was not kept: open it in the mailbox.").format(name=excerpt(found.name)), "id")
    return contents.stored_path(contents.folder_of_store(session.store), found.digest, found.name)


def save_file(session: Session, attachment: int, target: Path, *, force: bool = False) -> Path:
    """Write a copy of a file to ``target``, in a folder under its own name, and return where it went.

    Raises as :func:`model.documents.keeping.save_copy` does.
    """
    source = path_of_file(session, attachment)
    return keeping.copy_to(source, file_name(file_on_file(session, attachment)), target, force=force)


def file_name(file: StoredFile) -> str:
    """Return the name under which a file is written: no path, nothing that steers, not hidden."""
    try:
        return keeping.tidy_name(file.name)
    except UserError:
        return _("attachment")


def put_among_documents(session: Session, attachment: int, place: keeping.Place) -> int:
    """Put a file among the documents of a record, as one change, and return the document's ID.

    The bytes lie where they did. Raises :class:`NotFoundError` for a record that is gone or hidden or has no
    documents, and as :func:`path_of_file` does.
    """
    session.may_write()
    keeping.check_place(session, place)
    path_of_file(session, attachment)
    found = file_on_file(session, attachment)
    return keeping.put(session, place, file_name(found), {"content": found.digest, "size": found.size})


def places_for_documents(session: Session, email: int) -> list[tuple[str, int, str]]:
    """Return the records that an e-mail is linked to and that have documents, as (record, ID, title)."""
    if session.row(_seen_email(), id=email) is None:
        raise not_found(Message, email)
    return [place for place in places_of(session, email) if place[0] in keeping.KINDS]


def _file(row: tuple[Any, ...]) -> StoredFile:
    number, email, name, content_type, size, content, inline = row
    return StoredFile(number, email, name, content_type or "", size, content or "", bool(inline))


# Queries


def _file_columns() -> tuple[Any, ...]:
    file = EmailAttachment
    return file.id, file.email, file.name, file.content_type, file.size, file.content, file.inline


@statement
def _headers() -> peewee.Query:
    headers = EmailMessage
    return headers.select(
        headers.addressed, headers.cc, headers.bcc, headers.reply_to, headers.message_id, headers.automatic,
        headers.links, headers.thread,
    ).where(headers.email == slot("email"))  # fmt: skip


@statement
def _files() -> peewee.Query:
    file = EmailAttachment
    # What stands in the text of the message, such as a logo, comes last.
    return file.select(*_file_columns()).where(file.email == slot("email")).order_by(file.inline, file.position)


@statement
def _one_file() -> peewee.Query:
    return EmailAttachment.select(*_file_columns()).where(EmailAttachment.id == slot("id"))


@statement
def _seen_email() -> peewee.Query:
    return Message.select(Message.id).where(Message.id == slot("id"), seen(Message))


@statement
def _conversation() -> peewee.Query:
    """The newest e-mails of a conversation that the person may see, newest first."""
    of_thread = EmailMessage.select(EmailMessage.email).where(EmailMessage.thread == slot("thread"))
    return (
        Message.select(Message.id)
        .where(Message.id.in_(of_thread), Message.active.yes, seen(Message))
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(slot("limit"))
    )
