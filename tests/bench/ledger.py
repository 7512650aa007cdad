"""The account of a customer with twenty thousand entries: listed, linked, added up, and what is proposed for it.

The tab of the card is measured on the screen too, with Textual's pilot: from the key to the rows being there.
"""

from __future__ import annotations

import asyncio
import gc
import getpass
import statistics
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing, Sort
from model.core.settings import Settings
from model.core.storage.database import open_store
from model.core.storage.drivers import peewee
from model.customers.records import Customer
from model.ledger.balances import balances_of
from model.ledger.links import link
from model.ledger.proposal import carry_out, propose
from model.ledger.records import LedgerEntry
from model.merging.merge import merge, plan_merge
from model.people.signing_in import sign_in
from tests.bench.figures import Figure, interleaved, ratio, stopwatch, times
from tests.tui.idle import wait_for_idle
from tui.actions import Keymap
from tui.app import SalgApp
from tui.base_app import AppPaths
from tui.looks import Looks

MANY, FEW, MARKED, WINDOW = 20_000, 20, 1_000, 40
TURNS = 9
"""Times that the tab is opened."""
_COLUMNS = ("number", "date", "due", "text", "amount", "balance", "link_id", "closed")


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield what an account with ``MANY`` entries (times ``size``) costs against one with few, and against floors."""
    many = max(2_000, int(MANY * size))
    with tempfile.TemporaryDirectory(prefix="salg-ledger") as folder:
        store = open_store(Path(folder) / "salg.db")
        session = sign_in(store, getpass.getuser(), lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
        with change(session, "Fill", "import") as made:
            large = made.insert(Customer, {"name": "Large AS"})
            small = made.insert(Customer, {"name": "Small AS"})
            for customer, entries in ((large, many), (small, FEW)):
                made.insert_many(LedgerEntry, (_entry(customer, number) for number in range(entries)))
        yield from asyncio.run(_on_the_tab(session, Path(folder), large, small, many))
        yield from _listed(session, large, small, many)
        yield from _linked(session, many)
        yield from _added_up(session, large, many)
        yield from _proposed(session, large, many)
        yield from _merged(session, large, small, many)
        store.close()


def _entry(customer: int, number: int) -> dict[str, object]:
    """Return an entry: each invoice is followed by its payment, which names it every other time."""
    pair, paid = divmod(number, 2)
    day = date(2024, 1, 1) + timedelta(days=pair % 900 + 20 * paid)
    amount = Decimal(10_000 + pair) / 100
    entry = {"customer": customer, "date": day, "amount": -amount if paid else amount, "number": f"{'B' * paid}{pair}"}
    named = f"Payment {pair:06}" if pair % 2 else "Payment"
    return entry | ({"text": named} if paid else {"number": f"{pair:06}", "due": day + timedelta(days=14)})


async def _on_the_tab(session: Session, folder: Path, large: int, small: int, many: int) -> list[Figure]:
    """Open the tab, sort it by link, mark all that a range takes and link it; each link is undone at once."""
    paths = AppPaths(folder / "registry.db", folder / "drafts", folder / "salg.log")
    app = SalgApp(session, Settings(), Keymap(), Looks(), paths, database_id="bench")
    steps: dict[str, dict[str, list[float]]] = {}
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for turn in range(TURNS + 2):
            subjects = [("many", large, FEW), ("few", small, FEW), ("range", large, MARKED)]
            for name, customer, marked in subjects[turn % 3 :] + subjects[: turn % 3]:
                took = await _turn(app, customer, marked)
                undo(session, _latest(session))
                if turn > 1:
                    for step, seconds in took.items():
                        steps.setdefault(step, {}).setdefault(name, []).append(seconds)
    whole: dict[str, list[float]] = {
        name: [sum(turn) for turn in zip(*(seconds[name] for seconds in steps.values()), strict=True)]
        for name in ("many", "few", "range")
    }
    figures = [
        Figure(
            f"tab of {many} entries opened, sorted by link, {FEW} marked and linked, against one of {FEW}",
            ratio(whole, "many", "few"), target=1.5, note=times(whole),
        )
    ]  # fmt: skip
    figures += [
        Figure(f"of that, {step}", ratio(took, "many", "few"), note=times(took)) for step, took in steps.items()
    ]
    return [
        *figures,
        Figure(f"the same with {MARKED} marked and linked, against {FEW}", ratio(whole, "range", "many")),
    ]


def _latest(session: Session) -> int:
    past = latest_own(session)
    assert past is not None
    return past.id


async def _turn(app: SalgApp, customer: int, marked: int) -> dict[str, float]:
    """Return the seconds that each step on the tab of a customer takes, until the screen says what came of it."""
    took: dict[str, float] = {}

    async def step(name: str, act: Any, is_there: Any) -> None:
        gc.collect()
        began = stopwatch()
        done = act()
        if done is not None:
            await done
        while not is_there():
            await asyncio.sleep(0.0005)  # the thread that reads shall not wait for this one
        painted = asyncio.get_running_loop().create_future()
        app.screen.call_after_refresh(lambda: painted.set_result(None))
        await painted
        took[name] = stopwatch() - began
        await wait_for_idle(0)

    def panel() -> Any:
        return getattr(app.screen, "panel", None)

    def has_rows() -> bool:
        return panel() is not None and panel().list.idle and bool(panel().list.size.height)

    await step("opened", lambda: app.open_record("customer", customer, tab="ledger"), has_rows)
    tab = panel()
    await step("sorted by link", lambda: tab.list.set_sort(Sort("link_id")), has_rows)
    tab.list.home()
    tab.list.mark_range()
    await wait_for_idle(0)
    await step(
        "a range marked", lambda: tab.list.move(marked - 1),
        lambda: tab._preview is not None and tab._preview.entries == marked,
    )  # fmt: skip
    await step("linked", tab.do_link_entries, has_rows)
    await app.pop_screen()
    await wait_for_idle(0)
    return took


def _listed(session: Session, large: int, small: int, many: int) -> Iterator[Figure]:
    def window(customer: int, sort: str) -> object:
        criteria = (Criterion("customer", "=", f"#{customer}"), Criterion("ledger", "=", "customer"))
        open_ones = (*criteria, Criterion("closed", "=", "no"))
        return Listing(session, LedgerEntry, _COLUMNS, Filter(("all",), open_ones), Sort(sort)).first(WINDOW)

    for sort in ("date", "due", "link_id"):
        subjects = {"many": lambda sort=sort: window(large, sort), "few": lambda sort=sort: window(small, sort)}
        seconds = interleaved(subjects, rounds=25)
        yield Figure(
            f"an account of {many} opened by {sort}, against one of {FEW}", ratio(seconds, "many", "few"),
            target=1.5, note=times(seconds),
        )  # fmt: skip


def _linked(session: Session, many: int) -> Iterator[Figure]:
    marked = list(range(many // 2, many // 2 + MARKED))
    done: list[int] = []
    turn = count(1)

    def linking() -> None:
        done.append(link(session, marked).change_id)

    def bare() -> None:
        with session.store.writing() as connection:
            connection.execute(
                "UPDATE ledger_entry SET link_id = ?, closed = 1, balance = 0, changed_at = ?, changed_by = 1,"
                " changed_by_key = 'a', version = ? WHERE id >= ? AND id < ?",
                (next(turn) + 10**6, "2026-11-21T12:00:00Z", next(turn), marked[0], marked[0] + MARKED),
            )
        with session.store.writing() as connection:
            connection.execute(
                "UPDATE ledger_entry SET link_id = NULL, closed = 0, balance = amount WHERE id >= ? AND id < ?",
                (marked[0], marked[0] + MARKED),
            )

    def both() -> None:
        linking()
        undo(session, done[-1])

    seconds = interleaved({"linked and undone": both, "bare": bare}, rounds=7)
    yield Figure(
        f"{MARKED} entries linked, and that undone, against the two bare UPDATEs",
        ratio(seconds, "linked and undone", "bare"), target=6, note=times(seconds),
    )  # fmt: skip


def _added_up(session: Session, large: int, many: int) -> Iterator[Figure]:
    entry = LedgerEntry
    entries = entry.select(entry.amount, entry.balance, entry.due, entry.date).where(entry.customer == large)
    subjects = {"ages": lambda: balances_of(session, large), "read": lambda: session.rows(entries)}
    seconds = interleaved(subjects, rounds=9)
    yield Figure(
        f"balance, overdue and age of {many} open entries, against reading them", ratio(seconds, "ages", "read"),
        note=times(seconds),
    )  # fmt: skip


def _merged(session: Session, large: int, small: int, many: int) -> Iterator[Figure]:
    """The bare UPDATEs move the entries, with their stamps, and take them back."""
    entry = LedgerEntry

    def merged() -> None:
        done = merge(session, plan_merge(session, "customer", large, small))
        undo(session, done.change)

    def bare() -> None:
        with session.store.writing() as connection:
            for number, (source, target) in enumerate(((large, small), (small, large))):
                connection.execute(
                    "UPDATE ledger_entry SET customer = ?, customer_key = ?, changed_at = '2026-11-21T12:00:00Z',"
                    " changed_by = 1, changed_by_key = 'a', version = ? WHERE customer = ? AND id <= ?",
                    (target, f"k{target}", 10**9 + number, source, many),
                )

    seconds = interleaved({"merged and undone": merged, "bare": bare}, rounds=3)
    assert session.store.value(entry.select(peewee.fn.count(entry.id)).where(entry.customer == large)) == many
    yield Figure(
        f"a customer with {many} entries merged, and that undone, against the two bare UPDATEs",
        ratio(seconds, "merged and undone", "bare"), note=times(seconds),
    )  # fmt: skip


def _proposed(session: Session, large: int, many: int) -> Iterator[Figure]:
    entry = LedgerEntry
    wanted = (entry.customer == large) & entry.closed.no
    subjects = {
        "proposal": lambda: propose(session, large),
        "read": lambda: session.rows(entry.select().where(wanted)),
    }
    seconds = interleaved(subjects, rounds=5)
    yield Figure(
        f"a proposal over {many} open entries, against reading them", ratio(seconds, "proposal", "read"), target=10,
        note=times(seconds),
    )  # fmt: skip
    proposal = propose(session, large)
    seconds = interleaved({"linked": lambda: carry_out(session, proposal)}, rounds=1, warm_up=0)
    rows = sum(len(each.entry_ids) for each in proposal.links)
    yield Figure(
        f"linking its {len(proposal.links)} links", rows / statistics.median(seconds["linked"]), "rows/s",
        note=times(seconds),
    )  # fmt: skip
