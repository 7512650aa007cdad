"""Countries however they are written, and the numbers that are read by them (D04-D07)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from model.core import language
from model.core.access.session import Session
from model.core.changes.bulk_edit import edit, plan_edit
from model.core.changes.change import change, read
from model.core.countries import _lines, country_code, country_name, stored_country
from model.core.country_names import NAMES
from model.core.history.undo import undo
from model.core.lists.criteria import Criterion, Filter
from model.core.lists.listing import Listing, Sort
from model.core.org_number import OrgNumber, kept_as_given, read_org_number
from model.core.phone_numbers import e164
from model.core.storage.migration import take_step
from model.customers.records import Customer
from model.leads.records import Lead
from tests.model.filing import customer, lead
from tests.plain_sql import plain_sql


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ("NO no Norge Norway Norwegen Noreg NOR NORGE".split(), "NO"),
        (["Sverige", "Sweden", "SE", "Schweden"], "SE"),
        (["UK", "United Kingdom", "Storbritannia", "England", "GB"], "GB"),
        (["Færøyene", "Færøerne", "Faroe Islands", "FO"], "FO"),
        (["Island", "Iceland"], "IS"),
        (["U.S.A.", "USA", "United States"], "US"),
        (["Grækenland", "Hellas", "GRC"], "GR"),
        (["", "Atlantis", "?", "QQ"], None),
    ],
)
def test_a_country_is_one_however_it_is_written(texts: list[str], code: str | None) -> None:
    assert {country_code(text) for text in texts} == {code}


def test_what_is_shown_is_read_back() -> None:
    """The name in each language, and the code, are the same country, whatever file or form they stand in."""
    for code, _names in _lines(NAMES):
        texts = {code, code.lower()}
        for name in language.LANGUAGES:
            language.use(name)
            texts |= {country_name(code), country_name(code).upper()}
        assert {stored_country(text) for text in texts} == {code}


def test_names_are_those_of_the_languages() -> None:
    """As Unicode's CLDR has them, but for a few that are shorter here."""
    babel = pytest.importorskip("babel")
    for name in language.LANGUAGES:
        language.use(name)
        theirs = babel.Locale.parse(name).territories
        others = [code for code, _names in _lines(NAMES) if country_name(code) != theirs[code]]
        assert len(others) < 25, others
        assert country_name("DE") == theirs["DE"]


DOORS: dict[str, Callable[[Session, str], object]] = {
    "field": lambda session, text: lead(session, country=Lead.field("country").parse(text, session.reading())),
    "value": lambda session, text: lead(session, country=text),
    "bulk": lambda session, text: edit(session, plan_edit(session, Lead, [lead(session)], "country", text)),
    "copy": lambda session, text: customer(session, visiting_country=text),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("text", "stored"), [("Norge", "NO"), ("norway", "NO"), ("Scotland", "Scotland"), ("Atlantis", "Atlantis")]
)
def test_every_door_keeps_one_form(session: Session, door: str, text: str, stored: str) -> None:
    """A part of a country says more than the country: it stays as it is, as what nobody knows does."""
    DOORS[door](session, text)
    column, table = ("visiting_country", "customer") if door == "copy" else ("country", "lead")
    assert session.store.value(plain_sql(f"SELECT {column} FROM {table}")) == stored


def test_it_is_shown_sorted_and_found_by_its_name(session: Session) -> None:
    for name, country in (("A", "DE"), ("B", "Danmark"), ("C", "Ungarn"), ("D", "Scotland"), ("E", None)):
        lead(session, name, country=country)
    language.use("nb")
    rows = Listing(session, Lead, ["country"], Filter(), Sort("country")).first(9)
    field = Lead.field("country")
    shown = [field.format(row.values[0], session.reading()) for row in rows]
    assert shown == ["", "Danmark", "Scotland", "Tyskland", "Ungarn"]
    for asked, count in (("tysk%", 1), ("mark", 1), ("%land", 2), ("scot", 1), ("%", 4)):
        wanted = Filter(criteria=(Criterion("country", "~", asked),))
        assert len(Listing(session, Lead, ["name"], wanted, Sort("name")).first(9)) == count, asked


@pytest.mark.sqlite_only("a step of before there were other engines")
def test_what_is_on_file_is_brought_to_one_form(session: Session) -> None:
    number, other = lead(session, "A"), customer(session, "B")
    with session.store.writing() as connection:
        connection.execute("UPDATE lead SET country = 'NORGE'")
        connection.execute("UPDATE customer SET visiting_country = 'Danmark', postal_country = 'Nowhere'")
        take_step(connection, 11)
    assert read(session, Lead, number).country == "NO"
    found = read(session, Customer, other)
    assert (found.visiting_country, found.postal_country, found.invoice_country) == ("DK", "Nowhere", None)


def test_undo_of_what_was_written_before_brings_back_the_one_form(session: Session) -> None:
    number = lead(session, "A", country="SE")
    with session.store.writing() as connection:
        connection.execute("UPDATE lead SET country = 'Norge'")
    with change(session, "Move", "edit") as made:
        made.update(Lead, number, {"country": "DK"})
    assert read(session, Lead, number).country == "DK"
    undo(session, made.id)
    assert read(session, Lead, number).country == "NO"


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


@pytest.mark.sqlite_only("a step of before there were other engines")
def test_what_was_filed_before_gets_its_key(session: Session) -> None:
    """With the keys that numbers had in earlier versions."""
    lead(session, "A", phone="+47 (0) 22 33 44 55", mobile="90 00 00 00")
    with session.store.writing() as connection:
        connection.execute("UPDATE lead SET phone_key = '+47022334455'")
        take_step(connection, 8)
    assert session.store.rows(plain_sql("SELECT phone_key, mobile_key FROM lead")) == [("+4722334455", "+4790000000")]


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
