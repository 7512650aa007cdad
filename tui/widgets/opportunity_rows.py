"""Opportunities on the tabs of other records' cards, with what is overdue (OPP-05, OPP-06, CUST-14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.core.access.session import Session
from model.core.dates import format_day_short
from model.core.language import N_, _
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing, Sort, count_referring
from model.opportunities.overdue import overdue
from model.opportunities.records import Opportunity
from tui.looks import Looks
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import Tab

COLUMNS = (
    "title", "status", "stage", "amount", "currency", "probability", "follow_up", "expected_close", "owner",
)  # fmt: skip
LAST = 11
"""Cells of the last column, which says in words what is overdue, won or lost: long enough for each language."""

OPPORTUNITIES = Tab(
    "opportunities",
    N_("Opportunities"),
    ("opportunities_tab",),
    heads=(
        Cell("", 1),
        Cell(N_("Title")),
        Cell(N_("Stage"), 13),
        Cell(N_("Amount"), 13, right=True),
        Cell("%", 3, right=True, spare=90),
        Cell(N_("Closes"), 8),
        Cell(N_("By"), 4),
        Cell("", LAST),
    ),
    empty=N_("No opportunities. n makes one."),
)


def opportunities(session: Session, field: str, record_id: int, limit: int, *, but: int = 0) -> list[dict[str, Any]]:
    """Return the opportunities of a customer, contact or campaign, open ones first: values by field name, and ID."""
    fields = Opportunity.fields()
    found: list[dict[str, Any]] = []
    for views in (("open",), ("won",), ("lost",), ("deactivated",)):
        wanted = Filter(views, (Criterion(field, "=", f"#{record_id}"),))
        for row in Listing(session, Opportunity, COLUMNS, wanted, Sort("expected_close")).first(limit):
            values = {
                name: stored if name in ("stage", "owner") else fields[name].from_stored(stored)
                for name, stored in zip(COLUMNS, row.values, strict=True)
            }
            if row.id != but and not any(one["id"] == row.id for one in found):
                found.append({**values, "id": row.id, "active": views != ("deactivated",)})
    return found[:limit]


def count_opportunities(session: Session, field: str, record_id: int, most: int) -> int:
    """Return how many opportunities a customer, contact or campaign has, counted no further than ``most``."""
    return count_referring(session, Opportunity, field, record_id, most)


def opportunity_rows(session: Session, found: Sequence[dict[str, Any]], looks: Looks) -> list[Row]:
    """Return opportunities as rows; a clock, and a word, stand at the end of those that are overdue."""
    reading = session.reading(ascii=looks.ascii)
    fields = Opportunity.fields()
    rows = []
    for values in found:
        closed = values["status"] != "open"
        style = "dim" if closed or not values["active"] else ""
        status = fields["status"].choice(values["status"])  # type: ignore[attr-defined]
        amount = fields["amount"].format(values["amount"], reading)
        percent = "" if values["probability"] is None else str(round(values["probability"]))
        close = "" if values["expected_close"] is None else format_day_short(values["expected_close"], reading.today)
        last = ""
        if overdue(values, reading.today):
            last = overdue_sign(looks)
        elif closed:
            last = _(status.label)
        cells = (
            Cell(looks.symbol(status), 1, {"good": "good", "bad": "error"}.get(status.tone, "")),
            Cell(values["title"] or "", 0, style),
            Cell(values["stage"] or "", 13, style),
            Cell(amount, 16, style, right=True),
            Cell(percent, 3, style, right=True, spare=90),
            Cell(close, 9, style),
            Cell(values["owner"] or "", 4, style),
            Cell(last, LAST, "error" if not closed else "dim"),
        )
        rows.append(Row(cells, "opportunity", values["id"]))
    return rows


def overdue_sign(looks: Looks) -> str:
    """Return the clock and the word that stand for overdue."""
    return _("late") if looks.ascii else f"◷ {_('late')}"
