"""The card and form of an opportunity (OPP-01 … OPP-07; P06, P09, P11)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from model.core.changes.change import change
from model.core.language import N_
from model.core.records.options import Option
from model.customers.records import Contact, Customer
from model.opportunities.overdue import overdue
from model.opportunities.records import Opportunity
from model.opportunities.seller_record import Seller
from tests import on_file
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves
from tui.widgets.form import Form


def sale(desk: Desk, customer: int | None = None, **values: Any) -> int:
    """Put an opportunity on file."""
    customer = customer or desk.insert(Customer, name="Fjord AS")
    return desk.insert(Opportunity, **{"customer": customer, "title": "Locks", **values})


async def test_what_matters_is_seen_at_once(desk: Desk) -> None:
    """OPP-01, OPP-04: status, stage, amount, probability, customer."""
    stage = on_file.value(desk.store, Option.id, (Option.list == "stage") & (Option.name == "Quote"))
    number = sale(desk, stage=stage, amount=Decimal("1250.50"))
    async with at(desk) as hand:
        await hand.open("opportunity", number)
        for text in ("Open", "Quote", "1,250.50 NOK", "30.00 %", "Fjord AS", "Weighted value", "375.15"):
            assert text in hand.screen, text


@pytest.mark.parametrize(("status", "late"), [("open", True), ("won", False)])
async def test_a_red_clock_and_a_word_tell_of_what_is_overdue(desk: Desk, status: str, late: bool) -> None:
    """P09, OPP-05: open and past, not once closed; in words too."""
    number = sale(desk, follow_up=date(2026, 11, 20), status=status)
    async with at(desk) as hand:
        await hand.open("opportunity", number)
        assert ("◷ late: Follow-up 20 Nov 2026" in hand.screen) == late
    async with at(desk, ascii=True) as hand:
        await hand.open("opportunity", number)
        assert ("late: Follow-up" in hand.screen) == late
        customer = desk.now(Opportunity, number).customer
        await hand.open("customer", customer, tab="opportunities")
        assert ("late" in hand.line("Locks")) == late


def test_what_is_due_today_is_not_overdue() -> None:
    """P09."""
    today = date(2026, 11, 21)
    assert overdue({"status": "open", "follow_up": today, "expected_close": date(2026, 11, 20)}, today) == (
        "expected_close",
    )
    assert overdue({"status": "lost", "follow_up": date(2020, 1, 1)}, today) == ()
    assert overdue({"status": "open", "follow_up": None, "expected_close": None}, today) == ()


async def test_the_badge_counts_the_customers_other_opportunities(desk: Desk) -> None:
    """P11: three others, itself left out; closed ones are marked."""
    customer = desk.insert(Customer, name="Fjord AS")
    number = sale(desk, customer)
    sale(desk, customer, title="Alarms")
    sale(desk, customer, title="Cards", status="won")
    sale(desk, customer, title="Doors", active=False)
    sale(desk, desk.insert(Customer, name="Other AS"), title="Elsewhere")
    async with at(desk, size=(120, 40)) as hand:
        await hand.open("opportunity", number, tab="same_customer")
        assert "Same customer 3" in hand.screen
        assert "Won" in hand.line("Cards")
        assert "Locks" not in hand.screen.split("Same customer")[1]
        assert "Elsewhere" not in hand.screen


async def test_sellers_are_listed_with_their_shares(desk: Desk) -> None:
    """OPP-06, OPP-07."""
    number = sale(desk)
    with change(desk.me, N_("Share"), "edit") as made:
        made.insert(Seller, {"opportunity": number, "employee": desk.as_("KNO").person.id, "share": Decimal("33.33")})
    async with at(desk) as hand:
        await hand.open("opportunity", number, tab="sellers")
        assert "Sellers 2" in hand.screen
        assert "100.00 %" in hand.line("100.00")
        assert "33.33 %" in hand.line("KNO Person")


async def test_r_goes_to_the_customer_or_the_contact(desk: Desk) -> None:
    person = desk.insert(Contact, first_name="Kari", last_name="Nes")
    number = sale(desk, contact=person)
    async with at(desk) as hand:
        await hand.open("opportunity", number)
        await hand.press("r")
        await hand.sees("Customer: Fjord AS", "Contact: Kari Nes")
        await hand.press("2")
        await hand.sees("Contact  Kari Nes")


async def form(hand: Hand, record_id: int | None = None, **options: Any) -> Form:
    """Open the form."""
    hand.app.in_background(hand.app.open_form("opportunity", record_id, **options))
    await hand.until(lambda: hand.app.screen.query(Form))
    await hand.pilot.pause()
    return hand.app.screen.query_one(Form)


async def test_a_customer_is_required_and_picked_by_typing(desk: Desk) -> None:
    """OPP-01."""
    desk.insert(Customer, name="Bergen AS")
    desk.insert(Customer, name="Fjord AS")
    async with at(desk) as hand:
        made = await form(hand)
        made.focus_field("title")
        await hand.type("Locks")
        await hand.press("f2")
        await hand.sees("Customer must be filled in.")
        await hand.type("fj")
        await hand.sees("› Fjord AS")
        await hand.press("enter", "f2")
        await hand.until(lambda: on_file.count(desk.store, Opportunity))
        found = desk.now(Opportunity, 1)
        assert desk.now(Customer, found.customer).name == "Fjord AS"
        assert found.owner == desk.me.person.id
        assert found.probability == 10, "that of the first stage"
        assert desk.last_change() == "New opportunity Locks"


async def test_lost_asks_for_a_reason(desk: Desk) -> None:
    """P06, OPP-02."""
    desk.option("loss_reason", "Price")
    number = sale(desk)
    async with at(desk) as hand:
        await hand.open("opportunity", number)
        made = await form(hand, number)
        made.focus_field("status")
        await hand.type("l")
        await hand.press("f2")
        await hand.sees("Say why it was lost")
        assert made.current == "loss_reason"
        await hand.type("pri")
        await hand.sees("› Price")
        await hand.press("enter", "f2")
        await hand.until(lambda: desk.now(Opportunity, number).status == "lost")
        assert desk.now(Opportunity, number).probability == 0


async def test_days_are_typed_in_words(desk: Desk) -> None:
    """COM-12."""
    number = sale(desk)
    async with at(desk) as hand:
        made = await form(hand, number)
        made.focus_field("follow_up")
        await hand.type("in 3 days")
        await hand.sees("24 Nov 2026")
        await hand.press("f2")
        await hand.until(lambda: desk.now(Opportunity, number).follow_up == date(2026, 11, 24))


async def test_text_from_outside_stays_text(desk: Desk) -> None:
    """COM-23."""
    customer = desk.insert(Customer, name=HOSTILE)
    number = sale(desk, customer, title=HOSTILE, note=HOSTILE)
    # As it may stand there from a time when any three letters were taken.
    on_file.overwrite(desk.store, Opportunity, currency="[/]")
    sale(desk, customer, title=HOSTILE)
    async with at(desk) as hand:
        await hand.open("opportunity", number)
        for _tab in range(9):
            assert nothing_moves(hand.screen)
            await hand.press("tab")
