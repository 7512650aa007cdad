"""Searching folded keys by wildcard patterns (CAMP-06), whatever the engine.

Each engine has an index over the trigrams of START + key + END. The two sentinels make the ends of a key findable:
``AS%`` is the trigram START-a-s, ``%AS`` is a-s-END. Trigrams only narrow: :func:`matches` says what matches.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from model.core.storage.expressions import as_stored, like
from model.core.wildcards import Pattern

START = "\x02"
END = "\x03"
"""Round every indexed key; folding drops control characters, so no key holds them."""
RARE = 20_000
"""A single letter is looked up by its trigrams if they stand in no more rows than this; else a scan is sooner done."""
HIGHEST = "\U0010ffff"
"""Behind a text it is higher than all that begins with the text."""


def matches(key: Any, pattern: Pattern) -> Any:
    """Return the exact condition that a folded key matches: a range of its column's index where the pattern is one."""
    if not pattern.parts:
        return key > as_stored("")
    if pattern.starts and pattern.ends and len(pattern.parts) == 1:
        return key == as_stored(pattern.parts[0])
    exact = like(key, pattern.like())
    if not pattern.starts:
        return exact
    begins = beginning_with(key, pattern.prefix)
    return begins if pattern.is_prefix else begins & exact


def beginning_with(key: Any, prefix: str) -> Any:
    """Return the condition that a key begins so, as a range of its column's index."""
    return (key >= as_stored(prefix)) & (key < as_stored(prefix + HIGHEST))


class Terms(Protocol):
    """What is known of the trigrams in the index."""

    def beginning(self, text: str) -> Sequence[str]:
        """Return all trigrams that begin with ``text``."""

    def ending(self, text: str) -> Sequence[str]:
        """Return all trigrams that end with ``text``."""

    def around(self, letter: str) -> Sequence[str] | None:
        """Return all trigrams with ``letter`` in the middle, None where that is not kept."""

    def rows(self, terms: Sequence[str]) -> int | None:
        """Return a bound on the rows that hold any of ``terms``, None where that is not kept."""


class Alphabet:
    """The trigrams that can be, instead of those that are: asking an index for its own takes far longer than looking
    for a few that it has not got. A pair of letters followed by a character outside these is not found by it."""

    _LETTERS = (
        "abcdefghijklmnopqrstuvwxyz{|}0123456789 !\"#$%&'()*+,-./:;<=>?@[\\]_`~\x1d\x1e\x1f–—’‘”“·°§€£×…²³½®™" + END
    )

    def beginning(self, text: str) -> Sequence[str]:
        """Return what ``text`` can be the beginning of."""
        return [text + letter for letter in self._LETTERS]

    def ending(self, text: str) -> Sequence[str]:
        """Return what ``text`` can be the end of."""
        return [letter + text for letter in (START, *self._LETTERS)]

    def around(self, letter: str) -> None:
        """Nobody knows."""
        return None

    def rows(self, terms: Sequence[str]) -> None:
        """Nobody has counted."""
        return None


def factors(text: str, terms: Terms | None) -> Iterator[tuple[str, ...]]:
    """Yield groups of trigrams; a row that holds ``text`` holds one of each group."""
    if len(text) >= 3:
        for position in range(len(text) - 2):
            yield (text[position : position + 3],)
    elif terms is None:
        return
    elif len(text) == 2:
        # Something always follows, if only END; before END itself something always stands, if only START.
        yield tuple(terms.ending(text) if text[1] == END else terms.beginning(text))
    else:
        grams = terms.around(text)
        if grams is not None and (terms.rows(grams) or 0) <= RARE:
            yield tuple(grams)


Asked = tuple[tuple[str, ...], Pattern]
"""A pattern, and the columns of which one has to match it."""


class Narrowed(NamedTuple):
    """What a search index knows of a question.

    ``shape`` says how the condition is built, for :meth:`SearchIndex.source`; None where the index narrows nothing.
    ``values`` are what stands in its slots. ``empty`` is whether no row can match.
    """

    shape: Hashable | None = None
    values: Mapping[str, Any] = {}
    empty: bool = False

    @property
    def narrows(self) -> bool:
        """Whether it leaves out any row."""
        return self.empty or self.shape is not None


class SearchIndex(Protocol):
    """The index over the trigrams of a table's keys, as an engine has it."""

    columns: tuple[str, ...]
    """The columns of folded keys that stand in it."""
    reads_whole_lists: bool
    """Whether all rows with a trigram are found before the first is looked at, so that what is common takes long."""

    def narrowed(self, asked: Sequence[Asked], *, guessing: bool = False) -> Narrowed:
        """Return what the index knows of the rows that match all that is asked.

        Of two letters it looks up which trigrams there are; with ``guessing`` it takes those of :class:`Alphabet`,
        and asks one question for all columns, which may leave more rows.
        """

    def ids(self, narrowed: Narrowed, most: int) -> list[int]:
        """Return the IDs of the rows that the index leaves, at most ``most``, in no order."""

    def holding(self, column: str, words: Sequence[Sequence[str]], most: int) -> list[int]:
        """Return the IDs of at most ``most`` rows in which ``column`` holds each word, in one of its spellings.

        ``words`` are folded texts of three letters and more. A row is found that has all trigrams of a spelling,
        wherever they stand: what comes out is held against the words afterwards.
        """

    def source(self, rows: Any, shape: Hashable) -> tuple[Any, Any]:
        """Return what the rows that the index leaves are read from, as ``rows``, and the condition that goes with it.

        Such a query reads no further than its limit asks.
        """

    def condition(self, rows: Any, column: str, pattern: Pattern) -> Any:
        """Return the condition for exactly the rows whose ``column`` matches."""

    def lay_aside(self) -> None:
        """Leave the index as it is, whatever happens to the table: before bulk work."""

    def make_anew(self) -> None:
        """Make the index anew from the table, and keep it in step from then on."""

    def problem(self) -> str:
        """Return in what the index does not agree with the table, as the engine says it; '' where it does."""
