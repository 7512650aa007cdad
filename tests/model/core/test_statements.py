"""Queries by Peewee's builder: compiled once, run with values, seen by who asks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from model.activities.records import Task
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.storage.drivers import peewee
from model.core.storage.expressions import (
    along,
    among,
    column_of,
    differs,
    first,
    json_has,
    json_text,
    json_value,
    like,
    literal,
    position,
    same,
    then,
)
from model.core.storage.statements import Shape, slot, statement, stored
from model.core.storage.store import Store
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests.model.filing import lead

pytestmark = pytest.mark.usefixtures("own_statements")


@statement
def _names(status: bool) -> peewee.Query:
    query = Lead.select(Lead.id, Lead.name).where(among(Lead.id, slot("ids")), seen(Lead)).order_by(Lead.id)
    return query.where(Lead.status == slot("status")) if status else query


def test_a_shape_is_compiled_once_and_values_go_into_its_slots(session: Session) -> None:
    ids = [lead(session, name) for name in ("One", "Two", "Three")]
    before = session.store.statements.misses
    assert session.rows(_names(False), ids=ids[:2]) == [(ids[0], "One"), (ids[1], "Two")]
    assert session.rows(_names(False), ids=ids[2:]) == [(ids[2], "Three")]
    assert session.rows(_names(status=False), ids=[]) == []
    assert session.store.statements.misses == before + 1
    # A field's own conversion: the word goes in, the number is compared.
    assert session.rows(_names(True), ids=ids, status=Lead.fields()["status"].default) == session.rows(
        _names(False), ids=ids
    )
    assert session.rows(_names(True), ids=ids, status="contacted") == []
    assert session.store.statements.misses == before + 2


def test_no_argument_of_a_statement_is_lost() -> None:
    """Two calls that differ in an argument are two shapes, however it is given."""
    assert _names(False) == _names(status=False) != _names(status=True)
    with pytest.raises(TypeError, match="positions"):

        @statement
        def _keyword_only(*, status: bool) -> peewee.Query:
            return Lead.select()


def test_a_slot_without_a_value_is_an_error(store: Store) -> None:
    with pytest.raises(KeyError, match="ids"):
        store.rows(_names(False), me=1)


def test_the_cache_forgets_the_older_half(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.statements, "MOST", 4)
    shapes = [Shape(lambda number: Lead.select(Lead.id).limit(number), (number,)) for number in range(1, 7)]
    for shape in shapes:
        store.rows(shape)
    before = store.statements.misses
    store.rows(shapes[-1])
    assert store.statements.misses == before
    store.rows(shapes[0])
    assert store.statements.misses == before + 1


def test_nodes_say_what_the_engine_says_otherwise(session: Session) -> None:
    one, two = lead(session, "Fjord_AS", town="Oslo"), lead(session, "Fjordlakks", town=None)
    rows = session.rows(Lead.select(Lead.id).where(same(Lead.town, stored("town"))), town=None)
    assert rows == [(two,)]
    assert session.rows(Lead.select(Lead.id).where(differs(Lead.town, "Oslo"))) == [(two,)]
    assert session.rows(Lead.select(Lead.id).where(like(Lead.name.folded, "fjord\\_%"))) == [(one,)]
    assert session.rows(Lead.select(position(Lead.name, "d_"), position(Lead.name, "lakk"))) == [(5, 0), (0, 6)]
    assert session.rows(Lead.select(Lead.id).order_by(first(Lead.town))) == [(two,), (one,)]
    assert session.rows(Lead.select(Lead.id).order_by(first(Lead.town, descending=True))) == [(one,), (two,)]
    for record in (Lead, Lead.alias(), along(Lead, "lead_name_key")):
        assert "NULLS" not in session.store.compiled(record.select(record.id).order_by(first(record.id))).text


def test_what_stands_in_json_can_be_asked_for(session: Session) -> None:
    held = {"whole": 7, "text": "O'Neill", "yes": True, "no": False, "list": ["å", 1], "half": 0.5, "nothing": None}
    record_id = lead(session, "Fjord")
    with session.store.writing():
        session.store.update_row("lead", record_id, {"note": json.dumps(held, ensure_ascii=False)})

    def asked(node: Any) -> Any:
        return session.value(Lead.select(node).where(Lead.id == record_id))

    assert asked(json_value(Lead.note, "whole", int)) == 7
    assert asked(json_value(Lead.note, "text", str)) == "O'Neill"
    assert asked(json_value(Lead.note, "nothing", int)) is None
    assert asked(json_value(Lead.note, "nowhere", str)) is None
    assert asked(json_value(Lead.street, "whole", int)) is None
    for key, value in held.items():
        text = asked(json_text(Lead.note, key))
        assert (None if text is None else json.loads(text)) == value
    assert asked(json_text(Lead.note, "nowhere")) is None
    for key, there in (("whole", 1), ("nothing", 1), ("nowhere", 0)):
        assert session.value(Lead.select(peewee.fn.count(Lead.id)).where(json_has(Lead.note, key))) == there
    row = Lead.select(Lead.id).where(json_value(Lead.note, "whole", int) == stored("whole"))
    assert session.rows(row, whole=7) == [(record_id,)]


def test_a_literal_stands_in_the_text(session: Session) -> None:
    record_id = lead(session, "Fjord", town="O'Neill")
    compiled = session.store.compiled(Lead.select(Lead.id).where(Lead.town.in_([literal("O'Neill"), literal("x")])))
    assert "IN ('O''Neill', 'x')" in compiled.text
    assert session.store.engine.rows(compiled.text) == [(record_id,)]


@pytest.mark.sqlite_only("hints of an index")
def test_a_table_is_read_along_an_index_and_before_another(session: Session) -> None:
    one = lead(session, "Fjord")
    rows = along(Lead, "lead_name_key")
    other = Lead.alias("other")
    query = (
        peewee.Select((then(rows, other, rows.id == other.id),), (rows.id, other.name, rows.name.folded))
        .where(rows.name.folded >= "f", seen(Lead, rows))
        .order_by(column_of(rows, "name_key"))
    )
    text = session.store.compiled(query).text
    assert 'INDEXED BY "lead_name_key" CROSS JOIN' in text
    assert session.rows(query) == [(one, "Fjord", "fjord")]


@pytest.mark.parametrize("record", [Lead, Opportunity, Task])
def test_what_is_seen_can_be_asked_of_every_kind(session: Session, record: type) -> None:
    rows = record.alias("those")
    assert session.rows(rows.select(rows.id).where(seen(record, rows))) == []


@pytest.mark.sqlite_only("an ID that is not used is given again")
def test_rows_are_written_by_the_names_of_their_columns(session: Session) -> None:
    store = session.store
    with store.writing():
        made = store.insert("preference", {"person": 1, "name": "x", "value": "1"})
        assert made
        first_id = store.allocate("lead", 3)
        assert first_id == store.allocate("lead", 1)
    with change(session, "Add", "add") as made_change:
        record_id = made_change.insert(Lead, {"name": "Fjord"})
    assert record_id == first_id
