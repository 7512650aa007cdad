"""The whole of a database as one value, to be compared before and after."""

from __future__ import annotations

from typing import Any

from model.catalogue import ROWS
from model.core.access.session import Session
from model.core.fields.references import Reference
from model.core.records.record import Record
from model.core.storage.store import Store
from model.core.text import fold
from tests.model import catalog
from tests.model.filing import HISTORY
from tests.plain_sql import plain_sql

Whole = dict[str, list[tuple[Any, ...]]]


def content(store: Store) -> Whole:
    """Return all rows of all tables but the history and the counters of IDs."""
    return {name: catalog.rows(store, name) for name in catalog.tables(store) if name not in HISTORY}


def hold(session: Session) -> None:
    """Hold that everything which is derived from something else agrees with it."""
    store = session.store
    assert store.check() == []
    catalog.hold_search_indexes(store)
    for record in ROWS:
        for name, field in record.keyed().items():
            if isinstance(field, Reference):
                target = session.records[field.record]
                assert issubclass(target, Record)
                key = (
                    f"SELECT target.{target.title_field}_key FROM {target.table()} target"
                    f" WHERE target.id = {record.table()}.{name}"
                )
                wrong = store.rows(
                    plain_sql(
                        f"SELECT id, {name}, {name}_key FROM {record.table()} WHERE {name}_key <> coalesce(({key}), '')"
                    )
                )
                assert wrong == [], (record, name)
        if issubclass(record, Record) and record.fields()[record.title_field].has_key:
            for title, title_key in store.rows(
                plain_sql(f"SELECT {record.title_field}, {record.title_field}_key FROM {record.table()}")
            ):
                assert title_key == fold(title or "")
