"""The parts that customers and contacts have in common: what is next, the wall, contacts, opportunities (CUST-14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.activities.calls import calls_of
from model.activities.time_fields import is_late
from model.activities.timeline import Entry, next_of, of_record
from model.core.access.session import Session
from model.core.dates import day_bounds_utc, format_day_short
from model.core.fields.base import Reading
from model.core.language import _
from model.customers.categories import categories_of
from model.customers.links import LinkedContact
from model.opportunities.overdue import overdue
from model.opportunities.records import Opportunity
from tui.looks import Looks
from tui.widgets.activity_rows import about_text, due_text, note_text
from tui.widgets.card_details import Block, Fact
from tui.widgets.card_parts import Part, count_text, some_of
from tui.widgets.card_rows import Cell, Row
from tui.widgets.card_shown import Shown, short
from tui.widgets.overview_card import AT_A_GLANCE
from tui.widgets.project_rows import PROJECTS, project_part_rows

_SIGNS = {"task": ("[ ]", "[x]"), "appointment": (" @ ", " @ "), "call": (" C ", " C "), "email": (" M ", " M ")}
WALL_ROWS = 14
"""Notes that are read: the wall has the room that the other parts on its side leave."""


def changed_fact(shown: Shown) -> Fact:
    """Return when the record was last changed, and by whom, for where there is room (COM-05)."""
    return Fact(_("Changed"), f"{shown.texts['changed_at']} {shown.texts['changed_by']}", "dim")


def activity_part(session: Session, shown: Shown, record: str, record_id: int, looks: Looks, column: int) -> Part:
    """Return what is next with a record, and below it what was last."""
    reading = shown.reading
    since, _end = day_bounds_utc(reading.today, reading.zone)
    entries = next_of(session, record, record_id, since, AT_A_GLANCE, further=shown.further)
    rows = [_next_row(entry, reading) for entry in entries]
    if len(rows) < AT_A_GLANCE:
        known = {entry.id for entry in entries}
        kinds = ("task", "appointment", "call", "email")
        past = of_record(session, record, record_id, kinds=kinds, limit=AT_A_GLANCE, further=shown.further)
        # Calls known by their number alone are in the count: they are rows like any other.
        calls = calls_of(session, record, record_id, AT_A_GLANCE, further=shown.further)
        named = {entry.id: entry for entry in (*past, *calls)}
        past = sorted(named.values(), key=lambda entry: entry.place, reverse=True)
        rows += [_past_row(entry, reading) for entry in past if entry.id not in known][: AT_A_GLANCE - len(rows)]
    number = sum(shown.counts.get(name, 0) for name in ("tasks", "appointments", "calls", "email"))
    return Part(
        "activities", _("Activities"), column, "tasks", tuple(rows), more=count_text(number),
        contexts=("ticks", "activity_tab"), activity="task", empty=_("none; n makes a task"),
    )  # fmt: skip


def _next_row(entry: Entry, reading: Reading) -> Row:
    late = entry.kind == "task" and entry.dated and is_late(entry.at, reading)
    cells = (
        Cell(_SIGNS[entry.kind][0], 3),
        Cell(due_text(entry.at, reading) if entry.dated else "", 12, "error" if late else "strong"),
        Cell("!" if late else "", 1, "error"),
        Cell(entry.owner, 4, "dim", spare=50),
        Cell(about_text(entry), 0, "" if entry.dated else "dim"),
    )
    return Row(cells, entry.kind, entry.id)


def _past_row(entry: Entry, reading: Reading) -> Row:
    sign = _SIGNS.get(entry.kind, ("   ", "   "))[1 if entry.done else 0]
    cells = (
        Cell(sign, 3, "dim"),
        Cell(short(entry.at, reading), 12, "dim"),
        Cell("", 1),
        Cell(entry.owner, 4, "dim", spare=50),
        Cell(about_text(entry), 0, "dim"),
    )
    return Row(cells, entry.kind, entry.id)


def wall_part(session: Session, shown: Shown, record: str, record_id: int, column: int) -> Part:
    """Return the newest notes."""
    rows = []
    for entry in of_record(session, record, record_id, kinds=("note",), limit=WALL_ROWS, further=shown.further):
        when = Cell(short(entry.at, shown.reading), 9, "dim")
        cells = (when, Cell(entry.owner, 4, "dim", spare=44), Cell(note_text(entry)))
        rows.append(Row(cells, "note", entry.id))
    return Part(
        "wall", _("Wall"), column, "notes", tuple(rows), more=count_text(shown.counts.get("notes", 0)),
        contexts=("activity_tab",), activity="note", empty=_("no notes; n writes one"), wraps=True,
    )  # fmt: skip


def contacts_part(found: Sequence[LinkedContact], number: int, column: int) -> Part:
    """Return a customer's contacts: name, telephone, and the role where there is room."""
    rows = [
        Row(
            (
                Cell(one.name, 0, "" if one.active else "dim"),
                Cell(one.role or "", 12, "dim", spare=50),
                Cell(one.phone or "", 15, "strong", right=True),
            ),
            "contact",
            one.id,
        )
        for one in found
    ]
    return Part(
        "contacts", _("Contacts"), column, "contacts", tuple(rows),
        more=some_of(len(rows), number) or count_text(number), contexts=("contacts_tab", "links"),
        empty=_("none; n adds one"),
    )  # fmt: skip


def show_categories(session: Session, shown: Shown, record: str, record_id: int) -> None:
    """Put the categories of a customer or a contact on its card."""
    found = [name for _option, name in categories_of(session, record, record_id)]
    shown.more["categories"] = ", ".join(found)
    if found:
        shown.blocks.insert(1, Block("", (Fact(_("Categories"), shown.more["categories"]),)))


def categories_part(shown: Shown, column: int) -> Part:
    """Return the categories, in one row; they are chosen from a list."""
    text = shown.more["categories"]
    return Part(
        "categories", _("Categories"), column, contexts=("categories_part",), work="choose_categories",
        rows=(Row((Cell(text),), work="choose_categories"),) if text else (), empty=_("none; n chooses"),
    )  # fmt: skip


def projects_part(
    session: Session,
    shown: Shown,
    record: str,
    record_id: int,
    looks: Looks,
    column: int,
    contexts: tuple[str, ...] = PROJECTS.contexts,
) -> Part:
    """Return the projects of a customer, or those that a contact takes part in."""
    rows = project_part_rows(session, record, record_id, AT_A_GLANCE, looks)
    number = shown.counts["projects"]
    return Part(
        "projects", _("Projects"), column, "projects", tuple(rows),
        more=some_of(len(rows), number) or count_text(number),
        contexts=contexts, empty=_("none; n makes one") if contexts == PROJECTS.contexts else _("none; n adds one"),
    )  # fmt: skip


def opportunities_part(
    session: Session, found: Sequence[dict[str, Any]], number: int, looks: Looks, column: int, *, makes: bool = True
) -> Part:
    """Return opportunities, open ones first: title, amount, and when they are to close."""
    reading = session.reading(ascii=looks.ascii)
    fields = Opportunity.fields()
    rows = []
    for values in found:
        closed = values["status"] != "open"
        style = "dim" if closed or not values["active"] else ""
        status = fields["status"].choice(values["status"])  # type: ignore[attr-defined]
        close = "" if values["expected_close"] is None else format_day_short(values["expected_close"], reading.today)
        amount = fields["amount"].format(values["amount"], reading)
        late = bool(overdue(values, reading.today))
        cells = (
            Cell(looks.symbol(status), 1, {"good": "good", "bad": "error"}.get(status.tone, "")),
            Cell(values["title"] or "", 0, style),
            Cell(amount, 16, style, right=True),
            Cell("!" if late else "", 1, "error"),
            Cell(close, 9, "error" if late else style, right=True, spare=50),
        )
        rows.append(Row(cells, "opportunity", values["id"]))
    return Part(
        "opportunities", _("Opportunities"), column, "opportunities", tuple(rows),
        more=some_of(len(rows), number) or count_text(number),
        contexts=("opportunities_tab",) if makes else (), empty=_("none; n makes one") if makes else _("none"),
    )  # fmt: skip
