"""Who may save employees (COM-14)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import NotAllowedError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.people.records import Employee
from tests.model.core.conftest import colleague
from tests.model.filing import contents


def save(session: Session, employee: int, **values: object) -> None:
    with change(session, "Change", "edit") as made:
        made.update(Employee, employee, values)


def test_administrators_alone(session: Session, kari: Session) -> None:
    with pytest.raises(NotAllowedError):
        save(kari, kari.person.id, name="Kari")
    with pytest.raises(NotAllowedError), change(kari, "New", "add") as made:
        made.insert(Employee, {"initials": "X", "name": "X"})
    with pytest.raises(NotAllowedError), change(kari, "Change", "edit") as made:
        made.update_many(Employee, [1, 2], {"role": "administrator"})
    save(session, kari.person.id, name="Kari")


@pytest.mark.parametrize(
    ("field", "value"), [("role", "seller"), ("active", False), ("account", None), ("account", " ")]
)
def test_somebody_must_be_left_who_signs_in_as_administrator(
    session: Session, kari: Session, field: str, value: object
) -> None:
    save(session, kari.person.id, role="administrator")  # without an account nobody signs in as this one
    with pytest.raises(UserError) as refused:
        save(session, 1, **{field: value})
    assert refused.value.field == field
    save(session, kari.person.id, account="daemon")
    save(session, 1, **{field: value})


def test_undo_gives_nobody_a_right_that_was_taken(session: Session) -> None:
    """COM-14, COM-08: who is no administrator any more does not become one again by taking back what they did."""
    boss = colleague(session, "BOS", "Berit Boss", "administrator")
    with change(boss, "Edit", "edit") as made:
        made.update(Employee, boss.person.id, {"role": "seller"})
    past = latest_own(boss)
    assert past is not None
    with pytest.raises(UserError, match="administrator"):
        undo(boss.as_person(replace(boss.person, role="seller")), past.id)
    undo(session, past.id)
    assert read(session, Employee, boss.person.id).role == "administrator"


def test_undo_leaves_an_administrator(session: Session) -> None:
    """COM-14, COM-08: taking back that somebody became one is refused where nobody else is."""
    boss = colleague(session, "BOS", "Berit Boss")
    with change(session, "Edit", "edit") as made:
        made.update(Employee, boss.person.id, {"role": "administrator", "account": "daemon"})
    past = latest_own(session)
    assert past is not None
    boss = boss.as_person(replace(boss.person, role="administrator"))
    with change(boss, "Edit", "edit") as made:
        made.update(Employee, session.person.id, {"role": "seller"})
    before = contents(session.store)
    with pytest.raises(UserError, match="administrator"):
        undo(boss, past.id)
    assert contents(session.store) == before
