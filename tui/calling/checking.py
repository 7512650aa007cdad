"""What the reservation register says of a private person's numbers, kept as somebody has looked it up (K02)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.calling.checks_file import keep_checks, read_checks, register_of, told
from model.calling.rules import record_checks
from model.calling.telephone_numbers import Number
from model.core.access.session import Session
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from tui.widgets.dialogs import Confirm, Told
from tui.widgets.path_ask import ask_file

if TYPE_CHECKING:
    from tui.base_app import BaseApp

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


async def keep_check(app: BaseApp, numbers: Sequence[Number], *, reserved: bool) -> bool:
    """Keep what was looked up of somebody's numbers at this moment; return whether there was one that can be kept."""
    keys = [number.key for number in numbers if number.key]
    if not keys:
        app.say(_("No register knows a number that is written like this: correct it on the record first."))
        return False

    def keep(session: Session) -> None:
        for key in keys:
            record_checks(session, register_of(key), [(key, reserved)])

    await app.engine.write(keep)
    kept = (
        ngettext("Kept: {count} number is reserved.", "Kept: {count} numbers are reserved.", len(keys))
        if reserved
        else ngettext("Kept: {count} number is not reserved.", "Kept: {count} numbers are not reserved.", len(keys))
    )
    app.say(kept.format(count=format_whole(len(keys))), "good")
    return True


async def import_checks(app: BaseApp) -> None:
    """Ask for a file with the register's answers, show what it holds, and keep that."""
    hint = _("CSV or XLSX with the columns Number and Reserved (yes or no)")
    title = _("Answers of the reservation register: from which file?")
    path = await ask_file(app, title, hint=hint)
    if path is None:
        return
    found = await app.engine.read(lambda session: read_checks(session, path))
    if not found.numbers:
        await app.ask(Told(_("Nothing to keep in {file}").format(file=path.name), told(found)))
    elif await app.ask(Confirm(_("Keep what the register says?"), told(found), yes=_("Keep"))):
        count = await app.engine.write(lambda session: keep_checks(session, found))
        kept = ngettext("Kept for {count} number.", "Kept for {count} numbers.", count)
        app.say(kept.format(count=format_whole(count, ascii=app.looks.ascii)), "good")
