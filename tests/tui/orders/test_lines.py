"""The lines of an order edited in place, by keys alone at 80×24 (OPP-18)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from textual import events

from model.core import language
from model.core.changes.change import read
from model.core.history.past_changes import latest
from model.core.history.undo import undo
from model.customers.records import Customer
from model.orders.line_rows import lines_on_file
from model.orders.records import Order
from tests.model.orders.selling import edit, lines, order
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves
from tests.tui.test_typing_ahead import burst
from tui.orders.lines_screen import OrderLines
from tui.orders.sheet_lines import NUMBER, TEXT


def filed(desk: Desk, number: int = 1) -> list[str]:
    """The lines on file, as text."""
    field = Order.relations["lines"]
    return [field.item_text(item) for item in lines_on_file(desk.me, number)]


def total(desk: Desk, number: int = 1) -> Decimal:
    """What the order comes to, as it stands on file."""
    row: Any = read(desk.me, Order, number)
    return Decimal(row.total)


async def open_lines(hand: Hand, number: int = 1) -> OrderLines:
    """Open the sheet of an order."""
    hand.app.in_background(hand.app.open_form("order-lines", number))
    await hand.until(lambda: isinstance(hand.app.screen, OrderLines) and hand.app.screen.sheet is not None)
    await hand.until(lambda: hand.app.idle)
    await hand.pilot.pause()
    assert isinstance(hand.app.screen, OrderLines)
    return hand.app.screen


def cell(hand: Hand) -> tuple[int, int]:
    """The line, from 1, and the cell in which the person is."""
    screen = hand.app.screen
    assert isinstance(screen, OrderLines)
    assert screen.sheet is not None
    return screen.sheet.state.row + 1, screen.sheet.state.column


async def test_two_lines_are_typed_with_letters_and_enter_and_saved_with_enter(desk: Desk) -> None:
    """The totals follow at each key; Enter on the blank line leads to Save, and once more saves."""
    order(desk.me)
    async with at(desk) as hand:
        await open_lines(hand)
        await hand.type("Consulting\n10\nh\n95")
        await hand.sees("950.00", "VAT 25 %", "237.50", "1,187.50")
        await hand.type("0")
        await hand.sees("9,500.00", "2,375.00", "11,875.00")
        await hand.type("\nTravel\n\n\n-500\n\n")
        await hand.sees("[ Save ]")
        await hand.press("enter")
        await hand.sees("! Unit price cannot be less than 0.")
        await hand.type("500\n")
        await hand.press("enter", "enter")
        await hand.sees("Saved, 2 lines. u undoes it.")
    assert filed(desk) == ["Consulting: 10 h @ 950.00 25 %", "Travel: 1 @ 500.00 25 %"]
    assert total(desk) == Decimal("12500.00")
    assert desk.last_change() == "Lines of Order 1"
    undo(desk.me, latest(desk.me, 1)[0].id)
    assert filed(desk) == []
    assert total(desk) == 0


async def test_the_sheet_is_opened_from_card_and_list(desk: Desk) -> None:
    """`edit_lines` with e or n on the tab of lines, `order_lines` with b on every tab and in the list."""
    order(desk.me)
    async with at(desk) as hand:
        await hand.open("order", 1)
        await hand.press("n")
        await hand.until(lambda: isinstance(hand.app.screen, OrderLines))
        await hand.type("Locks\n2\n\n10")
        await hand.press("f2")
        await hand.sees("Saved, 1 line.", "Lines 1", "25.00")
        await hand.press("e")
        await hand.until(lambda: isinstance(hand.app.screen, OrderLines))
        await hand.press("escape", "tab", "b")
        await hand.until(lambda: isinstance(hand.app.screen, OrderLines))
        await hand.press("escape", "escape", "O", "b")
        await hand.until(lambda: isinstance(hand.app.screen, OrderLines))
        await hand.sees("Locks", "25.00")


async def test_cells_are_walked_with_tab_enter_and_arrows(desk: Desk) -> None:
    """Home leads to the line's number, End to its VAT; PageDown and Ctrl+End to the last lines."""
    order(desk.me, "A: 1 @ 1; B: 1 @ 2; C: 1 @ 3")
    async with at(desk) as hand:
        await open_lines(hand)
        walked = []
        for key in "tab right down shift+tab home end tab enter up left ctrl+end down up ctrl+home pagedown".split():
            await hand.press(key)
            walked.append(cell(hand))
    assert walked == [
        (1, 1), (1, 2), (2, 2), (2, 1), (2, NUMBER), (2, 5), (3, 0), (3, 1), (2, 1), (2, 0), (3, 0), (4, 0), (3, 0),
        (1, 0), (4, 0),
    ]  # fmt: skip


async def test_typing_begins_a_cell_and_escape_takes_it_back(desk: Desk) -> None:
    """Letters stand in place of what was there; Space and Backspace go on with it; Delete empties."""
    order(desk.me, "Locks: 2 pcs @ 10")
    async with at(desk) as hand:
        await open_lines(hand)
        await hand.type("Keys")
        await hand.sees("Keys")
        assert "Locks" not in hand.screen
        await hand.press("escape")
        await hand.sees("Locks")
        await hand.press("space", "space", "x", "tab")
        await hand.press("backspace", "5", "tab", "delete", "tab")
        await hand.sees("Locks x", "50.00")
        await hand.press("escape")
        await hand.sees("These lines are not saved yet.")
        await hand.press("s")
        await hand.sees("Saved, 1 line.")
    assert filed(desk) == ["Locks x: 5 @ 10.00 25 %"]


async def test_lines_are_added_copied_moved_and_deleted_with_the_keys_of_the_number(desk: Desk) -> None:
    """`line_new` n, `line_copy` ), `line_up` <, `line_down` >, `line_delete` d, `line_undo` u, `line_redo` U."""
    order(desk.me, "A: 1 @ 1; B: 1 @ 2; C: 1 @ 3")
    async with at(desk) as hand:
        screen = await open_lines(hand)
        assert screen.sheet is not None
        state = screen.sheet.state

        def there() -> str:
            return "".join(line.texts[TEXT] or "-" for line in state.lines)

        seen = []
        keys = "home right_parenthesis greater_than_sign d u less_than_sign n home d u u U"
        for key in keys.split():
            await hand.press(key)
            seen.append(there())
        assert seen == [
            "ABC",
            "AABC",
            "ABAC",
            "ABC",
            "ABAC",
            "AABC",
            "AA-BC",
            "AA-BC",
            "AABC",
            "AA-BC",
            "AABC",
            "AA-BC",
        ]
        await hand.press("f2")
        await hand.sees("Saved, 4 lines.")
    assert [line.partition(":")[0] for line in filed(desk)] == ["A", "A", "B", "C"]


async def test_lines_have_keys_in_every_cell_too(desk: Desk) -> None:
    """Ctrl with a letter, which any terminal sends; what is being typed goes into its cell first."""
    order(desk.me, "A: 1 @ 1; B: 1 @ 2")
    async with at(desk) as hand:
        screen = await open_lines(hand)
        assert screen.sheet is not None
        await hand.type("Aa")
        await hand.press("ctrl+r", "shift+down", "ctrl+n")
        await hand.type("New")
        await hand.press("tab", "ctrl+x", "ctrl+z", "insert")
        assert [line.texts[TEXT] for line in screen.sheet.state.lines] == ["Aa", "B", "Aa", "New", ""]
        await hand.press("ctrl+x", "ctrl+s")
        await hand.sees("Saved, 4 lines.")


async def test_letters_that_are_commands_elsewhere_do_nothing_at_the_number(desk: Desk) -> None:
    """Q does not quit and 2 does not leave; ? shows the keys of a line."""
    order(desk.me, "A: 1 @ 1")
    async with at(desk) as hand:
        await open_lines(hand)
        await hand.press("home", "Q", "2", "L", "slash")
        assert isinstance(hand.app.screen, OrderLines)
        await hand.press("question_mark")
        await hand.sees("Copy the line", "Move the line up")


async def test_an_earlier_line_is_taken_over_with_price_unit_and_vat(desk: Desk) -> None:
    """The same customer's first; the arrow points, Enter takes; F3 takes the first."""
    mine, other = desk.insert(Customer, name="Fjord AS"), desk.insert(Customer, name="Berg AS")
    order(desk.me, "Service visit: 1 h @ 800 15 %; Service call: 1 h @ 700", customer=other)
    order(desk.me, "Service contract: 1 yr @ 5000", customer=mine)
    number = order(desk.me, customer=mine)
    async with at(desk) as hand:
        await open_lines(hand, number)
        await hand.type("serv")
        await hand.sees("Service contract", "same customer", "Service call", "Service visit")
        await hand.press("down", "down", "down", "enter")
        await hand.sees("Service visit")
        assert cell(hand) == (1, 1)
        await hand.type("2\n\n\n")
        await hand.type("serv")
        await hand.sees("Service contract")
        await hand.press("f3")
        await hand.press("f2")
        await hand.sees("Saved, 2 lines.")
    assert filed(desk, number) == ["Service visit: 2 h @ 800.00 15 %", "Service contract: 1 yr @ 5000.00 25 %"]


async def test_keys_typed_ahead_end_up_in_the_right_cells(desk: Desk) -> None:
    """All in one packet, from before the sheet is there: two lines, one of them an earlier one, and saved."""
    customer = desk.insert(Customer, name="Fjord AS")
    order(desk.me, "Service contract: 1 yr @ 5000", customer=customer)
    number = order(desk.me, customer=customer)
    async with at(desk) as hand:
        hand.app.in_background(hand.app.open_form("order-lines", number))
        burst(
            hand, *"Locks", "tab", *"2", "tab", "tab", *"10,50", "enter", *"serv", "down", "enter", *"3", "f2",
        )  # fmt: skip
        await hand.sees("Saved, 2 lines.")
    assert filed(desk, number) == ["Locks: 2 @ 10.50 25 %", "Service contract: 3 yr @ 5000.00 25 %"]


async def test_what_is_wrong_stands_beside_its_cell_and_blocks_no_other(desk: Desk) -> None:
    """Saving goes to the first of them."""
    order(desk.me, "A: 1 @ 1; B: 1 @ 2")
    async with at(desk) as hand:
        await open_lines(hand)
        await hand.press("tab")
        await hand.type("many\n")
        await hand.press("down")
        await hand.sees("! Line 1, Quantity: “many” is not a number")
        await hand.press("f2")
        await hand.sees("! “many” is not a number")
        assert cell(hand) == (1, 1)
        await hand.type("3")
        await hand.press("f2")
        await hand.sees("Saved, 2 lines.")
    assert filed(desk)[0].startswith("A: 3 @")


async def test_a_locked_order_is_only_looked_at(desk: Desk) -> None:
    """The reason stands there, and is said with each key that would change something."""
    order(desk.me, "A: 1 @ 1", status="invoiced")
    async with at(desk) as hand:
        await open_lines(hand)
        await hand.sees("Locked: only to be looked at.")
        assert "Save" not in hand.screen
        for key in ("5", "delete", "ctrl+n", "f2"):
            await hand.press("tab")
            assert hand.screen.count("Locked") == 1
            await hand.press(key)
            assert hand.screen.count("Locked") == 2
        await hand.press("escape")
        await hand.until(lambda: not isinstance(hand.app.screen, OrderLines))
    assert filed(desk) == ["A: 1 @ 1.00 25 %"]


async def test_an_order_locked_while_its_lines_are_typed_loses_no_word(desk: Desk) -> None:
    """The sentence is said, and all stands there still."""
    order(desk.me, "A: 1 @ 1")
    async with at(desk) as hand:
        await open_lines(hand)
        await hand.type("Typed")
        edit(desk.as_("KNO"), 1, status="invoiced")
        await hand.press("f2")
        await hand.sees("is invoiced or cancelled", "Typed")


async def test_a_reader_may_look(desk: Desk) -> None:
    """And is told so."""
    order(desk.me, "A: 1 @ 1")
    async with at(desk, "RRR") as hand:
        await open_lines(hand)
        await hand.sees("Readers may look, but not change anything.")
        await hand.type("x")
        await hand.sees("Readers may look, but not change anything.", "A")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_hostile_text_is_shown_harmless(desk: Desk, size: tuple[int, int]) -> None:
    """COM-23: from file, typed and pasted."""
    customer = desk.insert(Customer, name=HOSTILE)
    number = order(desk.me, customer=customer)
    order(desk.me, customer=customer)
    hostile = lines(desk.me, "x: 1 @ 1")[0]
    edit(desk.me, number, lines=(hostile._replace(detail=hostile.detail._replace(text=HOSTILE)),))
    async with at(desk, size=size) as hand:
        await open_lines(hand, number)
        await hand.sees("Evil")
        assert nothing_moves(hand.screen)
        await hand.press("escape")
        await open_lines(hand, 2)
        await hand.type("evil")
        await hand.sees("Evil")
        assert nothing_moves(hand.screen)
        await hand.press("escape")
        hand.app.post_message(events.Paste(f"{HOSTILE}\t{HOSTILE}\n\x1b[2J\t=cmd"))
        await hand.pilot.pause()
        assert nothing_moves(hand.screen)


async def test_cells_are_pasted_from_a_spreadsheet(desk: Desk) -> None:
    """Tabs part cells, line breaks lines."""
    order(desk.me)
    async with at(desk) as hand:
        await open_lines(hand)
        hand.app.post_message(events.Paste("Locks\t2\tpcs\t10,50\nKeys\t4\tpcs\t1\t5\n"))
        await hand.sees("Locks", "Keys", "24.80")
        await hand.press("f2")
        await hand.sees("Saved, 2 lines.")
    assert filed(desk) == ["Locks: 2 pcs @ 10.50 25 %", "Keys: 4 pcs @ 1.00 -5 % 25 %"]


async def test_three_hundred_lines_scroll(desk: Desk) -> None:
    """What is out of sight is counted at the foot, and the totals are of all."""
    order(desk.me, "; ".join(f"Line {number}: 1 @ 1" for number in range(1, 301)))
    async with at(desk) as hand:
        await open_lines(hand)
        await hand.sees("Line 1", "300.00", "375.00", "↓ 284")
        await hand.press("ctrl+end")
        await hand.sees("Line 300")
        await hand.press("tab")
        await hand.type("2")
        await hand.sees("301.00")


@pytest.mark.parametrize("lang", ["en", "nb", "da"])
@pytest.mark.parametrize("ascii", [False, True])
async def test_it_fits_in_each_language(desk: Desk, lang: str, ascii: bool) -> None:
    """Headings and sums stand whole at 80 cells, and without signs outside ASCII where there are none."""
    order(desk.me, "Rådgivning: 1000 timer @ 12345,67 -12,5 % 25 %" if lang != "en" else "A: 1 h @ 1")
    language.use(lang)
    async with at(desk, ascii=ascii) as hand:
        await open_lines(hand)
        lines_there = hand.screen.split("\n")
        assert all(len(line) <= 80 for line in lines_there)
        assert ("~" if ascii else "…") not in "\n".join(lines_there[1:3] + lines_there[-6:-2])
        if ascii:
            assert all(letter.isascii() or letter.isalpha() for letter in hand.screen)
