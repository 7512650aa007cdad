"""The form of a lead, pressed key by key (LEAD-06 … LEAD-08, LEAD-11, LEAD-12, COM-09, COM-10, COM-23).

Actions: `take_offer`, `drafts`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from model.core.changes.change import change
from model.core.company import drafts
from model.core.language import N_
from model.core.records.history_tables import ChangeEntry
from model.core.records.record import Row
from model.customers.records import Customer
from model.leads.records import Lead
from model.registry.load import build
from model.registry.unit import Address, Unit
from tests import on_file
from tests.tui.desk import HOSTILE, Desk, Hand, at, nothing_moves
from tui.widgets.form import Form

NUMBER = "923609016"


def lead(desk: Desk, **values: Any) -> int:
    """Put a lead on file."""
    return desk.insert(Lead, **{"name": "Fjord AS", **values})


def form(hand: Hand) -> Form:
    """Return the form in front."""
    return hand.app.screen.query_one(Form)


async def edit(hand: Hand, number: int) -> None:
    """Open a lead's card, and its form."""
    await hand.open("lead", number)
    await hand.press("e")
    await hand.sees("[ Save ]" if hand.app.size.height > 30 else "Org. no.")
    await hand.until(lambda: hand.app.screen.query(Form))


async def test_a_new_lead_from_the_start_page_is_mine_and_its_card_opens(desk: Desk) -> None:
    """LEAD-11: L from anywhere; the owner is who makes it."""
    async with at(desk) as hand:
        await hand.press("L")
        await hand.sees("New: lead")
        await hand.type("Nye Q1 AS")
        assert "Nye Q1 AS" in hand.screen, "letters that are commands elsewhere are text here"
        await hand.press("f2")
        await hand.sees("Lead  Nye Q1 AS")
        made = on_file.ids(desk.store, Lead)[-1]
        assert desk.now(Lead, made).owner == desk.me.person.id
        assert desk.last_change() == "New lead Nye Q1 AS"


async def test_enter_on_the_last_line_saves(desk: Desk) -> None:
    """No key is needed that a plain terminal cannot send."""
    async with at(desk) as hand:
        await hand.press("L")
        await hand.type("Bare AS")
        await hand.press("ctrl+end", "enter")
        await hand.sees("Lead  Bare AS")


async def test_an_error_stands_beside_its_field_and_nothing_is_lost(desk: Desk) -> None:
    async with at(desk) as hand:
        await hand.press("L", "f2")
        await hand.sees("Name must be filled in.")
        await hand.type("Now it has one")
        await hand.press("f2")
        await hand.sees("Lead  Now it has one")


async def test_an_edit_is_one_change_with_its_name(desk: Desk) -> None:
    number = lead(desk, subject="Alarms")
    async with at(desk) as hand:
        await edit(hand, number)
        form(hand).focus_field("subject")
        await hand.press("ctrl+u")
        await hand.type("Locks")
        await hand.press("f2")
        await hand.sees("Saved.", "Locks")
        assert desk.last_change() == "Change lead Fjord AS"
        assert desk.now(Lead, number).subject == "Locks"


async def test_saving_what_is_no_different_changes_nothing(desk: Desk) -> None:
    number = lead(desk)
    before = on_file.count(desk.store, ChangeEntry)
    async with at(desk) as hand:
        await edit(hand, number)
        await hand.press("f2")
        await hand.sees("Nothing was different.")
        assert on_file.count(desk.store, ChangeEntry) == before


async def test_escape_leaves_at_once_where_nothing_is_typed(desk: Desk) -> None:
    number = lead(desk)
    async with at(desk) as hand:
        await edit(hand, number)
        await hand.press("escape")
        await hand.sees("Lead  Fjord AS")


async def test_escape_asks_where_something_is_typed(desk: Desk) -> None:
    """COM-02: never loses typed work; four answers."""
    number = lead(desk)
    async with at(desk) as hand:
        await edit(hand, number)
        await hand.type("X")
        assert hand.app.unsaved()
        await hand.press("escape")
        await hand.sees("s save", "k keep for later", "x throw away", "Esc go on editing")
        await hand.press("escape")
        await hand.type("Y")
        assert form(hand).state.texts()["name"] == "Fjord ASXY"
        await hand.press("escape", "s")
        await hand.sees("Lead  Fjord ASXY", "Saved.")
        await hand.press("e")
        await hand.until(lambda: hand.app.screen.query(Form))
        await hand.type("Z")
        await hand.press("escape", "x")
        await hand.sees("Lead  Fjord ASXY")
        assert not hand.app.unsaved()
        assert drafts.found(desk.folder / "drafts", "test", desk.me.person.id) == []


async def test_what_is_kept_is_offered_on_the_start_page(desk: Desk) -> None:
    """COM-10."""
    async with at(desk) as hand:
        await hand.press("L")
        await hand.type("Half")
        await hand.press("escape", "k")
        await hand.sees("1 form was left unfinished")
        await hand.press("K")
        await hand.sees("Unfinished forms", "New: lead: Half")
        await hand.press("enter")
        await hand.sees("This is how you left it")
        await hand.type(" done")
        await hand.press("f2")
        await hand.until(lambda: on_file.count(desk.store, Lead, Lead.name == "Half done"))
        await hand.press("1", "K")
        await hand.sees("There are no unfinished forms.")


async def test_what_was_being_typed_when_the_program_ended_is_offered_at_the_next_start(desk: Desk) -> None:
    """COM-10: the form was never left, the program just ended."""
    async with at(desk) as hand:
        await hand.press("L")
        await hand.type("Cut off")
    async with at(desk) as hand:
        await hand.sees("1 form was left unfinished")
        await hand.press("K", "enter")
        await hand.sees("Cut off")
        assert form(hand).dirty


async def test_an_unfinished_form_can_be_thrown_away_from_the_list(desk: Desk) -> None:
    async with at(desk) as hand:
        await hand.press("L")
        await hand.type("Never mind")
        await hand.press("escape", "k", "K", "x")
        await hand.sees("Throw away what was typed?", "Never mind")
        await hand.press("y")
        await hand.sees("There are no unfinished forms.")
        assert not list((desk.folder / "drafts").glob("*"))


async def test_a_draft_of_the_same_record_is_offered_when_its_form_opens(desk: Desk) -> None:
    number = lead(desk)
    async with at(desk) as hand:
        await edit(hand, number)
        await hand.type("X")
        await hand.press("escape", "k", "e")
        await hand.sees("You left this form unfinished", "Fjord ASX")
        await hand.press("g")
        await hand.until(lambda: hand.app.screen.query(Form) and form(hand).state.texts()["name"] == "Fjord ASX")
        await hand.press("escape", "k", "e", "b")
        await hand.until(lambda: hand.app.screen.query(Form))
        assert form(hand).state.texts()["name"] == "Fjord AS"


async def test_two_people_change_other_fields_and_both_stay(desk: Desk) -> None:
    """G03, COM-09."""
    number = lead(desk, subject="Alarms", town="Oslo")
    async with at(desk) as hand:
        await edit(hand, number)
        await hand.type("A")
        desk.update("KNO", Lead, number, town="Bergen")
        await hand.press("f2")
        await hand.sees("Saved.")
        found = desk.now(Lead, number)
        assert (found.name, found.town) == ("Fjord ASA", "Bergen")


async def test_two_people_change_the_same_field_and_the_second_chooses(desk: Desk) -> None:
    """G03, COM-09: theirs and mine side by side, field by field."""
    number = lead(desk, subject="Alarms")
    async with at(desk) as hand:
        await edit(hand, number)
        await hand.type("A")
        form(hand).focus_field("subject")
        await hand.press("ctrl+u")
        await hand.type("Mine")
        desk.update("KNO", Lead, number, subject="Theirs", name="Fjord Gruppen AS")
        await hand.press("f2")
        await hand.sees("KNO has saved this record too", "Theirs", "Mine", "Fjord Gruppen AS")
        assert desk.now(Lead, number).subject == "Theirs"
        await hand.press("right", "enter")
        await hand.sees("Saved.")
        found = desk.now(Lead, number)
        assert (found.name, found.subject) == ("Fjord Gruppen AS", "Mine")


async def test_leaving_the_conflict_goes_back_to_the_form_with_everything_typed(desk: Desk) -> None:
    number = lead(desk)
    async with at(desk) as hand:
        await edit(hand, number)
        await hand.type("A")
        desk.update("KNO", Lead, number, name="Theirs")
        await hand.press("f2")
        await hand.sees("KNO has saved this record too")
        await hand.press("escape")
        await hand.until(lambda: hand.app.screen.query(Form))
        assert form(hand).state.texts()["name"] == "Fjord ASA"
        assert desk.now(Lead, number).name == "Theirs"


async def test_a_record_deleted_under_the_form_is_told_and_the_words_stay(desk: Desk) -> None:
    number = lead(desk)
    async with at(desk) as hand:
        await edit(hand, number)
        await hand.type("A")
        with change(desk.as_("KNO"), N_("Delete"), "delete") as made:
            made.delete(Lead, number)
        await hand.press("f2")
        await hand.sees("There is no lead")
        assert form(hand).state.texts()["name"] == "Fjord ASA"


# Organisation numbers


async def type_number(hand: Hand, number: str = NUMBER) -> None:
    """Type an organisation number in a new lead's form."""
    await hand.press("L")
    await hand.until(lambda: hand.app.screen.query(Form))
    form(hand).focus_field("org_number")
    await hand.type(number)


async def offered_and_opened(desk: Desk, hand: Hand, record: type[Row], told: str, opened: str, **values: Any) -> None:
    """See that a record of the same number is named, and that taking the offer goes there and comes back."""
    desk.insert(record, org_number=NUMBER, **values)
    await type_number(hand)
    await hand.until(lambda: form(hand).state.offers.get("org_number"))
    assert told in form(hand).state.offers["org_number"][0].text
    await hand.press("f3")
    await hand.sees(opened)
    await hand.press("escape")
    await hand.until(lambda: hand.app.screen.query(Form))
    assert form(hand).state.texts()["org_number"] == NUMBER, "what was typed waited"


async def test_a_number_on_file_as_a_customer_says_so_and_goes_there(desk: Desk) -> None:
    """LEAD-12, D-cases: no silent duplicate."""
    async with at(desk) as hand:
        await offered_and_opened(
            desk, hand, Customer, "Equinor AS (customer 1)", "Customer  Equinor AS", name="Equinor AS"
        )


async def test_a_number_on_file_as_a_lead_says_so_and_goes_there(desk: Desk) -> None:
    """LEAD-12."""
    async with at(desk) as hand:
        await offered_and_opened(
            desk, hand, Lead, "The lead Other AS has this number", "Lead  Other AS", name="Other AS"
        )


async def test_the_own_number_of_a_lead_is_not_told_of(desk: Desk) -> None:
    number = lead(desk, org_number=NUMBER)
    async with at(desk) as hand:
        await edit(hand, number)
        form(hand).focus_field("org_number")
        await hand.press("end")
        await hand.press("backspace")
        await hand.type(NUMBER[-1])
        await hand.press("tab")
        assert not form(hand).state.offers.get("org_number")


async def test_a_hidden_customer_is_told_of_without_its_name(desk: Desk) -> None:
    """CUST-09: at most that a hidden record exists."""
    kno = desk.as_("KNO").person.id
    desk.insert(Customer, name="Secret AS", org_number=NUMBER, owner=kno, owner_only=True)
    async with at(desk) as hand:
        await type_number(hand)
        await hand.until(lambda: form(hand).state.offers.get("org_number"))
        assert "A hidden customer has this organisation number" in form(hand).state.offers["org_number"][0].text
        assert "Secret" not in hand.screen
        await hand.press("f3")
        assert "Secret" not in hand.screen


async def test_a_wrong_check_digit_is_told_and_kept(desk: Desk) -> None:
    """D05."""
    async with at(desk) as hand:
        await type_number(hand, "923609017")
        await hand.until(lambda: form(hand).state.offers.get("org_number"))
        assert "check digit" in form(hand).state.offers["org_number"][0].text


async def test_the_registry_fills_what_is_blank_and_never_what_is_typed(desk: Desk) -> None:
    """LEAD-12."""
    address = Address("Forusbeen 50", "4035", "Stavanger", "Stavanger", "NO")
    unit = Unit("NO", NUMBER, "EQUINOR ASA", industry="Olje [/]", phone="51990000", employees=21000, visiting=address)
    build(desk.folder / "registry.db", [unit], now=datetime(2026, 11, 21, tzinfo=UTC), source="test")
    async with at(desk) as hand:
        await hand.press("L")
        await hand.type("My own name")
        form(hand).focus_field("org_number")
        await hand.type(NUMBER)
        await hand.until(lambda: form(hand).state.offers.get("org_number"))
        assert "In the registry: EQUINOR ASA, Stavanger" in form(hand).state.offers["org_number"][0].text
        await hand.press("f3")
        await hand.sees("fill what is empty")
        await hand.press("enter")
        texts = form(hand).state.texts()
        assert texts["name"] == "My own name"
        assert texts["town"] == "Stavanger"
        assert texts["industry"] == "Olje [/]"
        await hand.press("f2")
        await hand.sees("Lead  My own name", "21,000")


async def test_hostile_text_stays_text_in_the_form(desk: Desk) -> None:
    """COM-23."""
    texts = {name: HOSTILE for name, kind in Lead.typed().items() if type(kind).__name__ in ("Text", "Note")}
    number = lead(desk, **texts | {"postcode": "[/]", "country": "[/]"})
    for size in ((80, 24), (120, 40)):
        async with at(desk, size=size) as hand:
            await edit(hand, number)
            for _field in range(30):
                assert nothing_moves(hand.screen)
                await hand.pilot.press("tab")
            await hand.press("f2")
            await hand.sees("Nothing was different.")


async def test_everything_reads_in_eighty_by_twenty_four(desk: Desk) -> None:
    """terminal.md: 80×24; the keys are in sight, none of them a letter."""
    async with at(desk) as hand:
        await hand.press("L")
        await hand.until(lambda: hand.app.screen.query(Form))
        await hand.pilot.pause()
        keys = hand.screen.split("\n")[-1]
        assert "F2 Save" in keys
        assert "Esc Back" in keys
        assert "F1 Keys" in keys
        assert all(len(line) <= 80 for line in hand.screen.split("\n"))


async def test_keys_typed_ahead_all_arrive(desk: Desk) -> None:
    """A hand that is faster than the screen: nothing typed is lost, nothing becomes a command."""
    async with at(desk) as hand:
        await hand.pilot.press("L", *"Quick", "tab", *"923609016", "f2")
        await hand.sees("Lead  Quick")
        assert desk.now(Lead, 1).org_number == "923609016"


async def test_a_wish_not_to_be_called_is_taken_back_after_a_question(desk: Desk) -> None:
    """Decision 20: Esc leaves the form as it is, y saves."""
    lead = desk.insert(Lead, name="Ask AS", do_not_call=True)
    async with at(desk) as hand:
        await hand.press("2", "enter", "e")
        await hand.sees("Edit", "Ask AS", "Follow-up")
        hand.app.screen.query_one(Form).focus_field("do_not_call")
        await hand.sees("Do not call")
        await hand.press("space", "f2")
        await hand.sees("“Do not call” is taken back: Ask AS may be contacted again.")
        await hand.press("escape")
        await hand.sees("Nothing is saved yet.")
        assert on_file.value(desk.store, Lead.do_not_call, Lead.id == lead) == 1
        await hand.press("f2", "y")
        await hand.until(lambda: on_file.value(desk.store, Lead.do_not_call, Lead.id == lead) == 0)


async def test_an_editor_is_opened_where_one_is_set_and_on_long_texts_alone(desk: Desk) -> None:
    """`edit_outside`: the key says what is missing."""
    async with at(desk) as hand:
        await hand.press("L")
        await hand.sees("New: lead")
        await hand.press("f7")
        await hand.sees("No editor_command is set.")
        hand.app.settings = replace(hand.app.settings, editor_command="vim")
        await hand.press("f7")
        await hand.sees("Go to a field that takes a long text.")
