"""Countries however they are written, and the numbers that are read by them (D04-D07)."""

from __future__ import annotations

import pytest

from model.core.access import Session
from model.core.countries import country_code
from model.core.criteria import Criterion, Filter
from model.core.fields.texts import e164
from model.core.listing import Listing, Sort
from model.core.migrations import m0008_noughts_in_brackets
from model.core.org_number import OrgNumber, kept_as_given, read_org_number
from model.leads.records import Lead
from tests.model.filing import lead


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ("NO no Norge Norway Norwegen Noreg NOR NORGE".split(), "NO"),
        (["Sverige", "Sweden", "SE", "Schweden"], "SE"),
        (["UK", "United Kingdom", "Storbritannia", "England", "GB"], "GB"),
        (["Færøyene", "Færøerne", "Faroe Islands", "FO"], "FO"),
        (["Island", "Iceland"], "IS"),
        (["U.S.A.", "USA", "United States"], "US"),
        (["", "Atlantis", "?"], None),
    ],
)
def test_a_country_is_one_however_it_is_written(texts: list[str], code: str | None) -> None:
    assert {country_code(text) for text in texts} == {code}


@pytest.mark.parametrize(
    ("text", "country", "found"),
    [
        ("556012-5790", None, OrgNumber("SE", "5560125790", True)),
        ("SE556012579001", None, OrgNumber("SE", "5560125790", True)),
        ("5560125791", "SE", OrgNumber("SE", "5560125791", False)),
        ("0112038-9", None, OrgNumber("FI", "01120389", True)),
        ("FI01120388", None, OrgNumber("FI", "01120388", False)),
        ("DE 136695976", None, OrgNumber("DE", "136695976", True)),
        ("136695976", "DE", OrgNumber("DE", "136695976", True)),
        ("GB980780684", None, OrgNumber("GB", "980780684", True)),
        ("SC123456", "GB", OrgNumber("GB", "SC123456", True)),
        ("923609016", "SE", OrgNumber("NO", "923609016", True)),
        ("13585628", None, OrgNumber("DK", "13585628", True)),
        ("923609017", None, OrgNumber("NO", "923609017", False)),
        ("12345678", "NL", None),
        ("Kai AS", "SE", None),
    ],
)
def test_numbers_of_other_countries_are_checked(text: str, country: str | None, found: OrgNumber | None) -> None:
    number = read_org_number(text, country)
    assert number == found
    if number is not None:
        assert read_org_number(number.stored, country) == number, "what is kept is read as the same"


def test_a_number_that_nothing_can_check_is_kept_where_the_country_is_named() -> None:
    assert kept_as_given("12345678", "NL")
    assert not kept_as_given("12345", None)
    assert not kept_as_given("12345", "NO")


@pytest.mark.parametrize(
    ("text", "country", "key"),
    [
        ("+47 (0) 22 33 44 55", "NO", "+4722334455"),
        ("0045 (0)33 12 34 56", "NO", "+4533123456"),
        ("+46 (0)8-123 456 78", "NO", "+46812345678"),
        ("22 33 44 55 lok. 12", "NO", "+4722334455"),
        ("22334455 ext. 102", "NO", "+4722334455"),
        ("33 12 34 56, lokal 7", "DK", "+4533123456"),
        ("555 1234", "IS", "+3545551234"),
    ],
)
def test_noughts_in_brackets_and_extensions_are_none_of_the_number(text: str, country: str, key: str) -> None:
    assert e164(text, country) == key


def test_what_was_filed_before_gets_its_key(session: Session) -> None:
    """With the keys that numbers had in earlier versions."""
    lead(session, "A", phone="+47 (0) 22 33 44 55", mobile="90 00 00 00")
    with session.store.writing() as connection:
        connection.execute("UPDATE lead SET phone_key = '+47022334455'")
        m0008_noughts_in_brackets.up(connection)
    assert session.store.rows("SELECT phone_key, mobile_key FROM lead") == [("+4722334455", "+4790000000")]


@pytest.mark.parametrize("asked", ["NO", "Norge", "norway", "Norwegen"])
def test_criteria_see_one_country(session: Session, asked: str) -> None:
    for name, country in (("A", "NO"), ("B", "Norge"), ("C", "NORWAY"), ("D", "Sverige"), ("E", None)):
        lead(session, name, country=country)

    def found(operator: str) -> list[str]:
        wanted = Filter(criteria=(Criterion("country", operator, asked),))
        rows = Listing(session, Lead, ["name"], wanted, Sort("name")).first(9)
        return [session.names.title_of("lead", row.id) for row in rows]

    assert found("=") == ["A", "B", "C"]
    assert found("!=") == ["D"]
