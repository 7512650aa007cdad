"""What each row of a file would do: make a record, change one, nothing, or nothing because of what is wrong with it.

The preview and the import both go by this, batch by batch, so that they cannot disagree (design rule 3). The rules are
decisions 4, 5 and 14, and cases I08 … I21, I29, I30.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from hashlib import blake2b
from typing import Any

from model.core.access import Session, visible
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.numbers import OptOut
from model.core.fields.own import PREFIX, from_plain, own_values
from model.core.fields.references import Joined, Reference
from model.core.fields.relations import RelationField, UnknownItem
from model.core.fields.texts import COUNTRIES, Email, OrgNumberText, Phone, Text
from model.core.language import _
from model.core.leftovers import Leftover, note_with, unplaced
from model.core.numbers import format_whole
from model.core.records import Record
from model.core.text import excerpt, fold
from model.core.text import visible as shown
from model.files.arrangement import Arrangement
from model.files.card_arrangement import CardArrangement, takes_cards
from model.files.columns import CellError, ColumnReader, KeyMaker
from model.files.conventions import Conventions
from model.files.guarding import unguarded
from model.files.headings import ID, Matching, importable
from model.files.relation_column import CUSTOMER, RelationReader
from model.files.rows import Linked
from model.files.seen import Seen
from model.files.table import TableRow
from model.files.trial import NewChoice, Trial

_MOST_ID = 2**62


class Outcome(IntEnum):
    """What becomes of a row."""

    CREATE = 1
    UPDATE = 2
    SAME = 3
    """The record on file is so already."""
    DUPLICATE = 4
    """It is on file, or further up in the file, and is not made a second time (I21)."""
    ERROR = 5
    BLANK = 6


@dataclass(frozen=True)
class ImportOptions:
    """What an import is to do (LEAD-25).

    ``update`` changes the records whose ID is given; ``overwrite_note`` their notes too (only together with it: I12);
    ``match`` changes those found by organisation number or e-mail address where no ID is given (decision 14).
    ``duplicates`` makes records of rows that are on file already; ``new_choices`` adds unknown choices to the
    company's lists instead of refusing them (I18). ``conventions`` say how columns write days and amounts: (kind,
    heading or '' for all, answer) as :data:`model.files.conventions.CHOICES` has them (decision 21).
    """

    update: bool = False
    overwrite_note: bool = False
    match: bool = False
    duplicates: bool = False
    new_choices: bool = False
    conventions: tuple[tuple[str, str, str], ...] = ()
    new_customers: bool = False
    """Whether companies that are named and not on file are made, instead of being kept in the note."""

    def check(self) -> None:
        """Raise :class:`UserError` for options that do not go together."""
        if self.overwrite_note and not self.update:
            raise UserError(_("Notes are overwritten only when records are updated."), "overwrite_note")
        if self.match and not self.update:
            raise UserError(_("Records are matched only when they are updated."), "match")


@dataclass
class Judged:
    """A batch of rows and what becomes of them; lists are by place in the batch."""

    rows: Sequence[TableRow]
    outcomes: list[Outcome]
    columns: dict[str, list[Any]]
    """Stored values by field name, None for empty cells."""
    errors: dict[int, list[CellError]] = field(default_factory=dict)
    targets: dict[int, int] = field(default_factory=dict)
    """IDs of the records that rows change, or that they are duplicates of."""
    twins: dict[int, int] = field(default_factory=dict)
    """Numbers of the rows further up that rows are duplicates of."""
    cleared: dict[int, set[str]] = field(default_factory=dict)
    """Fields that a row empties."""
    keys: dict[str, list[Any]] = field(default_factory=dict)
    """Keys of the fields that identify a record, by field name."""
    changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    """For rows that change a record: the new values by field name."""
    before: dict[int, dict[str, Any]] = field(default_factory=dict)
    """For rows that change a record: the values on file of these fields (:class:`Linked` for references)."""
    stored: dict[int, dict[str, Any]] = field(default_factory=dict)
    """For new rows that the rules have looked at: the columns they would have; only where :attr:`Judge.stores`."""
    titles: dict[int, str] = field(default_factory=dict)
    """Keys of the titles of new rows that nothing else identifies."""

    kept: dict[int, list[str]] = field(default_factory=dict)
    """For rows about records on file: wishes not to be contacted that the row would take back, and that stay."""
    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The texts of the fields, as they stand in the file."""
    namesakes: dict[int, int] = field(default_factory=dict)
    """For new records that are called as one on file, which may be another: its ID (decision 14)."""
    leftovers: dict[int, list[Leftover]] = field(default_factory=dict)
    """What rows say and no field takes: in the note of a new record, passed over for one on file (decision 24)."""
    unknown: dict[int, list[tuple[str, UnknownItem]]] = field(default_factory=dict)
    """Records that rows name and that are not on file, with the field that names them."""

    def refuse(self, place: int, errors: Iterable[CellError]) -> None:
        """Make a row an error row."""
        self.outcomes[place] = Outcome.ERROR
        self.errors.setdefault(place, []).extend(errors)

    def passed_over(self, place: int) -> list[Leftover]:
        """Return what a row says of a record on file and no field takes; a new record has it in its note."""
        on_file = self.outcomes[place] in (Outcome.UPDATE, Outcome.SAME)
        return self.leftovers.get(place, []) if on_file else []

    def only(self, places: Sequence[int]) -> Judged:
        """Return these rows alone, as far as writing them needs it; places count anew from 0."""

        def chosen(found: Mapping[int, Any]) -> dict[int, Any]:
            return {at: found[place] for at, place in enumerate(places) if place in found}

        return Judged(
            [self.rows[place] for place in places],
            [self.outcomes[place] for place in places],
            {name: [values[place] for place in places] for name, values in self.columns.items()},
            targets=chosen(self.targets),
            cleared=chosen(self.cleared),
            changes=chosen(self.changes),
            stored=chosen(self.stored),
            texts={name: [texts[place] for place in places] for name, texts in self.texts.items() if texts},
        )

    def brings_choices(self, place: int | None = None) -> bool:
        """Whether a row, or any of them, brings a choice that is still to be made."""
        return any(
            isinstance(value, NewChoice)
            for values in self.columns.values()
            for value in (values if place is None else values[place : place + 1])
        )

    def given(self, place: int) -> dict[str, Any]:
        """Return the stored values that a row gives, by field name."""
        return {name: values[place] for name, values in self.columns.items() if values[place] is not None}


class Judge:
    """Judges the rows of one file, in any order of batches.

    ``kind`` is that of the table: cards say more than their cells. ``as_written`` returns a value as the file's form of
    export would write it: a cell that says just this changes nothing, whatever it would be read as.
    """

    def __init__(
        self,
        session: Session,
        record: type[Record],
        matching: Matching,
        options: ImportOptions,
        as_written: Callable[[Field, Any, Reading], str],
        conventions: Conventions | None = None,
        kind: str = "",
    ) -> None:
        self.session = session
        self.record = record
        self.options = options
        self.reading = session.reading()
        self.places = matching.columns()
        self.width = len(matching.headings)
        ignored = set(matching.ignored())
        self._passed_over = [at for at, heading in enumerate(matching.headings) if heading in ignored]
        self.seen = Seen()
        self.new_choices: dict[NewChoice, None] = {}
        """Choices that lists have not got and rows that go in would bring, in the order in which they were met."""
        self._met_choices: dict[tuple[str, str], NewChoice] = {}
        self.stores = False
        """Whether new rows that the rules look at are made ready to be written."""
        self._as_written = as_written
        fields = importable(session, record)
        cards = kind == "vcard" and takes_cards(record)
        self._arrangement = (CardArrangement if cards else Arrangement)(session, record, matching)
        self.ignored = self._arrangement.ignored
        self.fields = {name: fields[name] for name in self._arrangement.fields}
        self.own = session.own_fields(record)
        choice = self._new_choice if options.new_choices else None
        customer = self._new_customer if options.new_customers else None
        makers: dict[str, Callable[[str], int]] = {}
        if customer is not None:
            makers[CUSTOMER] = customer
        if options.new_choices:
            makers["option:category"] = self._new_category
        self._readers: dict[str, ColumnReader | RelationReader] = {
            name: RelationReader(each, self.reading, makers=makers)
            if isinstance(each, RelationField)
            else ColumnReader(
                session,
                each,
                self.reading,
                new_choice=choice,
                new_customer=customer,
                convention=None if conventions is None else conventions.of(name),
            )
            for name, each in self.fields.items()
        }
        self._required = [
            (name, each)
            for name, each in record.typed().items()
            if each.required and each.default is None and not isinstance(each, Joined)
        ]
        # A part is told from others within its whole, by its own rules: another campaign has the same addresses.
        self.identifying = {
            name: KeyMaker(each, self.reading)
            for name, each in self.fields.items()
            if not record.part_of and isinstance(each, (Email, OrgNumberText)) and not name.startswith(PREFIX)
        }
        self._related = [name for name in self.fields if name in record.relations]
        self._choosing = [name for name, each in self.fields.items() if isinstance(each, Reference)]
        # Where nothing is on file there is nothing to look up.
        self.last_id: int = session.store.value(f"SELECT coalesce(max(id), 0) FROM {record.table()}")

    def close(self) -> None:
        """Let go of what is remembered of the rows."""
        self.seen.close()

    def put_choices_back(self, columns: dict[str, list[Any]]) -> None:
        """Put choices to be made into columns of stored values in which their numbers stand."""
        made_up = {int(choice): choice for choice in self._met_choices.values()}
        for name in self._choosing if made_up else ():
            if name in columns:
                columns[name] = [made_up.get(value, value) for value in columns[name]]

    def choice_names(self) -> tuple[str, ...]:
        """Return the choices that rows which go in would bring, safe to show."""
        return tuple(shown(choice.name) for choice in self.new_choices if choice.list_name != CUSTOMER)

    def customer_names(self) -> tuple[str, ...]:
        """Return the customers that rows which go in would bring, safe to show."""
        return tuple(shown(choice.name) for choice in self.new_choices if choice.list_name == CUSTOMER)

    def brought(self, number: int) -> NewChoice:
        """Return the choice, or the customer, that stands in columns under a negative number."""
        return next(choice for choice in self._met_choices.values() if int(choice) == number)

    def _new_customer(self, name: str) -> NewChoice:
        """Return what stands for a customer to be made; it is made with the first row that goes in with it."""
        return self._met(CUSTOMER, " ".join(name.split()))

    def _met(self, list_name: str, name: str) -> NewChoice:
        key = (list_name, fold(name))
        if key not in self._met_choices:
            self._met_choices[key] = NewChoice(len(self._met_choices) + 1, list_name, name)
        return self._met_choices[key]

    def _new_choice(self, reference: Reference, name: str) -> NewChoice:
        """Return what stands for a choice to be made; it is made with the first row that goes in with it (I18)."""
        self.session.may_administer()
        return self._met(reference.scope, name)

    def _new_category(self, name: str) -> NewChoice:
        """Return what stands for a category to be made, as :meth:`_new_choice` does."""
        self.session.may_administer()
        return self._met("category", " ".join(name.split()))

    def _on_file(self) -> tuple[str, list[Any]]:
        """Return a predicate for the records that the person may see and that were there before the import."""
        where, parameters = visible(self.record, self.session.person.id)
        return f"{self.record.table()}.id <= ? AND {where}", [self.last_id, *parameters]

    # A batch

    def judge(self, rows: Sequence[TableRow]) -> Judged:
        """Return what these rows would do; nothing is written."""
        cells = [row.cells for row in rows]
        judged = Judged(rows, [Outcome.CREATE] * len(rows), {})
        width = self.width
        for place, row in enumerate(rows):
            if len(row.cells) != width or row.trouble:
                cells[place] = self._fitted(judged, place, row)
        by_column = list(zip(*cells, strict=True)) if cells and width else []
        blank = [not any(map(str.strip, row)) for row in cells]
        for place, is_blank in enumerate(blank):
            if is_blank and not rows[place].trouble and place not in judged.errors:
                judged.outcomes[place] = Outcome.BLANK
        if isinstance(self._arrangement, CardArrangement):
            arranged = self._arrangement.arrange(rows)
        else:
            arranged = self._arrangement.arrange(cells, by_column)
        raw = arranged.texts
        judged.texts, judged.leftovers = raw, arranged.leftovers
        for place, reason in arranged.troubles.items():
            judged.refuse(place, [CellError("", "", reason)])
        for name, reader in self._readers.items():
            column = reader.read(raw[name], self._countries(name, raw))
            judged.columns[name] = column.stored
            for place, error in column.errors:
                if name == "number" and self.record.numbered:
                    # Other programs have letters in their numbers: nothing is wrong with the row.
                    left = Leftover(self.fields[name].title, unguarded(error.text.strip()))
                    judged.leftovers.setdefault(place, []).append(left)
                else:
                    judged.errors.setdefault(place, []).append(error)
            for place in column.cleared:
                judged.cleared.setdefault(place, set()).add(name)
            for place, unknown in column.unknown.items():
                judged.unknown.setdefault(place, []).extend((name, item) for item in unknown)
                texts = [f"{item.title}: {item.detail}" if item.detail else item.title for item in unknown]
                if "," in getattr(self.fields[name], "separators", ""):
                    texts = [", ".join(texts)]
                label = self.fields[name].title
                judged.leftovers.setdefault(place, []).extend(Leftover(label, text) for text in texts)
        for place in judged.errors:
            judged.outcomes[place] = Outcome.ERROR
        self._by_id(judged, raw)
        self._by_key(judged)
        self._keep_leftovers(judged)
        self._require(judged)
        self._compare(judged, raw)
        self._go_through(judged)
        self._remember(judged)
        return judged

    def _countries(self, name: str, raw: Mapping[str, Sequence[str]]) -> Sequence[str] | None:
        """Return the countries of the rows, by which a postcode or an organisation number is read; None for none."""
        if isinstance(self.fields[name], OrgNumberText):
            named = [raw[field] for field in COUNTRIES if field in raw]
            return [next(filter(None, texts), "") for texts in zip(*named, strict=True)] if named else None
        before, postcode, after = name.rpartition("postcode")
        return raw.get(f"{before}country") if postcode and not after else None

    def _fitted(self, judged: Judged, place: int, row: TableRow) -> list[str]:
        """Return the cells of a row that is too short or too long, or that could not be read, to the width."""
        if row.trouble:
            judged.refuse(place, [CellError("", "", row.trouble)])
            return [""] * self.width
        if len(row.cells) < self.width:
            return [*row.cells, *[""] * (self.width - len(row.cells))]
        if any(map(str.strip, row.cells[self.width :])):
            reason = _("The row has {count} cells; the file has {width} columns.")
            judged.refuse(
                place, [CellError("", "", reason.format(count=format_whole(len(row.cells)), width=self.width))]
            )
        return row.cells[: self.width]

    def _by_id(self, judged: Judged, raw: Mapping[str, Sequence[str]]) -> None:
        """Find the records whose ID is given (I08 … I10, I14, I30)."""
        if ID not in self.places:
            return
        for place, text in enumerate(raw[ID]):
            text = text.strip()
            if not text or judged.outcomes[place] is Outcome.BLANK:
                continue
            number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
            if not 0 < number < _MOST_ID:
                reason = _("{text} is no ID: a whole number, or nothing for a new record.")
                judged.refuse(place, [CellError(ID, text, reason.format(text=repr(excerpt(text))))])
            elif not self.options.update:
                reason = _("An ID is given: update records that are on file, or leave the column out.")
                judged.refuse(place, [CellError(ID, text, reason)])
            else:
                judged.targets[place] = number

    def _by_key(self, judged: Judged) -> None:
        """Find the records on file that an organisation number or an e-mail address identifies (decision 14, I29)."""
        if self.options.duplicates and not self.options.match:
            return
        keys: dict[int, list[tuple[str, str]]] = {}
        for name, maker in self.identifying.items():
            judged.keys[name] = maker.keys(judged.columns[name], None)
            for place, key in enumerate(judged.keys[name]):
                if key and place not in judged.targets:
                    keys.setdefault(place, []).append((name, key))
        self._keys = keys
        if not keys or not self.last_id:
            return
        found: dict[tuple[str, str], list[int]] = {}
        table = self.record.table()
        where, parameters = self._on_file()
        for name in self.identifying:
            wanted = {key for each in keys.values() for field_name, key in each if field_name == name}
            if wanted:
                for record_id, key in self.session.store.rows(
                    f"SELECT id, {name}_key FROM {table}"
                    f" WHERE {name}_key IN (SELECT value FROM json_each(?)) AND {where}",
                    (json.dumps([*wanted]), *parameters),
                ):
                    found.setdefault((name, key), []).append(record_id)
        if not found:
            return
        for place, each in keys.items():
            ids = sorted({record_id for key in each for record_id in found.get(key, ())})
            if not ids or judged.outcomes[place] is Outcome.BLANK:
                continue
            if not self.options.match:
                if judged.outcomes[place] is Outcome.CREATE:
                    judged.outcomes[place] = Outcome.DUPLICATE
                    judged.targets[place] = ids[0]
            elif len(ids) == 1:
                judged.targets[place] = ids[0]
            else:
                name, key = next(key for key in each if key in found)
                reason = _("Ambiguous: {records} have this {field}.").format(
                    records=", ".join(f"#{record_id}" for record_id in ids[:5]), field=self.fields[name].title.lower()
                )
                judged.refuse(place, [CellError(name, str(judged.columns[name][place] or ""), reason)])

    _keys: dict[int, list[tuple[str, str]]] = {}

    def _keep_leftovers(self, judged: Judged) -> None:
        """Put what no field takes into the notes of new records."""
        name = self.record.note_field
        if not judged.leftovers or name not in self.fields:
            return
        notes = judged.columns[name]
        for place, leftovers in judged.leftovers.items():
            if judged.outcomes[place] is Outcome.CREATE and place not in judged.targets:
                given = {name: self.value(self.fields[name], stored) for name, stored in judged.given(place).items()}
                left = unplaced(leftovers, self.fields, given, self.reading)
                notes[place] = note_with(notes[place], left)

    def _require(self, judged: Judged) -> None:
        """Refuse new records without what they must have."""
        for name, required in self._required:
            column = judged.columns.get(name)
            for place, outcome in enumerate(judged.outcomes):
                if (
                    outcome in (Outcome.CREATE, Outcome.ERROR)
                    and (column is None or column[place] is None)
                    and (place not in judged.targets)
                    and not judged.rows[place].trouble
                    and not any(not error.field for error in judged.errors.get(place, ()))
                    and not any(error.field == name for error in judged.errors.get(place, ()))
                ):
                    reason = _("{field} must be filled in.").format(field=required.title)
                    judged.refuse(place, [CellError(name, "", reason)])

    def by_rules(self, judged: Judged, place: int) -> bool:
        """Whether a row that goes in has to be looked at by itself by the record's rules."""
        record = self.record
        if record.single_fields is None or self._brings_relation(judged, place):
            return True
        if judged.outcomes[place] is Outcome.UPDATE:
            return record.has_rules_for(judged.changes[place])
        return place in judged.cleared or any(
            judged.columns[name][place] for name in record.single_fields if name in judged.columns
        )

    def _brings_relation(self, judged: Judged, place: int) -> bool:
        """Whether a row says something that stands in a table of its own."""
        return any(judged.columns[name][place] is not None for name in self._related)

    def _go_through(self, judged: Judged) -> None:
        """Take the rows in their order: find those that stand further up, and ask the record's rules about the rest.

        A row that the rules refuse takes nothing from one further down.
        """
        wanted = self._keys_in_file(judged)
        tried = [
            place
            for place, outcome in enumerate(judged.outcomes)
            if outcome in (Outcome.CREATE, Outcome.UPDATE) and self.by_rules(judged, place)
        ]
        numbered = {place: (judged.rows[place].number, keys) for place, keys in wanted.items()}
        if not tried:
            self._twins(judged, numbered)
            return
        with self.session.store.one_moment():
            trial = Trial(self.session, self.seen)
            there = self._stored(trial, [judged.targets[p] for p in tried if judged.outcomes[p] is Outcome.UPDATE])
            begin = 0
            for place in tried:
                # Those in between need no rule, and are looked at together.
                self._twins(judged, {at: numbered[at] for at in range(begin, place + 1) if at in numbered})
                begin = place + 1
                if judged.outcomes[place] is not Outcome.DUPLICATE:
                    self._try(judged, place, trial, there, wanted.get(place, ()))
            self._twins(judged, {at: each for at, each in numbered.items() if at >= begin})

    def _twins(self, judged: Judged, numbered: Mapping[int, tuple[int, Sequence[str]]]) -> None:
        for place, twin in self.seen.meet(numbered).items():
            judged.outcomes[place] = Outcome.DUPLICATE
            judged.twins[place] = twin

    def _stored(self, trial: Trial, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return the stored columns of records that rows change."""
        if not ids:
            return {}
        cursor = trial.connection.execute(
            f"SELECT * FROM {self.record.table()} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
        )
        names = [column[0] for column in cursor.description]
        return {row["id"]: row for row in (dict(zip(names, values, strict=True)) for values in cursor)}

    def _try(
        self, judged: Judged, place: int, trial: Trial, there: Mapping[int, Mapping[str, Any]], keys: Sequence[str]
    ) -> None:
        """Ask the record's rules about a row; one that is refused turns to an error."""
        number = judged.rows[place].number
        try:
            if judged.outcomes[place] is Outcome.CREATE:
                values = self.new_values(judged, place)
                if self.stores and not self._brings_relation(judged, place):
                    judged.stored[place] = trial.stored_new(number, self.record, values)
                else:
                    trial.try_new(number, self.record, values)
            else:
                before = there[judged.targets[place]]
                values = self.changed_values(judged, place, before.get("custom"))
                trial.try_changed(number, self.record, judged.targets[place], values, before)
        except UserError as error:
            self.seen.forget(number, keys)
            judged.refuse(
                place, [CellError(error.field or "", self.text_of(judged, place, error.field), error.message)]
            )

    def _keys_in_file(self, judged: Judged) -> dict[int, list[str]]:
        """Return by what each new row is known further down in the file, having found those that are on file (I21)."""
        if self.options.duplicates and not self.options.match:
            return {}
        nameless: dict[int, str] = {}
        wanted: dict[int, list[str]] = {}
        for place, outcome in enumerate(judged.outcomes):
            if outcome is not Outcome.CREATE or place in judged.targets:
                continue
            keys = self._keys.get(place)
            if keys:
                wanted[place] = [f"{name}:{key}" for name, key in keys]
            else:
                nameless[place] = self._digest(judged, place)
                wanted[place] = [nameless[place]]
        if nameless and (self.last_id or self.record.single_fields is None):
            judged.titles = self._title_keys(judged, nameless)
        if judged.titles and self.last_id:
            for place, record_id in self._alike_on_file(judged).items():
                judged.outcomes[place] = Outcome.DUPLICATE
                judged.targets[place] = record_id
                del wanted[place]
        return wanted

    def _digest(self, judged: Judged, place: int) -> str:
        """Return what all that a row says comes to, as it is compared; columns that are passed over tell apart too."""
        values = [self._compared(name, values[place]) for name, values in judged.columns.items()]
        values += self._unread(judged, place)
        return blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()

    def _alike(self, name: str, value: Any, present: Any) -> bool:
        """Whether a value from the file is the same as one on file, however the two are written."""
        return self._same(name, value, present) or bool(
            name not in self.record.relations and self._compared(name, value) == self._compared(name, present)
        )

    def _unread(self, judged: Judged, place: int) -> list[str]:
        """Return what a row says in columns that no field takes, and that do not go into the note."""
        cells = judged.rows[place].cells
        return [fold(cells[at]) for at in self._passed_over if at < len(cells) and cells[at].strip()]

    def _compared(self, name: str, value: Any) -> Any:
        """Return a stored value as the duplicate check compares it: numbers by their keys, texts folded."""
        field = self.fields[name]
        if not isinstance(value, str):
            return value
        if isinstance(field, Phone):
            return field.key(value, self.reading) or fold(value)
        return fold(value) if isinstance(field, Text) else value

    def _title_keys(self, judged: Judged, places: Iterable[int]) -> dict[int, str]:
        """Return the keys of what the records of rows are called."""
        title = self.record.field(self.record.title_field)
        parts = title.parts if isinstance(title, Joined) else (title.name,)
        if not all(name in judged.columns for name in parts):
            return {}
        maker = KeyMaker(title, self.reading)
        keys: dict[int, str] = {}
        for place in places:
            values = {name: judged.columns[name][place] for name in parts}
            name = title.join(values) if isinstance(title, Joined) else values[title.name]
            keys[place] = maker.keys([name], None)[0]
        return keys

    def _alike_on_file(self, judged: Judged) -> dict[int, int]:
        """Return rows whose name is on file with all that the row gives, with the ID of that record."""
        title, keys = self.record.field(self.record.title_field), judged.titles
        own = [name for name in judged.columns if not name.startswith(PREFIX)]
        table = self.record.table()
        where, parameters = self._on_file()
        on_file: dict[str, list[tuple[Any, ...]]] = {}
        custom = "custom" if "custom" in self.record.fields() else "NULL"
        columns, asked = self._selected(own)
        for row in self.session.store.rows(
            f"SELECT {title.name}_key, id, {custom}, {columns} FROM {table}"
            f" WHERE {title.name}_key IN (SELECT value FROM json_each(?)) AND {where}",
            (*asked, json.dumps([*set(keys.values())]), *parameters),
        ):
            on_file.setdefault(row[0], []).append(row)
        found: dict[int, int] = {}
        called = {title.name, *(title.parts if isinstance(title, Joined) else ())}
        for place, key in keys.items():
            given = judged.given(place)
            # A row that says nothing but a name, and more where nobody reads it, is of a namesake at the most.
            only_called = not given.keys() - called and bool(self._unread(judged, place))
            for row in on_file.get(key, ()):
                there = {**dict(zip(own, row[3:], strict=True)), **own_values(row[2])}
                same = all(self._alike(name, value, there.get(name)) for name, value in given.items())
                if same and not only_called:
                    found[place] = row[1]
                    break
                judged.namesakes.setdefault(place, row[1])
        return found

    def _selected(self, names: Sequence[str]) -> tuple[str, list[Any]]:
        """Return the SQL of columns and relations of the record, and its parameters."""
        parts, parameters = [], []
        for name in names:
            relation = self.record.relations.get(name)
            sql, own = relation.selected(self.session) if relation is not None else (name, [])
            parts.append(sql)
            parameters += own
        return ", ".join(parts), parameters

    def _same(self, name: str, value: Any, present: Any) -> bool:
        """Whether a value from the file is what stands on file, both as stored."""
        relation = self.record.relations.get(name)
        return value == present if relation is None else relation.unchanged(value, present)

    def _compare(self, judged: Judged, raw: Mapping[str, Sequence[str]]) -> None:
        """Hold rows against the records they change: which fields, from what to what, or nothing."""
        updates = [
            place
            for place in judged.targets
            if judged.outcomes[place] in (Outcome.CREATE, Outcome.UPDATE, Outcome.ERROR)
        ]
        if not updates:
            return
        kept = {"number"} if self.record.numbered and self.record.field("number").system else set()
        if not self.options.overwrite_note:
            kept.add(self.record.note_field)
        names = [name for name in self.fields if name not in kept]
        plain = [name for name in names if not name.startswith(PREFIX)]
        columns = [*plain, "custom"] if "custom" in self.record.fields() and "custom" not in plain else plain
        table = self.record.table()
        where, parameters = self._on_file()
        wanted = json.dumps([judged.targets[place] for place in updates])
        selected, asked = self._selected(["id", *columns])
        on_file = {
            row[0]: dict(zip(columns, row[1:], strict=True))
            for row in self.session.store.rows(
                f"SELECT {selected} FROM {table} WHERE id IN (SELECT value FROM json_each(?)) AND {where}",
                (*asked, wanted, *parameters),
            )
        }
        twice = self.seen.meet(
            {place: (judged.rows[place].number, [f"#{judged.targets[place]}"]) for place in sorted(updates)}
        )
        for place in updates:
            there = on_file.get(judged.targets[place])
            if there is None:
                reason = _("There is no {record} {number} that you may change.").format(
                    record=_(self.record.label).lower(), number=judged.targets[place]
                )
                judged.refuse(place, [CellError(ID, str(judged.targets[place]), reason)])
            elif place in twice:
                reason = _("Row {row} changes the same record.").format(row=twice[place])
                judged.refuse(place, [CellError(ID, str(judged.targets[place]), reason)])
            else:
                self._compare_row(judged, place, names, {**there, **own_values(there.get("custom"))}, raw)

    def _compare_row(
        self,
        judged: Judged,
        place: int,
        names: Sequence[str],
        there: Mapping[str, Any],
        raw: Mapping[str, Sequence[str]],
    ) -> None:
        cleared = judged.cleared.get(place, set())
        wrong = {error.field for error in judged.errors.get(place, ())}
        changes: dict[str, Any] = {}
        before: dict[str, Any] = {}
        for name in names:
            value = judged.columns[name][place]
            empties = name in cleared
            if value is None and not empties and name not in wrong:
                continue
            present = there.get(name)
            if self._same(name, value, present) and name not in wrong:
                continue
            each = self.fields[name]
            if isinstance(each, OptOut) and present and not value and name not in wrong:
                judged.kept.setdefault(place, []).append(name)
                continue
            there_now = self._value(each, present)
            # What the export of this very record would hold changes nothing, whatever else it could mean.
            if self._as_written(each, there_now, self.reading).strip() == raw[name][place].strip():
                if name in wrong:
                    judged.errors[place] = [error for error in judged.errors[place] if error.field != name]
                continue
            if name in wrong:
                continue
            if empties and (present is None or present == ""):
                continue
            if empties:
                try:
                    each.check(self.value(each, None))
                except UserError as error:
                    judged.refuse(place, [CellError(name, raw[name][place], error.message)])
                    continue
            before[name] = there_now
            changes[name] = self.value(each, value)
        if judged.errors.get(place):
            judged.outcomes[place] = Outcome.ERROR
            return
        judged.errors.pop(place, None)
        judged.outcomes[place] = Outcome.UPDATE if changes else Outcome.SAME
        if changes:
            judged.changes[place] = changes
            judged.before[place] = before

    def _remember(self, judged: Judged) -> None:
        for place in [place for place, errors in judged.errors.items() if not errors]:
            del judged.errors[place]
        if not self._met_choices:
            return
        for place, outcome in enumerate(judged.outcomes):
            if outcome in (Outcome.CREATE, Outcome.UPDATE):
                for name in self._choosing:
                    value = judged.columns[name][place]
                    if isinstance(value, NewChoice):
                        self.new_choices.setdefault(value)
                for name in self._related:
                    for item in self.fields[name].from_stored(judged.columns[name][place]) or ():
                        if item.id < 0:
                            self.new_choices.setdefault(self.brought(item.id))

    # Values

    def value(self, each: Field, stored: Any) -> Any:
        """Return the value for what a column holds as stored."""
        return from_plain(each, stored) if each.name.startswith(PREFIX) else each.from_stored(stored)

    def _value(self, each: Field, stored: Any) -> Any:
        """Return the value on file as exports have it."""
        if stored is not None and isinstance(each, Reference):
            return Linked(stored, self.session.names.title_of(each.record, stored))
        return self.value(each, stored)

    def new_values(self, judged: Judged, place: int) -> dict[str, Any]:
        """Return the values of a new record by field name, the company's own together under ``custom``."""
        values: dict[str, Any] = {}
        custom: dict[str, Any] = {}
        for name, stored in judged.given(place).items():
            if name.startswith(PREFIX):
                custom[name.removeprefix(PREFIX)] = stored
            else:
                values[name] = self.fields[name].from_stored(stored)
        for name in judged.cleared.get(place, ()):
            if not name.startswith(PREFIX):
                values[name] = None
        if custom:
            values["custom"] = custom
        return values

    def changed_values(self, judged: Judged, place: int, present: str | None) -> dict[str, Any]:
        """Return the changes of a row by field name; ``present`` is the record's stored ``custom``."""
        changes = judged.changes[place]
        values = {name: value for name, value in changes.items() if not name.startswith(PREFIX)}
        if len(values) < len(changes):
            custom = json.loads(present) if present else {}
            for name in changes:
                if name.startswith(PREFIX):
                    stored = judged.columns[name][place]
                    key = name.removeprefix(PREFIX)
                    if stored is None:
                        custom.pop(key, None)
                    else:
                        custom[key] = stored
            values["custom"] = custom or None
        return values

    def row_reading(self, values: Mapping[str, Any]) -> Reading:
        """Return the reading for keys that depend on other fields of the row."""
        return replace(self.reading, row=values)

    def text_of(self, judged: Judged, place: int, name: str | None) -> str:
        """Return the cell of a row that a field is read from."""
        texts = judged.texts.get(name or "")
        return texts[place] if texts else ""
