"""Orders and their lines (OPP-17, OPP-18)."""

from __future__ import annotations

from model.core.storage.ddl import (
    ID,
    DropIndex,
    Index,
    Kind,
    Operation,
    SearchIndex,
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

_LINKS = (
    "customer_contact", "customer_category", "contact_category", "project_contact", "seller", "activity_link",
    "document", "order_line", "project", "opportunity", "order",
)  # fmt: skip

OPERATIONS: tuple[Operation, ...] = (
    Table(
        "sales_order",
        (
            ID,
            *numbers("number"),
            *texts("title"),
            key("title_key"),
            *required("customer", Kind.BIGINT),
            key("customer_key"),
            *numbers("contact opportunity campaign owner"),
            key("owner_key"),
            *small("status"),
            *texts("order_date start delivery reference currency"),
            *numbers("terms"),
            *small("invoice_delivery"),
            *texts("price_list"),
            *numbers("discount total_net total_vat total"),
            *texts("custom"),
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
    unique("sales_order", "number"),
    # An opportunity becomes one order, whoever converts it at the same moment.
    unique("sales_order", "opportunity"),
    *indexes(
        "sales_order", "customer", "contact?", "campaign?", "title_key", "customer_key title_key",
        "customer order_date", "owner_key title_key", "status title_key", "status delivery", "order_date", "start",
        "delivery", "total", "changed_at", "created_at",
    ),
    *never_empty("sales_order", "status active"),
    SearchIndex("sales_order", ("title_key", "customer_key")),
    Table(
        "order_line",
        (
            ID,
            *required("of_order position", Kind.BIGINT),
            *required("text"),
            key("text_key"),
            *required("quantity", Kind.BIGINT),
            *texts("unit"),
            *required("unit_price discount vat_rate amount", Kind.BIGINT),
        ),
    ),
    *indexes("order_line", "of_order", "of_order position", "text_key"),
    # What was linked is found in the history: the index of version 15, with orders and their lines in it.
    DropIndex("change_row_links"),
    Index(
        "change_row",
        ("record",),
        where="action <> 'insert' AND record IN ({})".format(", ".join(f"'{name}'" for name in _LINKS)),
        name="change_row_links",
    ),
)  # fmt: skip
