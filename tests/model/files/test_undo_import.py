"""Imports are whole or not at all, and undo takes them back (I22 … I24); by sets and row by row alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import StorageError, UserError
from model.core.history.past_changes import latest, latest_undone
from model.core.history.undo import plan_undo, undo
from model.files.import_options import ImportOptions
from model.files.import_plan import plan_import
from model.files.import_run import apply_import
from model.files.stopping import Stopped
from model.files.table_reader import read_table
from model.leads.records import Lead
from tests.model import catalog
from tests.model.files.conftest import Importing, Write
from tests.model.filing import contents, lead
from tests.plain_sql import plain_sql


def many(count: int, *, ids: list[int] | None = None) -> str:
    """A file of leads; those of ``ids`` change records on file."""
    lines = ["ID;Name;E-mail;First name;Last name;Town;Telephone"]
    lines += [f"{number};Endret {number};;Åse;Ny;Bergen;" for number in ids or ()]
    lines += [f";Firma {n} AS;p{n}@firma.no;Kari;Nes;Oslo;22 33 {n % 90 + 10} 55" for n in range(count)]
    return "\n".join(lines) + "\n"


def schema(session: Session) -> list[tuple[object, ...]]:
    """Tables, indexes and triggers."""
    return catalog.objects(session.store)


@pytest.mark.parametrize("count", [3, 6_000])
def test_creates_and_updates_are_taken_back_i23(
    session: Session, importing: Importing, write: Write, count: int
) -> None:
    ids = [lead(session, f"Gammel {n}", town="Oslo") for n in range(5)]
    before, structure = contents(session.store), schema(session)
    summary = importing.run(write(many(count, ids=ids[:3])), Lead, update=True)
    assert (summary.tally.create, summary.tally.update) == (count, 3)
    assert schema(session) == structure
    after = contents(session.store)
    assert session.store.value(plain_sql("SELECT count(*) FROM lead WHERE name LIKE 'Endret%'")) == 3
    assert summary.change_id is not None
    assert plan_undo(session, summary.change_id).refusals == ()
    undo(session, summary.change_id)
    assert contents(session.store) == before
    assert schema(session) == structure
    undone = latest_undone(session)
    assert undone is not None
    undo(session, undone.id)
    assert contents(session.store) == after
    assert schema(session) == structure


def test_large_imports_write_what_small_ones_write_i23(session: Session, write: Write, importing: Importing) -> None:
    importing.run(write(many(6_000)), Lead)
    first = session.store.row(plain_sql("SELECT * FROM lead WHERE name = 'Firma 17 AS'"))
    importing.run(write(many(18).replace("p17@", "annen@").replace("Firma 17 AS", "Firma 18x AS"), "b.csv"), Lead)
    second = session.store.row(plain_sql("SELECT * FROM lead WHERE name = 'Firma 18x AS'"))
    assert first is not None
    assert second is not None
    columns = catalog.columns(session.store, "lead")
    different = {column for column, one, other in zip(columns, first, second, strict=True) if one != other}
    assert different == {"id", "name", "name_key", "email", "email_key", "version"}


def test_edited_since_i24(session: Session, importing: Importing, write: Write) -> None:
    """The record is kept and named: undo is refused whole (decision 18)."""
    summary = importing.run(write(many(2)), Lead)
    with change(session, "Edit", "edit") as made:
        made.update(Lead, 1, {"town": "Bergen"})
    assert summary.change_id is not None
    (refusal,) = plan_undo(session, summary.change_id).refusals
    assert "Firma 0 AS" in refusal
    with pytest.raises(UserError):
        undo(session, summary.change_id)
    assert session.store.value(plain_sql("SELECT count(*) FROM lead")) == 2


def test_stopped_in_the_middle_i22(session: Session, write: Write, tmp_path: Path) -> None:
    lead(session)
    before, structure = contents(session.store), schema(session)
    asked = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) == 4

    plan = plan_import(session, Lead, read_table(write(many(9_000).replace(";Firma 7 AS;", ";;"))))
    with pytest.raises(Stopped):
        apply_import(plan, stop=stop)
    assert contents(session.store) == before
    assert schema(session) == structure
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".csv"] == ["leads.csv"]
    assert [past.kind for past in latest(session)].count("import") == 0
    assert apply_import(plan).tally.create == 8_999  # and it can be begun again
    plan.close()


def test_progress_goes_up_to_the_whole(session: Session, write: Write) -> None:
    told: list[tuple[int, int]] = []
    plan = plan_import(session, Lead, read_table(write(many(2_500))))
    apply_import(plan, progress=lambda done, whole: told.append((done, whole)))
    assert [done for done, _whole in told] == sorted(done for done, _whole in told)
    # In rows, whatever their length.
    assert told[-1] == (2_500, 2_500)
    plan.close()


def test_errors_that_cannot_be_kept_stop_the_import(session: Session, write: Write, tmp_path: Path) -> None:
    plan = plan_import(session, Lead, read_table(write("Name;Employees\nA;x\nB;1\n")))
    with pytest.raises(StorageError):
        apply_import(plan, error_file=tmp_path / "nowhere" / "errors.csv")
    assert session.store.value(plain_sql("SELECT count(*) FROM lead")) == 0
    plan.close()


def test_name_of_the_file_in_the_history(session: Session, importing: Importing, write: Write) -> None:
    importing.run(write("Name\nA\n", "list\x1b[31m.csv"), Lead)
    assert latest(session)[0].name == "Import list␛[31m.csv"


def test_a_second_import_finds_what_the_first_left(session: Session, write: Write, importing: Importing) -> None:
    importing.run(write(many(6_000)), Lead)
    more = many(12_500)
    told = importing.run(write(more, "more.csv"), Lead).tally
    assert (told.create, told.duplicate) == (6_500, 6_000)


def test_update_of_very_many(session: Session, write: Write, importing: Importing) -> None:
    importing.run(write(many(1_500)), Lead)
    before = contents(session.store)
    path = write(many(0, ids=list(range(1, 1_501))), "update.csv")
    summary = importing.run(path, Lead, update=True)
    assert summary.tally.update == 1_500
    assert summary.change_id is not None
    undo(session, summary.change_id)
    assert contents(session.store) == before
    plan = plan_import(session, Lead, read_table(path), ImportOptions(update=True))
    assert plan.tally().update == 1_500
    plan.close()
