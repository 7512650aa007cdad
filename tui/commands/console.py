"""What a command has to work with: the arguments' surroundings, the settings, the open database, and three streams."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

from model.core.errors import UserError
from model.core.language import _
from model.core.text import on_terminal, quotation, visible

if TYPE_CHECKING:
    from model.core.access.session import Session
    from model.core.paths import Paths
    from model.core.records.record import Record
    from model.core.settings import Settings
    from model.core.storage.store import Store

_FIRST_YEAR, _LAST_YEAR = 1900, 9900

_SERVER_URLS = ("postgresql://", "postgres://")

_BETWEEN = 0.2
"""Seconds between two lines of progress."""


@dataclass
class Streams:
    """Where a command reads and writes."""

    stdout: TextIO
    stderr: TextIO

    def cleaned(self) -> Streams:
        """Return the streams so that nothing written to a terminal can steer it; files and pipes get what is written.

        It is the last of all ways out: whatever a command forgets to make visible (COM-23).
        """
        return Streams(_cleaned(self.stdout), _cleaned(self.stderr))


class TerminalText:
    """A stream to a terminal that lets no control character through."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write with what could steer the terminal made visible."""
        return self._stream.write(on_terminal(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class WatchedText:
    """A stream that knows whether anything was written to it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.written = False

    def write(self, text: str) -> int:
        """Write, and remember it."""
        self.written = True
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _cleaned(stream: TextIO) -> TextIO:
    return cast(TextIO, TerminalText(stream)) if stream is not None and stream.isatty() else stream


def command_name(record: type[Record]) -> str:
    """Return the word under which the shell knows a kind of record: distribution-list for distribution_list."""
    from model.catalogue import COMMAND_NAMES

    return COMMAND_NAMES[record.name_in_code]


@dataclass
class Console:
    """One run of a command. ``database`` is what ``--db`` said, None without it."""

    environment: Mapping[str, str]
    streams: Streams
    paths: Paths
    settings: Settings
    database: str | None = None
    now: Callable[[], datetime] | None = None
    """The clock, for tests; None is the real one."""
    account: str | None = None
    """The operating system's account, for tests; None is the real one."""
    _stores: list[Store] = field(default_factory=list)
    _folders: list[Any] = field(default_factory=list)
    _told: float = 0.0
    _line: int = 0

    # The database

    @cached_property
    def zone(self) -> tzinfo:
        """The zone in which times are typed and shown."""
        from model.core.dates import find_zone

        if self.now is not None and (zone := self.now().tzinfo) is not None:
            return zone
        return find_zone(self.settings.timezone)

    def clock(self) -> datetime:
        """Return the present moment in the person's zone.

        Raises :class:`UserError` for a year with which no week or month can be reckoned any more.
        """
        moment = datetime.now(self.zone) if self.now is None else self.now()
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            raise UserError(_("The computer's clock says the year {year}: set it first.").format(year=moment.year))
        return moment

    @property
    def database_location(self) -> Path | str:
        """Where the database is, a file or a URL: as ``--db`` says, else the settings, else in the user's folder."""
        named = self.database or self.settings.database
        return location_of(named) if named else self.paths.database

    @property
    def database_path(self) -> Path | None:
        """The database's file; None where a server has it."""
        location = self.database_location
        return location if isinstance(location, Path) else None

    @property
    def on_server(self) -> bool:
        """Whether a server has the database."""
        return (self.database or self.settings.database).startswith(_SERVER_URLS)

    @property
    def shared_documents(self) -> Path | None:
        """The folder of documents that all hosts of a server share, None where the settings name none."""
        named = self.settings.documents
        return Path(named).expanduser().absolute() if named else None

    def store(self, *, create: bool = False) -> Store:
        """Open the database; one that is missing is made if ``create`` or if nobody named it."""
        from model.core.filesystem.named_file import guard
        from model.core.storage.database import open_store

        named = self.database or self.settings.database
        if self.database_path is not None:
            guard(self.database_path)
        store = open_store(self.database_location, create=create or not named)
        store.shared_documents = self.shared_documents
        self._stores.append(store)
        return store

    def session_or_empty(self) -> Session:
        """Sign in; where the database that was named is not there, to an empty one that is thrown away afterwards.

        For commands whose work can be done without any records: the registry's, a template, the preview of an import.
        """
        path = self.database_path
        if path is None or path.exists() or not (self.database or self.settings.database):
            return self.session()
        import tempfile

        from model.core.storage.database import open_store
        from model.people.signing_in import account_name, sign_in

        self.remark(_("There is no database at {path}; this is what an empty one has.").format(path=path))
        folder = tempfile.TemporaryDirectory(prefix="salg-empty-", ignore_cleanup_errors=True)
        self._folders.append(folder)
        store = open_store(Path(folder.name) / "empty.db", create=True)
        self._stores.append(store)
        return sign_in(store, self.account or account_name(), self.clock, country=self.settings.default_country)

    def session(self, *, create: bool = False, as_set: bool = True) -> Session:
        """Open the database and sign in; without ``as_set`` it is not made to follow an administrator's settings."""
        session = self.signed_in(self.store(create=create))
        if as_set:
            self._file_as_set(session)
        return session

    def signed_in(self, store: Store) -> Session:
        """Sign in to a database that is open."""
        from model.people.signing_in import account_name, sign_in
        from model.registry.warnings import with_register

        session = sign_in(store, self.account or account_name(), self.clock, country=self.settings.default_country)
        return with_register(replace(session, vat_rates=self.settings.orders.rates()), self.paths.registry)

    def _file_as_set(self, session: Session) -> None:
        """File all keys anew where an administrator's settings say otherwise than the database whether aa is å."""
        wanted = self.settings.aa_as_aring
        if wanted is None or session.person.role != "administrator" or wanted == session.store.aa_is_å:
            return
        from model.core.changes.rekey import refold

        self.remark(
            _("As your settings say, all names are filed anew, for everybody: aa is å from now on.")
            if wanted
            else _("As your settings say, all names are filed anew, for everybody: aa is two letters from now on.")
        )
        try:
            refold(session, wanted)
        except UserError as error:
            # What stands in the way can only be put right by somebody who gets in.
            self.remark(f"{error.field}: {error.message}" if error.field else error.message)

    @property
    def may_begin_again(self) -> bool:
        """Whether the command has been in the database, has written nothing to it, and has said nothing yet."""
        said = getattr(self.streams.stdout, "written", True)
        return bool(self._stores) and not said and not any(store.commits for store in self._stores)

    def watch_output(self) -> None:
        """Remember from now on whether the command has said anything."""
        self.streams = Streams(cast(TextIO, WatchedText(self.streams.stdout)), self.streams.stderr)

    def close(self) -> None:
        """Close what was opened."""
        for store in self._stores:
            store.close()
        self._stores.clear()
        for folder in self._folders:
            folder.cleanup()
        self._folders.clear()

    # What is written

    @property
    def on_terminal(self) -> bool:
        """Whether a person reads what is written."""
        return self.streams.stdout.isatty()

    @property
    def columns(self) -> int:
        """Cells in a line of the terminal."""
        try:
            return os.get_terminal_size(self.streams.stdout.fileno()).columns or 80
        except (OSError, ValueError):
            return 80

    def line(self, text: str = "") -> None:
        """Write one line, as text that cannot steer a terminal."""
        self.streams.stdout.write(visible(text) + "\n")

    def json(self, value: Any) -> None:
        """Write one JSON document."""
        from model.files.plain import dumped

        self.streams.stdout.write(dumped(value, indent=2) + "\n")

    def remark(self, text: str) -> None:
        """Write a line beside the answer, to the error stream."""
        self.clear_progress()
        self.streams.stderr.write(visible(text) + "\n")

    def progress(self, text: str, part: float) -> None:
        """Tell how far long work has come (0 to 1), if somebody watches."""
        if not self.streams.stderr.isatty():
            return
        moment = time.monotonic()
        if moment - self._told < _BETWEEN and part < 1:
            return
        self._told = moment
        line = visible(f"{text} {part:.0%}")
        self.streams.stderr.write("\r" + line.ljust(self._line))
        self.streams.stderr.flush()
        self._line = len(line)

    def clear_progress(self) -> None:
        """Take the line of progress away."""
        if self._line:
            self.streams.stderr.write("\r" + " " * self._line + "\r")
            self.streams.stderr.flush()
            self._line = 0


def location_of(named: str, option: str = "--db") -> Path | str:
    """Return where a database is that somebody names: the path of a file, or the URL of a server's.

    Raises :class:`UserError`, naming ``option``, for the URL of another kind of server.
    """
    if named.startswith(_SERVER_URLS):
        return named
    scheme, colon, rest = named.partition("://")
    if colon:
        if scheme not in ("sqlite", "file"):
            raise UserError(
                _("There are no {scheme} databases: name the path of a file, or a URL postgresql://….").format(
                    scheme=quotation(scheme)
                ),
                option,
            )
        named = rest
    return Path(named).expanduser().absolute()
