"""Whether aa is å follows an administrator's settings file, for everybody (COM-16, COM-22, cases W11, W19)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from model.core.paths import Paths
from model.core.storage.store import Store
from model.core.text import use_aa
from tests.conftest import StandingClock
from tests.tui.commands.shell import Shell


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Leave the process as other tests expect it."""
    yield
    use_aa(False)


@pytest.fixture
def filled(shell: Shell) -> Shell:
    """Three leads, and Kari, who sells."""
    for name in ("Aalborg Rør", "Zebra", "Ålesund Bygg"):
        shell.add("lead", f"name={name}")
    shell.add("employee", "initials=KOL", "name=Kari Olsen", "account=kari", "role=seller")
    return shell


def set_(shell: Shell, *lines: str) -> None:
    shell.write_settings("\n".join(lines) + "\n")


def listed(shell: Shell) -> list[str]:
    return [row["name"] for row in shell.done("lead", "list", "--json").json]


LETTERS = ["Aalborg Rør", "Zebra", "Ålesund Bygg"]
Å = ["Zebra", "Aalborg Rør", "Ålesund Bygg"]


def test_w19_an_administrators_setting_files_all_anew_once(filled: Shell) -> None:
    """W19: said once, on the error stream; what is not set leaves the database as it is."""
    assert listed(filled) == LETTERS
    set_(filled, "aa_as_aring = true")
    assert any(line.split()[-2:] == ["aa_as_aring:", "false"] for line in filled.done("doctor").lines)
    said = filled.done("lead", "list", "--json")
    assert [row["name"] for row in said.json] == Å
    assert len(said.err.splitlines()) == 1
    assert "aa is å" in said.err
    assert any(line.split()[-2:] == ["aa_as_aring:", "true"] for line in filled.done("doctor").lines)
    again = filled.done("lead", "list", "--json")
    assert again.err == ""
    set_(filled, 'theme = "light"')
    assert listed(filled) == Å
    set_(filled, "aa_as_aring = false")
    said = filled.done("lead", "list", "--json")
    assert [row["name"] for row in said.json] == LETTERS
    assert "two letters" in said.err
    filled.done("check")


def test_for_others_the_databases_choice_counts_silently(filled: Shell, clock: StandingClock, tmp_path: Path) -> None:
    kari = Shell(tmp_path / "kari", clock, account="kari", database=filled.location)
    for choice in ("true", "false"):
        set_(kari, f"aa_as_aring = {choice}")
        assert kari.done("lead", "list", "--json").err == ""
        assert listed(kari) == LETTERS
    set_(filled, "aa_as_aring = true")
    filled.done("lead", "list")
    assert listed(kari) == Å
    assert kari.done("lead", "list").err == ""
    kari.add("lead", "name=Aab")
    assert listed(filled) == ["Zebra", "Aab", *Å[1:]]


def test_what_stands_in_the_way_is_said_and_keeps_nobody_out(filled: Shell) -> None:
    filled.add("employee", "initials=AAS", "name=Aase Moe")
    second = filled.add("employee", "initials=ÅS", "name=Åse Moe")
    set_(filled, "aa_as_aring = true")
    said = filled.done("lead", "list", "--json")
    assert [row["name"] for row in said.json] == LETTERS
    assert "aa_as_aring: " in said.err.splitlines()[1]
    filled.done("employee", "set", str(second), "initials=ASE")
    assert listed(filled) == Å


@pytest.mark.slow
def test_the_demo_is_as_it_is(shell: Shell, tmp_path: Path) -> None:
    set_(shell, "aa_as_aring = true")
    said = shell.done("demo", "--keep", str(tmp_path / "demo"), "--no-app")
    assert "å" not in said.err
    store = Store(Paths.below(tmp_path / "demo").database, read_only=True)
    assert not store.aa_is_å
    store.close()
