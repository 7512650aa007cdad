"""Projects on a customer's card (CUST-14, CUST-27)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from model.core.access import Session, visible
from model.core.dates import format_day_short
from model.core.fields.base import Reading
from model.core.fields.choices import ChoiceField
from model.core.language import N_, _
from model.projects.records import Project
from tui.looks import Looks
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import Tab

PROJECTS = Tab(
    "projects",
    N_("Projects"),
    ("projects_tab",),
    heads=(
        Cell("", 1), Cell(N_("No."), 6, right=True), Cell(N_("Name")), Cell(N_("Status"), 11), Cell(N_("Start"), 8),
        Cell(N_("End"), 8), Cell(N_("By"), 4),
    ),
    empty=N_("No projects. n makes one."),
)  # fmt: skip


class Listed(NamedTuple):
    """A project as the card of its customer lists it."""

    id: int
    name: str
    number: int | None
    status: str | None
    start: date | None
    end: date | None
    owner: str
    active: bool


def projects_of(session: Session, customer: int, limit: int) -> list[Listed]:
    """Return a customer's projects: those that are running or planned by when they end, then the others, newest first.

    The caller may see the customer, and with it its projects.
    """
    where, parameters = visible(Project, session.person.id)
    rows = session.store.rows(
        "SELECT project.id, project.name, number, status, start, end, owner.initials, project.active FROM project"
        " LEFT JOIN employee owner ON owner.id = project.owner"
        f" WHERE project.customer = ? AND {where}"
        " ORDER BY project.active DESC, coalesce(status, 1) > 2, CASE WHEN coalesce(status, 1) > 2 THEN -project.id"
        " ELSE 0 END, end IS NULL, end, project.id LIMIT ?",
        (customer, *parameters, limit),
    )
    fields = Project.fields()
    return [
        Listed(
            row[0], row[1], row[2], fields["status"].from_stored(row[3]), fields["start"].from_stored(row[4]),
            fields["end"].from_stored(row[5]), row[6] or "", bool(row[7]),
        )
        for row in rows
    ]  # fmt: skip


def count_projects(session: Session, customer: int, most: int = 1_001) -> int:
    """Return how many projects a customer has, counted no further than ``most``; the caller may see the customer."""
    sql = "SELECT count(*) FROM (SELECT 1 FROM project WHERE customer = ? LIMIT ?)"
    return int(session.store.value(sql, (customer, most)))


def _look(one: Listed, reading: Reading, looks: Looks) -> tuple[Cell, str, str, bool]:
    kind = Project.field("status")
    assert isinstance(kind, ChoiceField)
    choice = kind.choice(one.status or "planned")
    closed = one.status in ("completed", "cancelled") or not one.active
    late = one.end is not None and one.end < reading.today and not closed
    tone = {"good": "good", "bad": "error"}.get(choice.tone, "")
    return Cell(looks.symbol(choice), 1, tone), _(choice.label), "dim" if closed else "", late


def project_rows(session: Session, customer: int, limit: int, looks: Looks) -> list[Row]:
    """Return a customer's projects as rows of their tab."""
    reading = session.reading(ascii=looks.ascii)
    rows = []
    for one in projects_of(session, customer, limit):
        sign, status, style, late = _look(one, reading, looks)
        start, end = ("" if day is None else format_day_short(day, reading.today) for day in (one.start, one.end))
        cells = (
            sign,
            Cell(str(one.number or ""), 6, "dim", right=True),
            Cell(one.name, 0, style),
            # In words too: never colour alone.
            Cell(_("over time") if late else status, 11, "error" if late else "dim"),
            Cell(start, 9, style),
            Cell(end, 9, "error" if late else style),
            Cell(one.owner, 4, style),
        )
        rows.append(Row(cells, "project", one.id))
    return rows


def project_part_rows(session: Session, customer: int, limit: int, looks: Looks) -> list[Row]:
    """Return a customer's projects as rows for half a screen: name and end."""
    reading = session.reading(ascii=looks.ascii)
    rows = []
    for one in projects_of(session, customer, limit):
        sign, status, style, late = _look(one, reading, looks)
        end = "" if one.end is None else format_day_short(one.end, reading.today)
        cells = (
            sign,
            Cell(one.name, 0, style),
            Cell(status, 11, "dim", spare=50),
            Cell("!" if late else "", 1, "error"),
            Cell(end, 9, "error" if late else style, right=True),
        )
        rows.append(Row(cells, "project", one.id))
    return rows
