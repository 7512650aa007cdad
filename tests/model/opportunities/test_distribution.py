"""Stages by name and number: the bars of the charts and what they leave, and stages that are gone (OPP-15, P08)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.company import option_lists
from model.core.errors import UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.core.lists.criteria import Filter
from model.core.lists.listing import Listing
from model.opportunities.distribution import distribution
from model.opportunities.records import Opportunity
from model.opportunities.stage_history import stays
from model.opportunities.stages import all_stages
from tests.model.filing import contents, customer, file


@pytest.mark.parametrize("name", ["#1 first", "#2", "50 %", "me", "=1+1", "a; b"])
def test_a_bar_leaves_just_what_it_counts_whatever_its_stage_is_called(session: Session, name: str) -> None:
    """OPP-15: a stage may be called like a number, a wildcard or a word of the program's."""
    company = customer(session)
    stage = option_lists.add_option(session, "stage", name)
    made = [file(session, Opportunity, title="Sale", customer=company, stage=at) for at in (1, 2, stage)]
    [bar] = [group for group in distribution(session, Filter(("open",))).by_stage if group.label == name]
    assert bar.count == 1
    assert list(Listing(session, Opportunity, ["title"], bar.filter).ids()) == [made[2]]


def test_a_choice_of_another_list_is_none_of_this_one(session: Session) -> None:
    """OPP-01: by its number, too, a category cannot be the stage of an opportunity."""
    category = option_lists.add_option(session, "category", "Gold")
    stage = Opportunity.field("stage")
    assert stage.parse("#1", session.reading()) == 1
    with pytest.raises(UserError, match="There is no stage"):
        stage.parse(f"#{category}", session.reading())


def test_a_stay_keeps_the_name_of_a_stage_that_was_deleted(session: Session) -> None:
    """P08: what was before is told by its name."""
    first, second, third = all_stages(session)[:3]
    made = file(session, Opportunity, title="Sale", customer=customer(session), stage=first.id)
    for stage in (second, third):
        with change(session, "Move", "stage") as moving:
            moving.update(Opportunity, made, {"stage": stage.id})
    option_lists.delete_option(session, second.id)
    assert [stay.stage for stay in stays(session, made)] == [first.name, second.name, third.name]


def test_hidden_opportunities_take_over_the_probability_of_the_stage_they_go_to(
    session: Session, kari: Session
) -> None:
    """OPP-03, W20: also what the administrator may not see; undo brings all of it back."""
    first, last = all_stages(session)[0], all_stages(session)[3]
    secret = customer(kari, owner_only=True)
    made = file(kari, Opportunity, title="Sale", customer=secret, stage=first.id, amount=Decimal(1000))
    before = contents(session.store)
    option_lists.delete_option(session, first.id, last.id)
    found = read(kari, Opportunity, made)
    assert (found.stage, found.probability, found.weighted_value) == (last.id, Decimal(80), Decimal(800))
    past = latest_own(session)
    assert past is not None
    undo(session, past.id)
    assert contents(session.store) == before
