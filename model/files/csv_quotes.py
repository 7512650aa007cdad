"""How a CSV file writes a quotation mark within a cell: doubled, as is usual, or with a backslash before it.

'"C:\\";x' is a cell that ends in a backslash where marks are doubled, and the beginning of a longer one where they are
not. Which it is belongs to the file: it is read as both, and the way that leaves fewer rows amiss is the one. A file
that is right with doubled marks is never read otherwise, so that what Salg writes is read as it was written.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator


def backslash_mark(separator: str) -> re.Pattern[str]:
    """Return what matches a quotation mark with a backslash before it that does not close its cell.

    It closes the cell where the row ends, or the next cell begins with a mark.
    """
    end = rf'\s*(?:{re.escape(separator)}\s*(?:"|$)|$)'
    return re.compile(rf'(?<!\\)\\"(?!{end})|(?<!\\)\\"(?="{end})')


def doubled(line: str, within: re.Pattern[str]) -> str:
    """Return a line with the marks that a backslash stands before doubled instead."""
    return within.sub('""', line) if '\\"' in line else line


def has_backslash_marks(lines: Callable[[], Iterable[str]], separator: str) -> bool:
    """Whether marks within cells have a backslash before them; ``lines`` yields those of the file, each time anew."""
    within = backslash_mark(separator)
    as_usual = _rows_amiss(lines(), separator)
    return bool(as_usual) and _rows_amiss((doubled(line, within) for line in lines()), separator) < as_usual


def _rows_amiss(lines: Iterable[str], separator: str) -> int:
    """Return how many rows are no rows by the rules of CSV, or have another number of cells than the first."""
    waiting = iter(lines)
    width, amiss = 0, 0
    for cells in _strictly(waiting, separator):
        if not cells:
            amiss += cells is None
        elif not width:
            width = len(cells)
        else:
            amiss += len(cells) != width
    return amiss


def _strictly(lines: Iterator[str], separator: str) -> Iterator[list[str] | None]:
    """Yield the cells of each row, None for one that breaks the rules; the line after it begins another."""
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
            reader = csv.reader(lines, delimiter=separator, strict=True)
