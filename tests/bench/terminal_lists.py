"""The same list in four hands, to count what each sends: ``python -m tests.bench.terminal_lists floor|curses|textual``.

A heading, what has been typed, a list of 1 000 rows with a cursor row, a hint line. Down and PageDown move, letters
filter the list, Escape ends. ``floor`` writes by hand what must be written and nothing else.
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.terminal.emulator import Emulator

HEADING = "  No     Name                          Town          Status            Sum"
HINT = "enter open   / search   n new   ? help"
FIRST = 2
"""Screen row (from 0) of the first row of the list; the hint line is the last row of the screen."""
_NAMES = "FJORD,BERGEN,NORDLYS,HAVBRIS,ØSTBY,SKOGEN,ÅSEN,TUNET,KYSTEN,VIKEN,LOFOTEN,ELVA,BREKKE".split(",")
_TRADES = "HANDEL,BYGG,REGNSKAP,TRANSPORT,EIENDOM,SJØMAT,ELEKTRO,DATA,INVEST,MASKIN,RØR".split(",")
_TOWNS = "Oslo,Bergen,Tromsø,Ålesund,Bodø,Hamar,Moss,Stavanger,Ærøskøbing".split(",")
_STATES = "new,open,won,lost,waiting".split(",")


def row(number: int) -> str:
    """Row ``number`` as text, 78 columns."""
    name = f"{_NAMES[number % 13]} {_TRADES[number * 7 % 11]} AS"
    town, state = _TOWNS[number * 5 % 9], _STATES[number * 3 % 5]
    return f"{number:>6}  {name:<28}  {town:<12}  {state:<10}{number * 104_729 % 9_999_991:>12,}".replace(",", " ")


ROWS = [row(number) for number in range(1_000)]


class List:
    """What is shown: the hits of what was typed, the first row on the screen, the cursor row."""

    def __init__(self, height: int) -> None:
        self.height = height
        self.typed = ""
        self.hits = ROWS
        self.top = self.cursor = 0

    def move(self, rows: int) -> None:
        """Move the cursor and, where it would leave the screen, the list."""
        self.cursor = min(max(self.cursor + rows, 0), len(self.hits) - 1)
        self.top = min(max(self.top, self.cursor - self.height + 1), self.cursor)

    def page(self) -> None:
        """Move list and cursor by a screenful."""
        self.top = min(self.top + self.height, max(0, len(self.hits) - self.height))
        self.cursor = min(self.cursor + self.height, len(self.hits) - 1)

    def type(self, letter: str) -> None:
        """Filter."""
        self.typed += letter
        self.hits = [row for row in ROWS if self.typed in row.lower()]
        self.top = self.cursor = 0

    def text(self, y: int) -> str:
        """The text in row ``y`` of the list's part of the screen."""
        at = self.top + y
        return self.hits[at] if at < len(self.hits) else ""


def cursor_row(emulator: Emulator) -> int:
    """The number of the row under the cursor, as a terminal shows it; -1 while none is, or it is not drawn yet."""
    for y, line in enumerate(emulator.lines[FIRST:-1], FIRST):
        if emulator.cell(0, y).bg == "blue":
            number = line[:6].strip()
            return int(number) if number.isdecimal() else -1
    return -1


def _keys(on_key: Callable[[str], None]) -> None:
    names = {"\x1b[B": "down", "\x1b[A": "up", "\x1b[6~": "pagedown"}
    while True:
        data = os.read(0, 64).decode()
        while data:
            for sequence, name in names.items():
                if data.startswith(sequence):
                    on_key(name)
                    data = data[len(sequence) :]
                    break
            else:
                if data[0] == "\x1b":
                    # A sequence may be cut in two between reads.
                    if not select.select([0], [], [], 0.05)[0]:
                        return
                    data += os.read(0, 64).decode()
                    continue
                on_key(data[0])
                data = data[1:]


def floor() -> None:
    """By hand."""
    import tty

    tty.setraw(0)
    width, height = os.get_terminal_size()
    items = List(height - FIRST - 1)

    def put(y: int, *, chosen: bool) -> str:
        text = items.text(y)
        body = f"\x1b[1;97;44m{text:<{width}}\x1b[m" if chosen else text if len(text) == width else f"{text}\x1b[K"
        return f"\x1b[{y + FIRST + 1}H{body}"

    def paint() -> str:
        return "".join(put(y, chosen=items.top + y == items.cursor) for y in range(items.height))

    def on_key(key: str) -> None:
        top, cursor = items.top, items.cursor
        if key in ("down", "up"):
            items.move(1 if key == "down" else -1)
            out = put(cursor - items.top, chosen=False) + put(items.cursor - items.top, chosen=True)
            if items.top != top:
                out = f"\x1b[{FIRST + 1};{height - 1}r\x1b[{height - 1}H\n\x1b[r" + out
        elif key == "pagedown":
            items.page()
            out = paint()
        else:
            before = [items.text(y) for y in range(items.height)]
            items.type(key)
            changed = [y for y in range(items.height) if items.text(y) != before[y] or y in (0, cursor - top)]
            out = f"\x1b[2;9H{items.typed}" + "".join(put(y, chosen=y == items.cursor) for y in changed)
        os.write(1, out.encode())

    head = f"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J\x1b[H{HEADING}\x1b[2HSearch: "
    os.write(1, (head + paint() + f"\x1b[{height}H{HINT}").encode())
    _keys(on_key)
    os.write(1, b"\x1b[?7h\x1b[?25h\x1b[?1049l")


def by_curses() -> None:
    """With Python's curses."""
    import curses
    import locale

    locale.setlocale(locale.LC_ALL, "")

    def run(window: curses.window) -> None:
        curses.curs_set(0)
        curses.start_color()
        curses.use_default_colors()
        curses.init_pair(1, 15, 4)
        chosen = curses.color_pair(1) | curses.A_BOLD
        height, width = window.getmaxyx()
        items = List(height - FIRST - 1)
        window.idlok(True)
        window.keypad(False)
        while True:
            window.addstr(0, 0, HEADING)
            window.addstr(1, 0, f"Search: {items.typed}")
            for y in range(items.height):
                style = chosen if items.top + y == items.cursor else curses.A_NORMAL
                window.addnstr(FIRST + y, 0, items.text(y).ljust(width), width, style)
            window.addstr(height - 1, 0, HINT)
            window.refresh()
            key = chr(window.getch())
            if key == "\x1b":
                # The keys are read as every terminal sends them outside of its application mode.
                window.timeout(50)
                while (code := window.getch()) != -1:
                    key += chr(code)
                    if chr(code).isalpha() or chr(code) == "~":
                        break
                window.timeout(-1)
            if key == "\x1b":
                return
            if key in ("\x1b[B", "\x1b[A"):
                items.move(1 if key == "\x1b[B" else -1)
            elif key == "\x1b[6~":
                items.page()
            else:
                items.type(key)

    curses.wrapper(run)


def by_textual() -> None:
    """With Textual: a list drawn row by row; through the layer or not, as the environment says."""
    from rich.segment import Segment
    from rich.style import Style
    from textual import events
    from textual.app import App, ComposeResult
    from textual.geometry import Region
    from textual.strip import Strip
    from textual.widget import Widget
    from textual.widgets import Static

    from tui.terminal.driver import driver_class

    class Rows(Widget, can_focus=True):
        def on_mount(self) -> None:
            self.items = List(self.app.size.height - FIRST - 1)

        def render_line(self, y: int) -> Strip:
            items = self.items
            chosen = items.top + y == items.cursor
            style = Style(bold=True, color="bright_white", bgcolor="blue") if chosen else self.rich_style
            return Strip([Segment(items.text(y), style)]).adjust_cell_length(self.size.width, style)

    class Demo(App[None]):
        CSS = "Static { height: 1; } Rows { height: 1fr; } Static#hint { dock: bottom; }"

        def compose(self) -> ComposeResult:
            yield Static(HEADING, markup=False)
            yield Static("Search: ", id="typed", markup=False)
            yield Rows()
            yield Static(HINT, id="hint", markup=False)

        def on_key(self, event: events.Key) -> None:
            rows = self.query_one(Rows)
            items, top, cursor = rows.items, rows.items.top, rows.items.cursor
            if event.key in ("down", "up"):
                items.move(1 if event.key == "down" else -1)
                if items.top == top:
                    rows.refresh(*(Region(0, at - top, rows.size.width, 1) for at in (cursor, items.cursor)))
                    return
            elif event.key == "pagedown":
                items.page()
            elif event.key == "escape":
                self.exit()
            elif event.character:
                items.type(event.character)
                self.query_one("#typed", Static).update(f"Search: {items.typed}")
            rows.refresh()

    plain = os.environ.get("DEMO_COLOURS") != "theme"
    app = Demo(driver_class=driver_class(os.environ), ansi_color=plain)
    if plain:
        app.theme = "ansi-dark"
    app.run(mouse=False)


def one_line() -> None:
    """With Textual, through the layer: one line of text that says how many keys were pressed, and nothing else."""
    from textual import events
    from textual.app import App, ComposeResult
    from textual.widgets import Static

    from tui.terminal.driver import driver_class

    class OneLine(App[None]):
        pressed = 0

        def compose(self) -> ComposeResult:
            yield Static(HINT, markup=False)

        def on_key(self, event: events.Key) -> None:
            self.pressed += 1
            self.query_one(Static).update(f"{self.pressed:>6}  {HINT}")

    app = OneLine(driver_class=driver_class(os.environ), ansi_color=True)
    app.theme = "ansi-dark"
    app.run(mouse=False)


if __name__ == "__main__":
    {"floor": floor, "curses": by_curses, "textual": by_textual, "one-line": one_line}[sys.argv[1]]()
