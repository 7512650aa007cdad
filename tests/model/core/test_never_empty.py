"""A field that has no "not set" is never empty: at no door, and not in the database (LEAD-07, fields of every kind)."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from model.catalogue import ROWS
from model.core.access.session import Session
from model.core.changes.bulk_edit import plan_edit
from model.core.changes.change import change, read
from model.core.errors import UserError
from model.core.fields.choices import ChoiceField
from model.core.fields.numbers import YesNo, YesNoUnknown
from model.core.history.past_changes import latest_own
from model.core.history.undo import undo
from model.core.records.record import Record, Row
from model.core.storage.database import open_store
from model.core.storage.errors import ConstraintError
from model.core.storage.migration import take_step
from model.core.storage.store import APPLICATION_ID
from model.leads.records import Lead
from model.people.signing_in import sign_in
from tests.conftest import StandingClock
from tests.model import catalog
from tests.model.every_kind import file_called
from tests.model.filing import contents
from tests.plain_sql import plain_sql

FIELDS: list[tuple[type[Row], str]] = [
    (row, name) for row in ROWS for name, field in row.fields().items() if field.never_empty
]
RECORDS = [(record, name) for record, name in FIELDS if issubclass(record, Record)]
CHOICES = [(record, name) for record, name in RECORDS if isinstance(record.fields()[name], ChoiceField)]


def test_which_they_are() -> None:
    """Choices with a default, and yes or no; what has "unknown" or a blank line in its list may be empty."""
    named = {(record.name_in_code, name) for record, name in CHOICES}
    assert named == {
        ("lead", "status"), ("lead", "classification"), ("customer", "kind"), ("opportunity", "status"),
        ("project", "status"), ("employee", "role"), ("task", "priority"), ("email", "priority"),
        ("call", "direction"), ("email", "direction"), ("campaign", "status"), ("campaign", "type"),
        ("exclusion_list", "holds_for"), ("distribution_list", "kind"), ("order", "status"),
        ("ledger_entry", "ledger"), ("template", "kind"), ("template", "language"),
        ("recipient", "source"), ("recipient", "status"), ("recipient", "response"),
    }  # fmt: skip
    for row in ROWS:
        for name, field in row.fields().items():
            yes_or_no = isinstance(field, YesNo) and not isinstance(field, YesNoUnknown)
            assert field.never_empty == (yes_or_no or (row, name) in CHOICES or (row, name) in FIELDS)
            assert not (field.never_empty and field.default is None and not field.required), name


@pytest.mark.parametrize(("record", "name"), RECORDS)
def test_the_database_refuses_that_it_is_empty(session: Session, record: type[Record], name: str) -> None:
    """Also whoever writes past the rules of the program."""
    number = file_called(session, record, "Fjord")
    table, store = record.table(), session.store
    with pytest.raises(ConstraintError) as caught, store.writing():
        store.update_row(table, number, {name: None})
    assert (caught.value.kind, caught.value.table, caught.value.columns) == ("not null", table, (name,))
    columns = ", ".join(f'"{each}"' for each in catalog.columns(store, table) if each not in ("id", name))
    with pytest.raises(ConstraintError), store.writing():
        store.engine.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table} WHERE id = {number:d}")


@pytest.mark.parametrize(("record", "name"), CHOICES)
def test_no_door_empties_a_choice(session: Session, record: type[Record], name: str) -> None:
    """One record, many, and the plan for the marked; the sentence names what can be chosen."""
    number = file_called(session, record, "Fjord")
    before = contents(session.store)
    for write in ("update", "update_many"):
        with (
            pytest.raises(UserError, match="is never empty: choose one of") as refused,
            change(session, "Change", "edit") as made,
        ):
            getattr(made, write)(record, number if write == "update" else [number], {name: None})
        assert refused.value.field == name
    system = record.fields()[name].system
    with pytest.raises(UserError, match="is kept by the program" if system else "is never empty: choose one of"):
        plan_edit(session, record, [number], name, "")
    assert contents(session.store) == before


@pytest.mark.parametrize(("record", "name"), CHOICES)
def test_a_new_record_without_one_has_the_default(session: Session, record: type[Record], name: str) -> None:
    number = file_called(session, record, "Fjord", **{name: None})
    assert getattr(read(session, record, number), name) == record.fields()[name].default


def _version_four(path: Path) -> None:
    """Make a database of the version before, with everything emptied that could be."""
    with closing(sqlite3.connect(path)) as connection:
        for number in range(1, 5):
            take_step(connection, number)
        connection.execute(
            "INSERT INTO employee (id, initials, initials_key, name, name_key, role, account, active, version)"
            " VALUES (1, 'ROO', 'roo', 'Root', 'root', 1, 'root', 1, 0)"
        )
        for table in ("lead", "customer", "contact"):
            name = "last_name" if table == "contact" else "name"
            connection.execute(f"INSERT INTO {table} (id, {name}, {name}_key, version) VALUES (1, 'Fjord', 'fjord', 7)")
        connection.execute(
            "INSERT INTO opportunity (id, title, title_key, customer, version) VALUES (1, 'S', '', 1, 7)"
        )
        connection.execute("INSERT INTO project (id, name, name_key, customer, version) VALUES (1, 'P', 'p', 1, 7)")
        connection.execute("INSERT INTO employee (id, initials, initials_key, name) VALUES (2, 'KNO', 'kno', 'K')")
        connection.executemany(
            "INSERT INTO activity (id, kind, subject, subject_key, owner, version) VALUES (?, ?, 'S', 's', 1, 7)",
            enumerate(("task", "appointment", "note", "call", "email"), start=1),
        )
        # What emptied a lead's status, and what it was before.
        connection.execute(
            "INSERT INTO change (id, name, kind, author, at, rows)"
            " VALUES (7, 'Change', 'edit', 1, '2026-11-21T09:00:00Z', 1)"
        )
        connection.execute(
            "INSERT INTO change_row (change, record, record_id, action, before, after)"
            " VALUES (7, 'lead', 1, 'update', ?, ?)",
            (json.dumps({"status": None, "version": 3}), json.dumps({"status": 1, "version": 7})),
        )
        connection.execute("UPDATE lead SET status = 1")
        connection.execute("PRAGMA user_version = 4")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.commit()


SINCE = ("campaign", "recipient", "exclusion_list", "distribution_list", "ledger_entry", "order", "template")
"""Kinds of record that version four had not."""
IN_VERSION_FOUR = [(record, name) for record, name in CHOICES if record.name_in_code not in SINCE]


def test_what_was_emptied_before_has_the_value_of_new_records(tmp_path: Path, clock: StandingClock) -> None:
    """COM-18: from version 4; the versions of the records stay, so that no form at work meets a conflict."""
    path = tmp_path / "salg.db"
    _version_four(path)
    with closing(open_store(path)) as store:
        session = sign_in(store, "root", clock)
        values: dict[tuple[str, str], Any] = {}
        for record, name in IN_VERSION_FOUR:
            number = (
                2
                if record.name_in_code == "employee"
                else store.value(
                    plain_sql(
                        f"SELECT max(id) FROM {record.table()}"
                        + "".join(f" WHERE {column} = '{value}'" for column, value in record.scope.items())
                    )
                )
            )
            values[record.name_in_code, name] = getattr(read(session, record, number), name)
        assert values.pop(("lead", "status")) == "contacted"
        assert values == {
            (record.name_in_code, name): record.fields()[name].default
            for record, name in IN_VERSION_FOUR
            if (record, name) != (Lead, "status")
        }
        assert not store.value(
            plain_sql("SELECT count(*) FROM lead WHERE version <> 7 OR active IS NOT 1 OR owner_only IS NOT 0")
        )
        assert not store.value(plain_sql("SELECT count(*) FROM activity WHERE kind = 'note' AND done IS NOT NULL"))
        assert not list(store.check())
        # The history still says that it was empty; taking it back leaves no hole.
        past = latest_own(session)
        assert past is not None
        undo(session, past.id)
        assert read(session, Lead, 1).status == "not_contacted"
