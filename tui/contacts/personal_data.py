"""A person's own data from the card: into one file, or erased for good; an administrator's (G01, G02)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.core.language import _
from model.core.records.record import Record
from model.personal_data.erase import erase, plan_erase
from model.personal_data.export import ENDINGS
from model.personal_data.export import export_person as written
from model.personal_data.person import KINDS, find_person
from tui.widgets.dialogs import Confirm
from tui.widgets.target_file import ask_target

if TYPE_CHECKING:
    from tui.base_app import BaseApp


async def export_person(app: BaseApp) -> None:
    """Ask for a file, and write all that is on file about the person of the card."""
    if (person := _person_in_front(app)) is None:
        return
    record, record_id = person
    # Who may not, is told so before a file is asked for.
    await app.engine.read(lambda session: find_person(session, record, record_id))
    chosen = await ask_target(app, f"person-{record_id}.json", ENDINGS)
    if chosen is None:
        return
    path, force = chosen.path, chosen.force
    await app.engine.read(lambda session: written(session, record, record_id, path, force=force))
    app.say(_("Written: {file}").format(file=path.name), "good")


async def erase_person(app: BaseApp) -> None:
    """Show what erasing would do and that it cannot be undone, ask, and do it."""
    if (person := _person_in_front(app)) is None:
        return
    record, record_id = person
    plan = await app.engine.read(lambda session: plan_erase(session, record, record_id))
    question = _("Erase the data of {name} for good?").format(name=plan.name)
    if await app.ask(Confirm(question, plan.sentences(), yes=_("Erase"))):
        await app.engine.write(lambda session: erase(session, plan))
        for kind in (*KINDS, "recipient", "task"):
            await app.changed(kind)
        app.say(_("Erased. Backups and files written before lie outside."), "good")


def _person_in_front(app: BaseApp) -> tuple[type[Record], int] | None:
    """Return the record of the card in front, None where it is none of a person, which is said."""
    screen: Any = app.screen
    if screen.kind not in KINDS:
        app.say(_("It is no person."))
        return None
    return screen.record, screen.record_id
