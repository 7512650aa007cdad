"""Organisation numbers: nine digits in Norway, eight (CVR) in Denmark, both with a check on mod 11 (D04-D06).

Written here rather than taken from a library: it is a few lines, it runs on every key typed in a search field, and
the usual library accepts Norwegian numbers that cannot be (first digit other than 8 or 9, nine equal digits).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import mul

NORWAY = "NO"
DENMARK = "DK"

_LENGTHS = {9: NORWAY, 8: DENMARK}
_WEIGHTS = {NORWAY: (3, 2, 7, 6, 5, 4, 3, 2, 1), DENMARK: (2, 7, 6, 5, 4, 3, 2, 1)}
_NOUGHTS = {country: sum(weights) * ord("0") for country, weights in _WEIGHTS.items()}
"""What the weights come to for noughts alone, as their characters count."""
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

    @property
    def stored(self) -> str:
        """The number as it is kept: digits, with the country before them where their count does not tell it."""
        return self.digits if self.country in _WEIGHTS else f"{self.country}{self.digits}"

    def __str__(self) -> str:
        """The number as it is written on letters: 923 609 016, 13 58 56 27; with its country before it elsewhere."""
        if self.country not in _WEIGHTS:
            return f"{self.country} {self.digits}"
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


def read_org_number(text: str, country: str | None = None) -> OrgNumber | None:
    """Read a number of any country whose numbers can be checked: Norway, Denmark, Sweden, Finland, Germany, Britain.

    A country in the text goes before ``country`` (an ISO code: where the company is at home); of the others in the
    European Union VAT numbers are read too. None for what is none of them.
    """
    if country is None or country in _WEIGHTS:
        number = parse_org_number(text, country)
        if number is not None and (number.valid or country in _WEIGHTS):
            return number
        return _foreign(text, country) or number
    number = _foreign(text, country)
    if number is None:
        number = parse_org_number(text)
        # Eight digits of a Dutchman are no CVR number: only what says Norway or Denmark, or checks, is one of theirs.
        number = number if number is not None and number.valid else None
    return number


def kept_as_given(text: str, country: str | None) -> bool:
    """Whether a text is kept though nothing can check it: a number of a country of which no rule is known here."""
    if country is None or country in _WEIGHTS:
        return False
    return sum(letter.isdigit() for letter in text) > 3 and len(text) <= 40


def _foreign(text: str, country: str | None) -> OrgNumber | None:
    compact = re.sub(r"[\s.\-/]", "", text).upper()
    if not 7 <= len(compact) <= 14 or not compact.isalnum() or not compact.isascii():
        return None
    prefix = compact[:2] if compact[:2].isalpha() else ""
    bare = compact.removeprefix(prefix)
    of = prefix or country
    if not of and len(bare) == 10 and bare.isdigit() and _checks("se.orgnr", bare):
        of = "SE"
    if not of and re.fullmatch(r"[0-9]{7}-[0-9]", text.strip()):
        of = "FI"
    if of == "SE" and re.fullmatch(r"[0-9]{10}(01)?", bare):
        return OrgNumber("SE", bare[:10], _checks("se.orgnr", bare[:10]))
    if of == "FI" and re.fullmatch(r"[0-9]{8}", bare):
        return OrgNumber("FI", bare, _checks("fi.ytunnus", bare))
    if of == "DE" and re.fullmatch(r"[0-9]{9}", bare):
        return OrgNumber("DE", bare, _checks("de.vat", bare))
    british = _british(prefix, bare, compact, country)
    if british is not None:
        return british
    if prefix and prefix not in _WEIGHTS and _checks("eu.vat", compact):
        return OrgNumber(prefix, bare, True)
    return None


def _british(prefix: str, bare: str, compact: str, country: str | None) -> OrgNumber | None:
    """Return a British VAT or company number: of the latter there is no check but its form (01234567, SC123456)."""
    if (prefix == "GB" or (not prefix and country == "GB")) and re.fullmatch(r"[0-9]{9}([0-9]{3})?", bare):
        return OrgNumber("GB", bare, _checks("gb.vat", bare))
    company = bare if prefix in ("", "GB") else compact
    form = re.fullmatch(r"[0-9]{8}|(?:SC|NI|OC|SO|NC|FC|LP|SL|R0)[0-9]{6}", company)
    return OrgNumber("GB", company, True) if form and "GB" in (prefix, country) else None


def _checks(module: str, digits: str) -> bool:
    """Ask python-stdnum, which is imported with the first number of another country."""
    import importlib

    return bool(importlib.import_module(f"stdnum.{module}").is_valid(digits))


def is_valid(country: str, digits: str) -> bool:
    """Whether ``digits`` can be a number of ``country``: length, first digit, check digit, not all equal (D05, D06)."""
    weights = _WEIGHTS[country]
    return (
        len(digits) == len(weights)
        and digits.isascii()
        and digits.isdigit()
        and digits[0] in _FIRST[country]
        and digits != digits[0] * len(digits)
        and (sum(map(mul, weights, digits.encode())) - _NOUGHTS[country]) % 11 == 0
    )


def with_check_digit(country: str, digits: str) -> str | None:
    """Return ``digits``, one short of a whole number, with the check digit; None if none fits. For made-up data."""
    remainder = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS[country], digits, strict=False)) % 11
    whole = digits + str(-remainder % 11)
    return whole if is_valid(country, whole) else None
