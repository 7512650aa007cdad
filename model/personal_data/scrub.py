"""Taking a person's name, addresses and numbers out of texts, and out of what the history holds."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from model.core.changes.change import Change
from model.core.changes.history_json import as_json
from model.core.records.history_tables import ChangeEntry, ChangeRow
from model.core.records.record import Row, derive
from model.core.storage.drivers import peewee
from model.core.storage.expressions import BLANK, FALSE, among, json_value, like_any_case
from model.core.storage.statements import slot, statement
from model.core.text import fold
from model.personal_data.person import PersonFound


class Scrubber:
    """Replaces what names a person by a mark, in any case of letters."""

    def __init__(self, secrets: Sequence[str], mark: str) -> None:
        self.secrets = tuple(secrets)
        self.mark = mark
        self._pattern = re.compile("|".join(map(re.escape, secrets)), re.IGNORECASE) if secrets else None

    def text(self, value: str) -> str:
        """Return the text without what names the person."""
        return value if self._pattern is None else self._pattern.sub(self.mark, value)

    def value(self, value: Any) -> Any:
        """Return a value of JSON without it."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if isinstance(value, dict):
            return {key: self.value(each) for key, each in value.items()}
        return value

    def in_any(self, columns: Iterable[Any]) -> Any:
        """Return the condition that one of the columns may name the person."""
        found: Any = FALSE
        for column in columns:
            for secret in self._spellings():
                found = found | like_any_case(column, f"%{_escaped(secret)}%")
        return found

    def _spellings(self) -> list[str]:
        # The engine takes capitals for small letters from a to z alone.
        every = ((text, text.lower(), text.upper()) if not text.isascii() else (text,) for text in self.secrets)
        return list(dict.fromkeys(text for each in every for text in each))


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


@statement
def _lines_of(kind: str) -> peewee.Query:
    """Lines of the history of rows of the kind, and of such as were deleted with one of the addresses."""
    deleted = (ChangeRow.action == "delete") & among(json_value(ChangeRow.before, "email_key", str), slot("emails"))
    lines = ChangeRow.select(ChangeRow.id, ChangeRow.before, ChangeRow.after)
    return lines.where(ChangeRow.record == kind, among(ChangeRow.record_id, slot("ids")) | deleted)


def scrubber(found: PersonFound, mark: str) -> Scrubber:
    """Return what takes a person out of texts."""
    return Scrubber(found.secrets, mark)


def free_texts(change: Change, scrub: Scrubber) -> dict[str, list[int]]:
    """Take the person out of all texts that people write freely; return the rows in which they stood, by table."""
    done: dict[str, list[int]] = {}
    by_table: dict[str, list[type[Row]]] = {}
    for row_type in change.session.records.values():
        by_table.setdefault(row_type.table(), []).append(row_type)
    for table, row_types in by_table.items():
        names = tuple(dict.fromkeys(name for row_type in row_types for name in row_type.free_texts))
        if not names:
            continue
        rows = peewee.Table(table)
        columns = [peewee.Column(rows, name) for name in names]
        kind = rows.c.kind if table == "activity" else BLANK
        query = peewee.Select((rows,), (rows.c.id, kind, *columns)).where(scrub.in_any(columns)).order_by(rows.c.id)
        for row in change.session.store.rows(query):
            values = {
                name: scrub.text(text) for name, text in zip(names, row[2:], strict=True) if isinstance(text, str)
            }
            different = {
                name: value for name, value in values.items() if value != row[2 + names.index(name)]
            }  # fmt: skip
            if different:
                row_type = change.session.records[row[1]] if row[1] else row_types[0]
                write(change, row_type, row[0], different)
                done.setdefault(table, []).append(row[0])
    return done


def write(change: Change, row_type: type[Row], row_id: int, values: Mapping[str, Any]) -> None:
    """Set fields of a row past all rules; the history says that it was done, and nothing of what stood there."""
    stored = derive(row_type, dict(values), change.reading, {})
    if "version" in row_type.fields():
        stored.update(change.stamp())
    store = change.session.store
    store.update_row(row_type.table(), row_id, stored)
    line = {"change": change.id, "record": row_type.name_in_code, "record_id": row_id, "action": "update"}
    store.insert("change_row", {**line, "before": "{}", "after": "{}"})
    change.rows += 1
    key = f"{getattr(row_type, 'title_field', 'name')}_key"
    if key in stored:
        change.retitle(row_type, row_id, stored[key])


def history(change: Change, found: PersonFound, personal: Mapping[str, Collection[str]], scrub: Scrubber) -> int:
    """Blank what the history holds of the person, and return how many lines that was.

    ``personal`` are the fields of each kind that are blanked whole; of all other rows the person is taken out of texts.
    """
    store, count = change.session.store, 0
    for kind, names in personal.items():
        blanked = {*names, *(f"{name}_key" for name in names), "name", "name_key", "person", "person_key"}
        if kind in ("lead", "customer", "recipient"):
            blanked -= {"name", "name_key"} if kind != "customer" else set()
        for line, before, after in store.rows(_lines_of(kind), ids=found.ids(kind), emails=found.emails):
            sides = {"before": _blank(before, blanked, scrub), "after": _blank(after, blanked, scrub)}
            if sides != {"before": before, "after": after}:
                store.update_row("change_row", line, sides)
                count += 1
    folded = Scrubber([*scrub.secrets, *(fold(secret) for secret in scrub.secrets)], scrub.mark)
    lines = ChangeRow.select(ChangeRow.id, ChangeRow.before, ChangeRow.after)
    for line, before, after in store.rows(lines.where(folded.in_any((ChangeRow.before, ChangeRow.after)))):
        sides = {"before": _blank(before, (), folded), "after": _blank(after, (), folded)}
        store.update_row("change_row", line, sides)
        count += 1
    entries = ChangeEntry.select(ChangeEntry.id, ChangeEntry.details)
    for number, details in store.rows(entries.where(scrub.in_any((ChangeEntry.details,)))):
        store.update_row("change", number, {"details": as_json(scrub.value(json.loads(details)))})
        count += 1
    return count


def _blank(side: str | None, names: Collection[str], scrub: Scrubber) -> str | None:
    if not side:
        return side
    values = json.loads(side)
    for name, value in values.items():
        if name not in names:
            values[name] = scrub.value(value)
        else:
            values[name] = "" if name.endswith("_key") and isinstance(value, str) else None
    return as_json(values)
