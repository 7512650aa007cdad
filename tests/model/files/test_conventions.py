"""Days and amounts by column: the whole of it proves how it is meant, or somebody says so (decision 21)."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import openpyxl
import pytest

from model.core import language
from model.core.access.session import Session
from model.core.errors import UserError
from model.files.classified_rows import Outcome
from model.files.conventions import COMMA, DATES, DAY_FIRST, DECIMAL, MONTH_FIRST, POINT
from model.files.heading_row import open_table
from model.files.import_options import ImportOptions
from model.files.import_plan import plan_import
from model.files.import_run import apply_import
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests import on_file
from tests.model.files.conftest import Importing, Write
from tests.model.filing import custom_field, customer
from tests.plain_sql import plain_sql


def closes(session: Session) -> list[str]:
    """The days on file."""
    return [row[0] for row in session.store.rows(plain_sql("SELECT expected_close FROM opportunity ORDER BY id"))]


def revenues(session: Session) -> list[int]:
    """The amounts on file, in hundredths."""
    return [row[0] for row in session.store.rows(plain_sql("SELECT revenue FROM lead ORDER BY id"))]


@pytest.fixture(params=["en", "nb", "da"])
def spoken(request: pytest.FixtureRequest) -> str:
    """The language of the screen, which decides nothing."""
    language.use(request.param)
    return str(request.param)


def deals(*days: str, heading: str = "Expected close") -> str:
    """A file of opportunities with these days."""
    return f"Title;Customer;{heading}\n" + "".join(f"T{number};Kai AS;{day}\n" for number, day in enumerate(days))


def amounts(*texts: str, heading: str = "Yearly revenue", name: str = "Firma") -> str:
    """A file of leads with these amounts."""
    return f"Name;{heading}\n" + "".join(f"{name} {number};{text}\n" for number, text in enumerate(texts))


def test_one_cell_proves_the_order_of_all(session: Session, importing: Importing, write: Write, spoken: str) -> None:
    customer(session, "Kai AS")
    importing.run(write(deals("12/01/2026", "02/03/2027", "12/31/2026 ", "1/15/27")), Opportunity)
    assert closes(session) == ["2026-12-01", "2027-02-03", "2026-12-31", "2027-01-15"]


def test_the_day_first_is_proved_too(session: Session, importing: Importing, write: Write, spoken: str) -> None:
    customer(session, "Kai AS")
    importing.run(write(deals("12/01/2026", "02/03/2027", "31/12/2026")), Opportunity)
    assert closes(session) == ["2026-01-12", "2027-03-02", "2026-12-31"]


def test_proof_far_down_in_the_file(session: Session, importing: Importing, write: Write) -> None:
    customer(session, "Kai AS")
    plan = importing.plan(write(deals(*["02/03/2027"] * 2_500, "12/31/2026")), Opportunity)
    (row,) = plan.preview(0, 1)
    assert "03 Feb 2027" in [each.after for each in row.fields] or "3 Feb 2027" in [each.after for each in row.fields]


@pytest.mark.parametrize("days", [("01/02/2026", "03/04/2026"), ("31/12/2026", "12/31/2026", "01/02/2026")])
def test_an_open_column_is_asked_about_and_not_half_taken(
    days: tuple[str, ...], session: Session, importing: Importing, write: Write
) -> None:
    customer(session, "Kai AS")
    path = write(deals("2026-05-17", *days))
    plan = importing.plan(path, Opportunity)
    assert [row.outcome for row in plan.preview(0, 9)] == [Outcome.CREATE, *[Outcome.ERROR] * len(days)]
    (question,) = plan.questions()
    assert (question.kind, question.heading) == (DATES, "Expected close")
    with pytest.raises(UserError) as raised:
        apply_import(plan)
    assert raised.value.field == DATES
    assert closes(session) == []
    for heading in ("", "expected close"):
        answered = importing.plan(path, Opportunity, conventions=((DATES, heading, MONTH_FIRST),))
        assert not answered.questions()
    importing.run(write(deals("01/02/2026", "03/04/2026")), Opportunity, conventions=((DATES, "", DAY_FIRST),))
    assert closes(session) == ["2026-02-01", "2026-04-03"]


def test_points_and_nordic_headings_have_the_day_first(session: Session, importing: Importing, write: Write) -> None:
    customer(session, "Kai AS")
    importing.run(write(deals("01.02.2026")), Opportunity)
    importing.run(write("Tittel;Kunde;Forventet avslutning\nT;Kai AS;03-04-2026\n"), Opportunity)
    assert closes(session) == ["2026-02-01", "2026-04-03"]


def test_days_of_a_custom_field_go_by_column_too(session: Session, importing: Importing, write: Write) -> None:
    custom_field(session, "lead", "since", "date", "Since")
    importing.run(write("Name;Since\nA;02/03/2026\nB;12/31/2026\n"), Lead)
    stored = on_file.values(session.store, Lead.custom)
    assert [json.loads(custom)["since"] for custom in stored] == ["2026-02-03", "2026-12-31"]


def test_the_decimal_sign_is_proved_in_the_column(
    session: Session, importing: Importing, write: Write, spoken: str
) -> None:
    importing.run(write(amounts("1.111,11", "1.000", "12.500", "-3.000", "110,7")), Lead)
    importing.run(write(amounts('"1,111.11"', '"1,000"', '"12,500"', name="Company").replace(";", ","), "us.csv"), Lead)
    assert revenues(session) == [111111, 100000, 1250000, -300000, 11070, 111111, 100000, 1250000]


def test_an_open_amount_is_asked_about(session: Session, importing: Importing, write: Write, spoken: str) -> None:
    path = write(amounts("1.000", "250"))
    plan = importing.plan(path, Lead)
    assert [row.outcome for row in plan.preview(0, 9)] == [Outcome.ERROR, Outcome.CREATE]
    assert [question.kind for question in plan.questions()] == [DECIMAL]
    with pytest.raises(UserError):
        apply_import(plan)
    importing.run(path, Lead, conventions=((DECIMAL, "", COMMA),))
    importing.run(write(amounts("1.500"), "b.csv"), Lead, conventions=((DECIMAL, "", POINT),))
    assert revenues(session) == [100000, 25000, 150]


def test_nordic_headings_settle_an_amount_and_it_is_pointed_out(
    session: Session, importing: Importing, write: Write, spoken: str
) -> None:
    plan = importing.plan(write(amounts("1.000", heading="Årlig omsetning")), Lead)
    (row,) = plan.preview(0, 9)
    assert [doubt.text for doubt in row.doubts] == ["1.000"]
    apply_import(plan)
    assert revenues(session) == [100000]


def test_a_column_that_contradicts_itself(session: Session, importing: Importing, write: Write) -> None:
    path = write(amounts("1.234,50", "1,234.50"))
    plan = importing.plan(path, Lead)
    assert [row.outcome for row in plan.preview(0, 9)] == [Outcome.ERROR, Outcome.ERROR]
    summary = importing.run(path, Lead, conventions=((DECIMAL, "Yearly revenue", COMMA),))
    assert (summary.tally.create, summary.tally.error) == (1, 1)


def test_numbers_of_a_workbook_are_none_of_a_column(session: Session, importing: Importing, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["Name", "Yearly revenue"], ["A", 12.5], ["B", "1.000,50"], ["C", "1.000"], ["D", 1.125]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    summary = importing.run(tmp_path / "a.xlsx", Lead)
    assert revenues(session) == [1250, 100050, 100000]
    assert summary.tally.error == 1  # three decimals


def test_an_answer_for_a_column_there_is_not(session: Session, write: Write) -> None:
    with contextlib.closing(open_table(session, Lead, write(amounts("1")))) as table, pytest.raises(UserError):
        plan_import(session, Lead, table, ImportOptions(conventions=((DATES, "Nothing", DAY_FIRST),)))
