"""Making the local copy: from a register's bulk file, or from units that somebody else has (CUST-24)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path

from model.core.errors import UserError
from model.core.language import N_, _
from model.registry.bulk import BATCH, BulkFile
from model.registry.file import COLUMNS, Stop, Writer, row_of
from model.registry.unit import Unit

NLOD = N_(
    "Contains data under the Norwegian licence for Open Government data (NLOD) distributed by Brønnøysundregistrene"
)
"""What the licence NLOD 2.0 asks to be said wherever Enhetsregisteret's data is shown."""

Progress = Callable[[int, float], None]
"""Told how many units have been read and how much of the whole work is done, 0 to 1."""

_READING = 0.85
"""The part of the work that is reading; the rest is ordering and indexing."""


@dataclass(frozen=True)
class LoadSummary:
    """What a load did. ``missing`` are the columns (of :data:`COLUMNS`) that the file did not have."""

    units: int
    repeated: int
    missing: tuple[str, ...]
    path: Path


def load(
    source: Path,
    target: Path,
    *,
    now: datetime,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> LoadSummary:
    """Make ``target`` from Enhetsregisteret's bulk CSV, plain or packed by gzip, and put it in force.

    ``now`` is the time that :class:`Status` will tell. Of units with one number the last one stays. Until all is
    well nothing of the old copy is touched: a file that is broken, cut off or of another kind, a full disk, a stop
    leave it in force. Raises UserError, naming the line where it is the file's fault.
    """
    with BulkFile(source) as file, Writer(target, stop=stop) as writer:
        statement = writer.insert_statement(file.columns, {"country": "NO"})
        pick = itemgetter(*file.places)
        name = itemgetter(file.places[file.columns.index("name")])
        read = 0
        for rows in file.batches():
            writer.add(statement, map(pick, rows), map(name, rows))
            read += len(rows)
            if progress is not None:
                progress(read, _READING * file.part_read)
        if not read:
            raise UserError(_("{path} has headings but no units.").format(path=source), "file")
        units, repeated = writer.finish(_about(now, source.name, "NO", NLOD))
        if progress is not None:
            progress(units, 1.0)
        missing = tuple(column for column in COLUMNS if column not in file.columns and column != "country")
    return LoadSummary(units, repeated, missing, target)


def build(
    target: Path,
    units: Iterable[Unit],
    *,
    now: datetime,
    source: str = "",
    attribution: str = "",
    stop: Stop | None = None,
) -> LoadSummary:
    """Make ``target`` from ``units`` and put it in force; of units with one country and number the last one stays.

    ``source`` and ``attribution`` (an English msgid) are what :class:`Status` will tell of them.
    """
    with Writer(target, stop=stop) as writer:
        statement = writer.insert_statement(tuple(COLUMNS), {})
        countries: set[str] = set()
        remaining = iter(units)
        while batch := list(itertools.islice(remaining, BATCH)):
            writer.add(statement, map(row_of, batch), [unit.name for unit in batch])
            countries.update(unit.country for unit in batch)
        count, repeated = writer.finish(_about(now, source, " ".join(sorted(countries)), attribution))
    return LoadSummary(count, repeated, (), target)


def _about(now: datetime, source: str, countries: str, attribution: str) -> dict[str, str]:
    return {
        "loaded_at": now.astimezone(UTC).isoformat(),
        "source": source,
        "countries": countries,
        "attribution": attribution,
    }
