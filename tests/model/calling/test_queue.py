"""Who is handed out, in which order, to whom, and who is not (LEAD-35, LEAD-36, K01 … K06, K08)."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from model.activities.adding import add
from model.calling import queue
from model.calling.leases import release, renew
from model.calling.lists import refresh, skipped
from model.calling.outcomes import put_aside
from model.calling.queue import next_record, take
from model.calling.rules import is_private, objections, record_checks
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.core.storage.database import open_store
from model.leads.records import Lead
from model.merging.merge import merge, plan_merge
from tests.conftest import StandingClock
from tests.model.calling.calling import called, leads, listed, offered, person, ref
from tests.model.filing import FJORD, customer, lead
from tests.plain_sql import plain_sql

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""10:30 in Oslo."""


@pytest.fixture(autouse=True)
def on_a_monday(clock: StandingClock) -> None:
    """Begin on a working day."""
    clock.now = MONDAY


def update(session: Session, lead_id: int, **values: object) -> None:
    """Change a lead as somebody does while others call."""
    with change(session, "Change", "edit") as made:
        made.update(Lead, lead_id, values)


def drained(session: Session, list_id: int, clock: StandingClock) -> list[int]:
    """Return the leads in the order in which they come, each reached."""
    order = []
    while (turn := offered(session, list_id)).record_id is not None:
        order.append(turn.record_id)
        clock.move(minutes=1)
        called(session, list_id, turn.record_id, "reached", seconds=30)
    return order


def test_new_leads_come_in_the_lists_order(session: Session, clock: StandingClock) -> None:
    ids = leads(session, 5)
    made = listed(session, [ids[3], ids[0], ids[4]])
    assert (made.count, made.skipped) == (3, {})
    assert drained(session, made.id, clock) == [ids[3], ids[0], ids[4]]


def test_k01_private_persons_have_their_hours_companies_do_not(session: Session, clock: StandingClock) -> None:
    """K01: Saturday, 08:59, 21:00, a holiday: the person is skipped with the reason, the company behind is offered."""
    kari = person(session)
    (company,) = leads(session, 1)
    record_checks(session, "NO", [("+4790123456", False)])
    made = listed(session, [kari, company])
    for closed, why in (
        (datetime(2026, 11, 28, 11, tzinfo=UTC), "Saturday"),
        (datetime(2026, 11, 29, 11, tzinfo=UTC), "Sunday"),
        (datetime(2026, 11, 24, 7, 59, tzinfo=UTC), "before 9:00"),
        (datetime(2026, 11, 24, 20, 0, tzinfo=UTC), "after 21:00"),
        (datetime(2026, 12, 25, 11, 0, tzinfo=UTC), "public holiday"),
    ):
        clock.now = closed
        record_checks(session, "NO", [("+4790123456", False)])
        turn = offered(session, made.id)
        assert turn.record_id == company
        put_aside(session, made.id, ref(company), "ROO")
        nothing = offered(session, made.id)
        assert nothing.record_id is None
        (skip,) = nothing.skips
        assert (skip.record.record_id, skip.name) == (kari, "Kari Nes")
        assert why in skip.reason
        undo(session, latest_own(session).id)  # type: ignore[union-attr]
    for opened in (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), datetime(2026, 11, 24, 19, 59, tzinfo=UTC)):
        clock.now = opened
        record_checks(session, "NO", [("+4790123456", False)])
        assert offered(session, made.id).record_id == kari
        release(session, "ROO")


def test_k01_with_an_organisation_number_it_is_a_company(session: Session, clock: StandingClock) -> None:
    clock.now = datetime(2026, 11, 28, 11, tzinfo=UTC)
    trader = person(session, org_number=FJORD)
    assert offered(session, listed(session, [trader]).id).record_id == trader


def test_k01_who_turns_out_to_be_a_person_waits(session: Session, clock: StandingClock) -> None:
    """What was on the list as a company and is edited since goes by what it is now."""
    trader = person(session, org_number=FJORD)
    made = listed(session, [trader])
    record_checks(session, "NO", [("+4790123456", False)])
    update(session, trader, org_number=None)
    clock.now = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
    turn = offered(session, made.id)
    assert turn.record_id is None
    assert "after 21:00" in turn.skips[0].reason
    clock.now = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
    assert offered(session, made.id).record_id == trader


def test_k02_private_persons_need_a_fresh_check(session: Session, clock: StandingClock) -> None:
    """K02: never checked, checked more than a month ago, reserved: skipped; washed: called."""
    kari, per = person(session), person(session, "Per", "Haug", phone="91 23 45 67")
    made = listed(session, [kari, per])
    assert made.skipped == {"reservation": 2}
    assert offered(session, made.id).record_id is None
    record_checks(session, "NO", [("+4790123456", False), ("+4791234567", True)], MONDAY - timedelta(days=31))
    assert refresh(session, made.id) == 0
    assert [one.code for one in objections(session, ref(per))] == ["reserved"]
    record_checks(session, "NO", [("+4790123456", False), ("+4791234567", True)], MONDAY - timedelta(days=29))
    assert refresh(session, made.id) == 1
    assert offered(session, made.id).record_id == kari
    clock.move(days=1, hours=1)
    clock.move(days=1)
    turn = offered(session, made.id)
    assert turn.record_id is None
    assert [(skip.record.record_id, "reservation register" in skip.reason) for skip in turn.skips] == [(kari, True)]


def test_k02_a_danish_check_holds_a_quarter(session: Session) -> None:
    dane = person(session, phone="+45 31 23 45 67", country="Danmark")
    record_checks(session, "DK", [("+4531234567", False)], MONDAY - timedelta(days=80))
    assert listed(session, [dane]).skipped == {}
    record_checks(session, "DK", [("+4531234567", False)], MONDAY - timedelta(days=100))
    assert listed(session, [dane]).skipped == {"reservation": 1}


def test_k02_an_existing_customer_is_exempt(session: Session) -> None:
    kari = person(session)
    customer(session, "Nes", first_name="Kari", private=True, mobile="90123456")
    assert offered(session, listed(session, [kari]).id).record_id == kari


def test_k03_a_call_back_comes_first_at_its_time_and_not_before(session: Session, clock: StandingClock) -> None:
    """K03: Thursday 14:00; before it the others, at it the one who waits."""
    ids = leads(session, 30)
    made = listed(session, ids)
    promised = offered(session, made.id).record_id
    assert promised == ids[0]
    thursday = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
    called(session, made.id, promised, "call_back", call_back_at=thursday)
    clock.now = thursday - timedelta(minutes=1)
    early = offered(session, made.id)
    assert (early.record_id, early.kind) == (ids[1], "new")
    clock.now = thursday
    turn = offered(session, made.id)
    assert (turn.record_id, turn.kind, turn.due) == (promised, "call_back", thursday)


def test_k03_a_colleagues_call_back_is_anybodys_half_an_hour_later(
    session: Session, kari: Session, clock: StandingClock
) -> None:
    """A promise belongs to who gave it; when nobody keeps it, somebody does."""
    ids = leads(session, 3)
    made = listed(session, ids)
    called(session, made.id, ids[0], "call_back", call_back_at=MONDAY + timedelta(hours=2))
    clock.move(hours=2, minutes=29)
    assert offered(kari, made.id).record_id == ids[1]
    clock.move(minutes=1)
    assert offered(kari, made.id).record_id == ids[0]


def test_k05_nobody_is_offered_within_the_hour(session: Session, kari: Session, clock: StandingClock) -> None:
    """K05: by a colleague, from another list or by hand: what counts is the call."""
    ids = leads(session, 2)
    made, other = listed(session, ids), listed(session, ids, "Other")
    add(kari, "call", {"subject": "Ringte", "at": MONDAY - timedelta(minutes=20)}, [("lead", ids[0])])
    turn = offered(session, made.id)
    assert turn.record_id == ids[1]
    assert [(skip.record.record_id, skip.reason) for skip in turn.skips] == [(ids[0], "called within the hour")]
    assert [one.code for one in objections(session, ref(ids[0]))] == ["hour"]
    called(session, made.id, ids[1], "no_answer")
    assert offered(kari, other.id).record_id is None
    clock.move(minutes=41)
    assert offered(session, made.id).record_id == ids[0]


def test_k05_the_hour_begins_when_the_call_ends(session: Session, clock: StandingClock) -> None:
    (one,) = leads(session, 1)
    made = listed(session, [one])
    add(session, "call", {"subject": "Lang", "at": MONDAY - timedelta(minutes=80), "duration": 1800}, [("lead", one)])
    assert offered(session, made.id).record_id is None
    clock.move(minutes=10)
    assert offered(session, made.id).record_id == one


def test_k06_two_callers_never_get_the_same(session: Session, kari: Session, clock: StandingClock) -> None:
    """K06: on one list, on two lists that share a lead, and in two windows of one person."""
    ids = leads(session, 3)
    made, other = listed(session, ids), listed(session, ids, "Other")
    assert offered(session, made.id).record_id == ids[0]
    assert offered(kari, made.id).record_id == ids[1]
    assert offered(session, other.id, "second window").record_id == ids[2]
    assert offered(kari, other.id, "third window").record_id is None
    with pytest.raises(UserError, match="ROO has it open"):
        take(kari, made.id, ref(ids[0]), "KOL")


def test_k06_the_lock_expires_unless_it_is_renewed(session: Session, kari: Session, clock: StandingClock) -> None:
    ids = leads(session, 2)
    made = listed(session, ids)
    assert offered(session, made.id).record_id == ids[0]
    clock.move(minutes=9)
    assert renew(session, ref(ids[0]), "ROO")
    clock.move(minutes=9)
    assert offered(kari, made.id).record_id == ids[1]
    release(kari, "KOL")
    clock.move(minutes=2)
    assert offered(kari, made.id).record_id == ids[0]
    assert not renew(session, ref(ids[0]), "ROO")


def test_k06_eight_callers_at_once(session: Session, location: Path | str, clock: StandingClock) -> None:
    """Threads with connections of their own empty a list: every lead once, nobody turned away."""
    ids = leads(session, 80)
    made = listed(session, ids)
    got: list[int] = []
    errors: list[BaseException] = []

    def work(number: int) -> None:
        store = open_store(location)
        mine = Session(store, session.records, session.person, clock)
        try:
            while (turn := next_record(mine, made.id, f"caller {number}")).record_id is not None:
                got.append(turn.record_id)
                called(mine, made.id, turn.record_id, "reached", holder=f"caller {number}")
        except BaseException as error:
            errors.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(got) == ids


def test_k08_do_not_call_leaves_every_list(session: Session, clock: StandingClock) -> None:
    """K08: set before, or in the middle; when it is taken back the lead is called again."""
    ids = leads(session, 4)
    update(session, ids[0], do_not_call=True)
    made = listed(session, ids)
    assert made.skipped == {"do_not_call": 1}
    update(session, ids[1], do_not_call=True)
    turn = offered(session, made.id)
    assert turn.record_id == ids[2]
    assert [(skip.record.record_id, skip.reason) for skip in turn.skips] == [(ids[1], "do not call")]
    assert [one.code for one in objections(session, ref(ids[1]))] == ["do_not_call"]
    assert skipped(session, made.id) == {"do_not_call": 2}
    update(session, ids[1], do_not_call=False)
    assert refresh(session, made.id) == 1
    assert drained(session, made.id, clock) == [ids[1], ids[2], ids[3]]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"active": False}, "gone"),
        ({"status": "unreachable"}, "lost"),
        ({"phone": None}, "no_number"),
    ],
)
def test_who_cannot_be_called_is_skipped(session: Session, values: dict[str, object], reason: str) -> None:
    ids = leads(session, 2)
    made = listed(session, ids)
    update(session, ids[0], **values)
    assert offered(session, made.id).record_id == ids[1]
    assert skipped(session, made.id) == {reason: 1}


def test_what_is_hidden_is_neither_put_on_nor_handed_out(session: Session, kari: Session, clock: StandingClock) -> None:
    """CUST-09, on lists as well; its owner gets it from the shared list, the others do not."""
    ids = leads(session, 3)
    update(session, ids[0], owner=kari.person.id, owner_only=True)
    assert listed(session, ids).count == 2
    made = listed(kari, ids)
    assert made.count == 3
    assert offered(session, made.id).record_id == ids[1]
    assert offered(kari, made.id).record_id == ids[0]


def test_a_long_row_of_skipped_ones_is_passed_in_pieces(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others get to write while a caller's look goes on."""
    monkeypatch.setattr(queue, "_LOOKED_AT", 10)
    ids = leads(session, 61)
    made = listed(session, ids)
    for one in ids[:60]:
        update(session, one, do_not_call=True)
    turn = offered(session, made.id)
    assert turn.record_id == ids[60]
    assert len(turn.skips) == 20
    assert skipped(session, made.id) == {"do_not_call": 60}


def test_put_aside_comes_again_after_an_hour_and_can_be_undone(session: Session, clock: StandingClock) -> None:
    ids = leads(session, 2)
    made = listed(session, ids)
    offered(session, made.id)
    put_aside(session, made.id, ref(ids[0]), "ROO")
    assert offered(session, made.id).record_id == ids[1]
    undo(session, latest_own(session).id)  # type: ignore[union-attr]
    assert offered(session, made.id).record_id == ids[0]
    put_aside(session, made.id, ref(ids[0]), "ROO")
    called(session, made.id, ids[1], "reached")
    nothing = offered(session, made.id)
    assert (nothing.record_id, nothing.due) == (None, MONDAY + timedelta(hours=1))
    clock.move(hours=1)
    assert offered(session, made.id).record_id == ids[0]


@pytest.mark.parametrize("name", ["Kari Nes", "Nes Kari", "Nes, Kari", "KARI NES"])
def test_k01_a_private_person_is_one_whose_lead_goes_by_their_name(session: Session, name: str) -> None:
    own = lead(session, name, first_name="Kari", last_name="Nes", phone="90123456")
    firm = lead(session, "Kari Nes AS", first_name="Kari", last_name="Nes", phone="90123456")
    nobody = lead(session, "Firma", phone="90123456")
    assert [is_private(session, ref(one)) for one in (own, firm, nobody)] == [True, False, False]


def test_a_hidden_private_person_is_not_named_among_those_who_wait(
    session: Session, kari: Session, clock: StandingClock
) -> None:
    """CUST-09: what is skipped is told by name only to who may see it."""
    own = person(session)
    record_checks(session, "NO", [("+4790123456", False)])
    made = listed(session, [own])
    update(session, own, owner_only=True)
    clock.now = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)
    assert offered(kari, made.id).skips == ()
    assert [skip.name for skip in offered(session, made.id).skips] == ["Kari Nes"]


def test_k08_two_leads_on_a_list_that_are_merged_are_one_and_stay_forbidden(session: Session) -> None:
    """K08, M07: the target stands on the list once, with what was set on either side."""
    ids = leads(session, 3)
    made = listed(session, ids)
    update(session, ids[1], do_not_call=True)
    merge(session, plan_merge(session, "lead", ids[1], ids[0]))
    rows = session.store.rows(plain_sql("SELECT record_id FROM call_list_entry WHERE list = ? ORDER BY id", made.id))
    assert [row[0] for row in rows] == [ids[0], ids[2]]
    assert offered(session, made.id).record_id == ids[2]
