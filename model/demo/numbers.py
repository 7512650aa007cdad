"""Organisation numbers and telephone numbers that pass every check and are meant to belong to nobody.

Nobody reserves a range of organisation or telephone numbers for made-up data in Norway or Denmark, so that none of them
can be promised to be free. Organisation numbers are taken from ranges in which none seemed to be handed out
when this was written: 900–909 million in Norway, 91–99 million in Denmark. Telephone numbers follow the
countries' numbering plans (eight digits; the first two tell area or mobile) and may belong to somebody: do not call
them.
"""

from __future__ import annotations

from collections.abc import Iterator

_STEP = 611_953
"""A prime: stepping by it visits every number of a range once, in an order that looks random."""


def norwegian_check_digit(stem: str) -> str | None:
    """Return the ninth digit of the organisation number that begins with the eight of ``stem``.

    Modulus 11 with the weights 3 2 7 6 5 4 3 2. None where the digit would be 10: such a number is never given.
    """
    total = sum(int(digit) * weight for digit, weight in zip(stem, (3, 2, 7, 6, 5, 4, 3, 2), strict=True))
    check = -total % 11
    return None if check == 10 else str(check)


def danish_check_digit(stem: str) -> str | None:
    """Return the eighth digit of the CVR number that begins with the seven of ``stem``.

    Modulus 11 with the weights 2 7 6 5 4 3 2. None where the digit would be 10: such a number is never given.
    """
    total = sum(int(digit) * weight for digit, weight in zip(stem, (2, 7, 6, 5, 4, 3, 2), strict=True))
    check = -total % 11
    return None if check == 10 else str(check)


def norwegian_numbers(seed: int) -> Iterator[str]:
    """Yield different Norwegian organisation numbers, about 909 000 of them."""
    span = 1_000_000
    at = seed % span
    for _ in range(span):
        at = (at + _STEP) % span
        a, b, c = at // 100_000, at // 10_000 % 10, at // 1_000 % 10
        d, e, f = at // 100 % 10, at // 10 % 10, at % 10
        check = -(27 + 7 * a + 6 * b + 5 * c + 4 * d + 3 * e + 2 * f) % 11
        if check != 10:
            yield f"90{at:06}{check}"


def danish_numbers(seed: int) -> Iterator[str]:
    """Yield different Danish CVR numbers, about 818 000 of them."""
    span = 900_000
    at = seed % span
    for _ in range(span):
        at = (at + _STEP) % span
        stem = at + 9_100_000
        a, b, c = stem // 100_000 % 10, stem // 10_000 % 10, stem // 1_000 % 10
        d, e, f = stem // 100 % 10, stem // 10 % 10, stem % 10
        check = -(18 + 7 * a + 6 * b + 5 * c + 4 * d + 3 * e + 2 * f) % 11
        if check != 10:
            yield f"{stem}{check}"


MOBILE_STARTS = {
    "NO": ("40", "41", "45", "46", "47", "48", "90", "91", "92", "93", "94", "95", "97", "98", "99"),
    "DK": ("20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "40", "41", "42", "51", "53", "60"),
}
"""How mobile numbers begin, by country."""

_SPELLINGS = {
    "NO": ("{0}{1} {2}{3} {4}{5} {6}{7}", "{0}{1}{2}{3}{4}{5}{6}{7}", "+47 {0}{1} {2}{3} {4}{5} {6}{7}"),
    "DK": ("{0}{1} {2}{3} {4}{5} {6}{7}", "{0}{1}{2}{3}{4}{5}{6}{7}", "+45 {0}{1} {2}{3} {4}{5} {6}{7}"),
}
_NORWEGIAN_MOBILE = "{0}{1}{2} {3}{4} {5}{6}{7}"


def digits(start: str, chance: float) -> str:
    """Return the eight digits of a number that begins with the two of ``start``; ``chance`` is in [0, 1).

    The third is never 0: Denmark gives no such numbers.
    """
    return f"{start}{100_000 + int(chance * 900_000)}"


def spelt(number: str, country: str, chance: float, *, mobile: bool = False) -> str:
    """Return ``number`` (eight digits) as people write it: in pairs, bare, or with the country's code."""
    if chance < 0.7:
        form = _NORWEGIAN_MOBILE if mobile and country == "NO" else _SPELLINGS[country][0]
    else:
        form = _SPELLINGS[country][1 if chance < 0.87 else 2]
    return form.format(*number)


def international(number: str | None, country: str) -> str | None:
    """Return ``number`` with Denmark's code before it where it is a Danish one without.

    For records that do not say which country they are in: the company is Norwegian, so bare digits are too.
    """
    return f"+45 {number}" if number and country == "DK" and number[0] != "+" else number
