"""The rules hold for every kind of record that can be called, alone and mixed on one list (LEAD-33, K01 … K08)."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from model.activities.adding import add as add_activity
from model.calling.entries import entries, take_up
from model.calling.export import export
from model.calling.kinds import RecordRef, callable_kinds, kind_of
from model.calling.leases import release, renew
from model.calling.lists import add, create, refresh, refs, skipped
from model.calling.outcomes import put_aside, waiting_list
from model.calling.progress import progress, standings
from model.calling.queue import take
from model.calling.rules import is_private, objections, record_checks
from model.calling.telephone_numbers import numbers_of
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.changes.deletion import delete
from model.core.errors import UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.core.lists.criteria import Criterion, Filter
from model.customers.links import link
from model.customers.records import Contact, Customer
from model.leads.choices import ConversionChoices
from model.leads.convert import convert, plan_conversion
from model.merging.merge import merge, plan_merge
from tests.conftest import StandingClock
from tests.model.calling.calling import called, offered
from tests.model.filing import contact, contents, customer, lead
from tests.plain_sql import plain_sql

MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 11, tzinfo=UTC)
KINDS = ("lead", "customer", "contact")


@pytest.fixture(autouse=True)
def on_a_monday(clock: StandingClock) -> None:
    """Begin on a working day, at 10:30 in Oslo."""
    clock.now = MONDAY


def company(session: Session, kind: str, phone: str = "22334450", **values: object) -> RecordRef:
    """Put somebody on file who is called as a company."""
    if kind == "contact":
        made = contact(session, "Kari", "Nes", phone=phone, **values)
        firm = customer(session, "Nes AS", number=None)
        with change(session, "Link", "edit") as tx:
            link(tx, firm, made, "Daglig leder")
        return RecordRef(kind, made)
    filed = lead if kind == "lead" else customer
    return RecordRef(kind, filed(session, "Fjord AS", phone=phone, **values))


def person(session: Session, kind: str, phone: str = "90123456") -> RecordRef:
    """Put a private person on file who is no customer."""
    if kind == "contact":
        return RecordRef(kind, contact(session, "Kari", "Nes", phone=phone))
    if kind == "customer":
        values = {"first_name": "Kari", "private": True, "kind": "neither", "phone": phone}
        return RecordRef(kind, customer(session, "Nes", **values))
    return RecordRef(kind, lead(session, "Kari Nes", first_name="Kari", last_name="Nes", phone=phone))


def update(session: Session, ref: RecordRef, **values: object) -> None:
    """Change a record as somebody does while others call."""
    with change(session, "Change", "edit") as made:
        made.update(kind_of(session, ref.type_name).record, ref.record_id, values)


def listed(session: Session, *records: RecordRef, name: str = "Høst") -> int:
    """Make a shared list and return its ID."""
    return create(session, name, records, shared=True).id


def test_the_kinds_are_those_that_declare_it(session: Session) -> None:
    assert {kind.name for kind in callable_kinds(session)} >= set(KINDS)
    with pytest.raises(UserError, match="cannot be called"):
        create(session, "Høst", [("opportunity", 1)])


@pytest.mark.parametrize("kind", KINDS)
def test_k01_k02_private_persons_of_every_kind_are_protected(session: Session, clock: StandingClock, kind: str) -> None:
    """K01, K02: not on a Saturday, and not before the register has been asked; companies are called."""
    kari, firm = person(session, kind), company(session, kind)
    made = create(session, "Høst", [kari, firm], shared=True)
    assert made.skipped == {"reservation": 1}
    assert (is_private(session, kari), is_private(session, firm)) == (True, False)
    record_checks(session, "Reservasjonsregisteret", [("+4790123456", False)])
    assert refresh(session, made.id) == 1
    clock.now = SATURDAY
    record_checks(session, "Reservasjonsregisteret", [("+4790123456", False)])
    assert offered(session, made.id).record == firm
    assert [each.code for each in objections(session, kari)] == ["hours"]
    clock.now = MONDAY + timedelta(days=1)
    called(session, made.id, firm, "reached")
    assert offered(session, made.id).record == kari


@pytest.mark.parametrize("kind", KINDS)
def test_k03_k04_k05_call_backs_tries_and_the_hour(session: Session, clock: StandingClock, kind: str) -> None:
    """K03: at its time and not before; K04: parked after the last try, and taken up; K05: not within the hour."""
    firm = company(session, kind)
    made = create(session, "Høst", [firm], shared=True, highest_tries=2).id
    at = MONDAY + timedelta(hours=5)
    assert called(session, made, firm, "call_back", call_back_at=at).due == at
    assert offered(session, made).record is None
    clock.now = at
    turn = offered(session, made)
    assert (turn.record, turn.kind, turn.number) == (firm, "call_back", "+4722334450")
    assert called(session, made, firm, "no_answer").state == "retry"
    assert [each.code for each in objections(session, firm)] == ["hour"]
    clock.move(days=1)
    assert called(session, made, firm, "busy").state == "parked"
    clock.move(hours=2)
    assert take_up(session, made, [firm]) == 1
    assert offered(session, made).record == firm
    assert session.store.value(plain_sql("SELECT count(*) FROM activity WHERE kind = 'task' AND done = 1")) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_k08_do_not_call_is_kept_on_the_record_and_undone_whole(session: Session, kind: str) -> None:
    """K08: one change: the wish, the call, the list; undo takes all of it back."""
    firm = company(session, kind)
    made, other = listed(session, firm), listed(session, firm, name="Other")
    before = contents(session.store)
    called(session, made, firm, "not_interested", do_not_call=True)
    assert session.store.value(plain_sql(f"SELECT do_not_call FROM {kind} WHERE id = ?", firm.record_id)) == 1
    assert offered(session, other).record is None
    assert skipped(session, other) == {"do_not_call": 1}
    undo(session, latest_own(session).id)  # type: ignore[union-attr]
    assert refresh(session, other) == 1
    assert contents(session.store) == before


@pytest.mark.parametrize("outcome", ["reached", "no_answer", "busy", "wrong_number", "not_interested", "call_back"])
@pytest.mark.parametrize("kind", ["customer", "contact"])
def test_an_outcome_of_every_kind_is_logged_and_undone(session: Session, kind: str, outcome: str) -> None:
    """LEAD-34: the call is on the record; undo leaves nothing of it."""
    firm = company(session, kind)
    made = listed(session, firm)
    before = contents(session.store)
    at = MONDAY + timedelta(days=1) if outcome == "call_back" else None
    done = called(session, made, firm, outcome, call_back_at=at, note="Sa noe")
    assert (kind, firm.record_id) in session.store.rows(
        plain_sql("SELECT record, record_id FROM activity_link WHERE activity = ?", done.call)
    )
    assert (progress(session, made).called, progress(session, made).outcomes) == (1, {outcome: 1})
    undo(session, latest_own(session).id)  # type: ignore[union-attr]
    assert contents(session.store) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_is_not_called_twice_within_the_hour(session: Session, clock: StandingClock, kind: str) -> None:
    """K05 across lists and records: a lead, a customer and a contact with one switchboard."""
    first, second = lead(session, "A AS", phone="22 33 44 50"), company(session, kind, "+47 22334450")
    one, two = listed(session, RecordRef("lead", first)), listed(session, second, name="Two")
    called(session, one, first, "reached")
    turn = offered(session, two)
    assert (turn.record, turn.due) == (None, MONDAY + timedelta(hours=1))
    assert [skip.reason for skip in turn.skips] == ["its number was called within the hour"]
    assert [each.code for each in objections(session, second)] == ["number_hour"]
    clock.move(hours=1)
    assert offered(session, two).record == second


def test_two_callers_never_have_one_number_open(session: Session, kari: Session, clock: StandingClock) -> None:
    """K06: locks go by the number as well as by the record, on one list and on two."""
    firm, boss = company(session, "customer"), company(session, "contact")
    other = RecordRef("lead", lead(session, "Other AS", phone="22334459"))
    one, two = listed(session, firm, other), listed(session, boss, other, name="Two")
    assert offered(session, one).record == firm
    assert offered(kari, two).record == other
    release(kari, "KOL")
    with pytest.raises(UserError, match="ROO has its number open"):
        take(kari, two, boss, "KOL")
    release(session, "ROO")
    assert offered(kari, two).record == boss
    # Whoever dials another number than the first has that one open.
    mobile = RecordRef("customer", customer(session, "Berg AS", phone="22334470", mobile="90112233"))
    clerk = RecordRef("lead", lead(session, "Berg", phone="90112233"))
    three, four = listed(session, mobile, name="Three"), listed(session, clerk, name="Four")
    assert offered(session, three).record == mobile
    assert renew(session, mobile, "ROO", "+4790112233")
    assert offered(kari, four).record is None


def test_k08_a_number_of_somebody_who_is_not_to_be_called_is_nobodys(session: Session) -> None:
    """K08: another number is called where there is one; where there is none, nobody is."""
    silent = company(session, "lead", "22334450", do_not_call=True)
    only = company(session, "contact", "22334450")
    both = RecordRef("customer", customer(session, "Berg AS", phone="22334450", mobile="90112233"))
    made = listed(session, only, both)
    turn = offered(session, made)
    assert (turn.record, [skip.record for skip in turn.skips]) == (both, [only])
    assert [(each.text, each.forbidden) for each in numbers_of(session, both)] == [
        ("90112233", False), ("22334450", True),
    ]  # fmt: skip
    assert objections(session, both) == []
    assert [each.code for each in objections(session, both, numbers_of(session, both)[1])] == ["number_do_not_call"]
    assert skipped(session, made) == {"number_do_not_call": 1}
    assert refresh(session, made) == 0
    update(session, silent, do_not_call=False)
    assert refresh(session, made) == 1


def test_what_is_promised_or_booked_on_one_list_is_known_on_the_other(session: Session, clock: StandingClock) -> None:
    """A call-back on the number of another record, and a meeting with the same one, hold the other list back."""
    firm, boss = company(session, "customer"), company(session, "contact")
    one, two = listed(session, firm), listed(session, boss, firm, name="Two")
    called(session, one, firm, "call_back", call_back_at=MONDAY + timedelta(hours=3))
    clock.move(hours=2)
    turn = offered(session, two)
    assert (turn.record, {skip.reason for skip in turn.skips}) == (
        None, {"a call-back is promised", "a call-back is promised on its number"},
    )  # fmt: skip
    clock.move(hours=1)
    meeting = clock.now + timedelta(days=2)
    assert called(session, one, firm, "reached", appointment_at=meeting).state == "done"
    clock.move(days=1)
    assert offered(session, two).record == boss
    called(session, two, boss, "reached")
    clock.move(hours=2)
    turn = offered(session, two)
    assert (turn.record, [skip.reason for skip in turn.skips]) == (None, ["a meeting is booked"])
    clock.now = meeting
    assert offered(session, two).record == firm


def test_a_customers_people_are_called_by_their_own_numbers(session: Session) -> None:
    """The customer has no number: its contacts' are offered, with name and role; the call is on both."""
    firm = customer(session, "Fjord AS")
    kari = contact(session, "Kari", "Nes", mobile="90112233")
    silent = contact(session, "Per", "Haug", mobile="90112244", do_not_call=True)
    with change(session, "Link", "edit") as made:
        link(made, firm, kari, "Daglig leder")
        link(made, firm, silent)
    ref = RecordRef("customer", firm)
    assert [(each.described, each.owner) for each in numbers_of(session, ref)] == [
        ("Kari Nes (Daglig leder), mobile", RecordRef("contact", kari))
    ]
    on = listed(session, ref)
    assert offered(session, on).record == ref
    done = called(session, on, ref, "reached")
    links = session.store.rows(plain_sql("SELECT record, record_id FROM activity_link WHERE activity = ?", done.call))
    assert set(links) == {("customer", firm), ("contact", kari)}


def test_one_list_holds_every_kind_in_its_order(session: Session, kari: Session, clock: StandingClock) -> None:
    records = [company(session, kind, f"2233445{place}") for place, kind in enumerate(reversed(KINDS))]
    made = listed(session, *records)
    assert [each.record for each in entries(session, made)] == records
    got = []
    while (turn := offered(session, made)).record is not None:
        got.append(turn.record)
        clock.move(minutes=1)
        called(session, made, turn.record, "reached", seconds=30)
    assert got == records
    assert (standings(session)[made].done, standings(session)[made].left) == (3, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_hidden_is_neither_put_on_handed_out_nor_counted(session: Session, kari: Session, kind: str) -> None:
    """CUST-09, whatever it is."""
    hidden, seen = company(session, kind), company(session, kind, "22334451")
    made = listed(session, hidden, seen)
    update(session, hidden, owner_only=True)
    assert offered(kari, made).record == seen
    assert (progress(kari, made).total, progress(session, made).total) == (1, 2)
    assert (standings(kari)[made].left, standings(session)[made].left) == (1, 2)
    assert [each.record for each in entries(kari, made)] == [seen]
    assert create(kari, "Kari", [hidden, seen]).count == 1


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_deleted_leaves_its_lists_and_comes_back_with_undo(session: Session, kind: str) -> None:
    ref, other = company(session, kind), company(session, kind, "22334451")
    made = listed(session, ref, other)
    before = contents(session.store)
    plan = delete(session, kind_of(session, kind).record, [ref.record_id])
    assert plan.along["call_list_entry"] == 1
    assert [each.record for each in entries(session, made)] == [other]
    undo(session, latest_own(session).id)  # type: ignore[union-attr]
    assert contents(session.store) == before


@pytest.mark.parametrize("kind", ["customer", "contact"])
def test_what_is_merged_stands_on_a_list_once(session: Session, kind: str) -> None:
    ref, other = company(session, kind), company(session, kind, "22334451")
    made = listed(session, ref, other)
    called(session, made, ref, "call_back", call_back_at=MONDAY + timedelta(hours=3))
    merge(session, plan_merge(session, kind, ref.record_id, other.record_id))
    assert [(each.record, each.state) for each in entries(session, made)] == [(other, "call_back")]


@pytest.mark.parametrize("then", ["keep", "deactivate", "delete"])
def test_a_converted_lead_goes_on_as_what_it_became_once(session: Session, then: str) -> None:
    """C22 for call lists: the entry goes to the contact; where that stands on the list already, it is one."""
    kari = {"first_name": "Kari", "last_name": "Nes", "email": "kari@nes.example", "phone": "22334450"}
    ref = RecordRef("lead", lead(session, "Nes AS", **kari))
    known = contact(session, "Kari", "Nes", email="kari@nes.example")
    one, both = listed(session, ref), listed(session, ref, RecordRef("contact", known), name="Both")
    called(session, both, ref, "call_back", call_back_at=MONDAY + timedelta(hours=3))
    before = contents(session.store)
    done = convert(session, plan_conversion(session, ref.record_id, ConversionChoices(then=then)))
    assert done.contact == known
    became = RecordRef("contact", known)
    assert [(each.record, each.state) for each in entries(session, one)] == [(became, "new")]
    assert [(each.record, each.state) for each in entries(session, both)] == [(became, "call_back")]
    assert progress(session, both).called == 1
    undo(session, done.change)
    assert contents(session.store) == before


def test_a_filter_of_any_kind_is_followed(session: Session) -> None:
    """LEAD-33: what comes to match joins the list when it is resumed."""
    bodo = Filter(criteria=(Criterion("visiting_town", "=", "Bodø"),))
    first = customer(session, "A AS", phone="22334450", visiting_town="Bodø")
    made = create(session, "Bodø", refs("customer", [first]), wanted=bodo, wanted_type="customer").id
    customer(session, "Elsewhere AS", phone="22334451", visiting_town="Oslo")
    second = customer(session, "B AS", phone="22334452", visiting_town="Bodø")
    assert refresh(session, made) == 1
    assert [each.record for each in entries(session, made)] == [*refs("customer", [first, second])]
    assert add(session, made, refs("lead", [lead(session, "L AS", phone="22334453")])) == 1


def test_skipping_and_calls_from_elsewhere_know_the_kind(session: Session, clock: StandingClock) -> None:
    """A customer and a contact may have the same ID."""
    firm, boss = company(session, "customer", "22334450"), RecordRef("contact", contact(session, "A", "B", phone="1"))
    assert firm.record_id == boss.record_id
    made = listed(session, firm)
    assert waiting_list(session, boss) is None
    with pytest.raises(UserError, match="not on the call list"):
        put_aside(session, made, boss, "ROO")
    add_activity(session, "call", {"subject": "x", "at": MONDAY - timedelta(minutes=5)}, [boss])
    assert offered(session, made).record == firm
    assert read(session, Customer, firm.record_id).name == "Fjord AS"
    assert read(session, Contact, boss.record_id).name == "A B"


def test_a_list_of_every_kind_is_written_to_a_file(session: Session, kari: Session, tmp_path: Path) -> None:
    """COM-04: who, the number, the state and the last call; what is hidden is left out."""
    boss, firm = company(session, "contact"), company(session, "customer", "22334451", visiting_town="Bodø")
    hidden = company(session, "lead", "22334452")
    made = listed(session, firm, hidden, boss)
    update(session, hidden, owner_only=True)
    called(session, made, firm, "no_answer")
    assert export(kari, made, tmp_path / "list.csv") == 2
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        heading, *rows = list(csv.reader(file, delimiter=";"))
    assert heading[:7] == ["Record", "ID", "Name", "Telephone", "Town", "State", "Due"]
    assert [(row[0], row[2], row[3], row[4], row[5], row[9]) for row in rows] == [
        ("Customer", "Fjord AS", "22334451", "Bodø", "Try again", "No answer"),
        ("Contact", "Kari Nes", "22334450", "", "Not called yet", ""),
    ]
    assert export(session, made, tmp_path / "list.xlsx") == 3
    with pytest.raises(UserError):
        export(session, made, tmp_path / "list.xlsx")


def test_an_hour_of_two_callers_on_two_lists(session: Session, kari: Session, clock: StandingClock) -> None:
    """K05, K06 minute by minute: no number is called twice within the hour, whoever has it on whichever list."""
    records = [
        company(session, kind, f"223344{number % 4:02}") for number in range(12) for kind in (KINDS[number % 3],)
    ]
    made = listed(session, *records[:8]), listed(session, *records[4:], name="Two")
    at: dict[str, datetime] = {}
    outcomes = ("no_answer", "busy", "reached", "wrong_number")
    for minute in range(90):
        for place, who in enumerate((session, kari)):
            turn = offered(who, made[place])
            if turn.record is None:
                continue
            key = numbers_of(who, turn.record)[0].key
            assert key is not None
            assert key not in at or clock.now - at[key] >= timedelta(hours=1), (minute, turn)
            at[key] = clock.now
            called(who, made[place], turn.record, outcomes[minute % 4], seconds=0)
        clock.move(minutes=1)
    assert len(at) == 4
