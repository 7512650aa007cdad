"""The way from a company to its page in the public register (LEAD-01).

The actions: `registry_page`, `search_page`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from model.core.dates import find_zone
from model.customers.records import Customer
from model.leads.records import Lead
from model.registry.load import build
from model.registry.unit import Unit
from tests.tui.calling.test_screen import calling
from tests.tui.desk import Desk, Hand, at

NORWEGIAN = "https://virksomhet.brreg.no/nb/oppslag/enheter/923609016"
DANISH = "https://datacvr.virk.dk/enhed/virksomhed/13585628"


@pytest.fixture(autouse=True)
def nowhere_to_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the far end of a line: there is no browser."""
    for name in ("SALG_OPENER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSH_CONNECTION", "1")


def links(hand: Hand) -> set[str]:
    """Return where the links on the screen lead, telephone numbers apart."""
    strips = hand.app.screen._compositor.render_strips()
    found = {segment.style.link for strip in strips for segment in strip if segment.style and segment.style.link}
    return {link for link in found if not link.startswith("tel:")}


async def test_from_lists_cards_and_the_calling_screen(desk: Desk) -> None:
    """A key says the address as a link; on a card the organisation number is one already."""
    lead = desk.insert(Lead, name="Fjordlys AS", org_number="923609016", phone="22334455")
    customer = desk.insert(Customer, name="Dansk A/S", org_number="13585628")
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Fjordlys AS")
        assert links(hand) == set()
        await hand.press("quotation_mark")
        await hand.sees(NORWEGIAN)
        assert links(hand) == {NORWEGIAN}
        await hand.open("lead", lead)
        assert links(hand) == {NORWEGIAN}
        await hand.press("quotation_mark")
        await hand.sees(NORWEGIAN)
        await hand.open("customer", customer)
        await hand.press("quotation_mark")
        await hand.sees(DANISH)
        assert links(hand) == {DANISH}
        await calling(hand, desk, [lead])
        await hand.press("quotation_mark")
        await hand.sees(NORWEGIAN)


async def test_a_number_that_cannot_be_has_no_page(desk: Desk) -> None:
    lead = desk.insert(Lead, name="Ukjent AS", org_number="923609017")
    async with at(desk) as hand:
        await hand.open("lead", lead)
        await hand.press("quotation_mark")
        await hand.sees("Without a valid organisation number there is no page")
        assert links(hand) == set()


async def test_a_browser_of_the_desktop_opens_it(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = tmp_path / "seen"
    script = f"import sys, pathlib; pathlib.Path({str(seen)!r}).write_text(sys.argv[1])"
    (tmp_path / "browser.py").write_text(script, "utf-8")
    monkeypatch.setenv("SALG_OPENER", f"{sys.executable} {tmp_path / 'browser.py'}")
    lead = desk.insert(Lead, name="Fjordlys AS", org_number="923609016")
    async with at(desk) as hand:
        await hand.open("lead", lead)
        await hand.press("quotation_mark")
        await hand.until(lambda: seen.exists() and seen.read_text() == NORWEGIAN)


async def test_from_a_hit_of_the_search(desk: Desk) -> None:
    """In the search, where letters are typed, the key is F5; it is among what → offers as well."""
    unit = Unit("NO", "923609016", "FJORDLYS AS")
    build(desk.folder / "registry.db", [unit], now=desk.me.clock().astimezone(find_zone("UTC")))
    desk.insert(Lead, name="Dansk kunde", org_number="13585628")
    async with at(desk) as hand:
        await hand.press("slash")
        await hand.type("fjordl")
        await hand.sees("FJORDLYS AS", "Registry 1")
        await hand.press("f5")
        await hand.sees(NORWEGIAN)
        await hand.press("ctrl+u")
        await hand.type("dansk kunde")
        await hand.sees("Leads 1")
        await hand.press("right", "r")
        await hand.sees(DANISH)
