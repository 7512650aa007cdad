"""No screen opens, or writes over, the database that it shows, by whatever name (COM-17)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from model.calling.lists import create, refs
from model.customers.records import Customer
from model.documents import keeping
from model.leads.records import Lead
from tests.model.core.test_named_file import is_held
from tests.tui.desk import Desk, at

pytestmark = pytest.mark.sqlite_only("the database is a file")

PLACES = {"leads": "2", "customers": "3", "contacts": "4"}


@pytest.fixture(params=["hard link", "symbolic link"])
def linked(request: pytest.FixtureRequest, desk: Desk, tmp_path: Path) -> Path:
    """Another name of the database that the screens show."""
    name = tmp_path / "linked.csv"
    database = desk.me.store.path
    if request.param == "hard link":
        os.link(database, name)
    else:
        name.symlink_to(database)
    return name


@pytest.mark.parametrize("place", PLACES)
async def test_imported(desk: Desk, linked: Path, place: str) -> None:
    async with at(desk) as hand:
        await hand.press(PLACES[place], "i")
        await hand.sees("Import from which file?")
        await hand.press("ctrl+u")
        await hand.type(f"{linked}\n")
        await hand.sees("linked.csv is the database itself.")
        assert is_held(desk.me.store.path)


async def test_added_as_a_document(desk: Desk, linked: Path) -> None:
    number = desk.insert(Customer, name="Fjord AS")
    async with at(desk) as hand:
        await hand.open("customer", number, tab="documents")
        await hand.press("n")
        await hand.sees("Which file is to be added")
        await hand.press("ctrl+u")
        await hand.type(f"{linked}\n")
        await hand.sees("linked.csv is the database itself.")
        assert is_held(desk.me.store.path)


async def test_written_over_by_a_document(desk: Desk, linked: Path, tmp_path: Path) -> None:
    (tmp_path / "offer.txt").write_text("An offer")
    number = desk.insert(Customer, name="Fjord AS")
    keeping.add(desk.me, ("customer", number), tmp_path / "offer.txt")
    async with at(desk) as hand:
        await hand.open("customer", number, tab="documents")
        await hand.press("x", "ctrl+u")
        await hand.type(f"{linked}\n")
        await hand.sees("Overwrite linked.csv?")
        await hand.press("y")
        await hand.sees("linked.csv is the database itself.")
        assert is_held(desk.me.store.path)
        assert os.path.samefile(linked, desk.me.store.path)


async def test_taken_for_answers_of_the_register(desk: Desk, linked: Path) -> None:
    # Answers are about the lists that there are.
    create(desk.me, "Ring", refs("lead", [desk.insert(Lead, name="Firma AS")]))
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Firma AS")
        await hand.press("p")
        await hand.sees("k Register's answers")
        await hand.press("k")
        await hand.sees("from which file?")
        await hand.press("ctrl+u")
        await hand.type(f"{linked}\n")
        await hand.sees("linked.csv is the database itself.")
        assert is_held(desk.me.store.path)
