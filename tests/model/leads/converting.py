"""Converting leads in tests."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.changes.change import read
from model.customers.records import Contact, Customer
from model.leads.choices import ConversionChoices
from model.leads.conversion import ConversionPlan
from model.leads.convert import (
    Conversion,
    convert,
    plan_conversion,
)

KARI = {"first_name": "Kari", "last_name": "Nes", "email": "kari@fjord.no"}


def converted(session: Session, lead_id: int, **choices: Any) -> Conversion:
    """Convert a lead with these choices."""
    return convert(session, plan_conversion(session, lead_id, ConversionChoices(**choices)))


def told(session: Session, plan: ConversionPlan) -> str:
    """Return what a plan says, in one piece."""
    return "\n".join(plan.sentences(session.reading()))


def customer_of(session: Session, done: Conversion) -> Customer:
    assert done.customer is not None
    return read(session, Customer, done.customer)


def contact_of(session: Session, done: Conversion) -> Contact:
    assert done.contact is not None
    return read(session, Contact, done.contact)
