"""Files of 100 000 leads: import with all its checks, preview, undo; exports as CSV and as a workbook.

Floors, measured in the same run: ``csv`` and ``executemany`` into a bare table; ``csv.writer`` over the raw query; a
bare loop of openpyxl's ``write_only``.
"""

from __future__ import annotations

import csv
import random
import sqlite3
import statistics
import tempfile
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from model.core.access.session import Session
from model.core.fields.base import Field
from model.core.history.undo import undo
from model.core.org_number import with_check_digit
from model.core.storage.database import open_store
from model.files import csv_out, xlsx_out
from model.files.import_plan import plan_import
from model.files.import_run import apply_import
from model.files.rows import Rows
from model.files.table_reader import read_table
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.bench.figures import Figure, stopwatch
from tests.bench.invented_rows import ids
from tests.plain_sql import plain_sql

LEADS = 100_000
COLUMNS = (
    "name", "subject", "industry", "website", "org_number", "phone", "employees", "revenue", "creditworthy",
    "status", "classification", "last_name", "first_name", "title", "email", "direct_phone", "mobile", "street",
    "postcode", "town", "region", "country", "do_not_call", "note", "first_contact",
)  # fmt: skip
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_WORDS = "Fjord Nord Vik Sol Berg Mar Tro Ås Ølv Sæt Kryst Lin Hav Bru Sten Holm Ek Rå Sø Nær Dal Elv Foss Haug".split()
_PLAIN = str.maketrans("åøæ", "aoa")
_TRADES = "Bygg Eiendom Invest Holding Service Elektro Rør Transport Consulting Maskin Regnskap Data Energi".split()


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield every figure of files."""
    leads = max(2_000, int(LEADS * size))
    with tempfile.TemporaryDirectory(prefix="salg-bench-") as name:
        folder = Path(name)
        file = folder / "leads.csv"
        _write_file(file, leads)
        yield from _imports(folder, file, leads)
        yield from _exports(folder, leads)


def _write_file(path: Path, leads: int) -> None:
    """Write a file of invented leads as Excel would in Norway, with the usual share of empty cells."""
    chance = random.Random(3)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([Lead.field(name).title for name in COLUMNS])
        for number in range(leads):
            word, trade = chance.choice(_WORDS), chance.choice(_TRADES)
            first, last = chance.choice(["Kari", "Ola", "Åse", "Søren"]), f"{chance.choice(_WORDS)}sen"
            digits = with_check_digit("NO", f"9{10_000_000 + number:08d}"[:8]) if chance.random() < 0.6 else None
            town = chance.choice(_WORDS) + "stad"
            writer.writerow(
                [
                    f"{word}{chance.choice(_WORDS).lower()} {trade} {number % 977} AS",
                    chance.choice(["Nettside", "", ""]),
                    trade,
                    f"www.{number}.no" if number % 3 else "",
                    digits or "",
                    f"2{number % 10_000_000:07d}",
                    chance.choice(["", 1, 5, 12, 40, 250]),
                    f"{chance.randrange(10**7)},{chance.randrange(100):02d}",
                    chance.choice(["", "yes", "no"]),
                    "Not contacted",
                    chance.choice(["Hot", "Not set", "Cold"]),
                    last,
                    first,
                    chance.choice(["Daglig leder", "", "Innkjøper"]),
                    f"post{number}@{word.lower().translate(_PLAIN)}.no",
                    "",
                    f"+47 9{number % 10_000_000:07d}" if number % 2 else "",
                    f"{word}veien {number % 90}",
                    f"{chance.randrange(10_000):04d}",
                    town,
                    "",
                    "Norge",
                    "no",
                    "Ringte, vil ha tilbud." if number % 4 == 0 else "",
                    "2026-10-01 09:30" if number % 5 == 0 else "",
                ]
            )


def _raw_import(file: Path, folder: Path) -> float:
    """Return how long csv and executemany need to have the cells in a table."""
    target = folder / "raw.db"
    target.unlink(missing_ok=True)
    connection = sqlite3.connect(target)
    began = stopwatch()
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = csv.reader(text, delimiter=";")
        names = next(rows)
        connection.execute(f"CREATE TABLE lead (id INTEGER PRIMARY KEY, {', '.join(COLUMNS)})")
        connection.executemany(f"INSERT INTO lead ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(names))})", rows)
    connection.commit()
    took = stopwatch() - began
    connection.close()
    return took


def _session(path: Path) -> Session:
    return sign_in(open_store(path), "bench", lambda: NOW)


def _imports(folder: Path, file: Path, leads: int) -> Iterator[Figure]:
    # The floor is taken before and after, so that a noisy moment of the machine meets both.
    floors = [_raw_import(file, folder) for _ in range(2)]
    session = _session(folder / "salg.db")
    table = read_table(file)
    began = stopwatch()
    plan = plan_import(session, Lead, table)
    first = plan.preview(0, 50)
    opened = stopwatch() - began
    assert len(first) == 50
    yield Figure("first page of the preview", opened * 1000, "ms", note=f"{file.stat().st_size / 1e6:.0f} MB")
    began = stopwatch()
    tally = plan.tally()
    took = stopwatch() - began
    assert tally.create + tally.duplicate == leads, tally
    note = f"{took:.1f} s"
    yield Figure("preview of every row over raw csv + executemany", took / statistics.median(floors), note=note)
    tracemalloc.start()
    part = folder / "part.csv"
    _write_file(part, 2_000)
    memory = {}
    for name, each in (("small", part), ("whole", file)):
        tracemalloc.reset_peak()
        measured = plan_import(session, Lead, read_table(each))
        measured.tally()
        memory[name] = tracemalloc.get_traced_memory()[1] / 1e6
        measured.close()
    tracemalloc.stop()
    yield Figure(
        "memory of a preview of all over one of 2 000 rows", memory["whole"] - memory["small"], "MB", target=20.0,
        note=f"peak {memory['whole']:.0f} MB",
    )  # fmt: skip
    floors += [_raw_import(file, folder) for _ in range(2)]
    began = stopwatch()
    summary = apply_import(plan)
    took = stopwatch() - began
    floors += [_raw_import(file, folder) for _ in range(2)]
    floor = statistics.median(floors)
    note = f"raw {floor:.2f} s, import {took:.1f} s, {leads / took:,.0f} rows/s"
    yield Figure(f"import of {leads:,} leads over raw csv + executemany", took / floor, target=6.0, note=note)
    assert summary.change_id is not None
    began = stopwatch()
    again = plan_import(session, Lead, read_table(file)).tally()
    second = stopwatch() - began
    assert again.create == 0, again
    yield Figure("the same file again: all duplicates, over raw", second / floor, note=f"{second:.1f} s")
    began = stopwatch()
    undo(session, summary.change_id)
    undone = stopwatch() - began
    assert ids(session.store, Lead) == []
    yield Figure("undo of that import over the import", undone / took, target=1.5, note=f"{undone:.1f} s")
    session.store.close()


def _exports(folder: Path, leads: int) -> Iterator[Figure]:
    from openpyxl import Workbook

    session = _session(folder / "out.db")
    plan = plan_import(session, Lead, read_table(folder / "leads.csv"))
    apply_import(plan)
    query = f"SELECT id, {', '.join(COLUMNS)} FROM lead ORDER BY name_key, id"

    def bare_csv() -> float:
        began = stopwatch()
        with (folder / "bare.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows(session.store.connection().execute(query))
        return stopwatch() - began

    def own_csv() -> float:
        began = stopwatch()
        rows = Rows(session, Lead, COLUMNS)
        with (folder / "own.csv").open("w", encoding="utf-8", newline="") as file:
            csv_out.write(file, rows.fields, rows, session.reading())
        return stopwatch() - began

    def bare_xlsx() -> float:
        began = stopwatch()
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in session.store.each(plain_sql(query)):
            sheet.append(row)
        book.save(folder / "bare.xlsx")
        return stopwatch() - began

    def own_xlsx() -> float:
        began = stopwatch()
        rows = Rows(session, Lead, COLUMNS)
        fields: tuple[Field, ...] = rows.fields
        xlsx_out.write(folder / "own.xlsx", fields, rows, session.reading(), force=True)
        return stopwatch() - began

    floor, own = min(bare_csv() for _ in range(2)), min(own_csv() for _ in range(2))
    yield Figure(
        f"CSV of {leads:,} leads × {len(COLUMNS)} over csv.writer", own / floor, target=3.0,
        note=f"{floor:.2f} s, {own:.2f} s",
    )  # fmt: skip
    floor, own = bare_xlsx(), own_xlsx()
    yield Figure(
        "the same as a workbook over a bare write_only loop",
        own / floor,
        target=1.2,
        note=f"{floor:.1f} s, {own:.1f} s",
    )
    tracemalloc.start()
    rows = Rows(session, Lead, COLUMNS, limit=20_000)
    xlsx_out.write(folder / "own.xlsx", rows.fields, rows, session.reading(), force=True)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    yield Figure("memory of a workbook over what stood before", peak, "MB", target=40.0)
    session.store.close()
