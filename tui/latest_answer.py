"""The answer that belongs to what stands there now: a search and its text, a plan and its choices.

What is typed is ahead of what the database answers. Whoever acts on an answer first waits, through
:meth:`LatestAnswer.present`, for the one to the question that stands there at that moment; an older one is never taken.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.screen import Screen

from model.core.access.session import Session
from model.core.errors import SignedOutError, UserError
from tui.engine import Superseded

if TYPE_CHECKING:
    from tui.base_app import BaseApp

Question = TypeVar("Question")
Answer = TypeVar("Answer")
Result = TypeVar("Result")


class LatestAnswer(Generic[Question, Answer]):
    """Asks anew as the question changes, and knows which question the last answer was to.

    ``question`` returns what is asked now, ``work`` what answers it in a thread of the database. ``came`` shows an
    answer, ``failed`` tells of a :class:`UserError`; both are called only while ``screen`` is in front and the question
    is still the same. ``long`` is for answers that may take their time: they do not keep what a screen needs now.
    """

    def __init__(
        self,
        screen: Screen,
        name: str,
        question: Callable[[], Question],
        work: Callable[[Question], Callable[[Session], Answer]],
        came: Callable[[Answer], None],
        failed: Callable[[UserError], None],
        *,
        long: bool = False,
    ) -> None:
        self._screen = screen
        self._name = name
        self._question = question
        self._work = work
        self._came = came
        self._failed = failed
        self._long = long
        self._reading = asyncio.Lock()
        self._answered: list[Question] = []
        """The question that the last answer was to; empty before the first."""

    @property
    def is_present(self) -> bool:
        """Whether what was answered last is what is asked now."""
        return self._answered == [self._question()]

    def known(self) -> None:
        """Take the present question as answered: the answer was brought along."""
        self._answered = [self._question()]

    def forget(self) -> None:
        """Have the same question asked again: what it is about has changed."""
        self._answered = []

    def ask(self, *, keys_wait: bool = False) -> None:
        """Ask in the background; an older question is given up."""
        if self._reading.locked():
            self._app.in_background(self._read(lambda _session: None), keys_wait=False)
        self._app.in_background(self.present(), keys_wait=keys_wait)

    async def present(self) -> bool:
        """Return when the answer to what is asked now has come and is shown; False where there is none."""
        async with self._reading:
            while self._is_open and not self.is_present:
                question = self._question()
                try:
                    answer = await self._read(self._work(question))
                except Superseded as error:
                    if isinstance(error.__cause__, SignedOutError):
                        return False
                    continue
                except UserError as error:
                    if self._is_open and question == self._question():
                        self._failed(error)
                        return False
                    continue
                if self._is_open and question == self._question():
                    self._answered = [question]
                    self._came(answer)
        return self._is_open

    async def _read(self, work: Callable[[Session], Result]) -> Result:
        engine = self._app.engine
        return await (engine.count if self._long else engine.latest)(self._name, work)

    @property
    def _app(self) -> BaseApp:
        return self._screen.app  # type: ignore[return-value]

    @property
    def _is_open(self) -> bool:
        return self._screen.is_attached and self._screen in self._screen.app.screen_stack
