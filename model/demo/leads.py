"""Leads in every state, as complete or as poor as where they came from makes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from model.demo.companies import Company, slug
from model.demo.customers import Record, landline, mobile, written
from model.demo.dice import Dice, spread
from model.demo.employees import SELLERS
from model.demo.names import person
from model.demo.spellings import other_spelling
from model.demo.texts import BOUGHT_LIST, LEAD_NOTES, SOURCES, SUBJECTS, TITLES

STATUSES = ("not_contacted", "contacted", "unreachable")
CLASSIFICATIONS = ("hot", "none", "cold")

_LIKELY = {
    "not_contacted": spread((("none", 17), ("hot", 2), ("cold", 1))),
    "contacted": spread((("none", 8), ("hot", 8), ("cold", 4))),
    "unreachable": spread((("none", 9), ("hot", 1), ("cold", 10))),
}
_STATUS = spread((("not_contacted", 11), ("contacted", 6), ("unreachable", 3)))


def leads(dice: Dice, today: date, known: Sequence[Company], doubles: Sequence[Company]) -> list[Record]:
    """Return a lead for each company, those of ``doubles`` (on file already, here or as customers) otherwise spelt.

    Every combination of status, classification and active occurs. Oldest first.
    """
    states: Iterator[tuple[str, str, bool]] = iter(list(product(STATUSES, CLASSIFICATIONS, (True, False))))
    records = [lead(dice, today, company, next(states, None)) for company in known]
    records += [lead(dice, today, company, double=True) for company in doubles]
    records.sort(key=lambda record: (record["created_at"], record["name"]))
    for i, record in enumerate(records):
        record["owner_only"] = i % 131 == 60 and record["owner"] is not None
    return records


def lead(
    dice: Dice,
    today: date,
    company: Company,
    state: tuple[str, str, bool] | None = None,
    *,
    double: bool = False,
) -> Record:
    """Return a lead for ``company``; ``state`` is its status, classification and whether it is active.

    A ``double`` is one that somebody else has written down again in other letters.
    """
    country = company.country
    chance = dice.random
    source = dice.pick(SOURCES[country])
    bought = source == BOUGHT_LIST[country]
    owner = None if bought and chance() < 0.5 else dice.pick(SELLERS[country])
    if state is None:
        status = dice.pick(_STATUS)
        active = chance() > (0.45 if status == "unreachable" else 0.06)
        state = status, dice.pick(_LIKELY[status]), active
    status, classification, active = state

    with_person = chance() < (0.25 if bought else 0.7) or status == "contacted"
    who = person(dice, country) if with_person else None
    where = company.place
    register = source in ("Enhetsregisteret", "CVR")
    located = register or chance() < (0.6 if bought else 0.85)
    stamps = written(dice, today, owner or "KNO", 700)
    first_contact = None
    if status == "contacted":
        first_contact = min(stamps["created_at"] + timedelta(days=dice.whole(0, 20), hours=1), stamps["changed_at"])
        first_contact = max(first_contact, stamps["created_at"])
    note = None
    if chance() < (0.08 if status == "not_contacted" else 0.55):
        spoken_to = f"{who.first_name} {who.last_name}" if who else "innehaver" if country == "DK" else "daglig leder"
        note = dice.pick(LEAD_NOTES[country]).replace("{person}", spoken_to)

    record: dict[str, Any] = {
        "name": other_spelling(dice, company) if double else company.name,
        "subject": dice.pick(SUBJECTS[country]) if chance() < (0.1 if bought else 0.75) else None,
        "industry": company.trade.industries[country] if register or chance() < 0.7 else None,
        "website": company.website if not bought or chance() < 0.2 else None,
        "org_number": company.org_number if register or chance() < (0.35 if double else 0.55) else None,
        "phone": company.phone or (landline(dice, where) if chance() < 0.55 else None),
        "fax": landline(dice, where) if chance() < 0.02 else None,
        "employees": company.employees or None if register or chance() < 0.7 else None,
        "revenue": Decimal(company.revenue) if company.revenue and chance() < 0.5 else None,
        "creditworthy": dice.pick((True, True, True, False)) if chance() < 0.2 else None,
        "payment_remarks": dice.pick((False, False, False, True)) if chance() < 0.2 else None,
        "owner": owner,
        "status": status,
        "first_contact": first_contact,
        "classification": classification,
        "source": source,
        "last_name": who.last_name if who else None,
        "first_name": who.first_name if who and chance() < 0.9 else None,
        "title": dice.pick(TITLES[country]) if who and chance() < 0.7 else None,
        "gender": who.gender if who and chance() < 0.4 else None,
        "email": None,
        "direct_phone": landline(dice, where) if who and chance() < 0.12 else None,
        "mobile": company.mobile or (mobile(dice, country) if chance() < 0.3 else None),
        "street": company.street if located and chance() < 0.9 else None,
        "postcode": where.postcode if located or chance() < 0.5 else None,
        "town": where.town if located or chance() < 0.9 else None,
        "region": where.region if located else None,
        "country": country,
        "do_not_call": chance() < 0.025,
        "note": note,
        "active": active,
        **stamps,
    }
    if who and chance() < (0.15 if bought else 0.6):
        record["email"] = f"{slug(who.first_name)}.{slug(who.last_name)}@{company.domain}"
    elif chance() < (0.3 if bought else 0.75):
        record["email"] = company.email
    return record
