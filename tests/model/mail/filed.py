"""E-mails on file, for tests: an activity with its headers and files, as they come from a mailbox."""

from __future__ import annotations

from typing import Any

from model.activities.adding import add
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.language import N_
from model.documents import contents
from model.mail.records import EmailAttachment, EmailMessage

Place = tuple[str, int]


def filed(
    session: Session, places: list[Place], *, files: dict[str, bytes] | None = None, thread: str = "", **values: Any
) -> int:
    """Put an e-mail on file and return its ID; values that the activity has no field for are those of its headers."""
    headers = {name: values.pop(name) for name in list(values) if name in EmailMessage.fields()}
    files = files or {}
    given = {"subject": "Hello", "direction": "in", "sender": "Ola Nes <ola@nes.example>", "text": "Hi"}
    email = add(session, "email", {**given, "attachments": len(files), **values}, places)
    with change(session, N_("New"), "add") as made:
        made.insert(EmailMessage, {"email": email, "thread": thread or None, **headers})
        for position, (name, content) in enumerate(files.items()):
            digest = contents.keep_bytes(contents.folder_of_store(session.store), content).digest if content else None
            row = {"email": email, "position": position, "name": name, "size": len(content), "content": digest}
            made.insert(EmailAttachment, row)
    return email
