"""What stands between the program and the engine: a page of a list and one record, against their own queries as text.

The text is what the engine was really asked, taken down while the program asked it, and is asked again on the same
connection in turns with the program. What is left is what building, compiling and reading the rows cost.
"""

from __future__ import annotations

import getpass
import statistics
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from model.core.access.fetch import read
from model.core.access.session import Session
from model.core.lists.listing import Listing, Sort
from model.core.storage.opening import open_store
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.bench.figures import Figure, interleaved, ratio, times
from tests.bench.invented_leads import database

LEADS = 100_000
SHOWN = 50
COLUMNS = ("classification", "status", "name", "subject", "industry", "owner", "changed_at", "changed_by")
REPEATED = 100


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield the figures on a hundred thousand leads (times ``size``)."""
    store = open_store(database(max(2_000, int(LEADS * size))))
    session = sign_in(store, getpass.getuser(), lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
    for what, work in _subjects(session).items():
        texts = asked_by(session, work)
        seconds = interleaved({"program": _often(work), "text": _often(_as_text(session, texts))}, rounds=11)
        each = {name: [run / REPEATED for run in runs] for name, runs in seconds.items()}
        yield Figure(
            f"{what}, against its {len(texts)} queries as text", ratio(each, "program", "text"), note=times(each)
        )
        more = statistics.median(each["program"]) - statistics.median(each["text"])
        yield Figure(f"{what}, more than its text", more * 1e6, "µs")
    store.close()


def _subjects(session: Session) -> dict[str, Callable[[], object]]:
    listing = Listing(session, Lead, COLUMNS, sort=Sort("name"))
    here = listing.at_letter("m", 1)[0].place
    record_id = session.store.value("SELECT id FROM lead WHERE owner_only = 0 LIMIT 1")
    return {
        "the next page of a list": lambda: listing.after(here, SHOWN),
        "a list opened": lambda: Listing(session, Lead, COLUMNS, sort=Sort("name")).first(SHOWN),
        "one record": lambda: read(session, Lead, record_id),
    }


def asked_by(session: Session, work: Callable[[], object]) -> list[str]:
    """Return the queries that ``work`` sends to the engine, with their values in them."""
    texts: list[str] = []
    connection = session.store.connection()
    work()  # what is read but once is not part of it
    connection.set_trace_callback(texts.append)
    try:
        work()
    finally:
        connection.set_trace_callback(None)
    return texts


def _as_text(session: Session, texts: list[str]) -> Callable[[], object]:
    def ask() -> None:
        execute = session.store.connection().execute
        for text in texts:
            execute(text).fetchall()

    return ask


def _often(work: Callable[[], object]) -> Callable[[], object]:
    def repeated() -> None:
        for _time in range(REPEATED):
            work()

    return repeated
