"""The campaign that leads and opportunities came of: where it goes along, and what its deletion leaves (OPP-01)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.changes.deletion import delete, plan_delete
from model.core.fields.references import Reference
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing, count_referring
from model.core.storage.database import open_store
from model.core.storage.migration import take_step
from model.core.storage.store import APPLICATION_ID
from model.core.text import fold
from model.leads.records import Lead
from model.merging.merge import merge, plan_merge
from model.opportunities.records import Opportunity
from model.people.signing_in import sign_in
from tests.conftest import StandingClock
from tests.model.filing import contents, customer, file, lead
from tests.model.leads.converting import converted


@pytest.fixture
def fair(session: Session) -> int:
    return file(session, Campaign, subject="Spring fair")


def test_a_conversion_takes_it_to_the_opportunity(session: Session, fair: int) -> None:
    found = lead(session, campaign=fair)
    before = contents(session.store)
    done = converted(session, found, opportunity=True)
    assert done.opportunity is not None
    assert read(session, Opportunity, done.opportunity).campaign == fair
    undo(session, latest_own(session).id)
    assert contents(session.store) == before


def test_a_merge_fills_it_from_the_source_and_keeps_that_of_the_target(session: Session, fair: int) -> None:
    other = file(session, Campaign, subject="Radio")
    for theirs, result in ((None, fair), (other, other)):
        target, source = lead(session, "Fjord", campaign=theirs), lead(session, "Fjord AS", campaign=fair)
        kept = merge(session, plan_merge(session, "lead", source, target, ()))
        assert read(session, Lead, kept.id).campaign == result


def test_deleting_the_campaign_empties_it_and_undo_puts_it_back(session: Session, fair: int) -> None:
    came = lead(session, campaign=fair)
    sale = file(session, Opportunity, title="Locks", customer=customer(session), campaign=fair)
    before = contents(session.store)
    assert plan_delete(session, Campaign, [fair]).emptied == {"lead": 1, "opportunity": 1}
    delete(session, Campaign, [fair])
    assert read(session, Lead, came).campaign is None
    assert read(session, Opportunity, sale).campaign is None
    undo(session, latest_own(session).id)
    assert contents(session.store) == before


def test_lists_narrow_by_it_and_a_hidden_one_is_not_named(session: Session, kari: Session, fair: int) -> None:
    """W20: who may not see the campaign sees the lead without it."""
    found = lead(session, campaign=fair)
    wanted = Filter(criteria=(Criterion("campaign", "=", "spring fair"),))
    assert [row.values for row in Listing(session, Lead, ["campaign"], wanted).first(9)] == [("Spring fair",)]
    assert count_referring(session, Lead, "campaign", fair, 9) == 1
    with change(session, "Hide", "edit") as made:
        made.update(Campaign, fair, {"owner_only": True})
    named = Listing(kari, Lead, ["campaign"], Filter()).first(9)
    assert [(row.id, row.values) for row in named] == [(found, (None,))]
    field = Lead.field("campaign")
    assert isinstance(field, Reference)
    assert field.format(fair, kari.reading()) == ""


def test_a_database_of_before_keeps_its_rows(tmp_path: Path, clock: StandingClock) -> None:
    """COM-18."""
    path = tmp_path / "salg.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.create_function("salg_fold", 1, fold)
        for number in range(1, 10):
            take_step(connection, number)
        connection.execute(
            "INSERT INTO lead (id, name, name_key, status, classification, owner_only, do_not_call, active)"
            " VALUES (1, 'Fjord', 'fjord', 2, 2, 0, 0, 1)"
        )
        connection.execute("INSERT INTO opportunity (id, title, customer, status, active) VALUES (1, 'Locks', 1, 1, 1)")
        connection.execute("PRAGMA user_version = 9")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.commit()
    with closing(open_store(path)) as store:
        session = sign_in(store, "root", clock)
        campaign = file(session, Campaign, subject="Fair")
        with change(session, "Change", "edit") as made:
            made.update(Lead, 1, {"campaign": campaign})
        assert read(session, Lead, 1).name == "Fjord"
        assert read(session, Opportunity, 1).campaign is None
