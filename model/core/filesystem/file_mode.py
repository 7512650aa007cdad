"""Who may read and write what Salg makes beside a database: whoever may do so in its folder (COM-17).

A folder that its group may write in is a shared one: the database, its log and its documents are made for the whole
group there, whatever the umask of the person who happens to be first. In a folder in which each may remove only
what is one's own (such as ``/tmp``) they are one's own alone. Modes are changed by path, never through a descriptor:
a database that is opened and closed loses its locks (:mod:`model.core.filesystem.named_file`).
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from model.core.filesystem.named_file import LOG_ENDINGS

_SHARED = stat.S_IRGRP | stat.S_IWGRP
_PUBLIC = stat.S_IROTH | stat.S_IWOTH


def mode_in(folder: Path) -> int:
    """Return the mode of a file that belongs to a database in ``folder``, such as 0o660 in one that a group shares."""
    of_folder = stat.S_IMODE(folder.stat().st_mode)
    if of_folder & stat.S_ISVTX:
        return 0o600
    mode = 0o666 & of_folder & ~umask()
    if of_folder & stat.S_IWGRP:
        mode |= _SHARED
    if of_folder & stat.S_IWOTH:
        mode |= _PUBLIC
    return mode | 0o600


def folder_mode_in(folder: Path) -> int:
    """Return the mode of a folder in ``folder``, such as 0o2770: the group goes on to what is made in it."""
    mode = mode_in(folder)
    mode |= (mode & 0o444) >> 2
    return mode | (stat.S_IMODE(folder.stat().st_mode) & stat.S_ISGID)


def create_file(path: Path) -> None:
    """Make an empty file as those who may write in its folder can use it; leave one that is there as it is."""
    mode = mode_in(path.parent)
    try:
        # Nobody can have opened a file that was not there: closing it drops no locks.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        return
    share(path, mode, path.parent.stat().st_gid)


def create_folder(folder: Path) -> None:
    """Make a folder, its parent being there, as those who may write in its parent can use it."""
    mode = folder_mode_in(folder.parent)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    share(folder, mode, folder.parent.stat().st_gid)


def share(path: Path, mode: int, group: int) -> None:
    """Give a file of one's own a mode and a group; without the right to the group no other gets more than anybody."""
    with contextlib.suppress(OSError):
        if path.stat().st_gid != group:
            os.chown(path, -1, group)
    if path.stat().st_gid != group:
        mode = (mode & ~0o2070) | (mode & 0o007) << 3
    os.chmod(path, mode)


def share_as(path: Path, original: Path) -> None:
    """Make a copy as private as what it was copied from."""
    of_original = original.stat()
    share(path, stat.S_IMODE(of_original.st_mode), of_original.st_gid)


def share_log(database: Path) -> None:
    """Let all who use a database use its log, where it was this account that made the log.

    SQLite gives the log the mode of the database, but the group of whoever comes first; and one who may only read the
    database would leave a log that its owner cannot write.
    """
    try:
        of_database = database.stat()
        mode = stat.S_IMODE(of_database.st_mode)
        if not os.access(database, os.W_OK):
            mode = mode_in(database.parent) | mode
        for ending in LOG_ENDINGS:
            log = database.with_name(database.name + ending)
            with contextlib.suppress(FileNotFoundError):
                found = log.lstat()
                if found.st_uid == os.geteuid() and (found.st_gid, stat.S_IMODE(found.st_mode)) != (
                    of_database.st_gid,
                    mode,
                ):
                    share(log, mode, of_database.st_gid)
    except OSError:
        # What is not this account's is not this account's to share.
        return


def umask() -> int:
    """Return the umask of the process; it can only be asked for by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
