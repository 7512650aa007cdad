"""What a database refuses, whichever engine it is: the rules of its tables, a query nobody waits for, another file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from model.core.errors import StorageError
from model.core.language import _

IntegrityError = sqlite3.IntegrityError
"""What the engine raises for what the rules of the tables refuse."""


class ReplacedError(StorageError):
    """The database was deleted, moved, replaced or restored while it was open here: nothing more is written."""

    def __init__(self, path: Path) -> None:
        # Short enough to be read whole at the foot of a form of 80 columns.
        super().__init__(
            _("Not saved: the database was replaced. Start Salg again; forms are kept.")
            if path.exists()
            else _("Not saved: the database was deleted. Forms are kept; restore a backup.")
        )


class Interrupted(Exception):
    """A query was stopped because nobody waits for its answer any more."""
