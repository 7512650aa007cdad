"""COM-14: who can be chosen among the employees, in the order of the initials."""

from __future__ import annotations

from model.core.access.session import Session
from model.core.changes.change import change
from model.opportunities.records import Opportunity
from model.people.directory import Colleague, active_employees, active_sellers, possible_owners
from model.people.records import Employee
from tests.model.core.conftest import colleague
from tests.model.filing import customer, file


def initials(found: list[Colleague]) -> list[str]:
    """Return the initials of those found."""
    return [one.initials for one in found]


def test_readers_own_nothing_and_who_has_left_is_not_offered(session: Session) -> None:
    zoe, kari = colleague(session, "zz", "Zoe"), colleague(session, "KOL", "Kari Olsen")
    colleague(session, "RRR", "Rolf", "reader")
    me = session.person.initials
    assert initials(active_employees(session)) == sorted([me, "KOL", "RRR", "zz"], key=str.lower)
    assert Colleague(kari.person.id, "KOL", "Kari Olsen") in active_employees(session)
    assert initials(possible_owners(session)) == sorted([me, "KOL", "zz"], key=str.lower)
    with change(session, "Leave", "edit") as made:
        made.update(Employee, zoe.person.id, {"active": False})
    assert "zz" not in initials(active_employees(session)) + initials(possible_owners(session))


def test_sellers_are_those_who_have_a_share_of_a_sale(session: Session) -> None:
    kari = colleague(session, "KOL", "Kari Olsen")
    assert active_sellers(session) == []
    file(session, Opportunity, title="Sale", customer=customer(session), owner=kari.person.id)
    assert initials(active_sellers(session)) == ["KOL"]
