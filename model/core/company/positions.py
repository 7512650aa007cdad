"""The order that an administrator gives to rows which carry their place in ``position``: choices, fields."""

from __future__ import annotations

from collections.abc import Sequence

from model.core.changes.change import Change
from model.core.records.record import Row


def move(made: Change, record: type[Row], order: Sequence[int], record_id: int, steps: int) -> bool:
    """Move a row up (negative) or down among the rows ``order``, no further than to an end; return whether it moved.

    ``order`` holds the IDs of all rows of the list, the first one first. All of them are numbered from 1.
    """
    before = order.index(record_id)
    after = max(0, min(len(order) - 1, before + steps))
    if after == before:
        return False
    moved = [*order]
    moved.insert(after, moved.pop(before))
    for position, each in enumerate(moved, start=1):
        made.update(record, each, {"position": position})
    return True
