"""What the released steps of the schema make stays word for word what it was when they were released (COM-18)."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from model.core.storage.ddl import Run
from model.core.storage.migration import STEPS, operations, take_step
from model.core.storage.sqlite.ddl import carry_out
from tests.model.core.earlier_versions import content, digest, fill, make, schema

LAST = 18
RELEASED: dict[int, tuple[str, str]] = {
    1: ("9b6afdb3540f83ba", "191123ba14a74e15"),
    2: ("ad1b6aa370beea71", "d4612f3b7c053e18"),
    3: ("c9e91e8cc258ff84", "b98dce7f4ae26c3f"),
    4: ("ce40ee3960c8afd7", "103b7ba78cb7c2b1"),
    5: ("ce40ee3960c8afd7", "028289e2a7623a25"),
    6: ("5fc143242d456ebd", "68a9dc08222ae20e"),
    7: ("5ff983a40f194906", "18a2876c898a7440"),
    8: ("5ff983a40f194906", "dacae6ac9fb9d29e"),
    9: ("a237be995cb2be5c", "b1bda75e6199b5db"),
    10: ("61fb6d0b4e05aee3", "225ea21298238c88"),
    11: ("61fb6d0b4e05aee3", "40827998405af95b"),
    12: ("5c9a9ddb174ded7f", "8e1bc2b71001b54a"),
    13: ("5fb4771de2d8dac1", "44809047a6d28107"),
    14: ("a96388cac46775d5", "919631c743b1c27e"),
    15: ("a4d61df9db86ffb1", "17cce744d309a4b7"),
    16: ("220ca98720d27b48", "5baecca63b86a96e"),
    17: ("6b3f7ff05f0201e6", "6f8bbbba534af078"),
    18: ("59a8dadfd4d0d0b7", "4986e0a7a291b4b2"),
}
"""Version → the schema that its program made, and the rows that version :data:`LAST` made of those of :func:`fill`.

Both were taken down from the steps as they were released; no later one changes an earlier line.
"""


@pytest.fixture(autouse=True)
def known_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the one thing that a step makes up always the same."""
    monkeypatch.setattr(secrets, "token_hex", lambda size: "ab" * size)


@pytest.mark.parametrize("version", RELEASED)
def test_a_new_database_has_the_schema_of_its_version(tmp_path: Path, version: int) -> None:
    """Tables, indexes, views and triggers, by every word but white space."""
    assert digest(schema(make(tmp_path / "salg.db", version))) == RELEASED[version][0]


@pytest.mark.parametrize("version", RELEASED)
def test_a_database_of_before_has_the_same_rows_and_the_newest_schema(tmp_path: Path, version: int) -> None:
    connection = make(tmp_path / "salg.db", version)
    fill(connection, version)
    for number in range(version + 1, LAST + 1):
        take_step(connection, number)
    assert digest(content(connection)) == RELEASED[version][1]
    assert digest(schema(connection)) == RELEASED[LAST][0]


@pytest.mark.parametrize("version", STEPS)
def test_steps_on_rows_do_nothing_without_rows(tmp_path: Path, version: int) -> None:
    """That is why other engines, whose databases began empty, need not take them."""
    connection = make(tmp_path / "salg.db", version - 1)
    for operation in operations(version):
        before = content(connection) if isinstance(operation, Run) else []
        carry_out(connection, operation)
        if isinstance(operation, Run):
            *rows, (_name, counters) = content(connection)
            assert rows == before[:-1]
            # A counter of IDs may be set down as nought.
            assert {*counters} - {*before[-1][1]} <= {("call_list_entry_new", 0)}


def test_running_numbers_go_on(tmp_path: Path) -> None:
    """Version 19: the highest numbers ever given are carried over; where none was given nothing is."""
    connection = make(tmp_path / "salg.db", 18)
    connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('customer_number', 10007), ('customer', 4)")
    take_step(connection, 19)
    assert connection.execute("SELECT name, last FROM running_number").fetchall() == [("customer", 10007)]
    assert {*connection.execute("SELECT name, seq FROM sqlite_sequence")} == {("call_list_entry", 0), ("customer", 4)}
