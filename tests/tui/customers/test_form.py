"""The form of a customer (CUST-07 … CUST-12)."""

from __future__ import annotations

from typing import Any

import pytest

from model.core.changes.change import change
from model.core.errors import UserError
from model.core.language import N_
from model.customers.categories import categories_of, set_categories
from model.customers.records import Customer
from tests import on_file
from tests.tui.desk import Desk, Hand, at
from tui.widgets.categories import Categories
from tui.widgets.form import Form

NUMBER = "923609016"


async def new(hand: Hand, **options: Any) -> Form:
    """Open the form of a new customer."""
    hand.app.in_background(hand.app.open_form("customer", None, **options))
    await hand.until(lambda: hand.app.screen.query(Form))
    await hand.pilot.pause()
    return hand.app.screen.query_one(Form)


async def edit(hand: Hand, number: int) -> Form:
    """Open a customer's form from its card."""
    await hand.open("customer", number)
    await hand.press("e")
    await hand.until(lambda: hand.app.screen.query(Form))
    return hand.app.screen.query_one(Form)


async def put(hand: Hand, field: str, text: str) -> None:
    """Type in a field."""
    hand.app.screen.query_one(Form).focus_field(field)
    await hand.press("ctrl+u")
    await hand.type(text)


async def test_a_new_customer_gets_a_number_an_owner_and_its_categories(desk: Desk) -> None:
    """CUST-09, CUST-12."""
    first, second = desk.option("category", "Key account"), desk.option("category", "Export")
    async with at(desk) as hand:
        await new(hand)
        await hand.type("Fjord AS")
        await put(hand, "categories", "export, key")
        await hand.press("f2")
        await hand.until(lambda: on_file.count(desk.store, Customer))
        made = desk.now(Customer, on_file.ids(desk.store, Customer)[-1])
        assert made.owner == desk.me.person.id
        assert made.number
        assert {option for option, _name in categories_of(desk.me, "customer", made.id)} == {first, second}
        assert desk.last_change() == "New customer Fjord AS"


async def test_categories_that_a_colleague_sets_meanwhile_stay(desk: Desk) -> None:
    """COM-09: what was added and taken away is written, not the whole."""
    first, second, third = (desk.option("category", name) for name in ("Alpha", "Beta", "Gamma"))
    number = desk.insert(Customer, name="Fjord AS")
    with change(desk.me, N_("Set"), "edit") as made:
        set_categories(made, "customer", number, {first})
    async with at(desk) as hand:
        await edit(hand, number)
        await put(hand, "categories", "beta")
        with change(desk.as_("KNO"), N_("Set"), "edit") as made:
            set_categories(made, "customer", number, {first, third})
        await hand.press("f2")
        await hand.sees("Saved.", "Beta")
        assert {option for option, _name in categories_of(desk.me, "customer", number)} == {second, third}


async def test_a_category_that_there_is_not_names_those_that_there_are(desk: Desk) -> None:
    desk.option("category", "Alpha")
    async with at(desk) as hand:
        await new(hand)
        await hand.type("Fjord AS")
        await put(hand, "categories", "Omega")
        await hand.press("f2")
        await hand.sees("There is no category “Omega”")


def test_beginnings_of_categories_are_enough_where_they_are_clear(desk: Desk) -> None:
    one, other = desk.option("category", "Key account"), desk.option("category", "Keyring")
    field, reading = Categories.of(desk.me), desk.me.reading()
    field.name = "categories"
    assert field.parse("key account; KEYR", reading) == (one, other)
    assert field.parse(" ", reading) == ()
    with pytest.raises(UserError, match="any of Key account, Keyring"):
        field.parse("key", reading)


async def test_a_second_customer_with_the_number_is_refused_and_the_first_is_named(desk: Desk) -> None:
    """CUST-08: never a silent duplicate."""
    desk.insert(Customer, name="Equinor AS", org_number=NUMBER)
    async with at(desk) as hand:
        form = await new(hand)
        await hand.type("Equinor again")
        await put(hand, "org_number", NUMBER)
        await hand.until(lambda: form.state.offers.get("org_number"))
        await hand.press("f2")
        await hand.sees("Equinor AS (customer 1)")
        assert on_file.count(desk.store, Customer) == 1
        await hand.press("f3")
        await hand.sees("Customer  Equinor AS")


async def test_a_private_customer_has_two_names(desk: Desk) -> None:
    """CUST-07."""
    async with at(desk) as hand:
        await new(hand, private=True)
        await hand.sees("Private customer")
        await put(hand, "name", "Nes")
        await hand.press("f2")
        await hand.sees("A private customer has a first name")
        await put(hand, "first_name", "Kari")
        await hand.press("f2")
        await hand.until(lambda: on_file.count(desk.store, Customer, Customer.private.yes))
        assert desk.last_change() == "New customer Kari Nes"
        await hand.open("customer", 1)
        await hand.sees("Customer  Kari Nes", "Private customer")


async def test_a_customer_of_an_owner_alone_needs_the_owner(desk: Desk) -> None:
    """CUST-09."""
    async with at(desk) as hand:
        form = await new(hand)
        await hand.type("Fjord AS")
        form.focus_field("owner")
        await hand.press("backspace")
        form.focus_field("owner_only")
        await hand.press("space", "f2")
        await hand.sees("Without an owner nobody")


async def test_the_owner_is_found_by_typing(desk: Desk) -> None:
    """CUST-09: changed by searching among employees."""
    async with at(desk) as hand:
        form = await new(hand)
        await hand.type("Fjord AS")
        form.focus_field("owner")
        await hand.type("kn")
        await hand.sees("KNO Person")
        await hand.press("enter", "f2")
        await hand.until(lambda: on_file.count(desk.store, Customer))
        assert desk.now(Customer, 1).owner == desk.as_("KNO").person.id
