"""Categories of contacts, and contacts who take part in projects (CUST-12, CUST-13, CUST-27)."""

from __future__ import annotations

from model.core.storage.ddl import ID, DropIndex, Index, Kind, Operation, Table, indexes, required, unique

_LINKS = (
    "customer_contact", "customer_category", "contact_category", "project_contact", "seller", "activity_link",
    "document", "project", "opportunity",
)  # fmt: skip

OPERATIONS: tuple[Operation, ...] = (
    Table("contact_category", (ID, *required("contact category", Kind.BIGINT))),
    unique("contact_category", "contact category"),
    *indexes("contact_category", "contact"),
    Table("project_contact", (ID, *required("project contact", Kind.BIGINT))),
    unique("project_contact", "project contact"),
    *indexes("project_contact", "project", "contact"),
    # What was linked is found in the history: the index of version 9, with the new links in it.
    DropIndex("change_row_links"),
    Index(
        "change_row",
        ("record",),
        where="action <> 'insert' AND record IN ({})".format(", ".join(f"'{name}'" for name in _LINKS)),
        name="change_row_links",
    ),
)
