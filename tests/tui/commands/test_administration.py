"""COM-19: what screen 9 does, from the shell: ``salg option``, ``salg field``, ``salg employee hand-over``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tui.commands.shell import Shell


def test_stages_from_the_shell(shell: Shell) -> None:
    """OPP-03: listed, added, moved, renamed, rested, deleted; names in any case of letters."""
    shell.done("option", "add", "stage", "Signing", "--probability", "85")
    shell.done("option", "move", "stage", "signing", "1")
    shell.done("option", "rename", "stage", "Signing", "Contract")
    shell.done("option", "set", "stage", "contract", "--probability", "90,5")
    stages = shell.done("option", "list", "stage", "--json").json
    assert [each["name"] for each in stages][:2] == ["Contract", "First meeting"]
    assert (stages[0]["probability"], stages[0]["position"], stages[0]["active"]) == ("90.50", 1, True)
    shell.done("option", "deactivate", "stage", "Contract")
    assert "(deactivated)" in shell.done("option", "list", "stage").lines[0]
    shell.done("option", "activate", "stage", "Contract")
    assert "already" in shell.refused("option", "add", "stage", "QUOTE")
    assert "colour" in shell.refused("option", "add", "colour", "Red")
    assert "First meeting" in shell.refused("option", "rename", "stage", "Nowhere", "X")
    assert "Categories" in shell.done("option", "--help").out
    shell.refused("option", "paint", "stage", code=2)


def test_a_stage_in_use_is_not_lost(shell: Shell) -> None:
    """What is in use is moved with --to, shown first with --dry-run, and comes back by undo."""
    customer = shell.add("customer", "name=Fjord AS")
    sale = shell.add("opportunity", "title=Sale", f"customer=#{customer}", "stage=Quote")
    assert "in use (1 opportunity)" in shell.refused("option", "delete", "stage", "Quote")
    said = shell.done("option", "delete", "stage", "Quote", "--to", "Negotiation", "--dry-run")
    assert "Moved to Negotiation: 1 opportunity." in said.lines
    assert shell.done("opportunity", "show", str(sale), "--json").json["stage"] == "Quote"
    shell.done("option", "delete", "stage", "Quote", "--to", "Negotiation")
    assert shell.done("opportunity", "show", str(sale), "--json").json["stage"] == "Negotiation"
    shell.done("undo")
    assert shell.done("opportunity", "show", str(sale), "--json").json["stage"] == "Quote"


def test_fields_from_definition_to_deletion(shell: Shell, tmp_path: Path) -> None:
    """COM-06: add, set, list, where, sort, show, JSON, CSV and back, kind changed, deleted, undone."""
    assert shell.done("field", "add", "lead", "Shoe size", "--kind", "number").out == "shoe_size\n"
    shell.done("field", "add", "lead", "Tier", "--kind", "choice", "--choices", "gold; silver")
    shell.done("field", "add", "lead", "Tags", "--kind", "multi_choice", "--choices", "x; y", "--key", "labels")
    one = shell.add("lead", "name=Alfa", "shoe_size=43,5", "tier=GOLD", "labels=y, x")
    two = shell.add("lead", "name=Beta", "custom.shoe_size=40")
    assert "none of gold, silver" in shell.refused("lead", "set", str(two), "tier=bronze")
    assert "shoe_size" in shell.refused("lead", "set", str(two), "shoe_siz=1")
    told = shell.done("lead", "show", str(one), "--json").json
    assert (told["shoe_size"], told["tier"], told["labels"]) == ("43.50", "gold", ["x", "y"])
    assert "custom" not in told
    assert "Shoe size:" in shell.done("lead", "show", str(one)).out
    listed = shell.done("lead", "list", "--where", "shoe_size>=41", "--fields", "id,name,shoe_size", "--json").json
    assert listed == [{"id": one, "name": "Alfa", "shoe_size": "43.50"}]
    order = shell.done("lead", "list", "--sort", "-shoe_size", "--fields", "name").lines
    assert order == ["Alfa", "Beta"]
    target = tmp_path / "leads.csv"
    shell.done("lead", "list", "--out", str(target))
    assert "Shoe size" in target.read_text("utf-8-sig")
    assert "2 rows: 2 unchanged" in shell.done("lead", "import", str(target), "--update", "--dry-run").out
    assert shell.done("lead", "set", str(two), "shoe_size=", "tier=silver", "--dry-run").lines[1:3] == [
        "  Shoe size: 40 → –", "  Tier: – → silver",
    ]  # fmt: skip
    said = shell.done("field", "set", "lead", "shoe_size", "--kind", "yes_no", "--dry-run", "--json").json
    assert (said["values"], said["carried"], said["kept_apart"]) == (2, 0, 2)
    shell.done("field", "set", "lead", "tier", "--choices", "platinum;silver", "--rename", "gold=platinum")
    assert shell.done("lead", "show", str(one), "--json").json["tier"] == "platinum"
    assert "2 values go with it" in shell.done("field", "delete", "lead", "Shoe size").out
    assert "shoe_size" not in shell.done("lead", "show", str(one), "--json").json
    shell.done("undo")
    assert shell.done("lead", "show", str(one), "--json").json["shoe_size"] == "43.50"
    shell.done("field", "deactivate", "lead", "tier")
    assert "tier" not in shell.done("lead", "show", str(one), "--json").json
    shell.done("field", "activate", "lead", "tier")
    shell.done("field", "move", "lead", "tier", "up")
    assert [each["key"] for each in shell.done("field", "list", "lead", "--json").json] == [
        "tier", "shoe_size", "labels",
    ]  # fmt: skip
    history = json.dumps(shell.done("history", "lead", str(one), "--json").json)
    assert "platinum" in history


@pytest.mark.parametrize("role", ["seller", "reader"])
def test_others_are_refused_with_a_sentence(shell: Shell, role: str) -> None:
    """COM-14."""
    shell.add("employee", "initials=KNO", "name=Kari", f"role={role}", "account=kari")
    shell.done("field", "add", "lead", "Shoe")
    for words in (
        ("option", "add", "stage", "Mine"),
        ("option", "rename", "stage", "Quote", "Mine"),
        ("option", "delete", "stage", "Quote"),
        ("field", "add", "lead", "Mine"),
        ("field", "set", "lead", "shoe", "--kind", "number"),
        ("field", "delete", "lead", "shoe"),
        ("field", "deactivate", "lead", "shoe"),
        ("employee", "hand-over", "1"),
    ):
        assert "administrator" in shell.refused(*words, account="kari"), words
    assert shell.done("option", "list", "stage", account="kari").lines[1].endswith("Quote  30.00 %")


def test_handing_over_from_the_shell(shell: Shell) -> None:
    """COM-14, S24."""
    shell.add("employee", "initials=KNO", "name=Kari", "account=kari")
    shell.add("employee", "initials=PHA", "name=Per")
    lead = shell.add("lead", "name=Fjord", "owner=KNO")
    assert "Goes to PHA: 1 lead." in shell.done("employee", "hand-over", "KNO", "--to", "PHA", "--dry-run").lines
    assert "no employee" in shell.refused("employee", "hand-over", "KNO", "--to", "XXX")
    shell.done("employee", "hand-over", "KNO", "--to", "PHA")
    assert shell.done("lead", "show", str(lead), "--json").json["owner"] == "PHA"
    shell.refused("lead", "list", account="kari")
