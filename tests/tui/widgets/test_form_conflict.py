"""Two people save one record (COM-09, G03): the second chooses field by field, and nothing is lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from model.core.changes.change import read
from model.core.company.drafts import found
from model.core.records.options import Option
from model.leads.records import Lead
from tests.engines import Databases
from tests.tui.widgets.form_host import World, picture, type_text, until
from tui.widgets.conflict import ConflictDialog, ConflictTable
from tui.widgets.form_saving import Disagreement


@pytest.fixture
def world(tmp_path: Path, clock: Any, databases: Databases) -> World:
    """A database with one employee, Kari, signed in."""
    return World(tmp_path, clock, databases)


async def test_fields_that_only_one_of_them_changed_are_both_kept_without_a_question(world: World) -> None:
    """G03: one changes the telephone, the other the town: nobody is asked."""
    lead = world.insert(Lead, name="Fjord AS", phone="22 33 44 55", town="Bergen")
    app = world.host(Lead, lead)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("town")
        await type_text(pilot, "X")
        world.update(Lead, lead, phone="99 99 99 99")
        await pilot.press("f2")
        await until(pilot, lambda: app.messages)
    row = read(world.session, Lead, lead)
    assert (row.town, row.phone) == ("BergenX", "99 99 99 99")


@pytest.mark.parametrize(("keys", "kept"), [([], "mine"), (["right"], "theirs"), (["right", "left"], "mine")])
async def test_the_second_to_save_chooses_for_each_field(world: World, keys: list[str], kept: str) -> None:
    """COM-09: as it was, as they wrote, as I wrote stand side by side; what only they changed is kept."""
    lead = world.insert(Lead, name="Fjord AS", phone="22 33 44 55", town="Bergen", employees=3)
    app = world.host(Lead, lead)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("town")
        await pilot.press("ctrl+u")
        await type_text(pilot, "Oslo")
        app.form.focus_field("region")
        await type_text(pilot, "East")
        world.update(Lead, lead, town="Molde", employees=4)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, ConflictDialog))
        await pilot.pause()
        seen = picture(app)
        [row] = [text for text in seen.splitlines() if re.search(r"Bergen.*Molde.*Oslo", text)]
        assert "Town" in row
        assert "Employees" in seen.split("kept")[1]
        await pilot.press(*keys, "enter")
        await until(pilot, lambda: app.messages)
    row = read(world.session, Lead, lead)
    assert row.town == ("Oslo" if kept == "mine" else "Molde")
    assert (row.region, row.employees) == ("East", 4)
    assert not found(world.drafts, "db", world.session.person.id)


async def test_escape_goes_back_to_the_form_with_everything_still_typed(world: World) -> None:
    """Nothing is saved, nothing lost, and the next save asks again."""
    lead = world.insert(Lead, name="Fjord AS", town="Bergen")
    app = world.host(Lead, lead)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("town")
        await type_text(pilot, "X")
        world.update(Lead, lead, town="Molde")
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, ConflictDialog))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, ConflictDialog))
        assert app.form.state.texts()["town"] == "BergenX"
        assert read(world.session, Lead, lead).town == "Molde"
        await until(pilot, lambda: not app.form._saving)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, ConflictDialog))
        await pilot.press("enter")
        await until(pilot, lambda: app.messages)
    assert read(world.session, Lead, lead).town == "BergenX"


async def test_a_third_save_meanwhile_asks_again(world: World) -> None:
    """A record changed once more while somebody chooses is shown once more."""
    lead = world.insert(Lead, name="Fjord AS", town="Bergen")
    app = world.host(Lead, lead)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("town")
        await type_text(pilot, "X")
        world.update(Lead, lead, town="Molde")
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, ConflictDialog))
        first = app.screen
        world.update(Lead, lead, town="Voss")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConflictDialog) and app.screen is not first)
        await pilot.pause()
        assert "Voss" in picture(app)
        assert "Bergen " not in picture(app)
        await pilot.press("right", "enter")
        await until(pilot, lambda: app.messages)
    assert read(world.session, Lead, lead).town == "Voss"


async def test_both_notes_can_be_kept_and_references_are_told_by_name(world: World) -> None:
    """A note that both wrote can stay as theirs above mine; a source is shown as its name."""
    web, fair = (world.insert(Option, list="source", name=name) for name in ("Web", "Fair"))
    lead = world.insert(Lead, name="Fjord AS", note="called")
    app = world.host(Lead, lead)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("note")
        await pilot.press("ctrl+u")
        await type_text(pilot, "mine")
        app.form.focus_field("source")
        await type_text(pilot, "web")
        await until(pilot, lambda: app.form.state.picker.open)
        await pilot.press("enter")
        world.update(Lead, lead, note="theirs", source=fair)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, ConflictDialog))
        await pilot.pause()
        assert re.search(r"Source.*Fair.*Web", picture(app))
        await pilot.press("down", "left", "enter")
        await until(pilot, lambda: app.messages)
    row = read(world.session, Lead, lead)
    assert (row.note, row.source) == ("theirs\nmine", web)


async def test_a_draft_on_an_older_version_is_a_conflict_and_no_overwrite(world: World) -> None:
    """COM-09, COM-10: what was typed before the line broke meets what was saved since."""
    lead = world.insert(Lead, name="Fjord AS", town="Bergen", phone="22 33 44 55")
    app = world.host(Lead, lead)
    async with app.run_test(size=(80, 24)) as pilot:
        app.form.focus_field("town")
        await type_text(pilot, "X")
    world.update(Lead, lead, town="Molde", phone="99 99 99 99")
    [draft] = found(world.drafts, "db", world.session.person.id)
    app = world.host(Lead, lead, found=draft)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "22 33 44 55" in picture(app)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, ConflictDialog))
        await pilot.pause()
        assert re.search(r"Bergen.*Molde.*BergenX", picture(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.messages)
    row = read(world.session, Lead, lead)
    assert (row.town, row.phone) == ("BergenX", "99 99 99 99")


@pytest.mark.parametrize("size", [(80, 24), (40, 8), (20, 4)])
@pytest.mark.parametrize("text", ["[/]", "\x1b[2J", "漢字" * 60, "\u202ex"])
async def test_hostile_text_in_a_conflict_is_text(world: World, size: tuple[int, int], text: str) -> None:
    """COM-23: the values of both stand there as they are, at any size."""
    lead = world.insert(Lead, name="Fjord AS", town="Bergen", note="a")
    app = world.host(Lead, lead)
    async with app.run_test(size=size) as pilot:
        for name in ("town", "note"):
            app.form.state.inputs[name].set(text + "mine")
        world.update(Lead, lead, town=text + "theirs", note=text, region=text)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, ConflictDialog))
        await pilot.press("down", "pagedown", "up", "right")
        await pilot.pause()
        assert all(line.isprintable() for line in picture(app).splitlines())
        await pilot.press("enter")
        await until(pilot, lambda: app.messages)


def test_the_heading_is_wrapped_never_cut() -> None:
    """Who has saved, and when, is read whole at any width."""
    found = [Disagreement("town", "Town", "A", "B", "C", True, False, "B", "")]
    table = ConflictTable("Karianne Margrethe Vestergaard-Christoffersen", "21 Nov 12:05", found)
    text = " ".join("".join(piece for piece, _style in pieces) for row in table._rows(30)[:6] for _x, _w, pieces in row)
    assert "Vestergaard-Christoffersen has saved this record too, 21 Nov 12:05." in " ".join(text.split())
    assert "Choose for each field which value stays." in " ".join(text.split())
