"""A mailbox over IMAP: what is read of it and put into it, and what goes wrong as plain sentences (COM-13).

Reading marks nothing as read. A connection is used by the thread that opened it; every call waits for the server, at
most :data:`SECONDS`, and so is never made where the screen is painted.
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import socket
import ssl
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from model.core.errors import UserError
from model.core.language import _
from model.core.text import excerpt
from model.mail.folders import Folder, folders_of
from model.mail.settings import MailAccount, MailSettingsError, Server

SECONDS = 30
"""How long the server is waited for."""
_HEADERS = (
    "from sender to cc bcc reply-to delivered-to x-original-to subject date message-id in-reply-to references"
    " importance priority x-priority x-msmail-priority auto-submitted precedence content-type x-failed-recipients"
)
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]{10,40})"')
_FLAGS = re.compile(rb"\bFLAGS \(([^)]*)\)")
_SEARCHED_TOGETHER = 10
"""Addresses that one search asks for."""


class MailboxError(UserError):
    """The mailbox cannot be used; the sentence says why, and holds no secret."""


class SignInError(MailboxError):
    """The server does not take the user, the password or the token."""


class UnreachableError(MailboxError):
    """The server does not answer, or no longer: the same may succeed later."""


class RefusedError(MailboxError):
    """The server refuses what was asked, or says what nobody can understand."""


@dataclass(frozen=True)
class FolderState:
    """A folder as the server has it now. UIDs mean the same messages as long as ``uid_validity`` stays."""

    uid_validity: int
    next_uid: int
    messages: int


@dataclass(frozen=True)
class Fetched:
    """A message of the open folder: its headers, or the whole of it; ``size`` is that of the whole, in bytes.

    ``received`` is when the server got it, None where it does not say.
    """

    uid: int
    content: bytes
    size: int
    received: datetime | None
    is_draft: bool


class Mailbox:
    """An open mailbox; made by :func:`open_mailbox`."""

    def __init__(self, box: Any, server: Server) -> None:
        self._box = box
        self._server = server

    @property
    def capabilities(self) -> tuple[str, ...]:
        """What the server says that it can do."""
        return tuple(self._box.client.capabilities)

    def abort(self) -> None:
        """Break the line off, from whichever thread: who waits for the server is told that it has closed."""
        with contextlib.suppress(OSError):
            self._box.client.sock.shutdown(socket.SHUT_RDWR)

    def folders(self) -> list[Folder]:
        """Return the folders that can be opened."""
        with _plain(self._server):
            return folders_of((found.name, found.delim, found.flags) for found in self._box.folder.list())

    def state(self, folder: str) -> FolderState:
        """Return what the server says of a folder without opening it."""
        with _plain(self._server):
            found = self._box.folder.status(folder, ("MESSAGES", "UIDNEXT", "UIDVALIDITY"))
            return FolderState(found["UIDVALIDITY"], found["UIDNEXT"], found["MESSAGES"])

    def select(self, folder: str) -> None:
        """Open a folder to be read only."""
        with _plain(self._server):
            self._box.folder.set(folder, readonly=True)

    def uids(self, first: int = 1) -> list[int]:
        """Return the UIDs in the open folder, from ``first`` on, the lowest first."""
        with _plain(self._server):
            found = self._box.uids(f"UID {first}:*", charset=None)
            # A range that begins beyond the last message is turned round by the server, and has that one.
            return sorted(uid for uid in map(int, found) if uid >= first)

    def headers(self, uids: Sequence[int]) -> list[Fetched]:
        """Return the headers of these messages that are there."""
        return self._fetch(uids, f"BODY.PEEK[HEADER.FIELDS ({_HEADERS})]")

    def messages(self, uids: Sequence[int]) -> list[Fetched]:
        """Return these messages whole, as far as they are there."""
        return self._fetch(uids, "BODY.PEEK[]")

    def with_addresses(self, keys: Iterable[str]) -> list[int]:
        """Return the UIDs in the open folder of messages from or to one of the addresses."""
        wanted = [key for key in keys if key.isascii() and '"' not in key and "\\" not in key]
        found: set[int] = set()
        for start in range(0, len(wanted), _SEARCHED_TOGETHER):
            terms = [
                f'{header} "{key}"'
                for key in wanted[start : start + _SEARCHED_TOGETHER]
                for header in ("FROM", "TO", "CC")
            ]
            criteria = "OR " * (len(terms) - 1) + " ".join(terms)
            with _plain(self._server):
                found.update(map(int, self._box.uids(criteria, charset=None)))
        return sorted(found)

    def append(self, folder: str, content: bytes, when: datetime, *, seen: bool = True) -> None:
        """Put a message into a folder."""
        with _plain(self._server):
            self._box.append(content, folder, when, (r"\Seen",) if seen else None)

    def _fetch(self, uids: Sequence[int], what: str) -> list[Fetched]:
        if not uids:
            return []
        with _plain(self._server):
            status, data = self._box.client.uid(
                "FETCH", ranges_of(uids), f"(UID FLAGS RFC822.SIZE INTERNALDATE {what})"
            )
            if status != "OK":
                raise imaplib.IMAP4.error(data[0] if data else b"")
            wanted = set(uids)
            return [found for found in map(_fetched, _items(data)) if found is not None and found.uid in wanted]


@contextlib.contextmanager
def open_mailbox(account: MailAccount, *, seconds: float = SECONDS) -> Iterator[Mailbox]:
    """Sign in to an account's mailbox for the length of the block.

    Raises :class:`SignInError`, :class:`UnreachableError`, :class:`RefusedError`, and :class:`MailSettingsError` where
    there is no mailbox or no secret.
    """
    if account.imap is None:
        raise MailSettingsError(_("No mailbox is named: set imap under [mail]."), "mail.imap")
    # Asked before the line is opened: a command may take its time.
    secret = account.secrets.token() if account.secrets.uses_token else account.secrets.password()
    server = account.imap
    with _plain(server):
        box = _connected(server, seconds)
    try:
        try:
            with _plain(server, secret):
                _sign_in(box, account, secret)
        except RefusedError as error:
            raise SignInError(
                _("{server} does not take the user {user} with this password: {reason}").format(
                    server=server.name, user=excerpt(server.user, 100), reason=error.message
                ),
                "mail.imap",
            ) from None
        yield Mailbox(box, server)
    finally:
        # A server that has gone already needs no farewell.
        with contextlib.suppress(Exception):
            box.logout()
        with contextlib.suppress(Exception):
            box.client.shutdown()


def _connected(server: Server, seconds: float) -> Any:
    from imap_tools import MailBox, MailBoxUnencrypted

    # Without a context of its own the library would take any certificate.
    if server.encryption == "tls":
        return MailBox(server.host, server.port, timeout=seconds, ssl_context=ssl.create_default_context())
    box = MailBoxUnencrypted(server.host, server.port, timeout=seconds)
    if server.encryption == "starttls":
        try:
            box.client.starttls(ssl_context=ssl.create_default_context())
        except BaseException:
            box.client.shutdown()
            raise
    return box


def _sign_in(box: Any, account: MailAccount, secret: str) -> None:
    assert account.imap is not None
    user = account.imap.user
    if account.secrets.uses_token:
        if "AUTH=XOAUTH2" not in box.client.capabilities:
            raise imaplib.IMAP4.error(_("the server takes no token (XOAUTH2)").encode())
        box.xoauth2(user, secret, initial_folder=None)
    elif user.isascii() and secret.isascii() and "LOGINDISABLED" not in box.client.capabilities:
        box.login(user, secret, initial_folder=None)
    else:
        box.login_utf8(user, secret, initial_folder=None)


@contextlib.contextmanager
def _plain(server: Server, secret: str = "") -> Iterator[None]:
    """Turn what goes wrong on the line into the three errors; what the server says is told without the secret."""
    from imap_tools.errors import ImapToolsError

    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise UnreachableError(
            _("The certificate of {server} is not valid: {reason}.").format(
                server=server.name, reason=excerpt(error.verify_message, 100)
            ),
            "mail.imap",
        ) from None
    except ssl.SSLError:
        raise UnreachableError(_("{server} speaks no TLS.").format(server=server.name), "mail.imap") from None
    except TimeoutError:
        raise UnreachableError(_("{server} does not answer.").format(server=server.name), "mail.imap") from None
    except socket.gaierror:
        raise UnreachableError(
            _("There is no way to {server}: is the network there, and the name right?").format(server=server.name),
            "mail.imap",
        ) from None
    except imaplib.IMAP4.abort as error:
        if "TLS" in str(error):
            raise UnreachableError(
                _("{server} offers no encryption (STARTTLS); nothing was sent.").format(server=server.name), "mail.imap"
            ) from None
        raise UnreachableError(_("{server} has closed the line.").format(server=server.name), "mail.imap") from None
    except (imaplib.IMAP4.error, ImapToolsError) as error:
        raise RefusedError(_reason(error, secret), "mail.imap") from None
    except OSError as error:
        raise UnreachableError(
            _("{server} cannot be reached: {reason}.").format(server=server.name, reason=error.strerror or error),
            "mail.imap",
        ) from None
    except (ValueError, LookupError, TypeError, AttributeError):
        # What the library makes of an answer that is none.
        raise RefusedError(
            _("{server} has answered what cannot be understood.").format(server=server.name), "mail.imap"
        ) from None


def _reason(error: Exception, secret: str) -> str:
    given = getattr(error, "command_result", None)
    parts = given[1] if given else error.args[:1]
    text = " ".join(
        part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in parts if part is not None
    )
    if secret:
        text = text.replace(secret, "…")
    return excerpt(text, 160) or _("the server gives no reason")


def ranges_of(uids: Iterable[int]) -> str:
    """Return numbers as IMAP writes a set of them: 1:3,7."""
    parts: list[list[int]] = []
    for uid in sorted(set(uids)):
        if parts and uid == parts[-1][1] + 1:
            parts[-1][1] = uid
        else:
            parts.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in parts)


def _items(data: Iterable[Any]) -> Iterator[tuple[bytes, bytes]]:
    """Yield what was said of each message, and the bytes that came with it; either may stand before the other."""
    before, content = b"", None
    for part in data:
        if isinstance(part, tuple):
            if content is not None:
                yield before, content
            before, content = bytes(part[0]), bytes(part[1])
        elif isinstance(part, bytes) and content is not None:
            yield before + b" " + part, content
            before, content = b"", None
    if content is not None:
        yield before, content


def _fetched(item: tuple[bytes, bytes]) -> Fetched | None:
    said, content = item
    uid = _UID.search(said)
    if uid is None:
        return None
    size, flags = _SIZE.search(said), _FLAGS.search(said)
    return Fetched(
        int(uid[1]),
        content,
        int(size[1]) if size else len(content),
        _received(said),
        flags is not None and b"\\draft" in flags[1].lower(),
    )


def _received(said: bytes) -> datetime | None:
    found = _DATE.search(said)
    if found is None:
        return None
    try:
        return datetime.strptime(found[1].decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
