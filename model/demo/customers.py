"""Customers and the people in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from model.demo.companies import Company, slug
from model.demo.dice import Dice, spread
from model.demo.employees import SELLERS
from model.demo.names import person
from model.demo.numbers import MOBILE_STARTS, digits, international, spelt
from model.demo.places import Place, place, street
from model.demo.texts import CATEGORIES, CUSTOMER_NOTES, ROLES, TITLES
from model.demo.times import moment

Record = dict[str, Any]
"""A record by field name; None is "not known". Other records stand as their place in their list."""

_KINDS = spread((("customer", 15), ("supplier", 3), ("both", 2), ("neither", 1)))


def address(where: Place, road: str) -> dict[str, str]:
    """Return an address in the parts in which records keep it."""
    return {
        "street": road,
        "postcode": where.postcode,
        "town": where.town,
        "region": where.region,
        "country": where.country,
    }


def mobile(dice: Dice, country: str) -> str:
    """Return a mobile number as somebody wrote it."""
    return spelt(digits(dice.pick(MOBILE_STARTS[country]), dice.random()), country, dice.random(), mobile=True)


def landline(dice: Dice, where: Place) -> str:
    """Return a landline number of that place as somebody wrote it."""
    return spelt(digits(dice.pick(where.phone_starts), dice.random()), where.country, dice.random())


def written(dice: Dice, today: date, owner: str, oldest: int) -> Record:
    """Return who made a record and when, at most ``oldest`` days ago, and who changed it last."""
    chance = dice.random()
    made = 3 + int(chance * oldest)
    changed = int(dice.random() * dice.random() * made)
    created_at = moment(dice, today, made)
    return {
        "created_at": created_at,
        "created_by": owner if dice.random() < 0.7 else "KNO",
        "changed_at": max(created_at, moment(dice, today, max(changed, 1))),
        "changed_by": owner if dice.random() < 0.85 else "KNO",
    }


def customers(dice: Dice, today: date, known: Sequence[Company], count: int) -> list[Record]:
    """Return ``count`` customers: those ``known`` first made into one each, the rest private, oldest first."""
    records = [_company(dice, today, company) for company in known[:count]]
    records += [_private(dice, today) for _ in range(count - len(records))]
    records.sort(key=lambda record: (record["created_at"], record["name"]))
    for i, record in enumerate(records):
        for name in ("phone", "mobile", "fax"):
            record[name] = international(record[name], record["addresses"]["visiting"]["country"])
        record["number"] = str(10_001 + i)
    # A few of different owners are for their owner's eyes only (CUST-09).
    for i, record in enumerate(record for record in records if record["kind"] != "supplier"):
        record["owner_only"] = i % 29 == 7
    return records


def _company(dice: Dice, today: date, company: Company) -> Record:
    country = company.country
    owner = dice.pick(SELLERS[country])
    visiting = address(company.place, company.street)
    addresses = {"visiting": visiting}
    if company.box:
        addresses["postal"] = address(company.place, company.box)
    chance = dice.random()
    if chance < 0.7:
        addresses["invoice"] = dict(addresses.get("postal", visiting))
    if chance < 0.2:
        addresses["delivery"] = address(place(dice, country), street(dice, country))
    return {
        "name": company.name,
        "first_name": None,
        "kind": dice.pick(_KINDS),
        "private": False,
        "org_number": company.org_number if dice.chance(0.93) else None,
        "company_form": company.form,
        "industry": company.trade.industries[country],
        "website": company.website,
        "email": company.email or f"post@{company.domain}",
        "phone": company.phone or landline(dice, company.place),
        "mobile": company.mobile,
        "fax": landline(dice, company.place) if chance < 0.06 else None,
        "employees": company.employees or None,
        "revenue": Decimal(company.revenue) if company.revenue else None,
        "owner": owner,
        "owner_only": False,
        "categories": dice.some(CATEGORIES, dice.pick((0, 1, 1, 1, 2))),
        "addresses": addresses,
        "note": dice.pick(CUSTOMER_NOTES[country]) if dice.chance(0.4) else None,
        "active": dice.chance(0.95),
        **written(dice, today, owner, 1400),
    }


def _private(dice: Dice, today: date) -> Record:
    country = "DK" if dice.chance(0.3) else "NO"
    owner = dice.pick(SELLERS[country])
    who = person(dice, country)
    home = address(place(dice, country), street(dice, country))
    return {
        "name": who.last_name,
        "first_name": who.first_name,
        "kind": "customer",
        "private": True,
        "org_number": None,
        "company_form": None,
        "industry": None,
        "website": None,
        "email": f"{slug(who.first_name)}.{slug(who.last_name)}@privat.example" if dice.chance(0.8) else None,
        "phone": None,
        "mobile": mobile(dice, country),
        "fax": None,
        "employees": None,
        "revenue": None,
        "owner": owner,
        "owner_only": False,
        "categories": dice.some(CATEGORIES[:3], dice.pick((0, 0, 1))),
        "addresses": {"visiting": home, "invoice": dict(home)},
        "note": dice.pick(CUSTOMER_NOTES[country]) if dice.chance(0.2) else None,
        "active": dice.chance(0.95),
        **written(dice, today, owner, 1400),
    }


_OF_CONTACTS = ((3, "Nyhetsbrev"), (11, "Nøkkelkunde"))


def contacts(dice: Dice, today: date, firms: Sequence[Record], count: int) -> list[Record]:
    """Return ``count`` people; ``customers`` is a list of (place in ``firms``, role): none, one or several.

    Their ``categories`` follow from their number: some get the newsletter, a few stand for a key account.
    """
    places = [i for i, firm in enumerate(firms) if not firm["private"]]
    records = []
    for i in range(count):
        # Each company has one before any has two.
        main = places[i] if i < len(places) else dice.pick(places)
        firm = firms[main]
        home = firm["addresses"]["visiting"]
        country = home["country"]
        who = person(dice, country)
        chance = dice.random()
        linked = [main]
        if chance < 0.12:
            linked += dice.some([other for other in places if other != main], 1 if chance < 0.08 else 2)
        elif chance > 0.97 and i >= len(places):
            linked = []
        domain = firm["email"].partition("@")[2]
        records.append(
            {
                "first_name": who.first_name,
                "last_name": who.last_name,
                "title": dice.pick(TITLES[country]) if dice.chance(0.85) else None,
                "gender": who.gender if dice.chance(0.7) else None,
                "email": f"{slug(who.first_name)}.{slug(who.last_name)}@{domain}" if dice.chance(0.85) else None,
                "phone": firm["phone"] if dice.chance(0.5) else None,
                "direct_phone": _direct(dice, firm["phone"]) if dice.chance(0.25) else None,
                "mobile": international(mobile(dice, country), country) if dice.chance(0.8) else None,
                "addresses": {"postal": dict(home)} if dice.chance(0.1) else {},
                "owner": firm["owner"],
                "owner_only": i % 41 == 13,
                "customers": [(at, dice.pick(ROLES[country])) for at in linked],
                "categories": [name for every, name in _OF_CONTACTS if i % every == 0],
                "note": None,
                "active": dice.chance(0.97),
                **written(dice, today, firm["owner"], 1000),
            }
        )
    return sorted(records, key=lambda record: (record["created_at"], record["last_name"], record["first_name"]))


def _direct(dice: Dice, switchboard: str) -> str:
    """Return an extension of that number: the same but for the last two digits."""
    return f"{switchboard[:-2]}{dice.whole(10, 99)}"
