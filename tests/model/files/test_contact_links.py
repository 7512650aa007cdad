"""Categories and projects of contacts in files: tables and cards, out and in again (LEAD-26, LEAD-30, LEAD-31)."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.history.undo import undo
from model.core.records.record import Record
from model.customers.categories import categories_of, set_categories
from model.customers.records import Contact, Customer
from model.files.exporting import export, fields_for
from model.files.rows import Rows
from model.leads.records import Lead
from model.projects.listed import projects_of, put_in
from model.projects.records import Project
from tests.model.files.conftest import Importing, Write
from tests.model.filing import contact, contents, customer, file, option
from tests.plain_sql import plain_sql

CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Nes;Kari;;;\r\nFN:Kari Nes\r\n{lines}END:VCARD\r\n"


@pytest.fixture
def kari(session: Session) -> int:
    """A contact in two categories, one with a comma in its name, who takes part in a project."""
    number = contact(session, "Kari", "Nes", email="kari@fjord.example")
    hall = file(session, Project, name="Hall", customer=customer(session))
    stands_in = {option(session, "category", name, position=at) for at, name in enumerate(("VIP", "Roof, wall"), 1)}
    with change(session, "Link", "link") as made:
        put_in(made, hall, number)
        set_categories(made, "contact", number, stands_in)
    return number


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "vcf"])
def test_out_and_in_again_nothing_is_different(
    session: Session, importing: Importing, tmp_path: Path, kari: int, suffix: str
) -> None:
    target = tmp_path / f"back.{suffix}"
    export(session, Rows(session, Contact, fields_for(session, Contact, suffix, ())), target)
    before = contents(session.store)
    if suffix == "vcf":
        assert "CATEGORIES:VIP,Roof\\, wall\r\n" in target.read_bytes().decode()
        assert importing.tally(target, Contact, update=True, match=True).same == 1
    else:
        assert importing.tally(target, Contact, update=True).same == 1
    assert contents(session.store) == before
    with change(session, "Empty", "edit") as made:
        set_categories(made, "contact", kari, set())
        made.update(Contact, kari, {"projects": ()})
    importing.run(target, Contact, update=True, match=suffix == "vcf")
    assert [name for _id, name in categories_of(session, "contact", kari)] == ["VIP", "Roof, wall"]
    if suffix != "vcf":
        assert [one.name for one in projects_of(session, "contact", kari, 9)] == ["Hall"]


def test_by_name_and_what_is_not_on_file_stands_in_the_note(
    session: Session, importing: Importing, write: Write, kari: int
) -> None:
    path = write("Etternavn;Kategorier;Prosjekter\nDahl;vip, Nytt;Hall; Kai\n".replace("Hall; Kai", '"Hall; Kai"'))
    importing.run(path, Contact)
    made = session.store.value(plain_sql("SELECT id FROM contact WHERE last_name = 'Dahl'"))
    assert [name for _id, name in categories_of(session, "contact", made)] == ["VIP"]
    assert [one.name for one in projects_of(session, "contact", made, 9)] == ["Hall"]
    note = session.store.value(plain_sql("SELECT note FROM contact WHERE id = ?", made))
    assert sorted(note.splitlines()) == ["Categories: Nytt", "Projects: Kai"]


@pytest.mark.parametrize("record", [Contact, Customer])
@pytest.mark.parametrize("suffix", ["csv", "vcf"])
def test_new_categories_are_made_where_that_is_asked_for(
    session: Session, importing: Importing, write: Write, record: type[Record], suffix: str
) -> None:
    """With the first row that goes in, and undone with it; on cards as in tables."""
    before = contents(session.store)
    lines = {"csv": "First name;Last name;Name;Categories\nKari;Nes;Fjord AS;VIP, Roof\n"}
    if record is Contact:
        lines["csv"] = lines["csv"].replace("Name;Cat", "E-mail;Cat").replace("Fjord AS", "kari@fjord.example")
    path = write(lines.get(suffix) or CARD.format(lines="CATEGORIES:VIP,Roof\r\n"), f"new.{suffix}")
    summary = importing.run(path, record, new_choices=True)
    kind = record.name_in_code
    made = session.store.value(plain_sql(f"SELECT max(id) FROM {kind}"))
    assert [name for _id, name in categories_of(session, kind, made)] == ["VIP", "Roof"]
    assert summary.change_id is not None
    undo(session, summary.change_id)
    assert contents(session.store) == before


def test_cards_of_leads_keep_them_in_the_note(session: Session, importing: Importing, write: Write) -> None:
    """Several properties, the old and the new way, with escaped commas."""
    lines = "CATEGORIES:VIP,Roof\\, wall\r\nCATEGORIES:VIP,Gold\r\n"
    importing.run(write(CARD.format(lines=lines), "a.vcf"), Lead)
    assert session.store.value(plain_sql("SELECT note FROM lead")) == 'Categories: VIP, "Roof, wall", Gold'
