"""``salg report``: on a terminal, into a pipe, as JSON, into files; and what is refused (OPP-21 … OPP-24)."""

from __future__ import annotations

import csv
import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from model.demo.fill import fill
from model.demo.world import Volumes
from model.people.records import Employee
from tests import on_file
from tests.conftest import NOON, StandingClock
from tests.engines import Databases
from tests.model.reports import by_hand
from tests.model.reports.by_hand import SEPARATORS, written
from tests.tui.commands.shell import Shell

DEMO = Volumes(units=1_500, customers=150, contacts=40, leads=10, opportunities=120, activities=10)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Path:
    """The demo, filled once for all tests."""
    path = tmp_path_factory.mktemp("reports") / "demo.db"
    store = shared_databases.open(path)
    fill(store, Shell(path.parent, StandingClock(NOON)).now, account="root", volumes=DEMO)
    store.close()
    return path


@pytest.fixture
def demo(shell: Shell, filled: Path, shared_databases: Databases) -> Shell:
    """The administrator KNO at a shell with the demo."""
    shell.paths.database.parent.mkdir(parents=True, exist_ok=True)
    location = shared_databases.copy(filled, shell.paths.database)
    if shell.database is not None:
        shell.database = location
        shell.write_settings("")
    return shell


def by_hand_of(demo: Shell) -> list[by_hand.Sale]:
    """Return what the administrator may see."""
    store = demo.open()
    sales = by_hand.read(store, on_file.value(store, Employee.id, Employee.account == "root"))
    store.close()
    return sales


def shown(value: Any, language: str) -> str:
    """Return a figure as a line of the shell has it, in which every space is an ordinary one."""
    return written(value, language).replace("\u00a0", " ")


def number(text: str, language: str) -> Any:
    """Return a figure that was written in a language."""
    group, point = SEPARATORS[language]
    return Fraction(text.replace(group, "").replace(" ", "").replace(point, ".")) if text else None


def months(sale: by_hand.Sale) -> str:
    """Return the month in which it was closed."""
    assert sale.closed
    return sale.closed.isoformat()[:7]


def month_as_written(month: str, language: str) -> str:
    """Return a month as it stands before the figures."""
    year, number = month.split("-")
    names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return {"en": f"{names[int(number) - 1]} {year}", "nb": f"{number}.{year}", "da": f"{number}-{year}"}[language]


def test_the_reports_are_listed(shell: Shell) -> None:
    """Without a name: what there is, also without any database."""
    said = shell.done("report", terminal=True)
    assert "won-lost" in said.out
    assert "--by month, customer, seller, source, reason" in said.out
    assert [line.split("\t")[0] for line in shell.done("report").lines] == [
        "won-lost", "pipeline", "active", "expected", "commission", "orders", "leads", "calls", "campaigns",
        "campaign-sales", "ledger-age",
    ]  # fmt: skip
    assert shell.done("report", "--json").json[0]["parts"][0] == "month"


@pytest.mark.parametrize("language", ["en", "nb", "da"])
def test_won_and_lost_is_printed_as_worked_out_by_hand(demo: Shell, language: str) -> None:
    """OPP-21: every figure by month and seller, in each language."""
    sales = by_hand_of(demo)
    lines = [line.split("\t") for line in demo.done("--lang", language, "report", "won-lost").lines]
    for part, wanted in (
        ("month", by_hand.won_lost(sales, FIRST, LAST, months)),
        ("seller", by_hand.won_lost_by_seller(sales, FIRST, LAST)),
        ("source", by_hand.won_lost(sales, FIRST, LAST, lambda sale: sale.source)),
    ):
        printed = {(line[1], line[2]): line[3:] for line in lines if line[0] == part}
        for (currency, key), row in wanted.items():
            label = "Total" if key == "=" else month_as_written(key, language) if part == "month" else key
            found = [cells for (of, name), cells in printed.items() if of == currency and name.split("  ")[0] == label]
            if key == "=" and not found:
                # "Total" in the language in use.
                found = [[line[3:] for line in lines if line[:2] == [part, currency]][-1]]
            assert found == [[shown(value, language) for value in row]], (part, key)


@pytest.mark.parametrize("language", ["en", "nb", "da"])
def test_commission_and_forecast_are_printed_as_worked_out_by_hand(demo: Shell, language: str) -> None:
    """OPP-22, OPP-23: each seller's part to the øre; weighted values by month."""
    sales = by_hand_of(demo)
    lines = [line.split("\t") for line in demo.done("--lang", language, "report", "commission", "--by", "seller").lines]
    printed = {(line[1], line[2].split("  ")[0]): line[3:] for line in lines}
    for (currency, key), row in by_hand.commission(sales, FIRST, LAST).items():
        if key not in ("=", None):
            assert printed[currency, key] == [shown(value, language) for value in row]
    lines = [line.split("\t") for line in demo.done("--lang", language, "report", "expected").lines]
    wanted = by_hand.pipeline(sales, by_hand.due(demo.now().date()))
    printed = {(line[1], line[2]): line[3:] for line in lines}
    for (currency, key), row in wanted.items():
        if "-" in key:
            assert printed[currency, month_as_written(key, language)] == [shown(value, language) for value in row]
    for currency in {currency for currency, _key in wanted}:
        own = [line[3:] for line in lines if line[1] == currency]
        assert own[0] == [shown(value, language) for value in wanted[currency, "overdue"]]
        assert own[-1] == [shown(value, language) for value in wanted[currency, "="]]


def test_tables_on_a_terminal_and_remarks_beside_them(demo: Shell) -> None:
    """The figures stand in columns; what is left out goes to the error stream."""
    said = demo.done("report", "pipeline", terminal=True)
    assert said.lines[0] == "Pipeline per stage"
    assert all(len(line) <= 80 for line in said.lines)
    assert "never added" in said.err
    heading = next(line for line in said.lines if line.startswith("Stage"))
    assert heading.split()[-1] == "estimated"


def test_json_holds_exact_amounts(demo: Shell) -> None:
    """cli.md: money as text with two decimals, days ISO 8601, fields by their code names."""
    told = demo.done("report", "won-lost", "--from", "2026", "--to", "31.5.2026", "--by", "month,seller", "--json").json
    assert (told["report"], told["from"], told["to"]) == ("won-lost", "2026-01-01", "2026-05-31")
    assert [part["part"] for part in told["parts"]] == ["month", "seller"]
    wanted = by_hand.won_lost(by_hand_of(demo), FIRST, date(2026, 5, 31), months)
    for section in told["parts"][0]["sections"]:
        for row in section["rows"]:
            figures = wanted.get((section["currency"], row["month"]), [0, 0, 0, 0, None])
            assert row["won"] == figures[0]
            assert row["won_amount"] == written(figures[1] * 1 + Fraction(0), "en").replace(",", "")
        assert section["total"]["lost"] == wanted[section["currency"], "="][2]
    assert told["parts"][1]["sections"][0]["rows"][0]["seller_id"] > 0


@pytest.mark.parametrize("language", ["en", "nb", "da"])
def test_files_hold_what_the_screen_says(demo: Shell, tmp_path: Path, language: str) -> None:
    """OPP-24: CSV, workbook and PDF, read back, have each figure that is printed, in the language in use."""
    printed = [line.split("\t") for line in demo.done("--lang", language, "report", "won-lost").lines]
    files = {form: tmp_path / f"won.{form}" for form in ("csv", "xlsx", "pdf", "json")}
    for target in files.values():
        demo.done("--lang", language, "report", "won-lost", "--out", str(target))
    wanted = [[line[2], line[1], *(number(text, language) for text in line[3:])] for line in printed]
    blocks = list(csv.reader(files["csv"].read_text("utf-8-sig").splitlines(), delimiter=";"))
    point = SEPARATORS[language][1]
    rows = [row for row in blocks if len(row) > 2 and row[1] in ("NOK", "DKK")]
    assert [
        [*row[:2], *(Fraction(cell.replace(point, ".")) if cell else None for cell in row[2:])] for row in rows
    ] == wanted
    book = load_workbook(files["xlsx"])
    assert len(book.worksheets) == 5
    found = []
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            if row[1] in ("NOK", "DKK"):
                cells = row[2:] if len(sheet["A4:Z4"][0]) > 4 and sheet.max_column > 4 else row[2:4]
                found.append([row[0], row[1], *(None if cell is None else Fraction(str(cell)) for cell in cells)])
    assert found == wanted
    text = "\n".join(page.extract_text() for page in PdfReader(files["pdf"]).pages).replace("\n", " ")
    for line in printed:
        assert " ".join([line[1], *(cell.replace("\u00a0", " ") for cell in line[3:] if cell)]) in text.replace(
            "\u00a0", " "
        )
    assert json.loads(files["json"].read_text())["report"] == "won-lost"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing",), "report: there is no report"),
        (("won-lost", "--from", "31.2.2026"), "--from: 31.02.2026 does not exist"),
        (("won-lost", "--from", "1.6.2026", "--to", "1.5.2026"), "--to: 1 Jun 2026 is after 1 May 2026"),
        (("won-lost", "--period", "whenever"), "--period: “whenever” is no interval"),
        (("won-lost", "--by", "day"), "--by: “day” is none of month"),
        (("pipeline", "--from", "2026"), "--from: pipeline tells how it is now"),
        (("won-lost", "--out", "a.txt"), "--out: The name of the file must end in"),
        (("won-lost", "--json", "--out", "a.csv"), "--out: .csv is another form"),
        (("won-lost", "--out", "/nowhere/at/all.csv"), "--out: "),
    ],
)
def test_what_is_refused(shell: Shell, words: tuple[str, ...], said: str) -> None:
    """W13 and the rules of the contract: one line, naming the option and what would be accepted."""
    assert shell.refused("report", *words).startswith(said)


def test_usage(shell: Shell) -> None:
    """What cannot be meant is a matter of usage: exit code 2."""
    shell.refused("report", "won-lost", "--period", "2026", "--from", "2026", code=2)
    shell.refused("report", "won-lost", "--by", code=2)
    assert "--period" in shell.done("report", "--help").out


def test_a_file_that_exists_is_kept(demo: Shell, tmp_path: Path) -> None:
    """COM-04."""
    for form in ("csv", "xlsx", "pdf", "json"):
        target = tmp_path / f"mine.{form}"
        target.write_text("mine")
        assert "exists" in demo.refused("report", "expected", "--out", str(target))
        assert target.read_text() == "mine"
        demo.done("report", "expected", "--out", str(target), "--force")
        assert target.read_bytes() != b"mine"


def test_an_empty_database_says_so(shell: Shell) -> None:
    """Nothing on file: no figures, no fault, and a sentence for who reads it."""
    for name in ("won-lost", "pipeline", "active", "expected", "commission"):
        said = shell.done("report", name, terminal=True)
        assert "Nothing found." in said.err
        assert shell.done("report", name).out == ""
        assert shell.done("report", name, "--json").json["remarks"] == []
