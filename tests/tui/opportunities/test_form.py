"""The form of an opportunity, by keys at 80×24 (OPP-01 … OPP-03)."""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal

import pytest

from model.core.changes.change import change
from model.core.language import N_
from model.customers import links
from model.customers.records import Contact, Customer
from model.opportunities.records import Opportunity
from model.registry.load import build
from model.registry.unit import Unit
from tests import on_file
from tests.tui.desk import Desk, at
from tests.tui.opportunities.test_card import form


def link(desk: Desk, customer: int, contact: int, role: str = "") -> None:
    """Link a contact to a customer."""
    with change(desk.me, N_("Link"), "link") as made:
        links.link(made, customer, contact, role or None)


async def test_a_new_customer_is_made_right_from_the_field(desk: Desk) -> None:
    """OPP-01: what is typed and not on file is offered as a new customer; the form waits, and then holds it."""
    async with at(desk) as hand:
        await form(hand)
        await hand.type("Nyfirma AS")
        await hand.sees("New customer: Nyfirma AS")
        await hand.press("f3")
        await hand.sees("New: customer")
        await hand.press("f2")
        await hand.until(lambda: on_file.count(desk.store, Customer))
        await hand.sees("New: opportunity")
        await hand.type("Locks")
        await hand.press("f2")
        await hand.until(lambda: on_file.count(desk.store, Opportunity))
        assert desk.now(Customer, desk.now(Opportunity, 1).customer).name == "Nyfirma AS"


async def test_a_customer_comes_out_of_the_registry(desk: Desk) -> None:
    """OPP-01: a company of the public register is added as a customer, with its number, without leaving the form."""
    unit = Unit("NO", "923609016", "FJORDLYS AS")
    build(desk.folder / "registry.db", [unit], now=desk.me.clock().astimezone(UTC))
    async with at(desk) as hand:
        await form(hand)
        await hand.type("fjordl")
        await hand.sees("In the registry: FJORDLYS AS")
        await hand.press("down", "enter")
        await hand.until(lambda: on_file.count(desk.store, Customer))
        await hand.until(lambda: "#1" in str(getattr(hand.app.screen, "form").state.texts()["customer"]))  # noqa: B009
        await hand.type("Locks")
        await hand.press("f2")
        await hand.until(lambda: on_file.count(desk.store, Opportunity))
        assert desk.now(Customer, desk.now(Opportunity, 1).customer).org_number == "923609016"


async def test_the_customers_contacts_come_first(desk: Desk) -> None:
    """OPP-01: offered as soon as the customer stands there, and before others while a name is typed."""
    customer = desk.insert(Customer, name="Fjord AS")
    desk.insert(Contact, first_name="Anna", last_name="Aas")
    kari = desk.insert(Contact, first_name="Anne", last_name="Nes")
    link(desk, customer, kari, "Manager")
    async with at(desk) as hand:
        made = await form(hand)
        await hand.type("fjo")
        await hand.sees("› Fjord AS")
        await hand.press("enter")
        await hand.sees("Contact: Anne Nes, Manager")
        await hand.type("Locks")
        made.focus_field("contact")
        await hand.type("ann")
        await hand.sees("› Anne Nes")
        assert hand.screen.index("Anne Nes  Manager") < hand.screen.index("Anna Aas")
        await hand.press("enter", "f2")
        await hand.until(lambda: on_file.count(desk.store, Opportunity))
        assert desk.now(Opportunity, 1).contact == kari


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("amount", "mye", "is not a number"),
        ("amount", "1.234", "decimals"),
        ("probability", "101", "must be between 0"),
        ("expected_close", "someday", "is not a"),
    ],
)
async def test_what_cannot_be_is_said_beside_the_field(desk: Desk, field: str, typed: str, said: str) -> None:
    """OPP-01: letters in amounts, a probability over 100, no day."""
    customer = desk.insert(Customer, name="Fjord AS")
    async with at(desk) as hand:
        made = await form(hand, customer=customer)
        made.focus_field("title")
        await hand.type("Locks")
        made.focus_field(field)
        await hand.press("ctrl+u")
        await hand.type(typed)
        await hand.press("f2")
        await hand.sees(said)
        assert made.current == field
        assert not on_file.count(desk.store, Opportunity)


async def test_all_of_it_by_keys(desk: Desk) -> None:
    """OPP-01: type, source, stage, amount as people write it, days in words; saved as one change."""
    customer = desk.insert(Customer, name="Fjord AS")
    kind, source = desk.option("opportunity_type", "Upgrade"), desk.option("source", "Web")
    async with at(desk) as hand:
        made = await form(hand, customer=customer)
        for field, typed in (
            ("title", "Locks"), ("type", "upg"), ("source", "web"), ("stage", "neg"), ("amount", "12 345.50"),
            ("follow_up", "tomorrow"), ("expected_close", "in 2 weeks"),
        ):  # fmt: skip
            made.focus_field(field)
            await hand.press("ctrl+u")
            await hand.type(typed)
            if field in ("type", "source", "stage"):
                await hand.until(lambda: made.state.picker.open)
                await hand.press("enter")
        await hand.press("f2")
        await hand.until(lambda: on_file.count(desk.store, Opportunity))
        found = desk.now(Opportunity, 1)
        assert (found.type, found.source, found.amount, found.currency) == (kind, source, Decimal("12345.50"), "NOK")
        assert (found.follow_up, found.expected_close) == (date(2026, 11, 22), date(2026, 12, 5))
        assert (found.probability, found.weighted_value) == (60, Decimal("7407.30"))


async def test_a_currency_that_was_typed_stays_whoever_the_customer_is(desk: Desk) -> None:
    """It follows the customer that is chosen, and the one chosen after that, until somebody types in it."""
    desk.insert(Customer, name="Euro AS", currency="EUR")
    desk.insert(Customer, name="Dansk ApS", currency="DKK")
    async with at(desk) as hand:
        made = await form(hand)

        async def choose(text: str) -> str:
            made.focus_field("customer")
            await hand.press("ctrl+u", *text, "enter")
            return made.state.texts()["currency"]

        assert (await choose("euro"), await choose("dansk")) == ("EUR", "DKK")
        made.focus_field("currency")
        await hand.press("ctrl+u", *"SEK")
        assert await choose("euro") == "SEK"


async def test_nothing_is_offered_below_a_customer_that_was_taken(desk: Desk) -> None:
    """Neither what was found for the letters, nor a contact once one stands there; the keys say so (F3)."""
    customer = desk.insert(Customer, name="Fjord AS")
    kari = desk.insert(Contact, first_name="Kari", last_name="Nes")
    link(desk, customer, kari, "Manager")
    link(desk, customer, desk.insert(Contact, first_name="Anna", last_name="Aas"), "Buyer")
    async with at(desk) as hand:
        made = await form(hand)
        assert "F3" not in hand.screen
        await hand.type("fjo")
        await hand.sees("F3 Take offer")
        await hand.press("enter")
        await hand.sees("Contact: Kari Nes", "F3 Take offer")
        assert "New customer" not in hand.screen
        await hand.press("f3", "enter")
        await hand.until(lambda: not any(made.state.offers.values()))
        await hand.until(lambda: "F3" not in hand.screen)
