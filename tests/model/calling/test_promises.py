"""A call-back that the customer asked for is kept at its time, also within the hour (K03, K05)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from model.activities.records import Call
from model.calling.lists import create, refs
from model.calling.outcomes import call_back_time, is_soon
from model.calling.queue import take
from model.calling.rules import objections
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from tests.conftest import StandingClock
from tests.model.calling.calling import called, leads, listed, offered, ref
from tests.plain_sql import plain_sql

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture(autouse=True)
def on_a_monday(clock: StandingClock) -> None:
    """Begin on a working day."""
    clock.now = MONDAY


@pytest.mark.parametrize(
    ("text", "minutes", "soon"), [("in 1 min", 1, True), ("om 10 min", 10, True), ("in 1h", 60, False)]
)
def test_any_time_to_come_can_be_promised(text: str, minutes: int, soon: bool) -> None:
    """K05 binds what the program hands out by itself; the caller is told that it is within the hour."""
    now = MONDAY.astimezone(OSLO)
    found = call_back_time(text, now)
    assert found == MONDAY + timedelta(minutes=minutes)
    assert is_soon(found, now) is soon


def test_a_promise_within_the_hour_is_handed_out_at_its_time_and_called(session: Session, clock: StandingClock) -> None:
    one, two = leads(session, 2)
    made = listed(session, [one, two])
    offered(session, made.id)
    called(session, made.id, one, "call_back", call_back_at=MONDAY + timedelta(minutes=10))
    assert offered(session, made.id).record_id == two
    clock.move(minutes=9)
    assert offered(session, made.id).record_id == two
    # Looked at too early, it may be called when it was promised, and not first an hour after.
    assert [each.sentence for each in objections(session, ref(one))] == [
        "It was called within the hour: not before 23 Nov 2026 09:40."
    ]
    clock.move(minutes=1)
    turn = offered(session, made.id)
    assert (turn.record_id, turn.kind, turn.due) == (one, "call_back", MONDAY + timedelta(minutes=10))
    assert objections(session, ref(one)) == []
    clock.move(minutes=1)
    done = called(session, made.id, one, "no_answer")
    # What follows is the program's own choice again, and keeps the hour.
    assert done.due is not None
    assert done.due >= clock.now + timedelta(hours=1)
    assert [each.code for each in objections(session, ref(one))] == ["hour"]


def test_what_was_promised_on_one_list_is_not_called_from_another(session: Session, clock: StandingClock) -> None:
    """A customer who said "Thursday" is not rung by a colleague on another list in the meantime."""
    (one,) = leads(session, 1)
    first, second = listed(session, [one], "Høst"), listed(session, [one], "Messe")
    called(session, first.id, one, "call_back", call_back_at=MONDAY + timedelta(days=3))
    clock.move(days=1)
    turn = offered(session, second.id)
    assert (turn.record_id, [skip.reason for skip in turn.skips]) == (None, ["a call-back is promised"])
    clock.now = MONDAY + timedelta(days=3)
    assert offered(session, second.id, "other").record_id is None
    assert offered(session, first.id).record_id == one
    # Where nobody kept it, the other list goes on an hour later.
    clock.move(hours=1)
    assert offered(session, second.id, session.person.initials).record_id == one


def test_a_call_from_elsewhere_counts_for_the_list_that_waits(session: Session, clock: StandingClock) -> None:
    """Dialled from the card: logged with its outcome, and the list knows; of several lists, the one that promised."""
    one, two = leads(session, 2)
    first, second = listed(session, [one], "Høst"), listed(session, [one], "Messe")
    called(session, first.id, one, "call_back", call_back_at=MONDAY + timedelta(hours=2))
    clock.move(hours=2)
    called(session, None, one, "reached", note="Vil ha tilbud")
    states = plain_sql("SELECT list, state FROM call_list_entry WHERE record_id = ? ORDER BY list", one)
    assert session.store.rows(states) == [(first.id, 4), (second.id, 1)]
    assert session.store.value(plain_sql("SELECT count(*) FROM activity WHERE kind = 'task' AND done = 1")) == 1
    done = called(session, None, two, "call_back", call_back_at=clock.now + timedelta(minutes=5))
    assert (done.state, done.due) == ("call_back", clock.now + timedelta(minutes=5))
    assert session.store.value(plain_sql("SELECT count(*) FROM activity WHERE kind = 'task' AND done = 0")) == 1
    assert session.store.value(plain_sql("SELECT count(*) FROM call_list_call")) == 2


def test_a_private_list_of_a_colleague_is_left_alone(session: Session, kari: Session) -> None:
    (one,) = leads(session, 1)
    create(kari, "Karis", refs("lead", [one]))
    called(session, None, one, "reached")
    assert session.store.value(plain_sql("SELECT count(*) FROM call_list_call")) == 0


def test_a_call_nobody_knows_the_length_of_has_none(session: Session, clock: StandingClock) -> None:
    """Without a dialled number the call is logged at its end, with no duration instead of nought seconds."""
    (one,) = leads(session, 1)
    made = listed(session, [one])
    done = called(session, made.id, one, "reached", seconds=None)
    call = read(session, Call, done.call)
    assert (call.duration, call.at) == (None, MONDAY)


def test_a_meeting_is_booked_with_the_call(session: Session) -> None:
    """One change: the appointment, the call as reached, the lead contacted; undo takes all of it back."""
    (one,) = leads(session, 1)
    made = listed(session, [one])
    at = MONDAY + timedelta(days=2)
    called(session, made.id, one, "reached", appointment_at=at, note="Hos dem")
    assert session.store.rows(plain_sql("SELECT subject, text FROM activity WHERE kind = 'appointment'")) == [
        ("Meeting with Firma 000 AS", "Hos dem")
    ]
    assert session.store.rows(plain_sql("SELECT at, \"end\" FROM activity WHERE kind = 'appointment'")) == [
        ("2026-11-25T09:30:00Z", "2026-11-25T10:30:00Z")
    ]
    past = latest_own(session)
    assert past is not None
    assert past.name == "Call Firma 000 AS: Meeting booked"
    undo(session, past.id)
    assert session.store.value(plain_sql("SELECT count(*) FROM activity")) == 0


def test_k08_do_not_call_again_is_one_change(session: Session) -> None:
    """K08: the flag, the call, no list hands the lead out any more; undo takes it back."""
    (one,) = leads(session, 1)
    first, second = listed(session, [one], "Høst"), listed(session, [one], "Messe")
    called(session, first.id, one, "not_interested", do_not_call=True)
    assert session.store.row(plain_sql("SELECT do_not_call, status, classification FROM lead")) == (1, 3, 3)
    assert offered(session, first.id).record_id is None
    turn = offered(session, second.id)
    assert (turn.record_id, [skip.reason for skip in turn.skips]) == (None, ["do not call"])
    past = latest_own(session)
    assert past is not None
    assert past.name == "Call Firma 000 AS: Do not call again"
    undo(session, past.id)
    assert session.store.row(plain_sql("SELECT do_not_call, status FROM lead")) == (0, 2)


def test_taking_a_lead_says_what_it_waits_for(session: Session, clock: StandingClock) -> None:
    """The start page opens a call-back that is due; a lead gone back to is only looked at."""
    one, two = leads(session, 2)
    made = listed(session, [one, two])
    assert take(session, made.id, ref(two), "me").kind == "new"
    called(session, made.id, one, "call_back", call_back_at=MONDAY + timedelta(minutes=30))
    assert take(session, made.id, ref(one), "me").kind == ""
    clock.move(minutes=30)
    turn = take(session, made.id, ref(one), "me")
    assert (turn.kind, turn.due) == ("call_back", MONDAY + timedelta(minutes=30))
