"""The sweep by keys (LEAD-24): `sweep`, `merge_alike`, `not_same`, `compare`."""

from __future__ import annotations

from model.customers.records import Customer
from model.leads.records import Lead
from tests import on_file
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves


def filed(desk: Desk) -> None:
    """Put two groups and one that is alone on file."""
    for name in ("Fjord AS", "FJORD A/S", "Fjord"):
        desk.insert(Lead, name=name, email="post@fjord.no")
    for name in ("Berg Bygg", "Berg Bygg AS"):
        desk.insert(Lead, name=name, phone="22 33 44 55", town="Bergen")
    desk.insert(Lead, name="Alone")


async def swept(hand: Hand, key: str = "2") -> None:
    """Go to a list and sweep it."""
    await hand.press(key)
    await hand.until(lambda: "All" in hand.screen and "mine" not in hand.screen)
    await hand.press("W")
    await hand.until(lambda: "among " in hand.line("Likely duplicates"))
    await hand.until(lambda: hand.app.idle)
    await hand.pilot.pause()


def count(desk: Desk) -> int:
    """Return how many leads there are."""
    found: int = on_file.count(desk.store, Lead)
    return found


async def test_a_group_is_merged_with_one_key_and_set_apart_with_another(desk: Desk) -> None:
    """LEAD-24."""
    filed(desk)
    async with at(desk) as hand:
        await swept(hand)
        await hand.sees("2 groups", "among 6 records", "e-mail, name, other legal form", "telephone", "Bergen")
        await hand.press("m")
        await hand.sees("Merged into", "1 group ")
        assert count(desk) == 4
        assert "Berg Bygg AS" in hand.screen
        await hand.press("O")
        await hand.sees("Remembered", "No likely duplicates.")
        assert count(desk) == 4
        await hand.press("u", "y")
        await hand.sees("1 group ", "Berg Bygg AS")
        await hand.press("u", "y")
        await hand.sees("2 groups", "Fjord AS")
        assert count(desk) == 6


async def test_two_are_seen_side_by_side_first(desk: Desk) -> None:
    filed(desk)
    async with at(desk) as hand:
        await swept(hand)
        await hand.press("down", "down", "down", "c")
        await hand.sees("Ends", "Stays")
        await hand.press("enter")
        await hand.sees("Merged into", "2 groups")
        assert count(desk) == 5
        await hand.press("home", "down", "enter")
        await hand.sees("Details")


async def test_there_may_be_nothing(desk: Desk) -> None:
    desk.insert(Customer, name="Alone")
    async with at(desk) as hand:
        await swept(hand, "3")
        await hand.sees("No likely duplicates.", "0 groups")
        await hand.press("m")
        await hand.sees("No likely duplicates.")


async def test_readers_look_only(desk: Desk) -> None:
    filed(desk)
    async with at(desk, "RRR") as hand:
        await swept(hand)
        await hand.press("m")
        await hand.sees("Readers may look")
        assert count(desk) == 6


async def test_hostile_text_and_moving(desk: Desk) -> None:
    """COM-23."""
    for number in range(30):
        for _time in range(2):
            desk.insert(Lead, name=f"{HOSTILE} x{number}", email=f"a{number}@fjord.no")
    async with at(desk, ascii=True) as hand:
        await swept(hand)
        await hand.press("end", "home", "pagedown", "pageup", "ctrl+d", "ctrl+u", "j", "k", "G", "g")
        assert nothing_moves(hand.screen)
        await hand.press("G", "m")
        await hand.sees("Merged into")
