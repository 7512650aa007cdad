"""The caller's screen, pressed key by key (LEAD-33 … LEAD-38).

The actions: `call_list`, `call_lists`, `call_dial`, `call_number`, `call_reached`, `call_no_answer`, `call_busy`,
`call_wrong`, `call_not_interested`, `call_later`, `call_convert`, `call_skip`, `call_previous`, `call_note`,
`call_edit`, `call_open`; and `dial` from a lead's card.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from model.activities.adding import add
from model.activities.link_record import ActivityLink
from model.activities.records import Activity, Call
from model.calling.lists import create, lists, refs
from model.calling.queue import next_record
from model.calling.tables import CallLease
from model.core.company.drafts import found
from model.leads.records import Lead
from tests import on_file
from tests.conftest import StandingClock
from tests.tui.calling.conftest import MONDAY
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves
from tui.calling.screen import CallingScreen


def leads(desk: Desk, count: int = 4, **values: Any) -> list[int]:
    """Put companies with a number each on file."""
    return [
        desk.insert(Lead, name=f"Firma {number} AS", **{"phone": f"22 33 44 5{number}", **values})
        for number in range(count)
    ]


async def calling(hand: Hand, desk: Desk, ids: list[int], **values: Any) -> CallingScreen:
    """Make a shared list of leads and open it."""
    made = create(desk.me, "Høst", refs("lead", ids), shared=True, **values)
    screen = CallingScreen(made.id)
    hand.app.in_background(hand.app.show(screen))
    await hand.until(lambda: screen.picture is not None and screen.found is not None and hand.app.idle)
    await hand.pilot.pause()
    return screen


def phone(hand: Hand, folder: Path) -> Path:
    """Have calls dialled by a command that notes what it is given; return where."""
    out = folder / "dialled"
    script = folder / "phone.py"
    script.write_text(f"import sys\nopen({str(out)!r}, 'a').write(sys.argv[1] + '\\n')\n", encoding="utf-8")
    hand.app.settings = replace(hand.app.settings, dial_command=f"{sys.executable} {script}")
    return out


def dialled(out: Path) -> list[str]:
    """Return what was dialled."""
    return out.read_text().split() if out.exists() else []


async def test_all_a_caller_needs_is_on_80_by_24(desk: Desk, clock: StandingClock) -> None:
    """LEAD-33: who, numbers, last activities, script, note, and every key of an outcome."""
    (one,) = leads(
        desk, 1, mobile="90 12 34 56", first_name="Kari", last_name="Nes", title="Daglig leder", town="Bodø",
        note="Liker ikke å bli ringt etter lunsj",
    )  # fmt: skip
    for kind, subject in (("note", "Møtt på messe"), ("task", "Send brosjyre")):
        add(desk.me, kind, {"subject": subject, "at": MONDAY - timedelta(days=3)}, [("lead", one)])
    async with at(desk) as hand:
        await calling(hand, desk, [one], script="God dag, det er Anne.\nHar du to minutter?", daily_target=40)
        await hand.sees(
            "Firma 0 AS", "› 90 12 34 56 mobile", "22 33 44 50 telephone", "Kari Nes · Daglig leder", "Bodø", "lunsj",
            "Møtt på messe", "Send brosjyre", "Har du to minutter?", "Note of this call", "called 0, left 1",
            "today 0 of 40",
            "y Reached", "0 No answer", "b Busy", "! Wrong number", "I Not interested", "+ Call back", "p Dial",
        )  # fmt: skip


async def test_a_list_is_made_of_what_the_list_of_leads_shows_or_of_the_marked(desk: Desk) -> None:
    """LEAD-05, LEAD-33: p, n, a name; gone on with from the start page, changed and deleted there."""
    ids = leads(desk)
    async with at(desk) as hand:
        await hand.press("p")
        await hand.sees("There is no call list yet")
        await hand.press("2")
        await hand.sees("Firma 3 AS")
        await hand.press("space", "space", "p")
        await hand.sees("New: 2 marked")
        keys = hand.screen.split("\n")[-1]
        assert not [key for key in ("Parked", "Change", "Delete", "Export") if key in keys], keys
        await hand.press("n")
        await hand.press("enter")
        await hand.sees("Give the call list a name.")
        await hand.type("To stykker")
        await hand.press("tab", "right", "tab")
        await hand.type("mange")
        await hand.press("f2")
        assert lists(desk.me) == []
        await hand.press("ctrl+u")
        await hand.type("30")
        await hand.press("tab", "tab")
        await hand.type("Hei\ndu")
        await hand.press("f2")
        await hand.sees("Firma 0 AS", "2 on the list.", "today 0 of 30", "Hei", "du")
        (row,) = lists(desk.me)
        assert (row.name, row.shared, row.daily_target, row.script) == ("To stykker", False, 30, "Hei\ndu")
        assert row.filter is None
        await hand.press("escape")
        await hand.sees("Firma 3 AS", "Owner")
        assert "marked" not in hand.screen
        await hand.press("f")
        await hand.type("firma 3")
        await hand.press("enter")
        await hand.press("p")
        await hand.sees("To stykker", "all that the list shows")
        await hand.press("down", "a")
        await hand.sees("Add 1 to To stykker?", "all that the list shows")
        await hand.press("enter", "escape")
        await hand.sees("Call lists", "left 2")
        await hand.press("a", "y")
        await hand.sees("1 more on To stykker.")
        await hand.press("p")
        await hand.sees("To stykker", "all that the list shows")
        await hand.press("n")
        await hand.type("Filtret")
        await hand.press("f2")
        await hand.sees("Firma 3 AS", "1 on the list.")
        assert lists(desk.me)[0].filter is not None
        await hand.press("1")
        await hand.press("p")
        await hand.sees("Filtret", "left 1 ", "To stykker", "left 3 ", "only mine")
        await hand.press("down", "e")
        await hand.sees("To stykker", "Hei")
        await hand.press("end")
        await hand.type(" nå")
        await hand.press("enter")
        await hand.sees("To stykker nå")
        await hand.press("d", "y")
        await hand.until(lambda: len(lists(desk.me)) == 1)
        await hand.press("1")
        await hand.sees("Firma 3 AS", "Call list")
        assert ids


async def test_two_keys_from_dialling_to_the_next(desk: Desk, clock: StandingClock, tmp_path: Path) -> None:
    """The commonest call: p dials, 0 logs it with its length and shows the next."""
    ids = leads(desk)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        out = phone(hand, tmp_path)
        await hand.press("p")
        await hand.sees("Dialled 10:30")
        await hand.until(lambda: dialled(out) == ["+4722334450"])
        clock.move(seconds=40)
        await hand.press("0")
        await hand.until(lambda: screen.record_id == ids[1])
        await hand.sees("Firma 1 AS", "Firma 0 AS: No answer", "called 1, left 4")
        (call,) = on_file.rows(desk.store, Call.outcome, Call.duration, Call.number, Call.at)
        assert call == (2, 40, "22 33 44 50", "2026-11-23T09:30:00Z")


@pytest.mark.parametrize(
    ("key", "outcome", "status"),
    [("y", "reached", "contacted"), ("0", "no_answer", "not_contacted"), ("b", "busy", "not_contacted"),
     ("!", "wrong_number", "unreachable"), ("I", "not_interested", "unreachable")],
)  # fmt: skip
async def test_every_outcome_has_its_key(desk: Desk, key: str, outcome: str, status: str) -> None:
    """LEAD-34: with one key the call is logged and the next lead is there; u takes it back and shows the lead again."""
    ids = leads(desk)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        await hand.press("p", key)
        await hand.until(lambda: screen.record_id == ids[1])
        (call,) = on_file.rows(desk.store, Call.id)
        assert (desk.now(Call, call[0]).outcome, desk.now(Lead, ids[0]).status) == (outcome, status)
        await hand.press("u", "y")
        await hand.until(lambda: screen.record_id == ids[0])
        assert on_file.count(desk.store, Activity) == 0
        await hand.press("y")
        await hand.until(lambda: screen.record_id == ids[1])
        assert desk.now(Lead, ids[0]).status == "contacted"


async def test_call_backs_are_typed_and_come_first(desk: Desk, clock: StandingClock) -> None:
    """LEAD-34, LEAD-35, K03: what has passed or is too soon is refused beside what was typed."""
    ids = leads(desk)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        await hand.press("+")
        refused = (("yesterday", "has passed"), ("31.2", "does not exist"), ("whenever", "is not a time"))
        for text, told in refused:
            await hand.type(text)
            await hand.press("enter")
            await hand.sees(told)
            await hand.press("ctrl+u")
        await hand.press("escape")
        assert screen.record_id == ids[0]
        await hand.press("+")
        await hand.type("tomorrow")
        await hand.press("enter")
        await hand.until(lambda: screen.record_id == ids[1])
        clock.now = MONDAY + timedelta(hours=22, minutes=30)
        await hand.press("y")
        await hand.until(lambda: screen.record_id == ids[0])
        await hand.sees("Call back, promised for 09:00")


async def test_skip_and_previous(desk: Desk, clock: StandingClock) -> None:
    """A lead that is skipped comes again in an hour; the one before can be looked at, not logged twice."""
    ids = leads(desk, 2)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        await hand.press(",")
        await hand.sees("There was none before.")
        await hand.press(".")
        await hand.until(lambda: screen.record_id == ids[1])
        await hand.press("p", "0")
        await hand.sees("Nobody is to be called now.", "Next: 23 Nov 2026 11:30", "No answer 1")
        await hand.press("p")
        await hand.sees("Nobody is to be called now.")
        await hand.press(",")
        await hand.until(lambda: screen.record_id == ids[1])
        await hand.sees("It was called within the hour")
        await hand.press("y")
        await hand.sees("This call is logged already; u takes it back.")
        await hand.press("p")
        assert screen.dialled is None
        await hand.press(".")
        await hand.sees("Nobody is to be called now.")
        clock.move(hours=1)
        await hand.press(".")
        await hand.until(lambda: screen.record_id == ids[0])
        assert on_file.count(desk.store, Call) == 1


async def test_another_number_is_chosen_and_dialled(desk: Desk, tmp_path: Path) -> None:
    (one,) = leads(desk, 1, mobile="90 12 34 56")
    async with at(desk) as hand:
        await calling(hand, desk, [one])
        out = phone(hand, tmp_path)
        await hand.press("#", "p")
        await hand.sees("› 22 33 44 50")
        await hand.until(lambda: dialled(out) == ["+4722334450"])
        await hand.press("!")
        await hand.sees("Nobody is to be called now.", "Next: ")
        assert desk.now(Lead, one).status == "not_contacted"


async def test_the_note_is_kept_as_it_is_typed(desk: Desk) -> None:
    """COM-10: left without an outcome it is a draft, here and as a form; logged it is the call's text."""
    ids = leads(desk)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        await hand.press("N")
        await hand.type("Vil ha tilbud, q0y")
        (kept,) = [json.loads(line) for line in draft_lines(desk)[-1:]]
        assert kept == {"field": "text", "text": "Vil ha tilbud, q0y"}
        await hand.press("enter", "escape")
        await hand.until(lambda: not isinstance(hand.app.screen, CallingScreen))
        await hand.until(lambda: len(found(desk.folder / "drafts", "test", desk.me.person.id)) == 1)
        assert found(desk.folder / "drafts", "test", desk.me.person.id)[0].record == f"call@lead:{ids[0]}"
        screen = CallingScreen(screen.list_id)
        hand.app.in_background(hand.app.show(screen))
        await hand.sees("Vil ha tilbud, q0y")
        await hand.press("y")
        await hand.until(lambda: screen.record_id == ids[1])
        assert on_file.value(desk.store, Call.text) == "Vil ha tilbud, q0y"
        assert draft_lines(desk) == []
        assert screen.note.text == ""


def draft_lines(desk: Desk) -> list[str]:
    """Return the lines of the drafts on the disk."""
    files = (desk.folder / "drafts").glob("*.draft")
    return [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]


async def test_edit_open_and_convert(desk: Desk) -> None:
    """The lead is mended, looked at and converted from here; converting logs the call as reached."""
    ids = leads(desk)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        await hand.press("e", "end")
        await hand.type(" nytt")
        await hand.press("f2")
        await hand.sees("Firma 0 AS nytt", "Note of this call")
        await hand.press("enter")
        await hand.sees("Details")
        await hand.press("escape")
        await hand.press("p", "c")
        await hand.sees("Convert Firma 0 AS nytt")
        await hand.press("enter")
        await hand.until(lambda: screen.record_id == ids[1])
        lead = desk.now(Lead, ids[0])
        assert (lead.status, lead.converted_customer is not None) == ("contacted", True)
        calls = on_file.ids(desk.store, Call)
        links = on_file.rows(
            desk.store, ActivityLink.record, ActivityLink.record_id, where=ActivityLink.activity.in_(calls)
        )
        assert {("lead", ids[0]), ("customer", lead.converted_customer)} <= set(links)


async def test_nothing_forbidden_is_dialled(desk: Desk, clock: StandingClock, tmp_path: Path) -> None:
    """LEAD-36, K08: a colleague says "do not call" while the lead is in front: the key dials nobody."""
    ids = leads(desk, 2)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        out = phone(hand, tmp_path)
        desk.update("KNO", Lead, ids[0], do_not_call=True)
        await hand.press("p")
        await hand.sees("Not to be called: do not call.")
        assert (dialled(out), screen.dialled) == ([], None)
        await hand.press(".")
        await hand.until(lambda: screen.record_id == ids[1])


async def test_who_was_skipped_is_said(desk: Desk) -> None:
    ids = leads(desk, 2)
    async with at(desk) as hand:
        made = create(desk.me, "Høst", refs("lead", ids), shared=True)
        desk.update("KNO", Lead, ids[0], do_not_call=True)
        hand.app.in_background(hand.app.show(CallingScreen(made.id)))
        await hand.sees("Firma 1 AS", "Skipped: Firma 0 AS, do not call")


async def test_the_lead_goes_back_however_the_screen_is_left(desk: Desk) -> None:
    """K06: a colleague gets it at once, whether it was left with Esc or by going to another screen."""
    ids = leads(desk, 1)
    for key in ("escape", "2"):
        async with at(desk) as hand:
            screen = await calling(hand, desk, ids)
            assert next_record(desk.as_("KNO"), screen.list_id, "kno").record_id is None
            await hand.press(key)
            await hand.until(lambda screen=screen: not screen.is_attached)
            assert next_record(desk.as_("KNO"), screen.list_id, "kno").record_id == ids[0]
            on_file.remove(desk.store, CallLease)


async def test_dialling_from_the_card(desk: Desk, tmp_path: Path) -> None:
    """LEAD-06, LEAD-36: `dial`; which number is asked where there are two, and first of all where it is forbidden."""
    ids = leads(desk, 2, mobile="90 12 34 56")
    desk.update("KNO", Lead, ids[1], mobile=None)
    desk.update("KNO", Lead, ids[1], do_not_call=True)
    async with at(desk) as hand:
        out = phone(hand, tmp_path)
        await hand.open("lead", ids[0])
        await hand.press("p")
        await hand.sees("90 12 34 56  mobile", "22 33 44 50  telephone")
        await hand.press("2")
        await hand.sees("what came of the call?")
        assert dialled(out) == ["+4722334450"]
        await hand.press("escape")
        await hand.open("lead", ids[1])
        await hand.press("p")
        await hand.sees("Dial Firma 1 AS all the same?", "do not call")
        await hand.press("enter", "p", "escape")
        assert dialled(out) == ["+4722334450"]
        await hand.press("p", "y")
        await hand.sees("what came of the call?")
        assert dialled(out) == ["+4722334450", "+4722334451"]


async def test_without_a_command_the_address_is_said(desk: Desk) -> None:
    """LEAD-38: the number is a link that the user's terminal can follow, and is said in words."""
    ids = leads(desk, 1)
    async with at(desk) as hand:
        await calling(hand, desk, ids)
        links = {
            segment.style.link
            for strips in hand.app.screen._compositor.render_strips()
            for segment in strips
            if segment.style is not None and segment.style.link
        }
        assert links == {"tel:+4722334450"}
        await hand.press("p")
        await hand.sees("Dial 22 33 44 50: tel:+4722334450")


async def test_a_command_that_fails_is_said_and_nothing_counts_as_dialled(desk: Desk) -> None:
    ids = leads(desk, 1)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        hand.app.settings = replace(hand.app.settings, dial_command="/no/such/phone")
        await hand.press("p")
        await hand.sees("/no/such/phone cannot be run")
        assert screen.dialled is None


async def test_a_reader_calls_nobody(desk: Desk) -> None:
    leads(desk, 1)
    async with at(desk, "RRR") as hand:
        await hand.press("2")
        await hand.sees("Firma 0 AS")
        await hand.press("p")
        await hand.sees("Readers may look")


async def test_hostile_text_is_shown_and_nothing_more(desk: Desk) -> None:
    """COM-15: names, numbers, script and notes from outside move no cursor and make no link."""
    values = dict.fromkeys(("title", "industry", "town", "subject", "note", "first_name"), HOSTILE)
    one = desk.insert(Lead, name=HOSTILE, phone="22334455\x1b]8;;evil\x1b\\" + HOSTILE[:20], **values)
    add(desk.me, "note", {"text": HOSTILE}, [("lead", one)])
    async with at(desk) as hand:
        await calling(hand, desk, [one], script=HOSTILE * 3)
        await hand.press("p", "N")
        await hand.type("[/]")
        assert nothing_moves(hand.screen)


@pytest.mark.parametrize("ascii", [False, True])
async def test_ascii_and_a_large_screen(desk: Desk, ascii: bool) -> None:
    ids = leads(desk, 1)
    async with at(desk, size=(140, 50), ascii=ascii) as hand:
        await calling(hand, desk, ids, script="Hei")
        await hand.sees("Firma 0 AS", "Script", "y Reached")
        if ascii:
            assert hand.screen.isascii() or "Høst" in hand.screen
