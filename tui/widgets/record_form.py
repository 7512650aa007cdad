"""The form of a record as a screen: opened, typed in, kept as a draft, saved as one change (COM-02, COM-09, COM-10)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from model.core.access.custom_values import PREFIX
from model.core.access.session import Session
from model.core.changes.change import Change, change
from model.core.company.drafts import Draft, FoundDraft
from model.core.errors import NotFoundError, UserError
from model.core.fields.base import Field
from model.core.fields.references import Joined
from model.core.language import N_, _
from model.core.records.record import Record
from model.core.text import in_sentence, visible
from tui.actions import Action
from tui.frame import SalgScreen
from tui.widgets.contents import Contents, names_of, new_record, open_record, with_extras
from tui.widgets.form import Form
from tui.widgets.form_fields import Follow
from tui.widgets.form_layout import Description
from tui.widgets.form_messages import Cancelled, Failed, Saved
from tui.widgets.form_state import Check, Saving
from tui.widgets.lines import Piece
from tui.widgets.record_search import Finder
from tui.widgets.saving_consent import SavingConsent


class RecordForm(SalgScreen):
    """A form on one record, or for a new one without ID; dismissed with the ID once saved, with None where it was left.

    ``prefill`` are values by field name that a new record begins with; ``draft`` is one that was found, to go on with.
    """

    context: Sequence[str] = ("form",)
    record: ClassVar[type[Record]]
    headings: ClassVar[Description] = ()
    new_name: ClassVar[str] = N_("New {name}")
    change_name: ClassVar[str] = N_("Change {name}")
    form_class: ClassVar[type[Form]] = Form
    asks_cautions: ClassVar[bool] = True
    """Whether it asks about what :meth:`~model.core.records.record.Record.cautions` says before it saves."""

    def __init__(self, record_id: int | None = None, *, draft: FoundDraft | None = None, **prefill: Any) -> None:
        super().__init__()
        self.record_id = record_id
        self.found = draft
        self.prefill = prefill
        self._opened_with = frozenset(name for name, value in prefill.items() if value not in (None, ""))
        self.form: Form | None = None
        self._opening = True
        """Whether the form is still being read and laid out: what is typed meanwhile is for the form."""
        self._laid_out = asyncio.Event()
        self._only_for = ""
        """Who alone sees the record once it is saved, '' where the person does too."""
        self.called = ""
        """What the record is called as it is on file, '' for a new one."""
        self._given: frozenset[str] = frozenset()
        self._own: tuple[str, ...] = ()
        """The fields that the company had defined when the form was opened."""

    # What rooms say

    def description(self) -> Description:
        """Return headings with the code names of the fields that stand under them."""
        return self.headings

    def whole(self) -> Description:
        """Return the description with the fields that the company has defined at its end (COM-06)."""
        return (*self.description(), *(((N_("Custom fields"), self._own),) if self._own else ()))

    def first_values(self, session: Session) -> dict[str, Any]:
        """Return what a new record begins with besides its defaults; the owner is who makes it."""
        fields = self.record.fields()
        known = {name for _heading, names in self.description() for name in names if name in fields}
        owner = {"owner": session.person.id} if "owner" in known else {}
        return {**owner, **{name: value for name, value in self.prefill.items() if name in known}}

    def prepare(self, session: Session) -> None:
        """Find out what the description depends on; in the reader's thread."""

    def extras(self, session: Session) -> dict[str, tuple[Field, Any]]:
        """Return fields of the form that are none of the record's, with the values they begin with."""
        return {}

    def contents(self, session: Session) -> Contents:
        """Return what the form begins with; in the reader's thread."""
        self.prepare(session)
        extras = self.extras(session)
        for name, (kind, _value) in extras.items():
            kind.name = name
        self._own = tuple(session.own_fields(self.record))
        own = [(heading, tuple(name for name in names if name not in extras)) for heading, names in self.whole()]
        if self.record_id is None:
            first = self.first_values(session)
            self._given = frozenset(first)
            found = new_record(session, self.record, own, first, self.found)
        else:
            found = open_record(session, self.record, self.record_id, own, self.found)
        return with_extras(found, extras, self.found, session.reading()) if extras else found

    def checks(self) -> Mapping[str, Check]:
        """Return what is asked about fields while they are typed."""
        return {}

    def begins_at(self) -> str:
        """Return the field in which a fresh form begins: its first but for those that the place it came from filled."""
        return next((name for name in names_of(self.whole()) if name not in self._opened_with), "")

    def finders(self) -> Mapping[str, Finder]:
        """Return how records are found for fields of references, where it is not by their titles alone."""
        return {}

    def passed_by(self) -> Sequence[str]:
        """Return fields that are filled in as a rule: Tab and Enter go by them, arrows lead there."""
        return ()

    def follows(self) -> Mapping[str, Follow]:
        """Return what goes with a record that is chosen in a field: texts of fields that nobody has typed in."""
        return {}

    def insert(self, made: Change, values: dict[str, Any]) -> int:
        """Put a new record on file within a change."""
        return made.insert(self.record, values)

    def update(self, made: Change, saving: Saving, values: dict[str, Any]) -> None:
        """Write the values that differ within a change; raise Conflict where somebody else wrote them too."""
        assert saving.record_id is not None
        base = {name: value for name, value in saving.base.items() if name in self.record.fields() or name in self._own}
        made.update(self.record, saving.record_id, values, version=saving.version, base=base)

    def name_of(self, values: Mapping[str, Any]) -> str:
        """Return what a record with these values is called in the history."""
        title = self.record.field(self.record.title_field)
        return title.join(values) if isinstance(title, Joined) else str(values.get(self.record.title_field) or "")

    def store(self, session: Session, saving: Saving) -> int:
        """Save as one change; in the writer's thread. Returns the ID."""
        values = dict(saving.values)
        now = {**saving.base, **values}
        name = self.new_name if saving.record_id is None else self.change_name
        kind = "add" if saving.record_id is None else "edit"
        # A sheet has no field for the name of what its figures are of.
        with change(session, name, kind, name=self.name_of(now) or self.called or f"#{self.record_id}") as made:
            if saving.record_id is None:
                # What the form began with and the person took out is meant to be blank, whatever the rules would put.
                fields = self.record.fields()
                new = self.insert(made, {**{given: fields[given].default for given in self._given}, **values})
                if not self.name_of(now):
                    made.tell_title(self.record, new)
                return new
            self.update(made, saving, values)
            return saving.record_id

    # The draft

    def draft_name(self) -> str:
        """Return the word under which a draft is kept: the record's, with what else the form was opened with."""
        return self.record.name_in_code

    def draft_title(self) -> str:
        """Return what the form is called where drafts are offered."""
        label = _(self.record.label)
        return f"{label}: {self.called}" if self.called else _("New: {record}").format(record=in_sentence(label))

    def _begin_draft(self, contents: Contents) -> Draft | None:
        if self.found is not None:
            adopted = self.found.adopt()
            if adopted is not None:
                return adopted
        app = self.app
        return Draft.open(
            app.paths.drafts, app.database_id, app.session.person.id, self.draft_name(), self.record_id,
            contents.version, self.draft_title(),
        )  # fmt: skip

    # The frame

    @property
    def typed_words(self) -> bool:
        """Whether something typed is not saved yet."""
        return self.form is not None and self.form.dirty

    def title_pieces(self) -> tuple[Sequence[Piece], Sequence[Piece]]:
        """Name what is filled in."""
        label = _(self.record.label)
        if self.record_id is None:
            return [(_("New: {record}").format(record=in_sentence(label)), "accent")], []
        room = max(10, (self.size.width or self.app.size.width) - 40)
        called = self.app.looks.fit(self.called, room).rstrip()
        return [(_("Edit"), "accent"), (f"  {label}  ", ""), (called, "strong")], [(f"#{self.record_id}", "dim")]

    def body(self) -> ComposeResult:
        """Yield the place of the form, which is put there once its contents are read."""
        yield Vertical(id="form-place")

    def actions_here(self) -> list[Action]:
        """Return what works while letters are typed: actions with a key that is no letter."""
        found = []
        for action in super().actions_here():
            keys = tuple(key for key in action.keys if len(key) > 1 and key not in ("space", "left", "right"))
            if keys or not action.keys:
                found.append(replace(action, keys=keys))
        return found

    def on_mount(self) -> None:
        """Read what the form begins with."""
        super().on_mount()
        self.app.in_background(self._open())

    def on_unmount(self) -> None:
        """Wait for no layout any more."""
        self._laid_out.set()

    def on_screen_suspend(self) -> None:
        """Wait for no layout while something else is in front, which is to have its keys."""
        self._laid_out.set()

    async def _open(self) -> None:
        try:
            await self._open_form()
        finally:
            self._opening = False

    async def _open_form(self) -> None:
        def work(session: Session) -> tuple[Contents, str]:
            contents = self.contents(session)
            called = "" if self.record_id is None else session.names.title_of(self.record.name_in_code, self.record_id)
            return contents, visible(called)

        if self.found is None and self.record_id is not None:
            from tui.widgets.draft_offer import ask_left_before

            self.found = await ask_left_before(self.app, self.draft_name(), self.record_id)
        try:
            contents, self.called = await self.app.engine.read(work)
        except NotFoundError as error:
            self.dismiss(None)
            self.app.say(error.message)
            return
        form = self.form_class(
            contents,
            self.whole(),
            self.app.engine,
            self._save,
            draft=self._begin_draft(contents),
            checks=self.checks(),
            finders=self.finders(),
            follows=self.follows() if self.record_id is None else {},
            host=self.app,
            gate=self.gate,
            ascii=self.app.looks.ascii,
            id="form",
        )
        form.state.passed_by = frozenset(self.passed_by())
        self.form = form
        await self.query_one("#form-place").mount(form)
        # At once, not when there is time, and then until it is laid out: keys typed ahead wait for the end of this.
        self.set_focus(form, scroll_visible=False)
        await self._until_laid_out(form)
        if not self.is_attached:
            return
        if self.found is None and (name := self.begins_at()):
            form.focus_field(name)
        self.show_title()
        self.show_hints()
        if self.found is not None:
            gone = {name: text for name, text in self.found.values.items() if name not in contents.fields and text}
            own = [name for name in gone if name.startswith(PREFIX)]
            told = [f"{name.removeprefix(PREFIX)}: {visible(gone[name])}" for name in own]
            self.flash(
                _("Typed in a field that is there no more: {texts}").format(texts="; ".join(told))
                if told
                else _("This is how you left it; nothing of it is saved yet.")
            )

    async def _until_laid_out(self, form: Form) -> None:
        """Return when the form has its place on the screen, or something else is in front, which is to have its keys.

        A widget that is mounted is not always told of its first size; the screen is of every layout.
        """
        self.screen_layout_refresh_signal.subscribe(form, lambda _screen: self._laid_out.set(), immediate=True)
        while self.is_current and not form.size:
            self._laid_out.clear()
            await self._laid_out.wait()
        self.screen_layout_refresh_signal.unsubscribe(form)

    def why_not(self, action: str) -> str:
        """Say that there is no offer to take."""
        if action == "take_offer" and not (self.form is not None and any(self.form.state.offers.values())):
            return _("Nothing is offered here.")
        if action == "edit_outside":
            from tui.widgets.external_editor import why_not_edited

            return why_not_edited(self.app.settings.editor_command, self.form) or super().why_not(action)
        return super().why_not(action)

    def hint_label(self, action: Action) -> str:
        """Name the key that takes an offer only while something is offered."""
        return "" if action.id == "take_offer" and self.why_not(action.id) else super().hint_label(action)

    def on_form_offered(self) -> None:
        """Have the keys say whether there is an offer to take."""
        self.show_hints()

    def still_coming(self, action: str) -> Awaitable[object] | None:
        """Have an offer be taken that belongs to what is typed: F3 may be ahead of it."""
        if action == "take_offer" and self.form is not None and self.form.offer_checks.is_asking:
            return self.form.offer_checks.come()
        return None

    async def _save(self, saving: Saving) -> int:
        consent = SavingConsent(self.app, self.record, saving, self._row_values, asks_cautions=self.asks_cautions)
        if not await consent.given():
            raise UserError(_("Nothing is saved yet."))
        self._only_for = consent.only_for
        return await self.app.engine.write(lambda session: self.store(session, saving))

    def _row_values(self, session: Session, saving: Saving) -> dict[str, Any]:
        """Return the values of the record's own fields that a new one would be saved with, else those that change."""
        fields = self.record.fields()
        values = {name: value for name, value in saving.values.items() if name in fields}
        return values if saving.record_id is not None else {**self.first_values(session), **values}

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Keep what is typed until the form is there."""
        if self._opening:
            event.stop()
            event.prevent_default()
            self.app.hold(event, answered=True)

    def on_paste(self, event: events.Paste) -> None:
        """Keep what is pasted until the form is there."""
        if self._opening:
            event.stop()
            self.app.hold(event, answered=True)

    def take_key(self, key: str, event: events.Key) -> bool:
        """Keep what the form leaves over of arrows and letters from being taken for commands."""
        return event.is_printable or key in ("left", "right", "space")

    def do_save(self) -> None:
        """Save."""
        if self.form is not None:
            self.form.save()

    def do_take_offer(self) -> None:
        """Take what is offered below a field."""
        if self.form is not None:
            self.form.take_offer()

    def do_edit_outside(self) -> None:
        """Edit the long text pointed at in the editor that the settings name (COM-13)."""
        from tui.widgets.external_editor import edit_long_text

        edit_long_text(self.app, self.form)

    def do_back(self) -> None:
        """Leave; asks where something typed would be lost."""
        if self.form is None:
            self.dismiss(None)
        else:
            self.form.back()

    # What the form tells

    def on_form_saved(self, message: Saved) -> None:
        """Close with the ID."""
        message.stop()
        if message.result is None and self.record_id is not None:
            self.dismiss(None)
            self.app.say(_("Nothing was different."))
            return
        self.dismiss(message.result)
        if self._only_for:
            self.app.out_of_sight[self.record.name_in_code, message.result] = self.saved_text()
        self.app.say(self.saved_text(), "good")

    def saved_text(self) -> str:
        """Return what is said once it is saved."""
        if self._only_for:
            return _("Saved. Only {initials} sees it now. u undoes it.").format(initials=self._only_for)
        return _("Saved. u undoes it.")

    def on_form_cancelled(self, message: Cancelled) -> None:
        """Close without one."""
        message.stop()
        self.dismiss(None)
        if message.kept:
            self.app.say(_("Kept; it is offered on the start page, and at the next start."))

    def on_form_failed(self, message: Failed) -> None:
        """Keep a fault for the log; the form has told of it."""
        message.stop()
        import logging

        if not isinstance(message.error, UserError):
            logging.getLogger("salg").error("fault in a form", exc_info=message.error)
