"""No key of Salg takes AltGr or a dead key on a Norwegian or Danish keyboard, unless it is a second one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tui import rooms
from tui.actions import ACTIONS, ALTGR, EVERYWHERE, Action, Keymap

TUI = Path(__file__).parents[2] / "tui"
ABSENT = frozenset("$@~[]{}\\|`^´")
"""Typed with AltGr, or as a dead key, on the keyboards of Norway and Denmark."""


def test_the_table_knows_the_characters() -> None:
    """The constant that the README's sentence is made from."""
    assert ALTGR == ABSENT


@pytest.mark.parametrize("action", [action for action in ACTIONS if action.keys], ids=lambda action: action.id)
def test_every_action_has_a_key_without_altgr(action: Action) -> None:
    """The first key of each, which is the one that the hint line shows."""
    assert action.keys[0] not in ABSENT


@pytest.mark.parametrize("table", ["LISTS", "CARDS", "FORMS", "SCREENS"])
def test_no_key_without_altgr_is_hidden_by_another_action(table: str) -> None:
    """Where a more particular action takes the plain key, the other must not be left with the AltGr one alone."""
    keymap = Keymap()
    entries = getattr(rooms, table)
    screens = [rooms.screen_class(entries, name) for name in entries]
    seen = 0
    for screen in screens:
        contexts = (*getattr(screen, "context", ()), EVERYWHERE)
        for action in keymap.here(contexts):
            if action.keys:
                seen += 1
                assert set(action.keys) - ABSENT, (screen, action)
    assert seen


def test_no_dialog_asks_for_such_a_key() -> None:
    """The keys of choices in menus, and those that dialogs name at their foot."""
    found = []
    for file in TUI.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "Choice"
                and node.args
            ):
                first = node.args[0]
                if isinstance(first, ast.Constant) and first.value in ABSENT:
                    found.append((file.name, first.value))
            if isinstance(node, ast.Compare):
                for constant in (part for side in node.comparators for part in ast.walk(side)):
                    if isinstance(constant, ast.Constant) and constant.value in ABSENT and "key" in ast.dump(node.left):
                        found.append((file.name, constant.value))
    assert found == []
