"""CUST-26: a key compares the company in front with the registry; bankruptcy stands on the card.

The action: `registry_refresh`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from model.customers.records import Customer
from model.registry.load import build
from model.registry.unit import Address, Unit
from tests.model.filing import FJORD
from tests.tui.desk import Desk, at

UNIT = Unit("NO", FJORD, "FJORD NORD AS", "AS", employees=12, visiting=Address("Kaigata 1", "5003", "BERGEN", "", "NO"))


@pytest.fixture
def fjord(desk: Desk) -> int:
    """A customer of which the registry knows more."""
    build(desk.folder / "registry.db", [UNIT], now=datetime(2026, 11, 21, tzinfo=UTC))
    return desk.insert(Customer, name="Fjord AS", org_number=FJORD, email="salg@fjord.no")


async def test_field_by_field_old_beside_new(desk: Desk, fjord: int) -> None:
    async with at(desk) as hand:
        await hand.open("customer", fjord)
        await hand.press("(")
        await hand.sees("Fjord AS in the registry", "[x] Name", "Fjord AS", "FJORD NORD AS", "Enter Write")
        await hand.press("space")
        await hand.sees("[ ] Name")
        await hand.press("enter")
        await hand.sees("saved. u undoes it.")
        now = desk.now(Customer, fjord)
        assert (now.name, now.employees, now.visiting_town) == ("Fjord AS", 12, "BERGEN")
        await hand.press("u", "y")
        await hand.until(lambda: desk.now(Customer, fjord).employees is None)


async def test_typed_in_one_burst_it_is_the_same(desk: Desk, fjord: int) -> None:
    async with at(desk) as hand:
        await hand.open("customer", fjord)
        for key in ("(", "space", "enter"):
            await hand.pilot.press(key)
        await hand.sees("saved. u undoes it.")
        assert desk.now(Customer, fjord).name == "Fjord AS"
        assert desk.now(Customer, fjord).employees == 12


async def test_bankruptcy_is_seen_on_the_card(desk: Desk, fjord: int) -> None:
    """Sign and words; nothing is left to compare once all stands as the registry has it."""
    bankrupt = replace(UNIT, name="Fjord AS", employees=None, visiting=Address(), bankrupt=True)
    build(desk.folder / "registry.db", [replace(bankrupt, company_form="")], now=datetime(2026, 11, 22, tzinfo=UTC))
    async with at(desk) as hand:
        await hand.open("customer", fjord)
        await hand.sees("! bankrupt")
        await hand.press("(")
        await hand.sees("Everything stands as the registry has it.")


async def test_without_a_number_or_a_registry_it_says_why(desk: Desk) -> None:
    number = desk.insert(Customer, name="Uten AS")
    async with at(desk) as hand:
        await hand.open("customer", number)
        await hand.press("(")
        await hand.sees("It has no organisation number to look up.")
