"""An administrator takes somebody's rights away while their app stands open (COM-14, COM-10)."""

from __future__ import annotations

from model.core.drafts import found
from model.leads.records import Lead
from model.people.records import Employee
from tests.tui.desk import Desk, Hand, at


async def typing(hand: Hand) -> None:
    """Begin a lead, and leave the form open."""
    await hand.press("2", "n")
    await hand.sees("New: lead")
    await hand.type("Fjord AS")


async def test_who_is_deactivated_while_typing_is_signed_out_and_the_draft_stays(desk: Desk) -> None:
    kno = desk.as_("KNO").person.id
    async with at(desk, "KNO") as hand:
        await typing(hand)
        desk.update("ADM", Employee, kno, active=False)
        await hand.pilot.press("f2")
        await hand.until(lambda: hand.app.ended_by is not None)
    assert hand.app.ended_by is not None
    assert "KNO may no longer sign in" in hand.app.ended_by.message
    assert "What was being typed is kept." in hand.app.ended_by.message
    assert desk.store.value("SELECT count(*) FROM lead") == 0
    [draft] = found(desk.folder / "drafts", "test", kno)
    assert draft.values["name"] == "Fjord AS"


async def test_who_is_deactivated_reads_no_more(desk: Desk) -> None:
    """The next look at the database is the last, whatever it was to be."""
    desk.insert(Lead, name="Fjord AS")
    async with at(desk, "KNO") as hand:
        await hand.press("2")
        await hand.sees("Fjord AS")
        desk.update("ADM", Employee, desk.as_("KNO").person.id, active=False)
        await hand.pilot.press("3")
        await hand.until(lambda: hand.app.ended_by is not None)


async def test_who_is_made_a_reader_is_refused_and_keeps_the_form(desk: Desk) -> None:
    async with at(desk, "KNO") as hand:
        await typing(hand)
        desk.update("ADM", Employee, desk.as_("KNO").person.id, role="reader")
        await hand.press("f2")
        await hand.sees("KNO may read, but not change anything", "Fjord AS")
        assert desk.store.value("SELECT count(*) FROM lead") == 0
        await hand.press("escape")
        await hand.until(lambda: hand.app.session.person.role == "reader")


async def test_who_becomes_an_administrator_need_not_start_anew(desk: Desk) -> None:
    async with at(desk, "KNO") as hand:
        await hand.press("9")
        await hand.sees("Administration")
        desk.update("ADM", Employee, desk.as_("KNO").person.id, role="administrator")
        await hand.press("2")
        await hand.until(lambda: hand.app.session.person.role == "administrator")
