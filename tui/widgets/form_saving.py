"""Saving what a form holds: read, checked, handed on; and settled with whoever saved the record meanwhile (COM-09)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import Conflict
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.references import Reference
from model.core.fields.texts import Note
from tui.engine import Engine
from tui.widgets.form_state import FormState, Saving
from tui.widgets.inputs import typed_text


@dataclass(frozen=True)
class Outcome:
    """What came of saving."""

    done: bool = False
    changed: bool = False
    """Whether there was anything to save."""
    result: Any = None
    """What the saver answered."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """What is wrong, by field."""
    message: str = ""
    """What is wrong with all of it."""


@dataclass(frozen=True)
class Disagreement:
    """One field that somebody else has changed meanwhile, its three values as people read them."""

    name: str
    title: str
    base: str
    theirs: str
    mine: str
    choose: bool
    """Whether both have changed it; else only they have, and it is kept."""
    long: bool
    """Whether both can be kept, one under the other."""
    theirs_text: str
    """Their value as an input holds it."""
    theirs_title: str
    """What their value is called, if it is another record."""


Saver = Callable[[Saving], Awaitable[Any]]
Chooser = Callable[[Conflict, Sequence[Disagreement]], Awaitable["Mapping[str, str] | None"]]
"""Asks the person; answers "mine", "theirs" or "both" by field, None to go back to the form."""


async def save_form(state: FormState, engine: Engine, saver: Saver, choose: Chooser) -> Outcome:
    """Save what differs, as often as somebody else comes first and the person goes on choosing.

    Raises what ``saver`` raises, but :class:`UserError` and :class:`Conflict`, which are answered.
    """
    while True:
        texts = state.texts()
        values, errors = await engine.read(lambda session, texts=texts: state.read(session, texts))  # type: ignore[misc]
        if errors:
            return Outcome(errors=errors)
        if not values and state.contents.record_id is not None:
            return Outcome(done=True)
        try:
            result = await saver(Saving(state.contents.record_id, state.version, values, dict(state.base)))
        except Conflict as conflict:
            found = await engine.read(
                lambda session, conflict=conflict: disagreements(session, state.contents.fields, conflict)  # type: ignore[misc]
            )
            choices = await choose(conflict, found) if any(one.choose for one in found) else {}
            if choices is None:
                return Outcome()
            titles = {one.name: one.theirs_title for one in found}
            state.rebase(conflict, {one.name: one.theirs_text for one in found}, titles, choices)
        except UserError as error:
            if error.field in state.inputs:
                return Outcome(errors={error.field: error.message})
            return Outcome(message=error.message)
        else:
            return Outcome(done=True, changed=True, result=result)


def disagreements(session: Session, fields: Mapping[str, Field], conflict: Conflict) -> list[Disagreement]:
    """Return the fields of a conflict, those to choose first; runs in an engine's thread."""
    reading = session.reading()
    found = []
    for one in conflict.fields:
        kind = fields.get(one.field)
        if kind is None:
            continue
        base, theirs, mine = (kind.format(value, reading) for value in (one.base, one.theirs, one.mine))
        text = typed_text(kind, one.theirs, reading)
        title = theirs if isinstance(kind, Reference) else ""
        long = isinstance(kind, Note)
        found.append(Disagreement(one.field, kind.title, base, theirs, mine, one.disagrees, long, text, title))
    return sorted(found, key=lambda one: not one.choose)
