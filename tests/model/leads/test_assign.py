"""Handing leads out among sellers (LEAD-05, C19), and setting a field of many."""

from __future__ import annotations

import pytest

from model.core.access.session import Session
from model.core.changes.bulk_edit import edit, plan_edit
from model.core.errors import NotAllowedError, UserError
from model.core.history import past_changes, undo
from model.customers.records import Customer
from model.leads.assign import assign, plan_assign
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests.model.core.conftest import colleague
from tests.model.filing import FJORD, contents, customer, file, lead
from tests.plain_sql import plain_sql


def owners(session: Session, ids: list[int]) -> list[str]:
    """Return the initials of the owners."""
    rows = dict(session.store.rows(plain_sql("SELECT id, owner FROM lead")))
    return [session.names.title_of("employee", rows[number]) if rows[number] else "" for number in ids]


def test_fifty_among_three(session: Session, kari: Session, per: Session) -> None:
    """C19: 17, 17, 16, one to each in turn; undone as one."""
    ids = [lead(session, f"Firma {number}", owner=None) for number in range(50)]
    before = contents(session.store)
    people = [session.person.id, kari.person.id, per.person.id]
    plan = plan_assign(session, ids, people)
    assert plan.sentences() == ["ROO gets 17 leads.", "KOL gets 17 leads.", "PHA gets 16 leads."]
    done = assign(session, ids, people)
    assert done == plan
    assert owners(session, ids) == (["ROO", "KOL", "PHA"] * 17)[:50]
    change = past_changes.latest(session)[0]
    assert (change.name, change.rows) == ("Assign 50 leads", 50)
    undo.undo(session, change.id)
    assert contents(session.store) == before


def test_one_that_is_left_is_one_in_the_history_too(session: Session, kari: Session) -> None:
    """COM-07: the name goes with how many it was in the end, not with how many were asked for."""
    ids = [lead(session, owner=None), lead(session, owner=session.person.id)]
    assign(session, ids, [kari.person.id])
    assert past_changes.latest(session)[0].name == "Assign 1 lead"


def test_owners_are_kept_unless_forced(session: Session, kari: Session, per: Session) -> None:
    """C19: a lead that has an owner keeps it."""
    ids = [lead(session, owner=None), lead(session, owner=session.person.id), lead(session, owner=None)]
    plan = assign(session, ids, [kari.person.id, per.person.id])
    assert plan.kept == 1
    assert "1 has an owner and keeps it." in plan.sentences()
    assert owners(session, ids) == ["KOL", "ROO", "PHA"]
    assign(session, ids, [kari.person.id], force=True)
    assert owners(session, ids) == ["KOL"] * 3


def test_hidden_leads_stay_with_their_owner(session: Session, kari: Session) -> None:
    """CUST-09: what another alone can see is not there, force or not."""
    at = lead(session, owner=session.person.id, owner_only=True)
    plan = assign(kari, [at, 99], [kari.person.id], force=True)
    assert (plan.missing, owners(session, [at])) == (2, ["ROO"])


def test_only_those_who_can_work_them(session: Session) -> None:
    """COM-14: not to a reader, nobody, or an employee out of use."""
    reader = colleague(session, "LES", "Les Er", "reader")
    at = lead(session)
    for people in ([], [reader.person.id], [99]):
        with pytest.raises(UserError) as error:
            plan_assign(session, [at], people)
        assert error.value.field == "owner"
    with pytest.raises(NotAllowedError):
        assign(reader, [at], [session.person.id])


def test_setting_a_field_of_many(session: Session, kari: Session) -> None:
    """LEAD-05: typed once as people write it; those that are so already are told, hidden ones are not there."""
    ids = [lead(session, industry="Bygg"), lead(session, industry="bygg"), lead(session)]
    hidden = lead(kari, owner_only=True)
    before = contents(session.store)
    plan = plan_edit(session, Lead, [*ids, hidden], "industry", " Bygg ")
    assert (plan.value, plan.ids, plan.same, plan.missing) == ("Bygg", (ids[1], ids[2]), 1, 1)
    assert plan.sentences(session) == ["Industry of 2 becomes Bygg.", "1 is so already.", "1 is no longer there."]
    change = edit(session, plan)
    assert change is not None
    assert past_changes.one(session, change).name == "Change Industry of 2 Leads"
    assert session.store.rows(plain_sql("SELECT count(*) FROM lead WHERE industry = 'Bygg'")) == [(3,)]
    undo.undo(session, change)
    assert contents(session.store) == before


def test_emptying_and_references(session: Session, kari: Session) -> None:
    """Owners by initials; an empty text empties."""
    at = lead(session)
    edit(session, plan_edit(session, Lead, [at], "owner", "kol"))
    assert owners(session, [at]) == ["KOL"]
    edit(session, plan_edit(session, Lead, [at], "owner", ""))
    assert owners(session, [at]) == [""]
    assert edit(session, plan_edit(session, Lead, [at], "owner", "")) is None


@pytest.mark.parametrize(
    ("field", "text"),
    [("employees", "12a"), ("name", ""), ("created_at", "1.1.2026"), ("colour", "x"), ("owner", "XX")],
)
def test_what_a_field_cannot_hold_is_refused(session: Session, field: str, text: str) -> None:
    """The error names the field."""
    with pytest.raises(UserError) as error:
        plan_edit(session, Lead, [lead(session)], field, text)
    assert error.value.field == field


def test_rules_hold_for_many_too(session: Session) -> None:
    """OPP-02, CUST-08: what one save refuses, many do; with nothing changed."""
    one, two = customer(session, "A"), customer(session, "B")
    with pytest.raises(UserError, match="has this organisation number"):
        edit(session, plan_edit(session, Customer, [one, two], "org_number", FJORD))
    assert session.store.rows(plain_sql("SELECT org_number FROM customer")) == [(None,), (None,)]
    made = file(session, Opportunity, title="T", customer=one)
    with pytest.raises(UserError, match="choose a reason"):
        edit(session, plan_edit(session, Opportunity, [made], "status", "lost"))
    edit(session, plan_edit(session, Opportunity, [made], "status", "won"))
    assert session.store.row(plain_sql("SELECT status, probability FROM opportunity")) == (2, 10_000)
