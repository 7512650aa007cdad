"""What a conversion would do, as plain data, and in sentences (LEAD-14)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from model.core.fields.base import Reading
from model.core.language import N_, _, ngettext
from model.core.numbers import format_whole
from model.core.records.record import Record
from model.core.text import in_sentence
from model.customers.records import Contact, Customer
from model.leads.carrying import CarriedField
from model.leads.choices import ConversionChoices
from model.leads.on_file import REASONS, Offer
from model.opportunities.records import Opportunity

_RECORDS: Mapping[str, type[Record]] = {"customer": Customer, "contact": Contact, "opportunity": Opportunity}


@dataclass(frozen=True)
class Refusal:
    """Why a lead cannot be converted so."""

    code: str
    """converted, deactivated, lost, nothing, hidden, on_file, or choice."""
    message: str
    field: str | None = None
    """The choice it belongs to, where it belongs to one."""


@dataclass(frozen=True)
class Outcome:
    """A record that a lead becomes: made new, or one on file."""

    record: str
    id: int | None
    """None for a new one."""
    title: str
    reason: str = ""
    """Why one on file is used: a key of :data:`model.leads.on_file.REASONS`."""
    active: bool = True
    filled: tuple[str, ...] = ()
    """Fields of the one on file that were blank and are filled."""
    kept: tuple[str, ...] = ()
    """Fields in which the lead has something else; the record on file keeps its own."""
    stored: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Stored columns that are inserted or set."""
    present: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """Stored columns of the one on file as it is."""
    shared: tuple[str, int] | None = None
    """Of many leads: ("lead", the ID of the earlier one from which it is made), or ("file", its own ID)."""

    @property
    def is_new(self) -> bool:
        """Whether it is made."""
        return self.id is None and self.shared is None


MOVED = {
    "appointment": lambda number: ngettext("{count} appointment", "{count} appointments", number),
    "call": lambda number: ngettext("{count} call", "{count} calls", number),
    "task": lambda number: ngettext("{count} task", "{count} tasks", number),
    "note": lambda number: ngettext("{count} note", "{count} notes", number),
    "email": lambda number: ngettext("{count} e-mail", "{count} e-mails", number),
    "document": lambda number: ngettext("{count} document", "{count} documents", number),
}

_MOVED_TO = {
    "customer": N_("{activities} move to the customer."),
    "contact": N_("{activities} move to the contact."),
    "opportunity": N_("{activities} move to the opportunity."),
}
_KINDS = {
    "customer": N_("New customer: {name}."),
    "supplier": N_("New supplier: {name}."),
    "both": N_("New customer and supplier: {name}."),
    "neither": N_("New company, neither customer nor supplier: {name}."),
}
_THEN = {
    "keep": (N_("The lead is kept, marked as converted."), N_("The leads are kept, marked as converted.")),
    "deactivate": (N_("The lead is deactivated."), N_("The leads are deactivated.")),
    "delete": (N_("The lead is deleted."), N_("The leads are deleted.")),
}


@dataclass(frozen=True)
class ConversionPlan:
    """What would become of a lead; nothing is written until :func:`model.leads.convert.convert`."""

    lead_id: int
    lead_title: str
    choices: ConversionChoices
    customer: Outcome | None = None
    contact: Outcome | None = None
    links: bool = False
    """Whether the contact becomes one of the customer's now."""
    opportunity: Outcome | None = None
    opportunity_values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    opportunity_customer: str = ""
    """Name of the customer on file that the opportunity is of, where none is made or used else."""
    category: int | None = None
    category_name: str = ""
    moved: Mapping[str, int] = field(default_factory=dict)
    """Activities that move, by kind."""
    moved_to: str = ""
    staying: int = 0
    """Deactivated activities, which stay where they are (C07)."""
    custom: tuple[CarriedField, ...] = ()
    source: str = ""
    owner: str = ""
    """Initials of who owns what is made."""
    exposed_to: str = ""
    """Title of a record that everybody may see, to which a lead goes that its owner alone could see."""
    impossible: Mapping[str, str] = field(default_factory=dict)
    """Choices that cannot be ticked for this lead ("contact", "opportunity"), and why (C05)."""
    offers: tuple[Offer, ...] = ()
    """Records on file that may be the same, for a person to choose (C10, C11)."""
    refusals: tuple[Refusal, ...] = ()
    became: Mapping[str, int] = field(default_factory=dict)
    """What a lead that is converted already became: IDs by record."""
    lead: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """Stored columns of the lead as they were read."""

    def sentences(self, reading: Reading) -> list[str]:
        """Return what would happen, a line each, in the language in use (LEAD-14, C20)."""
        if self.refusals:
            return [refusal.message for refusal in self.refusals]
        return list(self._sentences(reading))

    def offer_sentences(self) -> list[str]:
        """Return a line for each record on file that may be the same."""
        return [
            _("Also on file: {record} {name} ({reason}).").format(
                record=in_sentence(_(_RECORDS[offer.record].label)), name=offer.title, reason=_(REASONS[offer.reason])
            )
            for offer in self.offers
        ]

    def _sentences(self, reading: Reading) -> Iterator[str]:
        if self.customer is not None:
            yield from self._customer(self.customer)
        if self.contact is not None:
            yield from self._contact(self.contact)
        elif "contact" in self.impossible and self.choices.contact is not False:
            yield _("No contact: {reason}").format(reason=self.impossible["contact"])
        if self.opportunity is not None:
            yield from self._opportunity(self.opportunity, reading)
        elif "opportunity" in self.impossible and self.choices.opportunity:
            yield _("No opportunity: {reason}").format(reason=self.impossible["opportunity"])
        if any(outcome is not None and outcome.is_new for outcome in (self.customer, self.contact, self.opportunity)):
            yield _("Owner: {initials}.").format(initials=self.owner)
        if self.moved:
            activities = ", ".join(
                MOVED[kind](count).format(count=format_whole(count)) for kind, count in self.moved.items()
            )
            yield _(_MOVED_TO[self.moved_to]).format(activities=activities)
        if self.staying:
            yield ngettext(
                "{count} deactivated activity stays with the lead.",
                "{count} deactivated activities stay with the lead.",
                self.staying,
            ).format(count=format_whole(self.staying))
        yield from self._custom()
        if self.exposed_to:
            yield _(
                "The lead is visible to its owner only; what goes along becomes visible to all who see {name}."
            ).format(name=self.exposed_to)
        yield told_then(self.choices.then)

    def _customer(self, outcome: Outcome) -> Iterator[str]:
        if outcome.id is None:
            yield _(_KINDS[self.choices.customer]).format(name=outcome.title)
        else:
            yield from _used(_("Customer on file is used: {name} ({reason})."), outcome)
        if self.category is not None:
            yield _("Category: {name}.").format(name=self.category_name)

    def _contact(self, outcome: Outcome) -> Iterator[str]:
        if outcome.id is None:
            told = _("New contact: {name}, linked to the customer.") if self.links else _("New contact: {name}.")
            yield told.format(name=outcome.title)
        else:
            yield from _used(_("Contact on file is used: {name} ({reason})."), outcome)
            if self.links:
                yield _("{name} becomes a contact of the customer.").format(name=outcome.title)

    def _opportunity(self, outcome: Outcome, reading: Reading) -> Iterator[str]:
        amount = self.opportunity_values.get("amount")
        if amount is None:
            yield _("New opportunity: {name}.").format(name=outcome.title)
        else:
            yield _("New opportunity: {name}, {amount}.").format(
                name=outcome.title, amount=Opportunity.field("amount").format(amount, reading)
            )
        if self.opportunity_customer:
            yield _("It is the opportunity of {name}, which is on file.").format(name=self.opportunity_customer)
        stage = Opportunity.field("stage").format(self.opportunity_values.get("stage"), reading)
        if stage:
            yield _("Stage: {name}.").format(name=stage)
        if self.source:
            yield _("Source: {name}.").format(name=self.source)

    def _custom(self) -> Iterator[str]:
        carried = [told.label for told in self.custom if told.to]
        if carried:
            yield _("Custom fields carried over: {names}.").format(names=", ".join(carried))
        for told in self.custom:
            if not told.to:
                yield _("Custom field {name} is not carried over: {reason}.").format(
                    name=told.label, reason=_(told.reason)
                )


def told_then(then: str, *, many: bool = False) -> str:
    """Return the sentence for what becomes of the lead, or the leads, afterwards."""
    return _(_THEN[then][many])


def _used(sentence: str, outcome: Outcome) -> Iterator[str]:
    fields = _RECORDS[outcome.record].fields()
    yield sentence.format(name=outcome.title, reason=_(REASONS[outcome.reason]))
    if not outcome.active:
        yield _("It is deactivated, and stays so.")
    if outcome.filled:
        yield _("Filled there: {names}.").format(names=", ".join(fields[name].title for name in outcome.filled))
    if outcome.kept:
        yield _("Left there as they are: {names}.").format(names=", ".join(fields[name].title for name in outcome.kept))
