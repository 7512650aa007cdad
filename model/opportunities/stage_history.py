"""How long an opportunity has been at each stage, read off the history of its changes (P08).

There is no second table: every move is a line of the change history already, with what the stage was before and
after. Changes that were undone have not been, and their undoing neither.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import read
from model.core.dates import from_utc_text
from model.core.records.history_tables import ChangeEntry, ChangeRow
from model.core.storage.statements import slot, statement
from model.core.text import visible
from model.opportunities.records import Opportunity


@dataclass(frozen=True)
class Stay:
    """A time at one stage: from when to when, and who put it there ('' where that is not known)."""

    stage: str
    """Its name, '' for none."""
    since: datetime
    until: datetime
    by: str
    present: bool
    """Whether it is there still."""

    @property
    def lasted(self) -> timedelta:
        """How long; all stays together are the opportunity's age."""
        return self.until - self.since


def stays(session: Session, opportunity: int) -> list[Stay]:
    """Return the stays at stages from the beginning on; they follow each other without a gap.

    The first begins when the opportunity was put on file, the last ends when it was closed, or now. Two moves in one
    minute are two stays. Raises :class:`NotFoundError` for an opportunity that is gone or hidden.
    """
    found = read(session, Opportunity, opportunity)
    now = session.clock()
    begun = found.created_at or now
    end = max(begun, found.closed_at or now if found.status != "open" else now)
    moves: list[tuple[datetime, int | None, int | None, int]] = []
    for at, author, before, after in session.store.rows(_updates(), id=opportunity):
        now_at = json.loads(after or "{}")
        was = json.loads(before or "{}").get("stage")
        if "stage" in now_at and now_at["stage"] != was:
            moves.append((from_utc_text(at), was, now_at["stage"], author))
    names = session.names

    def called(stage: int | None) -> str:
        return "" if stage is None else visible(names.title_of("option", stage) or _last_called(session, stage))

    first = moves[0][1] if moves else found.stage
    starts: list[tuple[datetime, int | None, int | None]] = [(begun, first, found.created_by)]
    starts += [(at, after, author) for at, _was, after, author in moves]
    told = []
    for place, (at, stage, author) in enumerate(starts):
        since = min(max(at, begun), end)
        until = min(max(starts[place + 1][0], since), end) if place + 1 < len(starts) else end
        by = "" if author is None else visible(names.title_of("employee", author))
        told.append(Stay(called(stage), since, until, by, place + 1 == len(starts)))
    return told


def _last_called(session: Session, stage: int) -> str:
    """Return the name of a stage that was deleted, '' where nobody knows it any more."""
    before = session.store.value(_deletion(), id=stage)
    name = json.loads(before).get("name") if before else ""
    return str(name or "")


@statement
def _updates() -> Any:
    line, made = ChangeRow, ChangeEntry
    return (
        line.select(made.at, made.author, line.before, line.after)
        .join(made, on=made.id == line.change)
        .where(
            line.record == "opportunity", line.record_id == slot("id"), line.action == "update",
            made.undone_by.is_null(), made.undoes.is_null(),
        )
        .order_by(line.change, line.id)
    )  # fmt: skip


@statement
def _deletion() -> Any:
    line = ChangeRow
    query = line.select(line.before).where(line.record == "option", line.record_id == slot("id"))
    return query.where(line.action == "delete").order_by(line.id.desc()).limit(1)
