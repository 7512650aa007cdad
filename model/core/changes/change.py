"""A change: one transaction, with the history of every row it touched, that can be undone as a whole.

Nothing writes a record but inside a change (design rule 4). History keeps, for each row, the stored values before and
after; an inserted row keeps none, since it stands as it was until a later change, which then kept what it found.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from model.core import dates
from model.core.access.constraint_errors import explained, not_found, refused
from model.core.access.custom_values import PREFIX, own_patch, own_taken_in
from model.core.access.fetch import instance, read, title_of
from model.core.access.person import Person
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes import kept_opt_outs, opt_outs
from model.core.changes.bulk_sql import update_where
from model.core.changes.change_name import CountedName, name_for
from model.core.changes.conflicts import Conflict, ConflictField, merged
from model.core.changes.dependents import update_dependents
from model.core.changes.history_json import as_json
from model.core.changes.history_log import HistoryLog
from model.core.changes.reference_check import StillThere
from model.core.changes.row_rules import (
    alike,
    columns_of_new,
    complete_changed,
    complete_new,
    follow_wishes,
    without_relations,
)  # fmt: skip
from model.core.changes.title_keys import TitleKeys, title_key
from model.core.errors import NotAllowedError, NotFoundError
from model.core.fields.references import Reference
from model.core.language import _
from model.core.records.history_tables import ChangeEntry
from model.core.records.lazy_row import PresentValues
from model.core.records.record import Record, Row, derive
from model.core.storage.drivers import peewee
from model.core.storage.errors import ConstraintError
from model.core.storage.expressions import among, column_of, custom_patched
from model.core.storage.statements import slot, statement
from model.core.storage.statements import stored as stored_slot
from model.core.storage.store import Connection

__all__ = [
    "Change", "Conflict", "ConflictField", "change", "explained", "instance", "not_found", "read", "refused",
    "title_of",
]  # fmt: skip

RowType = TypeVar("RowType", bound=Row)

_INITIALS = Reference("", "employee")


class Change:
    """A change under way; made by :func:`change`, which commits it."""

    writes = True
    """False for a change that only asks the rules about rows: they must leave the database alone."""

    def __init__(
        self,
        session: Session,
        connection: Connection,
        change_id: int,
        at: str,
        kind: str = "",
        person: Person | None = None,
        name: str | CountedName = "",
    ) -> None:
        self.session = session
        self.name = name
        """What it is called, before its details are known."""
        self.kind = kind
        """The change's word in code: import, merge, call …"""
        self.person = person or session.present_person()
        """Who makes the change, with the role they had when it began: the change itself may take it away."""
        self.connection = connection
        self.store = session.store
        self.id = change_id
        self.at = at
        self.rows = 0
        self.reading = session.reading()
        """What keys are made by."""
        self.touched: set[type[Row]] = set()
        """The kinds of row that were written."""
        self.retitled = False
        """Whether employees, options or the company's own fields are others now."""
        self.kept: dict[str, Any] = {}
        """What rules remember between two rows of the change (the customer numbers they have given)."""
        self._claimed: set[tuple[str, str]] = set()
        self._log = HistoryLog(session.store, change_id)
        self._titles = TitleKeys(session, self.reading)
        self._there = StillThere(session)

    def may_administer(self) -> None:
        """Raise :class:`NotAllowedError` unless an administrator makes the change."""
        if self.person.role != "administrator":
            raise NotAllowedError(_("Only an administrator may do this."))

    def claim(self, what: str, key: str) -> bool:
        """Take a key that one row of the change may have; return whether no earlier row has taken it.

        Rules ask this where a row is checked before those above it stand in the table.
        """
        if (what, key) in self._claimed:
            return False
        self._claimed.add((what, key))
        return True

    # One row

    def insert(self, record: type[Row], values: Mapping[str, Any], *, created: tuple[str, int] | None = None) -> int:
        """Insert a row and return its ID.

        ``values`` are by field name, checked and completed by the record's rules; what is not named gets its default.
        ``created`` gives another moment (stored form) and employee as maker than now and the person at the keyboard.
        """
        values, related = without_relations(record, values)
        completed = self._complete(record, own_taken_in(self.session, record, values, None))
        stored = self.columns_of_new(record, completed, created)
        record_id = self.store.insert(record.table(), stored)
        self.note(record, record_id, "insert", None, None)
        self.changed_titles(record)
        record.follow(self, record_id, completed, None)
        for relation, value in related:
            relation.write(self, record_id, value)
        return record_id

    def insert_many(
        self, record: type[Row], rows: Iterable[Mapping[str, Any]], *, created: tuple[str, int] | None = None
    ) -> int:
        """Insert rows by the thousand and return how many; their IDs run on from the highest one in use."""
        count = 0
        batch: list[dict[str, Any]] = []
        for values in rows:
            taken = own_taken_in(self.session, record, values, None)
            batch.append(self.columns_of_new(record, self._complete(record, taken), created))
            if len(batch) == 1_000:
                count += self._insert_batch(record, batch)
                batch = []
        return count + self._insert_batch(record, batch) if batch else count

    def _insert_batch(self, record: type[Row], batch: list[dict[str, Any]]) -> int:
        columns = list(batch[0])
        rows = ([row[column] for column in columns] for row in batch)
        self.insert_ready(record, columns, rows, len(batch))
        return len(batch)

    def insert_ready(
        self, record: type[Row], columns: Sequence[str], rows: Iterable[Sequence[Any]], count: int
    ) -> None:
        """Insert ``count`` rows whose stored columns are ready, with their history; their IDs run on from the highest.

        No rule is asked. What must be in each row, the stamps of who made it among them, stands in ``columns``.
        """
        first = self.store.allocate(record.table(), count)
        numbered = ((record_id, *row) for record_id, row in enumerate(rows, first))
        self._insert_numbered(record, ["id", *columns], numbered, first, count)

    def insert_columns(self, record: type[Row], columns: Mapping[str, Iterable[Any]], count: int) -> None:
        """Do as :meth:`insert_ready` with rows that are given a column at a time."""
        first = self.store.allocate(record.table(), count)
        numbered = zip(range(first, first + count), *columns.values(), strict=True)
        self._insert_numbered(record, ["id", *columns], numbered, first, count)

    def _insert_numbered(
        self, record: type[Row], columns: Sequence[str], rows: Iterable[Sequence[Any]], first: int, count: int
    ) -> None:
        self.store.insert_many(record.table(), columns, rows)
        self._log.add_inserted(record.name_in_code, first, count)
        self.rows += count
        self.changed_titles(record)

    def update(
        self,
        record: type[Row],
        record_id: int,
        values: Mapping[str, Any],
        *,
        version: int | None = None,
        base: Mapping[str, Any] | None = None,
    ) -> bool:
        """Set fields of one row; return whether anything was different.

        With ``version``, the row must be the one that was read: a later version raises :class:`Conflict` if somebody
        changed a field that this save changes too (``base`` holds the values as read); other fields are both kept
        (G03). Raises :class:`NotFoundError` for a row that is gone or hidden.
        """
        before = self.read(record, record_id)
        if version is not None and before["version"] != version:
            values = merged(self.session, record, record_id, values, base or {}, version, before)
        return self._update(record, record_id, values, before)

    def touch(self, record: type[Record], record_id: int) -> None:
        """Put the stamps of the change on a record of which something that hangs on it is different now.

        Its history then tells of the change, and a save that stood on the record as it was finds a later version.
        """
        self._write(record, record_id, {}, self.read(record, record_id))

    def _update(self, record: type[Row], record_id: int, values: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
        values, related = without_relations(record, values)
        different = (not related or bool(values)) and self._update_fields(record, record_id, values, before)
        for relation, value in related:
            different |= relation.write(self, record_id, value)
        return different

    def _update_fields(
        self, record: type[Row], record_id: int, values: Mapping[str, Any], before: Mapping[str, Any]
    ) -> bool:
        values, known = self._completed_change(record, record_id, values, before)
        stored = derive(record, values, self.reading, known)
        different = {column: value for column, value in stored.items() if before[column] != value}
        if not different:
            return False
        follow_wishes(self, record, before, different)
        self._write(record, record_id, different, before)
        record.follow(self, record_id, values, known)
        return True

    def delete(self, record: type[Row], record_id: int) -> None:
        """Delete one row; raise :class:`NotFoundError` where it is gone or hidden."""
        before = self.read(record, record_id)
        kept_opt_outs.keep_of_row(self, record, before)
        self._delete(record, record_id, before)

    def read(self, record: type[Row], record_id: int) -> dict[str, Any]:
        """Return the stored columns of a row that the person may see; raise :class:`NotFoundError` otherwise."""
        return self._stored(record, record_id)

    def read_whoever_sees(self, record: type[Row], record_id: int) -> dict[str, Any]:
        """Return the stored columns of a row that the change may just have hidden from the person."""
        return self._stored(record, record_id, everybody=True)

    def _stored(self, record: type[Row], record_id: int, *, everybody: bool = False) -> dict[str, Any]:
        found = self.session.named_row(_whole_row(record, everybody), id=record_id)
        if found is None:
            raise not_found(record, record_id)
        return found

    # Many rows at once

    def update_many(self, record: type[Record], ids: Iterable[int], values: Mapping[str, Any]) -> int:
        """Set the same fields on many rows; return how many were different before.

        Rows the person may not see are left alone. It is done in sets, unless the record has rules for these fields
        that look at single rows, or keys and joined text hang on more than the values alone.
        """
        ids = list(ids)
        own = own_patch(self.session, record, values)
        whole, values = values, {name: value for name, value in values.items() if not name.startswith(PREFIX)}
        single = any(name in record.relations for name in values)
        if single or record.has_rules_for(values) or not alike(record, values):
            count = 0
            for record_id in ids:
                try:
                    before = self.read(record, record_id)
                except NotFoundError:
                    continue
                count += self._update(record, record_id, whole, before)
            return count
        for name, value in values.items():
            record.fields()[name].check(value)
        self._there.check(record, values)
        stored = derive(record, dict(values), self.reading, {})
        stored.update(opt_outs.dated_together(self, record, values))
        if own:
            stored["custom"] = custom_patched(column_of(record, "custom"), own)
        return update_where(self, record, among(column_of(record, "id"), ids) & seen(record), stored)

    def update_whoever_sees(self, record: type[Row], ids: Iterable[int], values: Mapping[str, Any]) -> None:
        """Set the same fields on rows one by one, by the rules, also on those that the person may not see.

        For what follows from a plan, an administrator's or of two records that become one, and tells nothing of these
        rows.
        """
        for record_id in ids:
            self._update(record, record_id, values, self.read_whoever_sees(record, record_id))

    # What all of them do

    def _complete(self, record: type[Row], values: dict[str, Any]) -> dict[str, Any]:
        """Return the values of a new row as the rules have them."""
        return complete_new(self, self._there, record, values)

    def _completed_change(
        self, record: type[Row], record_id: int, values: Mapping[str, Any], before: Mapping[str, Any]
    ) -> tuple[dict[str, Any], PresentValues]:
        """Return the values to write into a row as the rules have them, and those that stand in it."""
        return complete_changed(self, self._there, record, record_id, values, before)

    def columns_of_new(
        self, record: type[Row], values: dict[str, Any], created: tuple[str, int] | None = None
    ) -> dict[str, Any]:
        """Return the stored columns of a new row that the rules have passed (:func:`row_rules.columns_of_new`)."""
        return columns_of_new(self, record, values, created)

    def stamp(self) -> dict[str, Any]:
        """Return the stored columns that say who last changed a record, when, and by which change."""
        person = self.session.person.id
        return {
            "changed_at": self.at,
            "changed_by": person,
            "changed_by_key": _INITIALS.key(person, self.reading),
            "version": self.id,
        }

    def _write(self, record: type[Row], record_id: int, different: dict[str, Any], before: Mapping[str, Any]) -> None:
        after = {**different, **self.stamp()} if issubclass(record, Record) else different
        self.store.update_row(record.table(), record_id, after)
        self.note(record, record_id, "update", {column: before[column] for column in after}, after)
        self.changed_titles(record)
        if (key := title_key(record)) in after:
            self.retitle(record, record_id, after[key])

    def _delete(self, record: type[Row], record_id: int, before: Mapping[str, Any]) -> None:
        self.store.delete_row(record.table(), record_id)
        self.note(record, record_id, "delete", before, None)
        self._there.forget()
        self.changed_titles(record)
        self.retitle(record, record_id, "")

    def retitle(self, record: type[Row], record_id: int, key: str) -> None:
        """Follow a new title into the sort keys of the records that refer to it; these are no changes of theirs."""
        self._titles.retitle(record, record_id, key)

    def referring(self, record: type[Row]) -> list[tuple[str, str]]:
        """Return (table, column) of the references to records of that kind whose rows are sorted by its titles."""
        return self._titles.referring(record)

    def with_present_keys(self, record: type[Row], stored: Mapping[str, Any]) -> dict[str, Any]:
        """Return stored columns of the past as they are stored today (:meth:`TitleKeys.present`)."""
        return self._titles.present(record, stored)

    # What undo does: rows exactly as they were, stamps and version included

    def remove_stored(self, record: type[Row], record_id: int) -> None:
        """Delete a row, whoever may see it."""
        self._delete(record, record_id, self.read_whoever_sees(record, record_id))

    def insert_stored(self, record: type[Row], stored: Mapping[str, Any]) -> None:
        """Insert a row from all its stored columns, ID included."""
        stored = self.with_present_keys(record, stored)
        self.store.insert(record.table(), stored)
        self.note(record, stored["id"], "insert", None, None)
        self.changed_titles(record)
        if (key := title_key(record)) in stored:
            self.retitle(record, stored["id"], stored[key])

    def restore_stored(self, record: type[Row], record_id: int, stored: Mapping[str, Any]) -> None:
        """Set stored columns of a row, as they are given."""
        now = self.read_whoever_sees(record, record_id)
        stored = self.with_present_keys(record, stored)
        self.store.update_row(record.table(), record_id, stored)
        self.note(record, record_id, "update", {column: now[column] for column in stored}, stored)
        self.changed_titles(record)
        if (key := title_key(record)) in stored:
            self.retitle(record, record_id, stored[key])

    def changed_titles(self, record: type[Row]) -> None:
        """Have the names that are kept in memory read anew where rows of this kind give any."""
        self.touched.add(record)
        if record.name_in_code in ("employee", "option", "custom_field"):
            self.retitled = True
            self.session.names.forget()

    def note(
        self,
        record: type[Row],
        record_id: int,
        action: str,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
    ) -> None:
        """Put into the history what was done to a row: "insert", "update" or "delete", with its stored columns."""
        self.rows += 1
        self.touched.add(record)
        self._log.add(record.name_in_code, record_id, action, before, after)

    def flush(self) -> None:
        """Write the history held in memory."""
        self._log.flush()

    @contextlib.contextmanager
    def part(self) -> Iterator[None]:
        """Do what the block does wholly or not at all, within the change.

        An exception takes back what the block wrote, with its history, and goes on; what the rules of the tables
        refuse goes on as a :class:`UserError`.
        """
        self.flush()
        rows = self.rows
        try:
            with self.store.part():
                yield
                self.flush()
        except BaseException as error:
            self._log.drop()
            self.rows = rows
            self.kept = {}
            self._claimed = set()
            self._titles.forget()
            self._there.forget()
            self.session.names.forget()
            named = self.store.named(error)
            if isinstance(named, ConstraintError):
                raise refused(named, self.session.records) from error
            raise

    def tell(self, **details: object) -> None:
        """Put in the details of the change's name what was not known when it began."""
        present = self.store.value(_details(), id=self.id)
        known = {**json.loads(present or "{}"), **{key: str(value) for key, value in details.items()}}
        entry = {"details": as_json(known)}
        if isinstance(self.name, CountedName):
            entry["name"] = name_for(self.name, known)
        self.store.update_row("change", self.id, entry)

    def tell_title(self, record: type[Record], record_id: int) -> None:
        """Put in the details what a new record is called on file; without a title, by its ID: ``#17``."""
        title = self.read_whoever_sees(record, record_id)[record.title_field]
        self.tell(name=title or f"#{record_id}")


@statement
def _whole_row(record: type[Row], everybody: bool) -> peewee.Query:
    rows = record.select(peewee.SQL("*")).where(column_of(record, "id") == stored_slot("id"))
    return rows if everybody else rows.where(seen(record))


@statement
def _details() -> peewee.Query:
    return ChangeEntry.select(ChangeEntry.details).where(ChangeEntry.id == slot("id"))


@contextlib.contextmanager
def change(session: Session, name: str | CountedName, kind: str, /, **details: object) -> Iterator[Change]:
    """Make one change of what the block does: committed whole after it, or nothing at all.

    ``name`` is an English sentence marked for translation, with ``details`` for its placeholders ("Convert lead
    {name}"), or two of which that one is kept that goes with the ``count`` among them; ``kind`` is its word in code.
    A change that touched nothing leaves no trace.
    Raises :class:`NotAllowedError` for who is a reader, or may not sign in, when it is written,
    :class:`StorageError` for what the engine cannot do, and :class:`UserError`, naming the field, for what must be
    unique and is not.
    """
    with session.authoring() as person:
        at = dates.utc_text(session.clock())
        entry = {
            "name": name_for(name, details),
            "details": as_json({key: str(value) for key, value in details.items()}),
            "kind": kind,
            "author": session.person.id,
            "at": at,
            "rows": 1,
        }
        change_id = session.store.insert("change", entry)
        made = Change(session, session.store.connection(), change_id, at, kind, person, name)
        try:
            yield made
            made.flush()
            update_dependents(made)
            for record in made.touched:
                record.check_after(made)
        except BaseException as error:
            # Titles read meanwhile may be such as are taken back now.
            session.names.forget()
            named = session.store.named(error)
            if isinstance(named, ConstraintError):
                raise refused(named, session.records) from error
            raise
        if not made.rows:
            session.store.delete_row("change", made.id)
        elif made.rows > 1:
            session.store.update_row("change", made.id, {"rows": made.rows})
    if made.retitled:
        # Another thread may have read the names as they were before, and kept them, until a moment ago.
        session.names.forget()
