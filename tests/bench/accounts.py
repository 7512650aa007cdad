"""A company's accounts of 200 MB as SAF-T Financial: read, compared with what is on file, and taken in.

The floor is a bare parse of the same file by its events, which lets go of each element (``iterparse`` of the standard
library). The density is that of the tax administration's own example: one line in three stands on the account of a
customer or supplier.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from model.core.storage.database import open_store
from model.ledger.saft.plan import plan_saft
from model.ledger.saft.run import apply_saft
from model.people.signing_in import sign_in
from tests.bench.figures import Figure, stopwatch
from tests.model.ledger.accounts_file import PAYABLES, RECEIVABLES, Accounts, Line, Party, Transaction

TRANSACTIONS = 100_000
"""As many as fill 200 MB."""
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_ANALYSIS = (
    "\t\t\t\t<Analysis>\n\t\t\t\t\t<AnalysisType>A</AnalysisType>\n\t\t\t\t\t<AnalysisID>102</AnalysisID>\n"
    "\t\t\t\t\t<DebitAnalysisAmount>\n\t\t\t\t\t\t<Amount>10000.00</Amount>\n\t\t\t\t\t</DebitAnalysisAmount>\n"
    "\t\t\t\t</Analysis>\n"
)


def accounts(transactions: int) -> Accounts:
    """Return made-up accounts of a year."""
    parties = [
        *(Party(str(10_000 + number), f"Kunde {number} AS", opening=number % 7 * 1000) for number in range(1_500)),
        *(Party(str(50_000 + number), f"Leverandør {number} AS", supplier=True) for number in range(400)),
    ]

    def made() -> Iterable[Transaction]:
        for number in range(transactions):
            yield _transaction(number, transactions, parties[number * 7919 % len(parties)])

    return Accounts(parties, made, prefix="n1")


def _transaction(number: int, of: int, party: Party) -> Transaction:
    amount = (number % 900 + 1) * 12500
    sign = -1 if party.supplier else 1
    account = PAYABLES if party.supplier else RECEIVABLES
    more = f"\t\t\t\t<ReferenceNumber>{90_000 + number // 2}</ReferenceNumber>\n"
    if number % 2:
        lines = [Line("1920", sign * amount), Line(account, -sign * amount, party, more)]
        text = f"Payment of invoice {90_000 + number // 2}"
    else:
        income = "4000" if party.supplier else "3000"
        lines = [
            Line(income, -sign * amount // 5 * 2, more=_ANALYSIS * 2),
            Line(income, -sign * amount // 5 * 2, more=_ANALYSIS),
            Line(account, sign * amount, party, f"{more}\t\t\t\t<DueDate>2026-12-31</DueDate>\n"),
            Line("2700", -sign * amount // 5),
        ]
        text = f"Invoice {90_000 + number // 2} of goods and services"
    return Transaction(str(number), f"2026-{number * 12 // of + 1:02d}-{number % 28 + 1:02d}", text, lines)


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield every figure of a company's accounts."""
    with tempfile.TemporaryDirectory(prefix="salg-bench-") as name:
        path = accounts(max(500, int(TRANSACTIONS * size))).write(Path(name) / "accounts.xml")
        megabytes = path.stat().st_size / 1e6
        floor = statistics.median(_bare(path) for _round in range(3))
        took, memory, entries = _import(path, Path(name) / "salg.db")
        what = f"{megabytes:.0f} MB, {entries} entries"
        yield Figure(
            f"accounts of {what} taken in", sum(took) / floor, target=3.0,
            note=f"read {took[0]:.1f} s, written {took[1]:.1f} s; bare parse {floor:.1f} s",
        )  # fmt: skip
        yield Figure("memory over that of the program", memory, "MB", 40.0, note=what)


def _bare(path: Path) -> float:
    began = stopwatch()
    for _event, element in ElementTree.iterparse(path, ("end",)):
        element.clear()
    return stopwatch() - began


def _import(path: Path, database: Path) -> tuple[tuple[float, float], float, int]:
    """Take the file in, in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "tests.bench.accounts", str(path), str(database)]
    clock = "cpu" if stopwatch.__module__ and _counts_cpu() else "wall"
    output = subprocess.run([*command, clock], check=True, capture_output=True, text=True, env={**os.environ}).stdout
    read, written, memory, entries = output.split()
    return (float(read), float(written)), float(memory), int(entries)


def _counts_cpu() -> bool:
    import time

    from tests.bench import figures

    return figures._clock is time.process_time


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _main(path: str, database: str, clock: str) -> None:
    import time

    watch = time.process_time if clock == "cpu" else time.perf_counter
    session = sign_in(open_store(Path(database)), "bench", lambda: NOW)
    # What the program needs for a file of some lines counts as its own.
    small = Path(database).with_name("small.xml")
    own = Accounts(accounts(50).parties[:3], list, company="974760673").write(small)
    apply_saft(plan_saft(session, own))
    before, began = _peak(), watch()
    plan = plan_saft(session, Path(path))
    read = watch() - began
    _change, plan = apply_saft(plan)
    print(read, watch() - began - read, _peak() - before, plan.number_of_entries)


if __name__ == "__main__":
    _main(*sys.argv[1:])
