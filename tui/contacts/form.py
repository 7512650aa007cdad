"""The form of a contact (CUST-13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.changes.change import Change
from model.core.changes.opt_outs import WISHES
from model.core.company.drafts import FoundDraft
from model.core.errors import UserError
from model.core.fields.base import Field
from model.core.fields.references import Reference
from model.core.fields.texts import Text
from model.core.language import N_, _
from model.core.text import visible
from model.customers.links import link
from model.customers.records import Contact
from tui.contacts.role_offers import RoleOffers
from tui.widgets.categories import categories_field, put_changed, put_new
from tui.widgets.duplicate_guard import duplicate_checks
from tui.widgets.form_layout import Description
from tui.widgets.form_state import Check, Saving
from tui.widgets.record_form import RecordForm


def _address(kind: str) -> tuple[str, ...]:
    return tuple(f"{kind}_{part}" for part in ("street", "postcode", "town", "region", "country"))


class ContactForm(RecordForm):
    """A contact being filled in; with ``customer``, one that becomes a contact of that customer, with a role there."""

    context = ("mergeable_form", "form")
    record = Contact
    new_name = N_("New contact {name}")
    change_name = N_("Change contact {name}")

    def __init__(
        self,
        record_id: int | None = None,
        *,
        customer: int | None = None,
        draft: FoundDraft | None = None,
        **prefill: Any,
    ) -> None:
        super().__init__(record_id, draft=draft, **prefill)
        place = (draft.record if draft is not None else "").partition("@customer:")[2]
        self.customer = int(place) if place.isdecimal() else customer
        self.customer_name = ""

    def description(self) -> Description:
        """A new one says at which customer, and as what; on file its card has all of them."""
        person = ("first_name", "last_name", "title", "gender", "email", "direct_phone", "mobile", "phone")
        return (
            (N_("Person"), (*person[:3], *(("customer", "role") if self.record_id is None else ()), *person[3:])),
            (N_("Follow-up"), ("owner", "owner_only", *WISHES, "categories", "source")),
            (N_("Postal address"), _address("postal")),
            (N_("Visiting address"), _address("visiting")),
            (N_("Note"), ("note",)),
        )

    def prepare(self, session: Session) -> None:
        """Find out what the customer is called."""
        if self.customer:
            self.customer_name = visible(session.names.title_of("customer", self.customer))

    def extras(self, session: Session) -> dict[str, tuple[Field, Any]]:
        """Add the categories, which are links, and for a new one the customer and the role there."""
        found = categories_field(session, "contact", self.record_id)
        if self.record_id is not None:
            return found
        role = _("Role at {name}").format(name=self.customer_name) if self.customer else N_("Role")
        return {"customer": (Reference(N_("Customer"), "customer"), self.customer), "role": (Text(role), None), **found}

    def checks(self) -> Mapping[str, Check]:
        """Ask whether the person is on file already, and which role is meant."""
        names = ("last_name", "email", "direct_phone", "mobile", "phone")
        roles: dict[str, Check] = {"role": RoleOffers(self)} if self.record_id is None else {}
        return {**duplicate_checks(self.app, Contact, self.record_id, names), **roles}

    def draft_name(self) -> str:
        """Keep the customer with the draft."""
        return f"{super().draft_name()}@customer:{self.customer}" if self.customer else super().draft_name()

    def insert(self, made: Change, values: dict[str, Any]) -> int:
        """Put it on file, linked to the customer, in its categories."""
        chosen = values.pop("categories", ())
        role, customer = values.pop("role", None), values.pop("customer", None)
        if role and customer is None:
            raise UserError(_("Say at which customer the role is."), "customer")
        contact = super().insert(made, values)
        if customer is not None:
            link(made, customer, contact, role)
        put_new(made, "contact", contact, chosen)
        return contact

    def update(self, made: Change, saving: Saving, values: dict[str, Any]) -> None:
        """Write what differs; of the categories what was added and taken away, so that a colleague's stay."""
        chosen = values.pop("categories", None)
        super().update(made, saving, values)
        put_changed(made, "contact", saving, chosen)
