"""The duplicate sweep over leads of which it is known who is who, and the check of one of them (LEAD-21, LEAD-24).

``python -m tests.bench duplicates`` prints the table. The leads are invented anew for every run.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.storage.database import open_store
from model.duplicates.check import check
from model.duplicates.identity import columns_of
from model.duplicates.sweep import sweep
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.bench.figures import Figure, stopwatch
from tests.bench.floors import as_text
from tests.model.duplicates.invented import invent

LEADS = 100_000
CHECKS = 200


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield the sweep against reading the same columns once, how right it is, and how long one check takes."""
    count = max(1_000, int(LEADS * size))
    with tempfile.TemporaryDirectory(prefix="salg-bench-") as folder:
        store = open_store(Path(folder) / "salg.db")
        session = sign_in(store, "bench", lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
        invented = invent(count)
        with change(session, "File", "add") as made:
            made.insert_many(Lead, invented.rows)
        truth = invented.pairs()
        reading = min(_seconds(session, ", ".join(columns_of("lead"))) for _time in range(3))
        began = stopwatch()
        swept = sweep(session, "lead")
        took = stopwatch() - began
        note = f"sweep {took:.1f} s, reading {reading:.2f} s, {len(swept.groups)} groups"
        yield Figure(f"sweep of {count:,} leads to reading them once", took / reading, target=60, note=note)
        found = {
            (one - 1, other - 1) for group in swept.groups for one in group.ids for other in group.ids if one < other
        }
        right = len(found & truth)
        yield Figure("recall", right / len(truth), "", 0.9, at_least=True, note=f"{right} of {len(truth)} pairs")
        yield Figure("precision", right / len(found), "", 0.95, at_least=True, note=f"{right} of {len(found)} pairs")
        chance = random.Random(1)
        times = []
        for record_id in chance.sample(range(1, count + 1), min(CHECKS, count)):
            began = stopwatch()
            check(session, "lead", record_id)
            times.append(stopwatch() - began)
        times.sort()
        yield Figure("check of one, 95th percentile", times[len(times) * 95 // 100] * 1000, "ms")
        store.close()


def _seconds(session: Session, columns: str) -> float:
    read = as_text(session, f"SELECT {columns} FROM lead")
    began = stopwatch()
    read()
    return stopwatch() - began
