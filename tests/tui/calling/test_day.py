"""A day of calling, played through the keys: two callers, 200 leads, every outcome, call-backs falling due."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from model.activities.link_record import ActivityLink
from model.activities.records import Call
from model.calling.lists import create, refs
from model.calling.progress import progress
from model.calling.records import CallListCall
from model.calling.rules import record_checks
from model.core.dates import from_utc_text
from model.core.records.scope import in_scope
from model.leads.records import Lead
from tests import on_file
from tests.conftest import StandingClock
from tests.tui.calling.conftest import MONDAY
from tests.tui.desk import Desk, Hand, at
from tui.calling import telephone
from tui.calling.screen import CallingScreen

KEYS = ("0", "y", "0", "b", "0", "+", "I", "0", "!", "y")
"""What the calls of a day lead to, over and over."""
OUTCOMES = {"0": 2, "y": 1, "b": 3, "+": 6, "I": 5, "!": 4}
UNTIL = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)


async def begin(hand: Hand, list_id: int) -> CallingScreen:
    """Open the list for one of the callers."""
    screen = CallingScreen(list_id)
    hand.app.in_background(hand.app.show(screen))
    await hand.until(lambda: screen.picture is not None and hand.app.idle)
    return screen


@pytest.mark.slow
async def test_a_day_of_calling(desk: Desk, clock: StandingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """LEAD-33 … LEAD-37, K01 … K08.

    Every call is logged once, nobody is called twice within the hour or by two at once, nothing forbidden is dialled,
    and every call-back that falls due is kept.
    """
    numbers = {f"+472233{number:04}": number for number in range(200)}
    ids = [
        desk.insert(Lead, name=f"Firma {number} AS", phone=f"2233{number:04}", do_not_call=number % 25 == 0)
        for number in range(170)
    ]
    ids += [
        desk.insert(Lead, name=f"Kari {number}", first_name="Kari", last_name=str(number), phone=f"2233{number:04}")
        for number in range(170, 200)
    ]
    washed = set(range(170, 185))
    record_checks(desk.me, "NO", [(f"+472233{number:04}", number == 180) for number in washed])
    made = create(desk.me, "Høst", refs("lead", ids), shared=True, daily_target=100)
    assert made.skipped == {"do_not_call": 7, "reservation": 15, "reserved": 1}

    rung: list[tuple[int, datetime]] = []
    monkeypatch.setattr(telephone, "dial", lambda _command, number, **_more: rung.append((numbers[number], clock.now)))
    forbidden_since = dict.fromkeys(range(0, 170, 25), MONDAY)
    forbidden_since |= dict.fromkeys(range(185, 200), MONDAY) | {180: MONDAY}
    pressed: Counter[str] = Counter()
    promised: dict[int, datetime] = {}
    kept: list[timedelta] = []
    clock.now = MONDAY - timedelta(hours=2)

    async with AsyncExitStack() as stack:
        hands = [await stack.enter_async_context(at(desk, who)) for who in ("ADM", "KNO")]
        screens = [await begin(hand, made.id) for hand in hands]
        for hand in hands:
            hand.app.settings = replace(hand.app.settings, dial_command="phone")
        turn = 0
        while clock.now < UNTIL:
            hand, screen, other = hands[turn % 2], screens[turn % 2], screens[(turn + 1) % 2]
            turn += 1
            clock.move(seconds=75)
            if screen.record_id is None:
                await hand.press(".")
                if screen.record_id is None:
                    continue
            lead = screen.record_id
            assert lead != other.record_id
            number = ids.index(lead)
            assert screen.picture is not None
            if screen.picture.turn.kind == "call_back":
                due = promised.pop(lead)
                assert clock.now >= due
                kept.append(clock.now - due)
            if turn % 60 == 0:
                # While the lead is in front, somebody hears that it is not to be called: the key dials nobody.
                desk.update("OBE", Lead, lead, do_not_call=True)
                forbidden_since[number] = clock.now
            before = len(rung)
            await hand.press("p")
            if number in forbidden_since:
                assert len(rung) == before
                await hand.press(".")
                continue
            await hand.until(lambda before=before: len(rung) == before + 1)
            clock.move(seconds=45)
            key = KEYS[sum(pressed.values()) % len(KEYS)]
            await hand.press(key)
            if key == "+":
                await hand.type("in 2h")
                await hand.press("enter")
                promised[lead] = clock.now.replace(second=0) + timedelta(hours=2)
            await hand.until(lambda screen=screen, lead=lead: screen.record_id != lead)
            pressed[key] += 1

    link = ActivityLink
    columns = link.record_id, Call.at, Call.duration, Call.outcome, Call.owner
    logged = Call.select(*columns).join(link, on=link.activity == Call.id).where(in_scope(Call)).order_by(Call.at)
    calls = desk.store.rows(logged)
    # Every call is logged once, with what was pressed, by who pressed it.
    assert len(calls) == sum(pressed.values()) == on_file.count(desk.store, CallListCall)
    assert Counter(outcome for _lead, _at, _seconds, outcome, _owner in calls) == Counter(
        {OUTCOMES[key]: count for key, count in pressed.items()}
    )
    assert set(pressed) == set(KEYS)
    assert len({owner for *_call, owner in calls}) == 2
    assert [(ids.index(lead), from_utc_text(at)) for lead, at, *_rest in calls] == sorted(
        rung, key=lambda each: each[1]
    )
    # Nobody is called twice within the hour.
    by_lead = defaultdict(list)
    for lead, began, seconds, _outcome, _owner in calls:
        by_lead[lead].append((from_utc_text(began), timedelta(seconds=seconds)))
    assert any(len(times) > 1 for times in by_lead.values())
    for times in by_lead.values():
        for (first, took), (second, _took) in pairwise(times):
            assert second - (first + took) >= timedelta(hours=1)
    # Nothing forbidden is dialled.
    for number, when in rung:
        assert when < forbidden_since.get(number, UNTIL + timedelta(hours=1))
        if number >= 170:
            assert number in washed
    # Call-backs come when they are due, before anything else, to who promised them or half an hour later to anybody.
    assert len(kept) > 5
    assert all(late <= timedelta(minutes=35) for late in kept)
    assert all(due > clock.now - timedelta(minutes=35) for due in promised.values())
    found = progress(desk.me, made.id)
    assert (found.total, found.called) == (200, len(by_lead))
    assert sum(found.outcomes.values()) == len(calls)
