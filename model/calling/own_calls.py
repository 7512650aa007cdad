"""The calls that the person at work has logged on a call list."""

from __future__ import annotations

from model.calling.records import CallListCall
from model.core.access.seen import ME
from model.core.access.session import Session
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement


def own_call_count(session: Session, list_id: int) -> int:
    """Return how many calls the person has logged on the list."""
    return int(session.value(_own_calls(), list=list_id))


@statement
def _own_calls() -> peewee.Query:
    call = CallListCall
    return call.select(peewee.fn.COUNT(peewee.SQL("*"))).where(call.list == slot("list"), call.caller == ME)
