"""A long text in an editor of the user's own, and back in the form (COM-13)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.terminal.session import Session
from tests.whole.conftest import Home

pytestmark = pytest.mark.terminal


def editor(folder: Path, does: str) -> str:
    """Write an editor that shows itself, waits for Enter and then runs ``does`` on the file ``$1``."""
    script = folder / "editor"
    script.write_text(f'#!/bin/sh\necho "EDITOR HAS: $(cat "$1")"\nread answer\n{does}\n', encoding="utf-8")
    script.chmod(0o700)
    return str(script)


def note_of_a_customer(home: Home) -> Session:
    """Open the app on the new note of a customer, with a word typed."""
    home.done("customer", "add", "name=Fjord AS")
    app = home.app().wait("On file").press("3").wait("Fjord AS").press("enter").wait("Overview")
    return app.press("n").wait("New").press("n").wait("New: note").type("typed").wait("typed")


def test_the_editors_text_stands_in_the_form(home: Home, tmp_path: Path) -> None:
    """`edit_outside`: the terminal is the editor's until it ends; the folder is one's own, and gone afterwards."""
    seen = tmp_path / "seen"
    does = f'stat -c "%a %n" "$(dirname "$1")" > {seen}; printf "one\\r\\ntwo æ\\n" > "$1"'
    home.write_settings(f"editor_command = '{editor(tmp_path, does)}'\n")
    app = note_of_a_customer(home)
    app.press("f7").wait("EDITOR HAS: typed").press("enter").wait("two æ").wait_gone("EDITOR HAS")
    app.type(" more").wait("two æ more").press("f2").wait("Saved.")
    mode, _blank, folder = seen.read_text().strip().partition(" ")
    assert mode == "700"
    assert not Path(folder).exists()
    (note,) = json.loads(home.done("note", "list", "--json"))
    assert note["text"] == "one\ntwo æ more"


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [
        ("exit 3", "ended with 3; the text is as it was."),
        ('printf "\\377" > "$1"', "is no text in UTF-8"),
        ('rm "$1"', "is no text in UTF-8"),
        ('head -c 1000001 /dev/zero > "$1"', "is too long"),
    ],
)
def test_what_an_editor_leaves_that_is_no_text_changes_nothing(
    home: Home, tmp_path: Path, case: tuple[str, str]
) -> None:
    does, told = case
    home.write_settings(f"editor_command = '{editor(tmp_path, does)}'\n")
    app = note_of_a_customer(home)
    app.press("f7").wait("EDITOR HAS: typed").press("enter").wait(told)
    app.type(" more").wait("typed more")


@pytest.mark.slow
def test_an_editor_that_is_not_there_leaves_the_form(home: Home) -> None:
    home.write_settings("editor_command = 'no-such-editor -x'\n")
    app = note_of_a_customer(home)
    app.press("f7").wait("no-such-editor cannot be run").type(" more").wait("typed more")
