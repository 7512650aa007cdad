"""Campaigns are sent beside the work, in a thread of its own, at the rate of the settings (CAMP-19).

What a program that was left or killed had begun goes on a little after the start; a campaign that a colleague sends is
theirs. Leaving ends it after the message that is being handed over.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from model.core.access.session import Session
from model.core.errors import NotFoundError, UserError
from model.core.language import _
from model.core.settings import CompanySettings
from model.core.storage.store import Store
from tui.mail.delivery import account_of

if TYPE_CHECKING:
    from model.campaign_mail.sending import Run
    from model.mail.settings import MailAccount
    from tui.base_app import BaseApp

FIRST, MINUTES = 7.0, 1
"""Seconds after the first frame when what was begun goes on; minutes between two looks."""
_LEAVING = 2.0
"""Seconds that a message has to be handed over when the app is left."""
_BETWEEN = 1.5
"""Seconds between two times that the screens show how far it has come."""

log = logging.getLogger("salg")


class CampaignWatch:
    """Sends the campaigns that the person has started; made where the settings name a server."""

    def __init__(self, app: BaseApp, first: float = FIRST) -> None:
        self._app = app
        self._leaving = threading.Event()
        self._thread: threading.Thread | None = None
        self._again = False
        self._news = False
        """Whether a message has been handed over since the screens showed how far it has come."""
        self._shows: Timer | None = None
        self._said: dict[int, str] = {}
        """The sentence with which the sending of a campaign last failed: it is not said again each minute."""
        app.set_timer(first, self.send_now)
        app.set_interval(MINUTES * 60, self.send_now)
        self.runs = 0
        """How many have come to an end."""

    @property
    def is_sending(self) -> bool:
        """Whether a campaign is being sent at this moment."""
        return self._thread is not None and self._thread.is_alive()

    def send_now(self) -> None:
        """Send what is due, unless it is being done; then look again after it."""
        if self._leaving.is_set():
            return
        if self.is_sending:
            self._again = True
        else:
            self._app.in_background(self._begin(), keys_wait=False)

    def close(self) -> None:
        """End it after the message that is being handed over."""
        self._leaving.set()
        if self._thread is not None:
            self._thread.join(_LEAVING)

    async def _begin(self) -> None:
        from model.campaign_mail import queue

        campaigns = await self._app.engine.read(queue.running)
        if not campaigns or self.is_sending or self._leaving.is_set():
            return
        loop = asyncio.get_running_loop()
        given = (self._app.session, account_of(self._app), self._app.settings.company, campaigns, loop)
        # No thread of a pool: who leaves does not wait for a server that does not answer.
        self._thread = threading.Thread(target=self._work, args=given, name="salg-campaign", daemon=True)
        self._thread.start()
        self._shows = self._app.set_interval(_BETWEEN, self._show)

    # In the thread

    def _work(
        self,
        session: Session,
        account: MailAccount,
        company: CompanySettings,
        campaigns: Sequence[int],
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        from model.campaign_mail.sending import send_campaign

        store = Store(session.store.location)
        store.shared_documents = session.store.shared_documents
        own = replace(session, store=store)

        def told(_run: Run) -> None:
            self._news = True

        try:
            for campaign in campaigns:
                outcome: Any = None
                try:
                    outcome = send_campaign(
                        own, account, campaign, company=company, is_cancelled=self._leaving.is_set, told=told
                    )
                except Exception as error:
                    outcome = error
                self._tell(loop, self._ended, campaign, outcome)
        finally:
            store.close()
        self._tell(loop, self._all_ended)

    def _tell(self, loop: asyncio.AbstractEventLoop, what: Any, *given: Any) -> None:
        # The app may have been left meanwhile.
        if not self._leaving.is_set():
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(what, *given)

    # On the event loop

    def _show(self) -> None:
        if self._news:
            self._news = False
            self._app.in_background(self._app.changed("recipient"), keys_wait=False)

    def _ended(self, campaign: int, outcome: Any) -> None:
        self._app.in_background(self._say(campaign, outcome), keys_wait=False)

    def _all_ended(self) -> None:
        self.runs += 1
        if self._shows is not None:
            self._shows.stop()
            self._shows = None
        if self._again:
            self._again = False
            # The thread that says so has not quite ended.
            self._app.set_timer(0.05, self.send_now)

    async def _say(self, campaign: int, outcome: Any) -> None:
        from model.campaign_mail.progress import progress

        await self._app.changed("recipient")
        if isinstance(outcome, UserError):
            self._say_once(campaign, _("The campaign is not sent: {reason}").format(reason=outcome.message))
            return
        if isinstance(outcome, BaseException):
            log.error("fault in sending a campaign", exc_info=outcome)
            self._app.say(_("The campaign is not sent: a fault; it is in the log."), "error")
            return
        if outcome.failure:
            self._say_once(campaign, _("The campaign is not sent: {reason}").format(reason=outcome.failure))
            return
        self._said.pop(campaign, None)
        if outcome.counts:
            with contextlib.suppress(NotFoundError):
                found = await self._app.engine.read(lambda session: progress(session, campaign))
                style = "error" if found.count("unsure", "failed") else "good"
                self._app.say(found.sentence(ascii=self._app.looks.ascii), style)

    def _say_once(self, campaign: int, sentence: str) -> None:
        if self._said.get(campaign) != sentence:
            self._said[campaign] = sentence
            self._app.say(sentence, "error")
