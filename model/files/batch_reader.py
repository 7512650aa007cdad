"""Reading the rows of an import in their order: each batch is classified once, and what is to be written is laid aside.

Nothing is written and nobody waits. Whoever writes it later asks what others have changed since, and has the batches
that it concerns classified anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from model.core.fields.references import Reference
from model.core.records.history_tables import ChangeRow
from model.core.records.record import Row
from model.core.records.relations import RelationField
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import statement
from model.files.classified_rows import ClassifiedRows, Outcome
from model.files.import_tally import Remark, remarks_on
from model.files.laid_aside import Batch, LaidAside, RefusedRow
from model.files.new_rows import NewRows
from model.files.row_classifier import RowClassifier
from model.files.table import Place, Table, TableRow
from model.files.trial import Trial

_DECIDING = ("option", "employee", "custom_field")
"""Kinds of row by which cells are read, whatever the record."""

_GOOD_FOR = timedelta(minutes=30)
"""How long rows may wait to be written: rules have put the present moment into some of them."""


class BatchReader:
    """The rows of one file as they have been read so far, in order; made before anything of the database is read."""

    def __init__(self, table: Table, classifier: RowClassifier, seen: int) -> None:
        """Begin; ``seen`` is :func:`newest_line` from before the classifier was made."""
        self.classifier = classifier
        self.session, self.record = classifier.session, classifier.record
        self.table = table
        self.counts: Counter[Outcome] = Counter()
        self.remarks: Counter[Remark] = Counter()
        self.referred_to: set[int] = set()
        """Numbers of rows whose customer gets a contact from a row further down."""
        self._seen = seen
        self._aa_is_å = self.session.store.aa_is_å
        self._began = self.session.clock()
        self._laid = LaidAside()
        self._new_rows: NewRows | None = None
        # What follows a row that is written by itself (an opportunity's first seller) is not written for many at once.
        classifier.stores = self.record.follow.__func__ is Row.follow.__func__  # type: ignore[attr-defined]

    def close(self) -> None:
        """Let go of all that is remembered of the rows."""
        self.classifier.close()
        self._laid.close()

    def add(self, rows: Sequence[TableRow], place: Place) -> None:
        """Classify the rows that follow, which begin at ``place`` of the file, and lay aside what is to be written."""
        ready = self._ready(self.classifier.classify(rows), place)
        self.counts.update(ready.outcomes)
        self.remarks.update(ready.remarks)
        self._laid.add(ready, chosen=bool(self.classifier.pending))

    def batches(self) -> Iterator[Batch]:
        """Yield what was laid aside, in order."""
        return self._laid.batches(self.classifier)

    def classified_anew(self, batch: Batch) -> Batch:
        """Return a batch classified by what the database holds now; what was refused before stays refused."""
        rows = list(islice(self.table.rows(batch.place), batch.count))
        classified = self.classifier.classify(rows)
        for place, (_row, errors) in batch.refused.items():
            classified.outcomes[place] = Outcome.ERROR
            classified.errors[place] = [*errors]
        return self._ready(classified, batch.place)

    def _ready(self, classified: ClassifiedRows, place: Place) -> Batch:
        classifier = self.classifier
        ruled = set(classifier.by_rules(classified))
        single = [
            at
            for at, outcome in enumerate(classified.outcomes)
            if outcome in (Outcome.UPDATE, Outcome.CONTACT) or at in ruled
        ]
        self.referred_to.update(classified.twins[at] for at in classified.contacts if at in classified.twins)
        new = None
        keys = {f"{name}_key": frozenset(filter(None, found)) for name, found in classified.keys.items()}
        title = f"{self.record.title_field}_key"
        keys[title] = classified.looked_up
        if self.record.single_fields is not None:
            if self._new_rows is None:
                self._new_rows = NewRows(Trial(classifier.session, classifier.seen), self.record, classifier)
            new = self._new_rows.ready(classified, single)
            keys[title] |= frozenset(filter(None, new.columns.get(title, ())))
        return Batch(
            place,
            len(classified.rows),
            Counter(classified.outcomes),
            {at: RefusedRow(classified.rows[at], errors) for at, errors in sorted(classified.errors.items())},
            new,
            classified.only(single) if single else None,
            frozenset(classified.targets.values()),
            keys,
            Counter(remarks_on(classifier, classified)),
        )

    # What has changed since

    def is_outdated(self) -> bool:
        """Whether all has to be read again: what every cell is read by is different now, or it is long ago.

        That is choices, employees, and records that a column refers to.
        """
        store, now = self.session.store, self.session.clock()
        if store.aa_is_å != self._aa_is_å or newest_line(self.session.store) < self._seen:
            return True
        if now.date() != self._began.date() or now - self._began > _GOOD_FOR:
            return True
        kinds = {*_DECIDING}
        for field in self.classifier.fields.values():
            if isinstance(field, Reference):
                kinds.add(field.record)
            elif isinstance(field, RelationField):
                kinds.update(field.records)
        kinds.discard(self.record.name_in_code)
        line = ChangeRow
        query = line.select(line.id).where(line.id > self._seen, line.record.in_(sorted(kinds))).limit(1)
        return store.row(query) is not None

    def changed_since(self) -> ChangedRecords:
        """Return which records of this kind are others now, and by which keys they are found."""
        store = self.session.store
        line = ChangeRow
        written = line.select(line.record_id).where(line.id > self._seen, line.record == self.record.name_in_code)
        ids = frozenset(row[0] for row in store.each(written.distinct()))
        columns = sorted({f"{self.record.title_field}_key", *(f"{name}_key" for name in self.classifier.identifying)})
        found: dict[str, set[str]] = {column: set() for column in columns}
        if ids:
            keys = self.record.select(*(column_of(self.record, column) for column in columns))
            for row in store.each(keys.where(among(self.record.id, ids))):
                for column, key in zip(columns, row, strict=True):
                    found[column].add(key)
        return ChangedRecords(ids, found)


@dataclass(frozen=True)
class ChangedRecords:
    """Records that others have changed, and the keys they have now."""

    ids: Collection[int]
    keys: Mapping[str, set[str]]

    def concern(self, batch: Batch) -> bool:
        """Whether a row of the batch was classified by one of them, or would be."""
        if not self.ids:
            return False
        return not batch.targets.isdisjoint(self.ids) or any(
            not self.keys[column].isdisjoint(keys) for column, keys in batch.keys.items() if column in self.keys
        )


def newest_line(store: Any) -> int:
    """Return the ID of the newest line of the history."""
    return int(store.value(_newest_line()))


@statement
def _newest_line() -> peewee.Query:
    return ChangeRow.select(peewee.fn.coalesce(peewee.fn.max(ChangeRow.id), peewee.SQL("0")))
