"""The rules by which employees are saved: who may do it, and that somebody always may (COM-14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.records.employee_table import EmployeeTable
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.core.storage.expressions import differs
from model.core.storage.statements import slot, statement
from model.core.text import quotation
from model.people.accounts import account_exists

_ADMINISTRATOR = 1
"""The role as the database holds it."""


@statement
def _administrators() -> peewee.Query:
    """The accounts of the administrators there are, but for the one with the ID ``besides``."""
    return (
        EmployeeTable.select(EmployeeTable.account)
        .where(
            EmployeeTable.role == _ADMINISTRATOR,
            EmployeeTable.active == 1,
            EmployeeTable.account.is_null(False),
            differs(EmployeeTable.id, slot("besides")),
        )
        .order_by(EmployeeTable.id)
    )


def complete(change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return ``values`` of an employee; raise :class:`NotAllowedError` for all but administrators.

    Raises :class:`UserError`, naming the field, where nobody would be left who signs in as administrator.
    """
    change.may_administer()
    for name in ("initials", "account"):
        if isinstance(values.get(name), str):
            values[name] = values[name].strip() or None
    if before is not None and _administers(before):
        after = {**before, **values}
        accounts = _accounts(change, before["id"])
        if _administers(after):
            accounts.append(after["account"])
        changed = [name for name in ("role", "active", "account") if name in values and values[name] != before[name]]
        if changed:
            _refuse_lock_out(change, accounts, changed[0])
    return values


def keep_an_administrator(change: WriteContext[Session]) -> None:
    """Raise :class:`UserError` where the change as a whole leaves nobody who signs in as administrator.

    Undo, handing over and deleting write employees without asking :func:`complete`. Raises
    :class:`NotAllowedError` for all but administrators.
    """
    change.may_administer()
    _refuse_lock_out(change, _accounts(change), "change")


def _administers(employee: Mapping[str, Any]) -> bool:
    return bool(employee.get("role") == "administrator" and employee.get("active") and employee.get("account"))


def _accounts(change: WriteContext[Session], besides: int | None = None) -> list[str]:
    """Return the accounts of the administrators there are at this moment, ``besides`` one of them."""
    return [row[0] for row in change.session.store.rows(_administrators(), besides=besides)]


def _refuse_lock_out(change: WriteContext[Session], accounts: Sequence[str], field: str) -> None:
    """Raise :class:`UserError` where none of the accounts can sign in.

    That of who makes the change does; of others the operating system must know.
    """
    here = change.person.account
    if any(account == here or account_exists(account) for account in accounts):
        return
    if accounts:
        raise UserError(
            _("Nobody could sign in as administrator any more: there is no account {account} on this machine.").format(
                account=quotation(accounts[-1])
            ),
            field,
        )
    raise UserError(_("Somebody must be left who signs in as administrator."), field)
