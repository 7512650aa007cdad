"""The campaign that a lead or an opportunity came of."""

from __future__ import annotations

from model.core.storage.ddl import AddColumn, Column, Kind, Operation, indexes

OPERATIONS: tuple[Operation, ...] = (
    *(AddColumn(table, Column("campaign", Kind.BIGINT)) for table in ("lead", "opportunity")),
    *indexes("lead", "campaign?"),
    *indexes("opportunity", "campaign?"),
)
