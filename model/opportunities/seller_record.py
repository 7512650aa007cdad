"""The share of an employee in an opportunity (OPP-07)."""

from __future__ import annotations

from model.core.fields.numbers import Percent
from model.core.fields.references import Reference
from model.core.language import N_
from model.core.records.record import Row


class Seller(Row):
    """An employee's share, in percent, of an opportunity's amount."""

    name_in_code = "seller"
    unique = (("opportunity", "employee"),)
    indexes = (("employee", "opportunity"),)

    opportunity = Reference(N_("Opportunity"), "opportunity", required=True)
    employee = Reference(N_("Seller"), "employee", required=True)
    share = Percent(N_("Share (%)"), required=True)

    class Meta:
        table_name = "opportunity_seller"
