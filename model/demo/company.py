"""The head of the company whose made-up data the demo shows, for what is sent to its customers (OPP-19)."""

from __future__ import annotations

from model.core.settings import CompanySettings

HEAD = CompanySettings(
    name="Fjordvik Handel AS",
    org_number="999 888 777",  # its check digit is wrong: it is nobody's
    vat_registered=True,
    address="Sjøgata 14\n9008 Tromsø",
    account="1234 56 78901",
    email="ordre@example.no",
    phone="+47 99 99 99 99",
)
