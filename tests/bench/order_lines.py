"""The sheet of an order's lines: a key with 300 lines against one with ten; earlier lines among many; bytes, frames."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from model.core.access.session import Session
from model.core.company.drafts import Draft
from model.core.fields.base import Reading
from model.core.records.relations import Item
from model.core.storage.database import open_store
from model.core.text import fold
from model.customers.records import Customer
from model.orders.earlier_lines import earlier_lines
from model.orders.line_record import OrderLine
from model.orders.records import Order
from model.orders.totals import Line
from model.people.signing_in import account_name, sign_in
from tests.bench.figures import Figure, interleaved, ratio, times
from tests.bench.invented_rows import NOW, Pattern, stored
from tests.bench.terminal_floors import by_hand, picture
from tests.terminal.session import SALG
from tests.terminal.session import Session as Terminal
from tui.orders.sheet_draft import SheetDraft
from tui.orders.sheet_lines import TEXT, LineReader
from tui.orders.sheet_state import SheetState
from tui.orders.sheet_view import SheetView
from tui.terminal.layer import SYNC_BEGIN
from tui.widgets.picker import Picker

LINES, ORDERS, EACH = 300, 20_000, 10
RATES = (25, 15, 12, 0)
KEYS = ("7", "5", "backspace", "tab", "down", "4", "escape", "ctrl+n", "ctrl+x", "shift+down")


def measure(size: float = 1.0) -> Iterator[Figure]:
    """Yield the sheet without a terminal, the question at each letter, and the terminal."""
    with tempfile.TemporaryDirectory(prefix="salg-lines") as folder:
        yield from _keys(Path(folder))
        yield from _questions(Path(folder), max(200, int(ORDERS * size)))
        yield from _terminal(Path(folder))


def _keys(folder: Path) -> Iterator[Figure]:
    """A letter and a figure typed, all rows laid out anew, the draft kept."""
    seconds = interleaved({"300 lines": _typing(folder, LINES), "10 lines": _typing(folder, 10)}, rounds=15)
    yield Figure(
        f"a key in a sheet of {LINES} lines, against one of 10", ratio(seconds, "300 lines", "10 lines"), target=2,
        note=times(seconds) + " for 20 keys",
    )  # fmt: skip


def _typing(folder: Path, count: int) -> Callable[[], None]:
    reading = Reading(datetime(2026, 11, 21, tzinfo=UTC))
    reader = LineReader(OrderLine.fields(), reading, [Decimal(rate) for rate in RATES])
    lines = [
        Line(f"Line {number}", Decimal(number), "pcs", Decimal("12.35"), vat_rate=Decimal(RATES[number % 4]))
        for number in range(count)
    ]
    items = [Item("order_line", number, line.text, line) for number, line in enumerate(lines, 1)]
    state = SheetState(items, Line("", vat_rate=Decimal(25)), reader)
    view = SheetView(state, reading, "NOK", Picker())
    draft = SheetDraft(Draft.open(folder / "drafts", "bench", 1, "order-lines", 1, 1, "Lines"), items)

    def keys() -> None:
        for column in (TEXT, TEXT + 1):
            state.go(0, column)
            state.begin("")
            for figure in "1234567890":
                assert state.editor is not None
                state.editor.insert(figure)
                draft.keep(state)
                view.arrange(80, 20)

    return keys


def _questions(folder: Path, orders: int) -> Iterator[Figure]:
    """Half of all lines have one text, which is the worst that can be looked for."""
    many, few = _filed(folder / "many.db", orders), _filed(folder / "few.db", orders // 100)

    def letters(session: Session, text: str) -> Callable[[], None]:
        def ask() -> None:
            for end in range(1, len(text) + 1):
                earlier_lines(session, text[:end], order=0, customer=1, currency="NOK")

        return ask

    for text, what in (("Consulting", "that half of them have"), ("Text 1", "that few have")):
        seconds = interleaved({"many": letters(many, text), "few": letters(few, text)})
        yield Figure(
            f"earlier lines, a text {what}, of {orders * EACH} lines against {orders // 100 * EACH}",
            ratio(seconds, "many", "few"), target=2, note=f"{times(seconds)} for {len(text)} letters",
        )  # fmt: skip
    for session in (many, few):
        session.store.close()


def _filed(path: Path, orders: int) -> Session:
    session = sign_in(open_store(path), account_name(), lambda: NOW)
    dice, store = random.Random(1), session.store
    customers = max(1, orders // 20)
    given = {"owner": 1, "status": "confirmed", "currency": "NOK", "order_date": NOW.date()}
    customer = Pattern(stored(Customer, ("ADM",), name="Kunde", owner=1))
    order = Pattern(stored(Order, ("ADM",), title="Order", customer=1, number=1, **given))
    line = Pattern(
        stored(OrderLine, ("ADM",), of_order=1, position=1, text="x", vat_rate=Decimal(25), amount=Decimal(1))
    )

    def texts() -> Iterator[Sequence[Any]]:
        for number in range(orders * EACH):
            text = "Consulting" if number % 2 else f"Text {dice.randrange(30)}"
            yield number // EACH + 1, number % EACH + 1, text, fold(text)

    with store.writing():
        store.insert_many(
            "customer", customer.columns, customer.rows(("name",), ((f"Kunde {at}",) for at in range(customers)))
        )
        numbered = ((at + 1, at % customers + 1) for at in range(orders))
        store.insert_many("sales_order", order.columns, order.rows(("number", "customer"), numbered))
        varied = ("of_order", "position", "text", "text_key")
        store.insert_many("order_line", line.columns, line.rows(varied, texts()))
    return session


def _terminal(folder: Path) -> Iterator[Figure]:
    """Keys in a sheet of 300 lines, at 80 × 24."""
    path = folder / "terminal.db"
    session = sign_in(open_store(path), account_name(), lambda: NOW)
    from model.core.changes.change import change

    text = "; ".join(f"Line {number}: 2 pcs @ 100 {RATES[number % 4]} %" for number in range(1, LINES + 1))
    with change(session, "File", "add") as made:
        customer = made.insert(Customer, {"name": "Fjord AS"})
        lines = Order.relations["lines"].parse(text, session.reading())
        made.insert(Order, {"customer": customer, "lines": lines})
    session.store.close()
    environment: dict[str, str | None] = {
        "PYTHONDONTWRITEBYTECODE": None,
        "SALG_HOME": str(folder / "home"), "HOME": str(folder), "LC_ALL": "C.UTF-8", "TERM": "xterm-256color",
    }  # fmt: skip
    with Terminal((*SALG, "--db", str(path)), columns=80, rows=24, environment=environment) as terminal:
        terminal.wait("Esc").settle()
        # That the terminal knows synchronised output: each frame is then between two marks, and can be counted.
        terminal._send(b"\x1b[?2026;2$y")
        terminal.press("O").wait("Fjord AS").press("b").wait("Line 1").press("tab").settle()
        pictures, sent = [picture(terminal.emulator)], []
        for key in KEYS:
            sent.append(terminal.measure(key))
            pictures.append(picture(terminal.emulator))
        floors = [by_hand(before, after) for before, after in pairwise(pictures)]
    worst = max(range(len(KEYS)), key=lambda at: sent[at].size / floors[at] if floors[at] else 0)
    yield Figure(
        "a key in the sheet, the worst of all against the bytes of its changed cells", sent[worst].size / floors[worst],
        target=1.15, note=", ".join(f"{key} {sent[at].size}/{floors[at]}" for at, key in enumerate(KEYS)),
    )  # fmt: skip
    yield Figure("frames for a key", max(one.data.count(SYNC_BEGIN.encode()) for one in sent), "frames", 1)
