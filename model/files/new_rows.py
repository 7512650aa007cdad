"""Making records by the thousand out of columns, in one statement for all of them.

What a record's rules and defaults give to every new row is worked out once; keys and joined texts are made a column at
a time. Only for rows that the rules need not see by themselves (:attr:`Row.single_fields`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import compress, repeat
from typing import Any

from model.core.changes import Change
from model.core.fields.base import Reading
from model.core.fields.own import PREFIX
from model.core.fields.references import Joined
from model.core.records import Record
from model.files.columns import KeyMaker
from model.files.judging import Judge, Judged, Outcome


class NewRows:
    """Makes new rows within a change."""

    def __init__(self, change: Change, record: type[Record], judge: Judge) -> None:
        self.change = change
        self.record = record
        self.judge = judge
        fields = record.fields()
        values = record.complete(change, {}, None)
        for name, field in fields.items():
            if name not in values and not isinstance(field, Joined):
                values[name] = field.default
        blank = change._stored_new(record, values, None)
        self._given = [name for name in judge.fields if not name.startswith(PREFIX)]
        self._own = [name for name in judge.fields if name.startswith(PREFIX)]
        self._defaults = {name: blank[name] for name in self._given}
        self._joined = [
            field
            for field in fields.values()
            if isinstance(field, Joined) and any(part in judge.fields for part in field.parts)
        ]
        self._keys = {
            name: KeyMaker(field, change.reading)
            for name, field in record.keyed().items()
            if name in judge.fields or name in {joined.name for joined in self._joined}
        }
        self._countries = [
            name
            for name in dict.fromkeys(name for field in fields.values() for name in field.key_from)
            if name in judge.fields
        ]
        self._readings: dict[tuple[Any, ...], Reading] = {}
        changing = {
            *self._given,
            *(f"{name}_key" for name in self._keys),
            *(field.name for field in self._joined),
            *(["custom"] if self._own else []),
        }
        constants = {column: value for column, value in blank.items() if column not in changing and value is not None}
        self._constants = list(constants.values())
        columns = [
            "id",
            *self._given,
            *(field.name for field in self._joined),
            *(f"{name}_key" for name in self._keys),
            *(["custom"] if self._own else []),
            *constants,
        ]
        self._sql = f"INSERT INTO {record.table()} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
        last = change.connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (record.table(),)).fetchone()
        self._last: int = last[0] if last else 0

    def alone(self, judged: Judged) -> list[int]:
        """Return the places of new rows that the record's rules have to see by themselves."""
        single = [name for name in self.record.single_fields or () if name in judged.columns]
        return [
            place
            for place, outcome in enumerate(judged.outcomes)
            if outcome is Outcome.CREATE
            and (
                self.record.single_fields is None
                or place in judged.cleared
                or any(judged.columns[name][place] for name in single)
            )
        ]

    def insert(self, judged: Judged, leave: Iterable[int]) -> int:
        """Insert the new rows of a batch but those at ``leave``, with their history; return how many."""
        wanted = [outcome is Outcome.CREATE for outcome in judged.outcomes]
        for place in leave:
            wanted[place] = False
        count = sum(wanted)
        if not count:
            return 0
        every = count == len(wanted)

        def chosen(values: Sequence[Any]) -> Sequence[Any]:
            return values if every else list(compress(values, wanted))

        stored: dict[str, Sequence[Any]] = {}
        for name in self._given:
            values, default = chosen(judged.columns[name]), self._defaults[name]
            stored[name] = values if default is None else [default if value is None else value for value in values]
        for joined in self._joined:
            parts = [stored[part] if part in stored else [None] * count for part in joined.parts]
            stored[joined.name] = [
                joined.join(dict(zip(joined.parts, texts, strict=True))) or None for texts in zip(*parts, strict=True)
            ]
        readings = self._row_readings(stored) if self._countries else None
        keys: list[Sequence[Any]] = []
        for name, maker in self._keys.items():
            known = judged.keys.get(name)
            keys.append(chosen(known) if known is not None else maker.keys(stored[name], readings))
        first = max(self._last, self._highest()) + 1
        self._last = first + count - 1
        custom = [self._custom(judged, chosen, count)] if self._own else []
        rows = zip(
            range(first, first + count),
            *stored.values(),
            *keys,
            *custom,
            *(repeat(value, count) for value in self._constants),
            strict=True,
        )
        self.change.connection.executemany(self._sql, rows)
        self.change.flush()
        self.change.connection.execute(
            "INSERT INTO change_row (change, record, record_id, action) WITH RECURSIVE made (id) AS"
            " (SELECT ? UNION ALL SELECT id + 1 FROM made WHERE id < ?) SELECT ?, ?, id, 'insert' FROM made",
            (first, self._last, self.change.id, self.record.name_in_code),
        )
        self.change.rows += count
        return count

    def _highest(self) -> int:
        """Return the highest ID ever used, rows inserted by themselves meanwhile included."""
        row = self.change.connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", (self.record.table(),)
        ).fetchone()
        return int(row[0]) if row else 0

    def _row_readings(self, stored: dict[str, Sequence[Any]]) -> list[Reading]:
        found = []
        for countries in zip(*(stored[name] for name in self._countries), strict=True):
            reading = self._readings.get(countries)
            if reading is None:
                if len(self._readings) > 5_000:
                    self._readings.clear()
                row = dict(zip(self._countries, countries, strict=True))
                reading = self._readings[countries] = replace(self.change.reading, row=row)
            found.append(reading)
        return found

    def _custom(self, judged: Judged, chosen: Any, count: int) -> list[str | None]:
        columns = [chosen(judged.columns[name]) for name in self._own]
        names = [name.removeprefix(PREFIX) for name in self._own]
        found: list[str | None] = []
        for values in zip(*columns, strict=True):
            custom = {name: value for name, value in zip(names, values, strict=True) if value is not None}
            found.append(
                json.dumps(custom, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if custom else None
            )
        return found
