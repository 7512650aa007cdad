"""Numbers as people write them, in and out (spec/cli.md "Values", case I16, decision 13).

Everything is :class:`~decimal.Decimal` or int; a float is never made. Amounts are kept as whole hundredths.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from model.core import language as languages
from model.core.errors import UserError
from model.core.language import _
from model.core.text import excerpt

MOST_DIGITS = 15
"""The most digits a number may have before its decimal point: hundredths then fit SQLite's 64-bit integer."""

_EXACT = Context(prec=200, rounding=ROUND_HALF_UP)
"""Rounding in the default context of 28 digits fails on long fractions."""

_SEPARATORS = {"nb": ("\u00a0", ","), "da": (".", ","), "en": (",", ".")}
"""Between thousands, and before decimals."""

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000'\u2019]")
_MINUS = str.maketrans({"\u2212": "-", "\u2012": "-", "\u2013": "-"})
_CURRENCY = re.compile(r"^kr\.? ?|(?:,-)? ?kr\.?$|,-$", re.IGNORECASE)
_NUMBER = re.compile(
    r"""(?P<whole>[0-9]+ | [0-9]{1,3}(?:(?P<group>[ .,])[0-9]{3})(?:(?P=group)[0-9]{3})* | (?=[.,]))
        (?:(?P<point>[.,])(?P<fraction>[0-9]{1,60}))?""",
    re.VERBOSE,
)
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


def parse_decimal(text: str, language: str | None = None) -> Decimal:
    """Return the number that ``text`` says, in whatever way it is written (case I16).

    Read are ``1 234,50``, ``1.234,50``, ``1,234.50``, ``1234.50``, ``-5``, ``5-`` and ``(1,62)`` for negatives,
    every kind of space between thousands, and ``kr`` or ``,-`` about it. Where both point and comma stand, the
    last one begins the decimals; where one of them stands several times, it parts thousands. A single one before
    exactly three digits (``1.234``, ``1,234``) could be either: ``language`` (None: the one in force) decides, so
    that ``1.234`` is 1234 in Norwegian and Danish and 1.234 in English, and ``1,234`` the other way round.

    Raises UserError for anything else, and for more than :data:`MOST_DIGITS` digits before the decimals.
    """
    return _parse(text, language or languages.current(), whole=False)


def parse_whole(text: str) -> int:
    """Return the whole number that ``text`` says; decimals may stand there if they are noughts (``12,0``).

    As nothing but thousands can be meant, ``1.234`` and ``1,234`` are 1234 in every language. Raises UserError.
    """
    value = _parse(text, languages.current(), whole=True)
    if value != value.to_integral_value():
        raise UserError(
            _("“{text}” is not a whole number: write it without decimals, such as {example}").format(
                text=excerpt(text), example=format_whole(1234, ascii=True)
            )
        )
    return int(value)


def _parse(text: str, language: str, *, whole: bool) -> Decimal:
    body = _SPACES.sub(" ", text.translate(_MINUS)).strip()
    negative = False
    if body.startswith("(") and body.endswith(")"):
        negative, body = True, body[1:-1].strip()
    body = _CURRENCY.sub("", body, count=1).strip()
    if body[:1] in ("-", "+") and not negative:
        negative, body = body[0] == "-", body[1:].lstrip()
    elif body[-1:] == "-" and not negative:
        negative, body = True, body[:-1].rstrip()
    body = _CURRENCY.sub("", body, count=1).strip()
    if _AMBIGUOUS.fullmatch(body):
        thousands = whole or body[-4] != _SEPARATORS[language][1]
        body = body.replace(body[-4], "" if thousands else ".")
    found = _NUMBER.fullmatch(body)
    if found is None or (found["point"] and found["point"] == found["group"]):
        raise UserError(
            _("“{text}” is not a number: write digits, such as {example}").format(
                text=excerpt(text),
                example=format_whole(1234, ascii=True) if whole else format_decimal(Decimal("1234.50"), ascii=True),
            )
        )
    digits = re.sub("[ .,]", "", found["whole"]).lstrip("0")
    if len(digits) > MOST_DIGITS:
        raise UserError(
            _("{text} is too large: at most {count} digits before the decimals").format(
                text=excerpt(text), count=MOST_DIGITS
            )
        )
    value = Decimal(f"{digits or '0'}.{found['fraction'] or '0'}") if found["fraction"] else Decimal(digits or "0")
    return value.copy_negate() if negative and value else value


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """Return ``value`` with exactly ``places`` decimals; a half goes away from zero, and there is no -0."""
    rounded = value.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    return rounded if rounded else rounded.copy_abs()


def exact_product(*factors: Decimal) -> Decimal:
    """Return the product with every decimal it has: ordinary multiplication rounds it to 28 digits."""
    product = Decimal(1)
    for factor in factors:
        product = _EXACT.multiply(product, factor)
    return product


def divide_up(value: Decimal, by: Decimal) -> int:
    """Return the smallest whole number that, multiplied by ``by`` (more than 0), is at least ``value``."""
    whole, rest = _EXACT.divmod(value, by)
    return int(whole) + (rest > 0)


def to_units(value: Decimal, places: int) -> int:
    """Return ``value`` as the whole number of its smallest unit, of ``places`` decimals: 12.5 is 1250 hundredths.

    Raises UserError when it has more decimals than that (noughts at the end do not count), or too many digits before
    them for a 64-bit integer: what was typed is stored exactly or not at all (decision 13).
    """
    rounded = round_half_up(value, places)
    if rounded != value:
        raise UserError(_too_fine(value, rounded, places))
    most = MOST_DIGITS + 2 - places
    if abs(value) >= 10**most:
        raise UserError(
            _("{text} is too large: at most {count} digits before the decimals").format(
                text=format_decimal(value, ascii=True), count=format_whole(most)
            )
        )
    return int(rounded.scaleb(places, context=_EXACT))


def _too_fine(value: Decimal, rounded: Decimal, places: int) -> str:
    shown, example = (format_decimal(each, None, ascii=True) for each in (value, rounded))
    if places == 2:
        return _("{text} has more than two decimals: write {example}").format(text=shown, example=example)
    return _("{text} has more than {count} decimals: write {example}").format(
        text=shown, count=format_whole(places), example=example
    )


def from_units(units: int, places: int) -> Decimal:
    """Return a stored number of smallest units as a number with ``places`` decimals; 1250 hundredths give 12.50."""
    return Decimal(units).scaleb(-places, context=_EXACT)


def to_hundredths(value: Decimal) -> int:
    """Return an amount or a percentage as the whole hundredths in which it is stored; see :func:`to_units`."""
    return to_units(value, 2)


def from_hundredths(hundredths: int) -> Decimal:
    """Return stored hundredths as a number with two decimals; 1250 gives 12.50."""
    return from_units(hundredths, 2)


def format_decimal(value: Decimal, places: int | None = 2, language: str | None = None, *, ascii: bool = False) -> str:
    """Return ``value`` as the language writes it: ``1 234,50`` (nb), ``1.234,50`` (da), ``1,234.50`` (en).

    ``places`` is the number of decimals, rounded half up; None keeps those there are. Norwegian thousands are
    parted by U+00A0, which no line break splits, or by an ordinary space where ``ascii`` is asked for.
    """
    group, point = _SEPARATORS[language or languages.current()]
    if ascii and group == "\u00a0":
        group = " "
    if places is not None:
        value = round_half_up(value, places)
    whole, _point, fraction = f"{value:,f}".partition(".")
    return whole.replace(",", group) + (point + fraction if fraction else "")


def format_whole(value: int, language: str | None = None, *, ascii: bool = False) -> str:
    """Return a whole number with the language's mark between thousands; see :func:`format_decimal`."""
    return format_decimal(Decimal(value), 0, language, ascii=ascii)
