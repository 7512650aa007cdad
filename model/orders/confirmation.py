"""An order confirmation: all that stands on it, as plain values (OPP-19).

:func:`~model.orders.confirmation_file.read_confirmation` reads one from an order; :mod:`model.orders.confirmation_pdf`
draws it. Equal confirmations give equal files, byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from model.core.countries import names_by_language
from model.core.dates import format_day
from model.core.language import N_, translated
from model.core.numbers import format_decimal, format_whole
from model.core.org_number import DENMARK, NORWAY, parse_org_number
from model.core.settings import CompanySettings
from model.orders.totals import Totals

NAME = N_("Order confirmation")
_MARKS = {"draft": N_("Draft: not confirmed yet"), "cancelled": N_("Cancelled order")}
"""What is written large on an order that nobody is to deliver, by its status."""


@dataclass(frozen=True)
class ConfirmationLine:
    """One line as it was sold; ``net`` is its amount before VAT, ``discount`` and ``vat_rate`` are in per cent."""

    text: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    discount: Decimal
    vat_rate: Decimal
    net: Decimal


@dataclass(frozen=True)
class Address:
    """A postal address; ``country`` is as it is kept, a code of two letters or a text."""

    street: str = ""
    postcode: str = ""
    town: str = ""
    region: str = ""
    country: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to write on an envelope: a country alone is nothing."""
        return bool(self.street or self.postcode or self.town)


@dataclass(frozen=True)
class Confirmation:
    """What stands on an order confirmation, in ``language``; text that is empty and None are left out.

    ``company`` is the sender's own head, ``seller`` who answers for the order there. ``terms`` are days.
    """

    language: str
    company: CompanySettings
    country: str
    """The sender's country, as a code: addresses in it are written without a country."""
    number: str
    status: str
    customer: str
    customer_number: str
    lines: tuple[ConfirmationLine, ...]
    totals: Totals
    address: Address = Address()
    delivery_address: Address = Address()
    contact: str = ""
    org_number: str = ""
    order_date: date | None = None
    start: date | None = None
    delivery: date | None = None
    reference: str = ""
    seller: str = ""
    currency: str = ""
    terms: int | None = None

    def say(self, message: str) -> str:
        """Return a message in the language of the confirmation."""
        return translated(message, self.language)

    def number_text(self, value: Decimal, most: int = 2, least: int = 0) -> str:
        """Return a number with the decimals it needs, between ``least`` and ``most``, as the language writes it."""
        exponent = value.normalize().as_tuple().exponent
        assert isinstance(exponent, int)
        return format_decimal(value, min(most, max(least, -exponent)), self.language)

    def money(self, value: Decimal) -> str:
        """Return an amount with two decimals."""
        return format_decimal(value, 2, self.language)

    @property
    def title(self) -> str:
        """What the document is called, with the number of the order."""
        return f"{self.say(NAME)} {self.number}"

    @property
    def mark(self) -> str:
        """What is written large on a draft and on a cancelled order, '' on others."""
        return self.say(_MARKS.get(self.status, ""))

    @property
    def letter(self) -> str:
        """What is written to the customer where it is sent by e-mail."""
        hello = self.say(N_("Hello {name},")).format(name=self.contact or self.customer)
        attached = self.say(N_("Thank you for your order. The confirmation of order {number} is attached."))
        return f"{hello}\n\n{attached.format(number=self.number)}\n"

    @property
    def file_name(self) -> str:
        """The name of the file where nobody chooses another."""
        return f"{self.say(NAME)}-{self.number}.pdf".lower().replace(" ", "-")

    @cached_property
    def details(self) -> list[tuple[str, str]]:
        """What stands beside the address, as label and value."""
        rows = [
            (N_("Order no."), self.number),
            (N_("Order date"), self._day(self.order_date)),
            (N_("Customer no."), self.customer_number),
            (_number_label(self.org_number), self.org_number),
            (N_("Your reference"), self.reference),
            (N_("Our reference"), self.seller),
            (N_("Start"), self._day(self.start)),
            (N_("Delivery"), self._day(self.delivery)),
            (N_("Terms of payment"), self._terms()),
        ]
        return [(self.say(label), value) for label, value in rows if value]

    def _day(self, day: date | None) -> str:
        return "" if day is None else format_day(day, self.language)

    def _terms(self) -> str:
        if self.terms is None:
            return ""
        if self.terms == 0:
            return self.say(N_("On receipt of the invoice"))
        text = N_("{count} day net") if self.terms == 1 else N_("{count} days net")
        return self.say(text).format(count=format_whole(self.terms, self.language))

    def address_lines(self, address: Address) -> list[str]:
        """Return an address as it stands on an envelope; the country only where it is another than the sender's."""
        abroad = "" if address.country in ("", self.country) else address.country
        names = names_by_language().get(abroad)
        place = f"{address.postcode} {address.town}".strip()
        # A region is part of the address where there is no postcode that stands for it.
        region = "" if address.postcode else address.region
        country = abroad if names is None else names[self.language]
        return [line for line in (*address.street.splitlines(), place, region, country) if line.strip()]

    @cached_property
    def company_number(self) -> str:
        """The sender's organisation number with what it is called, as documents in this language have it."""
        text = self.company.org_number.strip()
        if not text:
            return ""
        found = parse_org_number(text, self.country)
        label = self.say(_number_label(text, self.country))
        if found is None:
            return f"{label} {text}"
        if found.country != NORWAY or not (self.company.vat_registered or text.upper().endswith("MVA")):
            return f"{label} {found}"
        # Abroad it is a VAT number, which begins with the country.
        return f"{label} {found} MVA" if self.language == "nb" else f"{label} NO {found} MVA"

    @cached_property
    def contact_details(self) -> list[str]:
        """How to pay and reach the sender, with what each is called."""
        details = (
            (N_("Account"), self.company.account),
            (N_("Telephone"), self.company.phone),
            (N_("E-mail"), self.company.email),
        )
        return [f"{self.say(label)} {value.strip()}" for label, value in details if value.strip()]


def _number_label(text: str, country: str | None = None) -> str:
    """Return what an organisation number is called: only a Danish one is a CVR number, in whatever language."""
    found = parse_org_number(text, country)
    return N_("CVR no.") if found is not None and found.country == DENMARK else N_("Organisation no.")
