"""Who works here: the employees in use, by their initials, for choosing among them."""

from __future__ import annotations

from typing import NamedTuple

from model.core.access.session import Session
from model.core.storage.drivers import peewee
from model.core.storage.statements import statement
from model.opportunities.seller_record import Seller
from model.people.records import Employee


class Colleague(NamedTuple):
    """An employee in use, as one of a choice."""

    id: int
    initials: str
    name: str


def active_employees(session: Session) -> list[Colleague]:
    """Return all employees in use, by their initials."""
    return [Colleague(*row) for row in session.rows(_active())]


def possible_owners(session: Session) -> list[Colleague]:
    """Return the employees who can own records, by their initials: those in use, without readers."""
    return [Colleague(*row) for row in session.rows(_active_writers())]


def active_sellers(session: Session) -> list[Colleague]:
    """Return the employees in use who are sellers of any opportunity, by their initials."""
    return [Colleague(*row) for row in session.rows(_active_sellers())]


def _by_initials() -> peewee.ModelSelect[Employee]:
    return (
        Employee.select(Employee.id, Employee.initials, Employee.name)
        .where(Employee.active.yes)
        .order_by(Employee.initials.folded)
    )


@statement
def _active() -> peewee.Query:
    return _by_initials()


@statement
def _active_writers() -> peewee.Query:
    return _by_initials().where(Employee.role != "reader")


@statement
def _active_sellers() -> peewee.Query:
    sales = Seller.select(peewee.SQL("1")).where(Seller.employee == Employee.id)
    return _by_initials().where(peewee.fn.EXISTS(sales))
