"""The rates of value added tax that lines may have: those of the settings, or the usual ones of the country."""

from __future__ import annotations

from decimal import Decimal

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.numbers import format_decimal

_OF_COUNTRY = {"NO": (25, 15, 12, 0), "DK": (25, 0)}
_ELSEWHERE = (0,)


def vat_rates(session: Session) -> tuple[Decimal, ...]:
    """Return the rates in per cent that new lines may have; the first is that of a line which does not say."""
    return session.vat_rates or tuple(Decimal(rate) for rate in _OF_COUNTRY.get(session.country, _ELSEWHERE))


def refuse_unknown_rate(session: Session, rate: Decimal, field: str = "vat_rate") -> None:
    """Raise :class:`UserError` at ``field`` for a rate that lines may not have."""
    rates = vat_rates(session)
    if rate not in rates:
        raise UserError(
            _("There is no VAT rate of {rate} %: there are {rates}.").format(
                rate=format_percent(rate), rates=", ".join(f"{format_percent(each)} %" for each in rates)
            ),
            field,
        )


def format_percent(rate: Decimal) -> str:
    """Return a percentage in the language in use, without decimals that are noughts: ``25``, ``12,5``."""
    return format_decimal(rate.normalize() if rate else Decimal(0), None)
