"""Nothing that people or files have named can steer the terminal of who reads a command's answer (COM-23)."""

from __future__ import annotations

import ast
import io
import json
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook

from model.core.records.history_tables import ChangeEntry
from model.core.records.options import CustomField, Option
from model.core.records.saved_views import SavedView
from model.core.text import on_terminal, steers
from model.leads.records import Lead
from tests import on_file
from tests.conftest import ROOT
from tests.tui.commands.shell import Shell
from tui.commands.console import Streams

ESCAPES = "\x1b]0;PWNED\x07\x1b[31m\x9b\u202e"
"""A window's title, a colour, one of 8 bits, and a mark that turns the writing round."""

NAMED = (
    ("option", "add", "source", f"S{ESCAPES}"),
    ("field", "add", "lead", f"F{ESCAPES}"),
    ("field", "add", "lead", "Colour", "--kind", "choice", "--choices", f"red;b{ESCAPES}"),
    ("view", "add", "lead", f"V{ESCAPES}", "--where", "name~a"),
)


@pytest.mark.parametrize("words", NAMED)
def test_names_take_no_control_characters(shell: Shell, words: tuple[str, ...]) -> None:
    """Labels of fields, choices and views are refused with a sentence, and nothing is on file."""
    shell.done("lead", "add", "name=Ask")
    before = [shell.done(*words).out for words in (("option", "list"), ("field", "list"), ("view", "list"))]
    told = shell.refused(*words)
    assert "takes no control characters" in told
    assert not steers(told)
    assert [shell.done(*words).out for words in (("option", "list"), ("field", "list"), ("view", "list"))] == before


@pytest.fixture
def old(shell: Shell) -> Shell:
    """A database in which names have them from before."""
    shell.done("lead", "add", "name=Ask")
    shell.done("option", "add", "source", "Fair")
    shell.done("field", "add", "lead", "Colour", "--kind", "choice", "--choices", "red;blue")
    shell.done("lead", "set", "1", "colour=red", "source=Fair")
    shell.done("view", "add", "lead", "Mine own", "--where", "name~a", "--shared")
    with closing(shell.open()) as store:
        named = [(CustomField.label, None), (SavedView.name, None), (Lead.name, None)]
        for column, where in [(Option.name, Option.list == "source"), *named]:
            record = column.model
            for number, name in on_file.rows(store, record.id, column, where=where):
                on_file.overwrite(store, record, record.id == number, **{column.name: name + ESCAPES})
        on_file.overwrite(store, Lead, note=f"one\ntwo{ESCAPES}")
        for number, details in on_file.rows(store, ChangeEntry.id, ChangeEntry.details):
            if details is not None:
                renamed = json.dumps({**json.loads(details), "name": f"N{ESCAPES}"})
                on_file.overwrite(store, ChangeEntry, ChangeEntry.id == number, details=renamed)
    return shell


READ = [
    ("lead", "list"), ("lead", "list", "--csv"), ("lead", "list", "--json"), ("lead", "list", "--help"),
    ("lead", "show", "1"), ("lead", "add", "--help"), ("lead", "set", "--help"), ("lead", "template"),
    ("option", "list"), ("option", "list", "source"), ("field", "list"), ("view", "list"),
    ("view", "show", "lead", "x"),
    ("history",), ("history", "lead", "1"), ("search", "ask"), ("undo", "--dry-run"),
    ("lead", "delete", "1", "--dry-run"),
    ("lead", "list", "--where", "colour=x"), ("lead", "set", "1", f"status={ESCAPES}"), ("lead", ESCAPES), (ESCAPES,),
    ("lead", "list", "--view", ESCAPES), ("lead", "list", f"--{ESCAPES}"), ("check",), ("doctor",), ("settings",),
    ("calendar",), ("report",), ("report", "pipeline"), ("lead", "duplicates"), ("--help",), ("--version",),
]  # fmt: skip


@pytest.mark.parametrize("words", READ)
def test_nothing_reaches_the_terminal(old: Shell, words: tuple[str, ...]) -> None:
    """Answers, help, errors: to a terminal all of them, and to a pipe all that is not data."""
    said = old.run(*words, terminal=True)
    for text in (said.out, said.err):
        assert not any(steers(letter) for letter in text if letter not in "\n\t\r"), words
    piped = old.run(*words)
    if not {"--csv", "template"} & set(words):
        assert not any(steers(letter) for letter in piped.out + piped.err if letter not in "\n\t"), words


@pytest.mark.parametrize("ending", ["xlsx", "pdf", "csv", "json", "vcf"])
def test_old_names_break_no_export(old: Shell, tmp_path: Path, ending: str) -> None:
    """Headings are cleaned as the cells are."""
    target = tmp_path / f"leads.{ending}"
    old.done("lead", "list", "--out", str(target))
    assert target.stat().st_size
    if ending == "xlsx":
        sheet = load_workbook(target).active
        headings = [str(cell.value) for cell in next(sheet.iter_rows())]
        assert any(heading.startswith("Colour␛]0;PWNED") for heading in headings)
        old.done("lead", "template", "--out", str(tmp_path / "template.xlsx"))
        old.done("lead", "import", str(target), "--update", "--dry-run")


def test_an_old_definition_can_still_be_changed(old: Shell) -> None:
    """It is renamed, moved and put out of use as before; the new name is the one that is looked at."""
    old.done("field", "deactivate", "lead", "colour")
    old.done("field", "activate", "lead", "colour")
    assert "takes no control" in old.refused("field", "set", "lead", "colour", "--label", f"C{ESCAPES}")
    old.done("field", "set", "lead", "colour", "--label", "Colour")


def test_a_carriage_return_is_left_to_progress() -> None:
    assert on_terminal("\rdone 10 %") == "\rdone 10 %"
    assert on_terminal("a\rb\x1b[2J\r\nc\td") == "a b␛[2J\nc\td"
    assert on_terminal("plain\n") == "plain\n"


def test_every_way_out_is_cleaned() -> None:
    """The streams of a command are cleaned once, where it begins; nothing else writes to the standard streams."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen, pipe = Terminal(), io.StringIO()
    cleaned = Streams(screen, pipe).cleaned()
    cleaned.stdout.write("a\x1b[31m\n")
    cleaned.stderr.write("a\x1b[31m\n")
    assert (screen.getvalue(), pipe.getvalue()) == ("a␛[31m\n", "a\x1b[31m\n")
    apart = {"tui/commands/streams.py", "tui/commands/opening.py", "tui/commands/dispatch.py"}
    for file in sorted((ROOT / "tui").rglob("*.py")):
        place = file.relative_to(ROOT).as_posix()
        if place.startswith("tui/terminal/") or place in apart:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
                raise AssertionError(f"{place}:{node.lineno} prints")
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("sys.stdout", "sys.stderr"):
                raise AssertionError(f"{place}:{node.lineno} names {ast.unparse(node)}")
