"""Who may make a record visible to its owner only (CUST-09, decision 22)."""

from __future__ import annotations

from typing import Any

import pytest

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.bulk_edit import edit, plan_edit
from model.core.changes.change import change, read
from model.core.errors import NotAllowedError, NotFoundError
from model.core.history.past_changes import latest
from model.core.history.undo import plan_undo, undo
from model.core.records.history_tables import ChangeRow
from model.core.records.record import Record
from model.core.storage.drivers import peewee
from model.customers.records import Contact, Customer
from model.leads.records import Lead
from model.merging.merge import MergeRefused, merge, plan_merge
from model.opportunities.records import Opportunity
from model.projects.records import Project
from tests.model.filing import contents

HIDING: tuple[type[Record], ...] = (Lead, Customer, Contact)


def make(session: Session, record: type[Record], **values: Any) -> int:
    name = {"title": "Sale"} if record is Opportunity else {"last_name" if record is Contact else "name": "Fjord"}
    with change(session, "New", "add") as made:
        return made.insert(record, {**name, **values})


def save(session: Session, record: type[Record], record_id: int, **values: Any) -> None:
    with change(session, "Change", "edit") as made:
        made.update(record, record_id, values)


def refused(session: Session, record: type[Record], record_id: int, match: str, **values: Any) -> None:
    """Neither one by one nor as one of many is it done, and nothing is left behind."""
    before = contents(session.store)
    with pytest.raises(NotAllowedError, match=match) as error:
        save(session, record, record_id, **values)
    assert error.value.field in ("owner_only", "customer")
    with pytest.raises(NotAllowedError), change(session, "Change", "edit") as made:
        made.update_many(record, [record_id], values)
    assert contents(session.store) == before


@pytest.mark.parametrize("record", HIDING)
def test_the_owner_and_an_administrator_hide(session: Session, kari: Session, record: type[Record]) -> None:
    own, another = make(kari, record), make(kari, record)
    save(kari, record, own, owner_only=True)
    save(session, record, another, owner_only=True)
    assert read(kari, record, own).owner_only  # type: ignore[attr-defined]
    assert read(kari, record, another).owner_only  # type: ignore[attr-defined]


@pytest.mark.parametrize("record", HIDING)
def test_nobody_else_hides(session: Session, kari: Session, per: Session, record: type[Record]) -> None:
    theirs, nobodys = make(per, record), make(session, record, owner=None)
    refused(kari, record, theirs, "It is PHA's", owner_only=True)
    refused(kari, record, theirs, "It is PHA's", owner_only=True, owner=kari.person.id)
    refused(kari, record, nobodys, "Nobody owns it", owner_only=True, owner=kari.person.id)


@pytest.mark.parametrize("record", HIDING)
@pytest.mark.parametrize("by_way_of", [[], [None]])
def test_two_steps_are_as_good_as_one(
    session: Session, kari: Session, per: Session, record: type[Record], by_way_of: list[None]
) -> None:
    """Taking a colleague's record over first does not help; nor does giving it to nobody in between."""
    theirs = make(per, record)
    for owner in (*by_way_of, kari.person.id):
        save(kari, record, theirs, owner=owner)
    refused(kari, record, theirs, "It was PHA's until you took it", owner_only=True)
    # Handed over by others it is hers.
    save(session, record, theirs, owner=per.person.id)
    save(per, record, theirs, owner=kari.person.id)
    save(kari, record, theirs, owner_only=True)


def test_what_was_nobodys_is_its_takers(session: Session, kari: Session) -> None:
    lead = make(session, Lead, owner=None)
    save(kari, Lead, lead, owner=kari.person.id)
    save(kari, Lead, lead, owner_only=True)


def test_of_many_all_are_refused(session: Session, kari: Session, per: Session) -> None:
    ids = [make(kari, Lead), make(per, Lead)]
    with pytest.raises(NotAllowedError):
        edit(kari, plan_edit(kari, Lead, ids, "owner_only", "yes"))
    assert len(session.rows(Lead.select(Lead.id).where(seen(Lead)))) == 2


@pytest.mark.parametrize("record", [Opportunity, Project])
def test_nor_by_way_of_a_hidden_customer(session: Session, kari: Session, per: Session, record: type[Record]) -> None:
    """What belongs to a customer is seen where the customer is."""
    hidden, open_ = make(kari, Customer, owner_only=True), make(session, Customer)
    theirs, own = make(per, record, customer=open_), make(kari, record, customer=open_)
    refused(kari, record, theirs, "visible to its owner only", customer=hidden)
    save(kari, record, own, customer=hidden)
    assert read(kari, record, own).customer == hidden  # type: ignore[attr-defined]


@pytest.mark.parametrize("record", HIDING)
def test_nor_by_merging(session: Session, kari: Session, per: Session, record: type[Record]) -> None:
    kind = record.name_in_code
    hidden, theirs = make(kari, record, owner_only=True), make(per, record)
    plan = plan_merge(kari, kind, theirs, hidden)
    assert [code for code, _message in plan.refusals] == ["hides"]
    with pytest.raises(MergeRefused, match="would be hidden"):
        merge(kari, plan)
    # The other way round nothing is hidden; nor then what has taken it up.
    own = make(kari, record)
    merge(kari, plan_merge(kari, kind, theirs, own))
    refused(kari, record, own, "It was PHA's", owner_only=True)


def test_an_administrator_sees_that_records_were_hidden_and_takes_it_back(
    session: Session, kari: Session, per: Session
) -> None:
    """Not what they are called, nor what they hold; nobody else is told."""
    ids = [make(kari, Customer) for _number in range(3)]
    edit(kari, plan_edit(kari, Customer, ids, "owner_only", "yes"))
    save(kari, Customer, ids[0], phone="22 33 44 55")
    new = make(kari, Customer, owner_only=True)
    [past] = [past for past in latest(session) if past.hid]
    assert past.name == "Change … of … … (3 records hidden)"
    assert (past.author, past.hid) == ("KOL", 3)
    # What was hidden from the first, and what was done to the hidden, is no business of anybody's.
    assert len(latest(session)) == len(latest(per)) + 1
    with pytest.raises(NotFoundError):
        plan_undo(per, past.id)
    undone = plan_undo(session, past.id)
    assert undone.restored == {"customer": 3}
    assert len(undone.refusals) == 1
    assert "Fjord" not in undone.refusals[0]
    undo(kari, latest_of(kari, ids[0]))
    undo(session, past.id)
    assert [bool(read(per, Customer, number)) for number in ids] == [True] * 3
    with pytest.raises(NotFoundError):
        read(per, Customer, new)


def latest_of(session: Session, customer: int) -> int:
    """Return the latest change of a customer."""
    return int(
        session.store.value(ChangeRow.select(peewee.fn.max(ChangeRow.change)).where(ChangeRow.record_id == customer))
    )
