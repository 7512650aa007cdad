"""Sending what stands in the outbox (COM-13): one connection for all that is due, one message after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from model.core.access.session import Session
from model.core.errors import UserError
from model.mail import outbox
from model.mail.outgoing import OutgoingEmail
from model.mail.settings import MailAccount
from model.mail.smtp import DeliveryError, SmtpConnection

Connect = Callable[[MailAccount], SmtpConnection]


@dataclass
class Delivered:
    """What a run came to: the messages as they stand after it, and why it ended early ('' where it did not)."""

    messages: list[OutgoingEmail] = field(default_factory=list)
    failure: str = ""

    def count(self, state: str) -> int:
        """Return how many messages are in a state."""
        return sum(message.state == state for message in self.messages)


def send_due(
    session: Session,
    account: MailAccount,
    *,
    only: int | None = None,
    is_cancelled: Callable[[], bool] = lambda: False,
    connect: Connect = SmtpConnection,
) -> Delivered:
    """Send all that is due for who asks, or ``only`` that message; return what became of each.

    Two programs may do so at once. A server that is not reached or lets nobody in leaves everything waiting, and is
    told in ``failure``. Raises :class:`~model.mail.settings.MailSettingsError` for settings that cannot be used, with
    nothing claimed any more.
    """
    done = Delivered()
    holder = outbox.new_holder()
    connection: SmtpConnection | None = None
    try:
        for message in _claimed(session, holder, only, is_cancelled):
            if connection is None or not connection.usable:
                try:
                    connection = connect(account)
                except DeliveryError as error:
                    outbox.postpone(session, message, holder, error.message)
                    done.messages.append(outbox.one(session, message.id))
                    done.failure = error.message
                    return done
                except UserError as error:
                    outbox.postpone(session, message, holder, error.message)
                    raise
            done.messages.append(_hand_over(session, connection, message, holder))
    finally:
        if connection is not None:
            connection.close()
    return done


def _claimed(
    session: Session, holder: str, only: int | None, is_cancelled: Callable[[], bool]
) -> Iterator[OutgoingEmail]:
    while not is_cancelled():
        message = outbox.claim(session, holder, only=only)
        if message is None:
            return
        yield message
        if only is not None:
            return


def _hand_over(session: Session, connection: SmtpConnection, message: OutgoingEmail, holder: str) -> OutgoingEmail:
    content = (message.message or "").encode("ascii")
    outcome = connection.deliver(
        message.sender,
        message.recipients,
        content,
        lambda accepted: outbox.may_end(session, message.id, holder, accepted),
    )
    return outbox.record_outcome(session, message, holder, outcome)
