"""Saving the lines of an order as somebody has edited them over those that they read (OPP-18, COM-09)."""

from __future__ import annotations

from collections.abc import Sequence

from model.core.access.session import Session
from model.core.changes.change import Conflict, ConflictField, change
from model.core.changes.conflicts import last_writer
from model.core.language import N_
from model.core.records.relations import Item
from model.core.text import visible
from model.orders.line_rows import lines_on_file, set_lines
from model.orders.records import Order


def save_lines(session: Session, order: int, lines: Sequence[Item], *, base: Sequence[Item], version: int) -> bool:
    """Give an order exactly these lines as one change; return whether anything was different.

    ``base`` are the lines as they were read, with the order at ``version``. Raises :class:`Conflict` with the lines as
    they are now where somebody has changed them since; :class:`~model.core.errors.UserError` for what a line cannot be
    and for an order that is locked; :class:`~model.core.errors.NotFoundError` for one that is gone or hidden.
    """
    title = visible(session.names.title_of("order", order))
    with change(session, N_("Lines of {name}"), "edit", name=title) as made:
        before = made.read(Order, order)
        if before["version"] != version:
            theirs = tuple(lines_on_file(session, order))
            if _values(theirs) != _values(base):
                who, when = last_writer(session, Order, order, before)
                field = ConflictField("lines", tuple(base), theirs, tuple(lines))
                raise Conflict("order", order, who, when, [field], before["version"])
        return set_lines(made, order, lines)


def _values(lines: Sequence[Item]) -> list[tuple[int, object]]:
    return [(item.id, item.detail) for item in lines]
