"""The way to the duplicate check, from a list, a card or a form, and to the sweep over all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.duplicates.typed import read_typed
from tui.duplicates.screen import DuplicatesScreen

if TYPE_CHECKING:
    from tui.base_app import BaseApp


async def check_here(app: BaseApp) -> None:
    """Check the record of the card in front, or the row under the cursor of the list in front."""
    screen: Any = app.screen
    record_id = screen.list.record_id if hasattr(screen, "list") else screen.record_id
    if record_id is None:
        raise UserError(_("The list is empty."))
    await app.show(DuplicatesScreen(screen.record.name_in_code, record_id))


async def check_typed_here(app: BaseApp) -> None:
    """Check what is typed in the form in front; the form waits below."""
    screen: Any = app.screen
    if screen.form is None:
        return
    state = screen.form.state
    texts = state.texts()

    def values(session: Session) -> dict[str, Any]:
        return read_typed(session, screen.record, texts)

    typed = await app.engine.read(values)
    await app.show(DuplicatesScreen(screen.record.name_in_code, screen.record_id, typed))
