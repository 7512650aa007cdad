"""Which column of a file is which field: as somebody matched it by hand before, else by name (LEAD-26)."""

from __future__ import annotations

from collections.abc import Sequence

from model.core.access.session import Session
from model.core.records.record import Record
from model.files.headings import ID, Matching, by_name, template_fields
from model.files.matching_memory import remembered


def match_columns(
    session: Session, record: type[Record], headings: Sequence[str], *, header: bool = True, update: bool = False
) -> Matching:
    """Return which column is which field: as matched by hand before, else by name.

    Names in code and labels go before the names that other programs use. Without headings the columns are those of the
    template, in its order. ``update`` says that somebody wants records on file changed: a column "ID" is then one of
    Salg's, also among columns of another program, whose IDs mean other records.
    """
    if not header:
        order = [ID, *template_fields(session, record)]
        names = [*order[: len(headings)], *[""] * (len(headings) - len(order))]
        return Matching(tuple(headings), tuple(names))
    return by_name(session, record, headings, remembered(session, record, headings), update=update)
