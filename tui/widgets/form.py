"""A form: the fields of a record described as data, filled in by keyboard alone (COM-02, COM-09, COM-10).

Only keys of editing are known here. What is a command (saving with a function key, say) is a method for the table of
actions: :meth:`Form.save`, :meth:`Form.back`, :meth:`Form.take_offer`. Neither needs a function key: the last stop of
the form saves with Enter, and Esc asks when something typed would be lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual import events

from model.core.changes.change import Conflict
from model.core.company.drafts import Draft
from model.core.dates import format_moment_short
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from tui.engine import Engine, Superseded
from tui.paint_gate import PaintGate
from tui.widgets import form_messages
from tui.widgets.conflict import ConflictDialog
from tui.widgets.contents import Contents
from tui.widgets.form_fields import Follow, FormFields, Host
from tui.widgets.form_layout import Description
from tui.widgets.form_saving import Disagreement, Saver, save_form
from tui.widgets.form_state import SAVE, Check, FormState, Offer, Question
from tui.widgets.inputs import ReferenceInput
from tui.widgets.record_search import Finder


class Form(FormFields):
    """A form over ``contents`` (:func:`~tui.widgets.contents.open_record`, :func:`~tui.widgets.contents.new_record`).

    ``save`` is awaited with a :class:`Saving`; it returns what :class:`~tui.widgets.form_messages.Saved` passes on, or
    raises :class:`~model.core.errors.UserError` or :class:`~model.core.changes.change.Conflict`, which are shown here.
    ``checks`` ask about fields while they are typed, ``finders`` find other records for a field than those called like
    what is typed,
    ``follows`` say what other fields become when a record is chosen in one, as long as nobody has typed in them.
    ``gate`` tells what stood on the terminal when a key was typed.

    Every key goes into ``draft`` before it is shown. What a key means never depends on whether an answer has come: one
    that chooses, or goes into a field that is being filled in, waits for it.
    """

    Saved = form_messages.Saved
    Cancelled = form_messages.Cancelled
    Offered = form_messages.Offered
    Failed = form_messages.Failed

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
        follows: Mapping[str, Follow] | None = None,
        host: Host | None = None,
        gate: PaintGate | None = None,
        ascii: bool = False,
        id: str | None = None,
    ) -> None:
        state = FormState(contents, description, draft, ascii=ascii)
        super().__init__(state, engine, checks or {}, finders or {}, follows or {}, host, gate, ascii=ascii, id=id)
        self._saver = save
        self._saving = False
        self._waiting: list[events.Key] = []
        self._finished = False

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
        self.go((name, -1))

    def fill(self, texts: Mapping[str, str], *, over: bool = False) -> list[str]:
        """Fill blank fields, with ``over`` all, with texts as somebody would type them; return which were filled."""
        filled = self.state.fill(texts, over=over)
        for name in filled:
            # What was offered for the text before is no offer for this one.
            self.offer_checks.drop(name)
            self.offer_checks.filled(name)
            self.offer_checks.ask(name)
            if isinstance(self.state.inputs[name], ReferenceInput):
                self.settle(name)
        self.lay_out()
        return filled

    def replace_text(self, name: str, text: str) -> None:
        """Put ``text``, also none, into a field in the place of what stands there, as if it were typed."""
        self.state.replace_text(name, text)
        self.offer_checks.ask(name)
        self.lay_out()

    def save(self) -> None:
        """Check all fields and save; the answer comes as :class:`Saved`, errors are shown beside their fields."""
        if not self._saving and not self._finished:
            self._saving = True
            self.state.question = None
            self.search.end()
            self.keys_wait(self._save(), "save")

    def back(self) -> None:
        """Go back one step: close the picker or the question, leave the form; ask if typed work would be lost."""
        if self._saving or self._finished:
            return
        if self.state.picker.open:
            self.search.close()
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
        self.lay_out()
        for name in self.state.contents.typed:
            if name in self.state.inputs:
                self.left(name)
                self.offer_checks.ask(name)

    def on_unmount(self) -> None:
        """Leave the draft behind if the form was neither saved nor given up."""
        if not self._finished and self.state.draft is not None:
            self.state.draft.close()

    async def on_key(self, event: events.Key) -> None:
        """Take what is an editing key; everything else goes on to the table of actions."""
        if self._finished:
            event.stop()
            if self.host is not None:
                self.host.hold(event, answered=True)
            return
        if self._saving and (event.is_printable or event.key in _EDITING or event.key == "escape"):
            event.stop()
            event.prevent_default()
            self._waiting.append(event)
            return
        character = event.character if event.is_printable and not event.key.startswith("alt+") else None
        if self.state.question is None and self.search.decides(event.key):
            event.stop()
            event.prevent_default()
            self.keys_wait(self._take_after_search(event.key, character, event.time), "search")
        elif self._take_key(event.key, character, event.time):
            event.stop()
            event.prevent_default()

    async def _take_after_search(self, key: str, character: str | None, typed_at: float) -> None:
        await self.search.come()
        if not self._finished:
            self._take_key(key, character, typed_at)

    def on_click(self, event: events.Click) -> None:
        """Go to the field that was clicked on, where the settings turn the mouse on."""
        name = self.picture.field_at(event.x, event.y)
        if name is not None and self.state.question is None and not self._saving:
            self.go((name, -1))

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the field, all of it and as text; below an offer, into the field after it, as letters go."""
        event.stop()
        if self._finished:
            if self.host is not None:
                self.host.hold(event, answered=True)
            return
        if self.state.question is None and self.state.stop[1] >= 0:
            self.go(self.state.stop_after(1, offers=False))
        name = self.state.stop[0]
        if self.state.question is None and name:
            self.state.inputs[name].paste(event.text)
            self.typed(name)

    # Keys

    def _take_key(self, key: str, character: str | None, typed_at: float) -> bool:
        if self.state.told:
            self.state.told = ""
            self.refresh_foot()
        if self.state.question is not None:
            return self._answer(key, character)
        if self.state.picker.open and self.search.take_key(key):
            return True
        name, offer = self.state.stop
        if offer >= 0:
            if key == "enter":
                self._take(self.state.offers[name][offer])
                return True
            if character is not None:
                # Typed by somebody who did not see the offer come up: it belongs into the field after it.
                self.go(self.state.stop_after(1, offers=False))
                return self._take_key(key, character, typed_at)
        elif not name:
            if key in ("enter", "space"):
                self.save()
                return True
            if character is not None:
                return True
        else:
            made = self.state.inputs[name]
            if isinstance(made, ReferenceInput) and key == "space" and (made.chosen or not made.text):
                self.search.begin(name, "")
                return True
            before = made.text
            if made.key(key, character):
                if made.text != before:
                    self.typed(name)
                else:
                    self.refresh_value(name)
                return True
        return self._move(key, seen=self.offer_checks.were_seen(typed_at)) or character is not None

    def _move(self, key: str, *, seen: bool) -> bool:
        """Go where a key leads; onto offers only if they were ``seen`` when it was pressed."""
        match key:
            case "tab" | "enter":
                self.go(self.state.stop_after(1, offers=False, arrow=False))
            case "shift+tab":
                self.go(self.state.stop_after(-1, offers=False, arrow=False))
            case "down":
                self.go(self.state.stop_after(1, offers=seen))
            case "up":
                self.go(self.state.stop_after(-1, offers=seen))
            case "pagedown":
                self.go(self.state.heading_after(1))
            case "pageup":
                self.go(self.state.heading_after(-1))
            case "ctrl+home":
                self.go((self.state.names[0], -1))
            case "ctrl+end":
                self.go(SAVE)
            case "escape":
                self.back()
            case _:
                return False
        return True

    # Offers

    def _take(self, offer: Offer) -> None:
        if offer.action is not None:
            offer.action()
        elif offer.fills:
            blank, typed = self.state.plan_filling(offer.fills)
            if not blank and not typed:
                self.tell(_("Everything stands there already."))
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
            self._ask(Question(" ".join(said), tuple(answers), self._beside(offer, [*typed, *blank])))

    def _beside(self, offer: Offer, names: Sequence[str]) -> tuple[str, ...]:
        """Return a line a field: its name, what stands there, and what is offered."""
        inputs = self.state.inputs
        return tuple(
            f"{inputs[name].field.title}: {inputs[name].text.strip() or '–'} → {offer.fills[name].strip()}"
            for name in names
        )

    def _fill(self, offer: Offer, *, over: bool) -> None:
        on_offer = self.state.stop[1] >= 0
        filled = self.fill(offer.fills, over=over)
        if on_offer:
            self.go(self.state.stop_after(1, offers=False))
        self.tell(_("Filled: {fields}.").format(fields=self._titles(filled)))

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
        self.refresh_foot()
        self.state.question = question
        if self.picture.keep_in_sight():
            self.refresh()
        self.refresh_foot()

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
            await self.fields_read()
            outcome = await save_form(self.state, self.engine, self._saver, self._choose)
            if outcome.done:
                self._finished = True
                if self.state.draft is not None:
                    self.state.draft.discard()
                self.post_message(self.Saved(self, outcome.result, outcome.changed))
            elif outcome.errors:
                self._show_errors(outcome.errors)
            else:
                self.tell(outcome.message)
            self.lay_out()
        except Superseded:
            # Nobody waits for the answer: the app is ending, and the draft stays.
            self._finished = False
        except Exception as error:
            self.tell(_("This could not be saved; nothing typed is lost."))
            self.post_message(self.Failed(self, error))
        finally:
            self._saving = False
            waiting, self._waiting = self._waiting, []
            for event in waiting:
                await self.on_key(event)

    def _show_errors(self, errors: Mapping[str, str]) -> None:
        self.state.errors = dict(errors)
        first = next(name for name in self.state.names if name in errors)
        self.tell(
            ngettext("One field needs another look.", "{number} fields need another look.", len(errors)).format(
                number=format_whole(len(errors))
            )
        )
        self.go((first, -1))

    async def _choose(self, conflict: Conflict, found: Sequence[Disagreement]) -> Mapping[str, str] | None:
        when = format_moment_short(conflict.when, self.engine.session.clock())
        dialog = ConflictDialog(conflict.who, when, found, ascii=self.ascii)
        answer: Mapping[str, str] | None
        if self.host is not None:
            answer = await self.host.ask(dialog)
        else:
            answer = await self.app.push_screen_wait(dialog)
        return answer


_EDITING = frozenset(
    "tab shift+tab enter up down left right home end pageup pagedown backspace delete space"
    " ctrl+a ctrl+b ctrl+d ctrl+e ctrl+f ctrl+h ctrl+k ctrl+u ctrl+w ctrl+y".split()
)
