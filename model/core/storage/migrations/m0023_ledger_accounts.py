"""Under which number a customer stands in the accounts that ledger entries are taken from."""

from __future__ import annotations

from model.core.storage.ddl import ID, Kind, Operation, Table, indexes, never_empty, required, small, unique

OPERATIONS: tuple[Operation, ...] = (
    Table(
        "ledger_account",
        (
            ID,
            *required("customer", Kind.BIGINT),
            *small("ledger"),
            *required("company number", Kind.TEXT),
        ),
    ),
    unique("ledger_account", "company ledger number"),
    *indexes("ledger_account", "customer"),
    *never_empty("ledger_account", "ledger"),
)
