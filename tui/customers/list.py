"""The list of customers."""

from __future__ import annotations

from model.core.changes.opt_outs import WISHES
from model.customers.records import Customer
from tui.widgets.columns import Column
from tui.widgets.list_screen import ListScreen


class CustomerList(ListScreen):
    """Screen 3."""

    record = Customer
    context = (
        "customers",
        "callable_list",
        "companies",
        "owned",
        "mergeable",
        "mergeable_list",
        "mail_merged",
        "records",
        "list",
    )
    default_columns = (
        Column("number", weight=6),
        Column("register_warning", weight=9),
        Column("name", weight=10),
        # As wide as the longest single word in the three languages: the sign before it takes the rest.
        Column("kind", 10, weight=5),
        Column("visiting_town", weight=7),
        Column("phone", weight=6),
        Column("industry", weight=3),
        Column("owner", weight=8),
        Column("changed_at", weight=2),
    )
    criteria_fields = (
        "name", "kind", "private", "categories", "owner", "industry", "visiting_town", "org_number", "email",
        "employees", "revenue", "number", "note", "source", "register_warning", *WISHES, "created_at", "changed_at",
    )  # fmt: skip
