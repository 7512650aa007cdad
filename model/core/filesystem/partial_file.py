"""Files on the way: written under a passing name, and under their own whole or not at all.

A passing file is locked while its process lives. One that a killed process has left is known by its name and by the
lock that nobody holds, and is removed by the next that writes into the same folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path
from typing import IO, Any

PREFIX, SUFFIX = ".salg-", ".partial"
_SETTLED = 60
"""Seconds after which a passing file is locked if its process lives: not all of it is done in one step."""
_LONGEST_STEM = 60


class PartialFile:
    """A new file beside its target; use it in a ``with`` statement.

    It is gone at the end of the block unless it was put in its place. Raises OSError for what the system refuses.
    """

    def __init__(self, target: Path, folder: Path | None = None) -> None:
        """``folder`` is where the file lies meanwhile, of the same file system as the target; else beside it."""
        self.target = target
        self._folder = folder or target.parent
        self._descriptor = -1
        self.path = target

    def __enter__(self) -> PartialFile:
        # Most commands write no file.
        import tempfile

        stem = self.target.name.encode()[:_LONGEST_STEM].decode(errors="ignore")
        self._descriptor, name = tempfile.mkstemp(SUFFIX, f"{PREFIX}{stem}.", self._folder)
        self.path = Path(name)
        with contextlib.suppress(OSError):
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if self._folder not in _swept:
            _swept.add(self._folder)
            # Its own time is the file system's.
            sweep(self._folder, os.fstat(self._descriptor).st_mtime)
        return self

    def __exit__(self, *_exception: object) -> None:
        if self.path != self.target:
            for ending in ("", "-wal", "-shm", "-journal"):
                with contextlib.suppress(OSError):
                    self.path.with_name(self.path.name + ending).unlink()
        os.close(self._descriptor)

    def stream(self, *, text: bool = False) -> IO[Any]:
        """Return the file to be written, which the caller closes: bytes, or UTF-8 with line ends as they are given."""
        if text:
            return open(os.dup(self._descriptor), "w", encoding="utf-8", errors="replace", newline="")
        return open(os.dup(self._descriptor), "wb")

    def settle(self) -> None:
        """Have the content on the disk."""
        os.fsync(self._descriptor)

    def replace(self, target: Path | None = None) -> Path:
        """Put the file in its place, over what may be there."""
        target = target or self.target
        self.path.replace(target)
        self.path = self.target = target
        settle_folder(target.parent)
        return target

    def put_new(self, target: Path | None = None) -> Path:
        """Put the file in its place; raise FileExistsError where there is one by now."""
        target = target or self.target
        try:
            # Linking refuses where renaming would replace.
            os.link(self.path, target)
        except FileExistsError:
            raise
        except OSError:
            # A file system without links: the name is taken first.
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
            return self.replace(target)
        with contextlib.suppress(OSError):
            self.path.unlink()
        self.path = self.target = target
        settle_folder(target.parent)
        return target

    def put_beside(self) -> Path:
        """Put the file in its place, or under the first of "name-2", "name-3" … that no file has."""
        wanted, number = self.target, 1
        while True:
            target = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
            with contextlib.suppress(FileExistsError):
                return self.put_new(target)
            number += 1


_swept: set[Path] = set()
"""Folders that this process has swept."""


def sweep(folder: Path, now: float) -> int:
    """Remove what killed processes of this account have left in a folder; return how many files that was.

    ``now`` is the time in seconds since 1970.
    """
    count = 0
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and SUFFIX in entry.name and _is_abandoned(entry, now):
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)
                    count += 1
    return count


def settle_folder(folder: Path) -> None:
    """Have the entries of a folder on the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _is_abandoned(entry: os.DirEntry[str], now: float) -> bool:
    """Whether the process is gone that a passing file, or what SQLite laid beside one, belongs to."""
    main = entry.path[: entry.path.rindex(SUFFIX) + len(SUFFIX)]
    try:
        found = entry.stat(follow_symlinks=False)
        if found.st_uid != os.geteuid() or now - found.st_mtime < _SETTLED:
            return False
        if main != entry.path:
            return not os.path.lexists(main)
        descriptor = os.open(main, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (OSError, ValueError):
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
