"""The mailbox, read beside the work: in a thread of its own, a little after the start and every few minutes (COM-13).

Nothing is painted unless a card is different now, or the reading does not go any more: that is said once, on the
message line, and not again until it went in between.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from model.core.access.session import Session
from model.core.errors import NotAllowedError, UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole

if TYPE_CHECKING:
    from model.mail.mailbox import Mailbox
    from model.mail.sync import SyncResult
    from tui.base_app import BaseApp

FIRST, MINUTES = 3.0, 5
"""Seconds after the first frame when the mailbox is read; minutes between two readings."""
_LEAVING = 2.0
"""Seconds that a reading has to come to its end when the app is left."""

log = logging.getLogger("salg")


class MailWatch:
    """What the app reads of the person's mailbox; made where the settings name one."""

    def __init__(self, app: BaseApp, first: float = FIRST) -> None:
        self._app = app
        self._leaving = threading.Event()
        self._thread: threading.Thread | None = None
        self._mailbox: Mailbox | None = None
        self._said = ""
        """The sentence with which the last reading failed, '' where it went."""
        self._timer: Timer | None = app.set_timer(first, self.read_now)
        self.readings = 0
        """How many have come to an end."""

    @property
    def is_reading(self) -> bool:
        """Whether the mailbox is read at this moment."""
        return self._thread is not None and self._thread.is_alive()

    def read_now(self, *, asked: bool = False) -> None:
        """Begin to read, unless it is being done; ``asked`` has the end of it said, whatever came of it."""
        if self.is_reading or self._leaving.is_set():
            return
        if self._timer is not None:
            self._timer.stop()
        loop = asyncio.get_running_loop()
        session = self._app.session
        # No thread of a pool: who leaves does not wait for a server that does not answer.
        self._thread = threading.Thread(
            target=self._work, args=(session, lambda ended: self._hand_over(loop, ended, asked)), name="salg-mail",
            daemon=True,
        )  # fmt: skip
        self._thread.start()

    def close(self) -> None:
        """End the reading: the line is closed, and what was begun is taken up by the next one."""
        self._leaving.set()
        if self._timer is not None:
            self._timer.stop()
        if self._mailbox is not None:
            self._mailbox.abort()
        if self._thread is not None:
            self._thread.join(_LEAVING)

    # In the thread

    def _work(self, session: Session, ended: Callable[[Any], None]) -> None:
        try:
            outcome: Any = self._read(session)
        except Exception as error:
            outcome = error
        finally:
            self._mailbox = None
            session.store.close()
        ended(outcome)

    def _read(self, session: Session) -> SyncResult | None:
        from model.mail.settings import mail_account
        from model.mail.sync import BusyError, sync

        account = mail_account(self._app.settings.mail, self._app.paths.config, os.environ)
        if account is None or account.imap is None or not account.links:
            return None
        try:
            return sync(session, account, wanted=lambda: not self._leaving.is_set(), opened=self._opened)
        except (BusyError, NotAllowedError):
            # A timer reads it, or another window; or the person may not write.
            return None

    def _opened(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        if self._leaving.is_set():
            mailbox.abort()

    def _hand_over(self, loop: asyncio.AbstractEventLoop, outcome: Any, asked: bool) -> None:
        if not self._leaving.is_set():
            loop.call_soon_threadsafe(self._ended, outcome, asked)

    # On the event loop

    def _ended(self, outcome: Any, asked: bool) -> None:
        if self._leaving.is_set():
            return
        self.readings += 1
        self._timer = self._app.set_timer(60.0 * MINUTES, self.read_now)
        if isinstance(outcome, UserError):
            if asked or outcome.message != self._said:
                self._app.say(_("E-mail is not read: {reason}").format(reason=outcome.message))
            self._said = outcome.message
            return
        if isinstance(outcome, BaseException):
            log.error("fault in reading the mailbox", exc_info=outcome)
            self._app.say(_("E-mail is not read: a fault; it is in the log."))
            return
        self._said = ""
        if outcome is not None and not outcome.is_nothing:
            self._app.in_background(self._app.changed("email"), keys_wait=False)
        if outcome is not None and outcome.stored:
            said = ngettext("{count} new e-mail on file.", "{count} new e-mails on file.", outcome.stored)
            self._app.say(said.format(count=format_whole(outcome.stored)), "good")
        elif asked:
            self._app.say(_("No new e-mail."))


async def fetch_mail(app: BaseApp) -> None:
    """Read the mailbox now."""
    if app.mail is None:
        app.say(_("The settings name no mail server: see [mail] in the output of salg settings."))
        return
    app.say(_("Reading the mailbox …"))
    app.mail.read_now(asked=True)
