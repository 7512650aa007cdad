"""What a room declares of its list, and what the parts of a list screen ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from model.core.records.record import Record
from tui.frame import SalgScreen
from tui.widgets.columns import Column
from tui.widgets.record_list import RecordList


class ListDeclarations(SalgScreen):
    """A screen with a list of one kind of record: rooms declare the record, its columns, criteria and views."""

    record: ClassVar[type[Record]]
    default_columns: ClassVar[tuple[Column, ...]] = ()
    criteria_fields: ClassVar[tuple[str, ...]] = ()
    criteria_columns: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """The same fields by column, for a screen that is wide enough; none: as many in each as in the others."""
    own_criteria_column: ClassVar[int] = -1
    """The column in which the company's own fields stand."""
    default_views: ClassVar[tuple[str, ...]] = ("all",)
    context: Sequence[str] = ("records", "list")

    @property
    def list(self) -> RecordList:
        """The list."""
        return self.query_one(RecordList)
