"""The threads in which the database is asked: the event loop never waits for it.

One reader answers what a screen needs now, one counter what may take its time, one writer carries changes out; each
owns one connection. Work gets the session and returns plain data; nothing of the screens is touched off the loop.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from model.core.access.person import Person
from model.core.access.session import Session
from model.core.errors import SignedOutError
from model.core.storage.engine import Connection
from model.core.storage.errors import Interrupted
from model.core.storage.retry import retried

Answer = TypeVar("Answer")
Work = Callable[[Session], Answer]


class Superseded(Exception):
    """A newer question of the same kind was asked; nobody waits for this answer."""


class Lane:
    """One thread with a connection of its own, working off what it is given in order."""

    def __init__(
        self,
        name: str,
        session: Session,
        tell_person: Callable[[Person], None],
        unanswered: Callable[[bool], object],
        kilobytes: int = 0,
    ) -> None:
        """Begin the thread; with ``kilobytes`` its connection keeps no more of the file than that.

        ``tell_person`` is called from the thread with the person as they are now, where they were found changed;
        ``unanswered`` when the database is found not to answer (True), and when that is over (False).
        """
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=f"salg-{name}")
        self._tell_person = tell_person
        self._unanswered = unanswered
        self._closing = threading.Event()
        self._person = session.person
        self._version: object = None
        if kilobytes:
            self._pool.submit(session.store.keep_little, kilobytes)
        self._latest: dict[str, int] = {}
        self._running: tuple[Connection, str, int] | None = None
        self._lock = threading.Lock()

    async def ask(self, session: Session, work: Work[Answer]) -> Answer:
        """Return what ``work`` answers; raise :class:`SignedOutError` where the person may not sign in any more."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._work, session, work)

    def _work(self, session: Session, work: Work[Answer], wanted: Callable[[], bool] = lambda: True) -> Answer:
        """Carry work out, from its beginning again where the connection was lost and nothing was changed."""
        return retried(
            lambda: work(self._with_present_rights(session)),
            wanted=lambda: wanted() and not self._closing.is_set(),
            unanswered=self._unanswered,
            sleep=self._closing.wait,
        )

    def _with_present_rights(self, session: Session) -> Session:
        """Return the session with the rights that the person has now, asked where others have written since."""
        version = (session.person.id, session.store.version())
        if version != self._version:
            self._person = session.present_person()
            self._version = version
            if self._person != session.person:
                self._tell_person(self._person)
        return session if self._person == session.person else session.as_person(self._person)

    async def ask_latest(self, session: Session, kind: str, work: Work[Answer]) -> Answer:
        """Return what ``work`` answers, unless another question of this kind follows: that one stops it.

        Raises :class:`Superseded` where it was stopped or never begun.
        """
        with self._lock:
            number = self._latest.get(kind, 0) + 1
            self._latest[kind] = number
            if self._running is not None and self._running[1] == kind:
                session.store.interrupt(self._running[0])
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._run, session, kind, number, work)

    def _run(self, session: Session, kind: str, number: int, work: Work[Answer]) -> Answer:
        def wanted() -> bool:
            return self._latest[kind] == number

        def noted(session: Session) -> Answer:
            # The connection is another one where it was lost meanwhile.
            with self._lock:
                if not wanted():
                    raise Superseded
                self._running = (session.store.connection(), kind, number)
            return work(session)

        while True:
            try:
                return self._work(session, noted, wanted)
            except Exception as error:
                if not isinstance(session.store.named(error), Interrupted):
                    raise
                # Meant for the one before, which ended by itself just then: ask again.
                continue
            finally:
                with self._lock:
                    self._running = None

    def close(self, session: Session) -> None:
        """Close the thread's connection and end the thread."""
        self._closing.set()
        self._pool.submit(session.store.close)
        self._pool.shutdown(wait=True)


class Engine:
    """What screens ask: ``await engine.read(lambda session: …)``.

    ``session`` is who is at the keyboard; in the demo it can be somebody else from one moment to the next.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.signed_out: Callable[[SignedOutError], None] = lambda error: None
        """Called on the event loop when it shows that the person may not sign in any more."""
        self.unanswered: Callable[[bool], object] = lambda waiting: None
        """Called from a thread when the database does not answer and is asked again (True), and when that is over."""
        self._reader = self._lane("reader", session, 1_200)
        # It goes through whole indexes once, and would only fill its memory with them.
        self._counter = self._lane("counter", session, 200)
        self._writer = self._lane("writer", session, 400)
        self.written = 0
        """Times that something was saved."""

    def _lane(self, name: str, session: Session, kilobytes: int) -> Lane:
        return Lane(name, session, self._is_now, lambda waiting: self.unanswered(waiting), kilobytes)

    async def read(self, work: Work[Answer]) -> Answer:
        """Return what ``work`` reads."""
        return await self._answer(self._reader.ask(self.session, work))

    async def latest(self, kind: str, work: Work[Answer]) -> Answer:
        """Return what ``work`` reads; a newer question of the same ``kind`` stops it (:class:`Superseded`)."""
        return await self._answer(self._reader.ask_latest(self.session, kind, work))

    async def count(self, kind: str, work: Work[Answer]) -> Answer:
        """The same as :meth:`latest` for what may take long: totals, sweeps, previews of bulk work."""
        return await self._answer(self._counter.ask_latest(self.session, kind, work))

    async def write(self, work: Work[Answer]) -> Answer:
        """Return what ``work`` answers after it has changed something."""
        answer = await self._answer(self._writer.ask(self.session, work))
        self.written += 1
        return answer

    async def _answer(self, asked: Awaitable[Answer]) -> Answer:
        try:
            return await asked
        except SignedOutError as error:
            self.signed_out(error)
            raise Superseded from error

    def _is_now(self, person: Person) -> None:
        """Take over rights and name that an administrator has changed; called from the threads."""
        session = self.session
        if session.person.id == person.id:
            self.session = session.as_person(person)

    def become(self, person: Person) -> None:
        """Go on as somebody else."""
        self.session = self.session.as_person(person)

    def close(self) -> None:
        """End the threads and close their connections."""
        for lane in (self._reader, self._counter, self._writer):
            lane.close(self.session)
