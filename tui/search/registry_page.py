"""The page of a company in its public register: opened where there is a browser, and said as a link (LEAD-01)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.records.record import Record
from model.registry.page import page_of
from tui.widgets.desktop import opener, start
from tui.widgets.links import linked

if TYPE_CHECKING:
    from tui.base_app import BaseApp


async def page_here(app: BaseApp) -> None:
    """Show the page of the lead or customer in front, or of the row under the cursor of the list in front."""
    screen: Any = app.screen
    record_id = screen.list.record_id if hasattr(screen, "list") else screen.record_id
    if record_id is None:
        raise UserError(_("The list is empty."))
    await show_page_of(app, screen.record.name_in_code, record_id)


async def show_page_of(app: BaseApp, kind: str, record_id: int) -> None:
    """Show the page of a lead or customer."""

    def work(session: Session) -> str:
        record = session.records[kind]
        assert issubclass(record, Record)
        return page_of(session, record, record_id)

    await show_page(app, await app.engine.read(work))


async def show_page(app: BaseApp, address: str) -> None:
    """Open an address in the browser of the desktop, where there is one, and say it: the terminal may follow it too."""
    if not address:
        raise UserError(_("Without a valid organisation number there is no page in the register."))
    if command := opener(os.environ):
        await app.engine.read(lambda _session: start(command, address))
    app.say(address, linked("strong", address))
