"""The rules by which customers and contacts are saved (CUST-07 … CUST-09)."""

from __future__ import annotations

from typing import Any

import pytest

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import UserError
from model.core.history import past_changes, undo
from model.customers.records import Contact, Customer
from model.customers.rules import OnFile
from model.search.everything import search
from tests.model.core.processes import Program, run_at_once
from tests.model.filing import BERG, FJORD, contact, customer
from tests.plain_sql import plain_sql


def update(session: Session, record: type[Any], record_id: int, **values: Any) -> None:
    """Save fields of a record."""
    with change(session, "Edit", "edit") as made:
        made.update(record, record_id, values)


def numbers(session: Session) -> list[int]:
    """Return all customer numbers."""
    return [row[0] for row in session.store.rows(plain_sql("SELECT number FROM customer ORDER BY id"))]


def test_numbers_follow_each_other(session: Session) -> None:
    """CUST-12: given by the system; those that come along count too."""
    customer(session, "A")
    customer(session, "B", number=10_000)
    customer(session, "C")
    customer(session, "D", number=5)
    customer(session, "E")
    assert numbers(session) == [1, 10_000, 10_001, 5, 10_002]


def test_many_at_once_have_numbers_of_their_own(session: Session) -> None:
    with change(session, "Import", "import") as made:
        made.insert_many(Customer, [{"name": f"Firma {number}"} for number in range(2_500)])
        made.insert(Customer, {"name": "Siste"})
    assert numbers(session) == list(range(1, 2_502))


def test_a_number_is_given_once(session: Session) -> None:
    """Neither after deleting the newest nor after undo: letters carry the number."""
    newest = customer(session, "A")
    with change(session, "Delete", "delete") as made:
        made.delete(Customer, newest)
    customer(session, "B")
    undo.undo(session, past_changes.latest(session)[1].id)
    assert numbers(session) == [1, 2]


def test_processes_give_no_number_twice(session: Session) -> None:
    """CUST-12 under concurrency."""
    code = """
from model.customers.records import Customer
session = enter()
for _ in range(25):
    with change(session, "New", "add") as made:
        made.insert(Customer, {"name": "Firma"})
"""
    run_at_once([Program(session.store.location, code) for _ in range(3)])
    assert sorted(numbers(session)) == list(range(1, 76))


@pytest.mark.parametrize("typed", [FJORD, "923 609 016", "NO923609016MVA"])
def test_second_customer_with_a_number_is_refused(session: Session, typed: str) -> None:
    """CUST-08: in any spelling; the error leads to the one on file."""
    first = customer(session, "Fjord AS", org_number=FJORD)
    other = customer(session, "Berg AS")
    for attempt in (
        lambda: customer(session, "Fjord A/S", org_number=typed),
        lambda: update(session, Customer, other, org_number=typed),
    ):
        with pytest.raises(OnFile, match="Fjord AS .customer 1. has this organisation number") as error:
            attempt()
        assert (error.value.field, error.value.record, error.value.record_id) == ("org_number", "customer", first)
    assert numbers(session) == [1, 2]


def test_saving_the_same_number_again_is_no_second_one(session: Session) -> None:
    """CUST-08: in another spelling it is still itself."""
    at = customer(session, "Fjord AS", org_number=FJORD)
    update(session, Customer, at, org_number="NO 923 609 016 MVA", phone="22334455")
    update(session, Customer, at, org_number=BERG)
    customer(session, "Fjord AS", org_number=FJORD)


def test_hidden_one_is_not_named(session: Session, per: Session) -> None:
    """CUST-09: only that there is one, and nowhere to go."""
    customer(per, "Hemmelig AS", org_number=FJORD, owner_only=True)
    with pytest.raises(OnFile, match="A hidden customer") as error:
        customer(session, "Fjord AS", org_number=FJORD)
    assert error.value.record_id is None
    assert "Hemmelig" not in error.value.message


def test_wrong_check_digit_is_no_key(session: Session) -> None:
    """D05: two customers may have the same number that cannot be."""
    customer(session, "A", org_number="923609017")
    customer(session, "B", org_number="923609017")


def test_twice_in_one_batch(session: Session) -> None:
    """CUST-08: also before the first of them is on file."""
    with pytest.raises(OnFile), change(session, "Import", "import") as made:
        made.insert_many(Customer, [{"name": "A", "org_number": FJORD}, {"name": "B", "org_number": FJORD}])
    assert numbers(session) == []


def test_private_customer_has_both_names(session: Session) -> None:
    """CUST-07: a first name as well as a last name."""
    for attempt in (
        lambda: customer(session, "Nes", private=True),
        lambda: customer(session, "Nes", private=True, first_name=" "),
    ):
        with pytest.raises(UserError) as error:
            attempt()
        assert error.value.field == "first_name"
    at = customer(session, "Nes", private=True, first_name="Kari")
    with pytest.raises(UserError):
        update(session, Customer, at, first_name=None)
    update(session, Customer, at, private=False, first_name=None)


def test_owner_is_the_one_at_the_keyboard(session: Session, per: Session) -> None:
    """CUST-09: unless another, or nobody, is named."""
    assert read(session, Customer, customer(per, "A")).owner == per.person.id
    assert read(session, Contact, contact(per, "Kari", "Nes")).owner == per.person.id
    assert read(session, Customer, customer(per, "B", owner=session.person.id)).owner == session.person.id
    assert read(session, Customer, customer(per, "C", owner=None)).owner is None


def test_hidden_from_everybody_is_refused(session: Session) -> None:
    """CUST-09: visible to an owner that there is not."""
    with pytest.raises(UserError) as error:
        customer(session, "A", owner=None, owner_only=True)
    assert error.value.field == "owner"
    at = contact(session, "Kari", "Nes", owner_only=True)
    with pytest.raises(UserError):
        update(session, Contact, at, owner=None)
    with pytest.raises(UserError), change(session, "Many", "edit") as made:
        made.update_many(Contact, [at], {"owner": None})
    assert read(session, Contact, at).owner == session.person.id


def test_no_company_is_its_own_parent(session: Session) -> None:
    at = customer(session, "A")
    with pytest.raises(UserError) as error:
        update(session, Customer, at, parent=at)
    assert error.value.field == "parent"
    update(session, Customer, at, parent=customer(session, "B"))


@pytest.mark.parametrize(("private", "name"), [(None, "Ola Fjellheim"), (True, "Ola Fjellheim"), (False, "Fjellheim")])
def test_a_first_name_is_that_of_a_private_customer(session: Session, private: bool | None, name: str) -> None:
    """A company has none: where a file or an earlier version gave it one, it is called by its own name alone."""
    given = {} if private is None else {"private": private}
    customer(session, "Fjellheim", first_name="Ola", **given)
    (hit,) = [hit for group in search(session, None, "Fjellheim", ["customers"]) for hit in group.hits]
    assert hit.title == name
    assert session.store.value(plain_sql("SELECT private FROM customer")) == (private is not False)
