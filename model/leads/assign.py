"""Handing leads out among sellers (LEAD-05, C19)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import change
from model.core.changes.change_name import CountedName
from model.core.changes.ownership import lost_from_sight, unseen_sentences
from model.core.errors import UserError
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.records.employee_table import EmployeeTable
from model.core.storage.drivers import peewee
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.leads.records import Lead


@dataclass(frozen=True)
class AssignPlan:
    """Who would get which leads."""

    shares: dict[int, tuple[int, ...]]
    """Employee → IDs of the leads that get this owner, in the order in which they were asked for."""
    initials: dict[int, str]
    kept: int
    """Leads that have an owner and keep it."""
    missing: int
    """Leads that are gone or hidden."""
    unseen: dict[str, int] = field(default_factory=dict)
    """Hidden leads of the person's own that their new owners alone would see, by initials."""

    def sentences(self) -> list[str]:
        """Return what would happen, a line each, in the language in use."""
        lines = [
            ngettext("{initials} gets {count} lead.", "{initials} gets {count} leads.", len(ids)).format(
                initials=self.initials[employee], count=format_whole(len(ids))
            )
            for employee, ids in self.shares.items()
        ]
        if self.kept:
            lines.append(
                ngettext("{count} has an owner and keeps it.", "{count} have an owner and keep it.", self.kept).format(
                    count=format_whole(self.kept)
                )
            )
        return [*lines, *unseen_sentences(self.unseen, sum(map(len, self.shares.values())))]


def plan_assign(session: Session, ids: Iterable[int], owners: Sequence[int], *, force: bool = False) -> AssignPlan:
    """Return how the leads would be shared out among ``owners`` (employees), one to each in turn, in the order given.

    Leads that have an owner keep it, unless ``force``. Raises :class:`UserError` for nobody to give them to and for
    an employee who is not in use, or only reads.
    """
    initials = dict(session.rows(_may_own(), ids=owners))
    if not owners or any(owner not in initials for owner in owners):
        raise UserError(_("Name the employees who are to own the leads: each in use, and none a reader."), "owner")
    asked = list(dict.fromkeys(ids))
    owned = dict(session.rows(_owners(), ids=asked))
    free = [lead_id for lead_id in asked if lead_id in owned and (force or owned[lead_id] is None)]
    sharing = list(dict.fromkeys(owners))
    shares = {owner: tuple(free[place :: len(sharing)]) for place, owner in enumerate(sharing)}
    unseen: dict[str, int] = {}
    for owner, given in shares.items():
        unseen.update(lost_from_sight(session, Lead, given, {"owner": owner}))
    return AssignPlan(shares, initials, len(owned) - len(free), len(asked) - len(owned), unseen)


@statement
def _may_own() -> Any:
    person = EmployeeTable
    reader = peewee.SQL("3")
    return person.select(person.id, person.initials).where(
        person.active == 1, person.role != reader, among(person.id, slot("ids"))
    )


@statement
def _owners() -> Any:
    return Lead.select(Lead.id, Lead.owner).where(among(Lead.id, slot("ids")), seen(Lead))


def assign(session: Session, ids: Iterable[int], owners: Sequence[int], *, force: bool = False) -> AssignPlan:
    """Share the leads out as :func:`plan_assign` says, as one change, and return what was done."""
    asked = list(ids)
    name = CountedName(N_("Assign {count} lead"), N_("Assign {count} leads"))
    with change(session, name, "edit", count=len(asked)) as made:
        plan = plan_assign(session, asked, owners, force=force)
        for owner, lead_ids in plan.shares.items():
            made.update_many(Lead, lead_ids, {"owner": owner})
        made.tell(count=sum(len(lead_ids) for lead_ids in plan.shares.values()))
    return plan
