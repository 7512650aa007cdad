"""The order confirmation of an order: saved, opened or printed, a draft confirmed with it if one says so (OPP-19)."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from model.core.access.session import Session
from model.core.language import _
from model.core.text import visible
from model.files.user_command import run_user_command
from model.orders.confirmation import Confirmation
from model.orders.confirmation_file import write_order_confirmation
from model.orders.confirmation_reader import missing_in_head, read_confirmation, whom_to_write
from tui.widgets.desktop import opener, passing_folder, start
from tui.widgets.dialogs import Choice, Menu
from tui.widgets.target_file import ask_target

if TYPE_CHECKING:
    from tui.base_app import BaseApp

SAVE, OPEN, PRINT, EMAIL = "save", "open", "print", "email"


async def order_confirmation(app: BaseApp, order: int) -> None:
    """Ask what is to be done with the confirmation of an order, and do it.

    Raises :class:`~model.core.errors.UserError` where there is none to write: of an order without lines, or for a
    company without a name.
    """
    company = app.settings.company
    found = await app.engine.read(lambda session: read_confirmation(session, order, company))
    confirm = await _ask_whether_confirmed(app, found)
    if confirm is None:
        return
    how = await app.ask(Menu(found.title, _ways(app)))
    if how == SAVE:
        await _save(app, order, found, confirm=confirm)
    elif how == EMAIL:
        await _send(app, order, found, confirm=confirm)
    elif how is not None:
        await _open_or_print(app, order, found, how, confirm=confirm)


async def _ask_whether_confirmed(app: BaseApp, found: Confirmation) -> bool | None:
    """Return whether a draft is to be confirmed with it; None where the question was left, False for other orders."""
    if found.status != "draft":
        return False
    choices = [
        Choice("c", _("Confirm the order: its status becomes confirmed; u takes it back"), True),
        Choice("d", _("Leave it a draft: it says so on every page"), False, on=True),
    ]
    answer: bool | None = await app.ask(Menu(_("The order is a draft"), choices))
    return answer


def _ways(app: BaseApp) -> list[Choice]:
    no_desktop = "" if opener(os.environ) else _("there is no desktop here")
    no_server = "" if app.settings.mail.smtp.strip() else _("no mail server is set in the settings")
    no_printer = "" if app.settings.print_command.strip() else _("print_command is not set in the settings")
    return [
        Choice("s", _("Save as a PDF …"), SAVE),
        Choice("o", _("Open it"), OPEN, why_not=no_desktop),
        Choice("p", _("Print it"), PRINT, why_not=no_printer),
        Choice("e", _("Send it by e-mail …"), EMAIL, why_not=no_server),
    ]


async def _save(app: BaseApp, order: int, found: Confirmation, *, confirm: bool) -> None:
    chosen = await ask_target(app, found.file_name, (".pdf",))
    if chosen is None:
        return
    await _write(app, order, chosen.path, confirm=confirm, force=chosen.force)
    _tell(app, _("Saved as {path}.").format(path=visible(str(chosen.path))), confirm=confirm)


async def _open_or_print(app: BaseApp, order: int, found: Confirmation, how: str, *, confirm: bool) -> None:
    target = passing_folder() / found.file_name
    await _write(app, order, target, confirm=confirm)
    os.chmod(target, 0o400)
    if how == OPEN:
        start(opener(os.environ), str(target), target.parent)
        _tell(app, _("Opened: {name}.").format(name=target.name), confirm=confirm)
        return
    _tell(app, _("Printing {name} …").format(name=target.name), confirm=confirm)
    # A printer may be slow to answer: keys go on meanwhile, and what it says is shown when it comes.
    app.in_background(_print(app, target, confirm=confirm), keys_wait=False)


async def _send(app: BaseApp, order: int, found: Confirmation, *, confirm: bool) -> None:
    """Write an e-mail to the customer in the customer's language, with the confirmation attached."""
    target = passing_folder() / found.file_name
    await _write(app, order, target, confirm=confirm)
    os.chmod(target, 0o400)
    if confirm:
        _tell(app, _("The order is confirmed; u takes it back."), confirm=False)
    place, to = await app.engine.read(lambda session: whom_to_write(session, order))
    letter = {"to": to, "subject": found.title, "text": found.letter, "files": str(target)}
    if await app.open_form("email", None, place=place, letter=letter) is not None:
        await app.changed("email")


async def _print(app: BaseApp, target: Path, *, confirm: bool) -> None:
    command, failed = app.settings.print_command, _("Printing failed: {reason}")
    await asyncio.to_thread(run_user_command, "print_command", command, str(target), failed=failed)
    _tell(app, _("Sent to the printer: {name}.").format(name=target.name), confirm=confirm)


async def _write(app: BaseApp, order: int, target: Path, *, confirm: bool, force: bool = False) -> None:
    company = app.settings.company

    def work(session: Session) -> None:
        write_order_confirmation(session, order, company, target, confirm=confirm, force=force)

    if not confirm:
        await app.engine.read(work)
        return
    await app.engine.write(work)
    await app.changed("order")


def _tell(app: BaseApp, text: str, *, confirm: bool) -> None:
    """Say what was done, that the order is confirmed now, and which settings the head lacks."""
    said = [text]
    if confirm:
        said.append(_("The order is confirmed; u takes it back."))
    if missing := missing_in_head(app.settings.company):
        said.append(_("Not set under [company] in the settings: {names}.").format(names=", ".join(missing)))
    app.say(" ".join(said), "good")
