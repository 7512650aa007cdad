"""What is declared of a list, and what the parts of one ask of the screen or the tab that it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from model.core.records.record import Record
from tui.widgets.columns import Column
from tui.widgets.lines import Line
from tui.widgets.record_list import RecordList

if TYPE_CHECKING:
    from tui.base_app import BaseApp


class ListDeclarations:
    """A list of one kind of record: rooms declare the record, its columns, criteria and views.

    What holds the list, a screen (:class:`~tui.widgets.list_page.ListPage`) or a tab of a card
    (:class:`~tui.widgets.list_panel.ListPanel`), stands before this class among the bases, and has its own way of
    showing a title, hints and messages.
    """

    record: ClassVar[type[Record]]
    default_columns: ClassVar[tuple[Column, ...]] = ()
    criteria_fields: ClassVar[tuple[str, ...]] = ()
    criteria_columns: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """The same fields by column, for a screen that is wide enough; none: as many in each as in the others."""
    own_criteria_column: ClassVar[int] = -1
    """The column in which the company's own fields stand."""
    default_views: ClassVar[tuple[str, ...]] = ("all",)
    context: Sequence[str] = ("records", "list")

    app: BaseApp
    message_line: Line
    query: Any
    query_one: Any
    mount: Any

    @property
    def list(self) -> RecordList:
        """The list."""
        found: RecordList = self.query_one(RecordList)
        return found

    def flash(self, message: str, style: str = "strong") -> None:
        """Say something until the next key."""
        raise NotImplementedError

    def show_title(self) -> None:
        """Write anew what is said of the list above it."""
        raise NotImplementedError

    def show_hints(self) -> None:
        """Write the hint line anew."""
        raise NotImplementedError

    def put_next(self) -> None:
        """Drop keys that were typed before another record, put under the cursor by the program, has been painted."""
        raise NotImplementedError

    def why_not(self, action: str) -> str:
        """Return why an action cannot be used now, '' where it can."""
        raise NotImplementedError
