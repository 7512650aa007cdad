"""What a record has of a relation, for those who may see it (W20)."""

from __future__ import annotations

import pytest

from model.core.access.session import Session
from model.core.lists.relation_items import relation_items
from model.customers.records import Contact, CustomerContact
from tests.model.filing import contact, customer, file

pytestmark = pytest.mark.usefixtures("own_statements")


def test_items_are_those_that_the_person_may_see(session: Session, kari: Session) -> None:
    seen, hidden = customer(session), customer(session, name="Hemmelig AS", owner_only=True)
    person = contact(session, "Kari", "Nes")
    file(session, CustomerContact, customer=seen, contact=person, role="Board")
    file(session, CustomerContact, customer=hidden, contact=person)
    customers = Contact.relations["customers"]
    found = relation_items(session, Contact, customers, person)
    assert [(each.id, each.title, each.detail) for each in found] == [
        (seen, "Fjord AS", "Board"), (hidden, "Hemmelig AS", None),
    ]  # fmt: skip
    assert [each.id for each in relation_items(kari, Contact, customers, person)] == [seen]
    assert relation_items(session, Contact, customers, person + 1) == ()
    compiled = session.store.statements.misses
    relation_items(session, Contact, customers, person)
    assert session.store.statements.misses == compiled
