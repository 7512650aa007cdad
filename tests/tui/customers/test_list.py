"""Screens 3 and 4 at 80 columns: what is dialled is read to its end."""

from __future__ import annotations

import pytest

from model.customers.records import Contact, Customer
from tests.tui.desk import Desk, at

NUMBERS = ("+45 66 35 92 65", "+47 986 42 345", "+46 8 123 45 67")


@pytest.mark.parametrize("number", NUMBERS)
async def test_a_number_with_its_country_code_is_whole_at_80_columns(desk: Desk, number: str) -> None:
    """Half a number cannot be dialled; the kind and the town keep their columns beside it."""
    desk.insert(Customer, name="Fjord Bygg og Anlegg Entreprise AS", phone=number, visiting_town="Oslo")
    desk.insert(Contact, first_name="Kari", last_name="Nes", phone=number, email="kari.nes@fjordbygg.example")
    async with at(desk) as hand:
        await hand.press("3")
        await hand.sees("Fjord Bygg", number)
        assert {"Kind", "Telephone", "Owner"} <= set(hand.line("Telephone").split())
        await hand.press("4")
        await hand.sees("Kari Nes", "kari.nes@fjordbygg.example"[:20], number)
