"""The ledger: what customers owe and are owed, entry by entry."""

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
        "ledger_entry",
        (
            ID,
            *small("ledger"),
            *required("customer", Kind.BIGINT),
            key("customer_key"),
            *texts("number"),
            key("number_key"),
            *texts("date due text reference currency"),
            *required("amount", Kind.BIGINT),
            *numbers("balance link_id"),
            *small("closed"),
            *texts("external_id custom"),
            *small("active"),
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
    unique("ledger_entry", "external_id"),
    *indexes(
        "ledger_entry",
        "customer",
        "date",
        "due",
        "number_key",
        "customer_key date",
        "link_id?",
        "customer ledger date",
        "customer ledger due",
        "customer ledger link_id",
        "customer ledger closed date",
        "customer ledger closed due",
        "customer ledger closed link_id",
        "closed customer ledger currency due date balance",
    ),
    *never_empty("ledger_entry", "ledger closed active"),
)
