"""Currencies of ISO 4217, and amounts that are in one of several."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from model.core.errors import UserError
from model.core.fields.base import QueryContext, Reading
from model.core.fields.numbers import Money
from model.core.fields.texts import Text
from model.core.language import _
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK, column_of
from model.core.storage.statements import Slot
from model.core.text import excerpt, fold, quotation

CODES = frozenset(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF"
    " CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF"
    " GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD"
    " LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP"
    " PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP"
    " TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG".split()
)
"""The codes of money that is in use (ISO 4217, list one; metals, test codes and funds of the bonds market left out)."""

_HOME = {"NO": "NOK", "DK": "DKK", "SE": "SEK", "FI": "EUR", "DE": "EUR", "GB": "GBP", "US": "USD", "IS": "ISK"}
_KRONER = ("NOK", "DKK", "SEK", "ISK")
_CALLED = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pund": "GBP", "pound": "GBP", "pounds": "GBP", "$": "USD",
    "us$": "USD", "dollar": "USD", "dollars": "USD", "norske kroner": "NOK", "nkr": "NOK", "danske kroner": "DKK",
    "dkr": "DKK", "svenska kronor": "SEK", "svenske kroner": "SEK", "skr": "SEK", "¥": "JPY",
}  # fmt: skip
_CROWNS = ("kr", "kr.", "kroner", "krone", "kronor", ",-")
"""What money is called at home in several countries: it is that of the country."""


def home_currency(country: str) -> str | None:
    """Return the currency of the company's own country (an ISO code), None where it is not known."""
    return _HOME.get(country)


_HOME_CURRENCY = Slot("session", lambda session: home_currency(session.country) or "")
"""The company's own, '' where it is not known: filled in by :meth:`Session.rows` and its like."""


class Currency(Text):
    """The code of a currency; signs and words that people write for one are read as what they mean."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, longest=3, **options)

    def read(self, text: str, reading: Reading) -> str:
        """Return the code; raise :class:`UserError` for what is none of ISO 4217."""
        code = " ".join(text.split())
        called = code.casefold()
        home = home_currency(reading.country)
        if called in _CROWNS and home in _KRONER:
            return home
        code = _CALLED.get(called, code.upper())
        if code not in CODES:
            raise self._refused(text)
        return code

    def check(self, value: Any) -> None:
        """Refuse what is no code, whatever case it is in."""
        if value and value.strip().upper() not in CODES:
            raise self._refused(value)

    def _refused(self, text: str) -> UserError:
        return UserError(
            _("{text} is no currency: write its code of three letters, such as NOK, DKK, SEK or EUR.").format(
                text=quotation(excerpt(text))
            ),
            self.name,
        )

    def key(self, value: Any, reading: Reading) -> str:
        """Return the folded code."""
        return fold(value) if value else ""


class Priced(Decimal):
    """An amount in another currency than the company's own: ``currency`` is shown with it."""

    currency: str = ""


class Amount(Money):
    """An amount whose currency stands in the field ``currency``; lists show it where it is not the company's own.

    Where amounts of several currencies stand under each other, 1,000.00 and 1,000.00 would look the same.
    """

    def listed(self, rows: Any, context: QueryContext) -> Any:
        """Return the amount as text, with the currency after it where that has to be said."""
        amount, currency = self.expression(rows).cast("TEXT"), column_of(rows, "currency")
        at_home = peewee.fn.coalesce(currency, BLANK).in_((BLANK, _HOME_CURRENCY))
        return peewee.Case(None, [(at_home, amount)], peewee.NodeList((amount, peewee.SQL("|| ' ' ||"), currency)))

    def adapt_out(self, stored: Any) -> Decimal:
        """Return the amount; with its currency as lists read it."""
        if not isinstance(stored, str):
            return super().adapt_out(stored)
        hundredths, _space, currency = stored.partition(" ")
        if not currency:
            return super().adapt_out(int(hundredths))
        priced = Priced(super().adapt_out(int(hundredths)))
        priced.currency = currency
        return priced

    def format(self, value: Any, reading: Reading) -> str:
        """Return the amount, with its currency where that has to be said."""
        text = super().format(value, reading)
        return f"{text} {value.currency}" if isinstance(value, Priced) and value.currency else text


def priced(amount: Decimal | None, currency: str | None, session: QueryContext) -> Decimal | None:
    """Return an amount so that :meth:`Amount.format` shows its currency where it is not the company's own."""
    if amount is None or not currency or currency == home_currency(session.country):
        return amount
    found = Priced(amount)
    found.currency = currency
    return found
