"""A whole database in another place, of the same engine or the other: every row, history and undo included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from model.catalogue import Kinds
from model.core.access.session import Session
from model.core.errors import StorageError
from model.core.history.undo import undo
from model.core.records.history_tables import ChangeEntry
from model.core.storage import transfer
from model.core.storage.database import open_store
from model.core.storage.store import Store
from model.demo.fill import fill
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests import on_file
from tests.engines import Databases, ServerDatabases
from tests.model import catalog
from tests.model.demo.test_fill import SMALL
from tests.model.filing import activities, customer, file, lead


@pytest.fixture
def target(databases: Databases, tmp_path: Path) -> Iterator[Store]:
    store = open_store(databases.location(tmp_path / "target.db"))
    yield store
    store.close()


def test_the_tables_are_those_of_every_kind_of_row() -> None:
    known = {table.name: {column.name for column in table.columns} for table in transfer.tables()}
    for row in Kinds().values():
        assert set(row.fields()) <= known[row.table()], row.table()
    # What triggers write stands behind what they follow, or they would write it twice.
    order = [table.name for table in transfer.tables()]
    assert order.index("activity_place") > max(map(order.index, ("activity", "activity_link", "opportunity")))


def test_every_row_goes_over_and_is_equal(session: Session, target: Store) -> None:
    one = lead(session, "Fjord AS")
    company = customer(session, "Bygg AS", org_number="923609016")
    sale = file(
        session,
        Opportunity,
        title="Roof",
        customer=company,
        amount=Decimal("100.00"),
        status="won",
        closed_at=session.clock(),
    )
    activities(session, ["task", "note"], ("lead", one), ("customer", company))
    before = catalog.objects(target)
    copied = transfer.copy_all(session.store, target)
    # The indexes that were laid aside meanwhile are as they were, and hold what has come.
    assert catalog.objects(target) == before
    catalog.hold_search_indexes(target)
    assert copied.rows["lead"] == 1
    assert copied.rows["activity"] == 2
    assert copied.count == sum(copied.rows.values())
    for table in transfer.tables():
        rows = transfer._every_row(table)
        assert target.rows(rows) == session.store.rows(rows), table.name
    assert on_file.value(target, Opportunity.id) == sale


def test_history_goes_on_in_the_copy(session: Session, target: Store) -> None:
    """What was done before is undone there, and no ID is given a second time."""
    first, second = lead(session, "Fjord AS"), lead(session, "Vik AS")
    undo(session, last_change(session))
    transfer.copy_all(session.store, target)
    there = session.__class__(target, session.records, session.person, session.clock)
    undo(there, first_change(there))
    assert on_file.ids(target, Lead) == []
    assert lead(there, "Nes AS") > max(first, second)


def test_a_target_with_records_is_refused(session: Session, target: Store) -> None:
    lead(session, "Fjord AS")
    transfer.copy_all(session.store, target)
    with pytest.raises(StorageError, match="holds records already"):
        transfer.copy_all(session.store, target)


def test_a_row_that_arrives_otherwise_is_told_and_nothing_is_kept(
    session: Session, target: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead(session, "Fjord AS")
    each = Store.each

    def altered(store: Store, query: object, /, **values: object) -> Iterator[tuple[object, ...]]:
        for row in each(store, query, **values):  # type: ignore[arg-type]
            yield tuple("Fjørd AS" if store is target and value == "Fjord AS" else value for value in row)

    monkeypatch.setattr(Store, "each", altered)
    with pytest.raises(StorageError, match="table lead"):
        transfer.copy_all(session.store, target)
    monkeypatch.undo()
    assert on_file.count(target, Lead) == 0


def last_change(session: Session) -> int:
    return max(changes(session))


def first_change(session: Session) -> int:
    return min(changes(session))


def changes(session: Session) -> list[int]:
    query = ChangeEntry.select(ChangeEntry.id).where(ChangeEntry.kind == "add")
    return [number for (number,) in session.store.rows(query)]


@pytest.mark.slow
def test_the_demo_goes_to_a_server_and_back_unchanged(
    postgresql_databases: ServerDatabases, tmp_path: Path, clock: Callable[[], datetime]
) -> None:
    """Every row is the same on the other engine, and in the file that comes back from there."""
    first = open_store(tmp_path / "demo.db")
    fill(first, clock, account="someone", volumes=SMALL)
    server = open_store(Databases(postgresql_databases).location(tmp_path / "server"))
    back = open_store(tmp_path / "back.db")
    try:
        there = transfer.copy_all(first, server)
        again = transfer.copy_all(server, back)
        assert there.rows == again.rows
        assert there.rows["lead"] > 0
        for table in transfer.tables():
            rows = transfer._every_row(table)
            assert back.rows(rows) == first.rows(rows), table.name
        assert back.check() == []
    finally:
        for store in (first, server, back):
            store.close()
