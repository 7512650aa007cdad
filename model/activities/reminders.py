"""Reminders: what somebody wants to be told of before it begins or is due, until they have answered (COM-12).

A reminder is of one time of one task or appointment: moved, it comes again. What was answered is kept with the person's
own choices, so that it is not told twice, on whatever machine; what came while nobody was there is told at the next
start.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from model.activities.agenda import Item, window
from model.core.access.preferences import Preference, keep_preference
from model.core.access.seen import ME
from model.core.access.session import Session
from model.core.dates import from_utc_text, utc_text
from model.core.storage.statements import slot, statement

AHEAD = timedelta(days=28)
"""The longest time before, which is what the field takes."""
MISSED = timedelta(days=7)
"""A task due longer ago than this is late, and no more told of as a reminder; an appointment is for its day."""
_NAME = "reminder "
_FORGOTTEN = timedelta(days=70)


class Reminder(NamedTuple):
    """What to tell of."""

    item: Item
    when: datetime
    """When it was, or is, to be told."""

    @property
    def name(self) -> str:
        """What its answer is kept under."""
        assert self.item.at is not None
        return f"{_NAME}{utc_text(self.item.at)} {self.item.kind} {self.item.id}"


def reminders(session: Session) -> tuple[list[Reminder], datetime | None]:
    """Return what is to be told now, the earliest first, and the moment of the next one after it, if any."""
    now = session.clock()
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    found = window(session, utc_text(now - MISSED), utc_text(now + AHEAD), owner=session.person.id)
    answers = _answers(session)
    due: list[Reminder] = []
    following: datetime | None = None
    for item in found:
        if item.remind is None or item.done or item.at is None or (item.coming and item.kind == "task"):
            continue
        if item.kind == "appointment" and max(item.at, item.end or item.at) < day:
            continue
        reminder = Reminder(item, item.at - timedelta(minutes=item.remind))
        answer = answers.get(reminder.name)
        if answer == "":
            continue
        when = reminder.when if answer is None else from_utc_text(answer)
        if when <= now:
            due.append(reminder._replace(when=when))
        elif following is None or when < following:
            following = when
    return sorted(due, key=lambda reminder: (reminder.when, reminder.name)), following


def answer(session: Session, reminder: Reminder, again: datetime | None = None) -> None:
    """Tell no more of it, or not before ``again``."""
    old = f"{_NAME}{utc_text(session.clock() - _FORGOTTEN)}"
    with session.writing(readers=True):
        keep_preference(session, reminder.name, "" if again is None else utc_text(again))
        session.run(_forget(), first=_NAME, last=old)


@statement
def _forget() -> Any:
    return Preference.delete().where(
        Preference.person == ME, Preference.name >= slot("first"), Preference.name < slot("last")
    )


def _answers(session: Session) -> dict[str, str]:
    rows = session.rows(_answered(), first=_NAME, last=f"{_NAME}~")
    return {name: str(json.loads(value)) for name, value in rows}


@statement
def _answered() -> Any:
    return Preference.select(Preference.name, Preference.value).where(
        Preference.person == ME, Preference.name >= slot("first"), Preference.name < slot("last")
    )
