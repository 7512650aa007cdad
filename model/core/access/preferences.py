"""What a person has chosen for the screens: columns, their order and width, the sort (LEAD-01).

Kept in the database, so that it follows the person to any machine; no records, so no history and no undo.
"""

from __future__ import annotations

import json
from typing import Any

from model.core.access.session import Session


def read_preference(session: Session, name: str) -> Any:
    """Return what the person has chosen under ``name``, None where nothing was."""
    value = session.store.value("SELECT value FROM preference WHERE person = ? AND name = ?", (session.person.id, name))
    return None if value is None else json.loads(value)


def write_preference(session: Session, name: str, value: Any) -> None:
    """Keep what the person has chosen under ``name``; it is plain data that JSON can hold."""
    with session.writing(readers=True) as connection:
        connection.execute(
            "INSERT INTO preference (person, name, value) VALUES (?, ?, ?)"
            " ON CONFLICT (person, name) DO UPDATE SET value = excluded.value",
            (session.person.id, name, json.dumps(value, ensure_ascii=False)),
        )
