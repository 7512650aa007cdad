"""The lines of one order: two people at them at once, and what is left unfinished (OPP-18, COM-09, COM-10)."""

from __future__ import annotations

from pathlib import Path

from model.core.company.drafts import found as found_drafts
from model.orders.line_rows import lines_on_file
from tests.model.orders.selling import edit, lines, order
from tests.tui.desk import Desk, at
from tests.tui.orders.test_lines import filed, open_lines


async def test_what_two_people_did_to_different_lines_is_kept(desk: Desk) -> None:
    """COM-09: no question is asked."""
    order(desk.me, "A: 1 @ 1; B: 1 @ 2")
    async with at(desk) as hand:
        await open_lines(hand)
        await hand.type("A of mine")
        edit(desk.as_("KNO"), 1, lines=(lines_on_file(desk.me, 1)[0], *lines(desk.me, "B of theirs: 5 @ 2; C: 1 @ 3")))
        await hand.press("f2")
        await hand.sees("Saved, 3 lines.")
    assert [line.partition(":")[0] for line in filed(desk)] == ["A of mine", "B of theirs", "C"]


async def test_a_line_that_both_changed_is_chosen_and_nothing_typed_is_lost(desk: Desk) -> None:
    """COM-09: Esc goes back to the sheet with all that was typed; then theirs is chosen."""
    order(desk.me, "A: 1 @ 1; B: 1 @ 2")
    async with at(desk) as hand:
        await open_lines(hand)
        await hand.type("A of mine")
        await hand.press("down")
        await hand.type("B of mine")
        first, second = lines_on_file(desk.me, 1)
        edit(desk.as_("KNO"), 1, lines=(first._replace(detail=first.detail._replace(text="A of theirs")), second))
        await hand.press("f2")
        await hand.sees("KNO has saved this record too", "A of theirs", "A of mine")
        await hand.press("escape")
        await hand.sees("A of mine", "B of mine")
        await hand.press("f2", "right", "enter")
        await hand.sees("Saved, 2 lines.")
    assert [line.partition(":")[0] for line in filed(desk)] == ["A of theirs", "B of mine"]


async def test_lines_left_unfinished_are_offered_with_every_word(desk: Desk) -> None:
    """COM-10: also over what somebody else has saved meanwhile; the draft is gone once they are saved."""
    order(desk.me, "A: 1 @ 1; B: 1 @ 2")
    async with at(desk) as hand:
        await open_lines(hand)
        await hand.press("down", "home", "d", "right")
        await hand.type("A of mine")
        await hand.press("ctrl+n")
        await hand.type("New\n2")
        await hand.press("escape", "escape", "k")
        await hand.sees("Kept")
    [draft] = found_drafts(desk.folder / "drafts", "test", desk.me.person.id)
    assert (draft.record, draft.title) == ("order-lines", "Lines: Order 1")
    edit(desk.as_("KNO"), 1, lines=(*lines_on_file(desk.me, 1), *lines(desk.me, "C: 1 @ 3")))
    async with at(desk) as hand:
        hand.app.in_background(hand.app.open_form("order-lines", 1))
        await hand.sees("You left this form unfinished")
        await hand.press("g")
        await hand.sees("This is how you left it", "A of mine", "New")
        await hand.press("f2")
        await hand.sees("Saved, 3 lines.")
    assert [line.partition(":")[0] for line in filed(desk)] == ["A of mine", "New", "C"]
    assert not found_drafts(desk.folder / "drafts", "test", desk.me.person.id)


async def test_a_program_that_is_killed_has_lost_no_letter(desk: Desk) -> None:
    """COM-10: the cell that is being typed in is kept with each key."""
    order(desk.me)
    async with at(desk) as hand:
        screen = await open_lines(hand)
        await hand.type("Half a wor")
        assert screen._draft is not None
        stands = Path(screen._draft.path).read_text(encoding="utf-8")
    assert "Half a wor" in stands
