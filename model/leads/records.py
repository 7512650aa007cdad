"""The lead (LEAD-01 … LEAD-09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.access.session_slots import ME, WARNED
from model.core.changes.opt_outs import WISHES, with_opt_outs
from model.core.changes.ownership import concerns_ownership, owned
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.genders import GENDERS
from model.core.fields.numbers import Money, Whole, YesNo, YesNoUnknown
from model.core.fields.references import Joined, Reference
from model.core.fields.structured import CustomValues
from model.core.fields.texts import Country, Email, OrgNumberText, Phone, Text, Website
from model.core.fields.times import Moment
from model.core.language import N_
from model.core.records.record import Record
from model.core.records.views import View, in_use, not_in_use
from model.core.records.write_context import WriteContext
from model.core.storage.expressions import among, differs
from model.leads.worked_out import ConvertedField
from model.registry.warnings import RegisterWarningField

CLASSIFICATIONS = (
    Choice(1, "hot", N_("Hot"), "▲", "H", "warm"),
    Choice(2, "none", N_("Not set"), "", "", ""),
    Choice(3, "cold", N_("Cold"), "☁", "c", "cold"),
)
STATUSES = (
    Choice(1, "contacted", N_("Contacted"), "✓", "v", "good"),
    Choice(2, "not_contacted", N_("Not contacted"), "", "", ""),
    Choice(3, "unreachable", N_("Lost"), "✗", "x", "bad"),
)


@with_opt_outs
class Lead(Record):
    """A possible customer before the first contact has succeeded.

    ``status`` unreachable is what the lists call lost: cannot be contacted, not interested, of no interest for other
    reasons (LEAD-03). After conversion the ``converted_`` fields say when, by whom, and what it became.
    """

    name_in_code = "lead"
    free_texts = ("name", "subject", "note")
    label = N_("Lead")
    label_plural = N_("Leads")
    hides = True
    single_fields = ("owner_only", *WISHES)
    views = (
        View("mine", N_("Mine"), lambda lead: lead.owner == ME, "owner"),
        View("unowned", N_("Without owner"), lambda lead: lead.owner.is_null(), "owner"),
        View("all", N_("All"), in_use),
        View("active", N_("Active (not lost)"), lambda lead: lead.active.yes & differs(lead.status, "unreachable")),
        View("lost", N_("Lost"), lambda lead: lead.active.yes & (lead.status == "unreachable")),
        View("converted", N_("Converted"), lambda lead: lead.converted_at.is_null(False)),
        View(
            "warned",
            N_("Warned of in the register"),
            lambda lead: lead.active.yes & among(lead.org_number.folded, WARNED),
        ),
        View("deactivated", N_("Deactivated"), not_in_use),
    )
    indexes = (
        ("owner_only", "active", "owner", "status"),
        ("converted_at?",),
        ("name_key",),
        ("subject_key",),
        ("industry_key",),
        ("person_key",),
        ("town_key",),
        ("changed_at",),
        ("created_at",),
        ("owner_key", "name_key"),
        ("changed_by_key", "name_key"),
        ("status", "name_key"),
        ("classification", "name_key"),
        ("employees",),
        ("revenue",),
    )

    filtered_besides = ("town", "email")
    worked_out = {
        "converted": ConvertedField(N_("Is converted"), heading=">"),
        "register_warning": RegisterWarningField(),
    }

    name = Text(N_("Name"), required=True, searched=True, width=0)
    subject = Text(N_("Subject"), searched=True, width=20)
    industry = Text(N_("Industry"), searched=True, width=18)
    website = Website(N_("Web page"), width=20)
    org_number = OrgNumberText(N_("Org. no."), width=11)
    phone = Phone(N_("Telephone"), width=15)
    fax = Phone(N_("Fax"), width=15)
    employees = Whole(N_("Employees"), width=9)
    revenue = Money(N_("Yearly revenue"), width=16)
    creditworthy = YesNoUnknown(N_("Creditworthy"), width=12)
    payment_remarks = YesNoUnknown(N_("Payment remarks"), width=12)
    owner = Reference(N_("Owner"), "employee", keyed=True, width=5)
    owner_only = YesNo(N_("Visible to owner only"))
    status = ChoiceField(N_("Status"), STATUSES, default="not_contacted", width=14)
    first_contact = Moment(N_("First contact"), past=True)
    classification = ChoiceField(N_("Classification"), CLASSIFICATIONS, default="none", width=10)
    source = Reference(N_("Source"), "option", scope="source", width=14)
    campaign = Reference(N_("Campaign"), "campaign", width=18)
    last_name = Text(N_("Last name"), width=16)
    first_name = Text(N_("First name"), width=14)
    person = Joined(N_("Contact person"), "first_name", "last_name", searched=True, width=20)
    title = Text(N_("Title"), width=16)
    gender = ChoiceField(N_("Gender"), GENDERS, width=8)
    email = Email(N_("E-mail"), width=24)
    direct_phone = Phone(N_("Direct telephone"), width=15)
    mobile = Phone(N_("Mobile"), width=15)
    street = Text(N_("Street"), width=20)
    postcode = Text(N_("Postcode"), longest=12, width=8)
    town = Text(N_("Town"), keyed=True, width=16)
    region = Text(N_("Region"), width=14)
    country = Country(N_("Country"), width=10)
    converted_at = Moment(N_("Converted"), system=True, past=True)
    converted_by = Reference(N_("Converted by"), "employee", system=True)
    converted_customer = Reference(N_("Became customer"), "customer", system=True)
    converted_contact = Reference(N_("Became contact"), "contact", system=True)
    converted_opportunity = Reference(N_("Became opportunity"), "opportunity", system=True)
    custom = CustomValues(N_("Custom fields"))

    class Meta:
        table_name = "lead"

    @classmethod
    def complete(
        cls, change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Give it its owner."""
        return owned(change, cls, values, before)

    @classmethod
    def has_rules_for(cls, values: Mapping[str, Any]) -> bool:
        """Whether each row has to be looked at."""
        return concerns_ownership(values)
