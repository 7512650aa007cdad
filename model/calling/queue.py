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
from model.calling.leases import lease, leased_until, let_go, nobody_has, refuse_open
from model.calling.lists import find
from model.calling.recent_calls import held_back
from model.calling.records import CALL_BACK, NEW, RETRY, SKIPPED, CallListEntry
from model.calling.rules import NUMBER_FORBIDDEN, checked_since, closed_text, reason_of, reason_text
from model.calling.tables import CallLease
from model.calling.telephone_numbers import first_number, numbers_of
from model.core.access.seen import ME, seen
from model.core.access.session import Session
from model.core.dates import from_utc_text, utc_text
from model.core.storage.drivers import peewee
from model.core.storage.expressions import along, first, then
from model.core.storage.statements import slot, statement, stored
from model.core.text import visible as shown

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
        with session.writing():
            turn = _Look(session, list_id, holder, skips).hand_out()
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
    with session.writing():
        row = session.store.row(_entry_of_record(), list=list_id, type_name=ref.type_name, id=ref.record_id)
        number = row[4] if row is not None and row[4] else _first_key(session, ref)
        refuse_open(session, ref, number, holder, now)
        let_go(session, holder, now)
        lease(session, list_id, ref, number, holder)
    if row is None or row[1] not in _KINDS or (row[2] is not None and row[2] > now):
        return Turn(ref)
    return Turn(ref, row[0], _KINDS[row[1]], from_utc_text(row[2]) if row[2] else None, row[3] or 0, row[4])


@statement
def _entry_of_record() -> peewee.Query:
    entry = CallListEntry
    return entry.select(entry.id, entry.state, entry.due, entry.tries, entry.number).where(
        entry.list == slot("list"), entry.record == slot("type_name"), entry.record_id == slot("id")
    )


def _first_key(session: Session, ref: RecordRef) -> str | None:
    number = first_number(numbers_of(session, ref))
    return None if number is None else number.key


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

    def __init__(self, session: Session, list_id: int, holder: str, skips: list[Skip]) -> None:
        self.session = session
        self.list_id = list_id
        self.holder = holder
        self.skips = skips
        self.now = session.clock()
        self.closed = bool(hours.closed(self.now))
        self.looked_at = 0
        self.kinds = [
            kind
            for kind in callable_kinds(session)
            if session.store.row(_any_of_kind(), list=list_id, type_name=kind.name)
        ]
        """The kinds that there are on the list."""

    def hand_out(self) -> Turn | None:
        """Return the turn of who is leased now, or of nobody; None where the look is to be gone on with."""
        now = utc_text(self.now)
        let_go(self.session, self.holder, now)
        for state in (CALL_BACK, NEW, RETRY):
            while candidates := self._candidates(state):
                for candidate in candidates:
                    self.looked_at += 1
                    turn = self._judge(state, candidate)
                    if turn is not None:
                        return turn
                if self.looked_at >= _LOOKED_AT:
                    return None
        self._tell_of_waiting()
        return Turn(None, due=self._next_due(), skips=tuple(self.skips))

    def _candidates(self, state: int) -> list[_Candidate]:
        """Return the first ones in a state, private persons only in their hours; none that somebody has open."""
        found = [
            candidate
            for kind in self.kinds
            for private in ((False,) if self.closed else (False, True))
            for candidate in self._of_kind(kind, state, private)
        ]
        return sorted(found, key=lambda candidate: (candidate.due or "", candidate.entry))[:_BATCH]

    def _of_kind(self, kind: CallableKind, state: int, private: bool) -> list[_Candidate]:
        rows = self.session.rows(
            _candidates(kind, _KINDS[state]), list=self.list_id, private=private, type_name=kind.name,
            now=utc_text(self.now), overdue=utc_text(self.now - ANYBODYS), **checked_since(self.now),
        )  # fmt: skip
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
        lease(self.session, self.list_id, candidate.ref, key, self.holder)
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
            until = leased_until(self.session, key)
            if until is None:
                return False
            reason = "number_in_use"
        self._tell(candidate, reason_text(reason, self.session))
        self._set(candidate.entry, state=RETRY, due=until)
        return True

    def _tell(self, candidate: _Candidate, reason: str) -> None:
        if len(self.skips) < _TOLD:
            self.skips.append(Skip(candidate.ref, candidate.name, reason))

    def _set(self, entry: int, **stored: Any) -> None:
        self.session.store.update_row(CallListEntry.table(), entry, stored)

    def _tell_of_waiting(self) -> None:
        """Name a private person who waits for the hours to come (K01)."""
        if not self.closed:
            return
        for kind in self.kinds:
            values = {"list": self.list_id, "type_name": kind.name, "now": utc_text(self.now)}
            row = self.session.row(_waiting_in_private(kind), **values)
            if row is not None:
                self.skips.append(Skip(RecordRef(kind.name, row[0]), shown(str(row[1] or "")), closed_text(self.now)))
                return

    def _next_due(self) -> datetime | None:
        now = utc_text(self.now)
        found = [
            value
            for state in ("call_back", "retry")
            for private in (False, True)
            for kind in self.kinds
            if (value := self._first_due(kind.name, state, private, now))
        ]
        return from_utc_text(min(found)) if found else None

    def _first_due(self, type_name: str, state: str, private: bool, now: str) -> str | None:
        values = {"list": self.list_id, "state": state, "private": private, "type_name": type_name, "now": now}
        due: str | None = self.session.store.value(_next_due(), **values)
        return due


@statement
def _any_of_kind() -> peewee.Query:
    entry = CallListEntry
    return entry.select(peewee.SQL("1")).where(entry.list == slot("list"), entry.record == slot("type_name")).limit(1)


@statement
def _candidates(kind: CallableKind, state: str) -> peewee.Query:
    """The first of a kind and state whose time has come, and that nobody has open, along the index of the queue."""
    record = kind.record
    entry = along(CallListEntry, "call_list_entry_list_state_private_record_due", "entry")
    query = peewee.Select(
        (then(entry, record, record.id == entry.record_id),),
        (
            entry.due, entry.id, record.id, kind.title, entry.tries, entry.number, kind.private(), reason_of(kind),
        ),
    ).where(
        entry.list == slot("list"),
        entry.state == state,
        entry.private == slot("private"),
        entry.record == slot("type_name"),
        seen(record),
        nobody_has((CallLease.record == slot("type_name")) & (CallLease.record_id == entry.record_id)),
        nobody_has(CallLease.number == peewee.fn.coalesce(entry.number, *kind.keys)),
    )  # fmt: skip
    if state != "new":
        query = query.where(entry.due <= stored("now"))
    if state == "call_back":
        query = query.where((entry.caller == ME) | entry.caller.is_null() | (entry.due <= stored("overdue")))
    return query.order_by(first(entry.due), entry.id).limit(_BATCH)


@statement
def _waiting_in_private(kind: CallableKind) -> peewee.Query:
    """A private person who would be called now, were it not for the hour."""
    entry = CallListEntry
    is_due = entry.state.in_(("call_back", "retry")) & (entry.due <= stored("now"))
    return (
        entry.select(kind.record.id, kind.title)
        .join(kind.record, on=kind.record.id == entry.record_id)
        .where(
            entry.list == slot("list"),
            entry.private.yes,
            entry.record == slot("type_name"),
            (entry.state == "new") | is_due,
            seen(kind.record),
        )
        .limit(1)
    )


@statement
def _next_due() -> peewee.Query:
    entry = CallListEntry
    return entry.select(peewee.fn.min(entry.due)).where(
        entry.list == slot("list"),
        entry.state == slot("state"),
        entry.private == slot("private"),
        entry.record == slot("type_name"),
        entry.due > stored("now"),
    )
