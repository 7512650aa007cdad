"""The leads and the opportunities that came of a campaign, on the tabs of its card (OPP-01)."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.language import N_
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing, Sort
from model.leads.records import Lead
from tui.looks import Looks
from tui.widgets.card_rows import Cell, Row, choice_cell
from tui.widgets.card_shown import Tab, short

LEADS = Tab(
    "leads",
    N_("Leads"),
    ("leads_tab",),
    heads=(
        Cell("", 1), Cell("", 1), Cell(N_("Name")), Cell(N_("Contact person"), 18), Cell(N_("By"), 4),
        Cell(N_("Changed"), 9),
    ),
    empty=N_("No leads came of it yet. n makes one."),
)  # fmt: skip

_COLUMNS = ("status", "classification", "name", "person", "owner", "changed_at", "active")


def lead_rows(session: Session, campaign: int, limit: int, looks: Looks) -> list[Row]:
    """Return the leads of a campaign by name, those that are deactivated or converted among them."""
    of_it = Filter(criteria=(Criterion("campaign", "=", f"#{campaign}"), Criterion("active", "!=", "")))
    reading = session.reading(ascii=looks.ascii)
    rows = []
    for found in Listing(session, Lead, _COLUMNS, of_it, Sort.natural(Lead)).first(limit):
        status, classification, name, person, owner, changed_at, active = found.values
        style = "" if active else "dim"
        cells = (
            choice_cell(Lead, "status", status, looks),
            choice_cell(Lead, "classification", classification, looks),
            Cell(name or "", 0, style),
            Cell(person or "", 18, style),
            Cell(owner or "", 4, style),
            Cell(short(Lead.field("changed_at").from_stored(changed_at), reading), 9, "dim"),
        )
        rows.append(Row(cells, "lead", found.id))
    return rows
