"""Documents: added, found, renamed, taken out, deleted, brought back; bytes beside the database (CUST-17, CUST-23)."""

from __future__ import annotations

import os
import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from model.core.access.person import person_by_initials
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.deletion import delete as delete_records
from model.core.changes.deletion import plan_delete
from model.core.errors import NotFoundError, StorageError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.snapshot import row_on_file
from model.core.history.undo import plan_undo, undo
from model.core.storage.database import open_store
from model.customers.records import Contact, Customer
from model.documents import contents, keeping
from model.documents.records import Document
from model.merging.merge import merge, plan_merge
from model.people.records import Employee
from model.projects.records import Project
from tests.conftest import StandingClock
from tests.model.filing import contact, custom_field, customer, file, lead
from tests.model.filing import contents as on_file


def paper(folder: Path, name: str = "Offer.pdf", text: str = "An offer") -> Path:
    """Write a file."""
    path = folder / name
    path.write_text(text)
    return path


def kept(session: Session) -> list[Path]:
    """Return what is kept beside the database."""
    return [path for _digest, path in contents.digests(contents.folder_of_store(session.store))]


def age(session: Session, old: timedelta) -> None:
    """Make all that is kept that old."""
    moment = (session.clock() - old).timestamp()
    for path in kept(session):
        os.utime(path, (moment, moment))


def undo_last(session: Session) -> None:
    """Undo the latest change."""
    last = latest_own(session)
    assert last is not None
    undo(session, last.id)


@pytest.mark.sqlite_only("a database that is a file is moved")
def test_a_file_is_copied_beside_the_database_and_moves_with_it(session: Session, tmp_path: Path) -> None:
    """CUST-17: the original may go; database and folder moved together lose nothing."""
    of = customer(session)
    source = paper(tmp_path)
    number = keeping.add(session, ("customer", of), source)
    source.unlink()
    assert keeping.content_of(session, number).read_text() == "An offer"
    found = keeping.documents_of(session, ("customer", of))[0]
    assert (found.name, found.size, found.added_by) == ("Offer.pdf", 8, session.person.initials)
    session.store.close()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    moved = elsewhere / "renamed.db"
    os.rename(session.store.path, moved)
    os.rename(contents.folder_of_store(session.store), contents.folder_of(moved))
    store = open_store(moved)
    there = Session(store, session.records, session.person, session.clock)
    assert keeping.content_of(there, number).read_text() == "An offer"
    assert keeping.missing(store, None) == ([], 0)
    store.close()


def test_the_same_bytes_are_kept_once(session: Session, tmp_path: Path) -> None:
    of, other = customer(session), customer(session, "Berg AS")
    keeping.add(session, ("customer", of), paper(tmp_path))
    keeping.add(session, ("customer", other), paper(tmp_path, "Same.pdf"))
    assert len(kept(session)) == 1


def test_two_people_add_at_once(session: Session, tmp_path: Path) -> None:
    """The same file and others, in threads of their own: all are there, nothing is half written."""
    of = customer(session)
    sources = [paper(tmp_path, f"{number}.txt", "same" if number % 2 else f"text {number}") for number in range(8)]
    failures: list[BaseException] = []

    def work(source: Path) -> None:
        try:
            keeping.add(session, ("customer", of), source)
        except BaseException as error:
            failures.append(error)
        finally:
            session.store.close()

    threads = [threading.Thread(target=work, args=(source,)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(keeping.documents_of(session, ("customer", of))) == 8
    assert len(kept(session)) == 5
    assert keeping.missing(session.store, session) == ([], 0)


def test_what_is_no_file_is_refused_and_leaves_nothing(session: Session, tmp_path: Path) -> None:
    """Bad input: a folder, nothing, a pipe, a hidden or deleted record."""
    of = customer(session)
    os.mkfifo(tmp_path / "pipe")
    for path, told in ((tmp_path, "is a folder"), (tmp_path / "none", "no file"), (tmp_path / "pipe", "ordinary")):
        with pytest.raises(UserError, match=told):
            keeping.add(session, ("customer", of), path)
    with pytest.raises(NotFoundError):
        keeping.add(session, ("customer", 999), paper(tmp_path))
    with pytest.raises(NotFoundError):
        keeping.add(session, ("employee", session.person.id), paper(tmp_path))
    assert kept(session) == []


def test_a_reader_adds_and_deletes_nothing(session: Session, tmp_path: Path) -> None:
    of = customer(session)
    number = keeping.add(session, ("customer", of), paper(tmp_path))
    file(session, Employee, initials="RRR", name="R", role="reader")
    reader = session.as_person(person_by_initials(session.store, "RRR"))
    for work in (
        lambda: keeping.add(reader, ("customer", of), paper(tmp_path)),
        lambda: keeping.rename(reader, number, "x"),
        lambda: keeping.delete(reader, number),
    ):
        with pytest.raises(UserError, match="RRR"):
            work()
    assert [one.name for one in keeping.documents_of(reader, ("customer", of))] == ["Offer.pdf"]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("a\x1b[31mb\nc.txt", "a [31mb c.txt"),
        ("  ..hidden", "hidden"),
        ("-rf.txt", "rf.txt"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
        ("a\ud800b", "ab"),
        ("Tilbud æøå.pdf", "Tilbud æøå.pdf"),
    ],
)
def test_names_are_data(given: str, name: str) -> None:
    """COM-23: no path, no control characters, nothing hidden, not too long."""
    assert keeping.tidy_name(given) == name


def test_a_name_of_nothing_is_refused() -> None:
    with pytest.raises(UserError, match="needs a name"):
        keeping.tidy_name(" ../.. ")


def test_a_copy_is_saved_and_overwrites_nothing_unasked(session: Session, tmp_path: Path) -> None:
    of = customer(session)
    number = keeping.add(session, ("customer", of), paper(tmp_path))
    folder = tmp_path / "out"
    folder.mkdir()
    assert keeping.save_copy(session, number, folder).read_text() == "An offer"
    with pytest.raises(UserError, match="exists already"):
        keeping.save_copy(session, number, folder)
    (folder / "Offer.pdf").write_text("mine")
    keeping.save_copy(session, number, folder / "Offer.pdf", force=True)
    assert (folder / "Offer.pdf").read_text() == "An offer"


def test_missing_bytes_are_told_in_a_sentence(session: Session, tmp_path: Path) -> None:
    of = customer(session)
    number = keeping.add(session, ("customer", of), paper(tmp_path))
    shutil.rmtree(contents.folder_of_store(session.store))
    with pytest.raises(StorageError, match="What was in Offer.pdf is missing"):
        keeping.save_copy(session, number, tmp_path / "copy")
    assert keeping.missing(session.store, session) == ([(number, "Offer.pdf")], 0)


def test_rename_and_delete_are_undone_and_a_colleagues_rename_is_a_conflict(session: Session, tmp_path: Path) -> None:
    """COM-08, COM-09: who deletes what has been renamed meanwhile is told."""
    of = customer(session)
    number = keeping.add(session, ("customer", of), paper(tmp_path))
    assert keeping.rename(session, number, "Contract.pdf", base="Offer.pdf")
    for work in (lambda: keeping.rename(session, number, "x", base="Offer.pdf"),
                 lambda: keeping.delete(session, number, base="Offer.pdf")):  # fmt: skip
        with pytest.raises(UserError, match=r"called it Contract.pdf in the meantime"):
            work()
    before = on_file(session.store)
    keeping.delete(session, number, base="Contract.pdf")
    assert keeping.documents_of(session, ("customer", of)) == []
    undo_last(session)
    assert on_file(session.store) == before
    undo_last(session)
    assert keeping.one(session, number).name == "Offer.pdf"
    assert keeping.content_of(session, number).read_text() == "An offer"


def test_documents_are_found_by_words_of_their_name(session: Session, tmp_path: Path) -> None:
    of = customer(session)
    for name in ("Tilbud Ås 2025.pdf", "Kontrakt.pdf", "Tilbud Bergen.pdf"):
        keeping.add(session, ("customer", of), paper(tmp_path, name, name))
    names = [one.name for one in keeping.documents_of(session, ("customer", of), text="TILBUD ås")]
    assert names == ["Tilbud Ås 2025.pdf"]


def test_documents_of_a_hidden_record_are_hidden(session: Session, tmp_path: Path) -> None:
    """W20, CUST-09."""
    file(session, Employee, initials="KNO", name="K")
    other = session.as_person(person_by_initials(session.store, "KNO"))
    of = customer(session, owner_only=True, owner=session.person.id)
    number = keeping.add(session, ("customer", of), paper(tmp_path))
    project = file(session, Project, name="P", customer=of)
    second = keeping.add(session, ("project", project), paper(tmp_path))
    for work in (
        lambda: keeping.documents_of(other, ("customer", of)),
        lambda: keeping.documents_of(other, ("project", project)),
        lambda: keeping.content_of(other, number),
        lambda: keeping.rename(other, second, "x"),
        lambda: keeping.delete(other, number),
    ):
        with pytest.raises(NotFoundError):
            work()


def test_documents_go_with_a_deleted_record_and_come_back(session: Session, tmp_path: Path) -> None:
    """The plan counts them; undo restores rows, bytes are there still."""
    of = customer(session)
    number = keeping.add(session, ("customer", of), paper(tmp_path))
    assert plan_delete(session, Customer, [of]).along == {"document": 1}
    before = on_file(session.store)
    delete_records(session, Customer, [of])
    assert session.store.rows(Document.select(Document.id)) == []
    undo_last(session)
    assert on_file(session.store) == before
    assert keeping.content_of(session, number).is_file()


@pytest.mark.parametrize("kind", ["customer", "contact", "lead"])
def test_merging_takes_documents_projects_and_own_fields_along(session: Session, tmp_path: Path, kind: str) -> None:
    """CUST-23, M07, M25: the preview counts them; undo puts each back where it was."""
    custom_field(session, kind, "colour", "text")
    make = {"customer": customer, "lead": lead, "contact": lambda s, name, **v: contact(s, "Kari", name, **v)}[kind]
    source = make(session, "Source", custom={"colour": "red"})
    target = make(session, "Target")
    keeping.add(session, (kind, source), paper(tmp_path))
    keeping.add(session, (kind, target), paper(tmp_path, "Own.txt", "own"))
    if kind == "customer":
        file(session, Project, name="Harbour", customer=source)
    before = on_file(session.store)
    plan = plan_merge(session, kind, source, target)
    assert plan.moved["document"] == 1
    assert "1 document" in " ".join(plan.sentences())
    assert plan.moved.get("project", 0) == (kind == "customer")
    merge(session, plan)
    assert sorted(one.name for one in keeping.documents_of(session, (kind, target))) == ["Offer.pdf", "Own.txt"]
    custom = row_on_file(session, session.records[kind], target)["custom"]  # type: ignore[index]
    assert "red" in custom
    if kind == "customer":
        assert session.store.value(Project.select(Project.customer)) == target
    undo_last(session)
    assert on_file(session.store) == before


def test_converting_a_lead_takes_its_documents_along(session: Session, tmp_path: Path) -> None:
    """C06, C15: they go where the activities go, before the lead is deleted; the plan tells; undo takes them back."""
    from model.leads.choices import ConversionChoices
    from model.leads.convert import convert, plan_conversion

    of = lead(session)
    number = keeping.add(session, ("lead", of), paper(tmp_path))
    before = on_file(session.store)
    plan = plan_conversion(session, of, ConversionChoices(then="delete"))
    assert "1 document" in " ".join(plan.sentences(session.reading()))
    done = convert(session, plan)
    assert keeping.one(session, number).place == ("customer", done.customer)
    undo_last(session)
    assert on_file(session.store) == before


def test_bytes_stay_while_anything_can_bring_them_back(session: Session, tmp_path: Path, clock: StandingClock) -> None:
    """The sweep keeps what is on file, what is deleted less than 30 days ago, and what is being added."""
    of = customer(session)
    numbers = [keeping.add(session, ("customer", of), paper(tmp_path, f"{n}.txt", f"text {n}")) for n in range(3)]
    orphan = contents.take_in(contents.folder_of_store(session.store), paper(tmp_path, "o", "orphan"))
    keeping.delete(session, numbers[1])
    age(session, timedelta())
    assert keeping.sweep(session, always=True) == 0, "all are too young"
    age(session, timedelta(days=3))
    assert keeping.sweep(session) == 0, "once a day is enough"
    assert keeping.sweep(session, always=True) == 1
    assert orphan.digest not in {path.name for path in kept(session)}
    undo_last(session)
    assert keeping.content_of(session, numbers[1]).read_text() == "text 1"
    keeping.delete(session, numbers[2])
    last = latest_own(session)
    assert last is not None
    clock.now += timedelta(days=40)
    assert plan_undo(session, last.id).refusals
    assert keeping.sweep(session, always=True) == 1
    assert len(kept(session)) == 2


def test_undoing_and_redoing_an_addition(session: Session, tmp_path: Path) -> None:
    of = customer(session)
    number = keeping.add(session, ("customer", of), paper(tmp_path))
    undo_last(session)
    assert keeping.documents_of(session, ("customer", of)) == []
    from model.core.history.past_changes import latest_undone

    again = latest_undone(session)
    assert again is not None
    undo(session, again.id)
    assert keeping.content_of(session, number).is_file()


def test_a_contact_of_a_customer_has_documents_of_its_own(session: Session, tmp_path: Path) -> None:
    person = contact(session, "Kari", "Nes")
    keeping.add(session, ("contact", person), paper(tmp_path))
    with change(session, "x", "edit") as made:
        made.update(Contact, person, {"title": "Boss"})
    assert keeping.count_of(session, ("contact", person)) == 1
