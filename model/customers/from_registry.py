"""What a company's public register says of it, as the fields of a customer (CUST-03, CUST-08)."""

from __future__ import annotations

from typing import Any

from model.core.changes.opt_outs import CHANNELS
from model.registry.unit import Address, Unit

_DENMARK = "+45"


def customer_fields(unit: Unit) -> dict[str, Any]:
    """Return the values of a customer's fields for ``unit``, only those that the register knows.

    The name stays as the register writes it. The invoice goes where post goes; a visiting address that the register
    lacks is the postal one, so that the company has a town.
    """
    values = {
        "name": unit.name,
        "org_number": unit.org_number,
        "company_form": unit.company_form,
        "industry": unit.industry,
        "website": unit.website,
        "email": unit.email,
        "phone": with_prefix(unit.phone, unit.country),
        "mobile": with_prefix(unit.mobile, unit.country),
        "employees": unit.employees,
        **wishes(unit.no_marketing),
        **address_fields("visiting_", unit.street_address, unit.country),
        **address_fields("postal_", unit.post, unit.country),
        **address_fields("invoice_", unit.post, unit.country),
    }
    return {name: value for name, value in values.items() if value not in (None, "")}


def wishes(no_marketing: bool) -> dict[str, Any]:
    """Return the wishes of a company that has had the register note that it wants no marketing: by no channel."""
    if not no_marketing:
        return {}
    return {
        name: value
        for channel in CHANNELS.values()
        for name, value in ((channel.field, True), (channel.source, "register"))
    }


def address_fields(prefix: str, address: Address, country: str) -> dict[str, str]:
    """Return the five columns of an address under ``prefix``; ``country`` stands where the address names none."""
    if not address:
        return {}
    return {
        f"{prefix}street": address.street,
        f"{prefix}postcode": address.postcode,
        f"{prefix}town": address.town,
        f"{prefix}region": address.municipality,
        f"{prefix}country": address.country or country,
    }


def with_prefix(number: str, country: str) -> str:
    """Return a Danish number with its prefix, so that nobody takes it for a Norwegian one; others as they are."""
    bare = number.strip()
    if country == "DK" and bare and not bare.startswith(("+", "00")):
        return f"{_DENMARK} {bare}"
    return bare
