"""A form without a screen: what is typed in it, what was said about that, and what would be saved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import Conflict
from model.core.company.drafts import Draft
from model.core.errors import StorageError, UserError
from model.core.fields.base import Field, Reading
from model.core.fields.references import Reference
from model.core.lists.lookup import Found, resolve
from tui.widgets.contents import Contents, names_of
from tui.widgets.form_layout import Description
from tui.widgets.inputs import Input, ReferenceInput, make_input
from tui.widgets.picker import Picker


@dataclass(frozen=True)
class Offer:
    """Something found out about a field, and what taking it does: it fills fields, or goes somewhere."""

    text: str
    label: str
    fills: Mapping[str, str] = field(default_factory=dict)
    """Texts by field, as somebody would type them."""
    action: Callable[[], Any] | None = None


Check = Callable[[str, Mapping[str, str]], Awaitable[Sequence[Offer]]]
"""Asked with a field's text, and the texts of all fields, while it is typed; a later text stops it."""


@dataclass(frozen=True)
class Saving:
    """What a form wants saved: the values that differ, all values as they were read, and the version they stood on.

    For a new record ``record_id`` and ``version`` are None, ``base`` is empty, and ``values`` are all that differ from
    the defaults.
    """

    record_id: int | None
    version: int | None
    values: Mapping[str, Any]
    base: Mapping[str, Any]


Stop = tuple[str, int]
"""Where the person can be: a field and -1, or a field and the number of one of its offers; the last one saves."""

SAVE: Stop = ("", -1)


@dataclass(frozen=True)
class Question:
    """Something asked at the foot of the form: each answer's key, its label, and what it does. Esc is always no."""

    text: str
    answers: tuple[tuple[str, str, Callable[[], object]], ...]
    lines: tuple[str, ...] = ()
    """What it is about, a line each: of values that would be written over, the old and the new."""


class FormState:
    """The inputs of a form, errors and offers by field, and where the person is."""

    def __init__(
        self, contents: Contents, description: Description, draft: Draft | None = None, *, ascii: bool = False
    ) -> None:
        self.contents = contents
        self.description = description
        self.draft = draft
        self.names = names_of(description)
        self.base = dict(contents.base)
        self.version = contents.version
        self.inputs: dict[str, Input] = {}
        self.errors: dict[str, str] = {}
        self.offers: dict[str, tuple[Offer, ...]] = {}
        self.stop: Stop = (self.names[0], -1)
        self.picker = Picker(ascii=ascii)
        self.question: Question | None = None
        self.passed_by: frozenset[str] = frozenset()
        """Fields that are filled in as a rule: Tab and Enter go by them, arrows lead there."""
        self._untyped: dict[str, str] = {}
        """What was put into fields because it goes with another one, by field."""
        self.told = ""
        """What the foot of the form says, until the next key."""
        for name in self.names:
            kind, text = contents.fields[name], contents.texts[name]
            made = make_input(kind, text, title=self._title(kind, text), ascii=ascii)
            self.inputs[name] = made
            if name in contents.typed:
                self._set(name, contents.typed[name])

    def _title(self, kind: Field, text: str) -> str:
        return self.contents.titles.get(f"{kind.target}{text}", "") if isinstance(kind, Reference) else ""

    def _set(self, name: str, text: str) -> None:
        made = self.inputs[name]
        title = self._title(made.field, text)
        if isinstance(made, ReferenceInput) and title:
            made.choose(int(text[1:]), title)
        else:
            made.set(text)

    # What is typed

    def texts(self) -> dict[str, str]:
        """Return the texts of all fields."""
        return {name: made.text for name, made in self.inputs.items()}

    @property
    def changed(self) -> list[str]:
        """The fields that differ from what stood there when the form was opened."""
        return [name for name, made in self.inputs.items() if made.changed]

    def keep(self, name: str) -> StorageError | None:
        """Put what stands in a field into the draft; return an error when that fails for the first time."""
        return self.draft.put(name, self.inputs[name].text) if self.draft is not None else None

    def plan_filling(self, texts: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """Return which fields ``texts`` would fill: those that are blank, and those where something else is typed."""
        wanted = {name: text for name, text in texts.items() if name in self.inputs and text.strip()}
        differing = [name for name, text in wanted.items() if self.inputs[name].text.strip() != text.strip()]
        blank = [name for name in differing if not self.inputs[name].text.strip()]
        return blank, [name for name in differing if name not in blank]

    def fill(self, texts: Mapping[str, str], *, over: bool = False) -> list[str]:
        """Put ``texts`` into blank fields, with ``over`` into all; return which were filled."""
        blank, typed = self.plan_filling(texts)
        filled = [*blank, *typed] if over else blank
        for name in filled:
            self.inputs[name].set(texts[name].strip())
            self.errors.pop(name, None)
            self.keep(name)
        return filled

    def replace_text(self, name: str, text: str) -> None:
        """Put ``text``, also none, into a field in the place of what stands there."""
        self.inputs[name].set(text)
        self.errors.pop(name, None)
        self.keep(name)

    def follow(self, name: str, text: str) -> bool:
        """Put a text into a field in which nobody has typed; return whether it was put there."""
        made = self.inputs.get(name)
        if made is None or made.text != self._untyped.get(name, made.initial) or made.text == text:
            return False
        made.set(text)
        self._untyped[name] = made.text
        self.errors.pop(name, None)
        self.keep(name)
        return True

    # Where the person goes

    def stop_after(self, step: int, *, offers: bool = True, arrow: bool = True) -> Stop:
        """Return the next stop (``step`` 1) or the one before (-1), the first or the last where there is no other.

        Tab and Enter, which are no ``arrow``, pass by the ``offers``, so that keys typed ahead take none by accident,
        and from outside by the fields of :attr:`passed_by`.
        """
        inside = self.stop[0] in self.passed_by
        stops = [
            (name, number)
            for name in self.names
            if arrow or inside or name not in self.passed_by
            for number in range(-1, len(self.offers.get(name, ())))
            if offers or number < 0 or (name, number) == self.stop
        ]
        stops.append(SAVE)
        return stops[max(0, min(stops.index(self.stop) + step, len(stops) - 1))]

    def heading_after(self, step: int) -> Stop:
        """Return the first field of the next heading; or, going back, that of this one or of the one before."""
        firsts = [names[0] for _heading, names in self.description if names]
        name = self.stop[0]
        if not name:
            return (firsts[-1], -1) if step < 0 else SAVE
        at = next(number for number, (_heading, names) in enumerate(self.description) if name in names)
        inside = step < 0 and self.stop != (firsts[at], -1)
        target = at if inside else at + step
        return SAVE if target >= len(firsts) else (firsts[max(0, target)], -1)

    def renew(self, own: Mapping[str, Field]) -> None:
        """Take over what the company's own fields are by now; what is typed in them stays."""
        known = {name: kind for name, kind in own.items() if name in self.inputs}
        self.contents = replace(self.contents, fields={**self.contents.fields, **known})
        for name, kind in known.items():
            made = self.inputs[name]
            if type(kind) is type(made.field):
                made.renew(kind)

    # What is saved

    def read(self, session: Session, texts: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the values that ``texts`` stand for, of the fields that differ, and the errors by field.

        Runs in an engine's thread: references are looked up.
        """
        new = self.contents.record_id is None
        reading = replace(session.reading(), row={**self.base, **texts})
        values: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for name, text in texts.items():
            kind = self.contents.fields[name]
            if not new and text == self.inputs[name].initial:
                continue
            try:
                value = read_text(session, kind, text, reading)
                kind.check(value)
            except UserError as error:
                errors[name] = error.message
                continue
            if value != (kind.default if new else self.base.get(name)):
                values[name] = value
        return values, errors

    def read_field(self, session: Session, name: str, texts: Mapping[str, str]) -> tuple[str, Found | None]:
        """Return what is wrong with a field, '' for nothing, and the record that it names; runs in a thread as well."""
        kind = self.contents.fields[name]
        reading = replace(session.reading(), row={**self.base, **texts})
        try:
            if isinstance(kind, Reference):
                return "", resolve(session, kind, texts[name])
            kind.check(kind.parse(texts[name], reading))
        except UserError as error:
            return error.message, None
        return "", None

    def rebase(
        self, conflict: Conflict, texts: Mapping[str, str], titles: Mapping[str, str], choices: Mapping[str, str]
    ) -> None:
        """Stand on the record as somebody else has left it: ``texts`` is theirs, by field.

        ``choices`` says of each field that both have changed what stands in it now: "mine", "theirs" or "both". Fields
        that only they have changed are taken over.
        """
        self.version = conflict.version
        for one in conflict.fields:
            made = self.inputs.get(one.field)
            self.base[one.field] = one.theirs
            if made is None:
                continue
            theirs, mine = texts[one.field], made.text
            choice = choices.get(one.field, "theirs" if not one.disagrees else "mine")
            made.initial = theirs
            if choice != "mine":
                title = titles.get(one.field, "")
                if isinstance(made, ReferenceInput) and title:
                    made.choose(int(theirs[1:]), title)
                else:
                    made.set(theirs if choice == "theirs" else "\n".join(text for text in (theirs, mine) if text))
                self.keep(one.field)


def read_text(session: Session, kind: Field, text: str, reading: Reading) -> Any:
    """Return the value of what was typed; raise :class:`UserError` for what it cannot be."""
    if isinstance(kind, Reference):
        found = resolve(session, kind, text)
        return None if found is None else found.id
    return kind.parse(text, reading)
