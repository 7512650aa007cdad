"""Saying that an address that mail came back from is right (R11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.core.language import _
from model.core.text import visible
from model.mail.invalid_addresses import trust_address
from tui.widgets.returned_mail import RETURNED

if TYPE_CHECKING:
    from tui.base_app import BaseApp


async def trust_this_address(app: BaseApp) -> None:
    """Hold the e-mail address of the record in front to be right again."""
    screen: Any = app.screen
    address: str = screen.shown.more[RETURNED]
    await app.engine.write(lambda session: trust_address(session, address))
    await app.changed()
    app.say(_("Mail is sent to {address} again. u undoes it.").format(address=visible(address)), "good")
