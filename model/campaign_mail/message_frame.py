"""The message of a campaign made once, into which each recipient's own lines are put.

Python's e-mail package takes milliseconds to make a message, and would encode the same pictures ten thousand times.
What all messages have in common is made by it once; the texts of each are encoded as quoted-printable and put between.
"""

from __future__ import annotations

import binascii
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from model.mail.composition import Composition, message_bytes, on_the_wire, one_line
from model.mail.headers import Address
from model.mail.message import Attachment

_OWN = re.compile(rb"^(?:To|Subject|Date|Message-ID): [^\r\n]*\r\n", re.MULTILINE)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 .,&'()+-]{1,60}")
_PLAIN_SUBJECT = re.compile(r"(?!.*=\?)[!-~][ -~]{0,60}")
_PLACE = (b"Content-Transfer-Encoding: 7bit", b"Content-Transfer-Encoding: quoted-printable")


class MessageFrame:
    """What all messages of a campaign have in common: the sender, the parts, the files."""

    def __init__(self, sender: Address, attachments: Sequence[Attachment], *, with_html: bool, at: datetime) -> None:
        """Make it; raise :class:`~model.core.errors.UserError` for files that are larger than servers take."""
        text, html = (f"{name}-{secrets.token_hex(8)}" for name in ("text", "html"))
        written = Composition(
            sender, [Address("", "a@b.example")], "Subject", text, html=html if with_html else "",
            attachments=attachments,
        )  # fmt: skip
        content = message_bytes(written, "<a@b.example>", at)
        head, end, rest = content.partition(b"\r\n\r\n")
        content = _OWN.sub(b"", head + b"\r\n") + end[2:] + rest
        self._pieces = _parted(content, [text, html] if with_html else [text])

    def filled(
        self, to: Address, subject: str, message_id: str, at: datetime, lines: Sequence[str], *texts: str
    ) -> bytes:
        """Return the message to one recipient: ``lines`` are further headers in ASCII, ``texts`` the text, the HTML.

        Raises :class:`~model.core.errors.UserError` for what cannot be an address or a header.
        """
        own = [*lines, _to(to), _subject(subject), f"Date: {format_datetime(at)}", f"Message-ID: {message_id}"]
        pieces = [("\r\n".join(own) + "\r\n").encode("ascii"), self._pieces[0]]
        for text, after in zip(texts, self._pieces[1:], strict=True):
            pieces += [_quoted(text), after]
        return b"".join(pieces)


def _parted(content: bytes, places: Sequence[str]) -> list[bytes]:
    """Return what stands before, between and after the places; the texts that go there are quoted-printable."""
    pieces = []
    for place in places:
        before, _place, content = content.partition(place.encode() + b"\r\n")
        at = before.rindex(_PLACE[0])
        pieces.append(before[:at] + _PLACE[1] + before[at + len(_PLACE[0]) :])
    return [*pieces, content]


def _quoted(text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    quoted = binascii.b2a_qp(lines.encode("utf-8"), istext=True).replace(b"\n", b"\r\n")
    return quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n"


def _to(one: Address) -> str:
    address, name = on_the_wire(one.address), one_line(one.name, "to")
    if not name:
        return f"To: {address}"
    if _PLAIN_NAME.fullmatch(name):
        name = f'"{name}"'
    else:
        name = Header(name, "utf-8", header_name="To").encode(linesep="\r\n")
    return f"To: {name} <{address}>" if len(name) + len(address) < 70 else f"To: {name}\r\n <{address}>"


def _subject(text: str) -> str:
    if _PLAIN_SUBJECT.fullmatch(text):
        return f"Subject: {text}"
    words = Header(one_line(text, "subject"), "utf-8", header_name="Subject").encode(linesep="\r\n")
    return f"Subject: {words}"
