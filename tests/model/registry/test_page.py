"""Links to a company's page in its public register (LEAD-01)."""

from __future__ import annotations

import pytest

from model.core.access.session import Session
from model.core.errors import NotFoundError
from model.customers.records import Customer
from model.leads.records import Lead
from model.registry.page import page_address, page_of
from tests.model.filing import customer, lead


@pytest.mark.parametrize(
    ("number", "country", "address"),
    [
        ("923 609 016", None, "https://virksomhet.brreg.no/nb/oppslag/enheter/923609016"),
        ("NO923609016MVA", None, "https://virksomhet.brreg.no/nb/oppslag/enheter/923609016"),
        ("13585628", None, "https://datacvr.virk.dk/enhed/virksomhed/13585628"),
        ("DK 13 58 56 28", "DK", "https://datacvr.virk.dk/enhed/virksomhed/13585628"),
        ("13585628", "NO", ""),
        ("923609017", None, ""),
        ("", None, ""),
        (None, None, ""),
        ("5566779900", "SE", ""),
    ],
)
def test_addresses(number: str | None, country: str | None, address: str) -> None:
    """By the country that the number, or else its length, tells; none for a number that cannot be."""
    assert page_address(number, country) == address


def test_the_page_of_a_record(session: Session, kari: Session) -> None:
    company = lead(session, "Fjordlys AS", org_number="923609016")
    danish = customer(session, "Carlsberg", org_number="61056416")
    unknown = lead(session, "Ukjent AS", org_number="923609017")
    hidden = lead(kari, "Hemmelig AS", org_number="923609016", owner=kari.person.id, owner_only=True)
    assert page_of(session, Lead, company).endswith("/923609016")
    assert page_of(session, Customer, danish) == "https://datacvr.virk.dk/enhed/virksomhed/61056416"
    assert page_of(session, Lead, unknown) == ""
    with pytest.raises(NotFoundError):
        page_of(session, Lead, hidden)
