"""Dialling a lead from wherever it is seen: asked first where the lead should not be called (LEAD-06, LEAD-36)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from model.calling.rules import Number, Objection, numbers_of, objections
from model.core.access import Session
from model.core.language import _
from model.core.text import visible
from model.leads.records import Lead
from model.telephony.dialling import dial, dialled, service_code, telephone_link
from tui.calling.checking import RESERVED, AskChecked, keep_check
from tui.widgets.dialogs import Choice, Confirm, Menu

if TYPE_CHECKING:
    from tui.app import SalgApp


@dataclass(frozen=True)
class Dialled:
    """A number that was dialled, and when."""

    number: Number
    at: datetime


async def dial_lead(app: SalgApp, lead_id: int) -> None:
    """Dial one of a lead's numbers; where it should not be called now, say why and ask for y.

    Of a private person who has not been looked up in the reservation register lately, what it says can be kept first
    (K02); what speaks against calling then is asked for again.
    """

    def read(session: Session) -> tuple[list[Number], list[Objection], str]:
        found = [each for each in objections(session, lead_id) if each.code != "no_number"]
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
    while against:
        codes = {each.code for each in against}
        asking = AskChecked if codes & {"reservation", "reserved"} else Confirm
        lines = [each.sentence for each in against]
        told = await app.ask(asking(_("Dial {name} all the same?").format(name=visible(name)), lines, yes=_("Dial")))
        if told is None:
            return
        if told is True:
            break
        if not await keep_check(app, numbers, reserved=told == RESERVED) or told == RESERVED:
            return
        _numbers, against, _name = await app.engine.read(read)
    if not await may_dial(app, chosen):
        return
    at = app.session.clock()
    await ring(app, chosen)
    if app.session.person.role != "reader":
        from tui.calling.outcome_menu import log_dialled

        await log_dialled(app, lead_id, name, Dialled(chosen, at))


async def may_dial(app: SalgApp, number: Number) -> bool:
    """Whether a number is to be dialled: of a service code, which may cost money, the person is asked."""
    if not service_code(number.text, number.key):
        return True
    lines = [_("It holds * or #, an order to the telephone exchange, such as forwarding all calls to another number.")]
    title = _("Dial {number} as it stands?").format(number=visible(number.text))
    return bool(await app.ask(Confirm(title, lines, yes=_("Dial"))))


async def ring(app: SalgApp, number: Number) -> None:
    """Have a number dialled by the user's command; without one, say the address that the terminal may follow.

    A service code is dialled as it stands: :func:`may_dial` has asked.
    """
    if not app.settings.dial_command:
        link = telephone_link(number.text, number.key) or visible(number.text)
        told = _("Dial {number}: {link} (dial_command in the settings does it)")
        app.say(told.format(number=visible(number.text), link=link))
        return
    command, found = app.settings.dial_command, dialled(number.text, number.key, codes=True)
    await asyncio.to_thread(dial, command, found, codes=True)
    app.say(_("Dialling {number}.").format(number=visible(number.text)), "good")
