"""The start page, pressed key by key (CUST-01, K03, W20).

Actions: `box_left`, `box_right`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from model.activities.adding import add
from model.calling import lists
from model.calling.kinds import RecordRef
from model.calling.outcomes import log_outcome
from model.campaigns.records import Campaign
from model.core import language
from model.core.numbers import format_whole
from model.customers.records import Customer
from model.dashboard.won import WonStale, WonSum
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests import on_file
from tests.conftest import StandingClock
from tests.tui.desk import HOSTILE, OSLO, Desk, Hand, at, nothing_moves
from tui.start.page import StartPage
from tui.start.picture import Picture, _shared
from tui.widgets.list_screen import ListScreen

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HEADINGS = (
    "Call-backs due", "My tasks due", "My meetings today", "Latest customers", "Sales this month",
    "Top sellers this year", "My pipeline this month", "My pipeline this quarter",
)  # fmt: skip


def fill(desk: Desk, clock: StandingClock) -> dict[str, int]:
    """Put something into each box; return the IDs by what they are."""
    lead = desk.insert(Lead, name="Ring AS", phone="22334455")
    found = {"lead": lead, "customer": desk.insert(Customer, name="Kunde AS", visiting_town="Voss")}
    calls = lists.create(desk.me, "Liste", lists.refs("lead", [lead]), shared=True)
    clock.move(days=-1)
    log_outcome(
        desk.me, calls.id, RecordRef("lead", lead), "call_back",
        started=clock.now, ended=clock.now + timedelta(minutes=1), call_back_at=NOON - timedelta(hours=1),
    )  # fmt: skip
    clock.move(days=1)
    place = [("customer", found["customer"])]
    found["task"] = add(desk.me, "task", {"subject": "Send tilbud", "at": NOON - timedelta(days=3)}, place)
    add(desk.me, "task", {"subject": "En annen dag", "at": NOON + timedelta(days=3)}, place)
    found["appointment"] = add(desk.me, "appointment", {"subject": "Demo", "at": NOON + timedelta(hours=2)}, place)

    def sale(title: str, **values: Any) -> int:
        return desk.insert(Opportunity, title=title, customer=found["customer"], **values)

    found["won"] = sale("Solgt", status="won", amount=Decimal("1234.50"))
    found["month"] = sale("Snart", amount=Decimal(5000), probability=Decimal(50), expected_close=NOON.date())
    found["quarter"] = sale("Senere", amount=Decimal(700), expected_close=datetime(2026, 12, 20, tzinfo=UTC).date())
    return found


def page(hand: Hand) -> StartPage:
    """Return the start page in front."""
    screen = hand.app.screen
    assert isinstance(screen, StartPage), screen
    return screen


async def to_box(hand: Hand, name: str) -> None:
    """Press Tab until the cursor stands in a box."""
    for _turn in range(10):
        if page(hand)._front == name:
            return
        await hand.press("tab")
    raise AssertionError(f"no way to {name}:\n{hand.screen}")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (170, 45)])
async def test_every_box_is_in_sight(desk: Desk, clock: StandingClock, size: tuple[int, int]) -> None:
    """CUST-01, K03: six boxes, tasks and call-backs, what is on file, my leads, on one screen."""
    fill(desk, clock)
    async with at(desk, size=size) as hand:
        await hand.sees(*HEADINGS, "On file", "2 Leads 1 (mine 1)", "5 Opportunities 3 (mine 3)", "My leads")
        await hand.sees("Ring AS", "Send tilbud", "Demo", "Kunde AS", "Solgt", "Snart", "Senere", "1,235")
        large = size[1] > 30
        assert hand.screen.count("En annen dag") == large
        assert hand.line("Send tilbud").lstrip().startswith("! 18 Nov")
        assert ("Done last" in hand.screen) == large
        # A call-back is a promise on a call list, and no task beside it.
        assert large or hand.screen.count("Ring AS") == 1


@pytest.mark.parametrize(
    ("box", "seen"),
    [
        ("call_backs", ("Call list  Liste", "Ring AS", "y Reached")),
        ("tasks", ("Task  Send tilbud",)), ("meetings", ("Appointment  Demo",)),
        ("customers", ("Customer  Kunde AS",)), ("sales", ("Opportunity  Solgt",)),
        ("sellers", ("Opportunities", "won by ADM", "Solgt", "1 of 1")), ("month", ("Opportunity  Snart",)),
        ("changes", ("History",)),
    ],
)  # fmt: skip
async def test_enter_opens_what_a_row_stands_for(
    desk: Desk, clock: StandingClock, box: str, seen: tuple[str, ...]
) -> None:
    """CUST-01: each row opens its record; a seller's row the list of what was won."""
    fill(desk, clock)
    async with at(desk, size=(100, 40)) as hand:
        await hand.sees("Latest customers", "Kunde AS")
        await to_box(hand, box)
        await hand.press("enter")
        await hand.sees(*seen)
        await hand.press("escape")
        await hand.sees("Latest customers")
        assert page(hand)._front == box


async def test_esc_once_too_often_ends_nothing(desk: Desk) -> None:
    """COM-02: from the start page there is no step back: Esc asks, Q ends the program at once."""
    async with at(desk) as hand:
        await hand.press("3", "escape", "escape")
        await hand.sees("Quit Salg?")
        await hand.press("escape")
        await hand.sees("Start page")
        await hand.until(lambda: "Quit Salg?" not in hand.screen)
        assert not hand.app._exit
        await hand.press("q")
        await hand.sees("Quit Salg?")
        await hand.pilot.press("y")
        await hand.until(lambda: hand.app._exit)


@pytest.mark.parametrize("tongue", ["en", "nb", "da"])
async def test_sums_of_two_currencies_are_whole(desk: Desk, clock: StandingClock, tongue: str) -> None:
    """On 80×24 each currency has its row with the whole sum, which opens those sales; both have their best sellers."""
    clock.now = NOON
    language.use(tongue)
    customer = desk.insert(Customer, name="Kunde AS")
    for number in range(8):
        for currency, amount in (("NOK", 1_234_567), ("DKK", 2_345_678)):
            values = {"customer": customer, "currency": currency, "amount": Decimal(amount + number)}
            for owner in ("KNO", "OBE", "ADM"):
                me = desk.as_(owner).person.id
                desk.insert(Opportunity, title=f"Won {number}", status="won", owner=me, **values)
            desk.insert(Opportunity, title=f"Open {number}", expected_close=NOON.date(), **values)
    nok, dkk = (24 * amount + 3 * 28 for amount in (1_234_567, 2_345_678))
    async with at(desk) as hand:
        await hand.sees("KNO")
        for amount, currency in ((nok, "NOK"), (dkk, "DKK"), (8 * 1_234_567 + 28, "NOK"), (8 * 2_345_678 + 28, "DKK")):
            told = " ".join(f"{format_whole(amount)} {currency}".split())
            await hand.until(lambda told=told: told in " ".join(hand.screen.split()))
        sellers = [line for line in hand.screen.split("\n") if "█" in line]
        assert any("NOK" in line for line in sellers)
        assert any("DKK" in line for line in sellers)
        await to_box(hand, "sales")
        await hand.press("down", "enter")
        await hand.until(
            lambda: isinstance(hand.app.screen, ListScreen) and hand.app.screen.list.count_text()[:2] == "24"
        )
        assert "DKK" in hand.screen or "NOK" in hand.screen


async def test_arrows_and_tab_go_through_the_boxes(desk: Desk, clock: StandingClock) -> None:
    """CUST-01: Tab and Shift+Tab go round the boxes, up and down through a column, left and right across."""
    fill(desk, clock)
    async with at(desk) as hand:
        await hand.sees("Latest customers", "Kunde AS")
        assert page(hand)._front == "call_backs"
        seen = []
        for _turn in range(8):
            seen.append(page(hand)._front)
            await hand.press("tab")
        assert seen == ["call_backs", "tasks", "meetings", "customers", "sales", "sellers", "month", "quarter"]
        assert page(hand)._front == "call_backs"
        await hand.press("shift+tab")
        assert page(hand)._front == "quarter"
        await hand.press("down", "left")
        assert page(hand)._front == "customers"
        await hand.press("left", "up")
        assert page(hand)._front == "meetings"
        await hand.press("right", "right")
        assert page(hand)._front == "month"
        await hand.press("home", "k", "k", "j")
        assert page(hand)._front == "sellers"
        await hand.press("enter")
        await hand.sees("won by ADM")


async def test_a_long_box_takes_what_the_others_leave_and_is_gone_through(desk: Desk, clock: StandingClock) -> None:
    """CUST-01: more rows than are seen are told in the heading, and come as the cursor goes on."""
    fill(desk, clock)
    for number in range(60):
        add(desk.me, "task", {"subject": f"Oppgave {number:02}", "at": NOON - timedelta(minutes=60 - number)}, [])
    async with at(desk) as hand:
        await hand.sees(*HEADINGS, "Send tilbud", "Oppgave 00", "50+ ↓")
        assert "Oppgave 30" not in hand.screen
        await to_box(hand, "tasks")
        await hand.press("pagedown", "pagedown", "pagedown", "pagedown")
        assert "Send tilbud" not in hand.screen
        await hand.press("end")
        await hand.sees("Oppgave 48")
        await hand.press("enter")
        await hand.sees("Task  Oppgave 48")
        await hand.press("escape")
        await hand.sees("Oppgave 48")
        await hand.press("home")
        await hand.sees("Send tilbud")


async def test_what_is_due_is_ticked_off(desk: Desk, clock: StandingClock) -> None:
    """CUST-01, COM-12: Space takes a task off the page, u brings it back; a box without tasks has no such key."""
    fill(desk, clock)
    async with at(desk) as hand:
        await hand.sees("Send tilbud", "Space Done")
        await to_box(hand, "tasks")
        await hand.press("space")
        await hand.sees("Done: Send tilbud")
        assert "! 18 Nov" not in hand.screen
        await hand.press("u", "y")
        await hand.sees("! 18 Nov")
        await to_box(hand, "meetings")
        await hand.press("space")
        await hand.sees("Done: Demo")
        assert hand.line("15:00  Demo").lstrip().startswith("✓")
        await to_box(hand, "customers")
        assert "Space" not in hand.screen
    async with at(desk, "RRR") as hand:
        await hand.sees("Latest customers", "Solgt")
        await hand.press("space")


async def test_what_is_somebody_elses_or_done_is_not_there(desk: Desk, clock: StandingClock) -> None:
    """CUST-09, W20: a colleague sees the company's figures, but neither mine nor those of hidden customers."""
    fill(desk, clock)
    hidden = desk.insert(Customer, name="Skjult AS", owner_only=True)
    desk.insert(Opportunity, title="Hemmelig", customer=hidden, status="won", amount=Decimal(9_000_000))
    async with at(desk, "KNO") as hand:
        await hand.sees("Call-backs due ", "Solgt", "1,235 NOK", "Kunde AS", "ADM")
        for text in ("Ring AS", "Send tilbud", "Demo", "Snart", "Skjult", "Hemmelig", "9,0"):
            assert text not in hand.screen
        assert hand.line("My tasks due").count("none") == 1


async def test_another_day_begins_at_midnight(desk: Desk, clock: StandingClock) -> None:
    """CUST-01: one timer turns the page to the new day; tomorrow's meetings are then today's."""
    clock.now = datetime(2026, 11, 21, 22, 59, 59, 900_000, tzinfo=UTC)
    tomorrow = datetime(2026, 11, 22, 9, tzinfo=OSLO)
    desk.insert(Customer, name="Kunde AS")
    add(desk.me, "appointment", {"subject": "Demo", "at": tomorrow}, [])
    async with at(desk) as hand:
        await hand.sees("21 Nov 2026", "Kunde AS")
        assert "Demo" not in hand.screen
        clock.now = tomorrow
        await hand.sees("22 Nov 2026", "Demo")


async def test_what_others_do_is_seen_on_coming_back_and_nothing_is_painted_for_nothing(
    desk: Desk, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CUST-01: the boxes are read when the page comes back; the same again sends nothing."""
    fill(desk, clock)
    async with at(desk) as hand:
        await hand.sees("Latest customers", "Kunde AS")
        await hand.press("2")
        desk.update("KNO", Customer, 1, name="Nytt navn AS")
        await hand.press("1")
        await hand.sees("Nytt navn AS")
        painted: list[int] = []
        monkeypatch.setattr(Picture, "_paint", lambda _self, row: painted.append(row))
        await hand.app.changed()
        assert painted == []


async def test_sums_are_kept_once_the_page_stands(desk: Desk, clock: StandingClock) -> None:
    """CUST-01: what was worked out for the page is kept for the next time, also by one who may only read."""
    fill(desk, clock)
    assert on_file.count(desk.store, WonStale) == 1
    async with at(desk, "RRR") as hand:
        await hand.sees("Solgt")
        await hand.until(lambda: on_file.count(desk.store, WonStale) == 0)
    assert on_file.rows(desk.store, WonSum.employee, WonSum.amount) == [(0, 123_450), (1, 123_450)]


async def test_nothing_on_file_says_what_to_press(desk: Desk) -> None:
    """COM-14: the first steps are there until there is something to put into a box."""
    async with at(desk) as hand:
        await hand.sees("Nothing is on file yet. Press L", "salg registry load FILE")
        await hand.press("enter", "down", "tab", "right", "left", "end", "pagedown")
        assert len(hand.app.screen_stack) == 1
        await hand.press("enter")
        await hand.sees("There is nothing here to open yet.")


@pytest.mark.parametrize("tongue", ["en", "nb", "da"])
async def test_hostile_names_and_ascii_keep_the_columns(desk: Desk, clock: StandingClock, tongue: str) -> None:
    """COM-16: whatever a name holds, boxes stand where they stood; ASCII is ASCII but for what was typed."""
    found = fill(desk, clock)
    desk.update("ADM", Customer, found["customer"], name=HOSTILE)
    add(desk.me, "task", {"subject": HOSTILE, "at": NOON}, [])
    language.use(tongue)
    async with at(desk, ascii=True) as hand:
        await hand.sees("Demo")
        assert nothing_moves(hand.screen)
        assert "─" not in hand.screen
        assert "█" not in hand.screen


def test_rows_are_shared_in_turn() -> None:
    """A long box takes only what the others leave; what is over stands between them."""
    assert _shared([0, 60, 1, 10], 16) == ([0, 6, 1, 5], 0)
    assert _shared([2, 2], 9) == ([2, 2], 1)
    assert _shared([5], 3) == ([2], 0)


async def test_my_running_campaigns_have_a_box_where_there_are_any(desk: Desk, clock: StandingClock) -> None:
    """CUST-01: what I own and is active, that which ends first on top; Enter opens it; without any there is no box."""
    fill(desk, clock)
    today = NOON.date()
    async with at(desk) as hand:
        await hand.sees("My tasks due")
        assert "My running campaigns" not in hand.screen
    me, other = desk.me.person.id, desk.as_("KNO").person.id
    for subject, days, values in (
        ("Spring", 20, {"type": "letter"}),
        ("Late", -2, {}),
        ("Planned", 3, {"status": "planned"}),
        ("Theirs", 3, {"owner": other}),
        ("Gone", 3, {"active": False}),
    ):
        desk.insert(
            Campaign, subject=subject, end=today + timedelta(days=days), **{"status": "active", "owner": me, **values}
        )
    async with at(desk) as hand:
        await hand.sees("My running campaigns", "Spring", "Letter", *HEADINGS)
        for absent in ("Planned", "Theirs", "Gone"):
            assert absent not in hand.screen
        assert hand.line("Late").lstrip().startswith("!")
        await to_box(hand, "campaigns")
        await hand.press("down", "enter")
        await hand.sees("Campaign  Spring")
