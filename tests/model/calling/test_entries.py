"""Who is on a list and in which state, taking up what is parked, and how the lists stand (K04, LEAD-37)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from model.calling.entries import entries, take_up
from model.calling.lists import count_new, create, refs
from model.calling.progress import Standing, standings
from model.core.access.session import Session
from model.core.errors import NotAllowedError, NotFoundError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from tests.conftest import StandingClock
from tests.model.calling.calling import called, leads, listed, offered, ref
from tests.model.core.conftest import colleague
from tests.model.filing import lead
from tests.plain_sql import plain_sql

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_a_monday(clock: StandingClock) -> None:
    """Begin on a working day."""
    clock.now = MONDAY


def test_k04_parked_leads_are_seen_and_taken_up_again(session: Session, clock: StandingClock) -> None:
    """K04: parked after the last try; taken up again they are called at once, as a change that undo takes back."""
    ids = leads(session, 3)
    made = listed(session, ids, highest_tries=1)
    for one in ids[:2]:
        called(session, made.id, one, "no_answer")
    assert [(each.record.record_id, each.tries) for each in entries(session, made.id, "parked")] == [
        (ids[0], 1),
        (ids[1], 1),
    ]
    assert [each.state for each in entries(session, made.id)] == ["parked", "parked", "new"]
    clock.move(hours=2)
    assert take_up(session, made.id, [ref(ids[1])]) == 1
    assert [each.record.record_id for each in entries(session, made.id, "retry")] == [ids[1]]
    assert offered(session, made.id).record_id == ids[2]
    called(session, made.id, ids[2], "reached")
    turn = offered(session, made.id)
    assert (turn.record_id, turn.tries) == (ids[1], 0)
    assert take_up(session, made.id) == 1
    past = latest_own(session)
    assert past is not None
    assert past.name == "Take up those parked on call list Høst: 1"
    undo(session, past.id)
    assert [each.record.record_id for each in entries(session, made.id, "parked")] == [ids[0]]


def test_what_cannot_be_taken_up_is_refused(session: Session, kari: Session) -> None:
    ids = leads(session, 2)
    made, own = listed(session, ids), create(kari, "Karis", refs("lead", ids))
    reader = colleague(session, "RRR", "Reader", "reader")
    with pytest.raises(UserError, match="None of them is parked"):
        take_up(session, made.id)
    with pytest.raises(UserError, match="none of new, call_back"):
        entries(session, made.id, "asleep")
    with pytest.raises(NotFoundError):
        take_up(session, own.id)
    called(session, made.id, ids[0], "not_interested")
    session.store.run(plain_sql("UPDATE call_list_entry SET state = 5 WHERE record = 'lead' AND record_id = ?", ids[1]))
    session.store.connection().commit()
    with pytest.raises(NotAllowedError):
        take_up(reader, made.id)


def test_lists_say_what_is_left_due_and_done_today(session: Session, kari: Session, clock: StandingClock) -> None:
    """The menu's numbers; leads that are hidden from the person are not counted."""
    ids = leads(session, 4)
    hidden = lead(kari, "Hemmelig AS", phone="22334455", owner=kari.person.id, owner_only=True)
    made = create(kari, "Høst", refs("lead", [*ids, hidden]), shared=True, highest_tries=1)
    called(session, made.id, ids[0], "call_back", call_back_at=MONDAY + timedelta(minutes=10))
    called(session, made.id, ids[1], "no_answer")
    assert standings(session)[made.id] == Standing(left=3, due=0, parked=1, today=2)
    assert standings(kari)[made.id] == Standing(left=4, due=0, parked=1, today=0)
    clock.move(minutes=10)
    assert standings(session)[made.id].due == 1
    clock.move(days=1)
    assert standings(session)[made.id].today == 0
    own = create(kari, "Karis", refs("lead", ids))
    assert own.id not in standings(session)


def test_how_many_would_be_added_is_known_before(session: Session, kari: Session) -> None:
    """Those on the list already, and hidden ones, are no news."""
    ids = leads(session, 3)
    hidden = lead(kari, "Hemmelig AS", phone="22334455", owner=kari.person.id, owner_only=True)
    made = listed(session, ids[:1])
    assert count_new(session, made.id, refs("lead", [*ids, hidden])) == 2
    assert session.store.value(plain_sql("SELECT count(*) FROM call_list_entry")) == 1
