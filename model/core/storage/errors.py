"""What a database refuses, apart from what every program can meet (:mod:`model.core.errors`)."""

from __future__ import annotations

from pathlib import Path

from model.core.errors import StorageError
from model.core.language import _


class ConstraintError(Exception):
    """A rule of the tables refuses a row: ``kind`` is "unique", "not null", or "" for any other rule.

    ``table`` and ``columns`` say of what, as far as the engine tells.
    """

    def __init__(self, text: str, kind: str = "", table: str = "", columns: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.kind = kind
        self.table = table
        self.columns = columns


class Interrupted(Exception):
    """A query was stopped because nobody waits for its answer any more."""


class ReplacedError(StorageError):
    """The database was deleted, moved, replaced or restored while it was open here: nothing more is written."""

    def __init__(self, location: Path | str) -> None:
        """Say of a file whether it is still there; ``location`` is a URL where a server has the database."""
        # Short enough to be read whole at the foot of a form of 80 columns.
        super().__init__(
            _("Not saved: the database was replaced. Start Salg again; forms are kept.")
            if isinstance(location, str) or location.exists()
            else _("Not saved: the database was deleted. Forms are kept; restore a backup.")
        )
