"""Rights are those of the moment of writing, whatever they were at sign-in (COM-14)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from model.calling import queue
from model.core.access.preferences import write_preference
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.deletion import delete
from model.core.company.option_lists import add_option
from model.core.errors import NotAllowedError, SignedOutError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.leads.records import Lead
from model.people.handing_over import hand_over
from model.people.records import Employee
from model.people.signing_in import sign_in
from tests.model.core.conftest import colleague
from tests.model.filing import contents


def set_employee(session: Session, employee: int, **values: object) -> None:
    with change(session, "Change", "edit") as made:
        made.update(Employee, employee, values)


def write(session: Session) -> None:
    with change(session, "New", "add") as made:
        made.insert(Lead, {"name": "Fjord AS"})


@pytest.mark.parametrize("values", [{"active": False}, {"role": "reader"}])
def test_who_was_deactivated_or_demoted_writes_no_more(
    session: Session, kari: Session, values: dict[str, object]
) -> None:
    """The session is the one that was signed in before."""
    write(kari)
    set_employee(session, kari.person.id, **values)
    before = contents(session.store)
    with pytest.raises(NotAllowedError, match="KOL may"):
        write(kari)
    past = latest_own(kari)
    assert past is not None
    with pytest.raises(NotAllowedError):
        undo(kari, past.id)
    with pytest.raises(NotAllowedError):
        delete(kari, Lead, [1])
    with pytest.raises(NotAllowedError):
        queue.take(kari, 1, 1, "screen")
    assert contents(session.store) == before


def test_who_is_deactivated_keeps_not_even_a_preference(session: Session, kari: Session) -> None:
    write_preference(kari, "columns", ["name"])
    set_employee(session, kari.person.id, active=False)
    with pytest.raises(SignedOutError):
        write_preference(kari, "columns", [])
    set_employee(session, kari.person.id, active=True)
    write_preference(kari, "columns", [])


def test_a_demoted_administrator_does_not_become_one_again(session: Session) -> None:
    boss = colleague(session, "BOS", "Berit Boss", "administrator")
    set_employee(session, boss.person.id, role="seller")
    assert boss.person.role == "administrator"  # as at sign-in
    with pytest.raises(NotAllowedError, match="Only an administrator"):
        set_employee(boss, boss.person.id, role="administrator")
    with pytest.raises(NotAllowedError):
        add_option(boss, "source", "Fair")
    write(boss)  # sellers may


def test_an_account_that_is_anothers_now_is_signed_out(session: Session) -> None:
    """COM-14: the person goes by the account that signed in."""
    with change(session, "Two", "edit") as made:
        boss = made.insert(Employee, {"initials": "BOS", "name": "Boss", "role": "administrator", "account": "daemon"})
    other = sign_in(session.store, "daemon", session.clock)
    set_employee(other, session.person.id, account="bin")
    with pytest.raises(SignedOutError, match="ROO may no longer sign in"):
        write(session)
    assert other.present_person().id == boss


@pytest.mark.parametrize(
    "lock_out",
    [
        lambda session: set_employee(session, 1, account="no such account"),
        lambda session: set_employee(session, 1, role="seller"),
        lambda session: set_employee(session, 1, active=False),
        lambda session: hand_over(session, 1),
        lambda session: delete(session, Employee, [1]),
    ],
)
def test_the_last_administrator_locks_nobody_out(session: Session, lock_out: Callable[[Session], object]) -> None:
    """An administrator whose account the machine does not know is nobody who signs in."""
    with change(session, "Another", "add") as made:
        made.insert(
            Employee, {"initials": "TYP", "name": "Typo", "role": "administrator", "account": "no such one either"}
        )
    before = contents(session.store)
    with pytest.raises(UserError):
        lock_out(session)
    assert contents(session.store) == before


def test_the_last_one_who_signs_in_is_not_deleted_unseen(session: Session) -> None:
    """Deleting works in sets, and asks all the same."""
    boss = colleague(session, "BOS", "Berit Boss", "administrator")
    set_employee(session, boss.person.id, account="daemon")
    daemon = sign_in(session.store, "daemon", session.clock)
    set_employee(daemon, 1, role="seller")
    before = contents(session.store)
    with pytest.raises(UserError):
        delete(daemon, Employee, [boss.person.id])
    assert contents(session.store) == before


def test_in_a_change_one_may_give_ones_own_right_away_last(session: Session) -> None:
    """What the change itself takes away counts from the next one on."""
    boss = colleague(session, "BOS", "Berit Boss", "administrator")
    set_employee(session, boss.person.id, account="daemon")
    with change(session, "Both", "edit") as made:
        made.update(Employee, 1, {"role": "seller"})
        made.update(Employee, boss.person.id, {"phone": "22 33 44 55"})
    with pytest.raises(NotAllowedError):
        set_employee(session, 1, role="administrator")
