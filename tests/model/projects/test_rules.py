"""Projects: number, owner, start and end (CUST-27)."""

from __future__ import annotations

from datetime import date

import pytest

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.changes.deletion import delete, plan_delete
from model.core.errors import UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.customers.records import Customer
from model.projects.records import Project
from tests.model.filing import activities, contents, customer, file


def test_a_project_gets_the_next_number_and_whoever_makes_it_as_owner(session: Session) -> None:
    """CUST-27: a number is never given twice, also when its project is gone."""
    of = customer(session)
    first, second = (read(session, Project, file(session, Project, name=name, customer=of)) for name in ("A", "B"))
    assert (first.number, second.number) == (1, 2)
    assert first.owner == session.person.id
    assert first.status == "planned"
    delete(session, Project, [second.id])
    assert read(session, Project, file(session, Project, name="C", customer=of)).number == 3
    assert read(session, Project, file(session, Project, name="D", customer=of, number=100)).number == 100
    assert read(session, Project, file(session, Project, name="E", customer=of)).number == 101


def test_a_number_that_another_project_has_is_refused_at_the_field(session: Session) -> None:
    of = customer(session)
    file(session, Project, name="Harbour", customer=of, number=7)
    with pytest.raises(UserError, match="Harbour has number 7") as refused:
        file(session, Project, name="Again", customer=of, number=7)
    assert refused.value.field == "number"
    second = file(session, Project, name="Second", customer=of)
    with pytest.raises(UserError, match="Harbour has number 7"), change(session, "x", "edit") as made:
        made.update(Project, second, {"number": 7})
    with change(session, "x", "edit") as made:
        made.update(Project, second, {"number": None})
    assert read(session, Project, second).number == 8, "none is not had"


def test_an_end_before_the_start_is_refused_at_the_end(session: Session) -> None:
    """Bad input: nothing is saved, the sentence names the start."""
    of = customer(session)
    with pytest.raises(UserError, match="before the start") as refused:
        file(session, Project, name="A", customer=of, start=date(2026, 11, 2), end=date(2026, 11, 1))
    assert refused.value.field == "end"
    made = file(session, Project, name="A", customer=of, start=date(2026, 11, 2), end=date(2026, 11, 2))
    with pytest.raises(UserError, match="before the start"), change(session, "x", "edit") as changed:
        changed.update_many(Project, [made], {"start": date(2026, 12, 1)})
    assert read(session, Project, made).start == date(2026, 11, 2)


def test_a_customer_with_projects_is_not_deleted_and_a_project_takes_its_notes_along(session: Session) -> None:
    """CUST-27, COM-05: the plan says so; undo brings everything back."""
    of = customer(session)
    made = file(session, Project, name="Harbour", customer=of)
    activities(session, ("note", "task"), ("project", made))
    assert "named by 1 project;" in plan_delete(session, Customer, [of]).refusals[0]
    before = contents(session.store)
    plan = delete(session, Project, [made])
    assert plan.along == {"note": 1, "task": 1}
    last = latest_own(session)
    assert last is not None
    undo(session, last.id)
    assert contents(session.store) == before
