"""Searching one kind of record: by number, by the beginning of its title, by words anywhere (CUST-02, CUST-06).

What is found by a number comes first, then titles that are the text or begin with it, then the rest, each by name. The
trigram index says which rows can match; where it leaves few, these are read and put in order, where it leaves many,
walking the index of titles soon meets enough of them. So no question reads the table from end to end.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.fields.texts import Email, OrgNumberText, Phone
from model.core.lists.word_search import index_of
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.expressions import TRUE, all_of, along, among, any_of, column_of, first, under_own_name
from model.core.storage.search import HIGHEST, START, Narrowed, SearchIndex, matches
from model.core.storage.statements import Part, slot, statement, stored
from model.core.text import fold
from model.core.typed_numbers import Numbers, numbers_in
from model.core.wildcards import Pattern, parse_pattern
from model.search.found import CAP
from model.search.title_walk import TitleWalk

FEW = 4_000
"""Rows that are read and sorted; where the index leaves more, titles are walked in order."""


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
    found: dict[int, tuple[int, str]] = {}
    record, title = kind.record, kind.columns[0]
    for column, wanted in _wanted_numbers(record, numbers):
        query = _numbered(record, column, title, len(wanted))
        given = {f"number{at}": value for at, value in enumerate(wanted)}
        given.update((f"beyond{at}", f"{value}{HIGHEST}") for at, value in enumerate(wanted))
        for record_id, key, number in session.rows(query, **given):
            rank = 0 if number in wanted else 1
            found[record_id] = min((rank, key), found.get(record_id, (2, "")))
    return sorted(found, key=lambda record_id: (found[record_id], record_id))[: CAP + 1]


def _wanted_numbers(record: type[Record], numbers: Numbers) -> Iterable[tuple[str, Sequence[Any]]]:
    for name, field in record.fields().items():
        if isinstance(field, Phone) and numbers.phones:
            yield f"{name}_key", numbers.phones
        elif isinstance(field, OrgNumberText) and numbers.org_numbers:
            yield f"{name}_key", numbers.org_numbers
        elif isinstance(field, Email) and numbers.email:
            yield f"{name}_key", (numbers.email,)
    if numbers.customer is not None and record.name_in_code in ("customer", "order"):
        yield "number", (numbers.customer,)


@statement
def _numbered(record: type[Record], column: str, title: str, number: int) -> peewee.Query:
    """Return the query for the records with a number, or with a key that begins like one of so many."""
    held = column_of(record, column)
    if column == "number":
        wanted: Any = held == stored("number0")
    else:
        wanted = any_of(
            (held >= stored(f"number{at}")) & (held < stored(f"beyond{at}")) for at in range(number)
        )  # fmt: skip
    return record.select(record.id, column_of(record, title), held).where(wanted, seen(record)).limit(CAP + 1)


# Words


class _Search:
    """One question to one kind of record."""

    def __init__(self, session: Session, kind: Kind, question: Question) -> None:
        self.session = session
        self.store = session.store
        self.kind = kind
        self.question = question
        self.record = kind.record
        self.title = kind.columns[0]
        self._conditions: dict[tuple[str, ...], tuple[Part, dict[str, Any]]] = {}
        index = index_of(session.store, kind.record)
        assert index is not None
        self.index: SearchIndex = index
        self._walked: TitleWalk | None = None

    def run(self, limit: int, without: set[int]) -> tuple[list[int], int]:
        """Return the hits' IDs, best first, and their number, neither with those of ``without``; no more than CAP+1."""
        if self._is_letter():
            ids = [record_id for record_id in self._begin(CAP + 1 + len(without)) if record_id not in without]
            return ids[:limit], len(ids)
        narrowed = self._narrowed(self.kind.columns)
        first = self._first(limit, without)
        if self.index.reads_whole_lists and narrowed.narrows:
            self._walked = TitleWalk(
                self.session, self.record, self.kind.columns, self.question.patterns, self._exact,
                CAP + 1 + len(without),
            )  # fmt: skip
        if len(first) >= limit:
            return first[:limit], self._count(narrowed, without)
        if narrowed.narrows and not (self._walked and self._walked.has_some):
            candidates = self.index.ids(narrowed, FEW + 1)
            if len(candidates) <= FEW:
                ids = self._in_order([record_id for record_id in candidates if record_id not in without])
                return ids[:limit], len(ids)
        return self._best_of_many(first, limit, without), self._count(narrowed, without)

    def _is_letter(self) -> bool:
        """Whether the text is one letter: nearly everything contains it, so it asks for beginnings alone."""
        return len(self.question.key) == 1

    # What the index says

    def _narrowed(self, columns: tuple[str, ...]) -> Narrowed:
        """Return what the index knows of the rows that can match in ``columns``."""
        # Two letters are asked for by scores of trigrams: worth it only where there is nothing longer.
        longer = [pattern for pattern in self.question.patterns if max(map(len, pattern.parts), default=0) > 2]
        asked = [(columns, pattern) for pattern in longer or self.question.patterns]
        return self.index.narrowed(asked, guessing=True)

    # What matches indeed

    def _exact(self, columns: tuple[str, ...]) -> tuple[Part, dict[str, Any]]:
        """Return the condition for every pattern matching in some of ``columns``, and its values."""
        if columns not in self._conditions:
            rows = under_own_name(self.record)
            exact = all_of(
                any_of(matches(column_of(rows, column), pattern) for column in columns)
                for pattern in self.question.patterns
            )
            self._conditions[columns] = self.store.statements.part_with_values(exact)
        return self._conditions[columns]

    def _in_order(self, candidates: list[int], columns: tuple[str, ...] = ()) -> list[int]:
        """Return those of ``candidates`` that match, best first."""
        exact, values = self._exact(columns or self.kind.columns)
        query = _matching(self.record, self.kind.columns, exact)
        return [row[0] for row in sorted(self.session.rows(query, ids=candidates, **values), key=self._rank)]

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
        columns = [self.kind.columns[:1], self.kind.columns]
        for here in columns if len(self.kind.columns) > 1 else columns[:1]:
            wanted = limit + len(without) + len(found)
            ids = self._walked.first(here, wanted) if self._walked else None
            if ids is None:
                ids = self._best_in(here, wanted)
            found.update((record_id, None) for record_id in ids if record_id not in without)
            if len(found) >= limit:
                break
        return [*found][:limit]

    def _best_in(self, columns: tuple[str, ...], number: int) -> list[int]:
        """Return the matches in ``columns``, best first: all where the index leaves few, else the first of them."""
        narrowed = self._narrowed(columns)
        candidates = self.index.ids(narrowed, FEW + 1) if narrowed.narrows else None
        if candidates is not None and len(candidates) <= FEW:
            return self._in_order(candidates, columns)
        found = self._walked.further(columns, number) if self._walked else None
        return self._walk(columns, number) if found is None else found

    def _are(self, column: str, number: int) -> list[int]:
        """Return the records of which ``column`` is the text, in the order of their titles."""
        query = _called(self.record, column, self.title)
        return [row[0] for row in self.session.rows(query, key=self.question.key, number=number)]

    def _begin(self, number: int) -> list[int]:
        """Return the records whose titles begin with the text, in the order of their titles."""
        exact, values = self._exact(self.kind.columns)
        begins, beyond = self.question.beginning, self.question.beginning + HIGHEST
        query = _beginning(self.record, self.title, exact)
        return [row[0] for row in self.session.rows(query, begins=begins, beyond=beyond, number=number, **values)]

    def _walk(self, columns: tuple[str, ...], number: int) -> list[int]:
        """Return the first matches on the way through all titles."""
        exact, values = self._exact(columns)
        query = _along_titles(self.record, self.title, exact)
        return [row[0] for row in self.session.rows(query, number=number, **values)]

    def _count(self, narrowed: Narrowed, without: set[int]) -> int:
        if narrowed.empty:
            return 0
        if self._walked and sum(record_id not in without for record_id in self._walked.ids) > CAP:
            return CAP + 1
        exact, values = self._exact(self.kind.columns)
        query = _counted(self.record, self.index, narrowed.shape, exact)
        given = {**values, **narrowed.values}
        return int(self.session.value(query, without=[*without], number=CAP + 1, **given))


@statement
def _matching(record: type[Record], columns: tuple[str, ...], exact: Part) -> peewee.Query:
    """Return the query for those of some IDs that match, with their keys."""
    rows = under_own_name(record)
    keys = [column_of(rows, column) for column in columns]
    wanted = all_of((among(rows.id, slot("ids")), exact, seen(record, rows)))
    return peewee.Select((rows,), (rows.id, *keys)).where(wanted)


@statement
def _called(record: type[Record], column: str, title: str) -> peewee.Query:
    """Return the query for the records of which a column is a text, by their titles."""
    rows = under_own_name(record)
    called = peewee.Select((rows,), (rows.id,)).where(column_of(rows, column) == stored("key"), seen(record, rows))
    return called.order_by(first(column_of(rows, title)), first(rows.id)).limit(slot("number"))


@statement
def _beginning(record: type[Record], title: str, exact: Part) -> peewee.Query:
    """Return the query for the records whose titles begin so, by their titles."""
    rows = under_own_name(record)
    key = column_of(rows, title)
    wanted = all_of((key >= stored("begins"), key < stored("beyond"), exact, seen(record, rows)))
    query = peewee.Select((rows,), (rows.id,)).where(wanted)
    return query.order_by(first(key), first(rows.id)).limit(slot("number"))


@statement
def _along_titles(record: type[Record], title: str, exact: Part) -> peewee.Query:
    """Return the query for the records that match, on the way through all titles."""
    rows = along(record, f"{record.table()}_{title}")
    query = peewee.Select((rows,), (rows.id,)).where(all_of((exact, seen(record, rows))))
    return query.order_by(first(column_of(rows, title)), first(rows.id)).limit(slot("number"))


@statement
def _counted(record: type[Record], index: SearchIndex, shape: Hashable | None, exact: Part) -> peewee.Query:
    """Return the query for how many records match, counted up to a number, without some IDs."""
    rows = under_own_name(record)
    source, narrowed = (rows, TRUE) if shape is None else index.source(rows, shape)
    wanted = all_of((narrowed, exact, seen(record, rows), ~among(rows.id, slot("without"))))
    found = peewee.Select((source,), (peewee.SQL("1"),)).where(wanted).limit(slot("number"))
    return peewee.Select((found.alias("found"),), (peewee.fn.COUNT(peewee.SQL("*")),))
