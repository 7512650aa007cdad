"""Writing rows one by one, in their order, by the record's own rules; what these refuse by now is an error."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from typing import Any

from model.core.changes.change import Change
from model.core.errors import UserError
from model.core.language import _
from model.core.records.options import Option
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement
from model.files.classified_rows import ClassifiedRows, Outcome
from model.files.columns import CellError
from model.files.new_rows import insert_ready
from model.files.relation_column import CUSTOMER
from model.files.row_classifier import RowClassifier
from model.files.trial import NewChoice


@statement
def _last_position() -> peewee.Query:
    return Option.select(peewee.fn.MAX(Option.position)).where(Option.list == slot("list"))


@statement
def _is_there(table: str) -> peewee.Query:
    rows: Any = peewee.Table(table, ("id",))
    return peewee.Select((rows,), (rows.id,)).where(rows.id == slot("id"))


class RowWriter:
    """Writes rows of one import within its change; ``referred_to`` are numbers of rows that others name as theirs."""

    def __init__(
        self, made: Change, record: type[Record], classifier: RowClassifier, referred_to: Collection[int]
    ) -> None:
        self.made = made
        self.record = record
        self.classifier = classifier
        self.choices: dict[NewChoice, int] = {}
        """What was added to the company's lists, and the customers that were made because rows name them: their IDs."""
        self.contacts_not_made = 0
        """Persons who were contacts of their customer by the time that their row was written, or whose row was not."""
        self._referred_to = referred_to
        self._ids: dict[int, int] = {}
        """Number of a row that others name → the record that it made."""

    def insert_together(self, classified: ClassifiedRows) -> bool:
        """Insert rows that the rules have passed, where they are all of a batch; return whether that was done.

        Where what must be unique is taken by now, none of them is: each then gets its own answer.
        """
        every = len(classified.stored) == len(classified.rows)
        if not every or classified.brings_choices() or self.classifier.contacts is not None:
            return False
        rows = [dict(classified.stored[place]) for place in range(len(classified.rows))]
        if self.record.numbered:
            numbers = classified.columns.get("number")
            for place, row in enumerate(rows):
                row["number"] = None if numbers is None else numbers[place]
        try:
            with self.made.part():
                insert_ready(self.made, self.record, rows)
        except UserError:
            return False
        return True

    def write(self, classified: ClassifiedRows) -> list[Outcome]:
        """Write rows, and return what those that were refused would have done; they are error rows then."""
        refused = []
        for place, outcome in enumerate(classified.outcomes):
            try:
                with self._part(classified, place):
                    self._write_one(classified, place, outcome)
            except UserError as error:
                self._forget_choices()
                self.contacts_not_made += place in classified.contacts
                text = classified.text_of(place, error.field)
                classified.refuse(place, [CellError(error.field or "", text, error.message)])
                refused.append(outcome)
        return refused

    def _part(self, classified: ClassifiedRows, place: int) -> contextlib.AbstractContextManager[Any]:
        """Return the context in which a row is written: what is done for it goes with it where it is refused."""
        several = self.record.unique or self.record.relations or self.classifier.contacts is not None
        return self.made.part() if several or classified.brings_choices(place) else contextlib.nullcontext()

    def _write_one(self, classified: ClassifiedRows, place: int, outcome: Outcome) -> None:
        number = classified.rows[place].number
        if outcome is Outcome.CREATE:
            record_id = self.made.insert(self.record, self._chosen(self.classifier.values.new(classified, place)))
            if number in self._referred_to:
                self._ids[number] = record_id
        elif place in classified.targets:
            record_id = classified.targets[place]
            if outcome is Outcome.UPDATE:
                self._change(classified, place)
        else:
            found = self._ids.get(classified.twins[place])
            if found is None:
                told = _("Row {number}, which makes the customer, did not go in.")
                raise UserError(told.format(number=classified.twins[place]))
            record_id = found
        self._put_contact(classified, place, record_id)

    def _put_contact(self, classified: ClassifiedRows, place: int, customer: int) -> None:
        contact, contacts = classified.contacts.get(place), self.classifier.contacts
        if contact is not None and contacts is not None:
            self.made.flush()
            title = self.classifier.session.names.title_of(CUSTOMER, customer)
            self.contacts_not_made += not contacts.put(self.made, customer, title, contact)

    def _change(self, classified: ClassifiedRows, place: int) -> None:
        record_id = classified.targets[place]
        present = None
        if "custom" in self.record.fields():
            present = self.made.read(self.record, record_id)["custom"]
        values = self.classifier.values.changed(classified, place, present)
        self.made.update(self.record, record_id, self._chosen(values))

    # What rows name that is not on file

    def _chosen(self, values: dict[str, object]) -> dict[str, object]:
        """Return values with the choices made that they bring."""
        return {name: self._chosen_value(name, value) for name, value in values.items()}

    def _chosen_value(self, name: str, value: Any) -> Any:
        if isinstance(value, NewChoice):
            return self.choice(value)
        if name in self.record.relations and value and any(item.id < 0 for item in value):
            called = self.classifier.pending.called
            return tuple(item._replace(id=self.choice(called(item.id))) if item.id < 0 else item for item in value)
        return value

    def choice(self, choice: NewChoice) -> int:
        """Return the ID of what the file brings, making it with the first row: a choice of a list, or a customer."""
        if choice not in self.choices:
            self.choices[choice] = self._made(choice)
        return self.choices[choice]

    def _made(self, choice: NewChoice) -> int:
        if choice.list_name == CUSTOMER:
            return self.made.insert(self.classifier.session.records[CUSTOMER], {"name": choice.name})
        last = self.made.store.value(_last_position(), list=choice.list_name) or 0
        position = last + 1
        return self.made.insert(Option, {"list": choice.list_name, "name": choice.name, "position": position})

    def _forget_choices(self) -> None:
        """Forget the choices that went with a row that was refused."""
        store = self.classifier.session.store
        for choice, number in list(self.choices.items()):
            if store.row(_is_there(CUSTOMER if choice.list_name == CUSTOMER else "option"), id=number) is None:
                del self.choices[choice]
