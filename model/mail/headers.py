"""Headers of messages: text, people, times and what else is read out of them, whatever the bytes are (COM-13)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from model.core.fields.texts import LOST_LETTER
from model.core.text import storable
from model.mail.addresses import key_of

MOST_ADDRESSES = 2_000
_LONGEST_HEADER = 64_000
WRONG = (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError, binascii.Error)
"""What Python's parser raises for messages that it does not understand; seen with the malformed mail of its tests."""
_END = re.compile(rb"\r?\n\r?\n")
_HEADER = re.compile(r"^([!-9;-~]+):[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE)
_PLAIN_PERSON = re.compile(r'(?:"?([\w .\-]*)"? ?<)?([\w.+\-]+@[\w.\-]+)>?', re.ASCII)
"""A person as nearly all headers write one: nothing in it has to be decoded, parted or left out."""
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")


@dataclass(frozen=True)
class Address:
    """A person in a header: the name, '' where there is none, and the address, which holds an @."""

    name: str
    address: str

    @property
    def key(self) -> str:
        """The address as it is compared (:func:`model.mail.addresses.key_of`)."""
        return key_of(self.address)

    def __str__(self) -> str:
        """Return "Name <address>", or the address alone."""
        if not self.name or self.name == self.address:
            return self.address
        name = self.name
        if any(sign in name for sign in ',;<>@"'):
            name = '"' + name.replace('"', "'") + '"'
        return f"{name} <{self.address}>"


def address_list(people: Iterable[Address], longest: int = 5_000) -> str:
    """Return people as one line, commas between them; those beyond ``longest`` letters are left out, with a mark."""
    text = ", ".join(map(str, people))
    if len(text) <= longest:
        return text
    return text[: text.rfind(", ", 0, longest - 3)] + ", …" if ", " in text[: longest - 3] else text[:longest]


def header_message(content: bytes) -> Message:
    """Return a message of headers alone, as Python's parser would read them; it takes a fraction of the time."""
    end = _END.search(content)
    text = (content[: end.start()] if end else content).decode("ascii", "surrogateescape")
    message = Message()
    for found in _HEADER.finditer(text):
        message.set_raw(found[1], found[2].rstrip("\r\n"))
    return message


def headers_of(message: Message) -> dict[str, Any]:
    """Return the fields of a :class:`~model.mail.message.ParsedMessage` that stand in the headers."""
    raw: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        raw.setdefault(str(name).lower(), []).append(str(value)[:_LONGEST_HEADER])

    def line(name: str) -> str:
        return tidy(words_of(raw[name][0])) if name in raw else ""

    def people(*names: str) -> tuple[Address, ...]:
        return tuple(_people(value for name in names for value in raw.get(name, ())))

    return {
        "message_id": _first_id(raw.get("message-id")),
        "in_reply_to": _first_id(raw.get("in-reply-to")),
        "references": tuple(dict.fromkeys(_MESSAGE_ID.findall(" ".join(raw.get("references", ()))))),
        "senders": people("from") or people("sender"),
        "to": people("to"),
        "cc": people("cc"),
        "bcc": people("bcc"),
        "reply_to": people("reply-to"),
        "delivered_to": people("delivered-to", "x-original-to"),
        "sent": _moment(line("date")),
        "subject": line("subject")[:900],
        "priority": _priority(line("x-priority"), line("importance") or line("priority") or line("x-msmail-priority")),
        "automatic": _is_automatic(line("auto-submitted"), line("precedence")),
    }


def words_of(value: str) -> str:
    """Return a header's text: encoded words decoded, and bytes without a charset read as UTF-8 or Windows-1252."""
    unfolded = re.sub(r"\r?\n[ \t]+", " ", value)
    text = text_of(unfolded)
    if "=?" not in text:
        return text
    try:
        parts = decode_header(text)
    except WRONG:
        return text
    return "".join(part if isinstance(part, str) else decoded(part, charset or "") for part, charset in parts)


def text_of(value: str) -> str:
    """Return text in which Python's parser has hidden bytes that are no ASCII."""
    try:
        value.encode("ascii")
        return value
    except UnicodeEncodeError:
        return decoded(value.encode("utf-8", "surrogateescape"), "")


def _people(values: Iterable[str]) -> Iterator[Address]:
    count = 0
    for value in values:
        if (plain := _PLAIN_PERSON.fullmatch(value)) and ("<" in value) == value.endswith(">"):
            if key_of(plain[2]):
                yield Address(" ".join((plain[1] or "").split())[:200], plain[2])
            continue
        try:
            found = getaddresses([re.sub(r"\r?\n[ \t]+", " ", value)])
        except WRONG:
            continue
        for name, address in found:
            address = tidy(text_of(address)).strip("<> '\"")
            if key_of(address) and count < MOST_ADDRESSES:
                count += 1
                yield Address(tidy(words_of(name))[:200].strip("'\" "), address)


def _first_id(values: list[str] | None) -> str:
    found = _MESSAGE_ID.search(" ".join(values)) if values else None
    return tidy(text_of(found[0])) if found else ""


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        moment = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (*WRONG, OverflowError):
        return None
    return moment if 1980 <= moment.year < 2200 else None


def _priority(number: str, word: str) -> str:
    word = word.casefold()
    if number[:1] in ("1", "2") or word in ("high", "urgent"):
        return "high"
    if number[:1] in ("4", "5") or word in ("low", "non-urgent"):
        return "low"
    return "normal"


def _is_automatic(submitted: str, precedence: str) -> bool:
    """Whether no person wrote it (RFC 3834)."""
    return submitted.casefold().partition(";")[0].strip() not in ("", "no") or precedence.casefold() == "auto_reply"


def decoded(content: bytes, charset: str) -> str:
    """Return bytes as text by their charset; by UTF-8, else Windows-1252, where that is none or not theirs."""
    for name in (charset.strip("'\" "), "utf-8", "cp1252"):
        if not name or name.casefold() in ("unknown-8bit", "us-ascii", "ascii"):
            continue
        try:
            return content.decode(name)
        except (LookupError, ValueError, TypeError):
            continue
    return content.decode("latin-1")


def tidy(text: str) -> str:
    """Return text on one line, as it may be stored."""
    return " ".join(storable(text).replace(LOST_LETTER, "?").split())
