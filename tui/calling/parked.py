"""Who is parked on a call list, and taking them up again (K04)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.calling.entries import entries, take_up
from model.calling.kinds import RecordRef
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from tui.widgets.dialogs import Choice, Menu

if TYPE_CHECKING:
    from tui.base_app import BaseApp


class ParkedMenu(Menu):
    """Who is parked; Enter takes up the one pointed at, a all of them. Answers the records."""

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return ((_("Enter"), _("Take up again")), ("a", _("All")), (_("Esc"), _("Back")))

    def take_key(self, key: str) -> None:
        """Take a for all, and the rest as every menu does."""
        if key == "a":
            self.dismiss([choice.value for choice in self.choices])
        else:
            super().take_key(key)

    def take(self, choice: Choice) -> None:
        """Answer one record."""
        self.dismiss([choice.value])


async def take_up_parked(app: BaseApp, list_id: int) -> bool:
    """Show who is parked on a list, and have those called again that are chosen; return whether any were."""
    parked = await app.engine.read(lambda session: entries(session, list_id, "parked"))
    if not parked:
        app.say(_("Nobody is parked on this list."))
        return False
    tries = [
        ngettext("{count} call without an answer", "{count} calls without an answer", entry.tries).format(
            count=format_whole(entry.tries)
        )
        for entry in parked
    ]
    choices = [
        Choice("", f"{entry.name}  {app.looks.dot} {told}", entry.record)
        for entry, told in zip(parked, tries, strict=True)
    ]
    records: list[RecordRef] | None = await app.ask(ParkedMenu(_("Parked: whom to call again?"), choices))
    if records is None:
        return False
    count = await app.engine.write(lambda session: take_up(session, list_id, records))
    app.say(
        ngettext("{count} is called again.", "{count} are called again.", count).format(count=format_whole(count)),
        "good",
    )
    return True
