"""What is done with the row that a card points at: changed, deleted, taken away from this record (CUST-14, CUST-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.records.record import Record
from model.core.text import visible
from tui.rooms import FORMS
from tui.widgets.card_rows import Row

if TYPE_CHECKING:
    from tui.base_app import BaseApp

KEPT = ("customer", "contact", "lead")
"""Records of their own right: on another record's card only the link can be taken away."""


def _no_row() -> str:
    return _("Point at one of its rows; the record itself is changed and deleted at the top of its first tab.")


def _row(app: BaseApp) -> Row | None:
    screen: Any = app.screen
    return screen.row if hasattr(screen, "row") else None


async def edit_here(app: BaseApp) -> None:
    """Open the form of what is pointed at."""
    row = _row(app)
    if row is None or not row.record:
        app.say(_no_row())
    elif row.record not in FORMS:
        app.say(_("A message stays as it was written."))
    elif await app.open_form(row.record, row.record_id) is not None:
        await app.changed(row.record)


async def delete_here(app: BaseApp) -> None:
    """Delete what is pointed at, after y; customers, contacts and leads are deleted from their own cards (CUST-15)."""
    from tui.widgets.record_deeds import delete_record

    screen: Any = app.screen
    row = _row(app)
    if row is None or not row.record:
        app.say(_no_row())
        return
    if row.record in KEPT or "takes_part" in screen.contexts():
        app.say(_("It is deleted from its own card; Enter opens that. w takes it away from here."))
        return
    kind = app.session.records[row.record]
    assert issubclass(kind, Record)

    def work(session: Session) -> str:
        found = read(session, kind, row.record_id)
        return visible(str(getattr(found, kind.title_field) or "")) or f"#{row.record_id}"

    title = await app.engine.read(work)
    if await delete_record(screen, kind, row.record_id, title):
        await app.changed(row.record)
        app.say(_("Deleted: {name}. u brings it back.").format(name=title), "good")


async def unlink_here(app: BaseApp) -> None:
    """Take the activity pointed at away from the record of the card; it stays with the others that it belongs to."""
    from tui.widgets.dialogs import Confirm

    row = _row(app)
    screen: Any = app.screen
    if row is None or screen.shown is None:
        return
    place, name, activity = (screen.kind, screen.record_id), screen.shown.title, row.record_id

    def others(session: Session) -> tuple[list[str], bool, str]:
        from model.activities.links import places_of
        from model.activities.records import activity_kind

        found: Any = read(session, activity_kind(row.record), activity)
        places = places_of(session, activity)
        others = [visible(session.names.title_of(one[0], one[1])) for one in places if (one[0], one[1]) != place]
        return others, len(others) < len(places), visible(found.subject)

    titles, linked, subject = await app.engine.read(others)
    if titles and not linked:
        # It stands here because of an opportunity or a project of the record.
        app.say(_("It belongs to {name}: take it away there.").format(name=", ".join(titles)))
        return
    if not titles:
        app.say(_("It belongs to nothing else: d deletes it."))
        return
    title = _("Take {activity} away from {name}?").format(activity=subject, name=name)
    lines = [_("Only the link goes; it stays with what else it belongs to. u brings it back.")]
    if not await app.ask(Confirm(title, lines, yes=_("Take away"))):
        return

    def work(session: Session) -> None:
        from model.activities.links import unlink

        with change(session, N_("Take {file} away from {name}"), "unlink", file=subject, name=name) as made:
            if not unlink(made, activity, place):
                raise UserError(_("A colleague has taken it away in the meantime."))

    await app.engine.write(work)
    await app.changed(row.record)
    app.say(_("Taken away: {name}. u brings it back.").format(name=subject), "good")


async def new_project(app: BaseApp) -> None:
    """Make a project of the customer of the card."""
    screen: Any = app.screen
    if await app.open_form("project", None, customer=screen.record_id) is not None:
        await app.changed("project")
