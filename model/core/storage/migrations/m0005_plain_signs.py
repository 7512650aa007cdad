"""Keys are filed anew: typographic apostrophes, quotes and dashes are folded to the plain ones from now on."""

from __future__ import annotations

import sqlite3

from model.core.storage.ddl import Operation, Run

TEXTS: dict[str, tuple[str, ...]] = {
    "lead": ("name", "subject", "industry", "person", "town"),
    "customer": ("name", "first_name", "industry", "visiting_town"),
    "contact": ("last_name", "name"),
    "opportunity": ("title",),
    "activity": ("subject",),
    "project": ("name",),
    "employee": ("initials", "name"),
    "saved_view": ("name",),
    "option": ("name",),
}
"""Table → the columns whose key is their own text, folded."""

EMPLOYEES: dict[str, tuple[str, ...]] = {
    "lead": ("owner", "created_by", "changed_by"),
    "customer": ("owner", "created_by", "changed_by"),
    "contact": ("owner", "created_by", "changed_by"),
    "opportunity": ("owner", "created_by", "changed_by"),
    "activity": ("created_by", "changed_by"),
    "project": ("owner", "created_by", "changed_by"),
    "employee": ("created_by", "changed_by"),
}
"""Table → the columns that are filed under the initials of the employee they hold."""

_SPECIAL = "({column} GLOB '*[^ -~]*' OR instr({column}, '`'))"
"""Whether a text has characters whose folding may have changed; most texts have none and are passed over unfolded."""


def _file_anew(connection: sqlite3.Connection) -> None:
    """Fold again what may fold otherwise now; the search indexes follow by their triggers.

    Two names of one list that differ in nothing but such a sign both stay: the second keeps its old key.
    """
    for table, columns in TEXTS.items():
        for column in columns:
            connection.execute(
                f"UPDATE OR IGNORE {table} SET {column}_key = salg_fold({column})"
                f" WHERE {_SPECIAL.format(column=column)} AND {column}_key <> salg_fold({column})"
            )
    references = [(table, column, "employee", "initials") for table, columns in EMPLOYEES.items() for column in columns]
    references += [(table, "customer", "customer", "name") for table in ("opportunity", "project")]
    for table, column, other, title in references:
        special = _SPECIAL.format(column=f"target.{title}")
        connection.execute(
            f"UPDATE {table} SET {column}_key = target.{title}_key FROM {other} target"
            f" WHERE target.id = {table}.{column} AND {special} AND {table}.{column}_key <> target.{title}_key"
        )


OPERATIONS: tuple[Operation, ...] = (Run(_file_anew),)
