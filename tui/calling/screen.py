"""The caller's screen: one record at a time, an outcome on every key, the next at once (LEAD-33 … LEAD-37)."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult

from model.calling import lists
from model.calling.kinds import RecordRef
from model.calling.outcomes import log_outcome, put_aside
from model.calling.own_calls import own_call_count
from model.calling.progress import progress
from model.calling.rules import objections
from model.core.access.session import Session
from model.core.errors import NotFoundError, UserError
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.leads.records import Lead
from tui import rooms
from tui.calling.current_call import CurrentCallScreen
from tui.calling.note import NOTE_LINES
from tui.calling.outcomes import BY_ACTION, LABELS, Outcome
from tui.calling.parked import take_up_parked
from tui.calling.picture import Picture, places_of, progress_text, read_picture
from tui.calling.showing import Showing
from tui.calling.telephone import Dialled, may_dial, ring
from tui.calling.turns import Turns
from tui.engine import Superseded
from tui.frame import ON_RECORD
from tui.widgets.line_block import LineBlock
from tui.widgets.line_list import LineList
from tui.widgets.lines import Line, Piece

RENEW = 60.0
"""Seconds between two looks at the clock: the record is kept for another while, or one that has fallen due is shown."""
WITHOUT_RECORD = ("call_skip", "call_previous", "call_parked", "call_more", "call_less")
"""What can be done while nobody is to be called."""
SEEN_FIRST = ON_RECORD | frozenset("call_dial call_number call_note call_open registry_page".split())
"""What is done with the one in front, and so counts only once that has been painted: a note is typed for it too."""


class CallingScreen(CurrentCallScreen):
    """A caller at work on one list."""

    context = ("calling", "companies")
    acts_on_record = SEEN_FIRST

    def __init__(self, list_id: int, *, first: RecordRef | None = None, told: str = "") -> None:
        """Open a list; with ``first`` at that one, for a call-back that is due, and then go on with the list."""
        super().__init__(told)
        self.list_id = list_id
        self._first = first
        self.turns = Turns(list_id)
        self._before: list[RecordRef] = []
        """Records that were here before this one, the latest last."""
        self._showing = Showing(self)

    # The frame

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name the list and how far it has come."""
        name = self.picture.row.name if self.picture else ""
        told = progress_text(self.found, self.app.looks)
        label = _("Call list") + "  "
        # Who is at the keyboard, and in the demo that it is one, stand at the right.
        room = self._showing.width - cell_len(told) - cell_len(self.app.session.person.initials) - 7
        room -= cell_len(_("demo")) + 1 if self.app.demo else 0
        if room < cell_len(label) + 10:
            label = ""
        name = self.app.looks.fit(name, max(8, room - cell_len(label))).rstrip()
        return [(label, "accent"), (name, "strong"), (f"  {told}", "")], []

    def body(self) -> ComposeResult:
        """Yield who it is, the numbers, what was last, the script, the note, and the keys of the outcomes."""
        yield LineBlock(id="who")
        yield LineBlock(id="numbers")
        yield LineBlock(least=1, id="state")
        rest = LineList(lambda number, _width, _chosen: self._showing.rows[number], id="rest")
        rest.active = False
        yield rest
        yield Line(id="note-title")
        for number in range(NOTE_LINES):
            yield Line(id=f"note-{number}")
        yield LineBlock(id="outcomes")

    # Life

    def on_mount(self) -> None:
        """Get the first record; then bring the list up to date, which takes its time on a very long one."""
        super().on_mount()
        self.set_interval(RENEW, self._look_at_the_clock)
        self.app.in_background(self._begin())

    async def _begin(self) -> None:
        try:
            if self._first is None:
                await self._next()
            else:
                await self._take(self._first)
        except UserError as error:
            self.app.go_back()
            self.app.say(error.message)
            return
        if not self.told:
            self.app.in_background(self._refresh(), keys_wait=False)

    async def _refresh(self) -> None:
        """Bring the list up to date; where nobody was to be called, there may be somebody now."""
        added = await self.app.engine.count("calling-refresh", lambda session: lists.refresh(session, self.list_id))
        if not added or not self.is_attached:
            return
        told = ngettext("{count} has come to the list.", "{count} have come to the list.", added)
        self.flash(told.format(count=format_whole(added)), "good")
        if self.ref is None:
            self.app.in_background(self._next())
        else:
            await self._count()

    def _look_at_the_clock(self) -> None:
        """Keep the record in front; where there is none, look whether one has fallen due. Else nothing is painted."""
        if self.picture is None or self.app.keys.busy:
            return
        ref, due = self.ref, self.picture.turn.due
        if ref is not None:
            self.app.in_background(self._renew(ref), keys_wait=False)
        elif due is not None and due <= self.app.session.clock():
            self.app.in_background(self._next())

    async def _renew(self, ref: RecordRef) -> None:
        number = self.dialled.number.key if self.dialled is not None else None
        if not await self.turns.keep(self.app, ref, number) and ref == self.ref:
            await self.turns.take(self.app, ref)

    async def on_unmount(self) -> None:
        """Give the record back, however the screen was left; what is typed stays as a draft."""
        self.note.leave()
        # Where the program is ending the threads may have ended before: the lease runs out by itself then.
        with contextlib.suppress(RuntimeError, UserError):
            await self.turns.give_back(self.app)

    def do_back(self) -> Awaitable[None]:
        """Leave: the record goes back to the list, and the screens below show what was done."""
        return self._leave()

    async def _leave(self) -> None:
        await self.turns.give_back(self.app)
        self.app.go_back()
        await self.app.changed()

    # Getting records

    async def _next(self, before: Callable[[Session], object] | None = None) -> None:
        """Do ``before``, get the next record and show it."""
        self._arrived(await self.turns.next(self.app, before))

    def _arrived(self, picture: Picture) -> None:
        last = self.ref
        if last is not None:
            self.told = ""
        if last is not None and last != picture.turn.record:
            self._before = [*(ref for ref in self._before if ref != last), last][-50:]
        self._show(picture)

    def _show(self, picture: Picture) -> None:
        other = picture.turn.record is not None and picture.turn.record != self.ref
        self.picture = picture
        self.dialled = None
        self.chosen = picture.chosen
        self.typing = False
        if picture.turn.record is None:
            self.note.leave()
        else:
            self.note.begin(self.app, picture.turn.record, picture.title)
        self._showing.all()
        if other:
            self.put_next()
        self.app.in_background(self._count(), keys_wait=False)

    async def _count(self) -> None:
        try:
            self.found = await self.app.engine.count("calling", lambda session: progress(session, self.list_id))
        except (Superseded, NotFoundError):
            return
        if self.is_attached:
            self.show_title()
            self._showing.rest()
            self._showing.outcomes()

    async def records_changed(self, record: str = "") -> None:
        """Show the record as it is now; where it is gone, the next one."""
        if self.picture is None:
            return
        turn, looks = self.picture.turn, self.app.looks
        try:
            picture = await self.app.engine.read(lambda session: read_picture(session, self.list_id, turn, looks))
        except NotFoundError:
            if self.app.screen is self:
                await self._next()
            return
        self.picture = picture
        self.chosen = min(self.chosen, max(0, len(picture.numbers) - 1))
        if self.is_attached:
            self._showing.all()
            self.app.in_background(self._count(), keys_wait=False)

    def on_resize(self, event: events.Resize | None = None) -> None:
        """Lay everything out anew."""
        super().on_resize()
        self.call_after_refresh(self._showing.all)

    # Keys

    def why_not(self, action: str) -> str:
        """Say what cannot be done without a record, or with one of its kind."""
        if self.picture is None:
            return _("It is still being read.") if action.startswith("call_") else super().why_not(action)
        if self.ref is None and action.startswith("call_") and action not in WITHOUT_RECORD:
            return _("Nobody is to be called now.")
        if action == "call_previous" and not self._before:
            return _("There was none before.")
        if action == "call_number" and len(self.picture.numbers) < 2:
            return _("There is no other number.")
        if action == "call_convert" and self.record is not Lead:
            return _("Only leads are converted.")
        if action == "registry_page" and "org_number" not in self.record.fields():
            return _("No public register knows it.")
        return super().why_not(action)

    def take_key(self, key: str, event: events.Key) -> bool:
        """Take what is typed into the note."""
        if not self.typing:
            return False
        if event.key in ("enter", "escape"):
            self.typing = False
        else:
            wanted = "enter" if event.key == "ctrl+j" else event.key
            if self.note.key(wanted, event.character if event.is_printable else None) and (error := self.note.failed):
                self.flash(error, "error")
        self._showing.note()
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted into the note."""
        event.stop()
        if self.typing:
            self.note.insert(event.text)
            self._showing.note()

    def do_call_note(self) -> None:
        """Type a note of this call; it is kept as it is typed (COM-10)."""
        self.typing = True
        self._showing.note()

    # Calling

    async def do_call_dial(self) -> None:
        """Dial; what must not be called now is not dialled, whatever it was when it came."""
        assert self.picture is not None
        ref = self.picture.turn.record
        assert ref is not None
        number = self.picture.numbers[self.chosen] if self.picture.numbers else None
        found = await self.app.engine.read(lambda session: objections(session, ref, number))
        if found or number is None:
            self.picture = replace(self.picture, objections=found)
            self._showing.state()
            self.flash(found[0].sentence if found else _("There is no telephone number on it."), "error")
            return
        if not await may_dial(self.app, number) or ref != self.ref:
            return
        self.dialled = Dialled(number, self.app.session.clock())
        self._showing.state()
        await self._renew(ref)
        self.app.in_background(self._ring(ref, self.dialled), keys_wait=False)

    async def _ring(self, ref: RecordRef, dialled: Dialled) -> None:
        try:
            await ring(self.app, dialled.number)
        except UserError:
            if ref == self.ref and self.dialled is dialled and self.is_attached:
                self.dialled = None
                self._showing.state()
            raise

    def do_call_number(self) -> None:
        """Go to the next number."""
        assert self.picture is not None
        self.chosen = (self.chosen + 1) % len(self.picture.numbers)
        self._showing.numbers()

    def perform(self, action: str) -> None:
        """Carry out an action; those that are outcomes of a call are declared in :mod:`tui.calling.outcomes`."""
        outcome = BY_ACTION.get(action)
        if outcome is None or self.why_not(action):
            super().perform(action)
        else:
            self.app.carry_out(lambda: self._outcome(outcome))

    async def _outcome(self, outcome: Outcome) -> None:
        """Ask what the outcome needs, and log the call."""
        assert self.picture is not None
        ref, more = self.ref, dict(outcome.more)
        if outcome.ask is not None:
            answer = await outcome.ask(self.app, self.picture.private)
            if answer is None or ref != self.ref:
                return
            more |= answer
        await self._log(outcome.name, outcome.label, **more)

    async def _log(self, outcome: str, label: str, **more: Any) -> None:
        """Log the call with ``more`` arguments of :func:`log_outcome`, and show the next one."""
        assert self.picture is not None
        picture, ref = self.picture, self.ref
        assert ref is not None
        if self.dialled is None and self._logged():
            self.flash(_("This call is logged already; u takes it back."))
            return
        ended = self.app.session.clock()
        started = self.dialled.at if self.dialled else None
        # The number that was dialled; whoever has called by another way has called the one that is pointed at.
        pointed = picture.numbers[self.chosen].text if picture.numbers else ""
        number = self.dialled.number.text if self.dialled else pointed
        list_id, holder, note = self.list_id, self.turns.holder, self.note.text

        logged: list[bool] = []

        def work(session: Session) -> None:
            log_outcome(session, list_id, ref, outcome, started, ended, number=number, note=note, holder=holder, **more)
            logged.append(True)

        try:
            following = await self.turns.next(self.app, work)
        finally:
            # What is logged is no draft any more, whatever became of the look for the next one.
            if logged:
                self.note.discard(ref)
        self._arrived(following)
        self.flash(_("{name}: {outcome}").format(name=picture.title, outcome=_(label)), "good")

    async def do_call_skip(self) -> None:
        """Put this one aside for an hour, and show the next; where there is none, look again."""
        ref, list_id, holder = self.ref, self.list_id, self.turns.holder
        if ref is None or self._logged():
            await self._next()
        else:
            await self._next(lambda session: put_aside(session, list_id, ref, holder))

    def _logged(self) -> bool:
        """Whether the one in front was called within the hour: it is only looked at."""
        return self.picture is not None and any(each.code == "hour" for each in self.picture.objections)

    async def do_call_previous(self) -> None:
        """Go back to the one that was here before, to look at it or to take back what was logged."""
        await self._take(self._before[-1])
        self._before.pop()

    async def _take(self, ref: RecordRef) -> None:
        self._show(await self.turns.take(self.app, ref))

    async def do_undo(self) -> None:
        """Undo as everywhere; where it was the latest call from here, who was called is in front again."""
        calls = await self.app.engine.read(self._logged_here)
        await self.app.everywhere.do_undo()
        if self._before and await self.app.engine.read(self._logged_here) < calls and self.ref != self._before[-1]:
            await self.do_call_previous()

    def _logged_here(self, session: Session) -> int:
        return own_call_count(session, self.list_id)

    async def do_call_parked(self) -> None:
        """Show who is parked on this list, and take up again whom the caller chooses (K04)."""
        if await take_up_parked(self.app, self.list_id) and self.ref is None:
            await self._next()
        else:
            await self._count()

    # What there is no room for

    def do_call_more(self) -> None:
        """Scroll on in the facts, the last activities and the script."""
        self._showing.scroll(1)

    def do_call_less(self) -> None:
        """Scroll back."""
        self._showing.scroll(-1)

    # The record

    @property
    def record_id(self) -> int | None:
        """The ID of the record in front, for what is done with any record."""
        return None if self.ref is None else self.ref.record_id

    async def do_call_open(self) -> None:
        """Open the card of the one in front."""
        assert self.ref is not None
        await self.app.open_record(*self.ref)

    async def do_call_edit(self) -> None:
        """Edit the one in front."""
        assert self.ref is not None
        if await self.app.open_form(*self.ref) is not None:
            await self.app.changed(self.ref.type_name)

    async def do_call_convert(self) -> None:
        """Convert the lead; the call that led to it is logged as reached, and the next one is shown."""
        ref = self.ref
        assert ref is not None
        done = await rooms.screen_class(rooms.WORK, "convert_lead")(self.app, ref.record_id, show=False)
        if done is not None and ref == self.ref:
            await self._log("reached", LABELS["reached"], became=places_of(done))
