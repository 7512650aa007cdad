"""Searching one kind of record: by number, by the beginning of its title, by words anywhere (CUST-02, CUST-06).

What is found by a number comes first, then titles that are the text or begin with it, then the rest, each by name. The
trigram index says which rows can match; where it leaves few, these are read and put in order, where it leaves many,
walking the index of titles soon meets enough of them. So no question reads the table from end to end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.fields.texts import Email, OrgNumberText, Phone
from model.core.lists.word_search import index_of
from model.core.records.record import Record
from model.core.storage.sqlite.fulltext import END, START, TrigramIndex, matching
from model.core.text import fold
from model.core.typed_numbers import Numbers, beginning, numbers_in
from model.core.wildcards import Pattern, parse_pattern
from model.search.found import CAP

FEW = 4_000
"""Rows that are read and sorted; where the index leaves more, titles are walked in order."""

_HIGHEST = "\U0010ffff"


@dataclass(frozen=True)
class Question:
    """A typed text, taken apart: all of ``patterns`` must match, each in some column.

    ``key`` is the folded text that a title may be, ``beginning`` what it may begin with: the same, "" for the first
    where the text has wildcards of its own.
    """

    patterns: tuple[Pattern, ...]
    key: str
    beginning: str
    numbers: Numbers

    @classmethod
    def of(cls, text: str, country: str) -> Question:
        """Take ``text`` apart; ``country`` is that of telephone numbers without a prefix."""
        text = text.strip()
        if "%" in text:
            whole = parse_pattern(text)
            return cls((whole,), "", whole.prefix, Numbers()) if whole is not None else cls((), "", "", Numbers())
        words = [parse_pattern(word) for word in text.split()]
        patterns = tuple(dict.fromkeys(word for word in words if word is not None))
        key = fold(text)
        return cls(patterns, key, key, numbers_in(text, country))


@dataclass(frozen=True)
class Kind:
    """How one record is searched: ``columns`` hold the folded texts in which words are looked for, the title first.

    A record of which one of ``called`` is the whole text comes right after those of that title; they are indexed.
    """

    record: type[Record]
    columns: tuple[str, ...]
    called: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """IDs of the hits, best first, and how many there are; no more than :data:`CAP` are counted."""

    ids: list[int]
    count: int
    capped: bool


def find(session: Session, kind: Kind, question: Question, limit: int) -> Found:
    """Return the best ``limit`` hits among the records that the person may see.

    Raises :class:`model.core.storage.errors.Interrupted` when a newer question stops this one.
    """
    numbered = _by_number(session, kind, question.numbers)
    if not question.patterns or len(numbered) > CAP:
        return _found(numbered, len(numbered), limit)
    search = _Search(session, kind, question)
    named, count = search.run(limit, set(numbered))
    return _found([*numbered, *named], len(numbered) + count, limit)


def _found(ids: Sequence[int], count: int, limit: int) -> Found:
    return Found(list(ids[:limit]), min(count, CAP), count > CAP)


# Numbers


def _by_number(session: Session, kind: Kind, numbers: Numbers) -> list[int]:
    """Return the IDs of records with such a number: whole matches first, then by title; at most one above the cap."""
    clauses = list(_number_clauses(kind.record, numbers))
    if not clauses:
        return []
    table, title = kind.record.table(), kind.columns[0]
    where, parameters = visible(kind.record, session.person.id)
    found: dict[int, tuple[int, str]] = {}
    for column, clause, values in clauses:
        wanted = set(values[::2])
        for record_id, key, number in session.store.rows(
            f"SELECT id, {title}, {column} FROM {table} WHERE ({clause}) AND {where} LIMIT ?",
            (*values, *parameters, CAP + 1),
        ):
            rank = 0 if number in wanted else 1
            found[record_id] = min((rank, key), found.get(record_id, (2, "")))
    return sorted(found, key=lambda record_id: (found[record_id], record_id))[: CAP + 1]


def _number_clauses(record: type[Record], numbers: Numbers) -> Iterable[tuple[str, str, Sequence[Any]]]:
    for name, field in record.fields().items():
        column = f"{name}_key"
        if isinstance(field, Phone) and numbers.phones:
            yield (column, *beginning(column, numbers.phones))
        elif isinstance(field, OrgNumberText) and numbers.org_numbers:
            yield (column, *beginning(column, numbers.org_numbers))
        elif isinstance(field, Email) and numbers.email:
            yield (column, *beginning(column, (numbers.email,)))
    if numbers.customer is not None and record.name_in_code == "customer":
        yield "number", "number = ?", (numbers.customer,)


# Words


class _Alphabet:
    """The trigrams that can be, instead of those that are: asking the index for its own takes far longer than looking
    for a few that it has not got. A pair of letters followed by a character outside these is not found by it."""

    _LETTERS = (
        "abcdefghijklmnopqrstuvwxyz{|}0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]_`~\x1d\x1e\x1f–—’‘”“·°§€£×…²³½®™" + END
    )

    def beginning(self, text: str) -> Sequence[str]:
        return [text + letter for letter in self._LETTERS]

    def ending(self, text: str) -> Sequence[str]:
        return [letter + text for letter in (START, *self._LETTERS)]

    def around(self, letter: str) -> None:
        return None

    def rows(self, terms: Sequence[str]) -> None:
        return None


class _Search:
    """One question to one kind of record."""

    def __init__(self, session: Session, kind: Kind, question: Question) -> None:
        self.session = session
        self.store = session.store
        self.kind = kind
        self.question = question
        self.table = kind.record.table()
        self.title = kind.columns[0]
        index = index_of(kind.record)
        assert index is not None
        self.index: TrigramIndex = index
        self.seen, self.seen_parameters = visible(kind.record, session.person.id)

    def run(self, limit: int, without: set[int]) -> tuple[list[int], int]:
        """Return the hits' IDs, best first, and their number, neither with those of ``without``; no more than CAP+1."""
        if self._is_letter():
            ids = [record_id for record_id in self._begin(CAP + 1 + len(without)) if record_id not in without]
            return ids[:limit], len(ids)
        match = self._match(self.kind.columns)
        first = self._first(limit, without)
        if len(first) >= limit:
            return first[:limit], self._count(match, without)
        if match is not None:
            candidates = self._candidates(match)
            if len(candidates) <= FEW:
                ids = self._in_order([record_id for record_id in candidates if record_id not in without])
                return ids[:limit], len(ids)
        return self._best_of_many(first, limit, without), self._count(match, without)

    def _is_letter(self) -> bool:
        """Whether the text is one letter: nearly everything contains it, so it asks for beginnings alone."""
        return len(self.question.key) == 1

    # What the index says

    def _match(self, columns: Sequence[str]) -> str | None:
        """Return the index's expression for rows that can match in ``columns``, None where nothing narrows."""
        groups: list[str] = []
        prefix = f'"{columns[0]}" : '
        # Two letters are asked for by scores of trigrams: worth it only where there is nothing longer.
        longer = [pattern for pattern in self.question.patterns if max(map(len, pattern.parts), default=0) > 2]
        for pattern in longer or self.question.patterns:
            # What is asked for is the same in each column; one question for all of them is answered soonest.
            match = self.index.narrow(columns[0], [pattern], _Alphabet()).match
            if match is not None and match.startswith(prefix):
                names = " ".join(f'"{column}"' for column in columns)
                groups.append(f"{{{names}}} : {match.removeprefix(prefix)}")
            elif match is not None:
                groups.append(match)
        return " AND ".join(groups) or None

    def _candidates(self, match: str) -> list[int]:
        rows = self.store.rows(
            f"SELECT rowid FROM {self.index.name} WHERE {self.index.name} MATCH ? LIMIT ?", (match, FEW + 1)
        )
        return [row[0] for row in rows]

    # What matches indeed

    def _exact(self, columns: Sequence[str]) -> tuple[str, list[Any]]:
        """Return the predicate for every pattern matching in some of ``columns``."""
        parts: list[str] = []
        parameters: list[Any] = []
        for pattern in self.question.patterns:
            ways = [matching(column, pattern, self.table) for column in columns]
            parts.append("(" + " OR ".join(way[0] for way in ways) + ")")
            for way in ways:
                parameters += way[1]
        return " AND ".join(parts), parameters

    def _in_order(self, candidates: list[int], columns: Sequence[str] = ()) -> list[int]:
        """Return those of ``candidates`` that match, best first."""
        exact, parameters = self._exact(columns or self.kind.columns)
        rows = self.store.rows(
            f"SELECT id, {', '.join(self.kind.columns)} FROM {self.table}"
            f" WHERE id IN (SELECT value FROM json_each(?)) AND {exact} AND {self.seen}",
            (json.dumps(candidates), *parameters, *self.seen_parameters),
        )
        return [row[0] for row in sorted(rows, key=self._rank)]

    def _rank(self, row: tuple[Any, ...]) -> tuple[int, str, int]:
        key, title = self.question.key, row[1]
        called = [text for column, text in zip(self.kind.columns, row[1:], strict=True) if column in self.kind.called]
        if key and title == key:
            rank = 0
        elif key and key in called:
            rank = 1
        elif title.startswith(self.question.beginning or START):
            rank = 2
        elif all(pattern.matches(title) for pattern in self.question.patterns):
            rank = 3
        else:
            rank = 4
        return rank, title, row[0]

    # Where there are many

    def _first(self, limit: int, without: set[int]) -> list[int]:
        """Return the first hits as far as they are called so or begin so: what is found soonest."""
        found: dict[int, None] = {}
        wanted = limit + len(without)
        for column in (self.title, *self.kind.called) if self.question.key else ():
            found.update((record_id, None) for record_id in self._are(column, wanted) if record_id not in without)
        if self.question.beginning and len(found) < limit:
            ids = self._begin(wanted + len(found))
            found.update((record_id, None) for record_id in ids if record_id not in without)
        return [*found]

    def _best_of_many(self, first: list[int], limit: int, without: set[int]) -> list[int]:
        """Return ``first`` and then other titles that match, then what matches elsewhere."""
        found = dict.fromkeys(first)
        columns: list[Sequence[str]] = [self.kind.columns[:1], self.kind.columns]
        for here in columns if len(self.kind.columns) > 1 else columns[:1]:
            match = self._match(here)
            candidates = self._candidates(match) if match is not None else None
            if candidates is not None and len(candidates) <= FEW:
                ids = self._in_order(candidates, here)
            else:
                ids = self._walk(here, limit + len(without) + len(found))
            found.update((record_id, None) for record_id in ids if record_id not in without)
            if len(found) >= limit:
                break
        return [*found][:limit]

    def _are(self, column: str, number: int) -> list[int]:
        """Return the records of which ``column`` is the text, in the order of their titles."""
        rows = self.store.rows(
            f"SELECT id FROM {self.table} WHERE {column} = ? AND {self.seen} ORDER BY {self.title}, id LIMIT ?",
            (self.question.key, *self.seen_parameters, number),
        )
        return [row[0] for row in rows]

    def _begin(self, number: int) -> list[int]:
        """Return the records whose titles begin with the text, in the order of their titles."""
        exact, parameters = self._exact(self.kind.columns)
        beginning = self.question.beginning
        rows = self.store.rows(
            f"SELECT id FROM {self.table} WHERE {self.title} >= ? AND {self.title} < ? AND {exact} AND {self.seen}"
            f" ORDER BY {self.title}, id LIMIT ?",
            (beginning, beginning + _HIGHEST, *parameters, *self.seen_parameters, number),
        )
        return [row[0] for row in rows]

    def _walk(self, columns: Sequence[str], number: int) -> list[int]:
        """Return the first matches on the way through all titles."""
        exact, parameters = self._exact(columns)
        rows = self.store.rows(
            f"SELECT id FROM {self.table} INDEXED BY {self.table}_{self.title} WHERE {exact} AND {self.seen}"
            f" ORDER BY {self.title}, id LIMIT ?",
            (*parameters, *self.seen_parameters, number),
        )
        return [row[0] for row in rows]

    def _count(self, match: str | None, without: set[int]) -> int:
        exact, parameters = self._exact(self.kind.columns)
        source, name = self.table, self.index.name
        if match is not None:
            source = f"{name} CROSS JOIN {self.table} ON {self.table}.id = {name}.rowid AND {name} MATCH ?"
            parameters = [match, *parameters]
        return int(
            self.store.value(
                f"SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {exact} AND {self.seen}"
                f" AND {self.table}.id NOT IN (SELECT value FROM json_each(?)) LIMIT ?)",
                (*parameters, *self.seen_parameters, json.dumps([*without]), CAP + 1),
            )
        )
