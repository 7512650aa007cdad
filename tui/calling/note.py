"""The note of a call being typed: kept at every key as the draft of a call's form (COM-10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from model.calling.kinds import RecordRef
from model.calling.logged_notes import logged_notes
from model.calling.records import CallList
from model.core.company.drafts import Draft, found
from model.core.language import _
from model.core.text import visible
from tui.widgets.inputs import NoteInput
from tui.widgets.lines import Piece

if TYPE_CHECKING:
    from tui.base_app import BaseApp

NOTE_LINES = 3
"""Lines of the note that are seen."""


def _draft_name(ref: RecordRef) -> str:
    return f"call@{ref.type_name}:{ref.record_id}"


def _draft_of(app: BaseApp, ref: RecordRef, title: str) -> Draft:
    """Return a new draft of a call with a record."""
    name = _("Call {name}").format(name=visible(title))
    return Draft.open(app.paths.drafts, app.database_id, app.session.person.id, _draft_name(ref), None, None, name)


async def before_undo(app: BaseApp, change: int) -> Callable[[], None]:
    """Read the notes of the calls that a change has logged; return what keeps them as drafts once it is undone.

    Whoever calls the same one again, here or after the program was started anew, has the note in its field (COM-02).
    """
    notes = await app.engine.read(lambda session: logged_notes(session, change))

    def keep() -> None:
        for note in notes:
            draft = _draft_of(app, note.record, note.name)
            draft.put("text", note.text)
            draft.close()

    return keep


async def after_redo(app: BaseApp, change: int) -> None:
    """Forget the drafts of notes that are logged again."""
    notes = await app.engine.read(lambda session: logged_notes(session, change))
    if not notes:
        return
    for one in found(app.paths.drafts, app.database_id, app.session.person.id):
        if any(one.record == _draft_name(note.record) and one.values == {"text": note.text} for note in notes):
            one.discard()


class CallNote:
    """What the caller writes while talking.

    The draft is that of a new call on the record: left behind, it is offered on the start page as such a form, and
    here when the record comes again.
    """

    def __init__(self) -> None:
        self._input = NoteInput(CallList.fields()["script"])
        self._draft: Draft | None = None
        self._ref: RecordRef | None = None
        self.failed = ""
        """What is to be said of a draft that cannot be kept."""

    @property
    def text(self) -> str:
        """What is typed."""
        return self._input.editor.text

    def begin(self, app: BaseApp, ref: RecordRef, title: str) -> None:
        """Begin the note of a call with a record, with what was typed of it before and never logged."""
        if ref == self._ref:
            return
        self.leave()
        place, person = app.paths.drafts, app.session.person.id
        name = _draft_name(ref)
        self._ref = ref
        self._draft = _draft_of(app, ref, title)
        if place.is_dir():
            for one in found(place, app.database_id, person):
                adopted = one.adopt() if one.record == name and set(one.values) == {"text"} else None
                if adopted is not None:
                    self._draft = adopted
                    self._input.editor.set(one.values["text"])
                    break

    def leave(self) -> None:
        """Leave what is typed behind as a draft; what is empty leaves nothing."""
        if self._draft is not None:
            if self.text.strip():
                self._draft.close()
            else:
                self._draft.discard()
        self._draft, self._ref = None, None
        self._input.editor.set("")

    def discard(self, ref: RecordRef) -> None:
        """Forget the note of a call: it is logged."""
        if self._ref == ref and self._draft is not None:
            self._draft.discard()
            self._input.editor.set("")

    def key(self, key: str, character: str | None) -> bool:
        """Do what a key does in the text; return whether it was used."""
        used = self._input.editor.key(key, character)
        if used:
            self._keep()
        return used

    def insert(self, text: str) -> None:
        """Insert what is pasted."""
        self._input.editor.insert(text)
        self._keep()

    def _keep(self) -> None:
        error = self._draft.put("text", self.text) if self._draft is not None else None
        self.failed = error.message if error is not None else ""

    def rows(self, width: int, height: int, *, focused: bool) -> list[list[Piece]]:
        """Return the rows that are seen, the cursor in them where it is being typed."""
        self._input.height(width)
        rows = [self._input.row(number, width, height, focused=focused) for number in range(height)]
        return [[(text, "" if style == "typing" else style) for text, style in row] for row in rows]
