"""Making call lists, finding them again, sharing them, bringing them up to date (LEAD-33)."""

from __future__ import annotations

import pytest

from model.calling.leases import release
from model.calling.lists import add as put_on
from model.calling.lists import create, delete, find, lists, refresh, refs
from model.calling.queue import next_record
from model.core.access.session import Session
from model.core.errors import NotAllowedError, NotFoundError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.core.lists.criteria import Criterion, Filter
from model.leads.records import Lead
from tests.model.calling.calling import leads, listed, offered
from tests.model.filing import contents, lead
from tests.plain_sql import plain_sql


def test_a_list_is_its_owners_until_it_is_shared(session: Session, kari: Session) -> None:
    ids = leads(session, 2)
    made = create(session, "Mine", refs("lead", ids))
    assert [row.name for row in lists(session)] == ["Mine"]
    assert lists(kari) == []
    with pytest.raises(NotFoundError):
        next_record(kari, made.id, "KOL")
    with pytest.raises(NotFoundError):
        delete(kari, made.id)
    shared = listed(session, ids, "Ours")
    assert [row.id for row in lists(kari)] == [shared.id]
    with pytest.raises(NotAllowedError):
        delete(kari, shared.id)


def test_a_list_needs_a_name_and_leads(session: Session) -> None:
    before = contents(session.store)
    for name, ids in ((" ", leads(session, 1)), ("Empty", []), ("Gone", [999])):
        with pytest.raises(UserError):
            create(session, name, refs("lead", ids))
    assert contents(session.store)["call_list"] == before["call_list"]
    assert contents(session.store)["call_list_entry"] == []


def test_making_adding_to_and_deleting_a_list_can_be_undone(session: Session) -> None:
    ids = leads(session, 4)
    empty = contents(session.store)
    made = listed(session, ids[:2], script="Hei", daily_target=40)
    assert put_on(session, made.id, refs("lead", ids)) == 2
    undo(session, latest_own(session).id)  # type: ignore[union-attr]
    full = contents(session.store)
    delete(session, made.id)
    assert contents(session.store) == empty
    undo(session, latest_own(session).id)  # type: ignore[union-attr]
    assert contents(session.store) == full
    assert find(session, made.id).script == "Hei"
    undo(session, latest_own(session).id)  # type: ignore[union-attr]
    assert contents(session.store) == empty


def test_what_comes_to_match_the_filter_joins_the_list(session: Session) -> None:
    ids = leads(session, 2, town="Bodø")
    wanted = Filter(("all",), (Criterion("town", "=", "Bodø"),))
    made = create(session, "Bodø", refs("lead", ids), wanted=wanted)
    assert find(session, made.id).filter == wanted
    lead(session, "Elsewhere", phone="22334455", town="Oslo")
    third = lead(session, "Third AS", phone="22334455", town="Bodø")
    assert refresh(session, made.id) == 1
    assert refresh(session, made.id) == 0
    rows = session.store.rows(plain_sql("SELECT record_id FROM call_list_entry WHERE list = ? ORDER BY id", made.id))
    assert [row[0] for row in rows] == [*ids, third]
    undo(session, latest_own(session).id)  # the third lead
    undo(session, latest_own(session).id)  # the one elsewhere
    undo(session, latest_own(session).id)  # the list: what joined it goes along
    assert contents(session.store)["call_list_entry"] == []


def test_a_lead_that_is_deleted_leaves_its_lists(session: Session) -> None:
    from model.core.changes.deletion import delete as delete_records

    ids = leads(session, 2)
    made = listed(session, ids)
    before = contents(session.store)
    delete_records(session, Lead, ids[:1])
    assert offered(session, made.id).record_id == ids[1]
    release(session, "ROO")
    undo(session, latest_own(session).id)  # type: ignore[union-attr]
    assert contents(session.store) == before


def test_mine_in_a_filter_is_who_made_the_list(session: Session, kari: Session) -> None:
    """What a colleague has as "mine" does not join a shared list when the colleague resumes it."""
    wanted = Filter(("mine",))
    made = create(session, "Mine", refs("lead", leads(session, 1)), wanted=wanted, shared=True)
    hers = leads(kari, 1)
    assert refresh(kari, made.id) == 0
    assert refresh(session, made.id) == 0
    leads(session, 2)
    assert refresh(session, made.id) == 2
    assert hers
