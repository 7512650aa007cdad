"""An administrator takes somebody's rights away while their app stands open (COM-14, COM-10)."""

from __future__ import annotations

from typing import Any

from model.core.changes.bulk_edit import plan_edit
from model.core.company.drafts import found
from model.customers.records import Customer
from model.leads.records import Lead
from model.people.records import Employee
from tests import on_file
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
    assert on_file.count(desk.store, Lead) == 0
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
        assert on_file.count(desk.store, Lead) == 0
        await hand.press("escape")
        await hand.until(lambda: hand.app.session.person.role == "reader")


async def test_who_becomes_an_administrator_need_not_start_anew(desk: Desk) -> None:
    async with at(desk, "KNO") as hand:
        await hand.press("9")
        await hand.sees("Administration")
        desk.update("ADM", Employee, desk.as_("KNO").person.id, role="administrator")
        await hand.press("2")
        await hand.until(lambda: hand.app.session.person.role == "administrator")


async def test_hiding_a_colleagues_record_says_so_before_and_after(desk: Desk) -> None:
    """CUST-09: an administrator hides what is KNO's; Esc leaves it as it was, y saves it, and u brings it back."""
    customer = desk.insert(Customer, name="Fjord AS", owner=desk.as_("KNO").person.id)
    async with at(desk) as hand:
        await hand.press("3")
        await hand.sees("Fjord AS")
        await hand.press("enter")
        await hand.sees("#1")
        await hand.press("e")
        await hand.sees("Edit  Customer")
        form: Any = hand.app.screen
        form.form.focus_field("owner_only")
        await hand.press("space", "f2")
        await hand.sees("Only KNO will see it, and you no longer.")
        await hand.press("escape")
        await hand.sees("Edit  Customer", "Nothing is saved yet.")
        assert not desk.now(Customer, customer).owner_only
        await hand.press("f2")
        await hand.sees("Only KNO will see it")
        await hand.press("y")
        await hand.sees("Saved. Only KNO sees it now. u undoes it.")
        assert "There is no customer" not in hand.screen
        assert on_file.value(desk.store, Customer.owner_only) == 1
        await hand.press("u", "y")
        await hand.sees("Fjord AS")
        assert desk.now(Customer, customer).name == "Fjord AS"


async def test_a_new_record_made_for_a_colleague_alone(desk: Desk) -> None:
    async with at(desk) as hand:
        await typing(hand)
        form: Any = hand.app.screen
        form.form.focus_field("owner")
        await hand.press("ctrl+u")
        await hand.type("KNO")
        form.form.focus_field("owner_only")
        await hand.press("space", "f2", "y")
        await hand.sees("Saved. Only KNO sees it now.")
        assert "There is no lead" not in hand.screen


async def test_of_many_the_question_says_how_many_go_out_of_sight(desk: Desk) -> None:
    for owner in ("ADM", "KNO", "KNO"):
        desk.insert(Lead, name=f"Fjord {owner}", owner=desk.as_(owner).person.id)
    async with at(desk) as hand:
        planned = await hand.app.engine.read(
            lambda session: plan_edit(session, Lead, [1, 2, 3], "owner_only", "yes").sentences(session)
        )
        assert planned[-1] == "Only KNO will see 2 of them, and you no longer."
