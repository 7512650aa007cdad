"""The list of kinds of record agrees with their declarations."""

from __future__ import annotations

from model.catalogue import RECORD_NAMES, RECORDS, ROWS, Kinds
from model.core.records.record import Record, Row


def every(kind: type[Row]) -> set[type[Row]]:
    found = {kind, *(each for child in kind.__subclasses__() for each in every(child))}
    return {each for each in found if each.name_in_code and each.__module__.startswith("model.")}


def test_every_declared_kind_is_listed_under_its_name() -> None:
    assert set(ROWS) == every(Row)
    assert [kind.name_in_code for kind in RECORDS] == list(RECORD_NAMES)
    assert all(issubclass(kind, Record) for kind in RECORDS)
    assert set(ROWS) >= set(RECORDS)


def test_kinds_are_a_mapping_like_any_other() -> None:
    kinds = Kinds()
    assert kinds["lead"] is RECORDS[0]
    assert list(kinds) == [kind.name_in_code for kind in ROWS]
    assert list(kinds.values()) == list(ROWS)
    assert dict(kinds.items()) == {kind.name_in_code: kind for kind in ROWS}
    assert list(kinds.keys()) == list(kinds)
    assert len(kinds) == len(ROWS)
    assert "lead" in kinds
    assert "shoe" not in kinds
    assert kinds.get("shoe") is None
    assert kinds.get("option") is ROWS[-2]
