"""Making records by the thousand out of columns, in one statement for all of them.

What a record's rules and defaults give to every new row is worked out once; keys and joined texts are made a column at
a time. Only for rows that the rules need not see by themselves (:attr:`Row.single_fields`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import compress, repeat
from typing import Any

from model.core.changes import kept_opt_outs
from model.core.changes.change import Change
from model.core.changes.opt_outs import channels_of
from model.core.changes.sequences import given_number
from model.core.fields.base import Reading
from model.core.fields.custom import PREFIX
from model.core.fields.references import Joined, Reference
from model.core.records.record import Record
from model.core.records.stored_columns import column_names
from model.files.classified_rows import ClassifiedRows, Outcome
from model.files.columns import KeyMaker
from model.files.row_classifier import RowClassifier
from model.files.trial import NewChoice


@dataclass(frozen=True)
class NewColumns:
    """New rows that are ready to be inserted: how many, and what is stored of them by the table's columns."""

    count: int
    columns: dict[str, Sequence[Any]]


class NewRows:
    """Makes new rows ready, which writes nothing and may be done in a trial, and inserts them within a change."""

    def __init__(self, change: Change, record: type[Record], classifier: RowClassifier) -> None:
        self.change = change
        self.record = record
        self.classifier = classifier
        blank = _blank_row(change, record)
        given = classifier.fields
        # Rows that say something of a relation are not inserted together.
        self._given = [name for name in given if not name.startswith(PREFIX) and name not in record.relations]
        self._own = [name for name in given if name.startswith(PREFIX)]
        self._defaults = {name: blank[name] for name in self._given}
        self._joined = _joined_from(record, given)
        self._keys = _key_makers(change, record, {*given, *(joined.name for joined in self._joined)})
        self._choices = [name for name in self._given if isinstance(given[name], Reference)]
        self._countries = _countries_among(record, given)
        self._readings: dict[tuple[Any, ...], Reading] = {}
        self._wish_defaults = {name: blank[name] for channel in channels_of(record) for name in channel.fields}
        self._remembers = bool(self._wish_defaults) and kept_opt_outs.any_kept(change)
        self._columns = [
            *self._given,
            *(field.name for field in self._joined),
            *(f"{name}_key" for name in self._keys),
            *(["custom"] if self._own else []),
        ]
        same = blank.keys() - set(self._columns)
        self._constants = {name: value for name, value in blank.items() if name in same and value is not None}

    def ready(self, classified: ClassifiedRows, leave: Iterable[int]) -> NewColumns:
        """Return the new rows of a batch but those at ``leave``."""
        wanted = [outcome is Outcome.CREATE for outcome in classified.outcomes]
        for place in leave:
            wanted[place] = False
        count = sum(wanted)
        every = count == len(wanted)

        def chosen(values: Sequence[Any]) -> Sequence[Any]:
            return values if every else list(compress(values, wanted))

        stored: dict[str, Sequence[Any]] = {}
        for name in self._given:
            values, default = chosen(classified.columns[name]), self._defaults[name]
            stored[name] = values if default is None else [default if value is None else value for value in values]
        for joined in self._joined:
            parts = [stored[part] if part in stored else [None] * count for part in joined.parts]
            stored[joined.name] = [text or None for text in map(joined.join_parts, zip(*parts, strict=True))]
        readings = self._row_readings(stored) if self._countries else None
        keys: list[Sequence[Any]] = []
        for name, maker in self._keys.items():
            known = classified.keys.get(name)
            keys.append(chosen(known) if known is not None else maker.keys(stored[name], readings))
        custom = [self._custom(classified, chosen, count)] if self._own else []
        return NewColumns(count, dict(zip(self._columns, (*stored.values(), *keys, *custom), strict=True)))

    def unfilled(self) -> set[str]:
        """Return the columns of the table that hold nothing in any of the rows."""
        return {*column_names(self.record)} - {*self._columns, *self._constants, *self._wish_defaults}

    def insert(self, new: NewColumns, choice: Callable[[NewChoice], int]) -> None:
        """Insert rows that were made ready, with their history; ``choice`` makes a choice that they bring."""
        count = new.count
        if not count:
            return
        columns = dict(new.columns)
        for name in self._choices:
            values = columns[name]
            if any(isinstance(value, NewChoice) for value in values):
                made = [choice(value) if isinstance(value, NewChoice) else value for value in values]
                columns[name] = made
                if name in self._keys:
                    columns[f"{name}_key"] = self._keys[name].keys(made, None)
        columns = self._with_wishes(columns, count)
        constants = {name: repeat(value, count) for name, value in self._constants.items() if name not in columns}
        self.change.insert_columns(self.record, {**columns, **constants}, count)

    def _with_wishes(self, columns: dict[str, Sequence[Any]], count: int) -> dict[str, Sequence[Any]]:
        """Return the columns with the wishes of those who have said no before, and come again (R15)."""
        if not self._remembers:
            return columns
        names = list(columns)
        rows = [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        found = kept_opt_outs.remembered(self.change, self.record, rows)
        wishes = {
            name: [found[place].get(name, default) if place in found else default for place in range(count)]
            for name, default in self._wish_defaults.items()
        }
        return {**columns, **wishes} if found else columns

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

    def _custom(self, classified: ClassifiedRows, chosen: Any, count: int) -> list[str | None]:
        columns = [chosen(classified.columns[name]) for name in self._own]
        names = [name.removeprefix(PREFIX) for name in self._own]
        found: list[str | None] = []
        for values in zip(*columns, strict=True):
            custom = {name: value for name, value in zip(names, values, strict=True) if value is not None}
            found.append(
                json.dumps(custom, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if custom else None
            )
        return found


def _blank_row(change: Change, record: type[Record]) -> dict[str, Any]:
    """Return the stored columns of a new record of which nothing is given: what its rules and defaults make of it."""
    values = record.complete(change, {}, None)
    for name, field in record.fields().items():
        if name not in values and not isinstance(field, Joined):
            values[name] = field.default
    return change.columns_of_new(record, values)


def _joined_from(record: type[Record], given: Container[str]) -> list[Joined]:
    """Return the fields that are joined from any of those given."""
    joined = [field for field in record.fields().values() if isinstance(field, Joined)]
    return [field for field in joined if any(part in given for part in field.parts)]


def _key_makers(change: Change, record: type[Record], filled: Container[str]) -> dict[str, KeyMaker]:
    """Return what makes the keys of the fields that are filled in."""
    return {name: KeyMaker(field, change.reading) for name, field in record.keyed().items() if name in filled}


def _countries_among(record: type[Record], given: Container[str]) -> list[str]:
    """Return those of the given fields that keys of others depend on."""
    deciding = dict.fromkeys(name for field in record.fields().values() for name in field.key_from)
    return [name for name in deciding if name in given]


def insert_ready(change: Change, record: type[Record], rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows whose stored columns are ready but for who makes them and when, and for numbers that are None."""
    stamps = {**change.stamp(), "created_at": change.at}
    if record.numbered:
        for row in rows:
            row["number"] = given_number(change, record.table(), row["number"])
    columns = list(rows[0])
    ready = ([stamps.get(column, row[column]) for column in columns] for row in rows)
    change.insert_ready(record, columns, ready, len(rows))
