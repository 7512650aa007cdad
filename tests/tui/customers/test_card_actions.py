"""The actions menu of a card, and the call log (CUST-18, CUST-22).

Actions: `card_actions`, `export_vcard`, `new_appointment`, `new_call`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from model.activities.adding import add
from model.core.changes.change import change
from model.core.language import N_
from model.customers import links
from model.customers.records import Contact, Customer
from tests import on_file
from tests.tui.desk import Desk, at


async def test_the_menu_offers_what_can_be_done_and_does_it(desk: Desk, tmp_path: Path) -> None:
    """CUST-22: merge, duplicates, vCard, new ones, delete; nothing that does not exist."""
    number = desk.insert(Customer, name="Fjord AS", email="post@fjord.example")
    target = tmp_path / "fjord.vcf"
    async with at(desk) as hand:
        await hand.open("customer", number)
        await hand.press(";")
        await hand.sees("Actions: Fjord AS", "Merge two into one", "Is it on file already?", "Export as a vCard",
                        "New opportunity", "New order", "New project", "Add a task", "Add an appointment")  # fmt: skip
        await hand.press("end")
        await hand.sees("Delete")
        assert hand.line("Delete").strip(" ›").startswith("d"), "a key of the table means the same here"
        await hand.press("x", "ctrl+u")
        await hand.type(f"{target}\n")
        await hand.sees("Saved as")
        assert "FN:Fjord AS" in target.read_text()
        target.write_text("mine")
        await hand.press(";", "x", "ctrl+u")
        await hand.type(f"{target}\n")
        await hand.sees("Overwrite fjord.vcf?")
        await hand.press("escape")
        assert target.read_text() == "mine"
        for words, told in (("appointment", "New: appointment"), ("call", "New: call")):
            await hand.press(":")
            await hand.type({"appointment": "add an app", "call": "write down"}[words])
            await hand.press("enter")
            await hand.sees(told)
            await hand.press("escape")
        await hand.press(";", "d")
        await hand.sees("Delete Fjord AS?")
        await hand.press("y")
        await hand.until(lambda: on_file.count(desk.store, Customer) == 0)


async def test_a_readers_menu_is_dim_and_says_why(desk: Desk) -> None:
    number = desk.insert(Customer, name="Fjord AS")
    async with at(desk, "RRR") as hand:
        await hand.open("customer", number)
        await hand.press(";")
        await hand.sees("Readers may look")
        await hand.press("d")
        assert desk.now(Customer, number)


@pytest.mark.parametrize("kind", ["customer", "contact"])
async def test_calls_with_any_of_its_numbers_stand_in_the_log(desk: Desk, kind: str) -> None:
    """CUST-18: in and out, by whom, when, how long; in whatever spelling the number is on file."""
    number = desk.insert(Customer, name="Fjord AS", phone="22 33 44 55")
    person = desk.insert(Contact, last_name="Nes", mobile="+47 900 11 222")
    with change(desk.me, N_("Link"), "link") as made:
        links.link(made, number, person)
    add(
        desk.me,
        "call",
        {"subject": "From the mobile", "number": "0047 90011222", "direction": "in", "duration": 187},
        [],
    )
    add(desk.me, "call", {"subject": "Somebody else", "number": "22 99 99 99"}, [])
    async with at(desk) as hand:
        await hand.open(kind, {"customer": number, "contact": person}[kind], tab="calls")
        assert "Calls 1" in hand.screen
        assert "3:07" in hand.line("From the mobile")
        assert "Somebody else" not in hand.screen
