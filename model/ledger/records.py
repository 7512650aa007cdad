"""The ledger entry (CUST-20): an invoice, credit note or payment on a customer's or supplier's account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from model.core.access.session import Session
from model.core.access.session_slots import DAY
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.currency import Amount, Currency
from model.core.fields.numbers import Whole, YesNo
from model.core.fields.references import Reference
from model.core.fields.structured import CustomValues
from model.core.fields.texts import Text
from model.core.fields.times import Day
from model.core.language import N_
from model.core.records.record import Record
from model.core.records.views import View, in_use
from model.core.records.write_context import WriteContext
from model.core.storage.drivers import peewee
from model.ledger import rules
from model.ledger.settlement import settle
from model.ledger.state_field import StateField

LEDGERS = (
    Choice(1, "customer", N_("Customer ledger"), "", "C"),
    Choice(2, "supplier", N_("Supplier ledger"), "", "S"),
)


def _overdue(entry: Any) -> Any:
    """Return the condition for what is owed since a day that has passed, as :mod:`model.ledger.balances` counts it."""
    due = peewee.fn.coalesce(entry.due, entry.date)
    return entry.active.yes & entry.closed.no & (entry.balance > Decimal(0)) & (due < DAY)


class LedgerEntry(Record):
    """One entry on the account of a customer, in the customer ledger or the supplier ledger.

    ``amount`` has its sign: an invoice adds to what is owed, in the supplier ledger to what the company owes; a payment
    or a credit note is negative. Entries that settle each other share a ``link_id``. ``balance`` is what is left of the
    amount, with its sign; ``closed`` is yes once nothing is left of the whole link. The three are kept by
    :mod:`model.ledger.links`. ``external_id`` is what another program calls the entry; no two entries have the same.
    """

    name_in_code = "ledger_entry"
    free_texts = ("text", "reference", "note")
    label = N_("Ledger entry")
    label_plural = N_("Ledger entries")
    visible_through = ("customer",)
    title_field = "number"
    natural_order = ("-date",)
    views = (
        View("all", N_("All"), in_use),
        View("open", N_("Open entries"), lambda entry: entry.active.yes & entry.closed.no),
        View("closed", N_("Closed entries"), lambda entry: entry.active.yes & entry.closed.yes),
        View("overdue", N_("Overdue"), _overdue),
        View("customer", N_("Customer ledger"), lambda entry: entry.ledger == "customer", "ledger"),
        View("supplier", N_("Supplier ledger"), lambda entry: entry.ledger == "supplier", "ledger"),
    )
    unique = (("external_id",),)
    indexes = (
        ("date",),
        ("due",),
        ("number_key",),
        ("customer_key", "date"),
        ("link_id?",),
        ("customer", "ledger", "date"),
        ("customer", "ledger", "due"),
        ("customer", "ledger", "link_id"),
        ("customer", "ledger", "closed", "date"),
        ("customer", "ledger", "closed", "due"),
        ("customer", "ledger", "closed", "link_id"),
        # What is owed, and since when, is added up from the index alone.
        ("closed", "customer", "ledger", "currency", "due", "date", "balance"),
    )
    worked_out = {"state": StateField()}
    filtered_besides = ("number", "text", "reference", "customer")

    ledger = ChoiceField(N_("Ledger"), LEDGERS, default="customer", width=10)
    customer = Reference(N_("Customer"), "customer", required=True, keyed=True, width=22)
    number = Text(N_("Voucher no."), keyed=True, longest=100, width=10, heading=N_("Voucher"))
    date = Day(N_("Date"), width=10)
    due = Day(N_("Due date"), width=10, heading=N_("Due"))
    text = Text(N_("Text"), longest=500, width=0)
    reference = Text(N_("Reference"), longest=100, width=14)
    currency = Currency(N_("Currency"), width=4)
    amount = Amount(N_("Amount"), required=True, width=14)
    balance = Amount(N_("Remaining amount"), system=True, width=14, heading=N_("Remaining"))
    link_id = Whole(N_("Link ID"), system=True, grouped=False, width=10, heading=N_("Link no."), highest=2**62)
    closed = YesNo(N_("Settled"), system=True, width=6)
    external_id = Text(N_("External ID"), longest=200, width=16)
    custom = CustomValues(N_("Custom fields"))

    class Meta:
        table_name = "ledger_entry"

    @classmethod
    def complete(
        cls, change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Fill in date, currency and due date; refuse what a linked entry cannot do without."""
        return rules.complete(change, values, before)

    @classmethod
    def has_rules_for(cls, values: Mapping[str, Any]) -> bool:
        """Whether each row has to be looked at."""
        return rules.has_rules_for(values)

    @classmethod
    def follow(
        cls, change: WriteContext[Session], record_id: int, values: Mapping[str, Any], before: Mapping[str, Any] | None
    ) -> None:
        """Spread the balance of its link anew where the entry is due at another time now."""
        if before is not None and before["link_id"] is not None and rules.is_due_differently(values, before):
            settle(change, before["link_id"])

    @classmethod
    def delete_refusals(cls, session: Session, ids: Sequence[int]) -> list[str]:
        """Refuse to delete linked entries: those that they settle would be open again unsaid."""
        return rules.delete_refusals(session, ids)
