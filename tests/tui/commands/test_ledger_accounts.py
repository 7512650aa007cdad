"""``salg ledger import FILE.xml``: SAF-T Financial beside the tables that the same command takes (CUST-20)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.model.filing import FJORD
from tests.model.ledger.accounts_file import Accounts, Party, payment, sale
from tests.tui.commands.shell import Shell

FIRM = Party("10000", "Fjord AS", FJORD, opening=100_00)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of small accounts."""
    transactions = (sale("1", "2026-01-10", FIRM, 1250_00), payment("2", "2026-02-20", FIRM, 1000_00))
    return Accounts((FIRM,), lambda: transactions, company="974760673").write(tmp_path / "accounts.xml")


def balance(shell: Shell) -> float:
    return sum(float(row["balance"]) for row in shell.done("ledger", "list", "--json").json)


def test_a_dry_run_says_what_would_be_and_writes_nothing(shell: Shell, file: Path) -> None:
    shell.done("customer", "list")
    said = shell.done("ledger", "import", str(file), "--dry-run")
    assert said.lines == [
        "Accounts of Vik Møbler AS (974760673), SAF-T 1.30",
        "Customer ledger",
        "  Accounts: 1 new",
        "  Entries: 2 new, opening balances: 1",
        "  New entries come to 350.00 NOK; the file ends with 350.00 NOK",
    ]
    assert shell.done("ledger", "list").lines == []
    plain = shell.done("ledger", "import", str(file), "--dry-run", "--json").json
    assert plain["dry_run"]
    assert plain["ledgers"]["customer"]["new_entries"] == 2
    assert plain["doubts"] == []


def test_import_twice_and_undo(shell: Shell, file: Path) -> None:
    said = shell.done("ledger", "import", str(file))
    assert "Go on with: salg undo" in said.err
    assert balance(shell) == 350.0
    again = shell.done("ledger", "import", str(file), "--json").json
    assert again["change"] is None
    assert again["ledgers"]["customer"]["on_file"] == 2
    assert balance(shell) == 350.0
    shell.done("undo")
    assert shell.done("ledger", "list").lines == []
    assert shell.done("customer", "list").lines == []


def test_what_is_refused(shell: Shell, file: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.xml"
    cut.write_bytes(file.read_bytes()[:-100])
    said = shell.run("ledger", "import", str(cut))
    assert (said.code, said.out) == (1, "")
    assert said.err.strip().endswith("the file ends there, in the middle: it was cut off.")
    assert "Line " in said.err
    said = shell.run("ledger", "import", str(file), "--update")
    assert said.code == 2
    assert "--update is for tables" in said.err
    assert "save the table as CSV" in shell.run("lead", "import", str(file)).err
    assert shell.run("ledger", "import", str(tmp_path / "missing.xml")).code == 1
    assert shell.done("ledger", "list").lines == []


def test_a_table_of_entries_is_imported_as_ever(shell: Shell, tmp_path: Path) -> None:
    shell.done("customer", "add", "name=Fjord AS")
    path = tmp_path / "entries.csv"
    path.write_text("Customer;Amount;Date\nFjord AS;100,00;2026-01-02\n")
    assert shell.done("ledger", "import", str(path)).lines == ["1 row: 1 new"]


def test_control_c_leaves_nothing(shell: Shell, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from model.ledger.saft import run

    def stopped(*_arguments: Any) -> None:
        raise KeyboardInterrupt

    shell.done("customer", "list")
    monkeypatch.setattr(run._Writer, "_write_entries", stopped)
    assert shell.run("ledger", "import", str(file)).code == 130
    assert shell.done("customer", "list").lines == []
