"""From a campaign to its sheets, its recipients, its e-mails and a copy of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui import rooms
from tui.campaigns.recipients_tab import of_campaign

if TYPE_CHECKING:
    from tui.base_app import BaseApp


async def open_sheet(app: BaseApp, name: str, campaign: int | None) -> None:
    """Open the ``budget`` or the ``analysis`` of a campaign; show afterwards what was saved."""
    if campaign is not None and await app.open_form(f"campaign-{name}", campaign) is not None:
        await app.changed("campaign")


async def show_recipients(app: BaseApp, campaign: int | None) -> None:
    """Show all recipients of a campaign."""
    if campaign is not None:
        title = await app.engine.read(lambda session: session.names.title_of("campaign", campaign))
        await app.show_list("recipient", of_campaign(campaign), title)


async def send_campaign(app: BaseApp, campaign: int | None) -> None:
    """Ask what is to be done with the e-mails of a campaign."""
    if campaign is not None:
        await rooms.screen_class(rooms.WORK, "campaign_sent")(app, campaign)


async def copy_campaign(app: BaseApp, campaign: int | None) -> None:
    """Open the form of a copy, and its card once it is saved."""
    if campaign is None:
        return
    copy = await app.open_form("campaign-copy", None, source=campaign)
    if copy is not None:
        await app.changed("campaign")
        await app.open_record("campaign", copy)
