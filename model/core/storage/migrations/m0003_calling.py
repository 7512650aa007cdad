"""Call lists with the leads on them and the calls made from them, who is calling whom, and what registers say."""

from __future__ import annotations

from model.core.storage.ddl import (
    ID,
    Column,
    DeleteWhere,
    Kind,
    Operation,
    Table,
    Trigger,
    indexes,
    numbers,
    required,
    small,
    texts,
    unique,
)

OPERATIONS: tuple[Operation, ...] = (
    Table(
        "call_list",
        (
            ID,
            *required("name"),
            *required("owner", Kind.BIGINT),
            *small("shared"),
            *texts("script filter"),
            *numbers("daily_target highest_tries"),
            *texts("made_at"),
        ),
    ),
    *indexes("call_list", "owner"),
    Table(
        "call_list_entry",
        (
            ID,
            *numbers("list"),
            *required("lead", Kind.BIGINT),
            *small("private state"),
            *texts("due"),
            *numbers("caller task tries"),
            *texts("reason"),
        ),
    ),
    unique("call_list_entry", "list lead"),
    *indexes("call_list_entry", "lead", "task?", "list state private due"),
    Table(
        "call_list_call",
        (ID, *numbers("list"), *required("activity caller", Kind.BIGINT), *texts("at"), *small("outcome")),
    ),
    *indexes("call_list_call", "activity", "list at"),
    Trigger("call_list_removed", "call_list", "AFTER", "DELETE", (DeleteWhere("call_list_entry", "list = old.id"),)),
    Table(
        "call_lease",
        (
            Column("lead", Kind.LINE, null=False),
            *required("list", Kind.BIGINT),
            *required("holder"),
            *required("employee", Kind.BIGINT),
            *required("until"),
        ),
    ),
    *indexes("call_lease", "holder", ends="lead"),
    Table(
        "reservation",
        (Column("number", Kind.TEXT), *required("reserved", Kind.SMALLINT), *required("checked_at register")),
        primary_key=("number",),
        clustered=True,
    ),
)
