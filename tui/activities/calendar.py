"""The calendar: a day, a week or a month, one's own or others', worked with the keyboard (COM-12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from textual import events
from textual.app import ComposeResult

from model.activities.about import abouts
from model.activities.agenda import Item, window
from model.activities.calendar_days import DAY, MONTH, SCALES, WEEK, by_day, days_of, minutes_on, moment_at, moved
from model.core.access.preferences import read_preference, write_preference
from model.core.access.session import Session
from model.core.dates import day_bounds_utc, format_day
from model.core.fields.base import Reading
from model.core.language import N_, _
from model.core.text import visible
from tui.activities import deeds
from tui.activities.calendar_choices import ask_day, choose_item, choose_whose
from tui.activities.calendar_picture import (
    View,
    agenda_pieces,
    day_lines,
    month_heads,
    month_lines,
    period_title,
    week_heads,
    week_lines,
)
from tui.engine import Superseded
from tui.frame import SalgScreen
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece
from tui.widgets.picture_lines import PictureLines
from tui.widgets.record_deeds import tick

CALLED = {DAY: N_("Day"), WEEK: N_("Week"), MONTH: N_("Month")}
MORNING = 9 * 60
WHOLE = -1
"""The minute that stands for the line above the hours: what takes the whole day."""
MOST = 2_000
_STEPS = {DAY: 30, WEEK: 60}


class CalendarScreen(SalgScreen):
    """Whose ``owner`` is None is everybody's calendar."""

    context = ("calendar", "ticks", "planned", "list", "parts")

    def __init__(self, day: date | None = None) -> None:
        super().__init__()
        self.scale = WEEK
        self.day = day
        self.minute = MORNING
        self.owner: int | None = None
        self.items: list[Item] = []
        self.days: dict[date, list[Item]] = {}
        self.in_list = False
        """Whether the list of the day has the cursor."""
        self._whose = ""
        self._chosen = False

    # The frame

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name what is shown, and whose it is."""
        pieces: list[Piece] = [(_("Calendar"), "strong")]
        if self.day is None:
            return pieces, []
        dot = self.app.looks.dot
        pieces += [(f" {dot} {period_title(self.scale, self.view)}", "accent"), (f" {dot} {self._whose}", "")]
        if len(self.items) >= MOST:
            pieces.append((f" {dot} " + _("too much to show all of it"), "error"))
        return pieces, [(_(CALLED[self.scale]), "strong")]

    def body(self) -> ComposeResult:
        """Yield the names of the days, the days, and the list of the day pointed at."""
        yield Line(id="heads")
        yield PictureLines(id="picture")
        yield Line(id="of-day")
        yield LineList(self._agenda_line, id="agenda")

    def on_mount(self) -> None:
        """Begin where the person left it, today."""
        super().on_mount()
        self.query_one(LineList).activate(False)
        if self.day is None:
            self.day = self._reading().today
        self.owner = self.app.session.person.id
        self.app.in_background(self._begin())

    async def _begin(self) -> None:
        kept = await self.app.engine.read(lambda session: read_preference(session, "calendar"))
        if isinstance(kept, dict) and kept.get("scale") in SCALES:
            self.scale = kept["scale"]
        await self.records_changed()

    def record_in_front(self) -> object:
        """Return what is pointed at."""
        return [item.id for item in self.here()] if self.is_open and self.days else None

    async def records_changed(self, record: str = "") -> None:
        """Read what is shown anew."""
        first, last = days_of(self.scale, self._at)
        owner = self.owner

        def work(session: Session) -> tuple[list[Item], str]:
            zone = session.reading().zone
            start, end = day_bounds_utc(first, zone)[0], day_bounds_utc(last, zone)[1]
            whose = _("everybody's") if owner is None else session.names.title_of("employee", owner)
            found = window(session, start, end, owner=owner, limit=MOST)
            told = abouts(session, {item.id for item in found})
            return [item._replace(about=told.get(item.id, "")) for item in found], whose

        try:
            self.items, self._whose = await self.app.engine.latest("calendar", work)
        except Superseded:
            return
        if self.owner == self.app.session.person.id:
            self._whose = _("mine")
        self.days = by_day(self.items, first, last)
        if self.is_open:
            self.draw()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Read anew: something may have been done since."""
        if self.days:
            self.app.in_background(self.records_changed(), keys_wait=False)

    def on_resize(self, event: events.Resize | None = None) -> None:
        """Lay everything out anew."""
        super().on_resize()
        if self.days:
            self.call_after_refresh(self.draw)

    @property
    def _at(self) -> date:
        assert self.day is not None
        return self.day

    def _reading(self) -> Reading:
        # No names are looked up here, in the event loop.
        session = self.app.session
        return Reading(session.clock(), session.country, None, self.app.looks.ascii)

    @property
    def view(self) -> View:
        """What is drawn."""
        return View(self.days, self._at, self.minute, self._reading(), self.app.looks, not self.in_list)

    def draw(self) -> None:
        """Draw the calendar and the list of the day."""
        if self._at not in self.days:
            return
        view, (width, height) = self.view, self.app.size
        there = self.agenda
        rows = height - 6
        below = max(3, min(max(4, rows // 4), len(there)))
        if self.scale == MONTH:
            # The weeks are all as high as each other; what is left over is for the list.
            weeks = len(self.days) // 7
            below = rows + 1 - (rows + 1 - max(3, rows // 4)) // weeks * weeks
        agenda = self.query_one("#agenda", LineList)
        agenda.styles.height = below
        room = rows + 1 - below + (self.scale == DAY)
        draws: Any = {DAY: day_lines, WEEK: week_lines, MONTH: month_lines}[self.scale]
        self.query_one("#picture", PictureLines).show(draws(view, width, room))
        heads = self.query_one("#heads", Line)
        heads.display = self.scale != DAY
        heads.show(month_heads(view, width) if self.scale == MONTH else week_heads(view, width))
        rule = self.app.looks.rule
        called = f" {format_day(self._at)} " if there else f" {format_day(self._at)}: {_('nothing')} "
        self.query_one("#of-day", Line).show(
            [(rule * 2, "dim"), (called, "accent" if self.in_list else "strong"), (rule * 200, "dim")]
        )
        agenda.empty = _("Nothing here. n makes an appointment.")
        agenda.set_length(len(there))
        agenda.refresh()
        self.show_title()
        self.show_hints()

    def _agenda_line(self, number: int, width: int, chosen: bool) -> Sequence[Piece]:
        return agenda_pieces(self.view, self.agenda[number], width, chosen=chosen)

    @property
    def agenda(self) -> list[Item]:
        """What stands on the day pointed at."""
        return self.days.get(self._at, [])

    # Where the person points

    def here(self) -> list[Item]:
        """Return what is pointed at: the line of the list, or what stands in the hour or on the day."""
        there = self.agenda
        if self.in_list:
            at = self.query_one("#agenda", LineList).at
            return there[at : at + 1]
        if self.scale == MONTH:
            return there
        if self.minute == WHOLE:
            return [item for item in there if item.whole_day]
        step = _STEPS[self.scale]
        first = self.minute // step * step
        found = []
        for item in there:
            start, end = minutes_on(item, self._at)
            if not item.whole_day and start < first + step and end > first:
                found.append(item)
        return found

    async def _one(self) -> Item | None:
        """Return what is pointed at; ask which where there are several."""
        found = self.here()
        if not found:
            self.flash(_("Nothing stands here; n makes an appointment."))
            return None
        if len(found) == 1:
            return found[0]
        view = self.view
        lines = [
            "".join(text for text, _style in agenda_pieces(view, item, 60, chosen=False)).strip() for item in found
        ]
        return await choose_item(self.app, found, lines)

    async def _go(self, day: date, minute: int | None = None) -> None:
        minute = self.minute if minute is None else minute
        if not 1900 <= day.year <= 2199:
            return
        before, self.day, self.minute = self.day, day, minute
        if before != day:
            self.query_one("#agenda", LineList).at = 0
        if day in self.days and (self.scale != MONTH or before is None or before.month == day.month):
            self.draw()
        else:
            await self.records_changed()

    async def _step(self, days: int, rows: int) -> None:
        if self.in_list:
            self.query_one("#agenda", LineList).move(rows)
            return
        if self.scale == MONTH:
            await self._go(self._at + timedelta(days=days + 7 * rows))
            return
        step = _STEPS[self.scale]
        minute = self.minute
        if rows:
            minute = minute + rows * step if minute != WHOLE else (0 if rows > 0 else WHOLE)
            minute = WHOLE if minute < 0 else min(minute // step * step, 24 * 60 - step)
        await self._go(self._at + timedelta(days=days), minute)

    async def do_day_before(self) -> None:
        """A day to the left."""
        await self._step(-1, 0)

    async def do_day_after(self) -> None:
        """A day to the right."""
        await self._step(1, 0)

    async def do_down(self) -> None:
        """Later on the day; in a month the same day a week later."""
        await self._step(0, 1)

    async def do_up(self) -> None:
        """Earlier on the day; in a month the same day a week before."""
        await self._step(0, -1)

    async def do_page_down(self) -> None:
        """The next period."""
        await self.do_period_after()

    async def do_page_up(self) -> None:
        """The period before."""
        await self.do_period_before()

    async def do_half_down(self) -> None:
        """Four hours later."""
        await self._step(0, 4)

    async def do_half_up(self) -> None:
        """Four hours earlier."""
        await self._step(0, -4)

    async def do_last(self) -> None:
        """The last day of the period."""
        await self._go(
            days_of(self.scale, self._at)[1]
            if self.scale == WEEK
            else moved(MONTH, self._at.replace(day=1), 1) - timedelta(days=1)
        )

    async def do_period_before(self) -> None:
        """The day, week or month before."""
        await self._go(moved(self.scale, self._at, -1))

    async def do_period_after(self) -> None:
        """The next day, week or month."""
        await self._go(moved(self.scale, self._at, 1))

    async def do_calendar_today(self) -> None:
        """Today."""
        await self._go(self._reading().today, MORNING)

    async def do_to_date(self) -> None:
        """Ask for a day, as people say it, and go there."""
        day = await ask_day(self.app, self._reading().today)
        if day is not None:
            await self._go(day)

    async def do_calendar_scale(self) -> None:
        """Day, week, month, one after the other."""
        self.scale = SCALES[(SCALES.index(self.scale) + 1) % len(SCALES)]
        if self.scale != MONTH and self.minute == WHOLE:
            self.minute = MORNING
        await self.records_changed()
        scale = self.scale
        await self.app.engine.write(lambda session: write_preference(session, "calendar", {"scale": scale}))

    def do_next_part(self) -> None:
        """From the calendar to the list of the day, and back."""
        self.in_list = not self.in_list
        self.query_one(LineList).activate(self.in_list)
        self.draw()

    def do_previous_part(self) -> None:
        """The same."""
        self.do_next_part()

    # Whose

    async def do_calendar_mine(self) -> None:
        """One's own, or everybody's."""
        mine = self.app.session.person.id
        self.owner = None if self.owner == mine else mine
        await self.records_changed()

    async def do_calendar_whose(self) -> None:
        """Choose whose calendar it is."""
        chosen = await choose_whose(self.app, self.owner)
        if chosen is not None:
            self.owner = chosen[0]
            await self.records_changed()

    async def do_screen_tasks(self) -> None:
        """Show the list of tasks: 7 goes from the calendar to it and back."""
        await self.app.show_list("task")

    # What stands there

    async def do_open(self) -> None:
        """Open what is pointed at; of a series that is still to come, the one that has its rule."""
        item = await self._one()
        if item is None:
            return
        await self.app.open_record(item.kind, item.id)
        if item.coming:
            self.app.say(_("It is still to come: this is the one from which the series goes on."))

    def _moment(self) -> datetime:
        minute = MORNING if self.scale == MONTH else 0 if self.minute == WHOLE else self.minute
        return moment_at(self._at, minute, self.app.session.clock())

    async def do_calendar_new(self) -> None:
        """Make an appointment where one points, or a task."""
        at = self._moment()
        whole = self.minute == WHOLE and self.scale != MONTH
        end = at + timedelta(days=1) if whole else at + timedelta(hours=1)
        owner = {} if self.owner is None else {"owner": self.owner}
        await self._made("appointment", at=at, end=end, **owner)

    async def do_calendar_task(self) -> None:
        """Make a task that is due on the day."""
        await self._made("task", at=moment_at(self._at, 0, self.app.session.clock()))

    async def _made(self, kind: str, **prefill: Any) -> None:
        if await self.app.open_form(kind, None, **prefill) is not None:
            await self.app.changed(kind)

    async def do_calendar_edit(self) -> None:
        """Open the form of what is pointed at."""
        item = await self._one()
        if item is not None:
            await deeds.edit(self, item.kind, item.id, item.at if item.coming else None)

    async def do_calendar_delete(self) -> None:
        """Delete what is pointed at, after y."""
        item = await self._one()
        if item is None:
            return
        if await deeds.delete_of_series(self, item.kind, item.id, item.at if item.coming else None):
            return
        from tui.widgets.record_deeds import delete_record

        record = deeds.kind_of(item.kind)
        if await delete_record(self, record, item.id, visible(item.subject)):
            await self.app.changed(item.kind)
            self.app.say(_("Deleted: {name}. u brings it back.").format(name=visible(item.subject)), "good")

    async def do_tick(self) -> None:
        """Tick what is pointed at as done, or as still to do."""
        item = await self._one()
        if item is None:
            return
        if item.coming:
            assert item.at is not None
            await deeds.tick_coming(self, item.kind, item.id, item.at)
        else:
            await tick(self, item.kind, item.id)

    async def do_skip(self) -> None:
        """Leave one of a series out."""
        item = await self._one()
        if item is not None:
            await deeds.skip(self, item.kind, item.id, item.at if item.coming else None)

    async def do_calendar_export(self) -> None:
        """Write what the period holds to a file."""
        from tui.activities.exporting import export_calendar

        await export_calendar(self.app, self.items)
