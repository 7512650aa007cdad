"""Numbers that run on: of customers, of projects; each is given once, whatever becomes of the record that has it."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement
from model.core.text import visible

_NUMBERS: Any = peewee.Table("running_number", ("name", "last"))
"""By the name of a table, and of a column that is not ``number``, the highest that a row of it was ever given."""


@statement
def _last_given() -> Any:
    return _NUMBERS.select(_NUMBERS.last).where(_NUMBERS.name == slot("name"))


@statement
def _highest_in_use(table: str, column: str) -> Any:
    numbered: Any = peewee.Table(table, (column,))
    return numbered.select(peewee.fn.max(peewee.Column(numbered, column)))


@statement
def _set_last_given() -> Any:
    row = {_NUMBERS.name: slot("name"), _NUMBERS.last: slot("last")}
    return _NUMBERS.insert(row).on_conflict(conflict_target=(_NUMBERS.name,), preserve=(_NUMBERS.last,))


@statement
def _numbered(table: str) -> Any:
    numbered: Any = peewee.Table(table, ("id", "number"))
    return numbered.select(numbered.id).where(numbered.number == slot("number"))


def given_number(
    change: WriteContext[Session], table: str, wanted: int | None = None, *, first: int = 1, column: str = "number"
) -> int:
    """Return the ``number`` of a new row of ``table``: ``wanted`` where it has one, else the next never given before.

    ``column`` is where such numbers stand. A number is not given again even when its record is deleted or its making
    undone, so that both can come back.
    """
    store = change.session.store
    counter = f"{table}_{column}"
    name = table if column == "number" else counter
    highest = change.kept.get(counter)
    if highest is None:
        highest = max(
            store.value(_last_given(), name=name) or 0, store.value(_highest_in_use(table, column)) or 0, first - 1
        )
    number = highest + 1 if wanted is None else wanted
    if number > highest and change.writes:
        store.run(_set_last_given(), name=name, last=number)
    change.kept[counter] = max(highest, number)
    return int(number)


def refuse_taken(change: WriteContext[Session], table: str, number: int, hidden: str, *, record: str = "") -> None:
    """Raise :class:`UserError` where another row of ``table`` has a number that somebody brings along.

    ``hidden`` is what a record is called that the person may not see; ``record`` is the name in code of the kind where
    that is not the table's.
    """
    taken_by = change.session.store.value(_numbered(table), number=number)
    if taken_by is None:
        # Rows that are only tried are not there yet when the next one is asked about.
        if change.claim(f"{table}_number", str(number)):
            return
        raise UserError(_("Number {number} stands there twice.").format(number=number), "number")
    title = change.session.names.title_of(record or table, taken_by)
    raise UserError(
        _("{name} has number {number}; leave it blank for the next free one.").format(
            name=visible(title) or hidden, number=number
        ),
        "number",
    )
