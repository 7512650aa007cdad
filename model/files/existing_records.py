"""Which records on file the rows of a file are about, or like: by ID, by what identifies them, by all they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.fields.custom import PREFIX, own_values
from model.core.fields.references import Joined
from model.core.fields.texts import COUNTRIES, Phone
from model.core.language import _
from model.core.records.record import Record
from model.core.records.stored_columns import column_names
from model.core.storage.drivers import peewee
from model.core.storage.expressions import NULL, among, column_of
from model.core.storage.statements import slot, statement
from model.core.text import excerpt, quotation
from model.files.classified_rows import ClassifiedRows, Outcome
from model.files.columns import CellError, KeyMaker
from model.files.headings import ID
from model.files.import_options import ImportOptions
from model.files.row_values import RowValues

_MOST_ID = 2**62
Keys = dict[int, list[tuple[str, str]]]
"""Place of a row → the fields that identify its record, with their keys."""


class ExistingRecords:
    """The records of one kind that the person may see and that were there before the import."""

    def __init__(
        self, session: Session, record: type[Record], values: RowValues, identifying: Mapping[str, KeyMaker]
    ) -> None:
        self.session = session
        self.record = record
        self.values = values
        self.identifying = identifying
        self.last_id = 0
        """The highest ID there is: where nothing is on file there is nothing to look up."""
        self.find_last_id()

    def find_last_id(self) -> None:
        """Take notice of all that is on file by now."""
        self.last_id = int(self.session.store.value(_highest_id(self.record)))

    def condition(self) -> Any:
        """Return the condition that holds of these records, in a query of the session."""
        return (self.record.id <= self.last_id) & seen(self.record)

    def columns(self, names: Sequence[str]) -> list[Any]:
        """Return columns and relations of the record, as a query of the session reads them."""
        relations = self.record.relations
        return [
            relations[name].listed(self.record, self.session) if name in relations else column_of(self.record, name)
            for name in names
        ]

    # By ID

    def find_by_id(self, classified: ClassifiedRows, texts: Sequence[str], options: ImportOptions) -> None:
        """Find the records whose ID is given (I08 … I10, I14, I30)."""
        for place, text in enumerate(texts):
            text = text.strip()
            if not text or classified.outcomes[place] is Outcome.BLANK:
                continue
            number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
            if not 0 < number < _MOST_ID:
                reason = _("{text} is no ID: a whole number, or nothing for a new record.")
                classified.refuse(place, [CellError(ID, text, reason.format(text=quotation(excerpt(text))))])
            elif not options.update:
                reason = _("An ID is given: update records that are on file, or leave the column out.")
                classified.refuse(place, [CellError(ID, text, reason)])
            else:
                classified.targets[place] = number

    # By what identifies them

    def find_by_key(self, classified: ClassifiedRows, options: ImportOptions) -> Keys:
        """Find the records that an organisation number or an e-mail address identifies (decision 14, I29).

        Return the keys of all rows that have any.
        """
        if options.duplicates and not options.match:
            return {}
        keys: Keys = {}
        for name, maker in self.identifying.items():
            classified.keys[name] = maker.keys(classified.columns[name], None)
            own = {place: (name, key) for place, key in enumerate(classified.keys[name]) if key}
            for place in classified.targets:
                own.pop(place, None)
            for place, key in own.items():
                if place in keys:
                    keys[place].append(key)
                else:
                    keys[place] = [key]
        found = self._with_keys(keys) if keys and self.last_id else {}
        for place, each in keys.items() if found else ():
            ids = sorted({record_id for key in each for record_id in found.get(key, ())})
            if ids and classified.outcomes[place] is not Outcome.BLANK:
                self._take(classified, place, ids, next(key for key in each if key in found), options)
        return keys

    def _with_keys(self, keys: Keys) -> dict[tuple[str, str], list[int]]:
        """Return the IDs of the records that have the keys."""
        found: dict[tuple[str, str], list[int]] = {}
        for name in self.identifying:
            wanted = {key for each in keys.values() for field_name, key in each if field_name == name}
            if wanted:
                identifying = column_of(self.record, f"{name}_key")
                query = self.record.select(self.record.id, identifying)
                rows = self.session.rows(query.where(among(identifying, wanted), self.condition()))
                for record_id, key in rows:
                    found.setdefault((name, key), []).append(record_id)
        return found

    def _take(
        self, classified: ClassifiedRows, place: int, ids: Sequence[int], by: tuple[str, str], options: ImportOptions
    ) -> None:
        """Take the records that a row's keys have found: it changes one, or it is a duplicate."""
        if not options.match:
            if classified.outcomes[place] is Outcome.CREATE:
                classified.outcomes[place] = Outcome.DUPLICATE
                classified.targets[place] = ids[0]
        elif len(ids) == 1:
            classified.targets[place] = ids[0]
        else:
            name = by[0]
            reason = _("Ambiguous: {records} have this {field}.").format(
                records=", ".join(f"#{record_id}" for record_id in ids[:5]),
                field=self.values.fields[name].title.lower(),
            )
            classified.refuse(place, [CellError(name, str(classified.columns[name][place] or ""), reason)])

    # By all that they say

    def title_parts(self) -> tuple[str, ...]:
        """Return the fields that a record's title is made of."""
        title = self.record.field(self.record.title_field)
        return title.parts if isinstance(title, Joined) else (title.name,)

    def title_keys(self, classified: ClassifiedRows) -> list[Any] | None:
        """Return the keys of what the records of a batch's rows are called; None where the file does not name them."""
        title, parts = self.record.field(self.record.title_field), self.title_parts()
        if not all(name in classified.columns for name in parts):
            return None
        stored: Iterable[Any] = classified.columns[parts[0]]
        if isinstance(title, Joined):
            columns = (classified.columns[name] for name in parts)
            stored = map(title.join_parts, zip(*columns, strict=True))
        return KeyMaker(title, self.values.reading).keys([*stored], None)

    def find_alike(
        self, classified: ClassifiedRows, titles: Mapping[int, str], more: Mapping[int, Sequence[str]]
    ) -> dict[int, int]:
        """Return rows whose name is on file with all that the row gives, with the ID of that record.

        Those that are only called the same are noted as namesakes. ``more`` is what rows say where nobody reads it.
        """
        own = [name for name in classified.columns if not name.startswith(PREFIX)]
        besides = [
            name for name, field in self.record.fields().items()
            if (isinstance(field, Phone) or name in COUNTRIES) and name not in own
        ]  # fmt: skip
        on_file: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        for key, record_id, there in self._called(sorted(set(titles.values())), [*own, *besides]):
            on_file.setdefault(key, []).append((record_id, there))
        found: dict[int, int] = {}
        called = {self.record.title_field, *self.title_parts()}
        for place, key in titles.items():
            given = classified.given(place)
            # A row that says nothing but a name, and more where nobody reads it, is of a namesake at the most.
            only_called = not given.keys() - called and bool(more.get(place))
            for record_id, there in on_file.get(key, ()):
                if not only_called and self.values.says(given, there):
                    found[place] = record_id
                    break
                classified.namesakes.setdefault(place, record_id)
        return found

    def _called(self, keys: Sequence[str], names: Sequence[str]) -> Iterator[tuple[str, int, dict[str, Any]]]:
        """Yield the records with one of these keys of a title: key, ID, and what is stored under the names."""
        custom = column_of(self.record, "custom") if "custom" in self.record.fields() else NULL
        title = column_of(self.record, f"{self.record.title_field}_key")
        query = self.record.select(title, self.record.id, custom, *self.columns(names))
        for row in self.session.rows(query.where(among(title, keys), self.condition())):
            yield row[0], row[1], {**dict(zip(names, row[3:], strict=True)), **own_values(row[2])}

    def stored(self, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return all stored columns of records by ID."""
        if not ids:
            return {}
        names = column_names(self.record)
        return {
            row[0]: dict(zip(names, row, strict=True)) for row in self.session.store.rows(_stored(self.record), ids=ids)
        }


@statement
def _highest_id(record: type[Record]) -> Any:
    return record.select(peewee.fn.coalesce(peewee.fn.max(record.id), peewee.SQL("0")))


@statement
def _stored(record: type[Record]) -> Any:
    columns = (column_of(record, name) for name in column_names(record))
    return record.select(*columns).where(among(record.id, slot("ids")))
