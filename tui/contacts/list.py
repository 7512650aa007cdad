"""The list of contacts."""

from __future__ import annotations

from model.core.changes.opt_outs import WISHES
from model.customers.records import Contact
from tui.widgets.columns import Column
from tui.widgets.list_screen import ListScreen


class ContactList(ListScreen):
    """Screen 4."""

    record = Contact
    context = ("contacts", "callable_list", "owned", "mergeable", "mergeable_list", "mail_merged", "records", "list")
    default_columns = (
        Column("name", weight=10),
        Column("title", weight=5),
        Column("email", weight=6),
        Column("phone", weight=7),
        Column("mobile", weight=6),
        Column("owner", weight=8),
        Column("changed_at", weight=2),
    )
    criteria_fields = (
        "name", "last_name", "title", "email", "phone", "mobile", "customers", "categories", "projects", "owner",
        "source", "note", *WISHES, "created_at", "changed_at",
    )  # fmt: skip
