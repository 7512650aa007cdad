"""Everything that is on file about one person in one file: JSON for programs, PDF for people (G02).

It is for the person, and holds what they may ask for: also what a colleague keeps to themselves. Only an administrator
makes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from model.core.access.session import Session
from model.core.dates import format_moment, from_utc_text
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.references import Joined
from model.core.fields.texts import Text
from model.core.language import N_, _
from model.core.records.employee_table import EmployeeTable
from model.core.records.history_tables import ChangeEntry, ChangeRow
from model.core.records.record import Record, Row
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.core.text import visible
from model.files.new_file import new_file
from model.files.output_table import OutputTable
from model.files.table_export import export_tables
from model.personal_data.person import ROWS_OF, PersonFound, find_person, kind_of_activity, stored_row

ENDINGS = (".json", ".pdf")
_STAMPS = frozenset({"version", "changed_at", "changed_by", "changed_by_key"})


@statement
def _lines() -> peewee.Query:
    """The lines of the history of rows of a kind, the oldest first, each with when and who."""
    columns = (
        ChangeEntry.at, EmployeeTable.initials, ChangeEntry.kind,
        ChangeRow.record_id, ChangeRow.action, ChangeRow.before, ChangeRow.after,
    )  # fmt: skip
    return (
        ChangeRow.select(*columns)
        .join(ChangeEntry, on=ChangeEntry.id == ChangeRow.change)
        .join(EmployeeTable, peewee.JOIN.LEFT_OUTER, on=EmployeeTable.id == ChangeEntry.author)
        .where(ChangeRow.record == slot("record"), among(ChangeRow.record_id, slot("ids")))
        .order_by(ChangeRow.id)
    )


def personal_data(session: Session, record_type: type[Record], record_id: int) -> dict[str, Any]:
    """Return all that is on file about a person as JSON holds it; raises as :func:`find_person` does."""
    found = find_person(session, record_type, record_id)
    document: dict[str, Any] = {
        "name": found.name,
        "emails": list(found.emails),
        "telephones": list(found.numbers),
        "exported_at": session.clock().isoformat(timespec="seconds"),
    }
    for kind in ROWS_OF:
        document[kind] = [_plain(session, row_type, row) for row_type, row in _rows(session, found, kind)]
    document["history"] = list(_history(session, found))
    return document


def export_person(
    session: Session, record_type: type[Record], record_id: int, target: Path, *, force: bool = False
) -> int:
    """Write all that is on file about a person to a .json or .pdf file, and return how many rows and lines that is.

    Raises :class:`UserError` for another ending and for a target that exists, unless ``force``.
    """
    if target.suffix.lower() not in ENDINGS:
        raise UserError(_("The name of the file must end in {endings}.").format(endings=", ".join(ENDINGS)), "out")
    document = personal_data(session, record_type, record_id)
    count = sum(len(document[kind]) for kind in (*ROWS_OF, "history"))
    if target.suffix.lower() == ".json":
        with new_file(target, force=force, text=True) as file:
            json.dump(document, file, ensure_ascii=False, indent=2)
            file.write("\n")
        return count
    reading = session.reading()
    title = _("All that is on file about {name}").format(name=visible(document["name"]))
    export_tables(target, title, "", list(_tables(document, reading)), (), reading, force=force)
    return count


def _rows(session: Session, found: PersonFound, kind: str) -> Iterator[tuple[type[Row], dict[str, Any]]]:
    for row_id in found.rows.get(kind, ()):
        declared = session.records.get(kind)
        if kind == "activity":
            declared = kind_of_activity(session, row_id)
        assert declared is not None
        row = stored_row(session, declared, row_id)
        if row is not None:
            yield declared, row


def _fields(row_type: type[Row]) -> Iterator[tuple[str, Field]]:
    for name, field in row_type.fields().items():
        if name not in ("version", "custom"):
            yield name, field


def _plain(session: Session, row_type: type[Row], row: dict[str, Any]) -> dict[str, Any]:
    """Return what a row says, empty fields left out; a reference by its title."""
    reading = session.reading()
    told: dict[str, Any] = {"id": row["id"]}
    if row_type.table() == "activity":
        told["kind"] = row_type.name_in_code
    for name, field in _fields(row_type):
        value = field.from_stored(row[name]) if row[name] is not None else None
        if value is None or value == "":
            continue
        if hasattr(field, "record") and isinstance(value, int):
            told[f"{name}_id"] = value
            told[name] = visible(field.format(value, reading)) or f"#{value}"
        else:
            told[name] = field.plain(value)
    if isinstance(row.get("custom"), str):
        told["custom"] = json.loads(row["custom"])
    return told


def _history(session: Session, found: PersonFound) -> Iterator[dict[str, Any]]:
    """Yield the lines of the history of the person's own rows, the oldest first: when, who, what, from what to what."""
    for kind in ("contact", "lead", "customer", "recipient"):
        record = session.records[kind]
        fields = record.fields()
        for at, initials, name, record_id, action, before, after in session.store.each(
            _lines(), record=kind, ids=found.ids(kind)
        ):
            old, new = json.loads(before or "{}"), json.loads(after or "{}")
            line = {"at": at, "by": initials, "change": name, "record": kind, "id": record_id, "action": action}
            names = [each for each in (new or old) if each in fields and each not in _STAMPS]
            names = [each for each in names if not isinstance(fields[each], Joined)]
            line["fields"] = {each: {"before": old.get(each), "after": new.get(each)} for each in names}
            yield line


def _tables(document: dict[str, Any], reading: Reading) -> Iterator[OutputTable]:
    fields: Sequence[Field] = (Text(N_("Field"), width=24), Text(N_("Value"), width=0))
    own = [(_("Name"), document["name"]), (_("E-mail"), ", ".join(document["emails"]))]
    zone = reading.zone
    yield OutputTable(_("Person"), fields, [*own, (_("Telephone"), ", ".join(document["telephones"]))])
    for kind, label in ROWS_OF.items():
        for row in document[kind]:
            told = [(name, visible(_text(value))) for name, value in row.items()]
            yield OutputTable(f"{_(label)} {row['id']}", fields, told)
    lines = []
    for line in document["history"]:
        when = format_moment(from_utc_text(line["at"]), zone) if line["at"] else ""
        what = "; ".join(f"{name}: {_text(v['before'])} → {_text(v['after'])}" for name, v in line["fields"].items())
        lines.append((f"{when} {line['by']}", visible(f"{line['record']} {line['id']} {line['action']} {what}")))
    yield OutputTable(_("History"), fields, lines)


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
