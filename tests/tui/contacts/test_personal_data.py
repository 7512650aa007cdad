"""A person's own data from the card's menu of actions: into a file, and erased for good (G01, G02)."""

from __future__ import annotations

import json

from model.core.changes.change import read
from model.customers.records import Contact
from tests.tui.desk import Desk, Hand, at


async def menu(hand: Hand, wanted: str) -> None:
    """Take a line of the card's menu by its letter."""
    await hand.press("semicolon")
    await hand.sees("Actions: Kari Nes", wanted)
    line = hand.line(wanted).replace("•", " ").replace("›", " ").strip()
    await hand.press(line[0])


async def test_a_person_is_exported_and_erased(desk: Desk) -> None:
    """`export_person`, `erase_person`: no is no, yes cannot be undone."""
    kari = desk.insert(Contact, first_name="Kari", last_name="Nes", email="kari@fjord.no")
    path = desk.folder / "kari.json"
    async with at(desk) as hand:
        await hand.open("contact", kari)
        await menu(hand, "into one file")
        await hand.sees("Into which file?")
        await hand.press("ctrl+u")
        await hand.type(str(path))
        await hand.press("enter")
        await hand.sees("Written: kari.json")
        assert json.loads(path.read_text(encoding="utf-8"))["contact"][0]["email"] == "kari@fjord.no"
        await menu(hand, "for good")
        await hand.sees("Erase the data of Kari Nes for good?", "1 contact", "This cannot be undone.")
        await hand.press("escape")
        assert read(desk.me, Contact, kari).last_name == "Nes"
        await menu(hand, "for good")
        await hand.sees("This cannot be undone.")
        await hand.press("y")
        await hand.sees("[erased]", "Erased.")
        await hand.press("u")
        await hand.sees("cannot be brought back")
    assert read(desk.me, Contact, kari).email is None


async def test_a_seller_may_not(desk: Desk) -> None:
    kari = desk.insert(Contact, first_name="Kari", last_name="Nes")
    async with at(desk, "KNO") as hand:
        await hand.open("contact", kari)
        await menu(hand, "for good")
        await hand.sees("Only an administrator may do this.")
    assert read(desk.me, Contact, kari).last_name == "Nes"
