"""A screen is styled once when it is opened, and looks as if it had been styled twice."""

from __future__ import annotations

from decimal import Decimal

from textual.events import ScreenResume
from textual.screen import Screen

from model.customers.records import Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests.tui.desk import Desk, Hand, at
from tui.widgets.screen_styles import style_once


def seen(hand: Hand) -> list[str]:
    """What is painted, with its colours."""
    return [repr(list(strip)) for strips in hand.app.screen._compositor.render_strips() for strip in strips]


async def test_nothing_looks_otherwise_when_it_is_styled_again(desk: Desk) -> None:
    """Lists, cards, forms, a board, and dialogs of each kind."""
    customer = desk.insert(Customer, name="Fjord AS")
    desk.insert(Lead, name="Berg AS", email="post@berg.no")
    desk.insert(Opportunity, title="Locks", customer=customer, amount=Decimal(100), currency="NOK")
    walks = (
        ("2",), ("3", "enter"), ("3", "n"), ("5", "B"), ("/",), ("7",), ("K",), ("2", "home", "f"),
        ("2", "home", "d"), ("2", "home", "c"), ("question_mark",), ("colon",), ("H",), ("A",),
    )  # fmt: skip
    async with at(desk) as hand:
        for keys in walks:
            await hand.press(*keys)
            before = seen(hand)
            hand.app.screen.update_node_styles(animate=False)
            await hand.pilot.pause()
            assert seen(hand) == before, keys
            while len(hand.app.screen_stack) > 1 and hand.app.screen is not hand.app.screen_stack[1]:
                depth = len(hand.app.screen_stack)
                await hand.press("escape")
                if len(hand.app.screen_stack) >= depth:
                    break


def test_one_that_comes_back_is_styled_anew() -> None:
    screen = Screen[None]()
    first, again = ScreenResume(), ScreenResume()
    style_once(screen, first)
    style_once(screen, again)
    assert (first.refresh_styles, again.refresh_styles) == (False, True)
