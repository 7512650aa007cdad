"""The functions that PostgreSQL has of its own answer as those of Python do (COM-22)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import hypothesis
import hypothesis.strategies as st
import pytest

from model.core import language
from model.core.countries import country_name, names_by_language
from model.core.storage.json_patch import with_own
from model.core.storage.keyed_hash import keyed_hash
from model.core.text import fold

if TYPE_CHECKING:
    import psycopg

NAMES = (
    "Fjord AS", "  Bjørn   Åse\t", "Ærlig «talt» – O’Brien", "AAGAARD", "Straße", "{|}`", "\x1cx\x1dy\x1fz\x00"[:-1],
    "cafe\u0301 A\u030alesund", "İstanbul ǅungla", "ＡＢＣ ½ ㎧ ﬁ", "\u00ad\u200bzero\u2028line\x85next", "Þór Œuvre",
    "", "Å\u0301 \u212b\u0301", "Ελλάς ΣΊΣΥΦΟΣ", "Щука", "x\u0327\u0301y", "\U0001d56c 漢字 한글", "´ˈ´ ′″‴",
)  # fmt: skip


@pytest.fixture
def made(connection: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
    """A connection to a database with the functions, and nothing else but what they read."""
    from model.core.storage.postgresql.functions import statements

    connection.execute("CREATE TABLE state (name text, aa_as_aring smallint)")
    connection.execute("INSERT INTO state VALUES ('writing', 0)")
    for statement in statements():
        connection.execute(statement.encode())
    return connection


def folded(connection: psycopg.Connection[Any], texts: Sequence[str], aa_is_å: int = 0) -> list[str]:
    """Return the keys of texts as the server makes them."""
    query = b"SELECT salg_fold(content, %s) FROM unnest(%s::text[]) WITH ORDINALITY AS a (content, n) ORDER BY n"
    return [key for (key,) in connection.execute(query, (aa_is_å, [*texts])).fetchall()]


def test_every_letter_has_its_key(made: psycopg.Connection[Any]) -> None:
    """All letters below U+0250, alone, within a word, with a mark and doubled; and all of the first plane, in a word.

    Another Unicode than Python's knows other characters, and the marks of some: those of the first plane may differ by
    a few.
    """
    letters = [chr(code) for code in range(1, 0x250)]
    texts = [text for letter in letters for text in (letter, f"a{letter}a", f"{letter}\u0301", f" {letter}{letter} x")]
    for aa_is_å in (0, 1):
        theirs = folded(made, texts, aa_is_å)
        wrong = [
            (text, key, fold(text, aa_is_å=bool(aa_is_å)))
            for text, key in zip(texts, theirs, strict=True)
            if key != fold(text, aa_is_å=bool(aa_is_å))
        ]
        assert wrong == []
    plane = [
        f"a{letter}a" for letter in map(chr, range(0x250, 0x10000)) if unicodedata.category(letter) not in ("Cs", "Cn")
    ]
    different = [text for text, key in zip(plane, folded(made, plane), strict=True) if key != fold(text, aa_is_å=False)]
    assert len(different) < 50, different


def test_names_have_their_keys(made: psycopg.Connection[Any]) -> None:
    assert folded(made, NAMES) == [fold(name, aa_is_å=False) for name in NAMES]
    assert folded(made, NAMES, 1) == [fold(name, aa_is_å=True) for name in NAMES]


def test_a_text_is_folded_as_the_keys_on_file_are(made: psycopg.Connection[Any]) -> None:
    """W19; what is null has the key of no text."""
    query = "SELECT salg_fold('Aase'), salg_fold(NULL), salg_fold(NULL, 1)"
    assert made.execute(query).fetchone() == ("aase", "", "")
    made.execute("UPDATE state SET aa_as_aring = 1")
    assert made.execute(query).fetchone() == ("}se", "", "")


@hypothesis.settings(max_examples=150, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(st.lists(st.text(st.characters(codec="utf-8", max_codepoint=0x24F, min_codepoint=1)), max_size=20))
def test_any_text_has_its_key(made: psycopg.Connection[Any], texts: list[str]) -> None:
    assert folded(made, texts) == [fold(text, aa_is_å=False) for text in texts]


def test_order_of_the_words_of_a_regular_expression_is_nobodys(made: psycopg.Connection[Any]) -> None:
    """The tests' server has a Norwegian order; under another one a text has the same key."""
    for collation in ('"C"', '"en-x-icu"', '"nb-NO-x-icu"', '"tr-x-icu"'):
        if not made.execute("SELECT 1 FROM pg_collation WHERE collname = %s", (collation.strip('"'),)).fetchone():
            continue
        query = f"SELECT salg_fold(content COLLATE {collation}, 0) FROM unnest(%s::text[]) AS each (content)"
        keys = [key for (key,) in made.execute(query.encode(), ([*NAMES],)).fetchall()]
        assert keys == [fold(name, aa_is_å=False) for name in NAMES], collation


@pytest.mark.parametrize("name", language.LANGUAGES)
def test_countries_stand_in_the_order_of_their_names(made: psycopg.Connection[Any], name: str) -> None:
    """D04; what is no code is filed under itself."""
    language.use(name)
    stored = [*names_by_language(), "Skottland", "Aaland"]
    query = b"SELECT salg_country_key(code, %s, %s) FROM unnest(%s::text[]) WITH ORDINALITY AS a (code, n) ORDER BY n"
    for aa_is_å in (0, 1):
        keys = [key for (key,) in made.execute(query, (name, aa_is_å, stored)).fetchall()]
        assert keys == [fold(country_name(each), aa_is_å=bool(aa_is_å)) for each in stored]
    assert made.execute("SELECT salg_country_key(NULL, 'nb', 0)").fetchone() == ("",)


@pytest.mark.parametrize("key", ["ab" * 32, "k", "long " * 40, "", None])
def test_addresses_have_the_hash_that_they_have(made: psycopg.Connection[Any], key: str | None) -> None:
    for text in ("email:åse@example.no", "", None):
        assert made.execute("SELECT salg_keyed_hash(%s, %s)", (key, text)).fetchone() == (keyed_hash(key, text),)


_PLAIN = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00")), st.integers(-(10**12), 10**12), st.booleans(),
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=5), max_size=3),
)  # fmt: skip
_KEYS = st.sampled_from(("b", "a", "æ_1", "A"))


@hypothesis.settings(max_examples=150, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(st.dictionaries(_KEYS, _PLAIN), st.dictionaries(_KEYS, st.none() | _PLAIN))
def test_own_values_are_put_in_and_taken_out(
    made: psycopg.Connection[Any], held: dict[str, Any], patch: dict[str, Any]
) -> None:
    custom = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if held else None
    changed = json.dumps(patch, ensure_ascii=False)
    there = made.execute("SELECT salg_with_own(%s, %s)", (custom, changed)).fetchone()
    assert there == (with_own(custom, changed),)


def test_trigrams_are_those_of_the_search_index(made: psycopg.Connection[Any]) -> None:
    query = "SELECT salg_grams(%s)"
    assert made.execute(query, ("fj|",)).fetchone() == (["\x02fj", "fj|", "j|\x03"],)
    assert made.execute(query, ("a",)).fetchone() == (["\x02a\x03"],)
    assert made.execute(query, ("",)).fetchone() == ([],)


def test_the_search_goes_by_its_index(made: psycopg.Connection[Any]) -> None:
    """However many rows the planner expects of two letters: to make the trigrams of all keys anew takes far longer."""
    made.execute("CREATE TABLE thing (id bigint, key text)")
    made.execute("INSERT INTO thing SELECT n, substr(md5(n::text), 1, 25) FROM generate_series(1, 2000) AS a (n)")
    made.execute("CREATE INDEX thing_grams ON thing USING gin (salg_grams(key))")
    made.execute("ANALYZE thing")
    grams = [f"{first}a{last}" for first in "0123456789abcdef" for last in "0123456789abcdef"]
    query = "EXPLAIN SELECT id FROM thing WHERE salg_grams(key) && %s::text[] LIMIT 4001"
    plan = "\n".join(line for (line,) in made.execute(query, (grams,)).fetchall())
    assert "thing_grams" in plan, plan
