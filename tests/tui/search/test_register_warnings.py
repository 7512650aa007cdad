"""CUST-26: bankruptcy, closing down and deletion are seen in lists, on the start page and on hits of the search."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from model.customers.records import Customer
from model.leads.records import Lead
from model.registry.load import build
from model.registry.unit import Unit
from tests.model.filing import BERG, FJORD
from tests.tui.desk import Desk, at

NOW = datetime(2026, 11, 21, tzinfo=UTC)
BANKRUPT = Unit("NO", FJORD, "FJORD AS", bankrupt=True)
STRUCK_OFF = Unit("NO", BERG, "BERG AS", deleted_on=date(2026, 1, 5))


@pytest.fixture
def filed(desk: Desk) -> None:
    """Two customers of mine, one of which is bankrupt; a lead of mine that was struck off, a bankrupt one of KNO's."""
    build(desk.folder / "registry.db", [BANKRUPT, STRUCK_OFF], now=NOW)
    desk.insert(Customer, name="Fjord AS", org_number=FJORD)
    desk.insert(Customer, name="Sound AS")
    desk.insert(Lead, name="Berg AS", org_number=BERG)
    desk.insert(Lead, name="Fjord of KNO", org_number=FJORD, owner=desk.as_("KNO").person.id)


@pytest.mark.parametrize("ascii", [False, True])
async def test_a_sign_in_lists_with_what_it_means_in_the_help(desk: Desk, filed: None, ascii: bool) -> None:
    async with at(desk, ascii=ascii) as hand:
        await hand.press("3")
        await hand.sees("Fjord AS", "Sound AS")
        assert f" {'B' if ascii else '⚠'} Fjord AS" in hand.line("Fjord AS")
        assert "  Sound AS" in hand.line("Sound AS")
        await hand.press("2")
        await hand.sees("Berg AS")
        assert f"{'S' if ascii else '†'} Berg AS" in hand.line("Berg AS")
        await hand.press("?")
        await hand.type("struck")
        await hand.sees("Register warning: Struck off")


async def test_the_start_page_counts_mine_and_enter_lists_them(desk: Desk, filed: None) -> None:
    async with at(desk) as hand:
        await hand.sees("Warnings from the register", "! 1 customer of mine: bankrupt", "! 1 lead of mine: struck off")
        assert "lead of mine: bankrupt" not in hand.screen
        await hand.press("enter")
        await hand.sees("Customers", "bankrupt", "Fjord AS")
        assert "Sound AS" not in hand.screen
        await hand.press("escape")
        await hand.sees("Warnings from the register")
        await hand.press("down", "enter")
        await hand.sees("Leads", "struck off", "Berg AS")
        assert "Fjord of KNO" not in hand.screen


async def test_without_warnings_there_is_no_box(desk: Desk) -> None:
    build(desk.folder / "registry.db", [replace(BANKRUPT, bankrupt=False)], now=NOW)
    desk.insert(Customer, name="Fjord AS", org_number=FJORD)
    async with at(desk) as hand:
        await hand.sees("Latest customers", "Fjord AS")
        assert "Warnings from the register" not in hand.screen


async def test_hits_on_file_are_warned_of_too(desk: Desk, filed: None) -> None:
    """The registry's own hit says both: that it is bankrupt, and that it is on file."""
    async with at(desk) as hand:
        await hand.press("/")
        await hand.type("fjord")
        await hand.sees("Customers 1", "Registry 1")
        assert "⚠ bankrupt or closed" in hand.line("Fjord AS")
        await hand.press("tab", "tab")
        await hand.sees("FJORD AS")
        assert "⚠ on file: customer" in hand.line("FJORD AS")
