"""What came of a campaign in orders: how many, their revenue, and its name on orders that outlive it (E15, E20)."""

from __future__ import annotations

from model.core.storage.ddl import AddColumn, Column, Kind, Operation

OPERATIONS: tuple[Operation, ...] = (
    AddColumn("campaign", Column("actual_orders", Kind.BIGINT)),
    AddColumn("campaign", Column("actual_income", Kind.BIGINT)),
    AddColumn("sales_order", Column("campaign_text", Kind.TEXT)),
)
