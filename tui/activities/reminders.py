"""Reminders on whatever screen is in front: told once on the message line, and kept in sight in the title (COM-12).

One timer is set, for the next that is due, or for a minute on, when it is asked whether anybody else has written to
the database. Nothing is painted unless there is something to tell.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from textual.timer import Timer

from model.activities.reminders import Reminder, answer, reminders
from model.activities.time_fields import day_and_time
from model.core.access.session import Session
from model.core.dates import format_time, parse_moment, utc_text
from model.core.fields.base import Reading
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.text import visible
from tui import rooms

if TYPE_CHECKING:
    from tui.base_app import BaseApp

MINUTE = 60.0
SUBJECT = 9
"""Cells of a subject in the title."""
_LATER = (("1", 10), ("2", 30), ("3", 60), ("4", 180))
"""Keys, and minutes."""


class Reminders:
    """What the app tells of, and when it looks again."""

    def __init__(self, app: BaseApp) -> None:
        self._app = app
        self._timer: Timer | None = None
        self._told: set[str] = set()
        self._version: object = None
        self._next: datetime | None = None
        self.due: list[Reminder] = []
        self.look_again()

    def look_again(self) -> None:
        """Look now what is due: something has been changed here."""
        self._version = None
        self._look()

    def _look(self) -> None:
        self._app.in_background(self._read(), keys_wait=False)

    async def _read(self) -> None:
        before, following = self._version, self._next

        def work(session: Session) -> tuple[object, tuple[list[Reminder], datetime | None] | None]:
            version = (session.person.id, session.store.version())
            if version == before and (following is None or session.clock() < following):
                return version, None
            return version, reminders(session)

        self._version, found = await self._app.engine.read(work)
        if found is not None:
            self.due, self._next = found
            self._tell()
        self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        wait = MINUTE
        if self._next is not None:
            wait = min(wait, max(1.0, (self._next - self._app.session.clock()).total_seconds()))
        self._timer = self._app.set_timer(wait, self._look)

    def _tell(self) -> None:
        app = self._app
        new = [reminder for reminder in self.due if reminder.name not in self._told]
        self._told = {reminder.name for reminder in self.due}
        before, app.in_sight = app.in_sight, self._pieces()
        if before != app.in_sight:
            app.show_titles()
        if len(new) == 1:
            app.say(_("Reminder: {what}  (: and reminders)").format(what=told(app, new[0])), "accent")
        elif new:
            said = ngettext("{count} reminder  (: and reminders)", "{count} reminders  (: and reminders)", len(new))
            app.say(said.format(count=format_whole(len(new))), "accent")

    def _pieces(self) -> list[tuple[str, str]]:
        if not self.due:
            return []
        # Of several that which is next, or was missed first.
        item = min(self.due, key=lambda reminder: utc_text(reminder.item.at or reminder.when)).item
        assert item.at is not None
        clock = "" if item.whole_day else f" {format_time(item.at.timetz().replace(tzinfo=None))}"
        count = str(len(self.due)) if len(self.due) > 1 else ""
        subject = self._app.looks.fit(item.subject, SUBJECT).rstrip()
        return [(f"  !{count}{clock} {subject}", "error")]


def told(app: BaseApp, reminder: Reminder) -> str:
    """Return when and what in one line."""
    item = reminder.item
    assert item.at is not None
    place = f", {visible(item.place)}" if item.place else ""
    return f"{day_and_time(item.at, _reading(app))} {visible(item.subject)}{place}"


def _reading(app: BaseApp) -> Reading:
    return Reading(app.session.clock(), app.session.country, None, app.looks.ascii)


async def show_reminders(app: BaseApp) -> None:
    """Show what is due; open one, have it told again later, or be done with it."""
    from tui.widgets.dialogs import Ask, Choice, Menu, SeenMenu
    from tui.widgets.understood import as_moment

    due, following = await app.engine.read(reminders)
    if not due:
        when = "" if following is None else day_and_time(following, _reading(app))
        app.say(_("No reminder is due; the next one: {when}").format(when=when) if when else _("No reminder is due."))
        return
    choices = [
        Choice(str(number) if number < 10 else "", told(app, reminder), reminder)
        for number, reminder in enumerate(due, start=1)
    ]
    reminder: Reminder | None = choices[0].value if len(due) == 1 else await app.ask(Menu(_("Reminders"), choices))
    if reminder is None:
        return
    later = [Choice(key, _later(minutes), timedelta(minutes=minutes)) for key, minutes in _LATER]
    deeds = [
        Choice("o", _("Open it"), "open"),
        Choice("d", _("Done with: do not tell again"), "done"),
        *later,
        Choice("w", _("Tell again when …"), "when"),
    ]
    deed = await app.ask(SeenMenu(told(app, reminder), deeds))
    if deed is None:
        return
    again: datetime | None = None
    if deed == "when":
        understood = as_moment(app.session.clock)
        text = await app.ask(Ask(_("Tell again when?"), hint=_("tomorrow 9, fri 14:30, in 2h"), understood=understood))
        if not text or not text.strip():
            return
        again = parse_moment(text, app.session.clock())
    elif isinstance(deed, timedelta):
        again = app.session.clock() + deed
    one, until = reminder, again
    await app.engine.write(lambda session: answer(session, one, until))
    app.reminders.look_again()
    if deed == "open":
        open_call_back = rooms.screen_class(rooms.WORK, "open_call_back")
        if one.item.kind != "task" or not await open_call_back(app, one.item.id):
            await app.open_record(one.item.kind, one.item.id)


def _later(minutes: int) -> str:
    if minutes < 60:
        return _("Again in {number} minutes").format(number=minutes)
    hours = minutes // 60
    return ngettext("Again in {number} hour", "Again in {number} hours", hours).format(number=format_whole(hours))
