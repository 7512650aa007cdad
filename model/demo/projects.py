"""Projects that came of what was sold: some over, some running, some longer than was planned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from model.demo.customers import Record

_EVERY = 2
"""Of the won sales every other one became a project."""


def projects(sales: Sequence[Record], today: date) -> list[Record]:
    """Return the projects, oldest first; ``customer`` and ``contacts`` are places, as in the sales."""
    won = sorted((sale for sale in sales if sale["status"] == "won"), key=lambda sale: sale["closed_at"])
    return [_project(number, sale, today) for number, sale in enumerate(won) if number % _EVERY == 0]


def _project(number: int, sale: Record, today: date) -> Record:
    closed_at = sale["closed_at"]
    start = closed_at.date() + timedelta(days=7 + number % 20)
    end = start + timedelta(days=30 + 35 * (number % 6))
    if start > today:
        status = "planned"
    elif end < today and number % 10:
        status = "cancelled" if number % 14 == 2 else "completed"
    else:
        # One in five of those whose time is over runs on all the same.
        status = "running"
    return {
        "name": sale["title"],
        "customer": sale["customer"],
        "contacts": [] if sale["contact"] is None else [sale["contact"]],
        "owner": sale["owner"],
        "start": start,
        "end": end,
        "status": status,
        "created_at": closed_at,
        "created_by": sale["created_by"],
        "changed_at": closed_at,
        "changed_by": sale["created_by"],
    }
