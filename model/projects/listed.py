"""The projects of a customer, those that a contact takes part in, and who takes part in one (CUST-13, CUST-27)."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes import link_rows
from model.core.changes.change import Change
from model.core.errors import UserError
from model.core.language import _
from model.core.records.employee_table import EmployeeTable
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement
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


def _belongs(record: str) -> Any:
    """Return the condition that a project belongs to the record of that kind that slot ``id`` names."""
    if record == "customer":
        return Project.customer == slot("id")
    taking_part = ProjectContact.select(ProjectContact.project).where(ProjectContact.contact == slot("id"))
    return Project.id.in_(taking_part)


def projects_of(session: Session, record: str, record_id: int, limit: int) -> list[ListedProject]:
    """Return the projects of a "customer" or a "contact": those that are running or planned by when they end, then the
    others, newest first.

    The caller may see the record; projects of customers that are hidden from the person are absent (W20).
    """
    rows = session.rows(_projects(record), id=record_id, limit=limit)
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
    return int(session.value(_number(record), id=record_id, most=most))


@statement
def _projects(record: str) -> Any:
    project, owner = Project, EmployeeTable
    one, zero = peewee.SQL("1"), peewee.SQL("0")
    status = peewee.fn.coalesce(project.status, one)
    is_over = status > peewee.SQL("2")
    newest_first = peewee.NodeList((peewee.SQL("-"), project.id), glue="")
    return (
        project.select(
            project.id, project.name, project.number, project.status, project.start, project.end, owner.initials,
            project.active,
        )
        .join(owner, peewee.JOIN.LEFT_OUTER, on=owner.id == project.owner)
        .where(_belongs(record), seen(project))
        .order_by(
            project.active.desc(), peewee.Case(None, [(is_over, one)], zero),
            peewee.Case(None, [(is_over, newest_first)], zero), project.end.asc(nulls="LAST"), project.id,
        )
        .limit(slot("limit"))
    )  # fmt: skip


@statement
def _number(record: str) -> Any:
    one = Project.select(peewee.SQL("1").alias("one")).where(_belongs(record), seen(Project))
    some = one.limit(slot("most")).alias("some")
    return peewee.Select((some,), (peewee.fn.count(peewee.SQL("*")),))


def contacts_of(session: Session, project_id: int, limit: int | None = None) -> list[LinkedContact]:
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
