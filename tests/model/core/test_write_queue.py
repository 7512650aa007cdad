"""The right to write is given in the order of arrival, and who waits knows for what (COM-09)."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from model.core import write_queue
from model.core.access import Session
from model.core.changes import change
from model.core.database import Store
from model.core.errors import StorageError
from model.core.write_queue import Waiting, queue_path, waiting_text
from model.leads.records import Lead
from tests.model.core.processes import Program, run_at_once

ADDS = """
me = enter()
me.store.connection().execute("PRAGMA busy_timeout = 0")
for number in range(25):
    with change(me, "Add", "add") as made:
        made.insert(Lead, {"name": f"Lead {number}"})
say("done")
"""

IMPORTS = """
from model.core.write_queue import queue_path
from model.files.import_plan import plan_import
from model.files.import_run import apply_import
from model.files.table import read_table

me = enter()
me.store.connection().execute("PRAGMA busy_timeout = 0")
plan = plan_import(me, Lead, read_table(path.with_name("leads.csv")))
say(apply_import(plan).tally.create)
"""

HOLDS = """
me = enter()
with me.store.writing("import"):
    say("holds")
    sys.stdin.readline()
"""


@contextlib.contextmanager
def another(path: Path) -> Iterator[Store]:
    """Another program's way to the database, in a thread of its own."""
    store = Store(path)
    store.connection().execute("PRAGMA busy_timeout = 0")
    try:
        yield store
    finally:
        store.close()


def test_in_the_order_of_arrival(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three wait behind a fourth; each is served after the one that came before it, whoever asks more often."""
    order: list[int] = []
    queued = [threading.Event() for _ in range(3)]
    stock = write_queue._wait

    def waits(*given: object) -> bool:
        # Its place is taken; the next one may come.
        name = threading.current_thread().name
        if name.isdigit():
            queued[int(name)].set()
        return stock(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(write_queue, "_wait", waits)

    def write(number: int) -> None:
        with another(session.store.path) as store, store.writing():
            order.append(number)

    threads = [threading.Thread(target=write, args=(number,), name=f"{number}") for number in range(3)]
    with session.store.writing():
        for number, thread in enumerate(threads):
            thread.start()
            assert queued[number].wait(60)
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2]


def test_who_waits_is_told_for_what_and_how_long(session: Session, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holder = Program(path, HOLDS)
    holder.ready()
    holder.go()
    assert holder.line() == "holds"
    told: list[Waiting] = []

    class Enough(Exception):
        pass

    def tell(waiting: Waiting) -> None:
        told.append(waiting)
        raise Enough

    with pytest.raises(Enough), session.store.tell_waiting(tell), session.store.writing():
        raise AssertionError("it is not its turn")
    assert told[0].doing == "import"
    assert waiting_text(told[0]).startswith("An import is being written. Waiting for ")
    # Who has given up waiting stands in nobody's way, and neither does who is killed.
    holder.kill()
    with session.store.writing():
        pass


def test_nobody_is_refused_beside_an_import(session: Session, path: Path) -> None:
    """Two others save all the time; the engine is told to wait for nobody, so that the queue alone holds."""
    lines = "\n".join(f"Firma {number} AS;post{number}@firma.no" for number in range(3_000))
    path.with_name("leads.csv").write_text(f"Name;E-mail\n{lines}\n", encoding="utf-8")
    said = run_at_once([Program(path, IMPORTS), Program(path, ADDS), Program(path, ADDS)])
    assert said == [["3000"], ["done"], ["done"]]
    assert session.store.value("SELECT count(*) FROM lead") == 3_050
    assert session.store.value("SELECT count(DISTINCT id) FROM lead") == 3_050


def test_a_head_of_the_queue_that_does_not_move(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that was stopped while it waited holds nobody up: the database is free."""
    monkeypatch.setattr(write_queue, "STUCK", 0.05)
    stopped = write_queue._opened(session.store.path)
    assert stopped is not None
    assert write_queue._ticket(stopped) is not None
    with change(session, "Add", "add") as made:
        made.insert(Lead, {"name": "Fjord AS"})
    assert session.store.value("SELECT count(*) FROM lead") == 1


def test_without_a_queue_the_engine_decides(session: Session, path: Path) -> None:
    queue_path(path).unlink(missing_ok=True)
    queue_path(path).mkdir()
    with change(session, "Add", "add") as made:
        made.insert(Lead, {"name": "Fjord AS"})
    with another(path) as store, session.store.writing():
        with pytest.raises(StorageError, match="held by another program"), store.writing():
            raise AssertionError("two write at once")


def test_the_queue_has_the_mode_of_its_database(session: Session, path: Path) -> None:
    """Whoever may write the database may stand in its queue, by whatever name they opened it."""
    queue_path(path).unlink(missing_ok=True)
    path.chmod(0o660)
    link = path.with_name("link.db")
    link.symlink_to(path)
    assert queue_path(link) == queue_path(path)
    with session.store.writing():
        pass
    assert queue_path(path).stat().st_mode & 0o777 == 0o660
