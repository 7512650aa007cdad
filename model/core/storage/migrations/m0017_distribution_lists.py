"""Distribution lists, and who stands on them."""

from __future__ import annotations

from model.core.storage.ddl import (
    ID,
    Kind,
    Operation,
    Table,
    indexes,
    key,
    never_empty,
    numbers,
    required,
    small,
    texts,
    unique,
)

OPERATIONS: tuple[Operation, ...] = (
    Table(
        "distribution_list",
        (
            ID,
            *required("name"),
            key("name_key"),
            *small("kind"),
            *numbers("view owner"),
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
    *indexes("distribution_list", "view?", "name_key", "kind name_key", "owner_key name_key", "changed_at"),
    *never_empty("distribution_list", "kind owner_only active"),
    Table(
        "distribution_list_member", (ID, *required("distribution_list", Kind.BIGINT), *numbers("customer contact lead"))
    ),
    unique("distribution_list_member", "distribution_list customer"),
    unique("distribution_list_member", "distribution_list contact"),
    unique("distribution_list_member", "distribution_list lead"),
    *indexes("distribution_list_member", "distribution_list", "customer?", "contact?", "lead?"),
)
