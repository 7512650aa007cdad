"""The form of a lead (LEAD-06 … LEAD-08, LEAD-11, LEAD-12)."""

from __future__ import annotations

from collections.abc import Mapping

from model.core.changes.opt_outs import WISHES
from model.core.language import N_
from model.leads.records import Lead
from tui.widgets.duplicate_guard import duplicate_checks
from tui.widgets.form_state import Check
from tui.widgets.number_check import NumberCheck
from tui.widgets.record_form import RecordForm

_MAIL = tuple(name for name in WISHES if name != "do_not_call")
"""The wishes of the person whose address stands above them."""

HEADINGS = (
    (
        N_("Company"),
        (
            "name", "org_number", "industry", "website", "phone", "fax", "employees", "revenue", "creditworthy",
            "payment_remarks",
        ),
    ),
    (
        N_("Follow-up"),
        (
            "subject", "status", "classification", "owner", "owner_only", "do_not_call", "source", "campaign",
            "first_contact",
        ),
    ),
    (N_("Person"), ("first_name", "last_name", "title", "gender", "email", "direct_phone", "mobile", *_MAIL)),
    (N_("Address"), ("street", "postcode", "town", "region", "country")),
    (N_("Note"), ("note",)),
)  # fmt: skip
"""The fields of a lead as its form and its card show them."""


class LeadForm(RecordForm):
    """A lead being filled in."""

    context = ("mergeable_form", "form")
    record = Lead
    headings = HEADINGS
    new_name = N_("New lead {name}")
    change_name = N_("Change lead {name}")

    def checks(self) -> Mapping[str, Check]:
        """Ask about the organisation number, and whether what is new is on file already."""
        return {
            **duplicate_checks(self.app, Lead, self.record_id, ("name", "phone", "email", "direct_phone", "mobile")),
            "org_number": NumberCheck(self.app, Lead, self.record_id),
        }
