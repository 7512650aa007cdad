"""A company as its public register knows it (integrations.md 1.4, 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from model.core.language import N_, _

_FOREIGN_TOWN = re.compile(r"(?P<postcode>[0-9][0-9 -]*)\s+(?P<town>\D.*)")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a unit is or gets its post; "" is not known.

    ``street`` may hold several lines, joined by ", "; ``country`` is the code of two letters, "NO".
    """

    street: str = ""
    postcode: str = ""
    town: str = ""
    municipality: str = ""
    country: str = ""

    def __bool__(self) -> bool:
        return bool(self.street or self.postcode or self.town)


class WarningRule(NamedTuple):
    """Something that forbids selling to a company: what the register says of it, in the column of that name.

    ``number`` and ``name`` tell it in code, ``label`` is the English of what it is called, ``told`` of what is said of
    the company.
    """

    number: int
    name: str
    label: str
    told: str
    column: str


WARNING_RULES = (
    WarningRule(1, "struck_off", N_("Struck off"), N_("struck off"), "deleted_on"),
    WarningRule(2, "bankrupt", N_("Bankrupt"), N_("bankrupt"), "bankrupt"),
    WarningRule(
        3, "forced_winding_up", N_("Wound up by court order"), N_("being wound up by court order"), "forced_winding_up"
    ),
    WarningRule(4, "winding_up", N_("Being wound up"), N_("being wound up"), "winding_up"),
)
"""The rules in their order: of a company that several are true of, the first is told (CUST-26)."""


def told_of(name: str) -> str:
    """Return the English of what a rule of :data:`WARNING_RULES` says of a company, by the rule's name."""
    return next(rule.told for rule in WARNING_RULES if rule.name == name)


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a register. Not known is None, or "" in texts.

    ``country`` and ``org_number`` (digits only) together are its name among all registers. ``name`` is as the
    register gives it. ``staff_registered`` without ``employees`` means 1-4: the Norwegian register tells no more.
    A date without its flag does not occur; a flag may lack its date.
    """

    country: str
    org_number: str
    name: str
    company_form: str = ""
    company_form_text: str = ""
    industry_code: str = ""
    industry: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""
    mobile: str = ""
    employees: int | None = None
    staff_registered: bool = False
    visiting: Address = Address()
    postal: Address = Address()
    vat_registered: bool = False
    bankrupt: bool = False
    bankrupt_on: date | None = None
    winding_up: bool = False
    winding_up_on: date | None = None
    forced_winding_up: bool = False
    parent: str = ""
    founded_on: date | None = None
    registered_on: date | None = None
    latest_accounts: int | None = None
    no_marketing: bool = False
    deleted_on: date | None = None

    @property
    def post(self) -> Address:
        """Where post goes: the postal address, which few units have, or else the visiting address."""
        return self.postal or self.visiting

    @property
    def street_address(self) -> Address:
        """Where the unit is: the visiting address, or else the postal address."""
        return self.visiting or self.postal

    @property
    def staff(self) -> str:
        """The number of employees as it can be told: "12", "1–4", or ""."""
        if self.employees is not None:
            return str(self.employees)
        return "1–4" if self.staff_registered else ""

    @property
    def warning(self) -> str:
        """What forbids selling to it, in the language in force; "" if nothing does."""
        return next((_(rule.told) for rule in WARNING_RULES if getattr(self, rule.column)), "")


def foreign(address: Address) -> Address:
    """Take apart a foreign address whose town holds all: "DE-92711 Parkstein" in country DE.

    What does not follow that form stays as it is.
    """
    if address.postcode or address.country in ("", "NO", "DK"):
        return address
    rest = address.town
    if rest.upper().startswith(address.country):
        rest = rest[len(address.country) :].lstrip("- ")
    found = _FOREIGN_TOWN.fullmatch(rest)
    if found is None:
        return address
    return Address(address.street, found["postcode"].strip(" -"), found["town"], address.municipality, address.country)
