"""What is typed in, by kind of field; without a screen.

An input holds text as :meth:`Field.parse <model.core.fields.base.Field.parse>` reads it; that text is also what a draft
keeps. It takes keys, and gives its rows as pieces of text with the names of styles.
"""

from __future__ import annotations

from typing import NamedTuple

from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.choices import ChoiceField
from model.core.fields.custom import OwnChoice
from model.core.fields.numbers import Hundredths, YesNo, YesNoUnknown
from model.core.fields.references import Reference
from model.core.fields.texts import Note
from model.core.fields.times import Day, Moment
from model.core.language import _
from model.core.text import fold
from tui.widgets.editors import LineEditor, NoteEditor, fit, shown, spans
from tui.widgets.understood import spelled

Piece = tuple[str, str]
"""Text as it may be put on the screen, and the name of its style ('' for the plain one)."""

LEAST_NOTE, MOST_NOTE = 3, 6
"""Rows of a note: at least, and until it scrolls."""


class Input:
    """One field being filled in: a line of text, as it stands for most kinds."""

    def __init__(self, field: Field, text: str = "", *, ascii: bool = False) -> None:
        self.field = field
        self.ascii = ascii
        self.editor: LineEditor | NoteEditor = LineEditor(text)
        self.initial = text

    @property
    def text(self) -> str:
        """What the field's parse would be given now."""
        return self.editor.text

    @property
    def changed(self) -> bool:
        """Whether the text differs from what stood there when the form was opened."""
        return self.text != self.initial

    def set(self, text: str) -> None:
        """Put another text in place."""
        self.editor.set(text)

    def renew(self, field: Field) -> None:
        """Take over the field as it is defined by now; the text stays."""
        self.field = field

    def key(self, key: str, character: str | None) -> bool:
        """Do what a key does here; return False for one that means nothing here."""
        return self.editor.key(key, character)

    def paste(self, text: str) -> None:
        """Insert what was pasted."""
        self.editor.insert(text)

    def height(self, width: int) -> int:
        """Return how many rows the input takes."""
        return 1

    def shown(self) -> str:
        """Return what stands in the field, to be read."""
        return self.text

    def row(self, number: int, width: int, height: int, *, focused: bool) -> list[Piece]:
        """Return row ``number`` of the ``height`` that the input was given, at most ``width`` cells."""
        if not focused:
            return [(fit(self.shown(), width, ascii=self.ascii), "")]
        assert isinstance(self.editor, LineEditor)
        before, under, after = self.editor.window(width)
        return [(before, "typing"), (under, "cursor"), (after, "typing"), ("", "typing")]

    def understood(self, reading: Reading) -> str:
        """Return the value as it was understood, where that is worth showing: days, times, amounts."""
        if not self.changed or not isinstance(self.field, (Day, Moment, Hundredths)):
            return ""
        try:
            value = self.field.parse(self.text, reading)
        except UserError:
            return ""
        told = self.field.format(value, reading)
        return "" if told == self.text.strip() else spelled(self.field, value, reading)


class NoteInput(Input):
    """Text of many lines; Enter begins another, Tab goes on."""

    editor: NoteEditor

    def __init__(self, field: Field, text: str = "", *, ascii: bool = False) -> None:
        super().__init__(field, text, ascii=ascii)
        self.editor = NoteEditor(text)

    def height(self, width: int) -> int:
        """Return the rows that the text takes, within limits; one cell is left for the cursor."""
        self.editor.width = width - 1
        return min(max(LEAST_NOTE, len(self.editor.rows())), MOST_NOTE)

    def row(self, number: int, width: int, height: int, *, focused: bool) -> list[Piece]:
        """Return one row of the part that is in sight."""
        editor = self.editor
        editor.width = width - 1
        rows = editor.rows()
        top = editor.window(height) if focused else 0
        if top + number >= len(rows):
            return [("", "typing" if focused else "")]
        start, end = rows[top + number]
        if not focused:
            more = number == height - 1 and len(rows) > height
            return [(fit(editor.text[start:end].rstrip() + (" " * width if more else ""), width, ascii=self.ascii), "")]
        under: list[Piece] = [("", "typing")]
        cursor_row, _cell = editor.place()
        row = editor.text[start:end]
        parts = [(span, shown(row, span)) for span in spans(row)]
        if cursor_row != top + number:
            return [("".join(text for _span, text in parts), "typing"), *under]
        place = editor.cursor - start
        before = "".join(text for span, text in parts if span[1] <= place)
        at = next((text for span, text in parts if span[0] == place), " ")
        after = "".join(text for span, text in parts if span[0] > place)
        return [(before, "typing"), (at, "cursor"), (after, "typing"), *under]


class Alternative(NamedTuple):
    """One value of a choice: the text that parse reads, its label, its sign, its tone."""

    text: str
    label: str
    sign: str = ""
    tone: str = ""


class ChoiceInput(Input):
    """One of a few: ←, → and Space go round, a letter goes to the next that begins with it, Backspace empties."""

    def __init__(self, field: Field, text: str = "", *, ascii: bool = False) -> None:
        super().__init__(field, text, ascii=ascii)
        self.renew(field)

    def renew(self, field: Field) -> None:
        """Take over the choices as they are by now; what stands here stays, though it may be offered no more."""
        super().renew(field)
        self.alternatives = alternatives(field, ascii=self.ascii)
        if self.text and isinstance(field, OwnChoice) and self.text not in field.offered:
            self.alternatives = (*self.alternatives, Alternative(self.text, self.text))

    def _now(self) -> int:
        return next((number for number, one in enumerate(self.alternatives) if one.text == self.text), 0)

    def set(self, text: str) -> None:
        """Choose by code name or label; what is none of the choices stays as it was typed, to be refused on saving."""
        wanted = fold(text)
        found = [one for one in self.alternatives if one.text == text or fold(one.label) == wanted]
        super().set(found[0].text if found else text)

    def paste(self, text: str) -> None:
        """Choose what was pasted, if it is one of the choices."""
        if any(fold(text) in (fold(one.text), fold(one.label)) for one in self.alternatives):
            self.set(text.strip())

    def key(self, key: str, character: str | None) -> bool:
        """Choose."""
        now, count = self._now(), len(self.alternatives)
        if key in ("right", "space"):
            now = (now + 1) % count
        elif key == "left":
            now = (now - 1) % count
        elif key in ("backspace", "delete", "ctrl+u"):
            now = next((number for number, one in enumerate(self.alternatives) if not one.text), now)
        elif character is not None and character.isprintable():
            wanted = fold(character)
            order = [*range(now + 1, count), *range(now + 1)]
            now = next((number for number in order if fold(self.alternatives[number].label).startswith(wanted)), now)
        else:
            return False
        self.editor.set(self.alternatives[now].text)
        return True

    def shown(self) -> str:
        """Return sign and label."""
        one = next((one for one in self.alternatives if one.text == self.text), Alternative("", self.text))
        return " ".join(part for part in (one.sign, one.label) if part)

    def row(self, number: int, width: int, height: int, *, focused: bool) -> list[Piece]:
        """Return the value between two arrows while it can be changed."""
        one = next((one for one in self.alternatives if one.text == self.text), Alternative("", self.text))
        style = one.tone or ("" if self.text else "dim")
        if not focused:
            return [(fit(self.shown(), width, ascii=self.ascii), style)]
        left, right = ("<", ">") if self.ascii else ("‹", "›")
        return [
            (f"{left} ", "mark"),
            (fit(self.shown(), max(1, width - 4), ascii=self.ascii), "cursor"),
            (f" {right}", "mark"),
        ]


class ReferenceInput(Input):
    """Another record, found by typing; what was chosen is held as ``#17``, which tells two of one name apart."""

    editor: LineEditor

    def __init__(self, field: Reference, text: str = "", *, title: str = "", ascii: bool = False) -> None:
        super().__init__(field, text, ascii=ascii)
        self.target = field.target
        self.title = title
        self.chosen = bool(title)
        """Whether a record is held; its title is shown, and the editor holds its number."""

    def choose(self, record_id: int, title: str) -> None:
        """Hold a record."""
        self.editor.set(f"#{record_id}")
        self.title = title
        self.chosen = True

    def set(self, text: str) -> None:
        """Put another text in place, of which nobody knows yet what it means."""
        super().set(text)
        self.chosen = False

    def key(self, key: str, character: str | None) -> bool:
        """Type; what was held gives way to what is typed, and is taken out whole."""
        if self.chosen:
            if key in ("backspace", "delete", "ctrl+u", "ctrl+w", "ctrl+k", "ctrl+h", "ctrl+d"):
                self.set("")
                return True
            if character is not None and character.isprintable() and character != " ":
                self.set("")
        return self.editor.key(key, character)

    def paste(self, text: str) -> None:
        """Search for what was pasted."""
        if self.chosen:
            self.set("")
        super().paste(text)

    def shown(self) -> str:
        """Return the title of what is held, or what was typed."""
        return self.title if self.chosen else self.text

    def row(self, number: int, width: int, height: int, *, focused: bool) -> list[Piece]:
        """Return what is held, or the line that is typed."""
        if focused and self.chosen:
            return [(fit(self.title, width, ascii=self.ascii) or " ", "cursor"), ("", "typing")]
        return super().row(number, width, height, focused=focused)


def alternatives(field: Field, *, ascii: bool = False) -> tuple[Alternative, ...]:
    """Return what a choice can be set to, blank first where it may be blank."""
    if isinstance(field, YesNo):
        yes = Alternative("yes", _("yes"), "x" if ascii else "✓", "")
        no = Alternative("no", _("no"), "-" if ascii else "–", "dim")
        unknown = (Alternative("", _("unknown"), "?", "dim"),) if isinstance(field, YesNoUnknown) else ()
        return (*unknown, yes, no)
    if isinstance(field, OwnChoice):
        return (Alternative("", "-" if ascii else "–", "", "dim"), *(Alternative(name, name) for name in field.offered))
    assert isinstance(field, ChoiceField)
    found = tuple(
        Alternative(one.name, _(one.label), one.ascii if ascii else one.glyph, one.tone) for one in field.options
    )
    blank = () if field.required or field.default is not None else (Alternative("", "-" if ascii else "–", "", "dim"),)
    return (*blank, *found)


def typed_text(field: Field, value: object, reading: Reading) -> str:
    """Return the text that an input holds for ``value``: one that the field's parse reads back."""
    if isinstance(field, YesNo):
        return "" if value is None else ("yes" if value else "no")
    if value is None:
        return ""
    if isinstance(field, ChoiceField):
        return str(value)
    if isinstance(field, Reference):
        return f"#{value}"
    return field.edit(value, reading)


def make_input(field: Field, text: str, *, title: str = "", ascii: bool = False) -> Input:
    """Return the input for a kind of field; ``title`` is what a reference's record is called."""
    if isinstance(field, Reference):
        return ReferenceInput(field, text, title=title, ascii=ascii)
    if isinstance(field, (ChoiceField, YesNo)) or (isinstance(field, OwnChoice) and not field.several):
        return ChoiceInput(field, text, ascii=ascii)
    return (NoteInput if isinstance(field, Note) else Input)(field, text, ascii=ascii)
