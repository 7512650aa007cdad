"""What is done with the documents of the card in front: added, opened, saved, renamed, deleted, found (CUST-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.text import visible
from model.documents import keeping
from tui.widgets.dialogs import Ask, Confirm
from tui.widgets.path_ask import ask_file
from tui.widgets.stored_file import StoredFile, open_file, save_file

if TYPE_CHECKING:
    from tui.base_app import BaseApp


def _card(app: BaseApp) -> Any:
    return app.screen


def _pointed(app: BaseApp) -> keeping.Kept | None:
    row = _card(app).row
    if row is None or not isinstance(row.data, keeping.Kept):
        app.say(_("Nothing is pointed at."))
        return None
    return row.data


async def add_document(app: BaseApp) -> None:
    """Add a file, found by its path."""
    card = _card(app)
    place = (card.kind, card.record_id)
    hint = _("The file is copied; the original may go. Tab completes a name.")
    path = await ask_file(app, _("Which file is to be added to {name}?").format(name=card.shown.title), hint=hint)
    if path is None:
        return

    def work(session: Session) -> str:
        number = keeping.add(session, place, path)
        keeping.sweep(session)
        return keeping.one(session, number).name

    name = await app.engine.write(work)
    await app.changed("document")
    app.say(_("Added: {name}").format(name=visible(name)), "good")


async def open_document(app: BaseApp) -> None:
    """Open the document pointed at; where the place has nothing to open it with, offer a copy."""
    found = _pointed(app)
    if found is not None:
        await open_file(app, _file_of(found))


async def save_document(app: BaseApp) -> None:
    """Save a copy of the document pointed at; a file that is there is overwritten only after y."""
    found = _pointed(app)
    if found is not None:
        await save_file(app, _file_of(found))


def _file_of(document: keeping.Kept) -> StoredFile:
    return StoredFile(
        document.name,
        keeping.tidy_name(document.name),
        lambda session: keeping.content_of(session, document.id),
        lambda session, path, force: keeping.save_copy(session, document.id, path, force=force),
    )


async def rename_document(app: BaseApp) -> None:
    """Call the document pointed at something else."""
    found = _pointed(app)
    if found is None:
        return

    def check(text: str) -> str:
        try:
            keeping.tidy_name(text)
        except UserError as error:
            return error.message
        return ""

    text = await app.ask(Ask(_("What is it to be called?"), found.name, check=check))
    if text is None:
        return
    if await app.engine.write(lambda session: keeping.rename(session, found.id, text, base=found.name)):
        await app.changed("document")
        app.say(_("Saved. u undoes it."), "good")
    else:
        app.say(_("Nothing was different."))


async def delete_document(app: BaseApp) -> None:
    """Delete the document pointed at, after y."""
    found = _pointed(app)
    if found is None:
        return
    lines = [_("u brings it back, for 30 days.")]
    title = _("Delete {name}?").format(name=visible(found.name))
    if not await app.ask(Confirm(title, lines, yes=_("Delete"))):
        return

    def work(session: Session) -> None:
        keeping.delete(session, found.id, base=found.name)
        keeping.sweep(session)

    await app.engine.write(work)
    await app.changed("document")
    app.say(_("Deleted: {name}. u brings it back.").format(name=visible(found.name)), "good")


async def find_document(app: BaseApp) -> None:
    """Show only the documents that have certain words in their name; nothing typed shows all."""
    card = _card(app)
    text = await app.ask(Ask(_("Documents with which words in their name?"), card.sought))
    if text is not None:
        card.sought = text.strip()
        await card.records_changed()
