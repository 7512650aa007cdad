"""``salg RECORD show``: one record with all its fields and what belongs to it."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.changes.change import not_found
from model.core.language import _
from model.core.records.record import Record
from model.core.records.relations import RelationField
from model.core.text import visible
from model.files.plain import all_told_fields, as_plain
from model.files.rows import Linked, ReadRow, Rows
from tui.commands import merged, relations
from tui.commands.arguments import Arguments, parsed
from tui.commands.console import Console, command_name
from tui.commands.values import named


def show(console: Console, record: type[Record], given: list[str]) -> int:
    """Show one record."""
    arguments = Arguments(f"salg {command_name(record)} show")
    arguments.add_argument("id", metavar="ID", help=_("the ID of the record"))
    arguments.add_argument("--json", action="store_true", help=_("as one JSON document"))
    options = parsed(arguments, given)
    session = console.session()
    (wanted,) = merged.followed(console, session, record, [named(session, record, options.id)])
    if options.json:
        console.json(whole(session, record, wanted))
        return 0
    rows, row = _read(session, record, wanted)
    reading = session.reading()
    lines: list[tuple[str, str]] = [(_("ID"), str(row.id))]
    for field, value in zip(rows.fields, row.values, strict=True):
        if isinstance(field, RelationField):
            texts = [field.item_text(item) for item in value or ()]
            lines += [(field.title if not place else "", text) for place, text in enumerate(texts)]
            continue
        text = value.title if isinstance(value, Linked) else "" if value is None else field.format(value, reading)
        if text:
            lines.append((f"{field.title}", text))
    for told in relations.told_of(record).values():
        items = told.items(session, wanted)
        lines += [(_(told.label) if not place else "", told.shown(item)) for place, item in enumerate(items)]
    width = max(len(label) for label, _text in lines)
    for label, text in lines:
        for place, part in enumerate(text.splitlines() or [""]):
            left = label + ":" if label and not place else ""
            console.line(f"{left.ljust(width + 1)} {visible(part)}")
    return 0


def whole(session: Session, record: type[Record], record_id: int) -> dict[str, Any]:
    """Return one record as JSON holds it, with its relations; raise :class:`NotFoundError` where there is none."""
    rows, row = _read(session, record, record_id)
    plain = as_plain(record, rows.fields, row)
    for name, told in relations.told_of(record).items():
        plain[name] = told.items(session, record_id)
    return plain


def _read(session: Session, record: type[Record], record_id: int) -> tuple[Rows, ReadRow]:
    rows = Rows(session, record, all_told_fields(session, record))
    found = rows.read([record_id])
    if not found:
        raise not_found(record, record_id)
    return rows, found[0]
