"""``salg ledger``: entries, links and proposals from the shell (CUST-20; L01 … L08; cli.md)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from tests.tui.commands.shell import Shell


@pytest.fixture
def fjord(shell: Shell) -> str:
    """A customer, by ID."""
    return shell.run("customer", "add", "name=Fjord AS").out.strip()


def entry(shell: Shell, *values: str) -> str:
    return shell.done("ledger", "add", "customer=Fjord AS", *values).out.strip()


def stands(shell: Shell, *ids: str) -> list[tuple[object, object, object]]:
    rows = {str(row["id"]): row for row in shell.done("ledger", "list", "--json").json}
    return [(rows[each]["link_id"], rows[each]["closed"], rows[each]["balance"]) for each in ids]


@pytest.mark.usefixtures("fjord")
def test_linking_and_taking_apart(shell: Shell) -> None:
    """L01 … L05."""
    invoice = entry(shell, "amount=1 000,00", "number=F-1", "date=1.3.2026")
    first, second = entry(shell, "amount=(600,00)"), entry(shell, "amount=-400")
    assert shell.done("ledger", "link", "F-1", first).out == "Link 1: 2 entries, 400.00 left.\n"
    assert stands(shell, invoice, first) == [(1, False, "400.00"), (1, False, "0.00")]
    assert shell.done("ledger", "link", invoice, f"#{second}").out == "Link 1: 3 entries, closed.\n"
    assert stands(shell, invoice, first, second) == [(1, True, "0.00")] * 3
    removed = shell.done("ledger", "remove", second)
    assert removed.lines == ["1 entry is open again.", "Link 1: 2 entries, 400.00 left."]
    assert shell.done("ledger", "unlink", "1").out == "2 entries are open again.\n"
    assert stands(shell, invoice, first, second) == [
        (None, False, "1000.00"), (None, False, "-600.00"), (None, False, "-400.00"),
    ]  # fmt: skip
    for left in ("400.00", "0.00", "400.00", "1000.00"):
        shell.done("undo")
        assert stands(shell, invoice)[0][2] == left


@pytest.mark.usefixtures("fjord")
def test_exact_to_the_last_hundredth(shell: Shell) -> None:
    """L08."""
    ids = [entry(shell, f"amount={amount}") for amount in ("333.33", "333,33", "333.34", "-1000")]
    assert shell.done("ledger", "link", *ids).out == "Link 1: 4 entries, closed.\n"
    assert stands(shell, *ids) == [(1, True, "0.00")] * 4


@pytest.mark.usefixtures("fjord")
def test_what_is_refused_says_why(shell: Shell) -> None:
    """L06, L07: one line, exit code 1, nothing changed."""
    shell.run("customer", "add", "name=Berg AS")
    one, other = entry(shell, "amount=5"), entry(shell, "amount=-5")
    supplier = entry(shell, "amount=-5", "ledger=supplier")
    berg = shell.done("ledger", "add", "customer=Berg AS", "amount=-5").out.strip()
    for words, said in (
        (("link", one), "id: It takes at least two entries: one alone settles nothing."),
        (("link", one, supplier), "ledger: They stand in different ledgers"),
        (("link", one, berg), "customer: They belong to different customers"),
        (("link", one, "999"), "There is no ledger entry 999"),
        (("unlink", "7"), "link_id: There is no link 7."),
        (("unlink", "x"), "link_id: "),
        (("remove", one), f"id: Entry #{one} is in no link."),
        (("delete", "999"), "999"),
        (("add", "amount=0", "customer=Berg AS"), "amount: An amount of 0 is no entry"),
        (("add", "amount=1.005", "customer=Berg AS"), "amount: "),
        (("add", "amount=99999999999999999999", "customer=Berg AS"), "amount: "),
        (("add", "amount=1"), "customer: Customer must be filled in."),
    ):
        refused = shell.run("ledger", *words)
        assert (refused.code, refused.out, len(refused.err.splitlines())) == (1, "", 1), words
        assert said in refused.err
    shell.done("ledger", "link", one, other)
    more, last = entry(shell, "amount=7"), entry(shell, "amount=1")
    refused = shell.run("ledger", "link", other, more)
    assert (refused.code, refused.err.count("--move")) == (1, 1)
    assert shell.done("ledger", "link", other, more, "--move").out == "Link 2: 2 entries, 2.00 left.\n"
    assert shell.run("ledger", "delete", more).code == 1
    assert shell.done("ledger", "delete", last).code == 0
    assert shell.run("ledger", "link").code == 2


def test_a_proposal_is_shown_before_it_is_done(shell: Shell, fjord: str) -> None:
    invoice = entry(shell, "amount=1000", "number=F-1001", "date=1.3.2026")
    paid = entry(shell, "amount=-600", "text=F-1001", "date=1.4.2026")
    entry(shell, "amount=77")
    before = stands(shell, invoice, paid)
    plan = shell.done("ledger", "propose", "Fjord AS", "--dry-run")
    assert plan.lines == [
        f"F-1001 1,000.00 + #{paid} -600.00: The payment names it. 400.00 left.", "1 entry stays open.",
    ]  # fmt: skip
    told = shell.done("ledger", "propose", fjord, "--dry-run", "--json").json
    assert told == {
        "change": None,
        "links": [
            {
                "entries": [int(invoice), int(paid)], "link_id": None, "ledger": "customer", "currency": "NOK",
                "balance": "400.00", "reason": "reference", "alike": 0,
            }
        ],
        "left_open": 1,
    }  # fmt: skip
    assert stands(shell, invoice, paid) == before
    done = shell.done("ledger", "propose", fjord)
    assert done.lines == [plan.lines[0], "1 link was made.", "1 entry stays open."]
    assert stands(shell, invoice, paid) == [(1, False, "400.00"), (1, False, "0.00")]
    shell.done("undo")
    assert stands(shell, invoice, paid) == before


@pytest.mark.usefixtures("fjord")
def test_as_json(shell: Shell) -> None:
    one, other = entry(shell, "amount=5"), entry(shell, "amount=-5", "currency=nok")
    made = shell.done("ledger", "link", one, other, "--json").json
    assert {key: made[key] for key in ("link_id", "entries", "balance", "closed")} == {
        "link_id": 1, "entries": 2, "balance": "0.00", "closed": True,
    }  # fmt: skip
    assert shell.done("ledger", "remove", one, "--json").json["links"] == [
        {"link_id": 1, "entries": 0, "balance": "0.00", "closed": True}
    ]


@pytest.mark.usefixtures("fjord")
def test_a_file_of_entries_is_imported_once(shell: Shell) -> None:
    """Decimal commas, amounts in brackets; by external ID nothing is made twice, and undo takes all back."""
    file = shell.home / "entries.csv"
    rows = [
        "Kunde;Bilagsnr.;Dato;Forfall;Beløp;Ekstern ID",
        "Fjord AS;F-1;01.03.2026;15.03.2026;1 234,50;a1",
        "Fjord AS;B-1;20.03.2026;;(1 234,50);a2",
    ]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    shell.done("ledger", "import", str(file))
    listed = shell.done("ledger", "list", "--json", "--sort", "number").json
    assert [(row["number"], row["amount"], row["balance"]) for row in listed] == [
        ("B-1", "-1234.50", "-1234.50"), ("F-1", "1234.50", "1234.50"),
    ]  # fmt: skip
    again = shell.run("ledger", "import", str(file))
    assert len(shell.done("ledger", "list", "--json").json) == 2, again
    shell.done("undo")
    assert shell.done("ledger", "list", "--json").json == []


@pytest.mark.usefixtures("fjord")
def test_a_workbook_of_entries(shell: Shell) -> None:
    """Numbers, dates and texts of a workbook's cells; what cannot go in is named by its row, and nothing twice."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (
        ("Reskontro", "Kunde", "Bilagsnr.", "Dato", "Forfall", "Beløp", "Ekstern ID"),
        ("Kundereskontro", "Fjord AS", 1001, date(2026, 3, 1), date(2026, 3, 15), 1234.5, "a1"),
        ("Leverandørreskontro", "Fjord AS", "K-7", "20.03.2026", None, Decimal("-0.05"), "a2"),
        ("Kundereskontro", "Fjord AS", "F-3", date(2026, 3, 1), None, 0.1 + 0.2, "a3"),
        ("Kundereskontro", "Nobody AS", "F-4", date(2026, 3, 1), None, 5, "a4"),
    ):
        sheet.append(row)
    file = shell.home / "entries.xlsx"
    workbook.save(file)
    told = shell.run("ledger", "import", str(file))
    assert told.out == "4 rows: 3 new, 1 error\n"
    assert "row 5;" in told.err
    listed = {row["number"]: row for row in shell.done("ledger", "list", "--json").json}
    assert {number: (row["ledger"], row["date"], row["due"], row["amount"]) for number, row in listed.items()} == {
        "1001": ("customer", "2026-03-01", "2026-03-15", "1234.50"),
        "K-7": ("supplier", "2026-03-20", None, "-0.05"),
        "F-3": ("customer", "2026-03-01", None, "0.30"),
    }
    shell.run("ledger", "import", str(file))
    assert len(shell.done("ledger", "list", "--json").json) == 3
    shell.done("undo")
    assert shell.done("ledger", "list", "--json").json == []
