"""``salg doctor``: what Salg finds around it, for whoever has to find out why something is not as it should be."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

from model.core import dates, language
from model.core.errors import UserError
from model.core.language import _
from model.core.lists.listing import Listing
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.settings import CompanySettings, changed
from model.core.storage.store import SCHEMA_VERSION_NEWEST
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console

_SECONDS = 5
"""How long a mail server is waited for."""
_PACKAGES = ("textual", "peewee", "openpyxl", "platformdirs", "phonenumbers", "email-validator")


def run(console: Console, name: str, given: list[str]) -> int:
    """Tell what there is; 1 where the database cannot be used."""
    parsed(Arguments("salg doctor", _("Terminal, paths, database, and what is configured.")), given)
    sound = True
    for heading, lines in (
        (_("Program"), _program()),
        (_("Terminal"), _terminal(console)),
        (_("Settings"), _settings(console)),
        (_("Paths"), _paths(console)),
        (_("Database"), _database(console)),
        (_("Registry"), _registry(console)),
        (_("E-mail"), _mail(console)),
    ):
        console.line(heading)
        try:
            for label, value in lines:
                console.line(f"  {label + ':':<20} {value}")
        except UserError as error:
            console.line(f"  {'!':<20} {error.message}")
            sound = False
    return 0 if sound else 1


def _program() -> Iterator[tuple[str, str]]:
    from importlib import metadata

    def version(package: str) -> str:
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            return _("not installed")

    yield "Salg", version("salg")
    yield "Python", f"{platform.python_version()} ({sys.executable})"
    yield _("System"), f"{platform.system()} {platform.release()} {platform.machine()}"
    yield _("Libraries"), ", ".join(f"{package} {version(package)}" for package in _PACKAGES)


def _terminal(console: Console) -> Iterator[tuple[str, str]]:
    environment = console.environment
    yield "TERM", environment.get("TERM", "–")
    told = [f"{name}={environment[name]}" for name in ("COLORTERM", "NO_COLOR", "TMUX", "STY") if name in environment]
    told += [f"{name}={environment[name]}" for name in ("SSH_TTY", "SALG_COLORS", "SALG_BCE") if name in environment]
    if told:
        yield _("Environment"), " ".join(told)
    try:
        size = os.get_terminal_size(console.streams.stdout.fileno())
        small = size.columns < 80 or size.lines < 24
        yield _("Size"), f"{size.columns}×{size.lines}" + (" – " + _("too small: 80×24 is needed") if small else "")
    except (OSError, ValueError):
        yield _("Size"), _("not a terminal")
    from tui.terminal.capabilities import capabilities

    can = capabilities(environment)
    yield _("Colours"), can.depth.name.lower().replace("_", " ")
    import locale

    yield (
        _("Character set"),
        f"{locale.getpreferredencoding(False)}, {getattr(console.streams.stdout, 'encoding', '–')}",
    )
    named = " ".join(
        f"{name}={environment[name]}" for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)
    )
    yield _("Locale"), named or "–"


def _settings(console: Console) -> Iterator[tuple[str, str]]:
    path = console.paths.settings
    yield _("File"), str(path) if path.exists() else _("{path} (there is none: all as it comes)").format(path=path)
    for name, value in changed(console.settings):
        yield name, str(value)
    yield from _company(console.settings.company)
    yield _("Language"), language.current()
    if console.settings.keymap:
        from tui.actions import Keymap

        Keymap(console.settings.keymap, file=str(path))
        yield _("Keys"), _("{count} of one's own").format(count=format_whole(len(console.settings.keymap)))
    yield _("Time"), f"{dates.format_moment(console.clock(), console.zone)} ({console.clock().tzname()})"


def _company(company: CompanySettings) -> Iterator[tuple[str, str]]:
    """Tell what the company's own head lacks, and a logo that cannot be used (OPP-19)."""
    from model.orders.confirmation_reader import missing_in_head, refuse_without_head
    from model.orders.logo import read_logo

    try:
        refuse_without_head(company)
        if missing := missing_in_head(company):
            yield "company", _("not set: {names}").format(names=", ".join(missing))
        read_logo(company)
    except UserError as error:
        yield "!", f"{error.field}: {error.message}"


def _paths(console: Console) -> Iterator[tuple[str, str]]:
    paths = console.paths
    for label, folder in (
        (_("Configuration"), paths.config_dir),
        (_("Data"), paths.data_dir),
        (_("Drafts and log"), paths.state_dir),
    ):
        yield label, f"{folder}{_state(folder)}"
    yield _("Log"), f"{paths.log}{_size(paths.log)}"


def _state(folder: Path) -> str:
    if not folder.exists():
        return " – " + _("not made yet")
    return "" if os.access(folder, os.W_OK) else " – " + _("cannot be written")


def _size(path: Path) -> str:
    return f" ({format_whole(path.stat().st_size // 1024)} kB)" if path.exists() else ""


def _database(console: Console) -> Iterator[tuple[str, str]]:
    path = console.database_path
    if path is not None:
        yield _("Path"), f"{path}{_size(path)}"
        if not path.exists():
            yield _("State"), _("not made yet: it is made at the first start")
            return
    # It looks and changes nothing: what the settings ask of the database is not done here.
    session = console.session(as_set=False)
    store = session.store
    if path is None:
        yield "URL", f"{store.title} ({format_whole(store.engine.size() // 1024)} kB)"
    yield _("Engine"), store.description()
    yield _("Schema"), f"{store.schema_version()} / {SCHEMA_VERSION_NEWEST}"
    yield "aa_as_aring", str(store.aa_is_å).lower()
    person = session.person
    yield _("Signed in"), f"{person.initials} {person.name} ({person.role})"
    for name in ("lead", "customer", "contact", "opportunity", "employee"):
        kind = session.records[name]
        assert issubclass(kind, Record)
        yield name, format_whole(Listing(session, kind, ()).count())
    if path is None:
        return
    folder = path.parent
    if not os.access(path, os.W_OK) or not os.access(folder, os.W_OK):
        yield "!", _("{path} cannot be written by this account.").format(path=folder)


def _registry(console: Console) -> Iterator[tuple[str, str]]:
    from model.registry.search import Registry

    with Registry(console.paths.registry) as registry:
        status = registry.status()
    yield _("Path"), f"{status.path}{_size(status.path)}"
    if status.loaded and status.loaded_at is not None:
        yield _("Companies"), format_whole(status.units)
        yield _("Loaded"), f"{dates.format_moment(status.loaded_at, console.zone)} ({status.source})"
    else:
        yield _("State"), _("not loaded: salg registry load FILE")


def _mail(console: Console) -> Iterator[tuple[str, str]]:
    """Tell which mail servers are set, whether they answer, and when the mailbox was last read; nobody signs in."""
    import socket

    from model.mail.settings import mail_account

    account = mail_account(console.settings.mail, console.paths.settings.parent, console.environment)
    if account is None:
        yield _("State"), _("not set: [mail] in the settings")
        return
    yield _("Address"), account.address
    for label, server in (("IMAP", account.imap), ("SMTP", account.smtp)):
        if server is None:
            yield label, _("not set")
            continue
        try:
            socket.create_connection((server.host, server.port), timeout=_SECONDS).close()
            answer = _("answers")
        except OSError as error:
            answer = _("cannot be reached: {reason}").format(reason=error.strerror or error)
        yield label, f"{server.name} ({server.encryption}) – {answer}"
    yield _("Password"), _("set") if account.secrets.is_set else _("not set")
    path = console.database_path
    if account.imap is None or (path is not None and not path.exists()):
        return
    from model.mail.mailbox_state import status_of

    status = status_of(console.session(as_set=False), account.mailbox_name)
    read_at = status.synced_at
    yield _("Last read"), dates.format_moment(dates.from_utc_text(read_at), console.zone) if read_at else _("never")
    if status.failure:
        yield "!", status.failure
