"""Who is at the keyboard: the employee behind an account of the operating system (COM-14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from model.core.errors import UserError
from model.core.language import _
from model.core.records.employee_table import EmployeeTable
from model.core.storage.drivers import peewee
from model.core.storage.statements import slot, statement
from model.core.storage.store import Store
from model.core.text import fold, quotation

ROLES = {1: "administrator", 2: "seller", 3: "reader"}
"""The roles by the numbers under which they are stored."""


@dataclass(frozen=True)
class Person:
    """The employee at the keyboard."""

    id: int
    initials: str
    name: str
    role: str
    account: str | None = field(default=None, compare=False)
    """The operating system's account that signed in; None for who was chosen by initials (in the demo)."""


_COLUMNS = (EmployeeTable.id, EmployeeTable.initials, EmployeeTable.name, EmployeeTable.role)
"""What :func:`person_from` makes a person of."""


@statement
def _by_account() -> peewee.Query:
    in_use = EmployeeTable.active == 1
    return EmployeeTable.select(*_COLUMNS).where((EmployeeTable.account == slot("account")) & in_use)


@statement
def _by_initials() -> peewee.Query:
    in_use = EmployeeTable.active == 1
    return EmployeeTable.select(*_COLUMNS).where((EmployeeTable.initials_key == slot("key")) & in_use)


def person_of(store: Store, account: str) -> Person | None:
    """Return the employee that signs in by this account of the operating system, None where there is none."""
    row = store.row(_by_account(), account=account)
    return None if row is None else replace(person_from(row), account=account)


def person_by_initials(store: Store, initials: str) -> Person:
    """Return the employee of these initials; raise :class:`UserError` where there is none in use."""
    row = store.row(_by_initials(), key=fold(initials))
    if row is None:
        raise UserError(_("There is no employee {initials}.").format(initials=quotation(initials)))
    return person_from(row)


def person_from(row: Sequence[Any]) -> Person:
    """Return the person for the stored id, initials, name and role of an employee; the account is left out."""
    return Person(row[0], row[1], row[2], ROLES[row[3]])
