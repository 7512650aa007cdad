"""E-mails on their way out (COM-13): what is to be sent, to whom still, and how far it has come."""

from __future__ import annotations

from model.core.storage.ddl import ID, Kind, Operation, Table, indexes, numbers, required, small, texts

OPERATIONS: tuple[Operation, ...] = (
    Table(
        "outgoing_email",
        (
            ID,
            *numbers("email campaign recipient"),
            *required("employee", Kind.BIGINT),
            *required("state sender recipients"),
            *texts("delivered refused underway message"),
            *required("message_id"),
            *required("attempts", Kind.BIGINT),
            *texts("next_attempt holder lease_until error"),
            *required("created_at"),
            *texts("sent_at"),
            *small("to_copy"),
        ),
    ),
    *indexes("outgoing_email", "employee state next_attempt", "email?", "recipient?"),
    *indexes("outgoing_email", "campaign?", ends="state id"),
)
