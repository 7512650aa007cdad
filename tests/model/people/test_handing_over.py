"""COM-14, S24: an employee who leaves hands over what lies ahead; what was done stays theirs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from model.activities.records import Task
from model.core.access.session import Session
from model.core.changes.change import read
from model.core.errors import NotAllowedError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.opportunities.seller_record import Seller
from model.people.handing_over import hand_over, plan_handing_over
from model.people.records import Employee
from tests.model.core.conftest import colleague
from tests.model.filing import activities, contents, customer, file, lead


def test_what_lies_ahead_goes_to_somebody_else_and_comes_back_by_undo(session: Session) -> None:
    kari, per = (colleague(session, initials, initials) for initials in ("KOL", "PHA"))
    mine = kari.person.id
    open_lead, secret = lead(kari), lead(kari, owner_only=True)
    company = customer(session)
    sale = file(kari, Opportunity, title="Open", customer=company, owner=mine)
    done = file(kari, Opportunity, title="Won", customer=company, owner=mine, status="won")
    [task] = activities(kari, ["task"], ("lead", open_lead), owner=mine)
    before = contents(session.store)
    plan = plan_handing_over(session, mine, per.person.id)
    assert plan.owned == {"lead": 2, "opportunity": 1, "task": 1}
    assert "Goes to PHA: 2 leads, 1 opportunity, 1 task." in plan.sentences(session)
    assert contents(session.store) == before
    hand_over(session, mine, per.person.id)
    assert [read(per, Lead, number).owner for number in (open_lead, secret)] == [per.person.id] * 2
    assert read(per, Task, task).owner == per.person.id
    assert (read(per, Opportunity, sale).owner, read(per, Opportunity, done).owner) == (per.person.id, mine)
    shares = session.store.rows(Seller.select(Seller.opportunity, Seller.employee).order_by(Seller.opportunity))
    assert shares == [(sale, per.person.id), (done, mine)]
    assert not read(session, Employee, mine).active
    past = latest_own(session)
    assert past is not None
    undo(session, past.id)
    assert contents(session.store) == before


def test_nobody_else_and_nobody_who_cannot(session: Session) -> None:
    kari, reader = colleague(session, "KOL", "Kari"), colleague(session, "RRR", "Rolf", "reader")
    lead(kari)
    with pytest.raises(NotAllowedError):
        plan_handing_over(kari, kari.person.id)
    for nobody in (reader.person.id, kari.person.id):
        with pytest.raises(UserError):
            hand_over(session, kari.person.id, nobody)
    with pytest.raises(UserError, match="administrator"):
        hand_over(session, session.person.id, kari.person.id)
    assert "Stays with KOL: 1 lead." in plan_handing_over(session, kari.person.id).sentences(session)
    hand_over(session, kari.person.id)
    assert read(session, Employee, kari.person.id).active is False


def test_what_the_administrator_may_not_see_goes_over_as_the_rest_does(session: Session) -> None:
    """OPP-08, W20: the single seller of a hidden customer's opportunity follows its owner; undo brings all back."""
    kari, per = (colleague(session, initials, initials) for initials in ("KOL", "PHA"))
    secret = customer(kari, owner_only=True)
    one, two = (file(kari, Opportunity, title=title, customer=secret) for title in ("One", "Two"))
    file(kari, Seller, opportunity=two, employee=session.person.id, share=Decimal(0))
    before = contents(session.store)
    hand_over(session, kari.person.id, per.person.id)
    shares = session.store.rows(Seller.select(Seller.opportunity, Seller.employee).order_by(Seller.id))
    assert shares == [(one, per.person.id), (two, kari.person.id), (two, session.person.id)]
    assert read(per, Opportunity, one).owner == per.person.id
    past = latest_own(session)
    assert past is not None
    undo(session, past.id)
    assert contents(session.store) == before
