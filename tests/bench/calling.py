"""The next lead of a call list of a million, with do-not-call, hours, call-backs, eight callers at once (LEAD-35)."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from model.calling.kinds import RecordRef
from model.calling.lists import create, refs
from model.calling.outcomes import log_outcome
from model.calling.progress import progress
from model.calling.queue import next_record
from model.core.access.session import Session
from model.core.storage.database import open_store
from model.core.storage.expressions import first
from model.leads.records import Lead
from model.people.signing_in import account_name, sign_in
from tests.bench.figures import Figure, milliseconds, stopwatch
from tests.bench.invented_leads import database

SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
"""When private persons are passed over."""
OUTCOMES = ("no_answer", "reached", "busy", "not_interested", "no_answer", "wrong_number", "call_back", "no_answer")
CALLERS = 8


class _Time:
    """A clock that goes on a minute a call."""

    def __init__(self) -> None:
        self.now = SATURDAY

    def __call__(self) -> datetime:
        return self.now


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Make a list of all leads, call from it alone, then with eight callers at once."""
    count = round(1_000_000 * size)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "salg.db"
        shutil.copy(database(count), path)
        store = open_store(path)
        with store.writing():
            # One in five is a private person at the head of the list, one in seven is not to be called.
            head = store.rows(Lead.select(Lead.name, Lead.name.folded, Lead.id).where(Lead.id < count // 2))
            private = ((None, *row) for row in head if row[-1] % 5 == 0)
            store.update_rows("lead", ("org_number", "person", "person_key"), private)
        clock = _Time()
        session = sign_in(store, account_name(), clock)
        by_name = Lead.select(Lead.id).order_by(first(Lead.name.folded), Lead.id)
        called = [row[0] for row in store.rows(by_name)]
        began = stopwatch()
        made = create(session, "Everybody", refs("lead", called), shared=True, daily_target=100)
        yield Figure(f"make a call list of {count} leads", stopwatch() - began, "s")
        with store.writing():
            # What happens while people call: they become forbidden after they were put on the list.
            store.update_rows("lead", ("do_not_call",), ((1, at) for at in called if at % 7 == 0))
        began = stopwatch()
        progress(session, made.id)
        yield Figure("count its progress", (stopwatch() - began) * 1000, "ms")
        looks = _alone(session, made.id, clock)
        yield _figure("next record, one caller", looks)
        results, errors, taken = _together(session, path, made.id, clock)
        yield _figure(f"next record, {CALLERS} callers at once, with their waiting", results, target=None)
        twice = len(taken) - len(set(taken))
        yield Figure(f"{CALLERS} callers: locked out, or the same lead twice", errors + twice, "", 0)
        store.close()


def _figure(what: str, seconds: list[float], target: float | None = 5.0) -> Figure:
    ordered = sorted(seconds)
    note = f"of {len(ordered)}; median {milliseconds(statistics.median(ordered))}, longest {milliseconds(ordered[-1])}"
    return Figure(f"{what}, 95 of 100 within", ordered[int(len(ordered) * 0.95)] * 1000, "ms", target, note=note)


def _turn(session: Session, list_id: int, holder: str, number: int, clock: _Time) -> tuple[float, RecordRef | None]:
    began = stopwatch()
    turn = next_record(session, list_id, holder)
    took = stopwatch() - began
    if turn.record is not None:
        outcome = OUTCOMES[number % len(OUTCOMES)]
        now = clock()
        later = now + timedelta(hours=2) if outcome == "call_back" else None
        log_outcome(session, list_id, turn.record, outcome, now, now, holder=holder, call_back_at=later)
    return took, turn.record


def _alone(session: Session, list_id: int, clock: _Time) -> list[float]:
    looks = []
    for number in range(300):
        looks.append(_turn(session, list_id, "alone", number, clock)[0])
        clock.now += timedelta(minutes=1)
    return looks


def _together(session: Session, path: Path, list_id: int, clock: _Time) -> tuple[list[float], int, list[RecordRef]]:
    looks: list[float] = []
    taken: list[RecordRef] = []
    errors: list[BaseException] = []

    def work(caller: int) -> None:
        store = open_store(path)
        mine = Session(store, session.records, session.person, clock)
        try:
            for number in range(40):
                took, lead = _turn(mine, list_id, f"caller {caller}", number, clock)
                looks.append(took)
                if lead is not None:
                    taken.append(lead)
        except BaseException as error:
            errors.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=work, args=(caller,)) for caller in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return looks, len(errors), taken
