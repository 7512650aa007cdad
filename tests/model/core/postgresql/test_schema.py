"""The schema that PostgreSQL gets from the same steps (COM-18)."""

from __future__ import annotations

import concurrent.futures
import random
import string
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from model.core.errors import StorageError
from model.core.storage.ddl import Run
from model.core.storage.steps import STEPS, operations
from tests.engines import NOTHING, ServerDatabases
from tests.model.core.earlier_versions import make, tables

if TYPE_CHECKING:
    import psycopg

NEWEST = max(STEPS)


def _migrate(connection: psycopg.Connection[Any], newest: int = NEWEST) -> int:
    from model.core.storage.postgresql.schema import migrate

    return migrate(connection, newest, "the database")


def _rows(connection: psycopg.Connection[Any], query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query.encode()).fetchall()


def test_steps_since_there_are_two_engines_are_for_both() -> None:
    """What is written in SQLite's words is taken by SQLite alone: databases on servers were empty then."""
    assert not [number for number in STEPS if number > 19 for each in operations(number) if isinstance(each, Run)]


@pytest.mark.parametrize("version", STEPS)
def test_each_version_has_the_tables_and_indexes_of_sqlite(
    connection: psycopg.Connection[Any], tmp_path: Path, version: int
) -> None:
    """Column by column in the same order, with what may be null; every index, trigger and view by its name."""
    _migrate(connection, version)
    sqlite = make(tmp_path / "salg.db", version)
    kinds = {"text": "TEXT", "bigint": "BIGINT", "smallint": "SMALLINT"}
    columns: dict[str, list[tuple[str, str]]] = {}
    for table, name, kind in _rows(
        connection,
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name IN (SELECT tablename FROM pg_tables) ORDER BY table_name, ordinal_position",
    ):
        columns.setdefault(table, []).append((name, kinds[kind]))
    del columns["state"]
    assert columns == {
        table: [(row[1], row[2].replace("INTEGER", "BIGINT")) for row in sqlite.execute(f"PRAGMA table_info({table})")]
        for table in tables(sqlite)
    }
    for kind, query in (
        ("index", "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexdef NOT LIKE '%USING gin%'"),
        ("trigger", "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname <> 'meta_state'"),
        ("view", "SELECT viewname FROM pg_views WHERE schemaname = 'public'"),
    ):
        there = {name for (name,) in _rows(connection, query) if not name.endswith("_pkey")}
        wanted = sqlite.execute("SELECT name FROM sqlite_master WHERE type = ? AND sql IS NOT NULL", (kind,))
        # SQLite's search indexes are kept by triggers, which are called so.
        assert there == {name for (name,) in wanted if kind == "index" or "_text" not in name}, kind


def test_columns_are_null_where_they_are_in_sqlite(connection: psycopg.Connection[Any], tmp_path: Path) -> None:
    _migrate(connection)
    sqlite = make(tmp_path / "salg.db", NEWEST)
    required = {
        (table, row[1])
        for table in tables(sqlite)
        for row in sqlite.execute(f"PRAGMA table_info({table})")
        if row[3] or row[5]
    }
    there = _rows(
        connection,
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND is_nullable = 'NO' AND table_name <> 'state'",
    )
    assert {*there} == required


def test_text_is_compared_byte_by_byte(connection: psycopg.Connection[Any]) -> None:
    """Whatever the order of the database: that of the tests' server has æ, ø and å, and "aa", elsewhere."""
    _migrate(connection)
    others = _rows(
        connection,
        "SELECT attrelid::regclass::text, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v') AND atttypid = 'text'::regtype"
        " AND attcollation <> 'pg_catalog.\"C\"'::regcollation",
    )
    assert others == []


def test_indexes_give_the_order_of_lists(connection: psycopg.Connection[Any]) -> None:
    """Null stands first in each of their columns, and rows that are alike stand in the order of their key."""
    _migrate(connection)
    keys = {
        "call_lease": ["record", "record_id"],
        "mail_copy": ["folder", "uid"],
        "outgoing_email_campaign": ["state", "id"],  # counted by state; a state is never null
    }
    for name, definition, unique in _rows(
        connection,
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisunique FROM pg_index"
        " JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = 'public'::regnamespace AND NOT indisprimary",
    ):
        if "USING gin" in definition:
            assert name.endswith("_key_grams")
            continue
        columns = definition.partition(" USING btree (")[2].partition(")")[0].split(", ")
        key = next((key for table, key in keys.items() if name.startswith(table)), ["id"])
        if not unique:
            assert [column for column in columns if column in key] == key, name
        assert all(column.endswith(" NULLS FIRST") or column in key for column in columns), name


def test_a_page_of_a_list_sorts_nothing(connection: psycopg.Connection[Any]) -> None:
    """The planner goes along an index for it, forwards and backwards, null or not."""
    _migrate(connection)
    # Of a table without rows it would read all, and sort them.
    connection.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
    for order in (
        "name_key ASC NULLS FIRST, id", "changed_at DESC NULLS LAST, id DESC",
        "status ASC NULLS FIRST, name_key ASC NULLS FIRST, id ASC", "id", "id DESC",
    ):  # fmt: skip
        plan = _rows(connection, f"EXPLAIN SELECT id FROM lead ORDER BY {order} LIMIT 50")
        assert not any("Sort" in line for (line,) in plan), plan


def test_ids_are_given_by_the_database_and_taken_from_undo(connection: psycopg.Connection[Any]) -> None:
    _migrate(connection)
    insert = "INSERT INTO option (list, name, name_key, active) VALUES ('x', 'y', '{}', 1) RETURNING id"
    assert [_rows(connection, insert.format(number)) for number in (1, 2)] == [[(1,)], [(2,)]]
    connection.execute("DELETE FROM option WHERE id = 1")
    connection.execute("INSERT INTO option (id, list, name, name_key, active) VALUES (1, 'x', 'back', 'back', 1)")
    assert _rows(connection, insert.format(3)) == [(3,)]
    # With the one that was made anew under another name.
    for table in ("lead", "call_list_entry", "change_row"):
        sequence = f"SELECT pg_get_serial_sequence('{table}', 'id')"
        assert _rows(connection, sequence) == [(f"public.{table}_id_seq",)]


def test_what_is_up_to_date_is_left_alone(connection: psycopg.Connection[Any]) -> None:
    from model.core.storage.postgresql.schema import version_of

    assert version_of(connection, "x") == 0
    assert _migrate(connection, 3) == 0
    assert version_of(connection, "x") == 3
    connection.execute("INSERT INTO option (list, name) VALUES ('x', 'y')")
    assert [_migrate(connection), _migrate(connection)] == [3, NEWEST]
    assert _rows(connection, "SELECT name FROM option") == [("y",)]


def test_what_is_not_salgs_is_left_as_it_was(connection: psycopg.Connection[Any]) -> None:
    """Another program's tables, one called state among them, and a newer Salg's."""
    connection.execute("CREATE TABLE customer (id integer)")
    with pytest.raises(StorageError, match="the database is not a Salg database"):
        _migrate(connection)
    connection.execute("CREATE TABLE state (name text, version bigint)")
    with pytest.raises(StorageError, match="is not a Salg database"):
        _migrate(connection)
    assert len(_rows(connection, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'")) == 2
    connection.execute("DROP TABLE state, customer")
    _migrate(connection)
    connection.execute(b"UPDATE state SET version = %d WHERE name = 'schema'" % (NEWEST + 1))
    with pytest.raises(StorageError, match="was made by a newer Salg"):
        _migrate(connection)


def test_a_step_that_fails_leaves_nothing(connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg.errors

    from model.core.storage.postgresql import schema

    _migrate(connection, 17)

    def fail(_connection: object, operation: object) -> None:
        carry_out(connection, operation)  # type: ignore[arg-type]
        raise psycopg.errors.DiskFull

    carry_out = schema.carry_out
    monkeypatch.setattr(schema, "carry_out", fail)
    with pytest.raises(psycopg.errors.DiskFull):
        _migrate(connection)
    assert schema.version_of(connection, "x") == 17
    assert not _rows(connection, "SELECT 1 FROM pg_views WHERE schemaname = 'public'")


def test_two_that_begin_at_once_make_one_database(postgresql_databases: ServerDatabases) -> None:
    """One makes it while the others wait; all find it made."""
    import psycopg

    name = postgresql_databases.create(NOTHING)
    url = postgresql_databases.address.url(name)

    def begin(_number: int) -> int:
        with psycopg.connect(url, autocommit=True) as connection:
            return _migrate(connection)

    try:
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(begin, range(4))) == [0, NEWEST, NEWEST, NEWEST]
    finally:
        postgresql_databases.drop(name)


def test_a_writer_is_told_what_meta_says(connection: psycopg.Connection[Any]) -> None:
    """W19: how "aa" is filed, and which restore it was, come with the lock, in the same transaction."""
    _migrate(connection)
    told = "SELECT aa_as_aring, restored FROM state WHERE name = 'writing'"
    assert _rows(connection, told) == [(0, "")]
    connection.execute("INSERT INTO meta (name, value) VALUES ('aa_as_aring', '1'), ('restored', 'ab')")
    assert _rows(connection, told) == [(1, "ab")]
    connection.execute("UPDATE meta SET value = '0' WHERE name = 'aa_as_aring'")
    connection.execute("DELETE FROM meta WHERE name = 'restored'")
    assert _rows(connection, told) == [(0, "")]
    assert len(_rows(connection, "SELECT value FROM meta WHERE name = 'address_key'")[0][0]) == 64


def test_a_name_too_long_for_an_index_is_refused_in_words(connection: psycopg.Connection[Any]) -> None:
    """SQLite indexes texts of any length; names of people and companies come nowhere near the limit."""
    import psycopg.errors

    from model.core.storage.postgresql.connection import Target
    from model.core.storage.postgresql.errors import storage_error

    _migrate(connection)
    insert = "INSERT INTO exclusion_list (name, name_key, holds_for, active) VALUES ('x', %s, 1, 1)"
    draw = random.Random(1)
    connection.execute(insert, ("fjord " * 800,))
    with pytest.raises(psycopg.errors.ProgramLimitExceeded) as refused:
        connection.execute(insert, ("".join(draw.choice(string.ascii_lowercase) for _letter in range(5_000)),))
    sentence = storage_error(Target("postgresql://salg@host/salg"), refused.value)
    assert sentence is not None
    assert "longer than the server can sort by" in sentence.message
