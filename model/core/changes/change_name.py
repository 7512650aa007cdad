"""What a change is called in the history where its name says how many (COM-07)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class CountedName(NamedTuple):
    """The two forms of a change's name that says a ``{count}``: "Assign {count} lead", "Assign {count} leads".

    Both are marked for translation by ``N_``. The history keeps the form that goes with the count, as each of the
    program's languages has one form for one and another for all other numbers.
    """

    one: str
    many: str


def name_for(name: str | CountedName, details: Mapping[str, object]) -> str:
    """Return the form of a change's name that goes with the ``count`` of its details."""
    if isinstance(name, str):
        return name
    return name.one if str(details.get("count")) == "1" else name.many
