"""Whether aa is å: the database's choice, and filing all keys anew when it is another (COM-22, cases W11, W19)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from model.catalogue import ROWS
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.rekey import refold
from model.core.errors import NotAllowedError, UserError
from model.core.fields.references import Reference
from model.core.history.undo import undo
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing, Sort
from model.core.records.options import Option
from model.core.records.stored_columns import NULLABLE_KEYS, folded
from model.core.storage.database import open_store
from model.core.storage.sqlite.backup import write_copy
from model.core.storage.sqlite.restore import exchange, prepared
from model.core.storage.store import Store
from model.core.text import fold, use_aa
from model.customers.records import Contact, Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.people.signing_in import sign_in
from model.search.everything import search
from tests import on_file
from tests.conftest import StandingClock
from tests.model import catalog
from tests.model.core.conftest import colleague
from tests.model.core.processes import Program
from tests.plain_sql import plain_sql

NAMES = ("Aalborg Rør", "Abel AS", "Ålesund Bygg", "Zebra", "Ærlig AS", "Øst AS", "MAASKE", "Isaac Ås", "aaa")


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Leave the process as other tests expect it."""
    yield
    use_aa(False)


@pytest.fixture
def filled(session: Session) -> Session:
    """The names on file as every kind of record that has one, with owners, links and history."""
    aase = colleague(session, "AAS", "Aase Aagaard")
    with change(session, "Fill", "add") as made:
        for name in NAMES:
            made.insert(Lead, {"name": name, "last_name": name, "first_name": "Per", "owner": aase.person.id})
            customer = made.insert(Customer, {"name": name, "private": False, "owner": session.person.id})
            made.insert(Contact, {"last_name": name, "first_name": "Aage", "phone": "22 33 44 55"})
            made.insert(Opportunity, {"title": name, "customer": customer, "owner": aase.person.id})
        made.insert(Option, {"list": "source", "name": "Aarhusmessen", "position": 1, "active": True})
    with change(aase, "Edit", "edit") as made:
        made.update(Lead, 1, {"note": "seen"})
    return session


def hold_in_step(session: Session, aa_is_å: bool) -> None:
    """Hold that each stored key is the value's, folded so, and that the search index says the same."""
    store = session.store
    assert store.aa_is_å == aa_is_å
    for record in ROWS:
        for name in folded(record):
            for value, key in store.rows(plain_sql(f"SELECT {name}, {name}_key FROM {record.table()}")):
                assert key == fold(value or "", aa_is_å=aa_is_å), (record, name)
        for name, field in record.keyed().items():
            if isinstance(field, Reference):
                target = session.records[field.record]
                title = getattr(target, "title_field", "name")
                for value, key in store.rows(
                    plain_sql(
                        f"SELECT target.{title}, own.{name}_key FROM {record.table()} own"
                        f" JOIN {target.table()} target ON target.id = own.{name}"
                    )
                ):
                    assert key == fold(value, aa_is_å=aa_is_å), (record, name)
    catalog.hold_search_indexes(store)


def names(session: Session, wanted: Filter | None = None, record: type = Lead) -> list[str]:
    column = record.title_field  # type: ignore[attr-defined]
    return [row.values[0] for row in Listing(session, record, (column,), wanted).first(100)]


def test_every_key_column_is_known_to_be_filed_anew_or_not_to_depend_on_it(store: Store) -> None:
    for record in ROWS:
        known = {*folded(record)}
        known |= {name for name, field in record.keyed().items() if isinstance(field, (Reference, *NULLABLE_KEYS))}
        assert known == {*record.keyed()}, record


def test_w19_names_are_sorted_with_aa_as_å_if_set(filled: Session) -> None:
    """W19, both ways."""
    as_letters = ["aaa", "Aalborg Rør", "Abel AS", "Isaac Ås", "MAASKE", "Zebra", "Ærlig AS", "Øst AS", "Ålesund Bygg"]
    as_å = ["Abel AS", "Isaac Ås", "MAASKE", "Zebra", "Ærlig AS", "Øst AS", "aaa", "Aalborg Rør", "Ålesund Bygg"]
    assert names(filled) == as_letters
    assert refold(filled, True)
    assert names(filled) == as_å
    assert names(filled, record=Customer) == as_å
    owners = [row.values[0] for row in Listing(filled, Customer, ("name",), sort=Sort("name", True)).first(3)]
    assert owners == as_å[:-4:-1]
    assert refold(filled, False)
    assert names(filled) == as_letters


def test_w11_the_letter_å_shows_aa_if_set(filled: Session) -> None:
    """W11: in the strip of letters, and with a letter typed in a list; it respects other filters."""
    letter = Filter(letter="Å")
    assert names(filled, letter) == ["Ålesund Bygg"]
    refold(filled, True)
    assert names(filled, letter) == ["aaa", "Aalborg Rør", "Ålesund Bygg"]
    assert names(filled, Filter(letter="A")) == ["Abel AS"]
    assert names(filled, Filter(letter="å", text="rør")) == ["Aalborg Rør"]
    listing = Listing(filled, Lead, ("name",))
    for typed in ("å", "Aa"):
        assert [row.values[0] for row in listing.at_letter(typed, 2)] == ["aaa", "Aalborg Rør"]
    assert [row.values[0] for row in listing.at_letter("a", 1)] == ["Abel AS"]
    refold(filled, False)
    assert names(filled, letter) == ["Ålesund Bygg"]
    assert names(filled, Filter(letter="A")) == ["aaa", "Aalborg Rør", "Abel AS"]


@pytest.mark.parametrize("text", ["ålb", "aalb", "aa%", "%ås%", "maaske", "MÅSKE", "isaac", "%ås", "a%", "å", "aaa"])
def test_search_is_exact_both_ways(filled: Session, text: str) -> None:
    """W01-W09 hold whichever way: what is found is what the folded names say, in lists and in the search."""
    from model.core.wildcards import parse_pattern

    for aa_is_å in (False, True, False):
        refold(filled, aa_is_å)
        hold_in_step(filled, aa_is_å)
        pattern = parse_pattern(text)
        assert pattern is not None
        expected = {name for name in NAMES if pattern.matches(fold(name))}
        assert set(names(filled, Filter(criteria=(Criterion("name", "~", text),)))) == expected
        (group,) = search(filled, None, text, ["customers"])
        found = {hit.title for hit in group.hits}
        assert found == (
            {name for name in NAMES if fold(name).startswith(fold(text))} if len(fold(text)) == 1 else expected
        )
    refold(filled, True)
    (owned,) = {len(names(filled, Filter(criteria=(Criterion("owner", "=", each),)))) for each in ("ås", "AAS")}
    assert owned == len(NAMES)


def test_it_is_no_change_in_history_and_versions_stay(filled: Session) -> None:
    store = filled.store
    asked = plain_sql("SELECT (SELECT count(*) FROM change), (SELECT count(*) FROM change_row)")
    history, versions = store.rows(asked), store.rows(plain_sql("SELECT id, version, changed_at FROM lead"))
    assert refold(filled, True)
    assert not refold(filled, True)
    assert store.rows(asked) == history
    assert store.rows(plain_sql("SELECT id, version, changed_at FROM lead")) == versions
    assert refold(filled, False)
    assert not refold(filled, False)


def test_only_an_administrator_may(filled: Session) -> None:
    for role in ("seller", "reader"):
        with pytest.raises(NotAllowedError):
            refold(colleague(filled, role[:3].upper(), role.title(), role), True)
    hold_in_step(filled, False)


def test_where_two_would_have_one_name_all_stays_as_it_was(filled: Session) -> None:
    with change(filled, "Options", "add") as made:
        for position, name in enumerate(("Åsen", "Aasen"), 2):
            made.insert(Option, {"list": "source", "name": name, "position": position, "active": True})
    with pytest.raises(UserError) as refusal:
        refold(filled, True)
    assert refusal.value.field == "aa_as_aring"
    hold_in_step(filled, False)
    assert fold("aa") == "aa"
    assert len(names(filled, Filter(letter="a"))) == 3


def test_what_is_written_afterwards_is_filed_so(filled: Session, location: Path | str) -> None:
    """Whoever opens the database folds as it does."""
    refold(filled, True)
    use_aa(False)
    store = open_store(location)
    try:
        session = sign_in(store, "root", filled.clock)
        with change(session, "New", "add") as made:
            made.insert(Lead, {"name": "Aadland", "first_name": "Aa", "last_name": "Aas"})
            made.update(Lead, 4, {"name": "Aab"})
            made.update_many(Lead, [2, 3], {"town": "Aarhus"})
        hold_in_step(session, True)
    finally:
        store.close()


def test_undo_of_what_was_done_before_and_after(filled: Session) -> None:
    """Undo and redo bring values back; their keys are made as the database folds by then."""
    refold(filled, True)
    with change(filled, "Rename", "edit") as made:
        # The keys are the same on both sides, so that the change itself knows of none.
        made.update(Customer, 1, {"name": "Ålborg Rør"})
        made.update(Lead, 7, {"name": "Måske"})
        renamed = made.id
    with change(filled, "Delete", "delete") as made:
        made.delete(Lead, 9)
        made.delete(Lead, 1)
        deleted = made.id
    refold(filled, False)
    hold_in_step(filled, False)
    back = undo(filled, deleted)
    hold_in_step(filled, False)
    undo(filled, renamed)
    hold_in_step(filled, False)
    assert names(filled, Filter(letter="a"), Customer)[:2] == ["aaa", "Aalborg Rør"]
    refold(filled, True)
    undo(filled, back.id)
    hold_in_step(filled, True)


def test_undo_of_very_many(session: Session) -> None:
    """The same for changes that are taken back by sets."""
    with change(session, "Many", "add") as made:
        made.insert_many(Lead, ({"name": f"Aas {number}", "subject": "Aa"} for number in range(1_500)))
    ids = on_file.ids(session.store, Lead)
    with change(session, "Edit", "edit") as made:
        made.update_many(Lead, ids, {"subject": "Åa"})
        edited = made.id
    refold(session, True)
    with change(session, "Delete", "delete") as made:
        for number in ids:
            made.delete(Lead, number)
        deleted = made.id
    refold(session, False)
    undo(session, deleted)
    hold_in_step(session, False)
    refold(session, True)
    undo(session, edited)
    hold_in_step(session, True)
    assert (
        session.store.value(plain_sql("SELECT count(*) FROM lead WHERE subject = 'Aa' AND subject_key = '}'")) == 1_500
    )


def test_another_process_takes_it_over(filled: Session, location: Path | str) -> None:
    """It neither searches nor writes by the old keys, though it was open all the time."""
    program = Program(
        location,
        """
session = enter()
def letter():
    return [row.values[0] for row in Listing(session, Lead, ("name",), Filter(letter="å")).first(10)]
say("|".join(letter()))
sys.stdin.readline()
say("|".join(letter()))
sys.stdin.readline()
with change(session, "New", "add") as made:
    made.insert(Lead, {"name": "Aamodt", "first_name": "Aa"})
    made.update(Lead, 4, {"name": "Aab"})
say("|".join(letter()))
""",
    )
    program.ready()
    program.go()
    assert program.line() == "Ålesund Bygg", program.errors()
    refold(filled, True)
    program.go()
    assert program.line() == "aaa|Aalborg Rør|Ålesund Bygg"
    refold(filled, False)
    program.go()
    assert program.line() == "Ålesund Bygg"
    assert program.end() == []
    hold_in_step(filled, False)
    assert "Aamodt" in names(filled, Filter(letter="a"))


def test_a_process_that_only_writes_takes_it_over(filled: Session, location: Path | str) -> None:
    """The check stands in the transaction itself: no question was asked since."""
    program = Program(
        location,
        """
session = enter()
say("in")
sys.stdin.readline()
with change(session, "New", "add") as made:
    made.insert(Lead, {"name": "Aamodt"})
""",
    )
    program.ready()
    program.go()
    assert program.line() == "in"
    refold(filled, True)
    program.go()
    assert program.end() == []
    hold_in_step(filled, True)


def test_a_killed_refold_is_none(filled: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    from model.core.changes import rekey

    def fail(_records: object) -> None:
        raise RuntimeError("when the texts were filed and the references were not")

    monkeypatch.setattr(rekey, "_references", fail)
    with pytest.raises(RuntimeError):
        refold(filled, True)
    hold_in_step(filled, False)
    assert fold("aa") == "aa"


@pytest.mark.sqlite_only("a backup file")
def test_restoring_a_copy_takes_over_how_it_is_filed(filled: Session, tmp_path: Path, clock: StandingClock) -> None:
    copy, path = tmp_path / "copy.db", filled.store.path
    write_copy(path, copy)
    refold(filled, True)
    with prepared(copy, path) as fresh:
        exchange(filled.store, fresh.path, tmp_path / "aside.db", lambda _kept: None)
    assert fold("aa") == "aa"
    hold_in_step(filled, False)
