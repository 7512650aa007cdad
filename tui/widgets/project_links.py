"""Who takes part in a project: its contacts on its card, a contact's projects on theirs (CUST-13, CUST-27)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.language import N_, _
from model.core.text import visible
from model.customers.links import LinkedContact
from model.projects.listed import contacts_of, projects_of, put_in, take_out
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import Tab
from tui.widgets.finder import Finder
from tui.widgets.project_rows import PROJECTS

if TYPE_CHECKING:
    from tui.base_app import BaseApp

PARTICIPATIONS = replace(
    PROJECTS, contexts=("participations", "takes_part"), empty=N_("Takes part in no project. n adds one.")
)
"""The projects on a contact's card."""
PARTICIPANTS = Tab(
    "contacts",
    N_("Contacts"),
    ("participants_tab", "takes_part"),
    heads=(
        Cell(N_("Name"), 26), Cell(N_("Title"), 18, spare=90), Cell(N_("Telephone"), 15), Cell(N_("E-mail")),
    ),
    empty=N_("No contacts. n adds one."),
)  # fmt: skip
"""The contacts on a project's card."""
_ALL = 10_000
"""Links that are left out of what is offered; nobody takes part in more."""


def participant_rows(found: Sequence[LinkedContact]) -> list[Row]:
    """Return the contacts of a project as rows."""
    return [
        Row(
            (
                Cell(one.name, 26, "" if one.active else "dim"),
                Cell(one.title or "", 18, "dim", spare=90),
                Cell(one.phone or "", 15, "strong"),
                Cell(one.email or "", 0, "dim"),
            ),
            "contact",
            one.id,
        )
        for one in found
    ]


async def link_project(app: BaseApp) -> None:
    """Add the contact of the card in front to a project: one on file, or a new one."""
    screen: Any = app.screen
    contact, name = screen.record_id, screen.shown.title
    present = await app.engine.read(lambda session: [one.id for one in projects_of(session, "contact", contact, _ALL)])
    title = _("Add {name} to a project").format(name=name)
    picked = await app.ask(Finder(title, "project", new=_("New project: {name}"), without=present))
    if picked is None:
        return
    if picked.id:
        await _put_in(app, picked.id, contact, name, picked.title)
        return
    customers = screen.shown.more["customers"]
    only = customers[0] if len(customers) == 1 else None
    if await app.open_form("project", None, name=picked.title, customer=only, contact=contact) is not None:
        await app.changed("project")


async def link_participant(app: BaseApp) -> None:
    """Add a contact on file to the project of the card in front."""
    screen: Any = app.screen
    project, name = screen.record_id, screen.shown.title
    present = await app.engine.read(lambda session: [one.id for one in contacts_of(session, project)])
    picked = await app.ask(Finder(_("Add a contact to {name}").format(name=name), "contact", without=present))
    if picked is not None:
        await _put_in(app, project, picked.id, picked.title, name)


async def unlink_project(app: BaseApp) -> None:
    """Take the contact off the project, on whichever of the two cards one stands; both stay on file (G04)."""
    from tui.widgets.dialogs import Confirm

    screen: Any = app.screen
    row = screen.row
    if row is None or screen.shown is None:
        return
    other = await app.engine.read(lambda session: visible(session.names.title_of(row.record, row.record_id)))
    here, there = (screen.record_id, screen.shown.title), (row.record_id, other)
    (contact, contact_name), (project, project_name) = (here, there) if row.record == "project" else (there, here)
    title = _("Take {contact} off {project}?").format(contact=contact_name, project=project_name)
    lines = [_("Only the link goes; both stay on file. u brings it back.")]
    if not await app.ask(Confirm(title, lines, yes=_("Take away"))):
        return

    def work(session: Session) -> None:
        sentence = N_("Take contact {contact} off project {project}")
        with change(session, sentence, "unlink", contact=contact_name, project=project_name) as made:
            take_out(made, project, contact)

    await app.engine.write(work)
    await app.changed("project")
    app.say(_("Taken off: {name}. u brings it back.").format(name=contact_name), "good")


async def _put_in(app: BaseApp, project: int, contact: int, contact_name: str, project_name: str) -> None:
    def work(session: Session) -> None:
        sentence = N_("Add contact {contact} to project {project}")
        with change(session, sentence, "link", contact=contact_name, project=project_name) as made:
            put_in(made, project, contact)

    await app.engine.write(work)
    await app.changed("project")
    app.say(_("Added: {name}").format(name=visible(contact_name)), "good")
