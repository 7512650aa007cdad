"""The two kinds of error (the rest are faults: logged, one plain sentence on the screen, nothing lost)."""

from __future__ import annotations


class UserError(Exception):
    """Something the person at the keyboard can mend.

    ``message`` is one translated sentence that says what is wrong and what would be accepted. ``field`` is the code
    name of the field it belongs to (spec/fields.md), or None; screens show the message beside that field, the command
    line prints ``field: message`` and exits with 1.
    """

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class StorageError(UserError):
    """The database cannot be used: missing rights, full disk, damage, a newer schema, somebody holding it."""


class DamagedError(StorageError):
    """The database is damaged, or is no database at all: nobody can sign in to it, and only a restore helps."""


class TransientError(StorageError):
    """Nothing was changed, and the same may succeed when it is tried again: two writers met."""


class ConnectionLostError(TransientError):
    """The database server does not answer any more, or not yet; nothing was changed. It may answer in a moment."""


class NotFoundError(UserError):
    """There is no such record, or none that this person may see: the two are told apart for nobody."""


class NotAllowedError(UserError):
    """The person's role does not allow it."""


class SignedOutError(NotAllowedError):
    """The person may not sign in any more: deactivated, deleted, or the account is another's now."""
