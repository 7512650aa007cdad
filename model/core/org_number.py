"""Organisation numbers: nine digits in Norway, eight (CVR) in Denmark, both with a check on mod 11 (D04-D06).

Written here rather than taken from a library: it is a few lines, it runs on every key typed in a search field, and
the usual library accepts Norwegian numbers that cannot be (first digit other than 8 or 9, nine equal digits).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NORWAY = "NO"
DENMARK = "DK"

_LENGTHS = {9: NORWAY, 8: DENMARK}
_WEIGHTS = {NORWAY: (3, 2, 7, 6, 5, 4, 3, 2, 1), DENMARK: (2, 7, 6, 5, 4, 3, 2, 1)}
_FIRST = {NORWAY: "89", DENMARK: "123456789"}

_SHAPE = re.compile(
    r"(?:(?:org(?:anisasjons)?|cvr|foretaks)?\W*(?:nr|no|nummer)?\W*)??"
    r"(?P<country>NO|DK)?[\s.:-]*"
    r"(?P<digits>[0-9](?:[\s.-]*[0-9])*)"
    r"[\s.-]*(?P<vat>MVA)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class OrgNumber:
    """A number of the right length, ``valid`` if its check digit and first digit are right.

    ``country`` is "NO" or "DK". A number that is not valid is kept and warned about, never used as a key (D05).
    """

    country: str
    digits: str
    valid: bool

    def __str__(self) -> str:
        """The number as it is written on letters: 923 609 016, 13 58 56 27."""
        size = 3 if self.country == NORWAY else 2
        return " ".join(self.digits[start : start + size] for start in range(0, len(self.digits), size))


def parse_org_number(text: str, country: str | None = None) -> OrgNumber | None:
    """Read a number in any usual spelling: 923609016, 923 609 016, NO 923609016 MVA, DK-13585628, CVR 13585628 (D04).

    None if ``text`` is something else than eight or nine digits so dressed. A country in the text goes before
    ``country`` ("NO" or "DK"; others have no check and give None); without either the length tells.
    """
    text = text.strip()
    # The longest spelling is far shorter; a field of 5 kB is not worth matching.
    found = _SHAPE.fullmatch(text) if len(text) <= 60 else None
    if found is None:
        return None
    digits = re.sub(r"[^0-9]", "", found["digits"])
    by_length = _LENGTHS.get(len(digits))
    named = found["country"] or (NORWAY if found["vat"] else country)
    if by_length is None or (named and named.upper() not in _WEIGHTS):
        return None
    of = named.upper() if named else by_length
    return OrgNumber(of, digits, of == by_length and is_valid(of, digits))


def is_valid(country: str, digits: str) -> bool:
    """Whether ``digits`` can be a number of ``country``: length, first digit, check digit, not all equal (D05, D06)."""
    weights = _WEIGHTS[country]
    return (
        len(digits) == len(weights)
        and digits.isascii()
        and digits.isdigit()
        and digits[0] in _FIRST[country]
        and len(set(digits)) > 1
        and sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11 == 0
    )


def with_check_digit(country: str, digits: str) -> str | None:
    """Return ``digits``, one short of a whole number, with the check digit; None if none fits. For made-up data."""
    remainder = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS[country], digits, strict=False)) % 11
    whole = digits + str(-remainder % 11)
    return whole if is_valid(country, whole) else None
