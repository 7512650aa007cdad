"""What the heading of a column means, taken apart into words: "Business Street 2", "Adresse, arb.: Poststed"."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from model.files.heading_words import COMPOUNDS, IDLE, LABELS, OTHER_NUMBERS, OTHERS, PARTS, PLACES
from model.files.synonyms import SYNONYMS

LABEL = "label"
"""The role of a column that says what the value of another one is ("Phone 1 - Label")."""
ADDRESS_PARTS = frozenset({"street", "extended", "box", "postcode", "town", "region", "country", "formatted"})
NUMBERS = frozenset({"phone", "mobile", "direct", "fax"})
PERSON = "person"
"""The kind of a number or an e-mail address that is said to be the contact person's."""
OTHER, OTHER_NUMBER = "other", "other_number"
"""What no record has a field for, and such a number."""


class Meaning(NamedTuple):
    """What a column holds, which of several it is, and whether it is the value or the label of one."""

    part: str
    """One of :data:`~model.files.heading_words.PARTS`, :data:`OTHER` or :data:`OTHER_NUMBER`."""
    kind: str = ""
    """work, home …; '' where nothing is said."""
    number: int = 0
    role: str = ""

    @property
    def family(self) -> str:
        """What a label and its value have in common."""
        if self.part in ADDRESS_PARTS:
            return "address"
        return "phone" if self.part in NUMBERS else self.part


@functools.lru_cache(maxsize=4096)
def meaning_of(heading: str) -> Meaning | None:
    """Return what a heading means; None for one that is not made of known words."""
    found = _words(heading)
    # No heading of any program is longer; a cell of prose is not worth taking apart.
    if not found or len(found) > 8:
        return None
    meaning = _read(found)
    if meaning is not None and meaning.kind == PERSON and meaning.part not in (*NUMBERS, "email"):
        return meaning._replace(kind="")
    return meaning


def kind_of_label(label: str) -> tuple[str, str]:
    """Return what a number with this label is for, and its kind: ("phone", "work"), ("", "") where nothing is known."""
    words = _words(label.replace("*", " "))
    if not words or len(words) > 5:
        return "", ""
    if len(words) == 1 and words[0] in _PLACES:
        return "phone", _PLACES[words[0]]
    meaning = _read(words)
    if meaning is None or meaning.part not in NUMBERS:
        return "", ""
    return meaning.part, meaning.kind


def _words(heading: str) -> tuple[str, ...]:
    text = unicodedata.normalize("NFC", heading)
    text = re.sub(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])", " ", text).casefold()
    text = re.sub(r"(?<=[^\W\d_])(?=[0-9])", " ", text)
    words: list[str] = []
    for word in re.findall(r"[^\W_]+", text):
        words += COMPOUNDS.get(word, (word,))
    return tuple(words)


def _plain(words: Sequence[str]) -> str:
    return "".join(words)


_PARTS = {_plain(_words(text)): part for part, texts in PARTS.items() for text in texts}
_PARTS |= {_plain(_words(text)): OTHER for text in OTHERS}
_PARTS |= {_plain(_words(text)): OTHER_NUMBER for text in OTHER_NUMBERS}
_USUAL = {_plain(_words(text)) for texts in SYNONYMS.values() for text in texts}
_PLACES = {word: place for place, words in PLACES.items() for word in words}


def _read(words: tuple[str, ...]) -> Meaning | None:
    """Return the meaning with the fewest words taken off, numbers before kinds before idle words."""
    whole = _PARTS.get(_plain(words))
    if whole is not None:
        return Meaning(whole)
    waiting: list[tuple[tuple[str, ...], Meaning]] = [(words, Meaning(""))]
    seen = {words}
    while waiting:
        rest, so_far = waiting.pop(0)
        for left, meaning in _without_one(rest, so_far):
            part = _PARTS.get(_plain(left))
            if part is not None and not (part in _ALONE and (meaning.kind or meaning.role)):
                # "Organisation number" is the usual name of a field, and no organisation with an idle word.
                return Meaning(OTHER) if _plain(words) in _USUAL else meaning._replace(part=part)
            if left not in seen and len(left) > 1:
                seen.add(left)
                waiting.append((left, meaning))
    return None


_ALONE = frozenset({"company", "name", "full_name", "private", "first_name", "middle_name", "last_name"})
"""What is never of work or home, and has no label: "Organization Type" names no organisation."""


def _without_one(words: tuple[str, ...], so_far: Meaning) -> Iterator[tuple[tuple[str, ...], Meaning]]:
    """Yield the words without one that says which of several, or nothing, and what is then known."""
    for take in (_number, _label, _kind, _idle):
        for at, word in enumerate(words):
            meaning = take(word, so_far)
            if meaning is not None:
                yield words[:at] + words[at + 1 :], meaning


def _number(word: str, so_far: Meaning) -> Meaning | None:
    return so_far._replace(number=int(word)) if word.isascii() and word.isdigit() and len(word) < 3 else None


def _label(word: str, so_far: Meaning) -> Meaning | None:
    return so_far._replace(role=LABEL) if word in LABELS else None


def _kind(word: str, so_far: Meaning) -> Meaning | None:
    kind = _PLACES.get(word)
    return so_far._replace(kind=kind) if kind and not so_far.kind else None


def _idle(word: str, so_far: Meaning) -> Meaning | None:
    return so_far if word in IDLE else None
