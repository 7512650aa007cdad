"""Batches of classified rows that wait to be written, in a scratch file where they are many: all take little memory."""

from __future__ import annotations

import marshal
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, NamedTuple

from model.files.classified_rows import ClassifiedRows, Outcome, RowContact
from model.files.columns import CellError
from model.files.import_tally import Remark
from model.files.new_rows import NewColumns
from model.files.row_classifier import RowClassifier
from model.files.table import Place, TableRow
from model.files.trial import NewChoice


class RefusedRow(NamedTuple):
    """A row that cannot go in, and why."""

    row: TableRow
    errors: list[CellError]


@dataclass
class Batch:
    """Some rows that follow each other in the file, and what is to be written of them."""

    place: Place
    """Where they begin, so that they can be read again."""
    count: int
    outcomes: Counter[Outcome]
    refused: dict[int, RefusedRow]
    """The rows for the file of errors, in order, by their place in the batch."""
    new: NewColumns | None
    """The rows that are inserted together."""
    single: ClassifiedRows | None
    """The rows that are written one by one, in their order."""
    targets: frozenset[int]
    """IDs of the records on file that rows are about."""
    keys: dict[str, frozenset[str]]
    """By which keys of records on file the rows were classified, by the column of these keys."""
    remarks: Counter[Remark]
    """What has to be said of the rows, and of how many."""


_IN_MEMORY = 2_000_000
"""Bytes of batches for which no file is made."""


class LaidAside:
    """The batches of one file, in order."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        """Those for which no file has been needed yet."""
        self._size = 0
        self._file: IO[bytes] | None = None
        self._lengths: list[int] = []

    def add(self, batch: Batch, *, chosen: bool) -> None:
        """Put a batch after the others; ``chosen`` says whether rows may bring choices that are still to be made."""
        kept = marshal.dumps(_plain(batch, chosen=chosen))
        self._size += len(kept)
        self._lengths.append(len(kept))
        self._held.append(kept)
        if self._size > _IN_MEMORY:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the plan)
            self._file.writelines(self._held)
            self._held.clear()

    def batches(self, classifier: RowClassifier) -> Iterator[Batch]:
        """Yield the batches that ``classifier`` has classified."""
        if self._file is None:
            for kept in self._held:
                yield _batch(marshal.loads(kept), classifier)
            return
        self._file.seek(0)
        for length in self._lengths:
            yield _batch(marshal.loads(self._file.read(length)), classifier)

    def close(self) -> None:
        """Let go of all of them."""
        if self._file is not None:
            self._file.close()


def _stored(values: Sequence[Any], *, chosen: bool) -> list[Any]:
    """Return the values of a column; what stands for a choice to be made as its number, where there may be any."""
    return [int(value) if isinstance(value, NewChoice) else value for value in values] if chosen else [*values]


def _plain(batch: Batch, *, chosen: bool) -> dict[str, Any]:
    """Return a batch as lists, texts and numbers; columns hold values as they are stored, which are such.

    ``chosen`` says whether there may be choices in them that are still to be made.
    """
    new, single = batch.new, batch.single
    return {
        "place": tuple(batch.place),
        "count": batch.count,
        "outcomes": [(int(outcome), count) for outcome, count in batch.outcomes.items()],
        "refused": [
            (place, tuple(row), [tuple(error) for error in errors]) for place, (row, errors) in batch.refused.items()
        ],
        "new": None
        if new is None
        else [new.count, {name: _stored(values, chosen=chosen) for name, values in new.columns.items()}],
        "single": None
        if single is None
        else {
            "rows": [tuple(row) for row in single.rows],
            "outcomes": [*map(int, single.outcomes)],
            "columns": {name: _stored(values, chosen=chosen) for name, values in single.columns.items()},
            "targets": [*single.targets.items()],
            "twins": [*single.twins.items()],
            "contacts": [(place, each.values, each.role) for place, each in single.contacts.items()],
            "cleared": [(place, [*names]) for place, names in single.cleared.items()],
            "changes": [(place, [*names]) for place, names in single.changes.items()],
            "stored": [
                (place, {name: int(value) if isinstance(value, NewChoice) else value for name, value in row.items()})
                for place, row in single.stored.items()
            ],
            "texts": {name: [*texts] for name, texts in single.texts.items()},
        },
        "targets": [*batch.targets],
        "keys": {column: [*keys] for column, keys in batch.keys.items()},
        "remarks": [*batch.remarks.items()],
    }


def _batch(plain: dict[str, Any], classifier: RowClassifier) -> Batch:
    new, single = plain["new"], plain["single"]
    for columns in (new[1] if new else {}, single["columns"] if single else {}):
        classifier.pending.put_back(columns, classifier.fields)
    return Batch(
        Place(*plain["place"]),
        plain["count"],
        Counter({Outcome(outcome): count for outcome, count in plain["outcomes"]}),
        {
            place: RefusedRow(TableRow(*row), [CellError(*error) for error in errors])
            for place, row, errors in plain["refused"]
        },
        None if new is None else NewColumns(*new),
        None
        if single is None
        else ClassifiedRows(
            [TableRow(*row) for row in single["rows"]],
            [Outcome(outcome) for outcome in single["outcomes"]],
            single["columns"],
            targets=dict(single["targets"]),
            twins=dict(single["twins"]),
            contacts={place: RowContact(values, role) for place, values, role in single["contacts"]},
            cleared={place: set(names) for place, names in single["cleared"]},
            changes={
                place: {name: _value(classifier, name, single["columns"][name][place]) for name in names}
                for place, names in single["changes"]
            },
            stored=dict(single["stored"]),
            texts=single["texts"],
        ),
        frozenset(plain["targets"]),
        {column: frozenset(keys) for column, keys in plain["keys"].items()},
        Counter({(kind, what): count for (kind, what), count in plain["remarks"]}),
    )


def _value(classifier: RowClassifier, name: str, stored: Any) -> Any:
    return classifier.values.value(classifier.fields[name], stored)
