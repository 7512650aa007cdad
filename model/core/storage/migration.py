"""Bringing a database's schema up to date: numbered steps, each in one transaction, after a backup (COM-18)."""

from __future__ import annotations

import time
from pathlib import Path

from model.core.errors import StorageError
from model.core.language import _
from model.core.storage.sqlite.backup import write_copy
from model.core.storage.sqlite.ddl import carry_out
from model.core.storage.steps import STEPS as STEPS
from model.core.storage.steps import operations
from model.core.storage.store import APPLICATION_ID, SCHEMA_VERSION_NEWEST, Connection, Store


def take_step(connection: Connection, number: int) -> None:
    """Bring a database of the version before to version ``number``, within the transaction that is open."""
    for operation in operations(number):
        carry_out(connection, operation)


def migrate(store: Store, *, keep_copy: bool = True) -> None:
    """Run the steps between the database's version and the newest.

    A database with content is backed up beside itself first, unless it is a passing one (``keep_copy``); of several
    programs that start at once one does it while the others wait. Raises :class:`StorageError` with the database as it
    was.
    """
    with store.writing() as connection:
        reached = connection.execute("PRAGMA user_version").fetchone()[0]
        if reached >= SCHEMA_VERSION_NEWEST:
            return
        content = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if content and not reached:
            raise StorageError(_("{path} is not a Salg database; it was left as it is.").format(path=store.path))
        if content and keep_copy:
            # Two programs cannot be here at once, but an earlier attempt may have left a copy of this second.
            write_copy(store.path, backup_path(store.path, reached), new=True, check=False)
        for number in range(reached + 1, SCHEMA_VERSION_NEWEST + 1):
            take_step(connection, number)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def backup_path(path: Path, version: int) -> Path:
    """Return where the copy that is made before a migration goes."""
    return path.with_name(f"{path.name}.schema-{version}-{time.strftime('%Y%m%d-%H%M%S')}.backup")
