"""One connection to a server that mail is sent by (COM-13): TLS, signing in, and handing a message over.

What matters is the moment at which a server may have taken a message: not before the single full stop that ends it is
sent. Whatever breaks before that is tried again without harm; after it, without an answer, nobody knows.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from model.core.errors import UserError
from model.core.language import _
from model.core.text import visible
from model.mail.settings import MailAccount, MailSettingsError, Server

SECONDS = 60
"""How long a server may take to answer a command."""
SECONDS_AT_END = 300
"""How long it may take to answer that it has taken a message: it may look for viruses first."""
_LONGEST_REPLY = 300

Result = Literal["sent", "later", "failed", "unsure", "lost"]


class DeliveryError(UserError):
    """Nothing can be sent now: the server is not reached, has no TLS, or does not let one in.

    ``passes`` says whether it may be otherwise in a while, without anybody doing anything.
    """

    def __init__(self, message: str, field: str = "mail.smtp", *, passes: bool) -> None:
        super().__init__(message, field)
        self.passes = passes


@dataclass(frozen=True)
class Outcome:
    """What became of a message.

    ``sent``: the server took it for ``accepted``. ``later``: not now; ``failed``: never, both for the reason ``error``.
    ``unsure``: it got all of it for ``accepted`` and did not answer. ``lost``: another program has it now. Addresses
    that were refused on their own stand in ``refused`` and ``deferred`` (may be taken later), with the server's words.
    """

    result: Result
    accepted: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    deferred: Mapping[str, str] = field(default_factory=dict)
    error: str = ""


class SmtpConnection:
    """A connection, signed in; a context manager. ``usable`` is False once it broke."""

    def __init__(self, account: MailAccount, *, seconds: float = SECONDS, at_end: float = SECONDS_AT_END) -> None:
        """Connect and sign in.

        Raises :class:`DeliveryError` where that cannot be done, :class:`MailSettingsError` where a secret is missing.
        """
        if account.smtp is None:
            raise MailSettingsError(
                _('Nothing says where mail is sent: smtp = "smtps://USER@HOST" under [mail].'), "mail.smtp"
            )
        self._server = account.smtp
        self._at_end = at_end
        self.usable = True
        try:
            self._smtp = _connected(account.smtp, seconds)
        except smtplib.SMTPResponseException as error:
            raise self._not_let_in(error) from None
        except (OSError, smtplib.SMTPException) as error:
            raise _unreached(account.smtp, error) from None
        try:
            self._begin(account)
        except BaseException:
            self._smtp.close()
            raise

    def __enter__(self) -> SmtpConnection:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Take leave of the server."""
        if self.usable:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._smtp.close()
        self.usable = False

    def _begin(self, account: MailAccount) -> None:
        server = self._server
        # Outside try: what these raise is for who sends, and a secret is in none of it.
        secret = (
            (account.secrets.token() if account.secrets.uses_token else account.secrets.password())
            if server.user
            else ""
        )
        try:
            self._smtp.ehlo_or_helo_if_needed()
            if server.encryption == "starttls":
                if not self._smtp.has_extn("starttls"):
                    raise DeliveryError(
                        _("{server} has no encryption (STARTTLS); nothing is sent in the clear.").format(
                            server=server.name
                        ),
                        passes=False,
                    )
                self._smtp.starttls(context=ssl.create_default_context())
                self._smtp.ehlo()
            if server.user:
                self._sign_in(server, secret, token=account.secrets.uses_token)
        except smtplib.SMTPResponseException as error:
            raise self._not_let_in(error) from None
        except smtplib.SMTPNotSupportedError:
            raise self._no_way_in() from None
        except (OSError, smtplib.SMTPException) as error:
            raise _unreached(server, error) from None

    def _sign_in(self, server: Server, secret: str, *, token: bool) -> None:
        offered = str(self._smtp.esmtp_features.get("auth", "")).upper().split()
        if token:
            if "XOAUTH2" not in offered:
                raise self._no_way_in()
            answer = f"user={server.user}\x01auth=Bearer {secret}\x01\x01"
            # A server that refuses a token explains itself in a challenge, which is answered by nothing.
            self._smtp.auth("XOAUTH2", lambda challenge=None: answer if challenge is None else "")
            return
        if not {"CRAM-MD5", "PLAIN", "LOGIN"}.intersection(offered):
            raise self._no_way_in()
        if not (server.user + secret).isascii():
            self._sign_in_by_utf8(server.user, secret, offered)
            return
        self._smtp.login(server.user, secret)

    def _sign_in_by_utf8(self, user: str, secret: str, offered: Sequence[str]) -> None:
        """Sign in with letters that Python's own client does not send (RFC 4616 has them in UTF-8)."""
        import base64

        if "PLAIN" not in offered:
            raise self._no_way_in()
        words = base64.b64encode(f"\0{user}\0{secret}".encode()).decode("ascii")
        code, reply = self._smtp.docmd("AUTH", f"PLAIN {words}")
        if code not in (235, 503):
            raise smtplib.SMTPAuthenticationError(code, reply)

    def _no_way_in(self) -> DeliveryError:
        return DeliveryError(
            _("{server} offers no way to sign in that Salg knows.").format(server=self._server.name), passes=False
        )

    def _not_let_in(self, error: smtplib.SMTPResponseException) -> DeliveryError:
        sentence = _("{server} does not let {user} in: {reply}").format(
            server=self._server.name, user=self._server.user, reply=reply_text(error.smtp_code, error.smtp_error)
        )
        return DeliveryError(sentence, passes=400 <= error.smtp_code < 500)

    # One message

    def deliver(
        self, sender: str, recipients: Sequence[str], content: bytes, may_end: Callable[[Sequence[str]], bool]
    ) -> Outcome:
        """Hand a message over and return what became of it; it raises nothing that a server may do.

        ``may_end`` is asked right before the end of the message is sent, with the addresses that the server accepted:
        it writes that down, and returns False where the message is not this program's any more.
        """
        refused: dict[str, str] = {}
        deferred: dict[str, str] = {}
        try:
            options = [f"SIZE={len(content)}"] if self._smtp.has_extn("size") else []
            code, reply = self._smtp.mail(sender, options)
            if code != 250:
                return self._put_off(code, reply)
            accepted = []
            for address in recipients:
                code, reply = self._smtp.rcpt(address)
                if code in (250, 251):
                    accepted.append(address)
                elif code == 421:
                    return self._put_off(code, reply, refused)
                else:
                    (deferred if 400 <= code < 500 else refused)[address] = reply_text(code, reply)
            if not accepted:
                self._smtp.rset()
                return Outcome("later" if deferred else "failed", (), refused, deferred, _first(deferred or refused))
            code, reply = self._smtp.docmd("DATA")
            if code != 354:
                return self._put_off(code, reply, refused)
            self._smtp.send(_transparent(content))
        except (OSError, smtplib.SMTPException) as error:
            self.usable = False
            return Outcome("later", (), refused, deferred, _unreached(self._server, error).message)
        if not may_end(accepted):
            # Without its end the server drops it.
            self.usable = False
            self._smtp.close()
            return Outcome("lost")
        return self._end(tuple(accepted), refused, deferred)

    def _end(self, accepted: tuple[str, ...], refused: Mapping[str, str], deferred: Mapping[str, str]) -> Outcome:
        try:
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(self._at_end)
            self._smtp.send(b".\r\n")
            code, reply = self._smtp.getreply()
            if self._smtp.sock is not None:
                self._smtp.sock.settimeout(SECONDS)
        except (OSError, smtplib.SMTPException):
            self.usable = False
            sentence = _("The line to {server} broke when the whole message was there.")
            return Outcome("unsure", accepted, refused, deferred, sentence.format(server=self._server.name))
        if code == 250:
            return Outcome("sent", accepted, refused, deferred, _first(refused or deferred))
        result: Result = "later" if 400 <= code < 500 else "failed"
        if code == 421:
            self.usable = False
        return Outcome(result, (), refused, deferred, reply_text(code, reply))

    def _put_off(self, code: int, reply: bytes, refused: Mapping[str, str] | None = None) -> Outcome:
        """Return what a refusal of the whole message comes to, and be ready for the next one."""
        if code == 421 or code < 0:
            self.usable = False
        else:
            self._smtp.rset()
        result: Result = "failed" if code >= 500 else "later"
        return Outcome(result, (), refused or {}, {}, reply_text(code, reply))


def _connected(server: Server, seconds: float) -> smtplib.SMTP:
    # The name of this computer is nobody's business, and looking it up may take long.
    if server.encryption == "tls":
        context = ssl.create_default_context()
        found: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, "salg.invalid", timeout=seconds, context=context
        )
    else:
        found = smtplib.SMTP(server.host, server.port, "salg.invalid", timeout=seconds)
    if found.sock is not None:
        # The end of a message is a packet of its own, which would wait for the other side's leave: 40 ms a message.
        found.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return found


def _unreached(server: Server, error: Exception) -> DeliveryError:
    if isinstance(error, ssl.SSLCertVerificationError):
        sentence = _("{server} cannot show that it is itself: {reason}").format(
            server=server.name, reason=error.verify_message
        )
        return DeliveryError(sentence, passes=False)
    if isinstance(error, TimeoutError):
        return DeliveryError(_("{server} does not answer.").format(server=server.name), passes=True)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return DeliveryError(_("{server} closed the line.").format(server=server.name), passes=True)
    reason = getattr(error, "strerror", None) or getattr(error, "reason", None) or _("the line broke")
    sentence = _("{server} is not reached: {reason}").format(server=server.name, reason=visible(str(reason)))
    return DeliveryError(sentence, passes=True)


def reply_text(code: int, reply: bytes | str) -> str:
    """Return a server's answer as one line that is fit to be shown."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return visible(f"{code} {' '.join(text.split())}")[:_LONGEST_REPLY]


def _transparent(content: bytes) -> bytes:
    """Return a message as it goes over the line: ended by a line break, full stops that begin a line doubled."""
    quoted = re.sub(rb"(?m)^\.", b"..", content)
    return quoted if quoted.endswith(b"\r\n") else quoted + b"\r\n"


def _first(sentences: Mapping[str, str]) -> str:
    return next((f"{address}: {sentence}" for address, sentence in sentences.items()), "")
