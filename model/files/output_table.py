"""A table to be written that is no list of records, such as a report (OPP-24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from model.core.fields.base import Field


@dataclass(frozen=True)
class OutputTable:
    """Rows of values that go with ``fields``; ``totals`` are the numbers of the rows that sum others up."""

    title: str
    fields: Sequence[Field]
    rows: Sequence[Sequence[Any]]
    totals: frozenset[int] = frozenset()
