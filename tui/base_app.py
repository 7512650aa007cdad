"""What screens ask of the app: the person at the keyboard, the database threads, and how actions are carried out.

Screens, dialogs and the queue of keys know :class:`BaseApp`; only the command line knows the whole
:class:`tui.app.SalgApp`, which knows them. Navigation is declared here and written there.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
import time
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from textual import events
from textual.app import App
from textual.geometry import Offset, Size
from textual.screen import Screen
from textual.worker import Worker

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.settings import Settings
from tui import key_queue
from tui.actions import EVERYWHERE, Keymap, shown_key
from tui.engine import Engine, Superseded
from tui.faults import fault_message
from tui.key_queue import HandOut, Hold, KeyQueue, Typed
from tui.looks import Looks
from tui.paint_gate import Shown
from tui.widgets.keys import typed_key
from tui.widgets.too_small import TooSmall, at_least, is_too_small

if TYPE_CHECKING:
    from model.core.history.past_changes import PastChange
    from model.core.lists.criteria import Filter
    from model.core.lists.listing import Sort
    from model.registry.search import Registry

Answer = TypeVar("Answer")
log = logging.getLogger("salg")


@dataclass(frozen=True)
class AppPaths:
    """Where the app finds its files."""

    registry: Path
    drafts: Path
    log: Path
    config: Path = Path()
    """Where the settings lie, and what they name."""


class GlobalActions(Protocol):
    """Actions that work everywhere, as far as screens carry them out themselves."""

    async def do_undo(self) -> None:
        """Undo the person's latest change, after showing what that would do."""

    async def do_quit(self, *, sure: bool = True) -> None:
        """Leave the program; asked first where typed words are open, or if not ``sure``."""

    async def undo_change(self, past: PastChange) -> None:
        """Ask whether to undo a change, and do it."""


class BaseApp(App[None], inherit_bindings=False):
    """The app as screens and dialogs know it."""

    reminders: Any = None
    """What looks for reminders that are due, None until the first frame stands."""
    mail: Any = None
    """What reads the person's mailbox, None where the settings name none."""
    campaigns: Any = None
    """What sends the person's campaigns, None where the settings name no server."""

    def __init__(
        self,
        session: Session,
        settings: Settings,
        keymap: Keymap,
        looks: Looks,
        paths: AppPaths,
        *,
        database_id: str = "",
        demo: bool = False,
        driver_class: Any = None,
    ) -> None:
        from model.registry.warnings import with_register

        # Said at once: what Textual makes of NO_COLOR is settled before there is a theme to ask.
        super().__init__(driver_class=driver_class, ansi_color=True)
        session.store.paint_here()
        self.engine = Engine(with_register(session, paths.registry))
        self.engine.signed_out = self._sign_out
        self.engine.unanswered = lambda waiting: self.call_later(self._say_unanswered, waiting)
        self.ended_by: UserError | None = None
        """Why the app ended by itself, None where the person left it."""
        self.settings = settings
        self.keymap = keymap
        self.looks = looks
        self.paths = paths
        self.demo = demo
        self.database_id = database_id
        self.theme = f"ansi-{settings.theme}"
        self.animation_level = "none"
        self._local_registry: Registry | None = None
        self.keys = KeyQueue(self, self.forward)
        self._too_small: Size | None = None
        self.in_sight: list[tuple[str, str]] = []
        """Pieces that stay at the right of every title line: reminders that are due."""
        self.out_of_sight: dict[tuple[str, int], str] = {}
        """By kind and ID what was said of records that the person saved so that they see them no more."""
        self._waiting = 0

    @property
    def frugal(self) -> bool:
        """Whether only changed cells are sent."""
        from tui.terminal.driver import FrugalDriver

        return isinstance(self._driver, FrugalDriver)

    @property
    def session(self) -> Session:
        """Who is at the keyboard, with the open database."""
        return self.engine.session

    def registry(self) -> Registry:
        """Return the local copy of the registry; to be used in the reader thread only."""
        if self._local_registry is None:
            from model.registry.search import Registry

            self._local_registry = Registry(self.paths.registry)
        return self._local_registry

    @property
    @abstractmethod
    def everywhere(self) -> GlobalActions:
        """What carries out the actions that work everywhere."""

    def unsaved(self) -> bool:
        """Whether a form with typed words stands somewhere under what is in front."""
        return any(getattr(screen, "typed_words", False) for screen in self.screen_stack)

    @property
    def is_waiting(self) -> bool:
        """Whether the database does not answer, and is being asked again."""
        return self._waiting > 0

    def _say_unanswered(self, waiting: bool) -> None:
        """Say that the database does not answer, or that it does again: what was asked is being tried meanwhile.

        The message goes with the next key; a word in the title line stays until all is answered.
        """
        self._waiting += 1 if waiting else -1
        if waiting:
            self.say(_("The database does not answer; trying again."))
        else:
            self.say(_("The database answers again."), "good")
        self.show_titles()

    @abstractmethod
    def show_titles(self) -> None:
        """Write the title lines of all screens anew."""

    def _sign_out(self, error: UserError) -> None:
        """End the app: who is at the keyboard may not sign in any more. What is being typed is kept as a draft."""
        if self.ended_by is None:
            kept = " " + _("What was being typed is kept.") if self.unsaved() else ""
            self.ended_by = type(error)(error.message + kept)
            self.exit()

    # A terminal that is too small

    @property
    def too_small(self) -> TooSmall | None:
        """What stands in place of the screen, None where the screen fits."""
        if self._too_small is None:
            return None
        key = shown_key(self.keymap.actions["quit"].keys[0], ascii=self.looks.ascii)
        return TooSmall(self._too_small, key, ascii=self.looks.ascii)

    async def _on_resize(self, event: events.Resize) -> None:
        # The method of Textual itself is called from here, not after this one.
        event.prevent_default()
        before, self._too_small = self._too_small, event.size if is_too_small(event.size) else None
        room = at_least(event.size)
        await super()._on_resize(events.Resize(room, room))
        if (before or self._too_small) and self._running and self.screen_stack:
            self.screen.refresh(layout=True)

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        too_small = self.too_small
        if too_small is None or renderable is None:
            super()._display(screen, renderable)
            return
        # Textual leaves the cursor where it would be on the screen, which is beyond the edge here.
        cursor, self.cursor_position = self.cursor_position, Offset(0, 0)
        try:
            super()._display(screen, cast(Any, too_small))
        finally:
            self.cursor_position = cursor

    def _take_unseen(self, event: events.Event) -> bool:
        # Nobody can see what a key would do on a screen that does not fit.
        if self._too_small is None or not isinstance(event, (events.InputEvent, events.Paste)):
            return False
        if isinstance(event, events.Key):
            action = self.keymap.find(typed_key(event), (EVERYWHERE,))
            if action is not None and action.id == "quit":
                # What is being typed in a form is kept as a draft, as it is when the terminal goes.
                self.exit()
        return True

    # Carrying out

    def carry_out(self, method: Callable[[], Awaitable[None] | None]) -> None:
        """Call the method of an action; what takes time goes on in a worker, and keys typed meanwhile wait for it."""
        try:
            result = method()
        except UserError as error:
            self.say(error.message)
            return
        if inspect.isawaitable(result):
            self.in_background(result)

    def in_background(self, work: Awaitable[Any], *, keys_wait: bool = True) -> Worker[None]:
        """Run ``work`` as a worker that reports what goes wrong in a sentence and never takes the app down."""
        hold = self.keys.begin() if keys_wait else None
        return self.run_worker(self._guarded(work, hold), exit_on_error=False)

    async def _guarded(self, work: Awaitable[Any], hold: Hold | None) -> None:
        token = key_queue.current.set(hold) if hold else None
        written = self.engine.written
        try:
            await work
        except UserError as error:
            self.say(error.message)
        except Superseded:
            pass
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("fault in an action")
            self.say(
                fault_message(
                    self.paths.log,
                    written=self.engine.written != written,
                    width=self.size.width - 1,
                    ellipsis=self.looks.ellipsis,
                )
            )
        finally:
            if token is not None:
                key_queue.current.reset(token)
            if hold is not None:
                hold.settle()

    def settle(self) -> None:
        """Let keys through again: the action under way waits for an answer, or is done."""
        hold = key_queue.current.get()
        if hold is not None:
            hold.settle()

    def hold(self, event: Typed, *, answered: bool = False) -> bool:
        """Put back what comes to a screen too early; see :meth:`tui.key_queue.KeyQueue.hold`."""
        return self.keys.hold(event, answered=answered)

    @property
    def idle(self) -> bool:
        """Whether every key has been dealt with, and what it brought into sight has been painted."""
        # A dialog may have another gate for what it has worked out since it came up.
        gates = [getattr(self.screen, name, None) for name in ("gate", "plan_gate")]
        return self.keys.idle and not any(gate and (gate.is_closed or gate.is_refusing) for gate in gates)

    async def on_event(self, event: events.Event) -> None:
        """Queue what is typed, so that no key reaches a screen that is about to give way."""
        if self._take_unseen(event):
            return
        # A key comes here a second time when nobody on the screen has used it: it is not to be handed out again.
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            self.keys.put(event)
            return
        await super().on_event(event)

    async def on_hand_out(self, message: HandOut) -> None:
        """Give a key whose turn has come to what has the focus."""
        await self.keys.deliver(message.event)

    async def forward(self, event: Typed) -> None:
        """Do with a key what Textual does with one that has just come."""
        await super().on_event(event)

    def when_shown(self, shown: Shown) -> None:
        """Tell ``shown`` when what has been painted until now stands on the terminal."""
        from tui.terminal.driver import FrugalDriver

        if isinstance(self._driver, FrugalDriver):
            self._driver.when_shown(shown)
        else:
            # The clock that Textual stamps keys with.
            shown(time.monotonic())

    async def ask(self, dialog: Screen[Answer]) -> Answer | None:
        """Show a dialog and return its answer, None where it was left; only inside an action."""
        future: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()

        hold = key_queue.current.get()

        def answered(answer: Answer | None) -> None:
            if not future.done():
                # At once: a key that comes before the action has been told is not for the screen below.
                if hold is not None:
                    hold.go_on()
                future.set_result(answer)

        await self.push_screen(dialog, answered)
        self.settle()
        return await future

    # Messages and navigation

    @abstractmethod
    def say(self, message: str, style: str = "strong") -> None:
        """Say something on the message line of the screen in front, or of the one under a dialog."""

    @abstractmethod
    def go_back(self) -> None:
        """Leave the screen in front; on the last one, ask whether to quit."""

    @abstractmethod
    async def show(self, screen: Screen[Any]) -> None:
        """Open a screen on top of what is there; what has just been done is said on it, not below it."""

    @abstractmethod
    async def show_list(
        self, record: str, filter: Filter | None = None, title: str = "", sort: Sort | None = None
    ) -> None:
        """Go to the list of a kind of record; it is as it was left.

        With ``filter``, open a passing list of these rows on top of what is there: Esc goes back to where one came
        from, and the list itself is untouched. ``title`` says in a few words what is shown, ``sort`` in which order.
        """

    @abstractmethod
    async def open_record(self, record: str, record_id: int, **options: Any) -> None:
        """Open the card of a record; NotFoundError is said where it is gone."""

    @abstractmethod
    async def open_form(self, record: str, record_id: int | None = None, **options: Any) -> Any:
        """Open the form of a record, of a new one without ID; return the ID once saved, None where it was left."""

    @abstractmethod
    async def changed(self, record: str = "") -> None:
        """Tell every screen that records have changed, so that what it shows is what is on file."""

    # Other rooms' work

    @abstractmethod
    async def merge_group(self, record: str, ids: Sequence[int]) -> str:
        """Merge a whole group into its first record; return what is to be said of it."""

    @abstractmethod
    async def merge_two(self, record: str, source: int, target: int) -> Any:
        """Show two records side by side and merge them; return what is left, None where it was not done."""
