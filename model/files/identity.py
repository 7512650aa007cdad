"""The identities of records in files that others read: the same record keeps its own, another database's has others."""

from __future__ import annotations

import uuid
from typing import Any

from model.core.access.session import Session
from model.core.storage.drivers import peewee

_SPACE = uuid.UUID("7c8f3f0a-7a64-4d52-9f0c-2d3a5a1c5a16")
"""The name space of the identities."""


def identity_of(session: Session, record: str, record_id: int) -> uuid.UUID:
    """Return what tells a record from all others, in this database and elsewhere."""
    # What tells this database from others is when its first employee was entered.
    person: Any = peewee.Table("employee", ("id", "created_at"))
    first = peewee.Select((person,), (person.created_at,)).order_by(person.id).limit(1)
    database = session.store.value(first)
    return uuid.uuid5(_SPACE, f"{database}/{record}/{record_id}")
