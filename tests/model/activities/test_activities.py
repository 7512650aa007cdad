"""Activities, their links, and what a record's tabs list (COM-11, LEAD-10, CUST-14; C06 … C08, M08)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from model.activities import adding, links, timeline
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import NotAllowedError, NotFoundError, UserError
from model.core.history import past_changes, undo
from tests.conftest import StandingClock
from tests.model.core.conftest import colleague
from tests.model.filing import activities, contents, customer, lead
from tests.plain_sql import plain_sql


def test_note_without_a_subject(session: Session) -> None:
    """CUST-14: called by its first line; written now, by me."""
    at = lead(session)
    adding.add(session, "note", {"text": "\n  Ringte, ikke svar \nPrøver igjen"}, [("lead", at)])
    (entry,) = timeline.of_record(session, "lead", at)
    assert (entry.kind, entry.subject, entry.text) == (
        "note",
        "Ringte, ikke svar",
        "\n  Ringte, ikke svar \nPrøver igjen",
    )
    assert (entry.owner, entry.at, entry.dated, entry.changed_by) == ("ROO", session.clock(), True, "ROO")
    assert past_changes.latest(session)[0].name == "New note Ringte, ikke svar"


def test_a_first_line_with_marks_that_turn_the_writing_round_is_a_subject_too(session: Session) -> None:
    """COM-15: they are shown by a sign of their own, not as a lost letter, which no subject is stored with."""
    at = lead(session)
    adding.add(session, "note", {"text": "Ring \u202ednu\u202c \x1b[31m"}, [("lead", at)])
    (entry,) = timeline.of_record(session, "lead", at)
    assert (entry.subject, entry.text) == ("Ring ␦dnu␦ ␛[31m", "Ring \u202ednu\u202c \x1b[31m")


def test_long_first_line_is_cut(session: Session) -> None:
    at = lead(session)
    adding.add(session, "note", {"text": "x\x1b" * 300}, [("lead", at)])
    (entry,) = timeline.of_record(session, "lead", at)
    assert len(entry.subject) == 80
    assert "\x1b" not in entry.subject


@pytest.mark.parametrize("values", [{}, {"subject": " ", "text": " \n "}])
def test_nothing_written_is_refused(session: Session, values: dict[str, str]) -> None:
    with pytest.raises(UserError) as error:
        adding.add(session, "note", values, [("lead", lead(session))])
    assert error.value.field == "subject"


def test_meeting_ends_after_it_begins(session: Session) -> None:
    now = session.clock()
    with pytest.raises(UserError) as error:
        adding.add(session, "appointment", {"subject": "Møte", "at": now, "end": now - timedelta(hours=1)}, [])
    assert error.value.field == "end"


def test_several_links_at_once(session: Session) -> None:
    """COM-11: one activity on a lead and a customer is one activity."""
    at, company = lead(session), customer(session)
    (task,) = activities(session, ["task"], ("lead", at), ("customer", company))
    assert links.places_of(session, task) == [("customer", company, "Fjord AS"), ("lead", at, "Fjord AS")]
    with change(session, "Links", "edit") as made:
        assert not links.link(made, task, ("lead", at))
        assert links.unlink(made, task, ("lead", at))
        assert not links.unlink(made, task, ("lead", at))
    assert timeline.of_record(session, "lead", at) == []
    assert [entry.id for entry in timeline.of_record(session, "customer", company)] == [task]


def test_newest_first_page_by_page(session: Session, clock: StandingClock) -> None:
    """LEAD-10: by their own time, or when they were made; ties by ID; each once over all pages."""
    at = lead(session)
    now = clock.now
    for number in range(25):
        when = {"at": now - timedelta(hours=number // 2)} if number % 5 else {}
        adding.add(session, "task", {"subject": f"{number}", **when}, [("lead", at)])
    everything = timeline.of_record(session, "lead", at, limit=100)
    assert [entry.place for entry in everything] == sorted((entry.place for entry in everything), reverse=True)
    pages = timeline.of_record(session, "lead", at, limit=7)
    while page := timeline.of_record(session, "lead", at, limit=7, before=pages[-1].place):
        pages += page
    assert pages == everything
    assert len(pages) == 25


def test_kinds_and_counts(session: Session) -> None:
    """LEAD-10: a tab a kind; deactivated ones are listed only when asked for."""
    at = lead(session)
    ids = activities(session, ["task", "task", "note", "call", "email"], ("lead", at))
    session.store.run(plain_sql("UPDATE activity SET active = 0 WHERE id = ?", ids[0]))
    assert timeline.counts(session, "lead", at) == {"task": 1, "appointment": 0, "note": 1, "call": 1, "email": 1}
    assert [entry.id for entry in timeline.of_record(session, "lead", at, kinds=["task"])] == [ids[1]]
    assert len(timeline.of_record(session, "lead", at, inactive=True)) == 5


def test_message_has_what_its_tab_lists(session: Session) -> None:
    """LEAD-10: direction, priority, paper clip, from, to."""
    at = lead(session)
    values = {"direction": "in", "priority": "high", "sender": "a@x.no", "recipients": "b@x.no", "attachments": 2}
    activities(session, ["email"], ("lead", at), **values)
    (entry,) = timeline.of_record(session, "lead", at)
    assert {name: getattr(entry, name) for name in values} == values


def test_hidden_records_have_no_activities(session: Session, per: Session) -> None:
    """CUST-09: neither listed, nor added to, nor told of in the links of a shared one."""
    own, company = lead(per, owner_only=True), customer(session)
    (shared,) = activities(per, ["task"], ("lead", own), ("customer", company))
    for attempt in (
        lambda: timeline.of_record(session, "lead", own),
        lambda: timeline.counts(session, "lead", own),
        lambda: activities(session, ["note"], ("lead", own)),
        lambda: activities(session, ["note"], ("lead", 99)),
        lambda: activities(session, ["note"], ("planet", 1)),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert links.places_of(session, shared) == [("customer", company, "Fjord AS")]
    (hidden,) = activities(per, ["note"], ("lead", own))
    with pytest.raises(NotFoundError), change(session, "Link", "edit") as made:
        links.link(made, hidden, ("customer", company))
    assert session.store.value(plain_sql("SELECT count(*) FROM activity")) == 2, "what was refused left nothing"


def test_a_reader_adds_nothing(session: Session) -> None:
    """COM-14."""
    at = lead(session)
    with pytest.raises(NotAllowedError):
        activities(colleague(session, "LES", "Les Er", "reader"), ["note"], ("lead", at))


def test_moving_in_sets(session: Session) -> None:
    """C06, C07, M08: all kinds with their IDs; a deactivated one stays; one linked to both keeps one link."""
    at, company = lead(session), customer(session)
    moving = activities(session, ["task", "note", "email"], ("lead", at))
    (off,) = activities(session, ["call"], ("lead", at))
    (both,) = activities(session, ["task"], ("lead", at), ("customer", company))
    session.store.run(plain_sql("UPDATE activity SET active = 0 WHERE id = ?", off))
    before = contents(session.store)
    with change(session, "Move", "merge") as made:
        assert links.move(made, ("lead", at), ("customer", company)) == 4
    rows = session.store.rows(plain_sql("SELECT activity, record FROM activity_link ORDER BY activity, record"))
    assert rows == [*((number, "customer") for number in moving), (off, "lead"), (both, "customer")]
    undo.undo(session, made.id)
    assert contents(session.store) == before
