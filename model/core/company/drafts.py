"""Unfinished forms that outlive the program (COM-10).

Each open form has a file of its own, to which every change of a field is appended with one write to the operating
system: a process that is killed has lost nothing then, and nothing is waited for while somebody types. The file is
locked as long as its process lives, so that another Salg does not offer a form that is still being filled in.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import stat
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from model.core.errors import StorageError
from model.core.language import _
from model.core.paths import make_folder

_SUFFIX = ".draft"
_COMPACT = 256 * 1024
"""Bytes after which a file is written anew with the latest values only, if those are much less."""


_LOOKS = 500
"""How often a lock that is only shared is tried again, a millisecond apart."""


@dataclass(frozen=True)
class DraftKey:
    """What a form is about: the record's kind and ID (None: a new one), and the version it showed when opened."""

    database_id: str
    person_id: int
    record: str
    record_id: int | None
    base_version: int | None
    title: str


class Draft:
    """The draft of one open form. Nothing is written before the first :meth:`put`."""

    def __init__(self, path: Path, key: DraftKey, values: dict[str, str], file: int | None = None) -> None:
        self.path = path
        self.key = key
        self._values = values
        self._file = file
        self._size = 0
        self._failed = False

    @classmethod
    def open(
        cls,
        directory: Path,
        database_id: str,
        person_id: int,
        record: str,
        record_id: int | None,
        base_version: int | None,
        title: str,
    ) -> Draft:
        """Return a draft, still empty, for a form that was just opened.

        ``directory`` is the folder of drafts (made when needed), ``database_id`` tells databases apart,
        ``base_version`` is the version of the record as the form shows it, ``title`` names the form to a person.
        """
        key = DraftKey(database_id, person_id, record, record_id, base_version, title)
        return cls(directory / f"{uuid.uuid4().hex}{_SUFFIX}", key, {})

    def put(self, field: str, text: str) -> StorageError | None:
        """Keep ``text`` as what now stands in ``field``; safe against SIGKILL when this returns.

        Never raises. Returns an error when it cannot be kept, once: further ones are not reported until it has worked
        again. What was not written is kept in memory and written with the next change that can be.
        """
        self._values[field] = text
        try:
            self._write(field, text)
        except (OSError, StorageError) as error:
            if self._failed:
                return None
            self._failed = True
            reason = error.strerror if isinstance(error, OSError) else str(error)
            return StorageError(_("what is typed here cannot be kept as a draft: {reason}").format(reason=reason))
        self._failed = False
        return None

    def discard(self) -> None:
        """Remove the draft: the form was saved, or given up. It can be put to again, which begins a new file."""
        if self._file is not None:
            _remove(self.path, self._file)
        self._release()
        self._values = {}
        self._failed = False

    def close(self) -> None:
        """Leave the draft behind, to be found at the next start."""
        self._release()

    def _write(self, field: str, text: str) -> None:
        if self._file is None or self._failed or os.fstat(self._file).st_nlink == 0:
            self._write_anew()
            return
        # Beginning with the line break, a change is whole even where the one before it was torn.
        line = b"\n" + _json({"field": field, "text": text})
        if self._size + len(line) > _COMPACT and self._size > 4 * sum(len(value) for value in self._values.values()):
            self._write_anew()
            return
        _write_whole(self._file, line)
        self._size += len(line)

    def _write_anew(self) -> None:
        """Write all that is known to a new file under this draft's name, and hold that."""
        make_folder(self.path.parent)
        old, fresh = self._file, self.path.with_suffix(".new")
        header = {"salg_draft": 1, **vars(self.key)}
        lines = b"\n".join(
            [_json(header), *(_json({"field": name, "text": text}) for name, text in self._values.items())]
        )
        # The first time there is nothing to be replaced, and nothing to leave behind when killed in between.
        target = self.path if not self.path.exists() else fresh
        file = os.open(target, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        try:
            _lock(file)
            _write_whole(file, lines)
            if target is fresh:
                os.replace(fresh, self.path)
        except BaseException:
            # Half a draft must not be offered after the form was saved.
            _remove(target, file)
            os.close(file)
            raise
        if old is not None:
            os.close(old)
        self._file, self._size = file, len(lines)

    def _release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


@dataclass(frozen=True)
class FoundDraft:
    """A draft that a process left behind; ``values`` are the latest texts of the fields that had been typed in."""

    path: Path
    key: DraftKey
    values: dict[str, str]
    saved_at: datetime
    """When it was last written to, in UTC."""

    @property
    def record(self) -> str:
        """The code name of the record's kind."""
        return self.key.record

    @property
    def record_id(self) -> int | None:
        """The record's ID; None for a new one."""
        return self.key.record_id

    @property
    def base_version(self) -> int | None:
        """The version that the form stood on: another by now is a conflict to show (COM-09)."""
        return self.key.base_version

    @property
    def title(self) -> str:
        """The form's name for a person."""
        return self.key.title

    def adopt(self) -> Draft | None:
        """Return the draft to go on typing in; None if it is gone, or another process has taken it."""
        file = _open_unheld(self.path)
        if file is None:
            return None
        draft = Draft(self.path, self.key, dict(self.values), file)
        draft._size = os.fstat(file).st_size
        return draft

    def discard(self) -> bool:
        """Remove the draft; False if it is gone already, or another process has taken it."""
        file = _open_unheld(self.path)
        if file is None:
            return False
        _remove(self.path, file)
        os.close(file)
        return True


def found(directory: Path, database_id: str, person_id: int) -> list[FoundDraft]:
    """Return the drafts that this person left behind on this database, the latest first.

    Passed over are those that a living process holds, and files that cannot be read or make no sense; of a file whose
    last line is torn, the lines before it count. Never raises for what is found on the disk.
    """
    drafts = []
    try:
        paths = [entry for entry in directory.iterdir() if entry.suffix in (_SUFFIX, ".new")]
    except OSError:
        return []
    for path in paths:
        # Shared, so that two that look at once do not hide drafts from each other.
        file = _open_unheld(path, fcntl.LOCK_SH)
        if file is None:
            continue
        try:
            if path.suffix == ".new":
                _clear_half_written(path, file)
                continue
            with os.fdopen(os.dup(file), "rb") as stream:
                content = stream.read()
            saved_at = datetime.fromtimestamp(os.fstat(file).st_mtime, UTC)
        except OSError:
            continue
        finally:
            os.close(file)
        draft = _parse(path, content, saved_at)
        if draft and draft.values and (draft.key.database_id, draft.key.person_id) == (database_id, person_id):
            drafts.append(draft)
    return sorted(drafts, key=lambda draft: (draft.saved_at, draft.path.name), reverse=True)


def _parse(path: Path, content: bytes, saved_at: datetime) -> FoundDraft | None:
    lines = content.split(b"\n")
    header = _object(lines[0])
    if header.get("salg_draft") != 1:
        return None
    match header:
        case {
            "database_id": str(database_id),
            "person_id": int(person_id),
            "record": str(record),
            "record_id": int() | None as record_id,
            "base_version": int() | None as base_version,
            "title": str(title),
        }:
            key = DraftKey(database_id, person_id, record, record_id, base_version, title)
        case _:
            return None
    values: dict[str, str] = {}
    for line in lines[1:]:
        match _object(line):
            case {"field": str(field), "text": str(text)}:
                values[field] = text
    return FoundDraft(path, key, values, saved_at)


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _json(value: dict[str, Any]) -> bytes:
    # ASCII only: a half surrogate from a paste must not stop the rest from being kept.
    return json.dumps(value, ensure_ascii=True).encode("ascii")


def _write_whole(file: int, content: bytes) -> None:
    if os.write(file, content) != len(content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _lock(file: int) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError:
        # A file system without locks: the draft is still worth keeping.
        pass


def _open_unheld(path: Path, lock: int = fcntl.LOCK_EX) -> int | None:
    """Return the file, locked by us, or None where that is not to be had."""
    try:
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        _lock_unheld(file, lock)
    except BlockingIOError:
        os.close(file)
        return None
    except OSError:
        pass
    status = os.fstat(file)
    if not stat.S_ISREG(status.st_mode) or status.st_nlink == 0:
        os.close(file)
        return None
    return file


def _lock_unheld(file: int, lock: int) -> None:
    """Lock a file that nobody types in; raise BlockingIOError where somebody does.

    Who only looks at the drafts shares the lock for a moment (:func:`found`): that is waited for, or a draft that is
    gone on with while a screen counts would be neither taken nor discarded.
    """
    for _try in range(_LOOKS):
        try:
            fcntl.flock(file, lock | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            # Raises where the lock is not to be had in common either: it is held by who types.
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            fcntl.flock(file, fcntl.LOCK_UN)
            time.sleep(0.001)
    raise BlockingIOError


def _remove(path: Path, file: int) -> None:
    """Remove the file, or empty it where its folder does not let it go."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        try:
            os.ftruncate(file, 0)
        except OSError:
            pass


def _clear_half_written(path: Path, file: int) -> None:
    """Remove what a process left that was killed while it wrote a draft anew; the draft itself still stands."""
    owner = _open_unheld(path.with_suffix(_SUFFIX), fcntl.LOCK_SH)
    if owner is not None:
        os.close(owner)
        _remove(path, file)
