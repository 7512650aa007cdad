"""The queue of keys: each is handed out when the one before has been dealt with, whatever it set going.

A hand that is ahead of the screen, a slow line or a paste bring many keys at once. Textual would put all of them into
the inbox of the screen that is in front when they come, and a key that begins something (a plan, a question, a screen)
would then be followed by keys that were typed for what it brings. Here the next key leaves the queue only when the
widget in focus, its parents and the screen are done with the last one and no action that keys wait for is under way.
"""

from __future__ import annotations

import bisect
import contextvars
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen

Typed = events.Key | events.Paste
"""What a person types: a key, or a text that is pasted."""


class KeyQueue:
    """Keys in the order of typing, and what they wait for.

    Attributes:
        busy: actions under way that keys wait for.
        waiting: keys that have not been handed out.
    """

    def __init__(self, app: App[Any], forward: Callable[[Typed], Awaitable[None]]) -> None:
        """Queue the keys of ``app``; ``forward`` gives one to what has the focus, as Textual does by itself."""
        self._app = app
        self._forward = forward
        self.busy = 0
        self.waiting: list[Typed] = []
        self._handled_by: MessagePump | None = None
        """Who deals with the key that was handed out last; None where nobody does."""

    @property
    def idle(self) -> bool:
        """Whether no key waits, none is being dealt with, and no action holds them."""
        return not self.busy and not self.waiting and self._handled_by is None

    def put(self, event: Typed) -> None:
        """Take a key that has just come."""
        self._insert(event)
        self.hand_out()

    def hold(self, event: Typed, *, answered: bool = False) -> bool:
        """Put back what comes to a screen while an action is under way; return whether it was put back.

        ``answered`` is for a dialog that has had its answer: what comes after it is for what the answer brings about.
        """
        if not (answered or self.busy):
            return False
        self._put_back(event)
        if not self.busy:
            self._app.call_after_refresh(self.hand_out)
        return True

    def put_back(self, keys: Sequence[events.Key]) -> None:
        """Take keys back that came to a screen which has no use of them; they go on with what is typed next."""
        for key in reversed(keys):
            self._put_back(key)

    def _insert(self, event: Typed) -> None:
        bisect.insort(self.waiting, event, key=_typed_at)

    def _put_back(self, event: Typed) -> None:
        """Put something before what waits: it came first, also where the clock cannot tell the two apart."""
        self.waiting.insert(bisect.bisect_left(self.waiting, event.time, key=_typed_at), _again(event))

    def hand_out(self) -> None:
        """Hand the next key out, if nothing is to be waited for."""
        handler = self._handled_by
        if handler is not None and handler.is_running:
            return
        self._handled_by = None
        # Before the first screen is there keys wait for it.
        if not self.busy and self.waiting and self._app.screen_stack:
            self._handled_by = self._app
            self._app.post_message(HandOut(self.waiting.pop(0)))

    async def deliver(self, event: Typed) -> None:
        """Give a key to what has the focus; to be called in the app's own task, with what :class:`HandOut` holds."""
        if self.busy:
            self._handled_by = None
            self.waiting.insert(0, event)
            return
        if self._app.screen_stack:
            await self._forward(event)
        self._watch(rounds=2)

    def _watch(self, rounds: int) -> None:
        """Follow the key from the widget in focus up to the screen.

        Twice: what the key makes a widget tell its screen is on its way up when the key itself is done.
        """
        app = self._app
        if not rounds or not app.screen_stack:
            self._handled_by = None
            self.hand_out()
            return
        self._follow(app.focused or app.screen, rounds)

    def _follow(self, pump: MessagePump | None, rounds: int) -> None:
        while pump is not None:
            self._handled_by = pump
            if pump.call_later(self._passed, pump, rounds):
                return
            # It is closing and takes nothing more.
            pump = _above(pump)
        self._watch(rounds - 1)

    def _passed(self, pump: MessagePump, rounds: int) -> None:
        above = _above(pump)
        if above is None:
            self._watch(rounds - 1)
        else:
            self._follow(above, rounds)

    # Actions that keys wait for

    def begin(self) -> Hold:
        """Hold keys back for an action that begins now."""
        self.busy += 1
        return Hold(self)

    def release(self) -> None:
        """Count one action less."""
        self.busy -= 1
        self.hand_out()


class Hold:
    """Holds keys back for one action until it asks something, opens a screen, or ends."""

    def __init__(self, queue: KeyQueue) -> None:
        self._queue = queue
        self._open = True

    def settle(self) -> None:
        """Let keys through: the action waits for an answer, or is done."""
        if self._open:
            self._open = False
            self._queue.release()

    def go_on(self) -> None:
        """Hold keys back again: the action has its answer."""
        if not self._open:
            self._open = True
            self._queue.busy += 1


current: contextvars.ContextVar[Hold | None] = contextvars.ContextVar("hold", default=None)
"""The hold of the action that the running task carries out."""


class HandOut(Message, bubble=False):
    """A key whose turn has come."""

    handler_name = "on_hand_out"

    def __init__(self, event: Typed) -> None:
        super().__init__()
        self.event = event


def _above(pump: MessagePump) -> MessagePump | None:
    """Return what a key bubbles to from here, None where this is the screen."""
    return None if isinstance(pump, Screen) else pump._parent


def _typed_at(event: Typed) -> float:
    return event.time


def _again(event: Typed) -> Typed:
    """Return what a screen has had already as something that can be handed out."""
    again: Typed = (
        events.Paste(event.text) if isinstance(event, events.Paste) else events.Key(event.key, event.character)
    )
    again.time = event.time
    return again
