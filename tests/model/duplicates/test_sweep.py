"""The sweep over all records (LEAD-24)."""

from __future__ import annotations

import pytest

from model.core.access.session import Session
from model.core.changes.change import change
from model.duplicates.distinct import say_distinct
from model.duplicates.sweep import Swept, sweep
from model.leads.choices import ConversionChoices
from model.leads.convert import convert, plan_conversion
from model.leads.records import Lead
from tests.conftest import others_slow
from tests.model.duplicates.invented import invent
from tests.model.filing import BERG, FJORD, contact, customer, lead
from tests.plain_sql import plain_sql


def groups(swept: Swept) -> list[tuple[int, ...]]:
    """Return the groups as IDs."""
    return [group.ids for group in swept.groups]


@pytest.mark.parametrize("seed", others_slow(1, 2, 3))
def test_it_finds_what_is_the_same_and_little_else(session: Session, seed: int) -> None:
    """LEAD-24: slips, legal forms, accents, words and names swapped, shared switchboards, with known truth."""
    invented = invent(3_000, seed)
    with change(session, "File", "add") as made:
        made.insert_many(Lead, invented.rows)
    first = session.store.value(plain_sql("SELECT min(id) FROM lead"))
    truth = invented.pairs()
    swept = sweep(session, "lead")
    assert swept.looked_at == len(invented.rows)
    found = {
        (min(one, other) - first, max(one, other) - first)
        for group in swept.groups
        for one in group.ids
        for other in group.ids
        if one != other
    }
    right = len(found & truth)
    assert right / len(truth) >= 0.9
    assert right / len(found) >= 0.95


def test_groups_say_why_and_the_one_to_keep_stands_first(session: Session) -> None:
    lead(session, "Fjord AS", phone="22 33 44 55")
    full = lead(session, "FJORD A/S", phone="22334455", email="post@fjord.no", town="Bergen")
    done = lead(session, "Fjord", phone="+47 22334455")
    convert(session, plan_conversion(session, done, ConversionChoices(contact=False)))
    (group,) = sweep(session, "lead").groups
    assert group.ids == (done, full, 1)
    assert group.why() == "same name, legal form differs, same telephone number"
    assert group.members[1].where == "Bergen"
    assert group.score > 80


def test_two_organisation_numbers_are_two_companies(session: Session) -> None:
    """Not even through a third that has none."""
    one = lead(session, "Fjord AS", org_number=FJORD, phone="22 33 44 55", email="post@fjord.no")
    third = lead(session, "Fjord", phone="22 33 44 55", email="post@fjord.no")
    lead(session, "Fjord AS", org_number=BERG, phone="22 33 44 55")
    assert groups(sweep(session, "lead")) in ([(one, third)], [(third, one)])


def test_a_switchboard_makes_no_duplicates(session: Session) -> None:
    """Not even where one company's name is near another's."""
    for family in ("Berg", "Dahl", "Hansen", "Johansen", "Larsen", "Karlsen", "Moen", "Solberg"):
        for trade in ("Bygg", "Invest", "Eiendom", "Rør", "Data", "Helse", "Maler", "Holding"):
            lead(session, f"{family} {trade} AS", phone="22 33 44 55", street="Storgata 1", town="Oslo")
    assert sweep(session, "lead").groups == ()


def test_what_is_not_the_same_stays_away(session: Session) -> None:
    """LEAD-24: one key says so for good."""
    ids = [lead(session, name, email="post@fjord.no") for name in ("Fjord", "Fjord AS", "Fjord ASA")]
    assert sorted(groups(sweep(session, "lead"))[0]) == ids
    say_distinct(session, [("lead", each) for each in ids])
    assert sweep(session, "lead").groups == ()


def test_hidden_records_are_not_looked_at(session: Session, kari: Session) -> None:
    """D11, G05."""
    lead(session, "Fjord", email="post@fjord.no")
    lead(kari, "Fjord", email="post@fjord.no", owner_only=True)
    assert sweep(session, "lead") == Swept("lead", (), 1)
    assert len(sweep(kari, "lead").groups) == 1


def test_customers_and_contacts_are_swept_as_well(session: Session) -> None:
    one, other = customer(session, "Fjord AS", phone="22 33 44 55"), customer(session, "Fjord", mobile="22334455")
    assert groups(sweep(session, "customer")) in ([(one, other)], [(other, one)])
    kari = contact(session, "Kari", "Nes", email="kari@fjord.no", phone="22 33 44 55")
    turned = contact(session, "Nes", "Kari", email="KARI@fjord.no")
    contact(session, "Kari", "Nes", email="kari@berg.no")
    contact(session, "Ola", "Nes", phone="22 33 44 55")
    assert groups(sweep(session, "contact")) == [(kari, turned)]
    private = [customer(session, "Nes", first_name="Kari", private=True, phone="90011222") for _time in range(2)]
    assert tuple(sorted(private)) in [tuple(sorted(group)) for group in groups(sweep(session, "customer"))]


def test_it_tells_how_far_it_is_and_can_be_stopped(session: Session) -> None:
    for _time in range(2):
        lead(session, "Fjord", email="post@fjord.no")
    told: list[tuple[int, int]] = []
    before = session.store.rows(plain_sql("SELECT * FROM change"))
    sweep(session, "lead", lambda done, total: told.append((done, total)))
    assert told[-1] == (4, 4)
    assert [done for done, _total in told] == sorted(done for done, _total in told)
    assert sweep(session, "lead", stop=lambda: True).stopped
    assert session.store.rows(plain_sql("SELECT * FROM change")) == before
