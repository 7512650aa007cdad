"""Which columns find room, and what the person can do to them (LEAD-01)."""

from __future__ import annotations

import pytest
from textual import events
from textual.app import App

from model.leads.records import Lead
from tui.looks import Looks
from tui.widgets.column_chooser import ColumnChooser
from tui.widgets.columns import Column, choosable, columns, from_texts, moved, place, with_width, without

CHOSEN = columns(("classification", "status", "name", "subject", "industry", "owner", "changed_at", "changed_by"))


def names(width: int, chosen: tuple[Column, ...] = CHOSEN) -> list[str]:
    return [str(placed.field.name) for placed in place(chosen, Lead, width)]


@pytest.mark.parametrize("width", range(1, 260, 7))
def test_columns_stand_side_by_side_within_the_width(width: int) -> None:
    placed = place(CHOSEN, Lead, width)
    end = -1
    for column in placed:
        assert column.left == end + 1
        end = column.left + column.width
    assert end <= width
    if width > 60:
        assert end == width


def test_the_right_ones_give_way_first_and_the_name_never() -> None:
    assert names(120) == [column.field for column in CHOSEN]
    narrow = names(50)
    assert "name" in narrow
    assert narrow == [column.field for column in CHOSEN][: len(narrow)]
    assert names(5) == ["name"]


def test_weight_keeps_a_column() -> None:
    chosen = tuple(Column(c.field, c.width, 9 if c.field == "changed_by" else 0) for c in CHOSEN)
    assert "changed_by" in names(50, chosen)


def test_a_width_asked_for_is_kept() -> None:
    chosen = with_width(CHOSEN, "subject", 33)
    assert {str(p.field.name): p.width for p in place(chosen, Lead, 120)}["subject"] == 33


def test_columns_are_kept_as_text() -> None:
    chosen = with_width(CHOSEN, "subject", 33)
    assert from_texts([column.as_text() for column in chosen], Lead, CHOSEN) == chosen
    assert from_texts(["gone", "name", "name:9", "town:x"], Lead, CHOSEN) == (Column("name"), Column("town"))
    assert from_texts([], Lead, CHOSEN) == CHOSEN


def test_moving_and_taking_away() -> None:
    few = columns(("name", "town", "owner"))
    assert [column.field for column in moved(few, "owner", -1)] == ["name", "owner", "town"]
    assert [column.field for column in moved(few, "owner", 5)] == ["name", "town", "owner"]
    assert [column.field for column in without(few, "town")] == ["name", "owner"]
    assert without(few[:1], "name") == few[:1]


class ChooserApp(App[None]):
    looks = Looks()
    answer: tuple[Column, ...] | None = ()

    def on_mount(self) -> None:
        self.push_screen(ColumnChooser(Lead, CHOSEN, CHOSEN), self.take)

    def hold(self, _event: events.Key, *, answered: bool = False) -> bool:
        return False

    def take(self, answer: tuple[Column, ...] | None) -> None:
        self.answer = answer


async def test_columns_are_chosen_by_keys_alone() -> None:
    app = ChooserApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "down", "J", "+", "+", "down", "down", "space")
        await pilot.press("down", "space", "enter")
        added = next(name for name in choosable(Lead) if name not in {column.field for column in CHOSEN})
        expected = ["classification", "status", "name", "industry", "subject", "owner", "changed_by", added]
        assert app.answer is not None
        assert [column.field for column in app.answer] == expected
        assert app.answer[4].width == 24


async def test_one_column_stays_and_esc_changes_nothing() -> None:
    app = ChooserApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*["space"] * 12)
        chooser = app.screen
        assert isinstance(chooser, ColumnChooser)
        assert len(chooser.chosen) == 1
        await pilot.press("R")
        assert chooser.chosen == CHOSEN
        await pilot.press("escape")
        assert app.answer is None


def test_notes_and_versions_are_no_columns() -> None:
    assert not {"note", "custom", "version"} & set(choosable(Lead))
