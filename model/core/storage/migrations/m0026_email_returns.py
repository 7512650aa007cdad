"""The log of returned mail, and which addresses are wrong by it (CAMP-19, R11)."""

from __future__ import annotations

from model.core.storage.ddl import (
    ID,
    Kind,
    Operation,
    Table,
    indexes,
    never_empty,
    numbers,
    required,
    small,
    texts,
    unique,
)

OPERATIONS: tuple[Operation, ...] = (
    Table(
        "email_return",
        (
            ID,
            *required("identity address"),
            *required("kind", Kind.SMALLINT),
            *texts("status reason"),
            *required("at"),
            *numbers("recipient email"),
            *small("invalid"),
        ),
    ),
    unique("email_return", "identity address"),
    *indexes("email_return", "address at", "recipient?", "email?"),
    *never_empty("email_return", "invalid"),
)
