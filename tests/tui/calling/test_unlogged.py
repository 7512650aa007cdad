"""No call and no word of a note is lost: dialled from a card, undone, redone, after a restart (COM-02, COM-10)."""

from __future__ import annotations

from pathlib import Path

from model.activities.records import Activity, Call
from model.calling.kinds import RecordRef
from model.calling.lists import create, refs
from model.calling.outcomes import log_outcome
from model.calling.queue import next_record
from model.calling.records import CallListCall
from model.core.company.drafts import FoundDraft, found
from model.core.storage.expressions import column_of
from model.leads.records import Lead
from tests import on_file
from tests.conftest import StandingClock
from tests.tui.calling.test_screen import calling, dialled, leads, phone
from tests.tui.desk import Desk, at
from tui.calling.screen import CallingScreen


def kept(desk: Desk) -> list[FoundDraft]:
    """Return the drafts that nobody types in."""
    return found(desk.folder / "drafts", "test", desk.me.person.id)


async def test_a_call_from_the_card_is_logged(desk: Desk, clock: StandingClock, tmp_path: Path) -> None:
    """p on a card offers the outcomes with their keys afterwards; the note is kept as it is typed."""
    (one,) = leads(desk, 1)
    async with at(desk) as hand:
        phone(hand, tmp_path)
        await hand.open("lead", one)
        await hand.press("p")
        await hand.sees(
            "Firma 0 AS, 22 33 44 50: what came of the call?", "N Note of this call", "y Reached", "0 No answer",
            "! Wrong number", "I Not interested", "+ Call back", "a Meeting booked", "- Do not call again",
            "Esc Log nothing",
        )  # fmt: skip
        await hand.press("N")
        await hand.type("Ring igjen, q0y")
        await hand.press("enter")
        await hand.sees("N Note of this call: Ring igjen, q0y")
        clock.move(seconds=90)
        await hand.press("+", "escape")
        await hand.sees("what came of the call?")
        await hand.press("+")
        await hand.type("in 10 min")
        await hand.press("enter")
        await hand.sees("Firma 0 AS: Call back")
        assert kept(desk) == []
    assert on_file.rows(desk.store, column_of(Activity, "kind"), Activity.text) == [
        ("call", "Ring igjen, q0y"), ("task", "Ring igjen, q0y"),
    ]  # fmt: skip
    assert on_file.rows(desk.store, Call.number, Call.duration) == [("22 33 44 50", 90)]


async def test_a_call_from_the_card_counts_for_the_list_that_waits(desk: Desk, tmp_path: Path) -> None:
    """The list does not hand the lead out again as if nobody had called; Esc logs nothing and keeps the note."""
    ids = leads(desk, 2)
    made = create(desk.me, "Høst", refs("lead", ids), shared=True)
    async with at(desk) as hand:
        phone(hand, tmp_path)
        await hand.open("lead", ids[0])
        await hand.press("p", "N")
        await hand.type("Halv")
        await hand.press("enter", "escape")
        await hand.until(lambda: [draft.values for draft in kept(desk)] == [{"text": "Halv"}])
        assert on_file.count(desk.store, Activity) == 0
        await hand.press("p")
        await hand.sees("N Note of this call: Halv")
        await hand.press("I")
        await hand.sees("Firma 0 AS: Not interested")
    assert desk.now(Lead, ids[0]).status == "unreachable"
    assert next_record(desk.me, made.id, "me").record_id == ids[1]
    assert on_file.count(desk.store, CallListCall) == 1


async def test_without_a_command_the_address_stays_in_sight(desk: Desk) -> None:
    """LEAD-38: whoever dials by following the link sees it while the outcome is asked for."""
    (one,) = leads(desk, 1)
    async with at(desk) as hand:
        await hand.open("lead", one)
        await hand.press("p")
        await hand.sees("Firma 0 AS, 22 33 44 50 tel:+4722334450: what came of the call?")


async def test_a_reader_is_asked_nothing_after_dialling(desk: Desk, tmp_path: Path) -> None:
    (one,) = leads(desk, 1)
    async with at(desk, "RRR") as hand:
        out = phone(hand, tmp_path)
        await hand.open("lead", one)
        await hand.press("p")
        await hand.sees("Dialling 22 33 44 50.")
        assert dialled(out) == ["+4722334450"]


async def test_the_note_of_an_undone_call_is_in_its_field_again(desk: Desk, clock: StandingClock) -> None:
    """COM-02: undone from the calling screen, the words are there at once; logged again, no draft is left."""
    ids = leads(desk, 2)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        await hand.press("N")
        await hand.type("Vil ha tilbud")
        await hand.press("enter", "y")
        await hand.until(lambda: screen.record_id == ids[1])
        await hand.press("u", "y")
        await hand.until(lambda: screen.record_id == ids[0])
        await hand.sees("Vil ha tilbud")
        assert screen.note.text == "Vil ha tilbud"
        await hand.press("y")
        await hand.until(lambda: screen.record_id == ids[1])
        assert on_file.rows(desk.store, Call.text) == [("Vil ha tilbud",)]
        assert kept(desk) == []


async def test_the_note_of_a_call_undone_later_is_a_draft(desk: Desk, clock: StandingClock) -> None:
    """COM-02, COM-10: after a restart too; redo logs it again and leaves no draft behind."""
    ids = leads(desk, 2)
    note = "Vil ha tilbud\nHar tre biler"
    made = create(desk.me, "Høst", refs("lead", ids), shared=True)
    log_outcome(desk.me, made.id, RecordRef("lead", ids[0]), "reached", None, clock.now, note=note)
    async with at(desk) as hand:
        await hand.press("u", "y")
        await hand.sees("Undone: Call Firma 0 AS: Reached")
        assert [draft.values for draft in kept(desk)] == [{"text": note}]
        await hand.press("U")
        await hand.sees("Redone")
        assert kept(desk) == []
        await hand.press("u", "y")
        await hand.until(lambda: len(kept(desk)) == 1)
    async with at(desk) as hand:
        screen = CallingScreen(made.id)
        hand.app.in_background(hand.app.show(screen))
        await hand.sees("Firma 0 AS", "Vil ha tilbud", "Har tre biler")
        assert screen.note.text == note
