"""Customers, contacts, and the links between them (CUST-07 … CUST-13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.access.session_slots import ME, WARNED
from model.core.changes.opt_outs import WISHES, with_opt_outs
from model.core.changes.ownership import concerns_ownership, owned
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.currency import Currency
from model.core.fields.genders import GENDERS
from model.core.fields.numbers import Money, Percent, Whole, YesNo
from model.core.fields.references import Joined, Reference
from model.core.fields.structured import CustomValues
from model.core.fields.texts import Country, Email, OrgNumberText, Phone, Text, Website
from model.core.language import N_
from model.core.records.record import Record, Row
from model.core.records.views import View, in_use, not_in_use
from model.core.records.write_context import WriteContext
from model.core.storage.expressions import among
from model.customers import rules
from model.customers.relation_fields import CategoriesField, CustomerField, CustomersField, ProjectsField
from model.registry.warnings import RegisterWarningField

KINDS = (
    Choice(1, "customer", N_("Customer"), "", "C"),
    Choice(2, "supplier", N_("Supplier"), "", "S"),
    Choice(3, "both", N_("Customer and supplier"), "", "B"),
    Choice(4, "neither", N_("Neither"), "", "-"),
)
INVOICE_DELIVERIES = (
    Choice(1, "email", N_("E-mail")),
    Choice(2, "e_invoice", N_("E-invoice")),
    Choice(3, "letter", N_("Letter")),
)
CUSTOMER_ADDRESSES = ("invoice", "postal", "delivery", "visiting", "attestation")
CONTACT_ADDRESSES = ("postal", "visiting")
ADDRESS_PARTS = ("street", "postcode", "town", "region", "country")


@with_opt_outs
class Customer(Record):
    """A company or private person on file: customer, supplier, both, or neither (CUST-07).

    ``name`` is the company's name or the private person's last name. The five addresses are five columns each.
    """

    name_in_code = "customer"
    label = N_("Customer")
    label_plural = N_("Customers")
    hides = True
    numbered = True
    unique = (("number",),)
    filtered_besides = ("visiting_town", "email")
    relations = {"categories": CategoriesField("customer", width=20)}
    worked_out = {"register_warning": RegisterWarningField()}
    views = (
        View("mine", N_("Mine"), lambda customer: customer.owner == ME, "owner"),
        View("all", N_("All"), in_use),
        View(
            "customers", N_("Customers"), lambda customer: customer.active.yes & customer.kind.in_(("customer", "both"))
        ),
        View(
            "suppliers", N_("Suppliers"), lambda customer: customer.active.yes & customer.kind.in_(("supplier", "both"))
        ),
        View("private", N_("Private customers"), lambda customer: customer.active.yes & customer.private.yes),
        View(
            "warned",
            N_("Warned of in the register"),
            lambda customer: customer.active.yes & among(customer.org_number.folded, WARNED),
        ),
        View("deactivated", N_("Deactivated"), not_in_use),
    )
    indexes = (
        ("owner_only", "active", "owner"),
        ("name_key",),
        ("industry_key",),
        ("visiting_town_key",),
        ("changed_at",),
        ("created_at",),
        ("owner_key", "name_key"),
        ("changed_by_key", "name_key"),
        ("kind", "name_key"),
        ("employees",),
        ("revenue",),
    )

    number = Whole(N_("Customer no."), system=True, lowest=1, grouped=False, width=9, heading=N_("No."))
    name = Text(N_("Name"), required=True, searched=True, width=0)
    first_name = Text(N_("First name"), keyed=True, searched=True, width=14)
    kind = ChoiceField(N_("Kind"), KINDS, default="customer", width=12)
    private = YesNo(N_("Private customer"))
    org_number = OrgNumberText(N_("Org. no."), width=11)
    company_form = Text(N_("Company form"), longest=40, width=8)
    industry = Text(N_("Industry"), searched=True, width=18)
    website = Website(N_("Web page"), width=20)
    email = Email(N_("E-mail"), width=24)
    phone = Phone(N_("Telephone"), width=15)
    mobile = Phone(N_("Mobile"), width=15)
    fax = Phone(N_("Fax"), width=15)
    employees = Whole(N_("Employees"), width=9)
    revenue = Money(N_("Yearly revenue"), width=16)
    owner = Reference(N_("Owner"), "employee", keyed=True, width=5)
    owner_only = YesNo(N_("Visible to owner only"))
    parent = Reference(N_("Parent company"), "customer", width=18)
    source = Reference(N_("Source"), "option", scope="source", width=14)
    invoice_street = Text(N_("Invoice address"), width=20)
    invoice_postcode = Text(N_("Invoice postcode"), longest=12, width=8)
    invoice_town = Text(N_("Invoice town"), width=16)
    invoice_region = Text(N_("Invoice region"), width=14)
    invoice_country = Country(N_("Invoice country"), width=10)
    postal_street = Text(N_("Postal address"), width=20)
    postal_postcode = Text(N_("Postal postcode"), longest=12, width=8)
    postal_town = Text(N_("Postal town"), width=16)
    postal_region = Text(N_("Postal region"), width=14)
    postal_country = Country(N_("Postal country"), width=10)
    delivery_street = Text(N_("Delivery address"), width=20)
    delivery_postcode = Text(N_("Delivery postcode"), longest=12, width=8)
    delivery_town = Text(N_("Delivery town"), width=16)
    delivery_region = Text(N_("Delivery region"), width=14)
    delivery_country = Country(N_("Delivery country"), width=10)
    visiting_street = Text(N_("Visiting address"), width=20)
    visiting_postcode = Text(N_("Visiting postcode"), longest=12, width=8)
    visiting_town = Text(N_("Visiting town"), keyed=True, width=16)
    visiting_region = Text(N_("Visiting region"), width=14)
    visiting_country = Country(N_("Visiting country"), width=10)
    attestation_street = Text(N_("Attestation address"), width=20)
    attestation_postcode = Text(N_("Attestation postcode"), longest=12, width=8)
    attestation_town = Text(N_("Attestation town"), width=16)
    attestation_region = Text(N_("Attestation region"), width=14)
    attestation_country = Country(N_("Attestation country"), width=10)
    payment_terms = Whole(N_("Payment terms (days)"), highest=365, width=7)
    invoice_delivery = ChoiceField(N_("Delivery of invoice"), INVOICE_DELIVERIES, width=10)
    invoice_reference = Text(N_("Invoice reference"), width=16)
    discount = Percent(N_("Discount (%)"), width=8)
    price_list = Text(N_("Price list"), width=12)
    currency = Currency(N_("Currency"), width=4)
    supplier_account = Text(N_("Supplier account no."), width=14)
    supplier_terms = Whole(N_("Supplier terms (days)"), highest=365, width=7)
    custom = CustomValues(N_("Custom fields"))

    class Meta:
        table_name = "customer"

    @classmethod
    def complete(
        cls, change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Give it its number and owner; refuse a second one with the same organisation number."""
        return rules.complete(change, owned(change, cls, values, before), before)

    @classmethod
    def has_rules_for(cls, values: Mapping[str, Any]) -> bool:
        """Whether each row has to be looked at."""
        return concerns_ownership(values) or rules.has_rules_for(values)


@with_opt_outs
class Contact(Record):
    """A person; may belong to many customers, with a role in each (CUST-13)."""

    name_in_code = "contact"
    label = N_("Contact")
    label_plural = N_("Contacts")
    title_field = "name"
    hides = True
    single_fields = ("owner_only", *WISHES)
    filtered_besides = ("email", "customers")
    relations = {
        "customers": CustomersField("customers", N_("Customers"), width=24),
        "customer": CustomerField("customer", N_("Customer")),
        "categories": CategoriesField("contact", width=20),
        "projects": ProjectsField(width=24),
    }
    views = (
        View("mine", N_("Mine"), lambda customer: customer.owner == ME, "owner"),
        View("all", N_("All"), in_use),
        View("deactivated", N_("Deactivated"), not_in_use),
    )
    indexes = (
        ("owner_only", "active", "owner"),
        ("name_key",),
        ("last_name_key",),
        ("changed_at",),
        ("created_at",),
        ("owner_key", "name_key"),
        ("changed_by_key", "name_key"),
    )

    first_name = Text(N_("First name"), width=14)
    last_name = Text(N_("Last name"), keyed=True, required=True, width=16)
    name = Joined(N_("Name"), "first_name", "last_name", searched=True, width=0)
    title = Text(N_("Title"), width=16)
    gender = ChoiceField(N_("Gender"), GENDERS, width=8)
    email = Email(N_("E-mail"), width=24)
    phone = Phone(N_("Work telephone"), width=15)
    direct_phone = Phone(N_("Direct telephone"), width=15)
    mobile = Phone(N_("Mobile"), width=15)
    owner = Reference(N_("Owner"), "employee", keyed=True, width=5)
    owner_only = YesNo(N_("Visible to owner only"))
    source = Reference(N_("Source"), "option", scope="source", width=14)
    postal_street = Text(N_("Postal address"), width=20)
    postal_postcode = Text(N_("Postal postcode"), longest=12, width=8)
    postal_town = Text(N_("Postal town"), width=16)
    postal_region = Text(N_("Postal region"), width=14)
    postal_country = Country(N_("Postal country"), width=10)
    visiting_street = Text(N_("Visiting address"), width=20)
    visiting_postcode = Text(N_("Visiting postcode"), longest=12, width=8)
    visiting_town = Text(N_("Visiting town"), width=16)
    visiting_region = Text(N_("Visiting region"), width=14)
    visiting_country = Country(N_("Visiting country"), width=10)
    custom = CustomValues(N_("Custom fields"))

    class Meta:
        table_name = "contact"

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


class CustomerContact(Row):
    """A contact of a customer, with the role it has there."""

    name_in_code = "customer_contact"
    unique = (("customer", "contact"),)

    customer = Reference(N_("Customer"), "customer", required=True)
    contact = Reference(N_("Contact"), "contact", required=True)
    role = Text(N_("Role"))

    class Meta:
        table_name = "customer_contact"


class CustomerCategory(Row):
    """A category that a customer stands in."""

    name_in_code = "customer_category"
    unique = (("customer", "category"),)

    customer = Reference(N_("Customer"), "customer", required=True)
    category = Reference(N_("Category"), "option", scope="category", required=True)

    class Meta:
        table_name = "customer_category"


class ContactCategory(Row):
    """A category that a contact stands in."""

    name_in_code = "contact_category"
    unique = (("contact", "category"),)

    contact = Reference(N_("Contact"), "contact", required=True)
    category = Reference(N_("Category"), "option", scope="category", required=True)

    class Meta:
        table_name = "contact_category"
