"""Saving one form, with version, history and search index, against the bare UPDATE; many sellers at once; bulk."""

from __future__ import annotations

import getpass
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from random import Random

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.history.undo import undo
from model.core.storage.database import open_store
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.bench.figures import Figure, interleaved, ratio, stopwatch, times
from tests.bench.invented_leads import database
from tests.bench.invented_rows import ids as ids_of

SIZES = (100_000, 1_000_000)
SAVES = 50
WRITERS = READERS = 8
MANY = 2_000


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield what saving costs at a hundred thousand and at a million leads (times ``size``), and with many at once."""
    with tempfile.TemporaryDirectory(prefix="salg-changes") as folder:
        for leads in (max(1_000, int(leads * size)) for leads in SIZES):
            path = Path(shutil.copy(database(leads), Path(folder) / f"{leads}.db"))
            store = open_store(path)
            session = sign_in(store, getpass.getuser(), lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
            yield from _one_form(session, leads)
            yield from _bulk(session, leads)
            store.close()
            yield from _at_once(path, leads)


def _one_form(session: Session, leads: int) -> Iterator[Figure]:
    turn = count(1)
    # Such as everybody may open, all over the table, and more than one turn saves: a form is saved but once.
    apart = max(1, min(97, leads // (4 * SAVES)))
    ids = [at for at in ids_of(session.store, Lead, Lead.owner_only.no) if at % apart == 0]
    Random(1).shuffle(ids)

    def bare(columns: str, values: Callable[[int], tuple[object, ...]]) -> Callable[[], object]:
        def update() -> None:
            connection = session.store.connection()
            for _save in range(SAVES):
                number = next(turn)
                connection.execute("BEGIN IMMEDIATE")
                row = (*values(number), ids[number % len(ids)])
                connection.execute(f"UPDATE lead SET {columns} WHERE id = ?", row)
                connection.execute("COMMIT")

        return update

    def saving(field: str, text: Callable[[int], object]) -> Callable[[], object]:
        def save() -> float:
            forms = [(number, read(session, Lead, ids[number % len(ids)])) for number in islice(turn, SAVES)]
            began = stopwatch()
            for number, lead in forms:
                base = {field: getattr(lead, field)}
                with change(session, "Change {name}", "edit", name=lead.name) as made:
                    made.update(Lead, lead.id, {field: text(number)}, version=lead.version, base=base)
            return stopwatch() - began

        return save

    stamped = "changed_at = ?, changed_by_key = ?, version = ?"
    stamp = lambda number: ("2026-11-21T12:00:00Z", "adm", number)  # noqa: E731
    pairs = {
        "its name": (
            bare(f"name = ?, name_key = ?, {stamped}", lambda number: (f"N {number}", f"n {number}", *stamp(number))),
            saving("name", lambda number: f"Firma {number} AS"),
            4,
        ),
        # In no index: the UPDATE writes one page, and the history alone five.
        "its street alone": (
            bare(f"street = ?, {stamped}", lambda number: (f"Veien {number}", *stamp(number))),
            saving("street", lambda number: f"Gata {number}"),
            None,
        ),
    }
    for what, (floor, subject, target) in pairs.items():
        seconds = interleaved({"form": subject, "bare": floor}, rounds=9)
        each = {name: [run / SAVES for run in runs] for name, runs in seconds.items()}
        yield Figure(
            f"saving a form, {what} changed, {leads} leads, against the UPDATE",
            ratio(seconds, "form", "bare"),
            target=target,
            note=times(each),
        )


def _bulk(session: Session, leads: int) -> Iterator[Figure]:
    ids = range(1, min(MANY, leads) + 1)
    done: list[int] = []
    turn = count(1)

    def assign() -> None:
        with change(session, "Assign", "edit") as made:
            made.update_many(Lead, ids, {"subject": f"turn {next(turn)}"})
        done.append(made.id)

    def bare() -> None:
        with session.store.writing() as connection:
            connection.execute(
                "UPDATE lead SET subject = ?, subject_key = ?, changed_at = ?, version = ? WHERE id <= ?",
                (f"b {next(turn)}", "b", "2026-11-21T12:00:00Z", 1, len(ids)),
            )

    seconds = interleaved({"set": assign, "bare": bare}, rounds=5)
    yield Figure(
        f"one field of {len(ids)} leads in a set, {leads} leads, against the bare UPDATE",
        ratio(seconds, "set", "bare"),
        note=times(seconds),
    )
    assign()
    seconds = interleaved({"undo": lambda: done.append(undo(session, done[-1]).id)}, rounds=4, warm_up=0)
    yield Figure(
        f"undoing that, {leads} leads", len(ids) / statistics.median(seconds["undo"]), "rows/s", note=times(seconds)
    )


_PROGRAM = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from model.core.changes.change import change, read
from model.core.lists.criteria import Filter
from model.core.storage.database import open_store
from model.core.lists.listing import Listing, Sort
from model.leads.records import Lead
from model.people.signing_in import sign_in
path, account, kind, number = Path(sys.argv[1]), *sys.argv[2:4], int(sys.argv[4])
session = sign_in(open_store(path), account, lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
open_to_all = session.store.rows(Lead.select(Lead.id).where(Lead.owner_only.no))
ids = [record_id for (record_id,) in open_to_all if record_id % 97 == 0]
ids = [record_id for at, record_id in enumerate(ids) if at % 8 == number % 8]
print("ready", flush=True)
sys.stdin.readline()
slowest = 0.0
for turn in range(60):
    began = time.perf_counter()
    if kind == "writer":
        record_id = ids[(number * 7919 + turn * 104729) % len(ids)]
        lead = read(session, Lead, record_id)
        with change(session, "Change {name}", "edit", name=lead.name) as made:
            made.update(Lead, record_id, {"subject": f"{number} {turn}"}, version=lead.version, base={})
    else:
        listing = Listing(session, Lead, ("name", "owner"), Filter(), Sort(("name", "changed_at")[turn % 2]))
        listing.after(listing.first(50)[-1].place, 50)
    slowest = max(slowest, time.perf_counter() - began)
print(slowest)
"""


def _at_once(path: Path, leads: int) -> Iterator[Figure]:
    kinds = ["writer"] * WRITERS + ["reader"] * READERS
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(path), getpass.getuser(), kind, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for number, kind in enumerate(kinds)
    ]
    for program in programs:
        assert program.stdout is not None
        program.stdout.readline()
    said = []
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    for program in programs:
        said.append(program.communicate())
    failed = [complaint for _out, complaint in said if complaint]
    slowest = max((float(out) for out, complaint in said if not complaint), default=0.0)
    yield Figure(
        f"{WRITERS} writers and {READERS} readers at once, {leads} leads: those that failed",
        len(failed),
        "programs",
        target=0,
        note=failed[0].strip().splitlines()[-1] if failed else f"slowest answer {slowest * 1000:.0f} ms",
    )


if __name__ == "__main__":
    from tests.bench.__main__ import row

    for figure in measure():
        print(row(figure), flush=True)
