"""Sending a campaign: one message after the other, each made when its turn comes (CAMP-19).

It can be broken off at any moment and taken up by another program; two may do it at once. Nothing of a message is
kept: the template has its versions, and who got it stands on the recipient.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from model.campaign_mail import queue
from model.campaign_mail.holder import new_holder
from model.campaign_mail.marking import mark
from model.campaign_mail.material import Material, message_id_of, one_line_of
from model.campaign_mail.plan import prepared
from model.campaign_mail.queue import Claimed
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.settings import CompanySettings
from model.core.text import visible
from model.mail.composition import on_the_wire
from model.mail.headers import Address
from model.mail.returns import recipient_mark
from model.mail.settings import MailAccount
from model.mail.smtp import DeliveryError, Outcome, SmtpConnection
from model.templates.merge import Filled

Connect = Callable[[MailAccount], SmtpConnection]
MARK_AFTER, MARK_SECONDS = 200, 15.0
"""Messages, or seconds, after which the recipients are marked."""
_IN_A_ROW = 3
"""Messages that a server refuses, or puts off, one after the other, whoever they are to, until it is asked no more."""
_SLICE, _ASKED = 0.2, 1.0
"""Seconds that are slept at once where it waits, and after which it is asked whether it has been stopped."""


@dataclass
class Run:
    """What a run of sending came to: messages by the state that they got, and why it ended early ('' if not)."""

    counts: dict[str, int] = field(default_factory=dict)
    failure: str = ""

    @property
    def sent(self) -> int:
        """How many were sent."""
        return self.counts.get("sent", 0)

    def count(self, state: str) -> None:
        """Count a message."""
        if state:
            self.counts[state] = self.counts.get(state, 0) + 1


def send_campaign(
    session: Session,
    account: MailAccount,
    campaign: int,
    *,
    company: CompanySettings | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
    told: Callable[[Run], None] = lambda run: None,
    connect: Connect = SmtpConnection,
) -> Run:
    """Send what is due of a campaign that was started, at the account's rate; return what became of it.

    ``told`` is called after each message. A server that is not reached leaves everything waiting, and is told in
    ``failure``; one that lets nobody in, or refuses whatever it is given, stops the campaign. Raises
    :class:`UserError` as :class:`Material` does, and for settings that cannot be used, with nothing held any more.
    """
    material = Material(session, campaign, company)
    title = visible(material.campaign.subject)
    mark(session, campaign, title)
    sending = queue.sending_of(session, campaign)
    worker = _Worker(session, account, material, connect, is_cancelled, bool(sending and sending.blanks))
    marked_at, unmarked = time.monotonic(), 0
    try:
        for state in worker.states():
            worker.run.count(state)
            told(worker.run)
            unmarked += 1
            if unmarked >= MARK_AFTER or time.monotonic() - marked_at >= MARK_SECONDS:
                mark(session, campaign, title)
                marked_at, unmarked = time.monotonic(), 0
    finally:
        worker.close()
        mark(session, campaign, title)
    return worker.run


class _Worker:
    """One run: holds messages, and a connection for as long as it works."""

    def __init__(
        self,
        session: Session,
        account: MailAccount,
        material: Material,
        connect: Connect,
        is_cancelled: Callable[[], bool],
        blanks: bool,
    ) -> None:
        self.run = Run()
        self._session, self._account, self._material = session, account, material
        self._connect, self._is_cancelled, self._blanks = connect, is_cancelled, blanks
        self._campaign = int(material.campaign.id)
        self._holder = new_holder()
        self._held: list[Claimed] = []
        self._connection: SmtpConnection | None = None
        self._refused = self._put_off = 0

    def close(self) -> None:
        """Give back what is held, and take leave of the server."""
        queue.give_back(self._session, self._held, self._holder)
        self._held = []
        if self._connection is not None:
            self._connection.close()

    def states(self) -> Iterator[str]:
        """Yield what became of each message, until there is none that is due, or it does not go on."""
        while not self._is_cancelled():
            self._material.look_again()
            self._held = queue.claim(self._session, self._campaign, self._holder, self._account.throttle)
            if not self._held:
                return
            ready = self._ready([each.recipient for each in self._held])
            while self._held:
                claimed = self._held[0]
                if not self._wait_for(claimed):
                    return
                reason, filled, to = ready[claimed.recipient]
                if filled is None:
                    self._held.pop(0)
                    queue.leave_out(self._session, claimed.id, self._holder, reason)
                    yield "left_out"
                    continue
                if not self._is_connected():
                    return
                self._held.pop(0)
                yield self._hand_over(claimed, filled, to)
                if self._is_refused():
                    return

    def _ready(self, ids: Sequence[int]) -> dict[int, tuple[str, Filled | None, Address]]:
        """Return of each recipient why it gets nothing, or its texts and who it is; asked anew at this moment."""
        found: dict[int, tuple[str, Filled | None, Address]] = {id: ("hidden", None, Address("", "")) for id in ids}
        for verdict, filled, name in prepared(self._material, ids, blanks=self._blanks):
            to = Address(one_line_of(name), verdict.address)
            found[verdict.recipient] = (verdict.reason, None if verdict.reason else filled, to)
        return found

    def _wait_for(self, claimed: Claimed) -> bool:
        """Wait until a message may go; return False where it is cancelled or stopped meanwhile."""
        end = time.monotonic() + (claimed.at - self._session.clock()).total_seconds()
        asked = time.monotonic()
        while not self._is_cancelled():
            now = time.monotonic()
            if now >= end:
                return queue.goes_on(self._session, self._campaign)
            if now - asked >= _ASKED:
                asked = now
                if not queue.goes_on(self._session, self._campaign):
                    return False
            time.sleep(min(end - now, _SLICE))
        return False

    def _is_connected(self) -> bool:
        if self._connection is not None and self._connection.usable:
            return True
        try:
            self._connection = self._connect(self._account)
        except DeliveryError as error:
            self._end(error.message, for_good=not error.passes)
            return False
        return True

    def _hand_over(self, claimed: Claimed, filled: Filled, to: Address) -> str:
        session, account = self._session, self._account
        key = recipient_mark(session, claimed.recipient)
        message_id = message_id_of(account, self._campaign, key, claimed.turn)
        try:
            content = self._material.message(account, filled, to, key, message_id, session.clock())
        except UserError as error:
            queue.leave_out(session, claimed.id, self._holder, error.message)
            return "left_out"
        assert self._connection is not None
        outcome = self._connection.deliver(
            account.address,
            [on_the_wire(to.address)],
            content,
            lambda accepted: queue.may_end(session, claimed.id, self._holder),
        )
        self._count(outcome)
        return queue.record_outcome(session, claimed, self._holder, outcome)

    def _count(self, outcome: Outcome) -> None:
        """Count refusals that are about the message or the sender, one after the other."""
        of_message = not (outcome.refused or outcome.deferred)
        self._refused = self._refused + 1 if outcome.result == "failed" and of_message else 0
        self._put_off = self._put_off + 1 if outcome.result in ("later", "unsure") and of_message else 0
        self._error = outcome.error

    def _is_refused(self) -> bool:
        if max(self._refused, self._put_off) < _IN_A_ROW:
            return False
        self._end(self._error, for_good=self._refused >= _IN_A_ROW)
        return True

    def _end(self, error: str, *, for_good: bool) -> None:
        """End the run; a server that will not have it stops the campaign, so that no program asks again by itself."""
        self.run.failure = error
        if for_good and queue.goes_on(self._session, self._campaign):
            queue.stop(self._session, self._campaign, error)


def reason_text(reason: str) -> str:
    """Return why a message was left out, as people are told: a reason of a verdict, or a sentence."""
    from model.campaign_mail.verdicts import LABELS

    return LABELS[reason]() if reason in LABELS else visible(reason)
