"""The records that a field of references may mean: looked for as one types, and chosen from in a list.

A key that chooses among them waits for those that belong to the text as it stands: every search is a question of its
own, and only its own answer counts.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from textual.worker import Worker, WorkerError

from model.core.access.session import Session
from model.core.lists.lookup import Found, find_titles
from tui.engine import Engine, Superseded
from tui.widgets.form_view import FormView
from tui.widgets.inputs import ReferenceInput
from tui.widgets.picker import MOST

Finder = Callable[[Session, str, Mapping[str, str], int], list[Found]]
"""Finds records for a field of references: what is typed there, the texts of all fields, and how many at most."""

CHOOSING = frozenset("enter tab down up pagedown pageup escape".split())
"""Keys whose meaning depends on which records were found."""


@dataclass(eq=False)
class Search:
    """One question: the field, the text that is looked for, what stood in the field, and whether it is answered."""

    field: str
    text: str
    typed: str
    answered: bool = False


class RecordSearch:
    """Looks for records for the field in which the person is, and shows them in the form's picker.

    ``chosen`` is called with the name of the field once a record was chosen in it.
    """

    def __init__(
        self, form: FormView, engine: Engine, finders: Mapping[str, Finder], chosen: Callable[[str], None]
    ) -> None:
        self._form = form
        self._engine = engine
        self._chosen = chosen
        self._finders = finders
        self._search: Search | None = None
        self._worker: Worker[None] | None = None

    def begin(self, field: str, text: str) -> None:
        """Look for records called like ``text``, for all where it is empty; an older question is given up."""
        self._search = search = Search(field, text, self._form.state.inputs[field].text)
        self._worker = self._form.begin("pick", partial(self._find, search))

    def end(self) -> None:
        """Look for nothing any more, and show nothing."""
        self._search = None
        self.close()

    def close(self) -> None:
        """Close the list."""
        picker = self._form.state.picker
        if picker.open:
            self._form.repaint(self._form.picture.covered_region())
            picker.close()

    def decides(self, key: str) -> bool:
        """Whether what a key means depends on an answer that has not come."""
        return key in CHOOSING and self._search is not None and not self._search.answered

    async def come(self) -> None:
        """Return when the answer has come, or none will."""
        while (search := self._search) is not None and not search.answered:
            assert self._worker is not None
            with contextlib.suppress(WorkerError):
                await self._worker.wait()
            # Where the search has failed, nothing was found.
            search.answered = True

    async def _find(self, search: Search) -> None:
        form = self._form
        made = form.state.inputs[search.field]
        assert isinstance(made, ReferenceInput)
        target, finder, texts = made.target, self._finders.get(search.field), form.state.texts()

        def find(session: Session) -> list[Found]:
            return (
                finder(session, search.text, texts, MOST) if finder else find_titles(session, target, search.text, MOST)
            )

        try:
            hits = await self._engine.latest(f"pick {id(self)}", find)
        except Superseded:
            return
        search.answered = True
        here = form.state.stop == (search.field, -1) and made.text == search.typed
        if search is self._search and here and (not made.chosen or not search.text):
            self.close()
            form.state.picker.show(hits, search.typed)
            if hits:
                form.repaint(form.picture.covered_region())

    # Keys of the open list

    def take_key(self, key: str) -> bool:
        """Move in the list, choose from it or close it; return False for a key that means something else."""
        picker, state = self._form.state.picker, self._form.state
        if key == "escape":
            self.close()
            return True
        if key == "shift+tab" or (key == "up" and not picker.at):
            self.close()
            return False
        alone = key == "down" and len(picker.hits) == 1
        if not alone and picker.move(key):
            self._form.repaint(self._form.picture.covered_region())
            return True
        made = state.inputs[state.stop[0]]
        if not alone and key not in ("enter", "tab"):
            return False
        if picker.asked != made.text or not isinstance(made, ReferenceInput):
            return False
        made.choose(picker.hit.id, picker.hit.title)
        self.close()
        self._chosen(state.stop[0])
        return True
