"""Converting leads in bulk, with history and undo: leads a second, and what it takes of memory.

Half of the leads have a note that moves; every lead becomes a customer and a contact that are linked.
"""

from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from model.activities.adding import insert
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.history.undo import undo
from model.core.org_number import with_check_digit
from model.core.storage.database import open_store
from model.leads.bulk_conversion import convert_bulk, plan_bulk
from model.leads.choices import ConversionChoices
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.bench.figures import Figure, stopwatch

LEADS = 2_000
MANY = 20_000
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TARGET = 500.0

CHOICES = (
    ("customer and contact", ConversionChoices()),
    ("customer, contact and opportunity", ConversionChoices(opportunity=True, opportunity_amount="1000")),
    ("customer and contact, the lead deleted", ConversionChoices(then="delete")),
)


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield every figure of conversion."""
    leads, many = max(100, int(LEADS * size)), max(1_000, int(MANY * size))
    with tempfile.TemporaryDirectory(prefix="salg-bench-") as name:
        session = _leads(Path(name) / "few.db", leads)
        for what, choices in CHOICES:
            yield from _converted(session, leads, what, choices)
        session.store.close()
        peaks = {}
        for number in (leads, many):
            session = _leads(Path(name) / f"{number}.db", number)
            tracemalloc.start()
            summary = convert_bulk(session, range(1, number + 1), ConversionChoices())
            peaks[number] = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert summary.converted == number
            session.store.close()
        more = (peaks[many] - peaks[leads]) / (many - leads)
        yield Figure(
            f"memory that each further lead takes, {leads} to {many}", more, "bytes", target=300,
            note=f"peak {peaks[many] / 1e6:.1f} MB",
        )  # fmt: skip


def _leads(path: Path, number: int) -> Session:
    session = sign_in(open_store(path), "bench", lambda: NOW)
    with change(session, "Fill", "add") as made:
        made.insert_many(
            Lead,
            (
                {
                    "name": f"Firma {at} AS", "first_name": "Kari", "last_name": f"Nes {at}", "industry": "Bygg",
                    "email": f"k{at}@firma{at}.no", "phone": f"2233{at % 10_000:04d}", "street": "Kaia 1",
                    "postcode": "5004", "town": "Bergen", "org_number": with_check_digit("NO", f"9{at:07d}"),
                }
                for at in range(number)
            ),
        )  # fmt: skip
        for at in range(1, number + 1, 2):
            insert(made, "note", {"subject": "Ringt"}, [("lead", at)])
    return session


def _converted(session: Session, leads: int, what: str, choices: ConversionChoices) -> Iterator[Figure]:
    ids = range(1, leads + 1)
    began = stopwatch()
    planned = plan_bulk(session, ids, choices)
    yield Figure(f"preview: {what}", leads / (stopwatch() - began), "leads/s", note=f"{leads} leads")
    began = stopwatch()
    summary = convert_bulk(session, ids, choices)
    took = stopwatch() - began
    assert planned.converted == summary.converted == leads
    yield Figure(f"converting: {what}", leads / took, "leads/s", target=TARGET, at_least=True, note=f"{leads} leads")
    assert summary.change is not None
    began = stopwatch()
    undo(session, summary.change)
    yield Figure(f"undo: {what}", leads / (stopwatch() - began), "leads/s", note=f"{leads} leads")
