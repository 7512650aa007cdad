"""Dialling a lead from wherever it is seen: asked first where the lead should not be called (LEAD-06, LEAD-36)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from model.calling.rules import Number, numbers_of, objections
from model.core.access import Session
from model.core.language import _
from model.core.text import visible
from model.leads.records import Lead
from model.telephony.dialling import dial, dialled, telephone_link
from tui.widgets.dialogs import Choice, Confirm, Menu

if TYPE_CHECKING:
    from tui.app import SalgApp


async def dial_lead(app: SalgApp, lead_id: int) -> None:
    """Dial one of a lead's numbers; where it should not be called now, say why and ask for y."""

    def read(session: Session) -> tuple[list[Number], list[str], str]:
        found = [each.sentence for each in objections(session, lead_id) if each.code != "no_number"]
        return numbers_of(session, lead_id), found, session.names.title_of("lead", lead_id)

    numbers, against, name = await app.engine.read(read)
    if not numbers:
        app.say(_("There is no telephone number on the lead."))
        return
    chosen = numbers[0]
    if len(numbers) > 1:
        choices = [
            Choice(str(place), f"{visible(each.text)}  {Lead.field(each.field).title}", each)
            for place, each in enumerate(numbers, start=1)
        ]
        answer = await app.ask(Menu(_("Dial"), choices))
        if answer is None:
            return
        chosen = answer
    if against and not await app.ask(
        Confirm(_("Dial {name} all the same?").format(name=visible(name)), against, yes=_("Dial"))
    ):
        return
    await ring(app, chosen)


async def ring(app: SalgApp, number: Number) -> None:
    """Have a number dialled by the user's command; without one, say the address that the terminal may follow."""
    if not app.settings.dial_command:
        link = telephone_link(number.text, number.key) or visible(number.text)
        told = _("Dial {number}: {link} (dial_command in the settings does it)")
        app.say(told.format(number=visible(number.text), link=link))
        return
    await asyncio.to_thread(dial, app.settings.dial_command, dialled(number.text, number.key))
    app.say(_("Dialling {number}.").format(number=visible(number.text)), "good")
