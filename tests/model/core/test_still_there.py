"""COM-09: what was chosen may be gone, or be of another list, when the row that refers to it is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from model.core.access.session import Session
from model.core.changes.change import Change, change, read
from model.core.changes.deletion import delete
from model.core.company import option_lists
from model.core.errors import UserError
from model.core.records import option_rules
from model.customers.records import Customer
from model.opportunities import closing, stages
from model.opportunities.records import Opportunity
from tests.model.filing import contents, customer, file


@pytest.fixture
def company(session: Session) -> int:
    return customer(session)


@pytest.mark.parametrize(
    ("values", "field"),
    [({"customer": 99}, "customer"), ({"stage": 99}, "stage"), ({"owner": 99}, "owner"), ({"source": 1}, "source")],
)
def test_nothing_is_saved_that_refers_to_nothing(
    session: Session, company: int, values: dict[str, Any], field: str
) -> None:
    made = file(session, Opportunity, title="Sale", customer=company)
    before = contents(session.store)
    ways: list[Callable[[Change], object]] = [
        lambda change: change.insert(Opportunity, {"title": "New", "customer": company, **values}),
        lambda change: change.insert_many(Opportunity, [{"title": "New", "customer": company, **values}]),
        lambda change: change.update(Opportunity, made, values),
        lambda change: change.update_many(Opportunity, [made], values),
    ]
    for way in ways:
        with pytest.raises(UserError) as raised, change(session, "Edit", "edit") as under_way:
            way(under_way)
        assert raised.value.field == field
        assert contents(session.store) == before


def test_a_colleague_deletes_what_somebody_is_choosing(session: Session, kari: Session, company: int) -> None:
    """P06, OPP-16: reason and stage of a dialog that was open meanwhile are refused, and nothing is written."""
    reason = option_lists.add_option(session, "loss_reason", "Too dear")
    made = file(kari, Opportunity, title="Sale", customer=company, stage=1)
    losing = closing.plan_closing(kari, [made], "lost", reason=reason)
    moving = stages.plan_step(kari, [made], 1)
    for gone in (reason, moving.moves[0].after.id):
        option_lists.delete_option(session, gone)
    with pytest.raises(UserError) as raised:
        closing.close(kari, losing)
    assert raised.value.field == "loss_reason"
    with pytest.raises(UserError, match="no such choice"):
        stages.step(kari, moving)
    delete(session, Opportunity, [made])
    delete(session, Customer, [company])
    with pytest.raises(UserError) as raised:
        file(kari, Opportunity, title="Another", customer=company)
    assert raised.value.field == "customer"


def test_what_refers_to_nothing_already_can_be_edited(session: Session, company: int) -> None:
    """What an earlier version let happen stands in nobody's way."""
    made = file(session, Opportunity, title="Sale", customer=company)
    with session.store.writing():
        session.store.update_row("opportunity", made, {"source": 99})
    with change(session, "Edit", "edit") as under_way:
        under_way.update(Opportunity, made, {"title": "Sold", "source": 99})
    assert read(session, Opportunity, made).title == "Sold"


def test_a_choice_made_in_a_part_that_is_taken_back_is_gone(session: Session, company: int) -> None:
    with change(session, "Edit", "edit") as made:
        with pytest.raises(UserError, match="enough"), made.part():  # noqa: PT012
            stage = option_rules.completed(made, {"list": "source", "name": "Fair"}, None)
            number = made.insert(session.records["option"], stage)
            made.insert(Opportunity, {"title": "One", "customer": company, "source": number})
            raise UserError("enough")
        with pytest.raises(UserError, match="no such choice"):
            made.insert(Opportunity, {"title": "Two", "customer": company, "source": number})
