"""Filling in forms by keyboard, over a real database (COM-02, COM-10, LEAD-06 … LEAD-12, CUST-07 … CUST-12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual import events

from model.core import language
from model.core.changes.change import read
from model.core.company.drafts import found
from model.core.records.options import Option
from model.customers.records import Customer
from model.leads.records import Lead
from tests.engines import Databases
from tests.tui.widgets.form_host import FormHost, World, picture, type_text, until
from tui.widgets.form import Form
from tui.widgets.form_state import Offer


@pytest.fixture
def world(tmp_path: Path, clock: Any, databases: Databases) -> World:
    """A database with one employee, Kari, signed in."""
    return World(tmp_path, clock, databases)


def saved(app: FormHost) -> Form.Saved:
    """Return the message that the form was saved."""
    [message] = app.messages
    assert isinstance(message, Form.Saved)
    return message


async def test_new_lead_typed_with_letters_tab_enter_and_arrows_is_saved(world: World) -> None:
    """LEAD-06: every letter is text, also those that are commands in lists; Tab, Enter and ↓ go on."""
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "q dnux/?")
        await pilot.press("tab")
        await type_text(pilot, "Fishing")
        await pilot.press("enter")
        await type_text(pilot, "www.fjord.no")
        await pilot.press("down", "down")
        await type_text(pilot, "22 33 44 55")
        await pilot.press("f2")
        await until(pilot, lambda: app.messages)
        lead = read(world.session, Lead, saved(app).result)
    assert (lead.name, lead.industry, lead.website, lead.phone) == (
        "q dnux/?",
        "Fishing",
        "www.fjord.no",
        "22 33 44 55",
    )
    assert lead.status == "not_contacted"


async def test_saving_needs_neither_control_nor_function_keys(world: World) -> None:
    """The last stop of the form saves with Enter; PageDown goes there by headings."""
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "Fjord AS")
        await pilot.press("pagedown")
        assert app.form.current == "subject"
        await pilot.press("pagedown")
        assert app.form.current == "last_name"
        await pilot.press("pagedown")
        assert app.form.current == ""
        assert "[ Save ]" in picture(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.messages)
        assert read(world.session, Lead, saved(app).result).name == "Fjord AS"


async def test_escape_leaves_at_once_when_nothing_was_typed(world: World) -> None:
    """COM-02: Esc goes back one step."""
    app = world.host(Lead, world.insert(Lead, name="Fjord AS"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", "x", "backspace", "escape")
        await until(pilot, lambda: app.messages)
        assert isinstance(app.messages[0], Form.Cancelled)


@pytest.mark.parametrize("answer", ["escape", "s", "x", "k"])
async def test_escape_asks_when_typed_work_would_be_lost(world: World, answer: str) -> None:
    """COM-02: Esc asks, names what is not saved, and s, x, k or Esc answer."""
    lead = world.insert(Lead, name="Fjord AS")
    app = world.host(Lead, lead)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("tab", "y", "escape")
        assert "Not saved yet: Industry." in picture(app)
        await pilot.press("z")
        assert app.form.dirty
        await pilot.press(answer)
        if answer == "escape":
            assert "Not saved yet" not in picture(app)
            assert not app.messages
            await pilot.press("escape", "x")
        await until(pilot, lambda: app.messages)
        kept = found(world.drafts, "db", world.session.person.id)
    assert read(world.session, Lead, lead).industry == ("y" if answer == "s" else None)
    assert isinstance(app.messages[0], Form.Saved if answer == "s" else Form.Cancelled)
    assert [draft.values for draft in kept] == ([{"industry": "y"}] if answer == "k" else [])


async def test_only_what_was_changed_is_saved_with_what_was_read(world: World) -> None:
    """COM-09: the values that differ, all values as read, and the version go to the saver."""
    lead = world.insert(Lead, name="Fjord AS", phone="22 33 44 55", employees=25)
    given: list[Any] = []

    async def save(saving: Any) -> None:
        given.append(saving)

    app = world.host(Lead, lead, save=save)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("employees")
        await pilot.press("backspace", "6", "ctrl+s")
        await until(pilot, lambda: app.messages)
    [saving] = given
    assert saving.values == {"employees": 26}
    assert saving.version == read(world.session, Lead, lead).version
    assert (saving.base["employees"], saving.base["phone"], saving.base["fax"]) == (25, "22 33 44 55", None)


async def test_an_error_stands_below_its_field_when_it_is_left_and_goes_when_mended(world: World) -> None:
    """Fields are checked on leaving; the sentence goes at the next letter."""
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("employees")
        await type_text(pilot, "many")
        assert "!" not in picture(app)
        await pilot.press("tab")
        await until(pilot, lambda: "! " in picture(app))
        rows = picture(app).splitlines()
        row = next(number for number, text in enumerate(rows) if "Employees" in text)
        assert "! " in rows[row + 1]
        await pilot.press("shift+tab", "backspace")
        assert "employees" not in app.form.state.errors


async def test_saving_shows_all_errors_and_goes_to_the_first(world: World) -> None:
    """A lead without a name is not saved; nothing typed is lost."""
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("email")
        await type_text(pilot, "kari")
        await pilot.press("f2")
        await until(pilot, lambda: app.form.state.errors)
        assert app.form.current == "name"
        assert "Name must be filled in." in picture(app)
        assert set(app.form.state.errors) == {"name", "email"}
        await type_text(pilot, "Fjord")
        app.form.focus_field("email")
        await type_text(pilot, "@fjord.no")
        await pilot.press("f2")
        await until(pilot, lambda: app.messages)
        assert read(world.session, Lead, saved(app).result).email == "kari@fjord.no"


async def test_what_the_saver_refuses_stands_at_its_field(world: World) -> None:
    """A UserError with a field is shown there, one without at the foot; a fault in one sentence."""
    from model.core.errors import UserError

    errors: list[Exception] = [UserError("No more leads.", "town"), UserError("Not today."), RuntimeError("boom")]

    async def save(_saving: Any) -> None:
        raise errors.pop(0)

    app = world.host(Lead, save=save)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "Fjord")
        await pilot.press("f2")
        await until(pilot, lambda: "No more leads." in picture(app))
        assert app.form.current == "town"
        await pilot.press("f2")
        await until(pilot, lambda: "Not today." in picture(app))
        await pilot.press("f2")
        await until(pilot, lambda: "nothing typed is lost" in picture(app))
        assert isinstance(app.messages[0], Form.Failed)
        assert app.form.state.inputs["name"].text == "Fjord"


async def test_keys_pressed_while_it_saves_are_not_lost_when_saving_fails(world: World) -> None:
    """What is typed ahead goes into the field once the form goes on."""
    import asyncio

    from model.core.errors import UserError

    go = asyncio.Event()

    async def save(_saving: Any) -> None:
        await go.wait()
        raise UserError("Not today.")

    app = world.host(Lead, save=save)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "Fjord")
        await pilot.press("f2")
        await type_text(pilot, " AS")
        go.set()
        await until(pilot, lambda: app.form.state.inputs["name"].text == "Fjord AS")


async def test_choices_go_round_and_letters_choose(world: World) -> None:
    """LEAD-03, LEAD-06: ←, →, Space and first letters; yes, no and unknown; Backspace empties."""
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.form
        form.focus_field("classification")
        await pilot.press("h")
        assert "▲ Hot" in picture(app)
        await pilot.press("right", "space")
        assert form.state.inputs["classification"].text == "cold"
        await pilot.press("left")
        assert form.state.inputs["classification"].text == "none"
        form.focus_field("creditworthy")
        assert "? unknown" in picture(app)
        await pilot.press("y")
        assert form.state.inputs["creditworthy"].text == "yes"
        await pilot.press("n")
        assert form.state.inputs["creditworthy"].text == "no"
        await pilot.press("backspace")
        assert form.state.inputs["creditworthy"].text == ""
        await pilot.press("space")
        form.focus_field("name")
        await type_text(pilot, "Fjord")
        await pilot.press("f2")
        await until(pilot, lambda: app.messages)
        lead = read(world.session, Lead, saved(app).result)
    assert (lead.classification, lead.creditworthy, lead.payment_remarks) == ("none", True, None)


async def test_owner_is_found_by_typing_and_taken_with_enter(world: World) -> None:
    """CUST-09: the owner is changed by searching among employees; ↓ shows where, Enter takes."""
    other = world.insert_employee("OLA", "Ola Nordmann")
    world.insert_employee("OLE", "Ole Vik")
    lead = world.insert(Lead, name="Fjord AS", owner=world.session.person.id)
    app = world.host(Lead, lead)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("owner")
        await type_text(pilot, "ol")
        await until(pilot, lambda: "Ole Vik" in picture(app))
        await pilot.press("down", "up", "enter")
        assert "OLA" in picture(app)
        assert "Ole Vik" not in picture(app)
        assert app.form.current == "status"
        await pilot.press("f2")
        await until(pilot, lambda: app.messages)
    assert read(world.session, Lead, lead).owner == other


async def test_typed_initials_count_without_the_list_and_nonsense_is_refused(world: World) -> None:
    """Who types ahead of the list gets what the text names; what names nobody is an error at the field."""
    other = world.insert_employee("OLA", "Ola Nordmann")
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.form
        form.state.inputs["owner"].set("ola")
        form.state.inputs["name"].set("Fjord")
        form.save()
        await until(pilot, lambda: app.messages)
        assert read(world.session, Lead, saved(app).result).owner == other
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("owner")
        await type_text(pilot, "zz")
        await pilot.press("tab")
        await until(pilot, lambda: "owner" in app.form.state.errors)


async def test_space_shows_all_sources_and_backspace_takes_the_source_out(world: World) -> None:
    """LEAD-07: short lists can be seen whole."""
    web = world.insert(Option, list="source", name="Web")
    world.insert(Option, list="source", name="Fair")
    world.insert(Option, list="loss_reason", name="Price")
    lead = world.insert(Lead, name="Fjord", source=web)
    app = world.host(Lead, lead)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("source")
        await pilot.press("space")
        await until(pilot, lambda: "Fair" in picture(app))
        assert "Price" not in picture(app)
        await pilot.press("escape")
        assert "Fair" not in picture(app)
        assert app.form.current == "source"
        await pilot.press("backspace", "f2")
        await until(pilot, lambda: app.messages)
    assert read(world.session, Lead, lead).source is None


async def test_two_customers_of_one_name_are_told_apart(world: World) -> None:
    """A reference holds the record that was pointed at, not its name."""
    world.insert(Customer, name="Fjord AS", visiting_town="Bergen")
    second = world.insert(Customer, name="Fjord AS", visiting_town="Oslo")
    child = world.insert(Customer, name="Vik")
    app = world.host(Customer, child)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("parent")
        await type_text(pilot, "fjo")
        await until(pilot, lambda: "Oslo" in picture(app))
        hits = [hit.id for hit in app.form.state.picker.hits]
        for _step in range(hits.index(second)):
            await pilot.press("down")
        await pilot.press("tab")
        await pilot.press("f2")
        await until(pilot, lambda: app.messages)
    assert read(world.session, Customer, child).parent == second


async def test_days_and_times_are_shown_as_they_are_understood(world: World) -> None:
    """LEAD-07: "21.11 14:30" is shown back in full beside the field, and saved as that moment."""
    app = world.host(Lead)
    async with app.run_test(size=(120, 30)) as pilot:
        await type_text(pilot, "Fjord")
        app.form.focus_field("first_contact")
        await type_text(pilot, "20.11 9:30")
        assert "→ Fri 20 Nov 2026 09:30" in picture(app)
        await pilot.press("f2")
        await until(pilot, lambda: app.messages)
        lead = read(world.session, Lead, saved(app).result)
    assert lead.first_contact.astimezone(UTC) == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


async def test_note_takes_many_lines(world: World) -> None:
    """LEAD-07: Enter begins a line, Tab goes on, ↑ and ↓ leave it at its ends."""
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "Fjord")
        app.form.focus_field("note")
        await type_text(pilot, "one")
        await pilot.press("enter")
        await type_text(pilot, "two")
        await pilot.press("up")
        assert app.form.current == "note"
        await pilot.press("up")
        assert app.form.current == "source"
        await pilot.press("down", "tab")
        assert app.form.current == "last_name"
        await pilot.press("f2")
        await until(pilot, lambda: app.messages)
        assert read(world.session, Lead, saved(app).result).note == "one\ntwo"


async def test_pasted_lines_go_into_one_field(world: World) -> None:
    """A bracketed paste of an address with line breaks stays in its field, as one line."""
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("street")
        app.post_message(events.Paste("Strandgaten 1\n5004 Bergen\n"))
        await until(pilot, lambda: app.form.state.inputs["street"].text)
        assert app.form.state.inputs["street"].text == "Strandgaten 1 5004 Bergen"
        assert app.form.current == "street"


# Checks and offers


async def on_file(text: str, _texts: Mapping[str, str]) -> list[Offer]:
    """Say that one number is on file, and that another is in the registry."""
    if text.startswith("9"):
        return [Offer("in the registry: FJORD AS, Bergen", "fills the form", {"name": "FJORD AS", "town": "Bergen"})]
    return []


async def test_registry_offer_shows_what_it_fills_and_fills_blanks_only(world: World) -> None:
    """LEAD-12, CUST-08: the offer comes while the number is typed; ↓ and Enter take it; typed work stays."""
    app = world.host(Lead, checks={"org_number": on_file})
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "My own name")
        app.form.focus_field("org_number")
        await type_text(pilot, "9")
        await until(pilot, lambda: "in the registry" in picture(app))
        await pilot.press("down", "enter")
        assert "Fills Town." in picture(app)
        assert "Something else stands in Name." in picture(app)
        # The old beside the new, before anything is written over (CUST-26).
        assert "Name: My own name → FJORD AS" in picture(app)
        assert "Town: – → Bergen" in picture(app)
        await pilot.press("enter")
        assert app.form.state.texts()["town"] == "Bergen"
        assert app.form.state.texts()["name"] == "My own name"
        await pilot.press("f3", "a")
        assert app.form.state.texts()["name"] == "FJORD AS"


async def test_keys_typed_ahead_take_no_offer_by_accident(world: World) -> None:
    """Enter and Tab pass an offer by; a letter typed on it goes into the next field."""
    app = world.host(Lead, checks={"org_number": on_file})
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("org_number")
        await type_text(pilot, "9")
        await until(pilot, lambda: "in the registry" in picture(app))
        await pilot.press("enter")
        assert app.form.current == "phone"
        await pilot.press("up", "2")
        assert app.form.state.texts()["phone"] == "2"
        assert app.form.current == "phone"


async def test_offer_can_go_elsewhere_and_goes_away_with_its_text(world: World) -> None:
    """CUST-08: "View" is the screen's doing; another number has no such offer."""
    went: list[str] = []

    async def check(text: str, _texts: Mapping[str, str]) -> list[Offer]:
        return [Offer("on file: customer 17", "view", action=lambda: went.append("17"))] if text == "9" else []

    app = world.host(Lead, checks={"org_number": check})
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("org_number")
        await pilot.press("9")
        await until(pilot, lambda: "customer 17" in picture(app))
        await pilot.press("f3")
        assert went == ["17"]
        await pilot.press("1")
        await until(pilot, lambda: "customer 17" not in picture(app))


async def test_a_check_that_fails_keeps_nobody_from_saving(world: World) -> None:
    """The registry may be missing."""

    async def check(_text: str, _texts: Mapping[str, str]) -> list[Offer]:
        raise OSError("gone")

    app = world.host(Lead, checks={"name": check})
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "F")
        await until(pilot, lambda: app.messages)
        app.messages.clear()
        await pilot.press("f2")
        await until(pilot, lambda: any(isinstance(message, Form.Saved) for message in app.messages))


# Drafts


async def test_every_key_is_in_the_draft_before_the_next(world: World) -> None:
    """COM-10: what is on the disk after a key is what was typed, whatever happens next."""
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        draft = app.form.state.draft
        assert draft is not None
        for count, letter in enumerate("Fjord", start=1):
            await pilot.press(letter)
            assert f'"{"Fjord"[:count]}"'.encode() in draft.path.read_bytes()


async def test_a_form_opened_from_a_draft_goes_on_where_it_was(world: World) -> None:
    """COM-10: texts, choices and references come back, count as typed, and save against the version they stood on."""
    web = world.insert(Option, list="source", name="Web")
    lead = world.insert(Lead, name="Fjord AS", town="Bergen")
    app = world.host(Lead, lead)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("source")
        await type_text(pilot, "we")
        await until(pilot, lambda: app.form.state.picker.open)
        await pilot.press("enter")
        app.form.focus_field("classification")
        await pilot.press("h")
        app.form.focus_field("town")
        await pilot.press("X")
    [draft] = found(world.drafts, "db", world.session.person.id)
    app = world.host(Lead, lead, found=draft)
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.form.dirty
        assert "BergenX" in picture(app)
        assert "Web" in picture(app)
        await pilot.press("f2")
        await until(pilot, lambda: app.messages)
    row = read(world.session, Lead, lead)
    assert (row.town, row.source, row.classification) == ("BergenX", web, "hot")
    assert not found(world.drafts, "db", world.session.person.id)


# How it looks


@pytest.mark.parametrize("code", ["en", "nb", "da"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20), (40, 12), (20, 5)])
async def test_every_field_can_be_reached_and_seen_at_any_size(world: World, code: str, size: tuple[int, int]) -> None:
    """COM-20, COM-22: 80×24 and below, three languages; the field in which one is has its sign in sight."""
    language.use(code)
    app = world.host(Lead)
    async with app.run_test(size=size) as pilot:
        for name in app.form.state.names:
            assert app.form.current == name
            assert "›" in picture(app)
            await pilot.press("tab")
        assert app.form.current == ""
        await pilot.press("ctrl+home")
        assert app.form.current == "name"


async def test_lead_form_stands_side_by_side_on_one_screen(world: World) -> None:
    """All of a lead's headings are in sight at 80×24."""
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)):
        seen = picture(app)
    assert all(heading in seen for heading in ("Company", "Follow-up", "Person", "Mobile", "Country"))
    assert "Company" in seen.splitlines()[0]
    assert "Follow-up" in seen.splitlines()[0]


async def test_plain_ascii_where_glyphs_cannot_be_shown(world: World) -> None:
    """COM-20: with ASCII signs no other character is sent for the form's own signs."""
    app = world.host(Lead, world.insert(Lead, name="Fjord", classification="hot"), ascii=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "tab")
        app.form.focus_field("classification")
        assert picture(app).isascii()
        assert "H Hot" in picture(app)


HOSTILE = [
    "[/]",
    "[red]x[/red]",
    "\x1b[2J\x1b]0;x\x07",
    "\u202eright to left",
    "漢字かな" * 20,
    "x" * 5_000,
    "a\nb\tc",
    "👩‍👩‍👧e\u0301",
    "\u0301",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_text_in_every_field(world: World, text: str) -> None:
    """COM-23: whatever stands in a field, it is shown as text, in its own cells, and stays as it was."""
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.form
        for name, made in form.state.inputs.items():
            form.focus_field(name)
            made.paste(text)
            form.typed(name)
            await pilot.pause()
            for strips in app.screen._compositor.render_strips():
                line = "".join(segment.text for segment in strips)
                assert line.isprintable()
                assert "\x1b" not in line
        form.state.offers["name"] = (Offer(text, text),)
        form.state.errors["town"] = text
        form.refresh()
        await pilot.pause()
        assert picture(app)


async def test_a_list_that_lags_behind_what_is_typed_chooses_nothing(world: World) -> None:
    """Tab takes what was found for the text that stands there, never for an earlier one."""
    world.insert_employee("OLA", "Ola Nordmann")
    second = world.insert_employee("OLE", "Ole Vik")
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.form
        await type_text(pilot, "Fjord")
        form.focus_field("owner")
        await type_text(pilot, "ol")
        await until(pilot, lambda: form.state.picker.asked == "ol" and form.state.picker.open)
        form._take_key("e", "e", 0)
        form._take_key("tab", None, 0)
        await pilot.press("f2")
        await until(pilot, lambda: app.messages)
        assert read(world.session, Lead, saved(app).result).owner == second


async def test_down_goes_on_from_a_list_of_one_and_up_from_the_first(world: World) -> None:
    """Nobody is held in the list: ↓ takes the only hit, ↑ above the first goes to the field before."""
    other = world.insert_employee("OLA", "Ola Nordmann")
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.form
        form.focus_field("owner")
        await type_text(pilot, "ola")
        await until(pilot, lambda: form.state.picker.open)
        await pilot.press("down")
        assert form.current == "status"
        assert form.state.texts()["owner"] == f"#{other}"
        await pilot.press("up", "space")
        await until(pilot, lambda: form.state.picker.open)
        await pilot.press("up")
        assert form.current == "subject"
        assert not form.state.picker.open


async def test_what_a_list_covers_in_part_is_left_out(world: World) -> None:
    """No halves of sentences and labels stand beside a list of hits; they are there again when it closes."""
    world.insert_employee("OLA", "Ola Nordmann")
    world.insert_employee("OLE", "Ole Vik")
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.form
        form.focus_field("owner")
        await type_text(pilot, "ol")
        await until(pilot, lambda: form.state.picker.open)
        form.state.offers["owner"] = (Offer("The first offered sentence that", "goes on"), Offer("Another one", "take"))
        form.lay_out()
        await pilot.pause()
        region = form.picture.picker_region()
        rows = picture(app).split("\n")[region.y : region.bottom]
        assert ["OLA" in rows[0], "OLE" in rows[1]] == [True, True]
        place = form.picture.layout.places["owner"]
        assert all(not row[place.x : region.x].strip() for row in rows)
        await pilot.press("escape")
        await pilot.pause()
        assert "first offered" in picture(app)


async def test_a_click_goes_to_the_field_under_it(world: World) -> None:
    """Where the settings turn the mouse on."""
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(Form, offset=(20, 4))
        assert app.form.current == "org_number"


async def test_save_and_escape_wait_their_turn_while_it_saves(world: World) -> None:
    """A second F2 saves nothing twice, and Esc does not leave a form that is being saved."""
    import asyncio

    go, count = asyncio.Event(), [0]

    async def save(_saving: Any) -> int:
        count[0] += 1
        await go.wait()
        return 17

    app = world.host(Lead, save=save)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "Fjord")
        await pilot.press("f2", "f2", "escape")
        go.set()
        await until(pilot, lambda: app.messages)
        await pilot.pause()
        assert (saved(app).result, count) == (17, [1])


async def test_form_leaves_typed_words_behind_when_it_is_taken_down(world: World) -> None:
    """COM-10: quitting the program keeps the draft, and lets go of it."""
    app = world.host(Lead)
    async with app.run_test(size=(80, 24)) as pilot:
        await type_text(pilot, "Fj")
    [draft] = found(world.drafts, "db", world.session.person.id)
    assert draft.values == {"name": "Fj"}


async def test_keys_typed_before_the_form_has_any_cells_stand_in_it_afterwards(world: World) -> None:
    """Letters, the next field, a search in a picker and Esc, all ahead of the first layout, are no fault (COM-02)."""
    app = world.host(Customer)
    app.form.display = False
    async with app.run_test(size=(80, 24)) as pilot:
        assert not app.form.size.width
        for key in (*"Berg", "pagedown", "up", "ctrl+home", *("down",) * 5, "space", "backspace", "escape"):
            await app.form.on_key(events.Key(key, key if len(key) == 1 else None))
        app.form.display = True
        await until(pilot, lambda: "Berg" in picture(app))
    assert app.form.state.inputs["name"].text == "Berg"


async def test_the_field_is_pointed_at_whenever_the_focus_comes(world: World) -> None:
    """Focus that comes after the first frame shows where one is, and focus that goes takes the sign away."""
    app = world.host(Customer)
    async with app.run_test(size=(80, 24)) as pilot:
        app.set_focus(None)
        await until(pilot, lambda: "›" not in picture(app))
        app.form.focus()
        await until(pilot, lambda: "›Name" in picture(app))
