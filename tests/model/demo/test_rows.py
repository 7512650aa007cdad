"""Rows by the million, of which a few thousand are looked at."""

from __future__ import annotations

from itertools import islice

from model.demo.rows import LEAD_FIELDS, UNIT_FIELDS, lead_rows, unit_rows


def test_lead_rows_are_repeatable_and_as_wide_as_their_fields() -> None:
    rows = list(lead_rows(6_000, 3))
    assert rows == list(lead_rows(6_000, 3))
    assert rows[:50] == list(islice(lead_rows(1_000_000, 3), 50))
    assert {len(row) for row in rows} == {len(LEAD_FIELDS)}
    assert len({row[0] for row in rows}) > 4_000
    at = {name: i for i, name in enumerate(LEAD_FIELDS)}
    numbers = [row[at["org_number"]] for row in rows if row[at["org_number"]]]
    assert len(set(numbers)) == len(numbers) > 1_000
    assert {row[at["status"]] for row in rows} == {"not_contacted", "contacted", "unreachable"}
    assert all(str(row[at["email"]]).endswith(".example") for row in rows if row[at["email"]])


def test_unit_rows_have_different_numbers() -> None:
    rows = list(unit_rows(6_000, 3))
    assert rows == list(unit_rows(6_000, 3))
    assert {len(row) for row in rows} == {len(UNIT_FIELDS)}
    assert len({row[:2] for row in rows}) == 6_000
    assert len({row[2] for row in rows}) > 4_000
    assert UNIT_FIELDS[:3] == ("country", "org_number", "name")
    names = [row[2] for row in rows if row[0] == "NO"]
    assert all(name == str(name).upper() for name in names)
