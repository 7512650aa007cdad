"""Names that are markup, escape sequences, wide letters, lines or 5 kB long: text like any other, on every screen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from model.activities.adding import add
from model.activities.records import Activity
from model.core.dates import find_zone
from model.core.fields.currency import Currency
from model.core.fields.texts import Note, OrgNumberText, Text
from model.core.records.options import Option
from model.core.records.record import Row
from model.customers.records import Contact, Customer, CustomerContact
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.people.records import Employee
from model.registry.load import build
from model.registry.unit import Unit
from tests import on_file
from tests.conftest import others_slow
from tests.tui.desk import HOSTILE, Desk, Hand, at
from tests.tui.frames import intact, tap

TEXTS = {
    "signs": HOSTILE,
    "long": "Å" * 40 + " [/" + "漢字" * 2450 + "]",
    "lines": "one\ntwo\r\nthree\tfour\x1b[2J\x1b]0;title\x07\u2028five\x85six",
}


def hostile(record: type[Row], text: str) -> dict[str, Any]:
    """Return the text for every field of a record that holds text, as much of it as the field takes."""
    values: dict[str, Any] = {}
    for name, field in record.typed().items():
        if isinstance(field, (Text, Note)) and not isinstance(field, (OrgNumberText, Currency)) and not field.system:
            longest = getattr(field, "longest", None)
            values[name] = text[:longest] if longest else text
    return values


def fill(desk: Desk, text: str) -> dict[str, int]:
    """Put one record of each kind on file that says it everywhere; return their IDs by kind."""
    for name in ("stage", "source", "category", "opportunity_type"):
        desk.overwrite("option", desk.option(name, f"A {name}"), name=text)
    source = on_file.value(desk.store, Option.id, Option.list == "source")
    desk.insert(Employee, **{**hostile(Employee, text), "initials": "[/]", "account": "x"})
    ids = {"lead": desk.insert(Lead, **hostile(Lead, text), source=source)}
    ids["customer"] = desk.insert(Customer, **hostile(Customer, text))
    ids["contact"] = desk.insert(Contact, **hostile(Contact, text))
    desk.insert(CustomerContact, customer=ids["customer"], contact=ids["contact"], role=text)
    ids["opportunity"] = desk.insert(
        Opportunity, **hostile(Opportunity, text), customer=ids["customer"], contact=ids["contact"]
    )
    place = list(ids.items())
    for kind in ("note", "task", "call", "appointment"):
        at = {"at": desk.me.clock()} if kind != "note" else {}
        ids[kind] = add(desk.me, kind, {"subject": text, "text": text, **at}, place)
    unit = Unit("NO", "923609016", text, "AS")
    build(desk.folder / "registry.db", [unit], now=desk.me.clock().astimezone(find_zone("UTC")))
    assert on_file.count(desk.store, Activity) == 4
    assert on_file.count(desk.store, Option, Option.name == text) == 4
    return ids


@pytest.fixture(params=others_slow(*TEXTS))
async def place(request: pytest.FixtureRequest, desk: Desk) -> AsyncIterator[tuple[Hand, dict[str, int], str]]:
    """The app over such a database."""
    text = TEXTS[request.param]
    ids = fill(desk, text)
    async with at(desk) as hand:
        yield hand, ids, text


async def walk(hand: Hand, *keys: str) -> None:
    """Press keys; what is on the screen is intact after each."""
    for key in keys:
        await tap(hand, key)
        intact(hand, key, keys)


async def back(hand: Hand, screens: int) -> None:
    """Go back until so many screens are left."""
    for _step in range(8):
        if len(hand.app.screen_stack) <= screens:
            return
        await walk(hand, "escape")
        if len(hand.app.screen_stack) > screens and "throw away" in hand.screen:
            await walk(hand, "x")
    raise AssertionError(f"does not close:\n{hand.screen}")


async def test_lists_dialogs_history_and_help(place: tuple[Hand, dict[str, int], str], desk: Desk) -> None:
    """Every list with what can be asked over it."""
    hand, _ids, _text = place
    intact(hand)
    for key in ("2", "3", "4", "5"):
        await walk(hand, key)
        await hand.until(lambda: hand.app.screen.list.record_id)  # type: ignore[attr-defined]
        intact(hand, key)
        for asking in (
            ("s",),
            ("V",),
            ("C",),
            ("question_mark",),
            ("colon",),
            ("a",),
            ("d",),
            ("o",),
            ("equals_sign",),
        ):
            await walk(hand, *asking, "escape")
            await back(hand, 2)
        await walk(hand, "F", "tab", "tab", "escape", "space")
    await walk(hand, "2", "c")
    await hand.sees("would be")
    intact(hand, "c")
    await walk(hand, "down", "right", "down", "right", "escape")
    await walk(hand, "H")
    await hand.until(lambda: "New" in hand.screen)
    await walk(hand, "down", "enter")
    await back(hand, 2)
    await walk(hand, "u", "escape", "1")


async def test_cards_tab_by_tab_and_forms(place: tuple[Hand, dict[str, int], str], desk: Desk) -> None:
    """Every card with its tabs, and every form with each of its fields in turn."""
    hand, ids, _text = place
    for kind, number in ids.items():
        await hand.open(kind, number)
        intact(hand, kind)
        for tab in getattr(hand.app.screen, "visible_tabs", list)():
            await hand.app.screen.to_tab(tab.name)  # type: ignore[attr-defined]
            await hand.pilot.pause()
            intact(hand, kind, tab.name)
        await back(hand, 1)
        hand.app.in_background(hand.app.open_form(kind, number))
        await hand.until(lambda: getattr(hand.app.screen, "form", None) is not None and hand.app.idle)
        intact(hand, kind, "form")
        for _field in range(len(hand.app.screen.form.state.inputs)):  # type: ignore[attr-defined]
            await walk(hand, "tab")
        await hand.type("x")
        intact(hand, kind, "typed")
        await walk(hand, "f2")
        await back(hand, 1)


async def test_search(place: tuple[Hand, dict[str, int], str], desk: Desk) -> None:
    """Every group of hits, and the text itself as what is searched for."""
    hand, _ids, text = place
    await walk(hand, "slash")
    for begin in ("E", "Å", "o"):
        await hand.type(begin)
        await hand.until(lambda: hand.app.idle)
        await walk(hand, *["tab"] * 5)
    hand.app.screen.editor.insert(text)  # type: ignore[attr-defined]
    await walk(hand, "end", "space", "backspace", *["tab"] * 5, "right", "escape", "escape")


async def test_what_is_typed(desk: Desk) -> None:
    """Pasted into forms and dialogs, it comes to the file as the text it is."""
    async with at(desk) as hand:
        await walk(hand, "L")
        await hand.sees("Company")
        for text in (HOSTILE, TEXTS["lines"]):
            paste(hand, text)
            await hand.pilot.pause()
            intact(hand, "paste")
        await walk(hand, "f2")
        await hand.until(lambda: on_file.count(desk.store, Lead))
        await hand.sees("Details")
        intact(hand, "saved")
        name = on_file.value(desk.store, Lead.name)
        assert "[/] [bold]x[/bold]" in name
        assert not any(sign in name for sign in "\n\r\t")
        await back(hand, 1)
        await walk(hand, "2", "f")
        for letter in "[/]":
            await hand.pilot.press({"[": "left_square_bracket", "/": "slash", "]": "right_square_bracket"}[letter])
        await hand.sees("1 of 1")
        intact(hand, "filter")


def paste(hand: Hand, text: str) -> None:
    """Paste as a terminal does."""
    from textual import events

    hand.app.post_message(events.Paste(text))
