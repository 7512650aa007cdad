"""Five hundred keys of a seller's day, drawn by lot but always the same, and the same work in VisiData.

What a key does in Salg has these counterparts in VisiData, on a sheet of the same leads:

======================================  ==========================================================================
Salg                                    VisiData
======================================  ==========================================================================
``↓ ↑ PgDn PgUp``                       the same
``End Home``                            ``G``, ``g g``
``Space`` mark and go on                ``s ↓``
``f`` words ``Enter``, ``R``            ``/`` words ``Enter``; nothing to take away
``/`` words ``Tab ↓ Esc``               ``/`` words ``Esc``
``Enter`` card, ``Tab``, ``Esc``        ``Enter`` the row as a sheet, ``↓``, ``q``
``e`` form, words, ``Tab``, ``Esc x``   ``e`` the cell, words, ``Esc``
``s 1`` or ``S`` sort                   ``[``
``n`` form of a new record, words       nothing: VisiData is not asked to
``V`` ``?`` ``:`` menu, help, palette   nothing
call list: skip, another number, note   ``↓``, nothing, ``e`` words ``Esc``
``H`` history, other lists, screens     nothing for the key, ``↓`` for each row there
======================================  ==========================================================================

Where VisiData is asked for nothing, what Salg sends counts against Salg alone.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from tui.actions import ACTIONS, EVERYWHERE, SCREENS

KEYS = 500
SEED = 20261121

Step = tuple[str, tuple[str, ...]]
"""A key in Salg, and the keys for the same in VisiData."""
_WORDS = ("bygg", "fjord", "as", "hans", "oslo", "berg", "regn", "nord")


def day(count: int = KEYS, seed: int = SEED) -> list[Step]:
    """Return ``count`` keys, beginning on the start page. Keys are named as in the table of actions."""
    chance = random.Random(seed)
    steps: list[Step] = [("2", ())]
    blocks = [_moves, _moves, _moves, _pages, _pages, _marks, _filter, _search, _card, _card, _form, _sort, _menus,
              _other_lists, _calls, _screens]  # fmt: skip
    while len(steps) < count:
        steps += chance.choice(blocks)(chance)
    return steps[:count]


def _same(*keys: str) -> list[Step]:
    return [(key, (key,)) for key in keys]


def _typed(text: str) -> list[Step]:
    return [(letter, (letter,)) for letter in text]


def _alone(*keys: str) -> list[Step]:
    return [(key, ()) for key in keys]


def _moves(chance: random.Random) -> list[Step]:
    way = chance.choice(("down", "down", "down", "up"))
    return _same(*[way] * chance.randint(4, 30))


def _pages(chance: random.Random) -> list[Step]:
    ends: list[Step] = [("end", ("G",)), ("home", ("g", "g"))]
    some = _same(*[chance.choice(("pagedown", "pagedown", "pageup"))] * chance.randint(1, 4))
    return some + (ends if chance.random() < 0.3 else []) + _same("down", "down")


def _marks(chance: random.Random) -> list[Step]:
    return [("space", ("s", "down"))] * chance.randint(2, 6) + _alone("*", "*")


def _filter(chance: random.Random) -> list[Step]:
    word = chance.choice(_WORDS)
    return [("f", ("/",)), *_typed(word), *_same("enter", "down", "down"), *_alone("R")]


def _search(chance: random.Random) -> list[Step]:
    word = chance.choice(_WORDS)
    return [("/", ("/",)), *_typed(word), *_alone("tab", "down", "down"), ("escape", ("escape",))]


def _card(chance: random.Random) -> list[Step]:
    tabs: list[Step] = [("tab", ("down",))] * chance.randint(1, 4)
    return [("enter", ("enter",)), *tabs, ("escape", ("q",)), *_same("down")]


def _form(chance: random.Random) -> list[Step]:
    return [("e", ("e",)), *_typed(chance.choice(_WORDS)), *_alone("tab"), *_typed("ny"), ("escape", ("escape",)),
            *_alone("x")]  # fmt: skip


def _sort(chance: random.Random) -> list[Step]:
    if chance.random() < 0.5:
        return [("S", ("[",)), *_same("down", "down")]
    return [*_alone("s"), ("1", ("[",)), *_same("down", "down")]


def _menus(chance: random.Random) -> list[Step]:
    key = chance.choice(("V", "?", ":", "C"))
    return _alone(key, "down", "down", "escape")


def _other_lists(chance: random.Random) -> list[Step]:
    return [*_alone(chance.choice("345")), *_same(*["down"] * chance.randint(3, 8), "pagedown"), *_alone("2")]


def _calls(chance: random.Random) -> list[Step]:
    note = chance.choice(_WORDS)
    skips: list[Step] = [(".", ("down",))] * chance.randint(2, 5)
    return [*_alone("1", "p", "enter", "#"), *skips, ("N", ("e",)), *_typed(note), ("escape", ("escape",)),
            *_alone("escape", "2")]  # fmt: skip


def _screens(chance: random.Random) -> list[Step]:
    """The other screens of the table, whichever there are by now."""
    return [*_alone(chance.choice(_screen_keys())), *_same("down", "down", "down"), *_alone("tab", "escape", "2")]


def _screen_keys() -> Sequence[str]:
    known = {"screen_start", "screen_leads", "screen_customers", "screen_contacts", "screen_opportunities"}
    return [
        action.keys[0]
        for action in ACTIONS
        if action.group == SCREENS and action.where == EVERYWHERE and action.keys and action.id not in known
    ]
