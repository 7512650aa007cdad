"""The local copy of the registry: loading a bulk file, and every form of wildcard of CAMP-06 over 1.1 million names.

``python -m tests.bench registry`` prints the table; ``python -m tests.bench.registry --units 100000`` does the same for
any number of units. The bulk file is made once for each number and kept in the folder for temporary files.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from model.core.text import fold
from model.registry.load import load
from model.registry.search import Registry
from tests.bench import invented_registry
from tests.bench.figures import Figure, milliseconds, stopwatch

UNITS = 1_100_000
QUERIES = 200
ROUNDS = 3
"""Each query is run so often and its median taken, so that other programs' turns are not counted as ours."""
LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield the load against ``.import``, then the 95th percentile and the worst of every form of search."""
    units = max(1_000, int(UNITS * size))
    folder = Path(tempfile.gettempdir()) / "salg-bench"
    folder.mkdir(exist_ok=True)
    bulk = folder / f"enheter-{units}.csv"
    if not bulk.exists():
        half = bulk.with_suffix(".half")
        invented_registry.write(half, units)
        half.replace(bulk)
    target = folder / f"registry-{units}.sqlite"
    floor, tool = _import_seconds(bulk, folder)
    began = stopwatch()
    load(bulk, target, now=datetime.now(UTC))
    took = stopwatch() - began
    note = f"{tool} {floor:.1f} s, load {took:.1f} s, {units / took:,.0f} units/s"
    yield Figure(f"load of {units:,} units from CSV, searchable", took / floor, target=3.0, note=note)
    yield Figure("size of the copy", target.stat().st_size / 1e6, "MB", note=f"CSV {bulk.stat().st_size / 1e6:.0f} MB")
    with Registry(target) as registry:
        yield from _searches(registry, target)


def _import_seconds(bulk: Path, folder: Path) -> tuple[float, str]:
    """Return how long the floor takes to have all columns of the file in a table, and what it is called."""
    scratch = folder / "import.sqlite"
    scratch.unlink(missing_ok=True)
    try:
        shell = shutil.which("sqlite3")
        began = stopwatch()
        if shell is not None:
            subprocess.run([shell, str(scratch), f'.import --csv "{bulk}" unit'], check=True)
            return stopwatch() - began, ".import"
        connection = sqlite3.connect(scratch)
        with bulk.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            width = len(next(rows))
            connection.execute(f"CREATE TABLE unit ({', '.join(f'c{place}' for place in range(width))})")
            connection.executemany(f"INSERT INTO unit VALUES ({', '.join('?' * width)})", rows)
        connection.commit()
        connection.close()
        return stopwatch() - began, "executemany"
    finally:
        scratch.unlink(missing_ok=True)


def _searches(registry: Registry, target: Path) -> Iterator[Figure]:
    chance = random.Random(5)
    connection = sqlite3.connect(target)
    ranks = connection.execute("SELECT max(rank) FROM name").fetchone()[0]
    query = "SELECT n.key, u.org_number FROM name AS n JOIN unit AS u ON u.id = n.unit WHERE n.rank = ?"
    drawn = [connection.execute(query, (chance.randint(1, ranks),)).fetchone() for _ in range(4_000)]
    keys = [key.translate({ord("{"): "æ", ord("|"): "ø", ord("}"): "å"}) for key, _number in drawn]
    numbers = [number for _key, number in drawn]
    lookup = "SELECT name FROM unit WHERE org_number = ? AND country = 'NO'"
    connection.execute("PRAGMA cache_size=-8000")
    bottom = _timed(lambda number: connection.execute(lookup, (number,)).fetchall(), numbers[:QUERIES])
    connection.close()
    floor = statistics.median(took for took, _asked in bottom)
    yield Figure("the cheapest indexed look-up, by number, median", floor * 1000, "ms")
    for form, make in _forms(chance, keys, numbers).items():
        texts = [make() for _ in range(QUERIES)]
        took = sorted(_timed(registry.search, texts))
        p50, p95 = took[len(took) // 2][0], took[int(len(took) * 0.95)][0]
        worst, asked = took[-1]
        beyond = not form.startswith("CAMP-06")
        note = f"p50 {milliseconds(p50)}, worst {milliseconds(worst)} for {asked!r}"
        yield Figure(f"{form}: p95 over that", (p95 - floor) * 1000, "ms", None if beyond else 1.0, note=note)
        yield Figure(f"{form}: worst", worst * 1000, "ms", None if beyond else 10.0)
    counted = sorted(_timed(registry.count, [_piece(chance, chance.choice(keys), 3) for _ in range(QUERIES)]))
    p95 = counted[int(len(counted) * 0.95)][0]
    yield Figure("count of three letters, capped at 1 000: p95 over that", (p95 - floor) * 1000, "ms")


def _forms(chance: random.Random, keys: list[str], numbers: list[str]) -> dict[str, Callable[[], str]]:
    """Return what makes one query of each form: most from names that are there, some from letters at random."""

    def key() -> str:
        return chance.choice(keys).replace("%", "")

    def length(most: int = 7) -> int:
        return chance.randint(1, most)

    def noise() -> str:
        return "".join(chance.choice(LETTERS) for _ in range(length()))

    def words() -> str:
        found = [_piece(chance, word, chance.randint(2, 5)) for word in (key() + " " + key()).split()]
        return " ".join(chance.sample(found, min(2, len(found))))

    return {
        "CAMP-06 AS%": lambda: key()[: length()] + "%",
        "CAMP-06 %AS": lambda: "%" + key()[-length() :],
        "CAMP-06 AS, 1 letter": lambda: chance.choice(LETTERS + "0123456789&.-"),
        "CAMP-06 AS, 2 letters": lambda: f"%{_piece(chance, key(), 2)}%",
        "CAMP-06 AS, 3 letters": lambda: f"%{_piece(chance, key(), 3)}%",
        "CAMP-06 AS, 4 to 8 letters": lambda: f"%{_piece(chance, key(), chance.randint(4, 8))}%",
        "CAMP-06 AS, letters at random": noise,
        "CAMP-06 A%AS": lambda: f"{key()[: length(4)]}%{key()[-length(4) :]}",
        "%A%B%, at most 4 letters each": lambda: (
            f"%{_piece(chance, key(), length(4))}%{_piece(chance, key(), length(4))}%"
        ),
        "two words in any order": words,
        "the whole number, with spaces": lambda: _spaced(chance.choice(numbers)),
        "the beginning of a number": lambda: chance.choice(numbers)[: chance.randint(4, 8)],
    }


def _spaced(number: str) -> str:
    return f"{number[:3]} {number[3:6]} {number[6:]}"


def _piece(chance: random.Random, text: str, length: int) -> str:
    """Return ``length`` letters in a row from anywhere in ``text``, without a space at either end."""
    start = chance.randint(0, max(0, len(text) - length))
    piece = text[start : start + length].replace("%", "").strip()
    return piece if fold(piece) else "as"


def _timed(ask: Callable[[str], object], texts: list[str]) -> list[tuple[float, str]]:
    """Return the median seconds of each text, asked once beforehand so that all is in memory."""
    for text in texts:
        ask(text)
    taken: dict[str, list[float]] = {text: [] for text in texts}
    for _ in range(ROUNDS):
        for text in texts:
            began = stopwatch()
            ask(text)
            taken[text].append(stopwatch() - began)
    return [(statistics.median(taken[text]), text) for text in texts]


def main() -> int:
    """Run for as many units as asked for; exit code 1 if a target is missed."""
    from tests.bench.__main__ import machine, row

    parser = argparse.ArgumentParser(prog="python -m tests.bench.registry", description=__doc__)
    parser.add_argument("--units", type=int, default=UNITS)
    asked = parser.parse_args()
    print(machine())
    missed = False
    for figure in measure(asked.units / UNITS):
        print(row(figure), flush=True)
        missed |= figure.met is False
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
