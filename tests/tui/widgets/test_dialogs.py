"""Esc closes one dialog, and nothing else: the screen below, its marks and its cursor are as they were."""

from __future__ import annotations

import pytest

from model.leads.records import Lead
from tests.tui.desk import Desk, at


@pytest.mark.parametrize(
    ("keys", "title"), [(("=", "enter"), "Empty clears the field"), (("c",), "Convert"), (("m",), "with …")]
)
async def test_escape_closes_the_dialog_alone(desk: Desk, keys: tuple[str, ...], title: str) -> None:
    """A line of text, the dialog of conversion, and the finder take their keys themselves."""
    for name in ("Fjord AS", "Fjell AS"):
        desk.insert(Lead, name=name)
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Fjord AS", "Fjell AS")
        below = hand.app.screen
        await hand.press(*keys)
        await hand.sees(title)
        assert hand.app.screen is not below
        await hand.press("escape")
        await hand.until(lambda: hand.app.screen is below)
        await hand.pilot.pause()
        assert hand.app.screen is below
