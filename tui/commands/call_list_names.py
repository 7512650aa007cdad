"""Which call list a command of ``salg calls`` is about: its number, or its name where only one is called that."""

from __future__ import annotations

from model.calling import lists
from model.calling.lists import ListRow
from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.text import fold, quotation
from tui.commands import values

PROGRAM = "salg calls"


def named_list(session: Session, text: str) -> ListRow:
    """Return the call list of that number or name; raise :class:`UserError` for none, or several of one name."""
    if text.removeprefix("#").isdecimal():
        return lists.find(session, values.record_id(text))
    found = [row for row in lists.lists(session) if fold(row.name) == fold(text)]
    if not found:
        raise UserError(_("There is no call list {name}.").format(name=quotation(text)), "list")
    if len(found) > 1:
        ids = ", ".join(str(row.id) for row in found)
        raise UserError(_("Several call lists are called {name}: {ids}.").format(name=quotation(text), ids=ids), "list")
    return found[0]
