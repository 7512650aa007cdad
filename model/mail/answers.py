"""What an answer to an e-mail begins with, what goes along with one, and drafts of e-mails (COM-13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from model.activities.adding import completed_values
from model.activities.links import Place, link
from model.activities.records import Message
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import Change, read
from model.core.dates import format_moment
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement
from model.core.text import quotation
from model.customers.records import Contact, Customer
from model.documents import contents, keeping
from model.leads.records import Lead
from model.mail.composition import addresses_in, answer_subject, passed_on, quoted, separate, whole_text
from model.mail.headers import Address, address_list
from model.mail.message import Attachment
from model.mail.records import EmailAttachment, EmailMessage
from model.mail.sending import attachment_of, document_attachment, file_attachment, forget_rows
from model.mail.stored_message import path_of_file, stored_message

Mode = Literal["reply", "all", "forward"]
DOCUMENTED = ("lead", "customer", "contact", "opportunity", "project", "campaign")
"""Whose documents can go along with an e-mail."""
_ADDRESSED = {"customer": Customer, "contact": Contact, "lead": Lead}


@dataclass(frozen=True)
class Beginning:
    """What the fields of an e-mail begin with, as text; ``files`` a name a line."""

    to: str = ""
    cc: str = ""
    subject: str = ""
    text: str = ""
    files: str = ""
    quoted: str = ""
    """What stands below the text and the signature."""
    bcc: str = ""


def beginning_of_answer(session: Session, email: int, mode: Mode, own: str) -> Beginning:
    """Return what an answer to an e-mail begins with; ``own`` is the address that it is sent from.

    An answer to what one sent oneself goes to whom that went. Raises :class:`NotFoundError` for one that is gone.
    """
    message, head = read(session, Message, email), stored_message(session, email)
    to, cc = _readable(head.to or message.recipients or ""), _readable(head.cc)
    reading = session.reading()
    when = format_moment(message.at, reading.zone)
    if mode == "forward":
        headings = (
            (_("From"), message.sender or ""), (_("Sent"), when), (_("To"), head.to or message.recipients or ""),
            (_("Cc"), head.cc), (_("Subject"), message.subject),
        )  # fmt: skip
        files = "\n".join(file.name for file in head.files if file.digest and not file.inline)
        subject = answer_subject(message.subject, forward=True)
        return Beginning(subject=subject, files=files, quoted=passed_on(message.text or "", headings))
    senders = _readable(head.reply_to or message.sender or "")
    mine = message.direction == "out" or {one.key for one in senders} == {own.casefold()}
    first = to if mine else senders
    others = () if mode == "reply" or mine else to
    known = {own.casefold()} if first != to or len(first) > 1 else set()
    wanted = [one for one in _each_once((*first, *others)) if one.key not in known]
    copies = [] if mode == "reply" else [one for one in cc if one.key not in {own.casefold(), *_keys(wanted)}]
    who = senders[0].name or senders[0].address if senders else message.sender or ""
    below = quoted(message.text or "", who, when)
    return Beginning(address_list(wanted), address_list(copies), answer_subject(message.subject), quoted=below)


def beginning_of_draft(session: Session, email: int) -> Beginning:
    """Return what a draft has in its fields."""
    message, head = read(session, Message, email), stored_message(session, email)
    files = "\n".join(file.name for file in head.files)
    to = head.to or message.recipients or ""
    return Beginning(to, head.cc, message.subject, message.text or "", files, bcc=head.bcc)


def answered_by_draft(session: Session, draft: int) -> tuple[int, Mode] | None:
    """Return the e-mail that a draft answers or forwards, and which of the two; None for neither, or where it is gone.

    A draft of a forward names what it forwards among its references alone, as :func:`put_draft` keeps it.
    """
    row = session.store.row(_draft_references(), email=draft)
    if row is None:
        return None
    in_reply_to, references = row[0], (row[1] or "").split()
    wanted = in_reply_to or (references[-1] if references else None)
    found = wanted and session.row(_email_of_message(), message_id=wanted)
    return (found[0], "reply" if in_reply_to else "forward") if found else None


def address_of(session: Session, place: Place | None) -> str:
    """Return the address of a customer, contact or lead with its name, '' where it has none, and of other records."""
    if place is None or place[0] not in _ADDRESSED:
        return ""
    found: Any = read(session, _ADDRESSED[place[0]], place[1])
    address = found.email or ""
    name = session.names.title_of(*place) if place[0] == "contact" else ""
    return str(Address(name, address)) if address else ""


def named_attachments(session: Session, lines: str, place: Place | None, answered: int | None) -> list[Attachment]:
    """Return what goes along, a name a line: a path, a document of ``place``, or a file of the e-mail ``answered``.

    Raises :class:`UserError` for what is none of these, naming it.
    """
    return [_named(session, line.strip(), place, answered) for line in lines.splitlines() if line.strip()]


def _named(session: Session, name: str, place: Place | None, answered: int | None) -> Attachment:
    # Who sent it chose the name of such a file: it is never taken for a path here.
    if answered is not None:
        for file in stored_message(session, answered).files:
            if file.name == name and file.digest:
                with contents.opened(path_of_file(session, file.id)) as content:
                    return attachment_of(name, content)
    if place is not None and place[0] in DOCUMENTED:
        for document in keeping.documents_of(session, place):
            if document.name == name:
                return document_attachment(session, document.id)
    path = Path(name).expanduser()
    if path.exists():
        return file_attachment(path.absolute())
    raise UserError(_("There is no file {name}.").format(name=quotation(name)), "files")


def put_draft(
    made: Change,
    draft: int | None,
    beginning: Beginning,
    priority: str,
    places: Iterable[Place] = (),
    *,
    answers: tuple[int, Mode] | None = None,
    version: int | None = None,
    base: Mapping[str, Any] | None = None,
) -> int:
    """Put a draft on file within a change, in the place of the draft of that ID, and return its ID.

    ``answers`` is the e-mail that it answers or forwards; a draft that did so already goes on to. ``version`` and
    ``base`` are as in :meth:`~model.core.changes.change.Change.update`.

    Files are kept by their names: what they hold is taken when it is sent.
    """
    files = [line.strip() for line in beginning.files.splitlines() if line.strip()]
    text = whole_text(beginning.text, "", beginning.quoted) if beginning.quoted else beginning.text
    subject = beginning.subject or (beginning.text.strip().splitlines() or [_(NO_SUBJECT)])[0][:80]
    values = completed_values(
        made.session,
        "email",
        {
            "subject": subject, "text": text, "direction": "draft", "priority": priority,
            "recipients": beginning.to[:5_000], "attachments": len(files), "at": made.session.clock(),
        },
    )  # fmt: skip
    if answers is None and draft is not None:
        answers = answered_by_draft(made.session, draft)
    answered = stored_message(made.session, answers[0]).message_id if answers is not None else ""
    if draft is None:
        draft = made.insert(Message, values)
        for place in places:
            link(made, draft, place)
    else:
        made.update(Message, draft, values, version=version, base=base)
        forget_rows(made, draft)
    made.insert(
        EmailMessage,
        {
            "email": draft, "addressed": beginning.to or None, "cc": beginning.cc or None, "bcc": beginning.bcc or None,
            "in_reply_to": answered or None if answers is not None and answers[1] != "forward" else None,
            "reference_ids": answered or None, "automatic": False,
        },
    )  # fmt: skip
    for position, name in enumerate(files):
        made.insert(EmailAttachment, {"email": draft, "position": position, "name": name, "size": 0, "inline": False})
    return draft


@statement
def _draft_references() -> peewee.Query:
    """Return what a draft answers, and its references."""
    return EmailMessage.select(EmailMessage.in_reply_to, EmailMessage.reference_ids).where(
        EmailMessage.email == slot("email")
    )


@statement
def _email_of_message() -> peewee.Query:
    """Return the e-mail of a message ID, if the person may see it."""
    return (
        EmailMessage.select(EmailMessage.email)
        .join(Message, on=Message.id == EmailMessage.email)
        .where(EmailMessage.message_id == slot("message_id"), seen(Message))
        .order_by(EmailMessage.email)
        .limit(1)
    )


NO_SUBJECT = N_("No subject")


def _readable(text: str) -> list[Address]:
    """Return the people in a header as far as they can be written to."""
    found: list[Address] = []
    for part in separate(text):
        try:
            found += addresses_in(part, "to")
        except UserError:
            continue
    return found


def _each_once(people: Sequence[Address]) -> list[Address]:
    return list({one.key: one for one in reversed(people)}.values())[::-1]


def _keys(people: Iterable[Address]) -> set[str]:
    return {one.key for one in people}
