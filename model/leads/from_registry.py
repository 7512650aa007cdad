"""What a company's public register says of it, as the fields of a lead (LEAD-12, CUST-03)."""

from __future__ import annotations

from typing import Any

from model.customers.from_registry import address_fields, wishes, with_prefix
from model.registry.unit import Unit


def lead_fields(unit: Unit) -> dict[str, Any]:
    """Return the values of a lead's fields for ``unit``, only those that the register knows.

    A lead has one address: where the company is, or else where its post goes.
    """
    values = {
        "name": unit.name,
        "org_number": unit.org_number,
        "industry": unit.industry,
        "website": unit.website,
        "email": unit.email,
        "phone": with_prefix(unit.phone, unit.country),
        "mobile": with_prefix(unit.mobile, unit.country),
        "employees": unit.employees,
        **wishes(unit.no_marketing),
        **address_fields("", unit.street_address, unit.country),
    }
    values.setdefault("country", unit.country)
    return {name: value for name, value in values.items() if value not in (None, "")}
