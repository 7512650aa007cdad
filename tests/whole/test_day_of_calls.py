"""A day of calls in a terminal: typed company by company in one write, it does what it does with pauses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.session import Session
from tests.whole.conftest import Home
from tui.paint_gate import REST

DAY: tuple[tuple[str, ...], ...] = (
    ("0",),
    ("N", "Vil ha tilbud på 0 til 9, q/2", "enter", "y"),
    ("+", "tomorrow 9", "enter"),
    ("a", "tomorrow 10", "enter"),
    ("b",),
    ("-",),
    (".",),
    ("!",),
    ("I",),
)
"""What is typed of one company after the other."""


def begin(home: Home) -> Session:
    """Put a list of companies on file and open it in a terminal."""
    ids = [
        home.done("lead", "add", f"name=Firma {number} AS", f"phone=2233440{number}").strip() for number in range(10)
    ]
    home.done("calls", "make", "Host", *ids)
    return home.app().wait("On file").press("p").wait("Host").press("enter").wait("Firma 0 AS").settle()


def filed(home: Home) -> dict[str, Any]:
    """Return what the day has left on file, without numbers and times."""
    fields = {
        "call": ("subject", "outcome", "text", "number"),
        "task": ("subject", "text"),
        "appointment": ("subject", "text"),
        "lead": ("name", "status", "classification", "do_not_call"),
    }
    found: dict[str, Any] = {
        record: sorted([[str(row[name]) for name in names] for row in json.loads(home.done(record, "list", "--json"))])
        for record, names in fields.items()
    }
    shown = json.loads(home.done("calls", "show", "Host", "--json"))
    return {**found, "outcomes": shown["outcomes"], "states": [lead["state"] for lead in shown["records"]]}


@pytest.mark.terminal
@pytest.mark.slow
def test_a_day_in_bursts_is_a_day_with_pauses(home_at: Callable[[Path], Home], tmp_path: Path) -> None:
    """LEAD-33 … LEAD-35: and an outcome key that is held acts on no company that nobody has seen."""
    slow, fast = home_at(tmp_path / "slow"), home_at(tmp_path / "fast")
    app = begin(slow)
    for number, keys in enumerate(DAY):
        for key in keys:
            app.press(key) if len(key) == 1 or key == "enter" else app.type(key)
            app.settle()
        app.wait(f"Firma {number + 1} AS").settle()
    app.press("Q").wait_end()

    app = begin(fast)
    for number, keys in enumerate(DAY):
        held = keys[-1:] * 3 if len(keys) == 1 else ()
        app.burst(*keys, *held).wait(f"Firma {number + 1} AS").settle(2 * REST)
    app.press("Q").wait_end()

    assert filed(fast) == filed(slow)
    assert filed(slow)["outcomes"] == {
        "no_answer": 1, "reached": 2, "call_back": 1, "busy": 1, "not_interested": 2, "wrong_number": 1,
    }  # fmt: skip
