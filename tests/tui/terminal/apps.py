"""Small apps with what makes terminals hard: lists that scroll, typed text, dialogs, wide and combining characters."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.driver import Driver
from textual.geometry import Region, Size
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import DataTable, Input, Label, OptionList, Static

NAMES = [
    "FJORD HANDEL AS",
    "Bjørk & Sønner",
    "漢字株式会社",
    "Café Ålesund",
    "Ærlig Regnskap",
    "한국 무역",
    "ØST [/] VEST",
]


class RowList(ScrollView, can_focus=True):
    """A list drawn row by row, as the program's own lists are."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("down", "by(1)", ""),
        ("up", "by(-1)", ""),
        ("pagedown", "by(15)", ""),
        ("pageup", "by(-15)", ""),
        ("end", "by(100000)", ""),
        ("home", "by(-100000)", ""),
    ]

    def __init__(self, rows: int = 500, columns: int = 4) -> None:
        super().__init__()
        self.rows = rows
        self.columns = columns
        self.row = 0

    def on_mount(self) -> None:
        """The whole list is as wide as the screen."""
        self.virtual_size = Size(self.size.width, self.rows)

    def on_resize(self) -> None:
        """So it stays."""
        self.virtual_size = Size(self.size.width, self.rows)

    def action_by(self, rows: int) -> None:
        """Move the cursor."""
        before, self.row = self.row, min(max(self.row + rows, 0), self.rows - 1)
        top, height = self.scroll_offset.y, self.size.height
        if self.row < top:
            self.scroll_to(y=self.row, animate=False, force=True, immediate=True)
        elif self.row >= top + height:
            self.scroll_to(y=self.row - height + 1, animate=False, force=True, immediate=True)
        self.refresh_lines(before)
        self.refresh_lines(self.row)

    def refresh_lines(self, row: int) -> None:
        """Draw one row again."""
        y = row - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def render_line(self, y: int) -> Strip:
        """One row: number, name, town, sum, one segment each."""
        row = y + self.scroll_offset.y
        width = self.size.width
        if row >= self.rows:
            return Strip.blank(width, self.rich_style)
        base = self.rich_style
        if row == self.row:
            base += (
                Style(reverse=True)
                if self.app.theme.startswith("textual-ansi")
                else Style(bgcolor="blue", color="white")
            )
        cells = [f"{row:>6}  ", f"{NAMES[row % 7]}", f"  town {row * 7919 % 9973}", f"  {row * 104729 % 1000003}"]
        status = base + Style(color="green" if row % 3 else "red", bold=row % 5 == 0)
        segments = [Segment(cell, status if at == 2 else base) for at, cell in enumerate(cells[: self.columns])]
        return Strip(segments).adjust_cell_length(width, base)


class Question(ModalScreen[None]):
    """A dialog over the screen."""

    DEFAULT_CSS = "Question { align: center middle; } Question > Vertical { width: 40; height: 7; border: round red; }"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "app.pop_screen", "")]

    def compose(self) -> ComposeResult:
        """Text and a field."""
        with Vertical():
            yield Label("Delete 漢字株式会社? e\u0301", markup=False)
            field = Input("fjord ", select_on_focus=False)
            field.cursor_blink = False
            yield field


class Lists(App[None]):
    """A heading, a field, a list beside a pane, a hint line."""

    CSS = """
    RowList { height: 1fr; width: 2fr; }
    #pane { width: 1fr; border-left: solid green; }
    Input { height: 3; }
    #hint, #head { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("f2", "push", ""), ("f3", "tone", ""), ("ctrl+t", "hint", "")]

    def __init__(self, *, pane: bool = True, ansi: bool = False, driver: type[Driver] | None = None) -> None:
        super().__init__(driver_class=driver, ansi_color=ansi)
        self.pane = pane
        self.hints = 0

    def compose(self) -> ComposeResult:
        """The list and what is around it."""
        yield Static("Leads  æøå  漢字", id="head", markup=False)
        yield Input(placeholder="search")
        with Horizontal():
            yield RowList()
            if self.pane:
                yield Static(
                    "\n".join(f"{name}: e\u0301 ñ 🙂 ok {n}" for n, name in enumerate(NAMES)), id="pane", markup=False
                )
        yield Static("enter open  / search", id="hint", markup=False)

    def on_mount(self) -> None:
        """No blinking in tests."""
        self.query_one(Input).cursor_blink = False

    def action_push(self) -> None:
        """Open the dialog."""
        self.push_screen(Question())

    def action_tone(self) -> None:
        """Change every colour."""
        themes = ["textual-dark", "ansi-dark", "nord", "ansi-light"]
        self.theme = themes[(themes.index(self.theme) + 1) % 4]

    def action_hint(self) -> None:
        """Change one line."""
        self.hints += 1
        self.query_one("#hint", Static).update(f"hint {self.hints}")


class Stock(App[None]):
    """Textual's own widgets."""

    def compose(self) -> ComposeResult:
        """A table and a list of choices."""
        yield DataTable(cursor_type="row")
        yield OptionList(*[f"{name} {n}".replace("[", "(") for n in range(40) for name in NAMES])

    def on_mount(self) -> None:
        """Rows."""
        table = self.query_one(DataTable)
        table.add_columns("name", "number", "town")
        for n in range(80):
            table.add_row(NAMES[n % 7].replace("[", "("), str(n * 7919), "Tromsø")
