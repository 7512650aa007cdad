"""What is said on a screen before it stands there is said when it does (COM-10)."""

from __future__ import annotations

from tests.tui.desk import Desk, at
from tui.leads.list import LeadList


async def test_what_is_said_ahead_of_the_first_layout_stands_there_afterwards(desk: Desk) -> None:
    """A message, the title and the hints may be asked for while a screen is still on its way."""
    async with at(desk) as hand:
        screen = LeadList()
        screen.show_title()
        screen.show_hints()
        screen.flash("A colleague has saved meanwhile")
        hand.app.push_screen(screen)
        await hand.sees("A colleague has saved meanwhile", "Leads")
