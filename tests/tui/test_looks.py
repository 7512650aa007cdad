"""Every screen in every dress: small and large, each language, ASCII signs, no colours, sixteen colours."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from model.core import language
from model.core.settings import Settings
from model.demo.fill import fill
from model.demo.world import Volumes
from model.people.signing_in import sign_in
from tests.conftest import ROOT
from tests.engines import Databases
from tests.tui.desk import OSLO, Desk, Hand
from tests.tui.frames import intact, rows, tap
from tests.tui.terminal.twin import running, visible
from tui.actions import Keymap
from tui.app import SalgApp
from tui.base_app import AppPaths
from tui.looks import Looks
from tui.start.totals import first_steps
from tui.terminal.capabilities import Capabilities, capabilities
from tui.terminal.colours import Depth

SMALL = Volumes(units=120, customers=12, contacts=14, leads=40, opportunities=12, activities=120)
LANGUAGES = [
    one
    for one in language.LANGUAGES
    if one == "en" or (ROOT / "model" / "locale" / one / "LC_MESSAGES" / "salg.mo").exists()
]
TOUR = tuple(
    tuple(keys.split())
    for keys in (
        "", "2", "2 M X", "2 F", "2 a", "2 s", "2 V", "2 C", "2 f a", "2 o", "2 equals_sign", "2 d",
        "2 space space space c", "2 question_mark", "2 colon", "2 enter tab tab", "2 enter c", "2 e x escape",
        "2 enter N", "2 enter T", "3 enter", "3 e", "3 F", "4 enter", "4 e", "5 enter", "5 e", "5 F",
        "slash a tab tab right", "H enter", "u", "P", "question_mark",
    )
)  # fmt: skip
"""The keys that lead from the start page to each screen and dialog."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, shared_databases: Databases) -> Path:
    """A small demo, made once."""
    path = tmp_path_factory.mktemp("looks") / "salg.db"
    store = shared_databases.open(path)
    fill(store, _clock, account="adm", volumes=SMALL)
    store.close()
    return path


def _clock() -> datetime:
    return datetime(2026, 11, 21, 13, 0, tzinfo=OSLO)


@pytest.fixture
def app(demo: Path, shared_databases: Databases, tmp_path: Path) -> Callable[..., SalgApp]:
    """Return a function that makes the app over a copy of the demo."""

    def make(*, ascii: bool = False) -> SalgApp:
        session = sign_in(shared_databases.open_copy(demo, demo.with_name("copy.db")), "adm", _clock)
        paths = AppPaths(tmp_path / "registry.db", tmp_path / "drafts", tmp_path / "log")
        return SalgApp(session, Settings(), Keymap(), Looks(ascii), paths, database_id="demo", demo=True)

    return make


async def home(hand: Hand) -> None:
    """Go back to the start page, leaving what is open without saving."""
    for _step in range(12):
        if len(hand.app.screen_stack) == 1:
            return
        form = getattr(hand.app.screen, "form", None)
        asked = form is not None and form.state.question is not None
        await tap(hand, "x" if asked else "escape")
    raise AssertionError(hand.screen)


@asynccontextmanager
async def touring(app: SalgApp, size: tuple[int, int]) -> AsyncIterator[Hand]:
    async with app.run_test(size=size) as pilot:
        yield Hand(app, pilot)


async def tour(hand: Hand, look: Callable[[tuple[str, ...]], None]) -> None:
    """Go to each screen and look at it."""
    for keys in TOUR:
        for key in keys:
            await tap(hand, key)
            look(keys)
        await home(hand)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["small", "large"])
@pytest.mark.parametrize("tongue", LANGUAGES)
async def test_every_screen_is_whole(app: Callable[..., SalgApp], tongue: str, size: tuple[int, int]) -> None:
    """Nothing overflows; title, Back and Keys are always in sight, in each language."""
    language.use(tongue)
    async with touring(app(), size) as hand:
        await tour(hand, lambda keys: intact(hand, *keys))


@pytest.mark.slow
async def test_ascii_signs(app: Callable[..., SalgApp]) -> None:
    """What is no letter is ASCII: lines, marks, pointers, arrows, dots."""

    def look(keys: tuple[str, ...]) -> None:
        intact(hand, *keys)
        for line in rows(hand):
            odd = {sign for sign in line if not sign.isascii() and not sign.isalpha()}
            assert not odd, (keys, odd, line)

    async with touring(app(ascii=True), (80, 24)) as hand:
        await tour(hand, look)


@pytest.mark.parametrize("tongue", LANGUAGES)
async def test_what_to_press_where_there_is_nothing(desk: Desk, tongue: str) -> None:
    """An empty database says on every screen what to do, to the last word at 80 columns."""
    language.use(tongue)
    app = desk.app()
    async with touring(app, (80, 24)) as hand:

        def said() -> str:
            return " ".join(hand.screen.split())

        await tap(hand)
        for sentence in first_steps():
            await hand.until(lambda sentence=sentence: sentence in said())
        for key in "2345":
            await tap(hand, key)
            await hand.until(lambda: app.screen.list.empty in said())  # type: ignore[attr-defined]
        await tap(hand, "slash")
        await hand.until(lambda: app.screen.hits.empty in said())  # type: ignore[attr-defined]
        for letter in "zzq":
            await tap(hand, letter)
        intact(hand)


COLOURS = re.compile(r"\x1b\[([0-9;]*)m")
WALK = ("2", "down", "space", "F", "escape", "c", "escape", "enter", "tab", "escape", "e", "x", "slash", "a", "escape")


@pytest.mark.parametrize("depth", [Depth.NONE, Depth.COLOURS_16], ids=["no colours", "sixteen"])
async def test_colours_sent(app: Callable[..., SalgApp], depth: Depth) -> None:
    """NO_COLOR sends none, sixteen colours no others, and the characters are the same."""
    if depth is Depth.NONE:
        can = capabilities({"NO_COLOR": "1", "TERM": "xterm-256color"})
        assert can.depth is Depth.NONE
    else:
        can = Capabilities(depth=depth)
    made = app()
    async with running(made, (80, 24), can) as (pilot, driver):
        hand = Hand(made, pilot)
        for key in WALK:
            await tap(hand, key)
            await pilot.pause()
            assert visible(driver.frugal) == visible(driver.stock), key
        codes = [int(code or 0) for sent in driver.sent for group in COLOURS.findall(sent) for code in group.split(";")]
    assert codes
    coloured = {code for code in codes if 30 <= code <= 49 or 90 <= code <= 107}
    if depth is Depth.NONE:
        assert not coloured, coloured
    else:
        assert coloured
        assert not coloured & {38, 48}
