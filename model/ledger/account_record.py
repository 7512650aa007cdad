"""Under which number a customer stands in somebody's accounts (CUST-20)."""

from __future__ import annotations

from model.core.fields.choices import ChoiceField
from model.core.fields.references import Reference
from model.core.fields.texts import Text
from model.core.language import N_
from model.core.records.record import Row
from model.ledger.records import LEDGERS


class LedgerAccount(Row):
    """A customer's account in the accounts of ``company``, which is named by its organisation number.

    By these a later file finds the customer again, whatever number it has here.
    """

    name_in_code = "ledger_account"
    unique = (("company", "ledger", "number"),)
    indexes = (("customer",),)

    customer = Reference(N_("Customer"), "customer", required=True)
    ledger = ChoiceField(N_("Ledger"), LEDGERS, default="customer")
    company = Text(N_("Company"), required=True, longest=40)
    number = Text(N_("Account no."), required=True, longest=100)

    class Meta:
        table_name = "ledger_account"
