"""Lists read from beginning to end, and records as JSON."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.catalogue import RECORDS
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Sort
from model.core.records.record import Record
from model.customers.records import Customer
from model.files.plain import as_plain, dumped, told_fields, told_name
from model.files.rows import Linked, Rows
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from tests.model.filing import customer, file, lead


def test_windows_join_without_a_gap(session: Session) -> None:
    with change(session, "Fill", "add") as made:
        made.insert_many(Lead, ({"name": f"Lead {number % 50}", "employees": number} for number in range(2_500)))
    rows = [row.values[0] for row in Rows(session, Lead, ["employees"], sort=Sort("employees", True))]
    assert rows == list(range(2_499, -1, -1))
    by_name = [row.id for row in Rows(session, Lead, [])]
    assert sorted(by_name) == list(range(1, 2_501))
    many = Filter(criteria=(Criterion("employees", ">=", "100"),))
    assert len(list(Rows(session, Lead, [], many))) == 2_400
    for limit in (1, 999, 1_000, 1_001, 9_999):
        assert len(list(Rows(session, Lead, [], limit=limit))) == min(limit, 2_500)


@pytest.mark.slow
def test_a_long_list_takes_no_more_memory_than_a_window(session: Session) -> None:
    """architecture.md, rule 6."""
    with change(session, "Fill", "add") as made:
        made.insert_many(Lead, ({"name": f"Lead {number}", "note": "x" * 1_000} for number in range(12_000)))

    def peak(limit: int) -> int:
        tracemalloc.start()
        for _row in Rows(session, Lead, told_fields(Lead), limit=limit):
            pass
        _now, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(12_000) < 1.5 * peak(2_000)


def test_references_lead_to_what_the_person_may_see(session: Session, kari: Session) -> None:
    """W20: a name behind a reference is a name too."""
    seen = customer(session, "Open AS")
    hidden = customer(session, "Secret AS", owner_only=True)
    daughter = customer(session, "Daughter AS", parent=hidden)
    sister = customer(session, "Sister AS", parent=seen)
    for reader, parent in ((session, Linked(hidden, "Secret AS")), (kari, None)):
        rows = Rows(reader, Customer, ["parent", "owner"]).read([sister, daughter, hidden, 99])
        assert rows[0] == (sister, (Linked(seen, "Open AS"), Linked(1, "ROO")))
        assert rows[1] == (daughter, (parent, Linked(1, "ROO")))
        assert len(rows) == (3 if reader is session else 2)
    file(session, Opportunity, title="Kasse", customer=seen, stage=1)
    (row,) = Rows(kari, Opportunity, ["customer", "stage"])
    plain = as_plain(Opportunity, Rows(kari, Opportunity, ["customer", "stage"]).fields, row)
    assert plain == {"id": 1, "customer": "Open AS", "customer_id": seen, "stage": "First meeting", "stage_id": 1}


def test_what_cannot_be_listed_is_refused(session: Session) -> None:
    with pytest.raises(UserError):
        Rows(session, Lead, ["shoe"])
    with pytest.raises(UserError):
        Rows(session, Lead, [], Filter(views=("shoe",)))


@pytest.mark.parametrize("record", RECORDS)
def test_every_field_has_one_name(record: type[Record]) -> None:
    names = [told_name(record, name) for name in told_fields(record)]
    assert len(set(names)) == len(names)
    assert "version" not in names
    for name in names:
        assert told_name(record, record.field(name).name) == name


@given(st.text())
def test_json_is_safe_to_show_and_says_the_same(text: str) -> None:
    """COM-23."""
    shown = dumped({"text": text, "more": [1, None]}, indent=2)
    assert json.loads(shown)["text"] == text
    assert all(letter == "\n" or letter.isprintable() for letter in shown)


def test_json_of_a_hostile_name(session: Session) -> None:
    lead(session, "\x1b[31m\u202e\x9b日本 [/]")
    (row,) = Rows(session, Lead, ["name"])
    told = dumped(as_plain(Lead, Rows(session, Lead, ["name"]).fields, row))
    assert "日本 [/]" in told
    assert "\x9b" not in told
