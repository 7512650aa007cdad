"""The file of the local copy: its tables, how it is written, how a row becomes a unit.

It is written once, beside the copy in force, and put in its place by one rename; nobody changes it afterwards. Units
stand in the order they came in. Names stand in the order of their folded keys, so that a name's row number is its
rank and a search that wants fifty hits in name order can stop after fifty (limits.md, D).
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from model.core.errors import StorageError, UserError
from model.core.language import _
from model.core.storage.sqlite.fulltext import TrigramIndex
from model.core.text import fold
from model.registry.interrupted_load import unfinished
from model.registry.unit import Address, Unit, foreign
from model.registry.warning_rules import WARNING_RULES

APPLICATION_ID = 0x53616C52
"""``SalR``."""
VERSION = 3
"""Version 3 has an index of what is warned of, version 2 has ``reached``.

Copies of the versions before are read as well: without ``reached`` a unit is found by name and organisation number
alone, without the index the warnings are read from the whole file.
"""

_TEXT, _NUMBER, _FLAG, _LINES = "{}", "nullif({}, '')", "{} = 'true'", "replace({}, '/n', ', ')"

COLUMNS: dict[str, str] = {
    "country": _TEXT,
    "org_number": _TEXT,
    "name": _TEXT,
    "company_form": _TEXT,
    "company_form_text": _TEXT,
    "industry_code": _TEXT,
    "industry": _TEXT,
    "bankrupt": _FLAG,
    "winding_up": _FLAG,
    "forced_winding_up": _FLAG,
    "deleted_on": _TEXT,
    "website": _TEXT,
    "email": _TEXT,
    "phone": _TEXT,
    "mobile": _TEXT,
    "employees": _NUMBER,
    "staff_registered": _FLAG,
    "visiting_street": _LINES,
    "visiting_postcode": _TEXT,
    "visiting_town": _TEXT,
    "visiting_municipality": _TEXT,
    "visiting_country": _TEXT,
    "postal_street": _LINES,
    "postal_postcode": _TEXT,
    "postal_town": _TEXT,
    "postal_municipality": _TEXT,
    "postal_country": _TEXT,
    "vat_registered": _FLAG,
    "bankrupt_on": _TEXT,
    "winding_up_on": _TEXT,
    "parent": _TEXT,
    "founded_on": _TEXT,
    "registered_on": _TEXT,
    "latest_accounts": _NUMBER,
    "no_marketing": _FLAG,
}
"""Columns of ``unit`` with how a value is turned from a bulk file's text into what is stored.

Those that a line of results shows stand near the beginning: a row is read up to the last column wanted.
"""

_TESTS = tuple(
    f"{{0}}{rule.column} > ''" if COLUMNS[rule.column] == _TEXT else f"{{0}}{rule.column}" for rule in WARNING_RULES
)
WARNED = " OR ".join(sorted(_TESTS))
"""Whether a unit is warned of; ``{0}`` stands for the name of the table with a full stop, or for nothing."""
WARNING = (
    "CASE "
    + " ".join(f"WHEN {test} THEN {rule.number}" for test, rule in zip(_TESTS, WARNING_RULES, strict=True))
    + " END"
)
"""The number of the rule in :data:`WARNING_RULES` by which a unit is warned of, null for none."""

_KINDS = {_NUMBER: "INTEGER", _FLAG: "INTEGER NOT NULL DEFAULT 0"}
_WORDS = "TEXT NOT NULL DEFAULT ''"

_BARE = "replace(replace(replace(replace(replace({column}, ' ', ''), '-', ''), '(', ''), ')', ''), '.', '')"
_NUMBERS = (
    "SELECT CASE WHEN bare LIKE '+%' THEN bare WHEN bare LIKE '00%' THEN '+' || substr(bare, 3)"
    " WHEN country = 'DK' THEN '+45' || bare ELSE '+47' || bare END AS key, id"
    " FROM (SELECT {bare} AS bare, country, id FROM unit WHERE {column} <> '') WHERE length(bare) >= 5"
)
_REACHED = (
    "INSERT OR IGNORE INTO reached SELECT key, id FROM ("
    + " UNION ALL ".join(
        [_NUMBERS.format(bare=_BARE.format(column=column), column=column) for column in ("phone", "mobile")]
        + ["SELECT lower(email), id FROM unit WHERE email <> ''"]
    )
    + ") ORDER BY key, id"
)
"""Fills ``reached``: telephone numbers as E.164 and e-mail addresses in small letters, worked out by the engine."""

_WARNED_INDEX = (
    f"CREATE INDEX unit_warned ON unit (country, org_number, {', '.join(rule.column for rule in WARNING_RULES)})"
    f" WHERE {WARNED.format('')}"
)
"""All that the warnings are told from: few units are warned of, and they are read without the others."""

INDEX = TrigramIndex("name", ["key"], key="rank")


def folded(name: str) -> str:
    """Return the key of a name in the file; aa is two letters there, however the database next to it is filed."""
    return fold(name, aa_is_å=False)


Stop = Callable[[], bool]


class Stopped(UserError):
    """The person stopped the work; the copy in force is as it was."""

    def __init__(self) -> None:
        super().__init__(_("Stopped. The registry is as it was."))


class Writer:
    """A new copy being written; use it in a ``with`` statement and end by :meth:`finish`.

    Leaving without :meth:`finish` throws the new copy away. Raises :class:`StorageError` where the folder cannot be
    written, the disk is full, or somebody else is writing a copy of the same file.
    """

    def __init__(self, target: Path, *, stop: Stop | None = None) -> None:
        self.target = target
        self._path = unfinished(target)
        self._stop = stop or _never
        self._units = 0
        self._keys: list[str] = []
        self._held: int | None = None
        self._finished = False
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Writer:
        with self._mended():
            self.target.parent.mkdir(parents=True, exist_ok=True)
            self._held = _hold(self._path)
            connection = sqlite3.connect(self._path, isolation_level=None)
            self._connection = connection
            # Should this stop halfway the file is thrown away: no journal, and one fsync at the end.
            connection.executescript(
                f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; PRAGMA cache_size=-32000; "
                f"PRAGMA locking_mode=EXCLUSIVE; PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={VERSION}"
            )
            for statement in _schema():
                connection.execute(statement)
            connection.execute("BEGIN")
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._held is not None:
            if not self._finished:
                with contextlib.suppress(OSError):
                    self._path.unlink()
            os.close(self._held)

    def insert_statement(self, given: Sequence[str], constants: dict[str, str]) -> str:
        """Return the statement that takes ``given`` columns as a bulk file's texts, and the rest from ``constants``.

        The columns are names of :data:`COLUMNS`; a column in neither is left empty.
        """
        values = [COLUMNS[column].format("?") for column in given]
        values += ["'" + value.replace("'", "''") + "'" for value in constants.values()]
        return f"INSERT INTO unit ({', '.join([*given, *constants])}) VALUES ({', '.join(values)})"

    def add(self, statement: str, rows: Iterable[Sequence[Any]], names: Iterable[str]) -> None:
        """Store ``rows`` by ``statement``; ``names`` are the names in them, in the same order."""
        assert self._connection is not None
        self._ask()
        with self._mended():
            self._connection.executemany(statement, rows)
        self._keys.extend(map(folded, names))
        self._units = len(self._keys)

    def finish(self, about: dict[str, str]) -> tuple[int, int]:
        """Order, index and put in force what was added; return how many units there are and how many were repeated.

        Of units with the same country and number the last one stays. ``about`` is kept with the copy.
        """
        connection = self._connection
        assert connection is not None
        connection.set_progress_handler(lambda: 1 if self._stop() else 0, 10_000)
        with self._mended():
            repeated = self._drop_repeated(connection)
            self._ask()
            self._order_names(connection)
            self._ask()
            connection.execute(_WARNED_INDEX)
            connection.execute(_REACHED)
            self._ask()
            INDEX.rebuild(connection.execute)
            INDEX.optimize(connection.execute)
            self._ask()
            connection.executemany("INSERT INTO trigram VALUES (?, ?)", list(INDEX.terms(connection.execute)))
            units = self._units - repeated
            connection.executemany("INSERT INTO about VALUES (?, ?)", [("units", str(units)), *about.items()])
            connection.execute("COMMIT")
            connection.set_progress_handler(None, 0)
            connection.close()
            self._connection = None
            _put_in_force(self._path, self.target)
            self._finished = True
        return units, repeated

    def _ask(self) -> None:
        if self._stop():
            raise Stopped

    def _drop_repeated(self, connection: sqlite3.Connection) -> int:
        # Not UNIQUE: without a journal a statement that fails halfway cannot be taken back.
        connection.execute("CREATE INDEX unit_number ON unit (org_number, country)")
        repeated = connection.execute(
            "SELECT org_number, country, max(id) FROM unit GROUP BY org_number, country HAVING count(*) > 1"
        ).fetchall()
        changes = connection.total_changes
        connection.executemany("DELETE FROM unit WHERE org_number = ? AND country = ? AND id <> ?", repeated)
        return connection.total_changes - changes

    def _order_names(self, connection: sqlite3.Connection) -> None:
        keys = self._keys
        kept = [number - 1 for (number,) in connection.execute("SELECT id FROM unit")]
        kept.sort(key=keys.__getitem__)
        connection.executemany(
            "INSERT INTO name (key, unit) VALUES (?, ?)", ((keys[number], number + 1) for number in kept)
        )
        keys.clear()

    @contextlib.contextmanager
    def _mended(self) -> Iterator[None]:
        """Turn what the engine and the system say into one sentence."""
        try:
            yield
        except sqlite3.Error as error:
            if self._stop():
                raise Stopped from error
            from model.core.storage.sqlite.database_file import storage_error

            raise storage_error(error, self._path) from error
        except OSError as error:
            raise StorageError(
                _("{path} cannot be written: {reason}. The registry is as it was.").format(
                    path=error.filename or self.target, reason=error.strerror
                )
            ) from error


def _schema() -> Iterator[str]:
    columns = ", ".join(f"{column} {_KINDS.get(way, _WORDS)}" for column, way in COLUMNS.items())
    yield f"CREATE TABLE unit (id INTEGER PRIMARY KEY, {columns})"
    yield "CREATE TABLE name (rank INTEGER PRIMARY KEY, key TEXT NOT NULL, unit INTEGER NOT NULL)"
    yield "CREATE TABLE reached (key TEXT NOT NULL, unit INTEGER NOT NULL, PRIMARY KEY (key, unit)) WITHOUT ROWID"
    yield "CREATE TABLE trigram (term TEXT PRIMARY KEY, units INTEGER NOT NULL) WITHOUT ROWID"
    yield "CREATE TABLE about (what TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
    statements: list[str] = []
    INDEX.create(lambda statement, _parameters: statements.append(statement))
    yield from statements


def _hold(path: Path) -> int:
    """Open ``path`` for writing by one process at a time; what a killed one left there is overwritten."""
    import fcntl

    held = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Whoever held it until now may have moved it away or removed it since it was opened here.
        ours = os.path.samestat(os.fstat(held), os.stat(path))
    except OSError:
        ours = False
    if not ours:
        os.close(held)
        raise StorageError(_("Another load of the registry is going on; wait for it to end."))
    os.truncate(held, 0)
    return held


def _put_in_force(path: Path, target: Path) -> None:
    """Rename ``path`` over ``target`` once every byte of it is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    path.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _never() -> bool:
    return False


def row_of(unit: Unit) -> tuple[Any, ...]:
    """Return the texts that :meth:`Writer.insert_statement` takes for all of :data:`COLUMNS`."""
    return tuple(_text(_value(unit, column)) for column in COLUMNS)


def _value(unit: Unit, column: str) -> Any:
    kind, _underscore, part = column.partition("_")
    if kind in ("visiting", "postal"):
        return getattr(getattr(unit, kind), part)
    return getattr(unit, column)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def unit_of(row: Sequence[Any]) -> Unit:
    """Return the unit of a row of all :data:`COLUMNS`."""
    values: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
    for kind in ("visiting", "postal"):
        parts = [values.pop(f"{kind}_{part}") for part in Address.__dataclass_fields__]
        values[kind] = foreign(Address(*parts))
    for column, way in COLUMNS.items():
        if way == _FLAG:
            values[column] = bool(values[column])
        elif column.endswith("_on"):
            values[column] = _date(values[column])
        elif way == _NUMBER and not isinstance(values[column], int):
            values[column] = None
    return Unit(**values)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
