"""The dialog of sellers and shares, by keys alone at 80×24 (OPP-07 … OPP-13; S01 … S16, S24). The action `sellers`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from model.opportunities.records import Opportunity
from model.opportunities.sellers import ADD, Edit, plan_sellers, save_sellers, sellers_of
from model.people.records import Employee
from tests.tui.desk import Desk, at
from tests.tui.opportunities.test_card import form, sale


def filed(desk: Desk, number: int) -> str:
    """Return initials and shares on file."""
    names = desk.me.names
    return " ".join(
        f"{names.title_of('employee', one.employee)} {one.share.normalize():f}" for one in sellers_of(desk.me, number)
    )


async def test_one_is_added_and_the_others_follow_before_anything_is_saved(desk: Desk) -> None:
    """OPP-09, OPP-12, OPP-13; S01, S05, S06: `sellers` with %, n, the employee, the share; Enter saves."""
    number = sale(desk, amount=Decimal("10000.01"))
    async with at(desk) as hand:
        await hand.open("opportunity", number)
        await hand.press("percent_sign")
        await hand.sees("Sellers of Locks", "ADM", "100.00 %", "10,000.01")
        await hand.press("n")
        await hand.sees("Which employee sells it too?")
        await hand.type("kno")
        await hand.sees("› KNO")
        await hand.press("enter")
        await hand.sees("Share of KNO in per cent")
        await hand.type("25")
        await hand.sees("75.00 %", "25.00 %", "7,500.01", "2,500.00")
        assert filed(desk, number) == "ADM 100"
        await hand.press("enter", "n", "o", "b", "e", "enter", "2", "5", "enter")
        await hand.sees("OBE")
        assert hand.line("37.50 %").split()[-2:] == ["%", "3,750.01"]
        assert filed(desk, number) == "ADM 100"
        await hand.press("enter")
        await hand.sees("Sellers saved; u takes it back.")
        assert filed(desk, number) == "ADM 37.5 KNO 37.5 OBE 25"
        await hand.press("u", "y")
        await hand.sees("Undone")
        assert filed(desk, number) == "ADM 100"


async def test_the_tab_of_sellers_has_keys_of_its_own(desk: Desk) -> None:
    """OPP-10, OPP-11; S12, S15: `seller_add` with n, `seller_share` with e, `seller_remove` with d; u restores."""
    number = sale(desk, amount=Decimal(1000))
    kno = desk.as_("KNO").person.id
    save_sellers(desk.me, plan_sellers(desk.me, number, [Edit(ADD, kno, Decimal(50))]))
    async with at(desk) as hand:
        await hand.open("opportunity", number, tab="sellers")
        await hand.sees("500.00 NOK", "In total")
        await hand.press("down", "e")
        await hand.sees("Share of KNO in per cent")
        await hand.press("6", "0", "enter")
        await hand.sees("The shares are 110.00 % in total, not 100 %: 100.00 NOK too much.")
        await hand.press("f2")
        await hand.sees("Sellers saved", "110.00 % in total")
        assert filed(desk, number) == "ADM 50 KNO 60"
        await hand.press("up", "d")
        await hand.sees("goes")
        assert "100.00 %" in hand.screen.split("Sellers of")[1]
        await hand.press("enter")
        await hand.until(lambda: filed(desk, number) == "KNO 100")
        await hand.press("n")
        await hand.sees("Which employee sells it too?")
        await hand.press("escape", "escape")
        assert filed(desk, number) == "KNO 100"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("101", "A share is from 0 to 100 %"),
        ("-1", "A share is from 0 to 100 %"),
        ("abc", "is not a number"),
        ("33,333", "A share is from 0 to 100 %"),
        ("33.333", "more than two decimals"),
    ],
)
async def test_bad_shares_are_refused_where_they_are_typed(desk: Desk, typed: str, said: str) -> None:
    """S10: a sentence beside the line; what was typed stays, nothing is taken."""
    number = sale(desk)
    async with at(desk) as hand:
        await hand.open("opportunity", number)
        await hand.press("percent_sign", "e")
        await hand.type(typed)
        await hand.press("enter")
        await hand.sees(said, f"per cent: {typed}")
        await hand.press("escape", "escape")
        assert filed(desk, number) == "ADM 100"


async def test_the_last_one_stays_and_leaving_asks(desk: Desk) -> None:
    """S14; Esc asks only where something was edited."""
    number = sale(desk)
    async with at(desk) as hand:
        await hand.open("opportunity", number)
        await hand.press("percent_sign", "d")
        await hand.sees("The last seller cannot be removed")
        await hand.press("escape")
        await hand.until(lambda: "Sellers of" not in hand.screen)
        await hand.press("percent_sign", "e", "5", "enter", "escape")
        await hand.sees("Leave without saving?", "ADM: 100.00 % becomes 5.00 %.")
        await hand.press("escape")
        await hand.sees("Sellers of Locks")
        await hand.press("escape", "y")
        await hand.until(lambda: "Sellers of" not in hand.screen)
        assert filed(desk, number) == "ADM 100"


async def test_the_second_of_two_sees_what_the_first_has_made_of_it(desk: Desk) -> None:
    """COM-09: nothing is written over; one's own edit stands on theirs, and Enter saves it."""
    number = sale(desk)
    kno, obe = desk.as_("KNO"), desk.as_("OBE").person.id
    async with at(desk) as hand:
        await hand.open("opportunity", number)
        await hand.press("percent_sign", "n", "k", "n", "o", "enter", "2", "0", "enter")
        save_sellers(kno, plan_sellers(kno, number, [Edit(ADD, obe, Decimal(40))]))
        await hand.press("enter")
        await hand.sees("KNO has changed the sellers", "OBE")
        assert filed(desk, number) == "ADM 60 OBE 40"
        await hand.press("enter")
        await hand.until(lambda: filed(desk, number) == "ADM 40 OBE 40 KNO 20")


async def test_who_sells_it_already_is_not_added_again(desk: Desk) -> None:
    """S11: said by name, with what to do instead; who is added and taken away again leaves no gap."""
    number = sale(desk)
    save_sellers(desk.me, plan_sellers(desk.me, number, [Edit(ADD, desk.as_("KNO").person.id, Decimal(25))]))
    async with at(desk) as hand:
        await hand.open("opportunity", number)
        await hand.press("percent_sign", "n", "k", "n", "o", "enter")
        await hand.sees("KNO is a seller of it already; e changes the share.")
        await hand.press("e", "3", "0", "enter")
        await hand.sees("105.00 %")
        await hand.press("n", "o", "b", "e", "enter", "1", "0", "enter")
        await hand.sees("OBE Person")
        await hand.press("d")
        await hand.until(lambda: "OBE Person" not in hand.screen)
        rows = hand.screen.splitlines()
        last = next(place for place, row in enumerate(rows) if "KNO Person" in row)
        assert "In total" in rows[last + 1]
        await hand.press("escape", "y")
        await hand.until(lambda: "Sellers of" not in hand.screen)
        assert filed(desk, number) == "ADM 75 KNO 25"


async def test_who_is_deactivated_is_not_offered_and_stays(desk: Desk) -> None:
    """S24."""
    number = sale(desk)
    kno = desk.as_("KNO").person.id
    save_sellers(desk.me, plan_sellers(desk.me, number, [Edit(ADD, kno, Decimal(50))]))
    desk.update("ADM", Employee, kno, active=False)
    desk.update("ADM", Employee, desk.as_("OBE").person.id, active=False)
    async with at(desk) as hand:
        await hand.open("opportunity", number)
        await hand.press("percent_sign")
        await hand.sees("KNO Person (deactivated)")
        await hand.press("n")
        await hand.sees("RRR")
        assert "OBE Person" not in hand.screen


async def test_a_reader_may_look_and_not_change(desk: Desk) -> None:
    """COM-14."""
    number = sale(desk)
    async with at(desk, "RRR") as hand:
        await hand.open("opportunity", number, tab="sellers")
        await hand.press("percent_sign")
        await hand.sees("Readers may look")
        assert filed(desk, number) == "ADM 100"


async def test_a_single_seller_follows_the_owner(desk: Desk) -> None:
    """OPP-08; S02, S03: on the card at once, with what is not given to anybody."""
    number = sale(desk, amount=Decimal(1000))
    desk.update("ADM", Opportunity, number, owner=desk.as_("KNO").person.id)
    assert filed(desk, number) == "KNO 100"
    async with at(desk) as hand:
        await hand.open("opportunity", number)
        await hand.press("percent_sign", "e", "6", "0", "enter", "enter")
        await hand.sees("Sellers saved; u takes it back. The shares are 60.00 % in total")
        made = await form(hand, number)
        made.focus_field("owner")
        await hand.type("obe")
        await hand.sees("› OBE")
        await hand.press("enter", "f2")
        await hand.sees("Saved. u undoes it. Seller: KNO becomes OBE. The shares are 60.00 %")
        assert filed(desk, number) == "OBE 60"
