"""What each row of a file would do: make a record, change one, nothing, or nothing because of what is wrong with it.

The preview and the import both go by this, batch by batch, so that they cannot disagree (design rule 3). The rules are
decisions 4, 5 and 14, and cases I08 … I21, I29, I30. Each step has a module of its own: the records that rows are about
(:mod:`model.files.existing_records`), what they change (:mod:`~model.files.row_changes`), which rows repeat another
(:mod:`~model.files.repeated_rows`), the persons on rows of companies (:mod:`~model.files.row_contacts`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.fields.custom import PREFIX
from model.core.fields.leftovers import Leftover, note_with, unplaced
from model.core.fields.references import Joined
from model.core.fields.texts import COUNTRIES, Email, OrgNumberText
from model.core.language import _, ngettext
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.records.relations import RelationField
from model.files.arrangement import Arranged, Arrangement
from model.files.card_arrangement import CardArrangement, takes_cards
from model.files.classified_rows import ClassifiedRows, Outcome
from model.files.columns import CellError, ColumnReader, KeyMaker, ReadColumn
from model.files.conventions import Conventions
from model.files.existing_records import ExistingRecords, Keys
from model.files.guarding import unguarded
from model.files.headings import ID, Matching, importable
from model.files.import_options import ImportOptions
from model.files.pending_choices import PendingChoices
from model.files.relation_column import CUSTOMER, RelationReader
from model.files.repeated_rows import Numbered, RepeatedRows
from model.files.row_changes import AsWritten, RowChanges
from model.files.row_contacts import RowContacts
from model.files.row_values import RowValues
from model.files.seen import Seen
from model.files.table import TableRow
from model.files.trial import Trial


class RowClassifier:
    """Classifies the rows of one file, in any order of batches.

    ``kind`` is that of the table: cards say more than their cells. ``as_written`` returns a value as the file's form of
    export would write it: a cell that says just this changes nothing, whatever it would be read as.
    """

    def __init__(
        self,
        session: Session,
        record: type[Record],
        matching: Matching,
        options: ImportOptions,
        as_written: AsWritten,
        conventions: Conventions | None = None,
        kind: str = "",
    ) -> None:
        self.session = session
        self.record = record
        self.options = options
        self.reading = session.reading()
        self.columns_of = matching.columns()
        """The places of the columns of each field."""
        self._width = len(matching.headings)
        self.stores = False
        """Whether new rows that the rules look at are made ready to be written."""
        cards = kind == "vcard" and takes_cards(record)
        self._arrangement = (CardArrangement if cards else Arrangement)(session, record, matching)
        self.ignored = self._arrangement.ignored
        fields = importable(session, record)
        self.fields = {name: fields[name] for name in self._arrangement.fields}
        self.own = session.own_fields(record)
        self.pending = PendingChoices(session)
        self._readers = self._column_readers(conventions)
        # A part is told from others within its whole, by its own rules: another campaign has the same addresses.
        self.identifying = {
            name: KeyMaker(each, self.reading)
            for name, each in self.fields.items()
            if not record.part_of and isinstance(each, (Email, OrgNumberText)) and not name.startswith(PREFIX)
        }
        self._required = [
            (name, each)
            for name, each in record.typed().items()
            if each.required and each.default is None and not isinstance(each, Joined)
        ]
        self._related = [name for name in self.fields if name in record.relations]
        ignored = set(matching.ignored())
        passed_over = [at for at, heading in enumerate(matching.headings) if heading in ignored]
        self.seen = Seen()
        self.values = RowValues(session, record, self.fields, self.reading)
        self.existing = ExistingRecords(session, record, self.values, self.identifying)
        self._changes = RowChanges(self.values, self.existing, options, self.seen, as_written)
        self._repeated = RepeatedRows(self.values, self.seen, passed_over)
        self.contacts = RowContacts(session, self.reading, self.seen) if self._arrangement.gives_contacts else None
        """What reads the persons on rows of companies; None where no row can have one."""

    def _column_readers(self, conventions: Conventions | None) -> dict[str, ColumnReader | RelationReader]:
        choice = self.pending.choice if self.options.new_choices else None
        customer = self.pending.customer if self.options.new_customers else None
        makers: dict[str, Callable[[str], int]] = {}
        if customer is not None:
            makers[CUSTOMER] = customer
        if self.options.new_choices:
            makers["option:category"] = self.pending.category
        readers: dict[str, ColumnReader | RelationReader] = {}
        for name, each in self.fields.items():
            if isinstance(each, RelationField):
                readers[name] = RelationReader(each, self.reading, makers=makers)
            else:
                convention = None if conventions is None else conventions.of(name)
                readers[name] = ColumnReader(
                    self.session, each, self.reading, new_choice=choice, new_customer=customer, convention=convention
                )
        return readers

    def close(self) -> None:
        """Let go of what is remembered of the rows."""
        self.seen.close()

    def classify(self, rows: Sequence[TableRow]) -> ClassifiedRows:
        """Return what these rows would do; nothing is written."""
        classified = ClassifiedRows(rows, [Outcome.CREATE] * len(rows), {})
        arranged = self._arranged(classified)
        classified.texts, classified.leftovers = arranged.texts, arranged.leftovers
        for place, reason in arranged.troubles.items():
            classified.refuse(place, [CellError("", "", reason)])
        self._read(classified, arranged)
        for place in classified.errors:
            classified.outcomes[place] = Outcome.ERROR
        if ID in self.columns_of:
            self.existing.find_by_id(classified, classified.texts[ID], self.options)
        keys = self.existing.find_by_key(classified, self.options)
        self._keep_leftovers(classified)
        self._require(classified)
        self._changes.find(classified)
        self._go_through(classified, keys)
        self._find_contacts(classified)
        for place in [place for place, errors in classified.errors.items() if not errors]:
            del classified.errors[place]
        self.pending.remember(classified, self.record, self.fields)
        return classified

    # Reading the cells

    def _arranged(self, classified: ClassifiedRows) -> Arranged:
        """Return the cells as texts of fields; blank rows and rows that cannot be read are told apart."""
        rows = classified.rows
        cells = [row.cells for row in rows]
        for place, row in enumerate(rows):
            if len(row.cells) != self._width or row.trouble:
                cells[place] = self._fitted(classified, place, row)
        for place, row_cells in enumerate(cells):
            if not any(map(str.strip, row_cells)) and not rows[place].trouble and place not in classified.errors:
                classified.outcomes[place] = Outcome.BLANK
        if isinstance(self._arrangement, CardArrangement):
            return self._arrangement.arrange(rows)
        by_column = list(zip(*cells, strict=True)) if cells and self._width else []
        return self._arrangement.arrange(cells, by_column)

    def _fitted(self, classified: ClassifiedRows, place: int, row: TableRow) -> list[str]:
        """Return the cells of a row that is too short or too long, or that could not be read, to the width."""
        if row.trouble:
            classified.refuse(place, [CellError("", "", row.trouble)])
            return [""] * self._width
        if len(row.cells) < self._width:
            return [*row.cells, *[""] * (self._width - len(row.cells))]
        if any(map(str.strip, row.cells[self._width :])):
            reason = ngettext(
                "The row has {count} cells; the file has {width} column.",
                "The row has {count} cells; the file has {width} columns.",
                self._width,
            )
            told = reason.format(count=format_whole(len(row.cells)), width=self._width)
            classified.refuse(place, [CellError("", "", told)])
        return row.cells[: self._width]

    def _read(self, classified: ClassifiedRows, arranged: Arranged) -> None:
        texts = arranged.texts
        for name, reader in self._readers.items():
            column = reader.read(texts[name], self._countries(name, texts))
            classified.columns[name] = column.stored
            self._take_in(classified, name, column)
        if self.contacts is not None and arranged.contacts:
            classified.contacts, errors = self.contacts.read(arranged.contacts)
            for place, error in errors.items():
                classified.errors.setdefault(place, []).append(error)

    def _take_in(self, classified: ClassifiedRows, name: str, column: ReadColumn) -> None:
        """Take in what there is to say of a column besides its values."""
        label = self.fields[name].title
        for place, error in column.errors:
            if name == "number" and self.record.numbered:
                # Other programs have letters in their numbers: nothing is wrong with the row.
                left = Leftover(label, unguarded(error.text.strip()))
                classified.leftovers.setdefault(place, []).append(left)
            else:
                classified.errors.setdefault(place, []).append(error)
        for place in column.cleared:
            classified.cleared.setdefault(place, set()).add(name)
        for place, unknown in column.unknown.items():
            classified.unknown.setdefault(place, []).extend((name, item) for item in unknown)
            texts = [f"{item.title}: {item.detail}" if item.detail else item.title for item in unknown]
            if "," in getattr(self.fields[name], "separators", ""):
                texts = [", ".join(texts)]
            classified.leftovers.setdefault(place, []).extend(Leftover(label, text) for text in texts)

    def _countries(self, name: str, texts: Mapping[str, Sequence[str]]) -> Sequence[str] | None:
        """Return the countries of the rows, by which a postcode or an organisation number is read; None for none."""
        if isinstance(self.fields[name], OrgNumberText):
            named = [texts[field] for field in COUNTRIES if field in texts]
            return [next(filter(None, row), "") for row in zip(*named, strict=True)] if named else None
        before, postcode, after = name.rpartition("postcode")
        return texts.get(f"{before}country") if postcode and not after else None

    # What a new record must have, and keeps in its note

    def _keep_leftovers(self, classified: ClassifiedRows) -> None:
        """Put what no field takes into the notes of new records."""
        name = self.record.note_field
        if not classified.leftovers or name not in self.fields:
            return
        notes = classified.columns[name]
        for place, leftovers in classified.leftovers.items():
            if classified.outcomes[place] is Outcome.CREATE and place not in classified.targets:
                stored = classified.given(place)
                given = {name: self.values.value(self.fields[name], value) for name, value in stored.items()}
                left = unplaced(leftovers, self.fields, given, self.reading)
                notes[place] = note_with(notes[place], left)

    def _require(self, classified: ClassifiedRows) -> None:
        """Refuse new records without what they must have."""
        for name, required in self._required:
            column = classified.columns.get(name)
            if column is not None and None not in column:
                continue
            for place, outcome in enumerate(classified.outcomes):
                missing = column is None or column[place] is None
                if missing and outcome in (Outcome.CREATE, Outcome.ERROR) and self._is_asked(classified, place, name):
                    reason = _("{field} must be filled in.").format(field=required.title)
                    classified.refuse(place, [CellError(name, "", reason)])

    def _is_asked(self, classified: ClassifiedRows, place: int, name: str) -> bool:
        """Whether a field of a row must be filled in: of a new record, where nothing else is wrong with all of it."""
        errors = classified.errors.get(place, ())
        return (
            place not in classified.targets
            and not classified.rows[place].trouble
            and all(error.field and error.field != name for error in errors)
        )

    # In the order of the rows

    def by_rules(self, classified: ClassifiedRows) -> list[int]:
        """Return the rows that go in and have to be looked at by themselves by the record's rules."""
        fields = self.record.single_fields
        every = fields is None or self.contacts is not None
        # Nearly always no cell of these columns says anything.
        deciding = [name for name in fields or () if any(classified.columns.get(name, ()))]
        related = any(any(classified.columns[name]) for name in self._related)
        if not (every or deciding or related or classified.cleared or classified.changes):
            return []
        going_in = [
            place for place, outcome in enumerate(classified.outcomes) if outcome in (Outcome.CREATE, Outcome.UPDATE)
        ]
        return going_in if every else [place for place in going_in if self._is_by_rules(classified, place, deciding)]

    def _is_by_rules(self, classified: ClassifiedRows, place: int, deciding: Sequence[str]) -> bool:
        if self._brings_relation(classified, place):
            return True
        if classified.outcomes[place] is Outcome.UPDATE:
            return self.record.has_rules_for(classified.changes[place])
        return place in classified.cleared or any(classified.columns[name][place] for name in deciding)

    def _brings_relation(self, classified: ClassifiedRows, place: int) -> bool:
        """Whether a row says something that stands in a table of its own."""
        return any(classified.columns[name][place] is not None for name in self._related)

    def _go_through(self, classified: ClassifiedRows, keys: Keys) -> None:
        """Take the rows in their order: find those that stand further up, and ask the record's rules about the rest.

        A row that the rules refuse takes nothing from one further down.
        """
        numbered: Numbered = {}
        if not self.options.duplicates or self.options.match:
            numbered = self._known_by(classified, keys)
        titles = classified.keys.get(self.record.title_field)
        tried = self.by_rules(classified)
        if tried:
            self._try_all(classified, tried, numbered)
        else:
            self._repeated.find(classified, numbered)
        if titles is not None and numbered:
            self._repeated.find_namesakes(classified, titles, keys)

    def _known_by(self, classified: ClassifiedRows, keys: Keys) -> Numbered:
        """Return by what each new row is known further down in the file, having found those that are on file (I21)."""
        known_by = self._repeated.known_by(classified, keys)
        titles = self.existing.title_keys(classified)
        if titles is None:
            return known_by
        classified.keys[self.record.title_field] = titles
        alone = {place: titles[place] for place in known_by if place not in keys}
        classified.looked_up = frozenset(alone.values())
        if not alone or not self.existing.last_id:
            return known_by
        unread = {place: self._repeated.unread(classified, place) for place in alone}
        for place, record_id in self.existing.find_alike(classified, alone, unread).items():
            classified.outcomes[place] = Outcome.DUPLICATE
            classified.targets[place] = record_id
            del known_by[place]
        return known_by

    def _try_all(self, classified: ClassifiedRows, tried: Sequence[int], numbered: Numbered) -> None:
        with self.session.store.one_moment():
            trial = Trial(self.session, self.seen)
            updates = [place for place in tried if classified.outcomes[place] is Outcome.UPDATE]
            there = self.existing.stored([classified.targets[place] for place in updates])
            begin = 0
            for place in tried:
                # Those in between need no rule, and are looked at together.
                self._repeated.find(classified, {at: numbered[at] for at in range(begin, place + 1) if at in numbered})
                begin = place + 1
                if classified.outcomes[place] is not Outcome.DUPLICATE:
                    keys = numbered[place][1] if place in numbered else ()
                    self._try(classified, place, trial, there, keys)
            self._repeated.find(classified, {at: each for at, each in numbered.items() if at >= begin})

    def _try(
        self,
        classified: ClassifiedRows,
        place: int,
        trial: Trial,
        there: Mapping[int, Mapping[str, Any]],
        keys: Sequence[str],
    ) -> None:
        """Ask the record's rules about a row; one that is refused turns to an error."""
        number = classified.rows[place].number
        try:
            if classified.outcomes[place] is Outcome.CREATE:
                values = self.values.new(classified, place)
                if self.stores and not self._brings_relation(classified, place):
                    classified.stored[place] = trial.stored_new(number, self.record, values)
                else:
                    trial.try_new(number, self.record, values)
            else:
                before = there[classified.targets[place]]
                values = self.values.changed(classified, place, before.get("custom"))
                trial.try_changed(number, self.record, classified.targets[place], values, before)
        except UserError as error:
            self._repeated.forget(number, keys)
            text = classified.text_of(place, error.field)
            classified.refuse(place, [CellError(error.field or "", text, error.message)])

    # Persons on rows of companies

    def _find_contacts(self, classified: ClassifiedRows) -> None:
        """Find the persons of rows who become contacts; a row that brings nothing else is about its contact alone."""
        if self.contacts is None or not classified.contacts:
            return
        owners: dict[int, tuple[str, int]] = {}
        for place in list(classified.contacts):
            outcome = classified.outcomes[place]
            if outcome in (Outcome.ERROR, Outcome.BLANK):
                del classified.contacts[place]
            elif outcome is Outcome.CREATE:
                owners[place] = ("row", classified.rows[place].number)
            elif place in classified.twins:
                owners[place] = ("row", classified.twins[place])
            else:
                owners[place] = ("record", classified.targets[place])
        self.contacts.find_known(classified, owners)
        for place, contact in list(classified.contacts.items()):
            if contact.known:
                del classified.contacts[place]
            elif classified.outcomes[place] in (Outcome.DUPLICATE, Outcome.SAME):
                classified.outcomes[place] = Outcome.CONTACT
                # The customer's note is written already: what else the row says is of the person.
                contact.values["note"] = note_with(None, classified.leftovers.get(place, ()))
