"""The records that an activity is linked to, on its card (COM-11)."""

from __future__ import annotations

from model.activities.links import places_of
from model.core.access.session import Session
from model.core.language import _
from model.core.records.record import Record
from model.core.text import visible
from tui.widgets.card_details import Block
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import Shown

PLACES = "places"
"""Name among ``Shown.more`` of the places as (record, ID, title)."""


def read_places(session: Session, activity: int, shown: Shown) -> Block:
    """Return the block of the records that an activity is linked to; ``r`` goes to them, ``&`` and ``w`` know them."""
    places = places_of(session, activity)
    shown.more[PLACES] = places
    rows = []
    for record, record_id, title in places:
        kind = session.records[record]
        assert issubclass(kind, Record)
        rows.append(Row((Cell(_(kind.label), 12, "dim"), Cell(title)), record, record_id))
        shown.related.append((f"{_(kind.label)}: {visible(title)}", record, record_id))
    return Block(_("Belongs to"), rows=tuple(rows), more=_("& links one more, w takes one away"))


def links_missing(action: str, shown: Shown | None) -> str:
    """Return why a link cannot be added or taken away now, '' where it can."""
    if action not in ("link_record", "unlink_record"):
        return ""
    if shown is None:
        return _("It is still being read.")
    return _("It belongs to nothing.") if action == "unlink_record" and not shown.more[PLACES] else ""
