"""While somebody else writes for long, a save waits for its turn and says so; nobody is refused (COM-09)."""

from __future__ import annotations

from tests.model.core.processes import Program
from tests.tui.desk import Desk, at

HOLDS = """
from model.core.database import Store

store = Store(path)
with store.writing("import"):
    say("holds")
    sys.stdin.readline()
say("done")
"""


async def test_a_save_waits_for_its_turn_and_says_for_what(desk: Desk) -> None:
    """What was typed is saved as soon as the other is done; the keys are not typed again."""
    other = Program(desk.store.path, HOLDS)
    other.ready()
    async with at(desk) as hand:
        await hand.press("2", "n")
        await hand.type("Ask AS")
        other.go()
        assert other.line() == "holds"
        await hand.pilot.press("f2")
        await hand.sees("An import is being written. Waiting for")
        assert desk.store.value("SELECT count(*) FROM lead") == 0
        other.go()
        await hand.sees("Saved")
        assert desk.store.value("SELECT name FROM lead") == "Ask AS"
    assert other.end() == ["done"]
