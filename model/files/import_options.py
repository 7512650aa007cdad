"""What an import is to do with the rows of a file (LEAD-25)."""

from __future__ import annotations

from dataclasses import dataclass

from model.core.errors import UserError
from model.core.language import _


@dataclass(frozen=True)
class ImportOptions:
    """What an import is to do.

    ``update`` changes the records whose ID is given; ``overwrite_note`` their notes too (only together with it: I12);
    ``match`` changes those found by organisation number or e-mail address where no ID is given (decision 14).
    ``duplicates`` makes records of rows that are on file already; ``new_choices`` adds unknown choices to the
    company's lists instead of refusing them (I18). ``conventions`` say how columns write days and amounts: (kind,
    heading or '' for all, answer) as :data:`model.files.conventions.CHOICES` has them (decision 21).
    ``new_customers`` makes companies that are named and not on file, which are kept in the note otherwise.
    """

    update: bool = False
    overwrite_note: bool = False
    match: bool = False
    duplicates: bool = False
    new_choices: bool = False
    conventions: tuple[tuple[str, str, str], ...] = ()
    new_customers: bool = False

    def check(self) -> None:
        """Raise :class:`UserError` for options that do not go together."""
        if self.overwrite_note and not self.update:
            raise UserError(_("Notes are overwritten only when records are updated."), "overwrite_note")
        if self.match and not self.update:
            raise UserError(_("Records are matched only when they are updated."), "match")
