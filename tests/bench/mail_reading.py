"""The e-mail tab of a card with ten thousand messages against one with ten, and a message opened (LEAD-10, CUST-16)."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from model.activities.link_record import ActivityLink
from model.activities.records import Message
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.settings import Settings
from model.core.storage.database import open_store
from model.customers.records import Customer
from model.mail.records import EmailMessage
from model.people.signing_in import sign_in
from tests.bench.figures import Figure, ratio, times
from tests.bench.invented_rows import ids as ids_of
from tui.actions import Keymap
from tui.app import SalgApp
from tui.base_app import AppPaths
from tui.looks import Looks

MANY, FEW = 10_000, 10
OF_CONVERSATION = 20


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield the tab opened, and one message among many opened."""
    with tempfile.TemporaryDirectory(prefix="salg-mail") as folder:
        store = open_store(Path(folder) / "salg.db")
        session = sign_in(store, "bench", lambda: datetime.now(UTC))
        many, few = _fill(session, size)
        yield from asyncio.run(_measure(session, Path(folder), many, few))
        store.close()


def _fill(session: Session, size: float) -> tuple[int, int]:
    dice = random.Random(4)
    now = session.clock()
    wanted = max(FEW, int(MANY * size))
    with change(session, "Fill", "add") as made:
        many, few = (made.insert(Customer, {"name": f"{word} AS"}) for word in ("Many", "Few"))
        made.insert_many(
            Message,
            (
                {
                    "subject": f"Message {number}", "text": "Hello\n\n> quoted\n" * 10, "direction": "in",
                    "sender": f"Ola Nes {number} <ola{number}@nes.example>", "recipients": "kari@firma.example",
                    "at": now - timedelta(minutes=dice.randrange(900_000)),
                }
                for number in range(wanted + FEW)
            ),
        )  # fmt: skip
        emails = ids_of(session.store, Message)
        dice.shuffle(emails)
        made.insert_many(
            EmailMessage, ({"email": email, "thread": f"t{n // OF_CONVERSATION}"} for n, email in enumerate(emails))
        )
        links = [(email, few if number < FEW else many) for number, email in enumerate(emails)]
        made.insert_many(
            ActivityLink, ({"activity": email, "record": "customer", "record_id": record} for email, record in links)
        )
    return many, few


async def _measure(session: Session, folder: Path, many: int, few: int) -> list[Figure]:
    paths = AppPaths(folder / "registry.db", folder / "drafts", folder / "salg.log")
    app = SalgApp(session, Settings(), Keymap(), Looks(), paths, database_id="bench")
    seconds: dict[str, list[float]] = {"many": [], "few": [], "message of many": [], "message of few": []}
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for turn in range(18):
            for name, customer in (("many", many), ("few", few)):
                opened = await _opened(app, pilot, "customer", customer, tab="email")
                card: Any = app.screen
                email = card.rows["email"][0].record_id
                read = await _opened(app, pilot, "email", email)
                await app.pop_screen()
                await app.pop_screen()
                await pilot.pause()
                if turn > 2:
                    seconds[name].append(opened)
                    seconds[f"message of {name}"].append(read)
    return [
        Figure("e-mail tab opened: ten thousand messages / ten", ratio(seconds, "many", "few"), target=1.5,
               note=times({name: seconds[name] for name in ("many", "few")})),
        Figure("a message opened: of ten thousand / of ten", ratio(seconds, "message of many", "message of few"),
               target=1.5, note=times({name: seconds[name] for name in ("message of many", "message of few")})),
    ]  # fmt: skip


async def _opened(app: SalgApp, pilot: Any, kind: str, record_id: int, **options: Any) -> float:
    """Open a card and return the seconds until it stands there."""
    began = time.perf_counter()
    await app.open_record(kind, record_id, **options)
    card: Any = app.screen
    while card.shown is None:
        await asyncio.sleep(0)
    await pilot.pause()
    return time.perf_counter() - began
