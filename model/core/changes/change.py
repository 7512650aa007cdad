"""A change: one transaction, with the history of every row it touched, that can be undone as a whole.

Nothing writes a record but inside a change (design rule 4). History keeps, for each row, the stored values before and
after; an inserted row keeps none, since it stands as it was until a later change, which then kept what it found.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from model.core import dates
from model.core.access.constraint_errors import explained, not_found, refused
from model.core.access.custom_values import PREFIX, own_patch, own_taken_in
from model.core.access.fetch import instance, read, title_of
from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.changes import kept_opt_outs, opt_outs
from model.core.changes.bulk_sql import Worked, update_where
from model.core.changes.conflicts import Conflict, ConflictField, merged
from model.core.changes.dependents import update_dependents
from model.core.changes.history_json import as_json
from model.core.changes.reference_check import StillThere
from model.core.errors import NotAllowedError, NotFoundError
from model.core.fields.references import Joined, Reference
from model.core.fields.texts import Country
from model.core.language import _
from model.core.records.lazy_row import PresentValues
from model.core.records.record import Record, Row, derive
from model.core.records.relations import RelationField
from model.core.records.stored_columns import folded
from model.core.storage.errors import ConstraintError
from model.core.storage.store import Connection

__all__ = [
    "Change", "Conflict", "ConflictField", "Worked", "change", "explained", "instance", "not_found", "read", "refused",
    "title_of",
]  # fmt: skip

RowType = TypeVar("RowType", bound=Row)

_INITIALS = Reference("", "employee")
_FLUSH = 2_000
"""History rows held in memory before they are written."""


class Change:
    """A change under way; made by :func:`change`, which commits it."""

    writes = True
    """False for a change that only asks the rules about rows: they must leave the database alone."""

    def __init__(self, session: Session, connection: Connection, change_id: int, at: str, kind: str = "") -> None:
        self.session = session
        self.kind = kind
        """The change's word in code: import, merge, call …"""
        self.person = session.present_person()
        """Who makes the change, with the role they had when it began: the change itself may take it away."""
        self.connection = connection
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
        self._history: list[tuple[Any, ...]] = []
        self._title_keys: dict[tuple[str, int], str] = {}
        self._referring: dict[type[Row], list[tuple[str, str]]] = {}
        self._marks = 0
        self._there = StillThere(session, connection)

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
        stored = self._stored_new(record, completed, created)
        columns = ", ".join(stored)
        marks = ", ".join("?" * len(stored))
        cursor = self.connection.execute(
            f"INSERT INTO {record.table()} ({columns}) VALUES ({marks})", [*stored.values()]
        )
        assert cursor.lastrowid is not None
        self._note(record, cursor.lastrowid, "insert", None, None)
        self.changed_titles(record)
        record.follow(self, cursor.lastrowid, completed, None)
        for relation, value in related:
            relation.write(self, cursor.lastrowid, value)
        return cursor.lastrowid

    def insert_many(
        self, record: type[Row], rows: Iterable[Mapping[str, Any]], *, created: tuple[str, int] | None = None
    ) -> int:
        """Insert rows by the thousand and return how many; their IDs run on from the highest one in use."""
        count = 0
        batch: list[dict[str, Any]] = []
        for values in rows:
            taken = own_taken_in(self.session, record, values, None)
            batch.append(self._stored_new(record, self._complete(record, taken), created))
            if len(batch) == 1_000:
                count += self._insert_batch(record, batch)
                batch = []
        return count + self._insert_batch(record, batch) if batch else count

    def _insert_batch(self, record: type[Row], batch: list[dict[str, Any]]) -> int:
        table = record.table()
        columns = list(batch[0])
        last = self.connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
        first = (last[0] if last else 0) + 1
        self.connection.executemany(
            f"INSERT INTO {table} (id, {', '.join(columns)}) VALUES (?, {', '.join('?' * len(columns))})",
            ((first + offset, *(row[column] for column in columns)) for offset, row in enumerate(batch)),
        )
        for offset in range(len(batch)):
            self._note(record, first + offset, "insert", None, None)
        self.changed_titles(record)
        return len(batch)

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
            values = merged(self.session, self.connection, record, record_id, values, base or {}, version, before)
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
        self._follow_wishes(record, before, different)
        self._write(record, record_id, different, before)
        record.follow(self, record_id, values, known)
        return True

    def _follow_wishes(self, record: type[Row], before: Mapping[str, Any], different: Mapping[str, Any]) -> None:
        """Forget a wish that is taken back, everywhere; remember it of addresses that the row will not have."""
        for channel in opt_outs.channels_of(record):
            if before[channel.field] and different.get(channel.field, 1) == 0:
                kept_opt_outs.forget(self, record, {**before, **different}, channel)
                kept_opt_outs.forget(self, record, before, channel)
        kept_opt_outs.keep_of_left_addresses(self, record, {**before, **_wishes_of(record, different)}, different)

    def _completed_change(
        self, record: type[Row], record_id: int, values: Mapping[str, Any], before: Mapping[str, Any]
    ) -> tuple[dict[str, Any], PresentValues]:
        """Return the values to write into a row, completed by its rules and checked, and those that stand in it."""
        fields = record.fields()
        known = PresentValues(record_id, fields, before)
        taken = own_taken_in(self.session, record, values, before.get("custom"))
        completed = opt_outs.dated(self, record, record.complete(self, taken, known), known)
        for name, value in completed.items():
            fields[name].check(value)
        self._there.check(record, {name: value for name, value in completed.items() if value != known.get(name)})
        return completed, known

    def delete(self, record: type[Row], record_id: int) -> None:
        """Delete one row; raise :class:`NotFoundError` where it is gone or hidden."""
        before = self.read(record, record_id)
        kept_opt_outs.keep_of_row(self, record, before)
        self._delete(record, record_id, before)

    def read(self, record: type[Row], record_id: int) -> dict[str, Any]:
        """Return the stored columns of a row that the person may see; raise :class:`NotFoundError` otherwise."""
        where, parameters = visible(record, self.session.person.id)
        return self._stored(record, record_id, where, parameters)

    def read_whoever_sees(self, record: type[Row], record_id: int) -> dict[str, Any]:
        """Return the stored columns of a row that the change may just have hidden from the person."""
        return self._stored(record, record_id)

    def _stored(
        self, record: type[Row], record_id: int, where: str = "1", parameters: Sequence[Any] = ()
    ) -> dict[str, Any]:
        cursor = self.connection.execute(
            f"SELECT * FROM {record.table()} WHERE id = ? AND {where}", (record_id, *parameters)
        )
        row = cursor.fetchone()
        if row is None:
            raise not_found(record, record_id)
        return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}

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
        if single or record.has_rules_for(values) or not _alike(record, values):
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
            stored["custom"] = Worked("salg_with_own(custom, ?)", (own,))
        marked = self._mark(ids)
        where, parameters = visible(record, self.session.person.id)
        these = f"{record.table()}.id IN (SELECT id FROM {marked}) AND {where}"
        count = update_where(self, record, these, parameters, stored)
        self.connection.execute(f"DROP TABLE {marked}")
        return count

    def update_whoever_sees(self, record: type[Row], ids: Iterable[int], values: Mapping[str, Any]) -> None:
        """Set the same fields on rows one by one, by the rules, also on those that the person may not see.

        For what follows from a plan, an administrator's or of two records that become one, and tells nothing of these
        rows.
        """
        for record_id in ids:
            self._update(record, record_id, values, self._stored(record, record_id))

    def set_where(self, record: type[Row], where: Any, /, *rest: Any, **values: Any) -> int:
        """Set stored columns in a set, as :func:`~model.core.changes.bulk_sql.update_where` does."""
        return update_where(self, record, where, *rest, **values)

    def _mark(self, ids: Iterable[int]) -> str:
        self._marks += 1
        name = f"temp.marked_{self._marks}"
        self.connection.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY)")
        self.connection.executemany(f"INSERT OR IGNORE INTO {name} VALUES (?)", ((record_id,) for record_id in ids))
        return name

    # What all of them do

    def _complete(self, record: type[Row], values: dict[str, Any]) -> dict[str, Any]:
        """Return the values of a new row, completed by its rules and defaults, and checked."""
        fields = record.fields()
        values = opt_outs.dated(self, record, record.complete(self, values, None), None)
        for name, field in fields.items():
            unset = name not in values or (field.never_empty and values[name] is None)
            if unset and not isinstance(field, Joined):
                values[name] = field.default
        for name in values:
            fields[name].check(values[name])
        self._there.check(record, values)
        return values

    def _stored_new(self, record: type[Row], values: dict[str, Any], created: tuple[str, int] | None) -> dict[str, Any]:
        """Return the stored columns of a new row: its values, their keys, who made it and when.

        Somebody who has said no to marketing, and comes again with the same address, still says no (R15).
        """
        stored = {**derive(record, values, self.reading, {}), **record.scope}
        for wishes in kept_opt_outs.remembered(self, record, [stored]).values():
            stored.update(wishes)
        if issubclass(record, Record):
            at, by = created or (self.at, self.session.person.id)
            initials = record.fields()["created_by"].key(by, self.reading)
            stored.update(self.stamp())
            stored.update(created_at=at, created_by=by, created_by_key=initials)
            if created is not None:
                stored.update(changed_at=at, changed_by=by, changed_by_key=initials)
        return stored

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
        assignments = ", ".join(f"{column} = ?" for column in after)
        self.connection.execute(f"UPDATE {record.table()} SET {assignments} WHERE id = ?", (*after.values(), record_id))
        self._note(record, record_id, "update", {column: before[column] for column in after}, after)
        self.changed_titles(record)
        if (key := _title_key(record)) in after:
            self._retitle(record, record_id, after[key])

    def _delete(self, record: type[Row], record_id: int, before: Mapping[str, Any]) -> None:
        self.connection.execute(f"DELETE FROM {record.table()} WHERE id = ?", (record_id,))
        self._note(record, record_id, "delete", before, None)
        self._there.forget()
        self.changed_titles(record)
        self._retitle(record, record_id, "")

    def _retitle(self, record: type[Row], record_id: int, key: str) -> None:
        """Follow a new title into the sort keys of the records that refer to it; these are no changes of theirs."""
        self._title_keys.pop((record.name_in_code, record_id), None)
        for table, name in self.referring(record):
            self.connection.execute(
                f"UPDATE {table} SET {name}_key = ? WHERE {name} = ? AND {name}_key <> ?", (key, record_id, key)
            )

    def referring(self, record: type[Row]) -> list[tuple[str, str]]:
        """Return (table, column) of the references to records of that kind whose rows are sorted by its titles."""
        if record not in self._referring:
            self._referring[record] = sorted(
                {
                    (other.table(), name)
                    for other in self.session.records.values()
                    for name, field in other.keyed().items()
                    if isinstance(field, Reference) and field.record == record.name_in_code
                }
            )
        return self._referring[record]

    def _with_present_keys(self, record: type[Row], stored: Mapping[str, Any]) -> dict[str, Any]:
        """Return stored columns of the past with keys as they are made today, and values where there must be some.

        A country is kept in its one form, however it was kept then.

        Those of references are as the titles are called now. Those of texts are folded anew: whether aa is å may have
        been decided otherwise since, and with it which keys a change had altered (W19).
        """
        present = dict(stored)
        whole = "id" in stored
        for name, field in record.fields().items():
            if field.never_empty and (name in present or whole) and present.get(name) is None:
                # It was written before there was always a value, or before there was such a field.
                present[name] = field.to_stored(field.default)
            elif isinstance(field, Country) and present.get(name):
                present[name] = field.to_stored(present[name])
        for name in folded(record):
            if name in present:
                present[f"{name}_key"] = record.fields()[name].key(present[name], self.reading)
            else:
                present.pop(f"{name}_key", None)
        for name, field in record.keyed().items():
            if isinstance(field, Reference) and present.get(name) is not None:
                present[f"{name}_key"] = self._present_key(field.record, present[name])
        return present

    def _present_key(self, record: str, record_id: int) -> str:
        if (record, record_id) not in self._title_keys:
            target = self.session.records[record]
            row = self.connection.execute(
                f"SELECT {_title_key(target)} FROM {target.table()} WHERE id = ?", (record_id,)
            ).fetchone()
            self._title_keys[record, record_id] = row[0] if row else ""
        return self._title_keys[record, record_id]

    # What undo does: rows exactly as they were, stamps and version included

    def remove_stored(self, record: type[Row], record_id: int) -> None:
        """Delete a row, whoever may see it."""
        self._delete(record, record_id, self._stored(record, record_id))

    def insert_stored(self, record: type[Row], stored: Mapping[str, Any]) -> None:
        """Insert a row from all its stored columns, ID included."""
        stored = self._with_present_keys(record, stored)
        self.connection.execute(
            f"INSERT INTO {record.table()} ({', '.join(stored)}) VALUES ({', '.join('?' * len(stored))})",
            [*stored.values()],
        )
        self._note(record, stored["id"], "insert", None, None)
        self.changed_titles(record)
        if (key := _title_key(record)) in stored:
            self._retitle(record, stored["id"], stored[key])

    def restore_stored(self, record: type[Row], record_id: int, stored: Mapping[str, Any]) -> None:
        """Set stored columns of a row, as they are given."""
        now = self._stored(record, record_id)
        stored = self._with_present_keys(record, stored)
        assignments = ", ".join(f"{column} = ?" for column in stored)
        self.connection.execute(
            f"UPDATE {record.table()} SET {assignments} WHERE id = ?", (*stored.values(), record_id)
        )
        self._note(record, record_id, "update", {column: now[column] for column in stored}, stored)
        self.changed_titles(record)
        if (key := _title_key(record)) in stored:
            self._retitle(record, record_id, stored[key])

    def changed_titles(self, record: type[Row]) -> None:
        """Have the names that are kept in memory read anew where rows of this kind give any."""
        self.touched.add(record)
        if record.name_in_code in ("employee", "option", "custom_field"):
            self.retitled = True
            self.session.names.forget()

    def _note(
        self,
        record: type[Row],
        record_id: int,
        action: str,
        before: Mapping[str, Any] | None,
        after: Mapping[str, Any] | None,
    ) -> None:
        self.rows += 1
        self.touched.add(record)
        self._history.append(
            (
                self.id,
                record.name_in_code,
                record_id,
                action,
                as_json(before) if before else None,
                as_json(after) if after else None,
            )
        )
        if len(self._history) >= _FLUSH:
            self.flush()

    def flush(self) -> None:
        """Write the history held in memory."""
        self.connection.executemany(
            "INSERT INTO change_row (change, record, record_id, action, before, after) VALUES (?, ?, ?, ?, ?, ?)",
            self._history,
        )
        self._history = []

    @contextlib.contextmanager
    def part(self) -> Iterator[None]:
        """Do what the block does wholly or not at all, within the change.

        An exception takes back what the block wrote, with its history, and goes on; what the rules of the tables
        refuse goes on as a :class:`UserError`.
        """
        self.flush()
        rows = self.rows
        self.connection.execute("SAVEPOINT part")
        try:
            yield
            self.flush()
        except BaseException as error:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK TO part")
                self.connection.execute("RELEASE part")
            self._history = []
            self.rows = rows
            self.kept = {}
            self._claimed = set()
            self._title_keys = {}
            self._there.forget()
            self.session.names.forget()
            named = self.session.store.named(error)
            if isinstance(named, ConstraintError):
                raise refused(named, self.session.records) from error
            raise
        self.connection.execute("RELEASE part")

    def tell(self, **details: object) -> None:
        """Put in the details of the change's name what was not known when it began."""
        self.connection.execute(
            "UPDATE change SET details = json_patch(coalesce(details, '{}'), ?) WHERE id = ?",
            (as_json({key: str(value) for key, value in details.items()}), self.id),
        )


def without_relations(
    record: type[Row], values: Mapping[str, Any]
) -> tuple[Mapping[str, Any], list[tuple[RelationField, Any]]]:
    """Return the values of columns, and apart from them those that stand in tables of their own."""
    relations: Mapping[str, RelationField] = getattr(record, "relations", {})
    related = [(relations[name], value) for name, value in values.items() if name in relations]
    # What only adds comes after what says which there are.
    related.sort(key=lambda pair: pair[0].further)
    if not related:
        return values, related
    return {name: value for name, value in values.items() if name not in relations}, related


def _wishes_of(record: type[Row], stored: Mapping[str, Any]) -> dict[str, Any]:
    names = {name for channel in opt_outs.channels_of(record) for name in channel.fields}
    return {name: value for name, value in stored.items() if name in names}


def _title_key(record: type[Row]) -> str:
    return f"{getattr(record, 'title_field', 'name')}_key"


def _alike(record: type[Row], values: Mapping[str, Any]) -> bool:
    """Whether writing these values does the same to every row, whatever else stands in it."""
    fields = record.fields()
    return (
        _title_key(record).removesuffix("_key") not in values
        and not any(fields[name].key_from for name in values)
        and not any(
            name in values
            for field in fields.values()
            for name in (field.parts if isinstance(field, Joined) else field.key_from)
        )
    )


@contextlib.contextmanager
def change(session: Session, name: str, kind: str, /, **details: object) -> Iterator[Change]:
    """Make one change of what the block does: committed whole after it, or nothing at all.

    ``name`` is an English sentence marked for translation, with ``details`` for its placeholders ("Convert lead
    {name}"); ``kind`` is its word in code. A change that touched nothing leaves no trace.
    Raises :class:`NotAllowedError` for who is a reader, or may not sign in, when it is written,
    :class:`StorageError` for what the engine cannot do, and :class:`UserError`, naming the field, for what must be
    unique and is not.
    """
    with session.writing() as connection:
        at = dates.utc_text(session.clock())
        cursor = connection.execute(
            "INSERT INTO change (name, details, kind, author, at, rows) VALUES (?, ?, ?, ?, ?, 1)",
            (name, as_json({key: str(value) for key, value in details.items()}), kind, session.person.id, at),
        )
        assert cursor.lastrowid is not None
        made = Change(session, connection, cursor.lastrowid, at, kind)
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
            connection.execute("DELETE FROM change WHERE id = ?", (made.id,))
        elif made.rows > 1:
            connection.execute("UPDATE change SET rows = ? WHERE id = ?", (made.rows, made.id))
    if made.retitled:
        # Another thread may have read the names as they were before, and kept them, until a moment ago.
        session.names.forget()
