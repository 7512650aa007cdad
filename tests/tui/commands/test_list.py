"""salg RECORD list: which records, in which order, in which form."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from model.catalogue import COMMAND_NAMES, RECORD_NAMES
from tests.tui.commands.shell import Shell

NAMES = ("Fjord AS", "AS Bygg", "Østfold Rør", "Basar", "Åsen", "Anders Bygg AS", "Æsop")


@pytest.fixture
def leads(shell: Shell) -> Shell:
    """A shell with a few leads."""
    for number, name in enumerate(NAMES, 1):
        shell.add("lead", f"name={name}", f"employees={number * 10}", f"revenue={number} 000,50")
    return shell


def names(said_json: object) -> list[str]:
    assert isinstance(said_json, list)
    return [record["name"] for record in said_json]


def test_order_of_the_alphabet_is_norwegian(leads: Shell) -> None:
    """W19: æ ø å last, as the screen's list has it."""
    assert names(leads.done("lead", "list", "--json").json) == [
        "Anders Bygg AS", "AS Bygg", "Basar", "Fjord AS", "Æsop", "Østfold Rør", "Åsen",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (["name~AS%"], ["AS Bygg"]),
        (["name~%as"], ["Anders Bygg AS", "Fjord AS"]),
        (["name~bygg"], ["Anders Bygg AS", "AS Bygg"]),
        (["name~a%as"], ["Anders Bygg AS"]),
        (["employees>=20", "employees<40"], ["AS Bygg", "Østfold Rør"]),
        (["employees!=10", "name~%as"], ["Anders Bygg AS"]),
        (["revenue=1 000,50"], ["Fjord AS"]),
        (["revenue=1000.50"], ["Fjord AS"]),
        (["name=fjord as"], ["Fjord AS"]),
        (["owner=me", "employees>60"], ["Æsop"]),
        (["created_at=today", "employees<20"], ["Fjord AS"]),
        (["source="], sorted(NAMES, key="Anders Bygg AS,AS Bygg,Basar,Fjord AS,Æsop,Østfold Rør,Åsen".index)),
    ],
    ids=str,
)
def test_where(leads: Shell, where: list[str], found: list[str]) -> None:
    """W01, W02, W03, W05, W09, W15: criteria combine with and; values are read as people write them."""
    words = [word for expression in where for word in ("--where", expression)]
    assert names(leads.done("lead", "list", "--json", *words).json) == found


@pytest.mark.parametrize(
    ("words", "field", "told"),
    [
        (["--where", "nothing"], "--where", "no criterion"),
        (["--where", "employee=1"], "employee", "employees"),
        (["--where", "employees>many"], "employees", "not a number"),
        (["--where", "employees~4"], "employees", "takes"),
        (["--where", "created_at>2026-05-05", "--where", "created_at<1 May 2026"], "created_at", "from is after to"),
        (["--where", "owner=XYZ"], "owner", "XYZ"),
        (["--sort", "shoe"], "shoe", "no field"),
        (["--fields", "name,shoe"], "shoe", "no field"),
        (["--fields", ","], "--fields", "at least one"),
        (["--view", "lots"], "view", "mine"),
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_refused(leads: Shell, words: list[str], field: str, told: str) -> None:
    """W13 among them: one line that names the field and says what would do."""
    line = leads.refused("lead", "list", *words)
    assert line.startswith(f"{field}: ")
    assert told in line


def test_views_sort_and_limit(leads: Shell) -> None:
    leads.done("lead", "set", "1", "status=unreachable")
    leads.done("lead", "set", "2", "active=no")
    leads.done("lead", "set", "3", "owner=")

    def listed(*words: str) -> list[str]:
        return names(leads.done("lead", "list", "--json", *words).json)

    assert listed("--view", "lost") == ["Fjord AS"]
    assert listed("--view", "deactivated") == ["AS Bygg"]
    assert listed("--view", "unowned") == ["Østfold Rør"]
    assert "Fjord AS" not in listed("--view", "active,mine")
    assert listed("--sort", "-employees", "--limit", "2") == ["Æsop", "Anders Bygg AS"]
    assert listed("--sort", "employees", "--limit", "1") == ["Fjord AS"]


def test_json_is_one_document_in_the_shapes_of_the_contract(shell: Shell) -> None:
    """cli.md: field names of fields.md, money as text with two decimals, times ISO 8601, booleans true and false."""
    assert shell.done("lead", "list", "--json").json == []
    shell.add("lead", "name=Fjord AS", "revenue=1 234 567,5", "do_not_call=yes", "first_contact=21.11.2026 9:30")
    (lead,) = shell.done("lead", "list", "--json").json
    assert lead["id"] == 1
    assert lead["revenue"] == "1234567.50"
    assert lead["do_not_call"] is True
    assert lead["creditworthy"] is None
    assert lead["status"] == "not_contacted"
    assert lead["first_contact"] == "2026-11-21T08:30:00Z"
    assert (lead["owner"], lead["owner_id"]) == ("ROO", 1)
    assert (lead["source"], lead["source_id"]) == (None, None)
    assert "version" not in lead
    assert list(shell.done("lead", "list", "--json", "--fields", "name,id,owner").json[0]) == [
        "id", "name", "owner", "owner_id",
    ]  # fmt: skip


def test_csv_opens_right_in_excel_and_starts_no_formula(shell: Shell) -> None:
    """I27, LEAD-32: BOM, semicolons, CRLF, decimal comma, labels of the language, guarded texts."""
    shell.add("lead", "name==HYPERLINK(1)", "phone=+47 22 33 44 55", "subject=-5", "note='tis\nso", "revenue=1234,5")
    text = shell.done("--lang", "nb", "lead", "list", "--csv").out
    assert text.startswith("\ufeffID;")
    assert text.count("\r\n") == 2
    headings, row = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    fields = list(shell.done("lead", "show", "1", "--json").json)
    named = dict(
        zip(
            [name for name in fields if not name.endswith("_id") and name not in ("custom", "register")],
            row,
            strict=True,
        )
    )
    assert len(headings) == len(row)
    assert named["name"] == "'=HYPERLINK(1)"
    assert named["subject"] == "'-5"
    assert named["note"] == "''tis\nso"
    assert named["phone"] == "+47 22 33 44 55"
    assert named["revenue"] == "1234,50"
    assert named["created_at"] == "21.11.2026 13:00"


def test_out_writes_a_file_whole_and_overwrites_none_unasked(leads: Shell, tmp_path: Path) -> None:
    """COM-04."""
    target = tmp_path / "leads.json"
    assert leads.done("lead", "list", "--out", str(target)).out == ""
    assert len(json.loads(target.read_text())) == len(NAMES)
    target.write_text("mine")
    assert "--force" in leads.refused("lead", "list", "--out", str(target))
    assert target.read_text() == "mine"
    leads.done("lead", "list", "--out", str(target), "--force", "--limit", "1")
    assert len(json.loads(target.read_text())) == 1
    leads.done("lead", "list", "--out", str(tmp_path / "leads.csv"), "--fields", "name")
    assert (tmp_path / "leads.csv").read_bytes().startswith("\ufeffName\r\n".encode())
    assert sorted(path.name for path in tmp_path.glob("*leads*")) == ["leads.csv", "leads.json"]


@pytest.mark.parametrize("name", ["x.doc", "x", "x.txt"])
def test_forms_that_cannot_be_written_are_refused(shell: Shell, tmp_path: Path, name: str) -> None:
    line = shell.refused("lead", "list", "--out", str(tmp_path / name))
    assert ".csv" in line
    assert ".json" in line
    assert not (tmp_path / name).exists()


def test_out_to_where_nothing_can_be_written(shell: Shell, tmp_path: Path) -> None:
    shell.add("lead", "name=Fjord")
    assert "nowhere" in shell.refused("lead", "list", "--out", str(tmp_path / "nowhere" / "x.csv"))
    (tmp_path / "folder.csv").mkdir()
    assert "folder" in shell.refused("lead", "list", "--out", str(tmp_path / "folder.csv"))


def test_a_failed_export_leaves_nothing_behind(leads: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from model.files import csv_out

    def fail(*_arguments: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(csv_out, "cell", fail)
    line = leads.refused("lead", "list", "--out", str(tmp_path / "x.csv"))
    assert "No space left" in line
    assert list(tmp_path.glob("*x.csv*")) == []


def test_tables_on_a_terminal_have_headings_and_columns(leads: Shell) -> None:
    lines = leads.done("lead", "list", terminal=True).lines
    assert lines[0].split()[:2] == ["ID", "Name"]
    assert len(lines) == len(NAMES) + 1
    assert all(len(line) <= 80 for line in lines)
    column = lines[0].index("Name")
    assert lines[1][column:].startswith("Anders Bygg AS")


def test_into_a_pipe_go_values_with_tabs_between_them(leads: Shell) -> None:
    assert leads.done("lead", "list", "--fields", "id,name,employees", "--limit", "1").out == "6\tAnders Bygg AS\t60\n"


def test_text_from_outside_cannot_steer_the_terminal(shell: Shell) -> None:
    """COM-23."""
    hostile = "A\x1b[31m\x9b2J\u202eB [/] 日本" + "x" * 3000
    shell.add("lead", f"name={hostile}")
    for words in (["lead", "list"], ["lead", "show", "1"], ["history"], ["lead", "list", "--json"], ["search", "B"]):
        for terminal in (True, False):
            out = shell.done(*words, terminal=terminal).out
            assert not set(out) & set("\x1b\x9b\u202e\r"), words
    assert shell.done("lead", "show", "1", "--json").json["name"] == hostile


@pytest.mark.parametrize("record", RECORD_NAMES)
@pytest.mark.parametrize("form", ["--json", "--csv", "table"])
def test_every_record_lists_in_every_form(shell: Shell, record: str, form: str) -> None:
    words = [] if form == "table" else [form]
    shell.done("employee", "list")
    assert shell.done(COMMAND_NAMES[record], "list", *words, terminal=form == "table").out


@pytest.mark.parametrize("language", ["en", "nb", "da"])
@pytest.mark.parametrize("record", RECORD_NAMES)
def test_help_tells_of_each_record_in_each_language(shell: Shell, record: str, language: str) -> None:
    record = COMMAND_NAMES[record]
    overview = shell.done("--lang", language, record, "--help").out
    assert "list" in overview
    for verb in ("list", "show", "add", "set", "delete"):
        assert f"salg {record} {verb}" in shell.done("--lang", language, record, verb, "--help").out
