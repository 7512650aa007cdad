"""All that refers to a record, read off the declarations, and how it goes over to another one (M07, M08, M21, M23)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.core.access import Session, visible
from model.core.changes import Change
from model.core.database import Connection
from model.core.doubles import gained, unite
from model.core.fields.references import Reference
from model.core.fields.texts import Text
from model.core.language import _
from model.core.records import Record, Row
from model.core.sets import delete_where, update_where
from model.core.text import visible as shown

_ID = "_id"


@dataclass(frozen=True)
class Pointer:
    """A column by which rows refer to records: of one kind, or of the kind that another column names."""

    row: type[Row]
    column: str
    record_column: str = ""

    def where(self, record: type[Record], table: str = "") -> tuple[str, tuple[str, ...]]:
        """Return the predicate for rows that refer to records of that kind, all but the ID itself, and parameters."""
        table = table or self.row.table()
        if not self.record_column:
            return f"{table}.{self.column} = ?", ()
        return f"{table}.{self.record_column} = ? AND {table}.{self.column} = ?", (record.name_in_code,)


def pointers(session: Session, record: type[Record]) -> Iterator[Pointer]:
    """Yield every column that can refer to a record of that kind; of shared tables once.

    Besides references these are pairs of columns like ``record`` and ``record_id``: the links of activities.
    """
    seen: set[tuple[str, str]] = set()
    names = {record.name_in_code, record.table()}
    for row in session.records.values():
        fields = row.fields()
        for name, field in fields.items():
            found = isinstance(field, Reference) and field.record in names
            other = name.removesuffix(_ID) if name.endswith("record" + _ID) else ""
            loose = bool(other) and isinstance(fields.get(other), Text)
            if (found or loose) and (row.table(), name) not in seen:
                seen.add((row.table(), name))
                yield Pointer(row, name, other if loose else "")


def counted(session: Session, record: type[Record], source: int) -> dict[str, int]:
    """Return how many rows refer to a record, by kind; of records those that the person may see."""
    counts: dict[str, int] = {}
    for pointer in pointers(session, record):
        row = pointer.row
        where, parameters = pointer.where(record)
        if row.name_in_code == "activity_link":
            rows = session.store.rows(
                "SELECT activity.kind, count(*) FROM activity_link"
                f" JOIN activity ON activity.id = activity_link.activity WHERE {where}"
                " GROUP BY activity.kind ORDER BY activity.kind",
                (*parameters, source),
            )
            counts.update((kind, count) for kind, count in rows)
            continue
        sight: tuple[str, list[Any]] = visible(row, session.person.id) if issubclass(row, Record) else ("1", [])
        sql = f"SELECT count(*) FROM {row.table()} WHERE {where} AND {sight[0]}"
        count = session.store.value(sql, (*parameters, source, *sight[1]))
        counts[row.name_in_code] = counts.get(row.name_in_code, 0) + count
    return {kind: count for kind, count in counts.items() if count}


def move_all(made: Change, record: type[Record], source: int, target: int) -> None:
    """Make everything that refers to the source refer to the target; what would stand twice becomes one."""
    every = list(pointers(made.session, record))
    for row in dict.fromkeys(pointer.row for pointer in every):
        own = [pointer for pointer in every if pointer.row is row]
        if len(own) > 1 and not issubclass(row, Record):
            _end_between(made, record, own, source, target)
        for pointer in own:
            _unite_doubles(made, record, pointer, source, target)
            _move(made, record, pointer, source, target)


def _end_between(made: Change, record: type[Record], own: list[Pointer], source: int, target: int) -> None:
    """Delete rows that bind source and target to each other: they would bind it to itself."""
    tests, parameters = [], []
    for pointer in own:
        column = f"{pointer.row.table()}.{pointer.column} IN (?, ?)"
        if pointer.record_column:
            column += f" AND {pointer.row.table()}.{pointer.record_column} = ?"
        tests.append(column)
        parameters += [source, target, *([record.name_in_code] if pointer.record_column else [])]
    delete_where(made, own[0].row, " AND ".join(tests), parameters)


def _move(made: Change, record: type[Record], pointer: Pointer, source: int, target: int) -> None:
    stored: dict[str, Any] = {pointer.column: target}
    field = pointer.row.fields()[pointer.column]
    if isinstance(field, Reference) and field.has_key:
        key = f"{record.title_field}_key"
        (stored[f"{pointer.column}_key"],) = made.connection.execute(
            f"SELECT {key} FROM {record.table()} WHERE id = ?", (target,)
        ).fetchone()
    where, parameters = pointer.where(record)
    update_where(made, pointer.row, where, (*parameters, source), stored)


def _unite_doubles(made: Change, record: type[Record], pointer: Pointer, source: int, target: int) -> None:
    """Make one of two rows that may stand once and would be the same: what the one has not, it gets from the other."""
    row = pointer.row
    for columns in row.unique:
        if pointer.column not in columns:
            continue
        for double, kept in _doubles(made.connection, record, pointer, columns, source, target):
            unite(made, row, double, kept, columns)


def _doubles(
    connection: Connection, record: type[Record], pointer: Pointer, columns: Sequence[str], source: int, target: int
) -> list[tuple[int, int]]:
    """Return (row that ends, row that stays) for rows that would stand twice when the source is the target."""
    table = pointer.row.table()
    others = [column for column in columns if column not in (pointer.column, pointer.record_column)]
    mine, mine_parameters = pointer.where(record)
    theirs, their_parameters = pointer.where(record, "kept")
    same = " AND ".join(f"kept.{column} = {table}.{column}" for column in others) or "1"
    return connection.execute(
        f"SELECT {table}.id, kept.id FROM {table} JOIN {table} kept ON {same} WHERE {mine} AND {theirs}",
        (*mine_parameters, source, *their_parameters, target),
    ).fetchall()


def united_texts(session: Session, record: type[Record], source: int, target: int) -> list[str]:
    """Return a line for what both say of the same record, such as a contact's roles at one customer, and what is kept.

    Of records that the person may not see nothing is told.
    """
    told: list[str] = []
    connection, reading = session.store.connection(), session.reading()
    for pointer in pointers(session, record):
        row = pointer.row
        for columns in row.unique if not issubclass(row, Record) else ():
            if pointer.column not in columns:
                continue
            for double, kept in _doubles(connection, record, pointer, columns, source, target):
                ended, stays = (_stored(connection, row, row_id) for row_id in (double, kept))
                other = _other_title(session, pointer, columns, stays)
                for name, value in gained(row, columns, ended, stays).items():
                    field = row.fields()[name]
                    if other and isinstance(field, Text):
                        told.append(
                            _("{field} ({record}): {value}.").format(
                                field=field.title, record=other, value=shown(field.format(value, reading))
                            )
                        )
    return told


def _stored(connection: Connection, row: type[Row], row_id: int) -> dict[str, Any]:
    cursor = connection.execute(f"SELECT * FROM {row.table()} WHERE id = ?", (row_id,))
    return {column[0]: value for column, value in zip(cursor.description, cursor.fetchone(), strict=True)}


def _other_title(session: Session, pointer: Pointer, columns: Sequence[str], stored: Mapping[str, Any]) -> str:
    """Return what the other record that a link binds is called, '' where there is none to see."""
    for name in columns:
        field = pointer.row.fields()[name]
        if name != pointer.column and isinstance(field, Reference):
            return shown(session.names.title_of(field.record, stored[name]))
    return ""
