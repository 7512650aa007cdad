"""Taking a person's name, addresses and numbers out of texts, and out of what the history holds."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from model.core.changes.change import Change
from model.core.changes.history_json import as_json
from model.core.records.record import Row, derive
from model.core.text import fold
from model.personal_data.person import PersonFound

FREE_TEXTS: Mapping[str, tuple[str, ...]] = {
    "activity": ("subject", "text", "sender", "recipients", "place", "note"),
    "opportunity": ("title", "note"),
    "project": ("name", "note"),
    "campaign": ("note", "conclusion", "description"),
    "lead": ("name", "subject", "note"),
    "customer": ("note",),
    "contact": ("note",),
    "recipient": ("note",),
    "document": ("name", "title", "keywords", "description"),
    "call_list": ("name", "script"),
}
"""Table → the texts that people write freely, where anybody may be named."""


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

    def like(self, columns: Iterable[str]) -> tuple[str, list[str]]:
        """Return the predicate for rows in which one of the columns may name the person."""
        names = [*columns]
        tests = " OR ".join(f"{name} LIKE ? ESCAPE '\\'" for name in names for _secret in self.secrets)
        wanted = [f"%{_escaped(secret)}%" for _name in names for secret in self.secrets]
        return tests or "0", wanted


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def scrubber(found: PersonFound, mark: str) -> Scrubber:
    """Return what takes a person out of texts."""
    return Scrubber(found.secrets, mark)


def free_texts(change: Change, scrub: Scrubber) -> dict[str, list[int]]:
    """Take the person out of all texts that people write freely; return the rows in which they stood, by table."""
    done: dict[str, list[int]] = {}
    by_table: dict[str, list[type[Row]]] = {}
    for row_type in change.session.records.values():
        by_table.setdefault(row_type.table(), []).append(row_type)
    for table, names in FREE_TEXTS.items():
        where, parameters = scrub.like(names)
        columns = ", ".join(names)
        kind = "kind" if table == "activity" else "''"
        for row in change.connection.execute(
            f"SELECT id, {kind}, {columns} FROM {table} WHERE {where}", parameters
        ).fetchall():
            values = {
                name: scrub.text(text) for name, text in zip(names, row[2:], strict=True) if isinstance(text, str)
            }
            different = {
                name: value for name, value in values.items() if value != row[2 + names.index(name)]
            }  # fmt: skip
            if different:
                row_type = change.session.records[row[1]] if row[1] else by_table[table][0]
                write(change, row_type, row[0], different)
                done.setdefault(table, []).append(row[0])
    return done


def write(change: Change, row_type: type[Row], row_id: int, values: Mapping[str, Any]) -> None:
    """Set fields of a row past all rules; the history says that it was done, and nothing of what stood there."""
    stored = derive(row_type, dict(values), change.reading, {})
    columns = {name for (_n, name, *_rest) in change.connection.execute(f"PRAGMA table_info({row_type.table()})")}
    if "version" in columns:
        stored.update(change.stamp())
    assignments = ", ".join(f"{name} = ?" for name in stored)
    change.connection.execute(f"UPDATE {row_type.table()} SET {assignments} WHERE id = ?", (*stored.values(), row_id))
    change.connection.execute(
        "INSERT INTO change_row (change, record, record_id, action, before, after)"
        " VALUES (?, ?, ?, 'update', '{}', '{}')",
        (change.id, row_type.name_in_code, row_id),
    )
    change.rows += 1
    key = f"{getattr(row_type, 'title_field', 'name')}_key"
    if key in stored:
        change._retitle(row_type, row_id, stored[key])


def history(change: Change, found: PersonFound, personal: Mapping[str, Collection[str]], scrub: Scrubber) -> int:
    """Blank what the history holds of the person, and return how many lines that was.

    ``personal`` are the fields of each kind that are blanked whole; of all other rows the person is taken out of texts.
    """
    count = 0
    for kind, names in personal.items():
        blanked = {*names, *(f"{name}_key" for name in names), "name", "name_key", "person", "person_key"}
        if kind in ("lead", "customer", "recipient"):
            blanked -= {"name", "name_key"} if kind != "customer" else set()
        emails = json.dumps(list(found.emails))
        lines = change.connection.execute(
            "SELECT id, before, after FROM change_row WHERE record = ?1"
            " AND (record_id IN (SELECT value FROM json_each(?2))"
            " OR (action = 'delete' AND json_extract(before, '$.email_key') IN (SELECT value FROM json_each(?3))))",
            (kind, found.ids(kind), emails),
        ).fetchall()
        for line, before, after in lines:
            sides = [_blank(side, blanked, scrub) for side in (before, after)]
            if sides != [before, after]:
                change.connection.execute("UPDATE change_row SET before = ?, after = ? WHERE id = ?", (*sides, line))
                count += 1
    folded = Scrubber([*scrub.secrets, *(fold(secret) for secret in scrub.secrets)], scrub.mark)
    where, parameters = folded.like(("before", "after"))
    for line, before, after in change.connection.execute(
        f"SELECT id, before, after FROM change_row WHERE {where}", parameters
    ).fetchall():
        sides = [_blank(side, (), folded) for side in (before, after)]
        change.connection.execute("UPDATE change_row SET before = ?, after = ? WHERE id = ?", (*sides, line))
        count += 1
    where, parameters = scrub.like(("details",))
    for number, details in change.connection.execute(
        f"SELECT id, details FROM change WHERE {where}", parameters
    ).fetchall():
        change.connection.execute(
            "UPDATE change SET details = ? WHERE id = ?", (as_json(scrub.value(json.loads(details))), number)
        )
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
