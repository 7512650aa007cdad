"""What PostgreSQL says went wrong, as sentences; what may succeed when it is tried again is told apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from model.core.errors import ConnectionLostError, StorageError, TransientError
from model.core.language import _
from model.core.storage.errors import ConstraintError

CANCELLED = "57014"
"""A query was stopped, by its time or by somebody."""
LOCK_NOT_AVAILABLE = "55P03"
STALE_PLANS = ("0A000", "26000")
"""A prepared statement no longer fits its table, or is not there: the connection is to be made anew."""
_AGAIN = ("40001", "40P01")
"""Two transactions met; either may be carried out anew."""
_STANDBY = "25006"
"""The server may not write (any more): another one of the URL's hosts is the primary now."""
_STOPPING = ("57P01", "57P02", "57P03")
_FULL = "53100"
_TOO_LONG = "54000"
"""A text of more than some 2 600 letters, unless they can be compressed, does not fit into an index."""
_CONNECTIONS = "53300"
_NO_RIGHT = "42501"
_DAMAGED = ("XX001", "XX002")


class Address(Protocol):
    """The database's URL as sentences name it: ``str()`` of it shows no password."""

    def without_secret(self, text: str) -> str:
        """Return what the server or libpq says, without the password."""


def driver_missing() -> StorageError:
    """Return the sentence for a program that was installed without the driver."""
    return StorageError(_("PostgreSQL needs a driver that is not installed: pip install 'salg[postgresql]'."))


def lost(target: Address) -> ConnectionLostError:
    """Return the sentence for a server that does not answer."""
    return ConnectionLostError(_("{name} does not answer. Nothing was changed.").format(name=target))


def driver_error() -> type[Exception]:
    """Return what all errors of the driver are."""
    import psycopg

    return psycopg.Error


_KINDS = {"23505": "unique", "23502": "not null"}


def constraint_error(error: Any, columns_of: Callable[[str], tuple[str, ...]]) -> ConstraintError:
    """Return what the rules of the tables refuse; ``columns_of`` a unique index are those of its name."""
    said = error.diag
    kind = _KINDS.get(error.sqlstate, "")
    columns: tuple[str, ...] = (said.column_name,) if said.column_name else ()
    if kind == "unique" and said.constraint_name:
        columns = columns_of(said.constraint_name)
    return ConstraintError(said.message_primary or str(error), kind, said.table_name or "", columns)


def is_lost(error: Exception) -> bool:
    """Whether the connection is gone with this error, or leads to a server that is no primary any more."""
    import psycopg

    if not isinstance(error, psycopg.Error):
        return False
    state = error.sqlstate or ""
    if state:
        return state.startswith("08") or state in (*_STOPPING, _STANDBY)
    # One that only follows from an error before it in the same round trip says nothing of the connection.
    return isinstance(error, psycopg.OperationalError) and not isinstance(error, psycopg.errors.PipelineAborted)


def unreachable(target: Address, error: Exception) -> StorageError:
    """Return the sentence for a connection that could not be opened.

    The driver has no code for what the server said then, only its text, which is in the server's language: what is
    not known by its English text is passed on.
    """
    text = target.without_secret(" ".join(str(error).split()))
    if "password" in text or "no pg_hba.conf entry" in text or "authentication" in text:
        return StorageError(_("{name} does not let you in: the name or the password is wrong.").format(name=target))
    if "database" in text and "does not exist" in text:
        return StorageError(
            _("There is no database {name}. Somebody who may do so makes it with createdb.").format(name=target)
        )
    if "role" in text and "does not exist" in text:
        return StorageError(_("{name} does not let you in: the server does not know the name.").format(name=target))
    if "FATAL" in text and "starting up" not in text and "shutting down" not in text and "recovery" not in text:
        if "connection" in text and ("too many" in text or "slots" in text):
            return ConnectionLostError(_("The server has no connection left for you. Try again."))
        return StorageError(_("The server refuses: {error}").format(error=text.partition("FATAL:")[2].strip()))
    return lost(target)


def storage_error(target: Address, error: Any) -> StorageError | None:
    """Return the sentence for what keeps the database from being used; None for what is a rule's or the program's."""
    state = error.sqlstate or ""
    if is_lost(error):
        return lost(target)
    if state in _AGAIN:
        return TransientError(_("Somebody else wrote at the same moment; nothing was changed. Try again."))
    if state == LOCK_NOT_AVAILABLE:
        return StorageError(_("The database is held by another program; nothing was changed. Try again."))
    if state == _TOO_LONG:
        return StorageError(_("A name or title is longer than the server can sort by: shorten it. Nothing was saved."))
    if state == _FULL:
        return StorageError(_("The disk is full; nothing was changed."))
    if state == _CONNECTIONS:
        return ConnectionLostError(_("The server has no connection left for you. Try again."))
    if state == _NO_RIGHT:
        return StorageError(_("{path} cannot be written; nothing was changed.").format(path=target))
    if state in _DAMAGED:
        return StorageError(_("{name} is damaged: {error}").format(name=target, error=str(error).partition("\n")[0]))
    if state == CANCELLED:
        return StorageError(_("The server stopped the question; nothing was changed."))
    return None
