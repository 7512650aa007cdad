"""Leads and register units by the million, for benchmarks: plain tuples with a realistic vocabulary.

Names and numbers are made for each row; the rest is dealt from a few thousand companies made beforehand, which costs
a fraction and keeps the spread of towns, industries and telephone numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from model.demo.companies import SOLE_TRADER, Company, bare_name, companies, slug
from model.demo.dice import Dice
from model.demo.leads import lead
from model.demo.numbers import danish_numbers, norwegian_numbers
from model.demo.units import unit
from model.registry.file import COLUMNS, row_of

_DEALT = 4096

LEAD_FIELDS = (
    "name", "subject", "industry", "website", "org_number", "phone", "employees", "revenue", "owner", "status",
    "first_contact", "classification", "source", "last_name", "first_name", "title", "gender", "email", "mobile",
    "street", "postcode", "town", "region", "country", "do_not_call", "note", "active", "created_at", "created_by",
    "changed_at", "changed_by",
)  # fmt: skip
"""What the tuples of :func:`lead_rows` hold, as in the list of fields."""

UNIT_FIELDS = tuple(COLUMNS)
"""What the tuples of :func:`unit_rows` hold: the columns of the local copy of the register."""


def lead_rows(count: int, seed: int, today: date = date(2026, 1, 15)) -> Iterator[tuple[object, ...]]:
    """Yield ``count`` leads in the order of :data:`LEAD_FIELDS`; owners are initials, times are in UTC."""
    dice = Dice(seed, "lead rows")
    dealt = []
    for firm in islice(companies(dice, seed), _DEALT):
        record = lead(dice, today, firm)
        dealt.append((firm, tuple(record[field] for field in LEAD_FIELDS)))
    chance = dice.random
    numbers = {"NO": norwegian_numbers(seed), "DK": danish_numbers(seed)}
    email_at = LEAD_FIELDS.index("email")
    for _ in range(count):
        firm, row = dealt[int(chance() * _DEALT)]
        name, domain = _named(dice, firm)
        email = row[email_at]
        yield (
            name,
            row[1],
            row[2],
            row[3] and f"www.{domain}",
            row[4] and next(numbers[firm.country], None),
            *row[5:email_at],
            email and f"{email[: email.index('@')]}@{domain}",
            *row[email_at + 1 :],
        )


def unit_rows(count: int, seed: int, today: date = date(2026, 1, 15)) -> Iterator[tuple[object, ...]]:
    """Yield ``count`` units as :func:`model.registry.file.row_of` gives them, each with a number of its own.

    Fewer come when a country runs out of numbers, after more than a million.
    """
    dice = Dice(seed, "unit rows")
    dealt = [(firm, row_of(unit(dice, firm, today))) for firm in islice(companies(dice, seed), _DEALT)]
    chance = dice.random
    numbers = {"NO": norwegian_numbers(seed), "DK": danish_numbers(seed)}
    website_at = UNIT_FIELDS.index("website")
    for _ in range(count):
        firm, row = dealt[int(chance() * _DEALT)]
        number = next(numbers[firm.country], None)
        if number is None:
            return
        name, domain = _named(dice, firm)
        email = str(row[website_at + 1])
        yield (
            row[0],
            number,
            name.upper() if firm.country == "NO" else name,
            *row[3:website_at],
            row[website_at] and f"www.{domain}",
            email and f"{email[: email.index('@')]}@{domain}",
            *row[website_at + 2 :],
        )


def _named(dice: Dice, firm: Company) -> tuple[str, str]:
    """Return another name for a company like ``firm``, and the domain that goes with it."""
    bare = bare_name(dice, firm.country, firm.trade, firm.place, sole=firm.form == SOLE_TRADER[firm.country])
    carries_form = len(firm.name) > len(firm.bare_name)
    return f"{bare} {firm.form}" if carries_form else bare, f"{slug(bare)}.example"
