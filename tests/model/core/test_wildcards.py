"""CAMP-06, decision 17 and the cases W01-W10 of wildcards, against a naive regular expression and SQLite's LIKE."""

from __future__ import annotations

import contextlib
import re
import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model.core.text import fold
from model.core.wildcards import Pattern, parse_pattern

THREE = ["AS Bygg", "Fjord AS", "Basar"]


def found(text: str, names: list[str]) -> list[str]:
    pattern = parse_pattern(text)
    assert pattern is not None
    return [name for name in names if pattern.matches(fold(name))]


@pytest.mark.parametrize(
    ("case", "text", "names", "expected"),
    [
        ("W01", "AS%", THREE, ["AS Bygg"]),
        ("W02", "%AS", THREE, ["Fjord AS"]),
        ("W03", "as", THREE, THREE),
        ("W04", "%AS%", THREE, THREE),
        ("W05", "A%AS", ["Anders Bygg AS", "Anders Bygg", "Bygg AS", "AS"], ["Anders Bygg AS"]),
        ("W06", "%", [*THREE, ""], THREE),
        ("W06", "%%", [*THREE, ""], THREE),
        ("W07", r"50\%", ["50% rabatt", "50 rabatt", "500"], ["50% rabatt"]),
        ("W07", r"50\%%", ["50% rabatt", "x50%"], ["50% rabatt"]),
        ("W08", "a_b", ["a_b", "axb"], ["a_b"]),
        ("W08", "a*b", ["a*b", "axb"], ["a*b"]),
        ("W09", "ås", ["ÅS", "As", "Østfold"], ["ÅS"]),
        ("W09", "ØST%", ["ÅS", "Østfold", "Ost"], ["Østfold"]),
        ("W10", r"Mo\\i Rana'; drop", [r"Mo\\i Rana'; drop", "Mo i Rana"], [r"Mo\\i Rana'; drop"]),
        ("word at the end", "% AS", ["Fjord AS", "Fjordas", "AS"], ["Fjord AS"]),
        ("word at the start", "AS %", ["AS Bygg", "Asker Bygg"], ["AS Bygg"]),
        ("space around the whole", "  as bygg ", THREE, ["AS Bygg"]),
        ("a space", "% %", ["Basar", "AS Bygg"], ["AS Bygg"]),
        ("no overlap", "AS%AS", ["AS", "ASAS", "ASS"], ["ASAS"]),
        ("three parts", "F%R%AS", ["Fjord AS", "Fjod AS", "Rf AS"], ["Fjord AS"]),
        ("a lone backslash", "a\\", ["a\\b", "ab"], ["a\\b"]),
    ],
)
def test_cases(case: str, text: str, names: list[str], expected: list[str]) -> None:
    """W01-W10, and what follows from them."""
    assert found(text, names) == expected, case


@pytest.mark.parametrize("text", ["", "   ", "\t\n", "\u200b", "\x00"])
def test_nothing_typed_is_no_filter(text: str) -> None:
    """W06: an empty term filters nothing."""
    assert parse_pattern(text) is None


def test_an_unknown_value_matches_nothing() -> None:
    """W06: every row *with a value*."""
    for pattern in (Pattern(()), Pattern(("a",)), Pattern(("a",), starts=True)):
        assert not pattern.matches(None)
        assert not pattern.matches("")


def test_equality_is_one_part_tied_at_both_ends() -> None:
    pattern = Pattern(("fjord",), starts=True, ends=True)
    assert [pattern.matches(key) for key in ("fjord", "fjord as", "fjordfjord")] == [True, False, False]
    assert pattern.like() == "fjord"


def test_the_prefix_bounds_a_range() -> None:
    for text, prefix, alone in [("AS%", "as", True), ("A%AS", "a", False), ("%AS", "", False), ("AS", "", False)]:
        pattern = parse_pattern(text)
        assert pattern is not None
        assert (pattern.prefix, pattern.is_prefix) == (prefix, alone)


def naive(text: str, key: str) -> bool:
    pieces = [fold(piece.replace("\\%", "%")) for piece in re.split(r"(?<!\\)%", text)]
    if len(pieces) == 1:
        return re.search(re.escape(pieces[0]), key) is not None
    return key != "" and re.fullmatch(".*".join(map(re.escape, pieces)), key, re.DOTALL) is not None


texts = st.text(alphabet="aAbB%%%\\_*.åÅ'\"{", min_size=1, max_size=8)
names = st.text(alphabet="aAbB%\\_*.åÅ'\"{", max_size=10)


@given(text=texts, name=names)
@example(text="a%a", name="a")
@example(text="\\\\%", name="\\%")
def test_agrees_with_a_regular_expression_and_with_like(text: str, name: str) -> None:
    """CAMP-06 over anything that can be typed."""
    key = fold(name)
    pattern = parse_pattern(text)
    assert pattern is not None
    assert pattern.matches(key) == naive(text, key)
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        (liked,) = connection.execute("SELECT ? LIKE ? ESCAPE '\\'", (key, pattern.like())).fetchone()
    assert bool(liked) == naive(text, key)


@given(text=st.text(max_size=20), name=st.text(max_size=20))
def test_no_text_is_too_odd(text: str, name: str) -> None:
    """W10: hostile text is found or not found, and never an error."""
    pattern = parse_pattern(text)
    key = fold(name)
    if pattern is not None:
        assert pattern.matches(key) in (True, False)
    if key and "%" not in name and "\\" not in name:
        itself = parse_pattern(name)
        assert itself is None or itself.matches(key)
