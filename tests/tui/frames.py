"""What holds of every screen, whatever stands on it: nothing moves the cursor, and the frame is where it belongs."""

from __future__ import annotations

import unicodedata

from rich.cells import cell_len
from textual import events

from model.core.language import _
from tests.tui.desk import Hand, nothing_moves
from tui.frame import SalgScreen
from tui.widgets.dialogs import Dialog
from tui.widgets.lines import Line


async def tap(hand: Hand, *keys: str) -> None:
    """Press keys one after the other, each when the picture stands still; Pilot waits much longer after each."""
    driver = hand.app._driver
    assert driver is not None
    for key in keys:
        try:
            character: str | None = unicodedata.lookup({"slash": "SOLIDUS"}.get(key, key.replace("_", " ").upper()))
        except KeyError:
            character = key if len(key) == 1 else " " if key == "space" else None
        driver.send_message(events.Key(key, character))
        await settled(hand)


async def settled(hand: Hand) -> None:
    """Wait until no action is under way and the picture stands still."""
    before, still = "", 0
    for _turn in range(2_000):
        await hand.pilot.pause(0.001)
        now = hand.screen
        still = still + 1 if now == before and hand.app.idle else 0
        if still == 2:
            return
        before = now
    raise AssertionError(f"does not come to rest:\n{before}")


def rows(hand: Hand) -> list[str]:
    """Return the lines on the screen in their whole width."""
    return ["".join(part.text for part in strip) for strip in hand.app.screen._compositor.render_strips()]


def intact(hand: Hand, *after: object) -> None:
    """Hold that nothing on the screen can move or colour anything, and that the frame is where it belongs."""
    said = (*after, type(hand.app.screen).__name__, hand.screen)
    width, height = hand.app.size
    lines = rows(hand)
    assert len(lines) == height, said
    assert all(cell_len(line) == width for line in lines), [*said, [cell_len(line) for line in lines]]
    assert nothing_moves(hand.screen), said
    front = hand.app.screen
    if isinstance(front, SalgScreen):
        assert lines[0].strip(), said
        assert hand.app.session.person.initials in lines[0], said
        mode = front.mode_keys()
        if mode is None:
            # Back and Keys, whole, whatever else there is no room for.
            assert f"Esc {_('Back')}" in lines[-1], said
            assert lines[-1].rstrip().endswith(_("Keys")), said
        else:
            # What takes the keys in place of the table names them, whole.
            assert all(f"{key} {label}" in lines[-1] for key, label in mode), said
    elif isinstance(front, Dialog):
        keys = front.query_one("#dialog-keys", Line)
        assert cell_len(keys.text.rstrip()) <= width, said
        assert keys.text.strip() in lines[keys.region.y], said
