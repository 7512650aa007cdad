"""Tasks and appointments that come again: the next, the coming, one alone, and taking it back (COM-12)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from model.activities import series
from model.activities.adding import add
from model.activities.agenda import window
from model.activities.links import places_of
from model.activities.records import Appointment, Task
from model.activities.recurrence import DAY, MONTH, WEEK, YEAR, Rule, read_stored
from model.activities.recurrence_words import parse_rule, rule_text
from model.core import language
from model.core.access.session import Session
from model.core.changes.change import Conflict, change, read
from model.core.errors import UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.files.icalendar_out import fields_for, write
from model.files.rows import Rows
from tests.model.filing import contents, customer
from tests.plain_sql import plain_sql

OSLO = ZoneInfo("Europe/Oslo")
TODAY = date(2026, 11, 21)


def at(text: str) -> datetime:
    """Return a time on the clocks of Oslo."""
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


def tick(session: Session, activity: int, kind: type[Any] = Task, **more: Any) -> None:
    """Do what Space does."""
    with change(session, "Done", "tick") as made:
        made.update(kind, activity, {"done": True, **more})


def times(session: Session, kind: str = "task") -> list[tuple[str, bool]]:
    """Return what is on file of a kind: when, on Oslo's clocks, and whether it is done."""
    rows = session.store.rows(
        plain_sql("SELECT at, done FROM activity WHERE kind = ? AND active = 1 ORDER BY at", kind)
    )
    moments = [datetime.fromisoformat(row[0]).astimezone(OSLO) for row in rows]
    return [(f"{moment:%Y-%m-%dT%H:%M}", bool(row[1])) for moment, row in zip(moments, rows, strict=True)]


@pytest.fixture
def me(kari: Session) -> Session:
    """Kari, whose clock is in Oslo."""
    from dataclasses import replace

    return replace(kari, clock=lambda: datetime(2026, 11, 21, 12, 0, tzinfo=UTC).astimezone(OSLO))


RULES = {
    "every day": "FREQ=DAILY",
    "hver 2. uke": "FREQ=WEEKLY;INTERVAL=2",
    "annenhver fredag": "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
    "every Monday and Thursday": "FREQ=WEEKLY;BYDAY=MO,TH",
    "hver anden uge på tirsdag": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "every weekday": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "hver hverdag": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "hver måned": "FREQ=MONTHLY",
    "Hver tredje MÅNED": "FREQ=MONTHLY;INTERVAL=3",
    "hvert kvartal": "FREQ=MONTHLY;INTERVAL=3",
    "siste fredag i måneden": "FREQ=MONTHLY;BYDAY=-1FR",
    "the last day of every month": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "hvert år": "FREQ=YEARLY",
    "ugentligt": "FREQ=WEEKLY",
    "every week until 24.12.2027": "FREQ=WEEKLY;UNTIL=20271224",
    "hver uke til 1. mars": "FREQ=WEEKLY;UNTIL=20270301",
    "hver dag indtil i morgen": "FREQ=DAILY;UNTIL=20261122",
    "hver dag 10 ganger": "FREQ=DAILY;COUNT=10",
    "RRULE:FREQ=MONTHLY;BYDAY=2TU": "FREQ=MONTHLY;BYDAY=2TU",
}


@pytest.mark.parametrize("typed", RULES)
def test_rules_as_people_type_them(typed: str) -> None:
    """COM-12: rules in English, Norwegian and Danish, whatever language is in use."""
    assert parse_rule(typed, TODAY).stored() == RULES[typed]


@pytest.mark.parametrize(
    "typed",
    ["every", "hver", "now and then", "every 0 days", "every m", "hver uke til i fjor", "every week until 31.02.2027",
     "FREQ=SECONDLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYDAY=7MO", "every year on monday", "hver 1000000. dag"],
)  # fmt: skip
def test_what_is_no_rule_is_refused_with_a_sentence(typed: str) -> None:
    """COM-12: the sentence says what would be accepted, or which day does not exist."""
    with pytest.raises(UserError):
        parse_rule(typed, TODAY)


rules = st.one_of(
    st.builds(Rule, st.sampled_from([DAY, WEEK, MONTH, YEAR]), st.integers(1, 40)),
    st.builds(
        Rule, st.just(WEEK), st.integers(1, 9), st.sets(st.integers(0, 6), min_size=1).map(lambda d: tuple(sorted(d)))
    ),
    st.builds(
        Rule,
        st.just(MONTH),
        st.integers(1, 9),
        st.integers(0, 6).map(lambda d: (d,)),
        st.sampled_from([1, 2, 4, -1]),
    ),
    st.builds(Rule, st.just(MONTH), st.integers(1, 9), st.just(()), st.just(-1)),
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC).astimezone(OSLO)
)


@given(rules, st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2040, 1, 1))), st.sampled_from(language.LANGUAGES))
def test_what_is_said_of_a_rule_is_read_as_the_same_rule(rule: Rule, until: date | None, code: str) -> None:
    """COM-22: in every language, and as it is stored."""
    from dataclasses import replace

    rule = replace(rule, until=until)
    assert parse_rule(rule_text(rule, code), TODAY) == rule
    assert read_stored(rule.stored()) == rule


@given(rules, moments, st.integers(0, 3_000))
@example(Rule(MONTH, 2, (6,), 4), datetime(2037, 9, 21, 2, tzinfo=OSLO), 244)
def test_each_comes_after_the_one_before_at_the_same_time_of_day(rule: Rule, first: datetime, lasts: int) -> None:
    """COM-12: later, never after the end, and on the same clock, but where summer time leaps over it."""
    from dataclasses import replace

    until = first.date() + timedelta(days=lasts)
    rule = replace(rule, until=until).anchored(first, OSLO)
    position = first
    for _number in range(5):
        following = rule.next_after(position, OSLO)
        if following is None:
            break
        assert position < following
        assert following.date() <= until
        expected = datetime.combine(following.date(), first.time(), OSLO)
        assert following == expected.astimezone(UTC).astimezone(OSLO)
        rule, position = rule.going_on_from(following, position, OSLO), following


@given(rules, moments, st.integers(-50, 2_000), st.integers(0, 60))
def test_a_window_holds_what_going_on_step_by_step_finds(rule: Rule, first: datetime, away: int, width: int) -> None:
    """The days of a window far away are those found by going through all before it."""
    rule = rule.anchored(first, OSLO)
    start = first.date() + timedelta(days=away)
    end = start + timedelta(days=width)
    through = []
    for day in rule.days_after(first.date()):
        if day > end:
            break
        if day >= start:
            through.append(day)
    assert rule.days_between(first.date(), start, end) == through


@given(moments, st.integers(29, 31))
def test_a_month_has_its_31st_or_its_last_day(first: datetime, day_of_month: int) -> None:
    """The stated rule: 31 January, 28 February, 31 March; 29 February, 28 February, and so on."""
    first = first.replace(month=first.month | 1 if first.month < 8 else 12, day=day_of_month)
    rule = Rule(MONTH).anchored(first, OSLO)
    for day, _number in zip(rule.days_after(first.date()), range(12), strict=False):
        last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        assert day.day == min(first.day, last.day)


def test_done_makes_the_next_with_the_same_links_and_undo_takes_both_back(me: Session) -> None:
    """COM-12: in the same change; the one done keeps no rule, so it can never make another."""
    fjord = customer(me, "Fjord AS")
    task = add(
        me, "task", {"subject": "Report", "at": at("2027-01-31T09:00"), "recurrence": "FREQ=MONTHLY", "remind": 15},
        [("customer", fjord)],
    )  # fmt: skip
    before = contents(me.store)
    tick(me, task)
    assert times(me) == [("2027-01-31T09:00", True), ("2027-02-28T09:00", False)]
    following = me.store.value(plain_sql("SELECT id FROM activity WHERE done = 0"))
    made = read(me, Task, following)
    assert (made.subject, made.remind, made.series) == ("Report", 15, task)
    assert places_of(me, following) == [("customer", fjord, "Fjord AS")]
    tick(me, following)
    assert times(me)[-1] == ("2027-03-31T09:00", False)
    for _change in range(2):
        past = latest_own(me)
        assert past is not None
        undo(me, past.id)
    assert contents(me.store) == before


def test_ticking_again_makes_no_second_one(me: Session) -> None:
    """COM-12: done, still to do, done again: one next only."""
    task = add(me, "task", {"subject": "Report", "at": at("2026-11-23T09:00"), "recurrence": "FREQ=WEEKLY"}, [])
    tick(me, task)
    with change(me, "Still to do", "tick") as made:
        made.update(Task, task, {"done": False})
    tick(me, task)
    assert len(times(me)) == 2


def test_two_people_ticking_the_same_task_make_one_next(me: Session, per: Session) -> None:
    """COM-09, COM-12: the second to tick finds it done."""
    task = add(me, "task", {"subject": "Report", "at": at("2026-11-23T09:00"), "recurrence": "FREQ=WEEKLY"}, [])
    mine, theirs = read(me, Task, task), read(per, Task, task)
    for session, found in ((me, mine), (per, theirs)):
        try:
            with change(session, "Done", "tick") as made:
                made.update(Task, task, {"done": True}, version=found.version, base={"done": False})
        except Conflict:
            pass
    assert times(me) == [("2026-11-23T09:00", True), ("2026-11-30T09:00", False)]


def test_a_rule_that_ends_makes_none(me: Session) -> None:
    """COM-12: until is the last day; ten times are ten."""
    rule = "FREQ=WEEKLY;UNTIL=20261130"
    task = add(me, "task", {"subject": "Report", "at": at("2026-11-23T09:00"), "recurrence": rule}, [])
    tick(me, task)
    tick(me, me.store.value(plain_sql("SELECT id FROM activity WHERE done = 0")))
    assert times(me) == [("2026-11-23T09:00", True), ("2026-11-30T09:00", True)]
    twice = add(me, "task", {"subject": "Twice", "at": at("2026-12-01T09:00"), "recurrence": "FREQ=DAILY;COUNT=2"}, [])
    assert read(me, Task, twice).recurrence == "FREQ=DAILY;UNTIL=20261202"


def test_nine_stays_nine_when_summer_time_begins(me: Session) -> None:
    """COM-12: on the clock; what summer time leaps over is moved on for that day alone."""
    task = add(me, "task", {"subject": "Report", "at": at("2027-03-21T09:00"), "recurrence": "FREQ=WEEKLY"}, [])
    tick(me, task)
    assert times(me)[-1] == ("2027-03-28T09:00", False)
    night = add(me, "task", {"subject": "Night", "at": at("2027-03-27T02:30"), "recurrence": "FREQ=DAILY"}, [])
    tick(me, night)
    leapt = me.store.value(plain_sql("SELECT id FROM activity WHERE series = ? AND done = 0", night))
    assert read(me, Task, leapt).at.astimezone(OSLO) == at("2027-03-28T03:30")
    tick(me, leapt)
    assert ("2027-03-29T02:30", False) in times(me)


def test_an_appointment_keeps_its_clock_across_the_change(me: Session) -> None:
    """COM-12: 22 to 06 is 22 to 06 in the night that has 23 hours."""
    rule = {"at": at("2027-03-26T22:00"), "end": at("2027-03-27T06:00"), "recurrence": "FREQ=DAILY"}
    add(me, "appointment", {"subject": "Night", **rule}, [])
    found = window(me, "2027-03-27T12:00:00Z", "2027-03-28T12:00:00Z", kinds=("appointment",))
    assert [(item.at, item.end, item.coming) for item in found] == [
        (at("2027-03-27T22:00"), at("2027-03-28T06:00"), True)
    ]


def test_coming_ones_are_counted_out_but_for_those_moved_or_left_out(me: Session) -> None:
    """COM-12: one alone is moved, one left out, the rest come as the rule says; nothing of it is on file before."""
    rule = {"at": at("2026-11-02T09:00"), "end": at("2026-11-02T10:00"), "recurrence": "FREQ=WEEKLY"}
    meeting = add(me, "appointment", {"subject": "Meeting", **rule}, [])

    def shown() -> list[tuple[str, bool]]:
        found = window(me, "2026-11-08T23:00:00Z", "2026-12-06T23:00:00Z", kinds=("appointment",))
        return [(f"{item.at:%d %H:%M}", item.coming) for item in found]

    assert shown() == [("09 09:00", True), ("16 09:00", True), ("23 09:00", True), ("30 09:00", True)]
    before = contents(me.store)
    with change(me, "Move one", "edit") as made:
        values = {"at": at("2026-11-17T13:00"), "end": None}
        moved = series.put_one(made, Appointment, meeting, at("2026-11-16T09:00"), values)
    with change(me, "Leave one out", "edit") as made:
        series.leave_out(made, Appointment, meeting, at("2026-11-23T09:00"))
    assert shown() == [("09 09:00", True), ("17 13:00", False), ("30 09:00", True)]
    assert read(me, Appointment, moved).series == meeting
    for _change in range(2):
        past = latest_own(me)
        assert past is not None
        undo(me, past.id)
    assert contents(me.store) == before
    with change(me, "End", "edit") as made:
        series.end_before(made, Appointment, meeting, at("2026-11-23T09:00"))
    assert shown() == [("09 09:00", True), ("16 09:00", True)]


def test_this_and_the_following_become_a_series_of_their_own(me: Session) -> None:
    """COM-12: those before it stay as they were."""
    rule = {"at": at("2026-11-02T09:00"), "recurrence": "FREQ=WEEKLY;UNTIL=20261206"}
    meeting = add(me, "appointment", {"subject": "Meeting", **rule}, [])
    with change(me, "From here", "edit") as made:
        series.split(
            made, Appointment, meeting, at("2026-11-16T09:00"), {"at": at("2026-11-17T08:00"), "subject": "New"}
        )
    found = window(me, "2026-11-01T23:00:00Z", "2026-12-20T23:00:00Z", kinds=("appointment",))
    assert [(f"{item.at:%d %H}", item.subject) for item in found] == [
        ("02 09", "Meeting"), ("09 09", "Meeting"), ("17 08", "New"), ("24 08", "New"), ("01 08", "New"),
    ]  # fmt: skip


def test_one_is_skipped_or_let_go(me: Session) -> None:
    """COM-12: skipping goes on to the next time; let go, it stays as it is and the next has the rule."""
    task = add(me, "task", {"subject": "Report", "at": at("2026-11-23T09:00"), "recurrence": "FREQ=WEEKLY"}, [])
    with change(me, "Skip", "edit") as made:
        assert series.skip(made, Task, task) == at("2026-11-30T09:00")
    with change(me, "Only this", "edit") as made:
        series.let_go(made, Task, task)
        made.update(Task, task, {"at": at("2026-12-02T09:00")})
    assert times(me) == [("2026-12-02T09:00", False), ("2026-12-07T09:00", False)]
    assert read(me, Task, task).recurrence is None
    with pytest.raises(UserError, match="Nothing follows"), change(me, "Skip", "edit") as made:
        series.skip(made, Task, task)


def test_what_cannot_be_is_refused_at_its_field(me: Session) -> None:
    """COM-12: an end before the beginning, a rule without a time, a rule that ends before it begins."""
    cases: list[tuple[dict[str, Any], str]] = [
        ({"at": at("2026-11-23T09:00"), "end": at("2026-11-23T08:00")}, "end"),
        ({"end": at("2026-11-23T08:00")}, "at"),
        ({"recurrence": "FREQ=DAILY"}, "at"),
        ({"at": at("2026-11-23T09:00"), "recurrence": "FREQ=DAILY;UNTIL=20261101"}, "recurrence"),
        ({"at": at("2026-11-23T09:00"), "recurrence": "now and then"}, "recurrence"),
    ]
    for values, field in cases:
        with pytest.raises(UserError) as refused:
            add(me, "appointment", {"subject": "Meeting", **values}, [])
        assert refused.value.field == field
    meeting = add(me, "appointment", {"subject": "Meeting", "at": at("2026-11-23T09:00")}, [])
    with pytest.raises(UserError, match="before it begins"), change(me, "Edit", "edit") as made:
        made.update(Appointment, meeting, {"end": at("2026-11-22T09:00")})


def test_the_time_of_day_of_a_rule_is_kept_only_while_it_is_needed() -> None:
    """The rule tells the time of day where the one before could not have it."""
    rule = Rule(DAY, clock=time(2, 30))
    assert rule.anchored(at("2027-03-28T03:30"), OSLO).clock == time(2, 30)
    assert rule.anchored(at("2027-03-28T10:00"), OSLO).clock is None


def test_one_that_was_moved_comes_again_from_where_it_stands(me: Session) -> None:
    """COM-12: given a rule of its own, it goes on at its own time of day; the file leaves none of its days out."""
    daily = add(me, "appointment", {"subject": "Daily", "at": at("2026-11-23T09:00"), "recurrence": "FREQ=DAILY"}, ())
    with change(me, "Move", "edit") as made:
        moved, same = (
            series.put_one(made, Appointment, daily, at(f"2026-11-{day}T09:00"), values)
            for day, values in ((25, {"at": at("2026-11-25T14:00")}), (26, {"subject": "Longer"}))
        )
        for number in (moved, same):
            made.update(Appointment, number, {"recurrence": "FREQ=WEEKLY"})
    shown = window(me, "2026-11-23T00:00:00Z", "2026-12-07T00:00:00Z")
    assert [item.at for item in shown if item.id == moved] == [at("2026-11-25T14:00"), at("2026-12-02T14:00")]
    out = StringIO()
    write(out, me, Rows(me, Appointment, fields_for(Appointment)))
    alone = out.getvalue().split("BEGIN:VEVENT")[-1]
    assert "DTSTART;TZID=Europe/Oslo:20261126T090000" in alone
    assert "EXDATE;TZID=Europe/Oslo:20261125T090000" in alone
    assert "EXDATE;TZID=Europe/Oslo:20261126T090000" not in alone
    tick(me, moved, Appointment)
    assert ("2026-12-02T14:00", False) in times(me, "appointment")
