"""An employee leaves: what is theirs is counted, handed over to somebody else, and they are deactivated (COM-14, S24).

Handed over is what lies ahead. What was done stays theirs: closed opportunities, tasks that are done, shares, history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.bulk_sql import update_where
from model.core.changes.change import Change, change, not_found
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.numbers import format_whole
from model.core.records.employee_table import EmployeeTable
from model.core.records.record import Record, Row
from model.core.records.scope import in_scope
from model.core.storage.drivers import peewee
from model.core.storage.expressions import column_of
from model.core.storage.statements import slot, statement
from model.core.text import fold, in_sentence
from model.core.text import visible as shown
from model.people.records import Employee

_AHEAD: Mapping[str, Mapping[str, int]] = {
    "lead": {"active": 1},
    "customer": {"active": 1},
    "contact": {"active": 1},
    "opportunity": {"active": 1, "status": 1},
    "project": {"active": 1},
    "campaign": {"active": 1},
    "task": {"active": 1, "done": 0},
    "appointment": {"active": 1, "done": 0},
    "call_list": {},
}
"""What is handed over, by the kind's name in code, with the stored columns of what lies ahead."""
_READER = 3
"""The role as the database holds it."""


@statement
def _employee() -> peewee.Query:
    columns = (EmployeeTable.initials, EmployeeTable.name, EmployeeTable.active, EmployeeTable.role)
    return EmployeeTable.select(*columns).where(EmployeeTable.id == slot("id"))


def _is_theirs(record: type[Row]) -> Any:
    """Return the condition on what lies ahead and is the ``employee``'s, whoever may see it."""
    condition = (column_of(record, "owner") == slot("employee")) & in_scope(record)
    for name, value in _AHEAD[record.name_in_code].items():
        condition &= column_of(record, name) == peewee.Value(value, converter=False)
    return condition


@statement
def _theirs(record: type[Row]) -> Any:
    return _is_theirs(record)


@statement
def _number_of_theirs(record: type[Row]) -> peewee.Query:
    return record.select(peewee.fn.count(record.id)).where(_is_theirs(record))


@statement
def _ids_of_theirs(record: type[Row]) -> peewee.Query:
    return record.select(record.id).where(_is_theirs(record), seen(record)).order_by(record.id)


def _has_other_sellers(seller: type[Row], rows: Any) -> Any:
    other = seller.alias("other")
    others = other.select(peewee.SQL("1")).where(
        column_of(other, "opportunity") == column_of(rows, "opportunity"), other.id != rows.id
    )
    return peewee.fn.EXISTS(others)


@statement
def _number_of_shares(seller: type[Row], opportunity: type[Row]) -> peewee.Query:
    """How many shares the ``employee`` has in open opportunities of several sellers."""
    shares = seller.select(peewee.fn.count(seller.id)).join(
        opportunity, on=opportunity.id == column_of(seller, "opportunity")
    )
    return shares.where(
        column_of(seller, "employee") == slot("employee"),
        column_of(opportunity, "status") == peewee.Value(_AHEAD["opportunity"]["status"], converter=False),
        _has_other_sellers(seller, seller),
    )


@statement
def _single_sellers(seller: type[Row], opportunity: type[Row]) -> Any:
    """The sellers of what lies ahead of the ``employee``, where an opportunity has but one."""
    theirs = opportunity.select(opportunity.id).where(_is_theirs(opportunity))
    return column_of(seller, "opportunity").in_(theirs) & ~_has_other_sellers(seller, seller)


@dataclass(frozen=True)
class HandingOver:
    """What deactivating an employee would leave behind, and to whom it would go.

    ``owned`` counts it by the kind's name in code. ``refusals`` say, one sentence each, why it cannot be done.
    """

    employee: int
    initials: str
    name: str
    to: int | None
    to_initials: str
    owned: Mapping[str, int]
    shares: int
    """Shares in open opportunities, which stay as they are: the share dialog changes them."""
    refusals: tuple[str, ...]

    def what(self, session: Session) -> str:
        """Return how much lies ahead, in the language in use."""
        return ", ".join(f"{format_whole(count)} {_kind(session, kind, count)}" for kind, count in self.owned.items())

    def sentences(self, session: Session) -> list[str]:
        """Return what would happen, a line each, in the language in use."""
        lines = [*self.refusals]
        what = self.what(session)
        if what and self.to is not None:
            lines.append(_("Goes to {initials}: {what}.").format(initials=self.to_initials, what=what))
        elif what:
            lines.append(_("Stays with {initials}: {what}.").format(initials=self.initials, what=what))
        if self.shares:
            lines.append(
                _("Shares in open opportunities stay where an opportunity has several sellers: {count}.").format(
                    count=format_whole(self.shares)
                )
            )
        lines.append(_("{initials} can sign in no more; the history keeps the name.").format(initials=self.initials))
        return lines


def _kind(session: Session, kind: str, count: int) -> str:
    record = session.records[kind]
    label = getattr(record, "label" if count == 1 else "label_plural", "")
    return in_sentence(_(label)) if label else (_("call list") if count == 1 else _("call lists"))


def plan_handing_over(session: Session, employee: int, to: int | None = None) -> HandingOver:
    """Return what deactivating ``employee`` would do, with what is theirs handed over to the employee ``to``.

    Raises :class:`NotAllowedError` for all but administrators, :class:`NotFoundError` for an employee who is not there.
    """
    session.may_administer()
    row = session.store.row(_employee(), id=employee)
    if row is None:
        raise not_found(Employee, employee)
    owned: dict[str, int] = {}
    for kind in _AHEAD:
        if count := session.store.value(_number_of_theirs(session.records[kind]), employee=employee):
            owned[kind] = count
    shares = session.store.value(
        _number_of_shares(session.records["seller"], session.records["opportunity"]), employee=employee
    )
    refusals: list[str] = []
    initials = ""
    if to is not None:
        other = session.store.row(_employee(), id=to)
        if other is None:
            raise not_found(Employee, to)
        initials = shown(other[0])
        if to == employee or not other[2] or other[3] == _READER:
            refusals.append(_("{initials} can take nothing over.").format(initials=initials))
    return HandingOver(employee, shown(row[0]), shown(row[1]), to, initials, owned, shares, tuple(refusals))


def _give(made: Change, kind: str, employee: int, to: int, initials: str) -> None:
    """Make what lies ahead of one kind somebody else's: by the rules what may be seen, the rest all the same."""
    session = made.session
    record = session.records[kind]
    if issubclass(record, Record):
        ids = [row[0] for row in session.rows(_ids_of_theirs(record), employee=employee)]
        made.update_many(record, ids, {"owner": to})
    if kind == "opportunity":
        # The seller of one that has but one follows, as when its owner changes (OPP-08).
        seller = session.records["seller"]
        update_where(made, seller, _single_sellers(seller, record), {"employee": to}, employee=employee)
    key = {"owner_key": fold(initials)} if record.fields()["owner"].has_key else {}
    update_where(made, record, _theirs(record), {"owner": to, **key}, employee=employee)


def hand_over(session: Session, employee: int, to: int | None = None, *, deactivate: bool = True) -> HandingOver:
    """Do what the plan says as one change that undo takes back whole, and return what was done.

    Raises :class:`UserError` where the plan refuses it, or nobody would be left who signs in as administrator.
    """
    plan = plan_handing_over(session, employee, to)
    with change(session, N_("Hand over from {name}"), "edit", name=f"{plan.initials} {plan.name}") as made:
        # Once more, now that nobody else can write.
        plan = plan_handing_over(session, employee, to)
        if plan.refusals:
            raise UserError(plan.refusals[0], "to")
        if to is not None:
            for kind in plan.owned:
                _give(made, kind, employee, to, plan.to_initials)
        if deactivate:
            made.update(Employee, employee, {"active": False})
    return plan
