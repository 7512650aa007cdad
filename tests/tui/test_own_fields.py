"""COM-06 on the screens: fields that the company defines stand in forms, lists, criteria, bulk edit and cards."""

from __future__ import annotations

from typing import Any

import pytest

from model.core.company.custom_field_changes import change_field, delete_field, plan_change_field
from model.core.company.custom_fields import add_field
from model.core.company.drafts import Draft
from model.core.lists.listing import Sort
from model.core.records.custom_field_definitions import definitions
from model.customers.records import Customer
from model.leads.records import Lead
from tests.tui.desk import HOSTILE_LABEL, Desk, Hand, at
from tui.widgets.columns import Column

KINDS = {
    "Motto": "text", "Shoe size": "number", "Budget": "money", "Since": "date", "Member": "yes_no",
    "Tier": "choice", "Tags": "multi_choice", "Chain": "group",
}  # fmt: skip


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """A small company whose leads have a field of each kind."""
    for label, kind in KINDS.items():
        choices = ("gold", "silver", "[/]") if kind in ("choice", "multi_choice", "group") else ()
        add_field(desk.me, "lead", label, kind, choices)
    return desk


async def form(hand: Hand, record: str = "lead", record_id: int | None = None) -> Any:
    """Open a form and return it."""
    hand.app.in_background(hand.app.open_form(record, record_id))
    await hand.until(lambda: getattr(hand.app.screen, "form", None) is not None)
    await hand.until(lambda: hand.app.idle)
    await hand.pilot.pause()
    return hand.app.screen.form  # type: ignore[attr-defined]


async def test_a_form_takes_every_kind_by_keyboard_at_80_by_24(desk: Desk) -> None:
    """COM-06: edited like any other field, validated beside it; the card's tab shows them with their labels."""
    number = desk.insert(Lead, name="Fjord AS")
    async with at(desk) as hand:
        made = await form(hand, "lead", number)
        made.focus_field("custom.motto")
        await hand.type("Ut på tur\n")
        await hand.type("big\n")
        await hand.type("1 234,50\n")
        await hand.type("21.11.2026\n")
        await hand.press("right", "enter")
        await hand.press("right", "enter")
        await hand.type("silver, gold\n")
        await hand.type("s\n")
        await hand.press("f2")
        await hand.sees("One field needs another look")
        assert made.current == "custom.shoe_size"
        await hand.press("ctrl+u")
        await hand.type("43")
        await hand.press("f2")
        await hand.until(lambda: not hasattr(hand.app.screen, "form"))
        assert desk.now(Lead, number).custom == {
            "motto": "Ut på tur", "shoe_size": 43, "budget": "1234.50", "since": "2026-11-21", "member": True,
            "tier": "gold", "tags": ["gold", "silver"], "chain": "silver",
        }  # fmt: skip
        await hand.open("lead", number, tab="custom")
        await hand.sees("Shoe size", "43", "Budget", "1,234.50", "gold, silver")


async def test_a_field_deleted_while_a_form_with_it_is_open(desk: Desk) -> None:
    """What was typed stays in the form with a sentence beside it; the rest is saved once it is emptied."""
    number = desk.insert(Lead, name="Fjord AS")
    async with at(desk) as hand:
        made = await form(hand, "lead", number)
        made.focus_field("subject")
        await hand.type("Sale")
        made.focus_field("custom.motto")
        await hand.type("Kept words")
        delete_field(desk.as_("ADM"), definitions(desk.me, "lead")[0].id)
        await hand.press("f2")
        await hand.sees("This field has been deleted", "Kept words")
        assert made.current == "custom.motto"
        await hand.press("ctrl+u", "f2")
        await hand.until(lambda: not hasattr(hand.app.screen, "form"))
        assert (desk.now(Lead, number).subject, desk.now(Lead, number).custom) == ("Sale", None)


async def test_a_draft_with_a_field_that_is_gone_says_what_was_typed(desk: Desk) -> None:
    """COM-10: nothing typed is lost."""
    number = desk.insert(Lead, name="Fjord AS")
    draft = Draft.open(
        desk.folder / "drafts", "test", desk.me.person.id, "lead", number, desk.now(Lead, number).version, "x"
    )
    draft.put("custom.motto", "Precious")
    draft.close()
    delete_field(desk.me, definitions(desk.me, "lead")[0].id)
    async with at(desk) as hand:
        hand.app.in_background(hand.app.open_form("lead", number))
        await hand.sees("Go on with it")
        await hand.press("g")
        await hand.sees("motto: Precious")


async def test_a_colleague_changes_the_same_own_field(desk: Desk) -> None:
    """G03: shown field by field, under the field's own label."""
    number = desk.insert(Lead, name="Fjord AS", **{"custom.motto": "old"})
    async with at(desk) as hand:
        made = await form(hand, "lead", number)
        made.focus_field("custom.motto")
        await hand.press("ctrl+u")
        await hand.type("mine")
        desk.update("KNO", Lead, number, **{"custom.motto": "theirs", "custom.tier": "gold"})
        await hand.press("f2")
        await hand.sees("Motto", "theirs", "mine")


async def test_columns_criteria_sort_and_bulk_edit_of_the_list(desk: Desk) -> None:
    """LEAD-01, LEAD-05, CAMP-05: chosen as a column, asked for, sorted by, set on the marked."""
    for name, size, tier in (("Alfa", 40, "gold"), ("Beta", 45, "silver"), ("Gamma", None, None)):
        desk.insert(Lead, name=name, custom={key: v for key, v in (("shoe_size", size), ("tier", tier)) if v})
    async with at(desk, size=(120, 40)) as hand:
        await hand.press("2")
        await hand.sees("Alfa", "Gamma")
        await hand.press("C", "end")
        await hand.sees("Chain")
        for _step in range(6):
            await hand.press("up")
        await hand.press("space", "enter")
        await hand.sees("Shoe size")
        await hand.until(lambda: "45" in hand.screen)
        await hand.press("F")
        await hand.sees("Tier", "Tags")
        panel = hand.app.screen.query_one("#criteria")
        panel.go([*panel.fields].index("custom.shoe_size"))  # type: ignore[attr-defined]
        await hand.type(">=41")
        panel.go([*panel.fields].index("custom.tier"))  # type: ignore[attr-defined]
        await hand.type("s")
        await hand.press("enter")
        await hand.until(lambda: "Beta" in hand.screen and "Alfa" not in hand.screen)
        assert "Shoe size ≥ 41" in hand.screen


async def test_hostile_labels_and_choices_are_text(desk: Desk) -> None:
    """COM-23: brackets, wide letters, very long labels."""
    add_field(desk.me, "customer", HOSTILE_LABEL, "choice", (HOSTILE_LABEL, "=HYPERLINK(1)"))
    add_field(desk.me, "customer", "x" * 200, "text")
    number = desk.insert(Customer, name="Fjord", custom={"field_1": HOSTILE_LABEL})
    key = definitions(desk.me, "customer")[0].key
    desk.update("ADM", Customer, number, **{f"custom.{key}": HOSTILE_LABEL})
    async with at(desk) as hand:
        made = await form(hand, "customer", number)
        made.focus_field(f"custom.{key}")
        await hand.pilot.pause()
        assert "Evil [/] [bold]" in hand.screen
        assert all(letter == "\n" or letter.isprintable() for letter in hand.screen)


async def test_an_own_field_is_set_on_the_marked(desk: Desk) -> None:
    """LEAD-05: bulk edit, with what would happen shown first, and undone by u."""
    ids = [desk.insert(Lead, name=name) for name in ("Alfa", "Beta", "Gamma")]
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Alfa", "Gamma")
        await hand.press("space", "space", "=")
        await hand.sees("Which field?")
        await hand.type("tier\n")
        await hand.sees("gold", "silver")
        await hand.type("SILVER\n")
        await hand.sees("Tier of 2 becomes silver.")
        await hand.press("y")
        await hand.until(lambda: [desk.now(Lead, number).custom for number in ids[:2]] == [{"tier": "silver"}] * 2)
        await hand.press("u", "y")
        await hand.until(lambda: desk.now(Lead, ids[0]).custom is None)
        await hand.press("=")
        await hand.type("tags\n")
        await hand.sees("(empty)", "gold", "silver")
        await hand.press(*"gold", "space", *"silv", "space", "enter")
        await hand.sees("becomes gold, silver.")


async def test_a_column_whose_field_is_deleted_is_left_out(desk: Desk) -> None:
    """A list that shows, and is sorted by, a field that goes away goes on without it."""
    desk.insert(Lead, name="Alfa", custom={"motto": "Onwards"})
    async with at(desk, size=(120, 40)) as hand:
        await hand.press("2")
        await hand.sees("Alfa")
        rows = hand.app.screen.list  # type: ignore[attr-defined]
        rows.set_columns([*rows.columns, Column("custom.motto", 12)])
        rows.set_sort(Sort("custom.motto"))
        await hand.sees("Motto", "Onwards")
        delete_field(desk.me, definitions(desk.me, "lead")[0].id)
        hand.app.in_background(hand.app.changed("custom_field"))
        await hand.until(lambda: "Motto" not in hand.screen and "Alfa" in hand.screen)


async def test_more_criteria_than_there_is_room_for_are_scrolled(desk: Desk) -> None:
    """Forty own fields at 80×24: the one in which the person is can be seen, and so can the list."""
    for number in range(40):
        add_field(desk.me, "lead", f"Extra {number:02}", "text")
    desk.insert(Lead, name="Alfa", **{"custom.extra_39": "here"})
    desk.insert(Lead, name="Beta")
    async with at(desk) as hand:
        await hand.press("2")
        await hand.sees("Alfa", "Beta")
        await hand.press("F")
        await hand.sees("Status")
        panel = hand.app.screen.query_one("#criteria")
        panel.go(len(panel.fields) - 1)  # type: ignore[attr-defined]
        await hand.sees("Extra 39", "Alfa")
        await hand.type("here\n")
        await hand.until(lambda: "Beta" not in hand.screen and "Alfa" in hand.screen)


async def test_a_new_choice_is_offered_in_a_form_that_is_open(desk: Desk) -> None:
    """COM-06: in use at once; a choice that is called otherwise now is refused with the new ones to choose from."""
    number = desk.insert(Lead, name="Fjord AS")
    tier = next(each for each in definitions(desk.me, "lead") if each.label == "Tier")
    async with at(desk) as hand:
        made = await form(hand, "lead", number)
        made.focus_field("custom.tier")
        await hand.pilot.pause()
        await hand.press("right")
        await hand.sees("gold")
        plan = plan_change_field(desk.me, tier.id, choices=["platinum", "new", "silver"], renamed={"gold": "platinum"})
        change_field(desk.me, plan)
        await hand.press("f2")
        await hand.sees("is none of platinum, new")
        made.focus_field("custom.tags")
        made.focus_field("custom.tier")
        await hand.pilot.pause()
        await hand.until(lambda: "new" in [one.text for one in made.state.inputs["custom.tier"].alternatives])
        await hand.press("n")
        await hand.press("f2")
        await hand.until(lambda: not hasattr(hand.app.screen, "form"))
        assert desk.now(Lead, number).custom == {"tier": "new"}
