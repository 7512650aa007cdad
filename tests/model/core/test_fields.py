"""Kinds of field: what is typed, shown, edited, stored and compared (COM-22, decision 13, cases D04–D08, I16, M04)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from model.catalogue import RECORDS, ROWS
from model.core import language
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.numbers import Money, Percent, Whole, YesNo, YesNoUnknown
from model.core.fields.references import Joined, Reference
from model.core.fields.structured import CustomValues
from model.core.fields.texts import Email, Note, OrgNumberText, Phone, Text, Website
from model.core.fields.times import Day, Moment
from model.core.phone_numbers import e164
from model.core.storage.drivers import peewee
from model.customers.records import Customer
from model.leads.records import Lead
from model.people.records import Employee
from tests import on_file
from tests.model.core.conftest import colleague

OSLO = ZoneInfo("Europe/Oslo")
READING = Reading(datetime(2026, 11, 21, 13, tzinfo=OSLO))
CHOICES = (Choice(1, "hot", "Hot"), Choice(2, "none", "Not set"), Choice(3, "cold", "Cold"))

LINES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
KINDS: list[tuple[Field, st.SearchStrategy[Any]]] = [
    (Text("Name"), LINES.map(lambda text: " ".join(text.replace("\x00", "").split()))),
    (Note("Note"), LINES.map(lambda text: text.replace("\r", "\n").replace("\x00", "").strip())),
    (Whole("Employees"), st.integers(0, 10**12)),
    (Whole("Difference", lowest=-(10**9)), st.integers(-(10**9), 10**12)),
    (Money("Amount"), st.decimals(Decimal("-999999999999999.99"), Decimal("999999999999999.99"), places=2)),
    (Percent("Share"), st.decimals(0, 100, places=2)),
    (YesNo("Active"), st.booleans()),
    (YesNoUnknown("Creditworthy"), st.none() | st.booleans()),
    (Day("Day"), st.dates(date(1900, 1, 1), date(2199, 12, 31))),
    (
        Moment("Moment"),
        st.integers(-(2**31), 7 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    ),
    (ChoiceField("Class", CHOICES), st.sampled_from([choice.name for choice in CHOICES])),
]


@pytest.fixture(params=language.LANGUAGES)
def each_language(request: pytest.FixtureRequest) -> str:
    """Each of the languages, in force."""
    language.use(request.param)
    return str(request.param)


# All kinds


@pytest.mark.parametrize("code", language.LANGUAGES)
@pytest.mark.parametrize(("field", "values"), KINDS, ids=[field.label for field, _values in KINDS])
@given(data=st.data())
def test_what_a_form_shows_is_read_back_as_the_same_value(
    code: str, field: Field, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    language.use(code)
    value = data.draw(values)
    if value == "":
        value = None
    assert field.parse(field.edit(value, READING), READING) == value
    field.check(value)


@pytest.mark.parametrize(("field", "values"), KINDS, ids=[field.label for field, _values in KINDS])
@given(data=st.data())
def test_what_is_stored_comes_out_again(field: Field, values: st.SearchStrategy[Any], data: st.DataObject) -> None:
    value = data.draw(values)
    assert field.from_stored(field.to_stored(value)) == value
    json.dumps(field.plain(value))


def test_every_declared_choice_is_read_in_every_language(each_language: str) -> None:
    for record in ROWS:
        for field in record.fields().values():
            if isinstance(field, ChoiceField):
                for choice in field.options:
                    assert field.parse(field.edit(choice.name, READING), READING) == choice.name
                    assert field.parse(choice.name, READING) == choice.name
                    for other in language.LANGUAGES:
                        assert field.parse(language.translated(choice.label, other), READING) == choice.name


@pytest.mark.parametrize("record", RECORDS)
def test_errors_name_their_field(record: Any) -> None:
    named = []
    for name, field in record.typed().items():
        if isinstance(field, Reference):
            continue
        for text in ("\x1b[31m¤%&", "-99999999999999999999", "x" * 200_000):
            try:
                field.parse(text, READING)
            except UserError as error:
                named.append((error.field, name))
    assert named
    assert all(given == expected for given, expected in named)


@pytest.mark.parametrize("record", RECORDS)
def test_blank_is_not_known_and_not_nought(record: Any) -> None:
    """M04: null is neither 0 nor ''."""
    for field in record.typed().values():
        if not isinstance(field, YesNo) or isinstance(field, YesNoUnknown):
            assert field.parse("  ", READING) is None
            assert field.format(None, READING) == "" == field.edit(None, READING)
            assert field.to_stored(None) is None


# Texts


def test_text_stands_on_one_line() -> None:
    assert Text("Name").parse("  Fjord\tAS\r\nBergen ", READING) == "Fjord AS Bergen"
    assert Text("Name").parse("a  b", READING) == "a  b"
    assert Note("Note").parse(" a\r\nb\rc \x00", READING) == "a\nb\nc "


def test_text_that_no_database_holds_is_left_out() -> None:
    for field in (Text("Name"), Note("Note"), Joined("Name", "a")):
        assert field.to_stored("a\ud800b\x00c") == "abc"
    assert CustomValues("Custom").to_stored({"a": "\ud800"}) == '{"a":""}'


def test_length_is_limited_typed_or_not() -> None:
    short = Text("Postcode", longest=12)
    assert short.parse("x" * 12, READING)
    for ask in (lambda: short.parse("x" * 13, READING), lambda: short.check("x" * 13)):
        with pytest.raises(UserError, match="Postcode is 13 characters long; at most 12 are kept."):
            ask()


@pytest.mark.parametrize(
    ("typed", "kept", "key"),
    [
        ("amy@x.no", "amy@x.no", "amy@x.no"),
        ("Amy Wong <AMY@X.no>", "AMY@X.no", "amy@x.no"),
        ("post@ærlig.no", "post@ærlig.no", "post@ærlig.no"),
    ],
)
def test_d08_addresses(typed: str, kept: str, key: str) -> None:
    """D08."""
    field = Email("E-mail")
    assert field.parse(typed, READING) == kept
    assert field.key(kept, READING) == key
    assert field.parse(field.edit(kept, READING), READING) == kept


@pytest.mark.parametrize("typed", ["amy", "amy@", "@x.no", "a b@x.no", "amy@x..no", "\x1b@x.no", "a@" + "x" * 400])
def test_no_address(typed: str) -> None:
    with pytest.raises(UserError):
        Email("E-mail").parse(typed, READING)


@pytest.mark.parametrize(
    ("typed", "country", "key"),
    [
        ("+47 22 33 44 55", "NO", "+4722334455"),
        ("0047 22334455", "NO", "+4722334455"),
        ("22334455", "NO", "+4722334455"),
        ("22334455", "DK", "+4522334455"),
        ("+45 22334455", "NO", "+4522334455"),
        ("22 33 44 55 / 99 88 77 66", "NO", "+4722334455"),
        ("123", "NO", None),
        ("800 12 345", "NO", "+4780012345"),
        ("00000000", "NO", None),
    ],
)
def test_d07_numbers(typed: str, country: str, key: str | None) -> None:
    """D07: one key for every spelling, another one in another country."""
    field = Phone("Telephone")
    assert field.parse(typed, READING) == typed
    assert field.key(typed, Reading(READING.now, country)) == key


@given(st.integers(20_000_000, 99_999_999), st.sampled_from(["NO", "DK"]))
def test_the_short_way_to_a_key_is_the_librarys(number: int, country: str) -> None:
    """Eight digits are looked at without the library; it must agree wherever they are taken for a number."""
    import phonenumbers

    parsed = phonenumbers.parse(str(number), country)
    assume(phonenumbers.is_valid_number(parsed))
    assert e164(str(number), country) == phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def test_no_number() -> None:
    for typed in ("ring", "12", "x" * 90):
        with pytest.raises(UserError):
            Phone("Telephone").parse(typed, READING)


def test_d04_organisation_numbers() -> None:
    """D04, D05, D06."""
    field = OrgNumberText("Org. no.")
    for typed in ("923609016", "923 609 016", "NO 923609016 MVA"):
        assert field.parse(typed, READING) == "923609016"
    assert field.key("923609016", READING) == "NO923609016"
    assert field.key("923609017", READING) is None
    assert field.key(field.parse("DK 13585628", READING), READING) == "DK13585628"
    for typed in ("12", "abc", "1" * 30):
        with pytest.raises(UserError, match="is no organisation number"):
            field.parse(typed, READING)


def test_web_addresses() -> None:
    assert Website("Web page").parse("www.fjord.no", READING) == "www.fjord.no"
    for typed in ("fjord", "www. fjord.no"):
        with pytest.raises(UserError, match="is no web address"):
            Website("Web page").parse(typed, READING)


# Numbers


def test_i16_amounts(each_language: str) -> None:
    """I16: as people write them, exactly or not at all."""
    field = Money("Amount")
    for typed, value in {"1 234,50": "1234.50", "(1,62)": "-1.62", "-5": "-5", "1 000 000": "1000000"}.items():
        assert field.parse(typed, READING) == Decimal(value)
    for typed in ("12a", "1,005", "9" * 16, "1e5", "NaN", "--5", ""):
        if typed:
            if typed == "1,005" and each_language == "en":
                continue
            with pytest.raises(UserError):
                field.parse(typed, READING)


def test_bounds_of_amounts() -> None:
    field = Money("Amount")
    for text in ("999999999999999.99", "-999999999999999.99"):
        value = field.parse(text, READING)
        field.check(value)
        assert -(2**63) < field.to_stored(value) < 2**63
    for value in (Decimal(10**15), Decimal(-(10**15)), Decimal("0.001")):
        with pytest.raises(UserError) as raised:
            Lead.fields()["revenue"].check(value)
        assert raised.value.field == "revenue"


def test_bounds_of_percentages() -> None:
    field = Percent("Share")
    for typed, value in {"0": "0", "100": "100", "33,33 %": "33.33", "37.5%": "37.5"}.items():
        assert field.parse(typed, READING) == Decimal(value)
    for typed in ("100.01", "-0.01", "101", "33.333", "abc"):
        with pytest.raises(UserError):
            field.parse(typed, READING)
    assert field.plain(Decimal("37.5")) == "37.50"


def test_bounds_of_whole_numbers() -> None:
    field = Whole("Terms", highest=365)
    assert field.parse("365", READING) == 365
    for value in (-1, 366, 2**80):
        with pytest.raises(UserError, match="Terms must be between 0 and 365"):
            field.check(value)
        with pytest.raises(UserError):
            field.parse(str(value), READING)


def test_yes_and_no_in_all_words(each_language: str) -> None:
    for typed in ("yes", "Ja", "TRUE", "1", "x", "sann", "sand"):
        assert YesNo("Active").parse(typed, READING) is True
    for typed in ("no", "Nei", "nej", "FALSE", "0", "usann", "falsk", "", " "):
        assert YesNo("Active").parse(typed, READING) is False
    for typed in ("?", "ukjent", "ukendt", "Unknown", ""):
        assert YesNoUnknown("Creditworthy").parse(typed, READING) is None
    with pytest.raises(UserError, match="Akti|Acti"):
        YesNo("Active").parse("maybe", READING)
    assert YesNo("Active").to_stored(None) == 0
    assert YesNoUnknown("Creditworthy").to_stored(None) is None


# Choices


def test_a_number_of_a_later_version_is_kept_and_shown() -> None:
    field = ChoiceField("Class", CHOICES)
    value = field.from_stored(9)
    assert field.format(value, READING) == "#9"
    assert field.to_stored(value) == 9
    with pytest.raises(UserError):
        field.check(value)


def test_a_record_with_a_choice_of_a_later_version_can_be_changed(session: Session) -> None:
    with change(session, "New", "add") as made:
        lead = made.insert(Lead, {"name": "Fjord AS"})
        session.store.run(Lead.update({Lead.status: peewee.SQL("9")}))
    with change(session, "Edit", "edit") as made:
        made.update(Lead, lead, {"town": "Moss"})
    assert read(session, Lead, lead).town == "Moss"
    assert on_file.value(session.store, Lead.status) == 9


def test_the_beginning_of_a_choice_is_enough_if_it_is_clear() -> None:
    field = ChoiceField("Class", CHOICES)
    assert field.parse("h", READING) == "hot"
    assert field.parse("COLD", READING) == "cold"
    for typed in ("x", "[/]"):
        with pytest.raises(UserError, match="is none of Hot, Not set, Cold"):
            field.parse(typed, READING)


# Times


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    reading = Reading(datetime(2026, 10, 25, 9, tzinfo=OSLO))
    field = Moment("Time")
    for hour in (0, 1):
        moment = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
        assert field.format(moment, reading).endswith("02:30")
        # Python holds no two such moments equal that differ in their zone.
        assert field.parse(field.edit(moment, reading), reading).astimezone(UTC) == moment


def test_a_moment_is_stored_in_utc_to_the_second() -> None:
    field = Moment("Time")
    stored = field.to_stored(datetime(2026, 11, 21, 13, 5, 7, 999, tzinfo=timezone(timedelta(hours=1))))
    assert stored == "2026-11-21T12:05:07Z"
    assert field.plain(field.from_stored(stored)) == "2026-11-21T12:05:07Z"
    assert Day("Day").plain(date(2026, 1, 2)) == "2026-01-02"


# References


def test_a_reference_is_typed_by_title_number_or_me(session: Session, kari: Session) -> None:
    owner = Lead.fields()["owner"]
    reading = kari.reading()
    for typed in ("KOL", "kol", "Kari Olsen", f"#{kari.person.id}", f"#{kari.person.id} KOL", "me", "meg", "mig"):
        assert owner.parse(typed, reading) == kari.person.id
    for typed in ("nobody", "#99", "#x", "[/]", "%"):
        with pytest.raises(UserError, match="There is no owner") as raised:
            owner.parse(typed, reading)
        assert raised.value.field == "owner"


def test_whoever_is_called_me_is_meant_before_me(session: Session, kari: Session) -> None:
    other = colleague(session, "ME", "Mona Eik").person.id
    owner = Lead.fields()["owner"]
    for somebody in (session, kari):
        assert owner.parse("me", somebody.reading()) == other
        assert owner.parse(owner.edit(other, somebody.reading()), somebody.reading()) == other


def test_initials_count_before_names(session: Session) -> None:
    colleague(session, "OLE", "Ola Leth")
    colleague(session, "ABC", "Ole")
    owner = Lead.fields()["owner"]
    assert owner.format(owner.parse("ole", session.reading()), session.reading()) == "OLE"


def test_titles_that_several_have_are_edited_with_their_number(session: Session) -> None:
    with change(session, "New", "add") as made:
        ids = [made.insert(Customer, {"name": name}) for name in ("Fjord AS", "FJORD AS", "Vik AS", "#3", "#1 AS")]
    parent = Customer.fields()["parent"]
    reading = session.reading()
    for record_id in ids:
        assert parent.parse(parent.edit(record_id, reading), reading) == record_id
    assert parent.edit(ids[2], reading) == "Vik AS"
    with pytest.raises(UserError, match="may be any of #1 Fjord AS, #2 FJORD AS; write the number after a #"):
        parent.parse("fjord as", reading)


def test_w20_hidden_titles_are_neither_shown_nor_found(session: Session, kari: Session) -> None:
    with change(kari, "New", "add") as made:
        hidden = made.insert(Customer, {"name": "Secret AS", "owner_only": True})
    parent = Customer.fields()["parent"]
    reading = session.reading()
    assert parent.format(hidden, reading) == "" == parent.edit(hidden, reading)
    for typed in ("Secret AS", f"#{hidden}"):
        with pytest.raises(UserError, match="There is no parent company"):
            parent.parse(typed, reading)


def test_custom_values() -> None:
    field = CustomValues("Custom")
    values = {"b": [1, "ø"], "a": None}
    assert field.from_stored(field.to_stored(values)) == values
    assert field.to_stored({}) is None
    assert field.system
    with pytest.raises(UserError, match="cannot be typed"):
        field.parse("a=b", READING)


def test_labels_are_translated_when_shown(each_language: str) -> None:
    for field in Employee.fields().values():
        assert field.title == language.translated(field.label, each_language)
