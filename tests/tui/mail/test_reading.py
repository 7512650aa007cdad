"""A message is read: its text, its files, its links, the conversation it belongs to (LEAD-10, COM-13, COM-23).

Actions: `message_before`, `message_after`, `fold_quotes`, `save_mail_file`, `put_among_documents`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from model.customers.records import Customer
from model.documents import keeping
from tests.model.mail.filed import filed
from tests.tui.desk import HOSTILE, Desk, at

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANSWER = "Fine by us.\n\nOn Mon, 2 Mar 2026 Kari wrote:\n" + "\n".join(f"> line {number}" for number in range(9))


@pytest.fixture
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SALG_OPENER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSH_CONNECTION", "a b c d")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_message_is_opened_from_a_card_and_read(desk: Desk, size: tuple[int, int]) -> None:
    """Headers, text, the quoted part folded until it is asked for, links with their numbers."""
    fjord = desk.insert(Customer, name="Fjord AS")
    filed(
        desk.me, [("customer", fjord)], subject="Re: Offer", text=ANSWER, addressed="Kari <kari@firma.example>",
        cc="Per <per@firma.example>", links="https://evil.example bank.example", files={"Plan.pdf": b"A"},
    )  # fmt: skip
    async with at(desk, size=size) as hand:
        await hand.open("customer", fjord, tab="email")
        await hand.sees("Re: Offer", "Ola Nes")
        await hand.press("enter")
        await hand.sees("Per <per@firma.example>", "Plan.pdf", "Fine by us.", "10 quoted lines")
        assert "> line 3" not in hand.screen
        await hand.press("z")
        await hand.sees("> line 3")
        await hand.press("z")
        await hand.sees("! bank.example", "https://evil.example", "Fjord AS")
        await hand.press("down", "enter")
        await hand.sees("> line 3")


async def test_the_conversation_is_gone_through_by_a_key_and_listed(desk: Desk) -> None:
    fjord = desk.insert(Customer, name="Fjord AS")
    first, second = (
        filed(desk.me, [("customer", fjord)], thread="t", subject=f"Part {number}", at=NOW + timedelta(hours=number))
        for number in (1, 2)
    )
    async with at(desk) as hand:
        await hand.open("email", second)
        await hand.sees("Part 2", "Conversation 2")
        await hand.press(">")
        await hand.sees("It is the last of the conversation.")
        await hand.press("<")
        await hand.sees(f"#{first}", "Part 1")
        await hand.press("[")
        await hand.sees("It is the first of it.")
        await hand.press("tab")
        await hand.sees("Part 1", "Part 2")
        await hand.press("enter")
        await hand.sees(f"#{second}")
    alone = filed(desk.me, [("customer", fjord)])
    async with at(desk) as hand:
        await hand.open("email", alone)
        await hand.press(">")
        await hand.sees("There is no other message in this conversation.")
        await hand.press("z")
        await hand.sees("Nothing is quoted in it.")


@pytest.mark.usefixtures("no_desktop")
async def test_files_are_opened_saved_and_put_among_the_documents(desk: Desk, tmp_path: Path) -> None:
    fjord = desk.insert(Customer, name="Fjord AS")
    berg = desk.insert(Customer, name="Berg AS")
    email = filed(desk.me, [("customer", fjord), ("customer", berg)], files={"../Plan.pdf": b"A", "Big.iso": b""})
    target = tmp_path / "copy.pdf"
    async with at(desk) as hand:
        await hand.open("email", email)
        await hand.sees("Plan.pdf", "not kept")
        await hand.press("enter")
        await hand.sees("There is no desktop here")
        await hand.press("escape", "x", "ctrl+u")
        await hand.type(f"{target}\n")
        await hand.sees("Saved as")
        assert target.read_bytes() == b"A"
        await hand.press("+")
        await hand.sees("Among the documents of which?", "Customer: Berg AS")
        await hand.press("2")
        await hand.sees("u undoes it.")
        found = {place: keeping.documents_of(desk.me, ("customer", place)) for place in (fjord, berg)}
        assert sorted(len(documents) for documents in found.values()) == [0, 1]
        await hand.press("u", "y")
        await hand.until(lambda: not any(keeping.documents_of(desk.me, ("customer", one)) for one in (fjord, berg)))
        await hand.press("down", "x", "ctrl+u")
        await hand.type(f"{tmp_path / 'big'}\n")
        await hand.sees("was not kept")


async def test_a_file_that_may_be_a_program_is_not_opened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALG_OPENER", "true")
    email = filed(desk.me, [], files={"Invoice.pdf.exe": b"A"})
    async with at(desk) as hand:
        await hand.open("email", email)
        await hand.press("enter")
        await hand.sees("may be a program")


@pytest.mark.parametrize("ascii", [False, True])
async def test_what_is_hostile_is_shown_and_not_obeyed(desk: Desk, ascii: bool) -> None:
    """COM-23: escape sequences, marks that turn the writing round, markup, lines without an end."""
    text = f"{HOSTILE}\n> {HOSTILE}\n{'x' * 20_000}\n{'漢' * 5_000}\n\x1b]52;c;aGk=\x07\x9b31m" + "\n" * 50 + "end"
    email = filed(
        desk.me, [], subject=HOSTILE[:200], sender=f"{HOSTILE} <a@b.example>"[:200], text=text,
        addressed=", ".join(f"{HOSTILE} <a{number}@b.example>" for number in range(300)),
        links=f"https://x.example/\u202e {HOSTILE}", files={HOSTILE: b"A"}, thread="t",
    )  # fmt: skip
    filed(desk.me, [], subject=HOSTILE[:200], thread="t")
    async with at(desk, ascii=ascii) as hand:
        await hand.open("email", email)
        await hand.sees("Evil [/] [bold]x[/bold]")
        for _number in range(12):
            assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(hand.screen)
            await hand.press("pagedown")
        await hand.press("end")
        await hand.press("tab", "tab", "tab", "enter")
        assert not {"\x1b", "\x07", "\u202e"} & set(hand.screen)


async def test_a_reader_reads_and_a_message_is_not_edited(desk: Desk) -> None:
    fjord = desk.insert(Customer, name="Fjord AS")
    email = filed(desk.me, [("customer", fjord)], files={"a.pdf": b"A"})
    async with at(desk, who="RRR") as hand:
        await hand.open("email", email)
        await hand.press("+")
        await hand.sees("Readers may look")
    async with at(desk) as hand:
        await hand.open("email", email)
        await hand.press("e")
        await hand.sees("A message stays as it was written.")


async def test_the_list_has_the_columns_of_the_tab(desk: Desk) -> None:
    """LEAD-10: direction, priority, files, from, to, subject, sent, changed and by whom."""
    filed(desk.me, [], subject="Offer", priority="high", recipients="kari@firma.example", files={"a": b"A"})
    async with at(desk, size=(140, 40)) as hand:
        await hand.app.show_list("email")
        await hand.sees("From", "To", "Subject", "Changed", "Offer", "Ola Nes")
