"""Whatever is linked, taken out, taken apart and undone: nothing is ever lost (CUST-20; L01 … L08)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.core.history.undo import undo
from model.ledger.balances import all_balances
from model.ledger.links import link, remove, unlink
from model.ledger.proposal import carry_out, propose
from model.ledger.records import LedgerEntry
from tests.model.filing import customer

AMOUNTS = st.sampled_from(["1000", "-1000", "-600", "-400", "333.33", "333.34", "-999.99", "0.01", "250", "-250"])
ENTRIES = 8
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["link", "move", "remove", "unlink", "undo", "propose", "due"]),
        st.lists(st.integers(0, ENTRIES - 1), min_size=1, max_size=4),
    ),
    max_size=14,
)


def _rows(session: Session) -> list[Any]:
    entry = LedgerEntry
    columns = (entry.id, entry.amount, entry.balance, entry.link_id, entry.closed)
    return list(session.store.rows(entry.select(*columns).order_by(entry.id)))


def _check(session: Session, amounts: list[int]) -> None:
    rows = _rows(session)
    assert [row[1] for row in rows] == amounts
    links: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if row[3] is None:
            assert (row[2], row[4]) == (row[1], 0), "an entry in no link is open with its whole amount"
        else:
            links[row[3]].append(row)
    for of_link in links.values():
        total = sum(row[1] for row in of_link)
        assert len(of_link) > 1
        assert sum(row[2] for row in of_link) == total, "balances of a link add up to its rest"
        assert {row[4] for row in of_link} == {int(total == 0)}
        assert all(abs(row[2]) <= abs(row[1]) and row[2] * row[1] >= 0 for row in of_link)
        assert all(row[2] * total >= 0 for row in of_link), "only one side has anything left"
    assert sum(row[2] for row in rows) == sum(amounts)
    owed = sum((each.amount for each in all_balances(session, "customer")), Decimal(0))
    assert owed * 100 == sum(amounts)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(AMOUNTS, min_size=ENTRIES, max_size=ENTRIES), steps=STEPS)
def test_nothing_is_ever_lost(session: Session, amounts: list[str], steps: list[tuple[str, list[int]]]) -> None:
    with change(session, "Away", "delete") as made:
        for row in _rows(session):
            made.remove_stored(LedgerEntry, row[0])
    fjord = customer(session)
    with change(session, "File", "add") as made:
        ids = [made.insert(LedgerEntry, {"customer": fjord, "amount": Decimal(each)}) for each in amounts]
    hundredths = [int(Decimal(each) * 100) for each in amounts]
    done: list[tuple[int, list[Any]]] = []

    def linked() -> int:
        return next((row[3] for row in _rows(session) if row[3] is not None), 0)

    for word, places in steps:
        marked = [ids[place] for place in places]
        work: dict[str, Callable[[], int]] = {
            "link": lambda marked=marked: link(session, marked).change_id,
            "move": lambda marked=marked: link(session, marked, move=True).change_id,
            "remove": lambda marked=marked: remove(session, marked).change_id,
            "unlink": lambda: unlink(session, linked()).change_id,
            "propose": lambda: carry_out(session, propose(session, fjord)).change_id,
            "due": lambda marked=marked, places=places: _due(session, marked, places[0]),
        }
        before = _rows(session)
        try:
            if word == "undo":
                if done:
                    number, was = done.pop()
                    undo(session, number)
                    assert _rows(session) == was
            else:
                done.append((work[word](), before))
        except UserError:
            assert _rows(session) == before, "what is refused changes nothing"
        _check(session, hundredths)


def _due(session: Session, ids: list[int], days: int) -> int:
    with change(session, "Due", "edit") as made:
        made.update(LedgerEntry, ids[0], {"due": session.reading().today + timedelta(days=days)})
    if not made.rows:
        raise UserError("nothing was changed")
    return made.id


def test_an_earlier_step_on_a_link_is_not_undone_beneath_a_later_one(session: Session) -> None:
    """Also where what is left of the entries that it linked was not touched by the later step."""
    fjord = customer(session)
    with change(session, "File", "add") as made:
        ids = [made.insert(LedgerEntry, {"customer": fjord, "amount": Decimal(each)}) for each in (5, 6, 7)]
    first = link(session, ids[:2])
    link(session, ids)
    with pytest.raises(UserError, match="changed"):
        undo(session, first.change_id)
    _check(session, [500, 600, 700])
