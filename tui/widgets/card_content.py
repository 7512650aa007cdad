"""What is read for the card of any record: its fields under their headings, and the rows of the tabs that all have."""

from __future__ import annotations

import itertools

from model.core.access.session import Session
from model.core.history.record_history import of_record
from model.core.language import _
from model.core.records.record import Record
from tui.looks import Looks
from tui.widgets.card_details import Block, Fact
from tui.widgets.card_history import custom_rows, history_row
from tui.widgets.card_rows import Row
from tui.widgets.card_shown import Headings, Shown, Tab, register_link


def value_blocks(record_type: type[Record], headings: Headings, shown: Shown) -> list[Block]:
    """Return the fields that are filled in, under their headings."""
    blocks = []
    for heading, names in headings:
        facts = tuple(
            Fact(
                "" if name in ("note", "text") else record_type.field(name).title,
                shown.texts[name],
                register_link(name, shown),
            )
            for name in names
            if shown.texts[name] and shown.values[name] is not False and name != record_type.title_field
        )
        blocks.append(Block(_(heading), facts, across=names in (("note",), ("text",))))
    return blocks


def stamps(shown: Shown, looks: Looks) -> Block:
    """Return the line that says who made and who last changed the record, and when."""
    pairs = ((_("Created"), "created_at", "created_by"), (_("Changed"), "changed_at", "changed_by"))
    text = f"  {looks.dot}  ".join(
        f"{label} {shown.texts[at]} {shown.texts[by]}" for label, at, by in pairs if shown.texts.get(at)
    )
    return Block("", (Fact("", text, "dim"),), across=True)


def tab_rows(
    session: Session, record_type: type[Record], record_id: int, tab: Tab, limit: int, looks: Looks, sought: str
) -> list[Row]:
    """Return the first ``limit`` rows of a tab that any record may have; ``sought`` filters the documents."""
    type_name = record_type.name_in_code
    if tab.activity:
        from tui.widgets.activity_rows import activity_rows

        return activity_rows(session, tab.activity, type_name, record_id, limit, looks)
    if tab.name == "history":
        reading = session.reading(ascii=looks.ascii)
        found = itertools.islice(of_record(session, record_type, record_id), limit)
        return [history_row(record_type, past, reading, looks) for past in found]
    if tab.name == "documents":
        from tui.widgets.document_rows import document_rows

        return document_rows(session, type_name, record_id, limit, sought)
    if tab.name == "custom":
        return custom_rows(session, record_type, record_id)
    return []
