"""What the reservation register says of a private person's numbers, kept as somebody has looked it up (K02)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.calling.rules import Number, record_checks
from model.core.access import Session
from model.core.language import _, ngettext
from tui.widgets.dialogs import Confirm

if TYPE_CHECKING:
    from tui.app import SalgApp

CHECKED, RESERVED = "checked", "reserved"


class AskChecked(Confirm):
    """Whether to dial all the same; or what the register says: answers True, "checked", "reserved" or None."""

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys, with those for what was looked up."""
        looked_up = (("c", _("Looked up: not reserved")), ("r", _("Reserved")))
        return (*looked_up, *super().keys())

    def take_key(self, key: str) -> None:
        """Take what was looked up, and the rest as every question does."""
        if key in ("c", "r"):
            self.dismiss(CHECKED if key == "c" else RESERVED)
        else:
            super().take_key(key)


def register_of(key: str) -> str:
    """Return the name of the register that a number (E.164) is looked up in."""
    return "Robinsonlisten" if key.startswith("+45") else "Reservasjonsregisteret"


async def keep_check(app: SalgApp, numbers: Sequence[Number], *, reserved: bool) -> bool:
    """Keep what was looked up of a lead's numbers at this moment; return whether there was one that can be kept."""
    keys = [number.key for number in numbers if number.key]
    if not keys:
        app.say(_("No register knows a number that is written like this: correct it on the lead first."))
        return False

    def keep(session: Session) -> None:
        for key in keys:
            record_checks(session, register_of(key), [(key, reserved)])

    await app.engine.write(keep)
    told = (
        ngettext("Kept: {count} number is reserved.", "Kept: {count} numbers are reserved.", len(keys))
        if reserved
        else ngettext("Kept: {count} number is not reserved.", "Kept: {count} numbers are not reserved.", len(keys))
    )
    app.say(told.format(count=len(keys)), "good")
    return True
