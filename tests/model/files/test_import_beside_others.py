"""An import and others at work on the same database: nobody waits while rows are read, and nobody's work is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import StorageError
from model.core.history.undo import undo
from model.core.records.record import Record
from model.core.storage.store import Store
from model.customers.records import Customer
from model.files.classified_rows import ClassifiedRows
from model.files.import_options import ImportOptions
from model.files.import_plan import plan_import
from model.files.import_run import ImportSummary, apply_import
from model.files.new_rows import NewRows
from model.files.row_classifier import RowClassifier
from model.files.table import TableRow
from model.files.table_reader import read_table
from model.leads.records import Lead
from tests.conftest import StandingClock
from tests.model.core.conftest import colleague
from tests.model.files.conftest import Write
from tests.model.filing import contents, customer, lead, option
from tests.plain_sql import plain_sql


@pytest.fixture
def others(session: Session) -> Iterator[Session]:
    """A colleague who works through a connection of their own."""
    theirs = colleague(session, "SEL", "Seller")
    store = Store(session.store.location)
    yield Session(store, theirs.records, theirs.person, theirs.clock)
    store.close()


class Previews:
    """Whether all rows are gone through before the import begins."""

    first = False


@pytest.fixture(params=[False, True], ids=["", "previewed"], autouse=True)
def previewed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Previews, "first", request.param)


def run(
    session: Session, record: type[Record], write: Write, text: str, meanwhile: Callable[[], object], **options: bool
) -> ImportSummary:
    """Import a file; ``meanwhile`` happens once its rows have been judged."""
    plan = plan_import(session, record, read_table(write(text)), ImportOptions(**options))
    done: list[object] = []
    if Previews.first:
        plan.tally()

    def read(_done: int, _whole: int) -> None:
        if not done:
            done.append(meanwhile())

    summary = apply_import(plan, progress=read)
    assert done
    plan.close()
    return summary


def test_others_save_while_rows_are_read(session: Session, others: Session, write: Write) -> None:
    """The right to write is not held: the colleague would be refused otherwise."""
    wait = "PRAGMA busy_timeout = 0" if others.store.engine.name == "sqlite" else "SET lock_timeout = '1ms'"
    others.store.engine.execute(wait)
    summary = run(session, Lead, write, "Name\nA\nB\n", lambda: lead(others, "Theirs"))
    assert summary.tally.create == 2
    assert session.store.rows(plain_sql("SELECT name FROM lead ORDER BY id")) == [("Theirs",), ("A",), ("B",)]


@pytest.mark.parametrize("record", [Lead, Customer])
def test_what_somebody_else_put_on_file_meanwhile(
    session: Session, others: Session, write: Write, record: type[Record]
) -> None:
    """By number, by address, and by all that a row says: each is a duplicate, as if it had been there before."""

    def meanwhile() -> None:
        with change(others, "Add", "add") as made:
            made.insert(record, {"name": "One", "org_number": "974760673"})
            made.insert(record, {"name": "Two", "email": "two@two.no"})
            made.insert(record, {"name": "Three", "town" if record is Lead else "visiting_town": "Oslo"})

    town = "Town" if record is Lead else "Visiting town"
    text = f"Name;Org. no.;E-mail;{town}\nA;974760673;;\nB;;TWO@two.no;\nThree;;;Oslo\nThree;;;Bergen\n"
    summary = run(session, record, write, text, meanwhile)
    assert (summary.tally.create, summary.tally.duplicate) == (1, 3)
    assert session.store.value(plain_sql(f"SELECT count(*) FROM {record.table()}")) == 4


def test_a_number_that_a_hidden_customer_took_meanwhile(session: Session, others: Session, write: Write) -> None:
    def meanwhile() -> None:
        customer(others, "Hidden", org_number="974760673", owner_only=True, owner=others.person.id)

    summary = run(session, Customer, write, "Name;Org. no.\nA;974760673\nB;923609016\n", meanwhile)
    assert (summary.tally.create, summary.tally.error) == (1, 1)
    assert "hidden" in summary.errors[0].errors[0].reason
    assert summary.error_file is not None
    assert "A;974760673" in summary.error_file.read_text("utf-8-sig")


def test_a_record_changed_meanwhile_keeps_what_was_typed(session: Session, others: Session, write: Write) -> None:
    number = lead(session, "Fjord AS", town="Oslo", street="Gate 1")

    def meanwhile() -> None:
        with change(others, "Edit", "edit") as made:
            made.update(Lead, number, {"street": "Gate 2"})

    run(session, Lead, write, f"ID;Name;Town\n{number};Fjord AS;Bergen\n", meanwhile, update=True)
    assert session.store.row(plain_sql("SELECT town, street FROM lead")) == ("Bergen", "Gate 2")


def test_a_record_deleted_meanwhile_is_an_error(session: Session, others: Session, write: Write) -> None:
    number = lead(session, "Fjord AS")

    def meanwhile() -> None:
        with change(others, "Delete", "delete") as made:
            made.delete(Lead, number)

    summary = run(session, Lead, write, f"ID;Name\n{number};Nord AS\n;Berg AS\n", meanwhile, update=True)
    assert (summary.tally.update, summary.tally.create, summary.tally.error) == (0, 1, 1)


def test_the_one_it_was_a_duplicate_of_is_gone(session: Session, others: Session, write: Write) -> None:
    number = lead(session, "Fjord AS", email="a@a.no")

    def meanwhile() -> None:
        with change(others, "Delete", "delete") as made:
            made.delete(Lead, number)

    summary = run(session, Lead, write, "Name;E-mail\nFjord AS;a@a.no\nBerg;\n", meanwhile)
    assert (summary.tally.create, summary.tally.duplicate) == (2, 0)


def test_a_choice_added_meanwhile_is_taken(session: Session, others: Session, write: Write) -> None:
    """The rows are read anew by the lists as they are now; the choice is not made a second time."""
    summary = run(
        session, Lead, write, "Name;Source\nA;Bilmesse\nB;x\nC;\n", lambda: option(session, "source", "Bilmesse"),
    )  # fmt: skip
    assert (summary.tally.create, summary.tally.error) == (2, 1)
    assert len(summary.errors) == 1
    summary = run(
        session, Lead, write, "Name;Source\nC;Torget\n", lambda: option(session, "source", "Torget"), new_choices=True
    )
    assert summary.tally.new_choices == ()
    assert session.store.value(plain_sql("SELECT count(*) FROM option WHERE name = 'Torget'")) == 1


def test_numbers_given_meanwhile_are_not_given_twice(session: Session, others: Session, write: Write) -> None:
    before = contents(session.store)
    summary = run(session, Customer, write, "Name\nA\nB\n", lambda: customer(others, "Theirs"))
    assert session.store.rows(plain_sql("SELECT name, number FROM customer ORDER BY number")) == [
        ("Theirs", 1), ("A", 2), ("B", 3),
    ]  # fmt: skip
    assert summary.change_id is not None
    undo(session, summary.change_id)
    assert session.store.rows(plain_sql("SELECT name FROM customer")) == [("Theirs",)]
    assert before["customer"] == []


@pytest.fixture
def classified(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many rows have been classified, batch by batch."""
    found: list[int] = []
    classify = RowClassifier.classify

    def counted(self: RowClassifier, rows: Sequence[TableRow]) -> ClassifiedRows:
        found.append(len(rows))
        return classify(self, rows)

    monkeypatch.setattr(RowClassifier, "classify", counted)
    return found


ROWS = "Name;Phone\n" + "".join(f"Firma {number};2233{number:04}\n" for number in range(2_500))


def test_rows_are_classified_once(session: Session, write: Write, classified: list[int]) -> None:
    """What the preview has found is what is written: with nobody else at work there is nothing to look at again."""
    plan = plan_import(session, Lead, read_table(write(ROWS)))
    if Previews.first:
        plan.preview(0, 20)
        plan.tally()
        classified.clear()
    assert apply_import(plan).tally.create == 2_500
    assert classified == ([] if Previews.first else [1_000, 1_000, 500])
    # By what is on file now they do nothing.
    assert plan.tally().duplicate == 2_500
    plan.close()


def test_rows_that_have_waited_are_classified_anew(
    session: Session, clock: StandingClock, write: Write, classified: list[int]
) -> None:
    """The rules may have put the time of the preview into them."""
    plan = plan_import(session, Lead, read_table(write("Name\nA\n")))
    plan.tally()
    clock.move(hours=1)
    apply_import(plan)
    assert classified == [1, 1]
    plan.close()


def test_a_failed_import_can_be_tried_again(
    session: Session, write: Write, classified: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_import(session, Lead, read_table(write("Name\nA\nB\n")))

    def fail(*_: object) -> None:
        raise StorageError("full")

    with monkeypatch.context() as patched:
        patched.setattr(NewRows, "insert", fail)
        with pytest.raises(StorageError):
            apply_import(plan)
    assert apply_import(plan).tally.create == 2
    plan.close()
