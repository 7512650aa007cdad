"""A company as its public register knows it (integrations.md 1.4, 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from model.core.language import _
from model.registry.warning_rules import WARNING_RULES

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
