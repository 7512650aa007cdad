"""The trigram index gives exactly the rows whose key matches the pattern, whatever is in the keys or asked for."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.core.storage.sqlite.fulltext import TrigramIndex, Vocabulary, matching
from model.core.text import fold
from model.core.wildcards import Pattern, parse_pattern

NAMES = [
    "AS Bygg", "Fjord AS", "Basar", "Anders Bygg AS", "50% rabatt", "a_b", "axb", "ÅS", "Østfold", "Ægir & Søn",
    "Mo\\i Rana'; drop", 'Si "hei" AS', "{brace}|", "日本語 AS", "日本",
    "a", "as", "", None, "x" * 5000, "Aa", "%", "\\",
]  # fmt: skip
TYPED = [
    "AS%", "%AS", "AS", "%AS%", "A%AS", "A%S", "%", "%%", r"50\%", "a_b", "ås", "ØST%", r"Mo\i Rana'; drop", '"hei"',
    "本", "本語", "日本%", "a", "%a", "a%", "s", "x%x", "%o%d%", "g a", "% AS",
    "AS %", "{", "|", "q", "zzz", r"\%", "\\",
    '" OR "', "NEAR(", "*", "'", "as%as", "b%g", "x" * 300, "%n%e%r%", "a%b",
]  # fmt: skip


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    yield opened
    opened.close()


def people(connection: sqlite3.Connection, names: list[str | None]) -> TrigramIndex:
    """A table that changes, with two indexed columns and one that is not."""
    connection.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, name_key TEXT, town_key TEXT, age INTEGER)")
    index = TrigramIndex("person", ["name_key", "town_key"])
    index.create(connection.execute)
    index.create_triggers(connection.execute)
    rows = [(None if name is None else fold(name), fold(f"by {number % 3}")) for number, name in enumerate(names)]
    connection.executemany("INSERT INTO person (name_key, town_key) VALUES (?, ?)", rows)
    return index


def expected(connection: sqlite3.Connection, pattern: Pattern, column: str = "name_key") -> list[int]:
    rows = connection.execute(f"SELECT id, {column} FROM person ORDER BY id")
    return [row[0] for row in rows if pattern.matches(row[1])]


def by_clause(connection: sqlite3.Connection, index: TrigramIndex, pattern: Pattern, live: bool) -> list[int]:
    terms = index.live(connection.execute) if live else None
    sql, parameters = index.clause("name_key", pattern, terms)
    return [row[0] for row in connection.execute(f"SELECT id FROM person WHERE {sql} ORDER BY id", parameters)]


@pytest.mark.parametrize("typed", TYPED)
def test_a_table_that_changes(connection: sqlite3.Connection, typed: str) -> None:
    """W01-W10 through the index, in the right column only, with and without the trigrams known."""
    index = people(connection, NAMES)
    pattern = parse_pattern(typed)
    assert pattern is not None
    wanted = expected(connection, pattern)
    assert by_clause(connection, index, pattern, live=True) == wanted
    assert by_clause(connection, index, pattern, live=False) == wanted
    sql, parameters = matching("name_key", pattern)
    assert [r[0] for r in connection.execute(f"SELECT id FROM person WHERE {sql} ORDER BY id", parameters)] == wanted
    left = index.candidates(connection.execute, "name_key", pattern, index.live(connection.execute))
    assert left is None or set(wanted) <= set(left)


def test_the_samples_find_something(connection: sqlite3.Connection) -> None:
    """The test above is not empty: most of what is typed is found."""
    people(connection, NAMES)
    patterns = [parse_pattern(typed) for typed in TYPED]
    found = [typed for typed, pattern in zip(TYPED, patterns, strict=True) if pattern and expected(connection, pattern)]
    assert len(found) >= 30


def test_the_index_is_used(connection: sqlite3.Connection) -> None:
    index = people(connection, NAMES)
    for typed in ("bygg", "%as", "a%as", "gg"):
        pattern = parse_pattern(typed)
        assert pattern is not None
        sql, parameters = index.clause("name_key", pattern, index.live(connection.execute))
        plan = str(connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM person WHERE {sql}", parameters).fetchall())
        assert "VIRTUAL TABLE INDEX" in plan and "SCAN person'" not in plan, (typed, plan)  # noqa: PT018


def test_candidates_are_capped(connection: sqlite3.Connection) -> None:
    index = people(connection, ["Fjord AS"] * 11)
    pattern = Pattern(("fjord",))
    assert index.candidates(connection.execute, "name_key", pattern, cap=10) is None
    assert index.candidates(connection.execute, "name_key", pattern, cap=11) == list(range(1, 12))
    assert index.candidates(connection.execute, "name_key", Pattern(("jordan",)), cap=10) == []
    assert index.candidates(connection.execute, "town_key", pattern, cap=10) == []


def test_triggers_follow_every_change(connection: sqlite3.Connection) -> None:
    index = people(connection, NAMES)
    chance = random.Random(7)
    for _ in range(300):
        person = chance.randint(1, 30)
        name = chance.choice([name and fold(name) for name in NAMES])
        match chance.randint(0, 3):
            case 0:
                connection.execute("DELETE FROM person WHERE id = ?", (person,))
            case 1:
                connection.execute("UPDATE person SET name_key = ?, age = 5 WHERE id = ?", (name, person))
            case 2:
                connection.execute("UPDATE person SET age = 6")
            case _:
                connection.execute(
                    "INSERT INTO person (id, name_key) VALUES (?, ?) "
                    "ON CONFLICT (id) DO UPDATE SET name_key = excluded.name_key",
                    (person, name),
                )
    index.check(connection.execute)
    pattern = Pattern(("bygg",))
    assert by_clause(connection, index, pattern, live=True) == expected(connection, pattern)


def test_the_other_columns_cost_nothing(connection: sqlite3.Connection) -> None:
    """A change of status does not touch the index (limits.md, D)."""
    people(connection, NAMES)
    before = connection.total_changes
    connection.execute("UPDATE person SET age = 7 WHERE id = 1")
    assert connection.total_changes - before == 1
    connection.execute("UPDATE person SET name_key = name_key WHERE id = 1")
    assert connection.total_changes - before == 2


def test_rebuild_after_bulk_work(connection: sqlite3.Connection) -> None:
    index = people(connection, [])
    index.drop_triggers(connection.execute)
    connection.execute("INSERT INTO person (name_key) VALUES ('fjord as'), ('bygg as')")
    with pytest.raises(sqlite3.DatabaseError):
        index.check(connection.execute)
    index.rebuild(connection.execute)
    index.create_triggers(connection.execute)
    index.optimize(connection.execute)
    index.check(connection.execute)
    assert by_clause(connection, index, Pattern(("fjord",)), live=True) == [1]
    index.drop(connection.execute)
    left = connection.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'person%'").fetchall()
    assert left == [("person",)]


def ranked(connection: sqlite3.Connection, names: list[str]) -> tuple[TrigramIndex, Vocabulary]:
    """A table written once, in the order of its key."""
    connection.execute("CREATE TABLE company (rank INTEGER PRIMARY KEY, key TEXT NOT NULL)")
    connection.executemany("INSERT INTO company (key) VALUES (?)", [(key,) for key in sorted(map(fold, names))])
    index = TrigramIndex("company", ["key"], key="rank")
    index.create(connection.execute)
    index.rebuild(connection.execute)
    return index, Vocabulary(index.terms(connection.execute))


def walked(
    connection: sqlite3.Connection, index: TrigramIndex, patterns: list[Pattern], terms: Vocabulary | None
) -> list[int]:
    sql, parameters = index.walk("key", patterns, terms)
    return [row[0] for row in connection.execute(sql, parameters)]


@pytest.mark.parametrize("typed", TYPED)
def test_a_table_in_order(connection: sqlite3.Connection, typed: str) -> None:
    """W01-W10: hits come in name order, with the vocabulary in memory or without it."""
    names = [name for name in NAMES if name is not None]
    index, vocabulary = ranked(connection, names)
    pattern = parse_pattern(typed)
    assert pattern is not None
    wanted = [rank for rank, key in connection.execute("SELECT rank, key FROM company") if pattern.matches(key)]
    assert walked(connection, index, [pattern], vocabulary) == wanted
    assert walked(connection, index, [pattern], None) == wanted


def test_a_walk_between_bounds_and_of_several_patterns(connection: sqlite3.Connection) -> None:
    index, vocabulary = ranked(connection, [f"Fjord {number} {'AS' if number % 2 else 'ANS'}" for number in range(40)])
    both = [Pattern(("fjord",)), Pattern(("ans",))]
    assert len(walked(connection, index, both, vocabulary)) == 20
    sql, parameters = index.walk("key", both, vocabulary, first=11, last=20)
    inside = [rank for rank in walked(connection, index, both, vocabulary) if 11 <= rank <= 20]
    assert [rank for (rank,) in connection.execute(sql, parameters)] == inside
    assert 0 < len(inside) < 10
    assert walked(connection, index, [], vocabulary) == list(range(1, 41))


def test_what_the_vocabulary_lacks_is_not_searched(connection: sqlite3.Connection) -> None:
    index, vocabulary = ranked(connection, ["Fjord AS"])
    assert index.narrow("key", [Pattern(("xyz",))], vocabulary).rows == 0
    assert index.narrow("key", [Pattern(("zz",))], vocabulary).rows == 0
    assert index.narrow("key", [Pattern(("q",))], vocabulary).rows == 0


letters = st.text(alphabet="abA %_\\\"'*åÅ日\x1d{", max_size=7)


@given(names=st.lists(letters, min_size=1, max_size=12), typed=st.lists(letters, min_size=1, max_size=4))
def test_never_more_and_never_fewer(names: list[str], typed: list[str]) -> None:
    """Any keys, any patterns: the index, in both uses, agrees with Pattern.matches."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        mutable = people(connection, list(names))
        static, vocabulary = ranked(connection, names)
        for text in typed:
            pattern = parse_pattern(text)
            if pattern is None:
                continue
            wanted = expected(connection, pattern)
            assert by_clause(connection, mutable, pattern, live=True) == wanted
            assert by_clause(connection, mutable, pattern, live=False) == wanted
            rows = connection.execute("SELECT rank, key FROM company").fetchall()
            assert walked(connection, static, [pattern], vocabulary) == [r for r, key in rows if pattern.matches(key)]
    finally:
        connection.close()
