"""Telephone numbers with a nought in brackets, or a Nordic word before an extension, get the key that they have now."""

from __future__ import annotations

import sqlite3

from model.core.storage.ddl import Operation, Run

PHONES: dict[str, tuple[str, ...]] = {
    "lead": ("phone", "fax", "direct_phone", "mobile"),
    "customer": ("phone", "mobile", "fax"),
    "contact": ("phone", "direct_phone", "mobile"),
    "employee": ("phone",),
}
"""Table → its columns of telephone numbers."""


def _file_anew(connection: sqlite3.Connection) -> None:
    """File numbers that have a country's prefix and no key: those without a prefix are read as they were before."""
    from model.core.phone_numbers import e164

    for table, columns in PHONES.items():
        for column in columns:
            rows = connection.execute(
                f"SELECT id, {column} FROM {table} WHERE ({column} LIKE '+%' OR {column} LIKE '00%')"
                f" AND ({column} LIKE '%(0)%' OR {column}_key IS NULL)"
            ).fetchall()
            keys = [(e164(number, ""), record_id) for record_id, number in rows]
            connection.executemany(f"UPDATE {table} SET {column}_key = ? WHERE id = ?", keys)


OPERATIONS: tuple[Operation, ...] = (Run(_file_anew),)
