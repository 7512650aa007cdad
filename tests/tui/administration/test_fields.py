"""Screen 9, the company's own fields: COM-06, by keys alone at 80×24."""

from __future__ import annotations

import json

from model.core.company.custom_fields import add_field
from model.core.records.custom_field_definitions import definitions
from model.core.records.options import CustomField
from model.leads.records import Lead
from tests import on_file
from tests.tui.administration.test_options import opened
from tests.tui.desk import HOSTILE, Desk, at


async def test_a_field_is_defined_by_keys_and_stands_on_the_form_at_once(desk: Desk) -> None:
    """`entry_new`: label, kind, choices; refused beside what is typed, which stays."""
    async with at(desk) as hand:
        await opened(hand, "Custom fields: leads")
        await hand.press("n")
        await hand.type("Source\n")
        await hand.sees("Kind of Source")
        await hand.press("1")
        await hand.sees("has a field “Source” already")
        await hand.press("ctrl+u")
        await hand.type("Tier [/]\n")
        await hand.press("6")
        await hand.sees("Choices of Tier [/]")
        await hand.type("gold; gold\n")
        await hand.sees("stands there twice")
        await hand.press("ctrl+u")
        await hand.type("gold; silver\n")
        await hand.sees("Tier [/]", "One choice", "gold, silver")
        await hand.press("L")
        await hand.until(lambda: getattr(hand.app.screen, "form", None) is not None)
        assert "custom.tier" in hand.app.screen.form.state.names  # type: ignore[attr-defined]


async def test_a_kind_is_changed_after_showing_what_cannot_be_read(desk: Desk) -> None:
    """`entry_edit`: how many are carried over, how many are kept beside; u takes it back."""
    add_field(desk.me, "lead", "Shoe", "text")
    ids = [desk.insert(Lead, name=text, custom={"shoe": text}) for text in ("43", "big")]
    async with at(desk) as hand:
        await opened(hand, "Custom fields: leads")
        await hand.press("e", "k", "2")
        await hand.sees("Text becomes Number.", "1 value is carried over", "kept in a field of its own", "“big”")
        await hand.press("y")
        await hand.until(lambda: definitions(desk.me)[0].kind == "number")
        assert [desk.now(Lead, number).custom for number in ids] == [{"shoe": 43}, {"shoe_text": "big"}]
        await hand.sees("Shoe (text)")
        await hand.press("u", "y")
        await hand.until(lambda: definitions(desk.me)[0].kind == "text")
        assert [desk.now(Lead, number).custom for number in ids] == [{"shoe": "43"}, {"shoe": "big"}]


async def test_label_order_use_and_deleting(desk: Desk) -> None:
    """`entry_edit`, `entry_up`, `entry_down`, `entry_use`, `entry_delete`."""
    for label in ("One", "Two"):
        add_field(desk.me, "lead", label, "text")
    number = desk.insert(Lead, name="Fjord", custom={"two": "kept"})
    async with at(desk) as hand:
        await opened(hand, "Custom fields: leads")
        await hand.press("j", "<")
        assert [each.label for each in definitions(desk.me)] == ["Two", "One"]
        await hand.press(">", "<")
        await hand.press("e", "l", "ctrl+u")
        await hand.type("one\n")
        await hand.sees("There is a field “One” already")
        await hand.press("ctrl+u")
        await hand.type("Zwei\n")
        await hand.sees("Zwei")
        await hand.press("-")
        await hand.sees("deactivated")
        assert desk.me.own_fields(Lead).keys() == {"custom.one"}
        await hand.press("-")
        await hand.press("d")
        await hand.sees("1 value goes with it: “kept”")
        await hand.press("y")
        await hand.until(lambda: len(definitions(desk.me)) == 1)
        assert desk.now(Lead, number).custom is None
        await hand.press("u", "y")
        await hand.until(lambda: desk.now(Lead, number).custom == {"two": "kept"})


async def test_choices_are_kept_on_a_list_of_their_own(desk: Desk) -> None:
    """Values follow a choice's new name; one in use is no longer offered but stays."""
    add_field(desk.me, "lead", "Size", "choice", ("small", "big"))
    number = desk.insert(Lead, name="Fjord", custom={"size": "small"})
    async with at(desk) as hand:
        await opened(hand, "Custom fields: leads")
        await hand.press("enter")
        await hand.sees("Choices of Size", "small", "big")
        await hand.press("e", "ctrl+u")
        await hand.type("tiny\n")
        await hand.until(lambda: desk.now(Lead, number).custom == {"size": "tiny"})
        await hand.press("n")
        await hand.type("huge\n")
        await hand.sees("huge")
        await hand.press("<")
        await hand.until(lambda: [c.name for c in definitions(desk.me)[0].choices] == ["tiny", "huge", "big"])
        await hand.press("g", "d")
        await hand.sees("Stays where it was chosen, and is offered no more: tiny")
        await hand.press("y")
        await hand.sees("no longer offered")
        await hand.press("G", "-")
        await hand.until(lambda: all(choice.active for choice in definitions(desk.me)[0].choices))


async def test_hostile_labels_on_the_lists_of_the_administration(desk: Desk) -> None:
    """COM-23: of before, as no such name is taken any more."""
    add_field(desk.me, "lead", "Evil", "choice", ("evil", "=HYPERLINK(1)", "x" * 200))
    choices = json.loads(on_file.value(desk.store, CustomField.choices))
    on_file.overwrite(desk.store, CustomField, label=HOSTILE, choices=json.dumps([HOSTILE, *choices[1:]]))
    desk.me.names.forget()
    async with at(desk) as hand:
        await opened(hand, "Custom fields: leads")
        await hand.sees("Evil [/]")
        await hand.press("enter")
        await hand.sees("=HYPERLINK(1)")
        assert all(letter == "\n" or letter.isprintable() for letter in hand.screen)
