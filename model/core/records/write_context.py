"""What the rules of records may do while a change writes rows: the part of a change that they see.

A change (:class:`model.core.changes.change.Change`) stands above the records that it writes, and so does the session
that it works for. Rules are handed both through this protocol, so that no record has to know them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from model.core.fields.base import Reading


class Author(Protocol):
    """Who makes a change."""

    @property
    def id(self) -> int:
        """The employee's ID."""

    @property
    def role(self) -> str:
        """The role: administrator, seller or reader."""

    @property
    def account(self) -> str | None:
        """The operating system's account that signed in; None for who was chosen by initials."""


SessionType = TypeVar("SessionType", covariant=True)


class WriteContext(Protocol[SessionType]):
    """A change under way, as rules see it; record classes are :class:`~model.core.records.record.Row` and below."""

    writes: bool
    """False for a change that only asks the rules about rows: they must leave the database alone."""
    kind: str
    """The change's word in code: import, merge, call …"""
    id: int
    """The change's ID, which is the version of the records that it writes."""
    at: str
    """When the change was begun, as stored."""
    rows: int
    """How many rows have been written by the set."""
    reading: Reading
    """What values are read and keys made by."""
    kept: dict[str, Any]
    """What rules remember between two rows of the change."""

    @property
    def session(self) -> SessionType:
        """For whom the change is made."""

    @property
    def person(self) -> Author:
        """Who makes the change, with the role they had when it began: the change itself may take it away."""

    @property
    def touched(self) -> Iterable[type[Any]]:
        """The kinds of row that were written."""

    def may_administer(self) -> None:
        """Raise :class:`NotAllowedError` unless an administrator makes the change."""

    def claim(self, what: str, key: str) -> bool:
        """Take a key that one row of the change may have; return whether no earlier row has taken it."""

    def insert(self, record: type[Any], values: Mapping[str, Any], *, created: tuple[str, int] | None = None) -> int:
        """Insert a row by the record's rules and return its ID."""

    def insert_many(
        self, record: type[Any], rows: Iterable[Mapping[str, Any]], *, created: tuple[str, int] | None = None
    ) -> int:
        """Insert rows by the thousand and return how many."""

    def update(
        self,
        record: type[Any],
        record_id: int,
        values: Mapping[str, Any],
        *,
        version: int | None = None,
        base: Mapping[str, Any] | None = None,
    ) -> bool:
        """Set fields of one row; return whether anything was different."""

    def update_many(self, record: type[Any], ids: Iterable[int], values: Mapping[str, Any]) -> int:
        """Set the same fields on the rows that the person may see; return how many were different before."""

    def update_whoever_sees(self, record: type[Any], ids: Iterable[int], values: Mapping[str, Any]) -> None:
        """Set the same fields on rows one by one, also on those that the person may not see."""

    def touch(self, record: type[Any], record_id: int) -> None:
        """Put the stamps of the change on a record of which something that hangs on it is different now."""

    def delete(self, record: type[Any], record_id: int) -> None:
        """Delete one row; raise :class:`NotFoundError` where it is gone or hidden."""

    def read(self, record: type[Any], record_id: int) -> dict[str, Any]:
        """Return the stored columns of a row that the person may see; raise :class:`NotFoundError` otherwise."""

    def read_whoever_sees(self, record: type[Any], record_id: int) -> dict[str, Any]:
        """Return the stored columns of a row that the change may just have hidden from the person."""

    def stamp(self) -> dict[str, Any]:
        """Return the stored columns that say who last changed a record, when, and by which change."""

    def changed_titles(self, record: type[Any]) -> None:
        """Take note that rows of this kind were written."""

    def flush(self) -> None:
        """Write the history rows that are held in memory."""
