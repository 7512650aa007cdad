"""What came of a call that was dialled elsewhere than from a call list: asked at once, so that none goes unlogged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from model.calling.kinds import RecordRef
from model.calling.outcomes import log_outcome
from model.calling.rules import is_private
from model.core.access.session import Session
from model.core.language import _
from model.core.text import visible
from model.telephony.dialling import telephone_link
from tui.calling.note import NOTE_LINES, CallNote
from tui.calling.outcomes import KEYS, Outcome
from tui.calling.telephone import Dialled
from tui.widgets.dialogs import Choice, Dialog, Menu
from tui.widgets.lines import Line

if TYPE_CHECKING:
    from tui.base_app import BaseApp


class NoteDialog(Dialog):
    """The note of a call; every key keeps it as a draft (COM-10)."""

    def __init__(self, title: str, note: CallNote) -> None:
        super().__init__(title)
        self.note = note

    def body(self) -> ComposeResult:
        """Yield the lines of the note."""
        for number in range(NOTE_LINES):
            yield Line(id=f"note-{number}")

    def on_mount(self) -> None:
        """Show what is typed."""
        super().on_mount()
        self.draw()

    def keys(self) -> list[tuple[str, str]]:
        """Return the keys."""
        return [("Ctrl+J", _("New line")), (_("Enter"), _("Done"))]

    def draw(self) -> None:
        """Write what is typed."""
        for number, line in enumerate(self.note.rows(self.app.size.width - 6, NOTE_LINES, focused=True)):
            self.query_one(f"#note-{number}", Line).show([("   ", ""), *line])

    def on_paste(self, event: events.Paste) -> None:
        """Take what is pasted."""
        event.stop()
        self.note.insert(event.text)
        self.draw()

    def on_key(self, event: events.Key) -> None:
        """Type, or end the note."""
        event.stop()
        event.prevent_default()  # what dialogs do with keys otherwise
        if event.key in ("enter", "escape"):
            self.dismiss(True)
            return
        wanted = "enter" if event.key == "ctrl+j" else event.key
        if self.note.key(wanted, event.character if event.is_printable else None):
            self.complain(self.note.failed)
            self.draw()


class OutcomeMenu(Menu):
    """The outcomes with the keys that they have on the calling screen; answers one, or ``None`` for the note.

    It comes unasked, where the person may be typing on: keys from before it was seen choose nothing.
    """

    must_be_seen = True

    def keys(self) -> list[tuple[str, str]]:
        """Return the keys."""
        return [(_("Enter"), _("Take")), (_("Esc"), _("Log nothing"))]

    def take(self, choice: Choice) -> None:
        """Answer what was chosen, which may be that a note is to be written."""
        self.dismiss((choice.value,))


def _menu(app: BaseApp, title: str, note: CallNote) -> OutcomeMenu:
    """Return the menu: first the note, so that Enter alone logs nothing."""
    keymap = app.keymap.actions

    def key(action: str) -> str:
        return next((key for key in keymap[action].keys if len(key) == 1), "")

    typed = " ".join(note.text.split())
    choices = [Choice(key("call_note"), _("Note of this call") + (f": {visible(typed)}" if typed else ""), None)]
    choices += [Choice(key(outcome.action), _(outcome.label), outcome) for outcome in KEYS]
    return OutcomeMenu(title, choices)


async def log_dialled(app: BaseApp, ref: RecordRef, name: str, dialled: Dialled) -> None:
    """Ask what came of a call, and log it with all that follows; Esc logs nothing and keeps the note."""
    private = await app.engine.read(lambda session: is_private(session, ref))
    note = CallNote()
    note.begin(app, ref, name)
    number = visible(dialled.number.text)
    if not app.settings.dial_command:
        # What the terminal may follow must be in sight: the message line that says it is behind the menu.
        number = f"{number} {telephone_link(dialled.number.text, dialled.number.key)}".rstrip()
    title = _("{name}, {number}: what came of the call?").format(name=visible(name), number=number)
    try:
        while True:
            answer: tuple[Outcome | None] | None = await app.ask(_menu(app, title, note))
            if answer is None:
                return
            outcome = answer[0]
            if outcome is None:
                await app.ask(NoteDialog(_("Note of this call"), note))
                continue
            more = dict(outcome.more)
            if outcome.ask is not None:
                asked = await outcome.ask(app, private)
                if asked is None:
                    continue
                more |= asked
            await _log(app, ref, outcome, dialled, note.text, more)
            note.discard(ref)
            await app.changed(ref.type_name)
            app.say(_("{name}: {outcome}").format(name=visible(name), outcome=_(outcome.label)), "good")
            return
    finally:
        note.leave()


async def _log(
    app: BaseApp, ref: RecordRef, outcome: Outcome, dialled: Dialled, note: str, more: dict[str, object]
) -> None:
    ended = app.session.clock()

    def work(session: Session) -> None:
        log_outcome(
            session, None, ref, outcome.name, dialled.at, ended, number=dialled.number.text, note=note,
            **more,  # type: ignore[arg-type]
        )  # fmt: skip

    await app.engine.write(work)
