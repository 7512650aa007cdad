"""The global search (CUST-02, CUST-03, CUST-05, CUST-06, LEAD-20; W01 … W10, W20)."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.errors import UserError
from model.core.storage.errors import Interrupted
from model.core.storage.sqlite.engine import SqliteEngine
from model.customers.records import Customer, CustomerContact
from model.leads.records import Lead
from model.opportunities.records import Opportunity
from model.orders.records import Order
from model.registry import search as registry_search
from model.registry.search import Registry
from model.search import records, title_walk
from model.search.everything import GROUPS, search
from model.search.found import CAP, Group, Hit
from tests.model.filing import FJORD, contact, customer, file, lead
from tests.model.registry.units import registry_of
from tests.plain_sql import plain_sql


def group(session: Session, text: str, name: str = "leads", limit: int = 50) -> Group:
    (found,) = search(session, None, text, [name], limit)
    return found


def titles(session: Session, text: str, name: str = "leads") -> list[str]:
    return [hit.title for hit in group(session, text, name).hits]


@pytest.fixture
def leads(session: Session) -> Session:
    """The leads of the cases."""
    for name in ("AS Bygg", "Fjord AS", "Basar", "Anders Bygg AS", "50% rabatt", "a_b", "axb", "ÅS", "Østfold",
                 "Mo\\i Rana'; drop"):  # fmt: skip
        lead(session, name)
    return session


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AS%", ["AS Bygg"]),
        ("%AS", ["Anders Bygg AS", "Fjord AS"]),
        ("as", ["AS Bygg", "Anders Bygg AS", "Basar", "Fjord AS"]),
        ("A%AS", ["Anders Bygg AS"]),
        ("50\\%", ["50% rabatt"]),
        ("a_b", ["a_b"]),
        ("ås", ["ÅS"]),
        ("ØST%", ["Østfold"]),
        ("Mo\\i Rana'; drop", ["Mo\\i Rana'; drop"]),
        ("bygg anders", ["Anders Bygg AS"]),
        ("b", ["Basar"]),
        ("", []),
        ("  ", []),
        ("%xyz", []),
        ('"', []),
        ("bygg\x00", ["Anders Bygg AS", "AS Bygg"]),
    ],
)
def test_words_and_wildcards(leads: Session, text: str, found: list[str]) -> None:
    """W01, W02, W03, W05, W07, W08, W09, W10."""
    assert titles(leads, text) == found


def test_a_lone_wildcard_finds_all(leads: Session) -> None:
    """W06."""
    assert group(leads, "%").count == 10


def test_the_same_titles_come_first_then_beginnings_then_the_rest_by_name(session: Session) -> None:
    for name in ("Indre Fjord", "Fjordland", "Fjord", "Fjord Bygg", "Ytre fjord"):
        lead(session, name)
    lead(session, "Berg AS", subject="Fjordtur")
    lead(session, "Dal AS", first_name="Kari", last_name="Fjord")
    lead(session, "Elv AS", last_name="Fjord")
    assert titles(session, "fjord") == [
        "Fjord", "Elv AS", "Fjord Bygg", "Fjordland", "Indre Fjord", "Ytre fjord", "Berg AS", "Dal AS",
    ]  # fmt: skip


def test_words_may_stand_in_different_fields(session: Session) -> None:
    lead(session, "Fjord AS", first_name="Kari", last_name="Nes", subject="Kasse", town="Bergen")
    for text in ("kari fjord", "nes kasse fjord", "kari nes"):
        hits = group(session, text).hits
        assert [(hit.title, hit.subtitle) for hit in hits] == [("Fjord AS", "Kari Nes · Kasse · Bergen")], text
    assert titles(session, "kari berg") == []


def test_many_hits_are_ordered_and_counted_no_further_than_the_cap(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the index leaves too many to sort, the same comes out as where it does not."""
    with change(session, "Fill", "add") as made:
        made.insert_many(Lead, ({"name": f"{'Fjord' if n % 3 else 'Indre fjord'} {n:04} AS"} for n in range(1_500)))
        made.insert_many(Lead, ({"name": f"Berg {n:04}", "last_name": "Fjord"} for n in range(20)))
        made.insert_many(Lead, ({"name": f"Dal {n:04}", "subject": "As"} for n in range(20)))
    texts = ("fjord", "fjord as", "as", "fj", "fjord 001", "berg fjord", "f%as", "%00% as", "0", "zz", "fjord zz")
    sorted_out = {text: group(session, text, limit=1_000) for text in texts}
    monkeypatch.setattr(records, "FEW", 5)
    for text, whole in sorted_out.items():
        walked = group(session, text, limit=40)
        assert walked.hits == whole.hits[:40], text
        assert (walked.count, walked.capped) == (whole.count, whole.capped), text
    assert (sorted_out["fjord"].count, sorted_out["fjord"].capped, sorted_out["fjord"].total) == (CAP, True, "1,000+")
    assert sorted_out["berg fjord"].count == 20


@pytest.mark.parametrize(
    "bounds",
    [
        {},
        {"NEAR": 40, "FAR": 400, "FURTHEST": 900, "MANY": 4, "SOME": 2},
        {"NEAR": 3, "FAR": 5, "FURTHEST": 9, "MANY": 1},
    ],
    ids=["as they are", "a part of the titles", "hardly any"],
)  # fmt: skip
@pytest.mark.parametrize("few", [records.FEW, 30])
def test_two_letters_find_the_same_whichever_way_is_gone(
    session: Session, kari: Session, bounds: dict[str, int], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Common, rare, far down in the alphabet, in another field alone: what matches, in its order, all counted."""
    chance = random.Random(3)
    syllables = ["ab", "ba", "no", "on", "as", "sa", "øs", "si", "er"]
    with change(session, "Fill", "add") as made:
        made.insert_many(
            Lead,
            (
                {
                    "name": "".join(chance.choices(syllables, weights=(60, 40, 30, 20, 10, 5, 3, 2, 1), k=3)),
                    "last_name": chance.choice(["Moe", "Lie", "Vik"]) if number % 3 else "Abel",
                    "owner_only": number % 50 == 0,
                    "owner": session.person.id if number % 2 else kari.person.id,
                }
                for number in range(1_200)
            ),
        )
        made.insert_many(Lead, ({"name": f"zz{number % 7}qx", "subject": "Wå"} for number in range(90)))
    for name, value in bounds.items():
        monkeypatch.setattr(title_walk, name, value)
    monkeypatch.setattr(records, "FEW", few)
    # The person's own query decides on visibility alone.
    on_file = session.rows(
        Lead.select(Lead.id, Lead.name.folded, Lead.subject.folded, Lead.person.folded).where(seen(Lead))
    )
    assert len(on_file) < 1_290
    for text in ("ab", "on", "øs", "er", "qx", "wå", "mo", "oe", "be", "xy", "%ab", "ab%", "%qx", "s%a", "ab no"):
        question = records.Question.of(text, "NO")
        ranked = []
        for record_id, *keys in on_file:
            if all(any(pattern.matches(key) for key in keys) for pattern in question.patterns):
                titled = all(pattern.matches(keys[0]) for pattern in question.patterns)
                begins = bool(question.beginning) and keys[0].startswith(question.beginning)
                rank = 0 if keys[0] == question.key else 2 if begins else 3 if titled else 4
                ranked.append((rank, keys[0], record_id))
        found = group(session, text)
        assert [hit.id for hit in found.hits] == [each[-1] for each in sorted(ranked)[:50]], text
        assert (found.count, found.capped) == (min(len(ranked), CAP), len(ranked) > CAP), text


def test_numbers_find_in_any_spelling_and_come_first(session: Session) -> None:
    """CUST-06."""
    first = customer(session, "Fjord AS", phone="22 33 44 55", org_number=FJORD, email="Post@Fjord.no")
    customer(session, "2233 Klubben", mobile="+47 911 22 333")
    number = session.store.value(plain_sql("SELECT number FROM customer WHERE id = ?", first))
    for text in ("22 33 44", "22334455", "+47 2233", "004722334455", "4722334455", "923 609 016", "NO923", "post@fj",
                 "POST@FJORD.NO", str(number)):  # fmt: skip
        hits = group(session, text, "customers").hits
        assert hits, text
        assert hits[0].id == first, text
    assert titles(session, "2233", "customers") == ["Fjord AS", "2233 Klubben"]
    assert titles(session, "911 22", "customers") == ["2233 Klubben"]
    assert group(session, "2233", "customers").count == 2


def test_danish_numbers_are_found_without_their_prefix(session: Session) -> None:
    lead(session, "Aarhus ApS", phone="20 30 40 50", country="DK")
    assert titles(session, "2030") == ["Aarhus ApS"]
    assert titles(session, "+45 20 30") == ["Aarhus ApS"]


def test_what_tells_hits_apart(session: Session) -> None:
    firm = customer(session, "Fjord AS", visiting_town="Bergen", org_number=FJORD)
    person = contact(session, "Kari", "Fjord", title="Leder")
    file(session, CustomerContact, customer=firm, contact=person)
    customer(session, "Fjord", first_name="Ola", private=True)
    file(session, Opportunity, title="Fjordkasse", customer=firm)
    found = {found.name: found.hits for found in search(session, None, "fjord")}
    assert [(hit.title, hit.subtitle) for hit in found["customers"]] == [
        ("Ola Fjord", "2"), ("Fjord AS", f"1 · Bergen · {FJORD}"),
    ]  # fmt: skip
    assert [(hit.title, hit.subtitle) for hit in found["contacts"]] == [("Kari Fjord", "Leder · Fjord AS")]
    assert [(hit.title, hit.subtitle, hit.customer) for hit in found["opportunities"]] == [
        ("Fjordkasse", "Fjord AS · First meeting", firm)
    ]
    assert titles(session, "ola fjord", "customers") == ["Ola Fjord"]


def test_records_out_of_use_are_found_and_marked(session: Session) -> None:
    lead(session, "Fjord AS", active=False)
    assert [hit.active for hit in group(session, "fjord").hits] == [False]


def test_the_hidden_is_neither_found_nor_counted(session: Session, kari: Session) -> None:
    """W20, G05."""
    hidden = customer(session, "Secret Fjord", owner_only=True, phone="22334455", org_number=FJORD)
    person = contact(session, "Sec", "Fjord", owner_only=True)
    seen = contact(session, "Open", "Fjord")
    for each in (person, seen):
        file(session, CustomerContact, customer=hidden, contact=each)
    lead(session, "Secret Fjord", owner_only=True, email="s@fjord.no")
    file(session, Opportunity, title="Fjord sale", customer=hidden)
    for text in ("fjord", "secret", "s", "22334455", FJORD, "s@fj", "1", "%fjord", "fj"):
        for found in search(kari, None, text):
            if found.name != "contacts":
                assert (found.count, found.hits) == (0, ()), (text, found.name)
    (contacts,) = search(kari, None, "fjord", ["contacts"])
    assert [(hit.title, hit.subtitle) for hit in contacts.hits] == [("Open Fjord", "")]
    assert sum(found.count for found in search(session, None, "fjord")) == 5


def test_an_order_is_found_by_its_number_its_title_and_its_customer(session: Session, kari: Session) -> None:
    """The number comes first; who may not see the customer finds none of it (W20)."""
    firm = customer(session, "Fjord AS")
    for title in ("Roof 1007", "Harbour"):
        file(session, Order, title=title, customer=firm, number=1007 if title == "Harbour" else None)
    hits = group(session, "1007", "orders").hits
    assert [(hit.title, hit.subtitle) for hit in hits] == [
        ("Harbour", "1007 · Fjord AS · Draft"), ("Roof 1007", "1 · Fjord AS · Draft"),
    ]  # fmt: skip
    assert titles(session, "fjo har", "orders") == ["Harbour"]
    with change(session, "Rename", "edit") as made:
        made.update(Customer, firm, {"name": "Berg AS", "owner_only": True})
    assert titles(session, "berg", "orders") == ["Harbour", "Roof 1007"]
    assert titles(session, "fjord", "orders") == []
    assert titles(kari, "1007", "orders") == []


def test_groups_come_in_their_order_and_can_be_chosen(session: Session) -> None:
    assert [found.name for found in search(session, None, "x")] == list(GROUPS)
    assert [found.name for found in search(session, None, "x", ["leads", "customers"])] == ["customers", "leads"]
    with pytest.raises(UserError) as refused:
        search(session, None, "x", ["shoes"])
    assert refused.value.field == "group"


# The registry


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    """A copy with a few companies."""
    with Registry(registry_of(tmp_path, ["FJORD AS", "FJORD BYGG AS", "INDRE FJORD"])) as opened:
        yield opened


def units(session: Session, registry: Registry, text: str) -> tuple[Hit, ...]:
    return search(session, registry, text, ["registry"])[0].hits


def test_companies_on_file_lead_to_their_record(session: Session, kari: Session, registry: Registry) -> None:
    """CUST-03: a customer goes before a lead; what is hidden does not show."""
    numbers = [hit.org_number for hit in units(session, registry, "fjord")]
    a_lead = lead(session, "Fjord", org_number=numbers[0])
    a_customer = customer(session, "Fjord AS", org_number=numbers[0], owner_only=True)
    other = lead(session, "Bygg", org_number=numbers[1])
    mine = [hit.on_file and (hit.on_file.record, hit.on_file.id) for hit in units(session, registry, "fjord")]
    assert mine == [("customer", a_customer), ("lead", other), None]
    hers = [hit.on_file and (hit.on_file.record, hit.on_file.id) for hit in units(kari, registry, "fjord")]
    assert hers == [("lead", a_lead), ("lead", other), None]


def test_counts_of_the_registry(session: Session, registry: Registry) -> None:
    (found,) = search(session, registry, "fjord", ["registry"], 2)
    assert (len(found.hits), found.count, found.capped) == (2, 3, False)
    assert search(session, registry, " ", ["registry"])[0].count == 0
    assert search(session, Registry(Path("/nowhere/registry.db")), "fjord", ["registry"])[0].count == 0


def test_a_search_that_is_given_up(session: Session, registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_arguments: object) -> list[Hit]:
        raise registry_search.Interrupted

    monkeypatch.setattr(registry, "search", stopped)
    with pytest.raises(Interrupted):
        search(session, registry, "fjord")


@pytest.mark.sqlite_only("SQLite's plans")
def test_no_question_reads_a_table_from_end_to_end(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every way through the records is an index: of titles, of keys, or the trigrams."""
    customer(session, "Fjord AS", phone="22334455")
    asked: list[tuple[str, Sequence[Any]]] = []
    rows = SqliteEngine.rows

    def noted(engine: SqliteEngine, text: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        asked.append((text, parameters))
        return rows(engine, text, parameters)

    monkeypatch.setattr(SqliteEngine, "rows", noted)
    for text in ("f", "fj", "fjord as", "fjord%", "%as", "2233", FJORD, "post@fjord.no"):
        search(session, None, text)
    monkeypatch.undo()
    assert asked
    for sql, parameters in asked:
        plan = session.store.engine.rows(f"EXPLAIN QUERY PLAN {sql}", parameters)
        for *_numbers, step in plan:
            for table in ("lead", "customer", "contact", "opportunity", "t1", "t2"):
                assert step != f"SCAN {table}", (sql, json.dumps(parameters, default=str))


def test_only_a_private_customer_is_called_by_its_first_name(session: Session) -> None:
    """CUST-07: what a company has in the place of one is nobody's name."""
    customer(session, "Fjellheim Bygg AS", first_name="Ola")
    customer(session, "Fjellheim", first_name="Ola", private=True)
    assert set(titles(session, "fjellheim", "customers")) == {"Fjellheim Bygg AS", "Ola Fjellheim"}
