"""A made-up public register of companies, as Enhetsregisteret and CVR give theirs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from model.demo.companies import SOLE_TRADER, Company
from model.demo.dice import Dice


class Unit(NamedTuple):
    """A company as the register knows it; None is "not known"."""

    country: str
    org_number: str
    name: str
    """In capitals in Norway, as its register has it; as the company writes it in Denmark."""
    form: str
    industry_code: str
    industry: str
    website: str | None
    email: str | None
    phone: str | None
    mobile: str | None
    employees: int | None
    """None for none and for one to four in Norway, which its register does not tell."""
    staff_registered: bool
    visiting_street: str
    visiting_postcode: str
    visiting_town: str
    visiting_country: str
    postal_street: str | None
    postal_postcode: str | None
    postal_town: str | None
    postal_country: str | None
    vat_registered: bool
    registered: date
    founded: date | None
    bankrupt: date | None
    winding_up: date | None
    parent: str | None
    """Organisation number of the unit above."""


def unit(dice: Dice, company: Company, today: date) -> Unit:
    """Return what the register says of ``company``."""
    chance = dice.random
    country = company.country
    trade, where = company.trade, company.place
    registered = today - timedelta(days=company.age)
    bankrupt = winding_up = None
    fate = chance()
    if fate < 0.012:
        bankrupt = today - timedelta(days=1 + int(chance() * min(company.age, 500)))
    elif fate < 0.02:
        winding_up = today - timedelta(days=1 + int(chance() * min(company.age, 300)))
    staff: int | None = company.employees
    town = where.town
    name = company.name
    if country == "NO":
        name, town = name.upper(), town.upper()
        if company.employees < 5:
            staff = None
    box = company.box
    return Unit(
        country,
        company.org_number,
        name,
        company.form,
        trade.codes[country],
        trade.industries[country],
        company.website,
        company.email,
        company.phone,
        company.mobile,
        staff or None,
        company.employees > 0,
        company.street,
        where.postcode,
        town,
        country,
        box,
        where.postcode if box else None,
        town if box else None,
        country if box else None,
        chance() < (0.25 if trade.key == "holding" else 0.85),
        registered,
        None
        if company.form == SOLE_TRADER[country] or chance() < 0.1
        else registered - timedelta(days=int(chance() * 60)),
        bankrupt,
        winding_up,
        None,
    )
