"""Order confirmations made up for tests, from plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from model.core.settings import CompanySettings
from model.orders.confirmation import Address, Confirmation, ConfirmationLine
from model.orders.totals import net_of, totals_of_nets

COMPANY = CompanySettings(
    name="Fjordvik Handel AS",
    org_number="923609016",
    vat_registered=True,
    address="Sjøgata 14\n9008 Tromsø",
    account="8601 11 17947",
    email="ordre@fjordvik.no",
    phone="+47 77 60 00 00",
)


def line(
    text: str = "Varer", quantity: str = "1", price: str = "100", discount: str = "0", rate: str = "25", unit: str = ""
) -> ConfirmationLine:
    """Make a line with the net that it comes to."""
    numbers = [Decimal(each) for each in (quantity, price, discount, rate)]
    return ConfirmationLine(text, numbers[0], unit, *numbers[1:], net_of(*numbers[:3]))


LINES = (
    line("Čállinbierggas ŋ đ ŧ, reise til Kárášjohka", "12.5", "1450", "10", unit="timer"),
    line("Lisens", "3", "12999.9"),
    line("Bok", "40", "89.125", rate="15"),
    line("Kreditering", "-2", "1200"),
)


def confirmation(language: str = "nb", lines: tuple[ConfirmationLine, ...] = LINES, **different: Any) -> Confirmation:
    """Make a confirmation of ``lines``."""
    made = Confirmation(
        language=language,
        company=COMPANY,
        country="NO",
        number="1042",
        status="confirmed",
        customer="Guovdageainnu Duodji AS",
        customer_number="10318",
        lines=lines,
        totals=totals_of_nets((each.vat_rate, each.net) for each in lines),
        address=Address("Bredbuktnesveien 6", "9520", "Guovdageaidnu", "", "NO"),
        contact="Áilu Máret Gaup",
        order_date=date(2026, 11, 30),
        delivery=date(2026, 12, 15),
        reference="PO 88-1234",
        seller="Ola Nordmann",
        currency="NOK",
        terms=14,
    )
    return replace(made, **different)
