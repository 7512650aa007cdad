"""Every form: two people at one record, words that outlive the program; deletions taken back (COM-08 … COM-10)."""

from __future__ import annotations

import pytest

from model.catalogue import RECORDS, Kinds
from model.core.changes.deletion import delete
from model.core.company import drafts
from model.core.history import past_changes, undo
from model.core.records.record import Record
from tests.model import filing
from tests.model.every_kind import CALLED, file_called
from tests.tui.desk import Desk, Hand, at
from tui import rooms
from tui.widgets.form import Form


def kind(name: str) -> type[Record]:
    record = Kinds()[name]
    assert issubclass(record, Record)
    return record


def typed_into(record: type[Record]) -> str:
    """Return the field that takes the name."""
    return CALLED.get(record.name_in_code, record.title_field)


async def edit(hand: Hand, name: str, record_id: int) -> Form:
    """Open the form of a record."""
    hand.app.in_background(hand.app.open_form(name, record_id))
    await hand.until(lambda: hand.app.screen.query(Form))
    await hand.pilot.pause()
    form = hand.app.screen.query_one(Form)
    form.focus_field(typed_into(kind(name)))
    return form


@pytest.mark.parametrize("name", rooms.FORMS)
async def test_the_second_to_save_chooses(desk: Desk, name: str) -> None:
    """COM-09: both changed what it is called; the second is shown both, and nobody's words are lost unseen."""
    record = kind(name)
    field = typed_into(record)
    number = file_called(desk.me, record, "Ask")
    # Employees are an administrator's to change.
    who = "ADM" if name == "employee" else "KNO"
    async with at(desk) as hand:
        await edit(hand, name, number)
        await hand.press("end")
        await hand.type("mine")
        desk.update(who, record, number, **{field: "Deres"})
        await hand.press("f2")
        await hand.sees("Ask", "Deres", "Askmine")
        await hand.press("right", "enter")
        await hand.until(lambda: not hand.app.screen.query(Form) and hand.app.idle)
        assert getattr(desk.now(record, number), field) == "Deres"


@pytest.mark.parametrize("name", rooms.FORMS)
async def test_typed_words_outlive_the_program(desk: Desk, name: str) -> None:
    """COM-10: the form was never left, the program just ended; at the next start one goes on with it."""
    record = kind(name)
    number = file_called(desk.me, record, "Ask")
    async with at(desk) as hand:
        await edit(hand, name, number)
        await hand.press("end")
        await hand.type("ladd")
    assert len(drafts.found(desk.folder / "drafts", "test", desk.me.person.id)) == 1
    async with at(desk) as hand:
        await hand.sees("1 form was left unfinished")
        await hand.press("K", "enter")
        await hand.sees("Askladd")
        await hand.press("f2")
        await hand.until(lambda: getattr(desk.now(record, number), typed_into(record)) == "Askladd")


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name_in_code)
def test_a_deletion_is_taken_back_whole(desk: Desk, record: type[Record]) -> None:
    """COM-08: deleted and undone, every table is as it was; redone and undone again as well."""
    number = file_called(desk.me, record, "Ask", note="Linje 1\nLinje 2")
    before = filing.contents(desk.store)
    delete(desk.me, record, [number])
    assert filing.contents(desk.store) != before
    for _turn in range(2):
        past = past_changes.latest(desk.me, 1)[0]
        undo.undo(desk.me, past.id)
        assert filing.contents(desk.store) == before
        undo.undo(desk.me, past_changes.latest(desk.me, 1)[0].id)
        assert filing.contents(desk.store) != before
