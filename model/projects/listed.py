"""The projects of a customer, those that a contact takes part in, and who takes part in one (CUST-13, CUST-27)."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.changes import link_rows
from model.core.changes.change import Change
from model.core.errors import UserError
from model.core.language import _
from model.customers.links import LinkedContact, contacts_bound
from model.projects.records import Project, ProjectContact


class ListedProject(NamedTuple):
    """A project as cards list it."""

    id: int
    name: str
    number: int | None
    status: str | None
    start: date | None
    end: date | None
    owner: str
    active: bool


_BELONGS = {
    "customer": "project.customer = ?",
    "contact": "project.id IN (SELECT project FROM project_contact WHERE contact = ?)",
}
"""Which projects belong to a record of a kind."""


def _of(session: Session, record: str, record_id: int) -> tuple[str, list[Any]]:
    where, parameters = visible(Project, session.person.id)
    return f"{_BELONGS[record]} AND {where}", [record_id, *parameters]


def projects_of(session: Session, record: str, record_id: int, limit: int) -> list[ListedProject]:
    """Return the projects of a "customer" or a "contact": those that are running or planned by when they end, then the
    others, newest first.

    The caller may see the record; projects of customers that are hidden from the person are absent (W20).
    """
    where, parameters = _of(session, record, record_id)
    rows = session.store.rows(
        "SELECT project.id, project.name, number, status, start, end, owner.initials, project.active FROM project"
        f" LEFT JOIN employee owner ON owner.id = project.owner WHERE {where}"
        " ORDER BY project.active DESC, coalesce(status, 1) > 2, CASE WHEN coalesce(status, 1) > 2 THEN -project.id"
        " ELSE 0 END, end IS NULL, end, project.id LIMIT ?",
        (*parameters, limit),
    )
    fields = Project.fields()
    return [
        ListedProject(
            row[0], row[1], row[2], fields["status"].from_stored(row[3]), fields["start"].from_stored(row[4]),
            fields["end"].from_stored(row[5]), row[6] or "", bool(row[7]),
        )
        for row in rows
    ]  # fmt: skip


def count_projects(session: Session, record: str, record_id: int, most: int) -> int:
    """Return how many :func:`projects_of` would list, counted no further than ``most``."""
    where, parameters = _of(session, record, record_id)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM project WHERE {where} LIMIT ?)"
    return int(session.store.value(sql, (*parameters, most)))


def contacts_of(session: Session, project_id: int, limit: int = -1) -> list[LinkedContact]:
    """Return the contacts who take part in a project by name, the first ``limit``; hidden ones are absent (G05).

    The caller may see the project.
    """
    return contacts_bound(session, ProjectContact, "project", project_id, limit)


def put_in(change: Change, project_id: int, contact_id: int) -> bool:
    """Make a contact take part in a project; return whether it did not before.

    Raises :class:`NotFoundError` where either is gone or hidden.
    """
    return link_rows.put(change, ProjectContact, {"project": project_id, "contact": contact_id})


def take_out(change: Change, project_id: int, contact_id: int) -> None:
    """Take a contact off a project; both stay on file. Raises :class:`UserError` where it takes no part."""
    change.read(Project, project_id)
    found = link_rows.row_id(change, ProjectContact, {"project": project_id, "contact": contact_id})
    if found is None:
        raise UserError(_("The contact takes no part in this project."), "contact")
    change.delete(ProjectContact, found)
