"""What rows change of the records that they are about: which fields, from what to what, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.custom import PREFIX, own_values
from model.core.fields.numbers import OptOut
from model.core.language import _
from model.core.storage.expressions import among
from model.core.text import in_sentence
from model.files.classified_rows import ClassifiedRows, Outcome
from model.files.columns import CellError
from model.files.existing_records import ExistingRecords
from model.files.headings import ID
from model.files.import_options import ImportOptions
from model.files.row_values import RowValues
from model.files.seen import Seen

AsWritten = Callable[[Field, Any, Reading], str]
"""Returns a value as an export of the file's form would write it."""


class RowChanges:
    """Holds rows against the records on file."""

    def __init__(
        self, values: RowValues, existing: ExistingRecords, options: ImportOptions, seen: Seen, as_written: AsWritten
    ) -> None:
        self.values = values
        self.existing = existing
        self.seen = seen
        self._as_written = as_written
        record = values.record
        kept = {"number"} if record.numbered and record.field("number").system else set()
        if not options.overwrite_note:
            kept.add(record.note_field)
        self._names = [name for name in values.fields if name not in kept]

    def find(self, classified: ClassifiedRows) -> None:
        """Find what the rows change; one whose record is gone, or is changed further up, is refused."""
        going_on = (Outcome.CREATE, Outcome.UPDATE, Outcome.ERROR)
        updates = [place for place in classified.targets if classified.outcomes[place] in going_on]
        if not updates:
            return
        targets = {place: classified.targets[place] for place in updates}
        on_file = self._on_file([*targets.values()])
        numbers = {place: (classified.rows[place].number, [f"#{targets[place]}"]) for place in sorted(updates)}
        twice = self.seen.meet(numbers)
        for place, target in targets.items():
            there = on_file.get(target)
            if there is None:
                reason = _("There is no {record} {number} that you may change.").format(
                    record=in_sentence(_(self.values.record.label)), number=target
                )
                classified.refuse(place, [CellError(ID, str(target), reason)])
            elif place in twice:
                reason = _("Row {row} changes the same record.").format(row=twice[place])
                classified.refuse(place, [CellError(ID, str(target), reason)])
            else:
                _RowChange(self, classified, place, there).find()

    def _on_file(self, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Return what is stored of these records in the fields of the file."""
        plain = [name for name in self._names if not name.startswith(PREFIX)]
        record = self.values.record
        columns = [*plain, "custom"] if "custom" in record.fields() and "custom" not in plain else plain
        query = record.select(record.id, *self.existing.columns(columns))
        rows = self.values.session.rows(query.where(among(record.id, ids), self.existing.condition()))
        found = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}
        return {number: {**there, **own_values(there.get("custom"))} for number, there in found.items()}


class _RowChange:
    """One row, and the record that it is about."""

    def __init__(self, all_: RowChanges, classified: ClassifiedRows, place: int, there: Mapping[str, Any]) -> None:
        self.all = all_
        self.values = all_.values
        self.classified = classified
        self.place = place
        self.there = there
        self.changes: dict[str, Any] = {}
        self.before: dict[str, Any] = {}

    def find(self) -> None:
        """Go through the fields, and say what becomes of the row."""
        classified, place = self.classified, self.place
        wrong = {error.field for error in classified.errors.get(place, ())}
        for name in self.all._names:
            self._field(name, wrong=name in wrong)
        if classified.errors.get(place):
            classified.outcomes[place] = Outcome.ERROR
            return
        classified.errors.pop(place, None)
        classified.outcomes[place] = Outcome.UPDATE if self.changes else Outcome.SAME
        if self.changes:
            classified.changes[place] = self.changes
            classified.before[place] = self.before

    def _field(self, name: str, *, wrong: bool) -> None:
        classified, place = self.classified, self.place
        value, present = classified.columns[name][place], self.there.get(name)
        empties = name in classified.cleared.get(place, ())
        if not wrong and ((value is None and not empties) or self.values.same(name, value, present)):
            return
        each = self.values.fields[name]
        if isinstance(each, OptOut) and present and not value and not wrong:
            classified.kept.setdefault(place, []).append(name)
            return
        now = self.values.on_file(each, present)
        # What the export of this very record would hold changes nothing, whatever else it could mean.
        if self.all._as_written(each, now, self.values.reading).strip() == classified.texts[name][place].strip():
            if wrong:
                classified.errors[place] = [error for error in classified.errors[place] if error.field != name]
            return
        if wrong or (empties and (present is None or present == "")):
            return
        if not empties or self._may_be_empty(each, name):
            self.before[name] = now
            self.changes[name] = self.values.value(each, value)

    def _may_be_empty(self, each: Field, name: str) -> bool:
        try:
            each.check(self.values.value(each, None))
        except UserError as error:
            text = self.classified.texts[name][self.place]
            self.classified.refuse(self.place, [CellError(name, text, error.message)])
            return False
        return True
