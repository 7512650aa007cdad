"""A person's name taken apart: first and last name, and what stands before and after them."""

from __future__ import annotations

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
