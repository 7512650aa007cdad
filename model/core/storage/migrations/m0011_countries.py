"""Countries are kept in one form from now on: the code of ISO 3166, however they were written."""

from __future__ import annotations

import sqlite3

from model.core.storage.ddl import Operation, Run

COUNTRIES: dict[str, tuple[str, ...]] = {
    "lead": ("country",),
    "customer": ("invoice_country", "postal_country", "delivery_country", "visiting_country", "attestation_country"),
    "contact": ("postal_country", "visiting_country"),
}
"""Table → its columns of countries."""


def _put_codes(connection: sqlite3.Connection) -> None:
    """Put the code in the place of every spelling; what is no country that is known stays as it is."""
    from model.core.countries import stored_country

    for table, columns in COUNTRIES.items():
        for column in columns:
            written = connection.execute(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL").fetchall()
            spellings = [(stored_country(text), text) for (text,) in written if stored_country(text) != text]
            connection.executemany(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", spellings)


OPERATIONS: tuple[Operation, ...] = (Run(_put_codes),)
