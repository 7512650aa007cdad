"""Opening the card of a customer on whom very much hangs, against that of one on whom nothing does (CUST-14)."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from model.activities.link_record import ActivityLink
from model.activities.records import Appointment, Call, Task, WrittenNote
from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.settings import Settings
from model.core.storage.database import open_store
from model.customers.records import Contact, Customer, CustomerContact
from model.opportunities.records import Opportunity
from model.people.signing_in import sign_in
from model.projects.records import Project
from tests.bench.figures import Figure, interleaved, ratio, times
from tests.bench.invented_rows import ids as ids_of
from tui.actions import Keymap
from tui.app import SalgApp
from tui.base_app import AppPaths
from tui.looks import Looks

ACTIVITIES, CONTACTS, OPPORTUNITIES = 10_000, 500, 2_000
OTHERS = 4
"""Activities of other records for each of the customer's: hers do not lie beside each other on the disk."""


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield the card opened as a whole, and what is read for it alone."""
    with tempfile.TemporaryDirectory(prefix="salg-cards") as folder:
        store = open_store(Path(folder) / "salg.db")
        session = sign_in(store, "bench", lambda: datetime.now(UTC))
        empty, full = _fill(session, size)
        yield from asyncio.run(_measure(session, Path(folder), empty, full))
        store.close()


def _fill(session: Session, size: float) -> tuple[int, int]:
    dice = random.Random(4)
    now = session.clock()
    with change(session, "Fill", "add") as made:
        empty, full = (made.insert(Customer, {"name": f"{word} AS", "phone": "22334455"}) for word in ("Empty", "Full"))
        wanted = int(ACTIVITIES * size)
        for kind in (Task, Appointment, WrittenNote, Call):
            made.insert_many(
                kind,
                (
                    {
                        "subject": f"{kind.name_in_code} {number}",
                        "at": now - timedelta(minutes=dice.randrange(-90_000, 900_000)),
                    }
                    for number in range(wanted * (OTHERS + 1) // 4)
                ),
            )
        every = Task.select(Task.id).order_by(Task.id)  # of whatever kind: they share a table
        ids = [row[0] for row in session.store.rows(every)]
        dice.shuffle(ids)
        links = [("customer", full)] * wanted + [("lead", number % 100 + 1) for number in range(len(ids) - wanted)]
        made.insert_many(
            ActivityLink,
            (
                {"activity": activity, "record": record, "record_id": record_id}
                for activity, (record, record_id) in zip(ids, links, strict=True)
            ),
        )
        people = int(CONTACTS * size)
        made.insert_many(Contact, ({"last_name": f"Nes {n}", "mobile": f"9{n:07}"} for n in range(people)))
        made.insert_many(CustomerContact, ({"customer": full, "contact": n + 1} for n in range(people)))
        for number in range(int(OPPORTUNITIES * size)):
            values = {"title": f"Sale {number}", "customer": full, "amount": Decimal(number)}
            made.insert(Opportunity, {**values, "expected_close": (now + timedelta(days=number % 400)).date()})
        _link_to_sales(made, full, ids[wanted : 2 * wanted])
        for number in range(int(50 * size)):
            made.insert(Project, {"name": f"Project {number}", "customer": full})
    return empty, full


def _link_to_sales(made: Change, customer: int, activities: list[int]) -> None:
    """As many were done on the customer's opportunities: they are on the card too."""
    sales = ids_of(made.session.store, Opportunity, Opportunity.customer == customer)
    made.insert_many(
        ActivityLink,
        (
            {"activity": activity, "record": "opportunity", "record_id": sales[place % len(sales)]}
            for place, activity in enumerate(activities)
        ),
    )


def _some_time(dice: random.Random, now: datetime) -> datetime:
    return now - timedelta(minutes=dice.randrange(-90_000, 900_000))


async def _measure(session: Session, folder: Path, empty: int, full: int) -> list[Figure]:
    paths = AppPaths(folder / "registry.db", folder / "drafts", folder / "salg.log")
    app = SalgApp(session, Settings(), Keymap(), Looks(), paths, database_id="bench")
    seconds: dict[str, list[float]] = {"empty": [], "full": []}
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for turn in range(18):
            for name, customer in (("empty", empty), ("full", full)):
                began = time.perf_counter()
                await app.open_record("customer", customer)
                card: Any = app.screen
                while card.shown is None or not card.columns.height:
                    await asyncio.sleep(0)
                await pilot.pause()
                if turn > 2:
                    seconds[name].append(time.perf_counter() - began)
                await app.pop_screen()
                await pilot.pause()

        def read(customer: int) -> Any:
            from tui.customers.card import CustomerCard

            card = CustomerCard(customer)
            card.registry = app.registry
            return lambda: card.read_card(session)

        reads = interleaved({"empty": read(empty), "full": read(full)}, rounds=15)
    return [
        Figure("card opened: much hangs on the customer / nothing", ratio(seconds, "full", "empty"), target=1.3,
               note=times(seconds)),
        Figure("of that, what is read", ratio(reads, "full", "empty"), note=times(reads)),
    ]  # fmt: skip
