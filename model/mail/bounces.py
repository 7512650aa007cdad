"""Mail that came back: who was not reached, for how long, and which recipient of a campaign it was (CAMP-19, R11).

What a server says for programs (``message/delivery-status``, RFC 3464) is believed first. Where there is none, the
text is read, but only of a message that a mail server wrote. Answers that no person wrote (RFC 3834) and abuse reports
(RFC 5965) are no returned mail. Whatever the bytes are, nothing here raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string, policy
from email.message import Message
from email.utils import parseaddr
from typing import Literal

from model.mail.headers import header_message

CAMPAIGN_HEADER = "X-Campaign-Recipient"
"""Header of a message of a campaign; its value names the recipient, and comes back in what the server returns."""
VERP_MARK = "+bounce-"
"""What stands between the name and the value of that header in an address that returned mail goes to."""

_WRONG = (LookupError, ValueError, TypeError, AttributeError, RecursionError)
_LONGEST_TEXT = 60_000
_MOST_PARTS = 50
_MOST_RETURNS = 200
_TOKEN = re.compile(r"[A-Za-z0-9.=_-]{1,100}")
_ADDRESS = r"[^\s<>()\[\]\"',;:@]{1,100}@[^\s<>()\[\]\"',;:@]{1,200}[^\s<>()\[\]\"',;:@.]"
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_REPLY_CODE = re.compile(r"(?<![\d.])([45])\d\d(?=[\s:#-])")
_ON_ITS_LINE = re.compile(rf"^[ \t>*]*(?:rfc822;)?[ \t]*<?({_ADDRESS})>?:?[ \t]*(?:\(|$)", re.MULTILINE | re.IGNORECASE)
_AT_ITS_START = re.compile(rf"^[ \t]*<({_ADDRESS})>[ \t]*[:.]", re.MULTILINE)
_ORIGINAL = re.compile(
    r"^[ \t>]*-{2,}[^\n]{0,20}(?:below this line is a copy|original message|copy of (?:the|your) message"
    r"|this is a copy|message header|returned message|transcript of message)[^\n]*$",
    re.MULTILINE | re.IGNORECASE,
)
_SERVERS = ("mailer-daemon", "mailerdaemon", "mail-daemon", "postmaster", "maildaemon", "mail.daemon")
_FAILED = re.compile(
    r"undeliver|delivery (?:has )?fail|fail\w* (?:to )?deliver|could ?n[o']t (?:be )?deliver|not (?:be )?delivered"
    r"|unable to deliver|delivery (?:status )?notification ?\(fail|failure notice|returned (?:mail|to sender)"
    r"|permanent error|wasn't able to deliver|mail delivery (?:failed|problem)|kunne ikke lever|ikke levert"
    r"|ikke leveres|kan ikke lever|delivery failure|nondeliverable|rejected your message",
    re.IGNORECASE,
)
_WAITS = re.compile(
    r"delay|will (?:be )?(?:re)?tr(?:y|ied)|still trying|temporar|not yet been delivered|warning: (?:message|could)"
    r"|forsinket|midlertidig",
    re.IGNORECASE,
)
_OUT_OF_REACH = frozenset({"5.2.2", "5.2.3", "5.2.4", "5.1.7", "5.1.8"})
"""A mailbox that is full, a message too large or to a list, and a sender that is refused: the address may be right."""


@dataclass(frozen=True)
class Return:
    """A recipient who was not reached.

    ``kind`` is ``hard`` where the server has given up for good, ``soft`` where it may work later (status 4, delayed).
    ``address`` is as it was written to, '' where it is not told; ``status`` as in RFC 3463 (``5.1.1``), '' for none.
    ``campaign_recipient`` is the value of :data:`CAMPAIGN_HEADER`, ``message_id`` that of the message that came back.
    """

    kind: Literal["hard", "soft"]
    address: str = ""
    status: str = ""
    campaign_recipient: str = ""
    message_id: str = ""
    reason: str = ""

    @property
    def condemns_address(self) -> bool:
        """Whether it is the address that is wrong, and not the message, its sender or a rule of the server.

        A server that refuses the sender (5.7) refuses all its messages: every address on file would be lost by it.
        """
        if self.kind != "hard" or self.status in _OUT_OF_REACH:
            return False
        return not self.status or self.status.startswith(("5.0.", "5.1.", "5.2.", "5.4."))


def returns_in(content: bytes) -> tuple[Return, ...]:
    """Return who was not reached by what a message says; empty for a message that is no returned mail."""
    try:
        message = message_from_bytes(content, policy=policy.compat32)
        return tuple(_returns_of(message))
    except _WRONG:
        return ()


def return_in(content: bytes) -> Return | None:
    """Return the first who was not reached, None for a message that is no returned mail."""
    return next(iter(returns_in(content)), None)


def may_be_return(headers: bytes) -> bool:
    """Whether a message is worth reading whole for :func:`returns_in`, by its headers alone."""
    try:
        message = header_message(headers)
        return (
            _is_of_server(message)
            or message.get_content_type() in ("multipart/report", "message/delivery-status")
            or bool(_verp(message))
        )
    except _WRONG:
        return False


def is_token(text: str) -> bool:
    """Whether a text may be a value of :data:`CAMPAIGN_HEADER`."""
    return _TOKEN.fullmatch(text) is not None


def _returns_of(message: Message) -> Iterator[Return]:
    parts = list(_parts(message))
    kinds = {part.get_content_type() for part in parts}
    if "message/feedback-report" in kinds or _parameter(message, "report-type") == "feedback-report":
        return
    original = _original(parts)
    token = _token(original) or _verp(message)
    message_id = " ".join(_header(original, "message-id").split())[:1_000] if original is not None else ""
    status_parts = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    found = [each for part in status_parts for each in _by_status(part)]
    if not status_parts and _is_of_server(message):
        text = "\n".join(_text(part) for part in parts if part.get_content_maintype() == "text")
        mark = _ORIGINAL.search(text)
        if mark and original is None:
            inner = message_from_string(text[mark.end() :].lstrip("\n"))
            token = token or _token(inner)
            message_id = " ".join(_header(inner, "message-id").split())[:1_000]
        found = list(_by_text(message, text[: mark.start()] if mark else text))
    for each in found[:_MOST_RETURNS]:
        yield Return(each.kind, each.address, each.status, token, message_id, each.reason)


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts of a message, not those of the message that came back with it."""
    waiting, seen = [message], 0
    while waiting and seen < _MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        yield part
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting[:0] = [each for each in inner if isinstance(each, Message)]


def _by_status(part: Message) -> Iterator[Return]:
    """Yield who was not reached by the blocks of a ``message/delivery-status``: the first is about the message."""
    blocks = part.get_payload()
    if not isinstance(blocks, list):
        blocks = [message_from_string(block) for block in re.split(r"\n\s*\n", _text(part)) if block.strip()]
    for block in blocks:
        if not isinstance(block, Message):
            continue
        address = _recipient(block)
        action = _header(block, "action").strip().casefold()
        found = _STATUS.search(_header(block, "status")) or _STATUS.search(_header(block, "diagnostic-code"))
        status = found[0] if found else ""
        if not (address or status) or not (address or action):
            continue
        if action in ("delivered", "relayed", "expanded") or status.startswith("2."):
            continue
        soft = action == "delayed" or status.startswith("4.") or (action != "failed" and not status)
        yield Return("soft" if soft else "hard", address, status, reason=_reason(_header(block, "diagnostic-code")))


def _recipient(block: Message) -> str:
    """Return to whom was written: the address before a server wrote it anew, where that is told."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = _header(block, name).rpartition(";")[2]
        found = re.search(_ADDRESS, value)
        if found:
            return found[0]
    return ""


def _is_of_server(message: Message) -> bool:
    """Whether a mail server wrote a message, so that its text is believed."""
    if _header(message, "x-failed-recipients"):
        return True
    sender = parseaddr(_header(message, "from"))[1].partition("@")[0].casefold()
    return sender in _SERVERS


def _by_text(message: Message, text: str) -> Iterator[Return]:
    subject = " ".join(_header(message, "subject").split())
    failed_header = re.findall(_ADDRESS, _header(message, "x-failed-recipients"))
    waits = _WAITS.search(subject) or (_WAITS.search(text) and not _FAILED.search(text))
    if not failed_header and not waits and not _FAILED.search(f"{subject}\n{text}"):
        return
    own = {parseaddr(_header(message, name))[1].casefold() for name in ("to", "delivered-to", "x-original-to")}
    named = failed_header or _AT_ITS_START.findall(text) or _ON_ITS_LINE.findall(text)
    addresses = [one for one in dict.fromkeys(named) if failed_header or one.casefold() not in own]
    found = next((match for match in _STATUS.finditer(text) if match[1] != "2"), None)
    code = _REPLY_CODE.search(text)
    status = found[0] if found else f"{code[1]}.0.0" if code else ""
    soft = bool(waits) or status.startswith("4.")
    for address in addresses or ([""] if status or _FAILED.search(subject) else []):
        yield Return("soft" if soft else "hard", address, status, reason=_line_with(text, found or code))


def _line_with(text: str, found: re.Match[str] | None) -> str:
    if found is None:
        return ""
    start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
    return _reason(text[start : end if end >= 0 else len(text)])


def _reason(text: str) -> str:
    return " ".join(text.partition(";")[2].split() if re.match(r"[\w-]+\s*;", text) else text.split())[:300]


# The message that came back


def _original(parts: list[Message]) -> Message | None:
    for part in parts:
        kind = part.get_content_type()
        inner = part.get_payload()
        if kind == "message/rfc822" and isinstance(inner, list) and inner and isinstance(inner[0], Message):
            return inner[0]
        if kind in ("text/rfc822-headers", "message/rfc822-headers", "message/rfc822"):
            return message_from_string(_text(part).lstrip("\r\n"))
    return None


def _token(message: Message | None) -> str:
    value = _header(message, CAMPAIGN_HEADER).strip() if message is not None else ""
    return value if is_token(value) else ""


def _verp(message: Message) -> str:
    """Return the value in the address that the message came back to."""
    for name in ("to", "delivered-to", "x-original-to", "envelope-to"):
        local = parseaddr(_header(message, name))[1].partition("@")[0]
        token = local.rpartition(VERP_MARK)[2] if VERP_MARK in local else ""
        if is_token(token):
            return token
    return ""


# Values out of messages, whatever stands there


def _header(message: Message | None, name: str) -> str:
    value = message.get(name, "") if message is not None else ""
    return str(value)[:10_000].replace("\r", "").replace("\n", " ")


def _parameter(message: Message, name: str) -> str:
    value = message.get_param(name)
    return value.casefold() if isinstance(value, str) else ""


def _text(part: Message) -> str:
    """Return the text of a part as far as it is looked at."""
    content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        return content[: _LONGEST_TEXT * 2].decode("utf-8", "replace").replace("\r\n", "\n")[:_LONGEST_TEXT]
    plain = part.get_payload()
    return plain[:_LONGEST_TEXT] if isinstance(plain, str) else ""
