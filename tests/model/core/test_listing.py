"""Windows of lists: COM-01, CAMP-05/06 on every list, cases W15, W19, W20; and the ways they are found."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.activities.link_record import ActivityLink
from model.activities.records import Task
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.catalogue import RECORDS
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.core.lists import listing
from model.core.lists.criteria import Criterion, Filter, views_of
from model.core.lists.index_selection import order_of
from model.core.lists.listing import Listing, Sort
from model.core.records.record import Record
from model.core.storage.expressions import column_of
from model.customers.records import Contact, Customer
from model.distribution_lists.records import DistributionList
from model.leads.records import Lead
from model.ledger.records import LedgerEntry
from model.marketing.records import ExclusionList
from model.opportunities.records import Opportunity
from model.orders.records import Order
from model.people.signing_in import sign_in
from model.projects.records import Project
from model.templates.records import Template
from tests.engines import Databases
from tests.model.core.conftest import colleague
from tests.plain_sql import plain_sql

MANY = 3_000
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SORTS = [name for name, field in Lead.fields().items() if name != "custom"]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Iterator[list[Session]]:
    """Three people over a database of more leads than a filter may leave to be kept by their IDs, full of ties."""
    store = shared_databases.open(tmp_path_factory.mktemp("lists") / "salg.db")
    first = sign_in(store, "root", lambda: NOW)
    sessions = [first, colleague(first, "KOL", "Kari Olsen"), colleague(first, "ØHA", "Øyvind Haug")]
    chance = random.Random(3)
    words = ["Fjord", "Ås", "Østfold", "vik", "Ærø", "AS Bygg", "100% rabatt", "a_b", "[/]", "zz", "Åse", "Aas"]
    with change(first, "Many", "add") as made:
        made.insert_many(
            Lead,
            (
                {
                    "name": f"{chance.choice(words)} {chance.choice([*words, ''])}".strip(),
                    "subject": chance.choice([None, *words]),
                    "industry": chance.choice([None, "Bygg", "bygg", "Øl"]),
                    "town": chance.choice([None, *words]),
                    "owner": chance.choice([None, 1, 2, 3]) if (open_ := chance.random() < 0.8) else 3,
                    "owner_only": not open_,
                    "status": chance.choice(["not_contacted", "contacted", "unreachable"]),
                    "classification": chance.choice(["hot", "none", "cold"]),
                    "employees": chance.choice([None, None, 0, 1, 25, 10**12]),
                    "revenue": None,
                    "creditworthy": chance.choice([None, True, False]),
                    "first_contact": chance.choice([None, NOW, NOW - timedelta(days=9)]),
                    "email": chance.choice([None, "a@fjord.no", "B@fjord.no"]),
                    "phone": chance.choice([None, "22 33 44 55", "123"]),
                    "active": chance.random() < 0.9,
                    "last_name": chance.choice([None, *words]),
                }
                for _number in range(MANY)
            ),
        )
    yield sessions
    store.close()


def naive(session: Session, sort: Sort, keep: str = "active = 1") -> list[tuple[Any, ...]]:
    """Return (sort value, ID) of what the person may see, sorted by Python."""
    names = Listing(session, Lead, (), sort=sort)._order
    columns = [
        column_of(Lead, name) if isinstance(name, str) else Lead.field(sort.field).order_expression(Lead)
        for name in names
    ]
    mine = plain_sql(f"{keep} AND (owner_only = 0 OR owner = ?)", session.person.id)
    rows = session.rows(Lead.select(*columns, Lead.id).where(mine))
    rows.sort(key=lambda row: [(value is not None, 0 if value is None else value) for value in row])
    return [(row[0], row[-1]) for row in rows[:: -1 if sort.descending else 1]]


WORDS = (
    "active = 1 AND (name_key || '|' || subject_key || '|' || industry_key || '|' || person_key || '|' ||"
    " coalesce(town_key, '') || '|' || salg_fold(coalesce(email, ''))) LIKE '%bygg%'"
)
FILTERS: list[tuple[Filter, str]] = [
    (Filter(), "active = 1"),
    (Filter(("mine",)), "active = 1 AND owner = {me}"),
    (Filter(("unowned",)), "active = 1 AND owner IS NULL"),
    (Filter(("lost",)), "active = 1 AND status = 3"),
    (Filter(("active", "mine")), "active = 1 AND status <> 3 AND owner = {me}"),
    (Filter(("deactivated",)), "active = 0"),
    (Filter(("converted",)), "converted_at IS NOT NULL"),
    (Filter(criteria=(Criterion("owner", "=", "KOL"),)), "active = 1 AND owner = 2"),
    (Filter(criteria=(Criterion("classification", "=", "hot"),)), "active = 1 AND classification = 1"),
    (Filter(criteria=(Criterion("creditworthy", "=", "yes"),)), "active = 1 AND creditworthy = 1"),
    (Filter(criteria=(Criterion("active", "=", "no"),)), "active = 0"),
    (Filter(letter="å"), "active = 1 AND name_key >= '}' AND name_key < '~'"),
    (Filter(text="bygg"), WORDS),
    (Filter(criteria=(Criterion("name", "~", "fj%"),)), "active = 1 AND name_key LIKE 'fj%'"),
    (Filter(criteria=(Criterion("name", "~", "å"),)), "active = 1 AND name_key LIKE '%}%'"),
    (Filter(criteria=(Criterion("name", "~", "nowhere"),)), "1 = 0"),
]  # fmt: skip


@settings(max_examples=250)
@given(
    field=st.sampled_from(SORTS),
    descending=st.booleans(),
    who=st.integers(0, 2),
    chosen=st.sampled_from(FILTERS),
    walk=st.lists(
        st.tuples(st.sampled_from(["after", "before", "first", "last", "row"]), st.integers(1, 70)), max_size=8
    ),
    start=st.floats(0, 1),
    limits=st.sampled_from([(2_000, 20), (100, 20), (100, 0), (0, 0.04)]),
)
def test_a_walk_through_any_list_shows_what_sorting_it_shows(
    people: list[Session],
    field: str,
    descending: bool,
    who: int,
    chosen: tuple[Filter, str],
    walk: list[tuple[str, int]],
    start: float,
    limits: tuple[int, float],
) -> None:
    """COM-01, W15: few rows or many, nulls and ties, forwards and backwards, along an index or sorted."""
    session, sort = people[who], Sort(field, descending)
    wanted, keep = chosen
    expected = naive(session, sort, keep.replace("{me}", str(session.person.id)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listing, "FEW", limits[0])
        patch.setattr(listing, "PATIENCE", limits[1])
        patch.setattr(listing, "CANDIDATES", limits[0] * 5)
        shown = Listing(session, Lead, ("name",), wanted, sort)
        assert shown.count() == len(expected)
        assert Listing(session, Lead, ("name",), wanted, sort).count(7) == min(7, len(expected))
        if not expected:
            assert shown.first(5) == [] == shown.last(5)
            return
        at = int(start * (len(expected) - 1))
        here = shown.row(expected[at][1])
        assert here is not None
        for step, number in walk:
            if step == "first":
                rows, begin = shown.first(number), 0
            elif step == "last":
                rows, begin = shown.last(number), max(0, len(expected) - number)
            elif step == "after":
                rows, begin = shown.after(here.place, number), at + 1
            elif step == "before":
                rows, begin = shown.before(here.place, number), max(0, at - number)
            else:
                rows, begin = shown.after(here.place, number, including=True), at
            end = at if step == "before" else begin + number
            assert [row.id for row in rows] == [record_id for _key, record_id in expected[begin:end]]
            if rows:
                here = rows[len(rows) // 2]
                at = begin + len(rows) // 2


@settings(max_examples=40)
@given(field=st.sampled_from(SORTS), descending=st.booleans(), two=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_range_is_what_lies_between(
    people: list[Session], field: str, descending: bool, two: tuple[float, float]
) -> None:
    sort = Sort(field, descending)
    expected = [record_id for _key, record_id in naive(people[0], sort)]
    shown = Listing(people[0], Lead, (), sort=sort)
    one, other = (int(at * (len(expected) - 1)) for at in two)
    places = [row.place for row in (shown.row(expected[one]), shown.row(expected[other])) if row is not None]
    low, high = sorted((one, other))
    assert shown.between(*places) == expected[low : high + 1]


@pytest.mark.parametrize("wanted", [Filter(), Filter(("mine",)), Filter(text="fjord")])
@pytest.mark.parametrize("sort", [Sort("name"), Sort("changed_by", True), Sort("postcode")])
def test_all_ids_come_in_the_order_of_the_list(people: list[Session], wanted: Filter, sort: Sort) -> None:
    shown = Listing(people[1], Lead, (), wanted, sort)
    assert list(shown.ids()) == [row.id for row in shown.first(MANY)]
    assert len(list(shown.ids())) == shown.count()


def test_letters(people: list[Session]) -> None:
    """COM-01, W11, W19: æ ø å stand last; a letter leads to the first name from it on."""
    for letters in ("a", "f", "fjord å", "æ", "Ø", "å", "zzz", "~"):
        for descending in (False, True):
            expected = naive(people[0], Sort("name", descending))
            key = letters.lower().translate(str.maketrans("æøå", "{|}"))
            rows = Listing(people[0], Lead, ("name",), sort=Sort("name", descending)).at_letter(letters, 3)
            if descending:
                following = [row for row in expected if row[0] <= key + "\U0010ffff"]
            else:
                following = [row for row in expected if row[0] >= key]
            assert [row.id for row in rows] == [record_id for _key, record_id in following[:3]]
    names = [row.values[0] for row in Listing(people[0], Lead, ("name",)).first(MANY)]
    firsts = list(dict.fromkeys(name[0].lower() for name in names))
    assert firsts == ["1", "[", "a", "f", "v", "z", "æ", "ø", "å"]


def test_a_place_stays_good_when_its_row_is_gone(session: Session) -> None:
    with change(session, "Three", "add") as made:
        ids = [made.insert(Lead, {"name": name}) for name in ("A", "B", "C")]
    shown = Listing(session, Lead, ("name",))
    middle = shown.row(ids[1])
    assert middle is not None
    with change(session, "Delete", "delete") as made:
        made.delete(Lead, ids[1])
    assert [row.values for row in shown.after(middle.place, 9)] == [("C",)]
    assert [row.values for row in shown.before(middle.place, 9)] == [("A",)]
    assert shown.row(ids[1]) is None


def test_every_record_is_listed_by_every_field(session: Session) -> None:
    with change(session, "One of each", "add") as made:
        made.insert(Customer, {"name": "Fjord AS", "owner": 1})
        made.insert(Contact, {"last_name": "Nes", "owner": 1})
        made.insert(Opportunity, {"title": "Storage", "customer": 1, "contact": 1, "owner": 1})
        made.insert(Lead, {"name": "Fjord AS", "converted_customer": 1, "converted_opportunity": 1})
        made.insert(Project, {"name": "Move", "customer": 1})
        made.insert(Campaign, {"subject": "Spring"})
        made.insert(Recipient, {"campaign": 1, "company": "Fjord AS"})
        made.insert(DistributionList, {"name": "Friends"})
        made.insert(ExclusionList, {"name": "Stop"})
        made.insert(Template, {"name": "Hello"})
        made.insert(Order, {"customer": 1})
        made.insert(LedgerEntry, {"customer": 1, "amount": Decimal(100)})
        for record in RECORDS:
            if record.table() == "activity":
                made.insert(record, {"subject": "Ring"})
    for record in RECORDS:
        columns = tuple(record.fields())
        for name in columns:
            for descending in (False, True):
                rows = Listing(session, record, columns, sort=Sort(name, descending)).first(9)
                assert len(rows) == 1, record
        for view in record.views:
            Listing(session, record, columns, Filter((view.name,))).first(9)
        values = dict(zip(columns, rows[0].values, strict=True))
        if record is Opportunity:
            assert (values["customer"], values["contact"], values["owner"]) == ("Fjord AS", "Nes", "ROO")
        if record is Lead:
            assert (values["converted_customer"], values["converted_opportunity"]) == ("Fjord AS", "Storage")


def test_unknown_fields_and_views_are_sentences(session: Session) -> None:
    with pytest.raises(UserError, match="has no field “nmae”. Did you mean name?"):
        Listing(session, Lead, ("nmae",))
    with pytest.raises(UserError, match="There is no view “all of them”"):
        Listing(session, Lead, (), Filter(("all of them",)))


# What others may not see


def test_w20_hidden_records_are_in_no_list(session: Session, kari: Session, per: Session) -> None:
    """W20, G05: lists, counts, single rows, titles in other lists, exports."""
    hidden = {"owner": kari.person.id, "owner_only": True}
    with change(kari, "Hidden", "add") as made:
        lead = made.insert(Lead, {"name": "Secret lead", **hidden})
        customer = made.insert(Customer, {"name": "Secret customer", **hidden})
        contact = made.insert(Contact, {"last_name": "Secret", **hidden})
        shown_customer = made.insert(Customer, {"name": "Open AS", "parent": customer})
        made.insert(Lead, {"name": "Open lead", "converted_customer": customer, "converted_contact": contact})
        made.insert(Opportunity, {"title": "Secret sale", "customer": customer})
        made.insert(Opportunity, {"title": "Open sale", "customer": shown_customer, "contact": contact})
        for kind, record_id in (("lead", lead), ("customer", customer), ("contact", contact), ("opportunity", 1)):
            task = made.insert(Task, {"subject": f"Secret {kind}", "owner": kari.person.id})
            made.insert(ActivityLink, {"activity": task, "record": kind, "record_id": record_id})
        task = made.insert(Task, {"subject": "Open task", "owner": kari.person.id})
        for kind, record_id in (("contact", contact), ("customer", shown_customer)):
            made.insert(ActivityLink, {"activity": task, "record": kind, "record_id": record_id})
        made.insert(Task, {"subject": "Open alone", "owner": kari.person.id})
    for somebody in (session, per):
        for record in (Lead, Customer, Contact, Opportunity, Task):
            columns = tuple(record.fields())
            for wanted in (Filter(), Filter(text="secret"), Filter(text="open"), Filter(letter="s")):
                shown = Listing(somebody, record, columns, wanted)
                rows = shown.first(99)
                assert "Secret" not in str(rows)
                assert len(rows) == shown.count() == len(list(shown.ids()))
            for record_id in (1, 2, 3, 4, 5, 6):
                assert "Secret" not in str(shown.row(record_id))
                for name in (record.name_in_code, "contact", "customer"):
                    assert "Secret" not in somebody.names.title_of(name, record_id)
                    assert "Secret" not in str(somebody.names.find_by_title(name, f"#{record_id}"))
        assert somebody.names.find_by_title("customer", "secret customer") == []
        with pytest.raises(UserError, match="no customer"):
            Listing(somebody, Opportunity, (), Filter(criteria=(Criterion("customer", "=", "Secret customer"),)))
        assert [row.values for row in Listing(somebody, Opportunity, ("title", "contact")).first(9)] == [
            ("Open sale", None)
        ]
        assert Listing(somebody, Task, ()).count() == 2
    assert Listing(kari, Task, ()).count() == 6
    assert Listing(kari, Lead, ()).count() == 2


# The ways


def plans(session: Session, work: Any) -> list[str]:
    """Do ``work`` and return the plan of every query it made on records."""
    asked: list[str] = []
    connection = session.store.connection()
    connection.set_trace_callback(asked.append)
    try:
        work()
    finally:
        connection.set_trace_callback(None)
    found = []
    for sql in asked:
        if sql.startswith("SELECT") and " FROM " in sql:
            try:
                rows = connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
            except sqlite3.Error:
                continue
            found += [f"{row[3]}    {sql}" for row in rows]
    return found


def indexed_sorts(record: type[Record]) -> list[str]:
    """Return the fields by which the record's lists are sorted along an index."""
    return [name for name, field in record.fields().items() if order_of(record, field)[1]]


@pytest.mark.sqlite_only("SQLite's plans")
@pytest.mark.parametrize("wanted", [Filter(), Filter(("mine",)), Filter(("lost",)), Filter(("active",))])
@pytest.mark.parametrize("field", indexed_sorts(Lead))
def test_windows_go_along_an_index_and_sort_nothing(
    people: list[Session], wanted: Filter, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """COM-01, whatever the number of rows: no scan, no sort, no OFFSET."""
    monkeypatch.setattr(listing, "FEW", 5)
    for descending in (False, True):
        shown = Listing(people[1], Lead, ("name", "owner", "changed_by"), wanted, Sort(field, descending))
        here = shown.first(9)[4].place
        for window in (
            lambda shown=shown: shown.first(9),
            lambda shown=shown: shown.last(9),
            lambda shown=shown, here=here: shown.after(here, 9),
            lambda shown=shown, here=here: shown.before(here, 9),
            lambda shown=shown: shown.at_letter("k", 9),
        ):
            for step in plans(people[1], window):
                assert "TEMP B-TREE" not in step
                assert "OFFSET" not in step
                assert not re.match(r"SCAN lead(?! USING)", step)


def test_every_record_has_an_index_for_its_own_order(session: Session) -> None:
    for record in RECORDS:
        if record.name_in_code != "employee":
            assert record.natural_order[0].removeprefix("-") in indexed_sorts(record), record
    for name in ("name", "subject", "industry", "owner", "changed_at", "changed_by", "status", "classification"):
        assert name in indexed_sorts(Lead)


@pytest.mark.sqlite_only("SQLite's plans")
def test_a_filter_on_an_indexed_field_goes_along_its_index(people: list[Session]) -> None:
    """Mine by name is one range of one index, however few of a million are mine."""
    shown = Listing(people[0], Lead, (), Filter(("mine",)))
    assert any("lead_owner_key_name_key (owner_key=?" in step for step in plans(people[0], lambda: shown.first(9)))
    hot = Listing(people[0], Lead, (), Filter(criteria=(Criterion("classification", "=", "hot"),)))
    assert any("lead_classification_name_key (cl" in step for step in plans(people[0], lambda: hot.first(9)))


@pytest.mark.sqlite_only("SQLite's plans")
@pytest.mark.parametrize("record", [Lead, Customer, Contact])
def test_counting_reads_an_index_alone(people: list[Session], record: type[Record]) -> None:
    for name in ("", "mine", "all") + (("lost", "active") if record is Lead else ()):
        wanted = Filter((name,) if name in views_of(record) else ())
        steps = plans(people[1], lambda wanted=wanted: Listing(people[1], record, (), wanted)._counted(0))
        assert any("USING COVERING INDEX" in step for step in steps), steps


@pytest.mark.sqlite_only("SQLite's plans")
def test_the_default_list_is_not_looked_into_before_it_is_shown(people: list[Session]) -> None:
    assert len(plans(people[0], lambda: Listing(people[0], Lead, ("name",)).first(9))) == 1


def test_a_question_that_takes_too_long_is_interrupted_and_not_lost(people: list[Session]) -> None:
    store = people[0].store
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    assert store.rows_within(0.2, plain_sql(endless)) is None
    assert store.rows(plain_sql("SELECT 1")) == [(1,)]
    assert store.rows_within(1_000, plain_sql("SELECT 1")) == [(1,)]
