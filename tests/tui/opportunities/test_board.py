"""The pipeline board, by keys (OPP-16). The action `board`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from model.core.access.session import Session
from model.core.errors import NotFoundError
from model.customers.records import Customer
from model.opportunities import board as model_board
from model.opportunities.board import Whose
from model.opportunities.closing import plan_closing
from model.opportunities.records import Opportunity
from model.opportunities.sellers import ADD, Edit, plan_sellers, save_sellers
from model.opportunities.stages import StagePlan, plan_step
from tests import on_file
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves
from tests.tui.opportunities.test_card import sale
from tests.tui.opportunities.test_list import stage
from tui.opportunities import board
from tui.opportunities.board import BoardScreen
from tui.opportunities.board_window import READ, around, first, last


async def open_board(hand: Hand) -> BoardScreen:
    """Open the board from the list."""
    await hand.press("5")
    await hand.sees("Opportunities")
    await hand.press("B")
    await hand.sees("Pipeline")
    screen = hand.app.screen
    assert isinstance(screen, BoardScreen)
    await hand.until(lambda: screen.picture.columns)
    await hand.pilot.pause()
    return screen


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_card_goes_on_to_the_next_stage(desk: Desk, size: tuple[int, int]) -> None:
    """OPP-16: > moves it, says the probability, keeps it pointed at; sums follow; u puts it back."""
    customer = desk.insert(Customer, name="Fjord AS")
    for number in range(3):
        values = {"amount": Decimal(100 * number + 100), "currency": "NOK", "stage": stage(desk, "Quote")}
        sale(desk, customer, title=f"Sale {number}", **values)
    sale(desk, customer, title="Closed", status="won", stage=stage(desk, "Quote"))
    async with at(desk, size=size) as hand:
        screen = await open_board(hand)
        await hand.press("right", "down")
        assert screen.picture.card is not None
        assert screen.picture.card.title == "Sale 1"
        assert "Closed" not in "".join(card.title for window in screen.picture.windows for card in window.cards)
        assert hand.line("Sum").split()[1:6:2] == ["0.00", "600.00", "0.00"]
        assert "180.00" in hand.line("Weighted")
        await hand.press("greater_than_sign")
        await hand.sees("Sale 1: Quote → Negotiation, probability 30.00 % → 60.00 %.")
        assert hand.line("Sum").split()[1:6:2] == ["0.00", "400.00", "200.00"]
        assert hand.line("Weighted").split()[1:6:2] == ["0.00", "120.00", "120.00"]
        assert screen.picture.card.title == "Sale 1"
        assert desk.last_change() == "Sale 1: stage Negotiation"
        sums = screen.picture.columns
        await screen.records_changed()
        assert screen.picture.columns == sums, "as worked out, so counted"
        await hand.press("u", "y")
        await hand.sees("Undone")
        assert hand.line("Sum").split()[1:6:2] == ["0.00", "600.00", "0.00"]
        await hand.press("enter")
        await hand.sees("Details")


async def test_moving_about_scrolls_the_columns(desk: Desk) -> None:
    """OPP-16: `board_left` and `board_right` with arrows and h, l; three columns in sight at 80, the others beyond."""
    sale(desk, title="At the end", stage=stage(desk, "Closed"))
    async with at(desk) as hand:
        screen = await open_board(hand)
        assert "Final phase" not in hand.screen
        assert hand.line("First meeting").endswith("›")
        await hand.press("right", "l", "right", "l")
        await hand.sees("Final phase", "At the end")
        assert "First meeting" not in hand.screen
        assert hand.line("Final phase").startswith("‹")
        assert not hand.line("Final phase").endswith("›")
        await hand.press("greater_than_sign")
        await hand.sees("it is at the last stage")
        await hand.press("left", "h", "left", "h")
        await hand.sees("First meeting")
        assert screen.picture.at == 0
        await hand.press("greater_than_sign")
        await hand.sees("There is no card here.")


async def test_a_column_that_goes_on_says_so(desk: Desk) -> None:
    """OPP-16: beside how many there are, on which side more of them are than are in sight."""
    for number in range(12):
        sale(desk, title=f"Sale {number}", stage=stage(desk, "Quote"))
    async with at(desk) as hand:
        await open_board(hand)
        await hand.sees("↓ 12")
        await hand.press("right", "end")
        await hand.sees("↑ 12")
        await hand.press(*["up"] * 10)
        await hand.sees("↑↓ 12")


async def test_sums_of_two_currencies_stand_apart(desk: Desk) -> None:
    """OPP-04, OPP-16: nothing is added up across currencies; both are there, one's own first."""
    customer = desk.insert(Customer, name="Fjord AS")
    for currency in ("DKK", "NOK", "DKK"):
        sale(desk, customer, amount=Decimal(100), currency=currency, stage=stage(desk, "Quote"))
    async with at(desk) as hand:
        await open_board(hand)
        assert hand.line("Sum NOK").split()[2:9:3] == ["0.00", "100.00", "0.00"]
        assert hand.line("Sum DKK").split()[2:9:3] == ["0.00", "200.00", "0.00"]
        assert hand.line("Weighted DKK").split()[2:9:3] == ["0.00", "60.00", "0.00"]
        assert hand.screen.index("Sum NOK") < hand.screen.index("Sum DKK")


async def test_a_currency_is_never_cut(desk: Desk) -> None:
    """OPP-16: beside a large sum the word before it gives way, at 80 columns too."""
    customer = desk.insert(Customer, name="Fjord AS")
    for currency in ("DKK", "NOK"):
        sale(desk, customer, amount=Decimal(50_000_000), currency=currency, stage=stage(desk, "Quote"))
    async with at(desk) as hand:
        await open_board(hand)
        await hand.sees("Weigh… NOK 15,000,000.00", "Weigh… DKK 15,000,000.00")
        assert "N…" not in hand.screen


async def test_whose_board_it_is(desk: Desk) -> None:
    """OPP-16: `board_mine` with M, `board_view` with V: mine, all, one seller's."""
    customer = desk.insert(Customer, name="Fjord AS")
    kno = desk.as_("KNO").person.id
    sale(desk, customer, title="Mine", stage=stage(desk, "First meeting"))
    sale(desk, customer, title="Theirs", owner=kno, stage=stage(desk, "First meeting"))
    shared = sale(desk, customer, title="Shared", stage=stage(desk, "First meeting"))
    save_sellers(desk.me, plan_sellers(desk.me, shared, [Edit(ADD, kno, Decimal(5))]))
    async with at(desk) as hand:
        await open_board(hand)
        await hand.sees("Mine", "Theirs", "Shared")
        await hand.press("M")
        await hand.until(lambda: "Theirs" not in hand.screen)
        await hand.press("V")
        await hand.sees("KNO  KNO Person")
        await hand.press("2")
        await hand.sees("Theirs", "Shared")
        assert "Pipeline · KNO" in hand.screen
        await hand.press("V", "a")
        await hand.sees("Pipeline · All", "Mine")


async def test_what_is_won_leaves_the_board(desk: Desk) -> None:
    """OPP-02, OPP-16: $ and % work on the card pointed at."""
    sale(desk, stage=stage(desk, "First meeting"))
    async with at(desk) as hand:
        screen = await open_board(hand)
        await hand.press("percent_sign")
        await hand.sees("Sellers of Locks")
        await hand.press("escape", "dollar_sign", "w", "y")
        await hand.sees("Won: Locks")
        await hand.until(lambda: screen.picture.card is None)


def test_a_long_column_is_read_a_window_at_a_time(desk: Desk) -> None:
    """OPP-16: by expected close, those without one last; up and down meet, whatever is read from where."""
    customer = desk.insert(Customer, name="Fjord AS")
    from datetime import date, timedelta

    for number in range(3 * READ):
        day = None if number % 5 == 0 else date(2026, 1, 1) + timedelta(days=number % 40)
        sale(desk, customer, title=str(number), expected_close=day, stage=stage(desk, "Quote"))
    quote, whose = stage(desk, "Quote"), Whose()
    columns = Opportunity.expected_close, Opportunity.id
    rows = on_file.rows(desk.store, *columns, where=Opportunity.stage == quote)
    expected = [number for _day, number in sorted(rows, key=lambda row: (row[0] is None, row[0] or "", row[1]))]
    window = first(desk.me, whose, quote)
    assert len(window.cards) == READ
    while not window.at_end:
        window.at = len(window.cards) - 1
        window.read_on(desk.me, whose, quote, 1)
    assert [card.id for card in window.cards] == expected
    assert [card.id for card in last(desk.me, whose, quote).cards] == expected[-READ:]
    for place in (0, 1, READ, 2 * READ, len(expected) - 1):
        there = model_board.card(desk.me, expected[place])
        assert there is not None
        about = around(desk.me, whose, quote, there.place)
        assert about.card is not None
        assert about.card.id == expected[place]
        assert [card.id for card in about.cards] == expected[max(0, place - READ) : place + READ]


def test_others_private_sales_are_absent(desk: Desk) -> None:
    """W20: from cards and from sums."""
    customer = desk.insert(Customer, name="Fjord AS")
    number = sale(desk, customer, amount=Decimal(7), stage=stage(desk, "Quote"))
    desk.update("ADM", Customer, customer, owner=desk.me.person.id, owner_only=True)
    for who, there in (("ADM", 1), ("KNO", 0)):
        session = desk.as_(who)
        assert sum(column.count for column in model_board.columns(session, Whose())) == there
        assert len(model_board.cards(session, Whose(), stage(desk, "Quote"), 9)) == there
        assert bool(model_board.card(session, number)) == bool(there)
    with pytest.raises(NotFoundError):
        plan_sellers(desk.as_("KNO"), number)
    assert plan_closing(desk.as_("KNO"), [number], "won").closings == ()
    assert plan_step(desk.as_("KNO"), [number], 1).moves == ()
    assert desk.now(Opportunity, number).amount == 7


async def test_two_move_the_same_card(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """COM-09: the second is told who was quicker, and sees where the card is now; nothing is written over."""
    number = sale(desk, stage=stage(desk, "Quote"))
    plan = board.plan_step

    def beaten(session: Session, ids: list[int], step: int) -> StagePlan:
        made = plan(session, ids, step)
        desk.update("KNO", Opportunity, number, stage=stage(desk, "First meeting"))
        return made

    async with at(desk) as hand:
        screen = await open_board(hand)
        await hand.press("right")
        monkeypatch.setattr(board, "plan_step", beaten)
        await hand.press("greater_than_sign")
        await hand.sees("KNO has changed this record in the meantime.")
        assert desk.now(Opportunity, number).stage == stage(desk, "First meeting")
        assert screen.picture.at == 0
        assert screen.picture.card is not None
        assert screen.picture.card.title == "Locks"


async def test_text_from_outside_stays_text(desk: Desk) -> None:
    """COM-23: on board, charts, sums and in the dialog of sellers."""
    customer = desk.insert(Customer, name=HOSTILE)
    sale(desk, customer, title=HOSTILE, amount=Decimal(5), stage=stage(desk, "First meeting"))
    on_file.overwrite(desk.store, Opportunity, currency="[/]")
    async with at(desk) as hand:
        await open_board(hand)
        assert nothing_moves(hand.screen)
        await hand.press("percent_sign")
        await hand.sees("Sellers of")
        assert nothing_moves(hand.screen)
        await hand.press("escape", "dollar_sign")
        assert nothing_moves(hand.screen)
        await hand.press("escape", "escape")
        await hand.sees("Sum ")
        assert nothing_moves(hand.screen)
        await hand.press("Z")
        await hand.sees("By stage")
        assert nothing_moves(hand.screen)
