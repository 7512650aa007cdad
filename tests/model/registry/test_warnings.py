"""CUST-26: what the register warns of in lists, criteria and views: one rule, one look, as many rows as there are."""

from __future__ import annotations

import itertools
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.lists.criteria import Criterion, Filter, condition
from model.core.lists.listing import Listing
from model.core.records.record import Record
from model.customers.records import Customer
from model.leads.records import Lead
from model.registry.load import build
from model.registry.search import Registry
from model.registry.unit import Unit
from model.registry.warning_rules import WARNING_RULES
from model.registry.warnings import WARNINGS, RegisterWarnings, with_register
from tests.model.filing import customer, lead
from tests.model.registry.units import NOW, numbers

RULES = [rule.name for rule in WARNING_RULES]
NUMBERS = numbers(16)


def units() -> list[Unit]:
    """Return a unit for each way in which the flags can be set."""
    return [
        Unit(
            "NO", number, f"UNIT {place}", bankrupt=bankrupt, winding_up=winding, forced_winding_up=forced,
            deleted_on=date(2026, 1, 5) if deleted else None,
        )
        for place, (number, (deleted, bankrupt, forced, winding)) in enumerate(
            zip(NUMBERS, itertools.product((False, True), repeat=4), strict=True)
        )
    ]  # fmt: skip


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "registry.db"
    build(path, units(), now=NOW)
    return path


@pytest.fixture
def warned(session: Session, registry: Path) -> Session:
    return with_register(session, registry)


def ids(session: Session, record: type[Record], operator: str, text: str) -> list[int]:
    wanted = Filter((), (Criterion("register_warning", operator, text),))
    return sorted(row.id for row in Listing(session, record, (), wanted).first(99))


@pytest.mark.parametrize("version", [3, 2])
def test_the_file_warns_of_what_the_unit_warns_of(registry: Path, version: int) -> None:
    """Whatever flags are set together; copies of the version before are read too, without the index."""
    if version == 2:
        connection = sqlite3.connect(registry)
        connection.executescript("DROP INDEX unit_warned; PRAGMA user_version = 2")
        connection.close()
    with Registry(registry) as opened:
        found = opened.warned()
        for number in NUMBERS:
            unit = opened.unit(number, "NO")
            assert unit is not None
            rule = next((rule for rule in WARNING_RULES if rule.number == found.get(f"NO{number}")), None)
            assert unit.warning == (rule.told if rule else "")
            assert opened.search(number)[0].warned == bool(rule)
    assert len(found) == 15


def test_the_units_that_are_warned_of_are_read_without_the_others(registry: Path) -> None:
    from model.registry.file import WARNED, WARNING

    connection = sqlite3.connect(registry)
    query = f"EXPLAIN QUERY PLAN SELECT country || org_number, {WARNING.format('')} FROM unit WHERE {WARNED.format('')}"
    assert [row[3] for row in connection.execute(query)] == ["SCAN unit USING COVERING INDEX unit_warned"]
    connection.close()


@pytest.mark.parametrize("record", [Customer, Lead])
def test_columns_and_criteria(warned: Session, record: type[Record]) -> None:
    make = customer if record is Customer else lead
    by_rule: dict[str, list[int]] = {name: [] for name in ("", *RULES)}
    for unit in units():
        rule = next((rule.name for rule in WARNING_RULES if rule.told == unit.warning), "")
        by_rule[rule].append(make(warned, unit.name, org_number=unit.org_number))
    by_rule[""].append(make(warned, "Without a number"))
    field = record.field("register_warning")
    shown: dict[str, list[int]] = {name: [] for name in by_rule}
    for row in Listing(warned, record, ("register_warning",)).first(99):
        shown[field.from_stored(row.values[0]) or ""].append(row.id)
    assert {name: sorted(found) for name, found in shown.items()} == by_rule
    for name in RULES:
        assert ids(warned, record, "=", name) == by_rule[name]
        others = sorted(itertools.chain.from_iterable(by_rule[other] for other in RULES if other != name))
        assert ids(warned, record, "!=", name) == others
    everything = sorted(itertools.chain.from_iterable(by_rule[name] for name in RULES))
    assert ids(warned, record, "!=", "") == everything
    assert ids(warned, record, "=", "") == by_rule[""]
    assert sorted(row.id for row in Listing(warned, record, (), Filter(("warned",))).first(99)) == everything
    assert ids(warned, record, "=", "konkurs") == by_rule["bankrupt"]
    with pytest.raises(UserError):
        ids(warned, record, "=", "rich")


def test_no_copy_and_a_damaged_one_warn_of_nothing(session: Session, tmp_path: Path) -> None:
    one = customer(session, org_number=NUMBERS[4])
    for content in (None, b"no database"):
        path = tmp_path / "registry.db"
        if content is not None:
            path.write_bytes(content)
        told = with_register(session, path)
        assert ids(told, Customer, "!=", "") == []
        assert ids(told, Customer, "=", "") == [one]
        assert [row.values for row in Listing(told, Customer, ("register_warning",)).first(9)] == [(None,)]


def test_another_copy_is_noticed_and_the_same_is_read_once(registry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warnings = RegisterWarnings(registry)
    assert len(warnings.present()) == 15
    with monkeypatch.context() as patch:
        patch.setattr(Registry, "warned", lambda _self: pytest.fail("asked again"))
        assert len(warnings.present()) == 15
    build(registry, [replace(units()[0], bankrupt=True)], now=NOW)
    assert warnings.present() == {f"NO{NUMBERS[0]}": 2}


@pytest.mark.sqlite_only("SQLite's plan")
def test_a_filter_goes_from_what_is_warned_of_to_the_records(warned: Session) -> None:
    """However many records there are, the few that are warned of are found by an index of organisation numbers."""
    wanted = Filter(("warned",), (Criterion("register_warning", "=", "bankrupt"),))
    asked = condition(warned, Customer, wanted, row_by_row=True)
    compiled = warned.store.compiled(Customer.select(Customer.id).where(asked).limit(9))
    parameters = compiled.parameters({"me": warned.person.id, "session": warned})
    plan = warned.store.connection().execute(f"EXPLAIN QUERY PLAN {compiled.text}", parameters).fetchall()
    assert any("customer_org_number_key (org_number_key=?)" in row[3] for row in plan), plan


def test_hidden_records_stay_hidden(warned: Session, per: Session) -> None:
    hidden = customer(per, org_number=NUMBERS[4], owner_only=True)
    assert ids(warned, Customer, "!=", "") == []
    assert ids(per, Customer, "=", "") == [hidden]


def test_each_sign_differs_with_glyphs_and_without() -> None:
    """Never colour alone; one cell each."""
    for signs in ([choice.glyph for choice in WARNINGS], [choice.ascii for choice in WARNINGS]):
        assert len(set(signs)) == len(signs) == len(WARNING_RULES)
        assert {len(sign) for sign in signs} == {1}
    assert all(choice.ascii.isascii() and choice.tone for choice in WARNINGS)
