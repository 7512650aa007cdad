"""Templates of e-mails, letters and labels, filled from records (CUST-15, CUST-22)."""

from __future__ import annotations

from model.core.storage.ddl import ID, Operation, Table, indexes, key, never_empty, numbers, required, small, texts

OPERATIONS: tuple[Operation, ...] = (
    Table(
        "template",
        (
            ID,
            *required("name"),
            key("name_key"),
            *small("kind language"),
            *texts("subject text html"),
            *numbers("owner"),
            key("owner_key"),
            *small("owner_only active"),
            *texts("created_at"),
            *numbers("created_by"),
            key("created_by_key"),
            *texts("changed_at"),
            *numbers("changed_by"),
            key("changed_by_key"),
            *numbers("version"),
            *texts("note"),
        ),
    ),
    *indexes("template", "name_key", "kind name_key", "owner_key name_key", "changed_at"),
    *never_empty("template", "kind language owner_only active"),
)
