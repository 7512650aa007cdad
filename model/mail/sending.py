"""An e-mail that is written here: put on file as the activity that it is, and into the outbox, in one change (COM-13).

Undone while it waits, it is not sent. Once it has left, undo refuses: what has been sent cannot be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from model.activities import adding
from model.activities.links import Place, link
from model.activities.records import Message
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.errors import StorageError, UserError
from model.core.filesystem.named_file import open_named
from model.core.language import N_, _
from model.core.records.record import Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.core.storage.statements import slot, statement
from model.documents import contents, keeping
from model.mail import on_file, outbox
from model.mail.composition import LARGEST_MESSAGE, Composition, message_bytes, new_message_id
from model.mail.headers import Address, address_list
from model.mail.message import Attachment, ParsedMessage, identity, parse
from model.mail.records import EmailAddress, EmailAttachment, EmailMessage
from model.mail.settings import MailAccount, MailSettingsError

SENDING = N_("Send e-mail {name}")


@dataclass(frozen=True)
class Written:
    """What a person wrote, who is given by the account. ``answers`` is the activity that it answers, None for none.

    ``draft`` is the activity of a draft that becomes this e-mail, ``places`` the records that it is about.
    """

    to: Sequence[Address]
    subject: str
    text: str
    cc: Sequence[Address] = ()
    bcc: Sequence[Address] = ()
    html: str = ""
    priority: str = "normal"
    attachments: Sequence[Attachment] = ()
    answers: int | None = None
    draft: int | None = None
    places: Sequence[Place] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def sender_of(session: Session, account: MailAccount) -> Address:
    """Return who sends: the employee's name, and the address of the account."""
    return Address(session.person.name, account.address)


def send(session: Session, account: MailAccount, written: Written) -> tuple[int, int]:
    """Put an e-mail on file and into the outbox, as a change of its own; return its activity and its outbox number.

    Raises :class:`UserError` for what cannot be sent, naming the field, and
    :class:`~model.mail.settings.MailSettingsError` where nothing says where mail is sent.
    """
    subject = written.subject or adding.completed_values(session, "email", {"text": written.text})["subject"]
    with change(session, SENDING, "email", name=subject) as made:
        return put_on_its_way(made, account, written)


def put_on_its_way(
    made: Change,
    account: MailAccount,
    written: Written,
    *,
    version: int | None = None,
    base: Mapping[str, Any] | None = None,
) -> tuple[int, int]:
    """Do what :func:`send` does within a change under way.

    ``version`` and ``base`` are those of the draft, as in :meth:`~model.core.changes.change.Change.update`.
    """
    session = made.session
    if account.smtp is None:
        raise MailSettingsError(
            _('Nothing says where mail is sent: smtp = "smtps://USER@HOST" under [mail].'), "mail.smtp"
        )
    sender = sender_of(session, account)
    answered = None if written.answers is None else session.row(_headers(), email=written.answers)
    composition = _composition(sender, written, answered)
    message_id = new_message_id(account.address)
    at = session.clock()
    content = message_bytes(composition, message_id, at)
    parsed = parse(content)
    values = adding.completed_values(
        session,
        "email",
        {
            "subject": parsed.subject, "text": written.text, "direction": "out", "priority": written.priority,
            "sender": str(sender), "recipients": address_list((*written.to, *written.cc)), "at": at,
            "attachments": sum(not one.inline for one in written.attachments),
        },
    )  # fmt: skip
    if written.draft is None:
        email = made.insert(Message, values)
    else:
        email = written.draft
        made.update(Message, email, values, version=version, base=base)
        forget_rows(made, email)
    _put_headers(made, email, parsed, composition, answered)
    _put_files(made, email, parsed.attachments)
    people = {one.key for one in (*composition.to, *composition.cc, *composition.bcc)}
    keys = sorted(people - on_file.own_addresses(session, account.address))
    for key in keys:
        made.insert(EmailAddress, {"email": email, "key": key})
    for place in dict.fromkeys((*written.places, *on_file.merged(on_file.places_of(session, keys), keys))):
        link(made, email, place)
    out = outbox.put(
        made, content, message_id, account.address, composition.envelope, email=email, to_copy=account.imap is not None
    )  # fmt: skip
    return email, out


def forget_rows(made: Change, email: int) -> None:
    """Take away what an e-mail has besides its activity: a draft is written anew, or becomes what is sent."""
    for record in (EmailMessage, EmailAttachment, EmailAddress):
        for (row,) in made.session.store.rows(_rows_of(record), email=email):
            made.delete(record, row)


def _composition(sender: Address, written: Written, answered: Sequence[Any] | None) -> Composition:
    in_reply_to, references = "", ()
    if answered is not None and answered[0]:
        in_reply_to = answered[0]
        references = tuple(dict.fromkeys([*(answered[1] or "").split(), in_reply_to]))[-30:]
    return Composition(
        sender, written.to, written.subject, written.text,
        cc=written.cc, bcc=written.bcc, html=written.html, priority=written.priority, in_reply_to=in_reply_to,
        references=references, attachments=written.attachments, headers=written.headers,
    )  # fmt: skip


def _put_headers(
    made: Change, email: int, parsed: ParsedMessage, composition: Composition, answered: Sequence[Any] | None
) -> None:
    own = identity(parsed)
    made.insert(
        EmailMessage,
        {
            "email": email, "identity": own, "message_id": parsed.message_id, "in_reply_to": parsed.in_reply_to or None,
            "reference_ids": " ".join(parsed.references) or None,
            "thread": (answered[2] or answered[3] or own) if answered is not None else own,
            "addressed": address_list(composition.to, 50_000), "cc": address_list(composition.cc, 50_000) or None,
            "bcc": address_list(composition.bcc, 50_000) or None, "size": parsed.size, "automatic": False,
        },
    )  # fmt: skip


def _put_files(made: Change, email: int, files: Iterable[Attachment]) -> None:
    """Keep the files beside the documents; where nobody has said where these are, the e-mail has their names alone."""
    for position, file in enumerate(files):
        try:
            digest = contents.keep_bytes(contents.folder_of_store(made.store), file.content).digest
        except StorageError:
            digest = None
        made.insert(
            EmailAttachment,
            {
                "email": email, "position": position, "name": file.name, "content_type": file.content_type,
                "size": file.size, "content": digest, "content_id": file.content_id or None, "inline": file.inline,
            },
        )  # fmt: skip


def file_attachment(path: Path) -> Attachment:
    """Return a file as an attachment; raise :class:`UserError` for what is none, cannot be read or is too large."""
    with open_named(path, "files") as file:
        return attachment_of(path.name, file)


def document_attachment(session: Session, document: int) -> Attachment:
    """Return a document as an attachment; raise :class:`NotFoundError` for one that is gone or hidden."""
    name = keeping.one(session, document).name
    with contents.opened(keeping.content_of(session, document)) as file:
        return attachment_of(name, file)


def attachment_of(name: str, file: BinaryIO) -> Attachment:
    """Return what a file holds as an attachment; raise :class:`UserError` for more than servers take."""
    content = file.read(LARGEST_MESSAGE + 1)
    if len(content) > LARGEST_MESSAGE:
        raise UserError(
            _("{name} is too large to be sent: few servers take more than {most} MB.").format(
                name=name, most=LARGEST_MESSAGE // 1_000_000
            ),
            "files",
        )
    return Attachment(name, "", content)


@statement
def _headers() -> peewee.Query:
    """Return message ID, references, thread and identity of an e-mail."""
    message = EmailMessage
    return (
        message.select(message.message_id, message.reference_ids, message.thread, message.identity)
        .join(Message, on=Message.id == message.email)
        .where(message.email == slot("email"), seen(Message))
    )


@statement
def _rows_of(record: type[Row]) -> peewee.Query:
    return record.select(column_of(record, "id")).where(column_of(record, "email") == slot("email"))
