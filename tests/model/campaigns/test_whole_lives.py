"""A campaign with all that belongs to it: deleted and copied, shown before, undone after (CAMP-18; E19, E20)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from model.campaigns.copies import copy_campaign
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.changes.deletion import delete, plan_delete
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.documents import attachments, keeping
from model.opportunities.records import Opportunity
from tests.model.campaigns.cases import ACTUAL, BASE
from tests.model.filing import contents, customer, file, lead
from tests.plain_sql import plain_sql


@pytest.fixture
def campaign(session: Session, tmp_path: Path) -> int:
    """Three attachments, forty recipients, a lead and an opportunity that came of it, figures planned and actual."""
    today = session.reading().today
    made = file(
        session, Campaign, subject="Spring", code="SPR", start=today, end=today + timedelta(days=9), send_date=today,
        status="completed", conclusion="Good", **BASE, **ACTUAL,
    )  # fmt: skip
    for number in range(3):
        path = tmp_path / f"logo{number}.png"
        Image.new("RGB", (9, 9)).save(path)
        attachments.add_file(session, ("campaign", made), path, {"content_id": f"logo{number}"})
    for number in range(40):
        file(session, Recipient, campaign=made, company=f"Fjord {number}", sent=number % 2 == 0)
    came = lead(session, campaign=made)
    file(session, Recipient, campaign=made, company="Lead", of_lead=came)
    file(session, Opportunity, title="Locks", customer=customer(session), campaign=made)
    return made


def test_e20_deleting_counts_what_goes_along_and_undo_brings_all_of_it_back(session: Session, campaign: int) -> None:
    before = contents(session.store)
    plan = plan_delete(session, Campaign, [campaign])
    assert (plan.along, plan.emptied) == ({"recipient": 41, "document": 3}, {"lead": 1, "opportunity": 1})
    delete(session, Campaign, [campaign])
    for table in ("campaign", "recipient", "document"):
        assert session.store.value(plain_sql(f"SELECT count(*) FROM {table}")) == 0, table
    undo(session, latest_own(session).id)
    assert contents(session.store) == before
    assert keeping.missing(session.store, session) == ([], 0)


def test_e19_a_copy_has_details_budget_and_attachments_alone(session: Session, campaign: int) -> None:
    before = contents(session.store)
    copy = copy_campaign(session, campaign, {"subject": "Spring again"})
    made = read(session, Campaign, copy)
    assert {name: getattr(made, name) for name in BASE} == BASE
    assert {name: getattr(made, name) for name in ACTUAL} == dict.fromkeys(ACTUAL)
    assert (made.code, made.status, made.conclusion) == (None, "planned", None)
    assert (made.start, made.end, made.send_date) == (None, None, None)
    assert session.store.value(plain_sql("SELECT count(*) FROM recipient WHERE campaign = ?", copy)) == 0
    assert session.store.value(plain_sql("SELECT count(*) FROM lead WHERE campaign = ?", copy)) == 0
    assert len(keeping.documents_of(session, ("campaign", copy))) == 3
    undo(session, latest_own(session).id)
    assert contents(session.store) == before
