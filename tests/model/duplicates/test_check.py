"""The duplicate check of one record (LEAD-21, D01 … D13)."""

from __future__ import annotations

from typing import Any

import pytest

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import NotFoundError
from model.core.history.past_changes import latest, latest_own
from model.core.history.undo import undo
from model.customers.records import Contact, Customer
from model.duplicates.check import Report, check, check_typed
from model.duplicates.distinct import distinct_from, say_distinct
from model.leads.records import Lead
from tests.model.filing import BERG, FJORD, contact, customer, lead
from tests.plain_sql import plain_sql


def found(report: Report) -> list[str]:
    """Return the titles of what was found, best first."""
    return [match.title for match in report.matches]


def reasons(report: Report, title: str) -> tuple[str, ...]:
    """Return why a record matched."""
    return next(match.reasons for match in report.matches if match.title == title)


def test_d01_legal_forms_do_not_hide_a_match(session: Session) -> None:
    own = lead(session, "Fjord AS")
    for name in ("FJORD A/S", "Fjord ApS", "fjord", "Fjell AS", "A/S Fjord"):
        lead(session, name)
    report = check(session, "lead", own)
    assert sorted(found(report)) == ["A/S Fjord", "FJORD A/S", "Fjord ApS", "fjord"]
    assert all(match.reasons == ("legal_form",) for match in report.matches)
    assert report.matches[0].why() == "same name, legal form differs"


def test_d02_the_form_before_the_name(session: Session) -> None:
    own = lead(session, "AS Norsk Bygg")
    lead(session, "Norsk Bygg AS")
    assert found(check(session, "lead", own)) == ["Norsk Bygg AS"]


@pytest.mark.parametrize("name", ["AS", "Oy"])
def test_d03_a_legal_form_alone_matches_no_name(session: Session, name: str) -> None:
    own = lead(session, name)
    lead(session, name)
    lead(session, "Fjord AS")
    assert found(check(session, "lead", own)) == []


@pytest.mark.parametrize("text", ["923609016", "923 609 016", "NO 923609016 MVA"])
def test_d04_an_organisation_number_in_any_spelling(session: Session, text: str) -> None:
    customer(session, "Another Name", org_number=FJORD)
    number = Lead.field("org_number").parse(text, session.reading())
    report = check_typed(session, "lead", {"name": "Fjord AS", "org_number": number})
    assert reasons(report, "Another Name") == ("org_number",)


def test_d05_a_number_with_a_wrong_check_digit_matches_nothing(session: Session) -> None:
    lead(session, "One", org_number="923609017")
    assert found(check_typed(session, "lead", {"name": "Two", "org_number": "923609017"})) == []


def test_d07_telephone_numbers_in_any_spelling(session: Session) -> None:
    for number, name in (("+47 22 33 44 55", "One"), ("0047 22334455", "Two"), ("+45 22334455", "Danish")):
        lead(session, name, phone=number)
    report = check_typed(session, "lead", {"name": "Fjord", "mobile": "22334455"})
    assert found(report) == ["One", "Two"]
    assert reasons(report, "One") == ("phone",)


def test_d08_e_mail_in_any_spelling(session: Session) -> None:
    lead(session, "One", email="AMY@X.no")
    email = Lead.field("email").parse("Amy Wong <amy@x.no>", session.reading())
    assert reasons(check_typed(session, "lead", {"name": "Two", "email": email}), "One") == ("email",)


def test_d09_only_a_domain_of_its_own_suggests_a_company(session: Session) -> None:
    lead(session, "One", email="a@gmail.com")
    lead(session, "Three", email="a@fjord.no")
    assert found(check_typed(session, "lead", {"name": "Two", "email": "b@gmail.com"})) == []
    report = check_typed(session, "lead", {"name": "Four", "email": "b@fjord.no"})
    assert reasons(report, "Three") == ("domain",)


def test_d10_the_relation_is_symmetric(session: Session) -> None:
    names = ["charlie", "Charlie Chapelin", "Aas Bygg", "As Bygg", "Nordlys Regnskap", "Nordlys Regnskpa AS", "Nordlys"]
    ids = {name: lead(session, name) for name in names}
    pairs = {(one, other) for one in names for other in found(check(session, "lead", ids[one]))}
    assert ("charlie", "Charlie Chapelin") in pairs
    assert {(other, one) for one, other in pairs} == pairs


def test_d11_deactivated_hidden_and_itself(session: Session, kari: Session) -> None:
    own = lead(session)
    lead(session, "Fjord", active=False)
    lead(kari, "Fjord", owner_only=True)
    report = check(session, "lead", own)
    assert [(match.title, match.active) for match in report.matches] == [("Fjord", False)]
    assert report.hidden == 1
    assert check(kari, "lead", own).hidden == 0


def test_d12_nothing_typed_is_taken_for_more_than_text(session: Session) -> None:
    own = lead(session, "O'Brien 100% _x_")
    lead(session, "OBrien 100 X AS")
    lead(session, "Something else")
    assert found(check(session, "lead", own)) == ["OBrien 100 X AS"]
    for name in ('"; DROP TABLE lead', "NEAR(a b) OR *", "a" * 5_000, "å " * 500, "%", "\x00\x02"):
        assert check_typed(session, "lead", {"name": name}).matches == ()


def test_d13_aa_is_å_and_a_is_fuzzy(session: Session) -> None:
    own = lead(session, "Ås Bygg")
    lead(session, "Aas Bygg")
    lead(session, "As Bygg")
    report = check(session, "lead", own)
    assert found(report) == ["Aas Bygg", "As Bygg"]
    assert (reasons(report, "Aas Bygg"), reasons(report, "As Bygg")) == (("name",), ("like_name",))


def test_leads_customers_and_contacts_are_found_best_first(session: Session) -> None:
    """LEAD-21: other leads, customers and contacts; each says why."""
    customer(session, "Fjord A/S", org_number=FJORD)
    contact(session, "Kari", "Nes", email="kari@fjord.no")
    lead(session, "Fjord Rør", phone="22 33 44 55")
    values: dict[str, Any] = {
        "name": "Fjord AS", "org_number": FJORD, "email": "Kari@fjord.no", "phone": "22334455", "first_name": "Kari",
        "last_name": "Nes",
    }  # fmt: skip
    report = check_typed(session, "lead", values)
    assert [(match.record, match.reasons) for match in report.matches] == [
        ("customer", ("org_number", "legal_form")),
        ("contact", ("email", "person")),
        ("lead", ("part_of_name", "phone")),
    ]
    assert report.matches[0].score > report.matches[1].score > report.matches[2].score


def test_another_organisation_number_speaks_against_it(session: Session) -> None:
    own = lead(session, "SpareBank AS", org_number=FJORD)
    lead(session, "SpareBank AS", org_number=BERG)
    lead(session, "Sparebank A/S")
    report = check(session, "lead", own)
    assert found(report) == ["Sparebank A/S", "SpareBank AS"]
    assert reasons(report, "SpareBank AS") == ("name", "other_org_number")


@pytest.mark.parametrize(
    ("typed", "on_file"),
    [
        ("Nordlys Regnskap", "Nordlys Regnskpa AS"), ("Hansen Elektro", "Hanssen Elektro"), ("Telenor", "Telnor ASA"),
        ("Østfold Transport", "Ostfold Transport"), ("Bygg Nes", "Nes Bygg"), ("Nordbygg", "Nordbygge AS"),
    ],
)  # fmt: skip
def test_slips_of_the_pen_are_found(session: Session, typed: str, on_file: str) -> None:
    """LEAD-21: accents, punctuation and word order do not hide a match."""
    lead(session, on_file)
    assert found(check_typed(session, "lead", {"name": typed})) == [on_file]


def test_contacts_turned_round_and_private_customers(session: Session) -> None:
    own = contact(session, "Kari", "Nes", email="kari@fjord.no")
    contact(session, "Nes", "Kari")
    customer(session, "Nes", first_name="Kari", private=True)
    lead(session, "Fjord", first_name="Kari", last_name="Nes")
    report = check(session, "contact", own)
    assert sorted((match.record, match.title) for match in report.matches) == [
        ("contact", "Nes Kari"), ("customer", "Kari Nes"), ("lead", "Fjord"),
    ]  # fmt: skip


def test_what_is_said_to_be_different_is_not_shown_again(session: Session) -> None:
    """LEAD-21; it is a change like any other."""
    one, other = lead(session, "Fjord"), lead(session, "Fjord AS")
    third = customer(session, "Fjord")
    say_distinct(session, [("lead", other), ("lead", one)])
    assert [match.record for match in check(session, "lead", one).matches] == ["customer"]
    assert [match.record for match in check(session, "lead", other).matches] == ["customer"]
    assert len(check(session, "customer", third).matches) == 2
    say_distinct(session, [("lead", one), ("lead", other)])  # again, nothing more
    assert distinct_from(session, ("lead", one)) == {("lead", other)}
    past = latest_own(session)
    assert past is not None
    undo(session, past.id)
    assert len(check(session, "lead", one).matches) == 2


def test_a_check_of_what_is_hidden_says_that_there_is_nothing(session: Session, kari: Session) -> None:
    secret = lead(kari, "Secret", owner_only=True)
    with pytest.raises(NotFoundError):
        check(session, "lead", secret)
    with pytest.raises(NotFoundError):
        say_distinct(session, [("lead", secret), ("lead", lead(session))])


def test_the_history_does_not_tell_of_hidden_ones(session: Session, kari: Session) -> None:
    """W20: what was said not to be the same goes by its kind alone where one of them is hidden."""
    secret, own = lead(kari, "Secret", owner_only=True), lead(kari)
    say_distinct(kari, [("lead", secret), ("lead", own)])
    assert latest(kari, 1)[0].name == "Not the same: Secret, Fjord AS"
    assert not any("Secret" in past.name for past in latest(session))


def test_a_check_writes_nothing(session: Session) -> None:
    own = lead(session)
    before = session.store.rows(plain_sql("SELECT * FROM change"))
    check(session, "lead", own)
    assert session.store.rows(plain_sql("SELECT * FROM change")) == before


def test_records_that_share_nothing_do_not_match(session: Session) -> None:
    """The same person in charge of two companies is a hint, the same town none."""
    own = lead(session, "Fjord AS", town="Oslo", postcode="0150", street="Storgata 1")
    lead(session, "Berg AS", town="Oslo", postcode="0150", street="Storgata 1")
    assert check(session, "lead", own).matches == ()
    with change(session, "Change", "edit") as made:
        made.update(Lead, own, {"name": "Berg ApS"})
    assert read(session, Lead, own).name == "Berg ApS"
    assert check(session, "lead", own).matches[0].reasons == ("legal_form", "address")
    assert (Customer.name_in_code, Contact.name_in_code) == ("customer", "contact")
