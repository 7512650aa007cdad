"""What a change of the screen costs at least: the same pictures sent by a program written by hand, and by curses.

The pictures are those that Salg shows. ``by_hand`` sends the changed part of every changed row, each run of cells in
its style, after one scroll of a region where rows have moved as a block; it is told what changes, and need not find
it. ``Curses`` has Python's curses paint the pictures one after the other in a terminal of its own.
``python -m tests.bench.terminal_floors curses FILE`` and ``… datatable FILE`` are these programs.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.terminal.emulator import Emulator
from tests.terminal.session import Session

Style = tuple[str, str, bool, bool, bool, bool]
"""Foreground, background, bold, italic, underlined, reverse."""
Cell = tuple[str, Style]
Picture = list[list[Cell]]
PLAIN: Style = ("default", "default", False, False, False, False)
_NAMES = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")


def picture(emulator: Emulator) -> Picture:
    """Return every cell of a terminal as it looks."""
    return [
        [(cell.data, (cell.fg, cell.bg, cell.bold, cell.italics, cell.underscore, cell.reverse)) for cell in row]
        for row in emulator.cells()
    ]


def blank(columns: int, rows: int) -> Picture:
    """Return an empty screen."""
    return [[(" ", PLAIN)] * columns for _row in range(rows)]


def by_hand(before: Picture, after: Picture) -> int:
    """Return the bytes that turn one picture into another."""
    before, out = _scrolled(before, after)
    for y, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new:
            continue
        changed = [x for x in range(len(new)) if old[x] != new[x]]
        first, end = changed[0], changed[-1] + 1
        tail = len(new)
        while tail > first and new[tail - 1] == (" ", PLAIN):
            tail -= 1
        erase = tail < end - 3
        end = min(end, tail) if erase else end
        out += f"\x1b[{y + 1}H" if first == 0 else f"\x1b[{y + 1};{first + 1}H"
        style = PLAIN
        for character, wanted in new[first:end]:
            if wanted != style:
                out += _sgr(wanted)
                style = wanted
            out += character
        if style != PLAIN:
            out += "\x1b[m"
        if erase:
            out += "\x1b[K"
    return len(out.encode())


def _sgr(style: Style) -> str:
    foreground, background, bold, italic, underlined, reverse = style
    codes = [""] + [code for code, on in (("1", bold), ("3", italic), ("4", underlined), ("7", reverse)) if on]
    for colour, base, lead in ((foreground, 30, 38), (background, 40, 48)):
        name = colour.removeprefix("bright")
        if colour == "default":
            continue
        if name in _NAMES:
            codes.append(str(base + _NAMES.index(name) + (60 if name != colour else 0)))
        else:
            red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
            codes.append(f"{lead};2;{red};{green};{blue}")
    return f"\x1b[{';'.join(codes)}m" if len(codes) > 1 else "\x1b[m"


def _scrolled(before: Picture, after: Picture) -> tuple[Picture, str]:
    """Scroll by a row or a few where that is what has happened; return what is then shown, and what was sent."""
    height = len(after)
    plain = [(" ", PLAIN)] * len(after[0])
    best, found = 2, (0, 0, 0)
    for lines in (1, -1, 2, -2, 3, -3):
        start = None
        for y in range(height + 1):
            inside = y < height and 0 <= y + lines < height
            alike = inside and after[y] == before[y + lines] != before[y] and after[y] != plain
            if alike and start is None:
                start = y
            elif not alike and start is not None:
                if y - start > best:
                    best, found = y - start, (lines, start, y)
                start = None
    lines, start, end = found
    if not lines:
        return before, ""
    top, bottom = (start, end - 1 + lines) if lines > 0 else (start + lines, end - 1)
    rows = before[top : bottom + 1]
    moved = rows[lines:] + [plain] * lines if lines > 0 else [plain] * -lines + rows[:lines]
    way = f"\x1b[{bottom + 1}H" + "\n" * lines if lines > 0 else f"\x1b[{top + 1}H" + "\x1bM" * -lines
    return before[:top] + moved + before[bottom + 1 :], f"\x1b[{top + 1};{bottom + 1}r{way}\x1b[r"


class Curses:
    """Python's curses in a terminal of its own, painting one picture after the other."""

    def __init__(self, pictures: Iterable[Picture], folder: Path, columns: int, rows: int) -> None:
        path = folder / "pictures.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for shown in pictures:
                rows_of_runs = [_runs(row) for row in shown]
                file.write(json.dumps(rows_of_runs) + "\n")
        command = (sys.executable, "-m", "tests.bench.terminal_floors", "curses", str(path))
        self._session = Session(command, columns=columns, rows=rows, environment={"LC_ALL": "C.UTF-8"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._session.close()

    def first(self) -> int:
        """Return the bytes of the first picture."""
        self._session.wait(lambda session: bool(session.received)).settle(0.15)
        return len(self._session.received)

    def next(self) -> int:
        """Return the bytes of the next picture."""
        return self._session.measure("n", quiet=0.05).size


def _runs(row: list[Cell]) -> list[tuple[str, Style]]:
    runs: list[tuple[str, Style]] = []
    for character, style in row:
        if runs and runs[-1][1] == style:
            runs[-1] = (runs[-1][0] + character, style)
        else:
            runs.append((character, style))
    return runs


def _paint_by_curses(path: str) -> None:
    import curses
    import locale

    locale.setlocale(locale.LC_ALL, "")

    def run(window: Any) -> None:
        curses.curs_set(0)
        curses.start_color()
        curses.use_default_colors()
        window.idlok(True)
        pairs: dict[tuple[int, int], int] = {}

        def attribute(style: Style) -> int:
            foreground, background, bold, italic, underlined, reverse = style
            key = _colour(foreground), _colour(background)
            if key not in pairs:
                pairs[key] = len(pairs) + 1
                curses.init_pair(pairs[key], *key)
            found: int = curses.color_pair(pairs[key])
            for on, bit in ((bold, curses.A_BOLD), (italic, curses.A_ITALIC), (underlined, curses.A_UNDERLINE),
                            (reverse, curses.A_REVERSE)):  # fmt: skip
                found |= bit if on else 0
            return found

        with open(path, encoding="utf-8") as file:
            for line in file:
                for y, row in enumerate(json.loads(line)):
                    x = 0
                    for text, style in row:
                        try:
                            window.addstr(y, x, text, attribute(tuple(style)) if tuple(style) != PLAIN else 0)
                        except curses.error:
                            pass  # the last cell of the screen: curses writes it and complains
                        x += len(text)
                window.refresh()
                window.getch()

    curses.wrapper(run)


def _colour(name: str) -> int:
    if name == "default":
        return -1
    plain = name.removeprefix("bright")
    if plain in _NAMES:
        return _NAMES.index(plain) + (8 if plain != name else 0)
    red, green, blue = (round(int(name[at : at + 2], 16) / 51) for at in (0, 2, 4))
    return 16 + 36 * red + 6 * green + blue


def _show_in_datatable(path: str) -> None:
    from rich.text import Text
    from textual.app import App, ComposeResult
    from textual.widgets import DataTable

    class Table(App[None]):
        BINDINGS = [("escape", "quit", "")]

        def compose(self) -> ComposeResult:
            yield DataTable(cursor_type="row")

        def on_mount(self) -> None:
            table = self.query_one(DataTable)
            with open(path, encoding="utf-8", newline="") as file:
                head, *rows = list(csv.reader(file))
            table.add_columns(*head)
            for row in rows[:500]:
                table.add_row(*map(Text, row))

    Table().run(mouse=False)


if __name__ == "__main__":
    {"curses": _paint_by_curses, "datatable": _show_in_datatable}[sys.argv[1]](sys.argv[2])
