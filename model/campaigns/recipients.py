"""The recipients of a campaign (CAMP-10 … CAMP-13).

A recipient is a part of its campaign: it goes with it, and is seen where the campaign is. It stands for a customer, a
contact or a lead, or for nobody on file. What it says of them follows them until it is sent; see
:mod:`model.campaigns.followed_fields`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.campaigns import followed_fields, recipient_rules
from model.campaigns.followed_fields import BOTH, CONTACT, CUSTOMER, LEAD, MANUAL, SUPPLIER
from model.core.access.session import Session
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.numbers import YesNo
from model.core.fields.references import Joined, Reference
from model.core.fields.texts import Country, Email, OrgNumberText, Phone, Text, Website
from model.core.fields.times import Moment
from model.core.language import N_
from model.core.records.record import Record
from model.core.records.views import View, in_use
from model.core.records.write_context import WriteContext

SOURCES = (
    Choice(CUSTOMER, "customer", N_("Customer"), "■", "C"),
    Choice(SUPPLIER, "supplier", N_("Supplier"), "□", "S"),
    Choice(BOTH, "both", N_("Customer and supplier"), "▣", "B"),
    Choice(CONTACT, "contact", N_("Contact"), "●", "P"),
    Choice(LEAD, "lead", N_("Lead"), "◇", "L"),
    Choice(MANUAL, "manual", N_("Entered by hand"), "✎", "m"),
)
"""CAMP-10: what a recipient is taken from."""

UNCONFIRMED, CONFIRMED, DEACTIVATED = range(1, 4)
"""The numbers under which :data:`STATUSES` are stored."""

STATUSES = (
    Choice(UNCONFIRMED, "unconfirmed", N_("Unconfirmed"), "⚐", "u", "warm"),
    Choice(CONFIRMED, "confirmed", N_("Confirmed"), "✓", "v", "good"),
    Choice(DEACTIVATED, "deactivated", N_("Deactivated"), "✗", "x", "bad"),
)
"""CAMP-10: yellow, green and red; each has a sign of its own, as no sign differs from another by colour alone."""

NONE, POSITIVE, NEGATIVE, RETURNED = range(1, 5)
"""The numbers under which :data:`RESPONSES` are stored."""

RESPONSES = (
    Choice(NONE, "none", N_("None")),
    Choice(POSITIVE, "positive", N_("Positive"), "+", "+", "good"),
    Choice(NEGATIVE, "negative", N_("Negative"), "−", "-", "bad"),
    Choice(RETURNED, "returned", N_("Returned"), "←", "<", "warm"),
)


class RecipientName(Joined):
    """What a recipient is called: the company and the contact, or where it has neither, the e-mail address."""

    def join(self, row: Any) -> str:
        """Return the text for the values in ``row`` (a mapping by field name)."""
        company, contact, email = (row.get(name) or "" for name in self.parts)
        return ", ".join(filter(None, (company, contact))) or email


class Recipient(Record):
    """One addressee of a campaign.

    At most one of ``of_customer``, ``of_contact`` and ``of_lead`` is set. ``typed_over`` names, with commas around
    them, the fields that somebody gave another value here than the record has: they do not follow it. ``sent_at`` is
    set with ``sent``.
    """

    name_in_code = "recipient"
    label = N_("Recipient")
    label_plural = N_("Recipients")
    part_of = "campaign"
    visible_through = ("campaign", "of_customer", "of_contact", "of_lead")
    stands_for = followed_fields.REFERENCES
    follows = ("customer", "contact", "lead", "customer_contact", "recipient")
    single_fields = ("email", "sent", "sent_at")
    calling = "model.campaigns.called_recipients.RECIPIENT"
    filtered_besides = ("name", "email", "town")
    views = (
        View("all", N_("All"), in_use),
        View(
            "unconfirmed",
            N_("Unconfirmed"),
            lambda recipient: recipient.active.yes & (recipient.status == "unconfirmed"),
        ),
        View("confirmed", N_("Confirmed"), lambda recipient: recipient.active.yes & (recipient.status == "confirmed")),
        View(
            "deactivated",
            N_("Deactivated"),
            lambda recipient: recipient.active.yes & (recipient.status == "deactivated"),
        ),
        View("unsent", N_("Not sent"), lambda recipient: recipient.sent.no, "sent"),
        View("sent", N_("Sent"), lambda recipient: recipient.sent.yes, "sent"),
        View("responded", N_("Positive response"), lambda recipient: recipient.response == "positive", "response"),
        View("returned", N_("Returned"), lambda recipient: recipient.response == "returned", "response"),
    )
    unique = (("campaign", "of_customer"), ("campaign", "of_contact"), ("campaign", "of_lead"))
    indexes = (
        ("name_key",),
        ("campaign", "name_key"),
        ("campaign", "company_key"),
        ("campaign", "contact_key"),
        ("campaign", "email_key"),
        ("campaign", "phone_key"),
        ("campaign", "mobile_key"),
        ("campaign", "source", "name_key"),
        ("campaign", "status", "name_key"),
        ("campaign", "response", "name_key"),
        ("campaign", "sent", "name_key"),
        ("campaign", "changed_at"),
    )

    campaign = Reference(N_("Campaign"), "campaign", required=True, width=20)
    source = ChoiceField(N_("Source"), SOURCES, default="manual", system=True, width=12)
    status = ChoiceField(N_("Status"), STATUSES, default="unconfirmed", width=12)
    name = RecipientName(N_("Recipient"), "company", "contact", "email", width=0)
    company = Text(N_("Company name"), keyed=True, width=24, heading=N_("Company"))
    contact = Text(N_("Contact person"), keyed=True, width=20, heading=N_("Contact"))
    org_number = OrgNumberText(N_("Org. no."), width=11)
    company_form = Text(N_("Company form"), longest=40, width=8)
    industry = Text(N_("Industry"), width=18)
    sales_region = Reference(N_("Sales region"), "option", scope="sales_region", width=14)
    email = Email(N_("E-mail"), width=24)
    website = Website(N_("Web page"), width=20)
    phone = Phone(N_("Work telephone"), width=15)
    mobile = Phone(N_("Mobile"), width=15)
    fax = Phone(N_("Fax"), width=15)
    street = Text(N_("Street"), width=20)
    postcode = Text(N_("Postcode"), longest=12, width=8)
    town = Text(N_("Town"), width=16)
    region = Text(N_("Region"), width=14)
    country = Country(N_("Country"), width=10)
    sent = YesNo(N_("Sent"), width=5)
    sent_at = Moment(N_("Sent at"), past=True)
    response = ChoiceField(N_("Response"), RESPONSES, default="none", width=10)
    of_customer = Reference(N_("Customer"), "customer", system=True, width=20)
    of_contact = Reference(N_("Contact"), "contact", system=True, width=20)
    of_lead = Reference(N_("Lead"), "lead", system=True, width=20)
    typed_over = Text(N_("Typed here"), system=True, width=16)

    class Meta:
        table_name = "recipient"

    @classmethod
    def complete(
        cls, change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Refuse an address that the campaign has already, and keep what was typed here from following the record."""
        return recipient_rules.complete(change, values, before)

    @classmethod
    def has_rules_for(cls, values: Mapping[str, Any]) -> bool:
        """Whether each row has to be looked at."""
        return recipient_rules.has_rules_for(values)

    @classmethod
    def united(cls, ended: Mapping[str, Any], stays: Mapping[str, Any]) -> dict[str, Any]:
        """Return what one recipient gets of another that stands for the same record now (M23)."""
        return recipient_rules.united(ended, stays, super().united(ended, stays))

    @classmethod
    def follow_change(cls, change: WriteContext[Session]) -> None:
        """Have what is not sent yet say what its record says now."""
        followed_fields.refresh(change)
