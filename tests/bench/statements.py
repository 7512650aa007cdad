"""What stands between the program and the engine: a page of a list and one record, against the same queries as text.

First statements of the query builder, compiled once, against the text that they were compiled to; then what a list and
a record really ask, taken down while they asked it. Both are asked on one connection, in turns with their text.
"""

from __future__ import annotations

import getpass
import statistics
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from model.core.access.fetch import read
from model.core.access.session import Session
from model.core.lists.listing import Listing, Sort
from model.core.storage.database import open_store
from model.core.storage.drivers import peewee
from model.core.storage.expressions import along, column_of, first
from model.core.storage.statements import Query, slot, statement, stored
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.bench.figures import Figure, interleaved, ratio, times
from tests.bench.invented_leads import database

LEADS = 100_000
SHOWN = 50
COLUMNS = ("classification", "status", "name", "subject", "industry", "owner", "changed_at", "changed_by")
REPEATED = 200


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield the figures on a hundred thousand leads (times ``size``)."""
    store = open_store(database(max(2_000, int(LEADS * size))))
    session = sign_in(store, getpass.getuser(), lambda: datetime(2026, 11, 21, 12, tzinfo=UTC))
    yield from _statements(session)
    yield from _as_asked(session)
    store.close()


def _statements(session: Session) -> Iterator[Figure]:
    """Yield what it costs to have statements in place of text."""
    found = session.store.row(_beginning_with(), key="m")
    assert found is not None
    place = {"id": found[0], "key": found[1], "number": SHOWN}
    seconds = _in_turns(*_asked(session, _window(), place))
    yield Figure("a window, against its own text", ratio(seconds, "program", "text"), target=1.1, note=times(seconds))
    seconds = _in_turns(*_asked(session, _record(), {"id": found[0]}))
    yield Figure("a record by its ID, more than its own text", _more(seconds), "µs", target=15, note=times(seconds))


def _as_asked(session: Session) -> Iterator[Figure]:
    """Yield what a list and a record cost besides what the engine does for them."""
    for what, work in _subjects(session).items():
        texts = asked_by(session, work)
        seconds = _in_turns(work, _as_text(session, texts))
        yield Figure(
            f"{what}, against its {len(texts)} queries as text", ratio(seconds, "program", "text"), note=times(seconds)
        )
        yield Figure(f"{what}, more than its text", _more(seconds), "µs")


@statement
def _beginning_with() -> peewee.Query:
    key = Lead.name.folded
    return Lead.select(Lead.id, key).where(key >= stored("key")).order_by(first(key)).limit(1)


@statement
def _window() -> peewee.Query:
    lead = along(Lead, "lead_name_key")
    key = lead.name.folded
    return (
        lead.select(lead.id, key, *(column_of(lead, name) for name in COLUMNS))
        .where(key > stored("key"))
        .order_by(first(key), first(lead.id))
        .limit(slot("number"))
    )


@statement
def _record() -> peewee.Query:
    return Lead.select(Lead.id, *(column_of(Lead, name) for name in Lead.fields())).where(Lead.id == slot("id"))


def _subjects(session: Session) -> dict[str, Callable[[], object]]:
    listing = Listing(session, Lead, COLUMNS, sort=Sort("name"))
    here = listing.at_letter("m", 1)[0]
    return {
        "the next page of a list": lambda: listing.after(here.place, SHOWN),
        "a list opened": lambda: Listing(session, Lead, COLUMNS, sort=Sort("name")).first(SHOWN),
        "one record": lambda: read(session, Lead, here.id),
    }


def _asked(
    session: Session, query: Query, values: Mapping[str, Any]
) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return what asks a statement, and what asks its text with the same values."""
    connection, compiled = session.store.connection(), session.store.compiled(query)
    text, parameters = compiled.text, compiled.parameters(values)
    return lambda: session.store.rows(query, **values), lambda: connection.execute(text, parameters).fetchall()


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


def _in_turns(work: Callable[[], object], text: Callable[[], object]) -> dict[str, list[float]]:
    """Return the seconds of each single run, of the program and of its text."""
    seconds = interleaved({"program": _often(work), "text": _often(text)}, rounds=11)
    return {name: [run / REPEATED for run in runs] for name, runs in seconds.items()}


def _often(work: Callable[[], object]) -> Callable[[], object]:
    def repeated() -> None:
        for _time in range(REPEATED):
            work()

    return repeated


def _more(seconds: Mapping[str, list[float]]) -> float:
    """Return the microseconds that the program takes more than its text."""
    return (statistics.median(seconds["program"]) - statistics.median(seconds["text"])) * 1e6
