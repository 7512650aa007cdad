"""Who may save employees (COM-14)."""

from __future__ import annotations

import pytest

from model.core.access import Session
from model.core.changes import change
from model.core.errors import NotAllowedError, UserError
from model.people.records import Employee


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
    save(session, kari.person.id, account="kari")
    save(session, 1, **{field: value})
