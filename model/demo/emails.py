"""Conversations among the demo's e-mails, with the headers and files that a mailbox would have brought along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from model.core.changes.change import Change
from model.core.errors import StorageError
from model.documents import contents
from model.mail.addresses import key_of
from model.mail.html_text import plain_links
from model.mail.message import Address, ParsedMessage, identity
from model.mail.records import EmailAddress, EmailAttachment, EmailMessage

_OFFER = {
    "Vedlagt ligger tilbudet": (
        "Tilbud.txt",
        "TILBUD\n\nServiceavtale, 12 måneder\nOppstart og opplæring\n\nGyldig i 30 dager.\n",
    ),
    "Vedhæftet er det tilbud": (
        "Tilbud.txt",
        "TILBUD\n\nServiceaftale, 12 måneder\nOpstart og oplæring\n\nGyldigt i 30 dage.\n",
    ),
}
"""What a text says of the file that comes along → the file's name and what stands in it."""
_ANSWERS = {
    "Hei": ("Takk for e-posten. Det ser bra ut, jeg kommer tilbake til deg før helgen.\n\nHilsen", "skrev"),
    "Hej": ("Tak for e-mailen. Det ser fint ud, jeg vender tilbage inden weekenden.\n\nHilsen", "skrev"),
}
"""How a text begins → the answer to it, and the word for who wrote what is quoted."""


def make_conversations(activities: Sequence[dict[str, Any]]) -> None:
    """Turn every third e-mail into the answer to the one before it, which belongs to the same records then.

    ``activities`` are in the order of time. Each e-mail gets ``message_id``, and an answer ``answers``: that of the
    message it answers, which it quotes.
    """
    emails = [activity for activity in activities if activity["kind"] == "email"]
    for number, email in enumerate(emails):
        email["message_id"] = f"{number + 1}.{email['start']:%Y%m%d%H%M}@salg.example"
        email["answers"] = None
    for first, answer in zip(emails[::3], emails[1::3], strict=False):
        greeting = first["text"].partition(" ")[0].strip(",\n")
        if first["direction"] == "draft" or greeting not in _ANSWERS:
            continue
        text, wrote = _ANSWERS[greeting]
        quoted = "\n".join(f"> {line}".rstrip() for line in first["text"].split("\n"))
        owner = first["owner"]
        subject = first["subject"]
        answer.update(
            {"from": first["to"], "to": first["from"]},
            text=f"{greeting},\n\n{text}\n\nDen {first['start']:%d.%m.%Y} {wrote} du:\n{quoted}",
            subject=subject if subject.startswith("SV: ") else f"SV: {subject}",
            direction="in" if first["direction"] == "out" else "out",
            done=True,
            owner=owner, created_by=owner, changed_by=owner,
            links=list(first["links"]),
            answers=first["message_id"],
        )  # fmt: skip


def file_of(email: dict[str, Any]) -> tuple[str, bytes] | None:
    """Return the name and bytes of the file that comes along with an e-mail, None for none."""
    if email["answers"] or email["direction"] == "draft":
        return None
    return next(((name, text.encode()) for said, (name, text) in _OFFER.items() if said in email["text"]), None)


def store_emails(made: Change, emails: Iterable[tuple[int, dict[str, Any]]]) -> None:
    """Insert what belongs to e-mails on file, given by ID and as they were made; drafts have no headers."""
    kept: dict[bytes, str | None] = {}
    headers, addresses, files = [], [], []
    threads: dict[str, str] = {}
    for number, email in emails:
        if email["direction"] == "draft":
            continue
        message_id = f"<{email['message_id']}>"
        answers = email["answers"] and f"<{email['answers']}>"
        name = identity(ParsedMessage(message_id=message_id, senders=(Address("", email["from"]),)))
        thread = threads[message_id] = threads.get(answers or "", name)
        theirs = email["to"] if email["direction"] == "out" else email["from"]
        headers.append(
            {
                "email": number, "identity": name, "message_id": message_id, "thread": thread,
                "in_reply_to": answers, "reference_ids": answers, "addressed": email["to"],
                "links": "\n".join(link.stored() for link in plain_links(email["text"])) or None,
                "size": len(email["text"]),
            }
        )  # fmt: skip
        addresses.append({"email": number, "key": key_of(theirs)})
        if (file := file_of(email)) is not None:
            if file[1] not in kept:
                kept[file[1]] = _kept(made, file[1])
            files.append(
                {"email": number, "position": 0, "name": file[0], "content_type": "text/plain",
                 "size": len(file[1]), "content": kept[file[1]]}
            )  # fmt: skip
    made.insert_many(EmailMessage, headers)
    made.insert_many(EmailAddress, addresses)
    made.insert_many(EmailAttachment, files)


def _kept(made: Change, content: bytes) -> str | None:
    """Keep the bytes of a file and return their digest; None where nobody has said where documents go."""
    try:
        return contents.keep_bytes(contents.folder_of_store(made.session.store), content).digest
    except StorageError:
        return None
