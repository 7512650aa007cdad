"""Having one number dialled: by the command of the settings, or by an address that the terminal follows."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from model.calling.telephone_numbers import Number
from model.core.language import _
from model.core.text import visible
from model.telephony.dialling import dial, dialled, service_code, telephone_link
from tui.widgets.dialogs import Confirm

if TYPE_CHECKING:
    from tui.base_app import BaseApp


@dataclass(frozen=True)
class Dialled:
    """A number that was dialled, and when."""

    number: Number
    at: datetime


async def may_dial(app: BaseApp, number: Number) -> bool:
    """Whether a number is to be dialled: of a service code, which may cost money, the person is asked."""
    if not service_code(number.text, number.key):
        return True
    lines = [_("It holds * or #, an order to the telephone exchange, such as forwarding all calls to another number.")]
    title = _("Dial {number} as it stands?").format(number=visible(number.text))
    return bool(await app.ask(Confirm(title, lines, yes=_("Dial"))))


async def ring(app: BaseApp, number: Number) -> None:
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
