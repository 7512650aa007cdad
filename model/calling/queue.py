"""Handing out the next record of a call list, each to one caller at a time (LEAD-35, K01 … K06).

The order: call-backs that are due — one's own at their time, a colleague's when nobody has taken it half an hour
later, so that a promise is kept by somebody —, then those nobody has called, then those whose next try is due.
A record that is handed out is leased with its number: for a while nobody else gets either, on this list or another.
What the program notes while it looks (who is skipped and why, until when somebody waits) is no change of anybody's
and is not undone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from model.calling import hours
from model.calling.kinds import CallableKind, RecordRef, callable_kinds
from model.calling.lists import find, named_visible
from model.calling.recent_calls import held_back
from model.calling.records import CALL_BACK, NEW, RETRY, SKIPPED
from model.calling.rules import NUMBER_FORBIDDEN, checked_since, closed_text, reason_sql, reason_text
from model.calling.telephone_numbers import first_number, numbers_of
from model.core.access.session import Session
from model.core.dates import from_utc_text, utc_text
from model.core.errors import UserError
from model.core.language import _
from model.core.text import visible as shown

LEASE = timedelta(minutes=10)
"""How long a record is kept for the caller who has it; whoever has it in front renews it (K06)."""
ANYBODYS = timedelta(minutes=30)
"""After how long a call-back that a colleague promised is anybody's."""
_LOOKED_AT = 200
"""Records that are looked at before others may write."""
_BATCH = 6
_TOLD = 20
"""Skips that are told of."""
_KINDS = {NEW: "new", CALL_BACK: "call_back", RETRY: "retry"}


@dataclass(frozen=True)
class Skip:
    """A record that was passed over, and why, in the language in use."""

    record: RecordRef
    name: str
    reason: str


@dataclass(frozen=True)
class Turn:
    """What a caller gets: a record, or nobody to be called at this moment."""

    record: RecordRef | None
    entry: int | None = None
    kind: str = ""
    """new, call_back or retry."""
    due: datetime | None = None
    """When the call-back or try was due; without a record, when the next one will be."""
    tries: int = 0
    number: str | None = None
    """The number (E.164) on which a call-back was promised."""
    skips: tuple[Skip, ...] = field(default=())

    @property
    def record_id(self) -> int | None:
        """The ID of the record, None for nobody."""
        return None if self.record is None else self.record.record_id


def next_record(session: Session, list_id: int, holder: str) -> Turn:
    """Return the next record to be called, leased to ``holder`` (one screen of one person) until it is let go.

    What the holder had before goes back. Each look is one immediate transaction; where many in a row cannot be
    called, others get to write in between. Raises :class:`NotAllowedError` for a reader, :class:`NotFoundError` for a
    list that is gone or another's own.
    """
    session.may_write()
    find(session, list_id)
    skips: list[Skip] = []
    while True:
        with session.writing() as connection:
            turn = _Look(session, connection, list_id, holder, skips).hand_out()
        if turn is not None:
            return turn


def take(session: Session, list_id: int, ref: RecordRef, holder: str) -> Turn:
    """Lease one record of a list to ``holder``, in place of the one it has, and return it as a turn.

    The turn says what the record is waiting for: a call-back or a try that is due, its first call; nothing where it is
    only looked at. Raises :class:`UserError` where a colleague has it, or its number, open.
    """
    session.may_write()
    moment = session.clock()
    now = utc_text(moment)
    with session.writing() as connection:
        row = connection.execute(
            "SELECT id, state, due, tries, number FROM call_list_entry WHERE list = ? AND record = ? AND record_id = ?",
            (list_id, *ref),
        ).fetchone()
        number = row[4] if row is not None and row[4] else _first_key(session, ref)
        _refuse_open(connection, ref, number, holder, now)
        _let_go(connection, holder, now)
        _lease(session, connection, list_id, ref, number, holder)
    if row is None or row[1] not in _KINDS or (row[2] is not None and row[2] > now):
        return Turn(ref)
    return Turn(ref, row[0], _KINDS[row[1]], from_utc_text(row[2]) if row[2] else None, row[3] or 0, row[4])


def _refuse_open(connection: Any, ref: RecordRef, number: str | None, holder: str, now: str) -> None:
    """Refuse a record that a colleague has open, and one whose number a colleague has open."""
    other = connection.execute(
        "SELECT employee.initials, call_lease.record = ? AND call_lease.record_id = ? FROM call_lease"
        " JOIN employee ON employee.id = call_lease.employee WHERE until > ? AND holder <> ?"
        " AND ((call_lease.record = ? AND call_lease.record_id = ?) OR number = ?) ORDER BY 2 DESC LIMIT 1",
        (*ref, now, holder, *ref, number),
    ).fetchone()
    if other is None:
        return
    sentence = _("{initials} has it open just now.") if other[1] else _("{initials} has its number open just now.")
    raise UserError(sentence.format(initials=other[0]))


def renew(session: Session, ref: RecordRef, holder: str, number: str | None = None) -> bool:
    """Keep a record for another while; return False where it went to somebody else in the meantime.

    ``number`` (E.164) is the one that is dialled, where the caller has chosen another one.
    """
    with session.writing() as connection:
        until = utc_text(session.clock() + LEASE)
        return bool(
            connection.execute(
                "UPDATE call_lease SET until = ?, number = coalesce(?, number)"
                " WHERE record = ? AND record_id = ? AND holder = ?",
                (until, number, *ref, holder),
            ).rowcount
        )


def release(session: Session, holder: str) -> None:
    """Give back what a holder has."""
    with session.store.writing() as connection:
        _let_go(connection, holder, utc_text(session.clock()))


def end_lease(connection: Any, ref: RecordRef, holder: str) -> None:
    """Give one record back within a transaction."""
    connection.execute("DELETE FROM call_lease WHERE record = ? AND record_id = ? AND holder = ?", (*ref, holder))


def _let_go(connection: Any, holder: str, now: str) -> None:
    connection.execute("DELETE FROM call_lease WHERE holder = ? OR until <= ?", (holder, now))


def _first_key(session: Session, ref: RecordRef) -> str | None:
    number = first_number(numbers_of(session, ref))
    return None if number is None else number.key


def _lease(session: Session, connection: Any, list_id: int, ref: RecordRef, number: str | None, holder: str) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO call_lease (record, record_id, number, list, holder, employee, until)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*ref, number, list_id, holder, session.person.id, utc_text(session.clock() + LEASE)),
    )


@dataclass(frozen=True)
class _Candidate:
    """The first of a list in some state, as it stands there and as it is now."""

    due: str | None
    entry: int
    ref: RecordRef
    name: str
    tries: int
    number: str | None
    private: bool
    """In which queue it stands."""
    is_private: bool
    """What it is now."""
    reason: str | None
    """Why it is not called any more."""


class _Look:
    """One look at a list, inside a transaction."""

    def __init__(self, session: Session, connection: Any, list_id: int, holder: str, skips: list[Skip]) -> None:
        self.session = session
        self.connection = connection
        self.list_id = list_id
        self.holder = holder
        self.skips = skips
        self.now = session.clock()
        self.closed = bool(hours.closed(self.now))
        self.looked_at = 0
        self.kinds = [
            kind
            for kind in callable_kinds(session)
            if connection.execute(
                "SELECT 1 FROM call_list_entry WHERE list = ? AND record = ? LIMIT 1", (list_id, kind.name)
            ).fetchone()
        ]
        """The kinds that there are on the list."""

    def hand_out(self) -> Turn | None:
        """Return the turn of who is leased now, or of nobody; None where the look is to be gone on with."""
        now = utc_text(self.now)
        _let_go(self.connection, self.holder, now)
        promised = "AND entry.due <= :now AND (entry.caller = :me OR entry.caller IS NULL OR entry.due <= :overdue)"
        for state, more in ((CALL_BACK, promised), (NEW, ""), (RETRY, "AND entry.due <= :now")):
            while candidates := self._candidates(state, more):
                for candidate in candidates:
                    self.looked_at += 1
                    turn = self._judge(state, candidate)
                    if turn is not None:
                        return turn
                if self.looked_at >= _LOOKED_AT:
                    return None
        self._tell_of_waiting()
        return Turn(None, due=self._next_due(), skips=tuple(self.skips))

    def _candidates(self, state: int, more: str) -> list[_Candidate]:
        """Return the first ones in a state, private persons only in their hours; none that somebody has open."""
        found = [
            candidate
            for kind in self.kinds
            for private in ((False,) if self.closed else (False, True))
            for candidate in self._of_kind(kind, state, private, more)
        ]
        return sorted(found, key=lambda candidate: (candidate.due or "", candidate.entry))[:_BATCH]

    def _of_kind(self, kind: CallableKind, state: int, private: bool, more: str) -> list[_Candidate]:
        table = kind.record.table()
        where, seen = named_visible(self.session, kind)
        values = {
            **checked_since(self.now), **seen, "list": self.list_id, "state": state, "me": self.session.person.id,
            "now": utc_text(self.now), "overdue": utc_text(self.now - ANYBODYS), "type_name": kind.name,
            "private": int(private),
        }  # fmt: skip
        rows = self.connection.execute(
            f"SELECT entry.due, entry.id, {table}.id, {table}.{kind.record.title_field}, entry.tries, entry.number,"
            f" {kind.private}, {reason_sql(kind)}"
            " FROM call_list_entry entry INDEXED BY call_list_entry_list_state_private_record_due"
            f" CROSS JOIN {table} ON {table}.id = entry.record_id"
            " WHERE entry.list = :list AND entry.state = :state AND entry.private = :private"
            f" AND entry.record = :type_name {more} AND {where}"
            " AND NOT EXISTS (SELECT 1 FROM call_lease"
            " WHERE call_lease.record = :type_name AND call_lease.record_id = entry.record_id)"
            " AND NOT EXISTS (SELECT 1 FROM call_lease"
            f" WHERE call_lease.number = coalesce(entry.number, {kind.keys}))"
            f" ORDER BY entry.due, entry.id LIMIT {_BATCH}",
            values,
        ).fetchall()
        return [
            _Candidate(
                due, entry, RecordRef(kind.name, record_id), shown(str(name or "")), tries or 0, number, private,
                bool(is_private), reason,
            )
            for due, entry, record_id, name, tries, number, is_private, reason in rows
        ]  # fmt: skip

    def _judge(self, state: int, candidate: _Candidate) -> Turn | None:
        """Lease a record and return the turn; None where it is not called now, which is noted."""
        if candidate.reason:
            self._skip(candidate, candidate.reason)
            return None
        if candidate.is_private != candidate.private:
            # It was edited since: it stands in the other queue now, and is found there in its hours.
            self._set(candidate.entry, private=int(candidate.is_private))
            if candidate.is_private and self.closed:
                self._tell(candidate, closed_text(self.now))
            return None
        number = first_number(numbers_of(self.session, candidate.ref))
        if number is None:
            self._skip(candidate, NUMBER_FORBIDDEN)
            return None
        key = candidate.number or number.key
        # What somebody has promised the customer is kept at its time; the rest waits for the promise, and for the hour.
        if state != CALL_BACK and self._waits(candidate, key):
            return None
        _lease(self.session, self.connection, self.list_id, candidate.ref, key, self.holder)
        due = from_utc_text(candidate.due) if candidate.due else None
        return Turn(
            candidate.ref, candidate.entry, _KINDS[state], due, candidate.tries, candidate.number, tuple(self.skips)
        )

    def _skip(self, candidate: _Candidate, reason: str) -> None:
        self._tell(candidate, reason_text(reason, self.session))
        self._set(candidate.entry, state=SKIPPED, reason=reason, due=None)

    def _waits(self, candidate: _Candidate, key: str | None) -> bool:
        """Whether somebody is held back, which is noted: it comes again when there is no reason for it any more."""
        hold = held_back(self.session, candidate.ref, key)
        reason, until = ("", None) if hold is None else (hold.reason, utc_text(hold.until))
        if hold is None:
            row = self.connection.execute("SELECT until FROM call_lease WHERE number = ?", (key,)).fetchone()
            if row is None:
                return False
            reason, until = "number_in_use", row[0]
        self._tell(candidate, reason_text(reason, self.session))
        self._set(candidate.entry, state=RETRY, due=until)
        return True

    def _tell(self, candidate: _Candidate, reason: str) -> None:
        if len(self.skips) < _TOLD:
            self.skips.append(Skip(candidate.ref, candidate.name, reason))

    def _set(self, entry: int, **stored: Any) -> None:
        columns = ", ".join(f"{column} = ?" for column in stored)
        self.connection.execute(f"UPDATE call_list_entry SET {columns} WHERE id = ?", (*stored.values(), entry))

    def _tell_of_waiting(self) -> None:
        """Name a private person who waits for the hours to come (K01)."""
        if not self.closed:
            return
        for kind in self.kinds:
            table = kind.record.table()
            where, seen = named_visible(self.session, kind)
            row = self.connection.execute(
                f"SELECT {table}.id, {table}.{kind.record.title_field} FROM call_list_entry entry"
                f" JOIN {table} ON {table}.id = entry.record_id"
                " WHERE entry.list = :list AND entry.private = 1 AND entry.record = :type_name"
                f" AND (entry.state = {NEW} OR (entry.state IN ({CALL_BACK}, {RETRY}) AND entry.due <= :now))"
                f" AND {where} LIMIT 1",
                {**seen, "list": self.list_id, "type_name": kind.name, "now": utc_text(self.now)},
            ).fetchone()
            if row is not None:
                self.skips.append(Skip(RecordRef(kind.name, row[0]), shown(str(row[1] or "")), closed_text(self.now)))
                return

    def _next_due(self) -> datetime | None:
        found = [
            value
            for state in (CALL_BACK, RETRY)
            for private in (0, 1)
            for kind in self.kinds
            for (value,) in self.connection.execute(
                "SELECT min(due) FROM call_list_entry"
                " WHERE list = ? AND state = ? AND private = ? AND record = ? AND due > ?",
                (self.list_id, state, private, kind.name, utc_text(self.now)),
            )
            if value
        ]
        return from_utc_text(min(found)) if found else None
