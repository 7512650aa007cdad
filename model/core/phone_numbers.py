"""Telephone numbers as they are written, and the form by which the same number is known (D07)."""

from __future__ import annotations

import re

_EXTENSION = re.compile(
    r"(?i)[\s,;(]*(?:(?<![^\W\d_])(?:ext(?:ension)?|x|internt?(?:nr)?|lokal(?:nr)?|lok|linje)(?![^\W\d_])\.?|#|;ext=)"
    r"\s*:?\s*([0-9]{1,7})\)?\s*$"
)
"""A telephone's number within a company, after the company's own."""
_BETWEEN_DIGITS = dict.fromkeys(map(ord, " \xa0-.()/"))
"""What people write between the digits of a number, for :meth:`str.translate`."""
_PREFIXES = {"+47": "NO", "0047": "NO", "+45": "DK", "0045": "DK"}


def e164(text: str, country: str) -> str | None:
    """Return the E.164 form of the first telephone number in ``text``, None where there is no valid one.

    ``country`` is the ISO code for numbers without a prefix. A nought in brackets after a prefix is for calls within
    the country ("+47 (0) 22 33 44 55"), and an extension is none of the number ("22 33 44 55 lok. 12").
    """
    if "(0)" in text and text.lstrip().startswith(("+", "00")):
        text = text.replace("(0)", " ", 1)
    digits = text.translate(_BETWEEN_DIGITS)
    # Digits alone leave no room for an extension.
    if not digits.removeprefix("+").isdigit() and (any(map(str.isalpha, text)) or "#" in text):
        text = _EXTENSION.sub("", text)
        digits = text.translate(_BETWEEN_DIGITS)
    prefix = digits[:-8]
    if prefix in _PREFIXES:
        digits, country = digits[-8:], _PREFIXES[prefix]
    # Nearly every number on file is eight digits of a country that has only such numbers: no library needed.
    if len(digits) == 8 and digits.isascii() and digits.isdigit():
        if country == "NO" and digits[0] in "245679" and not digits.startswith("59"):
            if digits[0] != "5" or digits[1] in "1235678":
                return _checked(digits, country) if digits[0] in "5" else f"+47{digits}"
        elif country == "DK" and digits[0] in "23456789":
            return f"+45{digits}"
    return _checked(text, country)


def _checked(text: str, country: str) -> str | None:
    import phonenumbers

    for part in text.replace(";", "/").split("/"):
        try:
            number = phonenumbers.parse(part, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    return None


def extension_of(text: str) -> str:
    """Return the extension behind a telephone number ("ext. 102", "x102", "internnr. 102"), '' where there is none."""
    found = _EXTENSION.search(text)
    return found[1] if found else ""
