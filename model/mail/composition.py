"""A message that is written here, and its bytes (COM-13).

Whatever was typed, the bytes are ASCII with CRLF: texts and headers in other letters are encoded as UTF-8. Nothing
that could begin a header of its own is let into one.
"""

from __future__ import annotations

import mimetypes
import re
import secrets
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import headerregistry, policy
from email.message import EmailMessage as MimeMessage
from email.utils import format_datetime

from model.core.errors import UserError
from model.core.language import N_, _
from model.core.text import quotation
from model.mail.headers import Address
from model.mail.message import Attachment

PRIORITY_HEADERS = {"high": ("1", "high"), "low": ("5", "low")}
MOST_RECIPIENTS = 500
"""Addresses of one message; for more there are campaigns, which write to each alone."""
LARGEST_MESSAGE = 35_000_000
"""Bytes of a message; few servers take more."""
_POLICY = policy.SMTP.clone(cte_type="7bit")
_MARKS = re.compile(r"^(?:(?:re|sv|vs|aw|fwd|fw|vb)(?:\[\d+\])?:\s*)+", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")


@dataclass(frozen=True)
class Composition:
    """What is to be sent. ``html`` is an alternative to ``text``; inline attachments are what it shows by their ID.

    ``in_reply_to`` and ``references`` are message IDs with their brackets; ``headers`` further headers by name.
    """

    sender: Address
    to: Sequence[Address]
    subject: str
    text: str
    cc: Sequence[Address] = ()
    bcc: Sequence[Address] = ()
    html: str = ""
    priority: str = "normal"
    in_reply_to: str = ""
    references: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def envelope(self) -> tuple[str, ...]:
        """The addresses that a server is given, each once."""
        found: dict[str, str] = {}
        for one in (*self.to, *self.cc, *self.bcc):
            found.setdefault(one.key, on_the_wire(one.address))
        return tuple(found.values())


def new_message_id(address: str) -> str:
    """Return a message ID that no other message has; it says nothing but the domain of ``address``."""
    return f"<{secrets.token_hex(16)}@{on_the_wire(address).rpartition('@')[2]}>"


def message_bytes(composition: Composition, message_id: str, at: datetime) -> bytes:
    """Return the message in bytes, dated ``at`` (aware).

    Raises :class:`UserError` for what cannot be an address or a header, for no or too many recipients, and for a
    message that is larger than servers take.
    """
    count = len(composition.envelope)
    if not count:
        raise UserError(_("Write to whom it goes."), "to")
    if count > MOST_RECIPIENTS:
        raise UserError(
            _("A message goes to {most} addresses at most; a campaign writes to each alone.").format(
                most=MOST_RECIPIENTS
            ),
            "to",
        )
    made = MimeMessage(policy=_POLICY)
    made["From"] = _header_address(composition.sender, "sender")
    for name, people in (("To", composition.to), ("Cc", composition.cc)):
        if people:
            made[name] = [_header_address(one, name.lower()) for one in people]
    made["Subject"] = one_line(composition.subject, "subject")
    made["Date"] = format_datetime(at)
    made["Message-ID"] = message_id
    if composition.in_reply_to:
        made["In-Reply-To"] = one_line(composition.in_reply_to, "in_reply_to")
    if composition.references:
        made["References"] = " ".join(one_line(one, "references") for one in composition.references)
    if composition.priority in PRIORITY_HEADERS:
        number, word = PRIORITY_HEADERS[composition.priority]
        made["X-Priority"] = number
        made["Importance"] = word
    for name, value in composition.headers.items():
        made[name] = one_line(value, name)
    _fill(made, composition)
    content = made.as_bytes()
    if len(content) > LARGEST_MESSAGE:
        raise UserError(
            _("With its attachments the message has {size} MB; few servers take more than {most}.").format(
                size=len(content) // 1_000_000, most=LARGEST_MESSAGE // 1_000_000
            ),
            "files",
        )
    return content


def _fill(made: MimeMessage, composition: Composition) -> None:
    made.set_content(_with_line_breaks(composition.text))
    if composition.html:
        made.add_alternative(_with_line_breaks(composition.html), subtype="html")
        shown = made.get_payload()[-1]  # type: ignore[index]
        assert isinstance(shown, MimeMessage)
        for one in composition.attachments:
            if one.inline:
                _attach(shown, one)
    for one in composition.attachments:
        if not (one.inline and composition.html):
            _attach(made, one)


def _attach(made: MimeMessage, file: Attachment) -> None:
    kind = file.content_type or mimetypes.guess_type(file.name)[0] or ""
    # A message within could not be sent byte by byte as it is, so that it goes as a file like any other.
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind) or kind.startswith(("message/", "multipart/")):
        kind = "application/octet-stream"
    main, _slash, sub = kind.partition("/")
    name = one_line(file.name, "files")
    if file.inline:
        content_id = f"<{one_line(file.content_id, 'files')}>"
        made.add_related(file.content, main, sub, cid=content_id, filename=name, disposition="inline")
    else:
        made.add_attachment(file.content, main, sub, filename=name)


def _with_line_breaks(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines if lines.endswith("\n") else lines + "\n"


def one_line(text: str, field_name: str) -> str:
    """Return a header's text; raise :class:`UserError` where it would go on as a header of its own."""
    if any((ord(sign) < 32 and sign != "\t") or sign in "\x7f\x85\u2028\u2029" for sign in text):
        raise UserError(_("A line break cannot stand there."), field_name)
    return text


def _header_address(one: Address, field_name: str) -> headerregistry.Address:
    name, _at, domain = on_the_wire(one.address).rpartition("@")
    return headerregistry.Address(one_line(one.name, field_name), name, domain)


def on_the_wire(address: str) -> str:
    """Return an address as servers take it: its domain in ASCII.

    Raises :class:`UserError` where it is none, or has letters before the @ that only few servers take.
    """
    name, at, domain = address.strip().rpartition("@")
    domain = domain.rstrip(".")
    if at and not domain.isascii():
        import idna

        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            domain = ""
    labels = domain.split(".")
    whole = at and _PLAIN_NAME.fullmatch(name) and ".." not in name and name.strip(".") == name
    if not whole or len(name) > 64 or len(domain) > 255 or not all(_LABEL.fullmatch(label) for label in labels):
        raise UserError(_("{text} is no e-mail address.").format(text=quotation(address.strip())), "to")
    return f"{name}@{domain}"


def addresses_in(text: str, field_name: str) -> tuple[Address, ...]:
    """Return the people that somebody typed, commas, semicolons or line breaks between them; each address once.

    "Kari Nordmann <kari@firma.example>" has a name. Raises :class:`UserError` for what is no address, naming it.
    """
    found: dict[str, Address] = {}
    for part in separate(text):
        name, bracket, rest = part.rpartition("<")
        address = rest.rstrip("> \t") if bracket else part
        name = name.strip().strip('"').strip() if bracket else ""
        try:
            on_the_wire(address)
        except UserError:
            raise UserError(_("{text} is no e-mail address.").format(text=quotation(part)), field_name) from None
        one = Address(one_line(name, field_name), address.strip())
        found.setdefault(one.key, one)
    return tuple(found.values())


def separate(text: str) -> list[str]:
    """Return the parts of a list of people as they are typed or stored; what stands in quotes is not parted."""
    parts, quoted = [""], False
    for sign in text:
        if sign == '"':
            quoted = not quoted
        if sign in ",;\n\r" and not quoted:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts if part.strip()]


# Answers


def answer_subject(subject: str, *, forward: bool = False) -> str:
    """Return the subject of an answer or of what is passed on: one mark before it, whatever stood there."""
    return f"{'Fwd' if forward else 'Re'}: {_MARKS.sub('', subject.strip())}"


_WROTE = N_("{who} wrote on {when}:")
_PASSED_ON = N_("Forwarded message")


def quoted(text: str, who: str, when: str) -> str:
    """Return a text that is answered, each line after a mark, below a line that says who wrote it."""
    lines = [(">" + line) if line.startswith(">") else (f"> {line}" if line else ">") for line in text.splitlines()]
    return "\n".join([_(_WROTE).format(who=who, when=when), *lines])


def passed_on(text: str, headings: Sequence[tuple[str, str]]) -> str:
    """Return a text that is passed on, below its headings as label and value."""
    told = [f"{label}: {value}" for label, value in headings if value]
    return "\n".join([f"---------- {_(_PASSED_ON)} ----------", *told, "", text])


def whole_text(text: str, signature: str = "", below: str = "") -> str:
    """Return a message's text: what was written, the signature below it, and below that what is quoted."""
    signed = f"-- \n{textwrap.dedent(signature).strip()}" if signature.strip() else ""
    return "\n\n".join(part for part in (text.strip("\n"), signed, below.strip("\n")) if part) + "\n"
