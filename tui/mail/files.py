"""The files of the message in front: opened, saved, put among the documents of a record (COM-13, CUST-17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.language import _
from model.core.records.record import Record
from model.core.text import visible
from model.mail import stored_message
from model.mail.stored_message import StoredFile
from tui.widgets import stored_file
from tui.widgets.dialogs import Choice, Menu

if TYPE_CHECKING:
    from tui.base_app import BaseApp


def _pointed(app: BaseApp) -> StoredFile | None:
    screen: Any = app.screen
    row = screen.row
    if row is None or not isinstance(row.data, StoredFile):
        app.say(_("Nothing is pointed at."))
        return None
    return row.data


def _kept(file: StoredFile) -> stored_file.StoredFile:
    return stored_file.StoredFile(
        file.name,
        stored_message.file_name(file),
        lambda session: stored_message.path_of_file(session, file.id),
        lambda session, path, force: stored_message.save_file(session, file.id, path, force=force),
    )


async def open_mail_file(app: BaseApp) -> None:
    """Open a copy of the file pointed at, to be read."""
    file = _pointed(app)
    if file is not None:
        await stored_file.open_file(app, _kept(file))


async def save_mail_file(app: BaseApp) -> None:
    """Save a copy of the file pointed at where the person says."""
    file = _pointed(app)
    if file is not None:
        await stored_file.save_file(app, _kept(file))


async def put_among_documents(app: BaseApp) -> None:
    """Put the file pointed at among the documents of the record that the message is linked to; ask which of several."""
    file = _pointed(app)
    if file is None:
        return

    def read_places(session: Session) -> list[tuple[str, str, int]]:
        found = []
        for kind, record_id, title in stored_message.places_for_documents(session, file.email):
            record = session.records[kind]
            assert issubclass(record, Record)
            found.append((f"{_(record.label)}: {visible(title)}", kind, record_id))
        return found

    places = await app.engine.read(read_places)
    if not places:
        app.say(_("It is linked to nothing that has documents: & links it."))
        return
    chosen: tuple[str, str, int] | None = places[0]
    if len(places) > 1:
        choices = [
            Choice(str(number) if number < 10 else "", place[0], place) for number, place in enumerate(places, start=1)
        ]
        chosen = await app.ask(Menu(_("Among the documents of which?"), choices))
    if chosen is None:
        return
    label, kind, record_id = chosen
    await app.engine.write(lambda session: stored_message.put_among_documents(session, file.id, (kind, record_id)))
    await app.changed("document")
    told = _("Among the documents of {name}: {file}. u undoes it.")
    app.say(told.format(name=label, file=visible(file.name)), "good")
