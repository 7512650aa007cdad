"""What was linked to a record is found in the history, also when it is linked no more."""

from __future__ import annotations

from model.core.storage.ddl import Index, Operation

_LINKS = ("customer_contact", "customer_category", "seller", "activity_link", "document", "project", "opportunity")

OPERATIONS: tuple[Operation, ...] = (
    # An index of the few lines that took links off, or changed them.
    Index(
        "change_row",
        ("record",),
        where="action <> 'insert' AND record IN ({})".format(", ".join(f"'{name}'" for name in _LINKS)),
        name="change_row_links",
    ),
)
