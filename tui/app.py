"""The app: which screen stands where, and how one goes from one to the next."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from textual.screen import Screen

from model.core.access.session import Session
from model.core.language import _
from model.core.settings import Settings
from tui import rooms
from tui.actions import Keymap
from tui.base_app import AppPaths, BaseApp
from tui.engine import Superseded
from tui.everywhere import Everywhere
from tui.frame import SalgScreen
from tui.looks import Looks

if TYPE_CHECKING:
    from model.core.lists.criteria import Filter
    from model.core.lists.listing import Sort


class SalgApp(BaseApp, inherit_bindings=False):
    """Salg in a terminal."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    TITLE = "Salg"
    INLINE_PADDING = 0

    @cached_property
    def everywhere(self) -> Everywhere:
        """What carries out the actions that work everywhere."""
        return Everywhere(self)

    def get_default_screen(self) -> Screen[Any]:
        """Begin on the start page."""
        return rooms.screen_class(rooms.SCREENS, "start")()

    def on_ready(self) -> None:
        """Begin to collect garbage now that the first picture stands; what was made for it stays and is passed over."""
        gc.collect()
        gc.freeze()
        gc.enable()
        self.reminders = rooms.screen_class(rooms.WORK, "reminders_kept")(self)
        if self.settings.mail.imap and self.settings.mail.link and not self.demo:
            self.mail = rooms.screen_class(rooms.WORK, "mail_watched")(self)
        if self.settings.mail.smtp and not self.demo:
            rooms.screen_class(rooms.WORK, "outbox_watched")(self)
            self.campaigns = rooms.screen_class(rooms.WORK, "campaigns_watched")(self)
        self.keys.hand_out()

    async def on_unmount(self) -> None:
        """End the database threads, and what is read and sent beside the work."""
        for watch in (self.mail, self.campaigns):
            if watch is not None:
                watch.close()
        self.engine.close()

    def say(self, message: str, style: str = "strong") -> None:
        """Say something on the message line of the screen in front, or of the one under a dialog."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, SalgScreen):
                screen.flash(message, style)
                return

    def show_titles(self) -> None:
        """Write the title lines of all screens anew."""
        for screen in self.screen_stack:
            if isinstance(screen, SalgScreen) and screen.is_attached:
                screen.show_title()

    # Navigation

    def go_back(self) -> None:
        """Leave the screen in front; on the last one, ask whether to quit."""
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            # Esc pressed once too often is not meant to end it all; Q is.
            self.carry_out(lambda: self.everywhere.do_quit(sure=False))

    async def show(self, screen: Screen[Any]) -> None:
        """Open a screen on top of what is there; what has just been done is said on it, not below it."""
        below = self.screen
        await self.push_screen(screen)
        if isinstance(below, SalgScreen) and isinstance(screen, SalgScreen) and below.said[1] == "good":
            message, style = below.said
            below.flash("")
            screen.flash(message, style)
        self.settle()

    async def show_list(
        self, record: str, filter: Filter | None = None, title: str = "", sort: Sort | None = None
    ) -> None:
        """Go to the list of a kind of record; it is as it was left.

        With ``filter``, open a passing list of these rows on top of what is there: Esc goes back to where one came
        from, and the list itself is untouched. ``title`` says in a few words what is shown, ``sort`` in which order.
        """
        if filter is not None:
            await self.show(rooms.screen_class(rooms.LISTS, record)(filter, title, sort))
            return
        if self.unsaved():
            self.say(_("First save or leave what is being typed."))
            return
        name = f"list-{record}"
        known = self.is_screen_installed(name)
        if not known:
            self.install_screen(rooms.screen_class(rooms.LISTS, record)(), name)
        # What lies between is not painted on the way.
        with self.batch_update():
            while len(self.screen_stack) > 1:
                await self.pop_screen()
            await self.push_screen(name)
        if known:
            # While it was away nobody told it of changes, and those of colleagues nobody tells of.
            await cast(SalgScreen, self.get_screen(name)).records_changed()
        self.settle()

    async def open_record(self, record: str, record_id: int, **options: Any) -> None:
        """Open the card of a record; NotFoundError is said where it is gone."""
        await self.show(rooms.screen_class(rooms.CARDS, record)(record_id, **options))

    async def open_form(self, record: str, record_id: int | None = None, **options: Any) -> Any:
        """Open the form of a record, of a new one without ID; return the ID once saved, None where it was left."""
        table = rooms.FORMS if record in rooms.FORMS else rooms.FURTHER_FORMS
        return await self.ask(rooms.screen_class(table, record)(record_id, **options))

    async def changed(self, record: str = "") -> None:
        """Tell every screen that records have changed, so that what it shows is what is on file."""
        for screen in self.screen_stack:
            if isinstance(screen, SalgScreen):
                # A screen that is asking anew already must not cut short what is being done here.
                with contextlib.suppress(Superseded):
                    await screen.read_again(record)
        if self.reminders is not None:
            self.reminders.look_again()

    # What rooms do for others

    async def merge_group(self, record: str, ids: Sequence[int]) -> str:
        """Merge a whole group into its first record; return what is to be said of it."""
        told: str = await rooms.screen_class(rooms.WORK, "merge_group")(self, record, ids)
        return told

    async def merge_two(self, record: str, source: int, target: int) -> Any:
        """Show two records side by side and merge them; return what is left, None where it was not done."""
        return await rooms.screen_class(rooms.WORK, "merge_two")(self, record, source, target)


def open_app(
    session: Session,
    settings: Settings,
    paths: AppPaths,
    *,
    settings_file: str = "",
    database_id: str = "",
    demo: bool = False,
) -> None:
    """Open the app for somebody who is signed in, and return when it is left.

    Raises :class:`UserError`, before anything is painted, for a keymap that cannot be, and :class:`SignedOutError`
    where an administrator deactivates the person meanwhile.
    """
    keymap = Keymap(settings.keymap, file=settings_file)
    looks = Looks.of(settings.glyphs, os.environ)
    driver = None
    if not settings.plain_output:
        from tui.terminal.driver import driver_class

        driver = driver_class(os.environ)
    app = SalgApp(session, settings, keymap, looks, paths, database_id=database_id, demo=demo, driver_class=driver)
    # The threads have connections of their own from here on; what this one has read is not needed again.
    session.store.close()
    app.run(mouse=settings.mouse)
    if app.ended_by is not None:
        raise app.ended_by
