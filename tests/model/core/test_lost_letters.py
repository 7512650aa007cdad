"""A letter that a terminal, a clipboard or a program has lost is stored nowhere, whatever door it comes by."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from model.core.access.session import Session
from model.core.changes.bulk_edit import edit, plan_edit
from model.core.changes.change import change
from model.core.errors import UserError
from model.leads.records import Lead
from tests.model.filing import customer, lead, option

LOST = "S\ufffdrensen"


def _bulk(session: Session) -> None:
    edit(session, plan_edit(session, Lead, [lead(session)], "subject", LOST))


def _update(session: Session) -> None:
    number = lead(session)
    with change(session, "Edit", "edit") as made:
        made.update(Lead, number, {"last_name": LOST})


DOORS: dict[str, Callable[[Session], object]] = {
    "new record": lambda session: lead(session, LOST),
    "change": _update,
    "bulk edit": _bulk,
    "note": lambda session: customer(session, note=f"First\n{LOST}"),
    "choice of a list": lambda session: option(session, "source", LOST),
}


@pytest.mark.parametrize("door", DOORS)
def test_a_lost_letter_is_refused_with_a_sentence(session: Session, door: str) -> None:
    with pytest.raises(UserError, match=r"has lost a letter on the way here: .*S\ufffdrensen.*\. Write it again\."):
        DOORS[door](session)
