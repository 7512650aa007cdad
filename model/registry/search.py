"""Searching the local copy as one types (CUST-02, CUST-03, CUST-06, CUST-24)."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from model.core.errors import StorageError
from model.core.language import _
from model.core.org_number import parse_org_number
from model.core.storage.sqlite.fulltext import Vocabulary
from model.core.typed_numbers import numbers_in
from model.core.wildcards import Pattern, parse_pattern
from model.registry.file import APPLICATION_ID, COLUMNS, INDEX, VERSION, WARNED, WARNING, folded, unit_of
from model.registry.unit import Unit

_HIGHEST = "\U0010ffff"
_SHORTEST_NUMBER = 4
"""Digits from which a text may be the beginning of an organisation number; fewer are part of a name."""
_SHORTEST_REACHED = 8
"""Characters of a telephone number with its country, or of an address; of fewer there are more than anybody reads."""
_MOST_REACHED = 1_000
_DIGITS = re.compile(r"(?:(?:NO|DK)[\s.:-]*)?([0-9](?:[\s.-]*[0-9])*)(?:[\s.-]*MVA)?", re.IGNORECASE)
_HIT = (
    "u.country, u.org_number, u.name, u.company_form, "
    "coalesce(nullif(u.visiting_town, ''), u.postal_town), u.industry, " + WARNED.format("u.")
)


class Interrupted(Exception):
    """A search was given up because :meth:`Registry.interrupt` was called; there is nothing to show for it."""


class RegistryHit(NamedTuple):
    """What a line of results shows. ``rank`` is the place in name order; ``warned`` says that Unit.warning does."""

    rank: int
    country: str
    org_number: str
    name: str
    company_form: str
    town: str
    industry: str
    warned: bool


@dataclass(frozen=True)
class Status:
    """What the local copy is. Not loaded: nothing but ``path`` means anything.

    ``attribution`` is what the register's licence asks to be said where its data is shown, in the language in force.
    """

    path: Path
    loaded: bool = False
    units: int = 0
    loaded_at: datetime | None = None
    source: str = ""
    countries: tuple[str, ...] = ()
    attribution: str = ""


@dataclass(frozen=True)
class _Question:
    """What a text asks for.

    Organisation numbers from first to last (of one country, or of any), then telephone numbers and e-mail addresses
    that begin with one of ``reached``, then names that are or begin with ``beginning`` ('' for none), then all others
    that match all ``patterns``.
    """

    number: tuple[str, str, str | None] | None
    patterns: tuple[Pattern, ...]
    reached: tuple[str, ...] = ()
    beginning: str = ""


class Registry(AbstractContextManager["Registry"]):
    """The local copy at ``path``, read only; a missing file is a registry without units.

    A load that puts a new copy in force is noticed by the next question. For one thread at a time, whichever;
    :meth:`interrupt` alone may be called from another. Everything raises StorageError for a file that is damaged or
    of another version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._vocabulary = Vocabulary(())
        self._last_rank = 0
        self._has_reached = False
        """Whether the copy in force knows telephone numbers and e-mail addresses."""
        self._seen: tuple[int, ...] | None = None

    def search(self, text: str, limit: int = 50, after: RegistryHit | None = None) -> list[RegistryHit]:
        """Return the first ``limit`` units for what was typed.

        A text with ``%`` is a wildcard of CAMP-06, in name order; otherwise names that contain every word, in any
        order: those that are the text or begin with it come first. A whole organisation number in any spelling gives
        that unit; a partial one, a telephone number or an e-mail address (CUST-06), from its beginning, gives the
        units that have it before those whose names contain it. ``after`` is the last hit so far: those that follow it.
        Raises :class:`Interrupted`.
        """
        connection = self._open()
        question = _question(text)
        if connection is None:
            return []
        try:
            hits = self._by_number(connection, question, limit, after)
            if len(hits) < limit:
                hits += self._by_reached(connection, question, limit - len(hits), after)
            if len(hits) < limit and question.patterns:
                known = {(hit.country, hit.org_number) for hit in hits}
                named = self._by_name(connection, question, limit - len(hits), after)
                hits += [hit for hit in named if (hit.country, hit.org_number) not in known]
        except sqlite3.Error as error:
            raise _mended(error, self.path) from error
        return hits

    def count(self, text: str, cap: int = 1000) -> tuple[int, bool]:
        """Return how many units :meth:`search` could give, and whether there are more than ``cap`` (then it is cap)."""
        connection = self._open()
        question = _question(text)
        if connection is None:
            return 0, False
        try:
            total = len(self._by_number(connection, question, cap + 1, None))
            total += len(self._reached(connection, question, cap + 1))
            if total <= cap and question.patterns:
                sql, parameters = self._names(connection, question, 0)
                counted = f"SELECT count(*) FROM ({sql} LIMIT ?)"
                total += connection.execute(counted, [*parameters, cap + 1]).fetchone()[0]
        except sqlite3.Error as error:
            raise _mended(error, self.path) from error
        return min(total, cap), total > cap

    def unit(self, org_number: str, country: str | None = None) -> Unit | None:
        """Return the unit with this number, in any spelling; without ``country`` the number's own form tells."""
        connection = self._open()
        number = parse_org_number(org_number, country)
        if connection is None or number is None:
            return None
        query = f"SELECT {', '.join(COLUMNS)} FROM unit WHERE org_number = ? AND country = ?"
        try:
            row = connection.execute(query, (number.digits, number.country)).fetchone()
        except sqlite3.Error as error:
            raise _mended(error, self.path) from error
        return None if row is None else unit_of(row)

    def warned(self) -> dict[str, int]:
        """Return all units that are warned of: the number of the rule by country and organisation number in one."""
        connection = self._open()
        if connection is None:
            return {}
        query = f"SELECT country || org_number, {WARNING.format('')} FROM unit WHERE {WARNED.format('')}"
        try:
            return dict(connection.execute(query))
        except sqlite3.Error as error:
            raise _mended(error, self.path) from error

    def status(self) -> Status:
        """Say what the local copy is."""
        connection = self._open()
        if connection is None:
            return Status(self.path)
        try:
            about = dict(connection.execute("SELECT what, value FROM about"))
        except sqlite3.Error as error:
            raise _mended(error, self.path) from error
        return Status(
            self.path,
            True,
            int(about["units"]),
            datetime.fromisoformat(about["loaded_at"]),
            about["source"],
            tuple(about["countries"].split()),
            _(about["attribution"]),
        )

    def interrupt(self) -> None:
        """Give up the search that another thread is in; it raises :class:`Interrupted` there."""
        connection = self._connection
        if connection is not None:
            try:
                connection.interrupt()
            except sqlite3.ProgrammingError:
                pass  # closed in the meantime: there is no search left to give up

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the next question opens it again."""
        if self._connection is not None:
            self._connection.close()
        self._connection, self._seen = None, None

    def _open(self) -> sqlite3.Connection | None:
        """Return a connection to the copy in force, None where there is none."""
        try:
            stat = os.stat(self.path)
        except FileNotFoundError:
            self.close()
            return None
        except OSError as error:
            raise _mended(error, self.path) from error
        seen = (stat.st_dev, stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if self._connection is not None and seen == self._seen:
            return self._connection
        self.close()
        # Nobody writes to a copy in force, so it needs no locks, and works in a folder that cannot be written.
        uri = f"file:{quote(str(self.path.absolute()))}?mode=ro&immutable=1"
        try:
            connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise _mended(error, self.path) from error
        try:
            connection.execute("PRAGMA cache_size=-16000")
            if (
                _pragma(connection, "application_id") != APPLICATION_ID
                or not 1 <= (version := _pragma(connection, "user_version")) <= VERSION
            ):
                raise StorageError(
                    _("{path} is no registry that this version can read; load the registry again.").format(
                        path=self.path
                    )
                )
            self._vocabulary = Vocabulary(connection.execute("SELECT term, units FROM trigram"))
            self._last_rank = connection.execute("SELECT coalesce(max(rank), 0) FROM name").fetchone()[0]
        except sqlite3.Error as error:
            connection.close()
            raise _mended(error, self.path) from error
        except StorageError:
            connection.close()
            raise
        self._has_reached = version >= 2
        self._connection, self._seen = connection, seen
        return connection

    def _by_number(
        self, connection: sqlite3.Connection, question: _Question, limit: int, after: RegistryHit | None
    ) -> list[RegistryHit]:
        if question.number is None or (after is not None and after.rank):
            return []
        first, last, country = question.number
        # Rank 0 tells these from the names, which follow them in the list from rank 1 on.
        query = f"SELECT 0, {_HIT} FROM unit AS u WHERE u.org_number BETWEEN ? AND ?"
        parameters: list[Any] = [first, last]
        if country is not None:
            query += " AND u.country = ?"
            parameters.append(country)
        if after is not None:
            query += " AND (u.org_number, u.country) > (?, ?)"
            parameters += [after.org_number, after.country]
        return _hits(connection.execute(query + " ORDER BY u.org_number, u.country LIMIT ?", [*parameters, limit]))

    def _reached(self, connection: sqlite3.Connection, question: _Question, limit: int) -> list[int]:
        """Return the units that are reached so, those whose number or address is the text first."""
        if not self._has_reached:
            return []
        found: dict[int, None] = {}
        query = "SELECT unit FROM reached WHERE key >= ? AND key < ? ORDER BY key, unit LIMIT ?"
        for key in question.reached:
            # A unit may have the number twice.
            found.update((row[0], None) for row in connection.execute(query, (key, key + _HIGHEST, 2 * limit)))
        return [*found][:limit]

    def _by_reached(
        self, connection: sqlite3.Connection, question: _Question, limit: int, after: RegistryHit | None
    ) -> list[RegistryHit]:
        if not question.reached or (after is not None and after.rank):
            return []
        units = self._reached(connection, question, limit if after is None else _MOST_REACHED)
        query = f"SELECT 0, {_HIT} FROM unit AS u WHERE u.id = ?"
        hits = [hit for unit in units for hit in _hits(connection.execute(query, (unit,)))]
        places = [(hit.country, hit.org_number) for hit in hits]
        last = None if after is None else (after.country, after.org_number)
        return hits[places.index(last) + 1 :][:limit] if last in places else hits[:limit]

    def _by_name(
        self, connection: sqlite3.Connection, question: _Question, limit: int, after: RegistryHit | None
    ) -> list[RegistryHit]:
        """Return names that are the text, that begin with it, and then the others, each in the order of names."""
        rank = 0 if after is None else after.rank
        low, high = self._beginning(connection, question)
        hits: list[RegistryHit] = []
        if low <= high and (rank == 0 or low <= rank <= high):
            hits = self._named(connection, question, max(rank, low - 1), limit, last=high)
            rank = 0
        if len(hits) < limit:
            # Those that begin with it are fewer than a page here: passing over them costs next to nothing.
            wanted = limit - len(hits) + max(0, high - low + 1)
            rest = self._named(connection, question, rank, wanted)
            hits += [hit for hit in rest if not low <= hit.rank <= high][: limit - len(hits)]
        return hits

    def _beginning(self, connection: sqlite3.Connection, question: _Question) -> tuple[int, int]:
        """Return the first and last rank of the names that begin with the text; the first is higher for none."""
        if not question.beginning:
            return 1, 0
        first = self._rank(connection, question.beginning)
        return first, self._rank(connection, question.beginning + _HIGHEST) - 1

    def _named(
        self, connection: sqlite3.Connection, question: _Question, after: int, limit: int, *, last: int | None = None
    ) -> list[RegistryHit]:
        sql, parameters = self._names(connection, question, after, last)
        query = (
            f"SELECT found.rank, {_HIT} FROM ({sql} LIMIT ?) AS found CROSS JOIN unit AS u ON u.id = found.unit "
            "ORDER BY found.rank"
        )
        return _hits(connection.execute(query, [*parameters, limit]))

    def _names(
        self, connection: sqlite3.Connection, question: _Question, after: int, until: int | None = None
    ) -> tuple[str, list[Any]]:
        """Return the query for rank and unit of the names that match, beyond rank ``after``, up to ``until``."""
        first, last = after + 1, self._last_rank if until is None else until
        for pattern in question.patterns:
            if pattern.prefix:
                first = max(first, self._rank(connection, pattern.prefix))
                last = min(last, self._rank(connection, pattern.prefix + _HIGHEST) - 1)
        # A beginning is fully told by its first and last rank.
        left = [pattern for pattern in question.patterns if not pattern.is_prefix]
        sql, parameters = INDEX.walk("key", left, self._vocabulary, first=first, last=last, also=["unit"])
        if question.number is not None:
            # Those whose number begins so too stand among the numbers already.
            sql = (
                f"SELECT w.rank, w.unit FROM ({sql}) AS w CROSS JOIN unit AS u ON u.id = w.unit "
                "WHERE NOT u.org_number BETWEEN ? AND ? ORDER BY w.rank"
            )
            parameters += question.number[:2]
        return sql, parameters

    def _rank(self, connection: sqlite3.Connection, key: str) -> int:
        """Return the rank of the first name at or after ``key``: names stand in order, so halving finds it."""
        low, high = 1, self._last_rank + 1
        while low < high:
            middle = (low + high) // 2
            (there,) = connection.execute("SELECT key FROM name WHERE rank = ?", (middle,)).fetchone()
            if there < key:
                low = middle + 1
            else:
                high = middle
        return low


def _question(text: str) -> _Question:
    text = text.strip()
    whole = parse_pattern(text, folded)
    if whole is None:
        return _Question(None, ())
    if "%" in text.replace("\\%", ""):
        return _Question(None, (whole,))
    number = parse_org_number(text)
    # Eight bare digits are a Danish number or a Norwegian one being typed.
    if number is not None and text[0] != "+" and (len(number.digits) == 9 or not text[0].isdigit()):
        return _Question((number.digits, number.digits, number.country), ())
    words = [parse_pattern(word, folded) for word in text.split()]
    patterns = tuple(dict.fromkeys(word for word in words if word is not None))
    digits = _DIGITS.fullmatch(text) if len(text) <= 60 else None
    beginning = re.sub(r"[^0-9]", "", digits[1]) if digits is not None else ""
    numbers = numbers_in(text, "NO")
    reached = tuple(key for key in (*numbers.phones, numbers.email) if len(key) >= _SHORTEST_REACHED)
    if _SHORTEST_NUMBER <= len(beginning) < 9:
        return _Question((beginning, beginning + _HIGHEST, None), patterns, reached, whole.parts[0])
    return _Question(None, patterns, reached, whole.parts[0])


def _hits(rows: Iterable[tuple[Any, ...]]) -> list[RegistryHit]:
    return [RegistryHit._make((*row[:-1], bool(row[-1]))) for row in rows]


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    value: int = connection.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _mended(error: Exception, path: Path) -> Exception:
    if isinstance(error, sqlite3.OperationalError) and "interrupt" in str(error):
        return Interrupted()
    return StorageError(
        _("The registry {path} cannot be read ({reason}); load it again.").format(path=path, reason=error)
    )
