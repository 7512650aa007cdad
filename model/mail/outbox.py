"""The outbox: what waits to be sent, and how it is handed from state to state so that nothing goes out twice (COM-13).

A message is claimed by a lease before a server is called. Right before its end is sent, :func:`may_end` writes down
that the server may have it from now on, if it is still this program's. So a program that dies before that moment
leaves what another one may send; one that dies after it leaves what is ``unsure``, and a person answers.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from model.activities.records import Message
from model.core.access.seen import ME
from model.core.access.session import Session
from model.core.changes.change import Change
from model.core.dates import from_utc_text, utc_text
from model.core.errors import NotFoundError, UserError
from model.core.language import N_, _
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.mail.outgoing import OutgoingEmail, OutgoingTable, columns, outgoing_from

if TYPE_CHECKING:
    from model.mail.smtp import Outcome

LEASE = timedelta(minutes=15)
"""How long a program may be at one message before another takes it over; longer than any server is waited for."""
DELAYS = (1, 5, 15, 30, 60, 120, 240)
"""Minutes after which a message is tried again, attempt by attempt; then every four hours."""
GIVE_UP = timedelta(days=2)
BROKE_OFF = N_("The program ended when the whole message was there.")


def put(
    change: Change,
    message: bytes,
    message_id: str,
    sender: str,
    recipients: Sequence[str],
    *,
    email: int | None = None,
    campaign: int | None = None,
    recipient: int | None = None,
    to_copy: bool = False,
) -> int:
    """Put a message into the outbox within a change, to be sent at once by who makes it; return its number."""
    now = utc_text(change.session.clock())
    return change.store.insert(
        OutgoingTable._meta.table_name,
        {
            "email": email, "campaign": campaign, "recipient": recipient, "employee": change.session.person.id,
            "state": "waiting", "sender": sender, "recipients": json.dumps(list(recipients)),
            "message": message.decode("ascii"), "message_id": message_id, "attempts": 0, "next_attempt": now,
            "created_at": now, "to_copy": int(to_copy),
        },
    )  # fmt: skip


def new_holder() -> str:
    """Return a name under which one run of sending claims messages."""
    return uuid.uuid4().hex


# Claiming


def claim(session: Session, holder: str, *, only: int | None = None) -> OutgoingEmail | None:
    """Take the next message that is due for who asks, and return it; None where none is.

    With ``only`` that one alone, if it waits. A message whose activity was taken back stays where it is.
    """
    now = session.clock()
    with session.writing():
        settle(session)
        row = session.row(_due(only is not None), now=utc_text(now), only=only)
        if row is None:
            return None
        outgoing = outgoing_from(row[:-1], message=row[-1])
        _set(
            session, outgoing.id, state="sending", holder=holder, lease_until=utc_text(now + LEASE),
            attempts=outgoing.attempts + 1,
        )  # fmt: skip
        return outgoing


def settle(session: Session) -> None:
    """Take from programs that are gone what they held; within a transaction.

    What a server cannot have taken waits again; what it may have taken is unsure.
    """
    now = utc_text(session.clock())
    session.run(_release(), now=now)
    session.run(_doubt(), now=now, error=_(BROKE_OFF))


def may_end(session: Session, outgoing: int, holder: str, accepted: Sequence[str]) -> bool:
    """Write down that the end of a message is about to be sent; return False where somebody else has it now."""
    with session.writing():
        until = utc_text(session.clock() + LEASE)
        return bool(
            session.run(_begin_end(), id=outgoing, holder=holder, underway=json.dumps(list(accepted)), until=until)
        )


def record_outcome(session: Session, outgoing: OutgoingEmail, holder: str, outcome: Outcome) -> OutgoingEmail:
    """Write down what became of a message that ``holder`` had, and return it as it stands then."""
    if outcome.result == "lost":
        return one(session, outgoing.id)
    now = session.clock()
    refused = {**outgoing.refused, **outcome.refused}
    delivered = outgoing.delivered
    values: dict[str, Any] = {}
    pending = [address for address in outgoing.recipients if address not in outcome.refused]
    if outcome.result == "sent":
        delivered = tuple(dict.fromkeys((*delivered, *outcome.accepted)))
        pending = [address for address in pending if address not in outcome.accepted]
        values["sent_at"] = utc_text(now)
    error = outcome.error
    if outcome.result == "unsure":
        state = "unsure"
    elif outcome.result == "failed" or not pending:
        state = "sent" if delivered else "failed"
    else:
        given_up = now - from_utc_text(outgoing.created_at) > GIVE_UP
        state = ("sent" if delivered else "failed") if given_up else "waiting"
        values["next_attempt"] = utc_text(now + _delay(outgoing.attempts))
        error = error or next(iter(outcome.deferred.values()), "")
    if state != "unsure":
        values["underway"] = None
    with session.writing():
        session.run(
            _finish(tuple(sorted(values))), id=outgoing.id, holder=holder, state=state, error=error or None,
            recipients=json.dumps(pending), delivered=json.dumps(list(delivered)), refused=json.dumps(refused),
            **values,
        )  # fmt: skip
    return one(session, outgoing.id)


def postpone(session: Session, outgoing: OutgoingEmail, holder: str, error: str) -> None:
    """Give back a message for which no server was reached; it waits, and is tried again by itself."""
    with session.writing():
        session.run(
            _finish(("next_attempt",)), id=outgoing.id, holder=holder, state="waiting", error=error,
            recipients=json.dumps(outgoing.recipients), delivered=json.dumps(outgoing.delivered),
            refused=json.dumps(dict(outgoing.refused)),
            next_attempt=utc_text(session.clock() + _delay(outgoing.attempts)),
        )  # fmt: skip


def _delay(attempts: int) -> timedelta:
    return timedelta(minutes=DELAYS[min(attempts, len(DELAYS) - 1)])


# What people do


def cancel(session: Session, outgoing: int) -> None:
    """Take a message out of the outbox; raise :class:`UserError` where it is on its way or gone."""
    with session.writing():
        settle(session)
        found = one(session, outgoing)
        if found.state not in ("waiting", "failed"):
            raise UserError(_refusals()[found.state])
        state = "sent" if found.delivered else "cancelled"
        _set(session, outgoing, state=state, message=None, holder=None, lease_until=None)


def cancel_waiting(session: Session) -> int:
    """Take all that waits out of the outbox of who asks, what belongs to campaigns left alone; return how many.

    What is on its way at this moment goes on.
    """
    with session.writing():
        settle(session)
        waiting = session.rows(_all_waiting())
        for number, delivered in waiting:
            state = "sent" if json.loads(delivered or "[]") else "cancelled"
            _set(session, number, state=state, message=None, holder=None, lease_until=None)
    return len(waiting)


def try_again(session: Session, outgoing: int) -> None:
    """Have a message be tried again now; raise :class:`UserError` where it is on its way or gone."""
    with session.writing():
        settle(session)
        found = one(session, outgoing)
        if found.state not in ("waiting", "failed"):
            raise UserError(_refusals()[found.state])
        pending = found.recipients or tuple(found.refused)
        _set(
            session, outgoing, state="waiting", next_attempt=utc_text(session.clock()), error=None,
            created_at=utc_text(session.clock()), recipients=json.dumps(list(pending)), refused=json.dumps({}),
        )  # fmt: skip


def answer(session: Session, outgoing: int, *, was_sent: bool) -> OutgoingEmail:
    """Say of a message that is unsure whether it was sent; if not, it is sent again. Return it as it stands then."""
    with session.writing():
        settle(session)
        found = one(session, outgoing)
        if found.state != "unsure":
            raise UserError(_("There is no doubt about this message any more."))
        now = utc_text(session.clock())
        if not was_sent:
            _set(session, outgoing, state="waiting", underway=None, next_attempt=now, error=None, holder=None)
        else:
            pending = [address for address in found.recipients if address not in found.underway]
            _set(
                session, outgoing, state="waiting" if pending else "sent", underway=None, next_attempt=now, sent_at=now,
                error=None, holder=None, recipients=json.dumps(pending),
                delivered=json.dumps([*found.delivered, *found.underway]),
            )  # fmt: skip
    return one(session, outgoing)


def _refusals() -> dict[str, str]:
    return {
        "sending": _("It is being sent at this moment."),
        "unsure": _("It may have been sent: say first whether it was."),
        "sent": _("It has been sent; that cannot be taken back."),
        "cancelled": _("It was cancelled."),
    }


def copied(session: Session, outgoing: int) -> None:
    """Note that a message lies in the sent folder, or that there is none to put it in."""
    with session.writing():
        _set(session, outgoing, to_copy=0)
        session.run(_forget_message(), id=outgoing)


# Reading


def outbox(session: Session, *, everything: bool = False, limit: int = 500) -> list[OutgoingEmail]:
    """Return the messages that who asks has in the outbox, the newest first, those of campaigns left out.

    With ``everything`` also what was sent and cancelled. The message itself is not read.
    """
    with session.store.one_moment():
        rows = session.rows(_listed(everything), limit=limit)
    return [outgoing_from(row[:-1], subject=row[-1] or "") for row in rows]


def one(session: Session, outgoing: int) -> OutgoingEmail:
    """Return a message of who asks; raise :class:`NotFoundError` where there is none of that number."""
    row = session.row(_one(), id=outgoing)
    if row is None:
        raise NotFoundError(_("There is no such message in your outbox."), "id")
    return outgoing_from(row[:-1], subject=row[-1] or "")


def of_email(session: Session, email: int) -> OutgoingEmail | None:
    """Return the newest message of the outbox that is this e-mail, whoever sends it; None for none."""
    row = session.row(_of_email(), email=email)
    return None if row is None else outgoing_from(row)


def count_due(session: Session) -> tuple[int, datetime | None]:
    """Return how many messages of who asks wait, and when the first of them is to be tried.

    What a program held that is gone counts as waiting: whoever claims next takes it over.
    """
    row = session.row(_waiting(), now=utc_text(session.clock()))
    assert row is not None
    return row[0], from_utc_text(row[1]) if row[1] else None


def to_be_copied(session: Session) -> list[tuple[int, bytes]]:
    """Return what was sent and does not lie in the sent folder yet, as number and bytes: a few at a time."""
    return [(number, message.encode("ascii")) for number, message in session.rows(_to_copy())]


# Statements


def _set(session: Session, outgoing: int, **values: Any) -> None:
    session.store.update_row(OutgoingTable._meta.table_name, outgoing, values)


def _mine() -> Any:
    return OutgoingTable.employee == ME


def _with_activity(*more: Any) -> Any:
    """Return the query for messages of who asks; those whose activity was taken back are left out."""
    out = OutgoingTable
    query = out.select(*columns(), *more).join(Message, peewee.JOIN.LEFT_OUTER, on=Message.id == out.email)
    return query.where(_mine(), out.email.is_null() | Message.id.is_null(False) | (out.state != "waiting"))


@statement
def _due(named: bool) -> Any:
    out = OutgoingTable
    query = _with_activity(out.message).where(out.state == "waiting", out.next_attempt <= slot("now"))
    return (query.where(out.id == slot("only")) if named else query).order_by(out.next_attempt, out.id).limit(1)


@statement
def _release() -> peewee.Query:
    out = OutgoingTable
    return out.update({out.state: "waiting", out.holder: None, out.lease_until: None}).where(
        out.state == "sending", out.lease_until <= slot("now"), out.underway.is_null()
    )


@statement
def _doubt() -> peewee.Query:
    out = OutgoingTable
    return out.update({out.state: "unsure", out.error: slot("error"), out.lease_until: None}).where(
        out.state == "sending", out.lease_until <= slot("now"), out.underway.is_null(False)
    )


@statement
def _all_waiting() -> Any:
    out = OutgoingTable
    return _with_activity().where(out.state == "waiting", out.campaign.is_null()).select(out.id, out.delivered)


@statement
def _begin_end() -> peewee.Query:
    out = OutgoingTable
    return out.update({out.underway: slot("underway"), out.lease_until: slot("until")}).where(
        out.id == slot("id"), out.holder == slot("holder"), out.state == "sending"
    )


@statement
def _finish(more: tuple[str, ...]) -> peewee.Query:
    out = OutgoingTable
    names = ("state", "error", "recipients", "delivered", "refused", *more)
    # Whose lease ran out meanwhile hears the answer after all, as long as nobody has answered in its place.
    return out.update({getattr(out, name): slot(name) for name in names} | {out.lease_until: None}).where(
        out.id == slot("id"), out.holder == slot("holder"), among(out.state, ("sending", "unsure"))
    )


@statement
def _forget_message() -> peewee.Query:
    out = OutgoingTable
    return out.update({out.message: None}).where(out.id == slot("id"), out.state == "sent")


@statement
def _listed(everything: bool) -> Any:
    out = OutgoingTable
    query = _with_activity(Message.subject).where(out.campaign.is_null())
    if not everything:
        query = query.where(among(out.state, ("waiting", "sending", "unsure", "failed")))
    return query.order_by(out.id.desc()).limit(slot("limit"))


@statement
def _one() -> Any:
    return _with_activity(Message.subject).where(OutgoingTable.id == slot("id"))


@statement
def _of_email() -> peewee.Query:
    out = OutgoingTable
    return out.select(*columns()).where(out.email == slot("email")).order_by(out.id.desc()).limit(1)


@statement
def _waiting() -> Any:
    out = OutgoingTable
    left_behind = (out.state == "sending") & (out.lease_until <= slot("now"))
    waiting = _with_activity().where((out.state == "waiting") | left_behind).alias("waiting")
    return peewee.Select((waiting,), (peewee.fn.count(waiting.c.id), peewee.fn.min(waiting.c.next_attempt)))


@statement
def _to_copy() -> peewee.Query:
    out = OutgoingTable
    return (
        out.select(out.id, out.message)
        .where(_mine(), out.state == "sent", out.to_copy == 1, out.message.is_null(False))
        .order_by(out.id)
        .limit(20)
    )
