"""What the demo holds: enough of everything, in every state, the same each time, and nothing that reaches anybody."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from itertools import product

import phonenumbers
import pytest
from stdnum.dk import cvr
from stdnum.no import orgnr

from model.demo.employees import EMPLOYEES
from model.demo.leads import CLASSIFICATIONS, STATUSES
from model.demo.world import Volumes, World, make

TODAY = date(2026, 3, 4)


@pytest.fixture(scope="module")
def world() -> World:
    return make(TODAY)


def strings(value: object) -> list[str]:
    """Return every string in a record, however deep."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value) and not isinstance(value, type):
        return strings([getattr(value, field.name) for field in fields(value)])
    if isinstance(value, dict):
        return [text for part in value.values() for text in strings(part)]
    if isinstance(value, (list, tuple)):
        return [text for part in value for text in strings(part)]
    return []


def everything(world: World) -> list[object]:
    return [
        record
        for name in ("employees", "units", "customers", "contacts", "leads", "opportunities", "activities")
        for record in getattr(world, name)
    ]


def test_the_same_seed_and_day_give_the_same_data(world: World) -> None:
    assert make(TODAY) == world


def test_another_seed_gives_other_data_of_the_same_amount(world: World) -> None:
    small = Volumes(units=500, customers=30, contacts=40, leads=60, opportunities=10, activities=50)
    one, other = make(TODAY, 1, small), make(TODAY, 2, small)
    assert [lead["name"] for lead in one.leads] != [lead["name"] for lead in other.leads]
    for part in ("units", "customers", "contacts", "leads", "opportunities", "activities"):
        assert len(getattr(one, part)) == len(getattr(other, part)) == getattr(small, part)


def test_the_amounts_are_those_of_the_task(world: World) -> None:
    assert len(world.employees) == 6
    assert len(world.units) == 20_000
    assert len(world.customers) == 300
    assert len(world.leads) == 2_000
    assert len(world.opportunities) == 150
    assert len(world.activities) == 1_500


def test_every_e_mail_address_and_website_ends_in_example(world: World) -> None:
    for record in everything(world):
        for text in strings(record):
            if "@" in text:
                assert re.fullmatch(r"[a-z0-9.]+@[a-z0-9]+\.example", text), text
            if text.startswith("www."):
                assert re.fullmatch(r"www\.[a-z0-9]+\.example", text), text


def test_telephone_numbers_are_valid_in_their_country(world: World) -> None:
    numbers = [(lead[name], lead["country"]) for lead in world.leads for name in ("phone", "mobile", "direct_phone")]
    numbers += [(unit.phone or unit.mobile, unit.country) for unit in world.units[::20]]
    sample = [(number, country) for number, country in numbers if number][::3]
    assert len(sample) > 500
    for number, country in sample:
        assert phonenumbers.is_valid_number_for_region(phonenumbers.parse(number, country), country), number
    for employee in EMPLOYEES:
        assert phonenumbers.is_valid_number(phonenumbers.parse(employee["phone"])), employee["phone"]


def test_organisation_numbers_have_valid_check_digits_and_stand_once(world: World) -> None:
    numbers = [(unit.country, unit.org_number) for unit in world.units]
    assert len(set(numbers)) == len(numbers)
    assert {country for country, _ in numbers} == {"NO", "DK"}
    for country, number in numbers[::7]:
        assert (orgnr if country == "NO" else cvr).is_valid(number)
    on_file = [customer["org_number"] for customer in world.customers if customer["org_number"]]
    assert len(set(on_file)) == len(on_file)


def test_leads_occur_in_every_state(world: World) -> None:
    """LEAD-02, LEAD-03, LEAD-04, LEAD-36."""
    states = {(lead["status"], lead["classification"], lead["active"]) for lead in world.leads}
    assert states == set(product(STATUSES, CLASSIFICATIONS, (True, False)))
    for field in ("owner", "org_number", "email", "last_name", "subject", "note", "employees", "phone"):
        missing = sum(lead[field] is None for lead in world.leads)
        assert 0 < missing < len(world.leads), field
    assert any(lead["do_not_call"] for lead in world.leads)
    assert len({lead["owner"] for lead in world.leads if lead["owner_only"]}) > 1
    assert all(lead["first_contact"] is not None for lead in world.leads if lead["status"] == "contacted")
    assert all(lead["last_name"] for lead in world.leads if lead["status"] == "contacted")


def test_leads_and_customers_stand_in_the_register_with_the_same_data(world: World) -> None:
    units = {(unit.country, unit.org_number): unit for unit in world.units}
    known = [lead for lead in world.leads if (lead["country"], lead["org_number"]) in units]
    assert len(known) > 500
    assert any(lead["org_number"] and (lead["country"], lead["org_number"]) not in units for lead in world.leads)
    same = 0
    for lead in known:
        unit = units[lead["country"], lead["org_number"]]
        same += unit.name.lower() == lead["name"].lower()
        assert lead["industry"] in (None, unit.industry)
        assert lead["postcode"] in (None, unit.visiting.postcode)
    assert same > 0.9 * len(known)


def test_some_leads_are_customers_and_other_leads_spelt_otherwise(world: World) -> None:
    """LEAD-21."""
    on_file = {customer["org_number"] for customer in world.customers if customer["org_number"]}
    assert sum(lead["org_number"] in on_file for lead in world.leads) > 3
    names: dict[str, set[str]] = {}
    for lead in world.leads:
        if lead["org_number"]:
            names.setdefault(lead["org_number"], set()).add(lead["name"])
    assert sum(len(spellings) > 1 for spellings in names.values()) > 3


def test_customers_are_of_every_kind_and_some_are_hidden(world: World) -> None:
    """CUST-07, CUST-09, CUST-10."""
    assert {customer["kind"] for customer in world.customers} == {"customer", "supplier", "both", "neither"}
    assert any(customer["private"] and customer["first_name"] for customer in world.customers)
    for hidden in (world.customers, world.contacts):
        assert len({record["owner"] for record in hidden if record["owner_only"]}) > 2
        assert sum(record["owner_only"] for record in hidden) < 20
    kinds = {kind for customer in world.customers for kind in customer["addresses"]}
    assert kinds == {"visiting", "postal", "invoice", "delivery"}
    numbers = [customer["number"] for customer in world.customers]
    assert len(set(numbers)) == len(numbers)


def test_contacts_belong_to_one_several_and_no_customers_with_roles(world: World) -> None:
    """CUST-13."""
    links = [contact["customers"] for contact in world.contacts]
    assert {len(linked) for linked in links} == {0, 1, 2, 3}
    for linked in links:
        places = [at for at, _ in linked]
        assert len(set(places)) == len(places)
        assert all(role and not world.customers[at]["private"] for at, role in linked)


def test_opportunities_are_open_won_and_lost_as_the_rules_have_it(world: World) -> None:
    """OPP-02, OPP-05, OPP-07."""
    for opportunity in world.opportunities:
        assert sum(share for _, share in opportunity["sellers"]) == 100
        assert opportunity["sellers"][0][0] == opportunity["owner"]
        if opportunity["status"] == "won":
            assert opportunity["probability"] == 100
        if opportunity["status"] == "lost":
            assert opportunity["probability"] == 0
        assert (opportunity["loss_reason"] is not None) == (opportunity["status"] == "lost")
        assert (opportunity["closed_at"] is not None) == (opportunity["status"] != "open")
        if opportunity["contact"] is not None:
            linked = [at for at, _ in world.contacts[opportunity["contact"]]["customers"]]
            assert opportunity["customer"] in linked
    assert {opportunity["status"] for opportunity in world.opportunities} == {"open", "won", "lost"}
    assert len({opportunity["stage"] for opportunity in world.opportunities}) == 5
    assert any(
        opportunity["status"] == "open" and opportunity["follow_up"] and opportunity["follow_up"] < TODAY
        for opportunity in world.opportunities
    )


def test_activities_of_all_kinds_belong_to_records_of_all_kinds(world: World) -> None:
    """COM-11; everybody who sells has a meeting today and a task that is overdue."""
    assert {activity["kind"] for activity in world.activities} == {"call", "note", "task", "appointment", "email"}
    linked = {kind for activity in world.activities for kind, _ in activity["links"]}
    assert linked == {"lead", "customer", "contact", "opportunity"}
    lists = {
        "lead": world.leads,
        "customer": world.customers,
        "contact": world.contacts,
        "opportunity": world.opportunities,
    }
    assert all(0 <= at < len(lists[kind]) for activity in world.activities for kind, at in activity["links"])
    for employee in EMPLOYEES:
        if employee["role"] == "reader":
            continue
        mine = [activity for activity in world.activities if activity["owner"] == employee["initials"]]
        assert any(activity["kind"] == "appointment" and activity["start"].date() == TODAY for activity in mine)
        assert any(
            activity["kind"] == "task" and not activity["done"] and activity["due"].date() < TODAY for activity in mine
        )


def test_nothing_was_written_in_the_future_or_changed_before_it_was_made(world: World) -> None:
    end = datetime(TODAY.year, TODAY.month, TODAY.day, 23, 59, tzinfo=UTC)
    for records in (world.customers, world.contacts, world.leads, world.opportunities, world.activities):
        made = [record["created_at"] for record in records]
        assert made == sorted(made)
        assert all(record["created_at"] <= record["changed_at"] <= end for record in records)
    for unit in world.units:
        assert unit.registered_on is not None
        assert (unit.founded_on or unit.registered_on) <= unit.registered_on <= TODAY
        for end in (unit.bankrupt_on, unit.winding_up_on, unit.deleted_on):
            assert end is None or unit.registered_on <= end <= TODAY


def test_names_carry_the_letters_of_the_alphabet_and_the_forms_of_both_countries(world: World) -> None:
    names = " ".join(unit.name for unit in world.units)
    assert all(letter in names for letter in "æøåÆØÅ&")
    assert len({unit.name for unit in world.units}) > 15_000
    assert {"AS", "ASA", "ENK", "ANS", "DA", "SA", "NUF", "A/S", "ApS", "I/S", "P/S", "IVS"} <= {
        unit.company_form for unit in world.units
    }
    assert any("\n" in (lead["note"] or "") for lead in world.leads)
    assert not any("{" in text for record in everything(world) for text in strings(record))


def test_some_units_may_not_be_sold_to(world: World) -> None:
    """CUST-26: bankrupt, being wound up and struck off companies occur, also among customers and leads."""
    assert {unit.warning for unit in world.units} == {"", "bankrupt", "being wound up", "struck off"}
    warned = {unit.org_number for unit in world.units if unit.warning}
    assert len(warned) < len(world.units) // 20
    assert any(lead["org_number"] in warned for lead in world.leads)
    norwegian = [unit for unit in world.units if unit.country == "NO"]
    assert all(unit.employees is None or unit.employees > 4 for unit in norwegian)
    assert {unit.staff for unit in norwegian} > {"", "1–4", "5"}
