"""Wishes not to get marketing, by e-mail and by letter, with their days and sources; lists of who is left out."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator

from model.core.storage.ddl import (
    ID,
    AddColumn,
    DropTrigger,
    Execute,
    InsertRow,
    Kind,
    Operation,
    Run,
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

_ADDRESSED = ("lead", "customer", "contact")
_WISHES = (
    *small("no_email"),
    *texts("no_email_since"),
    *small("no_email_source no_letter"),
    *texts("no_letter_since"),
    *small("no_letter_source"),
    *texts("do_not_call_since"),
    *small("do_not_call_source"),
)

_SAID = """
SELECT change.at, change.kind FROM change_row JOIN change ON change.id = change_row.change
 WHERE change_row.record = '{table}' AND change_row.record_id = {table}.id
 AND json_extract(change_row.after, '$.do_not_call') = 1 ORDER BY change_row.id DESC LIMIT 1
"""
"""When a record was last given the wish, and by what; nothing where it was made with it."""


def _date_wishes(connection: sqlite3.Connection) -> None:
    """Give the wishes that stand the day and source that the history has of them."""
    for table in _ADDRESSED:
        said = _SAID.format(table=table)
        connection.execute(
            f"UPDATE {table} SET do_not_call_since = substr(coalesce((SELECT at FROM ({said})), created_at,"
            " '2026-01-01'), 1, 10), do_not_call_source = CASE (SELECT kind FROM"
            f" ({said})) WHEN 'import' THEN 3 WHEN 'call' THEN 5 ELSE 1 END WHERE do_not_call = 1"
        )


def _address_key() -> tuple[str, str]:
    """Return the key of the database that addresses are hashed with, as its row of ``meta``."""
    return "address_key", secrets.token_hex(32)


def _wishes_unsaid() -> Iterator[Operation]:
    """Yield what gives everybody the new wishes, unsaid."""
    for table in _ADDRESSED:
        yield DropTrigger(f"{table}_never_empty_added", table)
        yield DropTrigger(f"{table}_never_empty_changed", table)
        for column in _WISHES:
            yield AddColumn(table, column)
        yield Execute(f"UPDATE {table} SET no_email = 0, no_letter = 0")


OPERATIONS: tuple[Operation, ...] = (
    *_wishes_unsaid(),
    Run(_date_wishes),
    *never_empty("lead", "owner_only status classification active no_email no_letter do_not_call"),
    *indexes("lead", "no_email_since?", "no_letter_since?", "do_not_call_since?"),
    *never_empty("customer", "kind private owner_only active no_email no_letter do_not_call"),
    *indexes("customer", "no_email_since?", "no_letter_since?", "do_not_call_since?"),
    *never_empty("contact", "owner_only active no_email no_letter do_not_call"),
    *indexes("contact", "no_email_since?", "no_letter_since?", "do_not_call_since?"),
    Table(
        "exclusion_list",
        (
            ID,
            *required("name"),
            key("name_key"),
            *small("holds_for active"),
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
    *indexes("exclusion_list", "name_key", "holds_for"),
    *never_empty("exclusion_list", "holds_for active"),
    Table("exclusion", (ID, *required("exclusion_list", Kind.BIGINT), *required("value"))),
    unique("exclusion", "exclusion_list value"),
    *indexes("exclusion", "exclusion_list", "value"),
    Table("campaign_exclusion", (ID, *required("campaign exclusion_list", Kind.BIGINT))),
    unique("campaign_exclusion", "campaign exclusion_list"),
    *indexes("campaign_exclusion", "campaign", "exclusion_list"),
    Table(
        "kept_opt_out", (ID, *required("hash"), *required("channel", Kind.SMALLINT), *texts("since"), *small("source"))
    ),
    unique("kept_opt_out", "hash channel"),
    InsertRow("meta", ("name", "value"), _address_key),
)
