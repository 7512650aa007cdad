"""Contacts stand in categories and take part in projects, as customers do (CUST-12, CUST-13, CUST-27)."""

from __future__ import annotations

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.deletion import delete, plan_delete
from model.core.errors import NotFoundError, UserError
from model.core.history.past_changes import latest_own
from model.core.history.record_history import of_record
from model.core.history.undo import undo
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing
from model.core.records.record import Record
from model.customers.categories import categories_of, set_categories
from model.customers.records import Contact, Customer
from model.merging.merge import merge, plan_merge
from model.projects.listed import contacts_of, count_projects, projects_of, put_in, take_out
from model.projects.records import Project
from tests.model.filing import contact, contents, customer, file, option
from tests.plain_sql import plain_sql


def project(session: Session, name: str, of: int, **values: object) -> int:
    return file(session, Project, name=name, customer=of, **values)


def take_part(session: Session, *pairs: tuple[int, int]) -> None:
    with change(session, "Take part", "link") as made:
        for each, person in pairs:
            assert put_in(made, each, person)


def found(session: Session, record: type[Record], field: str, operator: str, text: str) -> list[int]:
    return [row.id for row in Listing(session, record, (), Filter((), (Criterion(field, operator, text),))).first(9)]


def told(session: Session, record: type[Record], record_id: int) -> list[tuple[str, str | None, str | None]]:
    lines = [(past.label, past.before, past.after) for past in of_record(session, record, record_id)]
    return [line for line in lines if line[0] in ("Project", "Contact", "Category")][::-1]


def test_both_sides_tell_of_it_and_undo_takes_it_back(session: Session) -> None:
    """COM-07: the project's history names the contact, the contact's the project; twice put in is once."""
    kari, hall = contact(session, "Kari", "Nes"), project(session, "Hall", customer(session))
    take_part(session, (hall, kari))
    with change(session, "Again", "link") as made:
        assert not put_in(made, hall, kari)
    assert [one.name for one in projects_of(session, "contact", kari, 9)] == ["Hall"]
    assert [one.name for one in contacts_of(session, hall)] == ["Kari Nes"]
    with change(session, "Off", "unlink") as made:
        take_out(made, hall, kari)
        with pytest.raises(UserError, match="no part"):
            take_out(made, hall, kari)
    assert told(session, Contact, kari) == [("Project", "", "Hall"), ("Project", "Hall", "")]
    assert told(session, Project, hall) == [("Contact", "", "Kari Nes"), ("Contact", "Kari Nes", "")]
    past = latest_own(session)
    assert past is not None
    undo(session, past.id)
    assert count_projects(session, "contact", kari, 9) == 1


def test_categories_of_a_contact_are_in_its_history(session: Session) -> None:
    kari, gold = contact(session, "Kari", "Nes"), option(session, "category", "Gold")
    for wanted in ({gold}, set()):
        with change(session, "Categories", "edit") as made:
            assert set_categories(made, "contact", kari, wanted)
    assert told(session, Contact, kari) == [("Category", "", "Gold"), ("Category", "Gold", "")]


def test_projects_are_in_the_order_of_a_customers(session: Session) -> None:
    """Running ones by their end, then what is over; the same code lists both."""
    of, kari = customer(session), contact(session, "Kari", "Nes")
    ids = [
        project(session, name, of, status=status)
        for name, status in (("Done", "completed"), ("Now", "running"), ("Plan", "planned"))
    ]
    take_part(session, *((each, kari) for each in ids))
    names = [one.name for one in projects_of(session, "contact", kari, 9)]
    assert names == [one.name for one in projects_of(session, "customer", of, 9)] == ["Now", "Plan", "Done"]
    assert [one.name for one in projects_of(session, "contact", kari, 2)] == ["Now", "Plan"]


def test_what_is_hidden_is_neither_named_nor_counted(session: Session, per: Session) -> None:
    """W20, G05: a hidden contact is absent from the project, a project of a hidden customer from the contact."""
    hidden_one = contact(per, "Ola", "Hemmelig", owner_only=True)
    kari, hall = contact(session, "Kari", "Nes"), project(session, "Hall", customer(session, "Open AS"))
    secret = project(per, "Secret", customer(per, "Hidden AS", owner_only=True))
    take_part(per, (hall, hidden_one), (hall, kari), (secret, kari))
    assert [one.name for one in contacts_of(session, hall)] == ["Kari Nes"]
    assert [one.name for one in projects_of(session, "contact", kari, 9)] == ["Hall"]
    assert count_projects(session, "contact", kari, 9) == 1
    assert count_projects(per, "contact", kari, 9) == 2
    assert [line[2] for line in told(session, Contact, kari)] == ["Hall"]
    assert [line[2] for line in told(session, Project, hall)] == ["Kari Nes"]
    values = Listing(session, Project, ("contacts",)).row(hall)
    assert values is not None
    assert Project.field("contacts").format(Project.field("contacts").from_stored(values.values[0]), session.reading())
    assert "Hemmelig" not in str(values.values)
    assert found(session, Contact, "projects", "~", "secret") == []
    assert found(per, Contact, "projects", "~", "secret") == [kari]
    with pytest.raises(NotFoundError), change(session, "Link", "link") as made:
        put_in(made, hall, hidden_one)
    with pytest.raises(NotFoundError), change(session, "Link", "link") as made:
        put_in(made, secret, kari)
    with change(session, "Set", "edit") as made:
        # What is absent cannot be taken away.
        made.update(Contact, kari, {"projects": ()})
    assert [one.name for one in projects_of(per, "contact", kari, 9)] == ["Secret"]


def test_hidden_contacts_stand_in_no_category(session: Session, per: Session) -> None:
    gold = option(session, "category", "Gold")
    own = contact(per, "Ola", "Hemmelig", owner_only=True)
    with change(per, "Categories", "edit") as made:
        set_categories(made, "contact", own, {gold})
    assert categories_of(session, "contact", own) == []
    with pytest.raises(NotFoundError), change(session, "Categories", "edit") as made:
        set_categories(made, "contact", own, set())


def test_criteria_and_columns(session: Session) -> None:
    """The same words as for customers: is, is not, contains, none, any."""
    of = customer(session)
    kari, per, ola = (contact(session, name, "Nes") for name in ("Kari", "Per", "Ola"))
    hall, gold = project(session, "Hall", of), option(session, "category", "Gold")
    take_part(session, (hall, kari), (hall, per))
    with change(session, "Categories", "edit") as made:
        set_categories(made, "contact", kari, {gold})
    for operator, text, wanted in (("=", "Hall", [kari, per]), ("!=", "Hall", [ola]), ("=", "", [ola])):
        assert sorted(found(session, Contact, "projects", operator, text)) == wanted
    assert found(session, Contact, "categories", "=", "gold") == [kari]
    assert sorted(found(session, Contact, "categories", "=", "")) == [per, ola]
    assert found(session, Project, "contacts", "~", "kari") == [hall]
    assert found(session, Project, "contacts", "=", f"#{ola}") == []


def test_merged_contacts_have_each_link_once(session: Session) -> None:
    """CUST-23: united, none twice; undone whole."""
    of, (one, two) = customer(session), (contact(session, "Kari", "Nes"), contact(session, "Kari", "Ness"))
    x, y, z = (option(session, "category", name) for name in "xyz")
    hall, quay = project(session, "Hall", of), project(session, "Quay", of)
    take_part(session, (hall, one), (hall, two), (quay, two))
    with change(session, "Categories", "edit") as made:
        set_categories(made, "contact", one, {x, y})
        set_categories(made, "contact", two, {y, z})
    before = contents(session.store)
    plan = plan_merge(session, "contact", two, one)
    assert any("2 categories" in line and "2 links to projects" in line for line in plan.sentences())
    done = merge(session, plan)
    assert [name for _id, name in categories_of(session, "contact", one)] == ["x", "y", "z"]
    assert sorted(each.name for each in projects_of(session, "contact", one, 9)) == ["Hall", "Quay"]
    assert session.store.value(plain_sql("SELECT count(*) FROM project_contact")) == 2
    undo(session, done.change)
    assert contents(session.store) == before


@pytest.mark.parametrize("record", [Contact, Project, Customer])
def test_deleting_takes_the_links_along(session: Session, record: type[Record]) -> None:
    of, kari = customer(session), contact(session, "Kari", "Nes")
    hall = project(session, "Hall", of)
    take_part(session, (hall, kari))
    gold = option(session, "category", "Gold")
    with change(session, "Categories", "edit") as made:
        set_categories(made, "contact", kari, {gold})
    before = contents(session.store)
    ids = {Contact: kari, Project: hall, Customer: of}
    if record is Customer:
        # A project cannot be without its customer.
        assert plan_delete(session, Customer, [of]).refusals
        return
    plan = delete(session, record, [ids[record]])
    assert plan.along == (
        {"contact_category": 1, "project_contact": 1} if record is Contact else {"project_contact": 1}
    )
    assert session.store.value(plain_sql("SELECT count(*) FROM project_contact")) == 0
    past = latest_own(session)
    assert past is not None
    undo(session, past.id)
    assert contents(session.store) == before
