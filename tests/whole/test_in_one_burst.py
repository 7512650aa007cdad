"""A merge, a conversion, a board, a search and a form, each typed in one write: they do what they do with pauses."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.model import catalog
from tests.plain_sql import plain_sql
from tests.terminal.session import Session
from tests.whole.conftest import Home

pytestmark = pytest.mark.terminal

_TIMES = ("_at", "first_contact", "account", "zone")


@dataclass(frozen=True)
class Work:
    """What is on file, the keys, and what stands on the screen when they have been dealt with."""

    filed: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...]
    done: str


WORK = {
    "a merge that is swapped": Work(
        (("lead", "add", "name=Fjord AS", "email=a@fjord.no"), ("lead", "add", "name=Fjord ApS", "phone=22334455")),
        ("2", "home", "space", "space", "m", "s", "enter"),
        "Merged into Fjord ApS",
    ),
    "a merge that takes the other value": Work(
        (("lead", "add", "name=Fjord AS"), ("lead", "add", "name=Fjord ApS", "phone=22334455")),
        ("2", "home", "space", "space", "m", "space", "enter"),
        "Merged into",
    ),
    "a conversion": Work(
        (("lead", "add", "name=Berg AS", "first_name=Kari", "last_name=Nes"), ("lead", "add", "name=Dal AS")),
        ("2", "home", "c", "right", "down", "space", "down", "space", "down", *"Roof", "enter"),
        "Converted;",
    ),
    "a board": Work(
        (
            ("customer", "add", "name=Fjord AS"),
            ("opportunity", "add", "title=One", "customer=Fjord AS", "amount=100"),
            ("opportunity", "add", "title=Two", "customer=Fjord AS", "amount=200"),
        ),
        ("5", "B", ">", ">", "left", "left", ">"),
        "Two: ",
    ),
    "a search": Work(
        (("customer", "add", "name=Glomma Prosjekt AS"), ("customer", "add", "name=Glomma Rør AS")),
        ("/", *"glomma pros", "enter", "N", *"Rang", "f2"),
        "Rang",
    ),
    "a search that finds nothing": Work(
        (("customer", "add", "name=Fjord AS"),),
        ("/", *"fjrod", "enter", "enter", "down", "up", "enter"),
        "Nothing of that name here",
    ),
    "a form with a picker": Work(
        (("customer", "add", "name=Fjord AS"), ("customer", "add", "name=Fjell AS")),
        ("5", "n", *"fjo", "enter", *"Locks", "f2", "N", *"Rang", "f2"),
        "Notes 1",
    ),
    "a filter and a deletion": Work(
        tuple(("lead", "add", f"name={name}") for name in ("Berg", "Dal", "Fjord")),
        ("2", "f", *"Dal", "enter", "d", "y", "R", "u", "y"),
        "Undone",
    ),
}


def _outcome(home: Home) -> dict[str, list[tuple[Any, ...]]]:
    """Return what is on file, without times, and the names of the changes in their order."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with closing(home.open()) as store:
        for table in ("lead", "customer", "contact", "opportunity", "activity", "customer_contact", "activity_link"):
            kept = [
                name
                for name in catalog.columns(store, table)
                if not any(word in name for word in _TIMES) and name != "at"
            ]
            listed = ", ".join(f'"{name}"' for name in kept)
            found[table] = store.rows(plain_sql(f"SELECT {listed} FROM {table} ORDER BY 1"))
        found["change"] = store.rows(plain_sql("SELECT name, details, undoes FROM change ORDER BY id"))
    return found


def _started(home: Home, work: Work) -> Session:
    for words in work.filed:
        home.done(*words)
    return home.app().wait("On file").settle()


@pytest.fixture
def homes(home_at: Callable[[Path], Home], tmp_path: Path) -> tuple[Home, Home]:
    """Two homes of the same content."""
    return home_at(tmp_path / "slow"), home_at(tmp_path / "fast")


_QUICK = ("a merge that is swapped",)
"""Those that are always tried; the others take their time in two terminals each."""


@pytest.mark.parametrize(
    "name", [name if name in _QUICK else pytest.param(name, marks=pytest.mark.slow) for name in WORK]
)
def test_one_write_does_what_keys_with_pauses_do(homes: tuple[Home, Home], name: str) -> None:
    """The daily case over a slow line."""
    slow, fast = homes
    work = WORK[name]
    session = _started(slow, work)
    for key in work.keys:
        session.press(key).settle()
    session.wait(work.done).press("escape").settle()
    before = _outcome(slow)
    _started(fast, work).burst(*work.keys).wait(work.done).settle()
    assert _outcome(fast) == before


def test_keys_that_come_before_the_program_is_ready_do_the_same(home: Home) -> None:
    """Started, and typed on at once: / a customer Enter."""
    home.done("customer", "add", "name=Glomma Prosjekt AS")
    home.app().burst("/", *"glomma pros", "enter").wait("Customer  Glomma Prosjekt AS")
    assert len(_outcome(home)["customer"]) == 1


def test_a_key_counts_only_for_what_the_terminal_has_shown(home: Home) -> None:
    """A held m in the sweep merges the group that was in sight, and none of those that came up after it."""
    for name in ("Fjord", "Berg", "Dal"):
        for form in ("AS", "ANS"):
            home.done("lead", "add", f"name={name} {form}", f"email=post@{name}.no".lower())
    session = home.app().wait("On file").settle()
    session.press("2").wait("Fjord ANS").press("W").wait("3 groups").settle()
    session.burst("m", "m", "m", "m").wait("2 groups").settle()
    session.wait("was typed before this was on the screen")
    assert len(_outcome(home)["lead"]) == 5
    session.press("m").wait("1 group").settle()
    assert len(_outcome(home)["lead"]) == 4
