"""A line of an order as text: ``Consulting: 10 h @ 1250,00 -10 % 25 %``, in the numbers of the language in use.

That is what files and the shell take. A plan says the same in a sentence: ``Consulting: 10 h at 1,250.00, VAT 25 %``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from model.core import numbers
from model.core.language import _
from model.core.records.relations import quoted
from model.orders.totals import Line
from model.orders.vat import format_percent

_AMOUNT = re.compile(r"[-+\u2212]?[0-9][0-9 .,\u00a0\u202f'\u2019]*(?<![ \u00a0\u202f])|[-+\u2212]?[.,][0-9]+")
_RATES = re.compile(
    r"^(?P<price>.*?)"
    r"(?:(?:^|\s)\s*[-\u2212]\s*(?P<discount>[0-9.,]+)\s*%)?"
    r"(?:(?:^|\s)\s*(?P<vat>[0-9.,]+)\s*%)?$"
)


def line_text(line: Line) -> str:
    """Return a line as :func:`read_line` takes it after the colon; a text that would part lines is in quotes."""
    unit = f" {line.unit}" if line.unit else ""
    text = f"{quoted(line.text)}: {_written(line.quantity, 0)}{unit} @ {_written(line.unit_price, 2)}"
    if line.discount:
        text += f" -{format_percent(line.discount)} %"
    return text if line.vat_rate is None else f"{text} {format_percent(line.vat_rate)} %"


def describe_line(line: Line, *, ascii: bool = False) -> str:
    """Return what a line says, for people to read; :func:`read_line` does not take it."""
    quantity = numbers.format_decimal(line.quantity, _places(line.quantity, 0), ascii=ascii)
    price = numbers.format_decimal(line.unit_price, _places(line.unit_price, 2), ascii=ascii)
    parts = [
        _("{text}: {quantity} at {price}").format(
            text=line.text, quantity=f"{quantity} {line.unit}".rstrip(), price=price
        )
    ]
    if line.discount:
        parts.append(_("discount {percent} %").format(percent=format_percent(line.discount)))
    if line.vat_rate is not None:
        parts.append(_("VAT {rate} %").format(rate=format_percent(line.vat_rate)))
    return ", ".join(parts)


def _places(value: Decimal, least: int) -> int:
    """Return how many decimals a figure has, ``least`` where it has fewer."""
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(least, -exponent)


def _written(value: Decimal, places: int) -> str:
    """Return a figure with the language's decimal point and none between thousands.

    1.250 and 1,250 mean other figures in another language, which may read the file: three decimals are written as four.
    """
    places = _places(value, places)
    point = numbers.format_decimal(Decimal("0.5"), 1)[1]
    return f"{value:.{4 if places == 3 else places}f}".replace(".", point)


def read_line(text: str, figures: str) -> Line:
    """Return the line with what stands after its text: how many of which unit, price, discount and rate of VAT.

    Raises ValueError for what is none of these, and :class:`UserError` for what is no number.
    """
    amount, _at, rest = figures.partition("@")
    amount = amount.strip()
    found = _AMOUNT.match(amount)
    if amount and found is None:
        raise ValueError(amount)
    quantity = numbers.parse_decimal(found[0]) if found else Decimal(1)
    unit = amount[found.end() :].strip() if found else ""
    rates = _RATES.match(rest.strip())
    assert rates is not None
    price = numbers.parse_decimal(rates["price"].strip()) if rates["price"].strip() else Decimal(0)
    discount = numbers.parse_decimal(rates["discount"]) if rates["discount"] else Decimal(0)
    vat = numbers.parse_decimal(rates["vat"]) if rates["vat"] else None
    return Line(text, quantity, unit, price, discount, vat)
