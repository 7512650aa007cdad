"""Sort keys of references: each holds the folded title of the record it leads to, and follows when that changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.fields.base import Reading
from model.core.fields.references import Reference
from model.core.fields.texts import Country
from model.core.records.record import Row
from model.core.records.stored_columns import folded
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.core.storage.statements import statement, stored


@statement
def _title_of(record: type[Row]) -> peewee.Query:
    return record.select(column_of(record, title_key(record))).where(column_of(record, "id") == stored("id"))


@statement
def _retitling(table: str, column: str) -> peewee.Query:
    rows: Any = peewee.Table(table)
    key = peewee.Column(rows, f"{column}_key")
    query: peewee.Query = rows.update({key: stored("key")})
    return query.where((peewee.Column(rows, column) == stored("id")) & (key != stored("key")))


def title_key(record: type[Row]) -> str:
    """Return the name of the column with the folded title of a record."""
    return f"{getattr(record, 'title_field', 'name')}_key"


class TitleKeys:
    """The keys of titles within one change; what was read once is remembered."""

    def __init__(self, session: Session, reading: Reading) -> None:
        self._session = session
        self._reading = reading
        self._keys: dict[tuple[str, int], str] = {}
        self._referring: dict[type[Row], list[tuple[str, str]]] = {}

    def forget(self) -> None:
        """Read all titles anew: something was taken back."""
        self._keys.clear()

    def referring(self, record: type[Row]) -> list[tuple[str, str]]:
        """Return (table, column) of the references to records of that kind whose rows are sorted by its titles."""
        if record not in self._referring:
            self._referring[record] = sorted(
                {
                    (other.table(), name)
                    for other in self._session.records.values()
                    for name, field in other.keyed().items()
                    if isinstance(field, Reference) and field.record == record.name_in_code
                }
            )
        return self._referring[record]

    def retitle(self, record: type[Row], record_id: int, key: str) -> None:
        """Follow a new title into the sort keys of the records that refer to it; these are no changes of theirs."""
        self._keys.pop((record.name_in_code, record_id), None)
        for table, name in self.referring(record):
            self._session.store.run(_retitling(table, name), id=record_id, key=key)

    def of(self, type_name: str, record_id: int) -> str:
        """Return the key of a record's title at present, '' where it is gone."""
        if (type_name, record_id) not in self._keys:
            key = self._session.store.value(_title_of(self._session.records[type_name]), id=record_id)
            self._keys[type_name, record_id] = key or ""
        return self._keys[type_name, record_id]

    def present(self, record: type[Row], stored: Mapping[str, Any]) -> dict[str, Any]:
        """Return stored columns of the past with keys as they are made today, and values where there must be some.

        A country is kept in its one form, however it was kept then. Keys of references are as the titles are called
        now. Those of texts are folded anew: whether aa is å may have been decided otherwise since, and with it which
        keys a change had altered (W19).
        """
        present = dict(stored)
        whole = "id" in stored
        for name, field in record.fields().items():
            if field.never_empty and (name in present or whole) and present.get(name) is None:
                # It was written before there was always a value, or before there was such a field.
                present[name] = field.to_stored(field.default)
            elif isinstance(field, Country) and present.get(name):
                present[name] = field.to_stored(present[name])
        for name in folded(record):
            if name in present:
                present[f"{name}_key"] = record.fields()[name].key(present[name], self._reading)
            else:
                present.pop(f"{name}_key", None)
        for name, field in record.keyed().items():
            if isinstance(field, Reference) and present.get(name) is not None:
                present[f"{name}_key"] = self.of(field.record, present[name])
        return present
