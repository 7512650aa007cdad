"""Writing the sellers of an opportunity: exactly these employees, each with a share (OPP-07)."""

from __future__ import annotations

from typing import Any

from model.core.access.session import Session
from model.core.errors import UserError
from model.core.language import _
from model.core.numbers import from_hundredths
from model.core.records.employee_table import EmployeeTable
from model.core.records.write_context import WriteContext
from model.core.storage.statements import slot, statement
from model.core.text import visible
from model.opportunities.seller_record import Seller
from model.opportunities.shares import Shares


def set_sellers(made: WriteContext[Session], opportunity: int, wanted: Shares) -> bool:
    """Make exactly these employees the sellers, each with its share; return whether that was different.

    Raises :class:`UserError` for somebody to be added who has been deactivated (S24).
    """
    present = {
        employee: (seller, from_hundredths(share))
        for seller, employee, share in made.session.store.rows(seller_rows(), opportunity=opportunity)
    }
    different = False
    for employee in present.keys() - {one.employee for one in wanted}:
        made.delete(Seller, present[employee][0])
        different = True
    for one in wanted:
        if one.employee not in present:
            must_be_in_use(made.session, one.employee)
            made.insert(Seller, {"opportunity": opportunity, "employee": one.employee, "share": one.share})
            different = True
        elif one.share != present[one.employee][1]:
            different |= made.update(Seller, present[one.employee][0], {"share": one.share})
    return different


@statement
def seller_rows() -> Any:
    """The query for ID, employee and share (in hundredths) of the sellers of an ``opportunity``, in their order."""
    query = Seller.select(Seller.id, Seller.employee, Seller.share).where(Seller.opportunity == slot("opportunity"))
    return query.order_by(Seller.id)


def must_be_in_use(session: Session, employee: int) -> None:
    """Raise :class:`UserError` for an employee who is gone or deactivated (S24)."""
    row = session.store.row(_initials_and_use(), id=employee)
    if row is None:
        raise UserError(_("There is no such employee."), "seller")
    if not row[1]:
        raise UserError(_("{seller} is deactivated and cannot be added.").format(seller=visible(row[0])), "seller")


@statement
def _initials_and_use() -> Any:
    return EmployeeTable.select(EmployeeTable.initials, EmployeeTable.active).where(EmployeeTable.id == slot("id"))
