"""What Salg writes it reads back with no difference, in each language, as CSV and as a workbook (I25 … I27)."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from model.core import language
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.opt_outs import channels_of
from model.core.fields.base import Field
from model.core.fields.choices import ChoiceField
from model.core.fields.currency import Currency
from model.core.fields.numbers import Money, Percent, Whole, YesNo, YesNoUnknown
from model.core.fields.texts import Email, Note, OrgNumberText, Phone, Text, Website
from model.core.fields.times import Day, Moment
from model.core.language import LANGUAGES
from model.core.records.record import Record
from model.customers.records import Contact, Customer
from model.files import csv_out, xlsx_out
from model.files.guarding import escaped, guarded, is_clear_word, unguarded
from model.files.headings import importable
from model.files.import_options import ImportOptions
from model.files.import_plan import plan_import
from model.files.import_run import apply_import
from model.files.plain import told_fields
from model.files.rows import Rows
from model.files.table_reader import read_table
from model.files.template import write_template
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.conftest import StandingClock
from tests.engines import Databases
from tests.model.filing import custom_field, option
from tests.plain_sql import plain_sql

LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffd")
TEXTS = st.one_of(
    st.text(LETTERS, max_size=30),
    st.builds(
        str.__add__,
        st.sampled_from(["=", "+", "-", "@", "'", "''", "'=", "<tom>", "<empty>", "'<tom>", "#", "\t", ";", '"', " "]),
        st.text(LETTERS, max_size=10),
    ),
    st.sampled_from(["<tom>", "<empty>", "'<EMPTY>", "'", "''", "0301", "1,5", "TRUE", "2024-01-31", "-5", "=1+1"]),
)


def values_for(name: str, field: Field) -> st.SearchStrategy[Any]:
    """Values that a form can give a field."""
    if isinstance(field, Note):
        return st.none() | st.text(LETTERS | st.just("\n"), max_size=60).map(lambda text: text.strip() or None)
    if isinstance(field, Currency):
        return st.none() | st.sampled_from(["NOK", "DKK", "EUR"])
    if isinstance(field, OrgNumberText):
        return st.none() | st.sampled_from(["923609016", "974760673", "13585628", "923609017"])
    if isinstance(field, Phone):
        return st.none() | st.sampled_from(["22 33 44 55", "+47 22334455", "+45 22 33 44 55 / 12", "(22) 334455 x3"])
    if isinstance(field, Email):
        return st.none() | st.sampled_from(["amy@fjord.no", "Åse@ærlig.no", "x+y@a-b.dk"])
    if isinstance(field, Website):
        return st.none() | st.sampled_from(["www.fjord.no", "https://x.no/a?b=1;c"])
    if isinstance(field, Text):
        longest = field.longest
        texts = TEXTS.map(lambda text: " ".join(text.split())[:longest].strip() or None)
        return texts.filter(bool) if field.required else st.none() | texts
    if isinstance(field, Percent):
        return st.none() | st.decimals(0, 100, places=2)
    if isinstance(field, Money):
        return st.none() | st.decimals(-(10**15) + 1, 10**15 - 1, places=2)
    if isinstance(field, Whole):
        return st.none() | st.integers(field.lowest, min(field.highest, 10**9))
    if isinstance(field, YesNoUnknown):
        return st.none() | st.booleans()
    if isinstance(field, YesNo):
        return st.booleans()
    if isinstance(field, ChoiceField):
        return st.sampled_from([choice.name for choice in field.options])
    if isinstance(field, Day):
        return st.none() | st.dates(date(1900, 1, 1), date(2199, 12, 31))
    if isinstance(field, Moment):
        moments = st.datetimes(datetime(1950, 1, 1), datetime(2199, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
        return st.none() | moments.map(lambda moment: moment.replace(microsecond=0))
    return st.none()


def records_of(record: type[Record]) -> st.SearchStrategy[dict[str, Any]]:
    """Records as forms can make them."""
    fields = {name: values_for(name, field) for name, field in record.typed().items()}
    fields |= {"owner": st.just(1), "active": st.just(True)}  # lists leave out what is not in use
    if record is Customer:
        fields |= {"private": st.just(False), "org_number": st.none()}
    return st.fixed_dictionaries(fields)


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Path:
    """A folder with a database that has choices and fields of the company's own, to be copied."""
    folder = tmp_path_factory.mktemp("bases")
    store = shared_databases.open(folder / "base.db")
    session = sign_in(store, "root", StandingClock(datetime(2026, 11, 21, 12, tzinfo=UTC)))
    option(session, "source", "Messe; stor")
    for record in ("lead", "customer", "contact"):
        custom_field(session, record, "shoe", "number", "Shoe size")
        custom_field(session, record, "motto", "text", "=Motto")
    store.close()
    return folder


def opened(databases: Databases, bases: Path, name: str) -> Session:
    """A fresh copy of the database; one of this name is written over."""
    store = databases.open_copy(bases / "base.db", bases / name)
    return sign_in(store, "root", StandingClock(datetime(2026, 11, 21, 12, tzinfo=UTC)))


def exported(session: Session, record: type[Record], target: Path) -> None:
    """Write every record with every field that is told outside."""
    names = [*told_fields(record), *(name for name in importable(session, record) if name.startswith("custom."))]
    rows = Rows(session, record, [name for name in names if name != "custom"])
    if target.suffix == ".xlsx":
        xlsx_out.write(target, rows.fields, rows, session.reading())
    else:
        with target.open("w", encoding="utf-8", newline="") as file:
            csv_out.write(file, rows.fields, rows, session.reading())


@pytest.mark.parametrize("record", [Lead, Customer, Contact], ids=lambda record: record.name_in_code)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@settings(
    max_examples=12,
    phases=(Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_an_export_imports_back_with_no_difference_i26(
    bases: Path, shared_databases: Databases, record: type[Record], form: str, data: st.DataObject
) -> None:
    rows = data.draw(st.lists(records_of(record), min_size=1, max_size=4))
    tongue = data.draw(st.sampled_from(LANGUAGES))
    session = opened(shared_databases, bases, "here.db")
    fair = session.store.value(plain_sql("SELECT id FROM option WHERE list = 'source'"))
    with change(session, "File", "add") as made:
        for number, values in enumerate(rows):
            custom = {"shoe": 40 + number, "motto": "'=x"} if number % 2 else None
            made.insert(record, {**values, "custom": custom, "source": fair if number else None})
    language.use(tongue)
    target = bases / f"out.{form}"
    target.unlink(missing_ok=True)
    exported(session, record, target)
    plan = plan_import(session, record, read_table(target), ImportOptions(update=True, overwrite_note=True))
    page = plan.preview(0, 10)
    told = plan.tally()
    assert (told.same, told.rows) == (len(rows), len(rows)), [(row.outcome, row.errors, row.fields) for row in page]
    assert apply_import(plan).change_id is None
    plan.close()
    # Into a database where nothing of it is, it makes the same records.
    other = opened(shared_databases, bases, "there.db")
    table = read_table(target)
    plan = plan_import(other, record, table, ImportOptions(duplicates=True))
    matching = plan.matching.with_column(plan.matching.fields.index("id"), "")
    again = plan_import(other, record, table, ImportOptions(duplicates=True), matching)
    assert again.tally().create == len(rows), [row.errors for row in again.preview(0, 10)]
    apply_import(again)
    again.close()
    # Where a wish was said is told as it is: in a file, this time.
    aside = {"version", "created_at", "changed_at", "number", *(channel.source for channel in channels_of(record))}
    names = ", ".join(name for name in record.fields() if name not in aside)
    here, there = (each.store.rows(plain_sql(f"SELECT {names} FROM {record.table()}")) for each in (session, other))
    assert sorted(here, key=repr) == sorted(there, key=repr)
    for each in (session, other):
        each.store.close()


@given(TEXTS | st.text())
def test_guards_come_off_i27(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert unguarded(escaped(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not is_clear_word(guarded(text))
    assert not is_clear_word(escaped(text))


def test_names_of_other_lands_keep_their_apostrophe_i27() -> None:
    assert unguarded("'t Hooft AS") == "'t Hooft AS"
    assert unguarded(guarded("'t Hooft AS")) == "'t Hooft AS"


def test_formulas_and_numbers_in_a_csv_i27(session: Session, tmp_path: Path) -> None:
    with change(session, "File", "add") as made:
        made.insert(
            Lead,
            {"name": '=HYPERLINK("x")', "phone": "+47 22 33 44 55", "subject": "-5", "revenue": Decimal("-5.00")},
        )
    exported(session, Lead, tmp_path / "leads.csv")
    with (tmp_path / "leads.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file, delimiter=";")
    assert row["Name"] == '\'=HYPERLINK("x")'
    assert (row["Telephone"], row["Subject"], row["Yearly revenue"]) == ("+47 22 33 44 55", "'-5", "-5.00")


def test_kinds_of_cells_in_a_workbook_i27(session: Session, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    with change(session, "File", "add") as made:
        made.insert(
            Lead,
            {
                "name": '=HYPERLINK("x")', "phone": "+47 22 33 44 55", "subject": "-5", "revenue": Decimal("1234.50"),
                "employees": 12, "postcode": "0301", "note": "l1\nl2\x07", "do_not_call": True,
                "first_contact": datetime(2026, 7, 1, 10, 30, tzinfo=UTC), "region": "=", "town": "#N/A",
            },
        )  # fmt: skip
    exported(session, Lead, tmp_path / "leads.xlsx")
    sheet = load_workbook(tmp_path / "leads.xlsx").active
    assert sheet is not None
    headings = [cell.value for cell in sheet[1]]
    cells = dict(zip(headings, sheet[2], strict=True))
    assert (cells["Name"].value, cells["Name"].data_type) == ('=HYPERLINK("x")', "s")
    assert (cells["Region"].value, cells["Region"].data_type) == ("=", "s")
    assert (cells["Telephone"].value, cells["Postcode"].value) == ("+47 22 33 44 55", "0301")
    assert (cells["Yearly revenue"].value, cells["Yearly revenue"].data_type) == (1234.5, "n")
    assert (cells["Employees"].value, cells["ID"].value) == (12, 1)
    assert isinstance(cells["First contact"].value, datetime)
    assert cells["Note"].value == "l1\nl2␇"
    plan = plan_import(session, Lead, read_table(tmp_path / "leads.xlsx"), ImportOptions(update=True))
    assert plan.tally().same == 1
    plan.close()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("tongue", LANGUAGES)
def test_the_template_is_valid_and_holds_own_fields_i25(
    session: Session, tmp_path: Path, form: str, tongue: str
) -> None:
    custom_field(session, "lead", "shoe", "number", "Shoe size")
    language.use(tongue)
    target = tmp_path / f"leads.{form}"
    write_template(session, Lead, target)
    table = read_table(target)
    plan = plan_import(session, Lead, table)
    assert "Shoe size" in table.headings
    assert plan.ignored() == []
    assert plan.matching.fields == ("id", *importable(session, Lead))
    told = apply_import(plan).tally
    assert (told.rows, told.error) == (0, 0)
    plan.close()


def test_headings_tell_fields_apart_in_every_language() -> None:
    for record in (Lead, Customer, Contact):
        for tongue in LANGUAGES:
            language.use(tongue)
            titles = [field.title.casefold() for field in record.fields().values()]
            assert len(titles) == len(set(titles)), (record, tongue)
