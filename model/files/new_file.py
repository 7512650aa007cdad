"""Files that appear under their name whole or not at all, and overwrite nothing unasked (COM-04)."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from model.core.errors import StorageError, UserError
from model.core.filesystem.file_mode import umask
from model.core.filesystem.named_file import refuse_own
from model.core.filesystem.partial_file import PartialFile
from model.core.language import _


@contextlib.contextmanager
def new_file(target: Path, *, force: bool = False, text: bool = True, field: str = "out") -> Iterator[Any]:
    """Open a file that is written beside ``target`` and takes its name when the block is done.

    With ``text`` it is UTF-8 and line ends are written as they are given, else it takes bytes. Raises
    :class:`UserError` for a target that exists, unless ``force``, and for one of Salg's own files,
    :class:`StorageError` for what cannot be written; nothing is left of it then, nor after an exception. ``field``
    is where the errors belong.
    """
    refuse_existing(target, force=force, field=field)
    try:
        with PartialFile(target) as partial:
            with partial.stream(text=text) as file:
                yield file
            os.chmod(partial.path, 0o666 & ~umask())
            if force:
                partial.replace()
            else:
                # Somebody may have made it meanwhile.
                partial.put_new()
    except FileExistsError:
        raise _exists(target, field) from None
    except OSError as error:
        raise StorageError(
            _("{path} cannot be written: {error}").format(path=target, error=error.strerror or error), field
        ) from error


def refuse_existing(target: Path, *, force: bool = False, field: str = "out") -> None:
    """Raise :class:`UserError` for a folder, for Salg's own files, and for what exists and may not be overwritten."""
    if target.is_dir():
        raise UserError(_("{path} is a folder.").format(path=target), field)
    refuse_own(target, field)
    if not force and os.path.lexists(target):
        raise _exists(target, field)
    if force and os.path.lexists(target) and not target.is_file():
        raise UserError(_("{file} is no ordinary file.").format(file=target.name), field)


def free_name(target: Path) -> Path:
    """Return ``target``, or the first "name-2.csv", "name-3.csv" … that is free."""
    found, number = target, 2
    while os.path.lexists(found):
        found = target.with_name(f"{target.stem}-{number}{target.suffix}")
        number += 1
    return found


def _exists(target: Path, field: str) -> UserError:
    return UserError(_("{path} exists already.").format(path=target), field)
