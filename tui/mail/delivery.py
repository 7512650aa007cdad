"""Sending from within the app, beside the work, and the outbox (COM-13)."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, cast

from model.core.access.session import Session
from model.core.dates import format_moment_short, from_utc_text
from model.core.errors import UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.storage.store import Store
from model.core.text import visible
from model.mail import outbox
from model.mail.outgoing import STATES, OutgoingEmail
from model.mail.settings import MailAccount, MailSettingsError, mail_account
from tui.widgets.dialogs import Choice, Menu

if TYPE_CHECKING:
    from tui.base_app import BaseApp


Answer = TypeVar("Answer")
_NAMED = 3
"""Messages sent at once that are named each."""
FIRST, MINUTES = 5.0, 2
"""Seconds after the first frame when what waits is sent; minutes between two looks."""


def account_of(app: BaseApp) -> MailAccount:
    """Return the account that the settings describe.

    Raises :class:`MailSettingsError` where they name none, and in the demo, from which nobody gets a message.
    """
    if app.demo:
        raise MailSettingsError(_("From the demo nothing is sent: keep it as a draft."), "when_done")
    found = mail_account(app.settings.mail, app.paths.config)
    if found is None or found.smtp is None:
        raise MailSettingsError(
            _('Nothing says where mail is sent: smtp = "smtps://USER@HOST" under [mail].'), "mail.smtp"
        )
    return found


def deliver(app: BaseApp, out: int | None = None) -> None:
    """Send what is due, or that message alone, while keys go on; say what became of it."""
    app.in_background(_deliver(app, out), keys_wait=False)


async def _deliver(app: BaseApp, out: int | None) -> None:
    account, session = account_of(app), app.session
    messages, failure, not_copied = await in_thread(lambda: _send(session, account, out))
    if not messages:
        return
    await app.changed("email")
    gone = [message for message in messages if message.state == "sent" and not message.refused]
    if len(gone) > _NAMED:
        said = ngettext("{count} e-mail sent.", "{count} e-mails sent.", len(gone))
        app.say(said.format(count=format_whole(len(gone), ascii=app.looks.ascii)), "good")
    for message in messages:
        if message not in gone or len(gone) <= _NAMED:
            text, style = _told(app, message)
            app.say(text, style)
    for reason in (failure if len(messages) > 1 else "", not_copied):
        if reason:
            app.say(reason, "error")


async def in_thread(work: Callable[[], Answer]) -> Answer:
    """Return what ``work`` returns, from a thread that nobody waits for who leaves: a server may not answer.

    What is broken off then is taken up by its lease, or asked about.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Answer] = loop.create_future()

    def settle(result: Answer | None, error: BaseException | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(cast("Answer", result))

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as failed:
            error = failed
        # The app may have been left meanwhile.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, name="salg-outbox", daemon=True).start()
    return await answer


class OutboxWatch:
    """Sends what waits, a little after the start and every few minutes; made where the settings name a server."""

    def __init__(self, app: BaseApp, first: float = FIRST) -> None:
        self._app = app
        app.set_timer(first, self._look)
        app.set_interval(MINUTES * 60, self._look)

    def _look(self) -> None:
        self._app.in_background(self._send_waiting(), keys_wait=False)

    async def _send_waiting(self) -> None:
        """Call no server where nothing is due."""
        due, when = await self._app.engine.read(outbox.count_due)
        if due and when is not None and when <= self._app.session.clock():
            await _deliver(self._app, None)


def _send(session: Session, account: MailAccount, out: int | None) -> tuple[list[OutgoingEmail], str, str]:
    """Send with a connection to the database of its own: a server may take minutes to answer."""
    from model.mail.copying import copy_to_sent_folder
    from model.mail.delivery import send_due

    store = Store(session.store.location)
    store.shared_documents = session.store.shared_documents
    try:
        own = replace(session, store=store)
        done = send_due(own, account, only=out)
        reason = copy_to_sent_folder(own, account)
    finally:
        store.close()
    not_copied = _("Not copied to the sent folder: {reason}").format(reason=reason) if reason else ""
    return done.messages, done.failure, not_copied


def _told(app: BaseApp, message: OutgoingEmail) -> tuple[str, str]:
    """Return what is said of a message after it was tried, and how."""
    name = visible(message.subject)
    if message.state == "sent" and not message.refused:
        return _("Sent: {name}.").format(name=name), "good"
    if message.state == "sent":
        told = "; ".join(f"{address}: {visible(words)}" for address, words in message.refused.items())
        return _("Sent: {name}. Not to {refused}").format(name=name, refused=told), "error"
    if message.state == "unsure":
        return _("{name} may have been sent or not: the outbox (b) asks.").format(name=name), "error"
    if message.state == "failed":
        return _("Not sent: {name}. {reason}").format(name=name, reason=visible(message.error)), "error"
    return _("{name} waits in the outbox. {reason}").format(name=name, reason=visible(message.error)), "error"


# The outbox


async def show_outbox(app: BaseApp) -> None:
    """Show what is on its way out, and do to one message what is chosen, until it is left."""
    at = 0
    while True:
        found = await app.engine.read(lambda session: outbox.outbox(session, everything=True, limit=100))
        if not found:
            app.say(_("The outbox is empty: nothing has been sent from here."))
            return
        now = app.session.clock()
        choices = [
            Choice(str(number) if number < 10 else "", _row(message, now), message, on=number == at)
            for number, message in enumerate(found, start=1)
        ]
        waiting = sum(message.state == "waiting" for message in found)
        if waiting > 1:
            choices.append(Choice("c", _("Cancel all that wait: none of them is sent"), _ALL))
        # The list may be longer than the screen: the key for all of it is named above it.
        title = _("Outbox: c cancels all that wait") if waiting > 1 else _("Outbox")
        chosen: OutgoingEmail | str | None = await app.ask(Menu(title, choices))
        if chosen is None:
            return
        if isinstance(chosen, str):
            await _cancel_waiting(app)
            return
        at = found.index(chosen) + 1
        if await _do_with(app, chosen):
            return


_ALL = "all"
"""What is chosen in the outbox where it is no one message."""


async def _cancel_waiting(app: BaseApp) -> None:
    count = await app.engine.write(outbox.cancel_waiting)
    await app.changed("email")
    said = ngettext("{count} e-mail cancelled.", "{count} e-mails cancelled.", count)
    app.say(said.format(count=format_whole(count, ascii=app.looks.ascii)), "good")


def _row(message: OutgoingEmail, now: datetime) -> str:
    when = format_moment_short(from_utc_text(message.sent_at or message.created_at), now)
    to = ", ".join(message.everybody)
    return visible(f"{_(STATES[message.state])}  {when}  {to}  {message.subject}")


async def _do_with(app: BaseApp, message: OutgoingEmail) -> bool:
    """Ask what is to be done with a message and do it; return whether its card was opened."""
    pending = "" if message.state in ("waiting", "failed") else _("It does not wait any more.")
    unsure = "" if message.state == "unsure" else _("There is no doubt about it.")
    choices = [
        Choice("y", _("It was sent"), "sent", why_not=unsure),
        Choice("n", _("It was not sent: send it again"), "not_sent", why_not=unsure),
        Choice("a", _("Try again now"), "again", why_not=pending),
        Choice("c", _("Cancel it: it is not sent"), "cancel", why_not=pending),
        Choice("o", _("Open the e-mail"), "open", why_not="" if message.email else _("There is none.")),
    ]
    reasons = [*message.refused.items()] or ([("", message.error)] if message.error else [])
    told = "; ".join(visible(f"{address}: {words}" if address else words) for address, words in reasons)
    title = visible(message.subject) + (f" – {told}" if told else "")
    chosen = await app.ask(Menu(title, choices))
    if chosen is None:
        return False
    if chosen == "open":
        assert message.email is not None
        await app.open_record("email", message.email)
        return True
    try:
        await app.engine.write(lambda session: _change(session, message.id, chosen))
    except UserError as error:
        app.say(error.message, "error")
        return False
    await app.changed("email")
    if chosen in ("again", "not_sent"):
        deliver(app, message.id)
    return False


def _change(session: Session, out: int, chosen: str) -> None:
    if chosen == "cancel":
        outbox.cancel(session, out)
    elif chosen == "again":
        outbox.try_again(session, out)
    else:
        outbox.answer(session, out, was_sent=chosen == "sent")
