"""Every dialog's keys typed in one write do what they do with pauses (COM-02)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from model.activities.adding import add
from model.customers.records import Contact, Customer
from model.leads.records import Lead
from tests.conftest import StandingClock, others_slow
from tests.engines import Databases
from tests.model.filing import contents
from tests.tui.desk import Desk, Hand, at
from tests.tui.opportunities.test_card import sale
from tests.tui.opportunities.test_list import stage
from tests.tui.test_typing_ahead import burst


@dataclass(frozen=True)
class Typed:
    """What is put on file, and the keys."""

    filed: Callable[[Desk], None]
    keys: tuple[str, ...]


def _leads(desk: Desk) -> None:
    for name, values in {
        "Fjord AS": {"email": "a@fjord.no", "first_name": "Kari", "last_name": "Nes"},
        "Fjord ApS": {"email": "b@fjord.no", "phone": "22 33 44 55"},
        "Fjordland": {},
    }.items():
        desk.insert(Lead, name=name, **values)


def _sales(desk: Desk) -> None:
    customer = desk.insert(Customer, name="Fjord AS")
    for title in ("One", "Two", "Three"):
        sale(desk, customer, title=title, amount=Decimal(100), currency="NOK", stage=stage(desk, "Quote"))
    desk.option("loss_reason", "Price")


def _customers(desk: Desk) -> None:
    for name in ("Fjord AS", "Fjord ASA"):
        desk.insert(Customer, name=name, email="post@fjord.no")
    desk.insert(Contact, first_name="Kari", last_name="Nes")


def _series(desk: Desk) -> None:
    customer = desk.insert(Customer, name="Fjord AS")
    values = {"subject": "Call", "at": desk.me.clock(), "recurrence": "FREQ=WEEKLY"}
    add(desk.me, "task", values, [("customer", customer)])


def _file(desk: Desk) -> None:
    (desk.folder / "new.csv").write_text("Name;E-mail\nFjord AS;a@fjord.no\nBerg AS;b@berg.no\n", encoding="utf-8")


TYPED = {
    "merge, swapped": Typed(_leads, ("2", "home", "space", "space", "m", "s", "enter")),
    "merge, swapped back and forth": Typed(_leads, ("2", "home", "space", "space", "m", "s", "s", "s", "enter")),
    "merge, the other value": Typed(_leads, ("2", "home", "space", "space", "m", "space", "down", "space", "enter")),
    "merge, swapped and then the other value": Typed(
        _leads, ("2", "home", "space", "space", "m", "s", "space", "enter")
    ),
    "merge with another one": Typed(_customers, ("3", "home", "enter", "m", *"fjord asa", "enter", "s", "enter")),
    "merge from the duplicates": Typed(_leads, ("2", "home", "enter", "D", "m", "s", "enter", "escape")),
    "merge in the sweep": Typed(_customers, ("3", "W", "c", "s", "enter")),
    "convert one": Typed(_leads, ("2", "home", "c", "right", "down", "down", "right", "down", *"Roof", "enter")),
    "convert one, and the lead goes": Typed(_leads, ("2", "home", "c", "up", "right", "right", "enter")),
    "convert the marked": Typed(_leads, ("2", "*", "c", "right", "right", "down", "right", "enter")),
    "sellers": Typed(_sales, ("5", "home", "%", "n", *"KNO", "enter", *"30", "enter", "enter")),
    "sellers, one taken off": Typed(
        _sales, ("5", "home", "%", "n", *"KNO", "enter", *"30", "enter", "up", "d", "enter", "escape", "y")
    ),
    "won": Typed(_sales, ("5", "*", "$", "w", "y")),
    "lost": Typed(_sales, ("5", "home", "$", "l", "1", "y")),
    "won on another day": Typed(_sales, ("5", "home", "$", "d", *"yesterday", "enter", "w", "y")),
    "stages": Typed(_sales, ("5", "*", ">", "y")),
    "the board": Typed(_sales, ("5", "B", "right", ">", ">", "<")),
    "owners": Typed(_leads, ("2", "*", "o", *"KNO OBE", "enter", "a")),
    "a field of many": Typed(_leads, ("2", "*", "=", "down", "down", "enter", *"x", "enter", "y")),
    "deletion of many": Typed(_leads, ("2", "*", "d", "y")),
    "a series": Typed(_series, ("7", "home", "d", "y")),
    "a task of a series is done": Typed(_series, ("7", "home", "space", "e", "ctrl+u", *"Ring", "f2")),
    "an import with options": Typed(_file, ("2", "i", "ctrl+u", "FILE", "enter", "=", "5", "i", "y", "enter")),
    "columns": Typed(_leads, ("2", "C", "down", "x", "J", "enter")),
    "a kept view": Typed(_leads, ("2", "f", *"fjord", "enter", "@", *"Mine", "enter", "enter")),
    "a contact is linked": Typed(_customers, ("3", "home", "enter", "C", "escape", "tab", "n", *"kari", "enter")),
    "the palette": Typed(_leads, ("2", ":", *"new lead", "enter", *"Berg", "f2")),
}


async def _settled(hand: Hand) -> None:
    await hand.pilot.pause()
    await hand.until(lambda: hand.app.idle)
    await hand.pilot.pause()


async def _done(
    folder: Path, clock: StandingClock, databases: Databases, typed: Typed, *, at_once: bool
) -> dict[str, list[tuple[Any, ...]]]:
    folder.mkdir()
    desk = Desk(folder, clock, databases)
    typed.filed(desk)
    keys = [letter for key in typed.keys for letter in (str(folder / "new.csv") if key == "FILE" else [key])]
    async with at(desk) as hand:
        await _settled(hand)
        if at_once:
            burst(hand, *keys)
            await _settled(hand)
        else:
            for key in keys:
                burst(hand, key)
                await _settled(hand)
    found = contents(desk.store)
    desk.store.close()
    return {table: rows for table, rows in found.items() if table not in ("preference", "meta")}


@pytest.mark.parametrize("name", [*list(TYPED)[:4], *others_slow(*list(TYPED)[4:])])
async def test_at_once_and_with_pauses(tmp_path: Path, clock: StandingClock, databases: Databases, name: str) -> None:
    """What is on file afterwards is the same, and something has been done."""
    typed = TYPED[name]
    paused = await _done(tmp_path / "paused", clock, databases, typed, at_once=False)
    assert await _done(tmp_path / "at_once", clock, databases, typed, at_once=True) == paused
