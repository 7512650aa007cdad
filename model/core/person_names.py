"""A person's name taken apart: first and last name, and what stands before and after them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_PARTICLES = frozenset(
    "van von der den de del della di du da dos la le ter ten zu zur af av el al bin ibn mac mc st st. o'".split()
)
"""Words that belong to the last name that follows them."""
_BEFORE: dict[str, str] = {
    "mr": "male", "mister": "male", "herr": "male", "hr": "male", "sir": "male",
    "mrs": "female", "ms": "female", "miss": "female", "fru": "female", "fr": "female", "frk": "female",
    "frøken": "female", "frau": "female", "madam": "female",
    "dr": "", "prof": "", "professor": "", "rev": "", "mx": "", "dr.med": "", "dr.ing": "", "cand": "",
}  # fmt: skip
"""Forms of address, and the gender that each tells, '' for none."""
_AFTER = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq"})


class PersonName(NamedTuple):
    """The parts of a person's name; a sole name counts as the last."""

    first: str
    last: str
    address: str = ""
    """The form of address that stood before it ("Dr.")."""


def split_name(text: str) -> PersonName:
    """Return the parts of a name written in one: "Kari Anne van der Berg", "Nes, Kari", "Dr. Kari Nes"."""
    text = " ".join(text.split())
    address = ""
    first_word, _blank, rest = text.partition(" ")
    if rest and first_word.rstrip(".,").casefold() in _BEFORE:
        address, text = first_word, rest
    last, comma, first = (part.strip() for part in text.partition(","))
    if comma and first and first.rstrip(".").casefold() not in _AFTER:
        return PersonName(first, last, address)
    words = text.replace(",", " ").split()
    end = len(words)
    while end > 2 and words[end - 1].rstrip(".").casefold() in _AFTER:
        end -= 1
    begin = max(end - 1, 0)
    while begin > 1 and words[begin - 1].casefold() in _PARTICLES:
        begin -= 1
    return PersonName(" ".join(words[:begin]), " ".join(words[begin:]), address)


def gender_of_address(text: str) -> str | None:
    """Return the gender that a form of address tells ('' for none); None for what is no form of address."""
    return _BEFORE.get(text.strip().rstrip(".").casefold())


def is_mailbox_of(mailbox: str, name: str) -> bool:
    """Whether a mailbox (what stands before the @) is called as a person: "ida", "i.solberg" and "idas" of Ida Solberg.

    A name of one letter says nothing, and a short one has to stand by itself.
    """
    words = [word for word in re.split("[^a-z]+", _as_in_addresses(mailbox)) if word]
    joined = "".join(words)
    names = [word for word in re.split("[^a-z]+", _as_in_addresses(name)) if len(word) > 1]
    return any(word in words or (len(word) > 3 and word in joined) for word in names)


def _as_in_addresses(text: str) -> str:
    """Return letters as e-mail addresses have them: "Søren Aas" and "soeren.ås" are spelled alike."""
    text = text.casefold().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return plain.replace("oe", "o").replace("aa", "a")
