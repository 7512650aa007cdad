"""A mail server on loopback that takes messages and does what a plan says, by aiosmtpd.

It knows nothing of the program: what it took is read back by Python's own parser. By hand:
``python -m tests.standins.smtp`` prints its URL and says of each message to whom it went.
"""

from __future__ import annotations

import asyncio
import email
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

SILENCE = "silence"
CLOSE = "close"


@dataclass
class Taken:
    """A message that was taken: its envelope, its bytes, and who had signed in."""

    sender: str
    recipients: list[str]
    content: bytes
    user: str = ""

    @property
    def message(self) -> EmailMessage:
        """The message as Python's parser reads it."""
        return email.message_from_bytes(self.content, policy=default)  # type: ignore[return-value]


@dataclass
class Plan:
    """What goes wrong. An answer is a line such as "451 Come again", :data:`SILENCE` or :data:`CLOSE`.

    ``mail`` and ``data`` are used up one a message, the first first; ``None`` stands for nothing wrong. ``after_data``
    comes when the message was taken: it counts as taken, and the client hears this in place of 250. ``rcpt`` is by
    address; a list there is used up.
    """

    mail: list[str | None] = field(default_factory=list)
    data: list[str | None] = field(default_factory=list)
    after_data: list[str | None] = field(default_factory=list)
    rcpt: dict[str, str | list[str]] = field(default_factory=dict)


class SmtpServer:
    """The server; a context manager. ``users`` are passwords by user, and tokens by user for XOAUTH2."""

    def __init__(
        self,
        plan: Plan | None = None,
        *,
        users: dict[str, str] | None = None,
        tokens: dict[str, str] | None = None,
        certificate: Any = None,
        tls: str = "none",
        size: int = 0,
    ) -> None:
        self.plan = plan or Plan()
        self.taken: list[Taken] = []
        self.connections = 0
        self._users, self._tokens = users or {}, tokens or {}
        context = None
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
        options: dict[str, Any] = {"data_size_limit": size or 2**25, "ident": "stand-in"}
        if users or tokens:
            options.update(authenticator=self._signs_in, auth_require_tls=False)
        if tls == "starttls":
            options.update(tls_context=context)
        self._controller = _Controller(
            self, hostname="127.0.0.1", port=0, ssl_context=context if tls == "tls" else None, server_kwargs=options
        )

    def __enter__(self) -> SmtpServer:
        self._controller.start()
        self.connections = 0
        return self

    def __exit__(self, *_exception: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.server.sockets[0].getsockname()[1])  # type: ignore[union-attr]

    def _signs_in(self, _server: SMTP, _session: Session, _envelope: Envelope, how: str, data: Any) -> AuthResult:
        if how == "XOAUTH2":
            user, token = data
            return AuthResult(success=self._tokens.get(user) == token, auth_data=user)
        assert isinstance(data, LoginPassword)
        user = data.login.decode()
        return AuthResult(success=self._users.get(user) == data.password.decode(), auth_data=user, handled=False)

    # What aiosmtpd asks

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a sender, or what the plan says."""
        if (self._users or self._tokens) and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if (wrong := _next(self.plan.mail)) is not None:
            return await _do(server, wrong)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or what the plan says of it."""
        wrong = self.plan.rcpt.get(address)
        if isinstance(wrong, list):
            wrong = _next(wrong)
        if wrong is not None:
            return await _do(server, wrong)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a message, or what the plan says."""
        if (wrong := _next(self.plan.data)) is not None:
            return await _do(server, wrong)
        assert isinstance(envelope.content, bytes)
        user = str(session.auth_data or "")
        self.taken.append(Taken(str(envelope.mail_from), list(envelope.rcpt_tos), envelope.content, user))
        if (wrong := _next(self.plan.after_data)) is not None:
            return await _do(server, wrong)
        return "250 Taken"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        """Sign in by a token as Google and Microsoft have it."""
        import base64

        words = base64.b64decode(args[1]).decode().split("\x01")
        user = words[0].removeprefix("user=")
        if self._tokens.get(user) == words[1].removeprefix("auth=Bearer "):
            return AuthResult(success=True, auth_data=user)
        await server.challenge_auth(b'{"status":"401"}')
        return AuthResult(success=False, handled=False)


class _Controller(Controller):
    def __init__(self, handler: SmtpServer, **options: Any) -> None:
        super().__init__(handler, **options)

    def factory(self) -> SMTP:
        """Count who calls."""
        self.handler.connections += 1
        return super().factory()

    def _trigger_server(self) -> None:
        """Call the port that the system gave, as the library does to see whether anybody answers."""
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


def _next(plan: list[Any]) -> Any:
    return plan.pop(0) if plan else None


async def _do(server: SMTP, wrong: str) -> str:
    if wrong == SILENCE:
        await asyncio.sleep(60)
    if wrong in (SILENCE, CLOSE):
        assert server.transport is not None
        server.transport.abort()
        await asyncio.sleep(60)
    return wrong


if __name__ == "__main__":
    import time

    with SmtpServer() as running:
        print(f"smtp://127.0.0.1:{running.port}")
        known = 0
        while True:
            for one in running.taken[known:]:
                print(one.recipients, one.message["subject"])
            known = len(running.taken)
            time.sleep(0.5)
