"""Characters on whose width terminals disagree leave no ghosts: what is sent for the changes gives what a cleared
screen would show, on a terminal that takes them for narrow, on one that takes them for wide, on one that joins nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.terminal.screens import picture, terminal
from tui.terminal.capabilities import Capabilities
from tui.terminal.layer import OutputLayer

WIDTH, HEIGHT = 20, 4
SIGNS = ("❤️", "☎️", "✔️", "⌚", "▲", "→", "●", "👍", "👍🏽", "👨‍👩‍👧", "🇳🇴", "1️⃣", "☁", "✓")
PLAIN = ("a", "b", " ", "  ", "漢", "æ", "word")


def _narrow(letter: str) -> int:
    return (
        0 if _zero(letter) else 1 if letter >= "\u2190" and not _ideograph(letter) else 2 if _ideograph(letter) else 1
    )


def _wide(letter: str) -> int:
    return 0 if _zero(letter) else 2 if letter >= "\u2190" or _ideograph(letter) else 1


def _zero(letter: str) -> bool:
    return unicodedata.category(letter) in ("Mn", "Me", "Cf") or "\ufe00" <= letter <= "\ufe0f"


def _ideograph(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"


OPINIONS: dict[str, Callable[[str], int]] = {"narrow": _narrow, "wide": _wide}
cells = st.lists(st.sampled_from((*SIGNS, *PLAIN)), max_size=8).map("".join)
screens = st.lists(st.lists(cells, min_size=HEIGHT, max_size=HEIGHT), min_size=2, max_size=5)


def written(rows: list[str]) -> str:
    """A frame as Textual writes it, cut and filled up as it measures."""
    from rich.cells import cell_len, set_cell_size

    lines = [set_cell_size(row, WIDTH) if cell_len(row) != WIDTH else row for row in rows]
    return "".join(f"\x1b[{y + 1};1H{line}" for y, line in enumerate(lines)) + "\x1b[1;1H"


@pytest.mark.parametrize("opinion", OPINIONS)
@settings(max_examples=150, deadline=None)
@given(sequence=screens)
def test_changes_leave_what_a_cleared_screen_would_show(opinion: str, sequence: list[list[str]]) -> None:
    """Frame after frame, and the same once more after Ctrl+L."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pyte.screens.wcwidth", OPINIONS[opinion])
        layer = OutputLayer(WIDTH, HEIGHT, Capabilities())
        shown, feed = terminal(WIDTH, HEIGHT)
        for rows in sequence:
            layer.feed(written(rows))
            feed.feed(layer.frame())
            fresh = OutputLayer(WIDTH, HEIGHT, Capabilities())
            cleared, feed_cleared = terminal(WIDTH, HEIGHT)
            fresh.feed(written(rows))
            feed_cleared.feed(fresh.frame())
            assert picture(shown) == picture(cleared), rows
        feed.feed("\x1b[2;2Hjunk")
        layer.forget(clear=True)
        feed.feed(layer.frame())
        assert picture(shown) == picture(cleared)


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_that_goes_takes_all_its_cells_along(sign: str) -> None:
    """Blanks, then the sign, then an absolute column: nothing after it stands where the sign left the cursor."""
    for opinion in OPINIONS.values():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("pyte.screens.wcwidth", opinion)
            layer = OutputLayer(WIDTH, HEIGHT, Capabilities())
            shown, feed = terminal(WIDTH, HEIGHT)
            for row in (f"xx{sign}end", f"xx{sign}END", "xxxxxxxx", f"xxxx{sign}", ""):
                layer.feed(written([row, "", "", ""]))
                feed.feed(layer.frame())
            assert "".join(shown.display).strip() == ""
