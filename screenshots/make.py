"""Make the pictures in this folder from the running app: ``python screenshots/make.py [folder]``.

The app runs on the demo's made-up data, on a fixed day, through the keys a person would press; each picture is what
stands on the screen after them. The same pictures are held against in the tests.
"""

from __future__ import annotations

import asyncio
import html
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from rich.cells import cell_len  # noqa: E402
from textual.pilot import Pilot  # noqa: E402

from model.core import language  # noqa: E402
from model.core.dates import find_zone  # noqa: E402
from model.core.settings import Settings  # noqa: E402
from model.core.storage.database import open_store  # noqa: E402
from model.demo.fill import fill, fill_registry  # noqa: E402
from model.people.signing_in import sign_in  # noqa: E402
from tui.actions import Keymap  # noqa: E402
from tui.app import SalgApp  # noqa: E402
from tui.base_app import AppPaths  # noqa: E402
from tui.looks import Looks  # noqa: E402

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=find_zone("Europe/Oslo"))
SMALL, LARGE = (80, 24), (120, 40)


@dataclass(frozen=True)
class Picture:
    """A picture's name, the keys that lead to it, its size and its language."""

    name: str
    keys: Sequence[str]
    size: tuple[int, int] = SMALL
    language: str = "en"

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}-{self.size[0]}x{self.size[1]}.svg"


PICTURES = (
    Picture("start", ()),
    Picture("leads", ("2", "down", "down", "space", "down", "space", "down")),
    Picture("leads", ("2", "down", "down", "space", "down", "space", "down"), LARGE),
    Picture("search", ("/", *"fjord", "tab", "tab", "down", "down")),
    Picture("lead", ("2", "pagedown", "enter")),
    Picture("lead-form", ("2", "pagedown", "e")),
    Picture("convert", ("2", "down", "space", "down", "space", "down", "space", "c")),
    Picture("start", (), LARGE),
    Picture("customer", ("3", "down", "enter")),
    Picture("customer", ("3", "down", "enter"), LARGE),
    Picture("calendar", ("7", "7")),
    Picture("sellers", ("5", "down", "down", "percent_sign", "n", "K", "N", "O", "enter", "2", "5", "enter")),
    Picture("board", ("5", "B", "down")),
    Picture("order-lines", ("O", "down", "b", "down", "tab", *"12")),
    Picture("charts", ("5", "Z")),
    Picture("budget", ("6", "down", "b")),
    Picture("analysis", ("6", "down", "y")),
    Picture("recipients", ("6", "f", *"serviceavtaler", "enter", "m", "down")),
    Picture("add-recipients", ("6", "f", *"vårmesse", "enter", "+", "down", "right")),
    Picture("report", ("8", "enter"), LARGE),
    Picture("administration", ("9",)),
    Picture("tasks-dansk", ("7",), SMALL, "da"),
    Picture("keys", ("2", "question_mark")),
    Picture("leads-norsk", ("2", "M", "X"), SMALL, "nb"),
)


async def take(picture: Picture, folder: Path, store_path: Path, registry: Path) -> str:
    """Return the picture as SVG."""
    language.use(picture.language)
    # A database of its own: how one picture leaves a list must not be seen in the next.
    folder = Path(tempfile.mkdtemp(dir=folder))
    store = open_store(Path(shutil.copy(store_path, folder / "salg.db")))
    session = sign_in(store, "demo", lambda: NOW)
    paths = AppPaths(registry, folder / "drafts", folder / "log")
    app = SalgApp(session, Settings(), Keymap(), Looks(), paths, demo=True)
    async with app.run_test(size=picture.size) as pilot:
        await settled(pilot)
        for key in picture.keys:
            await pilot.press(key)
            await settled(pilot)
        # Without the fonts that it would fetch from elsewhere: whoever looks at it has letters of equal width.
        drawn = re.sub(r"@font-face \{.*?\}\s*", "", app.export_screenshot(title="salg"), flags=re.DOTALL)
        # Renderers other than browsers take the blanks at the ends of a text away, and with them the columns.
        drawn = _PIECE.sub(_placed, drawn.replace("<text ", '<text xml:space="preserve" '))
    store.close()
    return drawn


_PIECE = re.compile(r'(<text [^>]*?) x="([\d.]+)"( y="[\d.]+") textLength="([\d.]+)"([^>]*>)([^<]*)</text>')
_RUN = re.compile(r"\S+(?:[ \u00a0]\S+)*")


def _placed(piece: re.Match[str]) -> str:
    """Return a piece of text as one element for each run without two blanks, each at its own column.

    So columns stand where they belong also in letters of another width, where a renderer has not those that are named.
    """
    head, x, y, length, tail, text = piece.groups()
    plain = html.unescape(text).rstrip("\n").replace("\u00a0", " ")
    runs = list(_RUN.finditer(plain))
    if not runs:
        return piece[0]
    width = float(length) / cell_len(plain)
    parts = []
    for run in runs:
        left, size = float(x) + cell_len(plain[: run.start()]) * width, cell_len(run[0]) * width
        kept = html.escape(run[0], quote=False).replace(" ", "&#160;")
        parts.append(f'{head} x="{left:g}"{y} textLength="{size:g}"{tail}{kept}</text>')
    return "".join(parts)


async def settled(pilot: Pilot[None]) -> None:
    """Wait until what was asked for has come: no action under way, and nothing new on the screen for a while."""
    app = pilot.app
    assert isinstance(app, SalgApp)
    quiet, before = 0, ""
    while quiet < 4:
        await pilot.pause()
        now = app.export_screenshot(simplify=True)
        still = now == before and app.idle
        quiet, before = (quiet + 1 if still else 0), now


def prepare(folder: Path) -> tuple[Path, Path]:
    """Make the database and the registry of the demo in ``folder``; return their paths."""
    store = open_store(folder / "salg.db")
    world = fill(store, lambda: NOW, account="demo")
    registry = folder / "registry.db"
    fill_registry(registry, world, NOW)
    store.close()
    return folder / "salg.db", registry


def main() -> None:
    """Write all pictures."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database, registry = prepare(folder)
        for picture in PICTURES:
            try:
                drawn = asyncio.run(take(picture, folder, database, registry))
            except Exception as error:  # one screen that fails leaves the others to look at
                print(f"{picture.file}: {error!r}", file=sys.stderr)
                continue
            (target / picture.file).write_text(drawn, encoding="utf-8")
            print(picture.file)


if __name__ == "__main__":
    main()
