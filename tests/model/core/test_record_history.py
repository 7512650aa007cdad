"""COM-07: a record's history tells of what is linked to it; W20: of nothing that is hidden."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from model.activities.link_record import ActivityLink
from model.activities.records import Task
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.deletion import delete
from model.core.history.past_changes import latest, latest_own
from model.core.history.record_history import _rows_bound, of_change, of_record
from model.core.history.undo import undo
from model.core.records.record import Record, Row
from model.customers.records import Contact, Customer, CustomerCategory, CustomerContact
from model.documents import keeping
from model.opportunities.records import Opportunity
from model.opportunities.seller_record import Seller
from model.projects.records import Project
from tests.model import filing


def done(session: Session, record: type[Row], /, **values: Any) -> int:
    with change(session, "Do", "edit") as made:
        return made.insert(record, values)


def told(session: Session, record: type[Record], number: int) -> list[tuple[str, str | None, str | None]]:
    """Return the links of a record's history, oldest first."""
    lines = [
        (past.label, past.before, past.after) for past in of_record(session, record, number) if past.action == "link"
    ]
    return lines[::-1]


def test_contacts_roles_categories_documents_projects_and_sales(session: Session, tmp_path: Path) -> None:
    """Put on, changed, taken off; undo of it too; the customer's own fields between them, newest first."""
    customer = filing.customer(session, "Fjord AS")
    contact = filing.file(session, Contact, first_name="Kari", last_name="Nes")
    gold = filing.file(session, filing.Option, list="category", name="Gold")
    link = done(session, CustomerContact, customer=customer, contact=contact)
    with change(session, "Role", "edit") as made:
        made.update(CustomerContact, link, {"role": "Boss"})
    category = done(session, CustomerCategory, customer=customer, category=gold)
    with change(session, "Out", "edit") as made:
        made.delete(CustomerCategory, category)
    paper = tmp_path / "Offer.pdf"
    paper.write_text("x")
    document = keeping.add(session, ("customer", customer), paper)
    keeping.rename(session, document, "Contract.pdf")
    keeping.delete(session, document)
    project = filing.file(session, Project, name="Store", customer=customer)
    with change(session, "Change", "edit") as made:
        made.update(Customer, customer, {"phone": "22 33 44 55"})
        made.update(Project, project, {"note": "x"})
    delete(session, Project, [project])
    with change(session, "Off", "edit") as made:
        made.delete(CustomerContact, link)
    expected = [
        ("Contact", "", "Kari Nes"),
        ("Contact", "Kari Nes", "Kari Nes (Boss)"),
        ("Category", "", "Gold"),
        ("Category", "Gold", ""),
        ("Document", "", "Offer.pdf"),
        ("Document", "Offer.pdf", "Contract.pdf"),
        ("Document", "Contract.pdf", ""),
        ("Project", "", "Store"),
        ("Project", "Store", ""),
        ("Contact", "Kari Nes (Boss)", ""),
    ]
    assert told(session, Customer, customer) == expected
    names = [past.label or past.action for past in of_record(session, Customer, customer)]
    assert names[:4] == ["Contact", "Project", "Telephone", "Project"]
    assert names[-1] == "insert"
    past = latest_own(session)
    assert past is not None
    undo(session, past.id)
    assert told(session, Customer, customer) == [*expected, ("Contact", "", "Kari Nes (Boss)")]
    assert told(session, Contact, contact) == [
        ("Customer", "", "Fjord AS"),
        ("Customer", "Fjord AS", "Fjord AS (Boss)"),
        ("Customer", "Fjord AS (Boss)", ""),
        ("Customer", "", "Fjord AS (Boss)"),
    ]


def test_sellers_and_activities(session: Session, kari: Session) -> None:
    """On the sale, and on the activity itself; moved to another record it is told on both."""
    one, other = filing.customer(session, "Fjord AS"), filing.customer(session, "Elv AS")
    sale = filing.file(session, Opportunity, title="Sale", customer=one, owner=session.person.id)
    seller = session.store.value(Seller.select(Seller.id).where(Seller.opportunity == sale))
    with change(session, "Seller", "edit") as made:
        made.update(Seller, seller, {"employee": kari.person.id})
    assert told(session, Opportunity, sale) == [
        ("Seller", "", "ROO (100.00 %)"),
        ("Seller", "ROO (100.00 %)", "KOL (100.00 %)"),
    ]
    task = filing.file(session, Task, subject="Call")
    link = done(session, ActivityLink, activity=task, record="customer", record_id=one)
    with change(session, "Move", "edit") as made:
        made.update(ActivityLink, link, {"record_id": other})
    assert told(session, Customer, one)[-2:] == [("Task", "", "Call"), ("Task", "Call", "")]
    assert told(session, Customer, other) == [("Task", "", "Call")]
    assert told(session, Task, task) == [("Customer", "", "Fjord AS"), ("Customer", "Fjord AS", "Elv AS")]
    delete(session, Task, [task])
    assert told(session, Customer, other)[-1] == ("Task", "Call", "")


def test_what_is_hidden_is_not_told(session: Session, kari: Session, per: Session) -> None:
    """W20: neither a hidden contact of an open customer, nor what was hidden when it was deleted."""
    customer = filing.customer(session, "Fjord AS")
    secret = filing.file(kari, Contact, last_name="Hemmelig", owner=kari.person.id, owner_only=True)
    link = done(kari, CustomerContact, customer=customer, contact=secret)
    assert told(kari, Customer, customer) == [("Contact", "", "Hemmelig")]
    assert told(per, Customer, customer) == []
    [past] = [past for past in latest(kari) if past.rows == 1 and past.name == "Do"][:1]
    touched, more = of_change(kari, past)
    assert ([(one.label, one.title) for one in touched], more) == ([("Contact", "Fjord AS – Hemmelig")], 0)
    with change(kari, "Off", "edit") as made:
        made.delete(CustomerContact, link)
    delete(kari, Contact, [secret])
    assert told(per, Customer, customer) == []
    assert ("Contact", "Hemmelig", "") in told(kari, Customer, customer)


def test_a_record_keeps_its_time_when_something_is_linked_to_it(session: Session) -> None:
    """Changed is when a field of its own was; the links have times of their own."""
    customer = filing.customer(session, "Fjord AS")
    stamps = Customer.select(Customer.version, Customer.changed_at).where(Customer.id == customer)
    before = session.store.row(stamps)
    done(session, CustomerContact, customer=customer, contact=filing.file(session, Contact, last_name="Nes"))
    assert session.store.row(stamps) == before


def test_what_one_change_did_field_by_field(session: Session) -> None:
    """H: each record that it touched, from what to what; made and deleted ones by what they are called."""
    one = filing.customer(session, "Fjord AS")
    with change(session, "Several", "edit") as made:
        made.update(Customer, one, {"name": "Fjord Nord AS", "phone": "22 33 44 55"})
        contact = made.insert(Contact, {"last_name": "Nes"})
        made.insert(CustomerContact, {"customer": one, "contact": contact, "role": "Boss"})
    past = latest(session, 1)[0]
    touched, more = of_change(session, past)
    assert more == 0
    assert [(each.label, each.title, each.action) for each in touched] == [
        ("Customer", "Fjord Nord AS", "update"),
        ("Contact", "Nes", "insert"),
        ("Contact", "Fjord Nord AS – Nes", "insert"),
    ]
    assert [(line.label, line.before, line.after) for line in touched[0].fields] == [
        ("Name", "Fjord AS", "Fjord Nord AS"),
        ("Telephone", "", "22 33 44 55"),
    ]


@pytest.mark.sqlite_only("SQLite's plan")
def test_the_index_of_links_is_used(session: Session) -> None:
    """What was taken off a record is found without going through the whole history."""
    query = session.store.compiled(_rows_bound(CustomerContact, ("customer",)))
    parameters = query.parameters({"customer": 1, "kind": "customer_contact"})
    plan = session.store.engine.rows(f"EXPLAIN QUERY PLAN {query.text}", parameters)
    assert any("change_row_links" in row[3] for row in plan)
