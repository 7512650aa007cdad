"""A wish not to be contacted is never taken back by what is done to many (decision 20; K08, R15)."""

from __future__ import annotations

from datetime import date

import pytest

from model.catalogue import ROWS
from model.core.access.session import Session
from model.core.changes.bulk_edit import edit, plan_edit
from model.core.changes.change import change, read
from model.core.changes.deletion import delete
from model.core.changes.opt_outs import CHANNELS, WISHES
from model.core.fields.numbers import OptOut
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.core.records.record import Record
from model.customers.records import Contact, Customer
from model.files.import_tally import tally_remarks
from model.leads.records import Lead
from model.marketing.opted_out import address_left_out
from model.merging.merge import merge, plan_merge
from tests.model.core.conftest import colleague
from tests.model.files.conftest import Importing, Write
from tests.model.filing import contact, customer, lead
from tests.plain_sql import plain_sql

KINDS = [Lead, Customer, Contact]
KARI = "kari@fjord.no"


def made(session: Session, record: type[Record], **values: object) -> int:
    """Make a record that does not want to be called."""
    values = {"do_not_call": True, **values}
    if record is Contact:
        return contact(session, "Kari", "Nes", **values)
    return (lead if record is Lead else customer)(session, "Fjord AS", **values)


def wish(session: Session, record: type[Record], number: int) -> int:
    return int(session.store.value(plain_sql(f"SELECT do_not_call FROM {record.table()} WHERE id = ?", number)))


def dated(session: Session, record: type[Record], number: int) -> dict[str, tuple[date, str]]:
    """Return what a record has said no to, with day and source."""
    row = read(session, record, number)
    return {
        channel.name: (getattr(row, channel.since), getattr(row, channel.source))
        for channel in CHANNELS.values()
        if getattr(row, channel.field)
    }


def test_every_wish_of_the_catalogue_is_known() -> None:
    """A new field of the kind has to be one of these, or to be added to the doors' tests."""
    found = {
        (row.name_in_code, field.name) for row in ROWS for field in row.fields().values() if isinstance(field, OptOut)
    }
    assert found == {(record.name_in_code, wish) for record in KINDS for wish in WISHES}


@pytest.mark.parametrize("record", KINDS)
@pytest.mark.parametrize("cell", ["no", "nei", "0", "<empty>"])
def test_an_import_leaves_it(
    session: Session, importing: Importing, write: Write, record: type[Record], cell: str
) -> None:
    number = made(session, record)
    title = "Last name" if record is Contact else "Name"
    path = write(f"ID;{title};Do not call\n{number};Nord AS;{cell}\n")
    (row,) = importing.plan(path, record, update=True).preview(0, 5)
    assert row.kept == ("Do not call",)
    assert [each.label for each in row.fields] == [title]
    summary = importing.run(path, record, update=True)
    assert summary.tally.kept == (("Do not call", 1),)
    assert "Kept as it is on file, and taken back on the record alone: Do not call (1)" in tally_remarks(summary.tally)
    assert wish(session, record, number) == 1


def test_an_import_may_set_it(session: Session, importing: Importing, write: Write) -> None:
    number = lead(session)
    importing.run(write(f"ID;Name;Do not call\n{number};Fjord AS;yes\n"), Lead, update=True)
    assert wish(session, Lead, number) == 1


@pytest.mark.parametrize("record", KINDS)
@pytest.mark.parametrize("text", ["no", ""])
def test_a_bulk_edit_leaves_it(session: Session, record: type[Record], text: str) -> None:
    numbers = [made(session, record), made(session, record, do_not_call=False)]
    plan = plan_edit(session, record, numbers, "do_not_call", text)
    assert (plan.ids, plan.kept, plan.same) == ((), 1, 1)
    assert plan.sentences(session)[0] == "1 keeps “Do not call”: it is taken back on the record itself."
    assert edit(session, plan) is None
    assert wish(session, record, numbers[0]) == 1


@pytest.mark.parametrize("record", KINDS)
@pytest.mark.parametrize("swapped", [False, True])
def test_a_merge_leaves_it_whatever_is_chosen(session: Session, record: type[Record], swapped: bool) -> None:
    pair = [made(session, record), made(session, record, do_not_call=False)]
    source, target = reversed(pair) if swapped else pair
    plan = plan_merge(session, record.name_in_code, source, target, take=["do_not_call"])
    merge(session, plan)
    assert wish(session, record, target) == 1


@pytest.mark.parametrize("record", KINDS)
def test_who_comes_again_still_says_no(
    session: Session, importing: Importing, write: Write, record: type[Record]
) -> None:
    """R15: deleted, and imported again by the same address; undo of the deletion leaves nothing behind."""
    values = {"email": KARI, "no_email": True, "no_email_since": date(2025, 2, 3), "no_email_source": "unsubscribe"}
    number = made(session, record, **values, do_not_call=False)
    delete(session, record, [number])
    assert address_left_out(session, "email", KARI) is not None
    assert KARI not in str(session.store.rows(plain_sql("SELECT * FROM kept_opt_out")))
    past = latest_own(session)
    assert past is not None
    undo(session, past.id)
    assert session.store.value(plain_sql("SELECT count(*) FROM kept_opt_out")) == 0
    delete(session, record, [number])
    title = "Last name" if record is Contact else "Name"
    importing.run(write(f"{title};E-mail\nNes;KARI@fjord.no\nVik;per@fjord.no\n"), record)
    again, other = [row[0] for row in session.store.rows(plain_sql(f"SELECT id FROM {record.table()} ORDER BY id"))]
    assert dated(session, record, again) == {"email": (date(2025, 2, 3), "unsubscribe")}
    assert dated(session, record, other) == {}
    with change(session, "Change", "edit") as edited:
        edited.update(record, again, {"no_email": False})
    assert address_left_out(session, "email", KARI) is None


def test_a_wish_of_a_file_says_so(session: Session, importing: Importing, write: Write) -> None:
    importing.run(write("Name;No e-mail;Do not call\nFjord AS;yes;\nBerg AS;;yes\n"), Lead)
    today = session.reading().today
    assert [
        dated(session, Lead, row[0]) for row in session.store.rows(plain_sql("SELECT id FROM lead ORDER BY id"))
    ] == [
        {"email": (today, "import")},
        {"telephone": (today, "import")},
    ]


def test_a_colleague_sees_no_more_than_their_own(session: Session) -> None:
    """What is hidden from a person is not counted either."""
    hidden = lead(session, "Hidden", do_not_call=True, owner_only=True, owner=session.person.id)
    theirs = colleague(session, "SEL", "Seller")
    plan = plan_edit(theirs, Lead, [hidden], "do_not_call", "no")
    assert (plan.kept, plan.missing) == (0, 1)
