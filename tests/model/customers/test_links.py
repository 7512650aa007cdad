"""Contacts of customers, with roles, and categories (CUST-12, CUST-13, CUST-15; G04, G05)."""

from __future__ import annotations

import pytest

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import NotFoundError, UserError
from model.customers.categories import categories_of, set_categories
from model.customers.links import contacts_of, customers_of, link, set_role, unlink
from model.customers.records import Contact
from tests.model.filing import contact, customer, option


def test_a_contact_of_many_customers(session: Session) -> None:
    """CUST-13: with a role in each; linked twice is linked once."""
    fjord, berg, kari = customer(session, "Fjord"), customer(session, "Berg"), contact(session, "Kari", "Nes")
    with change(session, "Link", "edit") as made:
        assert link(made, fjord, kari, "Innkjøp")
        assert link(made, berg, kari, "Styreleder")
        assert not link(made, fjord, kari)
        assert set_role(made, fjord, kari, "Sjef")
        assert not set_role(made, fjord, kari, "Sjef")
    assert [(row.name, row.role) for row in contacts_of(session, fjord)] == [("Kari Nes", "Sjef")]
    assert [(row.name, row.role) for row in customers_of(session, kari)] == [("Berg", "Styreleder"), ("Fjord", "Sjef")]


def test_removing_takes_the_link_only(session: Session) -> None:
    """G04: the contact itself stays on file."""
    fjord, kari = customer(session, "Fjord"), contact(session, "Kari", "Nes")
    with change(session, "Link", "edit") as made:
        link(made, fjord, kari)
        unlink(made, fjord, kari)
    assert contacts_of(session, fjord) == []
    assert read(session, Contact, kari).active
    with pytest.raises(UserError), change(session, "Again", "edit") as made:
        unlink(made, fjord, kari)


def test_hidden_contacts_are_absent(session: Session, per: Session) -> None:
    """G05: a private contact of a public company is listed for its owner alone."""
    fjord, own = customer(session, "Fjord"), contact(per, "Kari", "Nes", owner_only=True)
    with change(per, "Link", "edit") as made:
        link(made, fjord, own)
    assert contacts_of(session, fjord) == []
    assert [row.id for row in contacts_of(per, fjord)] == [own]
    assert customers_of(session, own) == []
    with pytest.raises(NotFoundError), change(session, "Unlink", "edit") as made:
        made.delete(Contact, own)
    with pytest.raises(NotFoundError), change(session, "Link", "edit") as made:
        link(made, fjord, own)


def test_categories(session: Session) -> None:
    """CUST-12: many, in the company's order."""
    fjord = customer(session, "Fjord")
    one, two = option(session, "category", "Gull", position=2), option(session, "category", "Bygg", position=1)
    with change(session, "Categories", "edit") as made:
        assert set_categories(made, "customer", fjord, {one, two})
        assert not set_categories(made, "customer", fjord, {one, two})
    assert [name for _id, name in categories_of(session, "customer", fjord)] == ["Bygg", "Gull"]
    with change(session, "Categories", "edit") as made:
        assert set_categories(made, "customer", fjord, {one})
    assert categories_of(session, "customer", fjord) == [(one, "Gull")]
