"""salg RECORD duplicates and merge."""

from __future__ import annotations

import pytest

from tests.tui.commands.shell import Shell


def test_duplicates_of_one_record(shell: Shell) -> None:
    """LEAD-21: best first, each with its reason; other kinds of record too."""
    shell.add("lead", "name=Fjord AS", "phone=22 33 44 55")
    shell.add("lead", "name=FJORD A/S", "phone=+47 22334455", "town=Bergen")
    shell.add("customer", "name=Fjord")
    shell.add("lead", "name=Berg AS")
    lines = shell.done("lead", "duplicates", "1").lines
    assert lines[0].split("  ")[1:] == [
        "Lead 2", "FJORD A/S, Bergen", "(same name, legal form differs, same telephone number)",
    ]  # fmt: skip
    assert "Customer 1" in lines[1]
    told = shell.done("lead", "duplicates", "1", "--json").json
    assert (told["id"], told["hidden"]) == (1, 0)
    assert [(match["record"], match["id"]) for match in told["matches"]] == [("lead", 2), ("customer", 1)]
    assert told["matches"][0]["reasons"] == ["legal_form", "phone"]


def test_duplicates_among_all(shell: Shell) -> None:
    """LEAD-24."""
    for name in ("Fjord AS", "Fjord"):
        shell.add("lead", f"name={name}", "email=post@fjord.no")
    shell.add("lead", "name=Berg AS")
    told = shell.done("lead", "duplicates", "--json").json
    assert (told["looked_at"], [group["ids"] for group in told["groups"]]) == (3, [[1, 2]])
    done = shell.done("lead", "duplicates")
    assert "same e-mail" in done.lines[0]
    assert "1 group among 3 records" in done.err
    assert shell.done("contact", "duplicates", "--json").json["groups"] == []


def test_merge_shows_does_and_is_undone(shell: Shell) -> None:
    """LEAD-22, LEAD-23, M12: the number of the source leads to the target."""
    target = shell.add("lead", "name=Fjord AS")
    source = shell.add("lead", "name=Fjord", "phone=22 33 44 55")
    dry = shell.done("lead", "merge", str(source), str(target), "--dry-run")
    assert any("22 33 44 55 ←" in line for line in dry.lines)
    plain = shell.done("lead", "merge", str(source), str(target), "--dry-run", "--json").json
    assert plain["fields"]["phone"] == {
        "source": "22 33 44 55", "target": "", "result": "22 33 44 55", "from": "source",
    }  # fmt: skip
    assert shell.done("lead", "show", str(target), "--json").json["phone"] is None
    done = shell.done("lead", "merge", str(source), str(target), "--json").json
    assert (done["id"], done["title"]) == (target, "Fjord AS")
    followed = shell.done("lead", "show", str(source), "--json")
    assert followed.json["id"] == target
    assert "2 was merged into 1." in followed.err
    shell.done("undo")
    assert shell.done("lead", "show", str(source), "--json").json["id"] == source


def test_what_was_merged_is_changed_where_it_is_now_and_never_deleted_by_its_old_id(shell: Shell) -> None:
    """M12: set says which record it is now, and takes each once; delete refuses, as more would go than is meant."""
    target, source = shell.add("lead", "name=Fjord AS"), shell.add("lead", "name=Fjord")
    shell.done("lead", "merge", str(source), str(target))
    told = shell.done("lead", "set", str(source), str(target), "town=Voss")
    assert "2 was merged into 1." in told.err
    assert told.out == "1 record changed.\n"
    assert shell.done("lead", "show", str(target), "--json").json["town"] == "Voss"
    for words in ([str(source)], [str(source), str(target)], [str(source), "--dry-run"]):
        assert "2 was merged into 1; to delete that one, say 1." in shell.refused("lead", "delete", *words)
    for words in (["history", "lead", "2"], ["lead", "documents", "2"], ["lead", "convert", "2", "--dry-run"]):
        assert "2 was merged into 1." in shell.done(*words).err
    assert shell.done("lead", "show", str(target), "--json").json["name"] == "Fjord AS"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["1", "1"], "cannot be merged with itself"),
        (["9", "1"], "There is no lead 9"),
        (["1", "9"], "There is no lead 9"),
        (["x", "1"], "There is no"),
    ],
)
def test_what_cannot_be_merged_is_refused(shell: Shell, words: list[str], told: str) -> None:
    """M09, M10: exit code 1, one line, nothing changed."""
    shell.add("lead", "name=Fjord")
    assert told in shell.refused("lead", "merge", *words)


def test_only_what_can_be_merged_has_the_verbs(shell: Shell) -> None:
    for verb in ("merge", "duplicates"):
        assert shell.run("opportunity", verb, "1", "2").code == 2
    assert shell.run("lead", "merge", "1").code == 2
