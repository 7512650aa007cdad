"""Projects on the card of a customer or a contact (CUST-14, CUST-27)."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.dates import format_day_short
from model.core.fields.base import Reading
from model.core.fields.choices import ChoiceField
from model.core.language import N_, _
from model.projects.listed import ListedProject, projects_of
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


def _look(one: ListedProject, reading: Reading, looks: Looks) -> tuple[Cell, str, str, bool]:
    kind = Project.field("status")
    assert isinstance(kind, ChoiceField)
    choice = kind.choice(one.status or "planned")
    closed = one.status in ("completed", "cancelled") or not one.active
    late = one.end is not None and one.end < reading.today and not closed
    tone = {"good": "good", "bad": "error"}.get(choice.tone, "")
    return Cell(looks.symbol(choice), 1, tone), _(choice.label), "dim" if closed else "", late


def project_rows(session: Session, record: str, record_id: int, limit: int, looks: Looks) -> list[Row]:
    """Return the projects of a customer, or those that a contact takes part in, as rows of their tab."""
    reading = session.reading(ascii=looks.ascii)
    rows = []
    for one in projects_of(session, record, record_id, limit):
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


def project_part_rows(session: Session, record: str, record_id: int, limit: int, looks: Looks) -> list[Row]:
    """Return the same projects as rows for half a screen: name and end."""
    reading = session.reading(ascii=looks.ascii)
    rows = []
    for one in projects_of(session, record, record_id, limit):
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
