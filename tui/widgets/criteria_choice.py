"""A criterion on a choice: any, one of its values, or anything but one."""

from __future__ import annotations

from model.core.fields.base import Field
from model.core.fields.custom import OwnChoice
from model.core.fields.numbers import UNKNOWN, YesNo, YesNoUnknown
from model.core.language import _
from model.core.text import fold
from tui.widgets.editors import fit
from tui.widgets.inputs import Alternative, Input, Piece, alternatives

NOT = "!="


class CriterionChoice(Input):
    """←, → and Space go round, a letter goes to the next that begins with it, ``!`` turns into "anything but".

    The text is what :func:`~tui.widgets.criteria_text.read_criteria` reads: '' for any, ``hot``, ``!=hot``, ``=`` for
    no value.
    """

    def __init__(self, field: Field, text: str = "", *, ascii: bool = False) -> None:
        super().__init__(field, text, ascii=ascii)
        found = [one for one in alternatives(field, ascii=ascii) if one.text]
        if isinstance(field, OwnChoice):
            found += [Alternative(choice.name, choice.name) for choice in field.choices if not choice.active]
        if isinstance(field, YesNoUnknown):
            found.append(Alternative("=", _(UNKNOWN), "?", "dim"))
        elif field.default is None and not isinstance(field, YesNo):
            found.append(Alternative("=", _("none"), "", "dim"))
        self.choices = (Alternative("", _("any"), "", "dim"), *found)

    @property
    def negated(self) -> bool:
        """Whether anything but the choice is asked for."""
        return self.text.startswith(NOT)

    @property
    def chosen(self) -> Alternative:
        """The choice that is, or is not, asked for."""
        bare = self.text.removeprefix(NOT) or ("=" if self.negated else "")
        wanted = fold(bare)
        matching = (one for one in self.choices if one.text == bare or (bare and fold(one.label) == wanted))
        return next(matching, Alternative(bare, bare))

    def _choose(self, one: Alternative, negated: bool) -> None:
        bare = "" if one.text == "=" and negated else one.text
        self.editor.set(NOT + bare if negated and one.text else bare)

    def key(self, key: str, character: str | None) -> bool:
        """Choose."""
        chosen = self.chosen
        now = self.choices.index(chosen) if chosen in self.choices else 0
        count = len(self.choices)
        if key in ("right", "space"):
            self._choose(self.choices[(now + 1) % count], self.negated)
        elif key == "left":
            self._choose(self.choices[(now - 1) % count], self.negated)
        elif key in ("backspace", "delete", "ctrl+u", "ctrl+h"):
            self.editor.set("")
        elif character in ("!", "≠"):
            self._choose(chosen, not self.negated)
        elif character is not None and character.isprintable():
            wanted = fold(character)
            order = (*self.choices[now + 1 :], *self.choices[: now + 1])
            found = next((one for one in order if wanted and fold(one.label).startswith(wanted)), None)
            if found is not None:
                self._choose(found, self.negated)
        else:
            return False
        return True

    def paste(self, text: str) -> None:
        """Choose what was pasted, if it is one of the choices."""
        wanted = fold(text)
        found = next((one for one in self.choices if wanted in (fold(one.text), fold(one.label))), None)
        if found is not None:
            self._choose(found, self.negated)

    def shown(self) -> str:
        """Return sign and label."""
        sign = ("!=" if self.ascii else "≠") if self.negated else ""
        return " ".join(part for part in (sign, self.chosen.sign, self.chosen.label) if part)

    def row(self, number: int, width: int, height: int, *, focused: bool) -> list[Piece]:
        """Return the choice, between two arrows while it can be changed."""
        if not focused:
            return [(fit(self.shown(), width, ascii=self.ascii), self.chosen.tone)]
        left, right = ("<", ">") if self.ascii else ("‹", "›")
        shown = fit(self.shown(), max(1, width - 4), ascii=self.ascii)
        return [(f"{left} ", "mark"), (shown, "cursor"), (f" {right}", "mark")]
