"""Messages as they come from outside, read into plain values: headers, text, links and files (COM-13, COM-23).

Whatever the bytes are, :func:`parse` returns a message and never raises: mail is written by anybody. What is wrong in
it costs a header or a part, never the rest. Nothing is loaded, run or obeyed; the text is plain text. Text is fit to
be stored, and not yet to be shown: who shows it takes what could steer a terminal out of it, as of all text on file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import Message

from model.core.fields.texts import LOST_LETTER
from model.core.text import storable
from model.mail.headers import (
    WRONG,
    Address,
    address_list,
    decoded,
    header_message,
    headers_of,
    text_of,
    tidy,
    words_of,
)
from model.mail.html_text import Link, html_text, plain_links

__all__ = ["Address", "Attachment", "Link", "ParsedMessage", "address_list", "identity", "parse", "parse_headers"]

LONGEST_TEXT = 90_000
"""Letters of a text that are kept; what is longer ends with a mark."""
MOST_PARTS = 500
"""Parts of a message that are looked at."""


@dataclass(frozen=True)
class Attachment:
    """A file of a message; ``inline`` marks what its HTML shows by ``content_id``."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.content)


@dataclass(frozen=True)
class ParsedMessage:
    """A message. What a header does not say is '' or empty.

    ``sent`` is aware; None where the message says nothing that can be one. ``priority`` is ``high``, ``normal`` or
    ``low``. ``text`` and ``attachments`` are empty of one that was read by :func:`parse_headers`.
    """

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    senders: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    delivered_to: tuple[Address, ...] = ()
    sent: datetime | None = None
    subject: str = ""
    priority: str = "normal"
    automatic: bool = False
    text: str = ""
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    size: int = 0

    @property
    def everybody(self) -> tuple[Address, ...]:
        """Everyone whom the message names, each address once: whom it may be linked to."""
        found: dict[str, Address] = {}
        for one in (*self.senders, *self.to, *self.cc, *self.bcc, *self.reply_to, *self.delivered_to):
            if one.key:
                found.setdefault(one.key, one)
        return tuple(found.values())


def parse(content: bytes) -> ParsedMessage:
    """Return what a message says, its text and its files; it never raises."""
    try:
        message = message_from_bytes(content, policy=policy.compat32)
    except WRONG:
        return ParsedMessage(text=_tidy_text(decoded(content, "")), size=len(content))
    text, links, files = _content(message)
    return ParsedMessage(**headers_of(message), text=text, links=links, attachments=files, size=len(content))


def parse_headers(content: bytes, size: int = 0) -> ParsedMessage:
    """Return what the headers of a message say; it never raises. ``size`` is that of the whole message."""
    try:
        message = header_message(content)
        return ParsedMessage(**headers_of(message), size=size)
    except WRONG:
        return ParsedMessage(size=size)


def identity(message: ParsedMessage) -> str:
    """Return what the same message has in every folder and mailbox, and no other has: 64 characters.

    It is worked out from the message ID and who sent it; without an ID from what the other headers say.
    """
    sender = message.senders[0].key if message.senders else ""
    parts = [message.message_id, sender]
    if not message.message_id:
        sent = message.sent.astimezone(UTC).isoformat() if message.sent else ""
        parts += [sent, message.subject, *(one.key for one in message.to)]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


# Content


def _content(message: Message) -> tuple[str, tuple[Link, ...], tuple[Attachment, ...]]:
    """Return the text, its links, and the files."""
    texts: list[str] = []
    links: dict[Link, None] = {}
    files: list[Attachment] = []
    for part in _leaves(message):
        try:
            if _is_text(part):
                text, found = _text_of_part(part)
                links.update(dict.fromkeys(found))
                if text:
                    texts.append(text)
            else:
                files.append(_file(part))
        except WRONG:
            continue
    return _tidy_text("\n\n".join(texts)), tuple(links), tuple(files)


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something, of alternatives the one that is read here; a message within is one part."""
    waiting: list[Message] = [message]
    seen = 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        inner = _payload(part)
        if part.get_content_maintype() != "multipart" or not isinstance(inner, list):
            yield part
            continue
        parts = [each for each in inner if isinstance(each, Message)]
        if part.get_content_subtype() == "alternative":
            parts = _chosen(parts)
        waiting[:0] = parts


def _chosen(parts: list[Message]) -> list[Message]:
    """Return of alternatives the plain text, unless it is empty, else the HTML; with what is neither."""
    others = [part for part in parts if not _is_text(part)]
    texts = [part for part in parts if _is_text(part)]
    plain = next((part for part in texts if _type(part) == "text/plain" and _bytes_of(part).strip()), None)
    if plain is not None:
        # What holds the HTML along with its pictures says the same once more.
        related = [part for part in others if part.get_content_maintype() == "multipart"]
        files = [leaf for part in related for leaf in _leaves(part) if not _is_text(leaf)]
        return [plain, *(part for part in others if part not in related), *files]
    return [*texts[-1:], *others]


def _type(part: Message) -> str:
    return part.get_content_type()


def _is_text(part: Message) -> bool:
    disposition = str(part.get("content-disposition", "")).casefold().lstrip()
    if disposition.startswith("attachment") or _name_of(part):
        return False
    return _type(part) in ("text/plain", "text/html", "text/enriched", "text/rfc822-headers")


def _text_of_part(part: Message) -> tuple[str, list[Link]]:
    text = decoded(_bytes_of(part), _charset_of(part))
    if _type(part) == "text/html":
        return html_text(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return text, plain_links(text)


def _bytes_of(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except WRONG:
        content = None
    if isinstance(content, bytes):
        return content
    payload = _payload(part)
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _payload(part: Message) -> object:
    """Return what a part holds, as the parser has left it: parts, or text with bytes hidden in it."""
    try:
        return part.get_payload()
    except WRONG:
        return getattr(part, "_payload", None)


def _charset_of(part: Message) -> str:
    try:
        return part.get_content_charset("") or ""
    except WRONG:
        return ""


def _file(part: Message) -> Attachment:
    kind = _type(part)
    content_id = tidy(text_of(str(part.get("content-id", "")))).strip("<> ")[:400]
    disposition = str(part.get("content-disposition", "")).casefold().lstrip()
    inline = bool(content_id) and not disposition.startswith("attachment") and kind.startswith("image/")
    return Attachment(_file_name(part, kind), kind[:200], _file_bytes(part), content_id, inline)


def _file_bytes(part: Message) -> bytes:
    inner = _payload(part)
    if not isinstance(inner, list):
        return _bytes_of(part)
    pieces = []
    for each in inner:
        try:
            pieces.append(each.as_bytes() if isinstance(each, Message) else str(each).encode("utf-8", "replace"))
        except (*WRONG, OSError):
            continue
    return b"\n".join(pieces)


def _name_of(part: Message) -> str:
    try:
        return tidy(words_of(str(part.get_filename("") or "")))
    except WRONG:
        return ""


def _file_name(part: Message, kind: str) -> str:
    """Return a name without folders; where there is none, one by what it is."""
    name = re.split(r"[/\\]", _name_of(part))[-1].strip(". ")[:200]
    if name:
        return name
    if kind == "message/rfc822":
        inner = _payload(part)
        first = inner[0] if isinstance(inner, list) and inner else None
        subject = headers_of(first)["subject"] if isinstance(first, Message) else ""
        return (tidy(re.sub(r'[/\\:*?"<>|]+', " ", subject)).strip(". ")[:80] or "message") + ".eml"
    import mimetypes

    return (kind.partition("/")[0] or "file") + (mimetypes.guess_extension(kind) or ".bin")


def _tidy_text(text: str) -> str:
    """Return a text of lines, as it may be stored, without blanks at their ends and more than two empty lines."""
    text = storable(text).replace(LOST_LETTER, "?").replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"[ \t\u00a0]+\n", "\n", text)
    text = re.sub(r"\n{4,}", "\n\n\n", text).strip("\n")
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT].rstrip() + "\n[…]"
