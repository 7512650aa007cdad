"""Connecting to PostgreSQL by URL, and how values travel: as they would come from SQLite."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from model.core.errors import StorageError
from model.core.language import _
from model.core.storage.postgresql.errors import driver_missing, unreachable

if TYPE_CHECKING:
    import psycopg
    from psycopg.adapt import AdaptersMap

LOCK_SECONDS = 15
"""How long the right to write is waited for while somebody else has it."""

OLDEST_VERSION = 15
"""The oldest PostgreSQL that is tested: it has all that is used."""

_PREPARED = 400
"""Statements that a connection keeps prepared: a person's day of lists and forms."""

_DEFAULTS = {
    "application_name": "salg",
    "connect_timeout": "10",
    # A host that has vanished says nothing: this is how soon a question that waits for it fails.
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""What the URL need not say."""

_SETTINGS = {
    "lock_timeout": f"{LOCK_SECONDS}s",
    # Where the administrator has limited all statements: a long export or import is none that has gone wrong.
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    # Compiling a query costs more than a page of a list.
    "jit": "off",
    # A client whose host has vanished must not keep the right to write.
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "client_min_messages": "warning",
}
"""What each session is set to."""


class Target:
    """A database by URL: ``postgresql://person@host,other/name``, as libpq reads it.

    Raises :class:`StorageError` where the text is no such URL, or psycopg is not installed.
    """

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        try:
            import psycopg
            from psycopg import conninfo
        except ImportError:
            raise driver_missing() from None
        try:
            self.parameters: dict[str, Any] = conninfo.conninfo_to_dict(url)
        except psycopg.ProgrammingError:
            # The driver's own words may hold the password.
            raise StorageError(
                _("The database's URL cannot be read. It looks like postgresql://person@host/database.")
            ) from None
        self._secret = str(self.parameters.get("password") or "")
        self._settings = {**_SETTINGS, **({"default_transaction_read_only": "on"} if read_only else {})}
        if len(self._hosts) > 1:
            # Of several hosts, one may write.
            self.parameters.setdefault("target_session_attrs", "read-write")
        self.parameters = {**_DEFAULTS, **self.parameters}

    @property
    def _hosts(self) -> list[str]:
        return str(self.parameters.get("host") or self.parameters.get("hostaddr") or "").split(",")

    def __str__(self) -> str:
        """The URL as people may see it, without the password."""
        person = self.parameters.get("user")
        name = self.parameters.get("dbname") or person or ""
        ports = str(self.parameters.get("port") or "").split(",")
        hosts = [
            f"{host}:{port}" if port and not host.startswith("/") else host
            for host, port in zip(self._hosts, ports * (len(self._hosts) if len(ports) == 1 else 1), strict=False)
        ]
        return f"postgresql://{f'{person}@' if person else ''}{','.join(hosts)}/{name}"

    def without_secret(self, text: str) -> str:
        """Return what the server or libpq says, without the password."""
        return text.replace(self._secret, "***") if self._secret else text

    def connect(self) -> psycopg.Connection[Any]:
        """Open a connection in autocommit mode, set as Salg needs it.

        Raises :class:`StorageError` with a sentence for what is in the way: no server, a wrong password, no such
        database, a server that is too old or does not store UTF-8.
        """
        import psycopg

        try:
            connection = psycopg.connect(**self.parameters, autocommit=True, context=_Adaptation(), prepare_threshold=5)
        except psycopg.Error as error:
            raise unreachable(self, error) from error
        try:
            connection.prepared_max = _PREPARED
            self._refuse_unfit(connection)
            settings = "; ".join(f"SET {name} = '{value}'" for name, value in self._settings.items())
            connection.execute(settings.encode())
        except psycopg.Error as error:
            connection.close()
            raise unreachable(self, error) from error
        except BaseException:
            connection.close()
            raise
        return connection

    def _refuse_unfit(self, connection: psycopg.Connection[Any]) -> None:
        version = connection.info.server_version // 10_000
        if version < OLDEST_VERSION:
            raise StorageError(
                _("The server is PostgreSQL {version}; Salg needs {oldest} or later.").format(
                    version=version, oldest=OLDEST_VERSION
                )
            )
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise StorageError(
                _("The database {name} stores text as {encoding}; Salg needs one that was made with UTF8.").format(
                    name=self, encoding=encoding
                )
            )


class _Adaptation:
    """What a connection is told of how values travel."""

    connection = None

    @property
    def adapters(self) -> AdaptersMap:
        return _adapters()


@cache
def _adapters() -> AdaptersMap:
    """Return the conversions of psycopg, with those changed in which PostgreSQL would answer otherwise than SQLite.

    Truth comes as 1 and 0, a sum of whole numbers as a whole number, JSON as text. A whole number goes as one of 32 or
    64 bits, never of 16: two parameters would otherwise overflow when they are multiplied, and each size of a number
    would be another statement to prepare.
    """
    import psycopg
    from psycopg.adapt import AdaptersMap, Loader
    from psycopg.types.numeric import IntDumper
    from psycopg.types.string import TextLoader

    class WholeDumper(IntDumper):
        _int2_dumper: Any = IntDumper._int4_dumper

    class TruthLoader(Loader):
        def load(self, data: Any) -> int:
            return int(data == b"t")

    class NumericLoader(Loader):
        def load(self, data: Any) -> int | Decimal:
            text = bytes(data).decode()
            return int(text) if text.removeprefix("-").isdecimal() else Decimal(text)

    adapters = AdaptersMap(psycopg.adapters)
    adapters.register_dumper(int, WholeDumper)
    adapters.register_loader("bool", TruthLoader)
    adapters.register_loader("numeric", NumericLoader)
    for name in ("json", "jsonb"):
        adapters.register_loader(name, TextLoader)
    return adapters


@contextlib.contextmanager
def pipeline(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Send what is executed in the block in one go; the first error is raised at its end."""
    with connection.pipeline():
        yield
