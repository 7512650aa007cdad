"""Rows written in one statement: what is set, deleted and inserted, and what the history says of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from model.activities.records import Call, Task
from model.catalogue import ROWS
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.bulk_sql import delete_where, insert_new, update_where
from model.core.changes.change import change
from model.core.history.undo import undo
from model.core.records.history_tables import ChangeRow
from model.core.records.record import Row
from model.core.records.stored_columns import table_columns
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among, custom_patched
from model.core.storage.statements import slot, statement
from model.core.storage.store import Store
from model.customers.records import Contact, CustomerContact
from model.leads.records import Lead
from tests.model import catalog
from tests.model.filing import contact, customer, file, lead

pytestmark = pytest.mark.usefixtures("own_statements")


@statement
def _called() -> peewee.Node:
    return (Lead.name.folded == slot("key")) & seen(Lead)


def _lines(session: Session, change_id: int) -> list[tuple[Any, ...]]:
    return [
        (record_id, action, json.loads(before or "null"), json.loads(after or "null"))
        for record_id, action, before, after in session.store.rows(
            ChangeRow.select(ChangeRow.record_id, ChangeRow.action, ChangeRow.before, ChangeRow.after)
            .where(ChangeRow.change == change_id)
            .order_by(ChangeRow.id)
        )
    ]


@pytest.mark.parametrize("compiled", [True, False])
def test_what_is_so_already_is_left_alone(session: Session, compiled: bool) -> None:
    one, two = lead(session, "Fjord", town="Oslo"), lead(session, "Fjord", town=None)
    lead(session, "Vik")
    with change(session, "Edit", "edit") as made:
        if compiled:
            count = update_where(made, Lead, _called(), {"town": "Oslo"}, key="fjord")
        else:
            count = update_where(made, Lead, among(Lead.id, [one, two]), {"town": "Oslo"})
    assert count == made.rows == 1
    ((record_id, action, before, after),) = _lines(session, made.id)
    assert (record_id, action) == (two, "update")
    assert (before["town"], after["town"]) == (None, "Oslo")
    assert [*before] == [*after] == ["town", "changed_at", "changed_by", "changed_by_key", "version"]
    assert session.rows(Lead.select(Lead.town, Lead.version).where(Lead.id == two)) == [("Oslo", made.id)]


def test_a_shape_of_a_condition_is_compiled_once(session: Session) -> None:
    lead(session, "Fjord")
    misses = []
    for town in ("Bergen", "Oslo", "Vik"):
        with change(session, "Edit", "edit") as made:
            update_where(made, Lead, _called(), {"town": town}, key="fjord")
        misses.append(session.store.statements.misses)
    assert misses[0] == misses[1] == misses[2]


def test_a_value_may_be_computed_by_the_engine(session: Session) -> None:
    one = lead(session, "Fjord", town="Oslo")
    lead(session, "Vik", town="Bergen")
    new = {"subject": Lead.town, "town": "Bergen", "custom": custom_patched(Lead.custom, '{"size":"XL"}')}
    with change(session, "Edit", "edit") as made:
        assert update_where(made, Lead, Lead.name == "Fjord", new) == 1
    ((record_id, _action, before, after),) = _lines(session, made.id)
    assert record_id == one
    assert [before[name] for name in ("subject", "town", "custom")] == [None, "Oslo", None]
    assert [after[name] for name in ("subject", "town", "custom")] == ["Oslo", "Bergen", '{"size":"XL"}']
    stored = session.rows(Lead.select(Lead.subject, Lead.town, Lead.custom).where(Lead.id == one))
    assert stored == [("Oslo", "Bergen", '{"size":"XL"}')]


def test_deleted_rows_stand_whole_in_the_history(session: Session) -> None:
    record_id = lead(session, "Fjord } AS", town=None)
    whole = session.store.rows(Lead.select(peewee.SQL("*")))
    with change(session, "Delete", "delete") as made:
        assert delete_where(made, Lead, Lead.id == record_id) == 1
    ((_record_id, action, before, after),) = _lines(session, made.id)
    assert (action, after) == ("delete", None)
    assert before["name"] == "Fjord } AS"
    undo(session, made.id)
    assert session.store.rows(Lead.select(peewee.SQL("*"))) == whole


def test_of_records_in_one_table_only_those_of_the_kind_are_deleted(session: Session) -> None:
    file(session, Task, subject="Write")
    file(session, Call, subject="Ring")
    with change(session, "Delete", "delete") as made:
        assert delete_where(made, Call, Call.id > 0) == 1
    assert session.store.rows(peewee.Table("activity", ("kind",)).select()) == [("task",)]


def test_rows_that_a_unique_key_has_already_are_left_out(session: Session) -> None:
    company = customer(session, "Fjord")
    people = [contact(session, "Kari", name) for name in ("Nes", "Lund")]
    file(session, CustomerContact, customer=company, contact=people[0])
    query = Contact.select(peewee.Value(company), Contact.id)
    with change(session, "Link", "link") as made:
        assert insert_new(made, CustomerContact, ("customer", "contact"), query) == 1
    assert [line[1] for line in _lines(session, made.id)] == ["insert"]
    linked = session.rows(CustomerContact.select(CustomerContact.contact).order_by(CustomerContact.contact))
    assert linked == [(each,) for each in sorted(people)]


@pytest.mark.parametrize("record", ROWS, ids=lambda record: record.name_in_code)
def test_all_columns_of_a_table_are_known(store: Store, record: type[Row]) -> None:
    found = {*catalog.columns(store, record.table())}
    assert set(table_columns(record, {each.name_in_code: each for each in ROWS})) == found
