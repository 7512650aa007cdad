"""The strip of letters (CAMP-06, W11)."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tui.widgets.alphabet import LETTERS, AlphabetStrip


class StripApp(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.strip = AlphabetStrip()
        self.chosen: list[str] = []
        self.left = 0

    def compose(self) -> ComposeResult:
        yield self.strip

    def on_mount(self) -> None:
        self.strip.focus()

    def on_alphabet_strip_chosen(self, message: AlphabetStrip.Chosen) -> None:
        self.chosen.append(message.letter)

    def on_alphabet_strip_left(self) -> None:
        self.left += 1


async def test_w11_a_letter_is_typed_or_gone_to_and_all_clears_it() -> None:
    """W11."""
    app = StripApp()
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.press("right", "right", "left")
        assert app.chosen == ["A", "B", "A"]
        await pilot.press("å")
        assert app.chosen[-1] == "Å"
        assert app.left == 1
        await pilot.press("home", "left")
        assert app.chosen[-1] == ""
        assert app.strip.letter == ""
        await pilot.press("end", "right", "escape")
        assert app.chosen[-1] == "Å"
        assert app.left == 2
        await pilot.press("7")
        assert app.chosen[-1] == "7"
        assert "[7]" in app.strip.render_line(0).text


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("letter", ["", "A", "M", "Å"])
async def test_all_letters_stand_on_the_line(width: int, letter: str) -> None:
    app = StripApp()
    async with app.run_test(size=(width, 5)):
        app.strip.show(letter)
        text = app.strip.render_line(0).text
        assert len(text) == width
        assert all(each in text for each in LETTERS)
        assert f"[{letter or 'All'}]" in text
        assert app.chosen == []
