"""The highest numbers that customers and projects were given stand in a table of their own."""

from __future__ import annotations

import sqlite3

from model.core.storage.ddl import Column, Kind, Operation, Run, Table, required


def _carry_over(connection: sqlite3.Connection) -> None:
    """Take them out of SQLite's table of the highest IDs, where they stood under names that no table has."""
    names = {"customer_number": "customer", "project_number": "project"}
    for old, new in names.items():
        connection.execute(
            "INSERT INTO running_number (name, last) SELECT ?, max(seq) FROM sqlite_sequence WHERE name = ?"
            " HAVING count(*) > 0",
            (new, old),
        )
        connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (old,))


OPERATIONS: tuple[Operation, ...] = (
    Table(
        "running_number",
        (Column("name", Kind.TEXT), *required("last", Kind.BIGINT)),
        primary_key=("name",),
        clustered=True,
    ),
    Run(_carry_over),
)
