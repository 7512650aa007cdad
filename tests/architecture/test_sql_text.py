"""SQL text and the engines' drivers stand in few places, and in ever fewer."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture import sql_text
from tests.architecture.house import PACKAGES, files, nodes, place


def test_no_further_file_has_sql() -> None:
    """Design, rule 1: queries are written with the builder, as statements of the storage layer."""
    found = [
        f"{place(file)}:{line} {text.strip()[:80]!r}"
        for name in sorted(sql_text.with_sql() - sql_text.listed())
        for file in [sql_text.ROOT / name]
        for line, text in sql_text.texts(file)
    ]
    assert found == [], "write these with the query builder (model.core.storage.statements)"


def test_files_without_sql_leave_the_list() -> None:
    gone = sql_text.listed() - sql_text.with_sql()
    assert gone == set(), "run python -m tests.architecture.sql_text"


def test_few_places_import_a_driver() -> None:
    """Design, rule 9: storage alone knows the engine of the store.

    The others have an SQLite file that is not the store: the registry's copy, the scratch file of an import.
    """
    may = {
        "sqlite3": sql_text.ALLOWED,
        "psycopg": ("model/core/storage/postgresql/",),
        "psycopg2": (),
        "playhouse": (),  # its pieces bring drivers along
    }
    found = [
        f"{place(file)} imports {driver}"
        for package in PACKAGES
        for file in files(package)
        for driver in _imported(file) & may.keys()
        if not place(file).startswith(may[driver])
    ]
    assert found == []


def _imported(file: Path) -> set[str]:
    """The first parts of the names of all modules imported anywhere in a file."""
    found: set[str] = set()
    for node in nodes(file):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM lead",
        "INSERT INTO lead (id) VALUES (?)",
        "INSERT OR REPLACE INTO meta VALUES (?, ?)",
        "UPDATE lead SET owner = ?",
        "UPDATE {} SET ",
        "DELETE FROM lead",
        "PRAGMA data_version",
        "CREATE TEMP TABLE marked (id)",
        "WITH RECURSIVE tree AS (",
        "BEGIN IMMEDIATE",
        " FROM lead WHERE ",
        " ORDER BY ",
        "owner = ?",
        "active = 1",
        " IS NOT NULL",
        "id IN (SELECT value FROM json_each(?))",
        " AND ",
        "coalesce(NOT ",
    ],
)
def test_it_is_known_as_sql(sql: str) -> None:
    assert sql_text.SQL.search(sql)


@pytest.mark.parametrize(
    "text",
    [
        "Select a lead",
        "Choose where to save and order by hand",
        "BEGIN:VCARD",
        "Update from the registry: 12 rows",
        "name = Fjord",
        "N/A or none",
        "count",
    ],
)
def test_it_is_known_as_something_else(text: str) -> None:
    assert not sql_text.SQL.search(text)


def test_docstrings_are_not_sql(tmp_path: Path) -> None:
    file = tmp_path / "room.py"
    file.write_text('"""SELECT is what it does."""\n\nA = f"SELECT {1}"\n"""An UPDATE lead SET too."""\n')
    assert list(sql_text.texts(file)) == [(3, "SELECT ")]
