"""An employee leaves: what is theirs is counted, handed over to somebody else, and they are deactivated (COM-14, S24).

Handed over is what lies ahead. What was done stays theirs: closed opportunities, tasks that are done, shares, history.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.core.access.row_access import visible
from model.core.access.session import Session
from model.core.changes.change import Change, change, not_found
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.numbers import format_whole
from model.core.text import fold
from model.core.text import visible as shown
from model.people.records import Employee

_AHEAD: Mapping[str, str] = {
    "lead": "active = 1",
    "customer": "active = 1",
    "contact": "active = 1",
    "opportunity": "active = 1 AND status = 1",
    "project": "active = 1",
    "campaign": "active = 1",
    "task": "active = 1 AND done = 0",
    "appointment": "active = 1 AND done = 0",
    "call_list": "1",
}
"""What is handed over, by the kind's name in code, with the predicate for what lies ahead."""


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
    return _(label).lower() if label else (_("call list") if count == 1 else _("call lists"))


def plan_handing_over(session: Session, employee: int, to: int | None = None) -> HandingOver:
    """Return what deactivating ``employee`` would do, with what is theirs handed over to the employee ``to``.

    Raises :class:`NotAllowedError` for all but administrators, :class:`NotFoundError` for an employee who is not there.
    """
    session.may_administer()
    row = session.store.row("SELECT initials, name, active FROM employee WHERE id = ?", (employee,))
    if row is None:
        raise not_found(Employee, employee)
    owned: dict[str, int] = {}
    for kind, ahead in _AHEAD.items():
        record = session.records[kind]
        where, parameters = _theirs(session, kind, employee, ahead)
        if count := session.store.value(f"SELECT count(*) FROM {record.table()} WHERE {where}", parameters):
            owned[kind] = count
    sellers = session.records["seller"].table()
    shares = session.store.value(
        f"SELECT count(*) FROM {sellers} seller JOIN opportunity ON opportunity.id = seller.opportunity"
        " WHERE seller.employee = ? AND opportunity.status = 1 AND EXISTS"
        f" (SELECT 1 FROM {sellers} other WHERE other.opportunity = opportunity.id AND other.id <> seller.id)",
        (employee,),
    )
    refusals: list[str] = []
    initials = ""
    if to is not None:
        other = session.store.row("SELECT initials, active, role FROM employee WHERE id = ?", (to,))
        if other is None:
            raise not_found(Employee, to)
        initials = shown(other[0])
        if to == employee or not other[1] or other[2] == 3:
            refusals.append(_("{initials} can take nothing over.").format(initials=initials))
    return HandingOver(employee, shown(row[0]), shown(row[1]), to, initials, owned, shares, tuple(refusals))


def _theirs(session: Session, kind: str, employee: int, ahead: str) -> tuple[str, list[object]]:
    """Return the predicate for what is an employee's, whoever may see it."""
    table = session.records[kind].table()
    scope = "".join(f" AND {table}.{column} = '{value}'" for column, value in session.records[kind].scope.items())
    return f"{table}.owner = ? AND {ahead}{scope}", [employee]


def _give(made: Change, kind: str, employee: int, to: int, initials: str) -> None:
    """Make what lies ahead of one kind somebody else's: by the rules what may be seen, the rest all the same."""
    session = made.session
    record = session.records[kind]
    where, parameters = _theirs(session, kind, employee, _AHEAD[kind])
    if kind != "call_list":
        seen, more = visible(record, session.person.id)
        ids = session.store.rows(
            f"SELECT {record.table()}.id FROM {record.table()} WHERE {where} AND {seen}", (*parameters, *more)
        )
        made.update_many(record, [row[0] for row in ids], {"owner": to})  # type: ignore[arg-type]
    if kind == "opportunity":
        _let_sellers_follow(made, where, parameters, to)
    key = {"owner_key": fold(initials)} if record.fields()["owner"].has_key else {}
    made.set_where(record, where, parameters, {"owner": to, **key})


def _let_sellers_follow(made: Change, where: str, parameters: list[object], to: int) -> None:
    """Make ``to`` the seller of opportunities that have one, as when their owner changes (OPP-08)."""
    seller = made.session.records["seller"]
    table = seller.table()
    these = f"{table}.opportunity IN (SELECT opportunity.id FROM opportunity WHERE {where})"
    others = f"SELECT 1 FROM {table} other WHERE other.opportunity = {table}.opportunity AND other.id <> {table}.id"
    made.set_where(seller, f"{these} AND NOT EXISTS ({others})", parameters, {"employee": to})


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
