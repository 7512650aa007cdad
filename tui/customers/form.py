"""The form of a customer, company or private (CUST-07 … CUST-12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.fetch import read
from model.core.access.session import Session
from model.core.changes.change import Change
from model.core.changes.opt_outs import WISHES
from model.core.fields.base import Field
from model.core.language import N_
from model.customers.records import Customer
from model.customers.rules import called
from tui.widgets.categories import categories_field, put_changed, put_new
from tui.widgets.duplicate_guard import duplicate_checks
from tui.widgets.form_layout import Description
from tui.widgets.form_state import Check, Saving
from tui.widgets.number_check import NumberCheck
from tui.widgets.record_form import RecordForm


def _address(kind: str) -> tuple[str, ...]:
    return tuple(f"{kind}_{part}" for part in ("street", "postcode", "town", "region", "country"))


COMPANY = (
    "name", "org_number", "kind", "company_form", "industry", "website", "email", "phone", "mobile", "fax", "employees",
    "revenue",
)  # fmt: skip
PRIVATE = ("first_name", "name", "kind", "email", "phone", "mobile")
FOLLOW_UP = ("owner", "owner_only", *WISHES, "categories", "source", "parent", "private", "first_name")
HEADINGS = (
    (N_("Follow-up"), FOLLOW_UP),
    (N_("Visiting address"), _address("visiting")),
    (N_("Postal address"), _address("postal")),
    (N_("Note"), ("note",)),
    (N_("Invoice address"), _address("invoice")),
    (N_("Delivery address"), _address("delivery")),
    (N_("Attestation address"), _address("attestation")),
    (
        N_("Invoicing and price"),
        ("payment_terms", "invoice_delivery", "invoice_reference", "discount", "price_list", "currency"),
    ),
    (N_("Supplier"), ("supplier_account", "supplier_terms")),
)
"""All but the first heading, which says who it is."""


class CustomerForm(RecordForm):
    """A customer being filled in; ``private`` begins one who is a person."""

    context = ("mergeable_form", "form")
    record = Customer
    new_name = N_("New customer {name}")
    change_name = N_("Change customer {name}")

    def __init__(self, record_id: int | None = None, *, private: bool = False, **options: Any) -> None:
        super().__init__(record_id, **options)
        self.private = private
        if private:
            self.prefill["private"] = True

    def description(self) -> Description:
        """A private customer's name has two parts, and nothing that only companies have."""
        if self.private:
            follow_up = tuple(name for name in FOLLOW_UP if name not in ("parent", "first_name"))
            return ((N_("Private customer"), PRIVATE), (N_("Follow-up"), follow_up), *HEADINGS[1:])
        return ((N_("Company"), COMPANY), *HEADINGS)

    def prepare(self, session: Session) -> None:
        """See whether the customer on file is a private one."""
        if self.record_id is not None:
            self.private = read(session, Customer, self.record_id).private
        elif self.found is not None:
            self.private = self.found.values.get("private") == "yes" or bool(self.found.values.get("first_name"))

    def extras(self, session: Session) -> dict[str, tuple[Field, Any]]:
        """Add the categories, which are links."""
        return categories_field(session, "customer", self.record_id)

    def name_of(self, values: Mapping[str, Any]) -> str:
        """Return the whole name of a private customer."""
        return called(values.get("name"), values.get("first_name"), self.private)

    def insert(self, made: Change, values: dict[str, Any]) -> int:
        """Put it on file, in its categories."""
        chosen = values.pop("categories", ())
        customer = super().insert(made, values)
        put_new(made, "customer", customer, chosen)
        return customer

    def update(self, made: Change, saving: Saving, values: dict[str, Any]) -> None:
        """Write what differs; of the categories what was added and taken away, so that a colleague's stay."""
        chosen = values.pop("categories", None)
        super().update(made, saving, values)
        put_changed(made, "customer", saving, chosen)

    def checks(self) -> Mapping[str, Check]:
        """Ask about the organisation number, and whether what is new is on file already."""
        found: dict[str, Check] = {}
        found.update(duplicate_checks(self.app, Customer, self.record_id, ("name", "email", "phone", "mobile")))
        if not self.private:
            found["org_number"] = NumberCheck(self.app, Customer, self.record_id)
        return found
