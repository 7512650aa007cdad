"""The sellers of one opportunity: what an edit would do to each of them, shown before it is done (OPP-07 … OPP-13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.dates import format_moment, from_utc_text
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.numbers import format_decimal, from_hundredths
from model.core.records.employee_table import EmployeeTable
from model.core.records.history_tables import ChangeEntry, ChangeRow
from model.core.storage.expressions import among
from model.core.storage.statements import slot, statement
from model.core.text import quotation, visible
from model.opportunities import shares
from model.opportunities.money import shared_money
from model.opportunities.records import Opportunity
from model.opportunities.seller_rows import must_be_in_use, seller_rows, set_sellers
from model.opportunities.shares import WHOLE, Share, Shares

ADD, SET, REMOVE = "add", "set", "remove"


@dataclass(frozen=True)
class Edit:
    """One thing to do to the sellers: ``kind`` is add, set or remove; ``share`` goes with the first two."""

    kind: str
    employee: int
    share: Decimal | None = None


@dataclass(frozen=True)
class SellerLine:
    """One employee before and after: shares in per cent (None: no seller), and the amount by the share after."""

    employee: int
    initials: str
    name: str
    active: bool
    before: Decimal | None
    after: Decimal | None
    amount: Decimal

    @property
    def differs(self) -> bool:
        """Whether anything changes for this one."""
        return self.before != self.after


@dataclass(frozen=True)
class SellersPlan:
    """What edits would make of the sellers of an opportunity; nothing is written by making it."""

    opportunity: int
    title: str
    amount: Decimal | None
    currency: str
    lines: tuple[SellerLine, ...]
    """Everybody who is a seller before or after, in the order of the sellers; those removed stand last."""
    before: Shares
    after: Shares
    unassigned: Decimal
    """What of the amount is nobody's; negative where the shares are more than 100 %."""

    @property
    def differs(self) -> bool:
        """Whether anything would change."""
        return self.before != self.after

    @property
    def total(self) -> Decimal:
        """The sum of the shares in per cent."""
        return shares.total(self.after)

    def messages(self) -> list[str]:
        """Return what has to be said of the result: a total that is not 100 %, and who is left with nothing."""
        told = []
        if self.total != WHOLE:
            told.append(total_message(self.total, self.unassigned, self.currency))
        for line in self.lines:
            if line.after == 0 and line.before:
                told.append(_("{seller} is left with 0 %.").format(seller=line.initials))
        return told

    def sentences(self) -> list[str]:
        """Return what happens to each, a line each, in the language in use."""
        told = []
        for line in self.lines:
            if line.before is None and line.after is not None:
                told.append(_("{seller} is added at {share}.").format(seller=line.initials, share=percent(line.after)))
            elif line.after is None:
                told.append(_("{seller} is removed.").format(seller=line.initials))
            elif line.differs and line.before is not None:
                told.append(
                    _("{seller}: {before} becomes {after}.").format(
                        seller=line.initials, before=percent(line.before), after=percent(line.after)
                    )
                )
        return told


class SellersChanged(UserError):
    """Somebody else has changed the sellers since they were read; ``now`` is what they are (COM-09)."""

    def __init__(self, message: str, now: Shares) -> None:
        super().__init__(message, "seller")
        self.now = now


def percent(share: Decimal) -> str:
    """Return a share as people read it: 37.50 %."""
    return f"{format_decimal(share)} %"


def total_message(total: Decimal, unassigned: Decimal, currency: str = "") -> str:
    """Return the sentence for shares that are not 100 % in total (OPP-10, OPP-11)."""
    if not unassigned:
        return _("The shares are {total} in total, not 100 %.").format(total=percent(total))
    amount = f"{format_decimal(abs(unassigned))} {currency}".strip()
    if unassigned > 0 if total < WHOLE else unassigned < 0:
        sentence = (
            _("The shares are {total} in total, not 100 %: {amount} is nobody's.")
            if total < WHOLE
            else _("The shares are {total} in total, not 100 %: {amount} too much.")
        )
        return sentence.format(total=percent(total), amount=amount)
    # A credit: what is missing, or too much, has the other sign.
    return _("The shares are {total} in total, not 100 %.").format(total=percent(total))


def sellers_of(session: Session, opportunity: int) -> Shares:
    """Return the sellers of an opportunity in their order."""
    rows = session.store.rows(seller_rows(), opportunity=opportunity)
    return tuple(Share(employee, from_hundredths(share)) for _seller, employee, share in rows)


def plan_sellers(
    session: Session, opportunity: int, edits: Sequence[Edit] = (), *, base: Shares | None = None
) -> SellersPlan:
    """Return what ``edits``, one after the other, would do to all sellers; nothing is written.

    ``base`` are the sellers that the edits stand on, as they were read before; None reads them. Raises
    :class:`NotFoundError` for an opportunity that is gone or hidden, :class:`UserError` for an edit that the rules
    refuse, and for a seller newly added who is deactivated (S24).
    """
    found = read(session, Opportunity, opportunity)
    before = sellers_of(session, opportunity) if base is None else base
    after = before
    for edit in edits:
        after = _edited(session, after, edit)
    # One taken away and added again has not gone: it stands where it stood.
    places = {one.employee: place for place, one in enumerate(before)}
    after = tuple(sorted(after, key=lambda one: places.get(one.employee, len(places))))
    amounts, unassigned = shared_money(found.amount, [one.share for one in after])
    was = {one.employee: one.share for one in before}
    people = _people(session, [*was, *(one.employee for one in after)])
    lines = [
        SellerLine(one.employee, *people[one.employee], was.get(one.employee), one.share, amount)
        for one, amount in zip(after, amounts, strict=True)
    ]
    left = {one.employee for one in after}
    lines += [
        SellerLine(one.employee, *people[one.employee], one.share, None, Decimal("0.00"))
        for one in before
        if one.employee not in left
    ]
    return SellersPlan(
        opportunity, visible(found.title), found.amount, found.currency or "", tuple(lines), before, after, unassigned
    )


def _edited(session: Session, present: Shares, edit: Edit) -> Shares:
    if edit.kind == REMOVE:
        return shares.remove(present, edit.employee)
    assert edit.share is not None
    if edit.kind == SET:
        return shares.set_share(present, edit.employee, edit.share)
    must_be_in_use(session, edit.employee)
    return shares.add(present, edit.employee, edit.share)


def _people(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, str, bool]]:
    rows = session.store.rows(_employees(), ids=ids)
    return {row[0]: (visible(row[1]), visible(row[2] or ""), bool(row[3])) for row in rows}


@statement
def _employees() -> Any:
    person = EmployeeTable
    return person.select(person.id, person.initials, person.name, person.active).where(among(person.id, slot("ids")))


def employee_of(session: Session, initials: str) -> int:
    """Return the employee of these initials; raise :class:`UserError` naming those that there are."""
    found = session.names.find_by_title("employee", initials)
    if len(found) != 1:
        known = [row[0] for row in session.store.rows(_initials_in_use())]
        raise UserError(
            _("There is no employee {initials}: {known}.").format(initials=quotation(initials), known=", ".join(known)),
            "seller",
        )
    return found[0][0]


@statement
def _initials_in_use() -> Any:
    person = EmployeeTable
    return person.select(person.initials).where(person.active == 1).order_by(person.initials)


def save_sellers(session: Session, plan: SellersPlan) -> int | None:
    """Do what the plan says as one change, and return its ID, None where nothing would be different.

    Raises :class:`SellersChanged` where the sellers are no longer those that the plan stands on (COM-09), and
    :class:`UserError` where somebody to be added has been deactivated in the meantime.
    """
    if not plan.differs:
        return None
    told = ", ".join(f"{line.initials} {percent(line.after)}" for line in plan.lines if line.after is not None)
    name = N_("Sellers of {name}: {sellers}")
    with change(session, name, "sellers", name=plan.title, sellers=told) as made:
        made.read(Opportunity, plan.opportunity)
        present = sellers_of(session, plan.opportunity)
        if present != plan.before:
            raise SellersChanged(_changed_message(session, plan.opportunity, present), present)
        set_sellers(made, plan.opportunity, plan.after)
        made.touch(Opportunity, plan.opportunity)
    return made.id


def _changed_message(session: Session, opportunity: int, now: Shares) -> str:
    people = _people(session, [one.employee for one in now])
    told = ", ".join(f"{people[one.employee][0]} {percent(one.share)}" for one in now)
    row = session.store.row(_last_change(), id=opportunity)
    if row is None:
        return _("The sellers have been changed in the meantime; now: {sellers}.").format(sellers=told)
    return _("{who} has changed the sellers, {when}; now: {sellers}.").format(
        who=visible(row[0]), when=format_moment(from_utc_text(row[1]), session.reading().zone), sellers=told
    )


@statement
def _last_change() -> Any:
    line, made, author = ChangeRow, ChangeEntry, EmployeeTable
    return (
        line.select(author.initials, made.at)
        .join(made, on=made.id == line.change)
        .join(author, on=author.id == made.author)
        .where(line.record == "opportunity", line.record_id == slot("id"))
        .order_by(line.change.desc())
        .limit(1)
    )
