"""The card of a lead, pressed key by key (LEAD-06 … LEAD-10, LEAD-17, COM-05, COM-07, COM-08, COM-23).

Actions: `add_note`, `add_task`, `related`, `tick`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from model.activities.adding import add
from model.activities.records import Activity, Task, WrittenNote
from model.core.changes.change import change
from model.core.language import N_
from model.core.records.history_tables import ChangeEntry
from model.core.records.options import CustomField
from model.customers.records import Contact, Customer
from model.leads.records import Lead
from tests import on_file
from tests.tui.desk import HOSTILE, Desk, at, nothing_moves


def lead(desk: Desk, **values: Any) -> int:
    """Put a lead on file."""
    return desk.insert(Lead, **{"name": "Fjord AS", **values})


async def test_a_caller_sees_in_the_first_second_what_matters(desk: Desk) -> None:
    """LEAD-02, LEAD-03: signs and words; the warning stands first."""
    number = lead(
        desk, status="contacted", classification="hot", do_not_call=True, phone="22 33 44 55", mobile="900 11 222",
        first_name="Kari", last_name="Nes",
    )  # fmt: skip
    async with at(desk) as hand:
        await hand.open("lead", number)
        facts = hand.screen.split("\n")[1]
        assert facts.index("DO NOT CALL") < facts.index("✓ Contacted") < facts.index("▲ Hot") < facts.index("ADM")
        assert "22 33 44 55" in hand.screen
        assert "900 11 222" in hand.screen
        assert "Kari Nes" in hand.screen


async def test_signs_have_ascii_forms(desk: Desk) -> None:
    """COM-20, LEAD-03."""
    number = lead(desk, status="unreachable", classification="cold", name="Plain AS")
    async with at(desk, ascii=True) as hand:
        await hand.open("lead", number)
        assert "x Lost" in hand.screen
        assert "c Cold" in hand.screen
        assert hand.screen.isascii(), hand.screen


async def test_tabs_go_round_and_count(desk: Desk) -> None:
    """LEAD-10: the tabs, with numbers; custom fields only where there are any."""
    number = lead(desk)
    for text in ("First", "Second"):
        add(desk.me, "note", {"text": text}, [("lead", number)])
    async with at(desk) as hand:
        await hand.open("lead", number)
        strip = hand.line("Details")
        names = ["Details", "Appointments", "Calls", "Tasks", "Notes 2", "E-mail", "History"]
        assert [name for name in names if name in strip] == names
        assert "Custom" not in strip
        for name in ("appointments", "calls", "tasks", "notes", "email", "documents", "history", "details", "history"):
            await hand.press("shift+tab" if name == "history" and hand.app.screen.tab == "details" else "tab")
            assert hand.app.screen.tab == name  # type: ignore[attr-defined]


async def test_custom_fields_have_a_tab_where_they_have_values(desk: Desk) -> None:
    """LEAD-10, COM-06."""
    desk.insert(CustomField, record="lead", key="shoe", label="Shoe size", kind="number")
    number = lead(desk, custom={"shoe": 43})
    async with at(desk) as hand:
        await hand.open("lead", number, tab="custom")
        assert "Custom fields" in hand.screen
        assert "Shoe size" in hand.screen
        assert "43" in hand.screen


async def test_email_tab_has_its_columns_and_opens_the_message_whole(desk: Desk) -> None:
    """LEAD-10: direction, priority, paper clip, from, to, subject, sent, last changed, by; Enter opens."""
    number = lead(desk)
    values = {
        "subject": "Our offer", "text": "Dear Kari,\nsee below.\n\n" + "long " * 60 + "THE END", "direction": "out",
        "priority": "high", "sender": "adm@salg.example", "recipients": "kari@fjord.example", "attachments": 2,
        "at": datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
    }  # fmt: skip
    add(desk.me, "email", values, [("lead", number)])
    async with at(desk, size=(120, 40)) as hand:
        await hand.open("lead", number, tab="email")
        row = hand.line("Our offer")
        for part in ("→", "!", "+", "adm@salg.examp", "kari@fjord", "Our offer", "20 Nov", "ADM"):
            assert part in row, (part, row)
        assert "Changed" in hand.line("Subject")
        await hand.press("enter")
        await hand.sees("Dear Kari,", "THE END", "Belongs to", "Fjord AS")


async def test_a_note_is_added_from_any_tab(desk: Desk) -> None:
    """LEAD-10: N, the text, F2; what it concerns is filled in."""
    number = lead(desk)
    async with at(desk) as hand:
        await hand.open("lead", number, tab="calls")
        await hand.press("N")
        await hand.sees("New: note")
        await hand.type("Ring on Monday\nsays Kari")
        await hand.press("f2")
        await hand.sees("Notes 1")
        assert hand.app.screen.tab == "calls"  # type: ignore[attr-defined]
        assert desk.last_change() == "New note Ring on Monday"
        note = desk.now(WrittenNote, on_file.ids(desk.store, Activity)[-1])
        assert note.text == "Ring on Monday\nsays Kari"
        assert note.owner == desk.me.person.id


async def test_a_task_is_added_with_a_day_in_words_and_ticked(desk: Desk) -> None:
    """LEAD-10, COM-12: "tomorrow 9"; Space ticks; u takes the tick back."""
    number = lead(desk)
    async with at(desk) as hand:
        await hand.open("lead", number)
        await hand.press("T")
        await hand.sees("New: task")
        await hand.type("Send offer")
        await hand.press("tab")
        await hand.type("tomorrow 9")
        await hand.sees("22 Nov 2026 09:00")
        await hand.press("f2")
        await hand.sees("Tasks 1")
        task = on_file.ids(desk.store, Activity)[-1]
        assert desk.now(Task, task).at == datetime(2026, 11, 22, 8, tzinfo=UTC)
        while hand.app.screen.tab != "tasks":  # type: ignore[attr-defined]
            await hand.press("tab")
        assert "[ ]" in hand.line("Send offer")
        await hand.press("space")
        await hand.sees("[x]")
        assert desk.now(Task, task).done
        assert desk.last_change() == "Done: Send offer"
        await hand.press("u", "y")
        await hand.until(lambda: not desk.now(Task, task).done)
        await hand.sees("[ ]")


async def test_late_tasks_say_so_in_words(desk: Desk) -> None:
    """Never colour alone."""
    number = lead(desk)
    add(desk.me, "task", {"subject": "Old", "at": datetime(2026, 11, 1, 9, tzinfo=UTC)}, [("lead", number)])
    add(desk.me, "task", {"subject": "New", "at": datetime(2026, 12, 1, 9, tzinfo=UTC)}, [("lead", number)])
    async with at(desk) as hand:
        await hand.open("lead", number, tab="tasks")
        assert "late" in hand.line("Old")
        assert "late" not in hand.line("New")


async def test_a_converted_lead_says_what_it_became_and_goes_there(desk: Desk) -> None:
    """LEAD-17: by whom and when; r goes there; c says why not."""
    customer = desk.insert(Customer, name="Fjord Kunde AS")
    contact = desk.insert(Contact, first_name="Karianne Margrethe", last_name="Vestergaard-Christoffersen")
    number = lead(desk)
    kno = desk.as_("KNO")
    became = {"converted_by": kno.person.id, "converted_customer": customer, "converted_contact": contact}
    with change(kno, N_("Convert"), "convert") as made:
        made.update(Lead, number, {"converted_at": datetime(2026, 11, 20, 11, tzinfo=UTC), **became})
    async with at(desk) as hand:
        await hand.open("lead", number)
        assert "Converted 20 Nov 2026 12:00 by KNO" in hand.screen
        await hand.sees("Fjord Kunde AS", "Contact: Karianne Margrethe Vestergaard-Christoffersen")
        await hand.press("c")
        await hand.sees("It has been converted already")
        await hand.press("r", "1")
        await hand.sees("Customer  Fjord Kunde AS")
        await hand.press("escape")
        await hand.sees("Lead  Fjord AS")


async def test_a_lead_that_was_not_converted_has_nowhere_to_go(desk: Desk) -> None:
    number = lead(desk)
    async with at(desk) as hand:
        await hand.open("lead", number)
        await hand.press("r")
        await hand.sees("It has not been converted.")


async def test_history_says_from_what_to_what_and_shows_it_whole(desk: Desk) -> None:
    """COM-07."""
    number = lead(desk, subject="Alarms")
    desk.update("KNO", Lead, number, subject="Locks " + "and keys " * 20 + "AT LAST")
    async with at(desk) as hand:
        await hand.open("lead", number, tab="history")
        row = hand.line("Subject:")
        assert "KNO" in row
        assert "Alarms → Locks" in row
        assert "AT LAST" not in row
        await hand.press("enter")
        await hand.sees("AT LAST")


async def test_delete_asks_for_y_shows_what_goes_along_and_can_be_undone(desk: Desk) -> None:
    """terminal.md: never Enter, never d again; COM-08."""
    number = lead(desk)
    add(desk.me, "note", {"text": "Goes along"}, [("lead", number)])
    async with at(desk) as hand:
        await hand.open("lead", number)
        await hand.press("d")
        await hand.sees("Delete Fjord AS?", "1 note")
        await hand.press("enter", "d")
        assert "Delete Fjord AS?" in hand.screen
        assert desk.now(Lead, number)
        await hand.press("y")
        await hand.sees("Deleted: Fjord AS", "Start page")
        assert on_file.count(desk.store, Lead) == 0
        assert on_file.count(desk.store, Activity) == 0
        await hand.press("u", "y")
        await hand.until(lambda: on_file.count(desk.store, Lead) == 1)
        await hand.until(lambda: on_file.count(desk.store, Activity) == 1)


async def test_escape_keeps_the_record(desk: Desk) -> None:
    number = lead(desk)
    async with at(desk) as hand:
        await hand.open("lead", number)
        await hand.press("d", "escape")
        assert "Delete Fjord AS?" not in hand.screen
        assert desk.now(Lead, number)


async def test_deactivate_and_activate_again(desk: Desk) -> None:
    """COM-05."""
    number = lead(desk)
    async with at(desk) as hand:
        await hand.open("lead", number)
        await hand.press("-")
        await hand.sees("deactivated", "Deactivated: Fjord AS")
        assert not desk.now(Lead, number).active
        assert desk.last_change() == "Deactivate Fjord AS"
        await hand.press("-")
        await hand.sees("Activated: Fjord AS")
        assert desk.now(Lead, number).active


@pytest.mark.parametrize("key", ["e", "d", "-", "N", "T"])
async def test_readers_look_and_change_nothing(desk: Desk, key: str) -> None:
    """COM-14."""
    number = lead(desk)
    before = on_file.count(desk.store, ChangeEntry)
    async with at(desk, "RRR") as hand:
        await hand.open("lead", number)
        await hand.press(key)
        await hand.sees("Readers may look")
        assert on_file.count(desk.store, ChangeEntry) == before


async def test_text_from_outside_stays_text_on_every_tab(desk: Desk) -> None:
    """COM-23: markup, controls, reordering, wide letters, in every field that takes text."""
    texts = {name: HOSTILE for name, kind in Lead.typed().items() if type(kind).__name__ in ("Text", "Note")}
    texts |= {"postcode": "[/]\x1b[2J", "phone": "[/] 22 33 44 55\x1b[1m"}
    number = lead(desk, **texts)
    place = [("lead", number)]
    for kind in ("task", "appointment", "note", "call", "email"):
        add(desk.me, kind, {"subject": HOSTILE, "text": HOSTILE, "at": datetime(2026, 11, 1, tzinfo=UTC)}, place)
    desk.update("KNO", Lead, number, subject=HOSTILE + "2")
    for size in ((80, 24), (120, 40)):
        async with at(desk, size=size) as hand:
            await hand.open("lead", number)
            for _tab in range(7):
                assert nothing_moves(hand.screen)
                assert "[/]" in hand.screen
                await hand.press("tab")
            for tab in ("appointments", "calls", "tasks", "notes", "email", "history"):
                await hand.app.screen.to_tab(tab)  # type: ignore[attr-defined]
                await hand.press("enter")
                await hand.until(lambda: hand.app.idle)
                assert nothing_moves(hand.screen)
                assert "[/]" in hand.screen
                await hand.press("escape")


async def test_a_card_whose_record_is_gone_closes_with_a_sentence(desk: Desk) -> None:
    number = lead(desk)
    async with at(desk) as hand:
        await hand.open("lead", number)
        with change(desk.as_("KNO"), N_("Delete"), "delete") as made:
            made.delete(Lead, number)
        await hand.app.changed("lead")
        await hand.sees("There is no lead", "Start page")


async def test_long_histories_are_read_as_they_are_scrolled(desk: Desk) -> None:
    """COM-01: no list loads more than it shows."""
    number = lead(desk)
    for count in range(230):
        desk.update("KNO", Lead, number, subject=f"Subject {count:03}")
    async with at(desk) as hand:
        await hand.open("lead", number, tab="history")
        screen: Any = hand.app.screen
        assert len(screen.rows["history"]) == 200
        await hand.press("end")
        await hand.until(lambda: len(screen.rows["history"]) > 220)
        await hand.press("end")
        await hand.sees("Subject 000")


async def test_keys_move_in_the_details_of_a_small_screen(desk: Desk) -> None:
    """What does not fit is scrolled to."""
    number = lead(desk, note="\n".join(f"Line {count}" for count in range(40)))
    async with at(desk) as hand:
        await hand.open("lead", number)
        assert "Line 39" not in hand.screen
        await hand.press("pagedown", "pagedown", "pagedown")
        assert "Line 39" in hand.screen
        await hand.press("home")
        assert "Follow-up" in hand.screen
        await hand.press("down")
        assert "Follow-up" not in hand.screen


async def test_converting_from_the_card_opens_what_it_became(desk: Desk) -> None:
    """LEAD-13, LEAD-17: c, Enter; back on the lead it says so, and u takes it back."""
    number = lead(desk, first_name="Kari", last_name="Nes")
    async with at(desk) as hand:
        await hand.open("lead", number)
        await hand.press("c")
        await hand.sees("Convert Fjord AS")
        await hand.until(lambda: getattr(hand.app.screen, "plan", None))
        await hand.press("enter")
        await hand.sees("Customer  Fjord AS", "Kari Nes")
        await hand.press("escape")
        await hand.sees("Lead  Fjord AS", "Converted 21 Nov 2026 13:00 by ADM")
        await hand.press("u", "y")
        await hand.until(lambda: "Converted" not in hand.screen)
        assert desk.now(Lead, number).converted_at is None


async def test_many_are_converted_and_taken_back_from_the_summary(desk: Desk) -> None:
    """LEAD-18: the summary takes the u that it names; pressed from the list in one go."""
    leads = [lead(desk, name=name) for name in ("Fjord AS", "Ask AS")]
    async with at(desk) as hand:
        await hand.press("2", "*", "c")
        await hand.sees("2 of 2 leads would be converted.")
        await hand.press("enter", "u")
        await hand.sees("Undo: ")
        assert all(desk.now(Lead, number).converted_customer is not None for number in leads)
        await hand.press("y")
        await hand.sees("Undone: ")
        assert all(desk.now(Lead, number).converted_customer is None for number in leads)
