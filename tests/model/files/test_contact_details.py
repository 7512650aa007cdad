"""Which field of a record takes what of a company or a person, and what is left over (decisions 16 and 24)."""

from __future__ import annotations

import pytest

from model.core.fields.leftovers import Leftover
from model.customers.records import Contact, Customer
from model.files.contact_details import Address, ContactDetails, Mail, Number, Placed, place
from model.leads.records import Lead

RECORDS: dict[str, type[Lead | Customer | Contact]] = {"lead": Lead, "customer": Customer, "contact": Contact}
WORK = Address("work", {"street": "Kaia 3", "postcode": "0150", "town": "Oslo", "country": "Norge"})
HOME = Address("home", {"street": "Lia 4", "postcode": "1383", "town": "Asker"})


def placed(record: str, **details: object) -> Placed:
    """What becomes of details in a record of the kind."""
    return place(record, RECORDS[record].typed().keys(), ContactDetails(**details))  # type: ignore[arg-type]


@pytest.mark.parametrize(("record", "before"), [("lead", ""), ("customer", "visiting_"), ("contact", "visiting_")])
def test_an_address_is_taken_whole(record: str, before: str) -> None:
    found = placed(record, company="Kai AS", first_name="Ada", last_name="Li", addresses=[HOME, WORK])
    assert found.values[f"{before}street"] == "Kaia 3"
    assert found.values[f"{before}postcode"] == "0150"
    assert found.values[f"{before}town"] == "Oslo"
    if record == "contact":
        assert (found.values["postal_street"], found.values["postal_town"]) == ("Lia 4", "Asker")
    else:
        assert Leftover("Home address", "Lia 4, 1383 Asker") in found.leftovers


def test_an_empty_address_never_wins() -> None:
    found = placed("lead", company="Kai AS", addresses=[Address("work", {"country": "Norge"}), HOME])
    assert found.values["street"] == "Lia 4"
    assert "country" not in found.values


def test_numbers_go_by_what_they_are_for() -> None:
    numbers = [
        Number("phone", "home", "22000003"), Number("phone", "work", "22000001"), Number("phone", "work", "22000002"),
        Number("mobile", "", "90000001"), Number("mobile", "", "90000002"), Number("fax", "home", "22000009"),
        Number("pager", "", "81000000", "Pager"),
    ]  # fmt: skip
    found = placed("contact", first_name="Ada", last_name="Li", numbers=numbers)
    assert {name: found.values[name] for name in ("phone", "direct_phone", "mobile")} == {
        "phone": "22000001", "direct_phone": "22000002", "mobile": "90000001",
    }  # fmt: skip
    assert [leftover.line for leftover in found.leftovers] == [
        "Home telephone: 22000003", "Mobile: 90000002", "Home fax: 22000009", "Pager: 81000000",
    ]  # fmt: skip


def test_the_only_number_is_called_whatever_it_is() -> None:
    found = placed("customer", company="Kai AS", numbers=[Number("phone", "home", "22000003")])
    assert found.values["phone"] == "22000003"


def test_a_second_mail_is_left_over_and_the_same_one_is_not() -> None:
    mails = [Mail("home", "ada@home.example"), Mail("work", "ada@kai.example"), Mail("", "ADA@kai.example")]
    found = placed("lead", company="Kai AS", mails=mails)
    assert found.values["email"] == "ADA@kai.example"
    assert found.leftovers == [Leftover("E-mail", "ada@home.example")]


def test_a_person_without_a_company_is_a_private_customer() -> None:
    found = placed("customer", full_name="Ms. Ada Li", addresses=[HOME])
    assert (found.values["name"], found.values["first_name"], found.values["private"]) == ("Li", "Ada", "yes")
    assert found.values["visiting_street"] == "Lia 4"


def test_a_company_has_no_first_name_and_the_person_is_kept() -> None:
    found = placed("customer", company="Kai AS", first_name="Ada", last_name="Li", title="Engineer")
    assert "first_name" not in found.values
    assert "private" not in found.values
    assert found.contact == {"first_name": "Ada", "last_name": "Li", "title": "Engineer"}
    assert found.leftovers == []


def test_what_is_the_persons_does_not_become_the_companys() -> None:
    numbers = [Number("phone", "work", "22000001"), Number("mobile", "", "90000001"), Number("mobile", "", "90000002")]
    mails = [Mail("", "ada.li@kai.example"), Mail("", "li@home.example"), Mail("", "post@kai.example")]
    found = placed("customer", company="Kai AS", full_name="Ada Li", role="Board", numbers=numbers, mails=mails)
    assert found.values == {"name": "Kai AS", "email": "post@kai.example", "phone": "22000001"}
    assert (found.contact["email"], found.contact["mobile"], found.contact["role"]) == (
        "ada.li@kai.example", "90000001", "Board",
    )  # fmt: skip
    assert [leftover.line for leftover in found.leftovers] == ["E-mail: li@home.example", "Mobile: 90000002"]


@pytest.mark.parametrize("name", ["Torsnes Regnskap AS", "Kai & Sønn", "ApS Fjord", "Fjord A/S"])
def test_a_company_is_no_person(name: str) -> None:
    assert placed("contact", full_name=name).trouble
    found = placed("lead", full_name=name)
    assert found.values["name"] == name
    assert "last_name" not in found.values
    assert "private" not in placed("customer", full_name=name).values


@pytest.mark.parametrize(
    ("full", "first", "last"),
    [
        ("Ada Li", "Ada", "Li"),
        ("Li, Ada", "Ada", "Li"),
        ("Kari Anne van der Berg", "Kari Anne", "van der Berg"),
        ("Li", "", "Li"),
        ("Dr. Ada Li", "Ada", "Li"),
    ],
)
def test_a_name_in_one(full: str, first: str, last: str) -> None:
    found = placed("contact", full_name=full)
    assert (found.values.get("first_name", ""), found.values["last_name"]) == (first, last)


def test_a_form_of_address_tells_the_gender_or_is_kept() -> None:
    assert placed("contact", form_of_address="Ms.", last_name="Li").values["gender"] == "female"
    found = placed("contact", form_of_address="Dr.", last_name="Li")
    assert found.leftovers == [Leftover("Form of address", "Dr.")]
