"""Linking an activity to further records, and taking links away (COM-11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from model.activities.links import Place, link, unlink
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.language import N_, _
from model.core.records.record import Record
from model.core.text import visible
from tui.frame import SalgScreen
from tui.widgets.activity_places import PLACES

if TYPE_CHECKING:
    from tui.base_app import BaseApp

KINDS = ("customer", "contact", "lead", "opportunity", "project", "campaign")
"""What an activity can belong to, in the order in which it is offered."""
Places = Sequence[tuple[str, int, str]]


def _label(session: Session, kind: str) -> str:
    record = session.records[kind]
    assert issubclass(record, Record)
    return _(record.label)


async def link_record(app: BaseApp) -> None:
    """Link the activity of the card in front to a further record, found by its name."""
    card: Any = app.screen
    await link_further(card, card.record_id, card.shown.title, card.shown.more[PLACES])


async def unlink_record(app: BaseApp) -> None:
    """Take away the link pointed at on the card in front; where none is, ask which."""
    card: Any = app.screen
    row, places = card.row, card.shown.more[PLACES]
    chosen = next(
        ((kind, of) for kind, of, _title in places if row and (kind, of) == (row.record, row.record_id)), None
    )
    await take_away(card, card.record_id, card.shown.title, places, chosen)


async def link_further(screen: SalgScreen, activity: int, subject: str, places: Places) -> None:
    """Ask for a kind of record and for one of it, and link the activity to that too."""
    from tui.widgets.dialogs import Choice, Menu
    from tui.widgets.finder import Finder, Picked

    app = screen.app
    choices = [Choice(str(number), _label(app.session, kind), kind) for number, kind in enumerate(KINDS, start=1)]
    kind = await app.ask(Menu(_("Link to what?"), choices))
    if kind is None:
        return
    without = [record_id for record, record_id, _title in places if record == kind]
    picked: Picked | None = await app.ask(Finder(_label(app.session, kind), kind, without=without))
    if picked is None:
        return

    def work(session: Session) -> bool:
        with change(session, N_("Link {name} to {other}"), "link", name=subject, other=picked.title) as made:
            return link(made, activity, (kind, picked.id))

    if await app.engine.write(work):
        await app.changed()
        app.say(_("Linked to {name}.").format(name=visible(picked.title)), "good")
    else:
        app.say(_("It is linked to {name} already.").format(name=visible(picked.title)))


async def take_away(screen: SalgScreen, activity: int, subject: str, places: Places, chosen: Place | None) -> None:
    """Take the activity from a record, the chosen one or else one that is asked for; of the last say what follows."""
    from tui.widgets.dialogs import Choice, Confirm, Menu

    app = screen.app
    if chosen is None and len(places) == 1:
        chosen = places[0][:2]
    if chosen is None:
        choices = [
            Choice(
                str(number) if number < 10 else "", f"{_label(app.session, kind)}: {visible(title)}", (kind, record_id)
            )
            for number, (kind, record_id, title) in enumerate(places, start=1)
        ]
        chosen = await app.ask(Menu(_("Take which link away?"), choices))
    if chosen is None:
        return
    place = chosen
    title = next(title for kind, record_id, title in places if (kind, record_id) == place)
    if len(places) == 1:
        lines = [
            _("It will belong to nothing then: no card shows it any more."),
            _("Its list and the calendar still do."),
        ]
        asked = Confirm(_("Take away the last link, {name}?").format(name=visible(title)), lines, yes=_("Take away"))
        if not await app.ask(asked):
            return

    def work(session: Session) -> None:
        with change(session, N_("Take {name} away from {other}"), "unlink", name=subject, other=title) as made:
            unlink(made, activity, place)

    await app.engine.write(work)
    await app.changed()
    app.say(_("No longer linked to {name}.").format(name=visible(title)), "good")
