"""What a call leads to (LEAD-34, K03, K04, K05, K07), and what is counted of it (LEAD-37)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from model.activities.records import Call, Task
from model.calling.leases import release
from model.calling.lists import change_list
from model.calling.outcomes import call_back_time, log_outcome
from model.calling.progress import an_hour, day, progress
from model.calling.telephone_numbers import numbers_of
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import NotAllowedError, NotFoundError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.leads.choices import ConversionChoices
from model.leads.convert import convert, plan_conversion
from model.leads.records import Lead
from tests.conftest import StandingClock
from tests.model.calling.calling import called, leads, listed, offered, ref
from tests.model.core.conftest import colleague
from tests.model.filing import contents, lead
from tests.plain_sql import plain_sql

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")


@pytest.fixture(autouse=True)
def on_a_monday(clock: StandingClock) -> None:
    """Begin on a working day."""
    clock.now = MONDAY


def entry(session: Session, lead_id: int) -> tuple[object, ...] | None:
    """Return state, due and tries of a lead on its only list."""
    return session.store.row(
        plain_sql("SELECT state, due, tries FROM call_list_entry WHERE record = 'lead' AND record_id = ?", lead_id)
    )


def test_k07_reached_sets_the_first_contact_once(session: Session, clock: StandingClock) -> None:
    """K07: green tick and time of first contact; a later call does not move it."""
    (one,) = leads(session, 1)
    made = listed(session, [one])
    offered(session, made.id)
    note = "Vil ha tilbud\nHar tre biler"
    done = called(session, made.id, one, "reached", seconds=187, note=note, number="22 33 0000")
    now = read(session, Lead, one)
    assert (now.status, now.first_contact, now.classification) == ("contacted", MONDAY - timedelta(seconds=187), "none")
    call = read(session, Call, done.call)
    assert (call.direction, call.outcome, call.duration) == ("out", "reached", 187)
    assert call.at == MONDAY - timedelta(seconds=187)
    assert (call.text, call.number, call.owner) == (note, "22 33 0000", session.person.id)
    assert session.store.rows(plain_sql("SELECT record, record_id FROM activity_link")) == [("lead", one)]
    assert (done.state, done.due) == ("done", None)
    assert offered(session, made.id).record_id is None
    clock.move(hours=2)
    called(session, made.id, one, "reached")
    assert read(session, Lead, one).first_contact == MONDAY - timedelta(seconds=187)


@pytest.mark.parametrize(
    ("outcome", "status", "classification", "state"),
    [
        ("reached", "contacted", "none", "done"),
        ("not_interested", "unreachable", "cold", "done"),
        ("wrong_number", "unreachable", "none", "done"),
        ("no_answer", "not_contacted", "none", "retry"),
        ("busy", "not_contacted", "none", "retry"),
        ("call_back", "not_contacted", "none", "call_back"),
    ],
)
def test_every_outcome_is_one_change_that_undo_takes_back(
    session: Session, outcome: str, status: str, classification: str, state: str
) -> None:
    """LEAD-34: call, status, what follows, the list: all of it, or nothing; after undo the lead is offered again."""
    (one,) = leads(session, 1)
    made = listed(session, [one])
    before = contents(session.store)
    offered(session, made.id)
    at = MONDAY + timedelta(days=1) if outcome == "call_back" else None
    done = called(session, made.id, one, outcome, call_back_at=at)
    now = read(session, Lead, one)
    assert (now.status, now.classification, done.state) == (status, classification, state)
    assert session.store.value(plain_sql("SELECT count(*) FROM call_lease")) == 0
    assert (progress(session, made.id).called, progress(session, made.id).outcomes) == (1, {outcome: 1})
    past = latest_own(session)
    assert past is not None
    assert past.name.startswith("Call Firma 000 AS: ")
    undo(session, past.id)
    assert contents(session.store) == before
    assert offered(session, made.id).record_id == one


def test_k04_who_does_not_answer_is_tried_again_and_then_parked(session: Session, clock: StandingClock) -> None:
    """K04: three hours, a day, two, four; the fifth time without an answer ends it."""
    (one,) = leads(session, 1)
    made = listed(session, [one])
    for tries in range(1, 6):
        turn = offered(session, made.id)
        assert (turn.record_id, turn.tries) == (one, tries - 1)
        done = called(session, made.id, one, "no_answer")
        assert done.state == ("retry" if tries < 5 else "parked")
        nothing = offered(session, made.id)
        assert (nothing.record_id, nothing.due) == (None, done.due)
        if done.due is not None:
            clock.now = done.due - timedelta(minutes=1)
            assert offered(session, made.id).record_id is None
            clock.now = done.due
    assert (progress(session, made.id).parked, progress(session, made.id).left) == (1, 0)
    assert read(session, Lead, one).status == "not_contacted"


def test_k04_the_limit_is_the_lists_own(session: Session) -> None:
    (one,) = leads(session, 1)
    made = listed(session, [one])
    change_list(session, made.id, highest_tries=1)
    assert called(session, made.id, one, "busy").state == "parked"


def test_busy_is_tried_an_hour_later(session: Session, clock: StandingClock) -> None:
    (one,) = leads(session, 1)
    made = listed(session, [one])
    assert called(session, made.id, one, "busy").due == MONDAY + timedelta(hours=1)
    clock.move(minutes=59, seconds=59)
    assert offered(session, made.id).record_id is None
    clock.move(seconds=1)
    assert offered(session, made.id).record_id == one


def test_another_number_is_tried_where_one_is_wrong(session: Session, clock: StandingClock) -> None:
    """A wrong number is no lost lead as long as there is another; the wrong one comes last from then on."""
    one = lead(session, "Firma AS", phone="22334455", mobile="90123456", direct_phone="90 12 34 56")
    made = listed(session, [one])
    assert [each.text for each in numbers_of(session, ref(one))] == ["90 12 34 56", "22334455"]
    done = called(session, made.id, one, "wrong_number", number="90 12 34 56")
    assert (done.state, read(session, Lead, one).status) == ("retry", "not_contacted")
    assert [(each.text, each.wrong) for each in numbers_of(session, ref(one))][-1] == ("90 12 34 56", True)
    clock.move(hours=1)
    assert offered(session, made.id).record_id == one
    done = called(session, made.id, one, "wrong_number", number="22334455")
    assert (done.state, read(session, Lead, one).status) == ("done", "unreachable")


def test_k03_a_call_back_is_a_task_that_the_next_call_ticks(session: Session, clock: StandingClock) -> None:
    (one,) = leads(session, 1)
    made = listed(session, [one])
    at = MONDAY + timedelta(days=3)
    called(session, made.id, one, "call_back", call_back_at=at, note="Sjefen er tilbake")
    (task,) = [row[0] for row in session.store.rows(plain_sql("SELECT id FROM activity WHERE kind = 'task'"))]
    now = read(session, Task, task)
    assert (now.subject, now.at, now.done, now.text) == ("Call Firma 000 AS", at, False, "Sjefen er tilbake")
    clock.now = at
    assert offered(session, made.id).record_id == one
    called(session, made.id, one, "no_answer")
    assert read(session, Task, task).done
    assert entry(session, one)[2] == 1  # type: ignore[index]


@pytest.mark.parametrize("then", ["keep", "delete"])
def test_a_call_that_ends_in_a_conversion_is_on_what_the_lead_became(session: Session, then: str) -> None:
    """LEAD-34: the call is logged once, on the customer, and on the lead where that is still there."""
    (one,) = leads(session, 1)
    made = listed(session, [one])
    offered(session, made.id)
    became = convert(session, plan_conversion(session, one, ConversionChoices(then=then)))
    done = called(session, made.id, one, "reached", became=[("customer", became.customer)])
    sql = "SELECT record, record_id FROM activity_link WHERE activity = ? ORDER BY 1"
    also = [("lead", one)] if then == "keep" else []
    assert session.store.rows(plain_sql(sql, done.call)) == [("customer", became.customer), *also]
    assert progress(session, made.id).outcomes == {"reached": 1}
    assert offered(session, made.id).record_id is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tomorrow 9", (24, 9, 0)),
        ("tomorrow", (24, 9, 0)),
        ("fri 14:30", (27, 14, 30)),
        ("fredag", (27, 9, 0)),
        ("in 2h", (23, 12, 30)),
        ("om 2 timer", (23, 12, 30)),
        ("15.30", (23, 15, 30)),
        ("26.11 kl 8", (26, 8, 0)),
    ],
)
def test_call_backs_are_typed_as_people_say_them(text: str, meant: tuple[int, int, int]) -> None:
    now = MONDAY.astimezone(OSLO)
    assert call_back_time(text, now) == datetime(2026, 11, *meant, tzinfo=OSLO)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Write when"),
        ("soon", "not a time"),
        ("yesterday", "has passed"),
        ("23.11.2026 10:29", "has passed"),
        ("31.2", "does not exist"),
    ],
)
def test_call_backs_in_the_past_are_refused(text: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        call_back_time(text, MONDAY.astimezone(OSLO))


def test_k01_no_call_back_is_promised_at_a_forbidden_hour() -> None:
    now = MONDAY.astimezone(OSLO)
    assert call_back_time("sat 11", now).day == 28
    with pytest.raises(UserError, match="Saturday"):
        call_back_time("sat 11", now, private=True)


def test_a_call_is_logged_once(session: Session, clock: StandingClock) -> None:
    """The same key twice, or a lost answer, makes no second call."""
    (one,) = leads(session, 1)
    made = listed(session, [one])
    called(session, made.id, one, "no_answer")
    with pytest.raises(UserError, match="logged already"):
        called(session, made.id, one, "reached")
    assert session.store.value(plain_sql("SELECT count(*) FROM activity")) == 1


def test_what_cannot_be_logged_changes_nothing(session: Session, kari: Session) -> None:
    ids = leads(session, 2)
    made = listed(session, ids[:1])
    reader = colleague(session, "RRR", "Reader", "reader")
    before = contents(session.store)
    tomorrow = MONDAY + timedelta(days=1)
    for error, who, one, outcome, values in (
        (UserError, session, ids[1], "reached", {}),
        (UserError, session, ids[0], "elsewhere", {}),
        (UserError, session, ids[0], "call_back", {}),
        (UserError, session, ids[0], "call_back", {"call_back_at": MONDAY - timedelta(minutes=5)}),
        (NotFoundError, session, 999, "reached", {}),
        (NotAllowedError, reader, ids[0], "call_back", {"call_back_at": tomorrow}),
    ):
        with pytest.raises(error):
            called(who, made.id, one, outcome, **values)  # type: ignore[arg-type]
    with pytest.raises(UserError, match="ends before"):
        log_outcome(session, made.id, ref(ids[0]), "reached", MONDAY, MONDAY - timedelta(seconds=1))
    assert contents(session.store) == before


def test_progress_counts_calls_outcomes_and_the_day(session: Session, kari: Session, clock: StandingClock) -> None:
    """LEAD-37: called, left, outcomes, calls per hour, today against the target; a pause does not count."""
    ids = leads(session, 10)
    made = listed(session, ids, daily_target=4)
    for outcome, minutes in (("reached", 5), ("no_answer", 10), ("not_interested", 90), ("reached", 5)):
        turn = offered(session, made.id)
        assert turn.record_id is not None
        called(session, made.id, turn.record_id, outcome)
        clock.move(minutes=minutes)
    turn = offered(kari, made.id)
    assert turn.record_id is not None
    called(kari, made.id, turn.record_id, "busy")
    release(kari, "KOL")
    found = progress(session, made.id)
    assert (found.total, found.called, found.left, found.parked, found.skipped) == (10, 5, 7, 0, 0)
    assert found.outcomes == {"reached": 2, "no_answer": 1, "not_interested": 1, "busy": 1}
    assert (found.day.calls, found.day.target, found.day.outcomes["reached"]) == (4, 4, 2)
    assert found.day.an_hour is not None
    assert 9 < found.day.an_hour < 11
    clock.move(days=1)
    assert day(session, made.id).calls == 0
    assert an_hour([], MONDAY) is None
