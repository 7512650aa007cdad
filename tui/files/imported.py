"""The summary of an import that has been done, and the way on from it: to what was made, or to calling that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from model.calling.kinds import callable_kinds
from model.core.access.session import Session
from model.core.language import _, ngettext
from model.core.lists.criteria import CHANGE, Criterion, Filter
from model.core.lists.listing import Listing, Sort
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.text import visible
from tui import rooms
from tui.widgets.dialogs import Told
from tui.widgets.questions import UNDO

if TYPE_CHECKING:
    from tui.base_app import BaseApp

SHOW, CALL = "show", "call"


def can_be_called(session: Session, record: type[Record]) -> bool:
    """Whether call lists are made of records of this kind."""
    return any(kind.name == record.name_in_code for kind in callable_kinds(session))


class Imported(Told):
    """What an import did; answers :data:`SHOW`, :data:`CALL`, :data:`UNDO`, or None where it was only read.

    ``count`` is how many records it made or changed: where it is 0 there is nothing to go on to.
    """

    def __init__(self, lines: Sequence[str], count: int, *, called: bool, undoable: bool) -> None:
        super().__init__(_("Imported"), lines, undoable=undoable)
        self.count = count
        self.called = called and bool(count)

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys, with how many each is about."""
        keys = []
        if self.count:
            keys.append(("s", self._counted(ngettext("Show this one", "Show these {count}", self.count))))
        if self.called:
            keys.append(("p", self._counted(ngettext("Call this one", "Call these {count}", self.count))))
        return [*keys, *super().keys()]

    def _counted(self, label: str) -> str:
        return label.format(count=format_whole(self.count, ascii=self.app.looks.ascii))

    def take_key(self, key: str) -> None:
        """Answer where to go on to."""
        if key == "s" and self.count:
            self.dismiss(SHOW)
        elif key == "p" and self.called:
            self.dismiss(CALL)
        else:
            super().take_key(key)


async def go_on(app: BaseApp, record: type[Record], file: str, change_id: int, answer: str) -> None:
    """Undo a change, show what it made or altered, or offer that to the call lists; one undone by now has nothing."""
    if answer == UNDO:
        await app.everywhere.do_undo()
        return
    wanted = Filter(criteria=(Criterion(CHANGE.name, "=", str(change_id)),))
    title = _("from {file}").format(file=visible(file))
    if answer == SHOW:
        await app.show_list(record.name_in_code, wanted, title)
        return

    def these(session: Session) -> Iterable[tuple[str, int]]:
        ids = Listing(session, record, (), wanted, Sort("id")).ids()
        return ((record.name_in_code, record_id) for record_id in ids)

    await rooms.screen_class(rooms.WORK, "call_lists")(app, these, title)
