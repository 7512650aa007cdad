"""What a file of accounts says of a customer or supplier, as the fields of a customer; the rest stands in the note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.errors import UserError
from model.core.fields.base import Field, Reading
from model.core.language import N_, _
from model.core.legal_forms import is_company_name
from model.core.person_names import split_name
from model.core.text import storable
from model.ledger.saft.contents import CUSTOMER, Party
from model.ledger.saft.element_reader import Values

_NOTHING = frozenset({"n.a", "n.a.", "n/a", "na", "notused", "not used", "-", "."})
"""What programs write where they have nothing and the format demands something, in small letters."""
_ADDRESSES = {
    "StreetAddress": "visiting",
    "PostalAddress": "postal",
    "BillingAddress": "invoice",
    "ShipToAddress": "delivery",
}
"""Kinds of address in the format, and the customer's address that each is."""
_TERMS = {
    "Months": N_("Payment terms in months"),
    "CashDiscountDays": N_("Cash discount within days"),
    "CashDiscountRate": N_("Cash discount (%)"),
    "FreeBillingMonth": N_("Free billing month"),
}
_PERSONS_DIGITS = 11


def is_of_a_person(number: str) -> bool:
    """Whether a registration number is a person's, as the format allows it to be: such a number is not kept."""
    return sum(letter.isdigit() for letter in number) == _PERSONS_DIGITS


def org_number_of(values: Values) -> str:
    """Return the organisation number of a party, by its registration or its VAT number; '' where it has none."""
    registration = given(values, "RegistrationNumber")
    if registration and not is_of_a_person(registration):
        return registration
    for tax in values.get("TaxRegistration", ()):
        if number := given(tax, "TaxRegistrationNumber"):
            return number
    return ""


def given(values: Values, name: str) -> str:
    """Return a text of the file on one line, '' for none and for what only stands for none."""
    text = values.get(name, "")
    if not text.isprintable():
        text = " ".join(storable(text).split())
    return "" if text.casefold() in _NOTHING else text


class PartyValues:
    """Makes the values of new customers."""

    def __init__(self, fields: Mapping[str, Field], reading: Reading) -> None:
        self._fields = fields
        self._reading = reading

    def of(self, party: Party, number: int | None) -> dict[str, Any]:
        """Return the values of a new customer; ``number`` is the one it gets, None where the next free one is due.

        What no field takes, and what a field refuses, stands in the note.
        """
        values: dict[str, Any] = {"number": number, "kind": party.ledger}
        notes: list[str] = []
        told = party.values
        name = given(told, "Name") or f"{_('Customer') if party.ledger == CUSTOMER else _('Supplier')} {party.number}"
        information = (told.get("PartyInfo") or [{}])[0]
        self._name(values, name, private=given(information, "Type") == "Private")
        self._numbers(values, notes, party, number)
        for address in told.get("Address", ()):
            self._address(values, notes, address)
        for contact in told.get("Contact", ()):
            self._contact(values, notes, contact)
        for bank in told.get("BankAccount", ()):
            account = " ".join(filter(None, (given(bank, key) for key in ("IBANNumber", "BankAccountNumber", "BIC"))))
            if account:
                notes.append(f"{_('Bank account')}: {account}")
        self._information(values, notes, party.ledger, information)
        if notes:
            values["note"] = "\n".join(notes)
        return values

    def _name(self, values: dict[str, Any], name: str, *, private: bool) -> None:
        values["name"] = name[: getattr(self._fields["name"], "longest", 5_000)]
        if private and not is_company_name(name):
            person = split_name(name)
            if person.first:
                values.update(name=person.last, first_name=person.first, private=True)

    def _numbers(self, values: dict[str, Any], notes: list[str], party: Party, number: int | None) -> None:
        if party.ledger != CUSTOMER:
            self._take(values, notes, "supplier_account", party.number)
        elif number is None:
            notes.append(f"{_('Customer no. in the accounts')}: {party.number}")
        org_number = org_number_of(party.values)
        if org_number:
            self._take(values, notes, "org_number", org_number)
        for tax in party.values.get("TaxRegistration", ()):
            other = given(tax, "TaxRegistrationNumber")
            if other and _digits(other) != _digits(org_number):
                notes.append(f"{_('VAT number')}: {other}")

    def _address(self, values: dict[str, Any], notes: list[str], address: Values) -> None:
        street = " ".join(filter(None, (given(address, key) for key in ("StreetName", "Number", "Building"))))
        further = given(address, "AdditionalAddressDetail")
        parts = {
            "street": ", ".join(filter(None, (street, further))),
            "postcode": given(address, "PostalCode"),
            "town": given(address, "City"),
            "region": given(address, "Region"),
        }
        if not any(parts.values()):
            return
        parts["country"] = given(address, "Country")
        prefix = _ADDRESSES.get(address.get("AddressType", "PostalAddress"))
        if prefix is None or any(f"{prefix}_{part}" in values for part in parts):
            notes.append(f"{_('Address')}: {', '.join(filter(None, parts.values()))}")
            return
        for part, text in parts.items():
            if text:
                self._take(values, notes, f"{prefix}_{part}", text)

    def _contact(self, values: dict[str, Any], notes: list[str], contact: Values) -> None:
        for name, key in (
            ("phone", "Telephone"), ("mobile", "MobilePhone"), ("fax", "Fax"), ("email", "Email"),
            ("website", "Website"),
        ):  # fmt: skip
            text = given(contact, key)
            if text:
                self._take(values, notes, name, text)
        for person in contact.get("ContactPerson", ()):
            name = " ".join(filter(None, (given(person, "FirstName"), given(person, "LastName"))))
            if name:
                notes.append(f"{_('Contact')}: {name}")

    def _information(self, values: dict[str, Any], notes: list[str], ledger: str, information: Values) -> None:
        if currency := given(information, "CurrencyCode"):
            self._take(values, notes, "currency", currency)
        for terms in information.get("PaymentTerms", ()):
            if days := given(terms, "Days"):
                self._take(values, notes, "payment_terms" if ledger == CUSTOMER else "supplier_terms", days)
            notes += [
                f"{_(label)}: {text}" for key, label in _TERMS.items() if (text := given(terms, key)) not in _NO_TERMS
            ]
        if code := given(information, "NaceCode"):
            notes.append(f"{_('Industry code')}: {code}")
        if given(information, "Status") == "Passive":
            values["active"] = False
        if text := information.get("Notes", "").strip():
            notes.append(storable(text)[:50_000])

    def _take(self, values: dict[str, Any], notes: list[str], name: str, text: str) -> None:
        """Put a text into a field; into the note where the field refuses it, or has one already."""
        field = self._fields[name]
        try:
            value = field.read(text, self._reading)
            field.check(value)
        except UserError:
            value = None
        if value is None or (name in values and values[name] != value):
            notes.append(f"{field.title}: {text}")
        else:
            values[name] = value


_NO_TERMS = ("", "0", "false", "0.0", "0.00")


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
