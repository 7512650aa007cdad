"""All that refers to a record goes over when it is merged, whatever the schema says (M07, M11, M21, M23, CUST-23)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from model.calling.records import CallListEntry
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.changes.foreign_keys import pointers
from model.core.fields.numbers import Exact
from model.core.fields.references import Reference
from model.core.history.undo import undo
from model.core.records.record import Record, Row
from model.customers.categories import categories_of
from model.customers.links import contacts_of, customers_of
from model.customers.records import Contact, Customer, CustomerCategory, CustomerContact
from model.distribution_lists.records import DistributionList
from model.duplicates.distinct import distinct_from, say_distinct
from model.leads.records import Lead
from model.merging.merge import KINDS, merge, plan_merge
from model.opportunities.records import Opportunity
from model.projects.records import Project
from tests.model import catalog
from tests.model.filing import FJORD, activities, contact, contents, customer, file, lead, option
from tests.plain_sql import plain_sql

MADE = {"lead": lambda session: lead(session), "customer": lambda session: customer(session)}


def made(session: Session, record: str) -> int:
    """Put a record on file."""
    return contact(session, "Kari", "Nes") if record == "contact" else MADE[record](session)


def referring(session: Session, record: str, record_id: int) -> list[tuple[str, str, int]]:
    """Return (table, column, row) for everything that refers to a record, found in the tables themselves."""
    found = []
    names = {record, KINDS[record].table()}
    for row in session.records.values():
        fields = row.fields()
        for name, field in fields.items():
            if isinstance(field, Reference) and field.record in names:
                rows = session.store.rows(plain_sql(f"SELECT id FROM {row.table()} WHERE {name} = ?", record_id))
                found += [(row.table(), name, each) for (each,) in rows]
    for table in ("activity_link", "redirect", "not_duplicate", "document", "call_list_entry", "call_list_call"):
        for column in catalog.columns(session.store, table):
            if column.endswith("record_id"):
                sql = f"SELECT id FROM {table} WHERE {column.removesuffix('_id')} = ? AND {column} = ?"
                found += [(table, column, each) for (each,) in session.store.rows(plain_sql(sql, record, record_id))]
    return found


def refer(session: Session, pointer_row: type[Row], column: str, record: str, record_id: int) -> None:
    """File a row of any kind that refers to a record by a column, other columns filled with something that can be."""
    values: dict[str, Any] = {}
    fields = pointer_row.fields()
    for name, field in fields.items():
        if name == column:
            values[name] = record_id
        elif name == column.removesuffix("_id") and column.endswith("record_id"):
            values[name] = record
        elif field.required and isinstance(field, Reference):
            values[name] = _another(session, field)
        elif field.required and name.endswith("record"):
            values[name] = record
        elif field.required and name.endswith("_id"):
            values[name] = made(session, record)
        elif field.required and isinstance(field, Exact):
            values[name] = Decimal(1)
        elif field.required and not field.system:
            values[name] = "Something"
    file(session, pointer_row, **values)


def _another(session: Session, field: Reference) -> int:
    if field.record in KINDS:
        return made(session, field.record)
    if field.record == "option":
        return option(session, field.scope, f"Choice {session.store.value(plain_sql('SELECT count(*) FROM option'))}")
    if field.record == "distribution_list":
        return file(session, DistributionList, name="Friends")
    if field.record == "campaign":
        return file(session, Campaign, subject="Spring")
    if field.record == "activity":
        return activities(session, ("task",))[0]
    if field.record == "project":
        return file(session, Project, name="Hall", customer=customer(session, "Third"))
    if field.record == "opportunity":
        return file(session, Opportunity, title="Sale", customer=customer(session, "Third"))
    return session.person.id


@pytest.mark.parametrize("record", sorted(KINDS))
def test_m21_whatever_can_refer_to_the_source_refers_to_the_target(session: Session, record: str) -> None:
    """Walks every column of every kind of row that can refer to such a record."""
    source, target = made(session, record), made(session, record)
    columns = [(pointer.row, pointer.column) for pointer in pointers(session, KINDS[record])]
    # Of what a lead became there is no other row that names a lead.
    assert {row.name_in_code for row, _column in columns} >= {"activity_link", "not_duplicate", "redirect"}
    for row, column in columns:
        refer(session, row, column, record, source)
    assert {(table, column) for table, column, _row in referring(session, record, source)} == {
        (row.table(), column) for row, column in columns
    }
    before, theirs = contents(session.store), referring(session, record, source)
    done = merge(session, plan_merge(session, record, source, target))
    assert referring(session, record, source) == []
    assert set(theirs) <= set(referring(session, record, target))
    undo(session, done.change)
    assert contents(session.store) == before


def test_the_walk_knows_every_column_that_looks_like_a_reference(session: Session) -> None:
    """A new table with a column of IDs is either declared as a reference or as a pair of record and record_id."""
    told = {
        (pointer.row.table(), pointer.column)
        for record in session.records.values()
        if issubclass(record, Record)
        for pointer in pointers(session, record)
    }
    plain = {("redirect", "old_id"), ("ledger_entry", "link_id")}
    for row in session.records.values():
        for name, field in row.fields().items():
            looks = isinstance(field, Reference) or (name.endswith("_id") and field.sql_type == "BIGINT")
            # Activities are walked by their kinds; options and kept views are no records.
            if looks and getattr(field, "record", "") not in ("option", "activity", "saved_view"):
                assert (row.table(), name) in told | plain, f"{row.table()}.{name}"


def test_two_customers_become_one_with_all_that_is_theirs(session: Session) -> None:
    """CUST-23: opportunities, contacts with their roles, categories, daughters, leads that became them."""
    target = customer(session, "Fjord AS", kind="supplier")
    source = customer(session, "Fjord ApS", kind="customer", org_number=FJORD, do_not_call=True)
    daughter = customer(session, "Daughter", parent=source)
    sale = file(session, Opportunity, title="Sale", customer=source)
    kari, per = contact(session, "Kari", "Nes"), contact(session, "Per", "Haug")
    for of, who, role in ((source, kari, "Boss"), (target, kari, None), (source, per, "Buyer")):
        file(session, CustomerContact, customer=of, contact=who, role=role)
    x, y, z = (option(session, "category", name) for name in "xyz")
    for of, category in ((source, x), (source, y), (target, y), (target, z)):
        file(session, CustomerCategory, customer=of, category=category)
    before = contents(session.store)
    plan = plan_merge(session, "customer", source, target)
    assert plan.moved == {"customer": 1, "customer_contact": 2, "customer_category": 2, "opportunity": 1}
    done = merge(session, plan)
    now = read(session, Customer, target)
    assert (now.kind, now.org_number, now.do_not_call, now.number) == ("both", FJORD, True, 1)
    assert read(session, Customer, daughter).parent == target
    assert read(session, Opportunity, sale).customer == target
    key = session.store.value(plain_sql("SELECT customer_key FROM opportunity WHERE id = ?", sale))
    assert key == "fjord as"
    assert [(each.name, each.role) for each in contacts_of(session, target)] == [
        ("Kari Nes", "Boss"),
        ("Per Haug", "Buyer"),
    ]
    assert sorted(name for _id, name in categories_of(session, "customer", target)) == ["x", "y", "z"]
    undo(session, done.change)
    assert contents(session.store) == before


@pytest.mark.parametrize("swapped", [False, True])
def test_m11_parent_and_child_are_not_merged(session: Session, swapped: bool) -> None:
    parent = customer(session, "Parent")
    child = customer(session, "Child", parent=parent)
    grandchild = customer(session, "Grandchild", parent=child)
    for pair in ((parent, child), (parent, grandchild), (child, grandchild)):
        source, target = pair[::-1] if swapped else pair
        plan = plan_merge(session, "customer", source, target)
        assert [code for code, _message in plan.refusals] == ["parent"]


def test_two_contacts_become_one(session: Session) -> None:
    """CUST-23; a first name is not put before another's last name."""
    target, source = contact(session, "", "Nes"), contact(session, "Kari", "NES", email="kari@fjord.no")
    here, there = customer(session, "Here"), customer(session, "There")
    for of in (here, there):
        file(session, CustomerContact, customer=of, contact=source)
    merge(session, plan_merge(session, "contact", source, target))
    now = read(session, Contact, target)
    assert (now.name, now.email) == ("Kari Nes", "kari@fjord.no")
    assert [each.id for each in contacts_of(session, there)] == [target]
    third, fourth = contact(session, "", "Haug"), contact(session, "Per", "Berg")
    merge(session, plan_merge(session, "contact", fourth, third))
    now = read(session, Contact, third)
    assert now.name == "Haug"
    assert f"From contact Per Berg ({fourth})" in now.note


def test_two_numbers_are_warned_of(session: Session) -> None:
    one, other = customer(session, "One", org_number=FJORD), customer(session, "Other", org_number="974760673")
    plan = plan_merge(session, "customer", one, other)
    assert "923609016, 974760673" in plan.warnings[0]
    done = merge(session, plan)
    assert "Org. no.: 923609016" in read(session, Customer, done.id).note


def test_what_was_said_of_the_source_is_said_of_the_target(session: Session) -> None:
    """LEAD-21: "not the same" goes over, but never binds a record to itself."""
    a, b, c = (lead(session, name) for name in "ABC")
    say_distinct(session, [("lead", a), ("lead", b), ("lead", c)])
    done = merge(session, plan_merge(session, "lead", c, a))
    assert distinct_from(session, ("lead", a)) == {("lead", b)}
    assert distinct_from(session, ("lead", b)) == {("lead", a)}
    undo(session, done.change)
    assert distinct_from(session, ("lead", b)) == {("lead", a), ("lead", c)}
    assert Lead.table() == "lead"


def test_both_roles_at_one_customer_are_kept_and_told(session: Session) -> None:
    """Whichever of the two stays, what the other was there is not lost; the preview says what becomes of it."""
    fjord, berg = customer(session, "Fjord AS"), customer(session, "Berg AS")
    one, other = contact(session, "Ida", "Nes", email="a@x.no"), contact(session, "Ida", "Nes", email="b@x.no")
    for who, roles in ((one, {fjord: "Manager", berg: None}), (other, {fjord: "Owner", berg: "Board"})):
        for of, role in roles.items():
            file(session, CustomerContact, customer=of, contact=who, role=role)
    before = contents(session.store)
    plan = plan_merge(session, "contact", other, one)
    assert plan.united == ("Role (Fjord AS): Manager, Owner.", "Role (Berg AS): Board.")
    assert set(plan.united) <= set(plan.sentences())
    done = merge(session, plan)
    assert {each.name: each.role for each in customers_of(session, one)} == {
        "Fjord AS": "Manager, Owner", "Berg AS": "Board",
    }  # fmt: skip
    undo(session, done.change)
    assert contents(session.store) == before
    # The twin: two customers that have the same contact.
    merge(session, plan_merge(session, "customer", berg, fjord))
    assert {each.id: each.role for each in contacts_of(session, fjord)} == {one: "Manager", other: "Owner, Board"}
    assert plan_merge(session, "contact", other, one).united == ("Role (Fjord AS): Manager, Owner, Board.",)


def test_a_promise_to_call_back_survives_on_a_list_with_both(session: Session) -> None:
    """Two leads on one call list: the entry that goes furthest stays, a promised time before all."""

    due = session.clock() + timedelta(days=1)
    for states, wanted in (
        (("call_back", "new"), ("call_back", due)),
        (("new", "call_back"), ("call_back", due)),
        (("retry", "done"), ("done", None)),
        (("done", "retry"), ("done", None)),
    ):
        source, target = lead(session, "A"), lead(session, "A AS")
        for who, state in zip((source, target), states, strict=True):
            when = due if state == "call_back" else None
            tries = 2 if who == source else 1
            file(session, CallListEntry, list=1, record="lead", record_id=who, state=state, due=when, tries=tries)
        merge(session, plan_merge(session, "lead", source, target))
        (row,) = session.store.rows(plain_sql("SELECT id FROM call_list_entry WHERE record_id = ?", target))
        with change(session, "x", "edit") as made:
            stored = made.read(CallListEntry, row[0])
            made.delete(CallListEntry, row[0])
        fields = CallListEntry.fields()
        found = tuple(fields[name].from_stored(stored[name]) for name in ("state", "due", "tries"))
        assert found == (*wanted, 2)
