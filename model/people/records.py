"""Employees (COM-14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from model.core.access.session import Session
from model.core.fields.choices import Choice, ChoiceField
from model.core.fields.texts import Email, Phone, Text
from model.core.language import N_
from model.core.records.record import Record
from model.core.records.views import View, in_use, not_in_use
from model.core.records.write_context import WriteContext
from model.people import rules

ROLES = (
    Choice(1, "administrator", N_("Administrator")),
    Choice(2, "seller", N_("Seller")),
    Choice(3, "reader", N_("Reader")),
)


class Employee(Record):
    """A user of the system, known by initials; ``account`` is the operating system's account that signs in as it."""

    name_in_code = "employee"
    label = N_("Employee")
    label_plural = N_("Employees")
    title_field = "initials"
    natural_order = ("initials",)
    unique = (("initials_key",), ("account",))
    views = (
        View("all", N_("All"), in_use),
        View("deactivated", N_("Deactivated"), not_in_use),
    )

    initials = Text(N_("Initials"), keyed=True, required=True, longest=8, width=6)
    name = Text(N_("Name"), required=True, searched=True, width=0)
    email = Email(N_("E-mail"), width=24)
    phone = Phone(N_("Telephone"), width=15)
    role = ChoiceField(N_("Role"), ROLES, default="seller", width=14)
    account = Text(N_("Account"), width=14)

    class Meta:
        table_name = "employee"

    @classmethod
    def complete(
        cls, change: WriteContext[Session], values: dict[str, Any], before: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Let administrators alone save employees, and keep one who can."""
        return rules.complete(change, values, before)

    @classmethod
    def check_after(cls, change: WriteContext[Session]) -> None:
        """Keep an administrator, whatever the change did."""
        rules.keep_an_administrator(change)

    @classmethod
    def has_rules_for(cls, values: Mapping[str, Any]) -> bool:
        """Whether each row has to be looked at: always."""
        return True
