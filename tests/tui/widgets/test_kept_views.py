"""Kept views on the screen: `keep_view` keeps what a list shows, `view` shows it again (COM-03)."""

from __future__ import annotations

import re

from model.core.access.preferences import read_preference
from model.core.company.view_content import Arrangement
from model.core.company.view_storage import KeptView, delete_view, find_view, keep, kept_views, overwrite, rename
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Sort
from model.core.records.options import Option
from model.customers.records import Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests.tui.desk import HOSTILE, HOSTILE_LABEL, Desk, Hand, at, nothing_moves
from tui.widgets.list_screen import ListScreen
from tui.widgets.record_list import RecordList


def rows(hand: Hand) -> RecordList:
    screen = hand.app.screen
    assert isinstance(screen, ListScreen), screen
    return screen.list


def title(hand: Hand) -> str:
    """Return the title line without the word on columns that find no room."""
    return re.sub(r"  \+\d+ columns? →", "", hand.screen.split("\n")[0])


async def shows(hand: Hand, *ids: int) -> None:
    """Wait until the list in front shows just these."""
    await hand.until(lambda: isinstance(hand.app.screen, ListScreen) and rows(hand).page_ids == list(ids))


def five(desk: Desk) -> list[int]:
    """File five leads, two of them in Voss and ADM's."""
    me, kno = desk.me.person.id, desk.as_("KNO").person.id
    return [
        desk.insert(Lead, name=name, town=town, owner=owner, subject="Post")
        for name, town, owner in (
            ("Ask", "Voss", me), ("Bjørk", "Voss", me), ("Dal", "Oslo", me), ("Eik", "Voss", kno),
            ("Furu", "Oslo", kno),
        )
    ]  # fmt: skip


async def keep_voss(hand: Hand, ids: list[int]) -> None:
    """Type criteria and an order on the leads, and keep them as "Voss mine"."""
    await hand.press("2")
    await shows(hand, *ids)
    await hand.press("M", "f")
    await hand.type("k")
    await hand.press("enter", "S", "at")
    await hand.sees("Keep this view under which name?", 'Mine, "k"; sorted by Name, turned round')
    await hand.type("Voss mine")
    await hand.press("enter")
    await hand.sees("Kept as Voss mine")


def view(desk: Desk, name: str, who: str = "ADM") -> KeptView:
    return find_view(desk.as_(who), Lead, name)


async def test_keep_leave_and_choose_again(desk: Desk) -> None:
    """K (or @) keeps criteria, columns and order; the title names the view; R leaves it; V brings it back."""
    ids = five(desk)
    async with at(desk) as hand:
        await hand.press("2", "C", "down", "down", "down", "+", "enter")
        await keep_voss(hand, ids)
        assert "Leads · Voss mine ▼" in title(hand).replace("  ", " ")
        await shows(hand, ids[1], ids[0])
        await hand.press("R")
        await hand.until(lambda: "Voss mine" not in title(hand))
        await shows(hand, *reversed(ids))
        await hand.press("V")
        await hand.sees("Voss mine  (yours)")
        await hand.press("end")
        await hand.sees('Mine, "k"; sorted by Name, turned round')
        await hand.press("enter")
        await shows(hand, ids[1], ids[0])
        assert "Voss mine" in title(hand)
        await hand.press("V", "enter")
        await hand.until(lambda: "Voss mine" not in title(hand))


async def test_altered_since_is_marked_and_overwritten(desk: Desk) -> None:
    """A view that is not as it was kept says so; @ with its name overwrites it, after y."""
    ids = five(desk)
    async with at(desk) as hand:
        await keep_voss(hand, ids)
        await hand.press("S")
        await hand.until(lambda: "Voss mine (altered)" in title(hand))
        await shows(hand, ids[0], ids[1])
        await hand.press("S")
        await hand.until(lambda: "altered" not in title(hand))
        await hand.press("M")
        await hand.until(lambda: "Voss mine (altered)" in title(hand))
        await hand.press("at", "enter")
        await hand.sees("Overwrite it?", 'before: All, Mine, "k"; sorted', 'now: All, "k"; sorted by Name')
        await hand.press("enter", "at")
        assert view(desk, "Voss mine").read_back(desk.me).arrangement.filter.views == ("all", "mine")
        await hand.press("y")
        await hand.until(lambda: "altered" not in title(hand) and "Voss mine" in title(hand))
        assert view(desk, "Voss mine").read_back(desk.me).arrangement.filter == Filter(("all",), (), "", "k")
        assert len(kept_views(desk.me)) == 1


async def test_columns_of_a_view_are_not_those_of_the_list(desk: Desk) -> None:
    """LEAD-01: what a view shows and how wide does not become the person's choice for the list itself."""
    ids = five(desk)
    wanted = Arrangement(Filter(("all",)), ("name:20", "town"), Sort("town", True))
    keep(desk.me, Lead, "Steder", wanted)
    async with at(desk) as hand:
        await hand.press("2", "S")
        await shows(hand, *reversed(ids))
        await hand.until(lambda: (read_preference(desk.me, "list.lead") or {}).get("descending"))
        own = read_preference(desk.me, "list.lead")
        await hand.press("V", "end", "enter")
        await hand.until(lambda: [column.as_text() for column in rows(hand).columns] == ["name:20", "town"])
        await hand.until(lambda: "Town" in hand.screen.split("\n")[1])
        assert read_preference(desk.me, "list.lead") == own
        await hand.press("R")
        await shows(hand, *reversed(ids))
        assert [column.field for column in rows(hand).columns][:2] == ["classification", "status"]
        assert read_preference(desk.me, "list.lead") == own


async def test_rename_share_and_delete_in_the_dialog_and_undo(desk: Desk) -> None:
    """In V: e renames, overwrites and shares, d deletes after y; u takes the last back and the title follows."""
    ids = five(desk)
    keep(desk.me, Lead, "Kald", Arrangement(Filter(("all",))))
    async with at(desk) as hand:
        await keep_voss(hand, ids)
        await hand.press("V")
        await hand.sees("Kald  (yours)")
        await hand.press("e", "1", "backspace", "backspace", "backspace", "backspace", "enter")
        await hand.sees("Voss  (yours)")
        assert view(desk, "Voss").name == "Voss"
        await hand.press("e", "1", "ctrl+u")
        await hand.type("kald")
        await hand.press("enter")
        await hand.sees("ADM has a view of that name already: kald")
        await hand.press("V", "e", "3")
        await hand.sees("Voss  (yours, shared)")
        assert view(desk, "Voss", "OBE").shared
        await hand.press("d", "d", "enter")
        await hand.sees("Delete the view Voss?")
        await hand.press("y")
        await hand.until(lambda: "(yours, shared)" not in hand.screen)
        await hand.press("escape")
        await hand.until(lambda: "Voss" not in title(hand).split("▼")[0])
        await hand.press("u")
        await hand.sees("Undo: Delete view Voss?")
        await hand.press("y")
        await hand.until(lambda: len(kept_views(desk.me)) == 2)


async def test_bad_names_are_told_beside_the_name(desk: Desk) -> None:
    """No name, a ready-made view's: refused in the dialog, and what was typed stays."""
    five(desk)
    async with at(desk) as hand:
        await hand.press("2", "at", "enter")
        await hand.sees("Give the view a name.")
        await hand.type("mine")
        await hand.press("enter")
        await hand.sees("mine is a view that is there already, ready-made.")
        await hand.type(" egne")
        await hand.press("tab")
        await hand.sees("shared: everybody sees it")
        await hand.press("enter")
        await hand.sees("Kept as mine egne")
        assert view(desk, "mine egne", "KNO").initials == "ADM"


async def test_a_colleagues_shared_view(desk: Desk) -> None:
    """Seen by everybody with whose it is; another seller changes nothing of it, and keeps one of that name beside."""
    ids = five(desk)
    keep(desk.as_("OBE"), Lead, "Voss", Arrangement(Filter((), (Criterion("town", "=", "Voss"),))), shared=True)
    keep(desk.as_("OBE"), Lead, "Hemmelig", Arrangement(Filter()))
    async with at(desk, "KNO") as hand:
        await hand.press("2", "V")
        await hand.sees("Voss  (shared by OBE)")
        assert "Hemmelig" not in hand.screen
        await hand.press("end", "d")
        await hand.sees("It is the view of OBE: only OBE or an administrator")
        await hand.press("e", "home", "e")
        await hand.sees("A ready-made view stays as it is")
        await hand.press("end", "enter")
        await shows(hand, ids[0], ids[1], ids[3])
        await hand.press("at")
        await hand.type("Voss")
        await hand.press("enter")
        await hand.sees("Kept as Voss")
        await hand.press("V")
        await hand.sees("Voss  (yours)", "Voss  (shared by OBE)")


async def test_a_reader_looks_but_keeps_none(desk: Desk) -> None:
    """Readers choose among views; keeping and changing is refused with a sentence."""
    ids = five(desk)
    keep(desk.me, Lead, "Voss", Arrangement(Filter((), (Criterion("town", "=", "Voss"),))), shared=True)
    async with at(desk, "RRR") as hand:
        await hand.press("2", "at")
        await hand.sees("Readers may look")
        await hand.press("V", "end", "e")
        await hand.sees("Readers may look")
        await hand.press("enter")
        await shows(hand, ids[0], ids[1], ids[3])


async def test_two_at_one_view(desk: Desk) -> None:
    """COM-09: changed or deleted by a colleague while the dialog stands: told, nothing lost, the title follows."""
    ids = five(desk)
    async with at(desk) as hand:
        await keep_voss(hand, ids)
        await hand.press("V", "e", "1")
        rename(desk.me, view(desk, "Voss mine"), "Fra et annet vindu")
        await hand.type("!")
        await hand.press("enter")
        await hand.sees("has been changed by somebody else meanwhile")
        await hand.app.changed()
        await hand.until(lambda: "Fra et annet vindu" in title(hand))
        overwrite(desk.me, view(desk, "Fra et annet vindu"), Arrangement(Filter(("all",))))
        await hand.app.changed()
        await hand.until(lambda: "Fra et annet vindu (altered)" in title(hand))
        await hand.press("V", "d")
        delete_view(desk.me, view(desk, "Fra et annet vindu"))
        await hand.press("y")
        await hand.sees("The view Fra et annet vindu is gone.")
        await hand.app.changed()
        await hand.until(lambda: "Fra et annet" not in title(hand))
        assert '"k"' in title(hand)


async def test_what_is_gone_is_told(desk: Desk) -> None:
    """A stage that is deleted, a field that is gone: the view opens with a sentence, by what is left."""
    stage = desk.option("stage", "Tilbud")
    customer = desk.insert(Customer, name="Kunde")
    opportunity = desk.insert(Opportunity, title="Avtale", customer=customer)
    criteria = (Criterion("stage", "=", "Tilbud"), Criterion("colour", "=", "blue"), Criterion("title", "~", "A%"))
    keep(desk.me, Opportunity, "Store", Arrangement(Filter((), criteria), ("title", "colour"), Sort("colour")))
    with_stage = find_view(desk.me, Opportunity, "Store")
    assert with_stage.name == "Store"
    from model.core.changes.change import change

    with change(desk.me, "x", "x") as made:
        made.delete(Option, stage)
    async with at(desk, size=(120, 40)) as hand:
        await hand.press("5", "V", "end", "enter")
        told = "Shows nothing, cannot be asked: Stage = Tilbud (There is no stage “Tilbud”; there are First"
        await hand.until(lambda: told in " ".join(hand.screen.split()))
        await hand.sees("Nothing here.")
        assert "Avtale" not in hand.screen
        assert "Store" in title(hand)
        assert "altered" not in title(hand)
        await hand.press("R")
        await shows(hand, opportunity)


async def test_hidden_names_and_hostile_ones(desk: Desk) -> None:
    """W20, COM-23: a hidden customer's name in a shared view is not shown; a hostile name moves nothing."""
    kno = desk.as_("KNO")
    criteria = (Criterion("customer", "=", "Hemmelig AS"),)
    keep(kno, Opportunity, HOSTILE_LABEL[:60], Arrangement(Filter((), criteria, "", HOSTILE)), shared=True)
    async with at(desk) as hand:
        await hand.press("5", "V", "end")
        await hand.sees("shared by KNO", "Customer: there is none of that name")
        assert "Hemmelig" not in hand.screen
        assert nothing_moves(hand.screen)
        await hand.press("enter")
        await hand.sees("Shows nothing, cannot be asked: Customer:")
        assert "Hemmelig" not in hand.screen
        assert nothing_moves(hand.screen)
        await hand.press("at", "escape", "V", "e")
        assert nothing_moves(hand.screen)


async def test_many_views_and_a_short_screen(desk: Desk) -> None:
    """Views past the letters are reached with the arrows; letters that do something else take none."""
    five(desk)
    for number in range(40):
        keep(desk.me, Lead, f"Visning {number:02}", Arrangement(Filter((), (), "", f"v{number:02}")))
    async with at(desk) as hand:
        await hand.press("2", "V", "end")
        await hand.sees("Visning 39", '"v39"')
        await hand.press("up", "enter")
        await hand.until(lambda: "Visning 38" in title(hand))
        await hand.press("V")
        await hand.sees("Visning 38")
        await hand.press("home", "a")
        await hand.until(lambda: "Visning" in title(hand) and "Visning 38" not in title(hand))
