"""What the caller's keys bring about, and that all of it is in sight at 80 × 24 (LEAD-33, LEAD-34, LEAD-37).

The actions: `call_meeting`, `call_never`, `call_parked`, `call_more`, `call_less`.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from model.activities.adding import add
from model.activities.records import Activity, Appointment
from model.calling.tables import Reservation
from model.core.dates import utc_text
from model.leads.records import Lead
from tests import on_file
from tests.conftest import StandingClock
from tests.tui.calling.conftest import MONDAY
from tests.tui.calling.test_screen import calling, leads
from tests.tui.desk import Desk, at


async def test_a_meeting_is_booked_with_one_key(desk: Desk, clock: StandingClock) -> None:
    """a asks when, makes the appointment, logs the call as reached and goes on; u takes all of it back."""
    ids = leads(desk, 2)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        await hand.press("a")
        await hand.sees("The meeting is when?")
        await hand.type("yesterday")
        await hand.press("enter")
        await hand.sees("has passed")
        await hand.press("ctrl+u")
        await hand.type("wed 14:00")
        await hand.sees("Wednesday 25 Nov 2026 14:00")
        await hand.press("enter")
        await hand.until(lambda: screen.record_id == ids[1])
        await hand.sees("Firma 0 AS: Meeting booked", "y Reached 1")
        assert desk.last_change() == "Call Firma 0 AS: Meeting booked"
        assert on_file.rows(desk.store, Appointment.subject, Appointment.at) == [
            ("Meeting with Firma 0 AS", "2026-11-25T13:00:00Z")
        ]
        assert desk.now(Lead, ids[0]).status == "contacted"
        await hand.press("u", "y")
        await hand.until(lambda: screen.record_id == ids[0])
        assert on_file.count(desk.store, Activity) == 0


async def test_do_not_call_again_is_one_key(desk: Desk) -> None:
    """K08: - sets the flag, logs the call and goes on."""
    ids = leads(desk, 2)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        await hand.press("-")
        await hand.until(lambda: screen.record_id == ids[1])
        await hand.sees("Firma 0 AS: Do not call again")
        lead = desk.now(Lead, ids[0])
        assert (lead.do_not_call, lead.status) == (True, "unreachable")
        await hand.press("u", "y")
        await hand.until(lambda: screen.record_id == ids[0])
        assert not desk.now(Lead, ids[0]).do_not_call


async def test_a_call_back_within_the_hour_is_told_of_and_kept(desk: Desk, clock: StandingClock) -> None:
    """K05: "in 10 min" is the customer's own wish: understood while it is typed, warned of, handed out at its time."""
    ids = leads(desk, 2)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        await hand.press("+")
        await hand.type("in 10 min")
        await hand.sees("Monday 23 Nov 2026 10:40 · within the hour of this call")
        await hand.press("enter")
        await hand.until(lambda: screen.record_id == ids[1])
        clock.move(minutes=10)
        await hand.press("0")
        await hand.until(lambda: screen.record_id == ids[0])
        await hand.sees("Call back, promised for 10:40")
        assert "within the hour" not in hand.screen
        await hand.press("y")
        await hand.until(lambda: screen.record_id is None)
        assert desk.now(Lead, ids[0]).status == "contacted"


async def test_outcomes_so_far_stay_in_sight(desk: Desk) -> None:
    """LEAD-37: beside the keys, while calling."""
    ids = leads(desk, 5)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids)
        for number, key in enumerate(("0", "0", "y", "I"), start=1):
            await hand.press(key)
            await hand.until(lambda number=number: screen.record_id == ids[number])
        await hand.sees("0 No answer 2", "y Reached 1", "I Not interested 1", "called 4, left 3")


async def test_parked_leads_are_taken_up_again(desk: Desk, clock: StandingClock) -> None:
    """K04: t shows who is parked; Enter takes up one, a all."""
    ids = leads(desk, 3)
    async with at(desk) as hand:
        screen = await calling(hand, desk, ids, highest_tries=1)
        await hand.press("t")
        await hand.sees("Nobody is parked on this list.")
        await hand.press("0", "0", "0")
        await hand.sees("Nobody is to be called now.", "parked 3")
        await hand.press("t")
        await hand.sees("Parked: whom to call again?", "Firma 0 AS  · 1 call without an answer", "Firma 2 AS")
        await hand.press("escape")
        clock.move(hours=2)
        await hand.press("t", "down", "enter")
        await hand.until(lambda: screen.record_id == ids[1])
        await hand.press("t", "a")
        await hand.sees("2 are called again.")
        assert desk.last_change() == "Take up those parked on call list Høst: 2"


async def test_what_there_is_no_room_for_is_scrolled_to(desk: Desk) -> None:
    """Nothing is cut at 80 cells: long texts go on on the next line, and PgDn shows what is below."""
    one = desk.insert(
        Lead, name="Et ganske langt firmanavn " * 3 + "AS", phone="22 33 44 50", mobile="90 12 34 56",
        direct_phone="98 75 18 17",
        website="https://www.firma.example/om-oss/kontakt", employees=4500, org_number="923609016",
        revenue=Decimal(45000000),
        note="Liker ikke å bli ringt etter lunsj. " * 6 + "Slutten på notatet.",
    )  # fmt: skip
    said = "Snakket lenge om priser og levering. " * 4 + "Vil ha ca. 4 500 stykker."
    add(desk.me, "note", {"text": said, "at": MONDAY - timedelta(days=3)}, [("lead", one)])
    script = "\n".join(f"Replikk {number}" for number in range(12))
    async with at(desk) as hand:
        await calling(hand, desk, [one], script=script)
        await hand.sees("98 75 18 17 direct telephone", "90 12 34 56 mobile", "22 33 44 50 telephone")
        await hand.sees("stykker.", "kontakt", "PgDn")
        assert "…" not in hand.screen
        seen = hand.screen
        for _page in range(4):
            await hand.press("pagedown")
            seen += hand.screen
        await hand.sees("Slutten på notatet.", "PgUp to the top")
        assert all(f"Replikk {number}" in seen for number in range(12))
        await hand.press("up", "up", "up", "up")
        await hand.sees("kontakt", "PgDn")


async def test_why_somebody_is_not_to_be_called_is_read_whole(desk: Desk) -> None:
    """LEAD-36: the note on the reservation register takes two lines at 80 cells, in every language the longest."""
    lead = desk.insert(Lead, name="Kari Nes", first_name="Kari", last_name="Nes", phone="22 33 44 50")
    at_now = utc_text(MONDAY)
    on_file.add(desk.store, Reservation, number="+4722334450", reserved=0, checked_at=at_now, register="NO")
    async with at(desk) as hand:
        await calling(hand, desk, [lead])
        on_file.remove(desk.store, Reservation)
        await hand.press("p")
        await hand.sees("private person, not checked against", "within a month.")
