"""The sweep on records of which it is known who is who (LEAD-24): how much of it it finds, and whether only that."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.core.records.record import Record
from model.customers.records import Contact, Customer
from model.duplicates.sweep import sweep
from model.leads.records import Lead
from tests.model.duplicates.invented import invent
from tests.model.duplicates.invented_people import invent_people
from tests.model.filing import contact, customer, lead
from tests.plain_sql import plain_sql

Pairs = set[tuple[int, int]]
_SHARED = ("email", "phone", "mobile", "org_number")


def _truth(rows: Sequence[dict[str, Any]], owners: Sequence[int]) -> tuple[Pairs, Pairs]:
    """Return the pairs of places that are the same, and those of them that share an address or a number."""
    same, sharing = set(), set()
    by_owner: dict[int, list[int]] = {}
    for place, owner in enumerate(owners):
        by_owner.setdefault(owner, []).append(place)
    for places in by_owner.values():
        for pair in itertools.combinations(places, 2):
            same.add(pair)
            mine, theirs = (_reached(rows[place]) for place in pair)
            if mine & theirs:
                sharing.add(pair)
    return same, sharing


def _reached(row: dict[str, Any]) -> set[str]:
    found = set()
    for name in _SHARED:
        text = "".join(str(row.get(name) or "").lower().split())
        if text:
            found.add(text.removeprefix("+47").removeprefix("0047"))
    return found


def _found(session: Session, record: str, table: type[Record], rows: Sequence[dict[str, Any]]) -> Pairs:
    """Put the rows on file, sweep, and return the pairs of places that stand in one group."""
    with change(session, "File", "add") as made:
        made.insert_many(table, rows)
    first = session.store.value(plain_sql(f"SELECT min(id) FROM {table.table()}"))
    return {
        (min(pair) - first, max(pair) - first)
        for group in sweep(session, record).groups
        for pair in itertools.combinations(group.ids, 2)
    }


def _as_leads(row: dict[str, Any]) -> dict[str, Any]:
    """Return a person as a lead that is called so."""
    return {**row, "name": f"{row['first_name']} {row['last_name']}"}


def _as_private(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "private": True, "name": row["last_name"], "first_name": row["first_name"], "email": row["email"],
        "phone": row["phone"], "mobile": row["mobile"], "visiting_street": row["street"],
        "visiting_postcode": row["postcode"], "visiting_town": row["town"],
    }  # fmt: skip


def _as_customer(row: dict[str, Any], taken: set[str | None]) -> dict[str, Any]:
    names = ("name", "org_number", "phone", "mobile", "email", "website")
    row = {**row, "org_number": None if row["org_number"] in taken else row["org_number"]}
    taken.add(row["org_number"])
    address = {f"visiting_{name}": row[name] for name in ("street", "postcode", "town")}
    return {**{name: row[name] for name in names}, **address}


def _as_contact(row: dict[str, Any]) -> dict[str, Any]:
    names = ("first_name", "last_name", "email", "phone", "mobile")
    return {**{name: row[name] for name in names},
            **{f"visiting_{name}": row[name] for name in ("street", "postcode", "town")}}  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("kind", ["contact", "private customer", "lead called as a person"])
def test_persons(session: Session, kind: str, seed: int) -> None:
    """Middle initials, names turned round, families, colleagues and namesakes."""
    people = invent_people(1_500, seed)
    same, sharing = _truth(people.rows, people.persons)
    shape, record, table = {
        "contact": (_as_contact, "contact", Contact),
        "private customer": (_as_private, "customer", Customer),
        "lead called as a person": (_as_leads, "lead", Lead),
    }[kind]
    found = _found(session, record, table, [shape(row) for row in people.rows])
    assert len(sharing) > 150
    assert len(found & sharing) / len(sharing) >= 0.9
    assert len(found & same) / len(found) >= 0.95


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("kind", ["lead", "customer"])
def test_companies(session: Session, kind: str, seed: int) -> None:
    """Slips, legal forms, switchboards, sisters and chains."""
    companies = invent(1_500, seed)
    same, sharing = _truth(companies.rows, companies.companies)
    rows = companies.rows
    if kind == "customer":
        # No two customers have one organisation number: the second is refused when it is put on file.
        taken: set[str | None] = {None}
        rows = [_as_customer(row, taken) for row in rows]
        same, sharing = _truth(rows, companies.companies)
    found = _found(session, kind, Lead if kind == "lead" else Customer, rows)
    assert len(sharing) > 100
    assert len(found & sharing) / len(sharing) >= 0.9
    assert len(found & same) / len(found) >= 0.95


def _groups(session: Session, record: str) -> list[list[int]]:
    return sorted(sorted(group.ids) for group in sweep(session, record).groups)


def test_a_middle_initial_is_no_other_person(session: Session) -> None:
    """The same address to write to, with and without what stands in the middle of the name."""
    one = contact(session, "Kari", "Nes", email="kari.nes@gmail.com")
    ids = [one, *(contact(session, first, "Nes", email="kari.nes@gmail.com") for first in ("Kari M.", "Kari Marie"))]
    contact(session, "Ola", "Nes", email="kari.nes@gmail.com")
    assert _groups(session, "contact") == [ids]


def test_persons_in_different_streets_are_two(session: Session) -> None:
    """A lead that is called as its person has that name but once."""
    for street in ("Storgata 1", "Kirkeveien 7"):
        person = {"first_name": "Kari", "last_name": "Hansen", "street": street, "postcode": "0150", "town": "Oslo"}
        lead(session, "Kari Hansen", **person)
        customer(session, "Hansen", private=True, first_name="Kari", visiting_street=street, visiting_town="Oslo")
        contact(session, "Kari", "Hansen", visiting_street=street, visiting_town="Oslo")
    assert [_groups(session, record) for record in ("lead", "customer", "contact")] == [[], [], []]


def test_what_says_nothing_strings_nothing_together(session: Session) -> None:
    """Fjord in Oslo, Fjord in Bergen, and a Fjord of which nothing is known: it may be either."""
    lead(session, "Fjord AS", town="Oslo", phone="22 33 44 55")
    lead(session, "Fjord AS", town="Bergen", phone="55 66 77 88")
    lead(session, "Fjord AS")
    assert _groups(session, "lead") == []


def test_what_says_nothing_still_belongs_to_the_only_one_of_its_name(session: Session) -> None:
    one, other = lead(session, "Fjord AS", town="Oslo"), lead(session, "Fjord")
    assert _groups(session, "lead") == [[one, other]]


def test_a_third_makes_no_one_of_two_that_speak_against_each_other(session: Session) -> None:
    """Each shares something with the third."""
    lead(session, "Fjord Bygg AS", town="Oslo", email="post@fjord.no", phone="22 33 44 55")
    lead(session, "Fjord Bygg AS", town="Oslo", email="post@fjord.no", phone="99 88 77 66")
    lead(session, "Fjord Bygg AS", town="Bergen", phone="99 88 77 66")
    assert _groups(session, "lead") == [[1, 2]]
