"""Questions that newer ones stop: what stops by mistake is asked again (COM-01)."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable

import pytest

from model.core.errors import ConnectionLostError
from model.core.lists.lookup import find_titles
from model.core.storage.errors import Interrupted
from model.leads.records import Lead
from tests.tui.desk import Desk
from tui.engine import Engine, Superseded


@pytest.mark.parametrize(
    "error",
    [
        Interrupted(),
        pytest.param(sqlite3.OperationalError("interrupted"), marks=pytest.mark.sqlite_only("its driver's error")),
    ],
)
async def test_an_interruption_that_was_meant_for_the_one_before_is_asked_again(desk: Desk, error: Exception) -> None:
    """Whoever types fast is not told of a fault."""
    engine = Engine(desk.me)
    asked: list[int] = []

    def work(_session: object) -> str:
        asked.append(1)
        if len(asked) == 1:
            raise error
        return "found"

    try:
        assert await engine.latest("search", work) == "found"
        assert len(asked) == 2
    finally:
        engine.close()


async def test_another_error_is_one(desk: Desk) -> None:
    """Only an interruption is no fault."""
    engine = Engine(desk.me)

    def work(_session: object) -> str:
        raise sqlite3.OperationalError("no such table: x")

    try:
        with pytest.raises(sqlite3.OperationalError):
            await engine.latest("search", work)
    finally:
        engine.close()


@pytest.mark.sqlite_only("its index is asked by itself")
def test_an_interruption_inside_the_index_has_its_name(desk: Desk) -> None:
    """Two letters are asked for by the index's own list of trigrams: that question is stopped as every other is."""
    for number in range(50):
        desk.insert(Lead, name=f"Fjord {number} ny")
    connection = desk.store.connection()
    for steps in range(1, 400, 7):
        left = [steps]

        def stop(left: list[int] = left) -> int:
            left[0] -= 1
            return int(left[0] < 0)

        connection.set_progress_handler(stop, 10)
        try:
            find_titles(desk.me, "lead", "ny", 8)
        except Interrupted:
            continue
        finally:
            connection.set_progress_handler(None, 0)


async def test_the_newest_question_is_the_one_that_is_answered(desk: Desk) -> None:
    """The older one says that nobody waits for it."""
    engine = Engine(desk.me)
    try:
        older = asyncio.ensure_future(engine.latest("search", lambda _session: "older"))
        newer = asyncio.ensure_future(engine.latest("search", lambda _session: "newer"))
        found = await asyncio.gather(older, newer, return_exceptions=True)
        assert found[1] == "newer"
        assert found[0] == "older" or isinstance(found[0], Superseded)
    finally:
        engine.close()


async def test_what_a_lost_connection_has_cut_short_is_done_again(desk: Desk) -> None:
    """The screens say that the database does not answer, and that it does again (COM-17)."""
    engine = Engine(desk.me)
    told: list[bool] = []
    engine.unanswered = told.append
    attempts: list[str] = []

    def lost_once(word: str) -> Callable[[object], str]:
        def work(_session: object) -> str:
            attempts.append(word)
            if attempts.count(word) == 1:
                raise ConnectionLostError("gone")
            return word

        return work

    try:
        assert await engine.write(lost_once("written")) == "written"
        assert await engine.read(lost_once("read")) == "read"
        assert await engine.latest("search", lost_once("found")) == "found"
        assert (engine.written, told) == (1, [True, False] * 3)
    finally:
        engine.close()


async def test_leaving_does_not_wait_for_a_server(desk: Desk) -> None:
    """Nor does a question that nobody wants any more."""
    engine = Engine(desk.me)
    waiting = threading.Event()
    engine.unanswered = lambda _still: waiting.set()

    def gone(_session: object) -> str:
        raise ConnectionLostError("gone")

    asked = asyncio.ensure_future(engine.read(gone))
    await asyncio.to_thread(waiting.wait, 10)
    engine.close()
    with pytest.raises(ConnectionLostError):
        await asked
