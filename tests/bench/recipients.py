"""A hundred thousand recipients: added with rules and undone against a raw insert; their list against a short one."""

from __future__ import annotations

import getpass
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from model.campaigns.additions import Selection, add_recipients, plan_addition
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.history.undo import undo
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing, Sort
from model.core.storage.database import open_store
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.bench.figures import Figure, interleaved, milliseconds, ratio, stopwatch, times
from tests.bench.floors import as_text
from tests.bench.invented_leads import database
from tests.bench.invented_rows import ids

SIZE, SHORT = 100_000, 1_000
ROUNDS = 30


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield what adding, undoing and listing cost at a hundred thousand recipients (times ``size``)."""
    many = max(2_000, int(SIZE * size))
    with tempfile.TemporaryDirectory(prefix="salg-recipients") as folder:
        path = Path(shutil.copy(database(many), Path(folder) / "leads.db"))
        store = open_store(path)
        session = sign_in(store, getpass.getuser(), lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
        with change(session, "New", "add") as made:
            long = made.insert(Campaign, {"subject": "Long", "type": "radio", "allow_duplicate_emails": True})
            short = made.insert(Campaign, {"subject": "Short"})
        yield from _adding(session, long, Path(folder))
        # With the rules of e-mail, among those that are there.
        everybody = Selection(Lead, Filter(("all",)))
        add_recipients(session, plan_addition(session, long, [everybody]))
        first = tuple(ids(store, Lead, Lead.id <= SHORT))
        add_recipients(session, plan_addition(session, short, [Selection(Lead, ids=first)]))
        yield from _listing(session, long, short)
        store.close()


def _adding(session: Session, campaign: int, folder: Path) -> Iterator[Figure]:
    everybody = Selection(Lead, Filter(("all",)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = stopwatch()
    made = add_recipients(session, plan_addition(session, campaign, [everybody]))
    added = stopwatch() - begun
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert made is not None
    count = len(ids(session.store, Recipient))
    raw = _raw(session, folder)
    begun = stopwatch()
    undo(session, made)
    undone = stopwatch() - begun
    yield Figure(
        f"add {count} recipients, planned, with rules and history / raw insert of the rows",
        added / raw,
        target=6.0,
        note=f"{milliseconds(added)}, {milliseconds(raw)}",
    )
    yield Figure(f"undo of {count} recipients / adding them", undone / added, target=1.5, note=milliseconds(undone))
    yield Figure(f"memory grown by adding {count} recipients", grown, "MB", 64.0)


def _raw(session: Session, folder: Path) -> float:
    """Return the seconds that the bare engine takes to insert the same rows into the same table, indexes and all."""
    rows = as_text(session, "SELECT * FROM recipient")()
    connection = sqlite3.connect(folder / "raw.db")
    made = "SELECT sql FROM sqlite_master WHERE tbl_name = 'recipient' AND type IN ('table', 'index')"
    for (sql,) in as_text(session, f"{made} AND sql IS NOT NULL ORDER BY type DESC")():
        connection.execute(sql)
    marks = ", ".join("?" * len(rows[0]))
    begun = stopwatch()
    connection.executemany(f"INSERT INTO recipient VALUES ({marks})", rows)
    connection.commit()
    taken = stopwatch() - begun
    connection.close()
    return taken


def _listing(session: Session, long: int, short: int) -> Iterator[Figure]:
    columns = ("source", "status", "company", "contact", "email", "phone", "mobile")

    def listed(campaign: int, sort: str) -> Listing:
        wanted = Filter(("all",), (Criterion("campaign", "=", f"#{campaign}"),))
        return Listing(session, Recipient, columns, wanted, Sort(sort))

    for sort in ("name", "company", "email", "status"):
        for called, ask in (
            ("opened", lambda found: found.first(60)),
            ("at its end", lambda found: found.last(60)),
            ("at a letter", lambda found: found.at_letter("m", 60)),
        ):
            if called == "at a letter" and sort == "status":
                continue
            subjects = {
                name: (lambda of=of, sort=sort, ask=ask: ask(listed(of, sort)))
                for name, of in (("many", long), ("few", short))
            }
            seconds = interleaved(subjects, ROUNDS)
            yield Figure(
                f"list by {sort} {called}: of very many / of {SHORT}",
                ratio(seconds, "many", "few"),
                target=1.5,
                note=times(seconds),
            )
