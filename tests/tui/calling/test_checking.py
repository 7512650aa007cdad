"""What the reservation register says of a private person, kept from the dialog that asks before dialling (K02)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from model.calling.kinds import RecordRef
from model.calling.lists import create, refs
from model.calling.rules import objections
from model.calling.tables import Reservation
from model.leads.records import Lead
from tests import on_file
from tests.conftest import StandingClock
from tests.tui.calling.test_screen import dialled, phone
from tests.tui.desk import Desk, at


def private(desk: Desk, phone: str = "22 33 44 50") -> int:
    """Put a private person on file."""
    return desk.insert(Lead, name="Kari Nes", first_name="Kari", last_name="Nes", phone=phone)


async def test_looked_up_and_free_is_dialled_and_comes_on_lists(
    desk: Desk, clock: StandingClock, tmp_path: Path
) -> None:
    """K02: c keeps that no number is reserved, then the number is dialled; a month later it is asked again."""
    lead = private(desk)
    assert create(desk.me, "Før", refs("lead", [lead])).skipped == {"reservation": 1}
    async with at(desk) as hand:
        out = phone(hand, tmp_path)
        await hand.open("lead", lead)
        await hand.press("p")
        await hand.sees(
            "Dial Kari Nes all the same?", "not checked", "c Looked up: not reserved", "r Reserved", "y Dial"
        )
        await hand.press("escape")
        assert dialled(out) == []
        await hand.press("p", "c")
        await hand.sees("what came of the call?")
        assert dialled(out) == ["+4722334450"]
        await hand.press("escape")
        assert on_file.rows(desk.store, Reservation.number, Reservation.reserved, Reservation.register) == [
            ("+4722334450", 0, "Reservasjonsregisteret")
        ]
        assert create(desk.me, "Etter", refs("lead", [lead])).skipped == {}
        clock.move(days=31)
        await hand.press("p")
        await hand.sees("not checked")
        await hand.press("y")
        await hand.sees("what came of the call?")
        assert len(dialled(out)) == 2


async def test_reserved_is_not_dialled(desk: Desk, clock: StandingClock, tmp_path: Path) -> None:
    """K02: r keeps that the numbers are reserved, and nothing is dialled; in Denmark the register is another."""
    lead = private(desk, "+45 32 12 34 56")
    async with at(desk) as hand:
        out = phone(hand, tmp_path)
        await hand.open("lead", lead)
        await hand.press("p", "r")
        await hand.sees("Kept: 1 number is reserved.")
        assert dialled(out) == []
        assert on_file.rows(desk.store, Reservation.number, Reservation.reserved, Reservation.register) == [
            ("+4532123456", 1, "Robinsonlisten")
        ]
        assert [each.code for each in objections(desk.me, RecordRef("lead", lead))][:1] == ["reserved"]
        await hand.press("p")
        await hand.sees("reserved against calls")
        await hand.press("c")
        await hand.until(lambda: dialled(out) == ["+4532123456"])


async def test_other_objections_are_asked_all_the_same(desk: Desk, clock: StandingClock, tmp_path: Path) -> None:
    """K01, LEAD-36: looked up on a Sunday, the hour still speaks against it; of a company nothing is looked up."""
    clock.now -= timedelta(days=1)
    lead, company = private(desk), desk.insert(Lead, name="Firma AS", phone="22334451", do_not_call=True)
    async with at(desk) as hand:
        out = phone(hand, tmp_path)
        await hand.open("lead", lead)
        await hand.press("p", "c")
        await hand.sees("Not now: private person")
        assert "Looked up" not in hand.screen
        await hand.press("escape", "escape")
        assert dialled(out) == []
        await hand.open("lead", company)
        await hand.press("p")
        await hand.sees("do not call")
        assert "Looked up" not in hand.screen


async def test_a_number_that_no_register_knows_is_told(desk: Desk, clock: StandingClock, tmp_path: Path) -> None:
    """K02: what cannot be looked up is not kept as if it had been."""
    lead = private(desk, "ring sentralbordet")
    async with at(desk) as hand:
        await hand.open("lead", lead)
        await hand.press("p", "c")
        await hand.sees("No register knows a number")
        assert on_file.count(desk.store, Reservation) == 0


async def test_answers_of_the_register_come_from_a_file(desk: Desk, clock: StandingClock, tmp_path: Path) -> None:
    """K02: p, k, a file; what it holds is shown before it is kept, rows that cannot be read are told."""
    free, reserved = private(desk), desk.insert(Lead, name="Ola Bø", first_name="Ola", last_name="Bø", phone="22334451")
    company = desk.insert(Lead, name="Firma AS", phone="22334452")
    path = tmp_path / "svar.csv"
    path.write_text("Navn;Telefon;Reservert\nKari;22 33 44 50;nei\nOla;+4722334451;Ja\n;abc;ja\n;22334459;\n", "utf-8")
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Firma AS")
        await hand.press("p")
        await hand.sees("k Register's answers")
        await hand.press("k")
        await hand.sees("from which file?")
        await hand.press("ctrl+u")
        await hand.type(str(tmp_path / "none.csv") + "\n")
        await hand.sees("There is no file /")
        await hand.press("ctrl+u")
        await hand.type(str(path) + "\n")
        await hand.sees(
            "2 numbers, 1 of them reserved.", "2 rows cannot be read:", "row 4: “abc” is no telephone number."
        )
        await hand.press("y")
        await hand.sees("Call lists")
        await hand.press("escape")
        await hand.sees("Kept for 2 numbers.")
    assert on_file.rows(desk.store, Reservation.number, Reservation.reserved) == [
        ("+4722334450", 0), ("+4722334451", 1),
    ]  # fmt: skip
    made = create(desk.me, "Etter", refs("lead", [free, reserved, company]))
    assert made.skipped == {"reserved": 1}


async def test_a_file_without_answers_is_refused(desk: Desk, clock: StandingClock, tmp_path: Path) -> None:
    """K02: a list of numbers alone says nothing of what is reserved, and is not taken for leave to call."""
    private(desk)
    (tmp_path / "numre.csv").write_text("Nummer;Navn\n22334450;Kari\n", "utf-8")
    (tmp_path / "tomt.csv").write_text("Nummer;Reserveret\n22334450;\n", "utf-8")
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Kari Nes")
        await hand.press("p", "k", "ctrl+u")
        await hand.type(str(tmp_path / "numre.csv") + "\n")
        await hand.sees("needs a column Number and a column Reserved")
        await hand.press("p", "k", "ctrl+u")
        await hand.type(str(tmp_path / "tomt.csv") + "\n")
        await hand.sees("Nothing to keep in tomt.csv", "row 2: it does not say")
        await hand.press("enter")
        await hand.sees("Call lists")
    assert on_file.count(desk.store, Reservation) == 0
