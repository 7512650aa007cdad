"""The sheet of an order's lines without a screen: no line is lost or mixed, whatever keys come (OPP-18)."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from model.core import language
from model.core.fields.base import Reading
from model.core.records.relations import Item
from model.orders.line_record import OrderLine
from model.orders.totals import Line, order_totals
from tui.orders.sheet_lines import DISCOUNT, NUMBER, QUANTITY, TEXT, UNIT, UNIT_PRICE, VAT_RATE, LineReader
from tui.orders.sheet_merge import disagreements, rebase
from tui.orders.sheet_state import SheetState

RATES = (Decimal(25), Decimal(15), Decimal(0))
NEW = Line("", vat_rate=Decimal(25))
Cells = tuple[str, ...]


def reader() -> LineReader:
    """What reads the cells of lines, in English."""
    return LineReader(OrderLine.fields(), Reading(datetime(2026, 11, 20, tzinfo=UTC)), RATES)


def sheet(*lines: Line, locked: bool = False) -> SheetState:
    """A sheet of lines on file, whose IDs count from 1."""
    items = [Item("order_line", number, line.text, line) for number, line in enumerate(lines, 1)]
    return SheetState(items, NEW, reader(), locked=locked)


def type_in(state: SheetState, text: str) -> None:
    """Type over the cell."""
    assert state.begin("")
    assert state.editor is not None
    state.editor.insert(text)


def texts(state: SheetState) -> list[str]:
    """What the lines are called."""
    return [line.texts[TEXT] for line in state.lines]


@pytest.mark.parametrize(
    ("lang", "column", "typed", "stands"),
    [
        ("nb", UNIT_PRICE, "1 234,50", "1 234,50"),
        ("nb", UNIT_PRICE, "1234.50", "1 234,50"),
        ("nb", UNIT_PRICE, "0,0375", "0,0375"),
        ("en", UNIT_PRICE, "1 234,50", "1,234.50"),
        ("da", UNIT_PRICE, "kr 1.234,50", "1.234,50"),
        ("nb", VAT_RATE, "25 %", "25"),
        ("nb", VAT_RATE, "15%", "15"),
        ("nb", DISCOUNT, "12,5 %", "12,50"),
        ("nb", DISCOUNT, "0", ""),
        ("nb", QUANTITY, "-3", "-3"),
        ("nb", QUANTITY, "0,5", "0,5"),
    ],
)
def test_figures_are_read_as_people_write_them(lang: str, column: int, typed: str, stands: str) -> None:
    """And stand there as the program writes them, so that it is seen how each was understood."""
    language.use(lang)
    state = sheet(Line("Locks", vat_rate=Decimal(25)))
    state.go(0, column)
    type_in(state, typed)
    state.leave()
    assert state.cell.replace("\u00a0", " ") == stands
    assert not state.read(0).errors


@pytest.mark.parametrize(
    ("column", "typed"),
    [
        (QUANTITY, "many"), (QUANTITY, "9" * 30), (QUANTITY, "0.00000000000000001"), (UNIT_PRICE, "-5"),
        (UNIT_PRICE, "=1+1"), (DISCOUNT, "101"), (DISCOUNT, "-1"), (VAT_RATE, "24"), (VAT_RATE, ""), (TEXT, ""),
        (UNIT, "a unit with far too many letters"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_stands_there_with_a_sentence(column: int, typed: str) -> None:
    """It blocks no other cell, and the line counts for nothing until it is right."""
    state = sheet(
        Line("Locks", unit_price=Decimal(10), vat_rate=Decimal(25)),
        Line("Keys", unit_price=Decimal(5), vat_rate=Decimal(25)),
    )
    state.go(0, column)
    type_in(state, typed)
    state.leave()
    assert state.cell == typed
    assert state.read(0).errors[column]
    assert state.reader.first_error(state.lines) == (0, column)
    state.go(1, QUANTITY)
    type_in(state, "3")
    state.leave()
    assert state.reader.totals(state.lines).net == 15


def test_a_rate_that_is_no_more_stays_on_a_line_that_has_it() -> None:
    """A line on file keeps what it was sold at; a copy of it needs one that there is."""
    state = sheet(Line("Locks", vat_rate=Decimal(14)))
    assert not state.read(0).errors
    state.copy()
    assert state.read(1).errors[VAT_RATE] == "There is no VAT rate of 14 %: there are 25 %, 15 %, 0 %."


def test_a_net_that_no_amount_holds_is_told_in_its_line() -> None:
    """Both figures can be read by themselves."""
    state = sheet(Line("Locks", vat_rate=Decimal(25)))
    for column in (QUANTITY, UNIT_PRICE):
        state.go(0, column)
        type_in(state, "9999999999")
    state.leave()
    assert "too large" in state.read(0).errors[UNIT_PRICE]


def test_enter_goes_by_discount_and_vat_to_a_new_line_and_from_a_blank_one_to_save() -> None:
    """Two lines in one go, without an arrow."""
    state = sheet()
    for word in ("Consulting", "10", "h", "950", "Travel", "1", "", "500"):
        if word:
            type_in(state, word)
        state.next_cell(passing=True)
    assert (state.row, state.column) == (2, TEXT)
    state.next_cell(passing=True)
    assert state.on_save
    assert texts(state) == ["Consulting", "Travel", ""]
    assert state.reader.totals(state.lines).total == Decimal("12500.00")
    assert [line.texts[TEXT] for line in state.kept_lines] == ["Consulting", "Travel"]


def test_typed_cells_stay_when_an_earlier_line_is_taken_over() -> None:
    """Unit, price and VAT come with the text, besides what the person has typed there."""
    state = sheet()
    state.go(0, UNIT_PRICE)
    type_in(state, "7")
    state.go(0, TEXT)
    type_in(state, "Con")
    state.take_over({TEXT: "Consulting", UNIT: "h", UNIT_PRICE: "950.00", VAT_RATE: "15"})
    assert state.line.texts == ("Consulting", "1", "h", "7.00", "", "15")


def test_a_block_of_cells_of_a_spreadsheet_fills_as_many() -> None:
    """Pasted from the quantity of the first line on; lines that are missing are added."""
    state = sheet(Line("Locks", vat_rate=Decimal(25)))
    state.go(0, QUANTITY)
    state.fill([["2", "pcs", "10"], ["3", "pcs", "20", "5", "0", "more", "than there are"]])
    assert [line.texts for line in state.lines] == [
        ("Locks", "2", "pcs", "10.00", "", "25"),
        ("", "3", "pcs", "20.00", "5", "0"),
    ]


def test_nothing_changes_in_a_locked_sheet() -> None:
    """One can go everywhere."""
    state = sheet(Line("Locks", vat_rate=Decimal(25)), locked=True)
    assert not state.begin("x")
    assert not state.clear()
    assert not state.copy()
    assert not state.delete()
    state.add()
    state.next_cell(passing=False)
    state.by_rows(5)
    assert not state.dirty
    assert texts(state) == ["Locks"]


class Played:
    """Random keys at a sheet, beside a plain list of cells on which the same is done the slow way."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        lines = [
            Line(f"Line {number}", Decimal(number), "pcs", Decimal("12.35"), vat_rate=self.dice.choice(RATES))
            for number in range(1, self.dice.randint(1, 9))
        ]
        self.state = sheet(*lines)
        self.cells = [list(line.texts) for line in self.state.lines]
        self.before: list[list[list[str]]] = []
        self.count = 0

    def remember(self) -> None:
        """Note how the cells stand before a step."""
        self.before.append([list(line) for line in self.cells])

    def step(self) -> None:
        """Do one thing to both."""
        state, dice = self.state, self.dice
        row = min(state.row, len(state.lines))
        what = dice.choice("type type type copy up down delete add go go go tab enter back undo escape clear".split())
        if what == "type" and not state.on_save and state.column != NUMBER:
            self.count += 1
            column = state.column
            typed = {TEXT: f"Typed {self.count}", UNIT: "h", VAT_RATE: dice.choice(("25", "15", "0", "7"))}.get(
                column, dice.choice(("1", "2", "100", "no", "3.5", "-4"))
            )
            type_in(state, typed)
            state.leave()
            stands = state.lines[row].texts[column]
            if stands != self.cells[row][column]:
                self.remember()
                self.cells[row][column] = stands
            assert stands == typed or column not in state.read(row).errors
        elif what == "escape" and not state.on_save and state.column != NUMBER:
            type_in(state, "taken back")
            state.take_back()
        elif what == "clear" and state.clear():
            self.remember()
            self.cells[row][state.column] = ""
        elif what == "copy" and state.copy():
            self.remember()
            self.cells.insert(row + 1, list(self.cells[row]))
        elif what in ("up", "down") and state.move(1 if what == "down" else -1):
            self.remember()
            self.cells.insert(row + (1 if what == "down" else -1), self.cells.pop(row))
        elif what == "delete" and state.delete():
            self.remember()
            del self.cells[row]
            self.cells = self.cells or [list(state.new)]
        elif what == "add":
            state.add()
            self.remember()
            self.cells.insert(min(row + 1, len(self.cells)), list(state.new))
        elif what == "undo":
            assert state.undo() == bool(self.before)
            if self.before:
                self.cells = self.before.pop()
        elif what == "go":
            state.go(dice.randint(0, len(state.lines)), dice.randint(NUMBER, VAT_RATE))
        elif what in ("tab", "enter"):
            self.walk(passing=what == "enter")
        elif what == "back":
            state.previous_cell()

    def walk(self, *, passing: bool) -> None:
        """Go to the next cell, which may add a line."""
        count = len(self.state.lines)
        self.state.next_cell(passing=passing)
        if len(self.state.lines) > count:
            self.remember()
            self.cells.append(list(self.state.new))


@pytest.mark.parametrize("seed", range(40))
def test_random_keys_lose_and_mix_no_line(seed: int) -> None:
    """After each key the cells are those of the plain list, and the totals those that the model works out of them."""
    played = Played(seed)
    for _step in range(150):
        played.step()
        state = played.state
        assert [list(line.texts) for line in state.lines] == played.cells
        assert 0 <= state.row <= len(state.lines)
        values: list[Any] = [state.read(row).values for row, line in enumerate(state.lines) if not line.blank]
        assert state.reader.totals(state.lines) == order_totals(each for each in values if each is not None)
    steps = 0
    while played.state.undo():
        steps += 1
    assert [line.texts for line in played.state.kept_lines] == [line.texts for line in played.state.base]
    assert not played.state.dirty
    for _step in range(steps):
        assert played.state.redo()
    assert [list(line.texts) for line in played.state.lines] == played.cells


def items(*pairs: tuple[int, str]) -> list[Item]:
    """Lines on file by ID and text."""
    return [Item("order_line", number, text, Line(text, vat_rate=Decimal(25))) for number, text in pairs]


def test_what_each_of_two_people_did_to_a_line_is_kept() -> None:
    """COM-09: a text of mine, a text of theirs, a line of each, one that I deleted, one that they did."""
    state = sheet(*(Line(text, vat_rate=Decimal(25)) for text in ("A", "B", "C", "D")))
    type_in(state, "A of mine")
    state.go(2, TEXT)
    state.delete()
    state.go(0, TEXT)
    state.add()
    type_in(state, "New of mine")
    state.leave()
    theirs = items((1, "A"), (2, "B of theirs"), (9, "New of theirs"), (3, "C"))
    assert not disagreements(state, theirs)
    rebase(state, theirs, {})
    assert texts(state) == ["A of mine", "New of mine", "B of theirs", "New of theirs"]
    assert [line.line_id for line in state.lines] == [1, 0, 2, 9]
    assert not state.undo()


@pytest.mark.parametrize(("choice", "stays"), [("mine", ["A", "B of mine"]), ("theirs", ["A", "B of theirs"])])
def test_a_line_that_both_changed_is_chosen(choice: str, stays: list[str]) -> None:
    """It is shown as it was, as it is, and as it was typed."""
    state = sheet(Line("A", vat_rate=Decimal(25)), Line("B", vat_rate=Decimal(25)))
    state.go(1, TEXT)
    type_in(state, "B of mine")
    state.leave()
    theirs = items((1, "A"), (2, "B of theirs"))
    [found] = disagreements(state, theirs)
    assert (found.name, found.title) == ("2", "Line 2")
    assert [text.partition(":")[0] for text in (found.base, found.theirs, found.mine)] == [
        "B", "B of theirs", "B of mine",
    ]  # fmt: skip
    rebase(state, theirs, {"2": choice})
    assert texts(state) == stays


@pytest.mark.parametrize(("choice", "stays"), [("mine", ["A", "B of mine"]), ("theirs", ["A"])])
def test_a_line_that_they_deleted_while_i_changed_it_is_chosen(choice: str, stays: list[str]) -> None:
    """Kept, it is a new line."""
    state = sheet(Line("A", vat_rate=Decimal(25)), Line("B", vat_rate=Decimal(25)))
    state.go(1, TEXT)
    type_in(state, "B of mine")
    state.leave()
    theirs = items((1, "A"))
    [found] = disagreements(state, theirs)
    assert found.theirs == "deleted"
    rebase(state, theirs, {"2": choice})
    assert texts(state) == stays
    assert all(line.line_id != 2 for line in state.lines)


@pytest.mark.parametrize("seed", range(30))
def test_what_two_people_did_at_random_is_all_there(seed: int) -> None:
    """Every text that either has typed stands there, unless one of the two deleted or chose away its line."""
    dice = random.Random(seed)
    state = sheet(*(Line(f"{number}", vat_rate=Decimal(25)) for number in range(1, 7)))
    theirs = [(number, f"{number}") for number in range(1, 7)]
    for turn in range(8):
        state.go(dice.randrange(len(state.lines)), TEXT)
        if dice.random() < 0.6:
            type_in(state, f"mine {turn}")
            state.leave()
        else:
            dice.choice((state.add, state.delete, lambda: state.move(1)))()
        at = dice.randrange(len(theirs)) if theirs else 0
        if dice.random() < 0.5 and theirs:
            theirs[at] = (theirs[at][0], f"theirs {turn}")
        elif dice.random() < 0.5 or not theirs:
            theirs.insert(at, (100 + turn, f"new of theirs {turn}"))
        else:
            del theirs[at]
    mine_before = {line.texts[TEXT] for line in state.lines}
    new_of_mine = {line.texts[TEXT] for line in state.lines if not line.on_file}
    choices = {each.name: dice.choice(("mine", "theirs")) for each in disagreements(state, items(*theirs))}
    rebase(state, items(*theirs), choices)
    found = texts(state)
    there = {text for _number, text in theirs}
    assert new_of_mine <= {*found, ""} | {""}
    assert {text for text in there if text.startswith("new")} <= set(found)
    assert set(found) <= mine_before | there | {""}
    on_file = [line.line_id for line in state.lines if line.on_file]
    assert len(on_file) == len(set(on_file))
    assert set(on_file) <= {number for number, _text in theirs}
