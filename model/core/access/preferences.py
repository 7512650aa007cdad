"""What a person has chosen for the screens: columns, their order and width, the sort (LEAD-01).

Kept in the database, so that it follows the person to any machine; no records, so no history and no undo.
"""

from __future__ import annotations

import json
from typing import Any

from model.core.access.seen import ME
from model.core.access.session import Session
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement


class Preference(peewee.Model):
    """A choice of one person; ``value`` is JSON."""

    person = peewee.BigIntegerField()
    name = peewee.TextField()
    value = peewee.TextField(null=True)

    class Meta:
        table_name = "preference"
        primary_key = peewee.CompositeKey("person", "name")


def read_preference(session: Session, name: str) -> Any:
    """Return what the person has chosen under ``name``, None where nothing was."""
    value = session.value(_chosen(), name=name)
    return None if value is None else json.loads(value)


@statement
def _chosen() -> Any:
    return Preference.select(Preference.value).where(Preference.person == ME, Preference.name == slot("name"))


def write_preference(session: Session, name: str, value: Any) -> None:
    """Keep what the person has chosen under ``name``; it is plain data that JSON can hold."""
    with session.writing(readers=True):
        keep_preference(session, name, value)


def keep_preference(session: Session, name: str, value: Any) -> None:
    """Keep what the person has chosen, as :func:`write_preference` does, within a transaction."""
    session.run(_keep(), name=name, value=json.dumps(value, ensure_ascii=False))


@statement
def _keep() -> Any:
    values = {Preference.person: ME, Preference.name: slot("name"), Preference.value: slot("value")}
    target = (Preference.person, Preference.name)
    return Preference.insert(values).on_conflict(conflict_target=target, preserve=(Preference.value,))
