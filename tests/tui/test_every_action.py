"""Every action of the table, done with its key: an action without a case here fails the suite."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from model.activities.adding import add
from model.core.dates import find_zone
from model.customers.records import Contact, Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.registry.load import build
from model.registry.unit import Unit
from tests import on_file
from tests.tui.desk import Desk, Hand, at
from tui.actions import ACTIONS, shown_key
from tui.widgets.list_screen import ListScreen
from tui.widgets.record_list import RecordList

NAMES = ("Ask AS", "Bjørk AS", "Eik AS", "Furu AS", "Gran AS", "Hegg AS")


@dataclass
class Filed:
    """What is on file before the key is pressed."""

    leads: list[int]
    customer: int
    contact: int
    opportunity: int


@pytest.fixture
def filed(desk: Desk) -> Filed:
    """Six leads of different owners, a customer with a contact, an opportunity, a task; a registry of one company."""
    me = desk.me.person.id
    colleague = desk.as_("KNO").person.id
    leads = [
        desk.insert(
            Lead,
            name=name,
            owner=me if number < 3 else colleague,
            status="unreachable" if number == 5 else "not_contacted",
            last_name="Nes" if number < 2 else None,
        )
        for number, name in enumerate(NAMES)
    ]
    customer = desk.insert(Customer, name="Kunde AS")
    contact = desk.insert(Contact, first_name="Kari", last_name="Nes")
    opportunity = desk.insert(Opportunity, title="Avtale", customer=customer)
    add(desk.me, "task", {"subject": "Ring tilbake"}, [("lead", leads[0])])
    unit = Unit("NO", "923609016", "FJORDLYS AS")
    build(desk.folder / "registry.db", [unit], now=desk.me.clock().astimezone(find_zone("UTC")))
    return Filed(leads, customer, contact, opportunity)


Case = Callable[[Hand, Desk, Filed], Awaitable[None]]
CASES: dict[str, Case] = {}


def case(*actions: str) -> Callable[[Case], Case]:
    """Say which actions a case does."""

    def keep(function: Case) -> Case:
        for action in actions:
            assert action not in CASES, action
            CASES[action] = function
        return function

    return keep


def rows(hand: Hand) -> RecordList:
    """Return the list in front."""
    screen = hand.app.screen
    assert isinstance(screen, ListScreen), screen
    return screen.list


def number(hand: Hand) -> int:
    """Return how many rows the list in front says it has, -1 while it does not say."""
    text = rows(hand).count_text().partition(" ")[0]
    return int(text) if text.isdigit() else -1


async def leads(hand: Hand) -> RecordList:
    """Go to the leads and wait for the rows."""
    await hand.press("2")
    await hand.sees(*NAMES)
    return rows(hand)


async def at_row(hand: Hand, wanted: int) -> None:
    """Wait until the cursor stands on a record."""
    await hand.until(lambda: rows(hand).record_id == wanted)


@case("down", "up", "first", "last", "page_down", "page_up", "half_down", "half_up")
async def moving(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    ids = filed.leads
    for key, wanted in (
        ("down", ids[1]), ("j", ids[2]), ("up", ids[1]), ("k", ids[0]), ("end", ids[5]), ("home", ids[0]),
        ("G", ids[5]), ("g", ids[0]), ("pagedown", ids[5]), ("pageup", ids[0]), ("ctrl+d", ids[5]), ("ctrl+u", ids[0]),
    ):  # fmt: skip
        await hand.press(key)
        await at_row(hand, wanted)


@case("open", "back")
async def opening(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    for key in ("enter", "l", "right"):
        await hand.press(key)
        await hand.sees("Ask AS", "Details")
        await hand.press("escape")
        await hand.until(lambda: isinstance(hand.app.screen, ListScreen))


@case("next_part", "previous_part")
async def parts(hand: Hand, desk: Desk, filed: Filed) -> None:
    await hand.open("lead", filed.leads[0])
    await hand.press("tab")
    assert hand.app.screen.tab != "details"
    await hand.press("shift+tab")
    assert hand.app.screen.tab == "details"


@case("to_letter")
async def to_letter(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    await hand.press("t", "g", "r")
    await at_row(hand, filed.leads[4])
    await hand.press("enter", "down")
    await at_row(hand, filed.leads[5])


@case("filter", "reset")
async def filtering(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    await hand.press("f", "f", "u", "r")
    await hand.until(lambda: number(hand) == 1)
    assert "▼" in hand.line("Leads")
    await hand.press("enter", "R")
    await hand.until(lambda: number(hand) == 6)
    assert "▼" not in hand.line("Leads")


@case("criteria")
async def criteria(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    await hand.press("F")
    for _field in range(6):
        await hand.press("tab")
    await hand.type("%r AS")
    await hand.press("enter")
    await hand.sees("Name : %r AS")
    await hand.press("escape")
    await hand.sees("Name : %r AS")
    await hand.press("F")
    await hand.sees("%r AS")


@case("alphabet")
async def alphabet(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    await hand.press("a", "e")
    await hand.until(lambda: number(hand) == 1 and rows(hand).record_id == filed.leads[2])


@case("view", "view_mine", "view_active", "view_lost", "view_all")
async def views(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    for key, count in (("M", 3), ("M", 6), ("A", 5), ("X", 1), ("E", 6)):
        await hand.press(key)
        await hand.until(lambda count=count: number(hand) == count)
    await hand.press("V")
    await hand.sees("Without owner")
    await hand.press("1")
    await hand.until(lambda: number(hand) == 3)


@case("sort", "turn_sort")
async def sorting(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    await hand.press("S")
    await hand.until(lambda: rows(hand).sort.descending)
    await hand.press("home")
    await at_row(hand, filed.leads[5])
    await hand.press("s")
    await hand.sees("Sort by")
    await hand.type("stat")
    await hand.press("enter")
    await hand.until(lambda: rows(hand).sort.field == "status")


@case("columns")
async def columns(hand: Hand, desk: Desk, filed: Filed) -> None:
    shown = await leads(hand)
    assert "Owner" in hand.line("Name")
    place = [column.field for column in shown.columns].index("owner")
    await hand.press("C")
    await hand.sees("Columns")
    await hand.press(*["down"] * place, "space", "enter")
    await hand.until(lambda: "Owner" not in hand.line("Name"))


@case("mark", "mark_all", "invert_marks", "mark_range")
async def marking(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    await hand.press("space", "space")
    await hand.sees("2 marked")
    await hand.press("underscore")
    await hand.sees("4 marked")
    await hand.press("*")
    await hand.sees("6 marked")
    await hand.press("*")
    await hand.until(lambda: "marked" not in hand.line("Leads"))
    await hand.press("home", "v", "down", "down", "v")
    await hand.sees("3 marked")


@case("assign")
async def assigning(hand: Hand, desk: Desk, filed: Filed) -> None:
    nobody = [desk.insert(Lead, name=f"Øde {number}", owner=None) for number in range(3)]
    for lead in nobody:
        desk.update("ADM", Lead, lead, owner=None)
    await leads(hand)
    await hand.press("f", "ø", "d", "e", "enter")
    await hand.until(lambda: number(hand) == 3)
    await hand.press("*", "o")
    await hand.type("kno obe")
    await hand.press("enter", "y")
    await hand.until(lambda: all(desk.now(Lead, lead).owner for lead in nobody))
    owners = [desk.now(Lead, lead).owner for lead in nobody]
    assert sorted(owners.count(owner) for owner in set(owners)) == [1, 2]


@case("set_field")
async def setting(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    await hand.press("space", "space", "=")
    await hand.sees("Which field?")
    await hand.press("enter")
    await hand.sees("Empty clears the field.")
    await hand.type("felles")
    await hand.press("enter", "y")
    name = next(name for name in Lead.typed() if name != "name")
    await hand.until(lambda: "felles" in str(getattr(desk.now(Lead, filed.leads[1]), name)))


@case("new", "save")
async def new(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    await hand.press("n")
    await hand.type("Ny AS")
    await hand.press("f2")
    await hand.sees("Ny AS", "Details")


@case("edit", "edit_row")
async def editing(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    await hand.press("e", "end")
    await hand.type(" en")
    await hand.press("f2")
    await hand.until(lambda: desk.now(Lead, filed.leads[0]).name == "Ask AS en")
    await hand.press("enter")
    await hand.sees("Details")
    await hand.press("e", "end")
    await hand.type(" to")
    await hand.press("f2")
    await hand.until(lambda: desk.now(Lead, filed.leads[0]).name == "Ask AS en to")


@case("convert", "convert_one")
async def converting(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    await hand.press("space", "space", "c")
    await hand.sees("2 of 2 leads would be converted.")
    await hand.press("enter")
    await hand.sees("2 of 2 leads converted.")
    await hand.press("enter", "underscore", "*", "down")
    await hand.open("lead", filed.leads[2])
    await hand.press("c")
    await hand.sees("Convert Eik AS")
    await hand.press("enter")
    await hand.until(lambda: desk.now(Lead, filed.leads[2]).converted_customer is not None)


@case("delete", "delete_one", "undo", "redo")
async def deleting(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    await hand.press("d")
    await hand.sees("Delete Ask AS?")
    await hand.press("d", "enter")
    await hand.sees("Delete Ask AS?")
    await hand.press("y")
    await hand.until(lambda: number(hand) == 5)
    await hand.press("u", "y")
    await hand.until(lambda: number(hand) == 6)
    await hand.press("U")
    await hand.until(lambda: number(hand) == 5)
    await hand.open("lead", filed.leads[1])
    await hand.press("d", "y")
    await hand.until(lambda: isinstance(hand.app.screen, ListScreen) and number(hand) == 4)


@case("deactivate")
async def deactivating(hand: Hand, desk: Desk, filed: Filed) -> None:
    await hand.open("lead", filed.leads[0])
    await hand.press("-")
    await hand.until(lambda: not desk.now(Lead, filed.leads[0]).active)


@case("new_lead")
async def new_lead(hand: Hand, desk: Desk, filed: Filed) -> None:
    await hand.press("L")
    await hand.sees("Company")
    await hand.type("Fra hvor som helst AS")
    await hand.press("f2")
    await hand.sees("Fra hvor som helst AS", "Details")


@case("screen_start", "screen_leads", "screen_customers", "screen_contacts", "screen_opportunities", "changes")
async def screens(hand: Hand, desk: Desk, filed: Filed) -> None:
    for key, text in (
        ("2", "Ask AS"),
        ("3", "Kunde AS"),
        ("4", "Kari Nes"),
        ("5", "Avtale"),
        ("H", "History"),
        ("1", "Start page"),
    ):
        await hand.press(key)
        await hand.sees(text)


@case("help", "palette")
async def helping(hand: Hand, desk: Desk, filed: Filed) -> None:
    await leads(hand)
    for key, heading in (
        ("question_mark", "The keys that work here"), ("f1", "The keys that work here"),
        ("colon", "What do you want to do?"), ("ctrl+p", "What do you want to do?"),
    ):  # fmt: skip
        await hand.press(key)
        await hand.sees(heading)
        await hand.press("escape")
    await hand.press("question_mark")
    await hand.type("turn the order")
    await hand.press("enter")
    await hand.until(lambda: rows(hand).sort.descending)


@case("repaint")
async def repainting(hand: Hand, desk: Desk, filed: Filed) -> None:
    before = hand.screen
    await hand.press("ctrl+l")
    assert hand.screen == before


@case("quit")
async def quitting(hand: Hand, desk: Desk, filed: Filed) -> None:
    await hand.pilot.press("Q")
    await hand.until(lambda: hand.app._exit)


@case("search", "search_open", "search_more", "search_lead", "search_new_customer", "search_new_contact")
async def searching(hand: Hand, desk: Desk, filed: Filed) -> None:
    await hand.press("slash")
    await hand.type("fjordl")
    await hand.sees("FJORDLYS AS", "Registry 1")
    await hand.press("right")
    await hand.sees("as a lead")
    await hand.press("l")
    await hand.sees("Lead", "Details")
    await hand.press("escape")
    await hand.sees("on file: lead")
    await hand.press("enter")
    await hand.sees("Details")
    await hand.press("escape", "f3")
    await hand.sees("fjordl", "Customer")
    await hand.press("escape", "f4")
    await hand.sees("Contact")
    assert on_file.count(desk.me.store, Customer, Customer.name == "fjordl") == 1
    assert on_file.count(desk.me.store, Contact, Contact.name == "fjordl") == 1


@pytest.mark.parametrize("function", dict.fromkeys(CASES.values()), ids=lambda function: function.__name__)
async def test_action(function: Case, desk: Desk, filed: Filed) -> None:
    """The actions of one case, by their keys."""
    async with at(desk) as hand:
        await function(hand, desk, filed)


@pytest.mark.parametrize("action", [action.id for action in ACTIONS])
def test_every_action_has_a_test(action: str) -> None:
    """No action is in the table without a test that presses its key."""
    if action in CASES or action == "become":
        return
    folder = Path(__file__).parent
    files = sorted(folder.rglob("test_*.py"))
    assert any(
        f"`{action}`" in file.read_text(encoding="utf-8") for file in files if file.name != "test_every_action.py"
    ), f"{action} ({shown_key(next(a for a in ACTIONS if a.id == action).keys[0])}): no test names `{action}`"
