"""Numbers that run on: of customers, of projects; each is given once, whatever becomes of the record that has it."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.records.write_context import WriteContext
from model.core.text import visible


def given_number(change: WriteContext[Session], table: str, wanted: int | None = None, *, first: int = 1) -> int:
    """Return the ``number`` of a new row of ``table``: ``wanted`` where it has one, else the next never given before.

    A number is not given again even when its record is deleted or its making undone, so that both can come back. The
    highest one ever given stands in SQLite's own table of sequences.
    """
    counter = f"{table}_number"
    highest = change.kept.get(counter)
    if highest is None:
        row = change.connection.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = ?", (counter,)).fetchone()
        in_use = change.connection.execute(f"SELECT max(number) FROM {table}").fetchone()
        if row[0] is None and change.writes:
            change.connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, 0)", (counter,))
        highest = max(row[0] or 0, in_use[0] or 0, first - 1)
    number = highest + 1 if wanted is None else wanted
    if number > highest and change.writes:
        change.connection.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (number, counter))
    change.kept[counter] = max(highest, number)
    return int(number)


def refuse_taken(change: WriteContext[Session], table: str, number: int, hidden: str) -> None:
    """Raise :class:`UserError` where another row of ``table`` has a number that somebody brings along.

    ``hidden`` is what a record is called that the person may not see.
    """
    row = change.connection.execute(f"SELECT id FROM {table} WHERE number = ?", (number,)).fetchone()
    if row is None:
        # Rows that are only tried are not there yet when the next one is asked about.
        if change.claim(f"{table}_number", str(number)):
            return
        raise UserError(_("Number {number} stands there twice.").format(number=number), "number")
    title = change.session.names.title_of(table, row[0])
    raise UserError(
        _("{name} has number {number}; leave it blank for the next free one.").format(
            name=visible(title) or hidden, number=number
        ),
        "number",
    )
