"""Dialling a record from wherever it is seen: asked first where it should not be called (LEAD-06, LEAD-36)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.calling.kinds import RecordRef
from model.calling.rules import Objection, objections
from model.calling.telephone_numbers import Number, numbers_of
from model.core.access.session import Session
from model.core.language import _
from model.core.text import visible
from tui.calling.checking import RESERVED, AskChecked, keep_check
from tui.calling.telephone import Dialled, may_dial, ring
from tui.widgets.dialogs import Choice, Confirm, Menu

if TYPE_CHECKING:
    from tui.base_app import BaseApp


async def dial_here(app: BaseApp) -> None:
    """Dial the record whose card is in front."""
    screen: Any = app.screen
    await dial_record(app, screen.record.name_in_code, screen.record_id)


async def dial_record(app: BaseApp, type_name: str, record_id: int) -> None:
    """Dial one of a record's numbers; where it should not be called now, say why and ask for y.

    Of a private person who has not been looked up in the reservation register lately, what it says can be kept first
    (K02); what speaks against calling then is asked for again.
    """

    ref = RecordRef(type_name, record_id)

    def read(session: Session) -> tuple[list[Number], str]:
        return numbers_of(session, ref), session.names.title_of(type_name, record_id)

    numbers, name = await app.engine.read(read)
    if not numbers:
        app.say(_("There is no telephone number on it."))
        return
    chosen = numbers[0]
    if len(numbers) > 1:
        choices = [
            Choice(str(place), f"{visible(each.text)}  {each.described}", each)
            for place, each in enumerate(numbers, start=1)
        ]
        answer = await app.ask(Menu(_("Dial"), choices))
        if answer is None:
            return
        chosen = answer

    def look(session: Session) -> list[Objection]:
        return [each for each in objections(session, ref, chosen) if each.code != "no_number"]

    while against := await app.engine.read(look):
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
    if not await may_dial(app, chosen):
        return
    at = app.session.clock()
    await ring(app, chosen)
    if app.session.person.role != "reader":
        from tui.calling.outcome_menu import log_dialled

        await log_dialled(app, ref, name, Dialled(chosen, at))
