"""E-mail campaigns that are sent: the template of a campaign, and how far its messages have come (CAMP-19)."""

from __future__ import annotations

from model.core.storage.ddl import (
    ID,
    AddColumn,
    Column,
    Kind,
    Operation,
    Table,
    indexes,
    required,
    small,
    texts,
    unique,
)

OPERATIONS: tuple[Operation, ...] = (
    AddColumn("campaign", Column("template", Kind.BIGINT)),
    *indexes("campaign", "template?"),
    Table(
        "campaign_dispatch",
        (
            ID,
            *required("campaign employee", Kind.BIGINT),
            *required("state"),
            *small("blanks"),
            *required("started_at next_at"),
            *texts("error"),
        ),
    ),
    unique("campaign_dispatch", "campaign"),
    Table(
        "campaign_message",
        (
            ID,
            *required("campaign recipient", Kind.BIGINT),
            *required("state"),
            *required("turn attempts", Kind.BIGINT),
            *small("underway marked"),
            *required("created_at next_attempt"),
            *texts("holder lease_until sent_at error"),
        ),
    ),
    unique("campaign_message", "recipient"),
    *indexes("campaign_message", "campaign state next_attempt", "holder?"),
)
