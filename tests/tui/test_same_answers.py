"""W20: nobody can tell from an answer, a count or a screen whether a colleague has hidden anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.core.changes.change import change
from model.core.history.undo import plan_undo
from model.core.records.history_tables import ChangeRow
from model.core.records.options import Option
from model.customers.records import CustomerCategory
from model.documents.contents import folder_of_store
from tests import on_file
from tests.conftest import StandingClock, others_slow
from tests.engines import Databases
from tests.tui.commands.shell import Shell
from tests.tui.desk import Desk, at
from tests.tui.two_databases import made

RECORDS = ("lead", "customer", "contact", "opportunity", "project", "task", "appointment", "note", "call", "email")


@pytest.fixture
def both(tmp_path: Path, clock: StandingClock, databases: Databases) -> tuple[Desk, Desk]:
    """The same database without and with what is hidden."""
    without, with_ = (made(tmp_path / name, clock, databases, hidden=name == "with") for name in ("without", "with"))
    return without, with_


def questions() -> list[tuple[str, ...]]:
    """Return every command that reads, on what is there, what is hidden, and what has never been."""
    found: list[tuple[str, ...]] = [("check",), ("history",), ("history", "--json"), ("search", "hemmelig")]
    for record in RECORDS:
        found += [(record, "list", "--json"), (record, "list", "--csv"), (record, "list", "--where", "name~Hemmelig")]
        for number in ("1", "2", "3", "4", "5", "6", "99"):
            found += [
                (record, "show", number, "--json"),
                ("history", record, number),
                (record, "delete", number, "--dry-run"),
            ]
        for view in ("mine", "all", "deactivated"):
            found.append((record, "list", "--view", view))
    for record in ("lead", "customer", "contact"):
        found.append((record, "duplicates"))
    found += [("option", "list"), ("option", "list", "category"), ("option", "list", "loss_reason", "--json")]
    found += [
        ("opportunity", "list", "--view", "Big ones"),
        ("view", "list"),
        ("view", "show", "opportunity", "Big ones"),
    ]
    found += [("report", name, "--json") for name in ("won-lost", "pipeline", "active", "expected", "commission")]
    found += [("calendar",), ("calendar", "--month", "--whose", "all"), ("customer", "documents", "1")]
    found += [("undo", str(number), "--dry-run") for number in range(1, 30)]
    return found


@pytest.mark.parametrize("account", others_slow("obe", "adm", "rrr"))
def test_the_shell_answers_the_same(
    both: tuple[Desk, Desk], clock: StandingClock, tmp_path: Path, account: str
) -> None:
    """As a seller who owns sales of the hidden customer, as administrator, and as reader."""
    shells = [Shell(tmp_path / f"home {desk.folder.name}", clock, database=desk.store.location) for desk in both]
    answered = 0
    for words in questions():
        said = []
        for desk, shell in zip(both, shells, strict=True):
            one = shell.run(*words, account=account)
            folder = str(desk.folder)
            said.append((one.code, one.out.replace(folder, ""), one.err.replace(folder, "")))
        assert said[0] == said[1], words
        answered += said[0][0] == 0
    assert answered > 60


def test_a_missing_document_of_a_hidden_record_has_no_name(
    both: tuple[Desk, Desk], clock: StandingClock, tmp_path: Path
) -> None:
    """Nor has the copy that a backup makes."""
    desk = both[1]
    for file in folder_of_store(desk.store).rglob("*"):
        if file.is_file():
            file.unlink()
    shell = Shell(tmp_path / "home", clock, database=desk.store.location, documents=folder_of_store(desk.store))
    told = shell.run("check", account="obe")
    assert "what was in Open.txt is missing" in told.out
    assert "What was in 1 document of other people is missing." in told.out
    assert "Hemmelig" not in told.out + told.err
    if not desk.store.is_shared:
        copied = shell.done("backup", str(tmp_path / "copy.db"), account="obe")
        assert "Hemmelig" not in copied.out + copied.err
    assert "Hemmelig.txt" in shell.run("check", account="kno").out


def test_what_cannot_be_undone_does_not_say_how_many_hidden_stand_in_the_way(both: tuple[Desk, Desk]) -> None:
    """The category is used by a hidden customer; nothing else tells of it than that something stands in the way."""
    desk = both[1]
    me = desk.me
    category = on_file.value(desk.store, Option.id, Option.name == "Gold")
    change_id = on_file.value(
        desk.store, ChangeRow.change, (ChangeRow.record == "option") & (ChangeRow.record_id == category)
    )
    assert plan_undo(me, change_id).refusals == ("A link refers to what it made.",)
    with change(desk.as_("OBE"), "Take out", "edit") as made_:
        made_.delete(CustomerCategory, on_file.ids(desk.store, CustomerCategory)[0])
    assert plan_undo(me, change_id).refusals == ("What you may not see refers to what it made: ask an administrator.",)


@pytest.mark.parametrize("who", ["OBE", "ADM", "RRR"])
async def test_the_screens_are_the_same(both: tuple[Desk, Desk], who: str) -> None:
    """Start page, every list, the board, the categories in the administration, the history."""
    seen: list[list[str]] = []
    for desk in both:
        screens = []
        async with at(desk, who) as hand:
            await hand.sees("On file")
            await hand.until(lambda: "…" not in hand.line("Opportunities"))
            screens.append(hand.screen)
            for keys, sign in (
                ("2", "Leads"), ("3", "Customers"), ("4", "Contacts"), ("5", "Opportunities"), ("7", "Tasks"),
                ("H", "History"),
            ):  # fmt: skip
                await hand.press(keys)
                await hand.sees(sign)
                screens.append(hand.screen)
        seen.append(screens)
    assert seen[0] == seen[1]
    assert not any("Hemmelig" in screen for screen in seen[1])
