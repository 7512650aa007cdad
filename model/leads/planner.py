"""Working out what becomes of leads; the same for one lead and for thousands, for the preview and for the doing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from model.activities.link_record import ActivityLink
from model.activities.tables import ActivityTable
from model.core.access.session import Session
from model.core.dates import format_moment, from_utc_text
from model.core.errors import UserError
from model.core.language import _
from model.core.records.options import Option
from model.core.storage.drivers import peewee
from model.core.storage.expressions import first
from model.core.storage.statements import slot, statement
from model.core.text import quotation
from model.core.text import visible as shown
from model.customers import rules as customer_rules
from model.customers.records import KINDS, Contact, Customer
from model.documents import keeping
from model.leads import carrying
from model.leads.carrying import blank
from model.leads.choices import CUSTOMER_CHOICES, NEW, THENS, ConversionChoices
from model.leads.conversion import MOVED, ConversionPlan, Outcome, Refusal
from model.leads.leftovers import with_leftovers
from model.leads.on_file import OnFile, StoredRow
from model.leads.together import Together
from model.opportunities.records import Opportunity
from model.opportunities.rules import first_stage

_KIND_NUMBERS = {choice.name: choice.number for choice in KINDS}


class Planner:
    """Plans conversions with the same choices for one person; keeps nothing of a lead but what ``together`` needs.

    With ``together`` the leads are planned as many at once: what one of them would make counts as on file for those
    after it, so that two leads of one company share a customer (C17, C18).
    """

    def __init__(self, session: Session, choices: ConversionChoices, *, together: bool = False) -> None:
        self.session = session
        self.choices = choices
        self.on_file = OnFile(session)
        self._custom = carrying.CustomFields(session)
        self._together = Together() if together else None
        self.refusals: list[Refusal] = []
        """What is wrong with the choices, whatever the lead."""
        self._amount: Decimal | None = None
        self._stage: int | None = None
        self.category: int | None = None
        self._check_choices()

    # The choices

    def _check_choices(self) -> None:
        choices = self.choices
        if choices.customer not in CUSTOMER_CHOICES:
            self._refuse("customer", choices.customer, CUSTOMER_CHOICES)
        if choices.then not in THENS:
            self._refuse("then", choices.then, THENS)
        if choices.customer == "no" and choices.contact is False and not choices.opportunity:
            self.refusals.append(_nothing())
        if choices.category and choices.customer != "no":
            self.category = self._option("category", choices.category)
        if choices.opportunity:
            self._amount = self._read_amount(choices.opportunity_amount)
            self._stage = (
                self._option("stage", choices.opportunity_stage) if choices.opportunity_stage else self._first_stage()
            )

    def _refuse(self, field: str, value: str, accepted: tuple[str, ...]) -> None:
        message = _("{text} is none of {choices}.").format(text=quotation(value), choices=", ".join(accepted))
        self.refusals.append(Refusal("choice", message, field))

    def _option(self, kind: str, text: str) -> int | None:
        found = self.session.names.find_by_title(f"option:{kind}", text)
        if len(found) == 1:
            return found[0][0]
        names = self.session.store.rows(_choices(), list=kind)
        self._refuse(kind, text, tuple(name for (name,) in names))
        return None

    def _first_stage(self) -> int | None:
        return first_stage(self.session)

    def _read_amount(self, amount: Decimal | str | None) -> Decimal | None:
        field = Opportunity.field("amount")
        try:
            value: Decimal | None = field.parse(amount, self.session.reading()) if isinstance(amount, str) else amount
            field.check(value)
        except UserError as error:
            self.refusals.append(Refusal("choice", error.message, "amount"))
            return None
        return value

    # A lead

    def plan(self, lead: StoredRow, *, offers: bool = False) -> ConversionPlan:
        """Return the plan for a lead, given by all its stored columns."""
        title = shown(lead["name"])
        refusals = [*self._state(lead), *self.refusals]
        if refusals:
            return ConversionPlan(
                lead["id"], title, self.choices, refusals=tuple(refusals), became=became(lead), lead=lead
            )
        if self._together is not None:
            self._together.begin(self.on_file.has_twin(lead))
        impossible: dict[str, str] = {}
        customer, known, refused = self._customer(lead)
        try:
            contact = self._contact(lead, impossible, alone=customer is None)
        except _Refused as error:
            contact, refused = None, error.refusal
        opportunity = self._opportunity(lead, customer, known, impossible)
        if customer is None and contact is None and opportunity is None and refused is None:
            refused = _nothing(impossible)
        if refused is not None:
            return ConversionPlan(
                lead["id"], title, self.choices, refusals=(refused,), impossible=impossible, lead=lead,
                offers=self._offers(lead, customer, contact) if offers else (),
            )  # fmt: skip
        customer, contact, custom, opportunity_custom = self._carry_custom(lead, customer, contact, opportunity)
        if self.choices.then == "delete":
            customer, contact = with_leftovers(lead, customer, contact, self.session.reading())
        values: dict[str, Any] = {}
        if opportunity is not None:
            alone = customer is None and contact is None
            values = self._opportunity_values(lead, opportunity, opportunity_custom, note=alone)
        moved, staying = self._activities(lead["id"])
        if self._together is not None:
            self._together.remember(lead, customer, contact)
        owner = self.session.names.title_of("employee", lead["owner"] or self.session.person.id)
        return ConversionPlan(
            lead_id=lead["id"],
            lead_title=title,
            choices=self.choices,
            customer=customer,
            contact=contact,
            links=self._links(lead, customer, contact),
            opportunity=opportunity,
            opportunity_values=values,
            opportunity_customer=shown(known["name"]) if opportunity is not None and customer is None and known else "",
            category=self.category,
            category_name=shown(self.session.names.title_of("option", self.category)) if self.category else "",
            moved=moved,
            moved_to="customer" if customer is not None else "contact" if contact is not None else "opportunity",
            staying=staying,
            custom=custom,
            source=shown(self.session.names.title_of("option", lead["source"])) if lead["source"] else "",
            owner=shown(owner),
            exposed_to=self._exposed_to(lead, customer, contact),
            impossible=impossible,
            offers=self._offers(lead, customer, contact) if offers else (),
            lead=lead,
        )

    def _state(self, lead: StoredRow) -> Iterator[Refusal]:
        if lead["converted_at"] is not None:
            yield Refusal("converted", self._already(lead))
        elif not lead["active"]:
            yield Refusal("deactivated", _("The lead is deactivated; activate it first."))

    def _already(self, lead: StoredRow) -> str:
        titles = [self.session.names.title_of(record, record_id) for record, record_id in became(lead).items()]
        who = self.session.names.title_of("employee", lead["converted_by"])
        zone = self.session.reading().zone
        return _("{lead} is already converted by {who}, {when}: {names}").format(
            lead=shown(lead["name"]),
            who=shown(who),
            when=format_moment(from_utc_text(lead["converted_at"]), zone),
            names=", ".join(shown(title) for title in titles if title) or "–",
        )

    def _offers(self, lead: StoredRow, customer: Outcome | None, contact: Outcome | None) -> Any:
        used = {(outcome.record, outcome.id) for outcome in (customer, contact) if outcome is not None}
        person = " ".join(name for name in carrying.person_name(lead) if name)
        return tuple(offer for offer in self.on_file.offers(lead, person) if (offer.record, offer.id) not in used)

    def _exposed_to(self, lead: StoredRow, *outcomes: Outcome | None) -> str:
        if lead["owner_only"]:
            for outcome in outcomes:
                if outcome is not None and outcome.id is not None and not outcome.present["owner_only"]:
                    return outcome.title
        return ""

    # What it becomes

    def _customer(self, lead: StoredRow) -> tuple[Outcome | None, StoredRow | None, Refusal | None]:
        """Return what customer the lead becomes, the one on file that an opportunity alone is of, and a refusal."""
        choices = self.choices
        present: Mapping[str, Any] | None
        if isinstance(choices.use_customer, int):
            present, reason = self.on_file.row(Customer, choices.use_customer), "chosen"
            if present is None:
                message = _("There is no customer {number}.").format(number=choices.use_customer)
                return None, None, Refusal("choice", message, "use_customer")
        else:
            others = () if self._together is None else self._together.others(lead)
            present, reason, hidden = self.on_file.customer(lead, others)
            if present is not None and self._together is not None and self._together.outdoes(lead, present, reason):
                present = None
            if hidden and choices.customer != "no":
                return None, None, self._on_file_refusal(lead, "hidden")
            if choices.use_customer == NEW and present is not None:
                if reason == "org_number" and choices.customer != "no":
                    return None, None, self._on_file_refusal(lead, "on_file")
                present = None
        if choices.customer == "no":
            return None, present, None
        wanted = _KIND_NUMBERS[choices.customer]
        fields = carrying.COMPANY
        if not self._makes_contact(lead):
            fields += carrying.COMPANY_WITHOUT_CONTACT
        if present is not None:
            return self._used_customer(lead, present, reason, fields, wanted), present, None
        shared = None if self._together is None or choices.use_customer else self._together.customer(lead)
        if shared is not None:
            stored = carrying.new_columns(Customer, fields, lead)
            made, reason = shared
            return Outcome("customer", None, made.title, reason, stored=stored, shared=made.identity), None, None
        stored = {
            **carrying.defaults(Customer),
            "name": lead["name"],
            "name_key": lead["name_key"],
            "kind": wanted,
            **carrying.new_columns(Customer, fields, lead),
            **carrying.new_address(Customer, lead),
            **self._owned(lead),
        }
        return Outcome("customer", None, shown(lead["name"]), stored=stored), None, None

    def _used_customer(
        self, lead: StoredRow, present: StoredRow, reason: str, fields: tuple[tuple[str, str], ...], wanted: int
    ) -> Outcome:
        if reason == "chosen" and blank(present["org_number"]) and self._belongs_elsewhere(lead["org_number_key"]):
            fields = tuple(pair for pair in fields if pair[0] != "org_number")
        found = carrying.fill(Customer, fields, lead, present, address=True)
        filled = list(found.filled)
        kind = carrying.united_kind(present["kind"], wanted)
        if kind != present["kind"]:
            found.stored["kind"] = kind
            filled.append("kind")
        if present["owner"] is None and lead["owner"] is not None and not lead["owner_only"]:
            found.stored.update(owner=lead["owner"], owner_key=lead["owner_key"])
            filled.append("owner")
        return Outcome(
            "customer", present["id"], shown(present["name"]), reason, bool(present["active"]), tuple(filled),
            found.kept, found.stored, present,
        )  # fmt: skip

    def _belongs_elsewhere(self, key: str | None) -> bool:
        return key is not None and customer_rules.refusal(self.session, key) is not None

    def _on_file_refusal(self, lead: StoredRow, code: str) -> Refusal:
        found = customer_rules.refusal(self.session, lead["org_number_key"])
        assert found is not None
        return Refusal(code, found.message, "use_customer")

    def _makes_contact(self, lead: StoredRow) -> bool:
        return self.choices.contact is not False and carrying.person_name(lead)[1] is not None

    def _contact(self, lead: StoredRow, impossible: dict[str, str], *, alone: bool) -> Outcome | None:
        if carrying.person_name(lead)[1] is None:
            impossible["contact"] = _("the lead names no person.")
        if not self._makes_contact(lead):
            return None
        choices = self.choices
        fields = carrying.PERSON + (carrying.PERSON_ALONE if alone else ())
        present: Mapping[str, Any] | None = None
        reason = ""
        if isinstance(choices.use_contact, int):
            present, reason = self.on_file.row(Contact, choices.use_contact), "chosen"
            if present is None:
                message = _("There is no contact {number}.").format(number=choices.use_contact)
                raise _Refused(Refusal("choice", message, "use_contact"))
        elif choices.use_contact is None:
            present, reason = self.on_file.contact(lead), "email"
        if present is not None:
            found = carrying.fill(Contact, fields, lead, present, address=alone)
            return Outcome(
                "contact", present["id"], shown(present["name"] or ""), reason, bool(present["active"]), found.filled,
                found.kept, found.stored, present,
            )  # fmt: skip
        if self._together is not None and choices.use_contact is None:
            shared = self._together.contact(lead)
            if shared is not None:
                return Outcome("contact", None, shared.title, "email", shared=shared.identity)
        stored = {
            **carrying.defaults(Contact),
            **carrying.new_contact_name(lead),
            **carrying.new_columns(Contact, fields, lead),
            **(carrying.new_address(Contact, lead) if alone else {}),
            **self._owned(lead),
        }
        return Outcome("contact", None, shown(stored["name"]), stored=stored)

    def _owned(self, lead: StoredRow) -> dict[str, Any]:
        """Return the owner of what is made: the lead's, else the person at the keyboard; hidden as the lead is."""
        person = self.session.person
        if lead["owner"] is None:
            owner: dict[str, Any] = {
                "owner": person.id,
                "owner_key": Customer.field("owner").key(person.id, self.session.reading()),
            }
        else:
            owner = {"owner": lead["owner"], "owner_key": lead["owner_key"]}
        return {**owner, "owner_only": lead["owner_only"] or 0, **carrying.wishes(lead)}

    def _opportunity(
        self, lead: StoredRow, customer: Outcome | None, known: StoredRow | None, impossible: dict[str, str]
    ) -> Outcome | None:
        if customer is None and known is None:
            impossible["opportunity"] = _("an opportunity has a customer: make one, or choose one on file.")
            return None
        if not self.choices.opportunity:
            return None
        title = self.choices.opportunity_title or lead["subject"] or lead["name"]
        return Outcome("opportunity", None, shown(title), present={"customer": known["id"] if known else None})

    def _opportunity_values(
        self, lead: StoredRow, outcome: Outcome, custom: dict[str, Any], *, note: bool
    ) -> dict[str, Any]:
        """Return the values of the opportunity; customer and contact come in when they are made."""
        return {
            "title": self.choices.opportunity_title or lead["subject"] or lead["name"],
            "customer": outcome.present["customer"],
            "owner": lead["owner"] or self.session.person.id,
            "source": lead["source"],
            "campaign": lead["campaign"],
            "stage": self._stage,
            "amount": self._amount,
            "note": lead["note"] if note else None,
            "custom": custom or None,
        }

    def _carry_custom(
        self, lead: StoredRow, customer: Outcome | None, contact: Outcome | None, opportunity: Outcome | None
    ) -> tuple[Outcome | None, Outcome | None, Any, dict[str, Any]]:
        outcomes = [outcome for outcome in (customer, contact, opportunity) if outcome is not None]
        targets = {
            outcome.record: (self._together and self._together.custom(lead, outcome)) or outcome.present.get("custom")
            for outcome in outcomes
        }
        values, told = self._custom.carried(lead, targets)
        done: dict[str, Outcome] = {}
        for outcome in outcomes:
            added = values.get(outcome.record)
            if added and outcome.record != "opportunity":
                stored = {**outcome.stored, "custom": carrying.custom_json(targets[outcome.record], added)}
                outcome = replace(outcome, stored=stored)
            done[outcome.record] = outcome
        return done.get("customer"), done.get("contact"), told, values.get("opportunity", {})

    def _links(self, lead: StoredRow, customer: Outcome | None, contact: Outcome | None) -> bool:
        if customer is None or contact is None:
            return False
        if self._together is not None and not self._together.links(lead, customer, contact):
            return False
        if customer.id is None or contact.id is None:
            return True
        return not self.on_file.linked(customer.id, contact.id)

    def _activities(self, lead_id: int) -> tuple[dict[str, int], int]:
        moved: dict[str, int] = {}
        staying = 0
        for kind, active, count in self.session.store.rows(_activities(), id=lead_id):
            if active:
                moved[kind] = count
            else:
                staying += count
        if documents := keeping.count_of(self.session, ("lead", lead_id), None):
            moved["document"] = documents
        return {kind: moved[kind] for kind in MOVED if kind in moved}, staying


class _Refused(Exception):
    """A choice that cannot be for this lead."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def became(lead: StoredRow) -> dict[str, int]:
    """Return what a lead became: IDs by record."""
    return {
        record: lead[f"converted_{record}"]
        for record in ("customer", "contact", "opportunity")
        if lead[f"converted_{record}"] is not None
    }


def _nothing(impossible: Mapping[str, str] | None = None) -> Refusal:
    message = _("Nothing would be made: choose a customer, a contact or an opportunity.")
    reasons = (f"({reason})" for reason in (impossible or {}).values())
    return Refusal("nothing", " ".join([message, *reasons]), "customer")


@statement
def _choices() -> Any:
    choice = Option
    query = choice.select(choice.name).where(choice.list == slot("list"), choice.active.yes)
    return query.order_by(first(choice.position), choice.name.folded).limit(20)


@statement
def _activities() -> Any:
    link, activity = ActivityLink, ActivityTable
    return (
        link.select(activity.kind, activity.active, peewee.fn.count(peewee.SQL("*")))
        .join(activity, on=activity.id == link.activity)
        .where(link.record == "lead", link.record_id == slot("id"))
        .group_by(activity.kind, activity.active)
    )
