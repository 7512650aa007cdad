"""Documents on a card, key by key (CUST-17; COM-09, COM-23).

Actions: `add_document`, `rename_document`, `delete_document`, `save_document`, `find_document`.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from model.customers.records import Contact, Customer
from model.documents import keeping
from tests.tui.desk import HOSTILE, Desk, at, nothing_moves
from tui.widgets import desktop, file_opening
from tui.widgets.path_ask import completed, path_of


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A file in a folder of its own."""
    folder = tmp_path / "papers"
    folder.mkdir()
    path = folder / "Offer 2026.pdf"
    path.write_text("An offer")
    return path


@pytest.fixture
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """At the far end of an SSH line."""
    for name in ("SALG_OPENER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSH_CONNECTION", "a b c d")


async def test_a_file_is_added_renamed_found_and_deleted(desk: Desk, paper: Path) -> None:
    """CUST-17: the path completed by Tab; y deletes, u brings it back."""
    number = desk.insert(Customer, name="Fjord AS")
    async with at(desk) as hand:
        await hand.open("customer", number, tab="documents")
        assert "No documents. n adds one." in hand.screen
        await hand.press("n")
        await hand.sees("Which file is to be added to Fjord AS?")
        await hand.press("ctrl+u")
        await hand.type(str(paper.parent) + "/none")
        await hand.press("enter")
        await hand.sees("There is no file /")
        await hand.press("ctrl+u")
        await hand.type(str(paper.parent) + "/Off")
        await hand.press("tab", "enter")
        await hand.sees("Added: Offer 2026.pdf", "Documents 1", "8 B")
        await hand.press("e", "ctrl+u")
        await hand.type("../Contract\n")
        await hand.sees("Contract")
        assert keeping.documents_of(desk.me, ("customer", number))[0].name == "Contract"
        keeping.add(desk.me, ("customer", number), paper, "Other")
        await hand.press("f")
        await hand.type("oth\n")
        await hand.until(lambda: "Contract" not in hand.screen)
        await hand.press("f", "ctrl+u")
        await hand.type("zzz\n")
        await hand.sees("No document has “zzz” in its name")
        await hand.press("f", "ctrl+u", "enter")
        await hand.sees("Contract", "Other")
        await hand.press("down", "d")
        await hand.sees("Delete Contract?")
        await hand.press("enter", "d")
        await hand.press("y")
        await hand.sees("Deleted: Contract")
        await hand.press("u", "y")
        await hand.sees("Documents 2")


@pytest.mark.usefixtures("no_desktop")
async def test_without_a_desktop_a_copy_is_offered(desk: Desk, paper: Path, tmp_path: Path) -> None:
    """It says so, and never hangs; a file that is there is overwritten only after y."""
    number = desk.insert(Contact, last_name="Nes")
    keeping.add(desk.me, ("contact", number), paper)
    target = tmp_path / "copy.pdf"
    async with at(desk) as hand:
        await hand.open("contact", number, tab="documents")
        await hand.press("enter")
        await hand.sees("There is no desktop here to open Offer 2026.pdf with.")
        await hand.press("x")
        await hand.sees("Where is the copy of Offer 2026.pdf to go?")
        await hand.press("ctrl+u")
        await hand.type(f"{target}\n")
        await hand.sees("Saved as")
        assert target.read_text() == "An offer"
        target.write_text("mine")
        await hand.press("x", "ctrl+u")
        await hand.type(f"{target}\n")
        await hand.sees("Overwrite copy.pdf?")
        await hand.press("enter", "escape")
        assert target.read_text() == "mine"


async def test_a_document_is_opened_by_the_program_that_is_named(
    desk: Desk, paper: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It runs by itself, gets the file under its name, read-only; what may be a program is not opened."""
    seen = tmp_path / "seen"
    script = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(sys.argv[2])"
    monkeypatch.setenv("SALG_OPENER", f"{sys.executable} -c '{script}' {seen}")
    number = desk.insert(Customer, name="Fjord AS")
    keeping.add(desk.me, ("customer", number), paper)
    async with at(desk) as hand:
        await hand.open("customer", number, tab="documents")
        await hand.press("enter")
        await hand.sees("Opened, to be read: Offer 2026.pdf")
        await hand.until(lambda: seen.exists() and seen.read_text())
        copy = Path(seen.read_text())
        assert copy.name == "Offer 2026.pdf"
        assert copy.stat().st_mode & 0o777 == 0o400
        keeping.add(desk.me, ("customer", number), paper, "Setup.EXE")
        await hand.app.changed("document")
        await hand.press("home", "enter")
        await hand.sees("Setup.EXE may be a program")
        await hand.press("escape")
        # Somebody takes the end of the program: it does not stay in the table of processes.
        await hand.until(lambda: not any(thread.name == "salg-child" for thread in threading.enumerate()))


@pytest.mark.parametrize(
    ("name", "runs"), [("a.desktop", True), ("b.SH ", True), ("c.pdf.exe", True), ("d.exe.pdf", False), ("e", False)]
)
def test_what_may_run_is_told_by_its_ending(name: str, runs: bool) -> None:
    assert file_opening.may_run(name) == runs


def test_where_there_is_something_to_open_with(tmp_path: Path) -> None:
    """A display, or a program of one's own that is there; nothing is started that is not."""
    assert desktop.opener({"SALG_OPENER": f"{sys.executable} -x"}) == [sys.executable, "-x"]
    assert desktop.opener({"SALG_OPENER": "no-such-program-here", "DISPLAY": ":0"}) == []
    assert desktop.opener({"SALG_OPENER": "'"}) == []
    assert desktop.opener({"SSH_CONNECTION": "a"}) == []


def test_paths_are_read_as_people_give_them(tmp_path: Path) -> None:
    """Pasted with quotation marks, dropped with blanks written as a terminal does; Tab goes as far as is certain."""
    for name in ("My file.pdf", "My folder", "My fo.txt"):
        (tmp_path / name).mkdir() if name == "My folder" else (tmp_path / name).write_text("x")
    assert path_of(f"'{tmp_path}/My file.pdf' ") == tmp_path / "My file.pdf"
    assert path_of(f"{tmp_path}/My\\ file.pdf") == tmp_path / "My file.pdf"
    assert completed(f"{tmp_path}/My") == f"{tmp_path}/My f"
    assert completed(f"{tmp_path}/My fi") == f"{tmp_path}/My file.pdf"
    assert completed(f"{tmp_path}/My fol") == f"{tmp_path}/My folder/"
    assert completed(f"{tmp_path}/none") == f"{tmp_path}/none"


async def test_what_a_colleague_renamed_meanwhile_is_told(desk: Desk, paper: Path) -> None:
    """COM-09: neither renamed over nor deleted."""
    number = desk.insert(Customer, name="Fjord AS")
    document = keeping.add(desk.me, ("customer", number), paper)
    async with at(desk) as hand:
        await hand.open("customer", number, tab="documents")
        await hand.press("d")
        keeping.rename(desk.as_("KNO"), document, "Signed.pdf")
        await hand.press("y")
        await hand.sees("A colleague has called it Signed.pdf in the meantime")
        assert keeping.one(desk.me, document).name == "Signed.pdf"


async def test_missing_bytes_and_hostile_names(desk: Desk, paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """COM-23: a name is text; what is missing is told in a sentence."""
    monkeypatch.setenv("SALG_OPENER", sys.executable)
    number = desk.insert(Customer, name="Fjord AS")
    document = keeping.add(desk.me, ("customer", number), paper, HOSTILE)
    path = keeping.content_of(desk.me, document)
    path.unlink()
    async with at(desk) as hand:
        await hand.open("customer", number, tab="documents")
        assert nothing_moves(hand.screen)
        await hand.press("enter")
        await hand.sees("is missing")
        for key in ("d", "escape", "e", "escape", "x"):
            await hand.press(key)
            assert nothing_moves(hand.screen)


async def test_readers_open_and_save_but_change_nothing(desk: Desk, paper: Path) -> None:
    number = desk.insert(Customer, name="Fjord AS")
    keeping.add(desk.me, ("customer", number), paper)
    async with at(desk, "RRR") as hand:
        await hand.open("customer", number, tab="documents")
        for key in "ned":
            await hand.press(key)
            await hand.sees("Readers may look")
        await hand.press("x")
        await hand.sees("Where is the copy")
