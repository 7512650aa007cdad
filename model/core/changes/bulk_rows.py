"""Writing rows by the thousand, each with values of its own, with their history, whoever may see them.

As in :mod:`model.core.changes.bulk_sql` no rule is asked and nothing is checked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from model.core.changes.change import Change
from model.core.records.record import Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import slot, statement


@statement
def _present(record: type[Row], columns: tuple[str, ...]) -> peewee.Query:
    present = record.select(record.id, *(column_of(record, name) for name in columns))
    return present.where(among(record.id, slot("ids")))


def set_rows(change: Change, record: type[Row], rows: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Set stored columns of rows, given by their IDs; each of the rows is on file and stands among them once."""
    alike: dict[tuple[str, ...], list[tuple[int, Mapping[str, Any]]]] = defaultdict(list)
    for record_id, stored in rows:
        alike[tuple(stored)].append((record_id, stored))
    store = change.session.store
    for columns, batch in alike.items():
        ids = [record_id for record_id, _stored in batch]
        before = {row[0]: row[1:] for row in store.rows(_present(record, columns), ids=ids)}
        for record_id, stored in batch:
            change.note(record, record_id, "update", dict(zip(columns, before[record_id], strict=True)), stored)
        store.update_rows(record.table(), columns, ((*stored.values(), record_id) for record_id, stored in batch))
