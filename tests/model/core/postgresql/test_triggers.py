"""What the triggers keep is the same on both engines, whatever is written (CUST-01, CUST-14, CALL-01, LEAD-07)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import hypothesis.strategies as st
import pytest

from model.core.records.schema import never_empty
from model.core.storage.steps import STEPS
from tests.model.core.earlier_versions import make

if TYPE_CHECKING:
    import psycopg

IDS = st.integers(1, 4)
_MOMENTS = st.sampled_from((None, "2026-01-31T09:00:00Z", "2026-02-01T09:00:00Z", "2026-11-21T09:00:00Z"))
_YES_NO = st.integers(0, 1)
_SELDOM_NULL = st.sampled_from((0, 1, 0, 1, 0, 1, None))
COLUMNS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "customer": {"owner_only": _YES_NO, "owner": st.none() | IDS},
    "opportunity": {
        "customer": IDS, "status": st.integers(1, 3), "closed_at": _MOMENTS, "amount": st.none() | IDS,
        "currency": st.sampled_from((None, "NOK", "SEK")), "active": _YES_NO,
    },
    "opportunity_seller": {"opportunity": IDS, "employee": IDS, "share": IDS},
    "activity": {
        "kind": st.sampled_from(("task", "note", "call")), "done": _SELDOM_NULL, "at": _MOMENTS,
        "created_at": _MOMENTS, "active": _SELDOM_NULL, "direction": _SELDOM_NULL, "priority": _SELDOM_NULL,
    },
    "activity_link": {
        "activity": IDS, "record": st.sampled_from(("customer", "lead", "opportunity", "project")), "record_id": IDS,
    },
    "project": {"customer": IDS, "status": _SELDOM_NULL},
    "call_list": {"owner": IDS},
    "call_list_entry": {"list": IDS, "record": st.just("lead"), "record_id": IDS, "state": _SELDOM_NULL},
}  # fmt: skip
"""Table → the columns that its triggers, or those of others, look at, with what is written into them."""
FIXED: dict[str, dict[str, Any]] = {
    "customer": {
        "name": "Fjord", "kind": 1, "private": 0, "active": 1, "no_email": 0, "no_letter": 0, "do_not_call": 0,
    },
    "opportunity": {"title": "Sale"},
    "activity": {"subject": "Call"},
    "project": {"name": "Roof", "active": 1},
    "call_list": {"name": "Autumn", "shared": 0},
    "call_list_entry": {"private": 0},
}  # fmt: skip
"""What else a new row of a table must have."""
KEPT = ("activity_place", "won_stale", *COLUMNS)


@dataclass(frozen=True)
class Write:
    """A statement, with question marks for its values."""

    statement: str
    values: tuple[Any, ...]


@st.composite
def writes(draw: st.DrawFn) -> Write:
    """Draw an insert of one or two rows, or an update or a delete of one row or of many."""
    table = draw(st.sampled_from(sorted(COLUMNS)))
    columns = COLUMNS[table]
    verb = draw(st.sampled_from(("INSERT", "INSERT", "INSERT", "UPDATE", "UPDATE", "DELETE")))
    if verb == "INSERT":
        ids = draw(st.lists(IDS, min_size=1, max_size=2, unique=True))
        names = ["id", *columns, *FIXED.get(table, {})]
        rows = [(number, *map(draw, columns.values()), *FIXED.get(table, {}).values()) for number in ids]
        marks = ", ".join(f"({', '.join('?' * len(names))})" for _row in rows)
        return Write(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES {marks}", tuple(value for row in rows for value in row)
        )
    which = draw(st.sampled_from(("id", "id", *(name for name in columns if columns[name] is IDS))))
    if verb == "DELETE":
        return Write(f"DELETE FROM {table} WHERE {which} = ?", (draw(IDS),))
    changed = draw(st.lists(st.sampled_from(sorted(columns)), min_size=1, max_size=3, unique=True))
    values = [draw(columns[name]) for name in changed]
    return Write(
        f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in changed)} WHERE {which} >= ?", (*values, draw(IDS))
    )


class Both:
    """The same tables on both engines."""

    def __init__(self, sqlite: sqlite3.Connection, server: psycopg.Connection[Any]) -> None:
        self.sqlite = sqlite
        self.server = server

    def write(self, write: Write) -> None:
        """Carry a statement out on both, or see both refuse it for the same reason."""
        import psycopg.errors

        refused = []
        try:
            self.sqlite.execute(write.statement, write.values)
        except sqlite3.IntegrityError as error:
            refused.append(str(error).partition(":")[0])
        try:
            self.server.execute(write.statement.replace("?", "%s").encode(), write.values)
        except psycopg.errors.UniqueViolation:
            refused.append("UNIQUE constraint failed")
        except psycopg.errors.NotNullViolation as error:
            refused.append(str(error.diag.message_primary).partition(":")[0])
        assert len(refused) in (0, 2), refused
        assert len({*refused}) < 2, refused

    def compare(self, tables: tuple[str, ...] = KEPT) -> None:
        """Hold that tables have the same rows."""
        for table in tables:
            rows = [
                sorted(each.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
                for each in (self.sqlite, self.server)
            ]
            assert rows[0] == rows[1], table

    def begin_anew(self) -> None:
        """Give every table the same few rows on both, all of them linked to many."""
        for table in (*KEPT, *KEPT[:2]):
            self.sqlite.execute(f"DELETE FROM {table}")
        self.server.execute(f"TRUNCATE {', '.join(KEPT)}".encode())
        for write in _FIRST:
            self.write(write)


def _insert(table: str, **columns: Any) -> Write:
    row = {**columns, **FIXED.get(table, {})}
    return Write(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", (*row.values(),))


_FIRST = [
    write
    for number in (1, 2, 3, 4)
    for write in (
        _insert("customer", id=number, owner_only=number % 2, owner=number),
        _insert("opportunity", id=number, customer=1 + number // 2, status=2, closed_at=f"2026-0{number}-01", active=1),
        _insert("project", id=number, customer=1 + number % 2, status=1),
        _insert("opportunity_seller", id=number, opportunity=number, employee=1, share=1),
        _insert("activity", id=number, kind="task", done=0, priority=1, active=1, at=f"2026-0{number}-01"),
        _insert("call_list", id=number, owner=number),
        _insert("call_list_entry", id=number, list=number, record="lead", record_id=number, state=1),
        *(
            _insert(
                "activity_link",
                id=4 * number + place,
                activity=number,
                record=record,
                record_id=1 + (number + place) % 4,
            )
            for place, record in enumerate(("customer", "opportunity", "project", "opportunity"))
        ),
    )
]


@pytest.fixture
def both(tmp_path: Path, connection: psycopg.Connection[Any]) -> Both:
    """Two databases with the newest schema."""
    from model.core.storage.postgresql.schema import migrate

    migrate(connection, max(STEPS), "the database")
    return Both(make(tmp_path / "salg.db", max(STEPS)), connection)


def test_the_columns_of_an_insert_are_all_that_must_be_there(both: Both) -> None:
    """Else nothing but refusals would be compared."""
    for table, columns in COLUMNS.items():
        fixed = FIXED.get(table, {})
        row = {"id": 1, **dict.fromkeys(columns, 1), **fixed}
        row.update({name: "task" for name in ("kind", "record") if name in columns})
        marks = ", ".join("?" * len(row))
        both.write(Write(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", (*row.values(),)))
        assert both.sqlite.execute(f"SELECT count(*) FROM {table}").fetchone() == (1,), table
    both.compare()


@hypothesis.settings(max_examples=80, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(st.lists(writes(), min_size=5, max_size=25))
def test_whatever_is_written_keeps_the_same(both: Both, written: list[Write]) -> None:
    """Row by row and many at a time: the order of activities, months with sales, entries of lists, refusals."""
    both.begin_anew()
    both.compare()
    for write in written:
        both.write(write)
        both.compare(KEPT[:2])
    both.compare()


def test_each_trigger_is_declared_for_both(both: Both) -> None:
    """What refuses null names table and column, as the engine itself would."""
    import psycopg.errors

    from model.catalogue import ROWS

    tables: dict[str, list[Any]] = {}
    for row in ROWS:
        tables.setdefault(row.table(), []).append(row)
    for table, records in tables.items():
        for trigger in never_empty(records)[:1]:
            with pytest.raises(psycopg.errors.NotNullViolation) as refused:
                both.server.execute(f"INSERT INTO {table} (id, {trigger.body[0].column}) VALUES (1, NULL)".encode())
            assert refused.value.diag.table_name == table
            assert f"{table}.{refused.value.diag.column_name}" in str(refused.value)
