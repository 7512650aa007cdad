"""Changes: what is written, kept, refused and merged (COM-05, COM-07, COM-09; G03; W20)."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from model.activities.records import Call, Task
from model.core import dates
from model.core.access.session import Session
from model.core.changes.change import Change, Conflict, change, read
from model.core.errors import NotAllowedError, NotFoundError, UserError
from model.core.history.record_history import of_record
from model.core.history.undo import undo
from model.core.records.history_tables import ChangeEntry, ChangeRow
from model.core.records.options import Option
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.customers.records import Contact, Customer, CustomerContact
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.people.records import Employee
from tests.conftest import StandingClock
from tests.model.core.conftest import colleague
from tests.model.core.whole import content, hold
from tests.plain_sql import plain_sql


@contextmanager
def doing(session: Session) -> Iterator[Change]:
    """Make a change of any name."""
    with change(session, "Something", "edit") as made:
        yield made


def new(session: Session, record: type[Record] = Lead, **values: Any) -> int:
    with doing(session) as made:
        return made.insert(record, values)


def rows_of(session: Session, made: Change) -> int:
    """Return how many rows a change says that it wrote."""
    return int(session.store.value(ChangeEntry.select(ChangeEntry.rows).where(ChangeEntry.id == made.id)))


# Writing


def test_com_05_who_made_and_changed_it_and_when(session: Session, kari: Session, clock: StandingClock) -> None:
    lead = new(session, name="Fjord AS")
    clock.move(days=1)
    with doing(kari) as made:
        assert made.update(Lead, lead, {"subject": "Storage"})
    row = read(session, Lead, lead)
    assert (row.created_at, row.created_by) == (datetime(2026, 11, 21, 12, tzinfo=UTC), session.person.id)
    assert (row.changed_at, row.changed_by) == (datetime(2026, 11, 22, 12, tzinfo=UTC), kari.person.id)
    assert row.version == made.id


def test_defaults_joined_text_and_keys(session: Session) -> None:
    lead = new(session, name="Ås & Sønn", first_name="Kari", last_name="Nes", phone="22 33 44 55")
    row = session.store.row(
        plain_sql("SELECT name_key, person, person_key, phone_key, status, active, owner_key FROM lead")
    )
    assert row == ("}s & s|nn", "Kari Nes", "kari nes", "+4722334455", 2, 1, "roo")
    with doing(session) as made:
        made.update(Lead, lead, {"first_name": None, "last_name": "Ås", "owner": None})
    assert session.store.row(plain_sql("SELECT person, person_key, owner_key FROM lead")) == ("Ås", "}s", "")


def test_d07_keys_of_numbers_follow_the_country(session: Session) -> None:
    """D07: 22334455 is another number in Denmark."""
    lead = new(session, name="Fjord AS", phone="22334455", mobile="+47 91 23 45 67")
    with doing(session) as made:
        made.update(Lead, lead, {"country": "Danmark"})
    assert session.store.row(plain_sql("SELECT phone_key, mobile_key FROM lead")) == ("+4522334455", "+4791234567")
    with doing(session) as made:
        made.update_many(Lead, [lead], {"country": None})
    assert session.store.value(plain_sql("SELECT phone_key FROM lead")) == "+4722334455"


def test_a_change_that_changes_nothing_leaves_no_trace(session: Session) -> None:
    lead = new(session, name="Fjord AS")
    before, changes = content(session.store), session.store.value(plain_sql("SELECT count(*) FROM change"))
    with doing(session) as made:
        assert not made.update(Lead, lead, {"name": "Fjord AS", "employees": None})
        assert made.update_many(Lead, [lead], {"classification": "none"}) == 0
    assert content(session.store) == before
    assert session.store.value(plain_sql("SELECT count(*) FROM change")) == changes


def test_inserted_rows_stand_once_in_the_history(session: Session) -> None:
    with doing(session) as made:
        assert made.insert_many(Lead, ({"name": f"Lead {number}"} for number in range(2_345))) == 2_345
        assert made.rows == 2_345
    lines = session.store.rows(
        ChangeRow.select(ChangeRow.record_id, ChangeRow.action, ChangeRow.before, ChangeRow.after).where(
            ChangeRow.change == made.id
        )
    )
    lines.sort()
    assert lines == [(number, "insert", None, None) for number in range(1, 2_346)]
    assert rows_of(session, made) == 2_345
    hold(session)


def test_made_by_somebody_else_at_another_time(session: Session, kari: Session) -> None:
    at = dates.utc_text(datetime(2020, 1, 2, 3, tzinfo=UTC))
    with doing(session) as made:
        lead = made.insert(Lead, {"name": "Old AS"}, created=(at, kari.person.id))
    row = read(session, Lead, lead)
    assert (row.created_by, row.changed_by, row.created_at.year) == (kari.person.id, kari.person.id, 2020)
    hold(session)


def test_many_at_once(session: Session, kari: Session) -> None:
    """Only what is different, only what may be seen, with everything that the history needs."""
    with doing(kari) as made:
        for name, values in {
            "a": {},
            "b": {"classification": "hot"},
            "c": {"owner_only": True},
            "d": {"custom": {"size": 'a"b\\c'}, "note": "line\nline", "revenue": Decimal("-1.50")},
        }.items():
            made.insert(Lead, {"name": name, **values})
    with doing(session) as made:
        assert made.update_many(Lead, [4, 3, 2, 1, 1, 99], {"classification": "hot", "source": None}) == 2
        assert made.update_many(Lead, iter([1, 2]), {"custom": {"x": "y"}}) == 2
    lines = session.store.rows(
        ChangeRow.select(ChangeRow.record_id, ChangeRow.before, ChangeRow.after)
        .where(ChangeRow.change == made.id)
        .order_by(ChangeRow.id)
    )
    # Lines of one set follow each other; in which order its rows were come upon is the engine's matter.
    lines = [*sorted(lines[:2]), *sorted(lines[2:])]
    assert [line[0] for line in lines] == [1, 4, 1, 2]
    assert json.loads(lines[1][1])["classification"] == 2
    assert json.loads(lines[1][2])["classification"] == 1
    assert session.store.rows(plain_sql("SELECT name, classification FROM lead ORDER BY id")) == [
        ("a", 1),
        ("b", 1),
        ("c", 2),
        ("d", 1),
    ]
    assert read(session, Lead, 4).custom == {"size": 'a"b\\c'}
    undo(session, made.id)
    assert session.store.rows(plain_sql("SELECT name, classification FROM lead ORDER BY id")) == [
        ("a", 2),
        ("b", 1),
        ("c", 2),
        ("d", 2),
    ]


@pytest.mark.slow
def test_more_rows_than_a_query_takes_parameters(session: Session) -> None:
    with doing(session) as made:
        made.insert_many(Lead, ({"name": f"Lead {number}"} for number in range(40_000)))
    with doing(session) as made:
        assert made.update_many(Lead, range(1, 40_001), {"owner": 1, "status": "contacted"}) == 40_000
    written = Lead.select(peewee.fn.count(Lead.id)).where(Lead.status == "contacted", Lead.version == made.id)
    assert session.store.value(written) == 40_000


@pytest.mark.parametrize(
    "values", [{"name": "Same AS"}, {"first_name": "Åse"}, {"phone": "22 33 44 55"}, {"country": "Danmark"}]
)
def test_many_at_once_where_each_row_is_its_own(session: Session, values: dict[str, Any]) -> None:
    """Text joined from two fields, and keys that hang on another field, come out as one by one."""
    rows = [{"name": f"L{number}", "last_name": f"Nes {number}", "phone": f"2233445{number}"} for number in range(4)]
    with doing(session) as made:
        for row in rows:
            made.insert(Lead, row)
        made.insert_many(Lead, rows)
    with doing(session) as made:
        assert made.update_many(Lead, [1, 2, 3, 4, 99], values) == 4 - ("phone" in values and 0)
        for record_id in range(5, 9):
            made.update(Lead, record_id, values)
    columns = "name, name_key, person, person_key, phone, phone_key"
    assert session.store.rows(plain_sql(f"SELECT {columns} FROM lead WHERE id < 5 ORDER BY id")) == session.store.rows(
        plain_sql(f"SELECT {columns} FROM lead WHERE id > 4 ORDER BY id")
    )
    hold(session)


def test_names_that_another_process_gave(path: Any, session: Session, kari: Session) -> None:
    """Initials kept in memory are read anew when somebody else has written."""
    assert session.names.title_of("employee", kari.person.id) == "KOL"

    def elsewhere() -> None:
        with doing(session) as made:
            made.update(Employee, kari.person.id, {"initials": "KNO"})
        session.store.close()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    new(session, name="Fjord AS", owner=kari.person.id)
    hold(session)
    session.reading()
    assert session.names.title_of("employee", kari.person.id) == "KNO"


def test_a_failed_change_leaves_no_names_behind(session: Session, kari: Session) -> None:
    with pytest.raises(ZeroDivisionError), doing(session) as made:  # noqa: PT012
        made.update(Employee, kari.person.id, {"initials": "XXX"})
        session.names.title_of("employee", kari.person.id)
        raise ZeroDivisionError
    assert session.names.title_of("employee", kari.person.id) == "KOL"


# Refusing


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"name": ""}, "name", "Name must be filled in"),
        ({"name": None}, "name", "Name must be filled in"),
        ({"name": "x" * 5_001}, "name", "at most 5"),
        ({"employees": -1}, "employees", "between 0 and"),
        ({"employees": 2**70}, "employees", "between 0 and"),
        ({"revenue": Decimal("1.005")}, "revenue", "more than two decimals"),
        ({"revenue": Decimal(10**15)}, "revenue", "too large"),
        ({"status": "won"}, "status", "is none of"),
        ({"owner_only": True, "owner": None}, "owner", "nobody could see it"),
    ],
)
def test_what_cannot_be_stored_is_a_sentence_beside_its_field(
    session: Session, values: dict[str, Any], field: str, sentence: str
) -> None:
    lead = new(session, name="Fjord AS")
    before = content(session.store)
    tries: list[Callable[[Change], object]] = [
        lambda made: made.insert(Lead, {"name": "Vik AS", **values}),
        lambda made: made.insert_many(Lead, [{"name": "Vik AS", **values}]),
        lambda made: made.update(Lead, lead, values),
        lambda made: made.update_many(Lead, [lead], values),
    ]
    for attempt in tries:
        with pytest.raises(UserError, match=sentence) as raised, doing(session) as made:
            attempt(made)
        assert raised.value.field == field
        assert content(session.store) == before


def test_what_must_be_unique(session: Session) -> None:
    colleague(session, "ABC", "Anne B. Carlsen")
    with doing(session) as made:
        company = made.insert(Customer, {"name": "Fjord AS"})
        person = made.insert(Contact, {"last_name": "Nes"})
    before = content(session.store)
    with pytest.raises(UserError, match="There is another employee with the same initials.") as raised:
        colleague(session, "abc", "Arne B. Christensen")
    assert raised.value.field == "initials"
    with pytest.raises(UserError, match="the same initials"), doing(session) as made:
        made.update(Employee, 1, {"initials": "Abc"})
    with pytest.raises(UserError, match="one like it already: name") as raised, doing(session) as made:
        made.insert(Option, {"list": "stage", "name": "QUOTE"})
    with pytest.raises(UserError, match="one like it already"), doing(session) as made:
        made.insert_many(CustomerContact, [{"customer": company, "contact": person}] * 2)
    assert content(session.store) == before


def test_a_part_that_fails_takes_back_itself_alone(session: Session) -> None:
    with doing(session) as made:
        made.insert(Lead, {"name": "Whole AS"})
        with pytest.raises(UserError, match="same initials"), made.part():  # noqa: PT012
            made.insert(Lead, {"name": "Half AS"})
            made.insert(Employee, {"initials": "ROO", "name": "Twice"})
    assert session.store.rows(plain_sql("SELECT name FROM lead")) == [("Whole AS",)]
    assert rows_of(session, made) == 1
    hold(session)


def test_a_reader_writes_nothing(session: Session) -> None:
    reader = colleague(session, "LES", "Lise Es", "reader")
    with pytest.raises(NotAllowedError, match="LES may read"):
        new(reader, name="Fjord AS")


def test_c26_hidden_is_not_found(session: Session, kari: Session) -> None:
    """C26, W20: whoever asks for a hidden record by its ID hears the same as for one that is not there."""
    lead = new(kari, name="Secret AS", owner_only=True)
    tries: list[Callable[[Change], object]] = [
        lambda made: made.update(Lead, lead, {"town": "Moss"}),
        lambda made: made.delete(Lead, lead),
        lambda made: made.read(Lead, lead),
        lambda made: read(session, Lead, lead),
    ]
    for attempt in tries:
        with pytest.raises(NotFoundError, match=f"There is no lead {lead}.") as raised, doing(session) as made:
            attempt(made)
        assert raised.value.field == "id"
    with pytest.raises(NotFoundError, match="There is no lead 99."):
        read(session, Lead, 99)
    with doing(session) as made:
        assert made.update_many(Lead, [lead], {"status": "contacted"}) == 0
        assert made.update_many(Lead, [lead], {"owner": 1, "name": "Mine"}) == 0
    assert read(kari, Lead, lead).owner == kari.person.id


def test_a_task_is_no_call(session: Session) -> None:
    """Records that share a table are told apart."""
    task = new(session, Task, subject="Ring")
    with pytest.raises(NotFoundError):
        read(session, Call, task)
    assert read(session, Task, task).subject == "Ring"


# Two at once


def fields_of(lead: Lead, *names: str) -> dict[str, Any]:
    """Return values as a form keeps them."""
    return {name: getattr(lead, name) for name in names}


FORM = ("name", "subject", "phone", "employees", "revenue", "owner", "first_contact", "status")


def test_g03_different_fields_are_both_kept(session: Session, kari: Session) -> None:
    """G03, COM-09: also where a form hands in all its fields."""
    lead = new(session, name="Fjord AS", subject="one", employees=5)
    mine, theirs = read(session, Lead, lead), read(kari, Lead, lead)
    with doing(kari) as made:
        made.update(Lead, lead, {"subject": "two"}, version=theirs.version, base=fields_of(theirs, *FORM))
    with doing(session) as made:
        assert made.update(
            Lead,
            lead,
            {**fields_of(mine, *FORM), "employees": 7},
            version=mine.version,
            base=fields_of(mine, *FORM),
        )
    now = read(session, Lead, lead)
    assert (now.subject, now.employees, now.changed_by) == ("two", 7, session.person.id)


def test_g03_the_same_field_is_a_conflict_that_shows_all(session: Session, kari: Session, clock: StandingClock) -> None:
    lead = new(session, name="Fjord AS", subject="one", employees=5)
    mine = read(session, Lead, lead)
    clock.move(minutes=3)
    with doing(kari) as made:
        made.update(Lead, lead, {"subject": "two", "employees": 6, "first_contact": clock()})
    before = content(session.store)
    with pytest.raises(Conflict, match="KOL has changed this record in the meantime.") as raised, doing(session) as own:
        own.update(
            Lead,
            lead,
            {"subject": "three", "phone": "123"},
            version=mine.version,
            base=fields_of(mine, *FORM),
        )
    conflict = raised.value
    assert (conflict.record, conflict.record_id, conflict.who, conflict.when) == ("lead", lead, "KOL", clock())
    assert {(field.field, field.base, field.theirs, field.mine, field.disagrees) for field in conflict.fields} == {
        ("subject", "one", "two", "three", True),
        ("employees", 5, 6, 5, False),
        ("first_contact", None, clock(), None, False),
    }
    assert content(session.store) == before
    # Having looked, the person decides; the save stands on what was shown.
    with doing(session) as own:
        own.update(
            Lead,
            lead,
            {"subject": "three", "phone": "123"},
            version=conflict.version,
            base={field.field: field.theirs for field in conflict.fields},
        )
    now = read(session, Lead, lead)
    assert (now.subject, now.employees, now.phone) == ("three", 6, "123")


def test_the_same_change_by_both_is_none(session: Session, kari: Session) -> None:
    lead = new(session, name="Fjord AS")
    mine = read(session, Lead, lead)
    with doing(kari) as made:
        made.update(Lead, lead, {"subject": "two"})
    with doing(session) as made:
        assert not made.update(Lead, lead, {"subject": "two"}, version=mine.version, base={"subject": None})


def test_without_the_values_as_read_the_history_knows_them(session: Session, kari: Session) -> None:
    """A script that names a version but no values overwrites nothing it has not seen."""
    lead = new(session, name="Fjord AS", subject="one")
    version = read(session, Lead, lead).version
    with doing(kari) as made:
        made.update(Lead, lead, {"subject": "two"})
    with pytest.raises(Conflict) as raised, doing(session) as made:
        made.update(Lead, lead, {"subject": "three"}, version=version)
    assert [(field.field, field.base, field.theirs) for field in raised.value.fields] == [("subject", "one", "two")]
    with doing(session) as made:
        made.update(Lead, lead, {"town": "Moss"}, version=version)
    now = read(session, Lead, lead)
    assert (now.subject, now.town) == ("two", "Moss")


def test_a_form_that_was_read_before_an_undo(session: Session, kari: Session) -> None:
    lead = new(session, name="Fjord AS", subject="one")
    first = read(session, Lead, lead)
    with doing(kari) as made:
        made.update(Lead, lead, {"subject": "two"})
    second = read(session, Lead, lead)
    undo(kari, made.id)
    # Back at its version, a form from before the change is not stale at all.
    assert read(session, Lead, lead).version == first.version
    with pytest.raises(Conflict, match="KOL") as raised, doing(session) as own:
        own.update(Lead, lead, {"subject": "three"}, version=second.version, base={"subject": "two"})
    assert raised.value.fields[0].theirs == "one"
    with doing(session) as own:
        own.update(Lead, lead, {"subject": "three"}, version=first.version, base={"subject": "one"})
    assert read(session, Lead, lead).subject == "three"


def test_the_history_names_custom_values_that_nobody_defines(session: Session, kari: Session) -> None:
    lead = new(session, name="Fjord AS", custom={"a": 1})
    with doing(kari) as made:
        made.update(Lead, lead, {"custom": {"a": 2}})
    assert [line.field for line in of_record(session, Lead, lead)] == ["custom.a", ""]


def test_money_is_exact(session: Session) -> None:
    customer = new(session, Customer, name="Fjord AS")
    for amount in ("0.01", "-0.01", "999999999999999.99", "-999999999999999.99", "0.10"):
        sale = new(session, Opportunity, title="Storage", customer=customer, amount=Decimal(amount))
        assert read(session, Opportunity, sale).amount == Decimal(amount)


def test_hostile_text_is_data(session: Session) -> None:
    for name in ("[/]", "Robert'); DROP TABLE lead;--", "\x1b[2J", "a\x00b", "a\ud800", "{name}", "%s %d", "ø" * 5_000):
        lead = new(session, name=name, note=name)
        assert read(session, Lead, lead).name
    hold(session)
