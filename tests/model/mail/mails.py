"""Messages for the tests of mail."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

WHEN = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def mail(
    sender: str = "amy@fjord.no",
    to: str = "kari@salg.example",
    subject: str = "Hei",
    text: str = "Hei!",
    *,
    html: str = "",
    files: tuple[tuple[str, bytes], ...] = (),
    when: datetime = WHEN,
    **headers: str,
) -> bytes:
    """A message as bytes; further headers by name with underscores for hyphens."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(when)
    if "Message_ID" not in headers:
        message["Message-ID"] = make_msgid(domain="test.example")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()
