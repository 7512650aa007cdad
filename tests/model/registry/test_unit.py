"""What a unit says of itself."""

from __future__ import annotations

from datetime import date

import pytest

from model.registry.unit import Address, Unit, foreign


@pytest.mark.parametrize(
    ("town", "country", "postcode", "rest"),
    [
        ("DE-92711 Parkstein", "DE", "92711", "Parkstein"),
        ("PL-81-212 GDYNIA", "PL", "81-212", "GDYNIA"),
        ("SE-113 43 STOCKHOLM", "SE", "113 43", "STOCKHOLM"),
        ("EE75304 HARJU COUNTY", "EE", "75304", "HARJU COUNTY"),
        ("CHESHIRE CH2 3QF", "GB", "", "CHESHIRE CH2 3QF"),
        ("DE", "DE", "", "DE"),
        ("", "DE", "", ""),
        ("DENVER", "DE", "", "DENVER"),
    ],
)
def test_foreign_towns_are_taken_apart(town: str, country: str, postcode: str, rest: str) -> None:
    """integrations.md 1.4: the town of a foreign address holds all of it."""
    address = foreign(Address("Gata 1", "", town, "", country))
    assert (address.street, address.postcode, address.town) == ("Gata 1", postcode, rest)


def test_norwegian_and_danish_addresses_stay() -> None:
    for address in (Address("", "", "1234 OSLO", "", "NO"), Address("", "0125", "OSLO", "OSLO", "NO"), Address()):
        assert foreign(address) is address


def test_post_goes_to_the_other_address_where_there_is_none() -> None:
    visiting, postal = Address("Gata 1", "0151", "OSLO"), Address("Boks 2", "0125", "OSLO")
    assert Unit("NO", "923609016", "X", visiting=visiting).post == visiting
    assert Unit("NO", "923609016", "X", visiting=visiting, postal=postal).post == postal
    assert Unit("NO", "923609016", "X", postal=postal).street_address == postal
    assert not Address(country="NO")


def test_staff_and_warning() -> None:
    unit = Unit("NO", "923609016", "X")
    assert (unit.staff, unit.warning) == ("", "")
    assert Unit("NO", "923609016", "X", employees=12, staff_registered=True).staff == "12"
    assert Unit("NO", "923609016", "X", staff_registered=True).staff == "1–4"
    assert Unit("NO", "923609016", "X", winding_up=True).warning == "being wound up"
    assert Unit("NO", "923609016", "X", forced_winding_up=True).warning == "being wound up by court order"
    assert Unit("NO", "923609016", "X", bankrupt=True, winding_up=True).warning == "bankrupt"
    assert Unit("NO", "923609016", "X", deleted_on=date(2026, 1, 1), bankrupt=True).warning == "struck off"
