"""All of the demo's data at once: employees, a register, customers, contacts, leads, opportunities, activities.

Nobody and nothing in it is real, though with so many names some will be like real ones; see
:mod:`model.demo.numbers` and :mod:`model.demo.companies` for what is and is not kept clear of real numbers and
addresses. The same seed and day give the same data on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from model.demo.activities import activities
from model.demo.companies import companies
from model.demo.customers import Record, contacts, customers
from model.demo.dice import Dice
from model.demo.employees import EMPLOYEES
from model.demo.leads import leads
from model.demo.opportunities import opportunities
from model.demo.units import unit
from model.registry.unit import Unit

SEED = 814
"""The seed of the demo that everybody gets who does not ask for another."""


@dataclass(frozen=True)
class Volumes:
    """How much of each."""

    units: int = 20_000
    customers: int = 300
    contacts: int = 400
    leads: int = 2_000
    opportunities: int = 150
    activities: int = 1_500


@dataclass(frozen=True)
class World:
    """Records by field name, each list oldest first. Where one record names another, it does so by place in its list;
    employees are named by initials."""

    employees: Sequence[Record]
    units: Sequence[Unit]
    customers: Sequence[Record]
    contacts: Sequence[Record]
    leads: Sequence[Record]
    opportunities: Sequence[Record]
    activities: Sequence[Record]


FULL = Volumes()
"""The amounts of the demo."""


def make(today: date, seed: int = SEED, volumes: Volumes = FULL) -> World:
    """Return the data of the demo as it stands on ``today``."""
    made = companies(Dice(seed, "companies"), seed)
    registered = list(islice(made, volumes.units))
    dice = Dice(seed, "choice")

    # Sellers deal with companies that can be reached, more often with those that employ somebody; some of them are
    # not in the local register: founded since it was loaded, or foreign.
    reachable = [company for company in registered if company.phone or company.mobile or company.email]
    reachable.sort(key=lambda company: dice.random() - (0.3 if company.employees else 0))
    firms = volumes.customers * 9 // 10
    doubles = volumes.leads // 30
    new = volumes.leads - doubles
    outside = min(new // 4, new)
    on_file = reachable[:firms]
    to_be = reachable[firms : firms + new - outside]
    to_be += islice(made, new - len(to_be))
    to_be.sort(key=lambda company: dice.random())
    again = dice.some(on_file, doubles // 3)
    again += dice.some(to_be, doubles - len(again))

    unit_dice = Dice(seed, "units")
    units = [unit(unit_dice, company, today) for company in registered]

    customer_records = customers(Dice(seed, "customers"), today, on_file, volumes.customers)
    contact_records = contacts(Dice(seed, "contacts"), today, customer_records, volumes.contacts)
    lead_records = leads(Dice(seed, "leads"), today, to_be, again)
    opportunity_records = opportunities(
        Dice(seed, "opportunities"), today, customer_records, contact_records, volumes.opportunities
    )
    activity_records = activities(
        Dice(seed, "activities"),
        today,
        lead_records,
        customer_records,
        contact_records,
        opportunity_records,
        volumes.activities,
    )
    return World(
        EMPLOYEES, units, customer_records, contact_records, lead_records, opportunity_records, activity_records
    )
