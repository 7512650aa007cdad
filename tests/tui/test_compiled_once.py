"""No query is compiled twice where somebody waits: what was done once is done again with the texts that are there.

To write a query out costs many times what the engine needs to answer it. A query whose text changes with the values, or
that is built without being marked as a statement, shows here as a compilation at the second time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import pytest

from model.activities.adding import add
from model.activities.records import Task
from model.core.storage.statements import StatementCache
from model.customers.records import Contact, Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests.tui.desk import Desk, Hand, at
from tui.widgets.form import Form

pytestmark = pytest.mark.usefixtures("own_statements")

_TURN = count(1)


async def _pages(hand: Hand) -> None:
    await hand.press("2", "pagedown", "pagedown", "pageup", "end", "home", "down", "up")


async def _a_letter(hand: Hand) -> None:
    await hand.press("2", "t", "f")


async def _a_word(hand: Hand) -> None:
    """Two letters and more, so that the search index answers; another word each time."""
    await hand.press("2", "f")
    await hand.type(("fjord", "bruset")[next(_TURN) % 2])
    await hand.press("enter", "R")


async def _mine_and_all(hand: Hand) -> None:
    await hand.press("2", "M", "M")


async def _sorted(hand: Hand) -> None:
    await hand.press("2", "S", "S")


async def _a_card(hand: Hand) -> None:
    await hand.press("2", "home", "enter")
    await hand.sees("Lead  ")
    await hand.press("tab", "shift+tab", "escape")


async def _a_form(hand: Hand) -> None:
    await hand.press("2", "home", "e")
    await hand.until(lambda: hand.app.screen.query(Form))
    hand.app.screen.query_one(Form).focus_field("subject")
    await hand.press("ctrl+u")
    await hand.type(f"Locks {next(_TURN)}")
    await hand.press("f2")
    await hand.sees("Saved.")
    await hand.press("escape")


async def _a_search(hand: Hand) -> None:
    await hand.press("slash")
    await hand.type(("fjord", "bruset")[next(_TURN) % 2])
    await hand.press("escape")


async def _the_start_page(hand: Hand) -> None:
    await hand.press("2", "1")


ROUNDS = (_pages, _a_letter, _mine_and_all, _sorted, _a_card, _a_form, _a_search, _the_start_page)


def _fill(desk: Desk) -> None:
    for number in range(60):
        desk.insert(Lead, name=f"{'Fjord' if number % 2 else 'Bruset'} {number} AS", owner=1 if number % 3 else None)
    customer = desk.insert(Customer, name="Fjord AS")
    desk.insert(Contact, first_name="Kari", last_name="Fjordby")
    desk.insert(Opportunity, title="Fjord", customer=customer)
    add(desk.me, Task.name_in_code, {"subject": "Call"}, [("lead", 1)])


@pytest.mark.parametrize("way", ROUNDS, ids=lambda way: way.__name__.strip("_"))
async def test_the_second_time_compiles_nothing(desk: Desk, way: Callable[[Hand], Awaitable[None]]) -> None:
    _fill(desk)
    async with at(desk) as hand:
        for _time in range(2):
            await way(hand)
        compiled = desk.store.statements.misses
        await way(hand)
        assert desk.store.statements.misses == compiled


async def test_a_word_is_written_into_queries_that_are_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the fields are asked about a word is written out each time it is typed, no query as a whole."""
    _fill(desk)
    compiled: list[object] = []
    compile_whole = StatementCache.compile

    def count_whole(cache: StatementCache, query: Any) -> Any:
        compiled.append(query)
        return compile_whole(cache, query)

    async with at(desk) as hand:
        for _time in range(2):
            await _a_word(hand)
        monkeypatch.setattr(StatementCache, "compile", count_whole)
        await _a_word(hand)
        assert compiled == []
