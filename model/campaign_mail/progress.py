"""How far the sending of a campaign has come (CAMP-19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from model.campaign_mail.queue import Sending, sending_of
from model.campaign_mail.tables import STATES, CampaignMessageTable
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.dates import from_utc_text, utc_text
from model.core.language import _
from model.core.numbers import format_whole
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement
from model.core.text import visible


@dataclass(frozen=True)
class Progress:
    """The numbers of a campaign's messages by state, and when the next one is due (None where none waits).

    ``state`` is '' for a campaign that was never started, else ``running``, ``stopped`` or ``done``; ``who`` are the
    initials of who sends it.
    """

    campaign: int
    state: str = ""
    counts: Mapping[str, int] = None  # type: ignore[assignment]
    next_attempt: datetime | None = None
    started_at: datetime | None = None
    employee: int | None = None
    who: str = ""
    error: str = ""

    def count(self, *states: str) -> int:
        """Return how many messages are in one of these states."""
        return sum(self.counts.get(state, 0) for state in states)

    @property
    def total(self) -> int:
        """How many messages there are, whatever became of them, but for those that were left out."""
        return self.count(*(state for state in STATES if state != "left_out"))

    @property
    def done(self) -> int:
        """How many are settled: sent, returned or failed."""
        return self.count("sent", "returned", "failed")

    def sentence(self, *, ascii: bool = False) -> str:
        """Return how far it has come, in words: "120 of 480 sent. 2 returned. Stopped."."""
        if not self.state:
            return _("It has not been sent.")
        sent = self.count("sent")
        parts = [
            _("{sent} of {count} sent.").format(
                sent=format_whole(sent, ascii=ascii), count=format_whole(self.total, ascii=ascii)
            )
        ]
        for state in ("returned", "failed", "unsure", "left_out"):
            if number := self.count(state):
                parts.append(f"{_(STATES[state])}: {format_whole(number, ascii=ascii)}.")
        if self.state == "stopped":
            parts.append(_("Stopped."))
        if self.error:
            parts.append(visible(self.error))
        return " ".join(parts)


@dataclass(frozen=True)
class Doubtful:
    """A message of which nobody knows whether it was sent, with the name and address of its recipient."""

    recipient: int
    name: str
    address: str
    error: str


def progress(session: Session, campaign: int) -> Progress:
    """Return how far the sending of a campaign has come.

    Raises :class:`~model.core.errors.NotFoundError` for a campaign that is gone or hidden.
    """
    read(session, Campaign, campaign)
    return progress_of(session, campaign)


def progress_of(session: Session, campaign: int) -> Progress:
    """Return what :func:`progress` does, of a campaign that the person is known to see."""
    found: Sending | None = sending_of(session, campaign)
    if found is None:
        return Progress(campaign, counts={})
    now = utc_text(session.clock())
    counts: dict[str, int] = {}
    when = None
    for state, left, underway, number, due in session.store.rows(_counts(), campaign=campaign, now=now):
        # What a program held that is gone is what whoever sends next will make of it.
        told = ("unsure" if underway else "waiting") if state == "sending" and left else state
        counts[told] = counts.get(told, 0) + number
        if told == "waiting":
            when = due if when is None else min(when, due)
    is_over = found.state == "running" and not any(counts.get(state) for state in ("waiting", "sending", "unsure"))
    return Progress(
        campaign, "done" if is_over else found.state, counts, None if when is None else from_utc_text(when),
        found.started_at, found.employee, session.names.title_of("employee", found.employee) or "", found.error,
    )  # fmt: skip


def doubtful(session: Session, campaign: int, limit: int = 500) -> list[Doubtful]:
    """Return the messages of a campaign about which there is doubt; hidden recipients are left out."""
    now = utc_text(session.clock())
    rows = session.rows(_doubtful(), campaign=campaign, now=now, limit=limit)
    return [Doubtful(recipient, name or "", email or "", error or "") for recipient, name, email, error in rows]


@statement
def _counts() -> peewee.Query:
    row = CampaignMessageTable
    left = peewee.Case(None, [((row.state == "sending") & (row.lease_until <= slot("now")), peewee.SQL("1"))])
    underway = peewee.Case(None, [(row.underway == peewee.SQL("1"), peewee.SQL("1"))])
    return (
        row.select(row.state, left, underway, peewee.fn.count(row.id), peewee.fn.min(row.next_attempt))
        .where(row.campaign == slot("campaign"))
        .group_by(peewee.SQL("1"), peewee.SQL("2"), peewee.SQL("3"))
    )


@statement
def _doubtful() -> peewee.Query:
    row = CampaignMessageTable
    left = (row.state == "sending") & (row.lease_until <= slot("now")) & (row.underway == peewee.SQL("1"))
    return (
        Recipient.select(Recipient.id, Recipient.name, Recipient.email, row.error)
        .join(row, on=row.recipient == Recipient.id)
        .where(row.campaign == slot("campaign"), (row.state == "unsure") | left, seen(Recipient))
        .order_by(row.id)
        .limit(slot("limit"))
    )
