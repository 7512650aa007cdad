"""Opening a database: made where it is missing, brought up to date where it is old, refused where it is not Salg's."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from model.core.errors import StorageError
from model.core.filesystem import file_mode
from model.core.language import _
from model.core.storage.sqlite.database_file import refuse_foreign
from model.core.storage.store import SCHEMA_VERSION_NEWEST, Store


def open_store(location: Path | str, *, create: bool = True) -> Store:
    """Open the database in a file or by URL, making it or bringing its schema up to date where needed (COM-18).

    Raises :class:`StorageError`, with nothing written, for one that is not Salg's, is damaged, was made by a newer
    version, or that this account cannot write.
    """
    return _open_file(location, create) if isinstance(location, Path) else _open_url(location, create)


def _open_url(url: str, create: bool) -> Store:
    """Open the database of a server. To make the database itself is the server's administrator's matter."""
    from model.core.storage.postgresql import schema

    store = Store(url)
    title = store.engine.title
    try:
        connection = store.engine.connection()
        version = schema.version_of(connection, title)
        if not version and not create:
            raise StorageError(_("There is no database at {path}.").format(path=title))
        if version < SCHEMA_VERSION_NEWEST:
            schema.migrate(connection, SCHEMA_VERSION_NEWEST, title)
        schema.refuse_newer(version, SCHEMA_VERSION_NEWEST, title)
        store.fold_as_filed()
    except BaseException as error:
        named = store.named(error)
        store.close()
        if named is error:
            raise
        raise named from error
    return store


def _open_file(path: Path, create: bool) -> Store:
    if path.is_dir():
        raise StorageError(_("{path} is a folder, not a database.").format(path=path))
    try:
        empty = not path.exists() or (path.is_file() and path.stat().st_size == 0)
        if empty and create:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageError(
            _("{path} cannot be made: {error}").format(path=path, error=error.strerror or error)
        ) from error
    if empty and not create:
        raise StorageError(_("There is no database at {path}.").format(path=path))
    if empty:
        _make(path)
    else:
        refuse_foreign(path, SCHEMA_VERSION_NEWEST)
        _refuse_lock_out(path)
    store = Store(path)
    try:
        if store.schema_version() < SCHEMA_VERSION_NEWEST:
            from model.core.storage import migration  # the schema's data is a start's dearest part, and seldom needed

            migration.migrate(store)
        store.fold_as_filed()
        file_mode.share_log(path)
    except BaseException:
        store.close()
        raise
    return store


def _make(path: Path) -> None:
    """Make an empty file with the mode that a database has in its folder."""
    try:
        file_mode.create_file(path)
    except OSError as error:
        raise StorageError(
            _("{path} cannot be opened: check that its folder exists and that you may write in it.").format(path=path)
        ) from error


def _refuse_lock_out(path: Path) -> None:
    """Raise :class:`StorageError` where only to look at a database would lock its owner out.

    Who may not write it would make its log, which the owner could neither write nor remove in such a folder.
    """
    folder = path.resolve().parent
    sticky = folder.stat().st_mode & stat.S_ISVTX
    if sticky and not os.access(path, os.W_OK) and not path.with_name(path.name + "-shm").exists():
        raise StorageError(_("{path} cannot be written; nothing was changed.").format(path=path))
