"""Records to be called, and calls, for the tests of call lists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from model.calling.kinds import RecordRef
from model.calling.lists import Made, create, refs
from model.calling.outcomes import Logged, log_outcome
from model.calling.queue import Turn, next_record
from model.core.access.session import Session
from tests.model.filing import lead


def leads(session: Session, count: int, **values: Any) -> list[int]:
    """Put companies with a number each on file."""
    return [lead(session, f"Firma {number:03} AS", phone=f"22 33 {number:04}", **values) for number in range(count)]


def person(session: Session, first: str = "Kari", last: str = "Nes", **values: Any) -> int:
    """Put a private person on file as a lead."""
    given = {"phone": "90 12 34 56", **values}
    return lead(session, f"{first} {last}", first_name=first, last_name=last, **given)


def ref(record_id: int) -> RecordRef:
    """Return a lead as a record that is called."""
    return RecordRef("lead", record_id)


def listed(session: Session, ids: list[int], name: str = "Høst", **values: Any) -> Made:
    """Make a shared call list of leads."""
    return create(session, name, refs("lead", ids), shared=True, **values)


def offered(session: Session, list_id: int, holder: str = "") -> Turn:
    """Return what somebody gets next."""
    return next_record(session, list_id, holder or session.person.initials)


def called(
    session: Session,
    list_id: int | None,
    record: int | RecordRef,
    outcome: str,
    *,
    seconds: int | None = 60,
    **values: Any,
) -> Logged:
    """Log a call that ends now, of a lead where an ID is given; without ``seconds`` it was not dialled from here."""
    ended = session.clock()
    started = None if seconds is None else ended - timedelta(seconds=seconds)
    holder = values.pop("holder", session.person.initials)
    record = ref(record) if isinstance(record, int) else record
    return log_outcome(session, list_id, record, outcome, started, ended, holder=holder, **values)
