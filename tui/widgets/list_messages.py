"""What a list of records tells the screen it stands on; handlers are called ``on_record_list_…``."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget


class Posted(Message):
    """What a list tells."""

    def __init__(self, record_list: Widget) -> None:
        super().__init__()
        self.record_list = record_list

    @property
    def control(self) -> Widget:
        """The list."""
        return self.record_list


class Opened(Posted, namespace="record_list"):
    """A row is to be opened."""

    def __init__(self, record_list: Widget, record_id: int) -> None:
        super().__init__(record_list)
        self.record_id = record_id


class Moved(Posted, namespace="record_list"):
    """Another record is under the cursor; None in an empty list."""

    def __init__(self, record_list: Widget, record_id: int | None) -> None:
        super().__init__(record_list)
        self.record_id = record_id


class Counted(Posted, namespace="record_list"):
    """More is known of how many rows there are: ``RecordList.count_text`` says it."""


class Marked(Posted, namespace="record_list"):
    """The marks, or the range that was begun, have changed."""


class Arranged(Posted, namespace="record_list"):
    """Another filter, order or set of columns is shown now."""


class Waiting(Posted, namespace="record_list"):
    """Rows are long in coming (``waiting``), or have come after all: a sort without an index, a search of notes."""

    def __init__(self, record_list: Widget, waiting: bool) -> None:
        super().__init__(record_list)
        self.waiting = waiting


class Failed(Posted, namespace="record_list"):
    """Something could not be read; the list shows what it showed before."""

    def __init__(self, record_list: Widget, error: Exception) -> None:
        super().__init__(record_list)
        self.error = error
