"""Converting a lead to a customer, a contact and an opportunity (LEAD-13 … LEAD-17, cases C01 … C26)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.activities.links import move
from model.core.access.seen import seen
from model.core.access.session import Session
from model.core.changes.change import Change, change, not_found
from model.core.changes.deletion import delete_within
from model.core.changes.doubles import stand_for, stood_for
from model.core.changes.record_pairs import Place, move_converted
from model.core.errors import UserError
from model.core.language import N_, _
from model.core.records.record import Record, Row
from model.core.records.stored_columns import column_names
from model.core.storage.expressions import among, column_of
from model.core.storage.statements import slot, statement
from model.customers import rules as customer_rules
from model.customers.records import Contact, Customer, CustomerCategory, CustomerContact
from model.documents import keeping
from model.leads.choices import ConversionChoices
from model.leads.conversion import ConversionPlan, Outcome, Refusal
from model.leads.planner import Planner
from model.leads.records import Lead
from model.opportunities.records import Opportunity


class ConversionRefused(UserError):
    """A lead that cannot be converted so; ``code`` is that of :class:`model.leads.conversion.Refusal`."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message, refusal.field)
        self.code = refusal.code


class AlreadyConverted(ConversionRefused):
    """The lead was converted before, perhaps by somebody else a moment ago (C12, C13).

    ``became`` holds the IDs of what it became, by record.
    """

    def __init__(self, refusal: Refusal, became: Mapping[str, int]) -> None:
        super().__init__(refusal)
        self.became = became


class PlanChanged(UserError):
    """What stands on file has changed since the plan was shown: ``plan`` is what would happen now."""

    def __init__(self, plan: ConversionPlan) -> None:
        super().__init__(_("What is on file has changed in the meantime; look at the new preview."))
        self.plan = plan


@dataclass(frozen=True)
class Conversion:
    """What a lead became: IDs, None for what was not made; and the change, by which it can be undone."""

    change: int
    lead: int
    customer: int | None
    contact: int | None
    opportunity: int | None
    moved: int
    """Activities that moved."""


def plan_conversion(session: Session, lead_id: int, choices: ConversionChoices) -> ConversionPlan:
    """Return what converting the lead with these choices would do; nothing is written.

    What stands against it is in ``refusals``. Raises :class:`NotFoundError` for a lead that is gone or hidden (C26).
    """
    return Planner(session, choices).plan(read_lead(session, lead_id), offers=True)


def convert(session: Session, plan: ConversionPlan) -> Conversion:
    """Do what the plan says, all of it or nothing, as one change that can be undone (LEAD-17).

    It is planned again where nobody else can write: raises :class:`AlreadyConverted` or :class:`ConversionRefused`
    where it cannot be any more, :class:`PlanChanged` where something else would come of it than was shown,
    :class:`NotFoundError` where the lead is gone, :class:`NotAllowedError` for a reader.
    """
    with change(session, N_("Convert lead {name}"), "convert", name=plan.lead_title) as made:
        now = plan_conversion(session, plan.lead_id, plan.choices)
        refuse(now)
        reading = session.reading()
        if now.sentences(reading) != plan.sentences(reading):
            raise PlanChanged(now)
        writer = Writer(made)
        done = writer.write(now)
        writer.finish()
    return done


def refuse(plan: ConversionPlan) -> None:
    """Raise what stands against a plan, if anything does."""
    if plan.refusals:
        first = plan.refusals[0]
        raise AlreadyConverted(first, plan.became) if first.code == "converted" else ConversionRefused(first)


def read_lead(session: Session, lead_id: int) -> dict[str, Any]:
    """Return the stored columns of a lead; raise :class:`NotFoundError` for one that is gone or hidden."""
    row = session.row(stored_leads(), ids=[lead_id])
    if row is None:
        raise not_found(Lead, lead_id)
    return dict(zip(column_names(Lead), row, strict=True))


@statement
def stored_leads() -> Any:
    """The query for the stored columns of the leads among ``ids`` that the person may see."""
    columns = (column_of(Lead, name) for name in column_names(Lead))
    return Lead.select(*columns).where(among(Lead.id, slot("ids")), seen(Lead))


class Writer:
    """Carries plans out within a change."""

    def __init__(self, made: Change) -> None:
        self.made = made
        self._stamp = made.stamp()
        self._ended: list[int] = []
        self._stood_for = stood_for(made, "lead")
        self._moves: dict[Place, Place] = {}
        """What each lead became, for the rows that name the lead and go on with it."""

    def write(self, plan: ConversionPlan) -> Conversion:
        """Carry a plan out, which must have been made within the same change; :meth:`finish` does the rest."""
        customer = self._customer(plan)
        contact = self._person(plan)
        if plan.links:
            self._insert(CustomerContact, {"customer": customer, "contact": contact})
        opportunity = self._opportunity(plan, customer, contact)
        ids = {"customer": customer, "contact": contact, "opportunity": opportunity}
        moved = 0
        if plan.moved:
            target = ids[plan.moved_to]
            assert target is not None
            places = ("lead", plan.lead_id), (plan.moved_to, target)
            moved = move(self.made, *places) + keeping.move(self.made, *places)
        became = next(((kind, found) for kind in ("contact", "customer") if (found := ids[kind]) is not None), None)
        if self._stood_for and became is not None:
            stand_for(self.made, ("lead", plan.lead_id), became)
        self._end(plan, ids)
        self._follow(plan.lead_id, ids)
        return Conversion(self.made.id, plan.lead_id, customer, contact, opportunity, moved)

    def _customer(self, plan: ConversionPlan) -> int | None:
        outcome = plan.customer
        if outcome is None:
            return None
        if outcome.id is not None:
            customer = self._fill(Customer, outcome)
        else:
            number = customer_rules.given_number(self.made)
            customer = self._insert(Customer, {**outcome.stored, "number": number})
        if plan.category is not None and not self._stands_in(customer, plan.category):
            self._insert(CustomerCategory, {"customer": customer, "category": plan.category})
        return customer

    def _stands_in(self, customer: int, category: int) -> bool:
        values = {"customer": customer, "category": category}
        return self.made.session.store.row(_in_category(), **values) is not None

    def _person(self, plan: ConversionPlan) -> int | None:
        outcome = plan.contact
        if outcome is None:
            return None
        return self._insert(Contact, outcome.stored) if outcome.id is None else self._fill(Contact, outcome)

    def _opportunity(self, plan: ConversionPlan, customer: int | None, contact: int | None) -> int | None:
        if plan.opportunity is None:
            return None
        values = dict(plan.opportunity_values)
        values["contact"] = contact
        if customer is not None:
            values["customer"] = customer
        return self.made.insert(Opportunity, values)

    def _follow(self, lead_id: int, ids: Mapping[str, int | None]) -> None:
        """Remember what stands in the lead's place from now on: the contact, and without one the customer (C22)."""
        for type_name in ("contact", "customer"):
            record_id = ids[type_name]
            if record_id is not None:
                self._moves["lead", lead_id] = (type_name, record_id)
                break

    def _end(self, plan: ConversionPlan, ids: Mapping[str, int | None]) -> None:
        """Do with the lead what was chosen; deletion comes last, when what moved no longer hangs on it (C15)."""
        if plan.choices.then == "delete":
            self._ended.append(plan.lead_id)
            return
        stored = {
            "converted_at": self.made.at,
            "converted_by": self.made.session.person.id,
            **{f"converted_{record}": record_id for record, record_id in ids.items()},
        }
        if plan.choices.then == "deactivate":
            stored["active"] = 0
        self.made.restore_stored(Lead, plan.lead_id, {**stored, **self._stamp})

    def finish(self) -> None:
        """Move what goes on with what the leads became, and delete the leads that were to be deleted, all at once."""
        move_converted(self.made, self._moves)
        self._moves = {}
        if self._ended:
            delete_within(self.made, Lead, self._ended)
            self._ended = []

    # Rows as they are stored

    def _fill(self, record: type[Record], outcome: Outcome) -> int:
        assert outcome.id is not None
        if outcome.stored:
            self.made.restore_stored(record, outcome.id, {**outcome.stored, **self._stamp})
        return outcome.id

    def _insert(self, record: type[Row], stored: Mapping[str, Any]) -> int:
        stored = {"id": self.made.session.store.allocate(record.table(), 1), **stored}
        if issubclass(record, Record):
            stored.update(self._stamp)
            stored.update(
                created_at=self.made.at, created_by=stored["changed_by"], created_by_key=stored["changed_by_key"]
            )
        self.made.insert_stored(record, stored)
        return int(stored["id"])


@statement
def _in_category() -> Any:
    link = CustomerCategory
    return link.select(link.id).where(link.customer == slot("customer"), link.category == slot("category"))
