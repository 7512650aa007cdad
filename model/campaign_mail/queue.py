"""The messages of a campaign on their way, handed from state to state so that nobody gets two (CAMP-19).

A message is claimed by a lease before anything is made of it. Right before its end is sent, :func:`may_end` writes down
that the server may have it from now on, if it is still this program's. A program that is killed before that moment
leaves what another one sends; one that is killed after it leaves what is ``unsure``, and a person answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from model.campaign_mail.holder import is_gone
from model.campaign_mail.material import Material
from model.campaign_mail.plan import SendingChanged, SendPlan, judged, plan_sending
from model.campaign_mail.tables import CampaignMessageTable, DispatchTable
from model.campaigns.records import Campaign
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.dates import from_utc_text, utc_text
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.settings import CompanySettings
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.mail.outbox import DELAYS, GIVE_UP
from model.mail.smtp import Outcome

LEASE = timedelta(minutes=2)
"""How long a program may keep a message before it begins to hand it over."""
LEASE_AT_END = timedelta(minutes=15)
"""How long once the end of the message is about to be sent: longer than any server is waited for."""
MOST = 50
"""Messages that are claimed together."""
_SECONDS_AHEAD = 5
_BROKE_OFF = N_("The program ended when the whole message was there.")
_OPEN = ("waiting", "sending")


@dataclass(frozen=True)
class Claimed:
    """A message that a program holds; ``at`` is when it may be handed over."""

    id: int
    recipient: int
    turn: int
    attempts: int
    created_at: datetime
    at: datetime


@dataclass(frozen=True)
class Sending:
    """How a campaign is being sent: ``state`` is running or stopped, ``blanks`` as in the plan.

    ``error`` is why it stopped by itself, '' where it did not.
    """

    campaign: int
    employee: int
    state: str
    blanks: bool
    started_at: datetime
    error: str


# Start and stop


def start(session: Session, plan: SendPlan, company: CompanySettings | None = None) -> int:
    """Put on their way the messages that the plan says, and return how many those are.

    Those that wait already keep their place. Who starts it sends it, by their own account, also where a colleague
    began. Raises :class:`SendingChanged` where something else would be sent than was shown, :class:`UserError` where
    nobody would get it, :class:`~model.core.errors.NotAllowedError` for a reader.
    """
    session.may_write()
    material = Material(session, plan.campaign, company)
    goes = [verdict.recipient for verdict in judged(material, blanks=plan.blanks) if not verdict.reason]
    if len(goes) != plan.goes:
        raise SendingChanged(plan_sending(session, plan.campaign, blanks=plan.blanks, company=company))
    if not goes:
        raise UserError(" ".join((_("There is nobody to send to."), *plan.left_sentences())), "recipients")
    now = utc_text(session.clock())
    table = CampaignMessageTable._meta.table_name
    with session.writing():
        settle(session, plan.campaign)
        held = {row[0]: row[1:] for row in session.store.rows(_held(), campaign=plan.campaign)}
        again = [held[recipient][0] for recipient in goes if recipient in held and held[recipient][1] not in _OPEN]
        for row in again:
            session.store.run(_begin_again(), id=row, now=now)
        for recipient in goes:
            if recipient not in held:
                session.store.insert(
                    table,
                    {
                        "campaign": plan.campaign, "recipient": recipient, "state": "waiting", "turn": 1, "attempts": 0,
                        "underway": 0, "marked": 0, "created_at": now, "next_attempt": now,
                    },
                )  # fmt: skip
        values = {
            "employee": session.person.id, "state": "running", "blanks": int(plan.blanks), "started_at": now,
            "error": None,
        }  # fmt: skip
        row = session.store.row(_dispatch(), campaign=plan.campaign)
        if row is None:
            values |= {"campaign": plan.campaign, "next_at": now}
            session.store.insert(DispatchTable._meta.table_name, values)
        else:
            session.store.update_row(DispatchTable._meta.table_name, row[0], values)
    return len(goes)


def stop(session: Session, campaign: int, error: str = "") -> None:
    """Stop the sending of a campaign: what is being handed over at this moment is, and nothing after it.

    Raises :class:`UserError` where it is not being sent, :class:`~model.core.errors.NotFoundError` for a campaign that
    is gone or hidden.
    """
    read(session, Campaign, campaign)
    with session.writing():
        row = session.store.row(_dispatch(), campaign=campaign)
        if row is None or row[3] != "running":
            raise UserError(_("The campaign is not being sent."), "id")
        session.store.update_row(DispatchTable._meta.table_name, row[0], {"state": "stopped", "error": error or None})


def sending_of(session: Session, campaign: int) -> Sending | None:
    """Return how a campaign is being sent, None for one that was never started."""
    row = session.store.row(_dispatch(), campaign=campaign)
    return None if row is None else _sending(row)


def running(session: Session) -> list[int]:
    """Return the campaigns that who asks is sending and may see, as far as there is something to do now."""
    now = utc_text(session.clock())
    return [row[0] for row in session.rows(_running(), now=now, employee=session.person.id)]


def _sending(row: Sequence[Any]) -> Sending:
    return Sending(row[1], row[2], row[3], bool(row[4]), from_utc_text(row[5]), row[6] or "")


# One message


def settle(session: Session, campaign: int) -> None:
    """Take from programs that are gone what they held; within a transaction.

    What a server cannot have taken waits again; what it may have taken is unsure.
    """
    now = utc_text(session.clock())
    gone = [holder for (holder,) in session.store.rows(_holders(), campaign=campaign) if is_gone(holder)]
    if gone:
        # Of this computer one knows it at once; of others when their lease runs out.
        session.run(_end_lease(), now=now, campaign=campaign, holders=gone)
    session.run(_release(), now=now, campaign=campaign)
    session.run(_doubt(), now=now, campaign=campaign, error=_(_BROKE_OFF))


def claim(session: Session, campaign: int, holder: str, throttle: int) -> list[Claimed]:
    """Take the next messages that are due, at most so many as go out soon; none where it does not go on.

    ``throttle`` is how many go out in a minute, whatever number of programs sends them.
    """
    now = session.clock()
    most = max(1, min(MOST, throttle * _SECONDS_AHEAD // 60))
    interval = timedelta(minutes=1) / throttle
    with session.writing():
        settle(session, campaign)
        dispatch = session.store.row(_dispatch(), campaign=campaign)
        if dispatch is None or dispatch[3] != "running" or dispatch[2] != session.person.id:
            return []
        rows = session.rows(_due(), campaign=campaign, now=utc_text(now), most=most)
        if not rows:
            return []
        first = max(now, from_utc_text(dispatch[7]))
        found = [
            Claimed(id, recipient, turn, attempts + 1, from_utc_text(created), first + number * interval)
            for number, (id, recipient, turn, attempts, created) in enumerate(rows)
        ]
        until = utc_text(found[-1].at + LEASE)
        session.run(_take(), ids=[each.id for each in found], holder=holder, until=until)
        session.store.update_row(
            DispatchTable._meta.table_name, dispatch[0], {"next_at": utc_text(found[-1].at + interval)}
        )
    return found


def goes_on(session: Session, campaign: int) -> bool:
    """Whether nobody has stopped it, or taken it over."""
    row = session.store.row(_dispatch(), campaign=campaign)
    return row is not None and row[3] == "running" and row[2] == session.person.id


def may_end(session: Session, message: int, holder: str) -> bool:
    """Write down that the end of a message is about to be sent; return False where somebody else has it now."""
    with session.store.writing():
        until = utc_text(session.clock() + LEASE_AT_END)
        return bool(session.run(_begin_end(), id=message, holder=holder, until=until))


def record_outcome(session: Session, claimed: Claimed, holder: str, outcome: Outcome) -> str:
    """Write down what became of a message that ``holder`` had, and return its state; '' where it was lost."""
    if outcome.result == "lost":
        return ""
    now = session.clock()
    error = next(iter((outcome.refused or outcome.deferred).values()), outcome.error)
    values: dict[str, Any] = {"error": error or None, "next_attempt": utc_text(now), "underway": 0}
    values["sent_at"] = utc_text(now) if outcome.result == "sent" or outcome.refused else None
    if outcome.result == "sent":
        state = "sent"
    elif outcome.result == "unsure":
        state, values["underway"] = "unsure", 1
    elif outcome.result == "later" and now - claimed.created_at <= GIVE_UP:
        state = "waiting"
        values["next_attempt"] = utc_text(now + timedelta(minutes=DELAYS[min(claimed.attempts, len(DELAYS)) - 1]))
    else:
        state = "returned" if outcome.refused else "failed"
    if state == "sent":
        values["error"] = None
    with session.store.writing():
        done = session.run(_finish(), id=claimed.id, holder=holder, state=state, **values)
    return state if done else ""


def leave_out(session: Session, message: int, holder: str, reason: str) -> None:
    """Note that there is a reason now against sending a message."""
    with session.store.writing():
        values = {"error": reason, "underway": 0, "sent_at": None, "next_attempt": utc_text(session.clock())}
        session.run(_finish(), id=message, holder=holder, state="left_out", **values)


def give_back(session: Session, messages: Iterable[Claimed], holder: str) -> None:
    """Let messages wait again of which nothing was sent; nothing counts as tried."""
    ids = [each.id for each in messages]
    if ids:
        with session.store.writing():
            session.run(_give_back(), ids=ids, holder=holder)


def answer(session: Session, campaign: int, *, was_sent: bool, recipients: Sequence[int] | None = None) -> int:
    """Say of messages that are unsure whether they were sent; return of how many that was.

    Those that were not wait again. Without ``recipients`` it is said of all of the campaign. Raises :class:`UserError`
    where there is no doubt about any.
    """
    read(session, Campaign, campaign)
    with session.writing():
        settle(session, campaign)
        now = utc_text(session.clock())
        state = "sent" if was_sent else "waiting"
        values = {"campaign": campaign, "state": state, "now": now, "sent_at": now if was_sent else None}
        if recipients is None:
            count = session.run(_answer(False), **values)
        else:
            count = session.run(_answer(True), recipients=[*recipients], **values)
        if not count:
            raise UserError(_("There is no doubt about any message."), "id")
    return count


# Statements


@statement
def _dispatch() -> peewee.Query:
    row = DispatchTable
    columns = (row.id, row.campaign, row.employee, row.state, row.blanks, row.started_at, row.error, row.next_at)
    return row.select(*columns).where(row.campaign == slot("campaign"))


@statement
def _running() -> peewee.Query:
    row, message = DispatchTable, CampaignMessageTable
    due = (message.state == "waiting") & (message.next_attempt <= slot("now"))
    left = (message.state == "sending") & (message.lease_until <= slot("now"))
    unmarked = among(message.state, ("sent", "returned")) & (message.marked == peewee.SQL("0"))
    to_do = message.select(peewee.SQL("1")).where(message.campaign == row.campaign, due | left | unmarked)
    return (
        row.select(row.campaign)
        .join(Campaign, on=Campaign.id == row.campaign)
        .where(row.employee == slot("employee"), row.state == "running", peewee.fn.EXISTS(to_do), seen(Campaign))
        .order_by(row.campaign)
    )


@statement
def _held() -> peewee.Query:
    row = CampaignMessageTable
    return row.select(row.recipient, row.id, row.state).where(row.campaign == slot("campaign"))


@statement
def _begin_again() -> peewee.Query:
    row = CampaignMessageTable
    return row.update(
        {
            row.state: "waiting", row.turn: row.turn + peewee.SQL("1"), row.attempts: 0, row.underway: 0,
            row.marked: 0, row.created_at: slot("now"), row.next_attempt: slot("now"), row.holder: None,
            row.lease_until: None, row.sent_at: None, row.error: None,
        }
    ).where(row.id == slot("id"))  # fmt: skip


@statement
def _holders() -> peewee.Query:
    message = CampaignMessageTable
    return (
        message.select(message.holder)
        .where(message.campaign == slot("campaign"), message.state == "sending", message.holder.is_null(False))
        .distinct()
    )


@statement
def _end_lease() -> peewee.Query:
    message = CampaignMessageTable
    return message.update({message.lease_until: slot("now")}).where(
        message.campaign == slot("campaign"), message.state == "sending", among(message.holder, slot("holders"))
    )


@statement
def _release() -> peewee.Query:
    row = CampaignMessageTable
    return row.update({row.state: "waiting", row.holder: None, row.lease_until: None}).where(
        row.campaign == slot("campaign"),
        row.state == "sending",
        row.lease_until <= slot("now"),
        row.underway == peewee.SQL("0"),
    )


@statement
def _doubt() -> peewee.Query:
    row = CampaignMessageTable
    return row.update({row.state: "unsure", row.error: slot("error"), row.lease_until: None}).where(
        row.campaign == slot("campaign"), row.state == "sending", row.lease_until <= slot("now"),
        row.underway == peewee.SQL("1"),
    )  # fmt: skip


@statement
def _due() -> peewee.Query:
    row = CampaignMessageTable
    return (
        row.select(row.id, row.recipient, row.turn, row.attempts, row.created_at)
        .where(row.campaign == slot("campaign"), row.state == "waiting", row.next_attempt <= slot("now"))
        .order_by(row.next_attempt, row.id)
        .limit(slot("most"))
    )


@statement
def _take() -> peewee.Query:
    row = CampaignMessageTable
    values = {
        row.state: "sending", row.holder: slot("holder"), row.lease_until: slot("until"), row.underway: 0,
        row.attempts: row.attempts + peewee.SQL("1"),
    }  # fmt: skip
    return row.update(values).where(among(row.id, slot("ids")))


@statement
def _begin_end() -> peewee.Query:
    row = CampaignMessageTable
    return row.update({row.underway: 1, row.lease_until: slot("until")}).where(
        row.id == slot("id"), row.holder == slot("holder"), row.state == "sending"
    )


@statement
def _finish() -> peewee.Query:
    row = CampaignMessageTable
    names = ("state", "error", "next_attempt", "underway", "sent_at")
    # Whose lease ran out meanwhile hears the answer after all, as long as nobody has answered in its place.
    return row.update({getattr(row, name): slot(name) for name in names} | {row.lease_until: None}).where(
        row.id == slot("id"), row.holder == slot("holder"), among(row.state, ("sending", "unsure"))
    )


@statement
def _give_back() -> peewee.Query:
    row = CampaignMessageTable
    values = {
        row.state: "waiting", row.holder: None, row.lease_until: None, row.attempts: row.attempts - peewee.SQL("1"),
    }  # fmt: skip
    return row.update(values).where(
        among(row.id, slot("ids")), row.holder == slot("holder"), row.state == "sending",
        row.underway == peewee.SQL("0"),
    )  # fmt: skip


@statement
def _answer(named: bool) -> peewee.Query:
    row = CampaignMessageTable
    values = {
        row.state: slot("state"), row.underway: 0, row.holder: None, row.lease_until: None, row.error: None,
        row.next_attempt: slot("now"), row.sent_at: slot("sent_at"),
    }  # fmt: skip
    query = row.update(values).where(row.campaign == slot("campaign"), row.state == "unsure")
    return query.where(among(row.recipient, slot("recipients"))) if named else query
