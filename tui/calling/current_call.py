"""The call under way: whom it is with, which number, what was dialled, and the note that is typed."""

from __future__ import annotations

from model.calling.kinds import RecordRef, kind_of
from model.calling.progress import Progress
from model.core.records.record import Record
from model.leads.records import Lead
from tui.calling.note import CallNote
from tui.calling.picture import Picture
from tui.calling.telephone import Dialled
from tui.frame import SalgScreen


class CurrentCallScreen(SalgScreen):
    """A screen on which one record at a time is called; ``told`` is said of the list with its first record."""

    def __init__(self, told: str = "") -> None:
        super().__init__()
        self.picture: Picture | None = None
        """The record in front as it was read, None until one has been."""
        self.found: Progress | None = None
        """How far the list has come, None until that is counted."""
        self.dialled: Dialled | None = None
        self.chosen = 0
        """Which of the numbers is dialled."""
        self.note = CallNote()
        self.typing = False
        """Whether keys go to the note."""
        self.told = told

    @property
    def ref(self) -> RecordRef | None:
        """The record in front, None where there is nobody to be called."""
        return self.picture.turn.record if self.picture is not None else None

    @property
    def record(self) -> type[Record]:
        """The kind of the record in front."""
        return Lead if self.ref is None else kind_of(self.app.session, self.ref.type_name).record
