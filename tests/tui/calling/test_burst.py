"""Keys typed ahead of the calling screen: an outcome counts only for a company that has been seen (LEAD-34)."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.activities.records import Activity, Call
from model.core.storage.expressions import column_of
from model.leads.records import Lead
from tests import on_file
from tests.tui.calling.test_screen import calling, dialled, leads, phone
from tests.tui.desk import Desk, at
from tests.tui.test_typing_ahead import burst


@pytest.mark.parametrize(
    ("key", "outcomes"), [("0", [2]), ("y", [1]), ("b", [3]), ("!", [4]), ("I", [5]), ("-", [5]), (".", [])]
)
async def test_a_held_key_acts_on_one_company(desk: Desk, key: str, outcomes: list[int]) -> None:
    """Five times in one packet: the company in front, and none of those that nobody has seen."""
    ids = leads(desk, 6)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        burst(hand, *key * 5)
        await hand.until(lambda: screen.record_id == ids[1] and hand.app.idle)
        await hand.sees("Firma 1 AS", "was typed before this was on the screen")
        found = on_file.rows(desk.store, Call.outcome)
        assert [outcome for (outcome,) in found] == outcomes
        assert [desk.now(Lead, lead).status for lead in ids[1:]] == ["not_contacted"] * 5
        await hand.press("y")
        await hand.until(lambda: screen.record_id == ids[2])


async def test_what_follows_a_dropped_key_is_dropped_too(desk: Desk) -> None:
    """Words of a note that were typed for the company before are no commands: u, q, / and 2 do nothing either."""
    ids = leads(desk, 3)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        burst(hand, "0", "N", *"Uq/2 y0I", "enter", "c", "enter", "p", "#")
        await hand.until(lambda: screen.record_id == ids[1] and hand.app.idle)
        assert hand.app.screen is screen
        assert on_file.count(desk.store, Activity) == 1
        assert (screen.note.text, screen.dialled, screen.typing) == ("", None, False)


async def test_the_keys_of_one_company_may_come_in_one_burst(desk: Desk) -> None:
    """What is typed for the company in front waits for whatever it sets going: the note, the question, the answer."""
    ids = leads(desk, 4)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        burst(hand, "N", *"Vil ha tilbud 0y", "enter", "y")
        await hand.until(lambda: screen.record_id == ids[1] and hand.app.idle)
        burst(hand, "+", *"tomorrow 9", "enter")
        await hand.until(lambda: screen.record_id == ids[2] and hand.app.idle)
        burst(hand, "a", *"tomorrow 10", "enter", "0", "0")
        await hand.until(lambda: screen.record_id == ids[3] and hand.app.idle)
        rows = on_file.rows(desk.store, column_of(Activity, "kind"), Activity.subject, Activity.text)
        assert rows == [
            ("call", "Reached", "Vil ha tilbud 0y"), ("call", "Call back", None), ("task", "Call Firma 1 AS", None),
            ("call", "Meeting booked", None), ("appointment", "Meeting with Firma 2 AS", None),
        ]  # fmt: skip


async def test_undo_right_after_an_outcome_is_no_such_key(desk: Desk) -> None:
    """Whoever has pressed the wrong key takes it back at once, without waiting for the next company."""
    ids = leads(desk, 2)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        burst(hand, "I", "u", "y")
        await hand.until(lambda: screen.record_id == ids[0] and hand.app.idle)
        assert on_file.count(desk.store, Activity) == 0


async def test_the_first_company_is_seen_before_it_is_called(desk: Desk) -> None:
    """From the list of call lists: Enter and an outcome in one packet log nothing."""
    ids = leads(desk, 2)
    async with at(desk) as hand:
        await calling(hand, desk, ids)
        await hand.press("escape")
        burst(hand, "p", "enter", "0", "0")
        await hand.sees("Firma 0 AS", "Note of this call")
        await hand.until(lambda: hand.app.idle)
        assert on_file.count(desk.store, Activity) == 0


async def test_a_key_that_bounces_after_dialling_from_a_card_logs_nothing(desk: Desk, tmp_path: Path) -> None:
    """y dials all the same; another y in the same packet is no answer to what came of the call."""
    (one,) = leads(desk, 1, do_not_call=True)
    async with at(desk) as hand:
        out = phone(hand, tmp_path)
        await hand.open("lead", one)
        burst(hand, "p", "y", "y", "enter")
        await hand.sees("what came of the call?")
        await hand.until(lambda: hand.app.idle)
        assert dialled(out) == ["+4722334450"]
        assert on_file.count(desk.store, Activity) == 0
        await hand.press("y")
        await hand.sees("Firma 0 AS: Reached")
