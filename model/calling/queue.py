"""Handing out the next lead of a call list, each to one caller at a time (LEAD-35, K01 … K06).

The order: call-backs that are due — one's own at their time, a colleague's when nobody has taken it half an hour
later, so that a promise is kept by somebody —, then leads nobody has called, then those whose next try is due.
A lead that is handed out is leased: for a while nobody else gets it, on this list or another. What the program notes
while it looks (who is skipped and why, until when somebody waits) is no change of anybody's and is not undone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from model.calling import hours
from model.calling.lists import find
from model.calling.records import CALL_BACK, NEW, RETRY, SKIPPED
from model.calling.rules import HOUR, PRIVATE, REASON, checked_since, closed_text, last_call, reason_text
from model.core.access import Session, visible
from model.core.dates import from_utc_text, utc_text
from model.core.errors import UserError
from model.core.language import _
from model.core.text import visible as shown
from model.leads.records import Lead

LEASE = timedelta(minutes=10)
"""How long a lead is kept for the caller who has it; whoever has it in front renews it (K06)."""
ANYBODYS = timedelta(minutes=30)
"""After how long a call-back that a colleague promised is anybody's."""
_LOOKED_AT = 200
"""Leads that are looked at before others may write."""
_BATCH = 6
_TOLD = 20
"""Skips that are told of."""
_KINDS = {NEW: "new", CALL_BACK: "call_back", RETRY: "retry"}


@dataclass(frozen=True)
class Skip:
    """A lead that was passed over, and why, in the language in use."""

    lead: int
    name: str
    reason: str


@dataclass(frozen=True)
class Turn:
    """What a caller gets: a lead, or nothing to be called at this moment."""

    lead: int | None
    entry: int | None = None
    kind: str = ""
    """new, call_back or retry."""
    due: datetime | None = None
    """When the call-back or try was due; without a lead, when the next one will be."""
    tries: int = 0
    skips: tuple[Skip, ...] = field(default=())


def next_record(session: Session, list_id: int, holder: str) -> Turn:
    """Return the next lead to be called, leased to ``holder`` (one screen of one person) until it is let go.

    What the holder had before goes back. Each look is one immediate transaction; where many leads in a row cannot be
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


def take(session: Session, list_id: int, lead_id: int, holder: str) -> Turn:
    """Lease one lead of a list to ``holder``, in place of the one it has, and return it as a turn.

    The turn says what the lead is waiting for: a call-back or a try that is due, its first call; nothing where it is
    only looked at. Raises :class:`UserError` where a colleague has it open.
    """
    session.may_write()
    moment = session.clock()
    now = utc_text(moment)
    with session.writing() as connection:
        other = connection.execute(
            "SELECT employee.initials FROM call_lease JOIN employee ON employee.id = call_lease.employee"
            " WHERE lead = ? AND until > ? AND holder <> ?",
            (lead_id, now, holder),
        ).fetchone()
        if other is not None:
            raise UserError(_("{initials} has it open just now.").format(initials=other[0]))
        _let_go(connection, holder, now)
        _lease(session, connection, list_id, lead_id, holder)
        row = connection.execute(
            "SELECT id, state, due, tries FROM call_list_entry WHERE list = ? AND lead = ?", (list_id, lead_id)
        ).fetchone()
    if row is None or row[1] not in _KINDS or (row[2] is not None and row[2] > now):
        return Turn(lead_id)
    return Turn(lead_id, row[0], _KINDS[row[1]], from_utc_text(row[2]) if row[2] else None, row[3] or 0)


def renew(session: Session, lead_id: int, holder: str) -> bool:
    """Keep a lead for another while; return False where it went to somebody else in the meantime."""
    with session.writing() as connection:
        until = utc_text(session.clock() + LEASE)
        return bool(
            connection.execute(
                "UPDATE call_lease SET until = ? WHERE lead = ? AND holder = ?", (until, lead_id, holder)
            ).rowcount
        )


def release(session: Session, holder: str) -> None:
    """Give back what a holder has."""
    with session.store.writing() as connection:
        _let_go(connection, holder, utc_text(session.clock()))


def _let_go(connection: Any, holder: str, now: str) -> None:
    connection.execute("DELETE FROM call_lease WHERE holder = ? OR until <= ?", (holder, now))


def _lease(session: Session, connection: Any, list_id: int, lead_id: int, holder: str) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO call_lease (lead, list, holder, employee, until) VALUES (?, ?, ?, ?, ?)",
        (lead_id, list_id, holder, session.person.id, utc_text(session.clock() + LEASE)),
    )


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

    def hand_out(self) -> Turn | None:
        """Return the lead that is leased now, or that there is none; None where the look is to be gone on with."""
        now = utc_text(self.now)
        _let_go(self.connection, self.holder, now)
        promised = "AND entry.due <= :now AND (entry.caller = :me OR entry.caller IS NULL OR entry.due <= :overdue)"
        for state, more in ((CALL_BACK, promised), (NEW, ""), (RETRY, "AND entry.due <= :now")):
            while rows := self._candidates(state, more):
                for row in rows:
                    self.looked_at += 1
                    turn = self._judge(state, *row)
                    if turn is not None:
                        return turn
                if self.looked_at >= _LOOKED_AT:
                    return None
        self._tell_of_waiting()
        return Turn(None, due=self._next_due(), skips=tuple(self.skips))

    def _candidates(self, state: int, more: str) -> list[tuple[Any, ...]]:
        """Return the first leads in a state, private persons only in their hours; none that somebody has open."""
        where, parameters = visible(Lead, self.session.person.id, "lead")
        numbered = {f"seen{number}": value for number, value in enumerate(parameters)}
        for name in numbered:
            where = where.replace("?", f":{name}", 1)
        values = {
            **checked_since(self.now), **numbered, "list": self.list_id, "state": state, "me": self.session.person.id,
            "now": utc_text(self.now), "overdue": utc_text(self.now - ANYBODYS),
        }  # fmt: skip
        found: list[tuple[Any, ...]] = []
        for private in (0,) if self.closed else (0, 1):
            found += self.connection.execute(
                f"SELECT entry.due, entry.id, entry.lead, lead.name, entry.tries, {private}, {PRIVATE}, {REASON}"
                " FROM call_list_entry entry INDEXED BY call_list_entry_list_state_private_due"
                " CROSS JOIN lead ON lead.id = entry.lead"
                f" WHERE entry.list = :list AND entry.state = :state AND entry.private = {private} {more} AND {where}"
                " AND NOT EXISTS (SELECT 1 FROM call_lease WHERE call_lease.lead = entry.lead)"
                f" ORDER BY entry.due, entry.id LIMIT {_BATCH}",
                values,
            ).fetchall()
        return sorted(found, key=lambda row: (row[0] or "", row[1]))[:_BATCH]

    def _judge(
        self, state: int, due: str | None, entry: int, lead: int, name: str, tries: int, private: int, *now: Any
    ) -> Turn | None:
        """Lease a lead and return the turn; None where it is not called now, which is noted."""
        is_private, reason = now
        if reason:
            self._tell(lead, name, reason_text(reason, self.session))
            self._set(entry, state=SKIPPED, reason=reason, due=None)
            return None
        if bool(is_private) != bool(private):
            # It was edited since: it stands in the other queue now, and is found there in its hours.
            self._set(entry, private=int(bool(is_private)))
            if is_private and self.closed:
                self._tell(lead, name, closed_text(self.now))
            return None
        # What somebody has promised the customer is kept at its time; the rest waits for the promise, and for the hour.
        if state != CALL_BACK and (hold := self._held_back(lead)) is not None:
            reason, until = hold
            self._tell(lead, name, reason_text(reason, self.session))
            self._set(entry, state=RETRY, due=utc_text(until))
            return None
        _lease(self.session, self.connection, self.list_id, lead, self.holder)
        return Turn(lead, entry, _KINDS[state], from_utc_text(due) if due else None, tries, tuple(self.skips))

    def _held_back(self, lead: int) -> tuple[str, datetime] | None:
        """Return why a lead is not called by the program's own choice now, and until when; None where it may be."""
        (promised,) = self.connection.execute(
            "SELECT max(due) FROM call_list_entry WHERE lead = ? AND state = ?", (lead, CALL_BACK)
        ).fetchone()
        if promised is not None and (until := from_utc_text(promised) + HOUR) > self.now:
            return "promised", until
        last = last_call(self.connection, lead, self.now)
        return ("hour", last + HOUR) if last is not None and self.now < last + HOUR else None

    def _tell(self, lead: int, name: str, reason: str) -> None:
        if len(self.skips) < _TOLD:
            self.skips.append(Skip(lead, shown(name), reason))

    def _set(self, entry: int, **stored: Any) -> None:
        columns = ", ".join(f"{column} = ?" for column in stored)
        self.connection.execute(f"UPDATE call_list_entry SET {columns} WHERE id = ?", (*stored.values(), entry))

    def _tell_of_waiting(self) -> None:
        """Name a private person who waits for the hours to come (K01)."""
        if not self.closed:
            return
        where, parameters = visible(Lead, self.session.person.id, "lead")
        row = self.connection.execute(
            "SELECT entry.lead, lead.name FROM call_list_entry entry JOIN lead ON lead.id = entry.lead"
            " WHERE entry.list = ? AND entry.private = 1"
            f" AND (entry.state = ? OR (entry.state IN (?, ?) AND entry.due <= ?)) AND {where} LIMIT 1",
            (self.list_id, NEW, CALL_BACK, RETRY, utc_text(self.now), *parameters),
        ).fetchone()
        if row is not None:
            self._tell(row[0], row[1], closed_text(self.now))

    def _next_due(self) -> datetime | None:
        found = [
            value
            for state in (CALL_BACK, RETRY)
            for private in (0, 1)
            for (value,) in self.connection.execute(
                "SELECT min(due) FROM call_list_entry WHERE list = ? AND state = ? AND private = ? AND due > ?",
                (self.list_id, state, private, utc_text(self.now)),
            )
            if value
        ]
        return from_utc_text(min(found)) if found else None
