"""Which records on file are worth comparing with one: by their indexed keys, and by parts of their names.

Each question is answered by an index, whatever the number of records; what comes back is compared afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from model.core.access.session import Session
from model.core.legal_forms import LEGAL_FORMS, SLASHED_FORMS
from model.core.lists.word_search import index_of
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, as_stored, column_of
from model.core.storage.statements import slot, statement
from model.core.text import fold
from model.duplicates.identity import KINDS, PHONES, Identity
from model.duplicates.names import Name

_MOST = 300
"""Records that one question may bring; there are never so many worth reading by a person."""
_FORMS = (*sorted(LEGAL_FORMS), *sorted(SLASHED_FORMS))
_HIGHEST = "\U0010ffff"
_WORDS = 8
_LONG = 24
"""Words of a name that are asked for, and letters of each: somebody may have pasted a letter into the field."""


def candidates(session: Session, identity: Identity, record: str) -> set[int]:
    """Return the IDs of records of that kind that may match, hidden ones among them; the record itself is not."""
    found: set[int] = set()
    for question in _questions(identity, record):
        query = _asked(record, question.column, question.test)
        found.update(row[0] for row in session.store.rows(query, **question.values))
    name = identity.name if record != "contact" else None
    if name is None and record != "lead":
        name = identity.person if record == "contact" or identity.name is None else None
    if name is not None and name.usable:
        index = index_of(session.store, KINDS[record])
        assert index is not None
        for words in _words_asked_for(name):
            found.update(index.holding("name_key", words, _MOST))
    if record == identity.record:
        found.discard(identity.id)
    return found


class _Question(NamedTuple):
    """A test of one key column, a word of :func:`_asked`, and the values for it."""

    column: str
    test: str
    values: dict[str, Any]


@statement
def _asked(record: str, column: str, test: str) -> peewee.Query:
    """Records of which a key is, is one of, begins or ends as the values say; "private" is of private customers."""
    kind = KINDS[record]
    key = column_of(kind, column)
    condition: Any
    if test == "among":
        condition = among(key, slot("keys"))
    elif test == "range":
        condition = (key >= slot("start")) & (key < slot("end"))
    elif test == "ending":
        # The index of addresses is read from end to end, which is quick, and not the table.
        length = peewee.fn.length(key) + as_stored(1) - slot("length")
        condition = key.is_null(False) & (peewee.fn.substr(key, length) == slot("ending"))
    else:
        condition = key == slot("key")
        if test == "private":
            condition &= column_of(kind, "private") == as_stored(1)
    return kind.select(column_of(kind, "id")).where(condition).limit(_MOST)


def _questions(identity: Identity, record: str) -> Iterator[_Question]:
    if identity.org_number and record != "contact":
        yield _Question("org_number_key", "equal", {"key": identity.org_number})
    if identity.email:
        yield _Question("email_key", "equal", {"key": identity.email})
    for column in PHONES[record]:
        for phone in identity.phones:
            yield _Question(f"{column}_key", "equal", {"key": phone})
    if identity.domain and (identity.name is not None or identity.person is not None):
        ending = f"@{identity.domain}"
        yield _Question("email_key", "ending", {"ending": ending, "length": len(ending)})
    if record != "contact" and identity.name is not None and identity.name.usable:
        yield _Question("name_key", "among", {"keys": [*_exact_keys(identity.name)]})
        for start in _spellings(" ".join(identity.name.words)):
            if len(start) > 3:
                yield _Question("name_key", "range", {"start": f"{start} ", "end": f"{start} {_HIGHEST}"})
    if identity.person is not None and identity.person.usable and len(identity.person.words) > 1:
        yield from _of_person(identity, identity.person.words, record)


def _of_person(identity: Identity, words: Sequence[str], record: str) -> Iterator[_Question]:
    if record != "customer":
        turned = (*words[-1:], *words[:-1])
        keys = [key for order in (words[:_WORDS], turned[:_WORDS]) for key in _spellings(" ".join(order))]
        yield _Question("person_key" if record == "lead" else "name_key", "among", {"keys": keys})
    elif identity.name is None:
        for last in _spellings(words[-1]):
            yield _Question("name_key", "private", {"key": last})


def _spellings(text: str) -> list[str]:
    """Return the keys under which a name in ASCII may stand on file: å is there as it was typed, å or aa (D13)."""
    found = {fold(text)}
    for letters, letter in (("aa", "å"), ("ae", "æ"), ("oe", "ø")):
        if letters in text:
            found |= {key.replace(fold(letters), fold(letter)) for key in found}
    # As somebody types it who has no such keys.
    found.add(fold(text, aa_is_å=False).replace("aa", "a").replace("oe", "o").replace("ae", "a"))
    return sorted(found)


def _exact_keys(name: Name) -> Iterator[str]:
    """Yield the name with every legal form before it and after it, and the beginnings of it that are names too."""
    for length in range(min(len(name.words), _WORDS), 0, -1):
        words = " ".join(name.words[:length])
        if length < len(name.words) and len(words) < 4:
            return
        for key in _spellings(words):
            yield key
            for form in _FORMS:
                yield f"{key} {form}"
                if length == len(name.words):
                    yield f"{form} {key}"


def _words_asked_for(name: Name) -> Iterator[list[list[str]]]:
    """Yield questions for names that have all the words, or halves of the longest ones, each word in any spelling.

    A slip of the pen spoils one half of a word and leaves the other.
    """
    words = [word[:_LONG] for word in dict.fromkeys(name.words[:_WORDS]) if len(word) > 2]
    if not words:
        return
    yield [_spellings(word) for word in words]
    longest = sorted(words, key=len)[-2:]
    for word in longest:
        if len(word) < 6:
            continue
        half = len(word) // 2
        others = [other for other in words if other != word]
        yield [[*_spellings(word[:half]), *_spellings(word[half:])], *(_spellings(other) for other in others)]
    # Another word may be missing, or have the slip.
    if len(words) > 1 and len(longest[-1]) > 4:
        yield [_spellings(longest[-1])]
