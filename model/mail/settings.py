"""An employee's mail account as the settings file describes it, and the secrets that belong to it (COM-13, COM-16).

:func:`mail_account` turns ``[mail]`` into a :class:`MailAccount`. A secret is read each time it is used, and is in no
representation of any object, no database, no log and no message of an error.
"""

from __future__ import annotations

import ipaddress
import os
import re
import shlex
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from model.core.errors import UserError
from model.core.filesystem.named_file import open_named
from model.core.language import _
from model.core.settings import MailSettings

PASSWORD_VARIABLE = "SALG_MAIL_PASSWORD"
COMMAND_SECONDS = 60
"""How long a command may take to print a secret: it may ask its owner for a pass phrase."""

Encryption = Literal["tls", "starttls", "none"]
"""From the first byte; by the command of that name, without which nothing is sent; none, on loopback alone."""

_PORTS = {"imaps": 993, "imap": 143, "smtps": 465, "smtp": 587}
_LONGEST_SECRET = 20_000


class MailSettingsError(UserError):
    """What ``[mail]`` says cannot be used; ``field`` is the setting, as ``mail.imap``."""


@dataclass(frozen=True)
class Server:
    """Where a server listens and who signs in there; ``user`` is '' where nobody does."""

    host: str
    port: int
    user: str
    encryption: Encryption

    @property
    def name(self) -> str:
        """Host and port, as people are told."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Secrets:
    """Where the password or the token is to be had; neither is held here."""

    password_file: Path | None = None
    password_command: str = ""
    token_command: str = ""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def uses_token(self) -> bool:
        """Whether one signs in with a token of OAuth2 in place of a password."""
        return bool(self.token_command)

    @property
    def is_set(self) -> bool:
        """Whether there is anything to sign in with."""
        return bool(
            self.token_command or self.password_file or self.password_command or self.environment.get(PASSWORD_VARIABLE)
        )

    def password(self) -> str:
        """Return the password: of the environment, else of the file, else what the command prints.

        Raises :class:`MailSettingsError` where there is none, or somebody else may read the file.
        """
        if given := self.environment.get(PASSWORD_VARIABLE):
            return given
        if self.password_file is not None:
            return _password_in(self.password_file)
        if self.password_command:
            return _printed_by(self.password_command, "mail.password_command")
        raise MailSettingsError(
            _("There is no password: set password_file or password_command under [mail], or {variable}.").format(
                variable=PASSWORD_VARIABLE
            ),
            "mail.password_file",
        )

    def token(self) -> str:
        """Return the access token that the command prints; raise :class:`MailSettingsError` where it prints none."""
        return _printed_by(self.token_command, "mail.token_command")


@dataclass(frozen=True)
class MailAccount:
    """An employee's way in and out. ``throttle`` is how many messages of a campaign go out in a minute.

    ``unsubscribe`` is the page where one unsubscribes, with ``{mark}`` for the recipient's mark; '' for none.
    """

    address: str
    imap: Server | None
    smtp: Server | None
    secrets: Secrets
    links: bool = True
    throttle: int = 60
    unsubscribe: str = ""

    @property
    def mailbox_name(self) -> str:
        """What the state of the mailbox is kept under: ``user@host:port`` of the IMAP server, '' without one."""
        return "" if self.imap is None else f"{self.imap.user}@{self.imap.name}".casefold()


def mail_account(
    settings: MailSettings, folder: Path, environment: Mapping[str, str] | None = None
) -> MailAccount | None:
    """Return the account that ``[mail]`` describes, None where it names no server.

    ``folder`` is that of the settings file, where a relative ``password_file`` lies. No secret is read. Raises
    :class:`MailSettingsError`, naming the setting, for what cannot be used.
    """
    if not (settings.imap or settings.smtp):
        return None
    imap = _server(settings.imap, "imap") if settings.imap else None
    smtp = _server(settings.smtp, "smtp") if settings.smtp else None
    if not settings.address or "@" not in settings.address or any(sign in settings.address for sign in "<>,; \r\n"):
        raise MailSettingsError(_('Write your address alone, such as address = "kari@firma.example".'), "mail.address")
    if settings.throttle < 1:
        raise MailSettingsError(_("At least one message goes out in a minute."), "mail.throttle")
    if settings.unsubscribe and not re.fullmatch(r"https?://[!-~]+", settings.unsubscribe):
        raise MailSettingsError(
            _('Write a web address, such as "https://firma.example/unsubscribe?who={mark}".'), "mail.unsubscribe"
        )
    secrets = Secrets(
        folder / Path(settings.password_file).expanduser() if settings.password_file else None,
        settings.password_command,
        settings.token_command,
        os.environ if environment is None else environment,
    )
    return MailAccount(settings.address, imap, smtp, secrets, settings.link, settings.throttle, settings.unsubscribe)


def _server(url: str, protocol: Literal["imap", "smtp"]) -> Server:
    key = f"mail.{protocol}"
    usage = _("Write it as {protocol}s://USER@HOST.").format(protocol=protocol)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise MailSettingsError(usage, key) from None
    if parts.scheme not in (protocol, f"{protocol}s") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise MailSettingsError(usage, key)
    user, colon, _rest = parts.netloc.rpartition("@")[0].partition(":")
    if colon:
        raise MailSettingsError(_("A password does not stand in the settings: use password_file."), key)
    user = unquote(user)
    if (protocol == "imap" and not user) or any(ord(sign) < 32 for sign in user):
        raise MailSettingsError(usage, key)
    encryption: Encryption = "tls"
    if not parts.scheme.endswith("s"):
        encryption = "none" if is_loopback(parts.hostname) else "starttls"
    return Server(parts.hostname, port or _PORTS[parts.scheme], user, encryption)


def is_loopback(host: str) -> bool:
    """Whether that is this computer itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _password_in(path: Path) -> str:
    try:
        with open_named(path, "mail.password_file") as file:
            found = os.fstat(file.fileno())
            if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
                raise MailSettingsError(
                    _("{file} may be read by others: chmod 600 {file}").format(file=path), "mail.password_file"
                )
            content = file.read(_LONGEST_SECRET)
    except MailSettingsError:
        raise
    except UserError as error:
        raise MailSettingsError(error.message, "mail.password_file") from None
    except OSError as error:
        raise MailSettingsError(
            _("{path} cannot be read: {error}").format(path=path, error=error.strerror), "mail.password_file"
        ) from None
    return _secret_in(content, "mail.password_file", _("{file} is empty.").format(file=path))


def _printed_by(command: str, key: str) -> str:
    try:
        words = shlex.split(command)
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=COMMAND_SECONDS,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise MailSettingsError(
            _("The command did not end within {seconds} seconds.").format(seconds=COMMAND_SECONDS), key
        ) from None
    except (OSError, ValueError, IndexError) as error:
        reason = getattr(error, "strerror", None) or _("it cannot be read as a command")
        raise MailSettingsError(_("The command does not run: {reason}").format(reason=reason), key) from None
    if done.returncode:
        raise MailSettingsError(_("The command failed with code {code}.").format(code=done.returncode), key)
    return _secret_in(done.stdout[:_LONGEST_SECRET], key, _("The command prints nothing."))


def _secret_in(content: bytes, key: str, empty: str) -> str:
    """Return the first line; an error never quotes what was read."""
    try:
        line = content.decode("utf-8-sig").split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError:
        raise MailSettingsError(_("The password is not UTF-8 text."), key) from None
    if not line:
        raise MailSettingsError(empty, key)
    return line
