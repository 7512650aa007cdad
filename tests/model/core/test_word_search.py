"""A word typed over a list finds what its rows show: towns, numbers, addresses, and what they refer to (W20)."""

from __future__ import annotations

import pytest

from model.activities.records import Task
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.lists import listing
from model.core.lists.criteria import Filter
from model.core.lists.listing import Listing
from model.core.records.record import Record
from model.customers.links import link
from model.customers.records import Contact, Customer
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.projects.records import Project
from tests.model import filing

SHOWN = {
    "lead": (Lead, ("vesterøy", "steRØ", "98 75 18 17", "9875", "kari@", "nes.no", "Holt")),
    "customer": (Customer, ("vesterøy", "steRØ", "98751817", "kari@nes", "Holt")),
    "contact": (Contact, ("98751817", "kari@nes", "Holt AS", "Lund")),
    "opportunity": (Opportunity, ("Holt AS", "Lund", "Avtale")),
    "project": (Project, ("Holt", "Bygg")),
    "task": (Task, ("Holt",)),
}


@pytest.fixture
def filed(session: Session) -> Session:
    """One record of each kind that can be found, beside one that cannot."""
    details = {"email": "kari@nes.no", "phone": "98 75 18 17"}
    for name, other in (("Holt AS", False), ("Eik AS", True)):
        more = {} if other else details
        filing.lead(session, name, **more, town=None if other else "Vesterøy")
        customer = filing.customer(session, name, **more, visiting_town=None if other else "Vesterøy")
        contact = filing.contact(session, "Kari", "Moe" if other else "Lund", **more)
        with change(session, "Link", "link") as made:
            link(made, customer, contact, None)
        title = "Noe" if other else "Avtale"
        filing.file(session, Opportunity, title=title, customer=customer, contact=contact)
        filing.file(session, Project, name="Annet" if other else "Bygg", customer=customer)
        filing.activities(session, ["task"], ("customer", customer), at=session.clock())
    return session


def found(session: Session, record: type[Record], text: str) -> list[int]:
    """Return the IDs of the rows that words leave."""
    return list(Listing(session, record, (), Filter(text=text)).ids())


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize(("kind", "word"), [(kind, word) for kind, (_r, words) in SHOWN.items() for word in words])
def test_words_find_what_rows_show(
    filed: Session, kind: str, word: str, many: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By each of what it shows, in any case of letters; also where the rows are gone through one by one."""
    if many:
        monkeypatch.setattr(listing, "FEW", 0)
        monkeypatch.setattr(listing, "CANDIDATES", 0)
    record = SHOWN[kind][0]
    assert len(found(filed, record, word)) == 1, (kind, word)
    assert Listing(filed, record, (), Filter(text=word)).count() == 1
    assert found(filed, record, f"{word} ingenting") == []


def test_names_of_what_is_hidden_are_not_searched(filed: Session, kari: Session) -> None:
    """W20: an opportunity, a contact and a task of a customer that one may not see are not found by its name."""
    hidden = filing.customer(kari, "Hemmelig AS", owner=kari.person.id, owner_only=True)
    contact = filing.contact(kari, "Ola", "Åpen")
    with change(kari, "Link", "link") as made:
        link(made, hidden, contact, None)
    filing.file(kari, Opportunity, title="Stille", customer=hidden)
    for record in (Opportunity, Contact, Project):
        assert found(filed, record, "hemmelig") == []
    assert len(found(kari, Contact, "hemmelig")) == 1
