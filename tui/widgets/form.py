"""A form: the fields of a record described as data, filled in by keyboard alone (COM-02, COM-09, COM-10).

Only keys of editing are known here. What is a command (saving with a function key, say) is a method for the table of
actions: :meth:`Form.save`, :meth:`Form.back`, :meth:`Form.take_offer`. Neither needs a function key: the last stop of
the form saves with Enter, and Esc asks when something typed would be lost.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.worker import Worker, WorkerError, WorkType

from model.core.access import Session
from model.core.changes import Conflict
from model.core.dates import format_moment_short
from model.core.drafts import Draft
from model.core.fields.base import Reading
from model.core.language import _, ngettext
from model.core.lookup import Found, find_titles
from model.core.numbers import format_whole
from tui.engine import Engine, Superseded
from tui.widgets.conflict import ConflictDialog
from tui.widgets.contents import Contents
from tui.widgets.form_layout import Description
from tui.widgets.form_picture import FormPicture
from tui.widgets.form_saving import Disagreement, Saver, save_form
from tui.widgets.form_state import SAVE, Check, FormState, Offer, Question, Stop
from tui.widgets.inputs import ReferenceInput
from tui.widgets.painted import Painted, styles_css
from tui.widgets.picker import MOST

Finder = Callable[[Session, str, Mapping[str, str], int], list[Found]]
"""Finds records for a field of references: what is typed there, the texts of all fields, and how many at most."""


class Host(Protocol):
    """The app round a form, as far as keys that are typed ahead concern it."""

    def in_background(self, work: Awaitable[Any]) -> object:
        """Run ``work``; keys wait until it is done."""

    def hold(self, event: events.Key, *, answered: bool = False) -> bool:
        """Keep a key for what comes after the form."""

    async def ask(self, dialog: Any) -> Any:
        """Show a dialog, to which keys go until it is answered."""


class Form(Painted):
    """A form over ``contents`` (:func:`~tui.widgets.contents.open_record`, :func:`~tui.widgets.contents.new_record`).

    ``save`` is awaited with a :class:`Saving`; it returns what :class:`Form.Saved` passes on, or raises
    :class:`~model.core.errors.UserError` or :class:`~model.core.changes.Conflict`, which are shown here. ``checks`` ask
    about fields while they are typed, ``finders`` find other records for a field than those called like what is typed.
    Every key goes into ``draft`` before it is shown.
    """

    DEFAULT_CSS = styles_css("Form", "height: 1fr; width: 1fr;")

    @dataclass
    class Saved(Message):
        """The form was saved, or there was nothing to save (``changed`` False)."""

        form: Form
        result: Any
        changed: bool

    @dataclass
    class Cancelled(Message):
        """The person leaves without saving; ``kept`` if what was typed stays behind as a draft."""

        form: Form
        kept: bool

    @dataclass
    class Moved(Message):
        """The person has gone to another field ('' on the line that saves)."""

        form: Form
        field: str

    @dataclass
    class Failed(Message):
        """A fault, already told to the person in one sentence; for the log."""

        form: Form
        error: Exception

    def __init__(
        self,
        contents: Contents,
        description: Description,
        engine: Engine,
        save: Saver,
        *,
        draft: Draft | None = None,
        checks: Mapping[str, Check] | None = None,
        finders: Mapping[str, Finder] | None = None,
        host: Host | None = None,
        ascii: bool = False,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self._host = host
        self._asking: dict[str, Worker[None]] = {}
        """Questions under way about what is typed in a field."""
        self._sought: tuple[str, str] | None = None
        """The field of references and the text for which records are, or were, looked for."""
        self._found: tuple[str, str] | None = None
        """Those for which they were found."""
        self.state = FormState(contents, description, draft, ascii=ascii)
        self.picture = self.make_picture(lambda: engine.session.reading(ascii=ascii), ascii=ascii)
        self.engine = engine
        self.ascii = ascii
        self._saver = save
        self._checks = dict(checks or {})
        self._finders = dict(finders or {})
        self._saving = False
        self._waiting: list[events.Key] = []
        self._finished = False

    def make_picture(self, reading: Callable[[], Reading], *, ascii: bool) -> FormPicture:
        """Return what lays the fields out and paints them."""
        return FormPicture(self.state, reading, ascii=ascii)

    # What the screen asks and tells

    @property
    def current(self) -> str:
        """The field in which the person is, '' on the line that saves."""
        return self.state.stop[0]

    @property
    def dirty(self) -> bool:
        """Whether something typed would be lost."""
        return bool(self.state.changed)

    def focus_field(self, name: str) -> None:
        """Go to a field."""
        self._go((name, -1))

    def fill(self, texts: Mapping[str, str], *, over: bool = False) -> list[str]:
        """Fill blank fields, with ``over`` all, with texts as somebody would type them; return which were filled."""
        filled = self.state.fill(texts, over=over)
        for name in filled:
            if isinstance(self.state.inputs[name], ReferenceInput):
                self._settle(name)
        self._arrange()
        return filled

    def save(self) -> None:
        """Check all fields and save; the answer comes as :class:`Saved`, errors are shown beside their fields."""
        if not self._saving and not self._finished:
            self._saving = True
            self.state.question = None
            self._close_picker()
            self._keys_wait(self._save(), "save")

    def _keys_wait(self, work: Awaitable[None], group: str) -> None:
        """Run ``work``; what is typed meanwhile is for what comes of it."""
        if self._host is not None:
            self._host.in_background(work)
        else:
            self.run_worker(work, group=group, exit_on_error=False)

    def back(self) -> None:
        """Go back one step: close the picker or the question, leave the form; ask if typed work would be lost."""
        if self._saving or self._finished:
            return
        if self.state.picker.open:
            self._close_picker()
        elif self.state.question is not None:
            self._ask(None)
        elif not self.dirty:
            self._leave(kept=False)
        else:
            self._ask(self._leaving())

    def take_offer(self) -> None:
        """Take the offer pointed at; else the first of the field in which the person is, else of any field."""
        name, number = self.state.stop
        for candidate in (name, *self.state.names):
            offers = self.state.offers.get(candidate, ())
            if offers:
                self._take(offers[max(number, 0) if candidate == name else 0])
                return

    # Textual's own

    def on_mount(self) -> None:
        """Show the first field, and ask about what a draft brought along."""
        self._arrange()
        for name in self.state.contents.typed:
            if name in self.state.inputs:
                self._left(name)
                self._check(name)

    def on_unmount(self) -> None:
        """Leave the draft behind if the form was neither saved nor given up."""
        if not self._finished and self.state.draft is not None:
            self.state.draft.close()

    def on_resize(self) -> None:
        """Lay the fields out anew."""
        self._arrange()

    def on_focus(self) -> None:
        """Show the cursor."""
        self._arrange()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.app.cursor_position = Offset(0, 0)
        self.refresh()

    async def on_key(self, event: events.Key) -> None:
        """Take what is an editing key; everything else goes on to the table of actions."""
        if self._finished:
            event.stop()
            if self._host is not None:
                self._host.hold(event, answered=True)
            return
        if self._saving and (event.is_printable or event.key in _EDITING or event.key == "escape"):
            event.stop()
            event.prevent_default()
            self._waiting.append(event)
            return
        character = event.character if event.is_printable and not event.key.startswith("alt+") else None
        if self._is_ahead_of_hits(event.key):
            event.stop()
            event.prevent_default()
            self._keys_wait(self._take_after_hits(event.key, character), "hits")
        elif self._take_key(event.key, character):
            event.stop()
            event.prevent_default()

    def _is_ahead_of_hits(self, key: str) -> bool:
        """Whether a key chooses among records of which those called like the text have not been found yet."""
        chooses = key in ("enter", "tab", "down", "up", "pagedown", "pageup") and self.state.question is None
        return chooses and self._sought is not None and self._sought != self._found

    async def _take_after_hits(self, key: str, character: str | None) -> None:
        if self._sought is not None:
            await self._find(*self._sought)
        if not self._finished:
            self._take_key(key, character)

    def on_click(self, event: events.Click) -> None:
        """Go to the field that was clicked on, where the settings turn the mouse on."""
        name = self.picture.field_at(event.x, event.y)
        if name is not None and self.state.question is None and not self._saving:
            self._go((name, -1))

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the field, all of it and as text."""
        event.stop()
        name, offer = self.state.stop
        if self.state.question is None and name and offer < 0 and not self._finished:
            self.state.inputs[name].paste(event.text)
            self._typed(name)

    # Keys

    def _take_key(self, key: str, character: str | None) -> bool:
        if self.state.told:
            self.state.told = ""
            self._refresh_foot()
        if self.state.question is not None:
            return self._answer(key, character)
        if self.state.picker.open and self._pick(key):
            return True
        name, offer = self.state.stop
        if offer >= 0:
            if key == "enter":
                self._take(self.state.offers[name][offer])
                return True
            if character is not None:
                # Typed by somebody who did not see the offer come up: it belongs into the field after it.
                self._go(self.state.stop_after(1, offers=False))
                return self._take_key(key, character)
        elif not name:
            if key in ("enter", "space"):
                self.save()
                return True
            if character is not None:
                return True
        else:
            made = self.state.inputs[name]
            if isinstance(made, ReferenceInput) and key == "space" and (made.chosen or not made.text):
                self._search(name, "")
                return True
            before = made.text
            if made.key(key, character):
                if made.text != before:
                    self._typed(name)
                else:
                    self._refresh_value(name)
                return True
        return self._move(key) or character is not None

    def _move(self, key: str) -> bool:
        match key:
            case "tab" | "enter":
                self._go(self.state.stop_after(1, offers=False))
            case "shift+tab":
                self._go(self.state.stop_after(-1, offers=False))
            case "down":
                self._go(self.state.stop_after(1))
            case "up":
                self._go(self.state.stop_after(-1))
            case "pagedown":
                self._go(self.state.heading_after(1))
            case "pageup":
                self._go(self.state.heading_after(-1))
            case "ctrl+home":
                self._go((self.state.names[0], -1))
            case "ctrl+end":
                self._go(SAVE)
            case "escape":
                self.back()
            case _:
                return False
        return True

    def _go(self, stop: Stop) -> None:
        if stop == self.state.stop:
            return
        foot = self.picture.foot()
        self._close_picker()
        self._sought = None
        previous, self.state.stop = self.state.stop, stop
        if previous[0] != stop[0]:
            if previous[0]:
                self._left(previous[0])
            if stop[0] and self.state.contents.fields[stop[0]].own_key:
                self._begin("own fields", self._renew)
            self.post_message(self.Moved(self, stop[0]))
        if not self._arrange(whole=False):
            for name in {previous[0], stop[0]}:
                self._refresh_field(name)
        if self.picture.foot() != foot:
            self._refresh_foot()

    async def _renew(self) -> None:
        """Offer the choices of the company's own fields as an administrator has them by now."""
        record = self.state.contents.record
        self.state.renew(await self.engine.read(lambda session: session.own_fields(record)))
        if self.state.stop[0]:
            self._refresh_field(self.state.stop[0])
            self._refresh_foot()

    # Typing

    def _typed(self, name: str) -> None:
        self._keep(name)
        self.state.offers.pop(name, None)
        made = self.state.inputs[name]
        if isinstance(made, ReferenceInput):
            if made.text:
                self._search(name, made.text)
            else:
                self._sought = None
                self._close_picker()
        if not self._arrange(whole=False):
            self._refresh_value(name)
            if self.picture.says_below(name):
                # What is said below follows what is typed: "tomorrow 9" is not midnight any more.
                self._refresh_field(name)

    def _keep(self, name: str) -> None:
        """Put what stands in a field into the draft, and ask about it; what was wrong with it before is no more."""
        trouble = self.state.keep(name)
        if trouble is not None:
            self._tell(trouble.message)
        self.state.errors.pop(name, None)
        self._check(name)

    def _left(self, name: str) -> None:
        """Read what was typed in a field that is left, in a thread: looking things up may take its time."""
        made = self.state.inputs[name]
        if made.changed and made.text.strip():
            self._settle(name)

    def _begin(self, group: str, work: WorkType[None]) -> Worker[None]:
        """Run ``work`` in place of what is still under way of its group."""
        return self.run_worker(work, group=group, exclusive=True, exit_on_error=False)

    def _settle(self, name: str) -> None:
        self._begin(f"read-{name}", partial(self._read_field, name))

    async def _read_field(self, name: str) -> None:
        made, texts = self.state.inputs[name], self.state.texts()
        error, found = await self.engine.read(lambda session: self.state.read_field(session, name, texts))
        if made.text != texts[name]:
            return
        if isinstance(made, ReferenceInput) and found is not None:
            made.choose(found.id, found.title)
            self.state.keep(name)
        self.state.errors.pop(name, None)
        if error:
            self.state.errors[name] = error
        if not self._arrange(whole=False):
            self._refresh_field(name)

    def _search(self, name: str, text: str) -> None:
        self._sought = (name, text)
        self._begin("pick", partial(self._find, name, text))

    async def _find(self, name: str, text: str) -> None:
        made = self.state.inputs[name]
        assert isinstance(made, ReferenceInput)
        before = made.text
        finder, texts = self._finders.get(name), self.state.texts()

        def find(session: Session) -> list[Found]:
            return finder(session, text, texts, MOST) if finder else find_titles(session, made.target, text, MOST)

        try:
            hits = await self.engine.latest(f"pick {self.id}", find)
        except Superseded:
            return
        self._found = (name, text)
        if self.state.stop == (name, -1) and made.text == before and (not made.chosen or not text):
            self._close_picker()
            self.state.picker.show(hits, before)
            if hits:
                self._repaint(self.picture.covered_region())

    def _pick(self, key: str) -> bool:
        picker, name = self.state.picker, self.state.stop[0]
        if key == "escape":
            self._close_picker()
            return True
        if key == "shift+tab" or (key == "up" and not picker.at):
            self._close_picker()
            return False
        alone = key == "down" and len(picker.hits) == 1
        if not alone and picker.move(key):
            self._repaint(self.picture.covered_region())
            return True
        made = self.state.inputs[name]
        if not alone and key not in ("enter", "tab"):
            return False
        if picker.asked != made.text or not isinstance(made, ReferenceInput):
            # Typed ahead of the list: what the text means is found out when the field is left.
            return False
        made.choose(picker.hit.id, picker.hit.title)
        self._close_picker()
        self._keep(name)
        self._go(self.state.stop_after(1, offers=False))
        return True

    def _close_picker(self) -> None:
        if self.state.picker.open:
            self._repaint(self.picture.covered_region())
            self.state.picker.close()

    # Offers

    def _check(self, name: str) -> None:
        if name in self._checks:
            self._asking[name] = self._begin(f"check-{name}", partial(self._ask_about, name))

    @property
    def is_asking(self) -> bool:
        """Whether it is still being asked what can be offered for the field in which the person is."""
        asking = self._asking.get(self.current)
        return asking is not None and not asking.is_finished

    async def asked(self) -> None:
        """Return when :attr:`is_asking` no longer holds."""
        while self.is_asking:
            with contextlib.suppress(WorkerError):
                await self._asking[self.current].wait()

    async def _ask_about(self, name: str) -> None:
        made = self.state.inputs[name]
        text = made.text
        try:
            offers = tuple(await self._checks[name](text, self.state.texts()) if text.strip() else ())
        except Superseded:
            return
        except Exception as error:
            # A look-up that fails must not keep anybody from filling in a form.
            self.post_message(self.Failed(self, error))
            return
        if made.text == text and offers != self.state.offers.get(name, ()):
            self.state.offers[name] = offers
            if self.state.stop[0] == name and self.state.stop[1] >= len(offers):
                self.state.stop = (name, -1)
            self._arrange()

    def _take(self, offer: Offer) -> None:
        if offer.action is not None:
            offer.action()
        elif offer.fills:
            blank, typed = self.state.plan_filling(offer.fills)
            if not blank and not typed:
                self._tell(_("Everything stands there already."))
                return
            said = []
            if blank:
                said.append(_("Fills {fields}.").format(fields=self._titles(blank)))
            answers: list[tuple[str, str, Callable[[], object]]] = []
            if blank:
                answers.append(("enter", _("fill what is empty"), lambda: self._fill(offer, over=False)))
            if typed:
                said.append(_("Something else stands in {fields}.").format(fields=self._titles(typed)))
                answers.append(("a", _("fill all, over what is typed"), lambda: self._fill(offer, over=True)))
            self._ask(Question(" ".join(said), tuple(answers)))

    def _fill(self, offer: Offer, *, over: bool) -> None:
        filled = self.fill(offer.fills, over=over)
        if self.state.stop[1] >= 0:
            self._go(self.state.stop_after(1, offers=False))
        self._tell(_("Filled: {fields}.").format(fields=self._titles(filled)))

    def _titles(self, names: Sequence[str]) -> str:
        return ", ".join(self.state.inputs[name].field.title for name in names)

    # Questions

    def _leaving(self) -> Question:
        answers: list[tuple[str, str, Callable[[], object]]] = [("s", _("save"), self.save)]
        if self.state.draft is not None:
            answers.append(("k", _("keep for later"), lambda: self._leave(kept=True)))
        answers.append(("x", _("throw away"), lambda: self._leave(kept=False)))
        return Question(_("Not saved yet: {fields}.").format(fields=self._titles(self.state.changed)), tuple(answers))

    def _ask(self, question: Question | None) -> None:
        self._refresh_foot()
        self.state.question = question
        if self.picture.keep_in_sight():
            self.refresh()
        self._refresh_foot()

    def _answer(self, key: str, character: str | None) -> bool:
        assert self.state.question is not None
        for answer, _label, action in self.state.question.answers:
            if key == answer or (character is not None and character.lower() == answer):
                self._ask(None)
                action()
                return True
        if key == "escape":
            self._ask(None)
            return True
        return character is not None or key in _EDITING

    def _leave(self, *, kept: bool) -> None:
        self._finished = True
        if self.state.draft is not None:
            if kept:
                self.state.draft.close()
            else:
                self.state.draft.discard()
        self.post_message(self.Cancelled(self, kept))

    # Saving

    async def _save(self) -> None:
        try:
            outcome = await save_form(self.state, self.engine, self._saver, self._choose)
            if outcome.done:
                self._finished = True
                if self.state.draft is not None:
                    self.state.draft.discard()
                self.post_message(self.Saved(self, outcome.result, outcome.changed))
            elif outcome.errors:
                self._show_errors(outcome.errors)
            else:
                self._tell(outcome.message)
            self._arrange()
        except Superseded:
            # Nobody waits for the answer: the app is ending, and the draft stays.
            self._finished = False
        except Exception as error:
            self._tell(_("This could not be saved; nothing typed is lost."))
            self.post_message(self.Failed(self, error))
        finally:
            self._saving = False
            waiting, self._waiting = self._waiting, []
            for event in waiting:
                await self.on_key(event)

    def _show_errors(self, errors: Mapping[str, str]) -> None:
        self.state.errors = dict(errors)
        first = next(name for name in self.state.names if name in errors)
        self._tell(
            ngettext("One field needs another look.", "{number} fields need another look.", len(errors)).format(
                number=format_whole(len(errors))
            )
        )
        self._go((first, -1))

    async def _choose(self, conflict: Conflict, found: Sequence[Disagreement]) -> Mapping[str, str] | None:
        when = format_moment_short(conflict.when, self.engine.session.clock())
        dialog = ConflictDialog(conflict.who, when, found, ascii=self.ascii)
        answer: Mapping[str, str] | None
        if self._host is not None:
            answer = await self._host.ask(dialog)
        else:
            answer = await self.app.push_screen_wait(dialog)
        return answer

    # What is seen

    def render_line(self, y: int) -> Strip:
        """Return one row."""
        if (self.picture.width, self.picture.height) != self.size:
            # Textual paints a widget of a new size before it tells the widget.
            self.picture.focused = self.has_focus
            self.picture.arrange(*self.size)
        return self.picture.line(y, self.style_of)

    def _arrange(self, *, whole: bool = True) -> bool:
        """Lay the fields out; return whether everything was painted anew because something has moved."""
        if not self.size.width:
            return False
        self.picture.focused = self.has_focus
        anew = self.picture.arrange(*self.size) or whole
        if anew:
            self.refresh()
        self._place_cursor()
        return anew

    def _refresh_field(self, name: str) -> None:
        self._repaint(self.picture.field_region(name))
        self._place_cursor()

    def _refresh_value(self, name: str) -> None:
        """Paint what is typed; the sign that it is changed comes when the field is left."""
        self._repaint(self.picture.value_region(name))
        self._place_cursor()

    def _repaint(self, region: Region) -> None:
        """Paint some cells anew; Textual takes a region without cells for the whole widget."""
        if region:
            self.refresh(region)

    def _refresh_foot(self) -> None:
        self._repaint(self.picture.foot_region())

    def _tell(self, text: str) -> None:
        self.state.told = text
        self._refresh_foot()

    def _place_cursor(self) -> None:
        """Tell the terminal where typed text goes: input methods show their window there."""
        place = self.picture.cursor() if self.has_focus else None
        if place is not None:
            self.app.cursor_position = self.content_region.offset + place


_EDITING = frozenset(
    "tab shift+tab enter up down left right home end pageup pagedown backspace delete space"
    " ctrl+a ctrl+b ctrl+d ctrl+e ctrl+f ctrl+h ctrl+k ctrl+u ctrl+w ctrl+y".split()
)
