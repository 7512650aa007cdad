"""Criteria as they are typed, and written back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.core.errors import UserError
from model.core.lists.criteria import Criterion
from model.leads.records import Lead
from tui.widgets.criteria_text import compares, hint, read_criteria, written


def read(field: str, text: str) -> list[tuple[str, str]]:
    return [(criterion.operator, criterion.text) for criterion in read_criteria(Lead.field(field), text)]


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("name", "", []),
        ("name", "  ", []),
        ("name", "AS%", [("~", "AS%")]),
        ("name", "=Fjord AS", [("=", "Fjord AS")]),
        ("name", "!= Fjord AS", [("!=", "Fjord AS")]),
        ("name", "=", [("=", "")]),
        ("name", ">3", [("~", ">3")]),
        ("name", "a=b", [("~", "a=b")]),
        ("employees", "25", [("=", "25")]),
        ("employees", "≥ 10 000 ≠ 20 000", [(">=", "10 000"), ("!=", "20 000")]),
        ("employees", ">=10 000, <> 20 000", [(">=", "10 000"), ("!=", "20 000")]),
        ("employees", "10..50", [(">=", "10"), ("<=", "50")]),
        ("employees", "10 ..", [(">=", "10")]),
        ("employees", "…50", [("<=", "50")]),
        ("employees", "=", [("=", "")]),
        ("employees", "!=", [("!=", "")]),
        ("changed_at", "1.5..31.5", [(">=", "1.5"), ("<=", "31.5")]),
        ("changed_at", "today", [("=", "today")]),
        ("owner", "KOL", [("=", "KOL")]),
        ("owner", "!KOL", [("!=", "KOL")]),
        ("status", "!=cold", [("!=", "cold")]),
        ("status", ">3", [("=", ">3")]),
    ],
)
def test_reads(field: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert read(field, text) == expected


def test_w12_two_conditions_on_one_field_are_two_criteria() -> None:
    """W12."""
    assert read("revenue", ">=10 000 !=20 000") == [(">=", "10 000"), ("!=", "20 000")]


def test_an_operator_without_a_value_is_asked_about() -> None:
    with pytest.raises(UserError, match="What comes after >"):
        read("employees", "> ")


@given(st.data())
def test_what_is_written_reads_back(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["name", "employees", "changed_at", "owner", "status"]))
    field = Lead.field(name)
    value = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)
    one = st.builds(Criterion, st.just(name), st.sampled_from(field.operators), value)
    criteria = tuple(data.draw(st.lists(one, min_size=1, max_size=3 if compares(field) else 1)))
    assert read_criteria(field, written(field, criteria)) == criteria


def test_every_kind_of_field_says_what_can_be_typed() -> None:
    assert all(hint(field) for field in Lead.fields().values())
