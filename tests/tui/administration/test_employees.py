"""Screen 9, employees: COM-14, S24, by keys alone at 80×24."""

from __future__ import annotations

from model.core.access.person import person_by_initials
from model.leads.records import Lead
from model.people.records import Employee
from tests import on_file
from tests.tui.administration.test_options import opened
from tests.tui.desk import Desk, at


async def test_an_employee_is_added_by_keys(desk: Desk) -> None:
    async with at(desk) as hand:
        await opened(hand, "Employees")
        await hand.sees("ADM", "KNO Person", "Administrator")
        await hand.press("n")
        await hand.until(lambda: getattr(hand.app.screen, "form", None) is not None)
        await hand.type("NEW\nNew Person\n")
        await hand.press("f2")
        await hand.until(lambda: on_file.count(desk.store, Employee, Employee.initials == "NEW"))
        assert person_by_initials(desk.store, "NEW").role == "seller"


async def test_who_leaves_hands_over(desk: Desk) -> None:
    """Deactivating says what they own, and offers to hand it over in the same change; u takes all of it back."""
    kno = desk.as_("KNO").person.id
    number = desk.insert(Lead, name="Fjord AS", owner=kno)
    async with at(desk) as hand:
        await hand.open("employee", kno)
        await hand.sees("KNO Person", "Seller", "nobody signs in")
        await hand.press("-")
        await hand.sees("Who takes over? 1 lead", "Hand over to OBE")
        await hand.press("j", "enter")
        await hand.sees("Deactivate KNO KNO Person?", "Goes to OBE: 1 lead")
        await hand.press("y")
        await hand.until(lambda: not desk.now(Employee, kno).active)
        assert desk.now(Lead, number).owner == desk.as_("OBE").person.id
        await hand.press("u", "y")
        await hand.until(lambda: desk.now(Employee, kno).active)
        assert desk.now(Lead, number).owner == kno


async def test_the_last_administrator_stays_and_others_only_look(desk: Desk) -> None:
    async with at(desk) as hand:
        await hand.open("employee", desk.me.person.id)
        await hand.press("-", "y")
        await hand.sees("Somebody must be left who signs in as administrator")
    async with at(desk, "KNO") as hand:
        await opened(hand, "Employees")
        for key in ("n", "e", "d", "="):
            await hand.press(key)
            await hand.sees("Only an administrator changes this")
