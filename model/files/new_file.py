"""Files that appear under their name whole or not at all, and overwrite nothing unasked (COM-04)."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from model.core.errors import StorageError, UserError
from model.core.language import _


@contextlib.contextmanager
def new_file(target: Path, *, force: bool = False, text: bool = True) -> Iterator[Any]:
    """Open a file that is written beside ``target`` and takes its name when the block is done.

    With ``text`` it is UTF-8 and line ends are written as they are given, else it takes bytes. Raises
    :class:`UserError` for a target that exists, unless ``force``, and :class:`StorageError` for what cannot be written;
    nothing is left of it then, nor after an exception.
    """
    refuse_existing(target, force=force)
    partial: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:60]}.", dir=target.parent)
        partial = Path(name)
        form = {"encoding": "utf-8", "errors": "replace", "newline": ""} if text else {}
        with open(descriptor, "w" if text else "wb", **form) as file:  # type: ignore[call-overload]
            yield file
        os.chmod(partial, 0o666 & ~_umask())
        if force:
            partial.replace(target)
        else:
            # Somebody may have made it meanwhile: linking refuses where replacing would not.
            _put(partial, target)
        partial = None
    except OSError as error:
        raise StorageError(
            _("{path} cannot be written: {error}").format(path=target, error=error.strerror or error), "out"
        ) from error
    finally:
        if partial is not None:
            with contextlib.suppress(OSError):
                partial.unlink()


def refuse_existing(target: Path, *, force: bool = False) -> None:
    """Raise :class:`UserError` for a folder, and for a file that exists and may not be overwritten."""
    if target.is_dir():
        raise UserError(_("{path} is a folder.").format(path=target), "out")
    if not force and target.exists():
        raise UserError(_("{path} exists already.").format(path=target), "out")


def free_name(target: Path) -> Path:
    """Return ``target``, or the first "name-2.csv", "name-3.csv" … that is free."""
    found, number = target, 2
    while found.exists():
        found = target.with_name(f"{target.stem}-{number}{target.suffix}")
        number += 1
    return found


def _put(partial: Path, target: Path) -> None:
    try:
        os.link(partial, target)
    except FileExistsError:
        raise UserError(_("{path} exists already.").format(path=target), "out") from None
    except OSError:
        # A file system without links.
        refuse_existing(target)
        partial.replace(target)
        return
    partial.unlink()


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
