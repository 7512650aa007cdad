"""Asking a record's rules about the rows of a file before anything is written (LEAD-27).

A trial reads and never writes. It remembers nothing but which row of the file took which key: a row may be tried again,
and rows in any order, with the same answer.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import Change
from model.core.changes.reference_check import StillThere
from model.core.changes.row_rules import without_relations
from model.core.dates import utc_text
from model.core.records.record import Record
from model.files.seen import Seen


class NewChoice(int):
    """Stands in a column for a choice that one of the company's lists has not got yet; negative, as no ID is."""

    list_name: str
    name: str

    def __new__(cls, number: int, list_name: str, name: str) -> NewChoice:
        """Make the ``number``-th of an import, counted from 1."""
        made = super().__new__(cls, -number)
        made.list_name = list_name
        made.name = name
        return made


class Trial(Change):
    """A change that is never made: the rules of each row are asked as :class:`Change` would ask them."""

    writes = False

    def __init__(self, session: Session, seen: Seen) -> None:
        super().__init__(session, session.store.connection(), 0, utc_text(session.clock()), "import")
        self._seen = seen
        self._there = _ThereOrNew(session)
        self._number = 0
        self._keys: list[str] = []

    def claim(self, what: str, key: str) -> bool:
        """Take a key for the row that is tried; return whether no row further up has it."""
        self._keys.append(f"{what}={key}")
        return self._seen.claim(self._number, self._keys[-1])

    def try_new(self, number: int, record: type[Record], values: Mapping[str, Any]) -> None:
        """Ask about a new record from row ``number``; raise :class:`UserError` for what the rules refuse."""
        with self._row(number):
            own, related = without_relations(record, values)
            self._complete(record, dict(own))
            for relation, value in related:
                relation.refuse(self, None, value, own)

    def stored_new(self, number: int, record: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
        """Do as :meth:`try_new`, and return the columns that the record would have; who made it and when is open."""
        with self._row(number):
            return self.columns_of_new(record, self._complete(record, dict(values)))

    def try_changed(
        self, number: int, record: type[Record], record_id: int, values: Mapping[str, Any], before: Mapping[str, Any]
    ) -> None:
        """Ask about changing a record whose stored columns are ``before``; raise as :meth:`try_new` does."""
        with self._row(number):
            own, related = without_relations(record, values)
            self._completed_change(record, record_id, own, before)
            for relation, value in related:
                relation.refuse(self, record_id, value, own)

    @contextlib.contextmanager
    def _row(self, number: int) -> Iterator[None]:
        self._number, self._keys = number, []
        try:
            yield
        except BaseException:
            # What a refused row would have had is free for another.
            self._seen.forget(number, self._keys)
            raise
        finally:
            self.kept = {}


class _ThereOrNew(StillThere):
    """Lets choices pass that are still to be made."""

    def _look(self, name: str, kind: str, scope: str, record_id: int) -> None:
        if not isinstance(record_id, NewChoice):
            super()._look(name, kind, scope, record_id)
