"""Leases of call lists: a record and its number are one caller's for a while, on whichever list they stand (K06).

A lease is no change of anybody's and is not undone. It ends when the record is logged, let go, or after LEASE.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from model.calling.kinds import RecordRef
from model.calling.tables import CallLease
from model.core.access.seen import ME
from model.core.access.session import Session
from model.core.dates import utc_text
from model.core.errors import UserError
from model.core.language import _
from model.core.records.employee_table import EmployeeTable
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement

LEASE = timedelta(minutes=10)
"""How long a record is kept for the caller who has it; whoever has it in front renews it."""


def lease(session: Session, list_id: int, ref: RecordRef, number: str | None, holder: str) -> None:
    """Keep a record and its number (E.164) for a holder, within a transaction; who had it before has it no more."""
    session.run(
        _put_lease(), type_name=ref.type_name, id=ref.record_id, number=number, list=list_id, holder=holder,
        until=utc_text(session.clock() + LEASE),
    )  # fmt: skip


@statement
def _put_lease() -> peewee.Query:
    values = {
        CallLease.record: slot("type_name"), CallLease.record_id: slot("id"), CallLease.number: slot("number"),
        CallLease.list: slot("list"), CallLease.holder: slot("holder"), CallLease.employee: ME,
        CallLease.until: slot("until"),
    }  # fmt: skip
    newer = (CallLease.number, CallLease.list, CallLease.holder, CallLease.employee, CallLease.until)
    return CallLease.insert(values).on_conflict(conflict_target=(CallLease.record, CallLease.record_id), preserve=newer)


def renew(session: Session, ref: RecordRef, holder: str, number: str | None = None) -> bool:
    """Keep a record for another while; return False where it went to somebody else in the meantime.

    ``number`` (E.164) is the one that is dialled, where the caller has chosen another one.
    """
    with session.writing():
        values = {"type_name": ref.type_name, "id": ref.record_id, "holder": holder, "number": number}
        return bool(session.store.run(_renew(), until=utc_text(session.clock() + LEASE), **values))


@statement
def _renew() -> peewee.Query:
    number = peewee.fn.coalesce(slot("number"), CallLease.number)
    return CallLease.update({CallLease.until: slot("until"), CallLease.number: number}).where(
        _of_record(), CallLease.holder == slot("holder")
    )


def release(session: Session, holder: str) -> None:
    """Give back what a holder has."""
    with session.store.writing():
        let_go(session, holder, utc_text(session.clock()))


def end_lease(session: Session, ref: RecordRef, holder: str) -> None:
    """Give one record back within a transaction."""
    session.store.run(_end_lease(), type_name=ref.type_name, id=ref.record_id, holder=holder)


@statement
def _end_lease() -> peewee.Query:
    return CallLease.delete().where(_of_record(), CallLease.holder == slot("holder"))


def let_go(session: Session, holder: str, now: str) -> None:
    """Give back what a holder has, and what nobody has renewed until ``now`` (UTC text), within a transaction."""
    session.store.run(_end_leases(), holder=holder, now=now)


@statement
def _end_leases() -> peewee.Query:
    return CallLease.delete().where((CallLease.holder == slot("holder")) | (CallLease.until <= slot("now")))


def refuse_open(session: Session, ref: RecordRef, number: str | None, holder: str, now: str) -> None:
    """Raise :class:`UserError` where a colleague has a record open, or its number, at the moment ``now`` (UTC text)."""
    values = {"type_name": ref.type_name, "id": ref.record_id, "number": number, "holder": holder, "now": now}
    other = session.store.row(_open_elsewhere(), **values)
    if other is None:
        return
    sentence = _("{initials} has it open just now.") if other[1] else _("{initials} has its number open just now.")
    raise UserError(sentence.format(initials=other[0]))


@statement
def _open_elsewhere() -> peewee.Query:
    is_record = peewee.Case(None, [(_of_record(), peewee.SQL("1"))], peewee.SQL("0"))
    return (
        CallLease.select(EmployeeTable.initials, is_record)
        .join(EmployeeTable, on=EmployeeTable.id == CallLease.employee)
        .where(
            CallLease.until > slot("now"),
            CallLease.holder != slot("holder"),
            _of_record() | (CallLease.number == slot("number")),
        )
        .order_by(peewee.SQL("2 DESC"))
        .limit(1)
    )


def _of_record() -> Any:
    return (CallLease.record == slot("type_name")) & (CallLease.record_id == slot("id"))


def nobody_has(condition: Any) -> Any:
    """Return the condition that there is no lease of which ``condition`` is true."""
    return ~peewee.fn.EXISTS(CallLease.select(peewee.SQL("1")).where(condition))


def leased_until(session: Session, number: str | None) -> str | None:
    """Return until when (UTC text) somebody has a number (E.164), None where nobody has, or there is no number."""
    until: str | None = session.store.value(_lease_of_number(), number=number)
    return until


@statement
def _lease_of_number() -> peewee.Query:
    return CallLease.select(CallLease.until).where(CallLease.number == slot("number"))
