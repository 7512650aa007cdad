"""The start page: each box over a million customers, a million activities and 200 000 opportunities (CUST-01).

Which index or kept sum answers a box is told with it. What the kept sums cost those who write is measured as well.
"""

from __future__ import annotations

import getpass
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

from model.activities.agenda import call_backs_due, meetings_of_day, tasks_due
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.storage.database import open_store
from model.dashboard import boxes, won
from model.opportunities.records import Opportunity
from model.people.signing_in import sign_in
from tests.bench.figures import Figure, interleaved, milliseconds, ratio, stopwatch, times
from tests.bench.invented_sales import database

TARGET = 20.0
"""Milliseconds in the engine for each box."""

CHANGED = 500

Work = Callable[[Session], object]


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield each box, all of them, and what the kept sums cost."""
    with tempfile.TemporaryDirectory(prefix="salg-dashboard") as folder:
        path = Path(shutil.copy(database(size), Path(folder) / "sales.db"))
        session = sign_in(open_store(path), getpass.getuser(), lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
        # As the reader of the app keeps it.
        session.store.keep_little(1_200)
        yield _once("top sellers this year, no sums kept yet", session, lambda: _top(session))
        began = stopwatch()
        months = won.refresh(session)
        took = stopwatch() - began
        yield Figure("keeping the sums of a month", took / max(1, months) * 1000, "ms", note=f"{months} months")
        for what, (work, by) in BOXES.items():
            yield _once(what, session, lambda work=work: work(session), TARGET, by)  # type: ignore[misc]
        with session.store.writing():
            session.store.insert("won_stale", {"month": "2026-11"})
        yield _once("top sellers, this month written to since", session, lambda: _top(session), TARGET)
        yield from _writing(session)
        session.store.close()


def _top(session: Session) -> object:
    return boxes.top_sellers(session, *boxes.year_of(session.clock().date()))


def _month(session: Session) -> tuple[object, object]:
    month = boxes.month_of(session.clock().date())
    return boxes.won_between(session, *month), boxes.latest_sales(session, *month)


BOXES: dict[str, tuple[Work, str]] = {
    "call-backs due": (lambda s: boxes.with_records(s, call_backs_due(s, boxes.MOST + 1)), "kind, owner, done, at"),
    "my tasks due": (lambda s: boxes.with_records(s, tasks_due(s, boxes.MOST + 1)), "kind, owner, done, at"),
    "my meetings today": (
        lambda s: boxes.with_records(s, meetings_of_day(s, s.clock().date(), boxes.MOST + 1)), "kind, owner, done, at",
    ),
    "latest customers": (boxes.latest_customers, "created_at"),
    "sales this month": (_month, "sums kept by month; status, closed_at"),
    "top sellers this year": (_top, "sums kept by month"),
    "my pipeline this month": (
        lambda s: boxes.pipeline(s, *boxes.month_of(s.clock().date())), "owner, status, expected_close",
    ),
    "my pipeline this quarter": (
        lambda s: boxes.pipeline(s, *boxes.quarter_of(s.clock().date())), "owner, status, expected_close",
    ),
    "all boxes together": (boxes.read_boxes, ""),
}  # fmt: skip
"""What a box is called, what reads it, and the index that answers it."""


def _once(what: str, session: Session, work: Callable[[], object], target: float | None = None, by: str = "") -> Figure:
    seconds = interleaved({what: work}, rounds=11)[what]
    target = None if what.startswith("all") else target
    note = f"slowest {milliseconds(max(seconds))}" + (f"; by {by}" if by else "")
    return Figure(what, statistics.median(seconds) * 1000, "ms", target=target, note=note)


def _writing(session: Session) -> Iterator[Figure]:
    """Yield what the triggers cost rows that are not won, and those that are, against none."""
    connection = session.store.connection()
    turn = count()
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'won_%'")
    kept = triggers.fetchall()

    def with_triggers(wanted: bool) -> None:
        there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'won_added'").fetchone() is not None
        for name, sql in kept if there != wanted else ():
            connection.execute(sql if wanted else f"DROP TRIGGER {name}")

    def update(status: str, triggered: bool) -> Callable[[], float]:
        wanted = Opportunity.select(Opportunity.id, Opportunity.customer).where(Opportunity.status == status)
        ids = [at for at, customer in session.store.rows(wanted.order_by(Opportunity.id)) if customer % 50][:CHANGED]

        def once() -> float:
            with_triggers(triggered)
            amount = Decimal(next(turn))
            began = time.process_time()
            with change(session, "Change", "edit") as made:
                for at in ids:
                    made.update(Opportunity, at, {"amount": amount})
            return time.process_time() - began

        return once

    for status, target in (("open", 1.1), ("won", 1.3)):
        seconds = interleaved({"triggers": update(status, True), "none": update(status, False)}, rounds=7)
        yield Figure(
            f"saving {CHANGED} {status} opportunities, against no triggers",
            ratio(seconds, "triggers", "none"), target=target, note=times(seconds),
        )  # fmt: skip
    with_triggers(True)


if __name__ == "__main__":
    from tests.bench.__main__ import row

    for figure in measure():
        print(row(figure), flush=True)
