"""Criteria: LEAD-19, CAMP-05, CAMP-06, decision 17, cases W01–W17 on the list of leads."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.activities.records import Task
from model.catalogue import RECORDS
from model.core import language
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.core.lists.criteria import (
    Criterion,
    Filter,
    condition,
    find_field,
    fixed_columns,
    parse_criterion,
    refuse_empty_interval,
    views_of,
)
from model.core.lists.listing import Listing, Sort
from model.core.records.options import Option
from model.core.text import fold
from model.core.wildcards import parse_pattern
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.conftest import StandingClock
from tests.engines import Databases


def fill(session: Session, rows: list[dict[str, Any]]) -> None:
    """Put leads on file."""
    with change(session, "Leads", "add") as made:
        for row in rows:
            made.insert(Lead, row)


def names(session: Session, *criteria: str, wanted: Filter | None = None) -> set[str]:
    """Return the names that a list with these criteria shows, by both of the ways in which it can find them."""
    wanted = wanted or Filter(criteria=tuple(map(parse_criterion, criteria)))
    listed = {row.values[0] for row in Listing(session, Lead, ("name",), wanted).first(99)}
    for row_by_row in (False, True):
        for rows in (Lead, Lead.alias("those")):
            asked = condition(session, Lead, wanted, rows, row_by_row=row_by_row)
            assert {row[0] for row in session.rows(rows.select(rows.name).where(asked))} == listed
    assert Listing(session, Lead, (), wanted).count() == len(listed)
    return listed


# Wildcards

THREE = ["AS Bygg", "Fjord AS", "Basar"]


@pytest.mark.parametrize(
    ("case", "on_file", "typed", "found"),
    [
        ("W01", THREE, "AS%", ["AS Bygg"]),
        ("W02", THREE, "%AS", ["Fjord AS"]),
        ("W03", THREE, "AS", THREE),
        ("W04", THREE, "%AS%", THREE),
        ("W05", [*THREE, "Anders Bygg AS"], "A%AS", ["Anders Bygg AS"]),
        ("W06", THREE, "%", THREE),
        ("W06", THREE, "%%", THREE),
        ("W06", THREE, "", THREE),
        ("W07", ["50% rabatt", "500 rabatt"], r"50\%", ["50% rabatt"]),
        ("W08", ["a_b", "axb"], "a_b", ["a_b"]),
        ("W09", ["ÅS", "Østfold", "As", "Ost"], "ås", ["ÅS"]),
        ("W09", ["ÅS", "Østfold", "As", "Ost"], "ØST%", ["Østfold"]),
        ("W10", ["Mo\\i Rana'; drop", "Mo"], "Mo\\i Rana'; drop", ["Mo\\i Rana'; drop"]),
        ("one letter", [*THREE, "Mo"], "m", ["Mo"]),
        ("last letters", THREE, "%r", ["Basar"]),
        ("equal", THREE, "fjord as", ["Fjord AS"]),
        ("markup", ["[/]", "[b]x"], "[/", ["[/]"]),
        ("operators of the index", ['a "AND" b', "NEAR(x)", "x*"], '"AND"', ['a "AND" b']),
        ("operators of the index", ['a "AND" b', "NEAR(x)", "x*"], "*", ["x*"]),
        ("nothing", THREE, "nowhere", []),
    ],
)
def test_names_with_wildcards(session: Session, case: str, on_file: list[str], typed: str, found: list[str]) -> None:
    """W01 … W10, decision 17."""
    fill(session, [{"name": name, "website": f"www.{number}.no"} for number, name in enumerate(on_file)])
    assert names(session, f"name~{typed}") == set(found), case


LETTERS = st.sampled_from("aå% _\\\"'*b[")


@given(
    on_file=st.lists(st.text(LETTERS, max_size=6).map(str.strip).filter(bool), min_size=1, max_size=6, unique=True),
    typed=st.text(LETTERS, max_size=5),
)
def test_every_field_of_text_matches_as_the_pattern_says(shared: Session, on_file: list[str], typed: str) -> None:
    """With an index or without one, by the search index or row by row."""
    session = shared
    with session.store.writing():
        session.store.run(Lead.delete())
    fill(session, [{"name": name, "title": name, "street": name, "town": name, "last_name": name} for name in on_file])
    pattern = parse_pattern(typed)
    expected = {name for name in on_file if pattern is None or pattern.matches(fold(name))}
    for field in ("name", "title", "street", "town", "person"):
        assert names(session, f"{field}~{typed}") == expected, field


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Any:
    """A session that the examples of a test share."""
    store = shared_databases.open(tmp_path_factory.mktemp("shared") / "salg.db")
    yield sign_in(store, "root", lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
    store.close()


def test_w06_blank_asks_for_nothing_and_per_cent_for_any_value(session: Session) -> None:
    """W06."""
    fill(session, [{"name": "A", "subject": "x"}, {"name": "B"}])
    assert names(session, "subject~%") == {"A"}
    assert names(session, "subject~") == {"A", "B"}
    assert names(session, "note~%") == set()
    assert names(session, "title~%") == set()


def test_w11_letters(session: Session) -> None:
    """W11: a letter respects the other filters."""
    fill(
        session,
        [
            {"name": "Ås", "town": "Moss"},
            {"name": "Ål"},
            {"name": "As", "town": "Moss"},
            {"name": "ås", "active": False},
        ],
    )
    assert names(session, wanted=Filter(letter="Å")) == {"Ås", "Ål"}
    assert names(session, wanted=Filter(letter="å", criteria=(parse_criterion("town=moss"),))) == {"Ås"}
    assert names(session, wanted=Filter(letter="å", criteria=(parse_criterion("town=moss"),)).reset()) == {
        "Ås",
        "Ål",
        "As",
    }


# Comparisons


def test_w12_what_is_not_known_is_in_no_comparison(session: Session) -> None:
    """W12: null is excluded from ≥ and from ≠; for text and numbers, addresses and references alike."""
    fill(
        session,
        [
            {"name": "A", "revenue": Decimal(20_000), "employees": 5, "industry": "Bygg", "phone": "22 33 44 55"},
            {"name": "B", "revenue": Decimal("10000.00"), "employees": 0, "industry": "Øl", "phone": "999"},
            {"name": "C", "owner": None},
        ],
    )
    assert names(session, "revenue>=10000", "revenue!=20000") == {"B"}
    assert names(session, "revenue>=10000") == {"A", "B"}
    assert names(session, "revenue≠20 000,00") == {"B"}
    assert names(session, "employees<1") == {"B"}
    assert names(session, "employees≤5", "employees>0") == {"A"}
    assert names(session, "industry!=BYGG") == {"B"}
    assert names(session, "phone!=+4722334455") == {"B"}
    assert names(session, "phone!=999") == {"A"}
    assert names(session, "owner!=ROO") == set()
    assert names(session, "title!=boss") == set()
    for field in ("revenue", "employees", "industry", "phone", "owner"):
        assert names(session, f"{field}=") == {"C"}, field
        assert names(session, f"{field}!=") == {"A", "B"}, field


def test_cust_06_numbers_in_any_spelling(session: Session) -> None:
    """CUST-06, D04, D07, D08."""
    fill(
        session,
        [
            {"name": "A", "phone": "22 33 44 55", "org_number": "923609016", "email": "Amy@X.no"},
            {"name": "B", "mobile": "+45 22334455", "email": "a_b@x.no"},
        ],
    )
    for typed in ("22334455", "+47 22 33 44 55", "0047 22334455"):
        assert names(session, f"phone={typed}") == {"A"}
    assert names(session, "org_number=NO 923 609 016 MVA") == {"A"}
    assert names(session, "org_number~NO") == {"A"}  # The country of its key.
    assert names(session, "email=AMY@x.NO") == {"A"}
    assert names(session, "phone~3344") == {"A"}
    assert names(session, "email~%@x.no") == {"A", "B"}
    for text, found in (
        ("22334455", {"A", "B"}),
        ("923609016", {"A"}),
        ("amy@x", {"A"}),
        ("b@", {"B"}),
        ("_b@", {"B"}),
    ):
        assert names(session, wanted=Filter(text=text)) == found, text


def test_lead_19_choices_references_and_yes_and_no(session: Session, kari: Session) -> None:
    with change(session, "Source", "add") as made:
        fair = made.insert(Option, {"list": "source", "name": "Messe på Ås"})
        made.insert(Option, {"list": "category", "name": "Messe på Ås"})
    fill(
        session,
        [
            {"name": "A", "status": "contacted", "classification": "hot", "source": fair, "creditworthy": True},
            {"name": "B", "status": "unreachable", "owner": kari.person.id, "creditworthy": False, "do_not_call": True},
            {"name": "C", "owner": None},
        ],
    )
    assert names(session, "status=contacted", "classification=HOT") == {"A"}
    assert names(session, "status!=contacted") == {"B", "C"}
    assert names(session, "source=messe på ås") == {"A"}
    assert names(session, "owner=me") == {"A"}
    assert names(kari, "owner=me") == {"B"}
    assert names(session, "owner=#2") == {"B"}
    assert names(session, "creditworthy=no") == {"B"}
    assert names(session, "creditworthy=") == {"C"}
    assert names(session, "do_not_call=ja") == {"B"}
    assert names(session, "do_not_call=no") == {"A", "C"}


def test_w14_to_a_day_includes_its_last_second(session: Session, clock: StandingClock) -> None:
    """W14, in the zone of the person: 5 May ends at 22:00 UTC."""
    times = {"before": (4, 21, 59, 59), "first": (4, 22), "last": (5, 21, 59, 59), "after": (5, 22)}
    fill(
        session,
        [{"name": name, "first_contact": datetime(2026, 5, *at, tzinfo=UTC)} for name, at in times.items()],
    )
    clock.now = clock.now.astimezone(ZoneInfo("Europe/Oslo"))
    assert names(session, "first_contact<=2026-05-05") == {"before", "first", "last"}
    assert names(session, "first_contact=5.5.2026") == {"first", "last"}
    assert names(session, "first_contact!=5.5.2026") == {"before", "after"}
    assert names(session, "first_contact>5 May 2026") == {"after"}
    assert names(session, "first_contact>=2026-05-05") == {"first", "last", "after"}
    assert names(session, "first_contact<2026-05-05") == {"before"}


def test_w13_an_interval_that_ends_before_it_begins(session: Session) -> None:
    """W13."""
    for criteria in (
        ("employees>=10", "employees<=5"),
        ("first_contact>=2026-05-06", "first_contact<=2026-05-05"),
        ("revenue>10", "revenue<5"),
    ):
        parsed = [parse_criterion(text) for text in criteria]
        with pytest.raises(UserError, match="from is after to") as raised:
            refuse_empty_interval(Lead, parsed, session.reading())
        assert raised.value.field == parsed[0].field
        with pytest.raises(UserError, match="from is after to"):
            Listing(session, Lead, (), Filter(criteria=tuple(parsed)))
    assert names(session, "employees>=5", "employees<=5") == set()


def test_w15_all_criteria_and_views_combine_with_and(session: Session, kari: Session) -> None:
    """W15."""
    fill(
        session,
        [
            {"name": "A", "town": "Moss", "status": "unreachable"},
            {"name": "B", "town": "Moss"},
            {"name": "C", "town": "Oslo", "status": "unreachable"},
            {"name": "D", "town": "Moss", "status": "unreachable", "owner": kari.person.id},
            {"name": "E", "town": "Moss", "status": "unreachable", "active": False},
        ],
    )
    moss = (parse_criterion("town=Moss"),)
    assert names(session, wanted=Filter(("mine", "lost"), moss)) == {"A"}
    assert names(session, wanted=Filter(("mine", "active"), moss)) == {"B"}
    assert names(session, wanted=Filter(("lost",), moss)) == {"A", "D"}
    assert names(session, wanted=Filter(("deactivated",), moss)) == {"E"}
    assert names(session, "active=no", "town=Moss") == {"E"}
    assert names(session, "active=yes", "status=unreachable") == {"A", "C", "D"}


def test_w16_reset_leaves_views_and_says_what_narrows() -> None:
    """W16."""
    wanted = Filter(("mine",), (Criterion("town", "=", "Moss"),), "a", "bygg")
    assert wanted.narrows
    assert wanted.reset() == Filter(("mine",))
    assert not wanted.reset().narrows
    assert [criterion.describe(Lead) for criterion in wanted.criteria] == ["Town = Moss"]
    assert Criterion("employees", ">=", "5").describe(Lead) == "Employees ≥ 5"


def test_one_view_of_a_group_is_in_force() -> None:
    """LEAD-04: owner and status together, one key each."""
    wanted = Filter().with_view(Lead, "mine").with_view(Lead, "lost")
    assert set(wanted.views) == {"mine", "lost"}
    assert set(wanted.with_view(Lead, "active").views) == {"mine", "active"}
    assert set(wanted.with_view(Lead, "unowned").views) == {"unowned", "lost"}
    assert set(wanted.with_view(Lead, "lost").views) == {"mine"}


def test_w17_words_are_found_in_any_searched_field(session: Session) -> None:
    """W17, LEAD-20: each word somewhere; a criterion on a field in that field alone."""
    fill(
        session,
        [
            {"name": "Sommer AS"},
            {"name": "B", "subject": "Sommerfest", "town": "Moss"},
            {"name": "C", "last_name": "Sommer", "industry": "Fest"},
            {"name": "D", "note": "Sommer"},
        ],
    )
    assert names(session, wanted=Filter(text="sommer")) == {"Sommer AS", "B", "C"}
    assert names(session, wanted=Filter(text="FEST som")) == {"B", "C"}
    assert names(session, wanted=Filter(text="sommer%")) == {"Sommer AS", "B", "C"}
    assert names(session, wanted=Filter(text="so")) == {"Sommer AS", "B", "C"}
    assert names(session, wanted=Filter(text="q")) == set()
    assert names(session, "subject~sommer") == {"B"}
    assert names(session, "note~sommer") == {"D"}


# What cannot be read


@pytest.mark.parametrize(
    ("typed", "criterion"),
    [
        ("name=Fjord AS", ("name", "=", "Fjord AS")),
        (" employees >= 5 ", ("employees", ">=", "5")),
        ("revenue≠1", ("revenue", "!=", "1")),
        ("name~a=b", ("name", "~", "a=b")),
        ("note=line\nline", ("note", "=", "line\nline")),
        ("name!=", ("name", "!=", "")),
        ("name==x", ("name", "=", "=x")),
    ],
)
def test_expressions(typed: str, criterion: tuple[str, str, str]) -> None:
    assert parse_criterion(typed) == Criterion(*criterion)


@pytest.mark.parametrize("typed", ["", "name", "=x", "~", "1=1", "a b=c", "'; drop", "<5"])
def test_no_expressions(typed: str) -> None:
    with pytest.raises(UserError, match="is no criterion: write field=value"):
        parse_criterion(typed)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("nmae=x", "nmae"),
        ("employees=many", "employees"),
        ("employees~5", "employees"),
        ("name>5", "name"),
        ("status=won", "status"),
        ("owner=nobody", "owner"),
        ("first_contact=someday", "first_contact"),
        ("creditworthy=perhaps", "creditworthy"),
    ],
)
def test_a_criterion_that_cannot_be_read_names_its_field(session: Session, typed: str, field: str) -> None:
    with pytest.raises(UserError) as raised:
        names(session, typed)
    assert raised.value.field == field


def test_every_operator_of_every_field_of_every_record(session: Session) -> None:
    """No criterion that can be chosen ends in a fault."""
    unnamed = []
    for record in RECORDS:
        for name, field in record.fields().items():
            for operator in field.operators:
                for text in ("", "1", "x", "%", "me", "2026-05-05", "yes", "a@b.no", "[/]", "'"):
                    try:
                        Listing(session, record, (), Filter(criteria=(Criterion(name, operator, text),))).first(3)
                    except UserError as error:
                        if error.field != name:
                            unnamed.append((record, name, operator, text, error.message))
    assert unnamed == []


def test_other_names_of_fields() -> None:
    assert find_field(Task, "due") is Task.fields()["at"]
    with pytest.raises(UserError, match="Did you mean due"):
        find_field(Task, "deu")


def test_columns_that_a_filter_fixes(session: Session) -> None:
    assert fixed_columns(session, Lead, Filter()) == {}
    assert fixed_columns(session, Lead, Filter(("mine", "lost"))) == {"owner": 1, "owner_key": "roo", "status": 3}
    criteria = tuple(map(parse_criterion, ("owner=me", "classification=hot", "name=x", "status!=contacted", "owner=")))
    assert fixed_columns(session, Lead, Filter(criteria=criteria)) == {
        "owner": 1, "owner_key": "roo", "classification": 1,
    }  # fmt: skip


def test_views_say_what_they_show_in_every_language() -> None:
    for code in language.LANGUAGES:
        language.use(code)
        for record in RECORDS:
            labels = [language._(view.label) for view in views_of(record).values()]
            assert len(set(labels)) == len(labels)
            assert all(labels)


def test_sorting_by_what_is_filtered(session: Session) -> None:
    fill(session, [{"name": name, "status": "unreachable"} for name in ("B", "A", "å", "C")])
    shown = Listing(session, Lead, ("name",), Filter(("lost",)), Sort("status"))
    assert [row.values[0] for row in shown.first(9)] == ["A", "B", "C", "å"]
